"""The calendar as a value: which days people work, from announced years and, provisionally, from the statutory rule."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from yichuang.clock.refusals import N_, BeforeCalendar, BeyondCalendar, ClockRefusal

SATURDAY = 6
FEAST_NAMES = (
    "元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆节", "国庆节、中秋", "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
)
"""What notices have called their holidays; pages translate them."""


class DayKind(StrEnum):
    """What a notice of the State Council says of a day; days it does not name follow the week."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True, order=True)
class NamedDay:
    """One day a yearly notice names: 放假 (holiday) or 补班 (make_up)."""

    on: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class Festivals:
    """The moving feasts of a year whose notice is not out: first day of the first lunar month, 清明, 端午, 中秋."""

    year: int
    spring_festival: date
    qingming: date
    dragon_boat: date
    mid_autumn: date

    def feasts(self) -> tuple[tuple[date, str], ...]:
        """全国年节及纪念日放假办法 (2024) 2: 元旦1 春节4 (除夕至初三) 清明1 劳动节2 端午1 中秋1 国庆3; in order of date."""
        days = [(date(self.year, 1, 1), "元旦")]
        days += [(self.spring_festival + timedelta(days=n), "春节") for n in (-1, 0, 1, 2)]
        days += [(date(self.year, 5, n), "劳动节") for n in (1, 2)]
        days += [(date(self.year, 10, n), "国庆节") for n in (1, 2, 3)]
        days += [(self.qingming, "清明"), (self.dragon_boat, "端午"), (self.mid_autumn, "中秋")]
        return tuple(sorted(days, key=lambda feast: feast[0]))

    def statutory(self) -> dict[date, str]:
        """The days of the feasts themselves."""
        days: dict[date, str] = {}
        for day, name in self.feasts():
            days[day] = f"{days[day]}、{name}" if day in days else name
        return days

    def with_days_given(self) -> dict[date, str]:
        """放假办法: 适逢周六、周日，应当在工作日补假 - the next working day that is no feast itself.

        A day that two feasts share is one day short, and the notices of 2020 gave it back the same way. Make-up working
        days are not guessed: only a notice moves weekends.
        """
        days, seen = self.statutory(), set[date]()
        for day, name in self.feasts():
            if day.isoweekday() >= SATURDAY or day in seen:
                given = day
                while given.isoweekday() >= SATURDAY or given in days:
                    given += timedelta(days=1)
                days[given] = name
            seen.add(day)
        return days


@dataclass(frozen=True, slots=True)
class Calendar:
    """One version of the calendar. Build it with `Calendar.of`; `working` holds the ordinals of all working days."""

    version: str
    first: date
    last: date
    announced_through: date
    named: Mapping[date, NamedDay]
    working: tuple[int, ...]

    @classmethod
    def of(
        cls, days: Iterable[NamedDay], *, announced: Iterable[int], festivals: Iterable[Festivals] = (), version: str = "",
        gives: bool = True,
    ) -> Calendar:
        """Announced years must be gapless; of `festivals` those used follow the last announced year without a gap.

        `gives` False is the rule of versions made before days were given for weekends: what counted under them still does.
        """
        years, days, feasts = sorted(set(announced)), tuple(days), {f.year: f for f in festivals}
        if not years or years != list(range(years[0], years[-1] + 1)):
            raise ClockRefusal(N_("日历的年份不连续"), code="clock.calendar_gap")
        named = {day.on: day for day in sorted(days)}
        if len(named) != len(days) or any(day.year not in years for day in named):
            raise ClockRefusal(N_("日历有重复的日期，或日期不在已公布的年份内"), code="clock.bad_calendar")
        final = years[-1]
        while final + 1 in feasts:
            final += 1
            holidays = feasts[final].with_days_given() if gives else feasts[final].statutory()
            named |= {d: NamedDay(d, DayKind.HOLIDAY, n) for d, n in holidays.items()}
        first, last = date(years[0], 1, 1), date(final, 12, 31)
        working = tuple(
            day for day in range(first.toordinal(), last.toordinal() + 1) if _works(date.fromordinal(day), named)
        )
        version = version or version_of(days, years, [feasts[y] for y in range(years[-1] + 1, final + 1)], gives=gives)
        return cls(version, first, last, date(years[-1], 12, 31), named, working)

    @property
    def years(self) -> range:
        """The years whose notice is in the calendar."""
        return range(self.first.year, self.announced_through.year + 1)

    def announced_days(self) -> tuple[NamedDay, ...]:
        return tuple(day for on, day in self.named.items() if on <= self.announced_through)

    def require(self, day: date) -> None:
        """Raises where the calendar cannot say whether people work on `day`."""
        if day > self.last:
            raise BeyondCalendar(day=day.isoformat(), until=self.last.isoformat())
        if day < self.first:
            raise BeforeCalendar(day=day.isoformat(), since=self.first.isoformat())

    def is_working(self, day: date) -> bool:
        self.require(day)
        return _works(day, self.named)

    def is_holiday(self, day: date) -> bool:
        """A named holiday, not a plain weekend."""
        named = self.named.get(day)
        return named is not None and named.kind is DayKind.HOLIDAY

    def is_make_up(self, day: date) -> bool:
        """A weekend day people work on (补班)."""
        named = self.named.get(day)
        return named is not None and named.kind is DayKind.MAKE_UP

    def is_provisional(self, day: date) -> bool:
        """The notice for that year is not in the calendar: the answer may still change."""
        return day > self.announced_through

    def name(self, day: date) -> str:
        """国庆节, 中秋 …, of a holiday or of the feast a make-up day belongs to; empty for other days."""
        named = self.named.get(day)
        return named.name if named else ""

    def index_after(self, day: date) -> int:
        """Index in `working` of the first working day after `day`."""
        self.require(day)
        return bisect_right(self.working, day.toordinal())

    def index_from(self, day: date) -> int:
        """Index in `working` of `day`, or of the first working day after it."""
        self.require(day)
        return bisect_left(self.working, day.toordinal())

    def working_at(self, index: int) -> date:
        if index >= len(self.working):
            raise BeyondCalendar(day="", until=self.last.isoformat())
        if index < 0:
            raise BeforeCalendar(day="", since=self.first.isoformat())
        return date.fromordinal(self.working[index])


def _works(day: date, named: Mapping[date, NamedDay]) -> bool:
    known = named.get(day)
    if known is not None:
        return known.kind is DayKind.MAKE_UP
    return day.isoweekday() < SATURDAY


def version_of(
    days: Iterable[NamedDay], announced: Iterable[int], festivals: Iterable[Festivals] = (), *, gives: bool = True
) -> str:
    """The name of a calendar by its content: the same days give the same version, whoever imports them."""
    years = sorted(set(announced))
    lines = [f"{d.on.isoformat()},{d.kind.value},{d.name}" for d in sorted(days)]
    lines += [f"{f.year}:{f.spring_festival},{f.qingming},{f.dragon_boat},{f.mid_autumn}" + "+补" * gives for f in festivals]
    digest = sha256("\n".join([",".join(map(str, years)), *lines]).encode()).hexdigest()
    return f"{years[0]}-{years[-1]}.{digest[:12]}"


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day two calendars disagree on. None: an ordinary day of the week."""

    on: date
    before: NamedDay | None
    after: NamedDay | None

    @property
    def moves_dates(self) -> bool:
        """Does it change whether people work, or only a name?"""
        weekday = self.on.isoweekday() < SATURDAY
        works = [weekday if d is None else d.kind is DayKind.MAKE_UP for d in (self.before, self.after)]
        return works[0] != works[1]


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import changes: years that become final, and days."""

    before: str
    after: str
    years_announced: tuple[int, ...]
    changes: tuple[DayChange, ...]

    @property
    def is_empty(self) -> bool:
        return self.before == self.after


def difference(old: Calendar, new: Calendar) -> Difference:
    """Day by day within both calendars' reach; provisional days count with the rule they stand on."""
    days = sorted(set(old.named) | set(new.named))
    changes = tuple(DayChange(d, old.named.get(d), new.named.get(d)) for d in days if old.named.get(d) != new.named.get(d))
    return Difference(old.version, new.version, tuple(sorted(set(new.years) - set(old.years))), changes)
