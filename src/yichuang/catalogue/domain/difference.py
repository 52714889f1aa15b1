"""The typed difference 差异 of two versions: what was added, removed or changed, element by element and row by row. Pure.

Values are plain content by the keys of the registry (`catalogue.columns`). A list that one side does not state at all is one
change of the whole list; otherwise its rows are matched by code, then by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yichuang.catalogue.domain.implementing import BY_KEY, ELEMENTS, Element, Kind

Plain = Mapping[str, Any]
Row = Mapping[str, Any]


class ChangeKind(StrEnum):
    ADDED = "added"
    """It was not stated before."""
    REMOVED = "removed"
    """It is not stated any more."""
    CHANGED = "changed"
    ROW_ADDED = "row_added"
    ROW_REMOVED = "row_removed"
    ROW_CHANGED = "row_changed"
    ROW_MOVED = "row_moved"
    """The row stands elsewhere among its neighbours; `before` and `after` may differ too."""


CHANGE_NAMES = {
    ChangeKind.ADDED: "新写明", ChangeKind.REMOVED: "不再写明", ChangeKind.CHANGED: "改动", ChangeKind.ROW_ADDED: "新增",
    ChangeKind.ROW_REMOVED: "取消", ChangeKind.ROW_CHANGED: "改动", ChangeKind.ROW_MOVED: "调整顺序",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference at one element. `row` names the row (of `before` where it was there), `at` is its place in the new list."""

    element: str
    kind: ChangeKind
    before: Any = None
    after: Any = None
    row: str = ""
    at: int = -1


NAMES = ("name", "title", "text", "question", "ground")
"""What a row without a code goes by."""


def row_names(rows: Sequence[Row]) -> list[str]:
    """A name for each row, unique in the list: its code, else its name; the second of one name gets a number."""
    names: list[str] = []
    for row in rows:
        name = next((str(row[key]) for key in ("code", *NAMES) if row.get(key)), "?")
        wanted, count = name, 1
        while wanted in names:
            count += 1
            wanted = f"{name}#{count}"
        names.append(wanted)
    return names


def matched(before: Sequence[Row], after: Sequence[Row]) -> dict[int, int]:
    """Places of the rows of `after` that are rows of `before`: equal codes first, then equal names, in order."""
    pairs: dict[int, int] = {}
    for keys in (("code",), NAMES):
        free: dict[str, list[int]] = {}
        for place, row in enumerate(before):
            if place not in pairs.values():
                free.setdefault(goes_by(row, keys), []).append(place)
        for place, row in enumerate(after):
            name = goes_by(row, keys)
            if place not in pairs and name and free.get(name):
                pairs[place] = free[name].pop(0)
    return pairs


def goes_by(row: Row, keys: Iterable[str]) -> str:
    return next((str(row[key]) for key in keys if row.get(key)), "")


def in_order(pairs: Mapping[int, int]) -> set[int]:
    """Places (in the new list) of the longest run of matched rows whose order did not change; the others moved."""
    longest: list[list[int]] = [[]]
    """The longest such run that ends at each place, shortest first."""
    for place in sorted(pairs):
        before = next(run for run in reversed(longest) if not run or pairs[run[-1]] < pairs[place])
        longest.append([*before, place])
        longest.sort(key=len)
    return set(longest[-1])


def difference(before: Plain, after: Plain) -> tuple[Change, ...]:
    """Every change from one version to another, in the order of the registry."""
    return tuple(change for element in ELEMENTS for change in of_element(element, before.get(element.key), after.get(element.key)))


def of_element(element: Element, before: Any, after: Any) -> list[Change]:
    if before == after:
        return []
    if before is None:
        return [Change(element.key, ChangeKind.ADDED, None, after)]
    if after is None:
        return [Change(element.key, ChangeKind.REMOVED, before, None)]
    if element.kind is Kind.ROWS:
        return of_rows(element.key, before, after)
    return [Change(element.key, ChangeKind.CHANGED, before, after)]


def of_rows(key: str, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    pairs = matched(before, after)
    stays, old, new = in_order(pairs), row_names(before), row_names(after)
    held = set(pairs.values())
    changes = [Change(key, ChangeKind.ROW_REMOVED, row, None, old[place]) for place, row in enumerate(before) if place not in held]
    for place, row in enumerate(after):
        if place not in pairs:
            changes.append(Change(key, ChangeKind.ROW_ADDED, None, row, new[place], place))
        elif place not in stays:
            changes.append(Change(key, ChangeKind.ROW_MOVED, before[pairs[place]], row, old[pairs[place]], place))
        elif before[pairs[place]] != row:
            changes.append(Change(key, ChangeKind.ROW_CHANGED, before[pairs[place]], row, old[pairs[place]], place))
    return changes


def apply(before: Plain, changes: Iterable[Change]) -> dict[str, Any]:
    """The version that `changes` make of `before`: the inverse of `difference`."""
    made = {key: before.get(key) for key in BY_KEY}
    rows: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED):
            made[change.element] = change.after
        else:
            rows.setdefault(change.element, []).append(change)
    for key, of_list in rows.items():
        made[key] = applied(made[key] or (), of_list)
    return made


def applied(before: Sequence[Row], changes: Sequence[Change]) -> list[Row]:
    by_row = {change.row: change for change in changes if change.kind is not ChangeKind.ROW_ADDED}
    made: list[Row] = []
    for name, row in zip(row_names(before), before, strict=True):
        change = by_row.get(name)
        if change is None:
            made.append(row)
        elif change.kind is ChangeKind.ROW_CHANGED:
            made.append(change.after)
    placed = [change for change in changes if change.kind in (ChangeKind.ROW_ADDED, ChangeKind.ROW_MOVED)]
    for change in sorted(placed, key=lambda change: change.at):
        made.insert(change.at, change.after)
    return made


def parts_changed(element: Element, before: Row | None, after: Row | None) -> tuple[Element, ...]:
    """Which fields of a row or a record differ."""
    old, new = before or {}, after or {}
    return tuple(part for part in element.parts if old.get(part.key) != new.get(part.key))
