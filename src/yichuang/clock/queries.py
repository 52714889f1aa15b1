"""Reading the calendar: a version is loaded once per process; which one is in force costs one small query."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from yichuang.clock.calendars import Calendar, DayKind, Festivals, NamedDay
from yichuang.clock.models import STREAM_ID, CalendarDay, CalendarHead, CalendarVersion
from yichuang.clock.packaged import packaged
from yichuang.kernel.errors import NotFound

_loaded: dict[str, Calendar] = {}
"""By version. A version never changes, so an entry is never stale; `calendar()` asks which one is in force."""


def current_version() -> str:
    """The version in force; the packaged one before anything was stored."""
    version = CalendarHead.objects.filter(id=STREAM_ID).values_list("current__version", flat=True).first()
    return version or packaged().version


def calendar(version: str | None = None) -> Calendar:
    """The calendar in force, or the named version (no query once loaded). Raises NotFound for an unknown version."""
    version = version or current_version()
    if version == packaged().version:
        return packaged()
    found = _loaded.get(version)
    if found is None:
        found = _loaded[version] = _load(version)
    return found


def _load(version: str) -> Calendar:
    row = CalendarVersion.objects.filter(version=version).first()
    if row is None:
        raise NotFound("没有这个版本的日历", code="clock.no_calendar", version=version)
    days = CalendarDay.objects.filter(version=row).order_by("on").values_list("on", "kind", "name")
    return Calendar.of(
        (NamedDay(on, DayKind(kind), name) for on, kind, name in days), announced=row.years,
        festivals=[festivals_of(item) for item in row.festivals], version=version,
    )


def festivals_of(item: dict[str, object]) -> Festivals:
    feasts = {name: date.fromisoformat(str(day)) for name, day in item.items() if name != "year"}
    return Festivals(year=int(str(item["year"])), **feasts)


def plain_festivals(feast: Festivals) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(feast).items()}
