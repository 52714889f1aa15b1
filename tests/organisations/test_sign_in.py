"""Signing in: codes to phones, password and second factor, lock-out, expiry, registration."""

import json
import re
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyotp
import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from yichuang.kernel.errors import Refusal
from yichuang.organisations import access, api, demo_city, gateway, phone_codes, second_factor, seed
from yichuang.organisations.models import Account, LocalMessage, Mandate, Party, PhoneCode, SecondFactor

pytestmark = pytest.mark.django_db
NEW_PHONE = "13900000009"


def code_of(phone: str) -> str:
    text = LocalMessage.objects.filter(phone=phone).latest("sent_at").text
    return re.search(r"\d{6}", text)[0]


def by_phone(client: Client, phone: str, next: str = "") -> object:
    client.post(f"/sign-in/?next={next}", {"phone": phone})
    return client.post(f"/sign-in/code/?next={next}", {"code": code_of(phone)})


def by_password(client: Client, username: str, password: str = demo_city.PASSWORD, **extra: str) -> object:
    return client.post("/sign-in/staff/", {"username": username, "password": password}, **extra)


def totp(username: str, at: datetime | None = None) -> str:
    return pyotp.TOTP(seed.demo_secret(username)).at(at or timezone.now())


class TestPhoneCode:
    now = timezone.now()

    def send(self, phone="13800000001", address="10.0.0.1", after=timedelta()):
        phone_codes.send_code(phone, address=address, now=self.now + after)
        return code_of(phone)

    def attempt(self, digits, after=timedelta(), phone="13800000001"):
        refusal = phone_codes.try_code(phone, digits, now=self.now + after)
        return refusal.code if refusal else None

    def test_opens_once(self):
        digits = self.send()
        assert self.attempt(digits) is None
        assert self.attempt(digits) == "organisations.code_expired"

    def test_lives_five_minutes(self):
        digits = self.send()
        assert self.attempt(digits, timedelta(minutes=5)) == "organisations.code_expired"

    def test_ends_after_five_wrong_tries(self):
        digits = self.send()
        wrong = f"{(int(digits) + 1) % 10**6:06d}"
        assert [self.attempt(wrong) for _ in range(5)] == ["organisations.code_wrong"] * 5
        assert self.attempt(digits) == "organisations.code_expired"

    def test_of_one_phone_opens_no_other(self):
        digits = self.send()
        self.send("13800000002")
        assert self.attempt(digits, phone="13800000002") == "organisations.code_wrong"

    def test_is_not_kept(self):
        digits = self.send()
        row = PhoneCode.objects.get()
        assert digits.encode() not in bytes(row.code_hash) and "10.0.0.1" not in row.address

    def test_is_limited_per_phone(self):
        self.send()
        with pytest.raises(phone_codes.TooMany):
            self.send(after=timedelta(seconds=59))
        for n in range(1, phone_codes.PER_PHONE):
            self.send(after=timedelta(seconds=61 * n))
        with pytest.raises(phone_codes.TooMany):
            self.send(after=timedelta(seconds=61 * phone_codes.PER_PHONE))

    def test_is_limited_per_address(self):
        for n in range(phone_codes.PER_ADDRESS):
            self.send(f"138001{n:05d}")
        with pytest.raises(phone_codes.TooMany):
            self.send("13700000000")
        self.send("13700000000", address="10.0.0.2")

    @pytest.mark.parametrize("phone", ["", "1380000000", "23800000001", "138000000011", "1380000000a", "１３８00000001"])
    def test_goes_to_mobile_numbers_only(self, phone):
        with pytest.raises(Refusal):
            phone_codes.send_code(phone, address="", now=self.now)


class TestGateway:
    def test_speaks_the_documented_interface(self, monkeypatch):
        got, answers = [], iter([200, 500])

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                got.append((json.loads(body), self.headers["Authorization"], self.headers["Idempotency-Key"]))
                self.send_response(next(answers))
                self.end_headers()

            def log_message(self, *args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("YICHUANG_SMS_URL", f"http://127.0.0.1:{server.server_port}/send")
        monkeypatch.setenv("YICHUANG_SMS_TOKEN", "secret")
        try:
            sent = gateway.send_message("13800000001", "你好", now=timezone.now())
            with pytest.raises(gateway.NotSent):
                gateway.send_message("13800000001", "你好", now=timezone.now())
        finally:
            server.shutdown()
            server.server_close()
        assert got[0] == ({"id": str(sent), "to": "13800000001", "text": "你好"}, "Bearer secret", str(sent))
        assert not LocalMessage.objects.exists()

    def test_a_repeated_message_is_kept_once(self):
        sent = gateway.send_message("13800000001", "甲", now=timezone.now())
        gateway.send_message("13800000001", "甲", now=timezone.now(), message_id=sent)
        assert LocalMessage.objects.count() == 1

    def test_production_needs_a_real_one(self, settings, client):
        settings.PRODUCTION = True
        with pytest.raises(gateway.NotSent):
            gateway.send_message("13800000001", "甲", now=timezone.now())
        assert client.get("/local-gateway/").status_code == 404


class TestSecondFactor:
    def attempt(self, demo, digits, now):
        refusal = second_factor.try_totp(seed.demo_id("account", "chengban"), digits, now=now)
        return refusal.code if refusal else None

    def test_a_code_works_once(self, demo):
        now = timezone.now()
        assert self.attempt(demo, totp("chengban", now), now) is None
        assert self.attempt(demo, totp("chengban", now), now) == "organisations.factor_wrong"
        earlier = totp("chengban", now - timedelta(seconds=30))
        assert self.attempt(demo, earlier, now) == "organisations.factor_wrong"
        later = now + timedelta(seconds=30)
        assert self.attempt(demo, totp("chengban", later), later) is None

    def test_five_failures_lock_for_a_quarter_of_an_hour(self, demo):
        now = timezone.now()
        for _ in range(5):
            assert self.attempt(demo, "000", now) == "organisations.factor_wrong"
        assert self.attempt(demo, totp("chengban", now), now) == "organisations.factor_locked"
        later = now + timedelta(minutes=15)
        assert self.attempt(demo, totp("chengban", later), later) is None

    def test_the_secret_is_encrypted(self, demo):
        secret = seed.demo_secret("chengban").encode()
        assert all(secret not in bytes(row.secret_cipher) for row in SecondFactor.objects.all())

    def test_rfc_6238_vectors(self, demo):
        """Appendix B, SHA-1, last six digits."""
        account = Account.objects.get(username="chengban")
        SecondFactor.objects.filter(account=account).delete()
        second_factor.begin(account, secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        for seconds, digits in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
            assert self.attempt(demo, digits, datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone())) is None

    def test_recovery_codes_come_from_another_person_and_work_once(self, demo, client):
        it = api.actor_of(Account.objects.get(username="xitong"))
        wang = Account.objects.get(username="chengban")
        with pytest.raises(Refusal):
            second_factor.issue_recovery_codes(it.account_id, actor=it, now=timezone.now())
        with pytest.raises(Refusal):
            second_factor.issue_recovery_codes(it.account_id, actor=api.actor_of(wang), now=timezone.now())
        codes = second_factor.issue_recovery_codes(wang.id, actor=it, now=timezone.now())
        by_password(client, "chengban")
        assert client.post("/sign-in/recovery/", {"code": codes[0]}).url == "/sign-in/set-up/"
        page = client.get("/sign-in/set-up/").content.decode()
        secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
        done = client.post("/sign-in/set-up/", {"code": pyotp.TOTP(secret).now()})
        assert done.url == "/desk/" and client.session["_auth_user_id"] == str(wang.pk)
        again = Client()
        by_password(again, "chengban")
        assert again.post("/sign-in/recovery/", {"code": codes[0]}).status_code == 422


class TestStaffSignIn:
    def test_needs_both_factors(self, demo, client):
        first = by_password(client, "chuangkou")
        assert first.url == "/sign-in/second/" and "_auth_user_id" not in client.session
        second = client.post("/sign-in/second/", {"code": totp("chuangkou")})
        assert second.url == "/desk/" and "_auth_user_id" in client.session

    def test_the_second_page_alone_opens_nothing(self, demo, client):
        assert client.post("/sign-in/second/", {"code": totp("chuangkou")}).url == "/sign-in/staff/"

    def test_an_applicant_has_no_password_way(self, demo, client):
        assert by_password(client, "phone:13800000001", "").status_code == 422

    def test_five_wrong_passwords_lock_the_name(self, demo, client):
        for _ in range(5):
            last = by_password(client, "chuangkou", "wrong")
        assert last.status_code == 429 and "暂停登录" in last.content.decode()
        assert by_password(client, "chuangkou").status_code == 429
        assert by_password(client, "chengban").status_code == 302, "colleagues at the same address go on"

    def test_goes_on_only_within_the_site(self, demo, client):
        for target, expected in (("/desk/cases/", "/desk/cases/"), ("https://evil.example/", "/desk/"), ("//evil.example", "/desk/")):
            by_password(client, "chuangkou")
            SecondFactor.objects.update(last_step=0)
            done = client.post("/sign-in/second/", {"code": totp("chuangkou"), "next": target})
            assert done.url == expected


class TestApplicantSignIn:
    def test_a_known_person_signs_in_with_the_code(self, demo, client):
        done = by_phone(client, "13800000001", "/account/")
        assert done.url == "/account/"
        page = client.get("/account/").content.decode()
        assert "张某" in page and "11010519491231002X" not in page

    def test_a_new_phone_registers_first_and_then_goes_on(self, client):
        done = by_phone(client, NEW_PHONE, "/account/")
        assert done.url == "/register/?next=%2Faccount%2F"
        wrong = client.post(done.url, {"name": "田", "number": "110105194912310021"})
        assert wrong.status_code == 422
        assert 'href="#name"' in wrong.content.decode() and 'href="#number"' in wrong.content.decode()
        assert 'value="110105194912310021"' in wrong.content.decode(), "nothing typed is lost"
        assert client.post(done.url, {"name": "田某", "number": "34052419800101001x"}).url == "/account/"
        assert Party.objects.get(name="田某").number_masked == "340***********001X"

    def test_nobody_takes_over_a_person_known_under_another_phone(self, demo, client):
        by_phone(client, NEW_PHONE)
        taken = client.post("/register/", {"name": "张某", "number": "11010519491231002X"})
        assert taken.status_code == 409 and "原手机号码" in taken.content.decode()
        assert Account.objects.get(phone=NEW_PHONE).party is None

    def test_a_legal_representative_registers_the_company_and_acts_for_it(self, demo, client):
        by_phone(client, "13800000001")
        known = client.post("/account/company/", {"name": "示例市某产业园有限公司", "number": demo_city.COMPANY["number"]})
        assert known.status_code == 409, "a company already registered is joined by a mandate only"
        new = client.post("/account/company/", {"name": "示例市某餐饮店", "number": "91379900MAEXAMP227"})
        assert new.status_code == 302
        assert "示例市某餐饮店的联系方式" in client.get("/account/").content.decode()

    def test_chooses_for_whom_to_act_among_own_parties_only(self, demo, client):
        by_phone(client, "13800000002")
        assert client.post("/account/act-for/", {"party": str(demo.company_id)}).status_code == 302
        assert "示例市某产业园有限公司的联系方式" in client.get("/account/").content.decode()
        other = demo.applicants[0].party_id
        assert client.post("/account/act-for/", {"party": str(other)}).status_code == 404

    def test_a_mandate_lets_the_agent_act_until_its_end(self, demo, client):
        by_phone(client, "13800000002")
        client.post("/account/act-for/", {"party": str(demo.company_id)})
        until = timezone.localdate() + timedelta(days=30)
        form = {"name": "张某", "number": "11010519491231002X", "phone": "13800000001", "to_on": until.isoformat()}
        assert client.post("/account/mandates/", {**form, "to_on": ""}).status_code == 422
        assert client.post("/account/mandates/", form).status_code == 302
        agent = Account.objects.get(phone="13800000001")
        assert demo.company_id in api.actor_of(agent).party_ids
        assert demo.company_id not in api.actor_of(agent, on=until + timedelta(days=1)).party_ids
        agents = Client()
        by_phone(agents, "13800000001")
        agents.post("/account/act-for/", {"party": str(demo.company_id)})
        assert agents.post("/account/mandates/", form).status_code == 403, "an agent passes no mandate on"
        row = Mandate.objects.get(kind="agent")
        assert client.post(f"/account/mandates/{row.id}/end/").status_code == 302
        assert demo.company_id not in api.actor_of(agent).party_ids


class TestAccess:
    def test_every_route_of_this_room_says_who_may_enter(self):
        from yichuang.organisations import urls

        for pattern in urls.urlpatterns:
            assert isinstance(pattern.callback.access, access.Access), pattern.name
        assert get_resolver().resolve("/sign-in/").func.access.who == "public"

    def test_staff_and_applicants_stay_on_their_side(self, demo, client):
        by_password(client, "chuangkou")
        client.post("/sign-in/second/", {"code": totp("chuangkou")})
        assert client.get("/account/").status_code == 403
        assert Client().get("/account/").url == "/sign-in/?next=%2Faccount%2F"

    def test_what_was_sent_after_the_session_ended_is_kept_for_the_same_person_only(self, demo, client):
        by_phone(client, "13800000001")
        client.cookies.pop("sessionid")
        expired = client.post("/account/", {"address": "示例路9号", "contact_name": "", "contact_phone": ""})
        assert expired.url.startswith("/sign-in/?next=")
        PhoneCode.objects.all().delete()
        done = by_phone(client, "13800000001", "/sign-in/resume/")
        page = client.get(done.url).content.decode()
        assert "示例路9号" in page and 'action="/account/"' in page

        client.cookies.pop("sessionid")
        client.post("/account/", {"address": "示例路10号"})
        other = by_phone(client, "13800000002", "/sign-in/resume/")
        assert other.url == "/" and "示例路10号" not in client.get("/sign-in/resume/", follow=True).content.decode()

    def test_signing_out_forgets_who(self, demo, client):
        by_phone(client, "13800000001")
        client.post("/sign-out/")
        client.post("/account/", {"address": "示例路9号"})
        PhoneCode.objects.all().delete()
        assert by_phone(client, "13800000001").url == "/"

    def test_the_address_behind_a_trusted_proxy(self, settings, rf):
        request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9")
        assert access.client_address(request) == "10.0.0.1"
        settings.PROXIES = 1
        assert access.client_address(request) == "203.0.113.9"
