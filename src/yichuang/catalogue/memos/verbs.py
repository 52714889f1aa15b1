"""Verbs of a transfer memo: open, fill a part, list of cases changed, sign, withdraw; its 划转 entered by the approval of the request, and
its effect at 00:00."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.delegating.verbs import MemoNeeded, holder_on
from yichuang.catalogue.domain import memo as law
from yichuang.catalogue.domain.delegation import NotTheirPower
from yichuang.catalogue.domain.memo import Part, Side, State
from yichuang.catalogue.models import Delegation, MemoPart, MemoSignature, TransferMemo
from yichuang.catalogue.recording import record
from yichuang.facts import catalogue as facts
from yichuang.kernel import files
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.values import Fact, canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

BATCH = 50


class NoSuchMemo(NotFound):
    code = "catalogue.no_such_memo"
    message = "没有这份交接备忘录"
    remedy = "请从清单里选一份"


class OneOpen(Refusal):
    code = "catalogue.memo_open"
    message = "这个事项已经有一份交接备忘录在办"
    remedy = "请先办完或者撤回那一份"


def own(actor: Actor) -> UUID | None:
    return organisations.own_organ(actor) if actor.is_staff else None


def locked(memo_id: UUID) -> TransferMemo:
    row = TransferMemo.objects.select_for_update().filter(id=memo_id).first()
    if row is None:
        raise NoSuchMemo(memo_id=str(memo_id))
    return row


def side_of(row: TransferMemo, actor: Actor) -> Side:
    return law.side_of(own(actor), from_organ_id=row.from_organ_id, to_organ_id=row.to_organ_id)


def move(row: TransferMemo, fact: Fact, *, actor: Actor, now: datetime) -> None:
    row.state = law.check_move(State(row.state), fact.kind)
    row.save(update_fields=["state", "delegation"])
    record(row, fact, actor=actor.ref, at=now)


@transaction.atomic
def open_memo(item_id: UUID, *, from_organ_id: UUID, to_organ_id: UUID, level: str, document: str, from_on: date, now: datetime, actor: Actor) -> UUID:
    """Draft the memo of an item; by either of the two organs. Raises NotOurs, Invalid per field."""
    law.side_of(own(actor), from_organ_id=from_organ_id, to_organ_id=to_organ_id)
    errors = []
    if from_organ_id == to_organ_id:
        errors.append(FieldError("to_organ", "catalogue.memo_organ", "请选另一个机关"))
    if from_on <= local_date(now):
        errors.append(FieldError("from_on", "catalogue.back_dated", "生效日期从明天起：零点切换"))
    if not document.strip():
        errors.append(FieldError("document", "catalogue.delegation_field", "请写依据的文件名称和文号"))
    if errors:
        raise Invalid("备忘录还不能起草", errors=tuple(errors))
    if holder_on(item_id, from_on) != from_organ_id:
        raise NotTheirPower(organ=organisations.organ(from_organ_id).name)
    if TransferMemo.objects.filter(item_id=item_id, state__in=[state.value for state in law.TRANSITIONS]).exists():
        raise OneOpen()
    row = TransferMemo.objects.create(
        item_id=item_id, from_organ_id=from_organ_id, to_organ_id=to_organ_id, level=level, document=document.strip(), from_on=from_on, created_at=now,
        created_by=actor.ref,
    )  # fmt: skip
    opened = facts.MemoOpened(item_id=item_id, from_organ_id=from_organ_id, to_organ_id=to_organ_id, from_on=from_on)
    record(row, opened, actor=actor.ref, at=now)
    return row.id


@transaction.atomic
def fill(memo_id: UUID, part: str, *, text: str, file: IO[bytes] | None = None, file_name: str = "", now: datetime, actor: Actor) -> None:
    """Write one part, with a file or without. A signature given before is void. Raises NotOurs, WrongState, Invalid."""
    row = locked(memo_id)
    side_of(row, actor)
    if part not in set(Part) or not text.strip():
        raise Invalid("这一部分还不能保存", errors=(FieldError(part, "required", "请写明交接的内容；没有的，写明没有"),))
    columns: dict[str, Any] = {"text": text.strip(), "filled_by": actor.ref, "filled_at": now}
    if file is not None:
        kept = files.put(file, name=file_name)
        columns |= {"file_sha256": kept.sha256, "file_name": file_name[:200]}
    MemoPart.objects.update_or_create(memo=row, part=part, defaults=columns)
    changed(row, part, hashlib.sha256(canonical({key: columns.get(key, "") for key in ("text", "file_sha256")})).hexdigest(), actor=actor, now=now)


def changed(row: TransferMemo, part: str, content_hash: str, *, actor: Actor, now: datetime) -> None:
    move(row, facts.MemoPartFilled(part=part, content_hash=content_hash), actor=actor, now=now)
    MemoSignature.objects.filter(memo=row).delete()  # its fact stays; the row holds what is valid now


@transaction.atomic
def list_changed(memo_id: UUID, *, content_hash: str, now: datetime, actor: Actor) -> None:
    """The list of cases under way was changed by their owner: like a part of the memo. Raises NotOurs, WrongState."""
    row = locked(memo_id)
    side_of(row, actor)
    changed(row, "cases", content_hash, actor=actor, now=now)


def content_of(row: TransferMemo, listed: str) -> str:
    """What a signature covers."""
    parts = {p.part: [p.text, p.file_sha256] for p in row.parts.all()}
    held = {"item": row.item_id, "from": row.from_organ_id, "to": row.to_organ_id, "on": row.from_on, "document": row.document, "parts": parts, "cases": listed}
    return hashlib.sha256(canonical(held)).hexdigest()


@transaction.atomic
def sign(memo_id: UUID, *, listed: str, finish: int, hand_over: int, now: datetime, actor: Actor) -> None:
    """A head signs for the own organ: the parts, and the list of cases by its hash and counts. With the second signature
    the memo stands; the power moves when the request of 划转 is approved (`life.power`).

    Raises NotOurs, NotSigned, Unfilled, WrongState.
    """
    row = locked(memo_id)
    side = side_of(row, actor)
    signed: Mapping[Side, UUID] = {Side(s.side): s.account_id for s in row.signatures.all()}
    filled = [Part(p) for p in row.parts.values_list("part", flat=True)]
    law.check_sign(
        posts=actor.posts, account_id=actor.account_id, signed_by=signed, side=side, filled=filled, from_on=row.from_on, today=local_date(now)
    )
    content = content_of(row, listed)
    earlier = row.signatures.first()
    if earlier and earlier.content_hash != content:
        raise law.WrongState("另一方签字以后内容有变化：请由另一方重新签字。", state=law.LABELS[State(row.state)])
    assert actor.account_id is not None
    MemoSignature.objects.create(
        memo=row, side=side, account_id=actor.account_id, content_hash=content, finish=finish, hand_over=hand_over, at=now
    )
    said: dict[str, Any] = {"side": side.value, "content_hash": content, "finish": finish, "hand_over": hand_over}
    if not signed:
        move(row, facts.MemoSigned(**said), actor=actor, now=now)
        return
    move(row, facts.MemoAgreed(**said), actor=actor, now=now)


def entered(item_id: UUID, delegation_id: UUID, *, now: datetime, actor: Actor) -> None:
    """The 划转 of the item was approved: its memo, signed by both for the same organs and day, is that of this row. In the caller's
    transaction. Raises MemoNeeded."""
    given = Delegation.objects.select_related("item").get(id=delegation_id)
    same = {"from_organ": given.from_organ_id, "to_organ": given.to_organ_id, "from_on": given.from_on}
    row = TransferMemo.objects.select_for_update().filter(item_id=item_id, state=State.SIGNED, delegation=None, **same).first()
    if row is None:
        raise MemoNeeded(item=given.item.name)
    row.delegation_id = delegation_id
    move(row, facts.MemoEntered(delegation_id=delegation_id), actor=actor, now=now)


@transaction.atomic
def withdraw(memo_id: UUID, *, reason: str, now: datetime, actor: Actor) -> None:
    """撤回 by either side, until its 划转 is approved: from then on the power is taken back by a request. Raises NotOurs, WrongState, Invalid."""
    row = locked(memo_id)
    side_of(row, actor)
    if not reason.strip():
        raise Invalid("请写明理由", errors=(FieldError("reason", "required", "请写明撤回的理由"),))
    if row.delegation_id is not None:
        raise law.WrongState("划转已经批准，备忘录不能再撤回。", state=law.LABELS[State(row.state)])
    move(row, facts.MemoWithdrawn(reason_hash=hashlib.sha256(reason.strip().encode()).hexdigest()), actor=actor, now=now)


def let_go(delegation_id: UUID, *, reason: str, now: datetime, actor: Actor) -> None:
    """The approval of its 划转 was taken back before the day: the memo was signed for that day, and goes with it. In the caller's transaction."""
    for row in TransferMemo.objects.select_for_update().filter(delegation=delegation_id, state=State.SIGNED):
        move(row, facts.MemoWithdrawn(reason_hash=hashlib.sha256(reason.encode()).hexdigest()), actor=actor, now=now)


def take_effect(now: datetime) -> int:
    """Memos whose transfer has begun; how many."""
    rows = TransferMemo.objects.filter(state=State.SIGNED, delegation__took_effect_at__isnull=False)
    return sum(begun(memo_id, now) for memo_id in rows.values_list("id", flat=True)[:BATCH])


@transaction.atomic
def begun(memo_id: UUID, now: datetime) -> bool:
    row = locked(memo_id)
    if row.state != State.SIGNED or row.delegation_id is None:
        return False
    move(row, facts.MemoTookEffect(delegation_id=row.delegation_id), actor=organisations.system_actor("due"), now=now)
    return True
