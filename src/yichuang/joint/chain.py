"""A chain as a drawing: organs as lanes, items as boxes, what one needs of another as arrows with a number that the list beside it bears.

Only places and words are worked out here; the colours stand in look/components.css. Everything begins at one application and ends in one
delivery; who needs nothing stands in the first column, each other one column behind the last it waits for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from yichuang.joint.domain.edges import EdgeKind, Link, in_order

N = TypeVar("N", bound=Hashable)
EDGE, END, GAP, BOX, TALL, ROW, HEAD, TOP = 2, 84, 46, 188, 80, 90, 30, 6
LINE, LETTERS, MOST = 18, 25, 3
WIDE = 720
"""Height of a line in a box, its width in half-width letters, lines at most."""


@dataclass(frozen=True, slots=True)
class Item(Generic[N]):
    """One box. `note`: its limit or where it stands; `css`: is-done, is-lit, is-over, is-plan, is-crit."""

    key: N
    name: str
    organ: str
    note: str = ""
    css: str = ""
    outside: bool = False
    """Not applied for here: the result of an earlier stage."""


@dataclass(frozen=True, slots=True)
class Need(Generic[N]):
    """One arrow. `said`: the kind in words, and whether it is met where that is known."""

    before: N
    after: N
    kind: EdgeKind
    article: str
    said: str = ""
    result: str = ""

    @property
    def hard(self) -> bool:
        return self.kind is EdgeKind.HARD


@dataclass(frozen=True, slots=True)
class Box:
    item: Item[object]
    x: int
    y: int
    lines: tuple[str, ...]
    needs: tuple[tuple[int, str, str], ...]
    """(number, name of what it waits for, how) for the form without a picture."""

    @property
    def cx(self) -> int:
        return self.x + BOX // 2

    @property
    def cy(self) -> int:
        return self.y + TALL // 2

    @property
    def texts(self) -> list[tuple[int, str]]:
        """(baseline, line) of the name, the whole standing in the middle of the box."""
        return [(self.note_y - (len(self.lines) - n) * LINE, line) for n, line in enumerate(self.lines)]

    @property
    def note_y(self) -> int:
        rows = len(self.lines) + bool(self.item.note)
        return self.cy + 5 - (rows - 1) * LINE // 2 + len(self.lines) * LINE


@dataclass(frozen=True, slots=True)
class Lane:
    organ: str
    y: int
    tall: int
    boxes: tuple[Box, ...]

    @property
    def text_y(self) -> int:
        return self.y + 20


@dataclass(frozen=True, slots=True)
class Arrow:
    """`x`, `y`: where its number stands."""

    number: int
    path: str
    x: int
    y: int
    css: str


@dataclass(frozen=True, slots=True)
class Line:
    """One condition in words, numbered as its arrow."""

    number: int
    before: str
    after: str
    need: Need[object]


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    lanes: tuple[Lane, ...]
    arrows: tuple[Arrow, ...]
    thin: tuple[str, ...]
    """From the one application to what waits for nothing, and from what nobody waits for to the one delivery."""
    lines: tuple[Line, ...]

    box: int = BOX
    tall: int = TALL
    end: int = END
    edge: int = EDGE
    half_end: int = END // 2
    lane_x: int = EDGE + END + 22

    @property
    def middle(self) -> int:
        return self.height // 2

    @property
    def is_wide(self) -> bool:
        """So wide that it may be drawn somewhat smaller before one has to scroll."""
        return self.width > WIDE

    @property
    def end_y(self) -> int:
        return self.middle - 20

    @property
    def lane_width(self) -> int:
        return self.end_x - 22 - self.lane_x

    @property
    def end_x(self) -> int:
        return self.width - EDGE - END


@dataclass(slots=True)
class Places(Generic[N]):
    """Where each item stands: its column, and its row in the lane of its organ."""

    columns: dict[N, int]
    rows: dict[N, int]
    counts: dict[str, int] = field(default_factory=dict)


def draw(items: Sequence[Item[N]], needs: Sequence[Need[N]]) -> Drawing | None:
    """The chain; None when there is nothing to draw. Raises Circle."""
    if not items:
        return None
    known = {item.key: item for item in items}
    needs = [need for need in needs if need.before in known and need.after in known]
    places = placed(items, needs)
    at = {need: n for n, need in enumerate(needs, 1)}
    waits = {
        item.key: tuple((at[need], known[need.before].name, need.said) for need in needs if need.after == item.key) for item in items
    }
    lanes, y = [], TOP
    for organ in dict.fromkeys(item.organ for item in items):
        own = [item for item in items if item.organ == organ]
        boxes = tuple(
            Box(item, left(places.columns[item.key]), y + HEAD + places.rows[item.key] * ROW, wrapped(item.name), waits[item.key])  # type: ignore[arg-type]
            for item in own
        )
        tall = HEAD + places.counts[organ] * ROW
        lanes.append(Lane(organ, y, tall, boxes))
        y += tall + 6
    width = left(max(places.columns.values()) + 1) + END + EDGE
    boxed = {box.item.key: box for lane in lanes for box in lane.boxes}
    arrows = tuple(arrow(n, need, boxed, places) for need, n in at.items())  # type: ignore[arg-type]
    lines = tuple(Line(n, known[need.before].name, known[need.after].name, need) for need, n in at.items())  # type: ignore[arg-type]
    return Drawing(width, y, tuple(lanes), arrows, tuple(thin(boxed, needs, width, y // 2)), lines)  # type: ignore[arg-type]


def left(column: int) -> int:
    return EDGE + END + GAP + column * (BOX + GAP)


def placed(items: Sequence[Item[N]], needs: Sequence[Need[N]]) -> Places[N]:
    """Each item one column behind the last it waits for; within a lane below whoever stands in the same column."""
    columns: dict[N, int] = {}
    before: dict[N, list[N]] = {item.key: [] for item in items}
    for need in needs:
        before[need.after].append(need.before)
    for key in in_order([item.key for item in items], [Link(need.before, need.after, need.kind) for need in needs]):
        columns[key] = max((columns[one] + 1 for one in before[key]), default=0)
    found: Places[N] = Places(columns, {})
    taken: dict[tuple[str, int], int] = {}
    for item in items:
        at = (item.organ, columns[item.key])
        found.rows[item.key] = taken.get(at, 0)
        taken[at] = found.rows[item.key] + 1
        found.counts[item.organ] = max(found.counts.get(item.organ, 0), taken[at])
    return found


def arrow(number: int, need: Need[object], boxes: Mapping[object, Box], places: Places[object]) -> Arrow:
    """Out of the right side of one, down or up in the gap before the other's column, into its left side; each its own track."""
    one, two = boxes[need.before], boxes[need.after]
    x1, y1, x2, y2 = one.x + BOX, one.cy, two.x, two.cy
    track = x2 - 18 - (number - 1) % 3 * 9
    path = f"M{x1} {y1}H{x2 - 2}" if y1 == y2 else f"M{x1} {y1}H{track}V{y2}H{x2 - 2}"
    x, y = ((x1 + x2) // 2, y1) if y1 == y2 else (track, y1 + (y2 - y1) * 3 // 10)  # near whom it comes from, where few others pass
    return Arrow(number, f"{path}m-7 -5l7 5l-7 5", x, y, "is-hard" if need.hard else "is-assumed")


def thin(boxes: Mapping[object, Box], needs: Sequence[Need[object]], width: int, middle: int) -> list[str]:
    waiting, needed = {need.after for need in needs}, {need.before for need in needs}
    begin, end, found = EDGE + END, width - EDGE - END, []
    for key, box in boxes.items():
        if key not in waiting and not box.item.outside:
            found.append(f"M{begin} {middle}H{begin + 14}V{box.cy}H{box.x}")
        if key not in needed:
            found.append(f"M{box.x + BOX} {box.cy}H{end - 14}V{middle}H{end}")
    return found


def wide(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WFA" else 1


def wrapped(text: str) -> tuple[str, ...]:
    """The name in lines that fit a box: Chinese anywhere, English between words; what is too long ends in …"""
    lines, line, size = [], "", 0
    for word in pieces(text):
        more = sum(map(wide, word))
        if size + more > LETTERS and line.strip():
            lines.append(line.strip())
            line, size = "", 0
        line, size = line + word, size + more
    lines.append(line.strip())
    if len(lines) > MOST:
        lines = [*lines[: MOST - 1], f"{lines[MOST - 1][:-1]}…"]
    return tuple(lines)


def pieces(text: str) -> list[str]:
    found: list[str] = []
    for letter in text:
        joins = found and wide(letter) == 1 and letter != " " and wide(found[-1][-1]) == 1 and found[-1] != " "
        if joins or (found and letter in "，。、）》”"):
            found[-1] += letter
        else:
            found.append(letter)
    return found
