"""Services handed to others: put one on the list, write down a check of the work, read them. The public reads two catalogues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from yichuang.catalogue.boundaries import version_called
from yichuang.catalogue.domain import Regime
from yichuang.catalogue.domain import outsourcing as law
from yichuang.catalogue.models import ContractorCheck, Outsourced
from yichuang.catalogue.publishing import may
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import ContractorChecked, ServiceOutsourced
from yichuang.kernel import codes
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

SIZE = 50


class NoSuchService(NotFound):
    code = "catalogue.no_such_service"
    message = "目录里没有这一项服务"
    remedy = "请从目录里选一项"


@dataclass(frozen=True, slots=True)
class ServiceRow:
    service_id: UUID
    way_name: str
    organ: str
    name: str
    contractor: str
    number: str
    document: str
    duty: str
    from_on: date
    to_on: date
    checked_on: date | None
    finding_name: str
    finding: str


def with_last_check(rows: QuerySet[Outsourced], on: date) -> QuerySet[Outsourced]:
    """Each row with its last check up to a day."""
    last = ContractorCheck.objects.filter(outsourced=OuterRef("pk"), on__lte=on).order_by("-on", "-at")
    return rows.annotate(checked_on=Subquery(last.values("on")[:1]), finding=Subquery(last.values("finding")[:1])).select_related("organ")


@transaction.atomic
def keep(
    *, way: str, name: str, item: str, contractor: str, number: str, document: str, duty: str, from_on: date | None, to_on: date | None, now: datetime,
    actor: Actor,
) -> UUID:
    """列入目录: a service of the actor's organ. Raises Forbidden, Invalid per field, LicenceNotOutsourced."""
    organ_id = organisations.own_organ(actor)
    ref = may(actor, Act.EDIT_ITEM, organ_id=organ_id, item_id=None, on=local_date(now))
    fits = not (number.strip() and codes.uscc(number))
    law.check(way=way, name=name, contractor=contractor, number_fits=fits, document=document, from_on=from_on, to_on=to_on, duty=duty)
    assert from_on is not None and to_on is not None
    version = version_called(item) if item.strip() else None
    if item.strip() and version is None:
        raise Invalid("这一项还不能列入目录", errors=(FieldError("item", "catalogue.no_such_item", "现行清单没有这个名称的事项，也没有这个编码"),))
    if version is not None and version.regime == Regime.LICENCE:
        raise law.LicenceNotOutsourced(item=version.name)
    row = Outsourced(
        way=way, organ_id=organ_id, name=name.strip(), item_id=version.item_id if version else None, contractor=contractor.strip(), number=number.strip(),
        document=document.strip(), duty=duty.strip(), from_on=from_on, to_on=to_on, created_at=now, created_by=actor.ref,
    )
    row.save(force_insert=True)
    said = sha256(canonical([row.name, row.contractor, row.number, row.document, row.duty])).hexdigest()
    record(row, ServiceOutsourced(organ_id=organ_id, way=way, text_hash=said, from_on=from_on, to_on=to_on, authority_ref=ref), actor=actor.ref, at=now)
    return row.id


@transaction.atomic
def supervise(service_id: UUID, *, on: date | None, finding: str, text: str, now: datetime, actor: Actor) -> UUID:
    """监督记录 of one check; 终止合同 makes its day the last. Raises NoSuchService, Forbidden, Invalid per field."""
    row = Outsourced.objects.select_for_update().filter(id=service_id).first()
    if row is None:
        raise NoSuchService(asked=str(service_id))
    ref = may(actor, Act.EDIT_ITEM, organ_id=row.organ_id, item_id=None, on=local_date(now))
    found = law.check_supervision(finding=finding, text=text, on=on, from_on=row.from_on, to_on=row.to_on, today=local_date(now))
    assert on is not None
    made = ContractorCheck.objects.create(outsourced=row, on=on, finding=found, text=text.strip(), by=actor.ref, at=now)
    if found is law.Finding.STOP:
        row.to_on = on
        row.save(update_fields=["to_on"])
    fact = ContractorChecked(on=on, finding=found.value, text_hash=sha256(made.id.bytes + made.text.encode()).hexdigest(), authority_ref=ref)
    record(row, fact, actor=actor.ref, at=now)
    return made.id


def rows(organ_ids: frozenset[UUID], today: date, *, page: int = 1) -> tuple[tuple[ServiceRow, ...], bool]:
    """A page of the services of these organs, the newest first, each with its last check; one statement."""
    found = with_last_check(Outsourced.objects.filter(organ__in=organ_ids), today).order_by("-from_on", "id")
    start = (max(page, 1) - 1) * SIZE
    shown = list(found[start : start + SIZE + 1])
    return tuple(map(row_of, shown[:SIZE])), len(shown) > SIZE


def row_of(row: Outsourced) -> ServiceRow:
    found = row.finding  # type: ignore[attr-defined]
    return ServiceRow(
        row.id, law.WAY_NAMES[law.Way(row.way)], row.organ.name, row.name, row.contractor, row.number, row.document, row.duty, row.from_on, row.to_on,
        row.checked_on, law.FINDING_NAMES[law.Finding(found)] if found else "", found or "",  # type: ignore[attr-defined]
    )  # fmt: skip
