"""A theme as people read it: who takes part, the one form and set, the meter; for the public page, the studio and REST."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.clock.domain import Limit
from yichuang.joint import union
from yichuang.joint.domain import meter
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.themes import Mode, ThemeContent, ThemeEdge, ThemeItem
from yichuang.joint.themes.reads import ThemeTerms

SHARED_PHASES = {Mode.SEPARATE: ("delivery",), Mode.UNIFIED: ("acceptance", "delivery")}
"""What is done once for all: handing over always, acceptance where it is one act (26(2)); by `separate` each organ accepts its own case."""
PARTIES = ("legal", "natural")


@dataclass(frozen=True, slots=True)
class Member:
    """One item that takes part. `critical`: the total hangs on it; `limit` is what its organ promises, else the law's."""

    item: ThemeItem
    terms: Terms
    organ: str
    limit: Limit | None
    limit_words: str
    days: int | None
    site_visit: bool
    in_joint_visit: bool
    leads: bool
    critical: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """`missing`: names of items of the theme that nobody can apply for now; they are in nothing that is counted here."""

    theme: ThemeTerms
    kind: str
    members: tuple[Member, ...]
    missing: tuple[str, ...]
    union: union.Union
    meter: meter.Meter
    edges: tuple[ThemeEdge, ...]
    earlier: tuple[tuple[ThemeEdge, catalogue.InForce], ...]
    """What it needs of an item outside it, in force: a stage of a project of an earlier stage."""

    @property
    def organs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(member.organ for member in self.members))

    @property
    def lead(self) -> Member | None:
        return next((member for member in self.members if member.leads), None)

    @property
    def visited(self) -> tuple[Member, ...]:
        """Who comes together on one visit."""
        shared = tuple(member for member in self.members if member.in_joint_visit)
        return shared if len(shared) > 1 else ()

    @property
    def materials(self) -> int:
        return self.meter.row(meter.Measure.MATERIALS).after

    @property
    def days(self) -> meter.Row:
        return self.meter.row(meter.Measure.DAYS)

    @property
    def too_late(self) -> tuple[tuple[Member, Member], ...]:
        """(what is assumed, who assumes it) where the first may take longer than the second: its result may not be there on the last day.
        Nothing is said where a guide states no limit."""
        known = {member.terms.item_id: member for member in self.members}
        pairs = [(known[e.before], known[e.after]) for e in self.edges if e.kind is EdgeKind.ASSUMABLE]
        return tuple((before, after) for before, after in pairs if before.days and after.days is not None and before.days > after.days)

    @property
    def asked(self) -> tuple[union.OnePaper, ...]:
        """The papers the applicant hands in."""
        return tuple(paper for paper in self.union.papers if paper.brought)

    @property
    def names(self) -> dict[UUID, str]:
        return {member.terms.item_id: member.terms.name for member in self.members}

    @property
    def questions(self) -> tuple[ThemeItem, ...]:
        return tuple(item for item in self.theme.content.items if item.asked)


def kind_for(theme: ThemeTerms) -> str:
    """The kind of applicant the page counts for: the first of legal, natural that every item is open to."""
    rows = catalogue.in_force(theme.content.item_ids)
    open_to = [catalogue.terms(row.version_id).audience for row in rows]
    return next((kind for kind in PARTIES if all(not audience or kind in audience for audience in open_to)), PARTIES[0])


def overview(
    theme: ThemeTerms, *, kind: str = "", chosen: Mapping[UUID, bool] | None = None, answers: Mapping[str, Any] = MappingProxyType({})
) -> Overview:
    """The theme for one kind of applicant ("" = the first it is for) who answered its questions so; a question left open takes nothing
    away. `answers` to the form decide what applies of each item, before and after alike: papers, fields, limits, visits (免勘)."""
    kind = kind or kind_for(theme)
    content = theme.content
    items = content.chosen(chosen or {})
    rows = {row.item_id: row for row in catalogue.in_force([item.item_id for item in items])}
    there = [item for item in items if item.item_id in rows]
    names = catalogue.item_names([item.item_id for item in items if item.item_id not in rows])
    ids = {item.item_id for item in there}
    one = union.of([rows[item.item_id].version_id for item in there], kind, answers, edges=content.among(ids))
    visited = {part.terms.item_id for part in one.parts if not part.terms.visit_free}
    shared = [item.item_id for item in there if item.item_id in content.visit and item.item_id in visited]
    alone = [cost_of(part, rows[part.terms.item_id].visits, shared, SHARED_PHASES[content.mode]) for part in one.parts]
    edges = tuple(edge for edge in content.edges if edge.before in ids and edge.after in ids)
    found = meter.measure(
        alone, fields=len(one.form.asked), materials=len(counted(one.papers)), joint_visit=shared, links=[edge.link for edge in edges]
    )
    members = []
    for item, part, cost in zip(there, one.parts, alone, strict=True):
        limit = part.terms.promised or part.terms.statutory
        members.append(Member(
            item, part.terms, rows[item.item_id].organ or "", limit, catalogue.limit_said(limit), cost.days, cost.site_visit,
            item.item_id in shared, item.item_id == content.lead, item.item_id in found.critical,
        ))  # fmt: skip
    return Overview(theme, kind, tuple(members), tuple(names.values()), one, found, edges, earlier_of(content, ids))


def earlier_of(content: ThemeContent, ids: Collection[UUID]) -> tuple[tuple[ThemeEdge, catalogue.InForce], ...]:
    """Edges from items outside the theme to its items `ids`; no query for a theme that has none."""
    needed = [edge for edge in content.earlier if edge.after in ids]
    rows = {row.item_id: row for row in catalogue.in_force([edge.before for edge in needed])} if needed else {}
    return tuple((edge, rows[edge.before]) for edge in needed if edge.before in rows)


def counted(papers: tuple[union.OnePaper, ...]) -> list[union.OnePaper]:
    """Papers one has to bring, whatever the situation: as the guide of one item counts them."""
    return [paper for paper in papers if paper.required and paper.brought]


def cost_of(part: union.Part, visits: int | None, shared: list[UUID], shared_phases: tuple[str, ...]) -> meter.Alone:
    terms = part.terms
    return meter.Alone(
        item_id=terms.item_id, fields=len(part.form.asked), materials=len(counted(union.papers_of([terms]))), visits=visits,
        site_visit=terms.visit_required or terms.item_id in shared, steps=len(terms.steps),
        shared_steps=sum(step.phase in shared_phases for step in terms.steps), days=meter.working_days(terms.promised or terms.statutory),
    )  # fmt: skip
