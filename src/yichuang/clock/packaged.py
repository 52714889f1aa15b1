"""The calendar that ships with the program, so that a fresh house can count before anything is imported."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

from yichuang.clock.calendars import Calendar, DayKind, Festivals, NamedDay


def _rows(name: str) -> list[dict[str, str]]:
    text = files("yichuang.clock").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def festivals() -> tuple[Festivals, ...]:
    """Moving feasts of the years whose notice may still be missing."""
    return tuple(
        Festivals(int(row.pop("year")), **{name: date.fromisoformat(day) for name, day in row.items()})
        for row in _rows("festivals.csv")
    )


@cache
def packaged() -> Calendar:
    """The shipped calendar: announced years of `calendar.csv`, provisional ones from `festivals.csv`."""
    days = tuple(NamedDay(date.fromisoformat(r["date"]), DayKind(r["kind"]), r["name"]) for r in _rows("calendar.csv"))
    return Calendar.of(days, announced={day.on.year for day in days}, festivals=festivals())
