"""Versions of the calendar. A version never changes: cases name the one they were counted under."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from django.db import models

from yichuang.kernel.values import new_id

STREAM = "calendar"
STREAM_ID = uuid5(NAMESPACE_URL, "urn:yichuang:calendar")
"""One calendar, one stream."""


class CalendarVersion(models.Model):
    """One version, named by its content. `festivals` holds the moving feasts its provisional years stand on."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.TextField(unique=True)
    previous = models.TextField(blank=True)
    source = models.TextField(help_text="file or notice it came from")
    years = models.JSONField(help_text="years whose notice is in it")
    festivals = models.JSONField()
    imported_at = models.DateTimeField(null=True)
    imported_by = models.TextField(blank=True)

    class Meta:
        db_table = "calendar_version"


class CalendarDay(models.Model):
    """A day that a notice names; all others follow the week."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        MAKE_UP = "make_up", "补班"

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="days")
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.TextField()

    class Meta:
        db_table = "calendar_day"
        constraints = [
            models.UniqueConstraint(fields=["version", "on"], name="calendar_day_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["holiday", "make_up"]), name="calendar_day_kind"),
        ]


class CalendarHead(models.Model):
    """The one row that says which version is in force; it owns the stream."""

    id = models.UUIDField(primary_key=True, default=STREAM_ID)
    current = models.ForeignKey(CalendarVersion, null=True, on_delete=models.PROTECT, related_name="+")
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "calendar_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=STREAM_ID), name="calendar_head_single")]
