"""The fold test of acting together: replaying a stream gives exactly the stored rows (design §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from yichuang.facts import joint as f
from yichuang.joint.acts.fold import check_acts
from yichuang.joint.areas.audit import check_entries
from yichuang.joint.domain import themes
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.domain.state import Branch, Edge, JointState, What, fold
from yichuang.joint.models import Joint
from yichuang.kernel.record import Recorded, read


def check_joint(joint: Joint, said: Sequence[Recorded]) -> Iterator[str]:
    """What is wrong with one 联办, in words; nothing when its rows are what its stream says."""
    try:
        state = fold(said)
    except (ValueError, AssertionError, KeyError) as broken:
        yield f"the stream cannot be folded: {broken!r}"
        return
    if state is None:
        yield "the stream is empty"
        return
    yield from different(state, stored(joint))
    extended = [event.at for event in said if isinstance(event.fact, f.UnifiedExtended)]
    if extended != ([joint.extended_at] if joint.extended_at else []):
        yield "the extension is not what the stream says"
    begun = {event.fact.partner_id: [event.fact.partner, event.at, None] for event in said if isinstance(event.fact, f.PartnerBegun)}
    for event in said:
        if isinstance(event.fact, f.PartnerDone):
            begun[event.fact.partner_id][2] = event.at
    if begun != {row.id: [row.kind, row.begun_at, row.done_at] for row in joint.partners.all()}:
        yield "who does its part beside is not what the stream says"


def stored(joint: Joint) -> JointState:
    branches = {
        row.id: Branch(
            row.id, row.item_id, row.version_id, row.organ_id, row.stage, row.state, row.joined_at, row.case_id, row.outcome,
            row.settled_on, row.again_for, row.signed_by, row.signed_at, row.group_id, row.module,
        )
        for row in joint.branches.all()
    }  # fmt: skip
    edges = {
        row.id: Edge(row.id, row.before_id, row.after_id, row.kind, row.article, row.met_at, row.licence_id)
        for row in joint.edges.all()
    }
    return JointState(
        joint.id, joint.number, What(joint.what), joint.theme_version_id, joint.applicant_id, joint.agent_id, themes.Mode(joint.mode),
        joint.lead_organ_id, joint.opened_at, branches, edges,
    )  # fmt: skip


def different(folded: JointState, kept: JointState) -> Iterator[str]:
    for name in ("number", "what", "theme_version_id", "applicant_id", "agent_id", "mode", "lead_organ_id", "opened_at"):
        if getattr(folded, name) != getattr(kept, name):
            yield f"{name} is not what the stream says"
    for name in ("branches", "edges"):
        one, two = getattr(folded, name), getattr(kept, name)
        for ident in sorted(set(one) | set(two), key=str):
            if one.get(ident) != two.get(ident):
                yield f"{name[:-1] if name == 'edges' else 'branch'} {ident} is not what the stream says"


def check_project(joint: Joint, said: Sequence[object]) -> Iterator[str]:
    """What a project has besides is what its stream says: code, leads, parties, key nodes, its end."""
    leads, parties, nodes = {}, {}, {}
    not_needed: set[str] = set()
    project, code, checked, evidence_id = joint.project, "", Checked.WAITING, None
    built_on: date | None = None
    for fact in said:
        match fact:
            case f.ProjectRegistered():
                code, checked = fact.code, Checked.FETCHED if fact.verified else Checked.WAITING
                if (fact.target_days, fact.from_on) != (project.target_days, project.from_on):
                    yield "the project is not what the stream says"
            case f.ProjectCodeCorrected():
                code, checked = fact.code, Checked.WAITING
            case f.ProjectCodeChecked():
                checked = Checked(fact.checked)
                evidence_id = fact.evidence_id if checked is Checked.FETCHED else None
            case f.BuildingEnded():
                built_on = fact.built_on
            case f.StageLeadSet():
                leads[fact.stage] = fact.organ_id
            case f.ProjectPartySet():
                parties[fact.role, fact.party_id, fact.from_on] = None
            case f.ProjectPartyLeft():
                parties |= {key: fact.to_on for key, to_on in parties.items() if key[:2] == (fact.role, fact.party_id) and to_on is None}
            case f.SituationAnswered():
                not_needed = not_needed - set(map(str, fact.needed)) | set(map(str, fact.not_needed))
            case f.KeyNodeSet():
                nodes[fact.item_id] = (fact.node_id, fact.planned_on)
            case f.KeyNodeRemoved():
                nodes.pop(fact.item_id, None)
    if (code, checked, evidence_id) != (project.code, project.checked, project.evidence_id):
        yield "the code of the project is not what the stream says"
    if built_on != project.built_on:
        yield "the day building ended is not what the stream says"
    if sorted(not_needed) != project.not_needed:
        yield "what the project does not need is not what the stream says"
    kept = {(p.role, p.organ_id or p.party_id, p.from_on): p.to_on for p in project.parties.all()}
    if leads != dict(project.leads.values_list("stage", "organ_id")) or parties != kept:
        yield "who leads or takes part is not what the stream says"
    if nodes != {n.item_id: (n.id, n.planned_on) for n in project.nodes.all()}:
        yield "the key nodes are not what the stream says"
    if any(isinstance(fact, f.ProjectClosed) for fact in said) != (project.closed_at is not None):
        yield "whether the project is closed is not what the stream says"
    yield from check_entries(joint, said)


def check_all() -> Iterator[tuple[UUID, str]]:
    """Every 联办 in order of id; yields (id, what is wrong)."""
    for joint in Joint.objects.order_by("id").iterator(chunk_size=200):
        said = read(joint.id)
        for why in (*check_joint(joint, said), *check_acts(joint, said)):
            yield joint.id, why
        if joint.what == What.PROJECT:
            for why in check_project(joint, [event.fact for event in said]):
                yield joint.id, why
