"""Matters before the 审批法庭: one row a docket, one row an instance."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.catalogue.domain.tribunal import Kind, State, Verdict
from yichuang.catalogue.models.items import Item
from yichuang.catalogue.models.vocabulary import choices
from yichuang.kernel.values import new_id


class Docket(models.Model):
    """One prerequisite of one item in question. Owns the stream `docket`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    year = models.IntegerField()
    serial = models.IntegerField(help_text="案号: 前审〔year〕serial号")
    kind = models.CharField(max_length=8, choices=choices(Kind))
    state = models.CharField(max_length=12, choices=choices(State))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="dockets")
    prerequisite = models.TextField(help_text="the result that is asked for")
    needs_code = models.CharField(max_length=120, blank=True, help_text="code of the item that gives it")
    plaintiff = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    defendant = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    claim = models.TextField()
    answer = models.TextField(blank=True)
    bases = models.JSONField(default=list, help_text="what the department rests it on")
    answer_by = models.DateField()
    appeal = models.TextField(blank=True)
    appealed_by = models.ForeignKey("organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    appeal_by = models.DateField(null=True, blank=True)
    filed_at = models.DateTimeField()
    filed_by = models.TextField()
    answered_by = models.TextField(blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "prerequisite_docket"
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="docket_number"),
            models.UniqueConstraint(
                fields=["item", "prerequisite"], condition=Q(state__in=["filed", "answered", "decided", "appealed", "final"]),
                name="docket_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-filed_at"], name="docket_state"),
            models.Index(fields=["appeal_by"], condition=Q(state="decided"), name="docket_lapse"),
        ]


    @property
    def number(self) -> str:
        return f"前审〔{self.year}〕{self.serial}号"


class Instance(models.Model):
    """What one panel decided. The second is in writing."""

    id = models.UUIDField(primary_key=True, default=new_id)
    docket = models.ForeignKey(Docket, on_delete=models.PROTECT, related_name="instances")
    number = models.SmallIntegerField()
    presiding_id = models.UUIDField()
    members = models.JSONField(help_text='[{"account_id", "organ_id", "vote"}]')
    verdict = models.CharField(max_length=8, choices=choices(Verdict))
    bases = models.JSONField(default=list)
    reasons = models.TextField()
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "prerequisite_instance"
        constraints = [models.UniqueConstraint(fields=["docket", "number"], name="docket_instance_number")]
