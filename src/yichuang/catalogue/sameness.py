"""Which items several regions hold, and their versions side by side (三级十同); the comparing itself is `domain.sameness`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, CharField, Count, F, When, Window
from django.db.models.functions import RowNumber

from yichuang.catalogue import columns, inheriting
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.sameness import Aspect, Implementation, Line, compare, deviations, name_key, read
from yichuang.catalogue.finding import finders
from yichuang.catalogue.inheriting import Entry
from yichuang.catalogue.models import ItemVersion
from yichuang.catalogue.models.sameness import NameKey
from yichuang.organisations import api as organisations

HELD = (Status.PUBLISHED, Status.SUSPENDED, Status.IMPORTED)
PAGE, BESIDE = 30, 24
SEARCHED = 5
"""Pages of a search that are looked at for names of several places."""
COMPARED = 100
"""Items laid beside their entries for one page."""


@dataclass(frozen=True, slots=True)
class Group:
    """One item that several regions hold; `aspects` are those in which they deviate."""

    key: str
    places: int
    versions: int
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Deviating:
    """One item that stands on an entry, and the aspects in which its version deviates from it."""

    version_id: UUID
    code: str
    name: str
    place: str
    list_title: str
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of the versions of a name. `basic` is the entry that stands in front as the measure, where any of them stands on one."""

    key: str
    versions: tuple[Implementation, ...]
    lines: tuple[Line, ...]
    total: int
    page: int
    basic: Entry | None = None

    @property
    def more(self) -> bool:
        return self.page * BESIDE < self.total


PLACE = Case(When(region="", then=F("division")), default=F("region"), output_field=CharField())


def groups(*, text: str = "", after: str = "") -> tuple[list[Group], bool]:
    """Items of two places or more by name, those behind `after`; those a search for `text` finds, where one is given. The index by name is read
    in its order only as far as the page goes, however many versions there are."""
    rows = ItemVersion.objects.filter(status__in=HELD).annotate(key=NameKey("name"))
    rows = rows.filter(key__in=named(text)) if text else rows
    rows = rows.filter(key__gt=after) if after else rows
    counted = rows.values("key").annotate(places=Count(PLACE, distinct=True), n=Count("id")).filter(places__gte=2)
    found = list(counted.order_by("key")[: PAGE + 1])
    held = versions_of([row["key"] for row in found[:PAGE]])
    return [Group(row["key"], row["places"], row["n"], deviations(held[row["key"]])) for row in found[:PAGE]], len(found) > PAGE


def named(text: str) -> set[str]:
    """The keys of the names a search finds, on its first pages."""
    found: set[str] = set()
    for page in range(1, SEARCHED + 1):
        result = finders.search(text, page=page)
        found |= {name_key(hit.name) for hit in result.hits}
        if page >= result.pages:
            break
    return found


def matrix(key: str, *, page: int = 1) -> Matrix | None:
    """The versions of one name side by side, 24 a page, behind the entry of the basic list they stand on; None when there are
    not two sides. One of another name is not found by its code."""
    total = ItemVersion.objects.filter(status__in=HELD).annotate(key=NameKey("name")).filter(key=key).count()
    page = min(max(page, 1), max(1, -(-total // BESIDE)))
    held = versions_of([key], page=page)[key]
    basic = basic_of(held)
    sides = ([as_basic(basic)] if basic else []) + held
    if len(sides) < 2 and total < 2:
        return None
    return Matrix(key, tuple(sides), compare(sides), total, page, basic)


def basic_of(held: Iterable[Implementation]) -> Entry | None:
    """The entry most of the versions stand on, a real list before a demonstration's; two statements."""
    items = dict(ItemVersion.objects.filter(id__in=[one.id for one in held]).values_list("id", "item_id"))
    known = inheriting.entries_of(items.values())
    counts = Counter(entry.entry_id for item_id in items.values() if (entry := known.get(item_id)))
    found = {entry.entry_id: entry for entry in known.values()}
    best = sorted(counts, key=lambda entry_id: (found[entry_id].demo, -counts[entry_id], found[entry_id].code))
    return found[best[0]] if best else None


def as_basic(entry: Entry) -> Implementation:
    return read(entry.content, id=entry.entry_id, place=entry.list_title, organ=entry.authority, is_basic=True)


def from_basic(*, text: str = "", only: bool = True, page: int = 1) -> tuple[list[Deviating], bool]:
    """Items that stand on an entry, by name, each beside it; `only` leaves out those that deviate in nothing. Three statements
    a page: a page is a hundred items, and what deviates of them."""
    rows = ItemVersion.objects.filter(status__in=HELD, item__claim__isnull=False).select_related("item")
    rows = rows.filter(name__icontains=text) if text else rows
    start, found = max(page, 1) - 1, list[Deviating]()
    shown = list(rows.order_by("item__claim__rule", "name", "id")[start * COMPARED : (start + 1) * COMPARED + 1])
    known = inheriting.entries_of(row.item_id for row in shown)
    for row in shown[:COMPARED]:
        entry = known[row.item_id]
        own = read(columns.plain_of(row), id=row.id, place=row.region)
        aspects = deviations([as_basic(entry), own])
        if aspects or not only:
            found.append(Deviating(row.id, row.item.code, row.name, row.region or row.department, entry.list_title, aspects))
    return found, len(shown) > COMPARED


def versions_of(keys: Iterable[str], *, page: int = 1) -> dict[str, list[Implementation]]:
    """Versions by the key of their name, in the order of their places, of each name 24 a page: no name takes another's room."""
    wanted = list(keys)
    found: dict[str, list[ItemVersion]] = defaultdict(list)
    rows = ItemVersion.objects.filter(status__in=HELD).annotate(key=NameKey("name")).filter(key__in=wanted)
    at = Window(RowNumber(), partition_by=F("key"), order_by=("region", "division", "id"))
    shown = rows.annotate(at=at).filter(at__gt=(page - 1) * BESIDE, at__lte=page * BESIDE).values("id")
    for row in ItemVersion.objects.filter(id__in=shown).annotate(key=NameKey("name")).order_by("region", "division", "id"):
        found[row.key].append(row)  # type: ignore[attr-defined]
    names = organisations.place_names({padded(row) for rows in found.values() for row in rows if row.division and not row.region})
    return {
        key: [read(columns.plain_of(row), id=row.id, place=row.region or names.get(padded(row)) or row.division) for row in found[key]]
        for key in wanted
    }


def padded(row: ItemVersion) -> str:
    return row.division.ljust(12, "0")


@dataclass(frozen=True, slots=True)
class Peers:
    key: str
    places: int


def peers(version_id: UUID) -> Peers:
    """In how many places the item of a version is held; for the link on its page."""
    name = ItemVersion.objects.filter(pk=version_id).values_list("name", flat=True).first() or ""
    rows = ItemVersion.objects.filter(status__in=HELD).annotate(key=NameKey("name")).filter(key=name_key(name))
    return Peers(name_key(name), rows.aggregate(n=Count(PLACE, distinct=True))["n"])
