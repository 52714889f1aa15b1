"""Rate limits on public verbs (design §11): who is counted how, what is answered, and that nobody pays for a stranger."""

from __future__ import annotations

import pytest

from yichuang.organisations.models import Account
from yichuang.web import rates
from yichuang.web.rates import Meter, Rate

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def strict(settings, monkeypatch):
    """Three at once, then one in ten seconds, for every kind of request; nobody has asked yet."""
    settings.RATES = dict.fromkeys(("read", "look-up", "try", "write", "api"), (6, 3))
    monkeypatch.setattr(rates, "METER", Meter())


def statuses(client, path, method="get", n=4, **more):
    return [getattr(client, method)(path, **more).status_code for _ in range(n)]


def test_a_bucket_takes_the_burst_and_then_one_drop_at_a_time():
    meter, rate = Meter(), Rate(per_minute=6, burst=3)
    assert [meter.wait("a", rate, 0.0) for _ in range(3)] == [0, 0, 0]
    assert meter.wait("a", rate, 0.0) == pytest.approx(10)
    assert meter.wait("a", rate, 4.0) == pytest.approx(6), "a refused request does not make the wait longer"
    assert meter.wait("b", rate, 4.0) == 0, "others are not held up"
    assert meter.wait("a", rate, 10.0) == 0
    assert meter.wait("a", rate, 10.0) == pytest.approx(10)
    assert [meter.wait("a", rate, 1000.0) for _ in range(4)] == [0, 0, 0, pytest.approx(10)]


def test_the_meter_forgets_who_asked_longest_ago(monkeypatch):
    monkeypatch.setattr(rates, "MOST_KEYS", 10)
    meter = Meter()
    for n in range(50):
        meter.wait(str(n), Rate(6, 3), 0.0)
    assert list(meter.empty_at) == [str(n) for n in range(40, 50)]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/items/", "/items/?q=排水", "/verify/?number=X", "/verify/no-such-token/", "/track/"])
def test_a_public_page_asked_too_often_is_refused_with_the_time_to_wait(client, path):
    assert 429 not in statuses(client, path, n=3)
    answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (429, "10")
    assert "请求过于频繁，请在10秒后再试。" in answer.content.decode()
    english = client.get(path, headers={"accept-language": "en"})
    assert "Too many requests" in english.content.decode()
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code != 429, "another network is not concerned"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/staff/", "/track/"])
def test_trying_is_counted_apart_from_reading(client, path):
    assert statuses(client, path, "post")[3] == 429
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_whoever_signed_in_is_counted_by_account_and_staff_are_not(client, sit):
    sit("chuangkou")
    client.force_login(Account.objects.get(username="phone:13800000002"), backend=BACKEND)
    assert statuses(client, "/items/")[3] == 429
    assert client.get("/drafts/", REMOTE_ADDR="192.0.2.9").status_code == 429, "the account goes with the person"
    client.logout()
    assert client.get("/items/").status_code == 200
    assert set(statuses(sit("chuangkou"), "/desk/", n=6)) == {200}


@pytest.mark.django_db
def test_the_api_is_counted_by_token_and_network_and_says_so_as_problem_json(client):
    one, other = ({"HTTP_AUTHORIZATION": f"Bearer {n}"} for n in "ab")
    assert statuses(client, "/api/v1/items", **one)[3] == 429
    answer = client.get("/api/v1/items", **one)
    assert (answer["Content-Type"], answer["Retry-After"]) == ("application/problem+json", "10")
    assert answer.json()["code"] == "web.too_many_requests"
    assert client.get("/api/v1/items", **other).status_code == 429, "a made-up token is no way around"
    assert client.get("/api/v1/items", REMOTE_ADDR="192.0.2.7", **one).status_code == 429
    assert client.get("/api/v1/items", REMOTE_ADDR="192.0.2.7", **other).status_code == 200


@pytest.mark.django_db
def test_a_forwarded_address_counts_only_behind_a_proxy_of_ours(client, settings):
    def as_if_from(n):
        return client.get("/items/", headers={"X-Forwarded-For": f"198.51.100.{n}, 192.0.2.{n}"}).status_code

    assert [as_if_from(n) for n in range(4)][3] == 429, "anybody can write the header"
    settings.PROXIES = 1
    assert [as_if_from(n) for n in range(4)] == [200] * 4
    assert [client.get("/items/", headers={"X-Forwarded-For": f"{n}, 192.0.2.99"}).status_code for n in range(4)][3] == 429


def test_an_ipv6_subscriber_is_one_network():
    assert rates.network("2001:db8:1:2:3::4") == rates.network("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert rates.network("2001:db8:1:3::4") != rates.network("2001:db8:1:2::4")
    assert rates.network("192.0.2.1") == "192.0.2.1"


@pytest.mark.django_db
def test_a_refused_phone_code_says_when_to_ask_again(client, settings):
    settings.RATES = {}
    answers = [client.post("/sign-in/", {"phone": "13800000055"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 429]
    assert answers[1]["Retry-After"] == "60"
