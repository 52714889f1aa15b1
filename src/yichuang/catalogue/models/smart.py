"""智能审批: kept sets of rules, what is being worked on, and the switch of each item."""

from __future__ import annotations

from django.db import models

from yichuang.kernel.values import new_id


class SmartSet(models.Model):
    """The rules of one item, kept: a change is a new number (trigger in the migration)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=120, help_text="code of the item")
    number = models.IntegerField(default=1)
    content = models.JSONField(help_text="rules, sample, trials (smart.plain)")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.TextField()

    class Meta:
        db_table = "smart_set"
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="smart_set_code_number")]


class SmartDraft(models.Model):
    """What somebody is still working on: it may be wrong, and it survives until it is kept as a `SmartSet`."""

    code = models.CharField(primary_key=True, max_length=120)
    content = models.JSONField()
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.TextField()

    class Meta:
        db_table = "smart_draft"


class SmartSwitch(models.Model):
    """Whether an item decides automatically today. No row = on, as its version declares."""

    item = models.OneToOneField("catalogue.Item", primary_key=True, on_delete=models.PROTECT, related_name="+")
    is_off = models.BooleanField()
    reason = models.TextField()
    salt = models.BinaryField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "smart_switch"
