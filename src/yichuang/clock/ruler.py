"""The ruler of one clock as values: one cell a day with its CSS classes, pins and notes. Templates only write them out.

Days that count are wide, days that do not are thin (`is-off`); the colours and shapes are in the theme (`yc-ruler`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from yichuang.clock.calendars import SATURDAY, Calendar
from yichuang.clock.counting import DAY, DAY_UNITS, Stop, Unit
from yichuang.clock.refusals import N_

FOLD_ABOVE = 60
PIN_GAP = 3
THIN = 0.34
"""The width of a day that does not count, of one that does; as `--off` in the theme."""
SHORT_NAMES = {"国庆节": N_("国庆"), "劳动节": N_("五一")}


@dataclass(frozen=True, slots=True)
class Pin:
    """A label above a day. `labels` are msgids (受理, 今天, 承诺, 法定, 决定), joined when they share a day.
    `with_date`: the date follows; `strong`: the date is set in bold; `to_left`: it grows to the left."""

    labels: tuple[str, ...]
    on: date
    with_date: bool = True
    strong: bool = False
    to_left: bool = False

    @property
    def long(self) -> str:
        return f"{'、'.join(self.labels)}{self.date_text}"

    @property
    def date_text(self) -> str:
        return f"{self.on.month}月{self.on.day}日" if self.with_date else ""

    @property
    def short(self) -> str:
        return f"{'、'.join(self.labels)}{self.on.month}/{self.on.day}" if self.with_date else "、".join(self.labels)


@dataclass(frozen=True, slots=True)
class Foot:
    """A note below a day: 暂停5天 · 技术评审, 国庆, 班, or a pin that found no room above (`pin`)."""

    text: str = ""
    days: int = 0
    detail: str = ""
    pin: Pin | None = None
    to_left: bool = False


@dataclass(frozen=True, slots=True)
class RulerDay:
    """One cell. `number` is empty on thin and sealed cells. A folded cell stands for `on`..`folded_to`, of which
    `folded_days` count."""

    on: date
    classes: str
    number: str = ""
    pin: Pin | None = None
    foot: Foot | None = None
    folded_to: date | None = None
    folded_days: int = 0
    seal: str = ""

    @property
    def is_sealed(self) -> bool:
        return "is-sealed" in self.classes

    @property
    def is_off(self) -> bool:
        return "is-off" in self.classes.split()


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything a cell depends on."""

    calendar: Calendar
    accepted_on: date
    today: date
    promised_due: date | None
    statutory_due: date | None
    stops: Sequence[Stop]
    decided_on: date | None
    unit: Unit
    decides: bool = True

    def counts(self, day: date) -> bool:
        return (self.unit in DAY_UNITS and self.unit is not Unit.WORKING_DAY) or self.calendar.is_working(day)

    @property
    def first_due(self) -> date | None:
        """The promise where there is one, else the law."""
        return self.promised_due or self.statutory_due

    @property
    def reached(self) -> date:
        """The last day that has been lived through: the decision, or today."""
        return self.decided_on or self.today

    @property
    def end(self) -> date:
        marks = [self.accepted_on, self.reached, self.first_due]
        if self.decided_on is None:
            marks.append(self.statutory_due)
        return max(day for day in marks if day)

    def stopped(self, day: date) -> bool:
        if any(s.is_open and s.takes_out(day) for s in self.stops) and day > self.reached:
            return False
        return any(s.takes_out(day) for s in self.stops)


def ruler(
    calendar: Calendar, accepted_on: date, today: date, promised_due: date | None, statutory_due: date | None,
    stops: Sequence[Stop] = (), decided_on: date | None = None, *, unit: Unit = Unit.WORKING_DAY, fold: bool = True,
    decides: bool = True,
) -> tuple[RulerDay, ...]:
    """The cells from acceptance to the last mark: the law while the case runs, the promise once it is decided.

    A due date is None where there is none or the clock stands; what is not decided upon (`decides`) is finished. Long rulers are folded between their marks.
    Raises BeyondCalendar where the calendar ends.
    """
    case = _Case(calendar, accepted_on, today, promised_due, statutory_due, stops, decided_on, unit, decides)
    length = (case.end - accepted_on).days + 1
    days = [RulerDay(d, _classes(case, d)) for d in (accepted_on + DAY * n for n in range(length))]
    days = [_numbered(case, day) for day in days]
    days = _noted(case, days)
    days = _pinned(case, days)
    return tuple(_folded(case, days) if fold and length > FOLD_ABOVE else days)


def _base(case: _Case, day: date) -> str:
    if day == case.decided_on:
        return "is-sealed"
    if day == case.accepted_on:
        return "is-start"
    if not case.counts(day):
        return "is-off is-hol" if case.calendar.is_holiday(day) else "is-off"
    if case.stopped(day):
        return "is-stopped"
    late = case.first_due is not None and day > case.first_due
    if day <= case.reached:
        return "is-over" if late else "is-counted"
    return "is-beyond" if late or case.decided_on else "is-ahead"


def _classes(case: _Case, day: date) -> str:
    classes = [_base(case, day)]
    if case.calendar.is_make_up(day):
        classes.append("is-makeup")
    if day == case.promised_due:
        classes.append("is-due")
    if day == case.statutory_due:
        classes.append("is-limit")
    if day == case.today and case.decided_on is None:
        classes.append("is-today")
    return " ".join(classes)


def _numbered(case: _Case, day: RulerDay) -> RulerDay:
    if day.is_sealed:
        return replace(day, seal=N_("决") if case.decides else N_("结"))
    return day if day.is_off else replace(day, number=str(day.on.day))


def _noted(case: _Case, days: list[RulerDay]) -> list[RulerDay]:
    """Notes under the middle day of each stop and each holiday, and 班 under the make-up days that count."""
    notes: dict[date, Foot] = {}
    for stop in case.stops:
        out = [d.on for d in days if "is-stopped" in d.classes and stop.takes_out(d.on)]
        if out:
            notes[out[(len(out) - 1) // 2]] = Foot(N_("暂停%(days)s天"), len(out), stop.label or stop.ground_name)
    off = [d.on for d in days if "is-hol" in d.classes]
    # 中秋 may lie beside 国庆: a run of holidays has one name
    runs = groupby(enumerate(off), key=lambda item: (item[1] - DAY * item[0], case.calendar.name(item[1])))
    for (_, name), group in runs:
        run = [day for _, day in group]
        notes.setdefault(run[len(run) // 2], Foot(SHORT_NAMES.get(name, name)))
    for day in days:
        if "is-makeup" in day.classes and "is-stopped" not in day.classes:
            notes.setdefault(day.on, Foot(N_("班")))
    return [replace(day, foot=notes.get(day.on)) for day in days]


def _pins(case: _Case) -> list[Pin]:
    marks: list[tuple[date | None, str]] = [(case.accepted_on, N_("受理"))]
    if case.decided_on is None:
        marks.append((case.today, N_("今天")))
        marks.append((case.promised_due, N_("承诺")))
        marks.append((case.statutory_due, N_("法定")))
    else:
        marks.append((case.decided_on, N_("决定") if case.decides else N_("办结")))
        marks.append((case.promised_due, N_("承诺")))
        if case.promised_due is None:
            marks.append((case.statutory_due, N_("法定")))
    by_day: dict[date, list[str]] = {}
    for on, label in marks:
        if on is not None:
            by_day.setdefault(on, []).append(label)
    return [
        Pin(tuple(labels), on, with_date=labels != ["今天"], strong="承诺" in labels and case.decided_on is None)
        for on, labels in sorted(by_day.items())
    ]


def _pinned(case: _Case, days: list[RulerDay]) -> list[RulerDay]:
    """Pins above; of two within three wide cells the later goes below, where it takes the place of a note. The pin of the
    last day grows to the left and needs a cell more. A third one close to both goes where there is more room."""
    pins = {p.on: p for p in _pins(case)}
    out, x, above, below = [], 0.0, -math.inf, -math.inf
    for index, day in enumerate(days):
        width, at_end = THIN if day.is_off else 1.0, index == len(days) - 1
        here, pin = x + width / 2, pins.get(day.on)
        x += width
        if pin is None:
            out.append(day)
        elif here - above < PIN_GAP + at_end and above >= below:
            below = here
            out.append(replace(day, foot=Foot(pin=pin, to_left=at_end)))
        else:
            above = here
            out.append(replace(day, pin=pin))
    return out


def _folded(case: _Case, days: list[RulerDay]) -> list[RulerDay]:
    """Keeps the days around acceptance, today, promise, law and decision; a run between them becomes one cell."""
    windows = [(case.accepted_on, 2, 5), (case.reached, 10, 7)]
    windows += [(due, 4, 2) for due in (case.promised_due, case.statutory_due) if due]
    keep = {
        mark + timedelta(days=n) for mark, before, after in windows for n in range(-before, after + 1)
    }
    out: list[RulerDay] = []
    for kept, group in groupby(days, key=lambda day: day.on in keep):
        run = list(group)
        if kept or len(run) < PIN_GAP:
            out.extend(run)
            continue
        counting = sum(not (d.is_off or "is-stopped" in d.classes) for d in run)
        note = Foot(N_("%(days)s天"), len(run))
        out.append(RulerDay(run[0].on, "is-plain", "…", foot=note, folded_to=run[-1].on, folded_days=counting))
    return out


# --- rulers in list rows -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AxisDay:
    """One cell of the head of a list: `b` or `o b`, `now` on today; `label` is 9/14, or 24 on today."""

    on: date
    classes: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """The one axis all rows of a list share, so that today stands in one column."""

    today: date
    days: tuple[AxisDay, ...]


def axis(calendar: Calendar, today: date, *, before: int = 13, after: int = 19) -> Axis:
    """From `before` days ago to `after` days ahead; labels on the first working day of a week that has room."""
    first, days = today - DAY * before, []
    length = before + after + 1
    for n in range(length):
        day = first + DAY * n
        works = calendar.is_working(day)
        label = ""
        if day == today:
            label = str(day.day)
        elif works and n < length - 2 and abs((day - today).days) > PIN_GAP and _opens_week(calendar, day):
            label = f"{day.month}/{day.day}"
        classes = ("b" if works else "o b") + (" now" if day == today else "")
        days.append(AxisDay(day, classes, label))
    return Axis(today, tuple(days))


def _opens_week(calendar: Calendar, day: date) -> bool:
    monday = day - DAY * (day.isoweekday() - 1)
    return day.isoweekday() < SATURDAY and not any(
        calendar.is_working(monday + DAY * n) for n in range((day - monday).days)
    )


def row_ruler(
    calendar: Calendar, axis: Axis, *, accepted_on: date, due_on: date | None, stops: Sequence[Stop] = (),
    decided_on: date | None = None,
) -> tuple[str, ...]:
    """The class of each cell of one row: c counted, s stopped, a ahead, x late, o off, b blank, t today, d due."""
    case = _Case(calendar, accepted_on, axis.today, due_on, None, stops, decided_on, Unit.WORKING_DAY)
    return tuple(_row_cell(case, cell) for cell in axis.days)


def _row_cell(case: _Case, cell: AxisDay) -> str:
    day, due_on = cell.on, case.promised_due
    end = max(case.reached, due_on) if due_on and case.decided_on is None else case.reached
    off = cell.classes.startswith("o")
    if off:
        mark = "o" if case.accepted_on < day <= end else "o b"
    elif day <= case.accepted_on or day > end:
        mark = "b"
    elif case.stopped(day):
        mark = "s"
    elif due_on and day > due_on:
        mark = "x"
    else:
        mark = "c" if day <= case.reached else "a"
    if day == due_on:
        mark += " d"
    return mark + " t" if day == case.today else mark
