"""Keeps the search index: one row per name, one per version under it. Called by the verbs that change a version.

What is called the same is found once, however many counties do it: a nation's million items bear some ten thousand names. Names carry
their order (`rank`) and stand in bands of it, the first small; a search asks band after band and stops when it has enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yichuang.catalogue.domain import REGIME_NAMES, Regime, Status
from yichuang.catalogue.finding import facets, folding
from yichuang.catalogue.models import AgreementItem, ItemVersion
from yichuang.catalogue.models.finding import BANDS

WEIGHTS = {"shipped": 0, "studio": 0, "guides": 1, "items": 2}
FIRST_BAND, TIMES = 300, 2.5
"""As many as are counted (finders.COUNTED); then small steps, for what a band holds of a frequent word is read whole."""
SIZES = tuple(accumulate(int(FIRST_BAND * TIMES**band) for band in range(BANDS - 1)))
"""How many names stand before the end of each band but the last."""
WHOLE = 2500
"""Up to so many names stand in one band: reading them all costs less than asking twice."""
LATER = ("变更", "延续", "延期", "换发", "换证", "补办", "补发", "补证", "遗失", "换领", "到期", "期满", "更正")
LAST = ("注销", "终止", "歇业", "停业", "撤销")

NAMES = """
insert into item_name (name, title, weight, rank, band, entries, sides, words)
select v.name, v.title, v.weight, (v.weight << 40) + v.suit,
  coalesce((select min(b.band) from item_search_band b where b.rank_to >= (v.weight << 40) + v.suit),
    (select max(b.band) + 1 from item_search_band b), 0), 0, v.sides,
  array_to_tsvector(v.words)
from (values %s) as v(name, title, weight, suit, sides, words)
on conflict (name) do update set
  title = case when strpos(item_name.title, excluded.title) > 0 then item_name.title else item_name.title || substr(excluded.title, 2) end,
  weight = least(item_name.weight, excluded.weight), rank = least(item_name.rank, excluded.rank),
  band = least(item_name.band, excluded.band), sides = array(select distinct unnest(item_name.sides || excluded.sides)), words = item_name.words || excluded.words
returning id, name
"""
NAME = "(%s, %s, %s::bigint, %s::bigint, %s::text[], %s::text[])"
ENTRIES = """
with put as (
  insert into item_search (version_id, of_id, weight, area, facets) values %s returning of_id
)
update item_name n set entries = n.entries + c.more from (select of_id, count(*) as more from put group by of_id) c where n.id = c.of_id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of a version."""

    version_id: UUID
    name: str
    title: str
    weight: int
    area: str
    sides: tuple[str, ...]
    words: tuple[str, ...]
    codes: tuple[str, ...]


def entry(version: ItemVersion, origin: str, code: str) -> Entry:
    """What is in force comes first, list entries without a guide last."""
    said = list(filter(None, [version.name, version.name_en, *version.aliases, *version.keywords]))
    around = [version.department, version.region, REGIME_NAMES[Regime(version.regime)], (version.result or {}).get("name", "")]
    weight = 0 if version.status == Status.PUBLISHED else max(1, WEIGHTS.get(origin, 1))
    sides = facets.tokens(version, elsewhere=weight == 0 and taken_elsewhere(version.item_id))
    shared = [facets.word(side) for side in sides if not side.startswith("area=") or len(side) <= len("area=370811")]
    return Entry(
        version.id, folding.fold(version.name), f"|{'|'.join(map(folding.fold, said))}|", weight, (facets.areas_of(version.division) or [""])[-1], tuple(sides),
        tuple(dict.fromkeys([*folding.lexemes([*said, *around]), *shared, facets.ALL])), codes_of(code, version),
    )


def taken_elsewhere(item_id: UUID) -> bool:
    """Whether an agreement 通办协议 that is not over lets another organ's window take it in; its guide says from which day."""
    return AgreementItem.objects.filter(item_id=item_id, agreement__expired_at__isnull=True).exists()


def codes_of(code: str, version: ItemVersion) -> tuple[str, ...]:
    """The item's codes without those that another begins with, which is found by it anyway; the organ's own is no code of the item."""
    all_codes = sorted({code.lower(), *(str(value).lower() for key, value in version.codes.items() if key not in ("dept_code", "authority_code"))})
    return tuple(one for one, after in zip(all_codes, [*all_codes[1:], ""], strict=True) if one and not after.startswith(one))


def suit(name: str) -> int:
    """The lower part of a rank: short names first, where changing something counts as ten characters more than beginning it, and ending
    it as twenty. (Were it the first word, all that ends something would stand in the last band, and every search for it go there.)"""
    step = 2 if any(word in name for word in LAST) else 1 if any(word in name for word in LATER) else 0
    tie = sum(ord(sign) * at for at, sign in enumerate(name, 1)) & 0xFFFFF
    return (min(len(name) + 10 * step, 127) << 20) + tie


def put(rows: Iterable[Entry]) -> None:
    """Write entries, five hundred a time; a version that is there already is written anew."""
    with connection.cursor() as cursor:
        for batch in batched(rows, 500):
            cursor.execute("select version_id from item_search where version_id = any(%s)", [[row.version_id for row in batch]])
            drop(version_id for (version_id,) in cursor.fetchall())
            write(cursor, batch)


def put_in_force(item_ids: Iterable[UUID]) -> None:
    """Write anew the versions in force of some items, after something beside them changed."""
    versions = ItemVersion.objects.select_related("item").filter(item_id__in=list(item_ids), status=Status.PUBLISHED)
    put(entry(version, version.item.origin, version.item.code) for version in versions.order_by("id"))


@transaction.atomic
def fill_empty() -> None:
    """Write the whole index where there is none: an upgrade emptied it. A new installation has no versions and does nothing here."""
    with connection.cursor() as cursor:
        cursor.execute("select exists (select 1 from item_name)")
        if cursor.fetchone()[0]:
            return
    versions = ItemVersion.objects.select_related("item").filter(status__in=(Status.PUBLISHED, Status.IMPORTED)).order_by("id")
    if versions.exists():
        put(entry(version, version.item.origin, version.item.code) for version in versions.iterator(500))
        cut_bands()


def write(cursor: Any, batch: list[Entry]) -> None:
    names: dict[str, Entry] = {}
    for row in sorted(batch, key=lambda row: row.weight, reverse=True):
        same = names.get(row.name)
        words = dict.fromkeys((*(same.words if same else ()), *row.words))
        sides = dict.fromkeys((*(same.sides if same else ()), *(side for side in row.sides if not side.startswith("area="))))
        title = row.title if same is None or row.title in same.title else same.title + row.title[1:]
        names[row.name] = Entry(row.version_id, row.name, title, row.weight, "", tuple(sides), tuple(words), ())
    values = [value for n in names.values() for value in (n.name, n.title, n.weight, suit(n.name), list(n.sides), list(n.words))]
    cursor.execute(NAMES % ",".join([NAME] * len(names)), values)
    ids = {name: key for key, name in cursor.fetchall()}
    values = [value for row in batch for value in (row.version_id, ids[row.name], row.weight, row.area, list(row.sides))]
    cursor.execute(ENTRIES % ",".join(["(%s, %s, %s, %s, %s::text[])"] * len(batch)), values)
    codes = [(row.version_id, code) for row in batch for code in row.codes]
    if codes:
        cursor.execute(f"insert into item_code (version_id, code) values {','.join(['(%s, %s)'] * len(codes))}", [v for pair in codes for v in pair])


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def drop(version_ids: Iterable[UUID]) -> None:
    """Take versions out. A name that others still bear is written anew from them: what only the dropped one said is gone."""
    gone = list(version_ids)
    if not gone:
        return
    with connection.cursor() as cursor:
        cursor.execute("delete from item_code where version_id = any(%s)", [gone])
        cursor.execute("delete from item_search where version_id = any(%s) returning of_id", [gone])
        names = list({name for (name,) in cursor.fetchall()})
        cursor.execute("delete from item_search where of_id = any(%s) returning version_id", [names])
        left = [version_id for (version_id,) in cursor.fetchall()]
        cursor.execute("delete from item_code where version_id = any(%s)", [left])
        cursor.execute("delete from item_name where id = any(%s)", [names])
        for batch in batched(ItemVersion.objects.select_related("item").filter(id__in=left).order_by("id"), 500):
            write(cursor, [entry(version, version.item.origin, version.item.code) for version in batch])


def cut_bands() -> None:
    """Cut the bands anew, after an import: their ends are the ranks at `SIZES`; only names that change band are written.

    The tables are analyzed then: searches would else be planned for what was there before, until the server itself gets round to it.
    """
    with connection.cursor() as cursor:
        cursor.execute("delete from item_search_band")
        cursor.execute(
            "insert into item_search_band (band, rank_to) select s.band - 1, o.rank from unnest(%s::int[]) with ordinality s(size, band) "
            "join (select rank, row_number() over (order by rank) as n, count(*) over () as total from item_name) o on o.n = s.size and o.total > %s",
            [list(SIZES), WHOLE],
        )
        cursor.execute(
            "update item_name i set band = c.band from (select e.id, coalesce(min(b.band), (select count(*) from item_search_band)) as band "
            "from item_name e left join item_search_band b on b.rank_to >= e.rank group by e.id) c where c.id = i.id and c.band <> i.band"
        )
        cursor.execute("analyze item_name, item_search, item_code, item_version, item")
