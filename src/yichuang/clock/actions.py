"""The verb of the calendar: importing a year's notice."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.db import transaction

from yichuang.clock.calendars import Calendar, Difference, difference
from yichuang.clock.importing import Rows, merged, read_calendar
from yichuang.clock.models import STREAM, STREAM_ID, CalendarDay, CalendarHead, CalendarVersion
from yichuang.clock.packaged import festivals, packaged
from yichuang.clock.queries import calendar, plain_festivals
from yichuang.facts.clock import CalendarImported
from yichuang.kernel import events


class Acting(Protocol):
    """Whoever acts: organisations' Actor."""

    @property
    def ref(self) -> str: ...


def check_calendar(content: bytes | str | Rows) -> Difference:
    """What an import would change; writes nothing. Raises Invalid on a bad file."""
    rows = read_calendar(content) if isinstance(content, (bytes, str)) else content
    now_in_force = calendar()
    return difference(now_in_force, merged(now_in_force, rows, festivals=festivals()))


def import_calendar(content: bytes | str | Rows, *, now: datetime, actor: Acting, source: str = "") -> Difference:
    """Puts a new version in force and emits clock.CalendarImported; the same content again changes nothing.

    Whole years in the file replace what was known of them; single days amend an announced year (`ordinary` takes a day
    back). Raises Invalid naming row and field. Returns the typed difference from the version before.
    """
    rows = read_calendar(content) if isinstance(content, (bytes, str)) else content
    with transaction.atomic():
        CalendarHead.objects.bulk_create([CalendarHead()], ignore_conflicts=True)
        head = CalendarHead.objects.select_for_update(of=("self",)).select_related("current").get(id=STREAM_ID)
        old = calendar(head.current.version) if head.current else packaged()
        new = merged(old, rows, festivals=festivals())
        change = difference(old, new)
        if change.is_empty:
            return change
        head.current = _stored(new, previous=old.version, source=source, now=now, actor=actor)
        moved = tuple(day.on for day in change.changes if day.moves_dates)
        imported = CalendarImported(
            version=new.version, previous=old.version, years_announced=change.years_announced, moved_on=moved
        )
        end = events.emit(
            events.Head(STREAM, STREAM_ID, head.head_seq, bytes(head.head_hash)), [imported], actor=actor.ref, at=now
        )
        head.head_seq, head.head_hash = end.seq, end.hash
        head.save(update_fields=["current", "head_seq", "head_hash"])
    return change


def _stored(new: Calendar, *, previous: str, source: str, now: datetime, actor: Acting) -> CalendarVersion:
    """The row of a version; an older version that comes back keeps its row."""
    for kept in (packaged(), new):
        row, made = CalendarVersion.objects.get_or_create(
            version=kept.version,
            defaults={
                "previous": previous if kept is new else "", "source": source if kept is new else "packaged",
                "years": list(kept.years), "imported_at": now, "imported_by": actor.ref,
                "festivals": [plain_festivals(f) for f in festivals() if kept.announced_through.year < f.year],
            },
        )
        if made:
            CalendarDay.objects.bulk_create(
                CalendarDay(version=row, on=day.on, kind=day.kind.value, name=day.name) for day in kept.announced_days()
            )
    return row
