"""A new version of an item and the cases under way: they stay, or move by the stated rule, and nobody loses by it (8, 32)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessing import assessed
from yichuang.cases import api as cases
from yichuang.cases.actions import moving
from yichuang.cases.domain.moving import Stays, longer, reasons
from yichuang.cases.domain.phases import Phase
from yichuang.cases.models import Case
from yichuang.catalogue import api as catalogue
from yichuang.catalogue import due
from yichuang.catalogue.api import life
from yichuang.catalogue.domain.life import Running
from yichuang.catalogue.models import ItemVersion
from yichuang.cli import sample_powers
from yichuang.cli.players import points_of, work
from yichuang.clock.domain import Limit, Unit
from yichuang.documents.models import Message
from yichuang.kernel.errors import Invalid
from yichuang.kernel.record import read
from yichuang.organisations import powers
from yichuang.organisations.api import demo_id
from yichuang.organisations.models import Organ

from .conftest import at

DAY = at("2026-09-01 09:00")
BUREAU, COUNTY, FORESTRY = (demo_id("organ", key) for key in ("bureau", "county", "forestry"))


def through(cast, rule, item="drainage", **changes):
    """A new version of an item, through every stage, in force on 9 September 2026; returns old and new."""
    old = catalogue.published(item)
    editor = cast["shixiang"]
    new = catalogue.redraft(old, now=DAY, actor=editor)
    ItemVersion.objects.filter(id=new).update(**changes)
    request_id = life.begin(new, "change", now=DAY, actor=editor)
    life.submit(request_id, reason="压缩时限", running=rule, effective_on=None, revision=None, now=DAY, actor=editor)
    life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=DAY, actor=cast["fazhi"])
    life.open_notice(request_id, to_on=life.earliest_last(DAY.date()), revision=None, now=DAY, actor=editor)
    due.run(DAY + timedelta(days=8))
    life.approve(request_id, effective_on=None, revision=None, now=DAY + timedelta(days=8), actor=cast["fenguan"])
    work()
    return old, new


def on(case):
    return Case.objects.values_list("item_version_id", flat=True).get(id=case.case_id)


def kinds(case):
    return [event.kind for event in read(case.case_id)]


@pytest.fixture
def three(play):
    """One received, one accepted, one decided."""
    fresh = play().apply(at("2026-09-01 09:30"))
    accepted = play().apply(at("2026-09-01 09:40")).check_papers(at("2026-09-01 09:50")).accept(at("2026-09-01 10:00"))
    decided = play().apply(at("2026-08-20 09:40")).accept(at("2026-08-20 10:00"))
    work()
    decided.review(at("2026-08-25 10:00")).grant(at("2026-08-26 10:00"))
    work()
    return fresh, accepted, decided


SHORTER = {"promised_amount": 8, "promised_text": "8个工作日", "steps": []}


def test_by_default_every_case_finishes_under_the_version_it_began_under(cast, three) -> None:
    old, new = through(cast, "keep", **SHORTER)
    assert {on(case) for case in three} == {old}
    assert catalogue.published("drainage") == new


def test_what_is_not_accepted_moves_where_the_rule_says_so(cast, three) -> None:
    old, new = through(cast, "move_unaccepted", **SHORTER)
    assert [on(case) for case in three] == [new, old, old]
    assert kinds(three[0])[-1] == "cases.VersionMoved"
    assert not [why for case in three for why in cases.check_folds()]


def test_what_is_not_decided_moves_and_its_promise_gets_shorter_and_the_applicant_is_told(cast, three) -> None:
    fresh, accepted, decided = three
    before = Case.objects.get(id=accepted.case_id).promised_on
    old, new = through(cast, "move_undecided", **SHORTER)
    assert [on(case) for case in three] == [new, new, old]
    assert (before.isoformat(), Case.objects.get(id=accepted.case_id).promised_on.isoformat()) == ("2026-09-15", "2026-09-11")
    assert Message.objects.filter(kind="version_moved").count() == 2
    assert not list(cases.check_folds())
    accepted.review(at("2026-09-10 10:00")).grant(at("2026-09-10 15:00"))
    work()
    assert not list(cases.check_folds())


def test_a_longer_promise_moves_nobody(cast, three) -> None:
    old, _ = through(cast, "move_undecided", promised_amount=12, steps=[])
    assert {on(case) for case in three} == {old}


def test_a_new_paper_or_condition_is_not_asked_of_an_accepted_case(cast, three) -> None:
    version = ItemVersion.objects.get(id=catalogue.published("drainage"))
    paper = {"code": "M99", "name": "安全承诺书", "source": "申请人自备", "article": "《某办法》第三条", "required": True}
    old, new = through(cast, "move_undecided", materials=[*version.materials, paper])
    assert [on(case) for case in three] == [new, old, old], "before acceptance it can still be asked for with the rest, once"
    points = {row.material_code for row in cases_points(three[0], cast)}
    assert "M99" in points


def cases_points(case, cast):
    from yichuang.dossier import api as dossier

    return dossier.points(case.case_id, reader=cast["chuangkou"], at=DAY + timedelta(days=9))


def test_a_case_whose_gaps_were_told_once_is_not_told_of_new_ones(cast, play) -> None:
    case = play().apply(at("2026-09-01 09:30"))
    case.ask_correction(at("2026-09-01 10:00"), points_of(case))
    version = ItemVersion.objects.get(id=catalogue.published("drainage"))
    paper = {"code": "M99", "name": "安全承诺书", "source": "申请人自备", "article": "《某办法》第三条", "required": True}
    old, _ = through(cast, "move_unaccepted", materials=[*version.materials, paper])
    assert on(case) == old


def test_the_move_goes_batch_by_batch_and_says_how_many_stay_and_why(cast, play, monkeypatch) -> None:
    monkeypatch.setattr(moving, "BATCH", 2)
    found = [play().apply(at("2026-09-01 09:30")) for _ in range(5)]
    old, new = through(cast, "move_unaccepted", **SHORTER)
    assert {on(case) for case in found} == {new}
    request = life.requests(stage="in_force")[0][0].request_id
    batches = [event.fact for event in read(moving.uuid5(request, str(old)))]
    assert [fact.moved for fact in batches] == [2, 2, 1]


def test_22_a_version_does_not_move_the_power_by_naming_another_organ(cast) -> None:
    """What 22, 23 and 25 make of a power is not done by a word in a form; the remedy names the way."""
    with pytest.raises(Invalid) as refused:
        through(cast, "move_undecided", deciding_organ_id=COUNTY)
    assert [(error.field, error.code) for error in refused.value.errors] == [("deciding_organ", "deciding_organ_moved")]
    assert "第二十二条" in refused.value.article


def test_where_the_power_was_given_on_first_a_version_names_its_holder_and_the_cases_go_over_too(cast, three) -> None:
    """The lawful way of OTHER_ORGAN: the cases followed the power on its day, so that the version is of their organ."""
    wanted = sample_powers.columns(cast, "devolve", to="county", from_on=date(2026, 8, 31), written_on=date(2026, 8, 17))
    sample_powers.give(cast, [cast.item_id("drainage")], wanted, begun=at("2026-08-17 09:00"), approved=at("2026-08-25 09:00"))
    due.run(at("2026-09-01 00:00"))
    work()
    assert [cases.state(case.case_id).deciding_organ_id for case in three[:2]] == [COUNTY, COUNTY]
    old, new = through(cast, "move_undecided", deciding_organ_id=COUNTY)
    assert [on(case) for case in three] == [new, new, old]
    assert not list(cases.check_folds())


def test_an_abolished_organ_is_carried_on_by_its_successor_once_a_reviewed_version_says_so(cast, play) -> None:
    """行政诉讼法 26(6): 行政机关被撤销或者职权变更的，继续行使其职权的行政机关. What is under way goes along, each case by an event."""
    case = play("tree-felling").apply(at("2026-08-20 09:40")).accept(at("2026-08-20 10:00"))
    with pytest.raises(Invalid):
        through(cast, "keep", item="tree-felling", deciding_organ_id=BUREAU)
    life.withdraw(life.open_of(cast.item_id("tree-felling")).request_id, revision=None, now=DAY, actor=cast["shixiang"])
    Organ.objects.filter(id=FORESTRY).update(valid_to=date(2026, 8, 31), succeeded_by_id=BUREAU)
    powers.forget()
    assert cases.state(case.case_id).deciding_organ_id == FORESTRY
    through(cast, "keep", item="tree-felling", deciding_organ_id=BUREAU)
    assert cases.state(case.case_id).deciding_organ_id == BUREAU
    assert "cases.PowerFollowed" in kinds(case)


LIMITS = st.one_of(st.none(), st.builds(Limit, st.integers(0, 60), st.sampled_from(list(Unit))))


@given(LIMITS, LIMITS)
def test_no_limit_is_ever_lengthened(before, after) -> None:
    if before is not None and (after is None or (before.unit == after.unit and after.amount > before.amount)):
        assert longer(before, after)
    if before is not None and after is not None and longer(before, after) and before.unit == after.unit:
        assert after.amount > before.amount
    assert not (longer(before, after) and longer(after, before) and before and after and before.unit == after.unit)


@pytest.mark.django_db
def test_every_reason_is_named(cast, three) -> None:
    state = cases.state(three[1].case_id)
    terms = catalogue.terms(state.item_version_id)
    worse = replace(
        terms, promised=None, statutory=Limit(60, Unit.CALENDAR_DAY), extension=Limit(90, Unit.WORKING_DAY), procedure_id=None,
        special_caps=(replace(terms.special_caps[0], ground="hearing"),) if terms.special_caps else (),
        deciding_organ_id=None, materials=(*terms.materials, replace(terms.materials[0], code="M99", required=True)),
        conditions=(*terms.conditions, replace(terms.conditions[0], text="另加一项")),
    )
    found = Counter(reasons(state, terms, worse, Running.MOVE_UNDECIDED))
    expected = set(Stays) - {Stays.OTHER_PHASE, Stays.OTHER_REGIME} - (set() if terms.special_caps else {Stays.LONGER_STOP})
    assert set(found) == expected
    assert reasons(replace(state, phase=Phase.DECIDED), terms, terms, Running.MOVE_UNDECIDED) == (Stays.OTHER_PHASE,)
