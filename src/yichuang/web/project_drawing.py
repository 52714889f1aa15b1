"""The board of a project as a drawing: stages as lanes, cases as bars on an axis of working days, the critical path lit, today's line.

Only places and classes are worked out here; the colours stand in look/watch.css. Days that do not count are thin, as on every ruler.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar
from yichuang.joint.api import projects
from yichuang.joint.domain.projects import STAGE_NAMES, Stage
from yichuang.joint.domain.state import BRANCH_NAMES, OVER, BranchState
from yichuang.look.templatetags.look import name_of
from yichuang.look.words import HAN

LEFT, TOP, ROW, HEAD, TALL, NOTE = 292, 50, 40, 36, 18, 180
WIDE, LEAST, MOST_WIDE, THIN = 14.7, 4.0, 1080, 0.34
DAY = timedelta(1)
ROOM = 72
"""So far from another label a label has room."""
ROOM_FOR_NAME = 20
"""Chinese characters; Latin letters are half as wide."""
SMALL = 100.0
"""Width of the little ruler on a phone, in its own units."""


@dataclass(frozen=True, slots=True)
class Piece:
    x: float
    width: float
    css: str


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: where it stands, its pieces, and what is written behind it."""

    bar: projects.Bar
    y: int
    pieces: tuple[Piece, ...]
    small: tuple[Piece, ...]
    due_x: float
    note: str
    note_x: float
    css: str
    tag: str
    tag_tone: str
    line: Piece | None

    @property
    def name(self) -> str:
        return name_of(self.bar)

    @property
    def short(self) -> str:
        """As much of the name as has room before the axis."""
        name = self.name
        return Truncator(name).chars(ROOM_FOR_NAME if HAN.search(name) else 2 * ROOM_FOR_NAME)

    @property
    def text_y(self) -> int:
        return self.y + 14

    @property
    def under_y(self) -> int:
        return self.y + 30

    @property
    def bar_y(self) -> int:
        return self.y + 10

    @property
    def line_y(self) -> int:
        return self.y + 10 + TALL + 1


@dataclass(frozen=True, slots=True)
class LaneRows:
    title: str
    lead: str
    y: int
    rows: tuple[Row, ...]

    @property
    def text_y(self) -> int:
        return self.y + 19


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    lanes: tuple[LaneRows, ...]
    ticks: tuple[Mark, ...]
    weeks: tuple[Mark, ...]
    tens: tuple[Mark, ...]
    off: tuple[Piece, ...]
    arrows: tuple[str, ...]
    today: Mark
    goal: Mark
    built: Mark | None
    """The end of building, once it was reported."""
    small_today: float

    @property
    def rows(self) -> list[Row]:
        return [row for lane in self.lanes for row in lane.rows]


class Axis:
    """Where each day begins. A day that counts is wide, another thin; a long project is drawn narrower, never cut."""

    def __init__(self, calendar: Calendar, start: date, end: date) -> None:
        self.calendar, self.start, self.end = calendar, start, end
        days = [start + DAY * n for n in range((end - start).days + 2)]
        self.works = {day: calendar.is_working(day) for day in days}
        weight = sum(1 if works else THIN for works in self.works.values())
        self.unit = max(LEAST, min(WIDE, MOST_WIDE / weight))
        self.places: dict[date, float] = {}
        x = float(LEFT)
        for day in days:
            self.places[day] = round(x, 1)
            x += self.unit * (1 if self.works[day] else THIN)
        self.right = x

    def x(self, day: date) -> float:
        """The left side of a day; days beyond the axis stand at its ends."""
        if day in self.places:
            return self.places[day]
        return float(LEFT) if day < self.start else round(self.right, 1)

    def after(self, day: date) -> float:
        """The right side of a day."""
        return self.x(day + DAY)

    def small(self, x: float) -> float:
        return round((x - LEFT) / max(1.0, self.right - LEFT) * SMALL, 1)


def draw(board: projects.Board, today: date, built_on: date | None = None) -> Drawing:
    calendar = clock.calendar()
    axis = Axis(calendar, min(board.from_on, built_on or today), max(board.to_on, today))
    lanes, y = [], TOP
    for lane in board.lanes:
        rows, top = [], y
        y += HEAD
        for bar in lane.bars:
            rows.append(row_of(bar, y, axis, today, ended=built_on is not None))
            y += ROW
        title = STAGE_NAMES[Stage(lane.stage)] if lane.stage in set(Stage) else ""
        lanes.append(LaneRows(_(title) if title else _("其他"), lane.lead, top, tuple(rows)))
        y += 8
    by_id = {row.bar.id: row for lane in lanes for row in lane.rows}
    today_x, goal_x = axis.after(today) if axis.works.get(today) else axis.x(today), axis.after(board.goal_on)
    return Drawing(
        round(axis.right) + NOTE, y + 12, tuple(lanes), ticks(axis), weeks(axis), tens(axis, today_x, goal_x), off_days(axis, y), arrows(by_id, axis),
        Mark(today_x, _("今天 第%(n)s天") % {"n": board.day}), Mark(goal_x, _("目标 第%(n)s天") % {"n": board.target}),
        Mark(axis.after(built_on), _("竣工")) if built_on else None,
        axis.small(axis.after(today)),
    )  # fmt: skip


def row_of(bar: projects.Bar, y: int, axis: Axis, today: date, *, ended: bool) -> Row:
    pieces = tuple(pieces_of(bar, axis, today))
    css, tag, tone = look_of(bar, today)
    end_x = max([piece.x + piece.width for piece in pieces], default=axis.x(bar.begins_on))
    small = tuple(
        Piece(axis.small(piece.x), round(axis.small(piece.x + piece.width) - axis.small(piece.x), 1), piece.css) for piece in pieces
    )
    line = Piece(axis.x(bar.begins_on), round(end_x - axis.x(bar.begins_on), 1), "crit") if bar.critical else None
    due_x = axis.after(bar.promised_on)
    return Row(bar, y, pieces, small, due_x, note_of(bar, axis.calendar, today, ended=ended), round(max(end_x, due_x) + 8, 1), css, tag, tone, line)


def pieces_of(bar: projects.Bar, axis: Axis, today: date) -> list[Piece]:
    """What is used, what is left, where the clock stood still, what is late, what has not begun."""
    end = bar.settled_on or bar.ends_on
    if bar.state is BranchState.WAITING:
        return [piece(axis, bar.begins_on, end, "plan")]
    found = []
    late = bar.over_from(today)
    used_to = min(bar.settled_on or today, late - DAY if late else date.max)
    if used_to >= bar.begins_on:
        found.append(piece(axis, bar.begins_on, used_to, "done"))
    if bar.settled_on is None and end > today:
        found.append(piece(axis, max(bar.begins_on, today + DAY), end, "left"))
    for start, stop in bar.stops:
        found.append(piece(axis, start + DAY, min(stop or today, end), "susp"))
    if late:
        found.append(piece(axis, late, bar.settled_on or today, "over"))
    return [part for part in found if part.width > 0]


def piece(axis: Axis, start: date, end: date, css: str) -> Piece:
    x = axis.x(start)
    return Piece(x, round(axis.after(end) - x, 1), css)


def look_of(bar: projects.Bar, today: date) -> tuple[str, str, str]:
    """(class of the row, word, tone of the tag)."""
    css = "is-crit" if bar.critical else ""
    if bar.state is BranchState.OPEN and bar.over_from(today):
        return css, _("超期"), "red"
    tones = {
        BranchState.GRANTED: "done", BranchState.OPEN: "run", BranchState.WAITING: "plain", BranchState.REFUSED: "red",
        BranchState.ENDED: "plain", BranchState.DROPPED: "plain",
    }  # fmt: skip
    return css, _(BRANCH_NAMES[bar.state]), tones[bar.state]


def note_of(bar: projects.Bar, calendar: Calendar, today: date, *, ended: bool) -> str:
    """早2天, 按时, 超3天, 剩3天, or why it has not begun."""
    if bar.state is BranchState.WAITING:
        return _("未开始，等前置结果") if ended or bar.stage != Stage.COMPLETION else _("未开始，等报竣工")
    if bar.state in OVER and bar.state is not BranchState.GRANTED:
        return _(BRANCH_NAMES[bar.state])
    end = bar.settled_on or today
    if bar.counted:
        return _("未受理，按承诺推算")
    if end > bar.promised_on:
        n = clock.working_days_between(calendar, bar.promised_on, end)
        return ngettext("超%(n)s天", "超%(n)s天", n) % {"n": n}
    n = clock.working_days_between(calendar, end, bar.promised_on)
    if bar.settled_on:
        return ngettext("早%(n)s天", "早%(n)s天", n) % {"n": n} if n else _("按时")
    return ngettext("剩%(n)s天", "剩%(n)s天", n) % {"n": n} if n else _("今天到期")


def ticks(axis: Axis) -> tuple[Mark, ...]:
    return tuple(Mark(axis.places[day]) for day, works in axis.works.items() if works and axis.unit >= 8)


def weeks(axis: Axis) -> tuple[Mark, ...]:
    """A date at the first working day of a week, as many as have room."""
    found: list[Mark] = []
    monday_seen = None
    for day, works in axis.works.items():
        week = day.isocalendar()[:2]
        if works and week != monday_seen:
            monday_seen = week
            if not found or axis.places[day] - found[-1].x >= 44:
                found.append(Mark(axis.places[day], f"{day.month}/{day.day}"))
    return tuple(found)


def tens(axis: Axis, *taken: float) -> tuple[Mark, ...]:
    """第10天, 第20天 …, where neither today nor the goal is written."""
    found, n = [], 0
    step = 10 if axis.unit >= 8 else 50
    for day, works in axis.works.items():
        n += works
        if works and n % step == 0:
            found.append(Mark(axis.after(day) if day + DAY in axis.places else axis.right, _("第%(n)s天") % {"n": n}))
    return tuple(mark for mark in found if all(abs(mark.x - x) > ROOM for x in taken))


def off_days(axis: Axis, bottom: int) -> tuple[Piece, ...]:
    """Bands of days that do not count, one for each run of them."""
    found: list[Piece] = []
    days = list(axis.works)
    start = None
    for day in [*days, None]:
        if day is not None and not axis.works[day]:
            start = start or day
        elif start is not None:
            right = axis.places[day] if day else axis.right
            found.append(Piece(axis.places[start], round(right - axis.places[start], 1), "hol"))
            start = None
    return tuple(found)


def arrows(rows: dict[UUID, Row], axis: Axis) -> tuple[str, ...]:
    """Along the critical path, from the end of each to the beginning of the next."""
    lit = sorted((row for row in rows.values() if row.bar.critical), key=lambda row: (row.bar.begins_on, row.y))
    return tuple(path_of(one, two, axis) for one, two in pairwise(lit) if any(b == one.bar.id for b, _, _ in two.bar.before))


def path_of(one: Row, two: Row, axis: Axis) -> str:
    x1, y1 = axis.after(one.bar.settled_on or one.bar.ends_on), one.line_y
    x2 = max(axis.x(two.bar.begins_on), x1) + 3
    return f"M{x1} {y1}H{x2}V{two.bar_y - 2}m-3 -5 3 5 3 -5"

