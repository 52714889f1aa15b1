"""The search page's question and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext

from yichuang.catalogue import content, finding, pages
from yichuang.catalogue.domain import REGIME_NAMES, MaterialTerm, Regime, Status
from yichuang.catalogue.models import ItemVersion, SearchEntry

PER_PAGE = 20
MOST_PAGES = 50
WORDS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader typed and chose; `audience` and `regime` are "" for all."""

    text: str
    audience: str
    regime: str
    open_only: bool
    page: int


@dataclass(frozen=True, slots=True)
class Hit:
    version_id: UUID
    name: str
    name_en: str
    regime: str
    organ: str
    region: str
    is_open: bool
    limit_words: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `near` says that nothing matched exactly and these come closest."""

    hits: tuple[Hit, ...]
    has_next: bool
    near: bool
    regimes: tuple[tuple[str, str], ...]


def asked_of(query: Mapping[str, str]) -> Asked:
    """Reads a query string; what makes no sense is taken as not said."""
    number = query.get("page", "1")
    return Asked(
        text=query.get("q", "").replace("\x00", "").strip()[:WORDS],
        audience=query.get("for", "") if query.get("for") in ("natural", "legal") else "",
        regime=query.get("kind", "") if query.get("kind") in set(Regime) else "",
        open_only=query.get("open") == "1",
        page=min(max(int(number), 1), MOST_PAGES) if number.isascii() and number.isdigit() and len(number) < 5 else 1,
    )


def find(asked: Asked) -> Found:
    """One page, the published first; a slip of the pen falls back to what is nearest."""
    start = (asked.page - 1) * PER_PAGE
    ids = page_of_ids(asked, finding.phrase(asked.text), start)
    near = bool(asked.text) and not ids and asked.page == 1
    if near:
        ids = page_of_ids(asked, finding.any_pair(asked.text), start)
    regimes = tuple((regime.value, gettext(name)) for regime, name in REGIME_NAMES.items())
    return Found(hits(ids[:PER_PAGE]), len(ids) > PER_PAGE, near and bool(ids), regimes)


def page_of_ids(asked: Asked, tsquery: str, start: int) -> list[UUID]:
    rows = SearchEntry.objects.all()
    if asked.text:
        if not tsquery:
            return []
        rows = rows.extra(where=["(names @@ %s::tsquery or body @@ %s::tsquery)"], params=[tsquery, tsquery])
    if asked.audience:
        rows = rows.filter(Q(audience__contains=[asked.audience]) | Q(audience=[]))
    if asked.regime:
        rows = rows.filter(regime=asked.regime)
    if asked.open_only:
        rows = rows.filter(weight=0)
    # a name that says it comes before a body that mentions it
    named = "case when names @@ %s::tsquery then 0 else 1 end" if tsquery else "0"
    rows = rows.extra(select={"named": named}, select_params=[tsquery] if tsquery else [])
    ordered = rows.order_by("weight", "named", Length("name"), "name")
    return [row.version_id for row in ordered[start : start + PER_PAGE + 1]]


def hits(ids: list[UUID]) -> tuple[Hit, ...]:
    rows = ItemVersion.objects.select_related("deciding_organ").in_bulk(ids)
    return tuple(hit_of(rows[version_id]) for version_id in ids if version_id in rows)


def hit_of(row: ItemVersion) -> Hit:
    limit = pages.stated_limit(row)
    return Hit(
        version_id=row.id,
        name=row.name,
        name_en=row.name_en,
        regime=gettext(REGIME_NAMES[Regime(row.regime)]),
        organ=row.deciding_organ.name if row.deciding_organ else row.department,
        region=row.region,
        is_open=row.status == Status.PUBLISHED,
        limit_words=pages.limit_words(limit) or row.promised_text,
    )


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


def open_item(row: ItemVersion) -> OpenItem:
    materials = content.values_of(MaterialTerm, row.materials)
    return OpenItem(
        version_id=row.id,
        name=row.name,
        name_en=row.name_en,
        limit_words=pages.limit_words(pages.stated_limit(row)) or row.promised_text,
        required=pages.required_count(materials),
        fetched=sum(map(pages.is_fetched, materials)),
        visits=row.visits,
    )
