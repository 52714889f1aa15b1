"""What the studio shows of a version: its elements by section with their marks, what the lints say, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import Finding, Severity
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.difference import CHANGE_NAMES, Change, ChangeKind, parts_changed
from yichuang.catalogue.domain.implementing import BY_KEY, GROUPS, Element, Group, Kind, of_group
from yichuang.catalogue.domain.remedies import FINDING_REMEDY_WORDS
from yichuang.kernel.problem import phrase
from yichuang.look.templatetags.look import english
from yichuang.web import element_words

STATUS_LABELS: dict[str, str | Promise] = {
    Status.PUBLISHED: _("已发布"), Status.DRAFT: _("草稿"), Status.SUSPENDED: _("已暂停"),
    Status.IMPORTED: _("参考指南"), Status.ENDED: _("已停用"), "discarded": _("已作废"),
}
STATUS_TAGS = {
    Status.PUBLISHED: "run", Status.DRAFT: "wait", Status.SUSPENDED: "susp", Status.IMPORTED: "plain", Status.ENDED: "done", "discarded": "plain",
}
SEVERITY_LABELS = {Severity.ERROR: _("错误"), Severity.WARNING: _("提醒"), Severity.INFO: _("说明")}
SEVERITY_TAGS = {Severity.ERROR: "red", Severity.WARNING: "yel", Severity.INFO: "plain"}
ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)

STEMS = {"statutory": "statutory_amount", "promised": "promised_amount", "extension": "extension_amount", "authority": "department",
         "legal_basis": "bases", "item_type": "task_type"}  # fmt: skip
"""Fields that findings name otherwise than the registry."""
CHANGE_TAGS = {
    ChangeKind.ADDED: "run", ChangeKind.ROW_ADDED: "run", ChangeKind.REMOVED: "yel", ChangeKind.ROW_REMOVED: "yel",
    ChangeKind.CHANGED: "plain", ChangeKind.ROW_CHANGED: "plain", ChangeKind.ROW_MOVED: "plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindingRow:
    tag: str
    severity: str | Promise
    field: str
    anchor: str
    group: str
    text: str
    article: str
    remedy: str
    code: str = ""
    page: str = ""
    """The route of the page that mends it, where that is no section of the draft."""
    others: tuple[str, ...] = ()
    """The texts of more findings of the same rule at the same element."""


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One element of a version. `lines` None = 未载明, empty = none."""

    element: Element
    lines: tuple[str, ...] | None
    completed: bool
    findings: tuple[FindingRow, ...] = ()
    inherited: bool = False
    """Not stated by the version: as the entry of the basic list has it."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One group of elements: those stated or found fault with, and the names of the others."""

    group: Group
    rows: tuple[ElementRow, ...]
    silent: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change for the reader: where, what kind, the lines of both sides."""

    element: Element
    row: str
    kind: str
    tag: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


def element_of(field: str) -> Element | None:
    """The element a finding names: "materials[2].source" and "materials.2.source" both belong to "materials"."""
    head = field.replace("[", ".").split(".")[0]
    known = (STEMS.get(head, head), head.removesuffix("_id"), head.removesuffix("_organ_id") + "_organ")
    return next((BY_KEY[key] for key in known if key in BY_KEY), None)


SITUATION = "situation"
OWN_PAGES = {SITUATION: "情形", "smart": "智能审批"}
"""Questions, decision tables and trials; rules of 智能审批: no elements of the standard, pages of their own."""


def finding_row(finding: Finding) -> FindingRow:
    element = element_of(finding.field)
    own = next((name for name in OWN_PAGES if finding.field.partition(".")[0] == name), "")
    other = (gettext(OWN_PAGES[own]), own) if own else (finding.field, finding.field)
    return FindingRow(
        SEVERITY_TAGS[finding.severity], SEVERITY_LABELS[finding.severity], element_words.label(element) if element else other[0],
        element.key if element else other[1], element.group if element else "", phrase(finding.message, dict(finding.details)),
        finding.article, gettext(FINDING_REMEDY_WORDS.get(finding.code, "")) if finding.code in FINDING_REMEDY_WORDS else "",
        finding.code, f"studio-{own}" if own else "",
    )  # fmt: skip


def grouped(rows: tuple[FindingRow, ...]) -> tuple[FindingRow, ...]:
    """One row for each rule and element: eleven papers without a source are one thing to do, with the eleven named below it."""
    held: dict[tuple[str, str], FindingRow] = {}
    for row in rows:
        first = held.get((row.anchor, row.code))
        held[row.anchor, row.code] = replace(first, others=(*first.others, row.text)) if first else row
    return tuple(held.values())


def findings_of(found: tuple[Finding, ...]) -> tuple[FindingRow, ...]:
    return tuple(finding_row(f) for f in sorted(found, key=lambda f: ORDER.index(f.severity)))


def named(thing: Group | Element) -> str:
    return thing.name_en if english() else thing.name


def by_element(found: tuple[Finding, ...]) -> dict[str, tuple[FindingRow, ...]]:
    rows: dict[str, list[FindingRow]] = {}
    for row in findings_of(found):
        rows.setdefault(row.anchor, []).append(row)
    return {key: grouped(tuple(held)) for key, held in rows.items()}


def is_completed(guide: catalogue.GuideRow, element: Element) -> bool:
    return guide.is_completed(element.key) or any(STEMS[stem] == element.key and guide.is_completed(stem) for stem in STEMS)


def sections(
    guide: catalogue.GuideRow, content: Mapping[str, Any], found: tuple[Finding, ...], inherited: Mapping[str, Any] | None = None
) -> tuple[SectionRow, ...]:  # fmt: skip
    """Every element of a version by section, with its marks and what the lints say of it; `inherited` stands where it says nothing."""
    fault, taken = by_element(found), inherited or {}
    made = []
    for group in GROUPS:
        rows, silent = [], []
        for element in of_group(group.key):
            lines = element_words.lines(element, content[element.key], content)
            if element.key in element_words.UNITS:
                continue
            if element.key in taken:
                said = element_words.lines(element, taken[element.key], {**content, **taken})
                rows.append(ElementRow(element, said, False, fault.get(element.key, ()), inherited=True))
            elif lines is None and element.key not in fault:
                silent.append(element)
            else:
                rows.append(ElementRow(element, lines, is_completed(guide, element), fault.get(element.key, ())))
        made.append(SectionRow(group, tuple(rows), tuple(silent)))
    return tuple(made)


def entry_rows(content: Mapping[str, Any]) -> tuple[ElementRow, ...]:
    """What an entry of a basic list says, element by element."""
    shown = (element for element in BY_KEY.values() if element.key in content and element.key not in element_words.UNITS)
    return tuple(ElementRow(element, element_words.lines(element, content[element.key], content), False) for element in shown)


class Sides(Protocol):
    """Changes, and the plain content of both sides: two versions, or a version and a file."""

    @property
    def changes(self) -> tuple[Change, ...]: ...
    @property
    def old(self) -> Mapping[str, Any]: ...
    @property
    def new(self) -> Mapping[str, Any]: ...


def change_rows(found: Sides) -> tuple[ChangeRow, ...]:
    """Changes in words; of a row or a record that changed, only the fields that differ."""
    return tuple(change_row(change, BY_KEY[change.element], found) for change in found.changes)


def change_row(change: Change, element: Element, found: Sides) -> ChangeRow:
    sides = ((change.before, found.old), (change.after, found.new))
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED) and element.kind is not Kind.RECORD:
        before, after = (element_words.lines(element, side, whole) for side, whole in sides)
    else:
        both = change.before is not None and change.after is not None and change.before != change.after
        only = parts_changed(element, change.before, change.after) if both else ()
        before, after = (None if side is None else (element_words.row_line(element, side, only=only),) for side, _whole in sides)
    return ChangeRow(element, change.row, CHANGE_NAMES[change.kind], CHANGE_TAGS[change.kind], before, after)
