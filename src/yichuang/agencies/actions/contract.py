"""Verbs of a contract: put it, sign it, the agency's clock with its stops, the report, its acceptance, the rating."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.agencies.actions.record import digest, lock_request, need_agency, need_owner, record
from yichuang.agencies.domain import agency as agencies
from yichuang.agencies.domain import request as law
from yichuang.agencies.domain.words import INSPECTION
from yichuang.agencies.models import Pause, Request
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm
from yichuang.clock import api as clock
from yichuang.clock.domain import Limit, Stop
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.facts import agencies as facts
from yichuang.kernel import files
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor


def taken(source: Any, name: str, field: str) -> tuple[str, str]:
    """(hash, name) of a paper that has to be there. Raises Invalid and the refusals of kernel.files, naming the field."""
    if source is None:
        wrong = FieldError(field, "agencies.no_file", "请选择文件")
        raise Invalid("请上传文件。", code="agencies.no_file", errors=(wrong,))
    try:
        return files.put(source, name=name).sha256, name[-200:]
    except Refusal as refusal:
        said = str(refusal.message) % refusal.details if refusal.details else refusal.message
        refusal.errors = (FieldError(field, refusal.code, said),)
        raise


@transaction.atomic
def propose(request_id: UUID, source: Any, *, file_name: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """The owner puts the contract before the agency: price and days are those it was chosen or drawn with. Raises NoNaming for officials."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    law.move(law.State(row.state), "agencies.ContractProposed")
    row.contract_sha256, row.contract_name = taken(source, file_name, "contract")
    assert row.agency_id and row.amount_fen and row.work_days  # chosen
    said = facts.ContractProposed(agency_id=row.agency_id, amount_fen=row.amount_fen, days=row.work_days, file_sha256=row.contract_sha256)
    record(row, said, actor=actor, at=now)
    row.save()
    tell_agency(row, "agency_contract", now)


@transaction.atomic
def sign(request_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> None:
    """The agency signs: its clock runs from the next working day."""
    row = lock_request(request_id, version)
    need_agency(row.agency, actor)
    today = local_date(now)
    due_on = last_day(row, today, ())
    record(row, facts.ContractSigned(due_on=due_on, calendar_version=clock.current_version()), actor=actor, at=now)
    row.signed_on, row.due_on = today, due_on
    row.save()
    tell_owner(row, "agency_signed", now, due_on=due_on)


@transaction.atomic
def decline(request_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """The agency does not sign; the request is over, and the owner publishes anew."""
    row = lock_request(request_id, version)
    need_agency(row.agency, actor)
    said = agencies.need_reason(reason)
    record(row, facts.ContractDeclined(reason_hash=digest(row, said)), actor=actor, at=now)
    row.reason = said
    row.save()
    tell_owner(row, "agency_declined", now)


@transaction.atomic
def end(request_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """合同终止 by the owner, while the agency works."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    said = agencies.need_reason(reason)
    record(row, facts.ContractEnded(reason_hash=digest(row, said)), actor=actor, at=now)
    row.pauses.filter(to_on__isnull=True).update(to_on=local_date(now))
    row.reason, row.due_on = said, None
    row.save()
    tell_agency(row, "agency_ended", now)


@transaction.atomic
def stop(request_id: UUID, *, ground: str, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """The agency's clock stands still for a cause that lies with the owner, who is told at once and may end it."""
    row = lock_request(request_id, version)
    need_agency(row.agency, actor)
    why, said = law.read_stop(ground), agencies.need_reason(reason)
    need_working(row)
    if row.pauses.filter(to_on__isnull=True).exists():
        raise law.StoppedAlready()
    Pause.objects.create(request=row, ground=why, reason=said, from_on=local_date(now))
    record(row, facts.WorkStopped(ground=why, reason_hash=digest(row, said)), actor=actor, at=now)
    row.due_on = None
    row.save()
    tell_owner(row, "agency_stopped", now)


@transaction.atomic
def resume(request_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> None:
    """The cause is gone: said by the owner or by the agency."""
    row = lock_request(request_id, version)
    if row.party_id not in actor.party_ids:
        need_agency(row.agency, actor)
    else:
        need_owner(row, actor)
    need_working(row)
    if not row.pauses.filter(to_on__isnull=True).update(to_on=local_date(now)):
        raise law.NotStopped()
    row.due_on = due_of(row)
    record(row, facts.WorkResumed(due_on=row.due_on), actor=actor, at=now)
    row.save()


def need_working(row: Request) -> None:
    if row.state != law.State.WORKING:
        raise law.WrongState(state=law.LABELS[law.State(row.state)])


@transaction.atomic
def deliver(request_id: UUID, source: Any, *, file_name: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """交付成果 by the agency; on time or late is recorded. A stop must have been ended."""
    row = lock_request(request_id, version)
    need_agency(row.agency, actor)
    need_working(row)
    if row.pauses.filter(to_on__isnull=True).exists():
        raise law.StoppedAlready()
    today = local_date(now)
    row.report_sha256, row.report_name = taken(source, file_name, "report")
    on_time = row.due_on is None or today <= row.due_on
    record(row, facts.ReportDelivered(file_sha256=row.report_sha256, on_time=on_time), actor=actor, at=now)
    row.delivered_on = today
    row.save()
    tell_owner(row, "agency_delivered", now)


@transaction.atomic
def send_back(request_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """退回 by the owner, with what is wrong; the days the report lay with the owner do not count."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    said, today = agencies.need_reason(reason), local_date(now)
    law.move(law.State(row.state), "agencies.ReportReturned")
    assert row.delivered_on is not None  # delivered
    Pause.objects.create(request=row, ground=INSPECTION, reason=said, from_on=row.delivered_on, to_on=today)
    row.due_on, row.delivered_on, row.reason = due_of(row), None, said
    record(row, facts.ReportReturned(reason_hash=digest(row, said), due_on=row.due_on), actor=actor, at=now)
    row.save()
    tell_agency(row, "agency_returned", now)


@transaction.atomic
def accept(request_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> None:
    """验收 by the owner: the report becomes a paper of theirs, offered in any application, and of the case the request came from. Raises NoNaming."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    law.move(law.State(row.state), "agencies.ReportAccepted")
    material = catalogue.terms(row.version_id).material(row.material_code)
    assert material is not None  # a published version never changes
    stored_id = kept(row, material, actor, now)
    case_id = into_case(row, stored_id, actor, now)
    record(row, facts.ReportAccepted(file_sha256=row.report_sha256, stored_id=stored_id, case_id=case_id), actor=actor, at=now)
    row.accepted_on, row.due_on = local_date(now), None
    row.save()
    tell_agency(row, "agency_accepted", now)


def kept(row: Request, material: MaterialTerm, actor: Actor, now: datetime) -> UUID:
    with files.open(row.report_sha256) as source:
        return dossier.keep(row.party_id, material, source, file_name=row.report_name, at=now, by=actor.ref).id


def into_case(row: Request, stored_id: UUID, actor: Actor, now: datetime) -> UUID | None:
    """The case it went into: one that waits for its answer takes it as brought, one under review as a further paper. A correction is
    handed in by the applicant, who picks the report there; a case that is over takes nothing."""
    if row.case_id is None:
        return None
    phase, uploads = cases.state(row.case_id).phase, [dossier.Upload(row.material_code, stored_id)]
    if phase is Phase.RECEIVED:
        dossier.bring_files(row.case_id, uploads, actor=actor, at=now)
    elif phase is Phase.UNDER_REVIEW:
        dossier.add_files(row.case_id, uploads, actor=actor, at=now)
    else:
        return None
    return row.case_id


@transaction.atomic
def rate(request_id: UUID, *, level: str, comment: str = "", actor: Actor, now: datetime, version: int | None = None) -> None:
    """评价 by the owner, once; level and comment are public on the agency's page."""
    row = lock_request(request_id, version)
    need_owner(row, actor)
    chosen, said = law.read_rating(level, comment)
    record(row, facts.ServiceRated(level=chosen, text_hash=digest(row, said)), actor=actor, at=now)
    row.level, row.comment, row.rated_at = chosen, said, now
    row.save()


def pauses(row: Request) -> tuple[Stop, ...]:
    """Of one request or of many whose `pauses` were prefetched."""
    return tuple(Stop(p.from_on, p.to_on, p.ground) for p in sorted(row.pauses.all(), key=lambda p: (p.from_on, p.id)))


def due_of(row: Request) -> date:
    assert row.signed_on is not None  # signed
    return last_day(row, row.signed_on, pauses(row))


def last_day(row: Request, start: date, stops: tuple[Stop, ...]) -> date:
    found = clock.last_day(clock.calendar(), start, Limit(row.work_days or 0), stops)
    assert found is not None  # no stop is open
    return found


def tell_owner(row: Request, kind: str, now: datetime, **more: Any) -> None:
    documents.notify(row.party_id, kind, at=now, case_id=row.case_id, params={"service": row.service.name, **more})


def tell_agency(row: Request, kind: str, now: datetime) -> None:
    assert row.agency is not None
    documents.notify(row.agency.party_id, kind, at=now, params={"service": row.service.name})
