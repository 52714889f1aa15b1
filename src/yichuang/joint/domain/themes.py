"""一件事主题: items of several organs, when each is part of it, what one needs of another, under which clock. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from yichuang.joint.domain.edges import Circle, EdgeKind, Link, in_order
from yichuang.joint.domain.partners import PartnerKind

LAW = "《中华人民共和国行政许可法》"


class ThemeKind(StrEnum):
    ONE_THING = "one_thing"
    CHAIN = "chain"
    STAGE = "stage"
    """A stage of a construction project, handed in as one."""


THEME_KINDS: Mapping[ThemeKind, str] = {ThemeKind.ONE_THING: "一件事", ThemeKind.CHAIN: "一链办理", ThemeKind.STAGE: "工程建设阶段"}


class ThemeStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"


class Mode(StrEnum):
    SEPARATE = "separate"
    """并联办理: each organ decides under its own limit. Not the 联合办理 of 26(2), whose forty-five days bind all of them together (42(2))."""
    UNIFIED = "unified"
    """统一办理、集中办理, 26(2): one acceptance, 45 + 15 days together, never longer for any branch than its own limit."""


MODE_NAMES: Mapping[Mode, str] = {Mode.SEPARATE: "同时受理、分别决定", Mode.UNIFIED: "统一受理、统一决定"}


@dataclass(frozen=True, slots=True)
class ThemeItem:
    """One item of a theme. `asked`: the plain yes-or-no question that makes it part of it; empty = always."""

    item_id: UUID
    asked: str = ""
    asked_en: str = ""


@dataclass(frozen=True, slots=True)
class ThemeEdge:
    """The result of item `before` is a condition of item `after`; `article` is what says so."""

    before: UUID
    after: UUID
    kind: EdgeKind
    article: str
    result: str = ""

    @property
    def link(self) -> Link[UUID]:
        return Link(self.before, self.after, self.kind)


@dataclass(frozen=True, slots=True)
class ThemeContent:
    """What a version of a theme says. `lead`: the item whose organ leads 牵头; `basis`: the city's document for 26(2)."""

    items: tuple[ThemeItem, ...] = ()
    edges: tuple[ThemeEdge, ...] = ()
    lead: UUID | None = None
    mode: Mode = Mode.SEPARATE
    basis: str = ""
    visit: tuple[UUID, ...] = dataclasses.field(default=())
    """Items that share one site visit 联合踏勘."""
    partners: tuple[PartnerKind, ...] = ()
    """What somebody who is no organ does beside, chosen by the applicant 配合单位."""

    @property
    def item_ids(self) -> tuple[UUID, ...]:
        return tuple(item.item_id for item in self.items)

    @property
    def links(self) -> list[Link[UUID]]:
        """The edges between items of the theme; what an earlier stage gives (`earlier`) is on no path here."""
        inside = set(self.item_ids)
        return [edge.link for edge in self.edges if edge.before in inside and edge.after in inside]

    @property
    def earlier(self) -> tuple[ThemeEdge, ...]:
        """What its items need of items outside the theme: for a stage of a project, results of an earlier stage."""
        inside = set(self.item_ids)
        return tuple(edge for edge in self.edges if edge.before not in inside and edge.after in inside)

    def among(self, ids: Collection[UUID]) -> tuple[ThemeEdge, ...]:
        """The edges that bring a result to one of these items: from another of them, or from an earlier stage."""
        inside = set(self.item_ids)
        return tuple(edge for edge in self.edges if edge.after in ids and (edge.before in ids or edge.before not in inside))

    def chosen(self, answers: Mapping[UUID, bool]) -> tuple[ThemeItem, ...]:
        """The items that are part of it for somebody who answered so; a question nobody answered takes nothing away."""
        return tuple(item for item in self.items if not item.asked or answers.get(item.item_id, True))


def plain(content: ThemeContent) -> dict[str, Any]:
    """As it is kept; `read` reads it back."""
    return {
        "items": [{"item_id": str(i.item_id), "asked": i.asked, "asked_en": i.asked_en} for i in content.items],
        "edges": [
            {"before": str(e.before), "after": str(e.after), "kind": e.kind.value, "article": e.article, "result": e.result}
            for e in content.edges
        ],
        "lead": str(content.lead) if content.lead else None, "mode": content.mode.value, "basis": content.basis,
        "visit": [str(item_id) for item_id in content.visit],
        **({"partners": [kind.value for kind in content.partners]} if content.partners else {}),
    }


def read(kept: Mapping[str, Any]) -> ThemeContent:
    return ThemeContent(
        items=tuple(ThemeItem(UUID(i["item_id"]), i.get("asked", ""), i.get("asked_en", "")) for i in kept["items"]),
        edges=tuple(
            ThemeEdge(UUID(e["before"]), UUID(e["after"]), EdgeKind(e["kind"]), e["article"], e.get("result", "")) for e in kept["edges"]
        ),
        lead=UUID(kept["lead"]) if kept.get("lead") else None, mode=Mode(kept["mode"]), basis=kept["basis"],
        visit=tuple(UUID(item_id) for item_id in kept["visit"]), partners=tuple(PartnerKind(kind) for kind in kept.get("partners", ())),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands in the way of publishing, at its field; `message` is a msgid filled in by `details`."""

    field: str
    code: str
    message: str
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def findings(
    content: ThemeContent, *, organs: Mapping[UUID, UUID], names: Mapping[UUID, str], kind: ThemeKind = ThemeKind.ONE_THING
) -> list[Finding]:
    """What stands in the way of publishing. `organs`: the deciding organ of each item in force; an item missing there is not.

    26(2) needs a lead where several organs take part, and the government's own document where they decide together; a bureau to which
    powers were brought together (25) is one organ, and has the twenty and ten days of one. An item of a stage
    may need the result of an item of an earlier stage.
    """
    found = []
    if len(content.items) < 2:
        found.append(Finding("items", "joint.few_items", "一件事至少有两个事项。"))
    for item in content.items:
        if item.item_id not in organs:
            name = names.get(item.item_id, "")
            found.append(Finding("items", "joint.not_in_force", "事项“%(name)s”没有已发布的实施清单，先发布它。", {"name": name}))
    if content.items and all(item.asked for item in content.items):
        found.append(Finding("items", "joint.all_asked", "至少有一个事项不问就要办，否则可能一个事项也不剩。"))
    taking_part = {organs[i] for i in content.item_ids if i in organs}
    if len(taking_part) > 1 and content.lead not in content.item_ids:
        found.append(Finding("lead", "joint.no_lead", "两个以上机关参加的，必须明确牵头机关。"))
    if content.mode is Mode.UNIFIED and not content.basis.strip():
        found.append(Finding("basis", "joint.no_basis", "统一办理须写明本级人民政府的文件（《中华人民共和国行政许可法》第二十六条第二款）。"))
    if content.mode is Mode.UNIFIED and len(taking_part) == 1:
        found.append(Finding("mode", "joint.one_organ", "只有一个机关参加的不是统一办理，期限是二十日，经批准可以延长十日（第四十二条第一款）。"))
    if content.mode is Mode.UNIFIED and kind is ThemeKind.STAGE:
        found.append(Finding("mode", "joint.stage_unified", "工程建设的阶段是一家牵头、并联审批、限时办结（国办发〔2019〕11号），由各机关分别决定，不设统一决定。"))
    if content.mode is Mode.UNIFIED and any(edge.kind is EdgeKind.HARD for edge in content.edges):
        found.append(Finding("mode", "joint.unified_hard", "有“未取得不得申请”的前置条件的，不能一次受理全部，不设统一决定。"))
    if any(not edge.article.strip() for edge in content.edges):
        found.append(Finding("edges", "joint.no_article", "每条前置条件都要写依据的条款。"))
    if not set(content.visit) <= set(content.item_ids):
        found.append(Finding("visit", "joint.visit_elsewhere", "联合踏勘的事项须是本主题里的事项。"))
    known = set(content.item_ids)
    sources = known | {edge.before for edge in content.earlier} if kind is ThemeKind.STAGE else known
    if any(e.before not in sources or e.after not in known or e.before == e.after for e in content.edges):
        found.append(Finding("edges", "joint.unknown_end", "前置条件的两头须是本主题里不同的事项。"))
    else:
        found += circle(content, names)
    return found


def circle(content: ThemeContent, names: Mapping[UUID, str]) -> Sequence[Finding]:
    try:
        in_order(list(content.item_ids), content.links, name=lambda item_id: names.get(item_id, str(item_id)))
    except Circle as no:
        return [Finding("edges", "joint.circle", "前置条件互为前提：%(names)s。", {"names": str(no.details["names"])})]
    return []
