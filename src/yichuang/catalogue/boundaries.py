"""The boundary list 审管互动边界清单: keep a row, end one, read them. What the public reads are `catalogues` of the kinds boundary and duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain import boundary as law
from yichuang.catalogue.models import Boundary, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import may_edit, organ_of
from yichuang.facts.catalogue import BoundaryEnded, BoundaryKept
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations.domain import Actor

SIZE = 50


class NoSuchBoundary(NotFound):
    code = "catalogue.no_such_boundary"
    message = "没有这一条边界，或者已经停用"
    remedy = "请从边界清单里选一条"


@dataclass(frozen=True, slots=True)
class BoundaryRow:
    boundary_id: UUID
    item_id: UUID
    code: str
    name: str
    step: str
    approve_office: str
    regulate_organ: str
    regulate_office: str
    interaction_name: str
    days: int
    basis: str
    valid_from: date
    valid_to: date | None


def version_called(text: str) -> ItemVersion | None:
    """The version in force of the item with that code, else of exactly that name where only one has it."""
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED).select_related("item")
    found = list(rows.filter(item__code=text.strip())[:1]) or list(rows.filter(name=text.strip())[:2])
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list asks for at one step of an item, by id."""

    boundary_id: UUID
    step: str
    interaction: str
    regulate_organ_id: UUID
    days: int


@transaction.atomic
def keep(
    *, item: str, step: str, approve_office: str, regulate_organ_id: UUID | None, regulate_office: str, interaction: str, days: int | None, basis: str,
    valid_from: date | None, now: datetime, actor: Actor,
) -> UUID:
    """A row from a day on; the open one of the same item, step, way and regulator ends the day before: one that would begin no earlier never
    holds. Raises Forbidden, Invalid per field."""
    version = version_called(item)
    steps = [row["name"] for row in (version.steps or [])] if version else []
    law.check(
        item=version is not None, step=step.strip(), steps=steps, approve_office=approve_office, regulate_organ=regulate_organ_id is not None,
        regulate_office=regulate_office, interaction=interaction, days=days, basis=basis, valid_from=valid_from, today=local_date(now),
    )
    assert version is not None and regulate_organ_id is not None and days is not None and valid_from is not None
    ref = may_edit(actor, organ_of(version), now, item_id=version.item_id)
    Item.objects.select_for_update().get(id=version.item_id)  # two rows of one key wait for each other
    key = {"item_id": version.item_id, "step": step.strip(), "interaction": interaction, "regulate_organ_id": regulate_organ_id}
    old = Boundary.objects.select_for_update().filter(valid_to__isnull=True, **key).first()
    if old is not None:
        end_row(old, valid_from - timedelta(days=1), ref, now=now, actor=actor)
    row = Boundary(
        **key, approve_office=approve_office.strip(), regulate_office=regulate_office.strip(), days=days, basis=basis.strip(), valid_from=valid_from,
        created_at=now, created_by=actor.ref,
    )
    row.save(force_insert=True)
    said = canonical([row.step, row.approve_office, row.regulate_office, row.basis])
    fact = BoundaryKept(
        item_id=version.item_id, regulate_organ_id=regulate_organ_id, interaction=interaction, days=days, text_hash=sha256(said).hexdigest(),
        valid_from=valid_from, replaced_id=old.id if old else None, authority_ref=ref,
    )
    record(row, fact, actor=actor.ref, at=now)
    return row.id


@transaction.atomic
def end(boundary_id: UUID, *, valid_to: date | None, now: datetime, actor: Actor) -> None:
    """停用: the last day of a row. Raises NoSuchBoundary, Forbidden, Invalid."""
    row = Boundary.objects.select_for_update().filter(id=boundary_id, valid_to__isnull=True).first()
    if row is None:
        raise NoSuchBoundary(asked=str(boundary_id))
    version = ItemVersion.objects.filter(item_id=row.item_id).order_by("-number").first()
    ref = may_edit(actor, organ_of(version) if version else None, now, item_id=row.item_id)
    end_row(row, law.check_end(valid_to, valid_from=row.valid_from, today=local_date(now)), ref, now=now, actor=actor)


def end_row(row: Boundary, valid_to: date, ref: str, *, now: datetime, actor: Actor) -> None:
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    record(row, BoundaryEnded(valid_to=valid_to, authority_ref=ref), actor=actor.ref, at=now)


def holds_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def rows(on: date, *, text: str = "", page: int = 1) -> tuple[tuple[BoundaryRow, ...], bool]:
    """A page of the rows that hold on a day, by item; one statement."""
    found = Boundary.objects.filter(holds_on(on)).select_related("item", "regulate_organ").order_by("item__code", "step", "id")
    found = found.filter(item__name__icontains=text) if text else found
    start = (max(page, 1) - 1) * SIZE
    shown = list(found[start : start + SIZE + 1])
    return tuple(map(row_of, shown[:SIZE])), len(shown) > SIZE


def row_of(row: Boundary) -> BoundaryRow:
    return BoundaryRow(
        row.id, row.item_id, row.item.code, row.item.name, row.step, row.approve_office, row.regulate_organ.name, row.regulate_office,
        law.INTERACTION_NAMES[law.Interaction(row.interaction)], row.days, row.basis, row.valid_from, row.valid_to,
    )  # fmt: skip


def of_item(item_id: UUID, on: date) -> tuple[Asked, ...]:
    """Everything the list says of an item on a day; one statement over an index."""
    found = Boundary.objects.filter(holds_on(on), item=item_id).order_by("step", "id")
    return tuple(Asked(*row) for row in found.values_list("id", "step", "interaction", "regulate_organ_id", "days"))


def without_regulator(on: date, most: int = 20) -> tuple[int, tuple[tuple[str, str], ...]]:
    """How many items in force have nobody who regulates them on a day, and the first of them (code, name); two statements."""
    held = Boundary.objects.filter(holds_on(on), item=OuterRef("item_id"))
    found = ItemVersion.objects.filter(status=Status.PUBLISHED).exclude(Exists(held))
    return found.count(), tuple(found.order_by("name", "id").values_list("item__code", "name")[:most])


def regulators(item_ids: list[UUID], on: date) -> dict[UUID, Any]:
    """Item → the row that says who regulates all of it, else the first of its steps, as of a day; one statement."""
    found: dict[UUID, Any] = {}
    for row in Boundary.objects.filter(holds_on(on), item__in=item_ids).select_related("regulate_organ").order_by("item", "step", "valid_from", "id"):
        found.setdefault(row.item_id, row)
    return found
