"""Search and browse: ranked, paged, bounded. One statement; a second only where strictly nothing is found (docs/explanation/search.md)."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from yichuang.catalogue.finding import facets, folding, plain_words
from yichuang.catalogue.finding.asking import Question, question
from yichuang.catalogue.models.finding import BANDS

PAGE = 20
COUNTED = 300
"""Names are gathered and counted up to here; a longer list is read by narrowing the question, not by paging."""
MOST_PAGES = COUNTED // PAGE
ENOUGH = 60
"""So many names are enough for the first pages: further bands are not asked."""
SIDES = ("kind", "open", "for", "level", "dept", "area", "online", "stage")
CODE = re.compile(r"(?=.*[0-9])[0-9a-z][0-9a-z-]{2,}")

Sides = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One version found. `open` says that one may apply; else it is a reference. `entries`: how many versions bear the name."""

    version_id: UUID
    item_code: str
    name: str
    name_en: str
    regime: str
    department: str
    region: str
    status: str
    promised_text: str
    open: bool
    has_guide: bool
    entries: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, one a name. `more_than_counted`: there are more than `total`. `near`: nothing holds all that was asked for, these
    come nearest; `suggestions` are then the first of their names."""

    query: str
    page: int
    pages: int
    total: int
    more_than_counted: bool
    hits: tuple[Hit, ...]
    near: bool = False
    suggestions: tuple[str, ...] = ()


def bands(columns: str, where: str) -> str:
    """The best names by rank, band after band, until there are enough: a band is not read when those before it sufficed."""
    parts = []
    for band in range(BANDS):
        before = " + ".join(f"(select count(*) from b{n})" for n in range(band))
        gate = f"and {before} <= $2 " if band else ""
        parts.append(
            f"b{band} as materialized (select {columns} from item_name n where n.band = {band} and n.words @@ $1::tsquery {gate}{where}"
            f"order by n.rank limit {COUNTED + 1})"
        )
    union = " union all ".join(f"select * from b{band}" for band in range(BANDS))
    all_read = " + ".join(f"(select count(*) from b{n})" for n in range(BANDS - 1))
    return (
        f"with {', '.join(parts)}, hit as ({union} limit {COUNTED + 1}), "
        f"known as (select count(*) as total, ({all_read}) > $2 and exists (select from item_search_band) as cut from hit)"
    )


ANYWHERE = "and (cardinality($3::text[]) < 2 or exists (select from item_search e where e.of_id = n.id and e.facets @> $3)) "
IN_AREA = "and exists (select from item_search e where e.of_id = n.id and e.area >= $4 and e.area < $4 || ':' and e.facets @> $3) "
COLUMNS = "n.id, n.weight, n.rank, n.title, n.entries"
SEARCH = """{bands}, scored as (
  select h.*, case when h.weight = 0 then 15 else 0 end
    + case when $5 = '' then 0 when strpos(h.title, '|' || $5 || '|') > 0 then 90
      when strpos(h.title, '|' || $5) > 0 then 70 when strpos(h.title, $5) > 0 then 60 else 0 end
    + coalesce((select sum(p.gain) from (
        select max(a.gain) as gain from unnest($6::text[], $7::int[], $8::int[]) a(word, part, gain)
        where strpos(h.title, a.word) > 0 group by a.part) p), 0) as score
  from hit h order by score desc, h.rank limit {page} offset $9
)
select v.id, i.code, v.name, v.name_en, v.regime, v.department, v.region, v.status, v.promised_text, e.weight, s.entries, k.total, k.cut
from scored s cross join known k
cross join lateral (select e.version_id, e.weight from item_search e where e.of_id = s.id {where} order by e.weight, e.version_id limit 1) e
join item_version v on v.id = e.version_id join item i on i.id = v.item_id
order by s.score desc, s.rank"""
EVERYWHERE = SEARCH.format(bands=bands(COLUMNS, ANYWHERE), where="and $4 = '' and e.facets @> $3", page=PAGE)
THERE = SEARCH.format(bands=bands(COLUMNS, IN_AREA), where="and e.area >= $4 and e.area < $4 || ':' and e.facets @> $3", page=PAGE)
VERSIONS = f"""
select v.id, i.code, v.name, v.name_en, v.regime, v.department, v.region, v.status, v.promised_text, e.weight, 1, h.total, h.total > {COUNTED}
from (select f.version_id, count(*) over () as total from ({{found}} limit {COUNTED + 1}) f offset $2 limit {PAGE}) h
join item_search e on e.version_id = h.version_id join item_version v on v.id = h.version_id join item i on i.id = v.item_id
order by e.weight, e.area, i.code"""
BY_CODE = VERSIONS.format(found="select distinct c.version_id from item_code c where c.code >= $1 and c.code < $1 || '~'")
BY_NAME = VERSIONS.format(
    found="select e.version_id from item_search e where e.of_id = (select id from item_name where name = $1) order by e.weight, e.area, e.version_id"
)

_kept = threading.local()


def run(statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Server-side, prepared: the plan is made once a connection, not at every search."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.ensure_connection()
    kept: psycopg.RawCursor[Any] | None = getattr(_kept, "cursor", None)
    if kept is None or kept.connection is not wrapper.connection or kept.closed:
        kept = _kept.cursor = psycopg.RawCursor(wrapper.connection)
    return kept.execute(statement.encode(), values, prepare=True).fetchall()


def search(
    query: str = "", *, regimes: Sequence[str] = (), audience: str = "", open_only: bool = False, sides: Sides | None = None, page: int = 1
) -> Found:
    """Items that hold every part of the question by one of its words; without a question, all items. One hit a name.

    What one may apply for stands in front, then the nearer name. A code is found by its beginning. Where nothing holds all, what holds
    most (`near`).
    """
    chosen = {**(sides or {}), **({"kind": regimes} if regimes else {}), **({"for": [audience]} if audience else {}), **({"open": ["1"]} if open_only else {})}
    page = max(1, min(page, MOST_PAGES))
    start = (page - 1) * PAGE
    typed = folding.fold(query.strip())
    if CODE.fullmatch(typed) and not chosen and (rows := run(BY_CODE, typed[: folding.MAX_QUERY], start)):
        return found_of(query, page, rows)
    asked = question(query, plain_words.current())
    strict = asked.strict()
    if not strict and asked.typed:
        return Found(query, page, 1, 0, False, ())
    rows = rows_of(asked, strict, chosen, start, near=False)
    near = not rows and page == 1 and bool(asked.typed)
    return found_of(query, page, rows_of(asked, asked.near(), chosen, start, near=True) if near else rows, near=near)


def same_name(name: str, *, page: int = 1) -> Found:
    """Every version that bears a name: who else does it, and where."""
    page = max(1, min(page, MOST_PAGES))
    return found_of(name, page, run(BY_NAME, folding.fold(name.strip()), (page - 1) * PAGE))


def found_of(query: str, page: int, rows: Sequence[tuple[Any, ...]], *, near: bool = False) -> Found:
    hits = tuple(Hit(*row[:9], open=row[9] == 0, has_guide=row[9] < 2, entries=row[10]) for row in rows)
    if near:
        return Found(query, 1, 1, len(hits), False, hits, bool(hits), tuple(dict.fromkeys(hit.name for hit in hits))[:5])
    total, cut = (min(rows[0][11], COUNTED), rows[0][12] or rows[0][11] > COUNTED) if rows else (0, False)
    return Found(query, page, max(1, -(-total // PAGE)), total, cut, hits)


def narrowed(words: str, chosen: Sides) -> str:
    """The `tsquery` of the names: the words, and each side by one of its values. Streets and villages are told by the entries."""
    literal = f"({words or repr(facets.ALL)})"
    for side in SIDES:
        values = [value[:6] if side == "area" else value for value in chosen.get(side, ())]
        if values:
            literal += f" & ({facets.literal(side, values)})"
    return literal


def rows_of(asked: Question, words: str, chosen: Sides, start: int, *, near: bool) -> list[tuple[Any, ...]]:
    gains = asked.gains(near=near)
    columns = [list(column) for column in zip(*gains, strict=True)] if gains else [[], [], []]
    one_valued = [facets.token(side, values[0]) for side, values in chosen.items() if side != "area" and len(values) == 1]
    area = next(iter(chosen.get("area", ())), "")
    enough = max(ENOUGH, start + 2 * PAGE)
    return run(
        THERE if area else EVERYWHERE, narrowed(words, chosen), enough, one_valued, area, "" if near else asked.core, *columns, start
    )
