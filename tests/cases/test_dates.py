"""许可法 32(4), 42, 44, 45 without a database: last days against a naive oracle that walks day by day over the ledger."""

from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.cases.domain.dates import dates, ends
from yichuang.cases.domain.evolve import Moment, evolve
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue.domain import Regime, Terms
from yichuang.clock.domain import Calendar, Limit, Unit
from yichuang.clock.packaged import packaged
from yichuang.facts import cases as f
from yichuang.kernel.values import ZONE

FIRST, LAST = date(2024, 1, 2), date(2026, 6, 30)
ACTOR = f"account:{uuid4()}"
ID = UUID(int=1)


@cache
def calendar() -> Calendar:
    return packaged()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def said(state: CaseState | None, fact: object, on: date) -> CaseState:
    return evolve(state, fact, Moment(ID, ACTOR, noon(on), noon(on)))


def received(on: date, regime: str = "licence") -> CaseState:
    return said(None, f.CaseReceived(
        number="", item_version_id=ID, regime=regime, channel="2", applicant_id=ID, agent_id=None, accepting_organ_id=ID,
        deciding_organ_id=ID, dossier_hash="", document_id=None, calendar_version="1", opened=(),
    ), on)  # fmt: skip


def accepted(on: date) -> CaseState:
    return said(received(on), f.CaseAccepted(document_id=ID, authority_ref=""), on)


def terms(statutory: Limit | None, promised: Limit | None) -> Terms:
    return Terms(
        version_id=ID, item_id=ID, code="x", name="x", regime=Regime.LICENCE, accepting_organ_id=ID, deciding_organ_id=ID,
        deciding_model=None, statutory=statutory, promised=promised,
    )  # fmt: skip


def naive(start: date, limit: Limit, stops: list[tuple[date, date | None]]) -> date | None:
    """Walk: a day counts when the clock was running as it began; calendar days ending on a holiday move on."""
    left, day, days = limit.amount, start, calendar()
    while left:
        day += timedelta(days=1)
        if any(b is None and a < day for a, b in stops):
            return None
        stopped = any(b is not None and a < day <= b for a, b in stops)
        left -= not stopped and (limit.unit is Unit.CALENDAR_DAY or days.is_working(day))
    while limit.unit is Unit.CALENDAR_DAY and not days.is_working(day):
        day += timedelta(days=1)
    return day


starts = st.dates(FIRST, LAST)
limits = st.builds(Limit, st.integers(1, 45), st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]))


@st.composite
def stopped_cases(draw):
    """An accepted case with up to three finished stops, and perhaps an extension, at random days."""
    start = draw(starts)
    state, day, stops = accepted(start), start, []
    for _ in range(draw(st.integers(0, 3))):
        day += timedelta(days=draw(st.integers(0, 12)))
        until = day + timedelta(days=draw(st.integers(0, 25)))
        act = uuid4()
        state = said(state, f.SpecialProcedureStarted(
            act_id=act, ground="testing", article="", statement_id=None, statement_hash="", needed=5, unit="working_day", from_on=day, document_id=ID, authority_ref="",
        ), day)  # fmt: skip
        state = said(state, f.SpecialProcedureEnded(act_id=act, to_on=until, document_id=ID), until)
        stops.append((day, until))
        day = until
    extension = draw(st.none() | limits)
    if extension:
        act = uuid4()
        state = said(state, f.ExtensionAsked(act_id=act, amount=extension.amount, unit=extension.unit, statement_id=ID), day)
        state = said(state, f.ExtensionApproved(
            act_id=act, amount=extension.amount, unit=extension.unit, article="", document_id=ID, authority_ref="", tell_by=None,
        ), day)  # fmt: skip
    return start, state, stops, extension


@given(stopped_cases(), st.none() | limits, st.none() | limits)
def test_42_and_45_the_last_days_are_those_of_walking_the_calendar(case, statutory, promised):
    start, state, stops, extension = case
    known = dates(state, terms(statutory, promised), calendar())
    law = statutory or Limit(20, Unit.WORKING_DAY)
    if extension is None:
        expected = naive(start, law, stops)
    elif extension.unit is law.unit:
        expected = naive(start, Limit(law.amount + extension.amount, law.unit), stops)
    else:
        expected = naive(naive(start, law, stops), extension, stops)
    assert known.statutory_on == expected
    assert known.promised_on == (naive(start, promised, stops) if promised else None)  # the promise is never extended
    days = [d for d in (known.statutory_on, known.promised_on) if d]
    assert known.next_check_at == ends(min(days))


@given(starts, st.integers(0, 40), limits)
def test_45_while_the_clock_is_stopped_there_is_no_last_day_unless_it_had_gone_by(start, after, limit):
    state, day = accepted(start), start + timedelta(days=after)
    state = said(state, f.SpecialProcedureStarted(
        act_id=ID, ground="testing", article="", statement_id=None, statement_hash="", needed=5, unit="working_day", from_on=day, document_id=ID,
        authority_ref="",
    ), day)  # fmt: skip
    known = dates(state, terms(limit, limit), calendar())
    assert known.statutory_on == known.promised_on == naive(start, limit, [(day, None)])


@given(starts)
def test_32_4_five_working_days_from_the_day_after_receipt(day):
    assert dates(received(day), terms(None, None), calendar()).answer_on == naive(day, Limit(5, Unit.WORKING_DAY), [])


@given(starts, st.integers(0, 30))
def test_44_ten_working_days_from_the_decision_of_a_granted_licence(day, after):
    decided = day + timedelta(days=after)
    fact = f.CaseGranted(document_id=ID, authority_ref="", licence_id=ID, opened=())
    state = said(accepted(day), fact, decided)
    known = dates(state, terms(None, None), calendar())
    assert state.phase is Phase.DECIDED
    assert known.delivery_on == naive(decided, Limit(10, Unit.WORKING_DAY), [])
    assert known.next_check_at == ends(known.delivery_on)


def test_44_is_only_for_grants():
    day = date(2026, 3, 2)
    refused = said(accepted(day), f.CaseRefused(
        document_id=ID, authority_ref="", condition="", article="", statement_id=ID, opened=()), day)  # fmt: skip
    assert dates(refused, terms(None, None), calendar()).next_check_at is None


@pytest.mark.parametrize("kind", ["cases.CaseGranted", "cases.CaseClosed", "cases.CorrectionLapsed"])
def test_no_phase_is_left_but_by_its_table(kind):
    fact = {
        "cases.CaseGranted": f.CaseGranted(document_id=ID, authority_ref="", licence_id=None, opened=()),
        "cases.CaseClosed": f.CaseClosed(note=""),
        "cases.CorrectionLapsed": f.CorrectionLapsed(act_id=ID, document_id=ID),
    }[kind]
    with pytest.raises(ValueError, match="may not happen"):
        said(received(date(2026, 3, 2)), fact, date(2026, 3, 2))
