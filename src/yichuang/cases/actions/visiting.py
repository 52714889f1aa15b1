"""Verbs of the visit 现场核查 (34(3)): ordered and recorded by one organ, or as its part of one visit of several (联合踏勘, 26(2))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acts as law
from yichuang.cases.domain import opinions
from yichuang.cases.domain.acceptance import need_reason, require
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.review import desk_row
from yichuang.cases.domain.state import Act as CaseAct
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.events import Head
from yichuang.kernel.values import Effective, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def order_visit(
    case_id: UUID, *, officers: Sequence[UUID], actor: Actor, now: datetime, version: int | None = None, purpose: str = ""
) -> Head:
    """踏勘派单, 34(3): two officers or more; does not stop the clock (45 does not name it). `purpose` inspection, testing or
    quarantine: the officers of 55(2), to be appointed within five working days of acceptance."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    verb.authority(Act.VISIT)
    require(verb.state, Phase.UNDER_REVIEW)
    ordered(verb, officers, law.visit_data(verb.state, verb.calendar, officers, purpose))
    return verb.commit()


def ordered(verb: Verb, officers: Sequence[UUID], data: dict[str, object]) -> UUID:
    """The visit by these officers of the case's own organ, a task for each; returns the act."""
    law.check_officers(officers)
    holders = organisations.holders("visitor", organ_id=verb.state.handling_organ_id, on=local_date(verb.now))
    if not set(officers) <= {person.account_id for person in holders}:
        wrong = FieldError("officers", "post", "请从持证的核查人员里选。")
        raise Invalid("选的人不是本机关的核查人员。", article=f"{law.LAW}第三十四条第三款", errors=(wrong,))
    act_id = new_id()
    rows = tuple(
        desk_row(
            TaskKind.VISIT, "现场核查", "visitor", verb.state.handling_organ_id, new_id, node=str(act_id),
            owner_id=str(officer),
        )
        for officer in dict.fromkeys(officers)
    )  # fmt: skip
    verb.say([law.open_act(act_id, ActKind.VISIT, "ordered", data=data, gate_id=new_id(), opened=rows)])
    return act_id


@transaction.atomic
def record_visit(
    case_id: UUID, *, act_id: UUID, place: str, findings: str, signatures: str, actor: Actor, now: datetime,
    held_at: datetime | None = None,
) -> Head:
    """现场核查笔录 by one of the officers, with all officers' names and numbers."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    act = law.act_in(verb.state, act_id, ActKind.VISIT, "recorded")
    if actor.account_id not in officers_of(act):
        verb.authority(Act.VISIT)
    recorded(verb, act, place=place, findings=findings, signatures=signatures or "核查人员、被核查人签字", held_at=held_at or now)
    return verb.commit()


def officers_of(act: CaseAct) -> list[UUID]:
    return [UUID(o) for o in act.data["officers"]]  # type: ignore[union-attr]


def recorded(verb: Verb, act: CaseAct, *, place: str, findings: str, signatures: str, held_at: datetime) -> None:
    """The record with the names and numbers of the case's own officers, put into its file; the gate is met."""
    need_reason(findings, "findings")
    law.check_held(act, held_at, verb.now)
    officers = officers_of(act)
    people = organisations.names(officers)
    on = local_date(held_at)
    rows = [{"name": people.get(o, ""), "number": organisations.officer_number(o, on=on)} for o in officers]
    fixed = papers.fix(
        verb, Kind.VISIT_RECORD, to=(Recipient(Role.INTERNAL, "案卷"),), officers=rows, held_at=papers.minute(held_at),
        place=place, findings=findings.strip(), signatures=signatures,
    )
    data: dict[str, object] = {"statement_id": str(verb.write(findings).id)}
    told = law.move_act(verb.state, act.id, ActKind.VISIT, "recorded", data=data, document_id=fixed.document_id, met=True)
    verb.say([Effective(told, held_at)])


@transaction.atomic
def join_visit(case_id: UUID, *, joint_act_id: UUID, officers: Sequence[UUID], actor: Actor, now: datetime) -> UUID:
    """This case's part in a joint visit; returns the act. The law is that of `order_visit`: two officers of its own organ (34(3)).

    Only for the capability that plans the visit: it has checked that `actor` acts for the organ that leads.
    """
    verb = begin(case_id, actor=actor, now=now, lock=True)
    require(verb.state, Phase.UNDER_REVIEW)
    data = law.visit_data(verb.state, verb.calendar, officers, "") | {"joint_act": str(joint_act_id)}
    act_id = ordered(verb, officers, data)
    verb.commit()
    return act_id


@transaction.atomic
def record_joint_visit(
    case_id: UUID, *, act_id: UUID, place: str, findings: str, actor: Actor, now: datetime, held_at: datetime
) -> bool:
    """This case's part of the one record, with its own organ's officers; False when the case waits for it no longer (it has its
    end, its organ went alone or gave the visit up). Only for the capability that planned the visit."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    act = verb.state.act(act_id)
    if verb.state.phase is not Phase.UNDER_REVIEW or act is None or act.state != "ordered":
        return False
    recorded(verb, act, place=place, findings=findings, signatures="各机关核查人员、被核查人签字", held_at=held_at)
    verb.commit()
    return True


@transaction.atomic
def leave_visit(case_id: UUID, *, act_id: UUID, reason: str, actor: Actor, now: datetime) -> bool:
    """The joint visit was cancelled: this case waits for it no longer; a visit its item requires is still required. False when
    there is nothing to leave. Only for the capability that planned the visit."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    act = verb.state.act(act_id)
    if verb.state.phase is not Phase.UNDER_REVIEW or act is None or act.state != "ordered":
        return False
    data: dict[str, object] = {"reason_id": str(verb.write(reason).id)}
    verb.say([law.move_act(verb.state, act_id, ActKind.VISIT, "dropped", data=data, met=True)])
    verb.commit()
    return True


@transaction.atomic
def attach_opinion(
    case_id: UUID, *, joint_act_id: UUID, asked_by: UUID, verdict: str, text: str, article: str, actor: Actor, now: datetime,
    at_meeting: bool = False
) -> bool:
    """The opinion of the case's own organ in a joint act, kept in its file as an answered opinion (26(2)); False when the case is
    not under review any more. At a meeting the organ that leads writes down what was said; else who reviews the case says it."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    if not at_meeting:
        verb.authority(Act.REVIEW)
    if verb.state.phase is not Phase.UNDER_REVIEW:
        return False
    opinions.check_opinion(verdict, text, article)
    words = opinions.opinion_said(verdict, text, article)
    organ_id, asked = verb.state.handling_organ_id, organisations.organ(asked_by)
    fixed = papers.fix(
        verb, Kind.OPINION_REPLY, organ_id=organ_id, to=(Recipient(Role.ORGAN, asked.name, organ_id=asked.id),), request_number=papers.NOT_STATED,
        opinion=words, replied_on=papers.day(local_date(now)),
    )
    data: dict[str, object] = {
        "organ_id": str(organ_id), "silence": "none", "verdict": verdict, "article": article, "joint_act": str(joint_act_id),
        "statement_id": str(verb.write(words).id), "document_id": str(fixed.document_id),
    }  # fmt: skip
    verb.say([law.open_act(new_id(), ActKind.OPINION, "answered", data=data, document_id=fixed.document_id)])
    verb.commit()
    return True
