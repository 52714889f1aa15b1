"""Powers given on 委托, 下放, 划转, 授权: the rows, never deleted, one that ends gets its last day; and what a change request asks for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.catalogue.domain.delegation import LegalForm
from yichuang.catalogue.models.items import Item
from yichuang.catalogue.models.life import ChangeRequest
from yichuang.catalogue.models.vocabulary import choices
from yichuang.kernel.values import new_id


class Given(models.Model):
    """What is given on, by whom to whom, by which document, and what its legal form has to show."""

    form = models.CharField(max_length=8, choices=choices(LegalForm))
    from_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    to_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    from_level = models.CharField(max_length=1)
    to_level = models.CharField(max_length=1)
    place = models.CharField(max_length=12, blank=True, help_text="the area it is given for; empty = all")
    scope = models.TextField(blank=True, help_text="what is given, in words")
    document = models.TextField(help_text="文件名称和文号")
    document_on = models.DateField(null=True, blank=True, help_text="文件日期")
    basis = models.TextField(blank=True, help_text="法律、法规、规章的条款 (23, 24)")
    announcement = models.TextField(blank=True, help_text="公告 (24)")
    announced_on = models.DateField(null=True, blank=True)
    capacity = models.TextField(blank=True, help_text="承接能力核查")
    capacity_on = models.DateField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True, help_text="the last day")

    class Meta:
        abstract = True


class Delegation(Given):
    """An item's power given on from a day on. Owns the stream `delegation`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="delegations", db_index=False)
    request = models.ForeignKey(
        ChangeRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="that brought it; none before 下放 was one"
    )
    followed_up_on = models.DateField(null=True, blank=True)
    follow_up = models.TextField(blank=True, help_text="后续检查的结论")
    end_document = models.TextField(blank=True)
    took_effect_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "delegation"
        constraints = [
            # a row ended before it began holds no day
            models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")) | Q(took_effect_at__isnull=True), name="delegation_forward"),
            models.CheckConstraint(condition=~Q(from_organ=F("to_organ")), name="delegation_other_organ"),
        ]
        indexes = [
            models.Index(fields=["item", "from_on"], name="delegation_item"),
            models.Index(fields=["from_on"], condition=Q(took_effect_at__isnull=True), name="delegation_begins"),
            models.Index(fields=["to_on"], condition=Q(expired_at__isnull=True, to_on__isnull=False), name="delegation_ends"),
            models.Index(fields=["-from_on", "id"], name="delegation_list"),
        ]


class ChangeDelegation(Given):
    """What a request of kind 下放 asks for; its items are those of the request. `from_on` is the day wished for."""

    request = models.OneToOneField(ChangeRequest, primary_key=True, on_delete=models.PROTECT, related_name="giving")

    class Meta:
        db_table = "item_change_delegation"


class ChangeRevocation(models.Model):
    """Which delegation a request of kind 收回 ends. `back_on` is the first day the power is back, as wished for."""

    request = models.OneToOneField(ChangeRequest, primary_key=True, on_delete=models.PROTECT, related_name="taking")
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="+")
    back_on = models.DateField()
    document = models.TextField(help_text="文件名称和文号")
    document_on = models.DateField()
    was_to_on = models.DateField(null=True, blank=True, help_text="the last day the row had before the approval; empty = without end")

    class Meta:
        db_table = "item_change_revocation"
