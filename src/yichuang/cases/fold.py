"""The fold test: replaying a stream through the pure core gives exactly the stored row (design §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from uuid import UUID

from yichuang.cases import hot
from yichuang.cases.actions.renewing import digest
from yichuang.cases.domain.dates import dates
from yichuang.cases.domain.evolve import fold
from yichuang.cases.domain.state import CaseState
from yichuang.cases.models import Case, Urging, WantedChange
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.facts.cases import ChangeAsked, Urged
from yichuang.kernel.record import read, read_many
from yichuang.kernel.values import canonical, chunks, local_date

BATCH = 500


def check_case(case_id: UUID) -> Iterator[str]:
    """What is wrong with one stored case, in words; nothing when it equals its folded stream."""
    stored = hot.load(case_id)
    events = list(read(case_id))
    if not events:
        yield "the stream is empty"
        return
    if events[-1].seq != stored.head.seq or events[-1].hash != stored.head.hash:
        yield f"the row stands at {stored.head.seq}, the stream ends at {events[-1].seq}"
        return
    try:
        state = fold(events)
    except (ValueError, AssertionError, KeyError) as broken:
        yield f"the stream cannot be folded: {broken}"
        return
    assert state is not None
    yield from (f"{name} is not what the stream says" for name in different(state, stored.state))
    yield from different_dates(state)


def different(folded: CaseState, stored: CaseState) -> Iterator[str]:
    for field in fields(CaseState):
        one, two = getattr(folded, field.name), getattr(stored, field.name)
        if field.name in ("tasks", "gates", "ledger", "acts"):
            one, two = sorted(map(canonical, one)), sorted(map(canonical, two))
        if one != two:
            yield field.name


def different_dates(state: CaseState) -> Iterator[str]:
    """The projected dates, counted again under the calendar the stream names last."""
    known = dates(state, catalogue.case_terms(state.item_version_id, state.selection_id), clock.calendar(state.calendar_version))
    row = Case.objects.filter(id=state.id).values(*hot.DATES).get()
    for name in hot.DATES:
        if row[name] != getattr(known, name):
            yield f"{name} is {row[name]}, counted again it is {getattr(known, name)}"


def check_urgings() -> Iterator[tuple[UUID, str]]:
    """Each 催办 is what its stream of one event says."""
    for rows in chunks(list(Urging.objects.order_by("id")), BATCH):
        streams = read_many(row.id for row in rows)
        for row in rows:
            told = [(e.fact.case_id, e.fact.by, e.fact.task_id, e.actor, e.at) for e in streams[row.id] if e.kind == Urged.kind]
            if told != [(row.case_id, row.by, row.task_id, row.actor, row.at)] or local_date(row.at) != row.on:
                yield row.case_id, f"the urging {row.id} is not what its stream says"


def check_wanted() -> Iterator[tuple[UUID, str]]:
    """What each 变更 asks for is what its stream names by hash."""
    for rows in chunks(list(WantedChange.objects.order_by("case_id")), BATCH):
        streams = read_many(row.case_id for row in rows)
        for row in rows:
            told = [e.fact.content_hash for e in streams[row.case_id] if e.kind == ChangeAsked.kind]
            if told != [row.sha256] or digest(bytes(row.salt), row.reads, row.becomes) != row.sha256:
                yield row.case_id, "the change asked for is not what the stream says"


def check_all() -> Iterator[tuple[UUID, str]]:
    """Every stored case, in order of id, every urging and every change asked for; yields (case id, what is wrong)."""
    yield from check_urgings()
    yield from check_wanted()
    for case_id in Case.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=1000):
        for why in check_case(case_id):
            yield case_id, why
