"""Reads of acting together: one 联办 with its branches, who holds each now, what waits for what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.joint.actions.together import limit_of_all
from yichuang.joint.actions.unit import NoJoint, name_en_of, name_of
from yichuang.joint.counting import Counted, last_days, standing
from yichuang.joint.domain.edges import EdgeKind, Link
from yichuang.joint.domain.law import still_signed
from yichuang.joint.domain.partners import MOST_PARTNERS, PartnerKind
from yichuang.joint.domain.projects import called, called_en
from yichuang.joint.domain.state import GIVEN_UP, OVER, BranchState, What
from yichuang.joint.domain.themes import Mode
from yichuang.joint.models import Branch, CopyNotice, Edge, Joint, ProjectParty, StageLead
from yichuang.joint.models_acts import Partner
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

BESIDE = ("applicant", "lead_organ", "theme_version__theme")
MOST_BRANCHES = 200
"""A 联办 of a theme has a dozen at most; the board of a project reads all its cases by its own query."""
MOST_BESIDE = 50
"""So many conditions of a case of a project are shown on the page of the case."""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One condition of a branch: whose result, on what article, whether it is there."""

    edge_id: UUID
    before_id: UUID
    name: str
    name_en: str
    kind: EdgeKind
    article: str
    met_at: datetime | None
    failed: bool
    """The branch that should have given it ended without it."""
    withdrawn: bool = False
    """It was the applicant who withdrew or gave up that branch."""
    stands_id: UUID | None = None
    """The branch that stands in its place now, where it was applied for again."""
    lost: bool = False
    """It was given, and its licence is in force no more (暂扣, 撤回, 撤销, 吊销, 注销)."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is holding it now: the open task that is due first, or the applicant (`organ` empty), who was asked for a correction 补正."""

    organ: str
    step: str
    person: str
    since: datetime


@dataclass(frozen=True, slots=True)
class BranchRow:
    id: UUID
    item_id: UUID
    name: str
    name_en: str
    handling_organ_id: UUID
    organ_id: UUID
    organ: str
    stage: str
    state: BranchState
    outcome: str
    case_id: UUID | None
    number: str
    phase: Phase | None
    received_at: datetime | None
    accepted_on: date | None
    last_on: date
    """The last day as it stands; of a branch that waits, counted behind what it waits for."""
    counted: bool
    """True when `last_on` is an estimate: not accepted yet, or waiting."""
    settled_on: date | None
    decided_at: datetime | None
    made: bool
    delivered: bool
    holders: tuple[Holder, ...]
    stops: tuple[tuple[date, date | None], ...] = ()
    """Spans that do not count 暂停计时; an open one has no end."""
    needs: tuple[NeedRow, ...] = ()
    signed_at: datetime | None = None
    """None also when it was sent back afterwards."""
    again_for: UUID | None = None
    group_id: UUID | None = None
    delivery_on: date | None = None
    """The last day of the ten of article 44."""

    @property
    def signed(self) -> bool:
        return self.signed_at is not None

    @property
    def lacks(self) -> tuple[NeedRow, ...]:
        return tuple(need for need in self.needs if need.met_at is None)

    @property
    def is_stopped(self) -> bool:
        return self.state is BranchState.OPEN and any(end is None for _start, end in self.stops)


@dataclass(frozen=True, slots=True)
class JointView:
    """One 联办 as its pages show it."""

    id: UUID
    number: str
    what: What
    name: str
    theme_version_id: UUID | None
    applicant_id: UUID
    applicant: str
    mode: Mode
    basis: str
    lead_organ_id: UUID | None
    lead: str
    opened_at: datetime
    total_on: date
    """The last day of the longest branch is the last day of all."""
    critical: UUID | None
    branches: tuple[BranchRow, ...]
    notices: tuple[CopyNotice, ...] = field(default=())
    limit_on: date | None = None
    """统一办理: the last of the forty-five days, or of the sixty, for all of them together (42(2)); None before acceptance."""
    extended_at: datetime | None = None
    name_en: str = ""
    partners: tuple[Partner, ...] = ()
    """配合单位, in the order they were handed over to."""
    partner_kinds: tuple[PartnerKind, ...] = ()
    """Those its theme has."""

    @property
    def unsigned(self) -> tuple[BranchRow, ...]:
        """统一办理: what the one decision still waits for a signature on."""
        return tuple(row for row in self.branches if row.state is BranchState.OPEN and not row.signed) if self.is_unified else ()

    @property
    def is_unified(self) -> bool:
        """Of one organ alone there is no one act over several (25, 42(1))."""
        return self.mode is Mode.UNIFIED and len({row.organ_id for row in self.branches}) > 1

    @property
    def is_over(self) -> bool:
        return all(row.state in OVER for row in self.branches)

    @property
    def standing(self) -> tuple[BranchRow, ...]:
        """Those that count: not applied for again since, not withdrawn or given up by the applicant."""
        replaced = {row.again_for for row in self.branches}
        return tuple(row for row in self.branches if row.id not in replaced and row.outcome not in GIVEN_UP)

    @property
    def given_up(self) -> tuple[BranchRow, ...]:
        """Withdrawn or given up by the applicant, and not applied for again."""
        replaced = {row.again_for for row in self.branches}
        return tuple(row for row in self.branches if row.id not in replaced and row.outcome in GIVEN_UP)

    @property
    def done(self) -> int:
        return sum(row.state in OVER for row in self.branches)

    @property
    def groups(self) -> tuple[tuple[BranchRow, ...], ...]:
        """What may go out in one handing over now, the first due first: the rest of each group, where more than one is left."""
        found: dict[UUID, list[BranchRow]] = {}
        for row in self.branches:
            if row.group_id and row.made and not row.delivered:
                found.setdefault(row.group_id, []).append(row)
        whole = [tuple(rows) for rows in found.values() if len(rows) > 1]
        return tuple(sorted(whole, key=lambda rows: min(row.delivery_on or date.max for row in rows)))

    def branch(self, branch_id: UUID) -> BranchRow:
        return next(row for row in self.branches if row.id == branch_id)


def visible(actor: Actor) -> QuerySet[Joint]:
    """Where every list begins: the applicant's own; for staff those with a branch of their organs, or whose case they accept, decide or
    were entrusted with, and those they lead; of a project also whoever leads a stage, and whoever regulates it."""
    if actor.is_staff:
        organs = sorted(organisations.mine(actor), key=str)
        in_case = (Q(**{f"case__{part}_organ_id__in": organs}) for part in ("accepting", "deciding", "entrusted"))
        own = Branch.objects.filter(reduce(or_, in_case, Q(organ_id__in=organs))).values("joint_id")
        led = StageLead.objects.filter(organ_id__in=organs).values("project_id")
        watched = ProjectParty.objects.filter(organ_id__in=organs, to_on__isnull=True).values("project_id")
        return Joint.objects.filter(Q(lead_organ_id__in=organs) | Q(id__in=own) | Q(id__in=led) | Q(id__in=watched))
    if actor.is_applicant:
        return Joint.objects.filter(Q(applicant_id__in=actor.party_ids) | Q(agent_id__in=actor.party_ids))
    return Joint.objects.none()


def id_of(number: str, *, actor: Actor, what: What | None = None) -> UUID:
    """By number; NotFound when the actor may not see it, or when it is not what is asked for."""
    rows = visible(actor).filter(number=number.strip().upper())
    found = (rows.filter(what=what) if what else rows).values_list("id", flat=True).first()
    if found is None:
        raise NoJoint()
    return found


def view(joint_id: UUID, *, actor: Actor, today: date) -> JointView:
    """One 联办, for those who may see it. A constant number of queries."""
    joint = visible(actor).select_related(*BESIDE).filter(id=joint_id).first()
    if joint is None:
        raise NoJoint()
    return viewed(joint, today)


def joined(joint_id: UUID, at: datetime, *, actor: Actor, today: date) -> JointView:
    """As `view`, with the branches alone that joined in one submission: of a project one stage, or a part of it."""
    joint = visible(actor).select_related(*BESIDE).filter(id=joint_id).first()
    if joint is None:
        raise NoJoint()
    return viewed(joint, today, set(joint.branches.filter(joined_at=at).values_list("id", flat=True)))


def viewed(joint: Joint, today: date, only: Collection[UUID] | None = None) -> JointView:
    """`only` these branches, where a project has more than its reader asks for."""
    among, between = joint.branches.all(), joint.edges.all()
    if only is not None:
        among, between = among.filter(id__in=only), between.filter(before_id__in=only, after_id__in=only)
    rows = list(among.select_related("organ", "case").prefetch_related("case__ledger").order_by("joined_at", "id")[:MOST_BRANCHES])
    edges = list(between.order_by("id")[: MOST_BRANCHES * 4])
    notices = tuple(joint.notices.select_related("organ", "branch").order_by("sent_at", "id")[:MOST_BRANCHES])
    stand, calendar = standing({row.id: row.again_for for row in rows}), clock.calendar()
    links = [Link(stand[e.before_id], e.after_id, EdgeKind(e.kind)) for e in edges if e.met_at is None]
    last = last_days([counted(row) for row in rows], links, calendar, today)
    holders = holders_of([row.case_id for row in rows if row.case_id and row.state == BranchState.OPEN])
    asked = cases.correcting_since([row.case_id for row in rows if row.case_id and is_correcting(row)])
    holders |= {case_id: (Holder("", "补正", "", since),) for case_id, since in asked.items()}
    returned = cases.returned_at([row.case_id for row in rows if row.signed_at and row.case_id])
    names = {row.id: (name_of(row), name_en_of(row)) for row in rows}
    there = {row.id: row for row in rows}
    befores = {old: there[new] for old, new in stand.items()}
    branches = tuple(
        branch_row(
            row, last[row.id], holders.get(row.case_id, ()) if row.case_id else (), needs_of(row.id, edges, names, befores),
            signed_at=row.signed_at if still_signed(row.signed_at, returned.get(row.case_id)) else None,
        )
        for row in rows
    )  # fmt: skip
    going = [row for row in branches if row.state not in OVER]
    kinds = tuple(PartnerKind(kind) for kind in joint.theme_version.content.get("partners", ())) if joint.theme_version else ()
    longest = max(going or branches, key=lambda row: row.last_on, default=None)
    return JointView(
        joint.id, joint.number, What(joint.what), joint.name, joint.theme_version_id, joint.applicant_id, joint.applicant.name,
        Mode(joint.mode), joint.basis, joint.lead_organ_id, joint.lead_organ.name if joint.lead_organ else "", joint.opened_at,
        longest.last_on if longest else today, longest.id if longest and going else None, branches, notices,
        limit_of_all(joint, rows, calendar), joint.extended_at, joint.name_en,
        tuple(joint.partners.order_by("begun_at", "id")[:MOST_PARTNERS]) if kinds else (), kinds,
    )  # fmt: skip


def needs_of(branch_id: UUID, edges: Iterable[Edge], names: Mapping[UUID, tuple[str, str]], befores: Mapping[UUID, Branch]) -> tuple[NeedRow, ...]:
    """`befores`: branch → the one that stands in its place now."""
    return tuple(
        NeedRow(
            edge.id, edge.before_id, *names[edge.before_id], EdgeKind(edge.kind), edge.article, edge.met_at,
            edge.met_at is None and BranchState(befores[edge.before_id].state) in OVER, befores[edge.before_id].outcome in GIVEN_UP,
            befores[edge.before_id].id, edge.met_at is None and befores[edge.before_id].state == BranchState.GRANTED,
        )
        for edge in edges if edge.after_id == branch_id
    )  # fmt: skip


def branch_row(row: Branch, last_on: date, holders: Sequence[Holder], needs: tuple[NeedRow, ...], *, signed_at: datetime | None) -> BranchRow:
    terms, case = catalogue.terms(row.version_id), row.case
    return BranchRow(
        row.id, row.item_id, called(terms.name, row.module), called_en(terms.name_en, row.module),
        row.handling_organ_id, row.organ_id, row.organ.name, row.stage, BranchState(row.state), row.outcome,
        row.case_id, case.number if case else "", Phase(case.phase) if case else None, case.received_at if case else None,
        case.accepted_on if case else None, last_on, row.state == BranchState.WAITING or bool(case and case.accepted_on is None),
        row.settled_on, case.decided_at if case else None, bool(case and case.made_at), bool(case and case.delivered_at), tuple(holders),
        tuple((entry.from_on, entry.to_on) for entry in case.ledger.all() if entry.kind == "stop") if case else (),
        needs, signed_at, row.again_for, row.group_id, case.delivery_on if case else None,
    )  # fmt: skip


def counted(row: Branch) -> Counted:
    case = row.case
    last_on, answer_on = (case.promised_on or case.statutory_on, case.answer_on or case.lapse_on) if case else (None, None)
    return Counted(
        row.id, row.version_id, BranchState(row.state), row.joined_at, row.settled_on, case is not None, last_on, answer_on, is_correcting(row)
    )


def is_correcting(row: Branch) -> bool:
    """It waits for the applicant, who was asked for a correction and has not brought all of it."""
    return row.case is not None and row.case.phase == Phase.CORRECTING and row.case.corrected_at is None


def holders_of(case_ids: Sequence[UUID]) -> dict[UUID, tuple[Holder, ...]]:
    """Who holds each of these cases now, in one query and one for the names."""
    tasks = cases.open_tasks_of(case_ids)
    people = organisations.names({task.owner_id for task in tasks if task.owner_id})
    organs = organisations.organ_names({task.organ_id for task in tasks})
    found: dict[UUID, tuple[Holder, ...]] = {}
    for task in tasks:
        holder = Holder(
            organs.get(task.organ_id, ""), task.name, people.get(task.owner_id, "") if task.owner_id else "", task.claimed_at or task.opened_at
        )
        found[task.case_id] = (*found.get(task.case_id, ()), holder)
    return found


def of_case(case_id: UUID) -> UUID | None:
    """The 联办 a case belongs to."""
    return Branch.objects.filter(case_id=case_id).values_list("joint_id", flat=True).first()


def beside(case_id: UUID, *, today: date) -> JointView | None:
    """The 联办 or project a case belongs to, for the pages of that case: who may see the case sees how far the others are. Of a project,
    which may have thousands of cases and has its own board, only what this one needs and what counts on it."""
    joint = Joint.objects.select_related(*BESIDE).filter(branches__case_id=case_id).first()
    if joint is None:
        return None
    return viewed(joint, today, None if joint.what == What.THEME else neighbours(case_id))


def neighbours(case_id: UUID) -> set[UUID]:
    """The branch of a case, those whose result it needs, those that count on its own, and who stands in their place now."""
    around = Edge.objects.filter(Q(after__case_id=case_id) | Q(before__case_id=case_id)).order_by("id")
    near = {ident for pair in around.values_list("before_id", "after_id")[:MOST_BESIDE] for ident in pair}
    return {*near, *Branch.objects.filter(Q(case_id=case_id) | Q(again_for__in=near)).values_list("id", flat=True)}
