"""Running cases taken over to a newer version of their item by the rule its change request stated: a bounded batch at a time."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from yichuang.cases.actions.unit import begin
from yichuang.cases.domain.moving import PHASES, reasons
from yichuang.cases.models import Case
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.catalogue.domain.life import Running
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.facts.cases import SituationSelected, VersionBatchMoved, VersionMoved
from yichuang.kernel import due as loops
from yichuang.kernel.events import Head, emit
from yichuang.kernel.record import Recorded, read
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

log = logging.getLogger(__name__)
BATCH = 100
WHAT = "cases.moving"


@dataclass(frozen=True, slots=True)
class Order:
    """From which version to which, by which rule of which request."""

    request_id: UUID
    from_id: UUID
    to_id: UUID
    rule: Running


def begin_with(effect: Recorded) -> None:
    """The first batch for each version that went over into another; nothing when it was begun before."""
    rule = Running(effect.fact.running)
    if rule is Running.KEEP:
        return
    for from_id, to_id in effect.fact.moves:
        stream_id = uuid5(effect.fact.request_id, str(from_id))
        if not read(stream_id):
            order = Order(effect.fact.request_id, from_id, to_id, rule)
            batch(Head("moving", stream_id, 0, bytes(32)), order, None, now=effect.at)


def go_on(done: Recorded) -> None:
    """The next batch. What was looked at is a fact, so an interrupted move goes on where it stood."""
    fact = done.fact
    order = Order(fact.request_id, fact.from_id, fact.to_id, Running(fact.rule))
    batch(Head(done.stream, done.stream_id, done.seq, done.hash), order, fact.through_id, now=done.at)


def batch(head: Head, order: Order, after: UUID | None, *, now: datetime) -> None:
    actor = organisations.system_actor(WHAT)
    rows = Case.objects.filter(item_version_id=order.from_id, phase__in=[p.value for p in PHASES[order.rule]]).order_by("id")
    ids = list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:BATCH])
    if not ids:
        return
    moved, kept, failed = 0, Counter[str](), []
    for case_id in ids:
        why = alone(case_id, order, actor, now)
        if why is None:
            failed.append(case_id)
        elif why:
            kept.update(why)
        else:
            moved += 1
    fact = VersionBatchMoved(
        request_id=order.request_id, from_id=order.from_id, to_id=order.to_id, rule=order.rule.value, through_id=ids[-1], moved=moved,
        kept=dict(kept), failed=tuple(failed),
    )  # fmt: skip
    emit(head, [fact], actor=actor.ref, at=now)


def alone(case_id: UUID, order: Order, actor: Actor, now: datetime) -> tuple[str, ...] | None:
    """Why a case stays, empty when it moved, None when it could not be done: that one is put off and stops no other."""
    try:
        with transaction.atomic():
            return move(case_id, order.to_id, rule=order.rule, request_id=order.request_id, actor=actor, now=now)
    except Exception as error:
        if connection.connection is None or connection.connection.closed:
            raise
        loops.put_off(WHAT, case_id, f"{type(error).__name__}: {error}", now)
        log.exception("case %s could not be moved to version %s", case_id, order.to_id)
        return None


def move(case_id: UUID, to_id: UUID, *, rule: Running, request_id: UUID, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Take one case over, dossier and dates with it, and tell the applicant; returns what keeps it where it is, if anything does."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    after = situated(case_id, to_id)
    why = reasons(verb.state, verb.terms, after, rule)
    if why or verb.state.item_version_id == to_id:
        return tuple(reason.value for reason in why)
    before = verb.terms
    verb.say([VersionMoved(from_id=before.version_id, to_id=to_id, request_id=request_id, rule=rule.value)])
    if before.selection_id != after.selection_id:
        verb.say([SituationSelected(situation_id=after.situation_id if after.selection_id else None, selection_id=after.selection_id)])
    verb.terms = after
    verb.commit()
    dossier.move_version(case_id, before, after, actor=actor, at=now)
    documents.notify(verb.state.applicant_id, "version_moved", case_id=case_id, params={"case_number": verb.state.number}, at=now)
    return ()


def situated(case_id: UUID, to_id: UUID) -> Terms:
    """The terms of the new version for what the applicant answered: its tables may select otherwise, or it has none."""
    terms = catalogue.terms_for(to_id, dossier.latest_answers(case_id).answers)
    return catalogue.case_terms(to_id, catalogue.keep_selection(terms))


def again(now: datetime) -> int:
    """Try those that were put off and whose hour has come, by the order the last batch of their version gave; how many."""
    ids = loops.ready(WHAT, now, BATCH)
    actor, well = organisations.system_actor(WHAT), []
    for case_id in ids:
        order = order_of(case_id)
        if order is None or alone(case_id, order, actor, now) is not None:
            well.append(case_id)
    loops.went_well(WHAT, well)
    return len(ids)


def order_of(case_id: UUID) -> Order | None:
    """The order under which a case was put off: the newest effect on its item that moves from the version it stands on."""
    row = Case.objects.filter(id=case_id).values("item_id", "item_version_id").first()
    if row is None:
        return None
    for event in reversed(read(row["item_id"])):
        if event.kind == "catalogue.ChangeTookEffect":
            for from_id, to_id in event.fact.moves:
                if from_id == row["item_version_id"]:
                    return Order(event.fact.request_id, from_id, to_id, Running(event.fact.running))
    return None
