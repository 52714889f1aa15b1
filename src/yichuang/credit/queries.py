"""Reads: a party's file, whether it keeps the party from promises, the register of an organ, and whether rows are what the record says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.credit import domain
from yichuang.credit.actions import salted, value
from yichuang.credit.domain import Record
from yichuang.credit.models import CreditRecord
from yichuang.facts import credit as facts
from yichuang.kernel import access
from yichuang.kernel.errors import NotFound
from yichuang.kernel.record import Recorded, read_many
from yichuang.kernel.values import chunks
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

MOST = 100
PAGE = 50
BATCH = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page: the record, whose it is and which organ noted it."""

    record: Record
    party: str
    organ: str


def record_of(party_id: UUID) -> tuple[Record, ...]:
    """Everything on record of a party, newest first."""
    return tuple(map(value, CreditRecord.objects.filter(party_id=party_id).order_by("-from_on", "-id")[:MOST]))


def standing(party_id: UUID, on: date) -> Record | None:
    """The record that keeps a party from promises on a day, if there is one."""
    rows = CreditRecord.objects.filter(party_id=party_id, to_on__gte=on).order_by("-to_on", "-id")[:MOST]
    return domain.bad(map(value, rows), on)


def is_bad(party_id: UUID, on: date) -> bool:
    return standing(party_id, on) is not None


def find(record_id: UUID, organ_ids: Collection[UUID], *, reader: Actor, at: datetime) -> Row | None:
    """One record that these organs noted; the reader is written to the access log."""
    found = CreditRecord.objects.select_related("party", "organ").filter(id=record_id, organ_id__in=organ_ids).first()
    return logged([shown(found)], reader, at)[0] if found else None


def rows_of(party_ids: Collection[UUID]) -> list[Row]:
    """The files of these parties, newest first."""
    rows = CreditRecord.objects.filter(party_id__in=party_ids).select_related("party", "organ")
    return [shown(row) for row in rows.order_by("-from_on", "-id")[:MOST]]


def file_of(party_id: UUID, *, reader: Actor, at: datetime) -> list[Row]:
    """The file of one party as the reader may see it, newest first: one's own whole, staff what their organs noted (in the access log)."""
    if party_id in reader.party_ids:
        return rows_of([party_id])
    if not reader.is_staff:
        raise NotFound("没有这个当事人的信用档案。", code="credit.no_file", remedy="信用档案只给本人看；在您自己的页面上看您的。")
    rows = CreditRecord.objects.filter(party_id=party_id, organ_id__in=organisations.mine(reader)).select_related("party", "organ")
    return logged([shown(row) for row in rows.order_by("-from_on", "-id")[:MOST]], reader, at)


def register(organ_ids: Collection[UUID], *, reader: Actor, at: datetime, page: int = 1) -> tuple[list[Row], bool]:
    """One page of what these organs noted, newest first, and whether there is more; the reader is written to the access log."""
    start = (max(page, 1) - 1) * PAGE
    rows = CreditRecord.objects.filter(organ_id__in=organ_ids).select_related("party", "organ").order_by("-from_on", "-id")
    found = [shown(row) for row in rows[start : start + PAGE + 1]]
    return logged(found[:PAGE], reader, at), len(found) > PAGE


def logged(rows: list[Row], reader: Actor, at: datetime) -> list[Row]:
    """The same rows; whoever's file they show, the access log says who saw it."""
    for party_id in dict.fromkeys(row.record.party_id for row in rows):
        access.note(reader.ref, "credit.records", at=at, subject_id=party_id, purpose="credit")
    return rows


def shown(row: CreditRecord) -> Row:
    return Row(value(row), row.party.name, row.organ.name)


def check_all() -> Iterator[tuple[UUID, str]]:
    """(record id, what is wrong) for each record that is not what its stream says."""
    for part in chunks(list(CreditRecord.objects.order_by("id").values_list("id", flat=True)), BATCH):
        streams = read_many(part)
        for row in CreditRecord.objects.filter(id__in=part).order_by("id"):
            for why in check(row, streams[row.id]):
                yield row.id, why


def check(row: CreditRecord, events: list[Recorded]) -> Iterator[str]:
    first = events[0].fact if events else None
    kept = (row.party_id, row.found, row.organ_id, row.case_id, row.licence_id, row.source_id, row.from_on, row.to_on, salted(row, row.ground))
    if not isinstance(first, facts.CreditNoted) or kept != (
        first.party_id, first.found, first.organ_id, first.case_id, first.licence_id, first.source_id, first.from_on, first.to_on, first.ground_hash,
    ):  # fmt: skip
        yield "the record is not the one the stream says"
    proofs = [e.fact.proof_hash for e in events if isinstance(e.fact, facts.CreditRepaired)]
    if proofs != ([salted(row, row.proof)] if row.repaired_on else []):
        yield "whether it was repaired, and on which proof, is not what the stream says"
    voided = [e.fact.source_id for e in events if isinstance(e.fact, facts.CreditVoided)]
    if voided != ([row.source_id] if row.voided_on else []):
        yield "whether its finding fell is not what the stream says"
