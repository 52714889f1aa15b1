"""各方用时: minutes each party had something in hand, an organ in its office hours 8:30-12:00 and 13:30-17:30."""

from __future__ import annotations

from datetime import UTC, date, time

from yichuang.cli.players import points_of, work
from yichuang.joint import api as joint
from yichuang.joint.domain.themes import Mode
from yichuang.organisations import api as organisations

from .conftest import at
from .test_branches import accept_all

BUREAU, FORESTRY, APPLICANT = "示例市行政审批服务局", "示例市林业局", ""


def spent(run, now):
    return {one.party: (one.minutes, one.running) for one in joint.time_spent(run.view(now), now)}


def test_an_organ_is_counted_in_its_office_hours_and_while_it_has_something_in_hand(together):
    run = together("drainage", "tree-felling").apply(at("2026-09-11 16:30"))  # a Friday; one window takes both in
    monday = at("2026-09-14 09:00")
    assert spent(run, monday) == {BUREAU: (60 + 30, True)}, "two cases at once count once, the weekend not at all"
    run.players["drainage"].accept(monday)
    run.players["tree-felling"].accept(monday)
    assert spent(run, at("2026-09-14 14:00")) == {BUREAU: (90 + 180 + 30, True), FORESTRY: (180 + 30, True)}
    run.players["drainage"].review(at("2026-09-14 15:00")).grant(at("2026-09-14 16:00"))
    assert spent(run, at("2026-09-15 09:00")) == {BUREAU: (300 + 120, False), FORESTRY: (210 + 210 + 30, True)}, "nothing counts after a decision"


def test_the_time_of_a_correction_is_the_applicants_by_day_and_night(together):
    run = together("drainage").apply(at("2026-09-10 09:30"))
    drainage = run.players["drainage"].ask_correction(at("2026-09-10 10:30"), points_of(run.players["drainage"]))
    assert spent(run, at("2026-09-10 18:00")) == {BUREAU: (60, False), APPLICANT: (450, True)}
    work()
    drainage.serve(at("2026-09-10 10:40")).bring(at("2026-09-11 10:30")).accept(at("2026-09-11 11:00"))
    assert spent(run, at("2026-09-11 11:30")) == {BUREAU: (60 + 60, True), APPLICANT: (24 * 60, False)}


def test_the_hours_are_those_of_the_day_here_also_before_eight_in_the_morning(together, cast):
    """At half past seven it is still yesterday in the time the server counts in."""
    actor, from_on = organisations.system_actor("test"), date(2026, 9, 15)
    organisations.set_office_hours(cast.demo.organs["bureau"], from_on=from_on, spans=((time(7), time(12)),), actor=actor, now=at("2026-09-10 09:00"))
    run = together("drainage").apply(at("2026-09-15 07:10"))
    assert spent(run, at("2026-09-15 07:40").astimezone(UTC)) == {BUREAU: (30, True)}


def test_a_past_day_keeps_the_hours_it_had(together, cast):
    """The bureau opens from nine to eleven from Wednesday on; what it held on Tuesday counts in the hours of Tuesday."""
    run = together("drainage").apply(at("2026-09-15 08:30"))
    actor, from_on = organisations.system_actor("test"), date(2026, 9, 16)
    organisations.set_office_hours(cast.demo.organs["bureau"], from_on=from_on, spans=((time(9), time(11)),), actor=actor, now=at("2026-09-15 09:00"))
    assert spent(run, at("2026-09-15 18:00")) == {BUREAU: (450, True)}, "a whole day: 210 + 240"
    assert spent(run, at("2026-09-16 18:00")) == {BUREAU: (450 + 120, True)}


def test_who_has_signed_has_nothing_in_hand_any_more_also_once_all_is_decided(together, cast):
    run = together("drainage", "tree-felling", mode=Mode.UNIFIED).apply(at("2026-09-10 16:05"))
    accept_all(run, cast, at("2026-09-11 09:00"))
    for player in run.players.values():
        player.review(at("2026-09-14 09:00"))
    for code, signer, moment in (("tree-felling", "linye-daibiao", "2026-09-14 10:00"), ("drainage", "fenguan", "2026-09-15 09:00")):
        joint.sign(run.joint_id, run.branch(code, at(moment)).id, actor=cast[signer], now=at(moment))
    before = spent(run, at("2026-09-15 10:00"))
    joint.decide(run.joint_id, actor=cast["fenguan"], now=at("2026-09-15 10:00"))
    after = spent(run, at("2026-09-15 11:00"))
    assert (after[FORESTRY], after[BUREAU]) == (before[FORESTRY], before[BUREAU])
