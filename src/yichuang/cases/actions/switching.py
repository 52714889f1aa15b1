"""Switch-over of power: every open case of the item follows it or stays, as the memo lists it; each an event, the applicant told."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import switching as law
from yichuang.cases.domain.state import CaseState
from yichuang.cases.models import Case, Switching
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.delegation import Decider
from yichuang.documents import api as documents
from yichuang.facts.cases import SwitchBatchDone
from yichuang.kernel import due as loops
from yichuang.kernel.events import Head, emit
from yichuang.kernel.record import Recorded, read
from yichuang.kernel.values import Effective, Fact, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

log = logging.getLogger(__name__)
BATCH = 50
WHAT = "cases.power"


def holder_of(verb: Verb) -> Decider:
    """Who holds the power over this case today."""
    return catalogue.deciding_organ(verb.state.item_version_id, local_date(verb.now))


def check_holder(verb: Verb) -> None:
    """Before every decision: the power is here today, or the memo leaves the case here. Raises PowerElsewhere."""
    holder = holder_of(verb)
    if not law.is_with(verb.state, holder):
        names = {organ: organisations.organ(organ).name for organ in (holder.acting_id, verb.state.handling_organ_id)}
        law.check_holder(verb.state, holder, names)


def decide_post(verb: Verb, organ_id: UUID) -> str:
    posts = organisations.posts_for(Act.GRANT, organ_id=organ_id, item_id=verb.terms.item_id, on=local_date(verb.now))
    return posts[0] if posts else "deputy_director"


def at_receipt(verb: Verb) -> tuple[CaseState, list[Fact | Effective]]:
    """A case received while the power is elsewhere than the version says begins there: its state, and what is to be said with it."""
    holder = holder_of(verb)
    if not law.is_with(verb.state, holder):
        verb.take(law.follow(verb.state, holder, decide_post=decide_post(verb, holder.acting_id)))
    return verb.state, verb.facts


def begin_with(event: Recorded) -> None:
    """The first batch after a delegation took effect or ended; nothing when it was begun before."""
    stream_id = uuid5(event.stream_id, str(event.seq))
    if not read(stream_id):
        batch(Head("switch", stream_id, 0, bytes(32)), event.fact.item_id, None, now=event.at)


def go_on(done: Recorded) -> None:
    head = Head(done.stream, done.stream_id, done.seq, done.hash)
    batch(head, done.fact.item_id, done.fact.through_id, now=done.at)


def batch(head: Head, item_id: UUID, after: UUID | None, *, now: datetime) -> None:
    actor = organisations.system_actor(WHAT)
    rows = Case.objects.filter(item_id=item_id, phase__in=[phase.value for phase in law.OPEN]).order_by("id")
    ids = list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:BATCH])
    failed = tuple(case_id for case_id in ids if not alone(case_id, actor, now))
    if len(ids) == BATCH:
        emit(head, [SwitchBatchDone(item_id=item_id, through_id=ids[-1], failed=failed)], actor=actor.ref, at=now)


def alone(case_id: UUID, actor: Actor, now: datetime) -> bool:
    """One case. One that fails is put off, seen with `yichuang stuck`, and stops no other."""
    try:
        with transaction.atomic():
            follow(case_id, actor=actor, now=now)
    except Exception as error:
        if connection.connection is None or connection.connection.closed:
            raise
        loops.put_off(WHAT, case_id, f"{type(error).__name__}: {error}", now)
        log.exception("case %s could not follow the power", case_id)
        return False
    return True


def again(now: datetime) -> int:
    """Try those that were put off and whose hour has come; how many."""
    ids = loops.ready(WHAT, now, BATCH)
    actor = organisations.system_actor(WHAT)
    loops.went_well(WHAT, [case_id for case_id in ids if alone(case_id, actor, now)])
    return len(ids)


def follow(case_id: UUID, *, actor: Actor, now: datetime) -> bool:
    """The case goes to who holds the power today, or stays as listed; the applicant is told. False when nothing was to do."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    holder = holder_of(verb)
    listed = Switching.objects.filter(case_id=case_id, delegation_id__in=holder.rows).order_by("-at").first()
    if listed and listed.way == law.Way.FINISH:
        facts = law.retain(verb.state, holder, memo_id=listed.memo_id)
    else:
        facts = law.follow(verb.state, holder, decide_post=decide_post(verb, holder.acting_id))
    if not facts:
        return False
    verb.say(facts)
    verb.commit()
    kind, organ = ("power_stays", verb.state.handling_organ_id) if verb.state.retained_under else ("power_moved", verb.state.handling_organ_id)
    params = {"case_number": verb.state.number, "organ": organisations.organ(organ).name}
    documents.notify(verb.state.applicant_id, kind, case_id=case_id, params=params, at=now)
    return True
