"""企业开办: one form, no papers, a working day, and the minutes of each party (市场主体登记管理条例 19, 税收征收管理法 15, 发票管理办法 15, 社会保险法 57)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from yichuang.catalogue import api as catalogue
from yichuang.cli.players import work
from yichuang.cli.together import open_theme
from yichuang.clock.domain import Unit
from yichuang.joint import api as joint
from yichuang.joint.domain.partners import NoPartner, PartnerDone, PartnerTwice
from yichuang.joint.domain.projects import StageUnified
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import Mode
from yichuang.joint.overview import overview
from yichuang.kernel.errors import Forbidden, Invalid

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
    assert not any(catalogue.is_brought(m) for t in terms.values() for m in t.materials)


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


class TestWhoIsNoOrgan:
    """银行、刻章: chosen by the applicant, counted in minutes beside the organs, a condition of nothing."""

    def test_its_minutes_run_from_handing_over_to_done_and_nothing_waits_for_it(self, theme, cast):
        run, window = open_theme(cast, "start-company", at("2026-09-11 09:00"), by=0), cast["chuangkou"]
        seal = joint.begin_partner(run.joint_id, kind="seal", name="示例市某刻章店", actor=window, now=at("2026-09-11 11:40"))
        joint.begin_partner(run.joint_id, kind="bank", name="示例市某银行", actor=window, now=at("2026-09-11 14:00"))
        joint.end_partner(run.joint_id, seal, actor=window, now=at("2026-09-11 13:50"))
        now = at("2026-09-11 14:30")
        spent = {one.party: (one.partner, one.minutes, one.running) for one in joint.time_spent(run.view(now), now)}
        assert spent["示例市某刻章店"] == ("公章刻制", 20 + 20, False), "lunch is nobody's"
        assert spent["示例市某银行"] == ("银行开户", 30, True)
        assert not any(row.lacks for row in run.view(now).branches if row.case_id)
        run.players["company-registration"].at_once(now, roll=lambda n: 1)
        assert list(joint.check_folds()) == []

    def test_one_at_a_time_of_a_kind_the_theme_has_at_the_counter_that_hands_on(self, theme, cast, together):
        run, now = open_theme(cast, "start-company", at("2026-09-11 09:00"), by=0), at("2026-09-11 10:00")
        begin = partial(joint.begin_partner, run.joint_id, name="某刻章店", now=now)
        with pytest.raises(Forbidden):
            begin(kind="seal", actor=cast.applicant(0))
        for wrong in ({"kind": "seal", "name": " "}, {"kind": "lawyer"}):
            with pytest.raises(Invalid):
                begin(**wrong, actor=cast["chuangkou"])
        partner_id = begin(kind="seal", actor=cast["chuangkou"])
        with pytest.raises(PartnerTwice):
            begin(kind="seal", actor=cast["chuangkou"])
        joint.end_partner(run.joint_id, partner_id, actor=cast["chuangkou"], now=now)
        with pytest.raises(PartnerDone):
            joint.end_partner(run.joint_id, partner_id, actor=cast["chuangkou"], now=now)
        other = together("drainage", "tree-felling").apply(now)
        with pytest.raises(Invalid):
            joint.begin_partner(other.joint_id, kind="seal", name="某刻章店", actor=cast["chuangkou"], now=now)
        with pytest.raises(NoPartner):
            joint.end_partner(other.joint_id, partner_id, actor=cast["chuangkou"], now=now)


def test_a_signature_ends_the_minutes_of_its_organ_and_all_were_accepted_in_one_act(theme, cast):
    run = open_theme(cast, "open-central-kitchen", at("2026-09-11 09:00"), without=("outdoor-sign",))
    for player in run.players.values():
        player.check_papers(at("2026-09-11 09:30"))
    joint.accept(run.joint_id, actor=cast["chuangkou"], now=at("2026-09-11 10:00"))
    food = run.players["food-business"]
    while food.meet_needs(at("2026-09-11 10:30")):
        pass
    food.review(at("2026-09-11 10:40"))
    joint.sign(run.joint_id, run.branch("food-business", at("2026-09-11 10:50")).id, actor=food.signer(at("2026-09-11 10:50")), now=at("2026-09-11 11:00"))
    after = at("2026-09-14 10:00")
    spent = {one.party: (one.minutes, one.running) for one in joint.time_spent(run.view(after), after)}
    assert spent["示例市市场监督管理局"] == (60, False) and spent[BUREAU][1]
    assert [row.name for row in run.view(after).unsigned] == ["城镇污水排入排水管网许可"]
    assert "joint.AcceptedTogether" in {event.kind for event in joint.history(run.joint_id).events}
    assert list(joint.check_folds()) == []


def test_a_stage_published_as_unified_is_refused_where_it_is_handed_in(theme):
    stage = joint.themes.in_force("project-planning")
    assert joint.projects.stage_of(stage) == "planning"
    with pytest.raises(StageUnified):
        joint.projects.stage_of(replace(stage, content=replace(stage.content, mode=Mode.UNIFIED, basis="示政发〔2026〕1号")))
