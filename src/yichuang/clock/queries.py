"""Reading the calendar: a version is loaded once per process; which one is in force costs one small query."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from time import monotonic

from django.db import connection

from yichuang.clock.calendars import Calendar, DayKind, Festivals, NamedDay
from yichuang.clock.models import STREAM_ID, CalendarDay, CalendarVersion
from yichuang.clock.packaged import packaged
from yichuang.kernel.errors import NotFound
from yichuang.kernel.prepared import one

IN_FORCE = "select v.version from calendar_head h join calendar_version v on v.id = h.current_id where h.id = %s"
MAX_AGE = 1.0
"""How long a process may count under the version before, in seconds."""
_loaded: dict[str, Calendar] = {}
"""By version. A version never changes, so an entry is never stale; `calendar()` asks which one is in force."""
_in_force: tuple[str, str, float] | None = None
"""(database, version, asked at)."""


def current_version(*, check: bool = True) -> str:
    """The version in force; the packaged one before anything was stored.

    Without `check` an answer younger than a second serves. Inside a transaction it is always asked: what is read there
    may be rolled back.
    """
    global _in_force
    database = str(connection.settings_dict["NAME"])
    if not check and not connection.in_atomic_block and _in_force is not None:
        known, version, asked_at = _in_force
        if known == database and monotonic() - asked_at < MAX_AGE:
            return version
    found = one(IN_FORCE, STREAM_ID)  # asked by every verb that opens a transaction
    version = found[0] if found else packaged().version
    _in_force = None if connection.in_atomic_block else (database, version, monotonic())
    return version


def calendar(version: str | None = None, *, check: bool = True) -> Calendar:
    """The calendar in force, or the named version (no query once loaded). Raises NotFound for an unknown version.

    Without `check` the one in force may be a second old (`current_version`).
    """
    version = version or current_version(check=check)
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
    known = [NamedDay(on, DayKind(kind), name) for on, kind, name in days]
    feasts = [festivals_of(item) for item in row.festivals]
    loaded = Calendar.of(known, announced=row.years, festivals=feasts)
    if loaded.version == version:
        return loaded
    return Calendar.of(known, announced=row.years, festivals=feasts, version=version, gives=False)


def festivals_of(item: dict[str, object]) -> Festivals:
    feasts = {name: date.fromisoformat(str(day)) for name, day in item.items() if name != "year"}
    return Festivals(year=int(str(item["year"])), **feasts)


def plain_festivals(feast: Festivals) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(feast).items()}
