"""Many items for a measurement: the district catalogue as every county of the country would keep it.

Each name is written in the ways counties write it (`STYLES`), under the county's own code and name. The rows are written by SQL, in the
tables and with the words the program itself writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from yichuang.catalogue.finding import facets, folding, index
from yichuang.catalogue.models import ItemVersion

STYLES = (
    "{}", "{}（县级）", "{}（县级权限）", "{}（区级）", "{}（新版）", "{}（本级）", "{}（县级行使）", "{}（委托）", "{}业务", "{}（全程网办）", "{}（就近办）",
    "{}（承诺件）",
)
"""How the same item is called in different places: the lists at hand differ by such additions."""
BATCH = 100_000


def fill(items: int, counties: Sequence[tuple[str, str]], say: Callable[[str], None]) -> int:
    """The district list again and again, county by county (code, whole name), until there are `items` entries. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off; set maintenance_work_mem = '256MB'; set work_mem = '128MB'; set jit = off")
        base = patterns(cursor)
        missing = max(0, items - count(cursor))
        wanted = -(-missing // base)
        step = max(1, len(counties) // max(1, wanted))
        spread = [*counties[::step], *(one for n, one in enumerate(counties) if n % step)][:wanted]
        regions(cursor, spread)
        per = max(1, BATCH // base)
        for start in range(0, len(spread), per):
            say(f"Writing items of county {start + 1} of {len(spread)}")
            write(cursor, start, start + per, missing)
        say("Gathering what each name is found by")
        cursor.execute("select indexname, indexdef from pg_indexes where tablename = 'item_name' and indexdef like '%USING gin%'")
        indexes = cursor.fetchall()
        cursor.execute("".join(f"drop index {name};" for name, _ in indexes))
        cursor.execute(GATHER)
        index.cut_bands()
        say("Building the index")
        cursor.execute(";".join(definition for _, definition in indexes))
        for name in ("item", "item_version", "item_search", "item_name", "item_code"):
            cursor.execute(f"vacuum analyze {name}")
        return count(cursor)


def count(cursor: Any, table: str = "item_search") -> int:
    cursor.execute(f"select count(*) from {table}")
    return int(cursor.fetchone()[0])


def patterns(cursor: Any) -> int:
    """Each name of the district list in each style, as a name and in `pattern(n, style, …)`. Returns how many names there are."""
    cursor.execute(
        "select v.id, v.name, e.facets, array(select unnest(tsvector_to_array(n.words))) from item_version v join item_search e on e.version_id = v.id "
        "join item_name n on n.id = e.of_id join item i on i.id = v.item_id where i.origin = 'items' order by v.id"
    )
    rows = cursor.fetchall()
    cursor.execute("create temporary table pattern (n int, style int, version_id uuid, shown text, of_id bigint, facets text[])")
    for n, (version_id, name, sides, words) in enumerate(rows):
        own = [side for side in sides if not side.startswith("area=")]
        kept = [word for word in words if not word.startswith("=area=")]
        for style, form in enumerate(STYLES):
            shown, folded = form.format(name), folding.fold(form.format(name))
            cursor.execute(
                "insert into item_name (name, title, weight, rank, band, entries, sides, words) "
                "values (%s, %s, 2, %s, 0, 0, %s::text[], array_to_tsvector(%s::text[])) "
                "on conflict (name) do update set entries = item_name.entries returning id",
                [folded, f"|{folded}|", (2 << 40) + index.suit(folded), own, list(dict.fromkeys([*kept, *folding.lexemes([shown])]))],
            )
            values = [n, style, version_id, shown, cursor.fetchone()[0], own]
            cursor.execute("insert into pattern values (%s, %s, %s, %s, %s, %s::text[])", values)
    cursor.execute("analyze pattern")
    return len(rows)


def regions(cursor: Any, counties: Sequence[tuple[str, str]]) -> None:
    cursor.execute("create temporary table place (n int, code text, name text, facets text[], words text[])")
    for n, (code, name) in enumerate(counties):
        areas = [facets.token("area", area) for area in facets.areas_of(code)]
        cursor.execute("insert into place values (%s, %s, %s, %s::text[], %s::text[])", [n, code, name, areas, [*folding.lexemes([name]), *map(facets.word, areas)]])
    cursor.execute("analyze place")
    cursor.execute("create temporary table borne (of_id bigint, place int)")


def write(cursor: Any, first: int, end: int, most: int) -> None:
    """Items, versions and entries of some counties; ids rise, as those of the program do."""
    cursor.execute(
        "create temporary table twin as select ('01900000' || lpad(to_hex(p.n * 10000 + b.n), 8, '0') || left(md5(p.code || b.version_id), 16))::uuid as id, "
        "b.version_id as origin, 'bench-' || p.code || '-' || b.n as code, b.shown, b.of_id, b.facets || p.facets as facets, p.code as division, "
        "p.name as region, p.n as place from place p join pattern b on b.style = abs(hashint4(p.n * 7919 + b.n)) %% %s "
        "where p.n >= %s and p.n < %s limit greatest(0, %s - (select count(*) from item where code like 'bench-%%'))",
        [len(STYLES), first, end, most],
    )
    cursor.execute("insert into item (id, code, name, origin, head_seq, head_hash) select id, code, shown, 'items', 0, '\\x00' from twin")
    own = {"id": "t.id", "item_id": "t.id", "name": "t.shown", "region": "t.region", "division": "t.division", "source_ref": "t.code"}
    columns = [field.column for field in ItemVersion._meta.concrete_fields]
    values = ", ".join(own.get(name, f'v."{name}"') for name in columns)
    cursor.execute(f"insert into item_version ({', '.join(columns)}) select {values} from twin t join item_version v on v.id = t.origin".replace("%", "%%"))
    cursor.execute("insert into item_search (version_id, of_id, weight, area, facets) select id, of_id, 2, division, facets from twin")
    cursor.execute("insert into item_code (version_id, code) select id, code from twin")
    cursor.execute("insert into borne select of_id, place from twin; drop table twin")


GATHER = """
create temporary table gathered as
select b.of_id, count(distinct b.place) as entries, array_agg(distinct word) as words from borne b join place p on p.n = b.place, unnest(p.words) word
group by b.of_id;
update item_name n set entries = n.entries + g.entries, words = n.words || array_to_tsvector(g.words) from gathered g where g.of_id = n.id;
delete from item_name where entries = 0;
drop table gathered, borne
"""


def sizes() -> dict[str, float]:
    """In megabytes: the GIN over the names, all that is kept for finding, and the rows found."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select sum(pg_relation_size(indexrelid)) from pg_index where indexrelid::regclass::text like 'item_name_words%'), "
            "pg_total_relation_size('item_name') + pg_total_relation_size('item_search') + pg_total_relation_size('item_code'), "
            "pg_total_relation_size('item_version') + pg_total_relation_size('item')"
        )
        words, finding, rows = cursor.fetchone()
    return {"index of words": int(words) / 2**20, "names, entries and codes": int(finding) / 2**20, "items and versions": int(rows) / 2**20}
