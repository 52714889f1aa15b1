"""Search and browse (design §9): ranked, paged, bounded; at most two statements whatever is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from yichuang.catalogue.finding import folding

PAGE = 20
COUNTED = 1000
"""Hits are counted up to here; a list longer than this is read by narrowing the question, not by paging."""


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
    """A page of hits. `total` stops at COUNTED (then `more_than_counted`); suggestions only where nothing was found."""

    query: str
    page: int
    pages: int
    total: int
    more_than_counted: bool
    hits: tuple[Hit, ...]
    suggestions: tuple[str, ...] = ()


SELECT = """
with hit as (
  select s.version_id, s.weight, s.name,
    case when s.name = %(folded)s then 0
         when starts_with(s.name, %(folded)s) then 1
         when s.names @@ %(query)s::tsquery then 2
         else 3 end + case when s.weight = 0 then 0 else 2 end as tier
  from item_search s
  where {where}
)
select h.version_id, i.code, v.name, v.name_en, v.regime, v.department, v.region, v.status, v.promised_text,
  h.weight, count(*) over () as total
from hit h join item_version v on v.id = h.version_id join item i on i.id = v.item_id
order by h.tier, h.weight, length(h.name), h.name, h.version_id
limit %(limit)s offset %(offset)s
"""

NEAR = """
select v.name from item_search s join item_version v on v.id = s.version_id
where s.names @@ %(pairs)s::tsquery
order by s.weight, ({overlap}) desc, length(s.name) limit 200
"""


def search(
    query: str = "", *, regimes: Sequence[str] = (), audience: str = "", open_only: bool = False, page: int = 1
) -> Found:
    """Items whose name, aliases, organ, result or keywords hold every part of the query; without a query, all items.

    Order: exact name, then prefix, then anywhere in the name, then elsewhere; what one may apply for comes two steps
    before a reference. Codes are words too, found by their beginning. Nothing found: names that are near.
    """
    folded = folding.fold(query.strip())[: folding.MAX_QUERY]
    asked = folding.phrase(query)
    page = max(1, min(page, COUNTED // PAGE))
    where, params = conditions(asked, regimes, audience, open_only)
    params |= {"folded": folded, "query": asked, "limit": PAGE, "offset": (page - 1) * PAGE}
    rows = []
    if asked or not folded:
        with connection.cursor() as cursor:
            cursor.execute(SELECT.format(where=" and ".join(where) or "true"), params)
            rows = cursor.fetchall()
    total = rows[0][-1] if rows else 0
    hits = tuple(Hit(*row[:9], open=row[9] == 0, has_guide=row[9] < 2) for row in rows)
    more = total > COUNTED
    total = min(total, COUNTED)
    suggestions = () if hits or page > 1 or not folded else near(query)
    return Found(query, page, max(1, -(-total // PAGE)), total, more, hits, suggestions)


def conditions(asked: str, regimes: Sequence[str], audience: str, open_only: bool) -> tuple[list[str], dict[str, object]]:
    where: list[str] = []
    params: dict[str, object] = {}
    if asked:
        where.append("s.body @@ %(query)s::tsquery")
    if regimes:
        where.append("s.regime = any(%(regimes)s)")
        params["regimes"] = list(regimes)
    if audience:
        where.append("s.audience ? %(audience)s")
        params["audience"] = audience
    if open_only:
        where.append("s.weight = 0")
    return where, params


def near(query: str) -> tuple[str, ...]:
    """Up to five names that share most with the query; for slips of the pen."""
    pairs = folding.any_pair(query)
    if not pairs:
        return ()
    parts = pairs.split(" | ")[:12]
    overlap = " + ".join(f"(s.names @@ %(p{n})s::tsquery)::int" for n in range(len(parts)))
    params = {"pairs": " | ".join(parts), **{f"p{n}": part for n, part in enumerate(parts)}}
    with connection.cursor() as cursor:
        cursor.execute(NEAR.format(overlap=overlap), params)
        names = list(dict.fromkeys(name for (name,) in cursor.fetchall()))
    scored = [(folding.nearness(query, name), name) for name in names]
    ranked = sorted((row for row in scored if row[0] >= 0.5), key=lambda row: -row[0])
    return tuple(name for _, name in ranked[:5])
