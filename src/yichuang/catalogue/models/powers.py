"""The power and duty list: clauses of 三定规定 and powers with their duties and offices. A change ends a row and begins another."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from yichuang.catalogue.domain.powers import POWER_KINDS
from yichuang.catalogue.models.items import Item
from yichuang.kernel.values import new_id


class MandateClause(models.Model):
    """One clause of the document that sets an organ's tasks, offices and staff 三定规定."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.TextField(help_text="文件名称")
    number = models.TextField(blank=True, help_text="文号")
    clause = models.TextField(help_text="条款，例如第三条第（五）项")
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="the last day")
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "mandate_clause"
        constraints = [
            models.UniqueConstraint(fields=["organ", "number", "title", "clause", "text_sha256"], name="mandate_clause_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")), name="mandate_clause_forward"
            ),
        ]


class Power(models.Model):
    """One power of one organ with its duty 责任 and 追责, from a day on. NULL and "" mean 未载明."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=120)
    name = models.TextField()
    kind = models.CharField(max_length=2, choices=list(POWER_KINDS.items()))
    levels = models.JSONField(default=list, help_text="行使层级, GB/T 39046")
    place = models.CharField(max_length=12, blank=True, help_text="division it is exercised in")
    organ = models.ForeignKey("organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    organ_name = models.TextField(blank=True, help_text="as the source writes it")
    office = models.ForeignKey("organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    office_name = models.TextField(blank=True)
    clause = models.ForeignKey(MandateClause, null=True, blank=True, on_delete=models.PROTECT, related_name="powers", db_index=False)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    bases = models.JSONField(default=list, help_text="设定依据, titles with articles")
    duties = models.JSONField(default=list, help_text='[{"duty", "blame", "article"}]')
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="the last day")
    source = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    words = SearchVectorField(null=True)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "power"
        indexes = [
            models.Index(fields=["code"], name="power_code"),
            models.Index(fields=["organ_name", "code", "id"], name="power_list"),
            GinIndex(fields=["words"], name="power_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organ", "organ_name", "place"], condition=Q(valid_to__isnull=True), name="power_once", nulls_distinct=False
            ),
        ]
