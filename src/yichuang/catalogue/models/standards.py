"""审批标准: what every item in force is to conform to, by kind and date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.catalogue.domain.standards import KIND_NAMES
from yichuang.kernel.values import new_id


class Standard(models.Model):
    """One standard with what it asks for. Owns the stream `standard`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12, choices=[(key.value, name) for key, name in KIND_NAMES.items()])
    title = models.TextField()
    document = models.TextField()
    requirements = models.JSONField(help_text='[{"rule", "number"}]')
    organ = models.ForeignKey("organisations.Organ", null=True, on_delete=models.PROTECT, related_name="+", help_text="who keeps it")
    pilots = models.JSONField(default=list, help_text="ids of the organs that try it first; empty: for all from the start")
    from_on = models.DateField()
    general_on = models.DateField(null=True, blank=True, help_text="for all from this day, after a trial")
    to_on = models.DateField(null=True, blank=True, help_text="the last day")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "approval_standard"
        constraints = [models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="standard_forward")]
        indexes = [models.Index(fields=["kind", "-from_on", "id"], name="standard_list")]
