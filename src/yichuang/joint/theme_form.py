"""The editor's form of a theme: rows of items and of prerequisites ↔ content. What cannot be read is left out, nothing is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.partners import PartnerKind
from yichuang.joint.domain.themes import Mode, ThemeContent, ThemeEdge, ThemeItem
from yichuang.joint.themes import Words
from yichuang.look.asked import ident

MOST_ITEMS, MOST_EDGES = 30, 60
SPARE_EDGES = 2
ADD, SOURCE = "add", "source"
"""Fields that look for an item: one to take part, one whose result is needed first."""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One row of the form."""

    n: int
    item: str
    asked: str = ""
    asked_en: str = ""
    visit: bool = False


@dataclass(frozen=True, slots=True)
class EdgeLine:
    n: int
    before: str = ""
    after: str = ""
    kind: str = EdgeKind.ASSUMABLE.value
    article: str = ""
    result: str = ""


def item_lines(content: ThemeContent) -> list[ItemLine]:
    """A row for each item."""
    return [ItemLine(n, str(item.item_id), item.asked, item.asked_en, item.item_id in content.visit) for n, item in enumerate(content.items, 1)]


def with_item(content: ThemeContent, item_id: UUID) -> ThemeContent:
    """The same with one more item, which always takes part."""
    if item_id in content.item_ids or len(content.items) >= MOST_ITEMS:
        return content
    return replace(content, items=(*content.items, ThemeItem(item_id)))


def edge_lines(content: ThemeContent, before: UUID | None = None) -> tuple[list[EdgeLine], list[EdgeLine]]:
    """A row for each prerequisite, and some to fill, the first with the item `before`."""
    filled = [EdgeLine(n, str(e.before), str(e.after), e.kind.value, e.article, e.result) for n, e in enumerate(content.edges, 1)]
    spare = range(len(filled) + 1, min(MOST_EDGES, len(filled) + SPARE_EDGES) + 1)
    return filled, [EdgeLine(n, str(before) if before and n == spare[0] else "") for n in spare]


def text(posted: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    return posted.get(name, "").replace("\x00", "").strip()[:longest]


def words_of(posted: Mapping[str, str]) -> Words:
    return Words(text(posted, "name", 200), text(posted, "name_en", 200), text(posted, "summary", 1000))


def content_of(posted: Mapping[str, str]) -> ThemeContent:
    """What was typed. An item named twice counts where it stands first; a row without item, or without both ends, is no row."""
    items: dict[UUID, ThemeItem] = {}
    visit = []
    for n in range(1, MOST_ITEMS + 1):
        item_id = ident(posted.get(f"item-{n}"))
        if item_id is None or item_id in items:
            continue
        items[item_id] = ThemeItem(item_id, text(posted, f"asked-{n}"), text(posted, f"asked_en-{n}"))
        if posted.get(f"visit-{n}"):
            visit.append(item_id)
    edges = []
    for n in range(1, MOST_EDGES + 1):
        before, after = ident(posted.get(f"before-{n}")), ident(posted.get(f"after-{n}"))
        if before and after:
            kind = EdgeKind.HARD if posted.get(f"kind-{n}") == EdgeKind.HARD else EdgeKind.ASSUMABLE
            edges.append(ThemeEdge(before, after, kind, text(posted, f"article-{n}"), text(posted, f"result-{n}")))
    partners = tuple(kind for kind in PartnerKind if posted.get(f"partner-{kind.value}"))
    mode = Mode.UNIFIED if posted.get("mode") == Mode.UNIFIED else Mode.SEPARATE
    return ThemeContent(tuple(items.values()), tuple(edges), ident(posted.get("lead")), mode, text(posted, "basis"), tuple(visit), partners)
