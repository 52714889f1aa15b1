"""The fields of a section as the page draws them: one place decides type, options, width and what stands under 更多."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.implementing import BY_KEY, Element, Kind, of_group
from yichuang.kernel.errors import FieldError
from yichuang.kernel.problem import phrase
from yichuang.look.templatetags.look import english
from yichuang.organisations import api as organisations
from yichuang.web.element_words import UNITS, label
from yichuang.web.studio_rows import FindingRow
from yichuang.web.studio_state import CHILDREN, RowState, State, Texts, cells, parts_of

SELDOM = frozenset({
    "name_en", "division", "topics_natural", "topics_legal", "planned_from", "planned_until", "deciding_from", "department_type",
    "powers_exercised", "undertaking_office", "towns", "villages", "statutory_text", "statutory_note", "promised_text", "promised_note",
    "extension_amount", "extension_article", "allocation", "review_first", "withheld", "mobile_url", "single_login",
    "mobile_single_login", "scope_text",
    "materials.type_code", "materials.name_en", "materials.required_when", "materials.quantity", "materials.issuer", "materials.valid_days",
    "materials.tolerable", "materials.size", "materials.source_note", "materials.fill_note",
    "materials.issued_when", "materials.note", "materials.only_for", "bases.number", "bases.in_force_from", "bases.repealed_on", "bases.replaced_by",
    "steps.limit_text", "fees.reducible", "fees.reduction", "windows.complaint_url", "windows.complaint_address", "form.label", "form.hint",
    "form.recommended", "form.when_element", "form.when_op", "form.when_value", "form.when_then", "form.most",
    "result.blank", "result.sample", "result.renew_before.amount", "result.renew_article", "codes.handling_item_code", "codes.authority_code", "codes.local_code",
})  # fmt: skip
"""Elements that few items need; they open under 更多."""
MAY_BE_NONE = ("delivery_modes", "five_ways", "online_depth", "review_first")
"""Choices of which an item may have none; who may apply and through which channel is always somebody and something."""
HIDDEN = ("code", "material_code", "condition_code")
TYPES = {Kind.LONG: "textarea", Kind.NUMBER: "number", Kind.MONEY: "number", Kind.DATE: "date", Kind.TEXTS: "textarea", Kind.CHOICES: "checkboxes"}
WIDTHS = {Kind.NUMBER: "s", Kind.MONEY: "s", Kind.DATE: "s"}


@dataclass(frozen=True, slots=True)
class FileBox:
    """The file beside a text that names it: the hidden field with its hash, the upload, and the tick that takes it away."""

    name: str
    value: str
    upload: str
    remove: str


@dataclass(frozen=True, slots=True)
class Box:
    """One field. `unit` is the field drawn beside it."""

    name: str
    id: str
    label: str
    type: str
    value: Any
    hint: str = ""
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()
    width: str = ""
    list: str = ""
    anchor: str = ""
    seldom: bool = False
    unit: Box | None = None
    file: FileBox | None = None
    none: Box | None = None
    findings: tuple[FindingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RowBox:
    name: str
    id: str
    title: str
    code: Box | None
    boxes: tuple[Box, ...]
    more: tuple[Box, ...]
    points: tuple[RowBox, ...]
    verb: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class ListBox:
    """A list with its rows; `one` names a row, `point` what stands below it."""

    key: str
    label: str
    one: str
    hint: str
    rows: tuple[RowBox, ...]
    none: Box | None
    findings: tuple[FindingRow, ...]
    point: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the boxes of one page need beside what was typed."""

    errors: Mapping[str, str]
    fault: Mapping[str, tuple[FindingRow, ...]]
    pointers: Mapping[str, tuple[tuple[str, str], ...]]


def around(group: str, content: Mapping[str, Any], errors: Sequence[FieldError], fault: Mapping[str, tuple[FindingRow, ...]]) -> Around:
    said = {error.field: phrase(error.message) for error in reversed(errors) if error.field}
    pointers: dict[str, tuple[tuple[str, str], ...]] = {}
    if group == "power":
        pointers["organ"] = tuple((str(row.id), row.name) for row in organisations.organs() if row.kind != "office")
    if group == "steps":
        pointers["procedure"] = catalogue.procedure_choices()
    if group == "form":
        pointers["data_elements"] = catalogue.element_choices()
    if group == "conditions":
        pointers["materials"] = tuple((row.get("code", ""), row.get("name", "")) for row in content["materials"] or ())
    return Around(said, fault, pointers)


def options_of(element: Element, value: str, about: Around) -> tuple[tuple[str, str], ...]:
    """Options of a select; what stands there stays among them."""
    silent = ("", gettext("未载明"))
    if element.kind is Kind.FLAG:
        return (("yes", gettext("是")), ("no", gettext("否")), silent)
    if element.kind is Kind.CHOICE and element.enumeration:
        known = tuple((row.value, row.name_en if english() else row.name) for row in element.enumeration.options)
    else:
        known = about.pointers.get(element.refers or element.kind.value, ())
    other = ((value, value),) if value and value not in {key for key, _word in known} else ()
    return (silent, *known, *other)


def box(element: Element, prefix: str, texts: Texts, about: Around, *, in_row: bool = False) -> Box:
    name = prefix + element.key
    ident = name.replace(".", "-")
    value: Any = texts.get(element.key if in_row else name, "")
    kind = TYPES.get(element.kind, "text")
    options: tuple[tuple[str, str], ...] = ()
    if in_row and element.kind is Kind.CHOICES and element.enumeration:
        options = tuple((row.value, row.name_en if english() else row.name) for row in element.enumeration.options)
        value = value.split(",")
    elif element.kind is Kind.FLAG:
        kind, options = ("select" if in_row else "radio"), options_of(element, value, about)
    elif element.kind in (Kind.CHOICE, Kind.ORGAN, Kind.PROCEDURE, Kind.REFERENCE):
        kind, options = "select", options_of(element, value, about)
    where = ".".join(part for part in name.split(".") if not part.isdigit())
    file = FileBox(prefix + element.file, texts.get(element.file, ""), f"{name}.upload", f"{name}.remove") if element.file and in_row else None
    return Box(
        file=file, name=name, id=ident, label=label(element), type=kind, value=value, hint=element.note_en if english() else element.note,
        error=about.errors.get(ident, ""), options=options, width=WIDTHS.get(element.kind, ""),
        list="instruments" if where == "bases.title" else "", anchor=element.key, seldom=where in SELDOM,
        findings=() if in_row else about.fault.get(element.key, ()),
    )  # fmt: skip


def with_unit(element: Element, unit: Element, prefix: str, texts: Texts, about: Around, *, in_row: bool = False) -> Box:
    """An amount and its unit side by side."""
    amount = box(element, prefix, texts, about, in_row=in_row)
    beside = box(unit, prefix, texts, about, in_row=in_row)
    return replace_box(amount, unit=beside)


def replace_box(given: Box, **changes: Any) -> Box:
    return Box(**{name: changes.get(name, getattr(given, name)) for name in Box.__dataclass_fields__})


def none_box(element: Element, state: State) -> Box:
    name = f"{element.key}.none"
    words = {"fees": gettext("没有：不收费"), "special_caps": gettext("没有特别程序")}
    return Box(name, name.replace(".", "-"), words.get(element.key, gettext("没有")), "checkbox", element.key in state.none)


def boxes_of(group: str, state: State, about: Around) -> tuple[Box, ...]:
    """Every field of a section that is no list of rows."""
    made: list[Box] = []
    for element in of_group(group):
        if element.kind in (Kind.ROWS, Kind.FORM, Kind.EXTRA) or element.key in UNITS:
            continue
        if element.kind in (Kind.RECORD, Kind.CODES):
            parts = drawn(element.parts, f"{element.key}.", state.texts, about)
            made += [replace_box(parts[0], findings=about.fault.get(element.key, ())), *parts[1:]]
        elif element.unit:
            made.append(with_unit(element, BY_KEY[element.unit], "", state.texts, about))
        elif element.kind is Kind.CHOICES:
            made.append(choices_box(element, state, about))
        elif element.kind is Kind.TEXTS:
            made.append(replace_box(box(element, "", state.texts, about), none=none_box(element, state), hint=lines_hint(element)))
        else:
            made.append(box(element, "", state.texts, about))
    return tuple(made)


def lines_hint(element: Element) -> str:
    return "".join(filter(None, (element.note_en if english() else element.note, gettext("（一行写一个）"))))


def choices_box(element: Element, state: State, about: Around) -> Box:
    given = box(element, "", {}, about)
    held = state.many.get(element.key, [])
    known = element.enumeration.options if element.enumeration else ()
    options = [(row.value, row.name_en if english() else row.name) for row in known]
    options += [(word, word) for word in held if word not in {row.value for row in known}]
    may_be_none = element.key in MAY_BE_NONE or element.key in state.none
    return replace_box(given, value=held, options=tuple(options), none=none_box(element, state) if may_be_none else None)


def list_box(key: str, state: State, about: Around) -> ListBox:
    element = BY_KEY[key]
    rows = state.rows.get(key, [])
    made = tuple(row_box(key, place, row, len(rows), about) for place, row in enumerate(rows))
    below = BY_KEY[CHILDREN[key][0]] if key in CHILDREN else None
    fault = about.fault.get(key, ()) + (about.fault.get(below.key, ()) if below else ())
    none = None if rows or key == "form" else none_box(element, state)
    return ListBox(key, label(element), one_of(key), element.note_en if english() else element.note, made, none, fault, label(below) if below else "")


def one_of(key: str) -> str:
    """A row of a list; the form is one, and its rows are what is filled in."""
    return gettext("要填的一项") if key == "form" else label(BY_KEY[key])


def row_box(key: str, place: int, row: RowState, count: int, about: Around) -> RowBox:
    boxes = row_boxes(key, f"{key}.{place}.", row.texts, about)
    points: tuple[RowBox, ...] = ()
    if key in CHILDREN:
        child = CHILDREN[key][0]
        points = tuple(
            point_box(child, f"{key}.{place}.points.{n}", f"{key}:{place}:{n}", n, len(row.below), texts, about) for n, texts in enumerate(row.below)
        )
    name = f"{key}.{place}"
    return RowBox(
        name, name.replace(".", "-"), f"{one_of(key)} {place + 1}", code_box(name, row.texts), tuple(b for b in boxes if not b.seldom),
        tuple(b for b in boxes if b.seldom), points, f"{key}:{place}", place == 0, place == count - 1,
    )  # fmt: skip


def point_box(child: str, name: str, verb: str, place: int, count: int, texts: Texts, about: Around) -> RowBox:
    boxes = row_boxes(child, f"{name}.", texts, about)
    title = f"{label(BY_KEY[child])} {place + 1}"
    return RowBox(name, name.replace(".", "-"), title, code_box(name, texts), boxes, (), (), verb, place == 0, place == count - 1)


def code_box(name: str, texts: Texts) -> Box | None:
    if "code" not in texts:
        return None
    return Box(f"{name}.code", f"{name}.code".replace(".", "-"), "", "hidden", texts["code"])


def row_boxes(key: str, prefix: str, texts: Texts, about: Around) -> tuple[Box, ...]:
    hidden = [part for part in HIDDEN if key != "review_points" or part != "material_code"]
    shown = [part for part in parts_of(key) if part.key not in hidden and part.kind is not Kind.FILE]
    return tuple(drawn(shown, prefix, texts, about, in_row=True))


def drawn(parts: Sequence[Element], prefix: str, texts: Texts, about: Around, *, in_row: bool = False) -> list[Box]:
    """The fields of a row or a record, units beside their amounts."""
    fields = {cell.key: cell for cell in cells(tuple(parts))}
    beside = {cell.unit for cell in fields.values() if cell.unit}
    return [
        with_unit(cell, fields[cell.unit], prefix, texts, about, in_row=in_row) if cell.unit else box(cell, prefix, texts, about, in_row=in_row)
        for cell in fields.values() if cell.key not in beside
    ]


def form_sections(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The application form's own sections, for the section that edits them."""
    held = content.get("form")
    return catalogue.questions_of(str(UUID(held))) if held else []
