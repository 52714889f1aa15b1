"""Verbs of the published list 中介服务清单."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.agencies.actions.record import authority, digest, new_salt, record
from yichuang.agencies.domain import services
from yichuang.agencies.domain.agency import need_reason
from yichuang.agencies.models import Service
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm
from yichuang.facts import agencies as facts
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor


@transaction.atomic
def list_service(
    *, code: str, name: str, item_code: str, material_type: str, basis: str, article: str, note: str = "", actor: Actor, now: datetime
) -> UUID:
    """A service enters the list: only on a law, a regulation or a decision of the State Council in force, for a paper the item asks for.

    Raises NoStatutoryBasis, BasisRepealed, ServedNothing, AlreadyListed, Invalid.
    """
    power, today = authority(actor, now), local_date(now)
    wrong = [
        FieldError(field, "agencies.required", "请填写这一项")
        for field, text in (("code", code), ("name", name), ("article", article)) if not text.strip() or len(text) > 200
    ]
    known = catalogue.instrument(basis.strip())
    if known is None:
        wrong.append(FieldError("basis", "agencies.unknown_basis", "请从登记的依据里选"))
    if wrong or known is None:
        raise Invalid("还不能列入清单，请改正。", code="agencies.service_invalid", errors=tuple(wrong))
    services.check_basis(title=known.title, rank=known.rank, repealed_on=known.repealed_on, on=today)
    paper(item_code, material_type)
    row = Service(
        code=code.strip(), name=name.strip(), item_code=item_code, material_type=material_type, instrument_id=known.id, basis=known.title,
        article=article.strip(), note=note.strip(), listed_on=today, salt=new_salt(),
    )
    said = facts.ServiceListed(
        code=row.code, item_code=item_code, material_type=material_type, instrument_id=known.id, article=row.article, authority_ref=power
    )
    record(row, said, actor=actor, at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise services.AlreadyListed() from twice
    return row.id


def paper(item_code: str, material_type: str) -> MaterialTerm:
    """The material of the item in force that the service makes. Raises ServedNothing."""
    terms = catalogue.terms(catalogue.published(item_code))
    found = next((material for material in terms.materials if material.type_code == material_type), None)
    if found is None:
        raise services.ServedNothing(errors=(FieldError("material_type", "agencies.serves_nothing", "这个事项没有这种材料"),))
    return found


@transaction.atomic
def end_service(service_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """取消: no request for it is published any more; what is under contract goes on."""
    power, said = authority(actor, now), need_reason(reason)
    row = Service.objects.select_for_update().filter(id=service_id).first()
    if row is None:
        raise services.NoService()
    if row.ended_on is not None:
        raise services.ServiceEnded()
    row.ended_on = local_date(now)
    record(row, facts.ServiceEnded(authority_ref=power, reason_hash=digest(row, said)), actor=actor, at=now, words=said)
    row.save(update_fields=["ended_on", "head_seq", "head_hash"])
