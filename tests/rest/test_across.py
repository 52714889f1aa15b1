"""全城通办 by API: the agreements anybody may read, and 代收 for the two organs it lies between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.cli import sample_across, sample_powers
from yichuang.cli.players import Player, work
from yichuang.cli.sample_week import Days
from yichuang.dossier import api as dossier
from yichuang.intake import api as intake
from yichuang.kernel.values import ZONE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def days(house):
    now = timezone.now()
    found = Days(now.astimezone(ZONE).date())
    sample_across.agreements(house.cast, found, now)
    return found


def public(path: str):
    return Client(raise_request_exception=False).get(f"/api/v1{path}")


def test_anybody_reads_which_window_takes_in_what_for_whom_on_a_day(house, days) -> None:
    found = public("/agreements").json()
    rows = {row["mode"]: row for row in found["agreements"]}
    assert set(rows) == {"accept", "take_in"} and found["next"] is None
    assert {item["code"] for item in rows["accept"]["items"]} == set(sample_across.LENT)
    assert (rows["accept"]["hands_out"], rows["take_in"]["forward_days"]) == (True, 1)
    before = (days.ago(20) - DAY).date().isoformat()
    assert public(f"/agreements?on={before}").json()["agreements"] == []
    assert {row["mode"] for row in public("/agreements?mode=take_in").json()["agreements"]} == {"take_in"}


def test_anybody_reads_who_decides_in_place_of_whom_and_nobody_moves_a_power_by_api(house, days) -> None:
    first = days.ahead(15)
    asked = sample_powers.columns(house.cast, "devolve", to="county", from_on=first, written_on=days.ago(13).date())
    sample_powers.give(house.cast, [house.cast.item_id("small-catering")], asked, begun=days.ago(12, 9), approved=days.ago(4, 9))
    assert public("/delegations").json()["delegations"] == []
    [row] = public(f"/delegations?on={first}&form=devolve").json()["delegations"]
    assert (row["item_code"], row["to_organ"], row["from_on"]) == ("small-catering", "示例市示例区行政审批服务局", f"{first}")
    assert Client(raise_request_exception=False).post("/api/v1/delegations", {}).status_code == 405


def test_a_licence_is_sent_and_its_arrival_confirmed_by_api(house, days) -> None:
    cast, at = house.cast, days.ago(9)
    case_id, _ = intake.send(sample_across.draft(cast, "drainage", at, cast.company), declared=True, actor=cast[sample_across.TOWN], now=at)
    dossier.mark_met(case_id, dossier.acceptance_open(case_id), by=cast[sample_across.TOWN].ref, at=at)
    Player(cast, "drainage", case_id).accept(days.ago(8), who=sample_across.TOWN).review(days.ago(5)).grant(days.ago(4))
    work()
    city, town = house.as_account("zhizheng"), house.as_account(sample_across.TOWN)

    def post(who, verb: str, body: dict[str, str]):
        return who.post(f"/cases/{case_id}/{verb}", body, version=cases.view(case_id, actor=cast["zhizheng"]).version)

    number = {"tracking_number": "EX300000011CN"}
    assert post(town, "result/send", number).status_code == 403
    assert post(city, "result/send", number).status_code == 200
    refused = post(town, "deliver", {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致"})
    assert (refused.status_code, refused.json()["code"]) == (409, "cases.result_on_its_way")
    assert post(city, "result/call-off", {"reason": "邮件退回"}).status_code == 200
    assert post(town, "result/arrive", {}).json()["code"] == "cases.result_not_on_its_way"
    assert post(city, "result/send", number).status_code == 200
    assert post(town, "result/arrive", {}).status_code == 200
    assert cases.state(case_id).acts_of(ActKind.SENDING)[-1].state == "arrived"


def test_taken_in_is_seen_by_the_two_windows_and_by_nobody_else(house, days) -> None:
    cast, at = house.cast, days.ago(2)
    taken = intake.take_in(sample_across.draft(cast, "tree-felling", at, cast.company), declared=True, actor=cast[sample_across.TOWN], now=at)
    for who in (sample_across.TOWN, "chuangkou"):
        window = house.as_account(who)
        row, = window.get("/taken-in").json()["taken_in"]
        assert (row["taken_in_id"], row["state"], row["arrived_at"], row["case_id"]) == (str(taken), "taken_in", None, None)
        assert window.get("/taken-in", show="done").json()["taken_in"] == []
        whole = window.get(f"/taken-in/{taken}").json()
        assert whole["papers_travel"] and whole["materials"] and whole["agreement"].startswith("示例市、示例区代收转寄协议")
    assert house.as_account("chengban").get("/taken-in").status_code == 403
    assert house.as_account(house.person).get(f"/taken-in/{taken}").status_code == 403
    assert public("/taken-in").status_code == 401
