"""Search and browse: ranked, paged, bounded. One statement; a second only where strictly nothing is found (docs/explanation/search.md)."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
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
LOOKED_AT = 20
"""Of each name so many entries of a place are looked at for what may narrow it there: other places' departments are no help."""
ENOUGH = 40
"""So many names are enough for the first pages: further bands are not asked."""
SIDES = ("kind", "open", "for", "level", "dept", "area", "online", "nearby", "stage")
CODE = re.compile(r"(?=.*[0-9])[0-9a-z][0-9a-z-]{2,}")

Sides = Mapping[str, Sequence[str]]


class Hit(NamedTuple):
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
    promised_amount: int | None
    promised_unit: str
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
        gate = f"and (select n from n{band - 1}) < $2 " if band else ""
        most = COUNTED + 1 if band == 0 else "2 * $2 + 1"
        parts.append(
            f"b{band} as materialized (select {columns} from item_name n where n.band = {band} and n.words @@ $1::tsquery {gate}{where}"
            f"order by n.rank limit {most})"
        )
        before = f"(select n from n{band - 1}) + " if band else ""
        parts.append(f"n{band} as materialized (select {before}count(*) as n from b{band})")
    union = " union all ".join(f"select * from b{band}" for band in range(BANDS))
    return (
        f"with {', '.join(parts)}, hit as ({union} limit {COUNTED + 1}), known as (select n{BANDS - 1}.n as total, "
        f"n{BANDS - 2}.n >= $2 and exists (select from item_search_band) as cut from n{BANDS - 1}, n{BANDS - 2})"
    )


# The words of a name say what any of its versions is; that one version is all of it, and where exactly, its entries say.
# `case` keeps the planner from taking a side for rare, where it would fetch and sort all entries of a name: it reads them in the order of
# the index and stops at the first.
BESIDE = "case when $3 = '{}' then true else e.facets @> $3 end"
THERE_TOO = f"e.area >= $4 and e.area < $4 || ':' and {BESIDE}"
ANYWHERE = f"and (cardinality($3::text[]) < 2 or exists (select from item_search e where e.of_id = n.id and {BESIDE})) "
IN_AREA = f"and ((cardinality($3::text[]) = 0 and length($4) <= 6) or exists (select from item_search e where e.of_id = n.id and {THERE_TOO})) "
COLUMNS = "n.id, n.weight, n.rank, n.title, n.entries"
SEARCH = """{bands}, likely as (
  select h.*, case when h.weight = 0 then 15 else 0 end
    + case when $5 = '' or strpos(h.title, $5) = 0 then 0 when strpos(h.title, $10) > 0 then 90 when strpos(h.title, $11) > 0 then 70 else 60 end as near
  from hit h order by near desc, h.rank limit 2 * $2
), scored as (
  select l.*, l.near + coalesce((select sum(p.gain) from (
        select max(a.gain) as gain from unnest($6::text[], $7::int[], $8::int[]) a(word, part, gain)
        where strpos(l.title, a.word) > 0 group by a.part) p), 0) as score
  from likely l order by score desc, l.rank limit {page} offset $9
)
select v.id, i.code, v.name, v.name_en, v.regime, v.department, v.region, v.status, v.promised_text, v.promised_amount, v.promised_unit,
  e.weight = 0, e.weight < 2, s.entries, k.total, k.cut
from scored s cross join known k
cross join lateral (select e.version_id, e.weight from item_search e where e.of_id = s.id {where} order by e.weight, e.version_id limit 1) e
join item_version v on v.id = e.version_id join item i on i.id = v.item_id
order by s.score desc, s.rank"""
PLAIN = SEARCH.format(bands=bands(COLUMNS, ""), where="and $3::text[] = '{}' and $4 = ''", page=PAGE).encode()
NARROWED = SEARCH.format(bands=bands(COLUMNS, ANYWHERE), where=f"and $4 = '' and {BESIDE}", page=PAGE).encode()
THERE = SEARCH.format(bands=bands(COLUMNS, IN_AREA), where=f"and {THERE_TOO}", page=PAGE).encode()
COUNT = "{bands} select s.side, count(*) from hit h, unnest(h.sides) s(side) group by s.side"
COUNT_EVERYWHERE = COUNT.format(bands=bands("n.sides", ANYWHERE + "and $4 = '' ")).encode()
COUNT_THERE = f"""{bands("n.id", IN_AREA)} select s.side, count(distinct h.id) from hit h
cross join lateral (select e.facets from item_search e where e.of_id = h.id and {THERE_TOO} limit {LOOKED_AT}) e, unnest(e.facets) s(side) group by s.side
""".encode()
BELOW = b"""with recursive step(code) as (
  select left(min(area), $2) from item_search where area > $1 and area < $1 || ':'
  union all
  select (select left(min(e.area), $2) from item_search e where e.area > s.code || ':' and e.area < $1 || ':') from step s where s.code is not null
) select code from step where length(code) = $2 limit 100"""
STAGES = b"""
select s.side, count(*), count(*) filter (where n.weight = 0) from item_name n, unnest(n.sides) s(side) where s.side like 'stage=%' group by s.side"""
STAGED = b"""
select f.side, v.id, v.name from (
  select s.side, n.id, row_number() over (partition by s.side order by n.rank) as at from item_name n, unnest(n.sides) s(side)
  where s.side like 'stage=%' and s.side <> 'stage=none'
) f cross join lateral (select e.version_id from item_search e where e.of_id = f.id order by e.weight, e.version_id limit 1) e
join item_version v on v.id = e.version_id where f.at <= $1 order by f.side, f.at"""
VERSIONS = f"""
select v.id, i.code, v.name, v.name_en, v.regime, v.department, v.region, v.status, v.promised_text, v.promised_amount, v.promised_unit,
  e.weight = 0, e.weight < 2, 1, h.total, h.total > {COUNTED}
from (select f.version_id, count(*) over () as total from ({{found}} limit {COUNTED + 1}) f offset $2 limit {PAGE}) h
join item_search e on e.version_id = h.version_id join item_version v on v.id = h.version_id join item i on i.id = v.item_id
order by e.weight, e.area, i.code"""
BY_CODE = VERSIONS.format(found="select distinct c.version_id from item_code c where c.code >= $1 and c.code < $1 || '~'").encode()
BY_NAME = VERSIONS.format(
    found="select e.version_id from item_search e where e.of_id = (select id from item_name where name = $1) order by e.weight, e.area, e.version_id"
).encode()

_kept = threading.local()


def run(statement: bytes, *values: object) -> list[tuple[Any, ...]]:
    """Server-side, prepared: the plan is made once a connection, not at every search."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.ensure_connection()
    kept: psycopg.RawCursor[Any] | None = getattr(_kept, "cursor", None)
    if kept is None or kept.connection is not wrapper.connection or kept.closed:
        kept = _kept.cursor = psycopg.RawCursor(wrapper.connection)
    return kept.execute(statement, values, prepare=True).fetchall()


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


def counts(query: str, sides: Sides, *, near: bool = False) -> dict[str, int]:
    """How many of the names found stand on each side, by token (`kind=licence`); of the first COUNTED where there are more."""
    asked = question(query, plain_words.current())
    words = asked.near() if near else asked.strict()
    if not words and asked.typed:
        return {}
    one_valued, area = exact(sides)
    return dict(run(COUNT_THERE if area else COUNT_EVERYWHERE, narrowed(words, sides), COUNTED, one_valued, area))


def areas_below(area: str) -> list[str]:
    """Codes of the divisions right below one (the provinces below none) that have entries; one short step of the index each."""
    size = next((size for size in facets.AREAS if size > len(area)), 0)
    return [code for (code,) in run(BELOW, area, size)] if size else []


@dataclass(frozen=True, slots=True)
class Staged:
    version_id: UUID
    name: str


def staged(shown: int = 3) -> tuple[dict[str, tuple[int, int]], dict[str, list[Staged]]]:
    """By stage: (names, of these open ones), and the first few names with what leads to them. Names are counted on the spot: there are
    some ten thousand of them however many items."""
    counted = {side.removeprefix("stage="): (n, n_open) for side, n, n_open in run(STAGES)}
    first: dict[str, list[Staged]] = {}
    for side, version_id, name in run(STAGED, shown):
        first.setdefault(side.removeprefix("stage="), []).append(Staged(version_id, name))
    return counted, first


def exact(chosen: Sides) -> tuple[str, str]:
    """What one and the same version must have: the sides of one value, as an array literal, and the area."""
    return (
        array(facets.token(side, values[0]) for side, values in chosen.items() if side != "area" and len(values) == 1),
        next(iter(chosen.get("area", ())), ""),
    )


def array(values: Iterable[str | int]) -> str:
    """An array literal: the driver takes far longer over a list than over a text."""
    return "{" + ",".join(['"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]) + "}"


def found_of(query: str, page: int, rows: Sequence[tuple[Any, ...]], *, near: bool = False) -> Found:
    hits = tuple([Hit(*row[:14]) for row in rows])
    if near:
        return Found(query, 1, 1, len(hits), False, hits, bool(hits), tuple(dict.fromkeys(hit.name for hit in hits))[:5])
    total, cut = (min(rows[0][14], COUNTED), rows[0][15] or rows[0][14] > COUNTED) if rows else (0, False)
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
    said, parts, worth = zip(*gains, strict=True) if gains else ((), (), ())
    one_valued, area = exact(chosen)
    statement = THERE if area else NARROWED if one_valued != "{}" else PLAIN
    enough = max(ENOUGH, start + 2 * PAGE)
    core = "" if near else asked.core
    return run(
        statement, narrowed(words, chosen), enough, one_valued, area, core, array(said), array(parts), array(worth), start, f"|{core}|", f"|{core}"
    )
