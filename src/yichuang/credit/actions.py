"""Verbs of the credit file: note what was found (in the transaction of the verb that found it), repair it, void it with its finding."""

from __future__ import annotations

import os
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.credit import domain
from yichuang.credit.domain import Found, Record
from yichuang.credit.models import CreditRecord
from yichuang.facts import credit as facts
from yichuang.kernel import events
from yichuang.kernel.crypto import salted_hash
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import Fact, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

STREAM = "credit"


def salted(row: CreditRecord, words: str) -> str:
    return salted_hash(row.salt, words)


def value(row: CreditRecord) -> Record:
    return Record(
        row.id, row.party_id, row.found, row.ground, row.organ_id, row.case_id, row.licence_id, row.from_on, row.to_on, row.repaired_on,
        row.proof, row.voided_on,
    )


def record(row: CreditRecord, said: Fact, *, by: str, at: datetime) -> None:
    """Append to the row's stream; the row is locked or new, and saved by the caller."""
    end = events.emit(events.Head(STREAM, row.id, row.head_seq, bytes(row.head_hash)), [said], actor=by, at=at)
    row.head_seq, row.head_hash = end.seq, end.hash


def note(
    party_id: UUID, found: Found, *, ground: str, organ_id: UUID, by: str, at: datetime, case_id: UUID | None = None,
    licence_id: UUID | None = None, source_id: UUID | None = None, to_on: date | None = None,
) -> UUID:
    """Put on record what a verb found, inside its transaction. `ground` says it in words; `to_on` only for a ban, whose days the law sets.
    Returns the record's id."""
    from_on = local_date(at)
    row = CreditRecord(
        id=new_id(), party_id=party_id, found=found, ground=ground.strip(), organ_id=organ_id, case_id=case_id, licence_id=licence_id,
        source_id=source_id, from_on=from_on, to_on=to_on or domain.last_day(found, from_on), salt=os.urandom(16),
    )
    noted = facts.CreditNoted(
        party_id=party_id, found=found, organ_id=organ_id, case_id=case_id, licence_id=licence_id, source_id=source_id, from_on=row.from_on,
        to_on=row.to_on, ground_hash=salted(row, row.ground),
    )
    record(row, noted, by=by, at=at)
    row.save(force_insert=True)
    return row.id


@transaction.atomic
def repair(record_id: UUID, *, proof: str, actor: Actor, at: datetime) -> None:
    """信用修复 by the organ that noted it, on the proof that was shown."""
    row = CreditRecord.objects.select_for_update().filter(id=record_id).first()
    if row is None:
        raise NotFound("没有这条信用记录。", code="credit.not_found")
    authority_ref = organisations.authority(actor, Act.REPAIR_CREDIT, organ_id=row.organ_id, item_id=None, on=local_date(at))
    domain.check_repair(value(row), proof=proof, on=local_date(at))
    row.repaired_on, row.proof = local_date(at), proof.strip()
    record(row, facts.CreditRepaired(proof_hash=salted(row, row.proof), authority_ref=authority_ref), by=actor.ref, at=at)
    row.save()


def void(source_id: UUID, *, by: str, at: datetime) -> None:
    """The finding `source_id` fell: the record that stands on it falls with it, inside the same transaction. Without one, nothing."""
    row = CreditRecord.objects.select_for_update().filter(source_id=source_id, voided_on__isnull=True).first()
    if row is None:
        return
    row.voided_on = local_date(at)
    record(row, facts.CreditVoided(source_id=source_id), by=by, at=at)
    row.save()
