"""After sending: correction in parts with new editions, explanation without a stop, withdrawal before the decision."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.intake.conftest import walk
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.dossier import api as dossier
from yichuang.intake import actions, after, window
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations


@pytest.fixture
def sent(city, filled, upload, now):
    for code in ("M1", "M2", "M3", "M4"):
        actions.lay_files(filled.id, code, [upload(f"{code}.pdf")], actor=city.actor, now=now)
    return actions.send(filled.id, declared=True, actor=city.actor, now=now)[0]


@pytest.fixture
def asked(city, sent, now):
    points = {"A-M4-2": "租期已满，请交新的租赁协议", "A-M5-1": "没有示意图", "form.complete": "面积与平面图不一致"}
    cases.ask_correction(sent, points=points, actor=city.window, now=now)
    return sent


def test_the_page_says_what_is_asked_and_why(city, asked):
    rows = after.asked_for(after.own_case(asked, city.actor))
    assert [(row.code, row.open_points) for row in rows] == [("form", ("form.complete",)), ("M4", ("A-M4-2",)), ("M5", ("A-M5-1",))]
    assert rows[1].points[0][1] == "租期已满，请交新的租赁协议"


def test_a_correction_may_come_in_parts_and_the_last_part_completes_it(city, asked, upload, typed, now):
    first, last = now + timedelta(days=1), now + timedelta(days=2)
    done = after.correct(asked, files={"M4": [upload("新协议.pdf", pages=6)]}, reused={}, raw=None, actor=city.actor, now=first)
    assert done == ("A-M4-2",)
    assert cases.view(asked, actor=city.actor).state.corrected_at is None
    raw = {**typed, "premises.area_m2": "48"}
    after.correct(asked, files={"M5": [upload("图.pdf")]}, reused={}, raw=raw, actor=city.actor, now=last)
    assert cases.view(asked, actor=city.actor).state.corrected_at == last
    page = dossier.view(asked)
    assert [f.name for f in page.material("M4").files] == ["新协议.pdf"]
    assert [f.name for f in page.material("M4").older] == ["M4.pdf"], "the old paper stays"
    assert dossier.answers(asked)["premises_area_m2"] == 48
    assert {"A-M4-2", "A-M5-1", "form.complete"} <= set(dossier.acceptance_open(asked)), "somebody looks at the new ones"


def test_accepted_on_is_the_day_the_last_paper_came(city, asked, upload, typed, now):
    later = now + timedelta(days=1)
    files = {"M4": [upload("a.pdf")], "M5": [upload("b.pdf")]}
    after.correct(asked, files=files, reused={}, raw=typed, actor=city.actor, now=later)
    dossier.mark_met(asked, dossier.acceptance_open(asked), by=city.window.ref, at=later)
    cases.accept(asked, actor=city.window, now=later + timedelta(days=3))
    found = cases.view(asked, actor=city.actor)
    assert (found.state.phase, found.state.accepted_on) == (Phase.UNDER_REVIEW, later.date())


def test_nothing_brought_names_what_is_still_out(city, asked, now):
    with pytest.raises(Invalid) as raised:
        after.correct(asked, files={}, reused={}, raw=None, actor=city.actor, now=now)
    assert {e.field for e in raised.value.errors} == {"form", "file-M4", "file-M5"}


def test_a_bad_file_leaves_the_correction_as_it_was(city, asked, upload, now):
    with pytest.raises(Refusal) as raised:
        files = {"M4": [upload("a.pdf")], "M5": [upload("b.exe", b"MZ")]}
        after.correct(asked, files=files, reused={}, raw=None, actor=city.actor, now=now)
    assert raised.value.errors[0].field == "file-M5"
    assert [f.name for f in dossier.view(asked).material("M4").files] == ["M4.pdf"]


def test_others_see_nothing(city, asked, now):
    with pytest.raises(NotFound):
        after.own_case(asked, city.representing)


def test_nothing_is_asked_nothing_is_brought(city, sent):
    with pytest.raises(Refusal) as raised:
        after.asked_for(after.own_case(sent, city.actor))
    assert raised.value.code == "cases.wrong_phase"


def test_an_explanation_reaches_the_reviewer_and_reopens_no_checklist(city, sent, upload, now):
    dossier.mark_met(sent, list(dossier.acceptance_open(sent)), by=city.window.ref, at=now)
    cases.accept(sent, actor=city.window, now=now)
    from yichuang.organisations.models import Account

    reviewer = organisations.actor_of(Account.objects.get(username="chengban"))
    cases.ask_supplement(sent, question="后厨有没有独立的洗消间？", actor=reviewer, now=now)
    act = cases.view(sent, actor=city.actor).state.acts_of(ActKind.SUPPLEMENT)[0]
    assert after.question_of(after.own_case(sent, city.actor), act.id) == "后厨有没有独立的洗消间？"
    after.answer_supplement(
        sent, act.id, text="有，见补交的平面图。", material_code="M5", sources=[upload("平面图.pdf")], actor=city.actor, now=now
    )
    assert dossier.acceptance_open(sent) == ()
    assert [f.name for f in dossier.view(sent).material("M5").files] == ["平面图.pdf"]
    with pytest.raises(NotFound):
        after.question_of(after.own_case(sent, city.actor), act.id)


def test_an_application_is_withdrawn_only_knowingly(city, sent, now):
    with pytest.raises(Invalid):
        after.withdraw(sent, reason="", sure=False, version=None, actor=city.actor, now=now)
    after.withdraw(sent, reason="不开店了", sure=True, version=None, actor=city.actor, now=now)
    assert cases.view(sent, actor=city.actor).state.phase is Phase.WITHDRAWN
    with pytest.raises(Refusal):
        after.withdraw(sent, reason="", sure=True, version=None, actor=city.actor, now=now)


WALK_IN = {"kind": "natural", "number": "11010519491231002X", "verified": "yes"}


def test_the_window_finds_a_known_person_by_number_and_receives_as_of_the_hand_over(city, typed, now):
    walk_in = window.WalkIn.of({**WALK_IN, "number": city_number()})
    draft = window.begin(city.versions["small-catering"], walk_in, token=new_id(), actor=city.window, now=now)
    assert draft.party_id == city.person.party_id
    walk(draft.id, city.window, typed, now)
    handed = window.handed_over("2026-09-10 09:05", now)
    case_id, _ = actions.send(draft.id, declared=True, actor=city.window, now=now, received_at=handed)
    state = cases.view(case_id, actor=city.window).state
    assert (state.channel, state.received_at) == ("1", handed)
    with pytest.raises(Invalid):
        window.handed_over("昨天", now)


def city_number() -> str:
    from yichuang.organisations import demo_city

    return demo_city.NATURAL["number"]


def test_an_unknown_person_is_registered_after_a_look_at_the_certificate(city, now):
    stranger = {**WALK_IN, "number": "110101199003074514"}
    version_id = city.versions["small-catering"]
    for given, field in ((stranger, "name"), ({**stranger, "name": "赵示例", "verified": ""}, "verified"), ({**stranger, "number": "123", "name": "赵"}, "number")):
        with pytest.raises(Invalid) as raised:
            window.begin(version_id, window.WalkIn.of(given), token=new_id(), actor=city.window, now=now)
        assert field in {e.field for e in raised.value.errors}
    made = window.begin(
        version_id, window.WalkIn.of({**stranger, "name": "赵示例"}), token=new_id(), actor=city.window, now=now
    )
    assert organisations.party(made.party_id).verified


def test_nothing_is_received_from_the_future(city, filled, now):
    with pytest.raises(Invalid):
        actions.send(filled.id, declared=True, actor=city.actor, now=now, received_at=now + timedelta(hours=1))
