"""Ratings and their follow-up. The row of a rating owns its stream; a follow-up stands on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.evaluation.domain import FINDING_NAMES, LEVEL_NAMES, Occasion
from yichuang.kernel.values import new_id


class Rating(models.Model):
    """One rating by one applicant, of a case or of a visit to the window for it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField()
    occasion = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Occasion])
    item_id = models.UUIDField()
    item_version_id = models.UUIDField()
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=1, choices=[(level.value, name) for level, name in LEVEL_NAMES.items()])
    indicators = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    salt = models.BinaryField()
    rated_at = models.DateTimeField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "rating"
        constraints = [
            models.UniqueConstraint(fields=["case_id", "occasion"], name="rating_once"),
            models.CheckConstraint(condition=Q(level__in=[level.value for level in LEVEL_NAMES]), name="rating_level_known"),
        ]
        indexes = [
            models.Index(fields=["item_id", "-rated_at"], name="rating_item"),
            models.Index(fields=["organ", "-rated_at"], name="rating_organ"),
        ]


class FollowUp(models.Model):
    """差评 followed up: open until the organ has answered."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, primary_key=True, related_name="follow_up")
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    finding = models.CharField(max_length=10, blank=True, choices=[(f.value, name) for f, name in FINDING_NAMES.items()])
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.TextField(blank=True)

    class Meta:
        db_table = "rating_follow_up"
        indexes = [models.Index(fields=["organ", "due_on"], condition=Q(answered_at__isnull=True), name="follow_up_open")]
