"""What an entry of a file changes in a version. Pure.

A cell that says what the version before would be written as leaves it exactly as it was: so an export comes back as "nothing
changed", whatever odd words the version holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from yichuang.catalogue.domain.difference import matched
from yichuang.catalogue.domain.exchange.cells import NONE, Names, Raw, cells_of, held, plain_of, same, settled
from yichuang.catalogue.domain.exchange.documents import Document, Entry, ListRow, Placed, place
from yichuang.catalogue.domain.exchange.shape import FIELDS, LIST_FIELDS, Field, marker
from yichuang.catalogue.domain.implementing import ELEMENTS, Element, Kind
from yichuang.catalogue.domain.words import regime_of, task_type_code
from yichuang.kernel.findings import error

SOME = "有"
EMPTY_IS_SILENT = frozenset({"aliases", "keywords"})
INSTANT = ("on_the_spot", "same_day")
HALF_WORDS = {True: "写了单位，没有写时限", False: "写了时限，没有写单位"}


@dataclass(slots=True)
class Judged:
    """New plain values by element, only where they differ; and what is wrong, by place."""

    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Placed] = field(default_factory=list)


def judge(document: Document, entry: Entry, base: Mapping[str, Any] | None, names: Names) -> Judged:
    """`base` is the plain content of the version it is compared with; None for a new item."""
    judged = Judged(findings=list(entry.findings))
    before = base or {}
    columns, lists = document.columns_of(entry), document.lists_of(entry)
    for element in ELEMENTS:
        if element.kind is Kind.ROWS:
            of_list(judged, element, entry, before.get(element.key), columns, lists.get(element.key), names)
        elif element.key in entry.whole:
            keep(judged, element, before.get(element.key), entry.whole[element.key])
        else:
            of_cells(judged, element, entry, before.get(element.key), columns, names)
    limits(judged, entry, before, columns)
    if base is None:
        of_new(judged, entry)
    return judged


def limits(judged: Judged, entry: Entry, before: Mapping[str, Any], columns: Mapping[str, str]) -> None:
    """The limits of a version: an amount and its unit go together; 当场 and 当日 need no amount."""
    for element in ELEMENTS:
        pair = {element.key, element.unit}
        if not element.unit or not pair & judged.values.keys() or any(finding.field in pair for _, finding in judged.findings):
            continue
        amount, unit = (judged.values.get(key, before.get(key)) for key in (element.key, element.unit))
        if unit in INSTANT and amount is None:
            judged.values[element.key] = 0
        elif (amount is None) != (unit is None):
            missing = element.key if amount is None else element.unit
            at = place(entry.at, columns[missing]) if missing in columns else entry.at
            judged.findings.append((at, error(missing, "limit_half_filled", HALF_WORDS[amount is None])))


def keep(judged: Judged, element: Element, before: Any, after: Any) -> None:
    if after in ({}, "") or (element.key in EMPTY_IS_SILENT and after == []):
        after = None
    if after != before:
        judged.values[element.key] = after


def stands_of(item: Element, before: Any) -> frozenset[str]:
    """Words the version before holds at an element."""
    if isinstance(before, str):
        return frozenset({before})
    return frozenset(word for word in before if isinstance(word, str)) if isinstance(before, list) else frozenset()


def read(judged: Judged, column: Field, cell: Raw, before: Any, at: str, letter: str, names: Names) -> Any:
    """The plain value of a cell; what is wrong with it is noted and the value before stays."""
    value, wrong = plain_of(column, cell, names, stands_of(column.element, before))
    if wrong is None:
        return value
    judged.findings.append((place(at, letter), wrong))
    return before


def is_faulty(judged: Judged, at: str, letter: str) -> bool:
    """A cell that could not be read changes nothing; what is wrong with it is said already."""
    return bool(judged.findings) and place(at, letter) in {found for found, _ in judged.findings}


def of_cells(judged: Judged, element: Element, entry: Entry, before: Any, columns: Mapping[str, str], names: Names) -> None:
    there = [column for column in FIELDS[element.key] if column.key in columns and not is_faulty(judged, entry.at, columns[column.key])]
    if not there:
        return
    written = cells_of(there, {element.key: before}, names)
    moved = [column for column in there if not same(entry.cells.get(column.key), written[column.key])]
    if not moved:
        return
    if not element.parts:
        keep(judged, element, before, read(judged, moved[0], entry.cells.get(element.key), before, entry.at, columns[element.key], names))
        return
    made = dict(before or {})
    for column in moved:
        key, *inner = column.path[1:]
        value = read(judged, column, entry.cells.get(column.key), held(before, column.path[1:]), entry.at, columns[column.key], names)
        made[key] = {**(made.get(key) or {}), inner[0]: value} if inner else value
        if made[key] in (None, ""):
            del made[key]
    for key in dict.fromkeys(column.path[1] for column in moved if len(column.path) == 3):
        limit(judged, made, key, entry.at, {part: columns.get(f"{element.key}.{key}.{part}", "") for part in ("amount", "unit")})
    keep(judged, element, before, made)


def of_list(
    judged: Judged, element: Element, entry: Entry, before: list[dict[str, Any]] | None, columns: Mapping[str, str], of_sheet: Mapping[str, str] | None,
    names: Names,
) -> None:  # fmt: skip
    mark_key, rows = marker(element), entry.lists.get(element.key, [])
    marked = mark_key in columns
    mark = settled(entry.cells.get(mark_key)) if marked else None
    letter = columns.get(mark_key, "")
    if mark not in (None, NONE, SOME):
        judged.findings.append((place(entry.at, letter), error(mark_key, "marker_unknown", "请填“有”“无”，或者留空")))
    elif mark == NONE and rows:
        judged.findings.append((place(entry.at, letter), error(mark_key, "none_with_rows", "填了“无”，但“%(sheet)s”表里有这个事项的内容", sheet=element.name)))
    elif mark == SOME and of_sheet is not None and not rows:
        judged.findings.append((place(entry.at, letter), error(mark_key, "some_without_rows", "填了“有”，但“%(sheet)s”表里没有这个事项的内容", sheet=element.name)))
    elif mark == NONE:
        keep(judged, element, before, [])
    elif rows:
        keep(judged, element, before, list_of(judged, element, rows, before or [], of_sheet or {}, names))
    elif marked and mark is None and (of_sheet is not None or before == []) or (of_sheet is not None and before):
        keep(judged, element, before, None)


def list_of(
    judged: Judged, element: Element, rows: Sequence[ListRow], before: list[dict[str, Any]], of_sheet: Mapping[str, str], names: Names
) -> list[dict[str, Any]]:
    """The list that the rows say. A row that is written as one of the rows before is that row; else it is matched by code or name."""
    there = [column for column in LIST_FIELDS[element.key] if column.key in of_sheet and not (column.is_key or column.is_told)]
    written = [cells_of(there, row, names) for row in before]
    free = list(range(len(before)))
    made: list[dict[str, Any]] = []
    open_rows: list[int] = []
    for row in rows:
        whole = next((at for at in free if all(same(row.cells.get(column.key), written[at][column.key]) for column in there)), None)
        if whole is None:
            open_rows.append(len(made))
            made.append({})
        else:
            free.remove(whole)
            made.append(before[whole])
    words = {column.path[0]: {row[column.path[0]] for row in before if isinstance(row.get(column.path[0]), str)} for column in there}
    left = [before[at] for at in free]
    drawn = [{key: settled(cell) for key, cell in rows[at].cells.items()} for at in open_rows]
    pairs = matched(left, drawn)
    for order, at in enumerate(open_rows):
        old = left[pairs[order]] if order in pairs else {}
        made[at] = row_of(judged, there, rows[at], old, of_sheet, names, words)
        complete(judged, element, made[at], rows[at], of_sheet)
    if made != before:
        unique_codes(judged, made, rows, of_sheet)
    return made


def row_of(
    judged: Judged, there: Sequence[Field], row: ListRow, old: Mapping[str, Any], of_sheet: Mapping[str, str], names: Names, words: Mapping[str, set[str]]
) -> dict[str, Any]:
    made = dict(old)
    written = cells_of(there, old, names)
    for column in there:
        cell = row.cells.get(column.key)
        if same(cell, written[column.key]) or is_faulty(judged, row.at, of_sheet[column.key]):
            continue
        value, wrong = plain_of(column, cell, names, words.get(column.path[0], ()))
        if wrong:
            judged.findings.append((place(row.at, of_sheet[column.key]), wrong))
        elif len(column.path) == 2:
            made[column.path[0]] = {**(made.get(column.path[0]) or {}), column.path[1]: value}
        elif value is None:
            made.pop(column.key, None)
        else:
            made[column.key] = value
    for key in {column.path[0] for column in there if len(column.path) == 2}:
        limit(judged, made, key, row.at, {part: of_sheet.get(f"{key}.{part}", "") for part in ("amount", "unit")})
    return made


def limit(judged: Judged, made: dict[str, Any], key: str, at: str, letters: Mapping[str, str]) -> None:
    """A limit needs amount and unit; 当场 and 当日 need no amount. `letters`: the columns of both, by "amount" and "unit"."""
    whole = made.get(key)
    if whole is None:
        return
    amount, unit = whole.get("amount"), whole.get("unit")
    if unit in INSTANT:
        made[key] = {"amount": amount or 0, "unit": unit}
    elif amount is None and unit is None:
        del made[key]
    elif amount is None or unit is None:
        missing = "amount" if amount is None else "unit"
        judged.findings.append((place(at, letters[missing]), error(f"{key}.{missing}", "limit_half_filled", HALF_WORDS[amount is None])))
        made.pop(key)


def complete(judged: Judged, element: Element, made: Mapping[str, Any], row: ListRow, of_sheet: Mapping[str, str]) -> None:
    """Fields a row cannot be without: those its dataclass has no default for."""
    cells = {place(row.at, letter) for letter in of_sheet.values()}
    faulty = {finding.field.split(".")[0] for at, finding in judged.findings if at in cells}
    for need in fields(element.row) if element.row else ():
        if need.default is MISSING and made.get(need.name) in (None, "") and need.name not in faulty:
            title, key = element.part(need.name).name, next((k for k in of_sheet if k.split(".")[0] == need.name), "")
            judged.findings.append((place(row.at, of_sheet.get(key, "")), error(need.name, "row_half_filled", "这一行没有填“%(title)s”", title=title)))


def unique_codes(judged: Judged, made: Sequence[Mapping[str, Any]], rows: Sequence[ListRow], of_sheet: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for row, source in zip(made, rows, strict=True):
        code = row.get("code")
        if code and code in seen:
            judged.findings.append((place(source.at, of_sheet.get("code", "")), error("code", "code_twice", "代码%(code)s在这个事项里重复", code=str(code))))
        seen.add(code or "")


def of_new(judged: Judged, entry: Entry) -> None:
    """A new item needs a name, and its regime or its 事项类型."""
    if not judged.values.get("name") and not any(finding.field == "name" for _, finding in judged.findings):
        judged.findings.append((entry.at, error("name", "name_missing", "新事项没有名称")))
    if judged.values.get("regime"):
        return
    code = task_type_code(str(judged.values.get("task_type") or ""))
    regime = regime_of(code, str(judged.values.get("name") or "")) if code else None
    if regime:
        judged.values["regime"] = regime.value
    elif not any(finding.field in ("regime", "task_type") for _, finding in judged.findings):
        judged.findings.append((entry.at, error("regime", "regime_missing", "新事项没有写明办理制度或者事项类型")))
