"""Opinions and meetings: an opinion for each case, asked with a due day, a reminder and a stated effect of silence; who gives it."""

from datetime import date
from io import BytesIO

import pytest

from tests.cases.test_switching import BUREAU, COUNTY, START, give, midnight
from tests.joint.acting import PLACE, branches, lead, organ_of, photo, planned, run, sound
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind as CaseAct
from yichuang.cases.domain.phases import Phase
from yichuang.documents.models import Document
from yichuang.joint import api as joint
from yichuang.joint import due
from yichuang.joint.actions.unit import NoJoint
from yichuang.joint.acts import Opinion, Plan
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import ActKind, ActState, Silence
from yichuang.joint.domain.law import NotAllReady, NotOpen
from yichuang.joint.models import JointAct, JointActBranch, JointActOfficer
from yichuang.kernel.errors import Invalid
from yichuang.organisations import api as organisations

from .conftest import at

__all__ = ["lead", "run"]


def test_a_meeting_attaches_an_opinion_to_each_case_or_is_not_recorded(run, cast, lead):
    act_id = planned(run, cast, lead, ActKind.MEETING, agenda="油烟排放口的位置")
    ids, who = branches(run), {"actor": lead, "now": at("2026-09-16 11:00")}
    held = {"text": "三方讨论", "held_at": at("2026-09-16 09:30")}
    agree = Opinion("agree")
    with pytest.raises(law.OpinionMissing):
        joint.acts.hold(act_id, opinions={ids[0]: agree, ids[1]: agree}, **held, **who)
    with pytest.raises(NotAllReady):  # an objection without its article
        joint.acts.hold(act_id, opinions={ids[0]: agree, ids[1]: Opinion("object", "净距不足"), ids[2]: agree}, **held, **who)
    assert all(p.state().acts_of(CaseAct.OPINION) == () for p in run.players.values())
    said = {ids[0]: Opinion("conditions", "加装净化"), ids[1]: Opinion("object", "净距不足", "《消防法》第十五条"), ids[2]: agree}
    joint.acts.hold(act_id, opinions=said, **held, **who)
    for code, branch_id in zip(run.codes, ids, strict=True):
        (kept,) = run.players[code].state().acts_of(CaseAct.OPINION)
        assert (kept.state, kept.data["verdict"]) == ("answered", said[branch_id].verdict)
        assert Document.objects.filter(case_id=run.players[code].case_id, kind="opinion_reply").count() == 1
        assert run.players[code].state().phase is Phase.UNDER_REVIEW
    assert sound()


def test_an_opinion_is_reminded_once_and_silence_has_the_effect_that_was_stated(run, cast, lead):
    asked = {"agenda": "图纸是否符合", "due_on": date(2026, 9, 20)}
    with pytest.raises(Invalid, match="silence_basis"):
        planned(run, cast, lead, ActKind.REVIEW, **asked, silence=Silence.CONSENT)
    act_id = planned(run, cast, lead, ActKind.REVIEW, **asked, silence=Silence.CONSENT, silence_basis="《示例办法》第十二条")
    ids = dict(zip(run.codes, branches(run), strict=True))
    fire = cast.holder("undertaker", organ_of(run, "fire-check"), at("2026-09-14 09:00"))
    joint.acts.opine(act_id, ids["fire-check"], Opinion("agree"), actor=fire, now=at("2026-09-15 09:00"))
    with pytest.raises(law.OpinionGiven):
        joint.acts.opine(act_id, ids["fire-check"], Opinion("agree"), actor=fire, now=at("2026-09-15 09:01"))
    assert due.run(at("2026-09-17 09:00")) == 0
    assert due.run(at("2026-09-18 09:00")) == 2
    assert due.run(at("2026-09-18 09:01")) == 0
    assert due.run(at("2026-09-20 23:59")) == 0
    assert due.run(at("2026-09-21 00:00")) == 2
    view = joint.acts.view(act_id, actor=lead)
    assert (view.silence, view.silence_basis) == (Silence.CONSENT, "《示例办法》第十二条")
    assert {row.branch_id for row in view.rows if row.silent_at} == {ids["food-business"], ids["drainage"]}
    # its licence is not granted by it: the case is where it was, and an organ that was only silent may still answer
    assert {player.state().phase for player in run.players.values()} == {Phase.UNDER_REVIEW}
    joint.acts.opine(act_id, ids["food-business"], Opinion("conditions", "补一份图"), actor=lead, now=at("2026-09-22 09:00"))
    assert JointActBranch.objects.get(branch_id=ids["food-business"]).verdict == "conditions"
    assert sound()


def test_the_reminder_comes_on_the_working_day_before_and_stands_in_the_case(run, cast, lead):
    """The eighth of October follows the national holiday: the working day before is the thirtieth of September."""
    planned(run, cast, lead, ActKind.REVIEW, agenda="图纸是否符合", due_on=date(2026, 10, 8))
    drainage = run.players["drainage"]
    reviewer = cast.holder("undertaker", organ_of(run, "drainage"), at("2026-09-30 09:00"))
    assert due.run(at("2026-09-29 23:59")) == 0 and joint.acts.pressing(reviewer, date(2026, 9, 29)) == 0
    assert joint.acts.pressing(reviewer, date(2026, 9, 30)) == 1, "by its due date, also before the worker has reminded anybody"
    assert due.run(at("2026-09-30 00:10")) == 3
    [urged] = cases.view(drainage.case_id, actor=reviewer).urged
    assert (urged.fact.by, urged.at) == ("clock", at("2026-09-30 00:10"))
    assert joint.acts.pressing(reviewer, date(2026, 10, 12)) == 1, "overdue it presses still, that of its own organ"
    assert due.run(at("2026-10-07 09:00")) == 0
    assert sound()


def test_a_meeting_for_which_every_organ_answered_in_writing_is_recorded_with_what_they_said(run, cast, lead):
    act_id = planned(run, cast, lead, ActKind.MEETING, agenda="油烟排放口的位置", due_on=date(2026, 9, 16))
    for code, branch_id in zip(run.codes, branches(run), strict=True):
        who = cast.holder("undertaker", organ_of(run, code), at("2026-09-15 09:00"))
        joint.acts.opine(act_id, branch_id, Opinion("agree"), actor=who, now=at("2026-09-15 09:00"))
    assert joint.acts.hold(act_id, text="各方无异议", held_at=at("2026-09-16 09:30"), actor=lead, now=at("2026-09-16 11:00")) == []
    assert JointAct.objects.get().state == ActState.HELD
    assert sound()


def test_an_opinion_on_a_case_that_has_its_end_is_kept_nowhere(run, cast, lead):
    act_id = planned(run, cast, lead, ActKind.MEETING, agenda="油烟排放口的位置", due_on=date(2026, 9, 16))
    ids = dict(zip(run.codes, branches(run), strict=True))
    cases.withdraw(run.players["drainage"].case_id, reason="不再申请了", actor=cast.applicant(1), now=at("2026-09-15 08:00"))
    who = cast.holder("undertaker", organ_of(run, "drainage"), at("2026-09-15 09:00"))
    with pytest.raises(NotOpen):
        joint.acts.opine(act_id, ids["drainage"], Opinion("agree"), actor=who, now=at("2026-09-15 09:00"))
    said = dict.fromkeys(ids.values(), Opinion("agree"))
    held = joint.acts.hold(act_id, text="各方无异议", held_at=at("2026-09-16 09:30"), actor=lead, now=at("2026-09-16 11:00"), opinions=said)
    assert set(held) == set(ids.values()) - {ids["drainage"]}
    assert JointActBranch.objects.get(branch_id=ids["drainage"]).verdict == ""
    assert sound()


def test_24_3_the_organ_a_case_was_entrusted_to_is_asked_and_answers(cast, together):
    give(cast, "entrust")
    midnight(START)
    run = together("public-place-hygiene", "drainage").apply(at("2026-03-17 10:00"))
    for player in run.players.values():
        player.accept(at("2026-03-18 09:00"))
    now = at("2026-03-18 10:00")
    lead, county = (cast.holder("undertaker", organ_id, now) for organ_id in (BUREAU, COUNTY))
    ids = {code: run.branch(code, now).id for code in run.codes}
    wanted = Plan(
        ActKind.REVIEW, at("2026-03-20 09:00"), PLACE, list(ids.values()), {BUREAU: [lead.account_id], COUNTY: [county.account_id]},
        agenda="图纸是否符合", due_on=date(2026, 3, 25),
    )  # fmt: skip
    act_id = joint.acts.plan(run.joint_id, wanted, actor=lead, now=now)
    owed = {who.account_id: [row.branch_id for _, row in joint.acts.own(who, now)[1]] for who in (lead, county)}
    assert owed == {lead.account_id: [ids["public-place-hygiene"]], county.account_id: [ids["drainage"]]}
    joint.acts.opine(act_id, ids["drainage"], Opinion("agree"), actor=county, now=now)
    assert joint.view(run.joint_id, actor=county, today=date(2026, 3, 18)).branch(ids["drainage"]).handling_organ_id == COUNTY
    assert sound()


def test_22_the_organ_a_case_was_devolved_to_sees_what_the_case_belongs_to(cast, together):
    run = together("public-place-hygiene", "drainage").apply(at("2026-03-09 10:00"))
    run.players["drainage"].accept(at("2026-03-10 10:00"))
    county = cast.holder("undertaker", COUNTY, at("2026-03-10 10:00"))
    with pytest.raises(NoJoint):
        joint.view(run.joint_id, actor=county, today=date(2026, 3, 10))
    give(cast, "devolve")
    midnight(START)
    assert joint.view(run.joint_id, actor=county, today=START).branch(run.branch("drainage", at("2026-03-16 09:00")).id).handling_organ_id == COUNTY


def test_an_opinion_is_given_by_the_organ_whose_case_it_is(run, cast, lead):
    act_id = planned(run, cast, lead, ActKind.REVIEW, agenda="图纸是否符合", due_on=date(2026, 9, 20))
    (fire,) = branches(run, "fire-check")
    with pytest.raises(Exception, match="other_organ"):
        joint.acts.opine(act_id, fire, Opinion("agree"), actor=lead, now=at("2026-09-15 09:00"))
    with pytest.raises(law.NoAct):
        joint.acts.opine(act_id, fire, Opinion("agree"), actor=cast["linye"], now=at("2026-09-15 09:00"))  # its organ takes no part


def test_after_a_visit_each_organ_says_what_it_thinks_of_its_own_case(run, cast, lead):
    with pytest.raises(Invalid, match="joint.bad_act"):
        planned(run, cast, lead, due_on=date(2026, 9, 15))  # before anybody was there
    act_id = planned(run, cast, lead, due_on=date(2026, 9, 18))
    (fire,) = branches(run, "fire-check")
    reviewer = cast.holder("undertaker", organ_of(run, "fire-check"), at("2026-09-16 09:00"))
    assert joint.acts.own(reviewer, at("2026-09-16 09:00"))[1] == [], "nothing is owed before the visit"
    with pytest.raises(law.VisitFirst):
        joint.acts.opine(act_id, fire, Opinion("agree"), actor=reviewer, now=at("2026-09-16 09:00"))
    there = organisations.actor_by_id(JointActOfficer.objects.filter(act_id=act_id).first().account_id)
    joint.acts.add_photo(act_id, BytesIO(photo()), name="现场.jpg", actor=there, now=at("2026-09-16 10:00"))
    joint.acts.hold(act_id, text="设施与图纸一致", held_at=at("2026-09-16 09:30"), actor=there, now=at("2026-09-16 11:00"))
    assert [row.branch_id for _, row in joint.acts.own(reviewer, at("2026-09-16 11:00"))[1]] == [fire]
    joint.acts.opine(act_id, fire, Opinion("conditions", "疏散指示标志开业前补齐"), actor=reviewer, now=at("2026-09-16 12:00"))
    (opinion,) = run.players["fire-check"].state().acts_of(CaseAct.OPINION)
    assert (opinion.state, opinion.data["verdict"]) == ("answered", "conditions")
    assert run.players["food-business"].state().acts_of(CaseAct.OPINION) == ()
    assert sound()


def test_who_could_not_answer_before_a_late_record_was_not_silent(run, cast, lead):
    """Silence has its effect on who was asked and could answer: behind a late record there are as many days as there were behind the visit."""
    asked = {"due_on": date(2026, 9, 18), "silence": Silence.CONSENT, "silence_basis": "《示例办法》第十二条"}
    act_id = planned(run, cast, lead, **asked)
    there = organisations.actor_by_id(JointActOfficer.objects.filter(act_id=act_id).first().account_id)
    joint.acts.add_photo(act_id, BytesIO(photo()), name="现场.jpg", actor=there, now=at("2026-09-16 10:00"))
    assert due.run(at("2026-09-21 08:00")) == 0
    joint.acts.hold(act_id, text="设施与图纸一致", held_at=at("2026-09-16 09:30"), actor=there, now=at("2026-09-21 09:00"))
    due.run(at("2026-09-21 09:01"))
    assert not JointActBranch.objects.filter(silent_at__isnull=False).exists()
    assert joint.acts.view(act_id, actor=lead).due_on == date(2026, 9, 23)
    due.run(at("2026-09-23 23:59"))
    assert not JointActBranch.objects.filter(silent_at__isnull=False).exists()
    due.run(at("2026-09-24 00:00"))
    assert JointActBranch.objects.filter(silent_at__isnull=False).count() == len(run.codes)
    assert sound()
