"""Joint visits and reviews: planned by the lead, two officers of each organ (34(3)), recorded all or none, photos of the day, spared by rule."""

from dataclasses import replace
from datetime import UTC, date
from io import BytesIO

import pytest

from tests.joint.acting import branches, lead, officers, organ_of, photo, planned, run, sound, visits
from yichuang.cases import api as cases
from yichuang.catalogue import api as keeper
from yichuang.catalogue.domain.situations import SITE_VISIT, Choice, Need
from yichuang.documents.models import Document, Message
from yichuang.joint import api as joint
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import ActKind, ActState
from yichuang.joint.domain.law import NotAllReady, NotTheLead
from yichuang.joint.models import JointAct, JointActOfficer, JointActPhoto
from yichuang.kernel.errors import Invalid
from yichuang.kernel.record import read
from yichuang.kernel.values import ZONE
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations

from .conftest import at

__all__ = ["lead", "run"]


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
