"""Agreements 通办协议. Rows are never deleted: one that ends gets its last day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.catalogue.domain.agreement import FORWARD_DAYS, AgreementMode
from yichuang.catalogue.models.items import Item
from yichuang.catalogue.models.vocabulary import choices
from yichuang.kernel.values import new_id


class AcceptanceAgreement(models.Model):
    """Two organs agree that the window of one takes in for the other. Owns the stream `agreement`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    mode = models.CharField(max_length=8, choices=choices(AgreementMode))
    window_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    for_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    document = models.TextField(help_text="协议名称和文号")
    text = models.TextField(blank=True, help_text="协议要点")
    forward_days = models.SmallIntegerField(default=FORWARD_DAYS, help_text="代收: working days to forward")
    hands_out = models.BooleanField(default=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True, help_text="the last day")
    end_document = models.TextField(blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "acceptance_agreement"
        constraints = [
            models.CheckConstraint(condition=~Q(window_organ=F("for_organ")), name="agreement_other_organ"),
            models.CheckConstraint(condition=Q(forward_days__gte=1), name="agreement_forward_days"),
        ]
        indexes = [
            models.Index(fields=["window_organ", "from_on"], name="agreement_window"),
            models.Index(fields=["-from_on", "id"], name="agreement_list"),
            models.Index(fields=["to_on"], condition=Q(expired_at__isnull=True, to_on__isnull=False), name="agreement_running_out"),
        ]


class AgreementItem(models.Model):
    """One item an agreement covers."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(AcceptanceAgreement, on_delete=models.PROTECT, related_name="items", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "acceptance_agreement_item"
        constraints = [models.UniqueConstraint(fields=["agreement", "item"], name="agreement_item_once")]
        indexes = [models.Index(fields=["item", "agreement"], name="agreement_item")]
