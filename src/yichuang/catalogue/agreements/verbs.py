"""Verbs of agreements: make one, end one. The accepting organ makes it: its name and its seal are lent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.agreements.reading import NoSuchAgreement, held_by_window, versions_of
from yichuang.catalogue.domain import agreement as law
from yichuang.catalogue.domain.powers import Period
from yichuang.catalogue.finding import index
from yichuang.catalogue.models import AcceptanceAgreement, AgreementItem, Item
from yichuang.catalogue.publishing import may
from yichuang.catalogue.recording import record
from yichuang.facts import catalogue as facts
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from yichuang.kernel.values import canonical, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

BATCH = 50
CLOSED = "0"
"""通办范围 未实现."""


class NotTheirSeal(Forbidden):
    code = "catalogue.not_their_seal"
    message = "只有受理机关自己能把受理的名义交给别的窗口。"
    article = law.BASIS
    remedy = "由受理机关的事项管理员登记。"


class AgreementEnded(Refusal):
    code = "catalogue.agreement_ended"
    message = "这份协议已经结束。"
    remedy = "要续的，另签一份。"


def check_lender(actor: Actor, organ_id: UUID, now: datetime) -> None:
    """The editor or a head of the accepting organ, or of one above it."""
    own = organ_id in organisations.mine(actor)
    may(actor, Act.EDIT_ITEM, organ_id=organ_id if own else actor.organ_id, item_id=None, on=local_date(now))
    if actor.kind != "system" and not own:
        raise NotTheirSeal()


@transaction.atomic
def agree(
    *, mode: str, window_organ_id: UUID, for_organ_id: UUID, item_ids: Sequence[UUID], from_on: date | None, to_on: date | None = None, document: str,
    text: str = "", forward_days: int = law.FORWARD_DAYS, hands_out: bool = False, now: datetime, actor: Actor,
) -> UUID:
    """Register a 通办协议. The items' rows are locked, so that two agreements of one window cannot overlap.
    Raises NotTheirSeal, Invalid (`catalogue.bad_agreement`), AgreementOverlaps."""
    check_lender(actor, for_organ_id, now)
    list(Item.objects.select_for_update().filter(id__in=item_ids).order_by("id").values_list("id", flat=True))
    documents, held = held_by_window(window_organ_id)
    period = Period(from_on, to_on)
    value = law.Agreement(new_id(), law.AgreementMode(mode), window_organ_id, for_organ_id, frozenset(item_ids), period, forward_days, hands_out)
    versions = versions_of(item_ids)
    law.check_agreement(
        value, held, document=document, today=local_date(now), documents=documents,
        kinds={organ_id: organisations.organ(organ_id).kind for organ_id in (window_organ_id, for_organ_id)},
        accepting={item: row[1] for item, row in versions.items()}, names={item: row[0] for item, row in versions.items()},
        closed=frozenset(item for item, row in versions.items() if row[2] == CLOSED),
    )  # fmt: skip
    keep(value, document.strip(), text.strip(), now=now, actor=actor)
    return value.id


def keep(value: law.Agreement, document: str, text: str, *, now: datetime, actor: Actor) -> None:
    columns: dict[str, Any] = {
        "mode": value.mode.value, "window_organ_id": value.window_organ_id, "for_organ_id": value.for_organ_id,
        "from_on": value.period.from_on, "to_on": value.period.to_on, "forward_days": value.forward_days, "hands_out": value.hands_out,
    }  # fmt: skip
    row = AcceptanceAgreement.objects.create(id=value.id, document=document, text=text, created_at=now, created_by=actor.ref, **columns)
    AgreementItem.objects.bulk_create([AgreementItem(agreement=row, item_id=item) for item in sorted(value.item_ids)])
    digest = hashlib.sha256(canonical({"document": document, "text": text})).hexdigest()
    made = facts.AgreementMade(**columns, item_ids=tuple(sorted(value.item_ids)), content_hash=digest)
    record(row, made, actor=actor.ref, at=now)
    index.put_in_force(value.item_ids)


@transaction.atomic
def end_agreement(agreement_id: UUID, *, to_on: date, document: str, now: datetime, actor: Actor) -> None:
    """Its last day is set; never back-dated, never later than agreed (another agreement may follow on it). What was taken in until then is
    forwarded and handed out as agreed; what nobody answered by then goes back to the accepting organ's window."""
    row = AcceptanceAgreement.objects.select_for_update().filter(id=agreement_id).first()
    if row is None:
        raise NoSuchAgreement(agreement_id=str(agreement_id))
    check_lender(actor, row.for_organ_id, now)
    today, errors = local_date(now), []
    if row.to_on and row.to_on < today:
        raise AgreementEnded()
    if to_on < today or to_on < row.from_on:
        errors.append(FieldError("to_on", "catalogue.back_dated", "最后一天不能早于今天，也不能早于起始日期"))
    if row.to_on and to_on > row.to_on:
        errors.append(FieldError("to_on", "catalogue.prolonged", "最后一天不能晚于协议原来的止日；要续的，另签一份"))
    if not document.strip():
        errors.append(FieldError("end_document", "catalogue.agreement_field", "请写结束依据的文件名称和文号"))
    if errors:
        raise Invalid("还不能结束", code="catalogue.bad_end", errors=tuple(errors))
    row.to_on, row.end_document = to_on, document.strip()
    row.save(update_fields=["to_on", "end_document"])
    record(row, facts.AgreementEnded(to_on=to_on), actor=actor.ref, at=now)


def expire(now: datetime) -> int:
    """Agreements whose last day went by; how many."""
    rows = AcceptanceAgreement.objects.filter(to_on__lt=local_date(now), expired_at__isnull=True)
    return sum(over(row_id, now) for row_id in rows.order_by("to_on", "id").values_list("id", flat=True)[:BATCH])


@transaction.atomic
def over(agreement_id: UUID, now: datetime) -> bool:
    row = AcceptanceAgreement.objects.select_for_update(skip_locked=True).filter(id=agreement_id, expired_at__isnull=True).first()
    if row is None or row.to_on is None:
        return False
    row.expired_at = now
    row.save(update_fields=["expired_at"])
    fact = facts.AgreementExpired(window_organ_id=row.window_organ_id, for_organ_id=row.for_organ_id, to_on=row.to_on)
    record(row, fact, actor=organisations.system_actor("due").ref, at=now)
    index.put_in_force(row.items.values_list("item_id", flat=True))
    return True
