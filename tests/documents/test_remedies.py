"""行政复议法 20, 88 and 行政诉讼法 46: how long a served decision may be contested."""

from datetime import date

import pytest

from yichuang.clock.packaged import packaged
from yichuang.documents.domain import remedies_until


@pytest.mark.parametrize(("served", "review", "suit"), [
    (date(2026, 3, 2), date(2026, 5, 6), date(2026, 9, 2)),  # the sixtieth day is 1 May, a holiday to the 5th
    (date(2026, 6, 1), date(2026, 7, 31), date(2026, 12, 1)),
    (date(2025, 8, 31), date(2025, 10, 30), date(2026, 2, 28)),  # six months on there is no 31st; the 28th is a make-up day
])  # fmt: skip
def test_sixty_days_and_six_months_from_service(served, review, suit):
    known = remedies_until(packaged(), served)
    assert (known.review_on, known.suit_on) == (review, suit)


def test_a_day_of_a_year_not_announced_is_provisional():
    assert remedies_until(packaged(), date(2026, 9, 14)).provisional
    assert not remedies_until(packaged(), date(2026, 3, 2)).provisional
