"""Which versions a file holds: one of each item, the one an editor would work on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yichuang.catalogue.domain import Status
from yichuang.catalogue.guide_pages import NEARNESS
from yichuang.catalogue.models import Claim, Item, ItemVersion, nothing_left
from yichuang.kernel.values import chunks

BATCH = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Empty fields do not filter. `organ` is the accepting organ by its name, or the department as a source writes it."""

    status: str = ""
    regime: str = ""
    organ: str = ""
    text: str = ""
    codes: tuple[str, ...] = ()


def rows(wanted: Selection) -> QuerySet[ItemVersion]:
    found = ItemVersion.objects.exclude(status=Status.ENDED)
    asked: dict[str, Any] = {"status": wanted.status, "regime": wanted.regime}
    found = found.filter(**{key: value for key, value in asked.items() if value})
    if wanted.organ:
        found = found.filter(Q(department=wanted.organ) | Q(accepting_organ__name=wanted.organ))
    if wanted.text.strip():
        found = found.filter(Q(name__icontains=wanted.text.strip()) | Q(item__code__istartswith=wanted.text.strip()))
    return found.filter(item__code__in=wanted.codes) if wanted.codes else found


def chosen(wanted: Selection, start: int = 0, stop: int | None = None) -> list[UUID]:
    """The nearest version of each item, in the order of names; from `start` to before `stop`."""
    nearest = rows(wanted).order_by("item_id", NEARNESS, "-number").distinct("item_id").values("id")
    return list(ItemVersion.objects.filter(id__in=nearest).order_by("name", "id").values_list("id", flat=True)[start:stop])


def read(ids: Iterable[UUID]) -> Iterator[list[ItemVersion]]:
    """The versions in batches, in the order asked for."""
    for part in chunks(list(ids), BATCH):
        held = ItemVersion.objects.select_related("item").in_bulk(part)
        yield [held[ident] for ident in part if ident in held]


def claimed(versions: Iterable[ItemVersion]) -> dict[UUID, str]:
    """Item → the basic code of the entry it stands on; one statement."""
    rows = Claim.objects.filter(item_id__in=[version.item_id for version in versions])
    return {item_id: code for item_id, code in rows.values_list("item_id", "entry__code") if item_id}


def ended(codes: Iterable[str]) -> frozenset[str]:
    """Those of some codes whose item is known and has no version left: it was cancelled, split or merged. One all of whose drafts were
    discarded may come anew."""
    left = ItemVersion.objects.filter(item=OuterRef("pk")).exclude(status=Status.ENDED)
    rows = Item.objects.filter(~Exists(left), code__in=list(codes)).exclude(nothing_left())
    return frozenset(rows.values_list("code", flat=True))


def heads(codes: Iterable[str]) -> dict[str, ItemVersion]:
    """What an import is compared with: the open draft of an item, else the version in force, else the reference."""
    found = ItemVersion.objects.exclude(status=Status.ENDED).filter(item__code__in=list(codes)).select_related("item")
    return {row.item.code: row for row in found.order_by("item_id", NEARNESS, "-number").distinct("item_id")}
