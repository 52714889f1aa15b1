"""What is owed between approval and supervision in cases. The row owns the stream `interaction`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.kernel.values import new_id
from yichuang.oversight.domain import FINDING_NAMES, LABELS, OPEN, State


class Due(models.Model):
    """One row of the boundary list in one case: owed by the regulating organ, until a day. What it asks for stands on the boundary's row,
    which never changes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case_id = models.UUIDField()
    number = models.TextField(help_text="办件编号")
    boundary = models.ForeignKey("catalogue.Boundary", on_delete=models.PROTECT, related_name="+", db_index=False)
    approve_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", db_index=False)
    regulate_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=[(key.value, name) for key, name in LABELS.items()], default=State.OWED)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    finding = models.CharField(max_length=12, blank=True, choices=list(FINDING_NAMES.items()))
    text = models.TextField(blank=True)
    salt = models.BinaryField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.TextField(blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "interaction"
        constraints = [models.UniqueConstraint(fields=["case_id", "boundary"], name="interaction_once")]
        indexes = [
            models.Index(fields=["regulate_organ", "due_on", "id"], condition=Q(state__in=[s.value for s in OPEN]), name="interaction_owed"),
            models.Index(fields=["approve_organ", "due_on", "id"], condition=Q(state__in=[s.value for s in OPEN]), name="interaction_awaited"),
            models.Index(fields=["due_on"], condition=Q(state=State.OWED.value), name="interaction_due"),
            models.Index(fields=["due_on", "id"], condition=Q(state=State.OVERDUE.value), name="interaction_overdue"),
        ]
