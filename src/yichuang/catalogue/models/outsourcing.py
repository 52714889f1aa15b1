"""Services handed to others 转移、购买, and the checks of the contractor's work."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.catalogue.domain.outsourcing import FINDING_NAMES, WAY_NAMES
from yichuang.catalogue.models.items import Item
from yichuang.kernel.values import new_id


class Outsourced(models.Model):
    """One service of an organ that a contractor carries out from a day to a day. Owns the stream `outsourced`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    way = models.CharField(max_length=12, choices=[(key.value, name) for key, name in WAY_NAMES.items()])
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="the item it serves, if any; never a licence")
    contractor = models.TextField()
    number = models.CharField(max_length=18, blank=True, help_text="统一社会信用代码 of the contractor")
    document = models.TextField()
    duty = models.TextField(help_text="服务要求和监督办法")
    from_on = models.DateField()
    to_on = models.DateField(help_text="the last day")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "outsourced"
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="outsourced_forward")]
        indexes = [models.Index(fields=["way", "-from_on", "id"], name="outsourced_list")]


class ContractorCheck(models.Model):
    """监督记录: one check of the work."""

    id = models.UUIDField(primary_key=True, default=new_id)
    outsourced = models.ForeignKey(Outsourced, on_delete=models.PROTECT, related_name="checks", db_index=False)
    on = models.DateField()
    finding = models.CharField(max_length=8, choices=[(key.value, name) for key, name in FINDING_NAMES.items()])
    text = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "contractor_check"
        indexes = [models.Index(fields=["outsourced", "-on"], name="contractor_check_last")]
