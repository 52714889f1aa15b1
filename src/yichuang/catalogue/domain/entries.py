"""An entry of a basic list 基本目录: what it says of an item, what a version inherits of it, and which imported item stands on which. Pure.

Licences are claimed from the national or provincial list (优化营商环境条例 40); what the implementing version does not state itself is
as the entry has it. An imported item is linked by a stated rule, in this order: the same code, else the same name and type. A link by
name needs exactly one such entry; a list holds for its own place only. What is not linked says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yichuang.catalogue.domain.difference import Change, ChangeKind
from yichuang.catalogue.domain.implementing import BY_KEY, ELEMENTS, Kind
from yichuang.catalogue.domain.sameness import basic_code_of, law_title, name_key, plainly
from yichuang.catalogue.domain.words import Regime, regime_of
from yichuang.kernel import codes

SEPARATOR = "|"
SOURCE_CODES = ("item_code", "basic_code", "local_code")
"""Codes of a source that may be an entry's own, beside the twelve digits inside the implementing code."""


class Rule(StrEnum):
    CODE = "code"
    NAME = "name"


class Why(StrEnum):
    """Why an imported item stands on no entry."""

    NO_LIST = "no_list"
    TYPE_NOT_LISTED = "type_not_listed"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"


RULE_NAMES: Mapping[Rule, str] = {Rule.CODE: "按编码对上", Rule.NAME: "按名称对上"}
WHY_NAMES: Mapping[Why, str] = {
    Why.NO_LIST: "这个地方还没有基本目录", Why.TYPE_NOT_LISTED: "目录里没有这一类事项", Why.NOT_FOUND: "目录里没有相同的编码和名称",
    Why.AMBIGUOUS: "目录里有几条同名的，分不清是哪一条",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry in force, with the place its list holds for."""

    id: Any
    code: str
    name: str
    task_type: str
    division: str
    region: str


@dataclass(frozen=True, slots=True)
class Held:
    """One imported item to be linked."""

    name: str
    task_type: str
    codes: Mapping[str, str]
    division: str
    region: str


class Index:
    """Entries in force, by code and by name: an item is linked without looking at all of them."""

    def __init__(self, entries: Iterable[Listed]) -> None:
        self.by_code: dict[str, list[Listed]] = defaultdict(list)
        self.by_name: dict[tuple[str, str], list[Listed]] = defaultdict(list)
        self.lists: dict[tuple[str, str], set[str]] = defaultdict(set)
        """(division, region) a list holds for → the types it has entries of."""
        for entry in entries:
            self.by_code[entry.code].append(entry)
            self.by_name[entry.task_type, name_key(entry.name)].append(entry)
            self.lists[entry.division, entry.region].add(entry.task_type)

    def link(self, item: Held) -> tuple[Listed, Rule] | Why:
        """The entry an item stands on and the rule that says so, or why none."""
        here = [types for (division, region), types in self.lists.items() if holds_for(division, region, item)]
        if not here:
            return Why.NO_LIST
        known = [item.codes.get(key, "") for key in SOURCE_CODES] + [basic_code_of(item.codes)]
        by_code = [entry for code in known if code for entry in self.by_code.get(code, ()) if holds_for(entry.division, entry.region, item)]
        if by_code:
            return by_code[0], Rule.CODE
        named = [entry for entry in self.by_name.get((item.task_type, name_key(item.name)), ()) if holds_for(entry.division, entry.region, item)]
        if len(named) == 1:
            return named[0], Rule.NAME
        if named:
            return Why.AMBIGUOUS
        return Why.NOT_FOUND if any(item.task_type in types for types in here) else Why.TYPE_NOT_LISTED


def holds_for(division: str, region: str, item: Held) -> bool:
    """Does a list of that place hold where the item is done? A national list does everywhere."""
    return may_claim(division, region, (), Place(item.division, item.region)) is None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organ works: its division (2 to 12 digits), and the same place as guides write it, where only that is known."""

    division: str
    region: str = ""

    @property
    def level(self) -> str:
        """行使层级 as GB/T 39046 numbers it: 2 province, 3 city, 4 county, 5 town, 6 village; empty without a division."""
        bare = self.division.rstrip("0")
        return next((level for digits, level in LEVEL_BY_DIGITS if len(bare) <= digits), "") if bare else ""


LEVEL_BY_DIGITS = ((2, "2"), (4, "3"), (6, "4"), (9, "5"), (12, "6"))


class NotYours(StrEnum):
    """Why an organ may not claim an entry."""

    OTHER_PLACE = "place"
    OTHER_LEVEL = "level"


def may_claim(division: str, region: str, levels: Iterable[str], place: Place) -> NotYours | None:
    """优化营商环境条例 40: off the list nothing is a licence, and a list holds for its own place; what it gives to some levels only is not the
    others'. The list of the nation holds everywhere, that of a province or a city for all below it; no levels stated limit nobody."""
    if division and not (place.division.startswith(division) or bool(region and place.region.startswith(region))):
        return NotYours.OTHER_PLACE
    given = set(levels)
    if given and BY_LEVEL not in given and place.level and place.level not in given:
        return NotYours.OTHER_LEVEL
    return None


LIST_LEVEL_NAMES: Mapping[str, str] = {"national": "国家清单", "provincial": "省级清单", "municipal": "市县级清单"}
BY_LEVEL = "7"
"""分级管理: given to every level, each in its part."""


def content(*, code: str, name: str, task_type: str, bases: Iterable[Mapping[str, Any]], elements: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says, by the keys of the registry; an element it does not state is absent."""
    regime = regime_of(task_type, name) if task_type else None
    said: dict[str, Any] = {"name": name, "task_type": task_type or None, "regime": Regime(regime).value if regime else None}
    said["codes"] = {"basic_code": code} if not codes.basic_code(code) else None
    said["bases"] = list(bases) or None
    return {key: value for key, value in {**said, **elements}.items() if key in BY_KEY and value is not None}


def inherited(own: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """What the entry states and the version does not. An amount and its unit go together; a limit as written counts as stated."""
    taken: dict[str, Any] = {}
    for element in ELEMENTS:
        key = element.key
        if key not in entry or own.get(key) is not None or key in PARTS_OF:
            continue
        if element.unit and own.get(key.replace("_amount", "_text")):
            continue
        taken[key] = entry[key]
        for part, whole in PARTS_OF.items():
            if whole == key and part in entry and own.get(part) is None:
                taken[part] = entry[part]
    return taken


PARTS_OF = {
    f"{stem}_{part}": f"{stem}_amount" for stem in ("statutory", "promised") for part in ("unit", "text", "article", "rank")
}
"""Elements that say nothing without their amount."""


UNCOMPARED = frozenset({"codes", "statutory_text", "statutory_unit", "statutory_article", "statutory_rank", "task_type"})
"""Said by another element already, or moving with every amendment: an article and its rank, how a limit is written."""


def deviations(own: Mapping[str, Any], entry: Mapping[str, Any]) -> tuple[Change, ...]:
    """Where the version says otherwise than the entry, in what both state. Rows are matched by what they name, as 三级十同 does, and
    only what the entry says of a row or a result is compared."""
    keys = [e.key for e in ELEMENTS if e.key in entry and own.get(e.key) is not None and e.key not in UNCOMPARED]
    return tuple(change for key in keys for change in of_element(key, own, entry))


def of_element(key: str, own: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterable[Change]:
    element, mine, listed = BY_KEY[key], own[key], entry[key]
    if element.kind is Kind.ROWS:
        yield from of_rows(key, listed, mine)
    elif element.kind is Kind.RECORD:
        stated = {part: mine.get(part) for part in listed}
        if any(plainly(str(stated[part] or "")) != plainly(str(value or "")) for part, value in listed.items()):
            yield Change(key, ChangeKind.CHANGED, listed, stated)
    elif key == "name":
        if name_key(mine) != name_key(listed):
            yield Change(key, ChangeKind.CHANGED, listed, mine)
    elif mine != listed or (element.unit and own.get(element.unit) != entry.get(element.unit)):
        yield Change(key, ChangeKind.CHANGED, listed, mine)


def of_rows(key: str, listed: Iterable[Mapping[str, Any]], mine: Iterable[Mapping[str, Any]]) -> Iterable[Change]:
    field = LEADING.get(key, "name")
    theirs, ours = ({mark(key, str(row.get(field, ""))): row for row in rows} for rows in (listed, mine))
    for name, row in theirs.items():
        if name not in ours:
            yield Change(key, ChangeKind.ROW_REMOVED, {field: row[field]}, None, row[field])
    for place, (name, row) in enumerate(ours.items()):
        if name not in theirs:
            yield Change(key, ChangeKind.ROW_ADDED, None, {field: row.get(field, "")}, str(row.get(field, "")), place)


def mark(key: str, name: str) -> str:
    """What two rows share that mean the same: a law goes by its title without 中华人民共和国."""
    return law_title(f"《{name}》") if key == "bases" else plainly(name)


LEADING = {"bases": "title", "conditions": "text"}


def rows_of(column: str, text: str) -> list[dict[str, Any]] | None:
    """The cell of a list's file → rows: texts separated by "|". None for an empty cell; "无" says there is none."""
    parts = [part.strip() for part in text.split(SEPARATOR) if part.strip()]
    if not parts:
        return None
    if parts == ["无"]:
        return []
    field, prefix = ROW_FIELDS[column]
    return [{**({"code": f"{prefix}{place}"} if prefix else {}), field: part} for place, part in enumerate(parts, 1)]


ROW_FIELDS = {"conditions": ("text", "C"), "materials": ("name", "M"), "steps": ("name", "")}
