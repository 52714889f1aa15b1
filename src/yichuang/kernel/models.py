"""The record: events, the outbox beside them, the feed in delivery order (design §4). Written by SQL in events.py and feed.py.
Beside it, timed work that waits for another try (due.py)."""

from django.db import models


class Event(models.Model):
    """One thing that happened. Append-only: a trigger and the grants refuse update and delete."""

    pk = models.CompositePrimaryKey("stream_id", "seq")
    stream = models.TextField()
    stream_id = models.UUIDField()
    seq = models.IntegerField()
    kind = models.TextField()
    v = models.SmallIntegerField()
    data = models.JSONField()
    actor = models.TextField()
    at = models.DateTimeField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "event"
        managed = False


class Outbox(models.Model):
    """Written beside each event; the sequencer moves it into the feed."""

    n = models.BigIntegerField(primary_key=True)
    stream_id = models.UUIDField()
    seq = models.IntegerField()

    class Meta:
        db_table = "outbox"
        managed = False


class Feed(models.Model):
    """Committed events in the order every subscriber sees them."""

    position = models.BigIntegerField(primary_key=True)
    stream_id = models.UUIDField()
    seq = models.IntegerField()

    class Meta:
        db_table = "feed"
        managed = False


class PutOff(models.Model):
    """Timed work that failed and is tried again later; written apart from the transaction that was rolled back."""

    pk = models.CompositePrimaryKey("what", "subject_id")
    what = models.TextField()
    subject_id = models.UUIDField()
    failures = models.IntegerField()
    error = models.TextField()
    first_at = models.DateTimeField()
    next_try_at = models.DateTimeField()

    class Meta:
        db_table = "put_off"
