"""Verbs of the register of agencies: apply, admit, turn down, suspend, restore, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.agencies.actions.record import authority, check_organ, digest, lock_agency, new_salt, record
from yichuang.agencies.domain import agency as law
from yichuang.agencies.models import Agency, Line, Service
from yichuang.facts import agencies as facts
from yichuang.kernel import files
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Offered:
    """One service an agency applies with; `source` is the qualification as bytes or upload, None when it stays the one handed in before."""

    service_id: UUID
    price_fen: int
    days: int
    qualification: str
    qualified_to: date | None = None
    source: Any = None
    file_name: str = ""


@transaction.atomic
def apply(
    party_id: UUID, offered: Sequence[Offered], *, staff_count: int, conditions: str, process: str, organ_id: UUID | None = None,
    actor: Actor, now: datetime,
) -> UUID:
    """申请入驻, or a change of what it is listed with, by whoever stands for the legal person. Given services replace those before.

    Raises NotTheAgency, Invalid, WrongState, the refusals of kernel.files. Returns the agency's id.
    """
    if not actor.is_applicant:
        raise law.NotTheAgency()
    if party_id not in actor.party_ids:
        raise law.NoAgency()
    if organisations.party(party_id).is_natural:
        wrong = FieldError("party", "agencies.no_company", "请选有统一社会信用代码的单位")
        raise Invalid("中介服务机构应当是登记的单位。", code="agencies.no_company", errors=(wrong,))
    check_services(offered)
    check_organ(organ_id)
    row = Agency.objects.select_for_update(of=("self",)).filter(party_id=party_id).first()
    before = {line.service_id: line for line in row.lines.all()} if row else {}
    lines = tuple(law.Line(o.service_id, o.price_fen, o.days, o.qualification, o.qualified_to) for o in offered)
    law.check_application(lines=lines, staff_count=staff_count, process=process, conditions=conditions, on=local_date(now))
    fresh = row is None
    row = row or Agency(id=new_id(), party_id=party_id, salt=new_salt())
    row.staff_count, row.conditions, row.process = staff_count, conditions.strip(), process.strip()
    row.organ_id, row.applied_at, row.reason = organ_id, now, ""
    kept = [line_of(row, one, before.get(one.service_id)) for one in offered]
    told = f"{row.conditions}\n{row.process}"
    said = facts.AgencyApplied(
        party_id=party_id, staff_count=staff_count, organ_id=organ_id, text_hash=digest(row, told),
        services=tuple((k.service_id, k.days, k.price_fen, k.qualified_to, k.file_sha256) for k in kept),
    )  # fmt: skip
    record(row, said, actor=actor, at=now, words=told)
    row.save(force_insert=fresh)
    Line.objects.filter(agency=row).delete()  # the facts keep what it was listed with
    Line.objects.bulk_create(kept)
    return row.id


def check_services(offered: Sequence[Offered]) -> None:
    wanted = {one.service_id for one in offered}
    if len(wanted) != len(offered) or Service.objects.filter(id__in=wanted, ended_on__isnull=True).count() != len(wanted):
        raise Invalid("请从清单里选服务。", code="agencies.no_service", errors=(FieldError("service", "agencies.no_service", "请从清单里选服务"),))


def line_of(row: Agency, one: Offered, before: Line | None) -> Line:
    """The line as it will stand; a qualification without a new paper keeps the one handed in before, and needs one at first."""
    sha256, name = (before.file_sha256, before.file_name) if before else ("", "")
    if one.source is not None:
        sha256, name = files.put(one.source, name=one.file_name).sha256, one.file_name[-200:]
    if not sha256:
        raise Invalid("请上传资质证书。", code="agencies.no_paper", errors=(FieldError("paper", "agencies.no_paper", "请上传资质证书"),))
    return Line(
        id=new_id(), agency=row, service_id=one.service_id, price_fen=one.price_fen, days=one.days, qualification=one.qualification.strip(),
        qualified_to=one.qualified_to, file_sha256=sha256, file_name=name,
    )


@transaction.atomic
def admit(agency_id: UUID, *, organ_id: UUID | None, actor: Actor, now: datetime, version: int | None = None) -> None:
    """核对通过: listed. `organ_id` is the organ it is connected with, as the check found it (43(2))."""
    power = authority(actor, now)
    check_organ(organ_id)
    row = lock_agency(agency_id, version)
    record(row, facts.AgencyAdmitted(organ_id=organ_id, authority_ref=power), actor=actor, at=now)
    row.organ_id, row.listed_on = organ_id, local_date(now)
    row.save()


@transaction.atomic
def turn_down(agency_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    power, said = authority(actor, now), law.need_reason(reason)
    row = lock_agency(agency_id, version)
    record(row, facts.AgencyTurnedDown(authority_ref=power, reason_hash=digest(row, said)), actor=actor, at=now, words=said)
    row.reason = said
    row.save()


@transaction.atomic
def suspend(
    agency_id: UUID, *, ground: str, reason: str, actor: Actor, now: datetime, version: int | None = None, complaint_id: UUID | None = None
) -> None:
    """暂停: no new work until restored; contracts under way go on."""
    power, said, why = authority(actor, now), law.need_reason(reason), law.read_bar(ground)
    row = lock_agency(agency_id, version)
    fact = facts.AgencySuspended(ground=why, complaint_id=complaint_id, authority_ref=power, reason_hash=digest(row, said))
    record(row, fact, actor=actor, at=now, words=said)
    row.reason = said
    row.save()


@transaction.atomic
def restore(agency_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    power, said = authority(actor, now), law.need_reason(reason)
    row = lock_agency(agency_id, version)
    record(row, facts.AgencyRestored(authority_ref=power, reason_hash=digest(row, said)), actor=actor, at=now, words=said)
    row.reason = ""
    row.save()


@transaction.atomic
def remove(agency_id: UUID, *, ground: str, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """清退."""
    power, said, why = authority(actor, now), law.need_reason(reason), law.read_bar(ground)
    row = lock_agency(agency_id, version)
    record(row, facts.AgencyRemoved(ground=why, authority_ref=power, reason_hash=digest(row, said)), actor=actor, at=now, words=said)
    row.reason = said
    row.save()
