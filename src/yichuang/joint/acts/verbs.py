"""Verbs of a joint act: plan it, record it in every case at once, cancel it. One transaction, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.acceptance import need_reason
from yichuang.cases.domain.opinions import check_opinion, check_silence
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.facts import joint as f
from yichuang.joint.actions.settling import concerned
from yichuang.joint.actions.together import all_or_none
from yichuang.joint.actions.unit import Unit, in_both, locked
from yichuang.joint.acts.reads import leaders
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import ActKind, ActState, Silence
from yichuang.joint.domain.law import NOT_RUNNING, NotOpen, NotTheLead
from yichuang.joint.domain.state import BranchState
from yichuang.joint.models import Branch, JointAct, JointActBranch, JointActOfficer
from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned: for which branches, by whom of each organ. `due_on`: until when each organ gives its opinion."""

    kind: ActKind
    planned_at: datetime
    place: str
    branches: Sequence[UUID]
    officers: Mapping[UUID, Sequence[UUID]]
    agenda: str = ""
    stage: str = ""
    due_on: date | None = None
    silence: Silence = Silence.NONE
    silence_basis: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What an organ said of its case. `text`: the conditions, or the reason of an objection."""

    verdict: str
    text: str = ""
    article: str = ""


@dataclass(slots=True)
class Going:
    """The cases of a plan: those that take part and those whose rule frees them, with what the rule says."""

    rows: list[tuple[Branch, UUID]] = field(default_factory=list)
    """Branch and the organ that handles its case."""
    free: list[tuple[Branch, str]] = field(default_factory=list)

    @property
    def organs(self) -> list[UUID]:
        return list(dict.fromkeys(organ_id for _, organ_id in self.rows))


@transaction.atomic
def plan(joint_id: UUID, wanted: Plan, *, actor: Actor, now: datetime) -> UUID:
    """Plan it, by the organ that leads. On the site each organ has two officers of its own (34(3)) and a visit is ordered in each
    case; whose rule says 免勘 is left out by the rule. Raises TooFew naming the organs, NotAllReady, NotTheLead."""
    unit = locked(joint_id, actor=actor, now=now)
    lead_id = leading(unit, wanted.stage)
    ref = organisations.authority(actor, Act.CONSULT, organ_id=lead_id, on=local_date(now))
    law.check_plan(
        wanted.kind, place=wanted.place, agenda=wanted.agenda, planned_at=wanted.planned_at, due_on=wanted.due_on, now=now,
        today=local_date(now),
    )
    check_silence(wanted.silence is Silence.CONSENT, wanted.silence_basis)
    going = sorted_out(unit, wanted)
    people = {organ_id: list(dict.fromkeys(wanted.officers.get(organ_id, ()))) for organ_id in going.organs}
    law.check_people(wanted.kind, people, organisations.organ_names(set(people)))
    act = JointAct.objects.create(
        id=new_id(), joint=unit.joint, kind=wanted.kind, stage=wanted.stage, lead_organ_id=lead_id, place=wanted.place.strip(),
        planned_at=wanted.planned_at, agenda=wanted.agenda.strip(), due_on=wanted.due_on, silence=wanted.silence,
        silence_basis=wanted.silence_basis.strip() if wanted.silence is Silence.CONSENT else "", planned_by=actor.account_id,
    )  # fmt: skip
    keep_officers(act, people, local_date(wanted.planned_at))
    visits = order_visits(act, going, people, unit) if wanted.kind in law.ON_SITE else {}
    JointActBranch.objects.bulk_create([
        *(JointActBranch(act=act, branch=b, visit_id=visits.get(b.id), due_on=wanted.due_on) for b, _ in going.rows),
        *(JointActBranch(act=act, branch=b, free=why) for b, why in going.free),
    ])
    unit.say(f.ActPlanned(
        act_id=act.id, act=act.kind, stage=act.stage, lead_organ_id=lead_id, planned_at=act.planned_at,
        content_hash=act.words_hash,
        branches=tuple(b.id for b, _ in going.rows), free=tuple(b.id for b, _ in going.free),
        officers={str(organ): [str(o) for o in who] for organ, who in people.items()}, due_on=act.due_on,
        visits={str(branch): str(visit) for branch, visit in visits.items()}, silence=act.silence, authority_ref=ref,
    ))  # fmt: skip
    if wanted.kind in law.ON_SITE:
        tell(unit, act, "joint_visit_planned")
    return act.id


def leading(unit: Unit, stage: str) -> UUID:
    """The organ the actor leads for: that of the 联办, or of the stage of a project. Raises NotTheLead."""
    own = organisations.mine(unit.actor)
    found = next((organ_id for organ_id in leaders(unit.joint, stage) if organ_id in own), None)
    if found is None:
        raise NotTheLead()
    return found


def sorted_out(unit: Unit, wanted: Plan) -> Going:
    """The chosen branches, each a running case; on the site without those whose situation the item's own rule frees (免勘)."""
    chosen = list(dict.fromkeys(wanted.branches))
    if not chosen or len(chosen) > law.MOST:
        wrong = FieldError("branches", "joint.how_many", "请选1到%(most)s项。")
        raise Invalid("没有选事项，或者选得太多。", code="joint.how_many", errors=(wrong,), most=law.MOST)
    rows = unit.joint.branches.select_related("organ", "case").filter(id__in=chosen, state=BranchState.OPEN, case__isnull=False)
    branches = list(rows.order_by("case_id"))
    if len(branches) != len(chosen):
        raise NotOpen(state=NOT_RUNNING)
    going = Going()
    for branch in branches:
        assert branch.case is not None
        why = catalogue.case_terms(branch.case.item_version_id, branch.case.selection_id).visit_free if wanted.kind in law.ON_SITE else ""
        if why:
            going.free.append((branch, why))
        else:
            going.rows.append((branch, branch.handling_organ_id))
    if not going.rows:
        raise law.NothingToDo(items=Several(in_both(branch) for branch in branches))
    return going


def keep_officers(act: JointAct, people: Mapping[UUID, Sequence[UUID]], on: date) -> None:
    """Who takes part, each from the posts that may; the names and numbers stand as they are on the day."""
    posts = law.posts_for(ActKind(act.kind))
    names = organisations.names({one for who in people.values() for one in who})
    for organ_id, who in people.items():
        known = {person.account_id for post in posts for person in organisations.holders(post, organ_id=organ_id, on=on)}
        if not set(who) <= known:
            wrong = FieldError("officers", "joint.not_theirs", "请从各机关自己的人员里选。")
            raise Invalid("选的人不是该机关能参加的人员。", code="joint.not_theirs", article=law.TooFew.article, errors=(wrong,))
        JointActOfficer.objects.bulk_create([
            JointActOfficer(act=act, organ_id=organ_id, account_id=one, name=names.get(one, ""), number=organisations.officer_number(one, on=on))
            for one in who
        ])


def order_visits(act: JointAct, going: Going, people: Mapping[UUID, Sequence[UUID]], unit: Unit) -> dict[UUID, UUID]:
    """The visit in each case, by that organ's own officers; all or none."""
    organ_of, found = {branch.id: organ_id for branch, organ_id in going.rows}, {}

    def do(branch: Branch) -> None:
        assert branch.case_id is not None
        officers = people[organ_of[branch.id]]
        found[branch.id] = cases.join_visit(branch.case_id, joint_act_id=act.id, officers=officers, actor=unit.actor, now=unit.now)

    all_or_none([branch for branch, _ in going.rows], do)
    return found


def tell(unit: Unit, act: JointAct, kind: str) -> None:
    """The applicant is told of a visit to the site, and when it does not come."""
    params = {
        "number": unit.joint.number, "act": law.KIND_NAMES[ActKind(act.kind)], "day": local_date(act.planned_at).isoformat(), "place": act.place,
    }
    for party_id in concerned(unit):
        documents.notify(party_id, kind, params=params, at=unit.now)


def going_on(unit: Unit, act_id: UUID) -> JointAct:
    """An act of this 联办 that is still planned. Raises NoAct, ActOver."""
    act = JointAct.objects.filter(id=act_id, joint=unit.joint).first()
    if act is None:
        raise law.NoAct()
    law.check_going(act.state)
    return act


def joint_of(act_id: UUID) -> UUID:
    found = JointAct.objects.filter(id=act_id).values_list("joint_id", flat=True).first()
    if found is None:
        raise law.NoAct()
    return found


def check_may(unit: Unit, act: JointAct) -> None:
    """Recorded by one of those who took part, or by the organ that leads."""
    there = act.officers.filter(account_id=unit.actor.account_id).exists() if unit.actor.account_id else False
    if not there and act.lead_organ_id not in organisations.mine(unit.actor):
        raise NotTheLead()


@transaction.atomic
def hold(
    act_id: UUID, *, text: str, held_at: datetime, actor: Actor, now: datetime, opinions: Mapping[UUID, Opinion] | None = None
) -> list[UUID]:
    """登记: one record for all. On the site it goes into each case with that organ's own officers (34(3)); of a meeting an opinion is
    attached to each case (26(2)). Returns the branches in whose cases it stands; one that has its end meanwhile is left out."""
    unit = locked(joint_of(act_id), actor=actor, now=now)
    act = going_on(unit, act_id)
    check_may(unit, act)
    need_reason(text, "text")
    law.check_held(act.planned_at, held_at, now)
    rows = list(act.rows.select_related("branch__organ").filter(free="").order_by("branch__case_id"))
    if ActKind(act.kind) in law.ON_SITE:
        law.check_photos(act.photos.values_list("taken_at", flat=True), held_at)
        put_off(act, rows, local_date(now))
        record_visits(unit, act, rows, text, held_at)
    act.state, act.held_at, act.text_id = ActState.HELD, held_at, unit.write(text)
    act.save(update_fields=["state", "held_at", "text_id", "due_on"])
    recorded = [row.branch_id for row in rows if row.recorded]
    unit.say(f.ActHeld(act_id=act.id, held_at=held_at, text_id=act.text_id, cases=tuple(recorded)))
    if act.kind == ActKind.MEETING:
        recorded = minute(unit, act, rows, opinions or {})
    return recorded


def put_off(act: JointAct, rows: Sequence[JointActBranch], recorded_on: date) -> None:
    """The day opinions on a visit are due, when it is recorded late: silence is nothing while nobody may answer."""
    if act.due_on is None:
        return
    act.due_on = law.answer_by(act.due_on, planned_on=local_date(act.planned_at), recorded_on=recorded_on)
    for row in rows:
        row.due_on = act.due_on


def record_visits(unit: Unit, act: JointAct, rows: Sequence[JointActBranch], text: str, held_at: datetime) -> None:
    by_branch = {row.branch_id: row for row in rows}
    said = f"{law.KIND_NAMES[ActKind(act.kind)]}，{unit.joint.number}。{text.strip()}"

    def do(branch: Branch) -> None:
        row = by_branch[branch.id]
        assert branch.case_id is not None and row.visit_id is not None
        row.recorded = cases.record_joint_visit(
            branch.case_id, act_id=row.visit_id, place=act.place, findings=said, actor=unit.actor, now=unit.now, held_at=held_at
        )

    all_or_none([row.branch for row in rows], do)
    JointActBranch.objects.bulk_update(rows, ["recorded", "due_on"])


def minute(unit: Unit, act: JointAct, rows: Sequence[JointActBranch], opinions: Mapping[UUID, Opinion]) -> list[UUID]:
    """What each organ said at the meeting, attached to its case; nothing is left open. Who answered in writing before is not asked again,
    a case that has its end meanwhile is left out. Raises OpinionMissing naming the items."""
    waiting = [row for row in rows if row.given_at is None and row.branch.state == BranchState.OPEN]
    lack = [in_both(row.branch) for row in waiting if row.branch_id not in opinions]
    if lack:
        raise law.OpinionMissing(names=Several(lack))
    by_branch, kept = {row.branch_id: row for row in waiting}, []

    def do(branch: Branch) -> None:
        if give(unit, act, by_branch[branch.id], opinions[branch.id], at_meeting=True):
            kept.append(branch.id)

    if waiting:
        all_or_none([row.branch for row in waiting], do)
    return kept


def give(unit: Unit, act: JointAct, row: JointActBranch, opinion: Opinion, *, at_meeting: bool = False) -> bool:
    """Attach an opinion to its case and keep it here; False, and nothing kept, when the case is not under review any more."""
    check_opinion(opinion.verdict, opinion.text, opinion.article)
    assert row.branch.case_id is not None
    attached = cases.attach_opinion(
        row.branch.case_id, joint_act_id=act.id, asked_by=act.lead_organ_id, verdict=opinion.verdict, text=opinion.text,
        article=opinion.article, actor=unit.actor, now=unit.now, at_meeting=at_meeting,
    )
    if not attached:
        return False
    row.verdict, row.article, row.given_at = opinion.verdict, opinion.article.strip(), unit.now
    row.text_id = unit.write(opinion.text)
    row.save(update_fields=["verdict", "article", "given_at", "text_id"])
    unit.say(f.OpinionGiven(act_id=act.id, branch_id=row.branch_id, verdict=row.verdict, article=row.article, text_id=row.text_id))
    return True


@transaction.atomic
def cancel(act_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """取消, by the organ that leads, with the reason; what was ordered in the cases is dropped there in the same transaction."""
    unit = locked(joint_of(act_id), actor=actor, now=now)
    act = going_on(unit, act_id)
    if act.lead_organ_id not in organisations.mine(actor):
        raise NotTheLead()
    need_reason(reason)
    act.state, act.text_id = ActState.CANCELLED, unit.write(reason)
    act.save(update_fields=["state", "text_id"])
    rows = act.rows.filter(visit_id__isnull=False).order_by("branch__case_id").values_list("branch__case_id", "visit_id")
    for case_id, visit_id in rows:
        cases.leave_visit(case_id, act_id=visit_id, reason=reason, actor=actor, now=now)
    act.rows.filter(given_at__isnull=True).update(due_on=None)
    unit.say(f.ActCancelled(act_id=act.id, reason_id=act.text_id))
    if ActKind(act.kind) in law.ON_SITE:
        tell(unit, act, "joint_visit_cancelled")
