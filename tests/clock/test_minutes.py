"""Minutes of spans inside office hours, against counting minute by minute."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.clock.api import minutes_in, outside
from yichuang.clock.domain import OfficePeriod, packaged
from yichuang.kernel.values import ZONE

CAL = packaged()
OFFICE = (OfficePeriod(date.min, None, ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))),)
FRIDAY = datetime(2026, 9, 11, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)

spans = st.lists(
    st.tuples(st.integers(0, 4 * 1440), st.integers(1, 1440)).map(lambda x: (FRIDAY + x[0] * MINUTE, FRIDAY + (x[0] + x[1]) * MINUTE)), max_size=5
)


def in_hand(moment, given_spans):
    return any(begin <= moment < end for begin, end in given_spans)


def at_the_office(moment):
    hour = moment.time()
    return CAL.is_working(moment.date()) and (time(8, 30) <= hour < time(12) or time(13, 30) <= hour < time(17, 30))


@settings(max_examples=60, deadline=None)
@given(spans, spans)
def test_each_minute_counts_once_and_only_where_it_counts(mine, gone):
    left = outside(mine, gone)
    moments = [FRIDAY + n * MINUTE for n in range(6 * 1440)]
    counted = [m for m in moments if in_hand(m, mine) and not in_hand(m, gone)]
    assert minutes_in(CAL, left) == len(counted)
    assert minutes_in(CAL, left, office=OFFICE) == sum(map(at_the_office, counted))
