"""`bench search`: finding among a nation's items, beside one read by primary key of the same rows.

The rows are the district catalogue as every county would keep it: each name in the ways counties write it (`STYLES`), under the
county's own code and name. They are written by SQL, in the tables and with the words the program writes.
"""

from __future__ import annotations

import csv
import gzip
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg
from django.db import connection

import yichuang.organisations
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.finding import facets, finders, folding, index
from yichuang.cli.bench_cases import columns_of
from yichuang.cli.bench_rows import Row, row
from yichuang.organisations import api as organisations

DIVISIONS = Path(yichuang.organisations.__file__).parent / "data" / "divisions"
STYLES = (
    "{}", "{}（县级）", "{}（县级权限）", "{}（区级）", "{}（新版）", "{}（本级）", "{}（县级行使）", "{}（委托）", "{}业务", "{}（全程网办）", "{}（就近办）",
    "{}（承诺件）",
)
"""How the same item is called in different places: the lists at hand differ by such additions."""
QUERIES: tuple[tuple[str, dict[str, tuple[str, ...]]], ...] = (
    *((text, {}) for text in (
        "许可", "备案", "审批", "登记", "变更", "注销", "证", "林", "水", "户口", "取水", "采伐", "排水", "消防", "社保", "发票", "施工许可",
        "取水许可", "卫生许可", "公司设立登记", "城镇污水排入排水管网许可", "食品经营许可", "道路运输证", "我想开饭店", "饭馆", "开个药店要什么", "小孩上户口",
        "身份证丢了怎么办", "退休怎么办理", "公司不开了怎么注销", "营业执照丢了补办", "办护照需要什么材料", "怎么注册公司", "养老保险转到外省", "林木菜伐许可", "",
    )),
    ("许可", {"area": ("3708",)}), ("许可", {"area": ("370811",)}), ("备案", {"for": ("legal",)}), ("登记", {"dept": ("区民政局",)}),
    ("许可", {"kind": ("licence",), "level": ("county",)}), ("我想开饭店", {"area": ("3715",)}), ("消防", {"open": ("1",)}), ("", {"area": ("610103",)}),
    ("户口", {"area": ("51",)}), ("变更", {"kind": ("filing",)}),
)  # fmt: skip
BATCH = 100_000
READ = "select id, name, name_en, regime, department, region, status, promised_text from item_version where id = $1"


def shipped(name: str) -> list[dict[str, str]]:
    with gzip.open(DIVISIONS / f"{name}.csv.gz", "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def places(count: int) -> list[tuple[int, str, str]]:
    """(number, code, whole name) of counties, spread over all cities of the country."""
    over = {row["code"]: row["name"] for name in ("provinces", "cities") for row in shipped(name)}
    areas = shipped("areas")
    step = max(1, len(areas) // count)
    chosen = [*areas[::step], *(area for n, area in enumerate(areas) if n % step)][:count]
    return [(n, a["code"], f"{over[a['provinceCode']]}{over[a['cityCode']]}{a['name']}") for n, a in enumerate(chosen)]


def fill(items: int, say: Callable[[str], None]) -> int:
    """The district list again and again, county by county, until there are `items` entries. Returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off; set maintenance_work_mem = '256MB'; set work_mem = '128MB'; set jit = off")
        base = patterns(cursor)
        missing = max(0, items - count(cursor))
        counties = places(-(-missing // base))
        if len(counties) * base < missing:
            raise SystemExit(f"At most {len(counties) * base} items can be made of {base} names and {len(counties)} counties.")
        regions(cursor, counties)
        per = max(1, BATCH // base)
        for start in range(0, len(counties), per):
            say(f"Writing items of county {start + 1} of {len(counties)}")
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
        kept = [word for word in words if not word.startswith("area=")]
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


def regions(cursor: Any, counties: list[tuple[int, str, str]]) -> None:
    cursor.execute("create temporary table place (n int, code text, name text, facets text[], words text[])")
    for n, code, name in counties:
        areas = [facets.token("area", area) for area in facets.areas_of(code)]
        cursor.execute("insert into place values (%s, %s, %s, %s::text[], %s::text[])", [n, code, name, areas, [*folding.lexemes([name]), *areas]])
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
    columns = list(columns_of("item_version"))
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


def timed(once: Callable[[], object]) -> float:
    begun = time.perf_counter()
    once()
    return (time.perf_counter() - begun) * 1000


def reader(ids: list[Any]) -> Iterator[Callable[[], object]]:
    """One read by primary key after the other, prepared, on the search's own connection."""
    connection.ensure_connection()
    cursor = psycopg.RawCursor(connection.connection)
    while True:
        chosen = random.choice(ids)
        yield lambda chosen=chosen: cursor.execute(READ.encode(), [chosen], prepare=True).fetchone()


def percentile(values: list[float], n: int) -> float:
    return quantiles(values, n=100, method="inclusive")[n - 1]


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


def run(*, items: int, rounds: int, repeats: int, say: Callable[[str], None] = lambda text: None) -> list[Row]:
    """p50 and p99 of a search and of a read, taken in turns; medians of the rounds; then the sizes."""
    now = datetime.now(UTC)
    organisations.seed_demo(now=now)
    catalogue.seed_catalogue(now=now, say=say)
    made = fill(items, say)
    with connection.cursor() as cursor:
        cursor.execute("select version_id from item_search tablesample system (2) limit 20000")
        ids = [version_id for (version_id,) in cursor.fetchall()] or [None]
    read = reader(ids)
    found: dict[str, list[list[float]]] = {"search": [], "read": []}
    slowest: dict[str, list[float]] = {}
    for number in range(-1, rounds):  # the first round warms caches and plans
        say(f"Round {number + 1} of {rounds}")
        searches, reads = [], []
        for _ in range(repeats if number >= 0 else 2):
            for text, sides in random.sample(QUERIES, len(QUERIES)):
                one = timed(lambda text=text, sides=sides: finders.search(text, sides=sides))
                searches.append(one)
                slowest.setdefault(f"“{text}” {' '.join(f'{k}={v[0]}' for k, v in sides.items())}".strip(), []).append(one)
                reads.append(timed(next(read)))
        if number >= 0:
            found["search"].append(searches)
            found["read"].append(reads)
    with connection.cursor() as cursor:
        names = count(cursor, "item_name")
    rows, plain = [], [percentile(values, 50) for values in found["read"]]
    for n in (50, 99):
        name, against = f"search p{n}, {made} items of {names} names", f"primary-key read p{n}"
        taken, limits = ([percentile(values, n) for values in found[kind]] for kind in ("search", "read"))
        rows.append(row(name, 1, taken, "ms", against=against, limits=limits))
    worst = sorted(((percentile(values, 50), name) for name, values in slowest.items()), reverse=True)[:5]
    rows += [row(f"slowest: {name}", 1, [value], "ms", against="primary-key read p50", limits=plain) for value, name in worst]
    size = sizes()
    whole = [size["items and versions"]]
    return rows + [row(name, 1, [value], "MB", against="items and versions", limits=whole) for name, value in size.items()]
