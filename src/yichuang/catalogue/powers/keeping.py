"""Verbs of the list: keep a clause, keep a power (the row it replaces ends the day before), end a power."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yichuang.catalogue.domain.powers import Period, check_power
from yichuang.catalogue.finding.folding import lexemes
from yichuang.catalogue.models import Item, MandateClause, Power
from yichuang.catalogue.publishing import may
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import MandateClauseKept, PowerEnded, PowerKept
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations.domain import Act, Actor


class NoSuchPower(NotFound):
    code = "catalogue.no_such_power"
    message = "没有这项权责，或者它已经停用"
    remedy = "请从权责清单里选一项"


CONTENT = ("name", "kind", "levels", "office_id", "office_name", "clause_id", "item_id", "bases", "duties", "source")
"""What makes one row differ from the next of the same power."""


def check_editor(actor: Actor, now: datetime) -> None:
    may(actor, Act.EDIT_ITEM, organ_id=actor.organ_id, item_id=None, on=local_date(now))


@transaction.atomic
def keep_clause(
    *, organ_id: UUID, title: str, number: str, clause: str, text: str, now: datetime, actor: Actor,
    valid_from: date | None = None, valid_to: date | None = None,
) -> UUID:
    """A clause of an organ's 三定规定; the same clause with the same text is kept once."""
    check_editor(actor, now)
    errors = [FieldError(name, "catalogue.clause_missing", "请填写") for name, value in (("title", title), ("clause", clause)) if not value.strip()]
    if valid_from and valid_to and valid_to < valid_from:
        errors.append(FieldError("clause_to", "catalogue.span_backwards", "止日不能早于起日"))
    if errors:
        raise Invalid("三定条款还不能保存", code="catalogue.bad_clause", errors=tuple(errors))
    digest = hashlib.sha256(text.strip().encode()).hexdigest()
    row, made = MandateClause.objects.get_or_create(
        organ_id=organ_id, title=title.strip(), number=number.strip(), clause=clause.strip(), text_sha256=digest,
        defaults={"text": text.strip(), "valid_from": valid_from, "valid_to": valid_to},
    )  # fmt: skip
    if made:
        record(row, MandateClauseKept(organ_id=organ_id, text_hash=digest, valid_from=valid_from), actor=actor.ref, at=now)
    return row.id


def content_hash(columns: Mapping[str, Any]) -> str:
    held = {key: str(columns[key]) if isinstance(columns.get(key), UUID) else columns.get(key) for key in CONTENT}
    return hashlib.sha256(canonical({key: value for key, value in held.items() if value not in (None, "", [], ())})).hexdigest()


def row_of(columns: Mapping[str, Any], *, now: datetime, actor: Actor) -> Power:
    """An unsaved row; raises Invalid per field."""
    period = Period(columns.get("valid_from"), columns.get("valid_to"))
    check_power(
        code=columns.get("code", ""), name=columns.get("name", ""), kind=columns.get("kind", ""), levels=columns.get("levels", ()),
        duties=list(columns.get("duties", ())), period=period,
    )
    return Power(**columns, content_hash=content_hash(columns), created_at=now, created_by=actor.ref)


@transaction.atomic
def keep_power(columns: Mapping[str, Any], *, now: datetime, actor: Actor) -> UUID:
    """A power (columns of `Power`) from `valid_from` (today) on; the row of the same code, organ and place ends the day before.

    Raises Forbidden, Invalid per field.
    """
    check_editor(actor, now)
    columns = {"valid_from": local_date(now), **{key: value for key, value in columns.items() if value not in (None, "")}}
    row = row_of(columns, now=now, actor=actor)
    held = Power.objects.select_for_update().filter(
        code=row.code, organ_id=row.organ_id, organ_name=row.organ_name, place=row.place, valid_to__isnull=True
    )
    old = held.first()
    if old and old.content_hash == row.content_hash:
        return old.id
    if old:
        close(old, row.valid_from or local_date(now), actor=actor, now=now)
    row.save(force_insert=True)
    write_words([row])
    record(row, kept(row, old), actor=actor.ref, at=now)
    return row.id


def kept(row: Power, old: Power | None) -> PowerKept:
    return PowerKept(
        code=row.code, organ_id=row.organ_id, office_id=row.office_id, clause_id=row.clause_id, content_hash=row.content_hash,
        valid_from=row.valid_from, replaced_id=old.id if old else None,
    )  # fmt: skip


def close(row: Power, from_on: date, *, actor: Actor, now: datetime) -> None:
    """The row ends the day before `from_on`; one that would begin no earlier never holds: no day has two rows."""
    row.valid_to = from_on - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    record(row, PowerEnded(valid_to=row.valid_to), actor=actor.ref, at=now)


@transaction.atomic
def end_power(power_id: UUID, *, valid_to: date, now: datetime, actor: Actor) -> None:
    """The power is off the list after that day. Raises Forbidden, NoSuchPower, Invalid."""
    check_editor(actor, now)
    row = Power.objects.select_for_update().filter(id=power_id, valid_to__isnull=True).first()
    if row is None:
        raise NoSuchPower(power_id=str(power_id))
    if row.valid_from and valid_to < row.valid_from:
        raise Invalid("止日早于起日", errors=(FieldError("valid_to", "catalogue.span_backwards", "止日不能早于起日"),))
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    record(row, PowerEnded(valid_to=valid_to), actor=actor.ref, at=now)


def write_words(rows: Iterable[Power]) -> None:
    """What a power is found by: its code, name, organ and bases; one statement."""
    texts = {str(row.id): " ".join(lexemes([row.code, row.name, row.organ_name, *row.bases])) for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(
            "update power set words = to_tsvector('simple', x.text) from unnest(%s::uuid[], %s::text[]) as x(id, text) where power.id = x.id",
            [list(texts), list(texts.values())],
        )


def item_ids(codes: Iterable[str]) -> dict[str, UUID]:
    """Items that carry one of these codes."""
    return dict(Item.objects.filter(code__in=list(codes)).values_list("code", "id"))
