"""Switch-over of power: every open case of the item follows it or stays, as the memo lists it; each an event, the applicant told."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import F, QuerySet

from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import switching as law
from yichuang.cases.domain.state import CaseState
from yichuang.cases.models import Case, Switching
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.delegation import Decider
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.facts.cases import SwitchBatchDone
from yichuang.kernel import due as loops
from yichuang.kernel.events import Head, emit
from yichuang.kernel.record import Recorded, read
from yichuang.kernel.values import Effective, Fact, canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

log = logging.getLogger(__name__)
BATCH = 50
WHAT = "cases.power"


def holder_of(verb: Verb) -> Decider:
    """Who holds the power over this case today."""
    return catalogue.deciding_organ(verb.state.item_version_id, local_date(verb.now), lambda: place_of(verb.state.id))


def place_of(case_id: UUID) -> str:
    """The division the application names for its premises."""
    return catalogue.delegating.place_in(dossier.latest_answers(case_id).answers)


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


@dataclass(frozen=True, slots=True)
class Listed:
    """在办件 of a memo: how many are finished where they are and how many handed over, and a hash of what is chosen."""

    finish: int
    hand_over: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One of them; no party is named, the organ that takes over may not see the case yet."""

    case_id: UUID
    number: str
    phase: str
    received_at: datetime
    work_on: date | None
    way: str


def open_cases(item_id: UUID) -> QuerySet[Case]:
    return Case.objects.filter(item_id=item_id, phase__in=[phase.value for phase in law.OPEN])


def listed(item_id: UUID, memo_id: UUID) -> Listed:
    """Counted from the cases open now; one that is not listed is handed over."""
    finish = sorted(Switching.objects.filter(memo_id=memo_id, way=law.Way.FINISH, case__in=open_cases(item_id)).values_list("case_id", flat=True))
    return Listed(len(finish), open_cases(item_id).count() - len(finish), hash_of(finish))


def hash_of(finish: list[UUID]) -> str:
    return sha256(canonical(finish)).hexdigest()


def listed_cases(item_id: UUID, memo_id: UUID, *, page: int = 1, size: int = 50) -> tuple[tuple[ListedCase, ...], bool]:
    """A page of the open cases with the way each goes, by what is due first."""
    rows = open_cases(item_id).order_by(F("work_on").asc(nulls_last=True), "id")
    found = list(rows.values_list("id", "number", "phase", "received_at", "work_on")[(page - 1) * size : page * size + 1])
    ways = dict(Switching.objects.filter(memo_id=memo_id, case_id__in=[row[0] for row in found]).values_list("case_id", "way"))
    return tuple(ListedCase(*row, ways.get(row[0], law.Way.HAND_OVER.value)) for row in found[:size]), len(found) > size


@transaction.atomic
def choose_way(memo_id: UUID, ways: Mapping[UUID, str], *, actor: Actor, now: datetime) -> int:
    """The memo's list: each case is handed over or finished; a signature given before is void. Raises what the memo refuses."""
    row = catalogue.memos.memo(memo_id, actor)
    known = set(open_cases(row.item_id).filter(id__in=list(ways)).values_list("id", flat=True))
    held = dict(Switching.objects.filter(memo_id=memo_id, case_id__in=known).values_list("case_id", "way"))
    new = {case_id: way for case_id, way in ways.items() if case_id in known and way in set(law.Way) and held.get(case_id, law.Way.HAND_OVER) != way}
    for case_id, way in new.items():
        Switching.objects.update_or_create(memo_id=memo_id, case_id=case_id, defaults={"way": way, "actor": actor.ref, "at": now})
    if new:
        catalogue.memos.list_changed(memo_id, content_hash=listed(row.item_id, memo_id).content_hash, now=now, actor=actor)
    return len(new)


def begin_with(event: Recorded) -> None:
    """The first batch after a delegation took effect or ended; nothing when it was begun before."""
    stream_id = uuid5(event.stream_id, str(event.seq))
    if not read(stream_id):
        batch(Head("switch", stream_id, 0, bytes(32)), event.fact.item_id, None, now=event.at)


def after_version(effect: Recorded) -> None:
    """A version in force names another deciding organ than the one before it: what is under way under the old goes where the power is by
    date, as it does when an abolished organ is carried on by another. Where the power had moved before, nothing is left to do."""
    for from_id, to_id in effect.fact.moves:
        item_id = catalogue.terms(to_id).item_id
        stream_id = uuid5(effect.fact.request_id, f"power {from_id}")
        if catalogue.terms(from_id).deciding_organ_id != catalogue.terms(to_id).deciding_organ_id and not read(stream_id):
            batch(Head("switch", stream_id, 0, bytes(32)), item_id, None, now=effect.at)


def go_on(done: Recorded) -> None:
    head = Head(done.stream, done.stream_id, done.seq, done.hash)
    batch(head, done.fact.item_id, done.fact.through_id, now=done.at)


def batch(head: Head, item_id: UUID, after: UUID | None, *, now: datetime) -> None:
    actor = organisations.system_actor(WHAT)
    rows = open_cases(item_id).order_by("id")
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
    chosen = Switching.objects.filter(case_id=case_id, memo_id__in=catalogue.memos.of_delegations(holder.rows)).first()
    if chosen and chosen.way == law.Way.FINISH:
        facts = law.retain(verb.state, holder, memo_id=chosen.memo_id)
    else:
        facts = law.follow(verb.state, holder, decide_post=decide_post(verb, holder.acting_id))
    if not facts:
        return False
    verb.say(facts)
    verb.commit()
    applicant, number, organ = verb.state.applicant_id, verb.state.number, organisations.organ(verb.state.handling_organ_id).name
    if verb.state.retained_under:
        documents.notify(applicant, "power_stays", case_id=case_id, params={"case_number": number, "organ": organ}, at=now)
    else:
        documents.notify(applicant, "power_moved", case_id=case_id, params={"case_number": number, "organ": organ}, at=now)
    return True
