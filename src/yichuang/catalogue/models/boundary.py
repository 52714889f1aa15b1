"""审管互动边界清单: rows by date; a change ends one and begins another."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.catalogue.domain.boundary import INTERACTION_NAMES
from yichuang.catalogue.models.items import Item
from yichuang.kernel.values import new_id


class Boundary(models.Model):
    """One step of an item (empty: all of it), who approves and who regulates it, and what passes between them. Owns the stream `boundary`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="boundaries", db_index=False)
    step = models.TextField(blank=True)
    approve_office = models.TextField()
    regulate_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    regulate_office = models.TextField()
    interaction = models.CharField(max_length=12, choices=[(key.value, name) for key, name in INTERACTION_NAMES.items()])
    days = models.SmallIntegerField(help_text="working days; 0 = the same day")
    basis = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="the last day")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "boundary"
        constraints = [
            models.UniqueConstraint(fields=["item", "step", "interaction", "regulate_organ"], condition=Q(valid_to__isnull=True), name="boundary_once"),
        ]
        indexes = [
            models.Index(fields=["item", "step", "valid_from"], name="boundary_item"),
            models.Index(fields=["valid_from"], name="boundary_from"),
        ]
