"""One set after sending: a paper put right once is put right in every case that asks for it, and is checked once at one window."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.joint.conftest import at
from yichuang.cases import api as cases
from yichuang.cli import props
from yichuang.cli.players import work
from yichuang.cli.together import open_theme
from yichuang.dossier import api as dossier
from yichuang.dossier import carrying
from yichuang.dossier.domain import Checklist, PointState, acceptance_points
from yichuang.dossier.models import PointMark
from yichuang.intake import after
from yichuang.joint import api as joint
from yichuang.kernel.models import Event

FOOD, FIRE = "food-business", "fire-check"
LICENCE = "business_licence"


@pytest.fixture
def restaurant(cast):
    joint.themes.seed(now=at("2026-09-10 08:00"))
    return open_theme(cast, "open-restaurant", at("2026-09-10 09:00"))


def code_of(player, kind=LICENCE):
    return next(m.code for m in player.terms.materials if m.type_code == kind)


def points_on(player, kind=LICENCE):
    return [p.code for p in acceptance_points(player.terms) if p.material_code == code_of(player, kind)]


def files_of(player, kind=LICENCE):
    return [file.name for file in dossier.view(player.case_id).material(code_of(player, kind)).files]


def marks(player, kind=LICENCE):
    rows = PointMark.objects.filter(case_id=player.case_id, checklist=Checklist.ACCEPTANCE, code__in=points_on(player, kind))
    return {row.code: (row.state, row.note) for row in rows}


def test_a_paper_put_right_in_one_case_is_put_right_in_each_that_asks_for_it(restaurant, cast):
    """32(4): each case has its own notice and its own record of what came in; the applicant hands the paper in once."""
    food, fire, applicant = restaurant.players[FOOD], restaurant.players[FIRE], cast.applicant(1)
    for player in (food, fire):
        player.ask_correction(at("2026-09-11 09:00"), dict.fromkeys(points_on(player), "照片看不清"))
    faulty = dossier.view(food.case_id).material(code_of(food)).files
    offered = dossier.reusable(cast.company, fire.terms, on=at("2026-09-12 09:00").date())
    assert not {row.file_name for row in offered.get(code_of(fire), ())} & {file.name for file in faulty}, "a faulty paper is offered nowhere"
    assert [other.case_id for other in joint.sharing(food.case_id, code_of(food))] == [fire.case_id]
    sharp = SimpleUploadedFile("清楚的执照.pdf", props.paper("营业执照", "重新扫描"))
    after.correct(food.case_id, files={code_of(food): [sharp]}, reused={}, raw=None, actor=applicant, now=at("2026-09-14 09:00"))
    for player in (food, fire):
        assert files_of(player) == ["清楚的执照.pdf"]
        assert player.state().corrected_at == at("2026-09-14 09:00")
        received = Event.objects.filter(stream_id=player.case_id, kind="cases.CorrectionReceived")
        assert received.count() == 1
    assert list(cases.check_folds()) == [] and list(joint.check_folds()) == []


def test_before_its_own_notice_a_case_that_holds_the_same_file_gets_the_new_one_and_one_accepted_is_left_alone(restaurant, cast):
    food, fire, applicant = restaurant.players[FOOD], restaurant.players[FIRE], cast.applicant(1)
    food.ask_correction(at("2026-09-11 09:00"), dict.fromkeys(points_on(food), "照片看不清"))
    sharp = SimpleUploadedFile("清楚的执照.pdf", props.paper("营业执照", "重新扫描"))
    after.correct(food.case_id, files={code_of(food): [sharp]}, reused={}, raw=None, actor=applicant, now=at("2026-09-11 10:00"))
    assert files_of(fire) == ["清楚的执照.pdf"] and fire.state().correction is None
    fire.accept(at("2026-09-11 11:00"))
    assert joint.sharing(food.case_id, code_of(food)) == ()


def test_what_one_window_checked_of_the_same_file_it_need_not_check_anew_and_may_still_say_otherwise(restaurant, cast):
    food, fire, clerk = restaurant.players[FOOD], restaurant.players[FIRE], cast["chuangkou"]
    assert food.state().accepting_organ_id == fire.state().accepting_organ_id
    first = points_on(fire)[0]
    dossier.set_point(fire.case_id, first, PointState.MISSING, note="缺副本", actor=clerk, at=at("2026-09-11 08:00"))
    dossier.mark_met(food.case_id, points_on(food), by=clerk.ref, at=at("2026-09-11 09:00"))
    work()
    said = marks(fire)
    assert said.pop(first) == (PointState.MISSING, "缺副本"), "what somebody said stands"
    texts = {p.text for p in acceptance_points(food.terms) if p.code in points_on(food)}
    same = [p.code for p in acceptance_points(fire.terms) if p.code in said and p.text in texts]
    assert same and all(said[code][0] == PointState.MET and food.terms.name in said[code][1] for code in same)
    others = set(dossier.acceptance_open(fire.case_id)) - set(points_on(fire))
    assert others, "papers of its own are checked by themselves"
    dossier.set_point(fire.case_id, same[0], PointState.MISSING, note="与原件不符", actor=clerk, at=at("2026-09-11 10:00"))
    work()
    assert marks(fire)[same[0]] == (PointState.MISSING, "与原件不符")
    assert PointState.MISSING not in {state for state, _note in marks(food).values()}


def test_what_is_said_in_the_instant_a_mark_is_carried_stands(restaurant, cast, monkeypatch):
    """The dossier is locked before it is read: another connection's 补正, committed while the reaction waited for the lock, is seen."""
    food, fire, clerk = restaurant.players[FOOD], restaurant.players[FIRE], cast["chuangkou"]
    words = {p.text: p.code for p in acceptance_points(fire.terms) if p.code in points_on(fire)}
    same = [(p.code, words[p.text]) for p in acceptance_points(food.terms) if p.code in points_on(food) and p.text in words]
    code, there = same[0]
    dossier.mark_met(food.case_id, [code], by=clerk.ref, at=at("2026-09-11 09:00"))
    lock, said = carrying.locked, []

    def late(case_id):
        found = lock(case_id)
        if case_id == fire.case_id and not said:
            said.append(PointMark.objects.filter(case_id=case_id, code=there).update(state=PointState.MISSING, note="缺副本"))
        return found

    monkeypatch.setattr(carrying, "locked", late)
    work()
    assert said == [1] and marks(fire)[there] == (PointState.MISSING, "缺副本")


def test_what_a_window_took_back_before_it_was_carried_goes_nowhere(restaurant, cast):
    food, fire, clerk = restaurant.players[FOOD], restaurant.players[FIRE], cast["chuangkou"]
    dossier.mark_met(food.case_id, points_on(food), by=clerk.ref, at=at("2026-09-11 09:10"))
    for code in points_on(food):
        dossier.set_point(food.case_id, code, PointState.MISSING, note="看错了", actor=clerk, at=at("2026-09-11 09:11"))
    work()
    assert PointState.MET not in {state for state, _note in marks(fire).values()}


def test_a_case_applied_for_again_takes_what_its_window_found_in_order_before(restaurant, cast):
    food, fire, clerk = restaurant.players[FOOD], restaurant.players[FIRE], cast["chuangkou"]
    cases.withdraw(fire.case_id, reason="改图", actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    work()
    dossier.mark_met(food.case_id, points_on(food), by=clerk.ref, at=at("2026-09-11 10:00"))
    work()
    old = restaurant.branch(FIRE, at("2026-09-11 10:30"))
    joint.again(restaurant.joint_id, old.id, actor=cast.applicant(1), now=at("2026-09-11 11:00"))
    work()
    new = restaurant.look(at("2026-09-11 11:30"))[FIRE]
    assert new.case_id != fire.case_id
    texts = {p.text for p in acceptance_points(food.terms) if p.code in points_on(food)}
    same = [p.code for p in acceptance_points(new.terms) if p.code in points_on(new) and p.text in texts]
    assert same and all(marks(new)[code][0] == PointState.MET and food.terms.name in marks(new)[code][1] for code in same)
