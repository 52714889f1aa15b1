"""Reads beside one 联办: what a case of it lacks, its history, its number, 抄告 to acknowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.facts import joint as f
from yichuang.joint.actions.settling import edges_on
from yichuang.joint.actions.unit import Named, NoJoint, name_en_of, name_of, named
from yichuang.joint.domain import law
from yichuang.joint.domain.areas import ASSESSMENT_NAMES, AssessmentKind
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.projects import Role as ProjectRole
from yichuang.joint.domain.state import GIVEN_UP, OVER, BranchState
from yichuang.joint.listing import PAGE
from yichuang.joint.models import Area, Assessment, Branch, CopyNotice, Edge, Joint, JointAct, Note
from yichuang.joint.queries import NeedRow
from yichuang.kernel.errors import NotFound
from yichuang.kernel.record import Recorded, read_page
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


def lacking(case_id: UUID) -> tuple[NeedRow, ...]:
    """The results of other branches that this case still needs; none for a case that stands alone. Two queries."""
    edges = list(Edge.objects.filter(after__case_id=case_id, met_at__isnull=True).select_related("before").order_by("id"))
    if not edges:
        return ()
    again = set(Branch.objects.filter(again_for__in=[edge.before_id for edge in edges]).values_list("again_for", flat=True))
    return tuple(
        NeedRow(
            edge.id, edge.before_id, name_of(edge.before), name_en_of(edge.before), EdgeKind(edge.kind), edge.article, None,
            BranchState(edge.before.state) in OVER and edge.before_id not in again, edge.before.outcome in GIVEN_UP, edge.before_id,
            edge.before.state == BranchState.GRANTED,
        )
        for edge in edges
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counting:
    """A branch on its way that counts on the result of another, on which article; `waits`: it may not even be handed in before."""

    name: str
    name_en: str
    article: str
    waits: bool


def counting_on(case_id: UUID) -> tuple[Counting, ...]:
    """Who counts on the result of this case: read before it is withdrawn. None for a case that stands alone."""
    branch = Branch.objects.filter(case_id=case_id).first()
    edges = edges_on(branch) if branch else ()
    return tuple(Counting(name_of(e.after), name_en_of(e.after), e.article, e.after.state == BranchState.WAITING) for e in edges)


def nameable(case_id: UUID, *, today: date) -> tuple[NeedRow, ...]:
    """Those of them a refusal of this case may name today: near the day of the law, not the day its organ promised. Three queries."""
    needs = lacking(case_id)
    if not needs:
        return ()
    days = Branch.objects.values_list("case__accepted_on", "case__statutory_on", "case__promised_on").get(case_id=case_id)
    accepted_on, last_on, following = days[0], days[1] or days[2], clock.add_working_days(clock.calendar(), today, 1)
    return tuple(
        need for need in needs
        if law.may_be_named(failed=need.failed, accepted_on=accepted_on, last_on=last_on, today=today, following=following)
    )  # fmt: skip


def number_of(joint_id: UUID) -> str:
    """联办编号. Raises NotFound."""
    found = Joint.objects.filter(id=joint_id).values_list("number", flat=True).first()
    if found is None:
        raise NoJoint()
    return found


def first_case(number: str) -> UUID | None:
    """The first case of a 联办 by its number, for whoever follows it by number."""
    rows = Branch.objects.filter(joint__number=number.strip().upper(), case_id__isnull=False)
    return rows.order_by("joined_at", "id").values_list("case_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Told:
    """What happened in a 联办, in order, with what the sentences need: names of items by branch, people, texts."""

    events: tuple[Recorded, ...]
    branches: Mapping[UUID, Named]
    people: Mapping[UUID, str]
    organs: Mapping[UUID, str]
    notes: Mapping[UUID, str]
    edges: Mapping[UUID, tuple[UUID, UUID]]
    """edge → (branch before, branch after)"""
    named: Mapping[UUID, str | Named]
    """Organs, parties, items, areas, assessments and cases its facts name; what a project has besides."""
    acts: Mapping[UUID, str]
    """joint act → its kind"""
    more: bool = False
    """There is an older page."""


EVENTS = 100
"""So many facts make one page of a history."""


def history(joint_id: UUID, *, page: int = 1, without: Iterable[str] = ()) -> Told:
    """One page of the stream of a 联办 the reader may see, the newest first page, ready to be told; kinds `without` are not told. What it
    costs hangs on the page, not on the length of the stream: nothing is asked for what no fact of the page names."""
    events, more = read_page(joint_id, size=EVENTS, page=page, without=without)
    ids = {ident for event in events for ident in named_in(event.fact)}
    edges = {i: (before, after) for i, before, after in Edge.objects.filter(id__in=ids).values_list("id", "before_id", "after_id")}
    branches = Branch.objects.filter(id__in=ids | {end for ends in edges.values() for end in ends})
    names = {row.id: named(row) for row in branches}
    accounts = {UUID(event.actor.partition(":")[2]) for event in events if event.actor.startswith("account:")}
    organs = dict(CopyNotice.objects.filter(id__in=ids).values_list("id", "organ__name"))
    notes = dict(Note.objects.filter(id__in=ids).values_list("id", "text"))
    acts = dict(JointAct.objects.filter(id__in=ids).values_list("id", "kind"))
    facts = [event.fact for event in events]
    return Told(tuple(events), names, organisations.names(accounts), organs, notes, edges, named_by(joint_id, facts), acts, more)


def named_in(fact: Any) -> Iterator[UUID]:
    """Every id a fact names."""
    for field in fields(fact):
        value = getattr(fact, field.name)
        yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, UUID))


def named_by(joint_id: UUID, facts: Sequence[object]) -> dict[UUID, str | Named]:
    """The names of what a project's facts name by id; nothing is asked for what none of them names."""

    def ids(kind: type, field: str) -> set[UUID]:
        return {getattr(fact, field) for fact in facts if isinstance(fact, kind)}

    found: dict[UUID, str | Named] = {}
    if organ_ids := ids(f.StageLeadSet, "organ_id") | ids(f.LeadPassed, "organ_id"):
        found |= organisations.organ_names(organ_ids)
    if party_ids := ids(f.ProjectPartySet, "party_id") | ids(f.ProjectPartyLeft, "party_id"):
        found |= organisations.organ_names(party_ids) if any(is_regulator(fact) for fact in facts) else {}
        found |= {party_id: party.name for party_id, party in organisations.parties(party_ids).items()}
    answered = [fact for fact in facts if isinstance(fact, f.SituationAnswered)]
    planned = ids(f.KeyNodeSet, "item_id") | ids(f.KeyNodeRemoved, "item_id")
    if item_ids := planned | {item_id for fact in answered for item_id in (*fact.needed, *fact.not_needed)}:
        found |= {item_id: Named(*title) for item_id, title in catalogue.item_titles(item_ids).items()}
    if area_ids := ids(f.AreaEntered, "area_id"):
        found |= dict(Area.objects.filter(id__in=area_ids).values_list("id", "name"))
    if assessments := ids(f.AreaPaperLaid, "assessment_id"):
        kinds = Assessment.objects.filter(id__in=assessments).values_list("id", "kind")
        found |= {ident: ASSESSMENT_NAMES[AssessmentKind(kind)] for ident, kind in kinds}
    if case_ids := ids(f.AreaPaperLaid, "case_id") | ids(f.ResultPaperLaid, "case_id") | ids(f.ResultPaperLaid, "from_case"):
        laid = Branch.objects.filter(joint_id=joint_id, case_id__in=case_ids)
        found |= {branch.case_id: named(branch) for branch in laid if branch.case_id}
    return found


def is_regulator(fact: object) -> bool:
    return isinstance(fact, f.ProjectPartySet | f.ProjectPartyLeft) and fact.role == ProjectRole.REGULATOR


NOTICES = 60
"""So many 抄告 of a project are shown, the newest."""


def notices(joint_id: UUID) -> list[CopyNotice]:
    """抄告 of a 联办 or a project, the newest first; one query."""
    return list(CopyNotice.objects.filter(joint_id=joint_id).select_related("organ", "branch__organ").order_by("-sent_at", "id")[:NOTICES])


def notice(notice_id: UUID, *, actor: Actor) -> CopyNotice:
    """One 抄告 to an organ of mine, acknowledged or not."""
    found = CopyNotice.objects.filter(id=notice_id, organ_id__in=organisations.mine(actor)).first()
    if found is None:
        raise NotFound("没有这份抄告单。", code="joint.no_notice")
    return found


def copies_open(actor: Actor) -> int:
    """How many 抄告 to my organs are not acknowledged yet, a hundred at most. One query."""
    return CopyNotice.objects.filter(organ_id__in=organisations.mine(actor), received_at__isnull=True)[:100].count()


def copies_to_acknowledge(actor: Actor, *, page: int = 1) -> tuple[list[CopyNotice], bool]:
    """抄告 to my organs not acknowledged yet, oldest first."""
    rows = CopyNotice.objects.filter(organ_id__in=organisations.mine(actor), received_at__isnull=True)
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.select_related("organ", "branch__organ", "joint__theme_version__theme").order_by("sent_at", "id")[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE
