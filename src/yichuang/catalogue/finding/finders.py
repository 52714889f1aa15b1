"""Search and browse: ranked, paged, bounded. One statement; a second only where strictly nothing is found (docs/explanation/search.md)."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from yichuang.catalogue.finding import facets, plain_words
from yichuang.catalogue.finding.asking import Question, question
from yichuang.catalogue.models.finding import BANDS

PAGE = 20
COUNTED = 300
"""Hits are gathered and counted up to here; a longer list is read by narrowing the question, not by paging."""
MOST_PAGES = COUNTED // PAGE
SIDES = ("kind", "open", "for", "level", "dept", "area", "online", "stage")


@dataclass(frozen=True, slots=True)
class Hit:
    """One version found. `open` says that one may apply; else it is a reference."""

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


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `total` stops at COUNTED (then `more_than_counted`). `near`: nothing holds all that was asked for,
    these come nearest; `suggestions` are then the first of their names."""

    query: str
    page: int
    pages: int
    total: int
    more_than_counted: bool
    hits: tuple[Hit, ...]
    near: bool = False
    suggestions: tuple[str, ...] = ()


def bands(columns: str) -> str:
    """The best entries by rank, band after band, until there are enough: a band is not read when those before it sufficed."""
    parts = []
    for band in range(BANDS):
        enough = "".join(f" + (select count(*) from b{before})" for before in range(band))
        gate = f"and 0{enough} <= {COUNTED} " if band else ""
        parts.append(
            f"b{band} as materialized (select {columns} from item_search where band = {band} and words @@ $1::tsquery {gate}"
            f"order by rank limit {COUNTED + 1})"
        )
    union = " union all ".join(f"select * from b{band}" for band in range(BANDS))
    return f"with {', '.join(parts)}, hit as ({union} limit {COUNTED + 1})"


SEARCH = f"""{bands("version_id, weight, rank, title")}, scored as (
  select h.version_id, h.weight, h.rank, count(*) over () as total,
    case when h.weight = 0 then 15 else 0 end
    + case when $2 = '' then 0 when strpos(h.title, '|' || $2 || '|') > 0 then 90
      when strpos(h.title, '|' || $2) > 0 then 70 when strpos(h.title, $2) > 0 then 60 else 0 end
    + coalesce((select sum(p.gain) from (
        select max(a.gain) as gain from unnest($3::text[], $4::int[], $5::int[]) a(word, part, gain)
        where strpos(h.title, a.word) > 0 group by a.part) p), 0) as score
  from hit h order by score desc, h.rank limit {PAGE} offset $6
)
select v.id, i.code, v.name, v.name_en, v.regime, v.department, v.region, v.status, v.promised_text, s.weight, s.total
from scored s join item_version v on v.id = s.version_id join item i on i.id = v.item_id
order by s.score desc, s.rank"""
COUNTS = f"""{bands("facets")}
select f.token, count(*) from hit h, unnest(h.facets) as f(token) group by f.token order by 2 desc, 1 limit 200"""

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
    query: str = "", *, regimes: Sequence[str] = (), audience: str = "", open_only: bool = False,
    sides: Mapping[str, Sequence[str]] | None = None, page: int = 1,
) -> Found:  # fmt: skip
    """Items that hold every part of the question by one of its words; without a question, all items.

    What one may apply for stands in front, then the nearer name. Codes are words too, found by their beginning. Where nothing
    holds all, what holds most (`near`).
    """
    asked = question(query, plain_words.current())
    page = max(1, min(page, MOST_PAGES))
    narrowed = narrowing(sides or {}, regimes, audience, open_only)
    strict = asked.strict()
    if not strict and asked.typed:
        return Found(query, page, 1, 0, False, ())
    rows = rows_of(asked, strict, narrowed, page, near=False)
    near = not rows and page == 1 and bool(asked.typed)
    if near:
        rows = rows_of(asked, asked.near(), narrowed, page, near=True)
    total = rows[0][-1] if rows else 0
    hits = tuple(Hit(*row[:9], open=row[9] == 0, has_guide=row[9] < 2) for row in rows)
    more, total = total > COUNTED, min(total, COUNTED)
    names = tuple(dict.fromkeys(hit.name for hit in hits))[:5] if near else ()
    return Found(query, page, 1 if near else max(1, -(-total // PAGE)), len(hits) if near else total, more and not near, hits, near and bool(hits), names)


def narrowing(sides: Mapping[str, Sequence[str]], regimes: Sequence[str], audience: str, open_only: bool) -> str:
    chosen = {**sides, "kind": regimes or sides.get("kind", ()), "for": [audience] if audience else sides.get("for", ()),
              "open": ["1"] if open_only else sides.get("open", ())}
    return "".join(f" & ({facets.literal(side, values)})" for side in SIDES if (values := chosen.get(side)))


def rows_of(asked: Question, words: str, narrowed: str, page: int, *, near: bool) -> list[tuple[Any, ...]]:
    gains = asked.gains(near=near)
    columns = [list(column) for column in zip(*gains, strict=True)] if gains else [[], [], []]
    return run(SEARCH, f"({words or repr(facets.ALL)}){narrowed}", "" if near else asked.core, *columns, (page - 1) * PAGE)


def counts(
    query: str = "", *, sides: Mapping[str, Sequence[str]], near: bool = False
) -> dict[str, int]:
    """How many of the hits stand on each side, by token; of the first COUNTED hits where there are more."""
    asked = question(query, plain_words.current())
    words = asked.near() if near else asked.strict()
    if not words and asked.typed:
        return {}
    return dict(run(COUNTS, f"({words or repr(facets.ALL)}){narrowing(sides, (), '', False)}"))
