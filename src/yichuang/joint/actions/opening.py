"""Verbs that begin: one submission becomes a 联办 with a case for every branch that may be handed in, the others wait."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from yichuang.cases import api as cases
from yichuang.cases.domain.acceptance import TOGETHER
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import FORM, hashable
from yichuang.facts import joint as f
from yichuang.joint.actions.area_papers import note_papers, with_area, without_area
from yichuang.joint.actions.result_papers import note_results, with_results
from yichuang.joint.actions.unit import Unit, begun, in_both, next_number
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.law import GATE
from yichuang.joint.domain.projects import Stage
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.domain.themes import Mode, ThemeEdge
from yichuang.joint.models import Branch, Edge, Joint, Part, Project
from yichuang.kernel.values import canonical, new_id, plain
from yichuang.kernel.words import bigrams
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """One branch as the applicant asked for it: the item and everything that is handed in for it."""

    item_id: UUID
    package: cases.Package
    stage: str = ""
    module: str = ""
    """Of a project: the part of the works it is for; empty = the whole."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds the branches together. `edges` name items; those whose ends are not both asked for are left out."""

    name: str
    applicant_id: UUID
    theme_version_id: UUID | None = None
    agent_id: UUID | None = None
    edges: tuple[ThemeEdge, ...] = ()
    lead_item: UUID | None = None
    mode: Mode = Mode.SEPARATE
    basis: str = ""
    what: What = What.THEME


@dataclass(frozen=True, slots=True)
class Begun:
    """A 联办 that was begun: its number, and the number of each case that was opened at once."""

    joint_id: UUID
    number: str
    cases: Mapping[UUID, str]
    """item → 办件编号"""
    waiting: tuple[UUID, ...]
    """Items whose application is kept until a hard prerequisite is there."""


@transaction.atomic
def receive(frame: Frame, wanted: Sequence[Wanted], *, actor: Actor, now: datetime) -> Begun:
    """收件 of everything at once: dossier and case for each branch in one transaction; who must wait, waits with its papers kept."""
    joint = Joint(
        id=new_id(), number=next_number(now), what=frame.what, theme_version_id=frame.theme_version_id, name=frame.name,
        applicant_id=frame.applicant_id, agent_id=frame.agent_id, mode=frame.mode, basis=frame.basis, opened_at=now,
    )
    lead = joint.lead_organ_id = lead_of(wanted, frame.lead_item)
    party = organisations.party(frame.applicant_id)
    joint.words = SearchVector(Value(" ".join(bigrams(f"{joint.number} {party.name} {frame.name}"))), config="simple")
    unit = begun(joint, [f.JointOpened(
        number=joint.number, what=frame.what, theme_version_id=frame.theme_version_id, applicant_id=frame.applicant_id,
        agent_id=frame.agent_id, mode=frame.mode, lead_organ_id=lead,
    )], actor=actor, now=now)  # fmt: skip
    return add(unit, wanted, frame.edges)


def lead_of(wanted: Sequence[Wanted], lead_item: UUID | None) -> UUID | None:
    """牵头: the organ of the item that leads; when the applicant does not need that one, of the first that is handed in: several organs
    never act without a lead (26(2))."""
    leading = next((one for one in wanted if one.item_id == lead_item), next(iter(wanted), None))
    return catalogue.terms(leading.package.version_id).deciding_organ_id if leading else None


def add(
    unit: Unit, wanted: Sequence[Wanted], edges: Sequence[ThemeEdge] = (), *, again: Mapping[UUID, UUID] = MappingProxyType({})
) -> Begun:
    """Lay new branches down in a locked 联办: rows, edges, then a case for each that need not wait, gates in the same transaction.

    `edges` name items: an end may be new or, as `before`, a branch that was there; what already has its result holds nothing.
    `again`: item → the branch of it that ended without its result; what waited for that one is met by the new one.
    """
    laid = [(one, branch_of(unit, one, again.get(one.item_id))) for one in wanted]
    links = links_of(unit, laid, edges)
    links += carried(unit, [branch for _, branch in laid], links)
    waits = {edge.after_id for edge in links if edge.kind == EdgeKind.HARD}
    if any(one.stage == Stage.COMPLETION for one in wanted) and not has_ended(unit.joint.id):
        waits |= {branch.id for one, branch in laid if one.stage == Stage.COMPLETION}
    opened: dict[UUID, str] = {}
    said: list[object] = []
    for one, branch in laid:
        branch.state = BranchState.WAITING if branch.id in waits else BranchState.OPEN
        if branch.state is BranchState.OPEN:
            package, papers = with_area(unit, one.item_id, one.package)
            package, results = with_results(unit, package, [edge.before for edge in links if edge.after_id == branch.id])
            received = cases.lay_down(package, actor=unit.actor, now=unit.now)
            branch.case_id, opened[one.item_id] = received.case_id, received.number
            said += note_papers(received.case_id, papers) + note_results(received.case_id, results)
        part = part_of(branch, one)
        branch.save(force_insert=True)
        part.save(force_insert=True)
        said.append(f.BranchJoined(
            branch_id=branch.id, item_id=branch.item_id, version_id=branch.version_id, organ_id=branch.organ_id, stage=branch.stage,
            waits=branch.case_id is None, content_hash=part.sha256, again_for=branch.again_for,
            module=branch.module,
        ))  # fmt: skip
        if branch.case_id is not None:
            said.append(f.BranchOpened(branch_id=branch.id, case_id=branch.case_id, version_id=branch.version_id))
    unit.say(*said, *set_edges(links))
    for _, branch in laid:
        if branch.case_id:
            open_gates(unit, branch)
    waiting = tuple(one.item_id for one, branch in laid if branch.case_id is None)
    return Begun(unit.joint.id, unit.joint.number, opened, waiting)


def has_ended(joint_id: UUID) -> bool:
    """Whether building has ended 竣工: the fourth stage is received from that report on (建设工程质量管理条例 16)."""
    return Project.objects.filter(joint_id=joint_id, built_on__isnull=False).exists()


def links_of(unit: Unit, laid: Sequence[tuple[Wanted, Branch]], edges: Sequence[ThemeEdge]) -> list[Edge]:
    """The edges between new branches, and from branches on their way to new ones; a branch of an item that comes in several
    modules holds, and is held by, each of them."""
    new = [branch for _, branch in laid]
    wanted = {edge.before for edge in edges}
    going = list(unit.joint.branches.filter(item_id__in=wanted, state__in=(BranchState.WAITING, BranchState.OPEN))) if wanted else []
    return [
        Edge(id=new_id(), joint=unit.joint, before=before, after=after, kind=edge.kind, article=edge.article)
        for edge in edges
        for before in (*going, *new) if before.item_id == edge.before
        for after in new if after.item_id == edge.after
    ]  # fmt: skip


def carried(unit: Unit, laid: Sequence[Branch], links: Sequence[Edge]) -> list[Edge]:
    """What a branch needed of others and had not got when it ended holds the one applied for again too, hard or assumable as it was;
    what `links` lay already is not laid twice."""
    found: list[Edge] = []
    successors = {branch.again_for: branch for branch in laid if branch.again_for}
    for old_id, branch in successors.items():
        there = {edge.before_id for edge in links if edge.after_id == branch.id}
        for edge in Edge.objects.filter(after_id=old_id, met_at__isnull=True).select_related("before").order_by("id"):
            before = newest(edge.before, successors)
            if before.id not in there:
                there.add(before.id)
                found.append(Edge(id=new_id(), joint=unit.joint, before=before, after=branch, kind=edge.kind, article=edge.article))
    return found


def newest(branch: Branch, laid: Mapping[UUID, Branch] = MappingProxyType({})) -> Branch:
    """The branch that stands in the place of one that was applied for again; `laid` are successors not written yet."""
    while then := laid.get(branch.id) or Branch.objects.filter(again_for=branch.id).first():
        branch = then
    return branch


def set_edges(edges: Sequence[Edge]) -> list[object]:
    Edge.objects.bulk_create(edges)
    return [f.EdgeSet(edge_id=e.id, before=e.before_id, after=e.after_id, edge=e.kind, article=e.article) for e in edges]


def branch_of(unit: Unit, wanted: Wanted, again_for: UUID | None) -> Branch:
    terms = catalogue.terms(wanted.package.version_id)
    assert terms.deciding_organ_id is not None
    return Branch(
        id=new_id(), joint=unit.joint, item_id=wanted.item_id, version_id=wanted.package.version_id, organ_id=terms.deciding_organ_id,
        stage=wanted.stage, module=wanted.module, joined_at=unit.now, again_for=again_for,
    )  # fmt: skip


def open_gates(unit: Unit, branch: Branch) -> None:
    """Every edge that is not met holds the decision from the moment the case exists: a late reaction can only delay it. So does, in a
    unified handling, the one act over all."""
    assert branch.case_id is not None
    for edge_id in branch.needs.filter(met_at__isnull=True).order_by("id").values_list("id", flat=True):
        hold_for(unit, branch.case_id, edge_id)
    if is_unified(unit.joint):
        cases.open_gate(branch.case_id, kind=TOGETHER, ground=TOGETHER, actor=unit.actor, now=unit.now, gate_id=branch.id)


def hold_for(unit: Unit, case_id: UUID, edge_id: UUID) -> None:
    cases.open_gate(case_id, kind=GATE, ground=str(edge_id), actor=unit.actor, now=unit.now, gate_id=edge_id)


def is_unified(joint: Joint) -> bool:
    """统一办理: said by the theme, and several organs take part; of one organ there is no one act over several (25, 42(1))."""
    return joint.mode == Mode.UNIFIED and joint.branches.order_by().values("organ_id").distinct().count() > 1


def open_waiting(unit: Unit, branch: Branch) -> None:
    """The last hard prerequisite is there: what was kept is handed in, received today, under the version in force today."""
    package = package_of(unit.joint, branch, Part.objects.get(branch=branch))
    package, papers = with_area(unit, branch.item_id, package)
    package, results = with_results(unit, package, [edge.before for edge in branch.needs.select_related("before")])
    received = cases.lay_down(package, actor=unit.actor, now=unit.now)
    branch.case_id, branch.state, branch.version_id = received.case_id, BranchState.OPEN, package.version_id
    branch.save(update_fields=["case_id", "state", "version_id"])
    opened = f.BranchOpened(branch_id=branch.id, case_id=received.case_id, version_id=package.version_id)
    unit.say(opened, *note_papers(received.case_id, papers), *note_results(received.case_id, results))
    open_gates(unit, branch)
    told = {"number": unit.joint.number, "item": in_both(branch), "case_number": received.number}
    documents.notify(unit.joint.applicant_id, "branch_begun", case_id=received.case_id, params=told, at=unit.now)


def part_of(branch: Branch, wanted: Wanted) -> Part:
    package, salt = wanted.package, secrets.token_bytes(16)
    kept = {
        "answers": dict(package.answers), "fetched": dict(package.fetched), "uploads": plain([asdict(u) for u in package.uploads]),
        "papers": plain([asdict(p) for p in package.papers]), "address": asdict(package.address),
    }  # fmt: skip
    digest = sha256(salt + canonical(hashable(kept))).hexdigest()
    return Part(branch=branch, selection_id=package.selection_id, channel=package.channel, by_person=package.by_person, salt=salt, sha256=digest, **kept)


def package_of(joint: Joint, branch: Branch, part: Part) -> cases.Package:
    """What was kept for a branch, as it is handed in: of one whose case ended, as that case stands after its corrections. When its version
    has ended meanwhile, under the one in force: what that one does not ask for stays behind, what it asks for in addition the window asks
    for once (32(4)). Raises NotPublished when there is none."""
    handed = kept_in(part) if branch.case_id is None else without_area(branch.case_id, dossier.standing(branch.case_id))
    version_id, selection_id = branch.version_id, handed.selection_id
    if not catalogue.is_open(version_id):
        version_id, selection_id = catalogue.published(catalogue.terms(version_id).code), None
    asked = {m.code for m in catalogue.case_terms(version_id, selection_id).materials if not m.from_form}
    return cases.Package(
        version_id=version_id, applicant_id=joint.applicant_id, agent_id=joint.agent_id, answers=handed.answers,
        fetched=handed.fetched, address=cases.Address(**part.address), channel=Channel(part.channel), selection_id=selection_id,
        by_person=part.by_person,
        uploads=[upload for upload in handed.uploads if upload.material_code in asked],
        papers=[paper for paper in handed.papers if paper.material_code == FORM or paper.material_code in asked],
    )  # fmt: skip


def kept_in(part: Part) -> dossier.Standing:
    """What was handed in on the first day for a branch that never became a case."""
    uploads = tuple(dossier.Upload(u["material_code"], UUID(u["stored_id"]), u["reused"]) for u in part.uploads)
    papers = tuple(dossier.Paper(**paper) for paper in part.papers)
    return dossier.Standing(part.answers, part.fetched, part.selection_id, uploads, papers, faulty={}, by_system=frozenset())
