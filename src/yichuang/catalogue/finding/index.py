"""Keeps the search index: one row per version that may be found (design §9). Called by the verbs that change a version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.catalogue.domain import REGIME_NAMES, Regime, Status
from yichuang.catalogue.finding import folding
from yichuang.catalogue.models import ItemVersion

WEIGHTS = {"shipped": 0, "studio": 0, "guides": 1, "items": 2}

UPSERT = """
insert into item_search (version_id, item_id, name, codes, weight, regime, audience, names, body)
select v.id, v.item_id, v.name, v.codes, v.weight, v.regime, v.audience, v.names::tsvector, v.body::tsvector
from (values %s) as v(id, item_id, name, codes, weight, regime, audience, names, body)
on conflict (version_id) do update set name = excluded.name, codes = excluded.codes, weight = excluded.weight,
  regime = excluded.regime, audience = excluded.audience, names = excluded.names, body = excluded.body
"""
ROW = "(%s::uuid, %s::uuid, %s, %s::jsonb, %s::smallint, %s, %s::jsonb, %s, %s)"


def entry(version: ItemVersion, origin: str, code: str) -> tuple[Any, ...]:
    """The index row of a version: what is in force comes first, list entries without a guide last."""
    names = [version.name, *version.aliases]
    codes = sorted({code.lower(), *(str(value).lower() for value in version.codes.values())})
    around = [version.department, version.region, REGIME_NAMES[Regime(version.regime)], *version.keywords]
    result = (version.result or {}).get("name", "")
    weight = 0 if version.status == Status.PUBLISHED else max(1, WEIGHTS.get(origin, 1))
    return (
        version.id, version.item_id, folding.fold(version.name), json.dumps(codes), weight, version.regime,
        json.dumps(version.audience or []), folding.vector(names), folding.vector([*names, result, *around, *codes]),
    )


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
