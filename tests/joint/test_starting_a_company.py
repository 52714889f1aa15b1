"""企业开办: one form, no papers, a working day, and the minutes of each party (市场主体登记管理条例 19, 税收征收管理法 15, 发票管理办法 15, 社会保险法 57)."""

from __future__ import annotations

import pytest

from yichuang.catalogue import api as catalogue
from yichuang.cli.players import work
from yichuang.cli.together import open_theme
from yichuang.clock.domain import Unit
from yichuang.joint import api as joint
from yichuang.joint.domain.state import BranchState
from yichuang.joint.overview import overview

from .conftest import at

BUREAU, TAX, SOCIAL = "示例市行政审批服务局", "国家税务总局示例市税务局", "示例市人力资源和社会保障局"


@pytest.fixture
def theme(cast):
    joint.themes.seed(now=at("2026-01-05 10:00"))
    return joint.themes.in_force("start-company")


def test_one_form_no_papers_one_working_day(theme):
    figures = {row.measure.value: (row.before, row.after) for row in overview(theme).meter.rows}
    assert figures["forms"] == (4, 1) and figures["materials"] == (0, 0) and figures["visits"] == (0, 0)
    assert figures["days"] == (3, 1), "on the spot, then three of one day each: one after the other three, together one"
    assert figures["fields"][0] > figures["fields"][1]


def test_the_limits_are_those_of_each_law(cast):
    terms = {code: catalogue.terms(cast.items[code]) for code in ("company-registration", "tax-registration", "invoice-types", "social-insurance")}
    assert {code: (t.statutory.amount, t.statutory.unit) for code, t in terms.items()} == {
        "company-registration": (3, Unit.WORKING_DAY), "tax-registration": (0, Unit.SAME_DAY), "invoice-types": (5, Unit.WORKING_DAY),
        "social-insurance": (15, Unit.CALENDAR_DAY),
    }  # fmt: skip
    assert terms["company-registration"].extension.amount == 3
    assert all(catalogue.is_fetched(m) for t in terms.values() for m in t.materials)


def test_the_register_result_hands_the_others_in_and_each_party_is_counted_in_minutes(theme, cast):
    run = open_theme(cast, "start-company", at("2026-09-11 09:00"), by=0)
    assert list(run.players) == ["company-registration"], "nobody but the register has anything in hand before there is a licence"
    view = run.view(at("2026-09-11 09:05"))
    assert [row.state for row in view.branches] == [BranchState.OPEN, *[BranchState.WAITING] * 3]
    run.players["company-registration"].at_once(at("2026-09-11 09:40"), roll=lambda n: 1)
    work()
    run.look(at("2026-09-11 09:40"))
    assert set(run.players) == set(run.codes) and all(not row.lacks for row in run.view(at("2026-09-11 09:41")).branches)
    for code, accepted, done in (
        ("tax-registration", "09:50", "10:20"), ("invoice-types", "09:50", "10:30"), ("social-insurance", "09:55", "11:00"),
    ):  # fmt: skip
        player = run.players[code].accept(at(f"2026-09-11 {accepted}"))
        player.review(at(f"2026-09-11 {done}")).grant(at(f"2026-09-11 {done}"))
    work()
    after = at("2026-09-11 11:30")
    spent = {one.party: one.minutes for one in joint.time_spent(run.view(after), after)}
    assert spent == {BUREAU: 40 + 15, TAX: 40, SOCIAL: 65}
    assert run.view(after).is_over and run.view(after).total_on == after.date(), "all of it within the day"
    assert list(joint.check_folds()) == []


def test_who_employs_nobody_and_bills_nobody_has_two_items(theme, cast):
    run = open_theme(cast, "start-company", at("2026-09-11 09:00"), by=0, without=("invoice-types", "social-insurance"))
    assert run.codes == ("company-registration", "tax-registration")
