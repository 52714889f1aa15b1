"""`bench search`: finding among a nation's items, beside one read by primary key of the same rows."""

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
from yichuang.cli.bench_rows import Row, row
from yichuang.organisations import api as organisations

DIVISIONS = Path(yichuang.organisations.__file__).parent / "data" / "divisions"
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
READ = "select id, name, name_en, regime, department, region, status, promised_text from item_version where id = $1"


def shipped(name: str) -> list[dict[str, str]]:
    with gzip.open(DIVISIONS / f"{name}.csv.gz", "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def counties() -> list[tuple[str, str]]:
    """(code, whole name) of every county."""
    over = {row["code"]: row["name"] for name in ("provinces", "cities") for row in shipped(name)}
    return [(a["code"], f"{over[a['provinceCode']]}{over[a['cityCode']]}{a['name']}") for a in shipped("areas")]


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


def run(*, items: int, rounds: int, repeats: int, say: Callable[[str], None] = lambda text: None) -> list[Row]:
    """p50 and p99 of a search and of a read, taken in turns; medians of the rounds; then the sizes."""
    now = datetime.now(UTC)
    organisations.seed_demo(now=now)
    catalogue.seed_catalogue(now=now, say=say)
    made = catalogue.fill_many(items, counties(), say)
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
                one = timed(lambda text=text, sides=sides: catalogue.search(text, sides=sides))
                searches.append(one)
                slowest.setdefault(f"“{text}” {' '.join(f'{k}={v[0]}' for k, v in sides.items())}".strip(), []).append(one)
                reads.append(timed(next(read)))
        if number >= 0:
            found["search"].append(searches)
            found["read"].append(reads)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from item_name")
        names = cursor.fetchone()[0]
    rows, plain = [], [percentile(values, 50) for values in found["read"]]
    for n in (50, 99):
        name, against = f"search p{n}, {made} items of {names} names", f"primary-key read p{n}"
        taken, limits = ([percentile(values, n) for values in found[kind]] for kind in ("search", "read"))
        rows.append(row(name, 1, taken, "ms", against=against, limits=limits))
    worst = sorted(((percentile(values, 50), name) for name, values in slowest.items()), reverse=True)[:5]
    rows += [row(f"slowest: {name}", 1, [value], "ms", against="primary-key read p50", limits=plain) for value, name in worst]
    size = catalogue.index_sizes()
    whole = [size["items and versions"]]
    return rows + [row(name, 1, [value], "MB", against="items and versions", limits=whole) for name, value in size.items()]
