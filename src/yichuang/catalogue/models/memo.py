"""Transfer memoranda 事项划转交接备忘录: five parts, two signatures, one dated effect."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.catalogue.domain.memo import Part, Side, State
from yichuang.catalogue.models.delegation import Delegation
from yichuang.catalogue.models.items import Item
from yichuang.catalogue.models.vocabulary import choices
from yichuang.kernel.values import new_id


class TransferMemo(models.Model):
    """One item, from one organ to another of its level, from a day on. Owns the stream `memo`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    from_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    to_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=1)
    document = models.TextField()
    from_on = models.DateField()
    state = models.CharField(max_length=12, choices=choices(State), default=State.DRAFTING)
    delegation = models.OneToOneField(Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="memo")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "transfer_memo"
        constraints = [
            models.CheckConstraint(condition=~Q(from_organ=F("to_organ")), name="transfer_memo_other_organ"),
            models.UniqueConstraint(fields=["item"], condition=Q(state__in=["drafting", "half_signed", "signed"]), name="transfer_memo_one_open"),
        ]
        indexes = [models.Index(fields=["-created_at", "id"], name="transfer_memo_list")]


class MemoPart(models.Model):
    id = models.BigAutoField(primary_key=True)
    memo = models.ForeignKey(TransferMemo, on_delete=models.PROTECT, related_name="parts", db_index=False)
    part = models.CharField(max_length=8, choices=choices(Part))
    text = models.TextField()
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.TextField(blank=True)
    filled_by = models.TextField()
    filled_at = models.DateTimeField()

    class Meta:
        db_table = "transfer_memo_part"
        constraints = [models.UniqueConstraint(fields=["memo", "part"], name="transfer_memo_part_once")]


class MemoSignature(models.Model):
    """A head of one side signed what `content_hash` covers: the five parts and the listed cases, with their counts."""

    id = models.BigAutoField(primary_key=True)
    memo = models.ForeignKey(TransferMemo, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    side = models.CharField(max_length=4, choices=choices(Side))
    account_id = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    finish = models.IntegerField(help_text="cases finished by the organ that hands over")
    hand_over = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "transfer_memo_signature"
        constraints = [models.UniqueConstraint(fields=["memo", "side"], name="transfer_memo_signed_once")]
