"""Joint acts: one visit for several organs with two officers of each (34(3)), all or none; opinions with a stated effect of silence."""

from dataclasses import replace
from datetime import UTC, date
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from tests.cases.test_switching import BUREAU, COUNTY, START, give, midnight
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind as CaseAct
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as keeper
from yichuang.catalogue.domain.situations import SITE_VISIT, Choice, Need
from yichuang.documents.models import Document, Message
from yichuang.joint import api as joint
from yichuang.joint import due
from yichuang.joint.actions.unit import NoJoint
from yichuang.joint.acts import Opinion, Plan
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import ActKind, ActState, Silence
from yichuang.joint.domain.law import NotAllReady, NotOpen, NotTheLead
from yichuang.joint.models import JointAct, JointActBranch, JointActOfficer, JointActPhoto
from yichuang.kernel.errors import Invalid
from yichuang.kernel.record import read
from yichuang.kernel.values import ZONE
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations

from .conftest import at

PLACE = "示例市示例路2号"


def photo(*, stamped=True, colour="red", taken="2026:09:16 09:12:30"):
    """A JPEG as a telephone writes it: 36°4′1.5″ N, 120°22′57″ E."""
    picture, exif, out = Image.new("RGB", (8, 8), colour), Image.Exif(), BytesIO()
    if stamped:
        exif[ExifTags.Base.DateTime] = taken
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
        place |= {
            ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (36.0, 4.0, 1.5), ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (120.0, 22.0, 57.0),
        }  # fmt: skip
    picture.save(out, "jpeg", exif=exif)
    return out.getvalue()


def officers(cast, codes, now="2026-09-16 09:00"):
    """Two of the visitors of each organ."""
    organs = {cases.state(p.case_id).handling_organ_id for p in codes}
    return {o: [p.account_id for p in organisations.holders("visitor", organ_id=o, on=date.fromisoformat(now[:10]))][:2] for o in organs}


@pytest.fixture
def run(together):
    """A restaurant: three organs, all accepted."""
    begun = together("food-business", "fire-check", "drainage").apply(at("2026-09-10 16:05"))
    for player in begun.players.values():
        player.accept(at("2026-09-11 09:00"))
    return begun


@pytest.fixture
def lead(cast, run):
    return cast.holder("undertaker", organ_of(run, "food-business"), at("2026-09-14 09:00"))


def organ_of(run, code):
    return cases.state(run.players[code].case_id).handling_organ_id


def branches(run, *codes):
    return [run.branch(code, at("2026-09-14 09:00")).id for code in codes or run.codes]


def planned(run, cast, lead, kind=ActKind.VISIT, codes=None, when="2026-09-16 09:00", people=None, **more):
    players = [run.players[code] for code in codes or run.codes]
    wanted = Plan(kind, at(when), PLACE, branches(run, *(codes or ())), people or officers(cast, players), **more)
    return joint.acts.plan(run.joint_id, wanted, actor=lead, now=at("2026-09-14 09:00"))


def visits(run, code):
    return run.players[code].state().acts_of(CaseAct.VISIT)


def sound():
    return list(joint.check_folds()) == [] and list(cases.check_folds()) == []


def test_one_visit_is_recorded_in_each_case_with_that_organs_own_two_officers(run, cast, lead):
    act_id = planned(run, cast, lead)
    for code in run.codes:
        (visit,) = visits(run, code)
        own = {str(p.account_id) for p in organisations.holders("visitor", organ_id=organ_of(run, code), on=date(2026, 9, 16))}
        assert visit.state == "ordered" and len(set(visit.data["officers"])) == 2 and set(visit.data["officers"]) <= own
        assert not run.players[code].state().is_stopped  # 45 does not name a visit
    there = organisations.actor_by_id(JointActOfficer.objects.filter(act_id=act_id).first().account_id)
    joint.acts.add_photo(act_id, BytesIO(photo()), name="现场.jpg", actor=there, now=at("2026-09-16 10:00"))
    recorded = joint.acts.hold(act_id, text="设施与图纸一致", held_at=at("2026-09-16 09:30"), actor=there, now=at("2026-09-16 11:00"))
    assert set(recorded) == set(branches(run))
    for code in run.codes:
        assert [v.state for v in visits(run, code)] == ["recorded"]
        record = Document.objects.get(case_id=run.players[code].case_id, kind="visit_record")
        numbers = set(JointActOfficer.objects.filter(act_id=act_id, organ_id=organ_of(run, code)).values_list("number", flat=True))
        said = str(record.fields)
        assert len(numbers) == 2 and "" not in numbers and all(number in said for number in numbers)
        others = set(JointActOfficer.objects.exclude(organ_id=organ_of(run, code)).values_list("number", flat=True)) - numbers
        assert not any(number in said for number in others)
    assert JointAct.objects.get().state == ActState.HELD
    assert sound()


def test_an_organ_with_one_officer_is_named_and_nothing_is_planned(run, cast, lead):
    people = officers(cast, run.players.values())
    fire = organ_of(run, "fire-check")
    people[fire] = people[fire][:1] * 2  # the same person twice is one
    with pytest.raises(law.TooFew) as no:
        planned(run, cast, lead, people=people)
    assert "第三十四条第三款" in no.value.article
    assert no.value.details["organs"] == organisations.organ(fire).name
    assert not JointAct.objects.exists() and visits(run, "food-business") == ()


def test_an_officer_of_another_organ_does_not_count(run, cast, lead):
    people = officers(cast, run.players.values())
    fire, food = organ_of(run, "fire-check"), organ_of(run, "food-business")
    with pytest.raises(Invalid, match="joint.not_theirs"):
        planned(run, cast, lead, people=people | {fire: people[food]})


def test_all_or_none(run, cast, lead, together):
    slow = together("food-business", "fire-check").apply(at("2026-09-10 16:05"))
    slow.players["food-business"].accept(at("2026-09-11 09:00"))
    with pytest.raises(NotAllReady) as no:
        planned(slow, cast, lead)
    assert [row.organ for row in no.value.rows] == [organisations.organ(organ_of(slow, "fire-check")).name]
    assert visits(slow, "food-business") == () and not JointAct.objects.exists()


def test_only_the_lead_plans_and_cancels_and_the_applicant_is_told(run, cast, lead):
    fire = cast.holder("undertaker", organ_of(run, "fire-check"), at("2026-09-14 09:00"))
    with pytest.raises(NotTheLead):
        planned(run, cast, fire)
    act_id = planned(run, cast, lead)
    assert Message.objects.filter(kind="joint_visit_planned", party_id=cast.company).count() == 1
    with pytest.raises(NotTheLead):
        joint.acts.cancel(act_id, reason="当天有暴雨", actor=fire, now=at("2026-09-15 09:00"))
    joint.acts.cancel(act_id, reason="当天有暴雨", actor=lead, now=at("2026-09-15 09:00"))
    assert [v.state for code in run.codes for v in visits(run, code)] == ["dropped"] * 3
    assert Message.objects.filter(kind="joint_visit_cancelled", party_id=cast.company).count() == 1
    with pytest.raises(law.ActOver):
        joint.acts.cancel(act_id, reason="当天有暴雨", actor=lead, now=at("2026-09-15 09:01"))
    assert sound()


def test_a_case_that_has_its_end_meanwhile_is_left_out_of_the_record(run, cast, lead):
    act_id = planned(run, cast, lead)
    cases.withdraw(run.players["drainage"].case_id, reason="不再申请了", actor=cast.applicant(1), now=at("2026-09-15 09:00"))
    joint.acts.add_photo(act_id, BytesIO(photo()), name="a.jpg", actor=lead, now=at("2026-09-16 10:00"))
    recorded = joint.acts.hold(act_id, text="与图纸一致", held_at=at("2026-09-16 09:30"), actor=lead, now=at("2026-09-16 11:00"))
    assert set(recorded) == set(branches(run, "food-business", "fire-check"))
    assert sound()


def test_photos_carry_time_and_place(run, cast, lead):
    act_id = planned(run, cast, lead)
    who = {"actor": lead, "now": at("2026-09-16 10:00")}
    with pytest.raises(law.NoPhoto):
        joint.acts.hold(act_id, text="与图纸一致", held_at=at("2026-09-16 09:30"), **who)
    first = joint.acts.add_photo(act_id, BytesIO(photo()), name="a.jpg", **who)
    assert joint.acts.add_photo(act_id, BytesIO(photo()), name="b.jpg", **who) == first
    kept = JointActPhoto.objects.get()
    assert (kept.lat, kept.lon, kept.source) == ("36.067083", "120.382500", "exif")
    assert kept.taken_at == at("2026-09-16 09:12").replace(second=30)
    with pytest.raises(Invalid, match="joint.bad_place"):
        joint.acts.add_photo(act_id, BytesIO(photo(stamped=False)), name="c.jpg", **who)
    joint.acts.add_photo(act_id, BytesIO(photo(stamped=False)), name="c.jpg", lat="36.07", lon="120.38", **who)
    assert JointActPhoto.objects.filter(source="typed", lat="36.070000").count() == 1
    with pytest.raises(law.NoAct):
        joint.acts.open_photo(act_id, first, actor=cast["linye"])


def test_it_is_not_recorded_before_it_was_held(run, cast, lead):
    act_id = planned(run, cast, lead)
    with pytest.raises(law.NotYetHeld):
        joint.acts.hold(act_id, text="与图纸一致", held_at=at("2026-09-15 09:00"), actor=lead, now=at("2026-09-15 10:00"))


def test_a_photo_of_another_day_is_not_one_of_the_visit(run, cast, lead):
    """Older than the visit it is refused at its field; of a later day it stays, marked, and the visit wants one of its own day."""
    act_id = planned(run, cast, lead)
    who = {"actor": lead, "now": at("2026-09-17 10:00")}
    old = at("2026-09-15 09:00")
    for content, more, field in (
        (photo(taken="2026:09:15 09:12:30"), {}, "photo"), (photo(stamped=False), {"lat": "36", "lon": "120", "taken_at": old}, "taken_at"),
    ):  # fmt: skip
        with pytest.raises(law.OtherDay) as no:
            joint.acts.add_photo(act_id, BytesIO(content), name="a.jpg", **more, **who)
        assert [error.field for error in no.value.errors] == [field] and no.value.details["day"] == "2026-09-16" and no.value.remedy
        assert said(no.value.errors[0]) == "照片是2026-09-15拍的，核查安排在2026-09-16，不是这次核查的照片。"
    joint.acts.add_photo(act_id, BytesIO(photo(taken="2026:09:17 09:12:30")), name="b.jpg", **who)
    with pytest.raises(law.NoPhotoOfTheDay) as no:
        joint.acts.hold(act_id, text="与图纸一致", held_at=at("2026-09-16 09:30"), **who)
    assert [error.field for error in no.value.errors] == ["held_at"] and said(no.value.errors[0]) == "没有2026-09-16核查当天的照片。"
    joint.acts.add_photo(act_id, BytesIO(photo()), name="c.jpg", **who)
    joint.acts.hold(act_id, text="与图纸一致", held_at=at("2026-09-16 09:30"), **who)
    view = joint.acts.view(act_id, actor=lead)
    assert [photo.file_name for photo in view.photos if photo.id in view.of_other_days] == ["b.jpg"]


@pytest.mark.parametrize("zone", [UTC, ZONE])  # a time read from the database comes in UTC, where the day begins at eight in the morning
@pytest.mark.parametrize(("planned_for", "held"), [("2026-09-17 07:30", "2026-09-17 07:00"), ("2026-09-17 23:00", "2026-09-17 00:10")])
def test_on_the_planned_day_of_the_city_it_may_begin_earlier(planned_for, held, zone):
    law.check_held(*(at(text).astimezone(zone) for text in (planned_for, held, "2026-09-18 09:00")))


@pytest.mark.parametrize("zone", [UTC, ZONE])
@pytest.mark.parametrize(("planned_for", "held"), [("2026-09-17 07:30", "2026-09-16 23:00"), ("2026-09-17 00:30", "2026-09-16 23:59")])
def test_on_the_evening_before_it_was_not_held(planned_for, held, zone):
    with pytest.raises(law.NotYetHeld) as no:
        law.check_held(*(at(text).astimezone(zone) for text in (planned_for, held, "2026-09-18 09:00")))
    assert no.value.details["day"] == "2026-09-17"


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
    assert due.run(at("2026-09-29 23:59")) == 0 and joint.acts.pressing(reviewer) == 0
    assert due.run(at("2026-09-30 00:10")) == 3
    [urged] = cases.view(drainage.case_id, actor=reviewer).urged
    assert (urged.fact.by, urged.at) == ("clock", at("2026-09-30 00:10"))
    assert joint.acts.pressing(reviewer) == 1, "that of its own organ"
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
    with pytest.raises(Exception, match="no_authority"):
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


def test_the_shipped_rule_spares_an_unlit_sign_the_visit_and_not_a_lit_one(cast):
    """34(3): a visit where the substance has to be verified; which signs need none is the demonstration's own rule, and says so."""
    version_id = cast.items["outdoor-sign"]
    dark, lit = (keeper.terms_for(version_id, {"sign.lit": value}) for value in (False, True))
    assert not dark.visit_required and "第三十四条第三款" in dark.visit_free and "演示补全" in dark.visit_free
    assert lit.visit_required and lit.visit_free == ""


def test_an_item_whose_rule_says_so_needs_no_visit_and_nobody_can_say_otherwise_by_hand(together, cast, monkeypatch):
    """免勘 is what the version's table selects for the answers; it stands in the case, on the act and in its fact, with the article."""
    why = "申请人声明经营条件没有变化的，不再现场核查（示例管理办法第二十条）"
    keep = keeper.keep_selection

    def by_rule(terms):
        if terms.selection and terms.code == "drainage":
            spared = (*terms.selection.choices, Choice(SITE_VISIT, Need.NOT_NEEDED, why))
            terms = replace(terms, selection=replace(terms.selection, choices=spared))
        return keep(terms)

    monkeypatch.setattr("yichuang.cli.together.catalogue.keep_selection", by_rule)
    begun = together("food-business", "drainage").apply(at("2026-09-10 16:05"))
    for player in begun.players.values():
        player.accept(at("2026-09-11 09:00"))
    lead = cast.holder("undertaker", organ_of(begun, "food-business"), at("2026-09-14 09:00"))
    act_id = planned(begun, cast, lead)
    view = joint.acts.view(act_id, actor=lead)
    assert [(row.name, row.free) for row in view.free] == [("城镇污水排入排水管网许可", why)]
    assert visits(begun, "drainage") == () and len(visits(begun, "food-business")) == 1
    (said,) = [e.fact for e in read(begun.joint_id) if e.kind == "joint.ActPlanned"]
    assert said.free == tuple(branches(begun, "drainage"))
    (drainage,) = [c for c in joint.acts.choices(begun.joint_id, ActKind.VISIT, at("2026-09-14 09:00"))[0] if c.free]
    assert drainage.branch_id == branches(begun, "drainage")[0]
    with pytest.raises(law.NothingToDo):
        planned(begun, cast, lead, codes=["drainage"])
    assert sound()
