"""A section of a draft as a form holds it: texts by field name, rows that can be added, removed and moved; and back to values.

Field names: `visits`, `materials.0.name`, `materials.0.points.1.text`, `steps.2.limit.amount`. Nothing is lost on the way: what
cannot be read stays as it was typed, with a sentence at its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from yichuang.catalogue.domain.implementing import BY_KEY, Element, Kind, of_group
from yichuang.catalogue.domain.implementing.enumerations import UNIT
from yichuang.catalogue.domain.implementing.reading import text_of
from yichuang.web.studio_questions import FORM_ROW, row_of

MOST_ROWS = 200
CHILDREN = {"materials": ("acceptance_points", "material_code"), "conditions": ("review_points", "condition_code")}
"""Lists whose rows are edited below the row they belong to."""
BELOW = {child: parent for parent, (child, _key) in CHILDREN.items()}
Texts = dict[str, str]


@dataclass(slots=True)
class RowState:
    texts: Texts
    below: list[Texts] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        typed = [text for key, text in self.texts.items() if key != "code"]
        return not any(text.strip() for text in (*typed, *(t for row in self.below for key, t in row.items() if key != "code")))


@dataclass(slots=True)
class State:
    """`many` holds ticked options, `none` the lists somebody said are empty."""

    texts: Texts = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[RowState]] = field(default_factory=dict)
    none: set[str] = field(default_factory=set)


def cells(parts: tuple[Element, ...]) -> tuple[Element, ...]:
    """Parts of a row as single fields: a limit is an amount and a unit."""
    made: list[Element] = []
    for part in parts:
        if part.kind is Kind.LIMIT:
            made.append(Element(f"{part.key}.amount", part.name, part.name_en, part.group, Kind.NUMBER, unit=f"{part.key}.unit"))
            made.append(Element(f"{part.key}.unit", "单位", "Unit", part.group, Kind.CHOICE, enumeration=UNIT))
        else:
            made.append(part)
    return tuple(made)


def parts_of(key: str) -> tuple[Element, ...]:
    return FORM_ROW if key == "form" else BY_KEY[key].parts


def lists_of(group: str) -> tuple[str, ...]:
    """The lists of a section that stand on their own."""
    return tuple(element.key for element in of_group(group) if element.kind in (Kind.ROWS, Kind.FORM) and element.key not in BELOW)


def row_texts(parts: tuple[Element, ...], row: Mapping[str, Any]) -> Texts:
    texts: Texts = {}
    for part in parts:
        value = row.get(part.key)
        if part.kind is Kind.LIMIT:
            texts[f"{part.key}.amount"] = "" if not value else str(value["amount"])
            texts[f"{part.key}.unit"] = "" if not value else value["unit"]
        elif part.kind is Kind.CHOICES:
            texts[part.key] = ",".join(value or ())
        else:
            texts[part.key] = text_of(part, value)
    return texts


def from_content(group: str, content: Mapping[str, Any], sections: list[dict[str, Any]]) -> State:
    """What a draft says. `sections` are those of its application form."""
    state = State()
    for element in of_group(group):
        value = content[element.key]
        if element.kind is Kind.ROWS and element.key not in BELOW:
            state.rows[element.key] = [with_below(element, row, content) for row in value or ()]
        elif element.kind is Kind.FORM:
            state.rows["form"] = [
                RowState(row_texts(FORM_ROW, row_of(asked, part))) for part in sections for asked in part["fields"]
            ]
        elif element.kind in (Kind.RECORD, Kind.CODES):
            held = value or {}
            state.texts |= {f"{element.key}.{key}": text for key, text in row_texts(element.parts, held).items()}
        elif element.kind is Kind.CHOICES:
            state.many[element.key] = list(value or ())
        elif element.kind is Kind.TEXTS:
            state.texts[element.key] = "\n".join(value or ())
        elif element.kind not in (Kind.ROWS, Kind.EXTRA):
            state.texts[element.key] = text_of(element, value)
        if element.is_list and value == []:
            state.none.add(element.key)
    return state


def with_below(element: Element, row: Mapping[str, Any], content: Mapping[str, Any]) -> RowState:
    """A row with the points that belong to it."""
    made = RowState(row_texts(element.parts, row))
    if element.key in CHILDREN:
        child, link = CHILDREN[element.key]
        made.below = [row_texts(BY_KEY[child].parts, point) for point in content[child] or () if point.get(link) == row.get("code")]
    return made


def loose_points(parent: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Points that belong to no row of `parent`: they are not edited here and stay as they are."""
    child, link = CHILDREN[parent]
    known = {row.get("code") for row in content[parent] or ()}
    return [point for point in content[child] or () if point.get(link) not in known]


def from_post(group: str, post: QueryDict) -> State:
    """What was typed, whatever it is."""
    state = State()
    for element in of_group(group):
        key = element.key
        if element.kind in (Kind.ROWS, Kind.FORM) and key not in BELOW:
            state.rows[key] = [row_from(key, f"{key}.{place}", post) for place in range(count_of(post, f"{key}.count"))]
        elif element.kind in (Kind.RECORD, Kind.CODES):
            state.texts |= {f"{key}.{cell.key}": post.get(f"{key}.{cell.key}", "") for cell in cells(element.parts)}
        elif element.kind is Kind.CHOICES:
            state.many[key] = post.getlist(key)
        elif element.kind not in (Kind.ROWS, Kind.EXTRA):
            state.texts[key] = post.get(key, "")
        if element.is_list and post.get(f"{key}.none"):
            state.none.add(key)
    return state


def count_of(post: QueryDict, name: str) -> int:
    text = post.get(name, "0")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def row_from(key: str, prefix: str, post: QueryDict) -> RowState:
    made = RowState({cell.key: ",".join(post.getlist(f"{prefix}.{cell.key}")[:1 if cell.kind is not Kind.CHOICES else MOST_ROWS]) for cell in cells(parts_of(key))})
    if key in CHILDREN:
        parts = cells(BY_KEY[CHILDREN[key][0]].parts)
        for place in range(count_of(post, f"{prefix}.points.count")):
            made.below.append({cell.key: post.get(f"{prefix}.points.{place}.{cell.key}", "") for cell in parts})
    return made


def blank(parts: tuple[Element, ...]) -> Texts:
    return {cell.key: "" for cell in cells(parts)}


def alter(state: State, verb: str) -> str:
    """Add, remove or move a row as a button asks (`add:materials`, `up:materials:2`, `remove:materials:0:1`); returns the name of the
    row to show. An order that fits no row changes nothing."""
    word, _, rest = verb.partition(":")
    key, *numbers = rest.split(":")
    places = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 6]
    rows: list[Any] | None = state.rows.get(key)
    if rows is None or len(places) != len(numbers):
        return ""
    prefix, new = key, (lambda: RowState(blank(parts_of(key))))
    nested = len(places) == 2 or (word == "add" and len(places) == 1)
    if nested:
        if key not in CHILDREN or places[0] >= len(rows):
            return ""
        prefix, rows, new = f"{key}.{places[0]}.points", rows[places[0]].below, (lambda: blank(BY_KEY[CHILDREN[key][0]].parts))
        places = places[1:]
    if word == "add" and len(rows) < MOST_ROWS:
        rows.append(new())
        state.none.discard(key)
        return f"{prefix}.{len(rows) - 1}"
    return f"{prefix}.{moved(rows, word, places[0])}" if places and places[0] < len(rows) else ""


def moved(rows: list[Any], word: str, place: int) -> int:
    if word == "remove":
        del rows[place]
        return max(0, place - 1)
    other = place + {"up": -1, "down": 1}.get(word, 0)
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        return other
    return place
