"""Reads: the graph over items in force, what one item needs and what needs it, the dockets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.catalogue import content
from yichuang.catalogue.domain import Basis, PrerequisiteTerm, Status, Terms
from yichuang.catalogue.domain import prerequisites as graph
from yichuang.catalogue.domain.prerequisites import Edge, Hidden, Hold
from yichuang.catalogue.domain.tribunal import State, Verdict
from yichuang.catalogue.models import Docket, Instance, ItemVersion
from yichuang.catalogue.prerequisites.tribunal import NoDocket
from yichuang.organisations import api as organisations

PAGE = 50
MOST_EDGES = 5000


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One prerequisite of one item in force. `given_by` is the name of the item that gives it, where we know it."""

    version_id: UUID
    item_code: str
    item: str
    term: PrerequisiteTerm
    given_by: str
    given_id: UUID | None

    @property
    def edge(self) -> Edge:
        return Edge(self.item_code, self.term.item_code, self.term.name, self.term.hold)


@dataclass(frozen=True, slots=True)
class Overview:
    """Every prerequisite in force, the circles among them, and how many items there are."""

    lines: tuple[NeedLine, ...]
    cycles: tuple[tuple[str, ...], ...]
    names: Mapping[str, str]
    items: int
    unbased: int
    """Prerequisites that cite no article."""
    unknown: int
    """Prerequisites given by no item of the list."""
    more: bool


def lines_in_force() -> tuple[tuple[NeedLine, ...], bool]:
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED, prerequisites__isnull=False).exclude(prerequisites=[])
    found = list(rows.order_by("item__code").values_list("id", "item__code", "name", "prerequisites")[:MOST_EDGES])
    terms = [(ident, code, name, content.values_of(PrerequisiteTerm, kept)) for ident, code, name, kept in found]
    wanted = {term.item_code for *_, many in terms for term in many if term.item_code}
    known = given(wanted)
    lines = tuple(
        NeedLine(ident, code, name, term, *known.get(term.item_code, ("", None))) for ident, code, name, many in terms for term in many
    )
    return lines, len(found) == MOST_EDGES


def of_terms(terms: Terms) -> tuple[NeedLine, ...]:
    """What one version needs; a statement only where it needs something of the list."""
    known = given({row.item_code for row in terms.prerequisites if row.item_code})
    return tuple(
        NeedLine(terms.version_id, terms.code, terms.name, row, *known.get(row.item_code, ("", None))) for row in terms.prerequisites
    )


def given(codes: set[str]) -> dict[str, tuple[str, UUID | None]]:
    """Item code → name and id of the version people see of it."""
    if not codes:
        return {}
    rows = ItemVersion.objects.filter(item__code__in=codes, status__in=(Status.PUBLISHED, Status.IMPORTED)).order_by("status")
    return {code: (name, ident) for code, name, ident in rows.values_list("item__code", "name", "id")}


def overview() -> Overview:
    """Two statements, whatever there is."""
    lines, more = lines_in_force()
    names = {line.item_code: line.item for line in lines} | {line.term.item_code: line.given_by for line in lines if line.given_by}
    found = graph.cycles(graph.graph_of(line.edge for line in lines))
    unbased, unknown = sum(not line.term.article for line in lines), sum(not line.given_by for line in lines)
    return Overview(lines, found, names, len({line.item_code for line in lines}), unbased, unknown, more)


def cycle_with(terms: Terms) -> tuple[str, ...]:
    """Items in a circle with this one if these terms were in force; empty when there is none, or nothing needed from the list."""
    own = [Edge(terms.code, row.item_code, row.name, row.hold) for row in terms.prerequisites if row.item_code]
    if not own:
        return ()
    others = [line.edge for line in lines_in_force()[0] if line.item_code != terms.code]
    found = graph.cycles(graph.graph_of([*others, *own]))
    return next((group for group in found if terms.code in group), ())


def needed_for(item_code: str) -> tuple[tuple[NeedLine, ...], tuple[NeedLine, ...]]:
    """(what the item needs, what needs the item), directly."""
    lines, _ = lines_in_force()
    return tuple(line for line in lines if line.item_code == item_code), tuple(line for line in lines if line.term.item_code == item_code)


def hidden_in(version_id: UUID) -> tuple[Hidden, ...]:
    """Materials of a version that look like the result of another item but are no declared prerequisite."""
    row = ItemVersion.objects.select_related("item").filter(id=version_id).first()
    if row is None:
        return ()
    materials = [(m["code"], m["name"]) for m in row.materials or []]
    stated = [p.get("material_code", "") for p in row.prerequisites or []]
    return graph.hidden(materials, results(), stated, own=row.item.code)


def results() -> dict[str, str]:
    """Name of a result → code of the item that gives it, where a source states it; the first item by code wins."""
    rows = ItemVersion.objects.filter(status__in=(Status.PUBLISHED, Status.IMPORTED), result__name__isnull=False)
    found: dict[str, str] = {}
    for name, code in rows.order_by("-item__code").values_list("result__name", "item__code")[:MOST_EDGES]:
        found[str(name).strip("《》 ")] = code
    return found


@dataclass(frozen=True, slots=True)
class DocketLine:
    id: UUID
    number: str
    kind: str
    state: State
    item: str
    item_code: str
    prerequisite: str
    defendant: str
    filed_at: datetime
    due_on: date | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class InstanceRow:
    number: int
    presiding: str
    members: tuple[tuple[str, Verdict], ...]
    verdict: Verdict
    bases: tuple[Basis, ...]
    reasons: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class DocketPage:
    """One docket with its instances. `version` is what a verb must have seen."""

    line: DocketLine
    version: int
    plaintiff: str
    plaintiff_id: UUID
    defendant_id: UUID
    claim: str
    answer: str
    bases: tuple[Basis, ...]
    answer_by: date
    appeal: str
    appealed_by: str
    appeal_by: date | None
    final_at: datetime | None
    carried_out_at: datetime | None
    instances: tuple[InstanceRow, ...]


def docket_line(row: Docket, verdicts: Mapping[UUID, str]) -> DocketLine:
    state = State(row.state)
    due = {State.FILED: row.answer_by, State.DECIDED: row.appeal_by}.get(state)
    verdict = verdicts.get(row.id)
    return DocketLine(
        row.id, row.number, row.kind, state, row.item.name, row.item.code, row.prerequisite, row.defendant.name, row.filed_at, due,
        Verdict(verdict) if verdict else None,
    )


def dockets(*, states: Collection[str] = (), item_code: str = "", page: int = 1) -> tuple[tuple[DocketLine, ...], bool]:
    """Newest first, and whether there are more; of some states, if given."""
    rows = Docket.objects.select_related("item", "defendant").order_by("-filed_at", "-id")
    rows = rows.filter(state__in=states) if states else rows
    rows = rows.filter(item__code=item_code) if item_code else rows
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    verdicts = dict(
        Instance.objects.filter(docket__in=[row.id for row in found]).order_by("number").values_list("docket_id", "verdict")
    )
    return tuple(docket_line(row, verdicts) for row in found[:PAGE]), len(found) > PAGE


def docket(docket_id: UUID) -> DocketPage:
    """Raises NoDocket."""
    row = Docket.objects.select_related("item", "plaintiff", "defendant", "appealed_by").filter(id=docket_id).first()
    if row is None:
        raise NoDocket(asked=str(docket_id))
    kept = list(Instance.objects.filter(docket=row).order_by("number"))
    people = {UUID(m["account_id"]) for i in kept for m in i.members} | {i.presiding_id for i in kept}
    names = organisations.names(people)
    instances = tuple(
        InstanceRow(
            i.number, names.get(i.presiding_id, ""),
            tuple((names.get(UUID(m["account_id"]), ""), Verdict(m["vote"])) for m in i.members), Verdict(i.verdict),
            content.values_of(Basis, i.bases), i.reasons, i.decided_at,
        )
        for i in kept
    )
    return DocketPage(
        docket_line(row, {row.id: kept[-1].verdict} if kept else {}), row.head_seq, row.plaintiff.name, row.plaintiff_id, row.defendant_id,
        row.claim, row.answer, content.values_of(Basis, row.bases), row.answer_by, row.appeal,
        row.appealed_by.name if row.appealed_by else "", row.appeal_by, row.final_at, row.carried_out_at, instances,
    )


def verdicts_on(item_id: UUID) -> dict[str, Verdict]:
    """Prerequisite → what was finally decided on it, the last word first."""
    return verdicts_of([item_id]).get(item_id, {})


def verdicts_of(item_ids: Iterable[UUID]) -> dict[UUID, dict[str, Verdict]]:
    """The same for several items, in one statement."""
    rows = Instance.objects.filter(docket__item_id__in=list(item_ids), docket__state__in=(State.FINAL, State.CARRIED_OUT))
    held: dict[UUID, dict[str, Verdict]] = {}
    for item_id, name, verdict in rows.order_by("decided_at").values_list("docket__item_id", "docket__prerequisite", "verdict"):
        held.setdefault(item_id, {})[name] = Verdict(verdict)
    return held


__all__ = [
    "DocketLine", "DocketPage", "Hidden", "Hold", "InstanceRow", "NeedLine", "Overview", "docket", "dockets", "hidden_in",
    "needed_for", "of_terms", "overview", "results", "verdicts_of", "verdicts_on",
]
