"""Registers of 容缺 and 告知承诺, credit files and explanations of 智能审批 through the API: who sees what, and which reading is logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from yichuang.cases import api as cases
from yichuang.cli import props
from yichuang.cli.players import work
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.exchange.api import local_registry
from yichuang.kernel import access
from yichuang.kernel.values import local_date
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(house):
    return house.as_account(Account.objects.get(id=house.cast.demo.applicants[1].account_id).username)


@pytest.fixture
def person(house):
    return house.as_account(house.person)


def logged(what: str) -> list[tuple]:
    access.flush()
    with connection.cursor() as cursor:
        cursor.execute("select actor, subject_id, case_id from access_log where what = %s order by at", [what])
        return cursor.fetchall()


def test_two_registers_apart_each_over_the_cases_one_may_see(house, company, person) -> None:
    now = timezone.now()
    due = local_date(now) + timedelta(days=4)
    gap = house.play().apply(now - timedelta(hours=1), without=("M4",)).accept_with_gaps(now, due)
    felling = house.play("tree-felling").apply(now - timedelta(hours=1))
    cases.sign_promise(felling.case_id, agreed=True, actor=house.cast.applicant(1), now=now)

    def seen(system, register: str, **asked) -> list[tuple]:
        answer = system.get(f"/registers/{register}", **asked)
        assert answer.status_code == 200, answer.json()
        return [(row["number"], row["state"]) for row in answer.json()["entries"]]

    owed, promised = [(gap.number, "running")], [(felling.number, "signed")]
    assert seen(house.as_account("chengban"), "tolerances") == owed and seen(house.as_account("linye"), "promises") == promised
    assert seen(house.as_account("linye"), "tolerances") == [] == seen(house.as_account("shuiwu"), "promises")
    assert seen(company, "tolerances", open_only=True) == owed and seen(company, "promises") == promised
    [row] = company.get("/registers/tolerances").json()["entries"]
    assert row["due_on"] == due.isoformat() and row["materials"] == [gap.terms.material("M4").name]
    cases.tell_third_party(
        gap.case_id, party_id=house.cast.demo.applicants[0].party_id, interest="相邻地块的排水", actor=house.cast["chengban"], now=now
    )
    assert seen(person, "tolerances") == [], "a neighbour is told of the case, not of what the applicant owes"
    assert company.get("/registers/tolerances", page=0).status_code == 422


def test_what_is_told_is_read_before_either_is_chosen(house, company, person) -> None:
    now = timezone.now()
    gap = house.play().apply(now - timedelta(hours=1), without=("M4",))
    felling = house.play("tree-felling").apply(now - timedelta(hours=1))
    choice, told = company.get(f"/cases/{gap.case_id}/tolerance").json(), company.get(f"/cases/{felling.case_id}/promise").json()
    assert [m["code"] for m in choice["materials"]] == ["M4"] and choice["latest_on"] > local_date(now).isoformat() and "自愿" in choice["choice"]
    text = felling.terms.promise
    assert (told["text"], told["effect"], told["check_days"]) == (text.text, text.effect, text.check_days)
    assert [c["code"] for c in told["conditions"] if c["promised"]] == ["C4", "C5"]
    assert {len(told["conditions"])} == {len(felling.terms.conditions)} and all(c["article"] for c in told["conditions"])
    for path in (f"/cases/{gap.case_id}/tolerance", f"/cases/{felling.case_id}/promise"):
        assert person.get(path).status_code == 404
    assert company.get(f"/cases/{gap.case_id}/promise").json()["code"] == "cases.not_by_promise"
    organ = house.cast.demo.organs["bureau"]
    credit.note(house.cast.company, Found.TOLERANCE_BROKEN, ground="示例：没有兑现", organ_id=organ, by="system:test", at=now - timedelta(days=5))
    barred = company.get(f"/cases/{felling.case_id}/promise")
    assert barred.status_code == 409 and barred.json()["code"] == "cases.credit_bars" and "信用修复" in barred.json()["remedy"]


def test_a_credit_file_is_whole_for_its_party_and_for_staff_what_they_noted(house, company, person) -> None:
    party, organs, now = house.cast.company, house.cast.demo.organs, timezone.now()
    for organ, found in (("bureau", Found.TOLERANCE_BROKEN), ("forestry", Found.PROMISE_BROKEN)):
        credit.note(party, found, ground="示例：没有兑现", organ_id=organs[organ], by="system:test", at=now - timedelta(days=5))
    path = f"/parties/{party}/credit"

    def found_by(system, path: str) -> set[str]:
        answer = system.get(path)
        assert answer.status_code == 200, answer.json()
        assert all(row["stands"] and row["how"] and row["ground"] for row in answer.json()["records"])
        return {row["found"] for row in answer.json()["records"]}

    assert found_by(company, path) == {"tolerance_broken", "promise_broken"} and logged("credit.records") == []
    assert found_by(house.as_account("fazhi"), path) == {"tolerance_broken"} == found_by(house.as_account("fazhi"), "/registers/credit")
    assert found_by(house.as_account("linye"), path) == {"promise_broken"}
    assert [(who, whose) for who, whose, _ in logged("credit.records")] == [(house.cast[n].ref, party) for n in ("fazhi", "fazhi", "linye")]
    assert person.get(path).status_code == 404 and person.get(path).json()["code"] == "credit.no_file"
    assert found_by(company, "/registers/credit") == set(), "the register is the organs' own"


def test_an_automatic_grant_is_explained_rule_by_rule_and_the_sample_is_shown(house, company, person) -> None:
    now = timezone.now()
    with local_registry():
        party = house.cast.demo.applicants[0].party_id
        drawn, spared = (house.play("tree-felling").apply(now, party=party, answers=props.SMALL_FELLING) for _ in range(2))
        for case, roll in ((drawn, 0), (spared, 99)):
            work()
            assert cases.consider(case.case_id, now=now, roll=lambda n, roll=roll: roll) == "granted"
    path = f"/cases/{drawn.case_id}/smart"
    told = person.get(path).json()
    assert (told["state"], {row["result"] for row in told["rules"]}) == ("granted", {"holds"}) and all(row["holds"] for row in told["guards"])
    known = {row["id"] for row in told["evidence"]}
    assert known and {ident for row in told["rules"] for ident in row["evidence"]} == known
    assert house.as_account("shuiwu").get(path).status_code == 404 == company.get(path).status_code
    forester = house.as_account("linye-daibiao")
    assert forester.get(path).json()["sha256"] == told["sha256"]
    assert [(who, case) for who, _, case in logged("registry.evidence")] == [
        (house.cast.applicant(0).ref, drawn.case_id), (house.cast["linye-daibiao"].ref, drawn.case_id)
    ]  # fmt: skip
    runs = {row["number"]: row["sampled"] for row in forester.get("/smart/runs").json()["runs"]}
    assert runs == {drawn.number: "open", spared.number: ""}
    assert [row["number"] for row in forester.get("/smart/runs", drawn_only=True).json()["runs"]] == [drawn.number]
    assert person.get("/smart/runs").json()["runs"] == []
    plain = house.play().apply(now)
    assert company.get(f"/cases/{plain.case_id}/smart").json()["code"] == "cases.no_explanation"
