"""The register of legal instruments and of organs that reforms ended: the shipped data, and what editors added to it."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from yichuang.catalogue.domain import Rank
from yichuang.catalogue.domain.instruments import ByTitle
from yichuang.catalogue.imports.consistency import EndedOrgan, Knowledge, KnownInstrument, OwnLimit
from yichuang.catalogue.models import Instrument
from yichuang.clock.domain import Limit, Unit

DATA = Path(__file__).parent / "data"


@cache
def shipped() -> dict[str, Any]:
    return json.loads((DATA / "instruments.json").read_text("utf-8"))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def knowledge() -> Knowledge:
    """What a guide's bases and organ are compared with, a title in whatever way it is written; rows of the table win over the shipped data."""
    known: dict[str, KnownInstrument] = {}
    for row in shipped()["instruments"]:
        instrument = KnownInstrument(
            row["title"], Rank(row["rank"]), day(row.get("in_force_from")), day(row.get("repealed_on")), row.get("replaced_by", "")
        )
        known |= dict.fromkeys((row["title"], *row.get("short_titles", ())), instrument)
    for kept in Instrument.objects.all():
        instrument = KnownInstrument(kept.title, Rank(kept.rank), kept.in_force_from, kept.repealed_on, kept.replaced_by)
        known |= dict.fromkeys((kept.title, *kept.short_titles), instrument)
    organs = tuple(EndedOrgan(row["word"], date.fromisoformat(row["ended_on"]), row["became"]) for row in shipped()["ended_organs"])
    own = tuple(OwnLimit(row["name"], Limit(row["amount"], Unit(row["unit"])), row["article"]) for row in shipped()["own_limits"])
    return Knowledge(ByTitle(known), organs, own)


def seed() -> int:
    """Put shipped instruments that the table does not have into it; returns how many."""
    held = set(Instrument.objects.values_list("title", flat=True))
    rows = [Instrument(**row) for row in shipped()["instruments"] if row["title"] not in held]
    Instrument.objects.bulk_create(rows)
    return len(rows)
