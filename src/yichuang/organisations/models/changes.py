"""What an organ was before a change: names, parents and addresses as they stood. The event names the row and holds no text."""

from __future__ import annotations

from django.db import models

from yichuang.kernel.values import new_id
from yichuang.organisations.models.people import Account, Organ


class OrganChange(models.Model):
    """One change of an organ, from a day on, with its reason; `before` and `after` hold the columns that changed."""

    class Kind(models.TextChoices):
        ESTABLISHED = "established", "设立"
        CHANGED = "changed", "变更"
        MOVED = "moved", "划转"
        ENDED = "ended", "撤销"

    id = models.UUIDField(primary_key=True, default=new_id)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    from_on = models.DateField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField()
    made_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "organ_change"
        indexes = [models.Index(fields=["organ", "-made_at"], name="organ_change_latest")]
