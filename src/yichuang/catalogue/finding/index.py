"""Keeps the search index: one row per version that may be found. Called by the verbs that change a version.

A search never reads more than it shows: entries carry their order (`rank`) and stand in bands of it, the first small, each three
times the one before. A search asks band after band and stops when it has enough, so a frequent word costs what a rare one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.catalogue.domain import REGIME_NAMES, Regime, Status
from yichuang.catalogue.finding import facets, folding
from yichuang.catalogue.models import ItemVersion
from yichuang.catalogue.models.finding import BANDS

WEIGHTS = {"shipped": 0, "studio": 0, "guides": 1, "items": 2}
FIRST_BAND = 1000
SIZES = tuple(accumulate(FIRST_BAND * 3**band for band in range(BANDS - 1)))
"""How many entries stand before the end of each band but the last."""
LATER = ("变更", "延续", "延期", "换发", "换证", "补办", "补发", "补证", "遗失", "换领", "到期", "期满", "更正")
LAST = ("注销", "终止", "歇业", "停业", "撤销")

UPSERT = """
with given as (
  select v.* from (values %s) as v(id, name, title, weight, suit, facets, words)
), placed as (
  select g.*, ((g.weight * 256 + least(255, (select count(*) from (
    select from item_search o where o.name = g.name and o.weight = g.weight and o.version_id <> g.id limit 255) same)))
    << 25) + g.suit as rank from given g
)
insert into item_search (version_id, name, title, weight, rank, band, facets, words)
select p.id, p.name, p.title, p.weight, p.rank,
  coalesce((select min(b.band) from item_search_band b where b.rank_to >= p.rank), (select max(b.band) + 1 from item_search_band b), 0),
  p.facets, array_to_tsvector(p.words)
from placed p
on conflict (version_id) do update set name = excluded.name, title = excluded.title, weight = excluded.weight,
  rank = excluded.rank, band = excluded.band, facets = excluded.facets, words = excluded.words
"""
ROW = "(%s::uuid, %s, %s, %s::bigint, %s::bigint, %s::text[], %s::text[])"


def entry(version: ItemVersion, origin: str, code: str) -> tuple[Any, ...]:
    """The index row of a version: what is in force comes first, list entries without a guide last."""
    name = folding.fold(version.name)
    said = [version.name, *version.aliases, *version.keywords]
    around = [version.department, version.region, REGIME_NAMES[Regime(version.regime)], (version.result or {}).get("name", "")]
    weight = 0 if version.status == Status.PUBLISHED else max(1, WEIGHTS.get(origin, 1))
    found = facets.tokens(version)
    words = dict.fromkeys([*folding.lexemes([*said, *around, code, *map(str, version.codes.values())]), *found, facets.ALL])
    title = f"|{'|'.join(map(folding.fold, said))}|"
    return version.id, name, title, weight, suit(name, version.id), found, list(words)


def suit(name: str, version_id: UUID) -> int:
    """The lower part of a rank: beginning something before changing it, changing before ending; short names before long ones.

    The upper part puts what one may apply for first, and the first of each name before the second of any: a catalogue of many
    cities shows one of each. The last bits only tell entries apart.
    """
    step = 2 if any(word in name for word in LAST) else 1 if any(word in name for word in LATER) else 0
    return (step << 23) + (min(len(name), 127) << 16) + (version_id.int & 0xFFFF)


def put(rows: Iterable[tuple[Any, ...]]) -> None:
    """Write index rows, five hundred a statement."""
    with connection.cursor() as cursor:
        for batch in batched(rows, 500):
            cursor.execute(UPSERT % ",".join([ROW] * len(batch)), [value for row in batch for value in row])


def batched(rows: Iterable[tuple[Any, ...]], size: int) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def drop(version_ids: Iterable[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from item_search where version_id = any(%s)", [list(version_ids)])


def cut_bands() -> None:
    """Cut the bands anew, after an import: their ends are the ranks at `SIZES`; only entries that change band are written."""
    with connection.cursor() as cursor:
        cursor.execute("delete from item_search_band")
        cursor.execute(
            "insert into item_search_band (band, rank_to) select s.band - 1, o.rank from unnest(%s::int[]) with ordinality s(size, band) "
            "join (select rank, row_number() over (order by rank) as n from item_search) o on o.n = s.size",
            [list(SIZES)],
        )
        cursor.execute(
            "update item_search i set band = c.band from (select e.version_id, coalesce(min(b.band), (select count(*) from item_search_band)) as band "
            "from item_search e left join item_search_band b on b.rank_to >= e.rank group by e.version_id) c "
            "where c.version_id = i.version_id and c.band <> i.band"
        )
