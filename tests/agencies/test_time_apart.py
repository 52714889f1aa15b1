"""中介用时 stands apart from the government's: what of it lies before receipt, before acceptance, in a stop of art. 45, or beside a running clock."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from yichuang.agencies.domain.spent import CaseDays, Spent, spent
from yichuang.clock.domain import Stop, elapsed, packaged

CALENDAR = packaged()
SEPTEMBER = st.dates(date(2026, 9, 1), date(2026, 9, 30))


def test_the_day_of_signing_does_not_count_and_the_owners_days_do_not_either() -> None:
    """Signed on Monday 7 September 2026, delivered on the 18th: nine working days, four of them stopped (9..15: 10, 11, 14, 15)."""
    assert spent(CALENDAR, date(2026, 9, 7), date(2026, 9, 18), (), None) == Spent(before=9)
    stops = (Stop(date(2026, 9, 9), date(2026, 9, 15), "papers"),)
    assert spent(CALENDAR, date(2026, 9, 7), date(2026, 9, 18), stops, None) == Spent(before=5)


def test_each_day_is_told_by_what_the_governments_clock_did() -> None:
    """Received on the 8th, accepted on the 10th, stopped by art. 45 from the 11th to the 15th, decided on the 17th of September 2026."""
    case = CaseDays(date(2026, 9, 8), date(2026, 9, 10), date(2026, 9, 17), (Stop(date(2026, 9, 11), date(2026, 9, 15), "expert_review"),))
    found = spent(CALENDAR, date(2026, 9, 4), date(2026, 9, 18), (), case)
    assert found == Spent(before=2, unaccepted=2, paused=2, alongside=3, after=1), "7, 8 · 9, 10 · 14, 15 · 11, 16, 17 · 18"
    assert (found.days, found.outside) == (10, 7)


def test_before_acceptance_nothing_of_it_is_in_the_limit() -> None:
    case = CaseDays(date(2026, 9, 8))
    assert spent(CALENDAR, date(2026, 9, 9), date(2026, 9, 14), (), case) == Spent(unaccepted=3)


@given(SEPTEMBER, SEPTEMBER, SEPTEMBER, SEPTEMBER)
def test_the_parts_add_up_to_what_the_clock_counts(signed: date, until: date, one: date, two: date) -> None:
    stops = (Stop(min(one, two), max(one, two), "papers"),)
    case = CaseDays(min(one, two), max(one, two))
    assert spent(CALENDAR, signed, until, stops, case).days == elapsed(CALENDAR, signed, until, stops)
