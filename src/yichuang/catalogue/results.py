"""What may be applied for now, as the front page lists it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from yichuang.catalogue import content, pages
from yichuang.catalogue.domain import MaterialTerm, Status
from yichuang.catalogue.guide_papers import is_fetched
from yichuang.catalogue.models import Item, ItemVersion


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A published item as the front page lists it; `required` and `visits` are None where not stated."""

    version_id: UUID
    name: str
    name_en: str
    limit_words: str
    required: int | None
    fetched: int
    visits: int | None


def open_items(limit: int = 60) -> tuple[OpenItem, ...]:
    """What may be applied for now, by name."""
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED).order_by("name")[:limit]
    return tuple(open_item(row) for row in rows)


OTHERS = 5
MOST_LOOKED_AT = 5000
"""Published items a window's list is picked from; more than a city decides."""


def open_where(words: Iterable[str], fits: Callable[[UUID, UUID | None], bool], limit: int = 60) -> tuple[tuple[OpenItem, ...], tuple[InForce, ...]]:
    """Of the published items whose name holds every word (or whose code is the word), by name: those that fit (item, accepting organ), and
    the first that do not; two queries."""
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED)
    for word in words:
        rows = rows.filter(Q(name__icontains=word) | Q(name_en__icontains=word) | Q(item__code=word))
    columns = ("item_id", "id", "item__code", "name", "name_en", "accepting_organ_id", "accepting_organ__name", "visits")
    found: list[UUID] = []
    others: list[InForce] = []
    for row in rows.order_by("name", "id").values_list(*columns)[:MOST_LOOKED_AT]:
        if fits(row[0], row[5]):
            found.append(row[1])
        elif len(others) < OTHERS:
            others.append(InForce(*row))
        if len(found) == limit:
            break
    return tuple(open_item(row) for row in ItemVersion.objects.filter(id__in=found).order_by("name", "id")), tuple(others)


def open_item(row: ItemVersion) -> OpenItem:
    materials = content.values_of(MaterialTerm, row.materials)
    return OpenItem(
        version_id=row.id,
        name=row.name,
        name_en=row.name_en,
        limit_words=pages.limit_words(pages.stated_limit(row)) or row.promised_text,
        required=pages.required_count(materials),
        fetched=sum(is_fetched(material) and not material.from_form for material in materials),
        visits=row.visits,
    )


def decided_by(organ_id: UUID, limit: int = 200) -> tuple[tuple[UUID, str], ...]:
    """(item, name) of what an organ decides under a published version, by name."""
    rows = ItemVersion.objects.filter(deciding_organ_id=organ_id, status=Status.PUBLISHED)
    return tuple(rows.order_by("name").values_list("item_id", "name")[:limit])


@dataclass(frozen=True, slots=True)
class InForce:
    """An item somebody may apply for, as others pick it: the version in force and who decides; `visits` None where not stated."""

    item_id: UUID
    version_id: UUID
    code: str
    name: str
    name_en: str
    organ_id: UUID | None
    organ: str
    visits: int | None


def in_force(item_ids: Iterable[UUID] | None = None, limit: int = 500) -> tuple[InForce, ...]:
    """The items with a published version, by name: these, or all of them up to `limit`; one query."""
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED)
    rows = rows if item_ids is None else rows.filter(item_id__in=set(item_ids))
    columns = ("item_id", "id", "item__code", "name", "name_en", "deciding_organ_id", "deciding_organ__name", "visits")
    return tuple(InForce(*row) for row in rows.order_by("name", "id").values_list(*columns)[:limit])


def item_names(item_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The name of each item, by its newest version; one query."""
    rows = ItemVersion.objects.filter(item_id__in=set(item_ids)).order_by("item_id", "number")
    return dict(rows.values_list("item_id", "name"))


def item_titles(item_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """The name of each item and its English name (empty where there is none), by its newest version; one query."""
    rows = ItemVersion.objects.filter(item_id__in=set(item_ids)).order_by("item_id", "number")
    return {item_id: (name, name_en) for item_id, name, name_en in rows.values_list("item_id", "name", "name_en")}


def item_ids(codes: Iterable[str]) -> dict[str, UUID]:
    """The item of each code that is known; one query."""
    return dict(Item.objects.filter(code__in=set(codes)).values_list("code", "id"))
