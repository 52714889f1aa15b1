"""Table of credit records. A row is never removed; repair and voiding end it. It owns the stream `credit`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.credit.domain import FOUND_NAMES
from yichuang.kernel.values import new_id


class CreditRecord(models.Model):
    """One record of a party: what was found, and until when it stands."""

    id = models.UUIDField(primary_key=True, default=new_id)
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+", db_index=False)
    found = models.CharField(max_length=20, choices=sorted(FOUND_NAMES.items()))
    ground = models.TextField(help_text="in words; the event names it by its salted hash")
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", db_index=False)
    case_id = models.UUIDField(null=True, blank=True)
    licence_id = models.UUIDField(null=True, blank=True)
    source_id = models.UUIDField(null=True, blank=True, help_text="the ban it stands on")
    from_on = models.DateField()
    to_on = models.DateField()
    repaired_on = models.DateField(null=True, blank=True)
    proof = models.TextField(blank=True)
    voided_on = models.DateField(null=True, blank=True)
    salt = models.BinaryField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "credit_record"
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="credit_record_span"),
            models.UniqueConstraint(fields=["source_id"], condition=Q(source_id__isnull=False), name="credit_record_source"),
        ]
        indexes = [
            models.Index(fields=["party", "to_on"], name="credit_record_party"),
            models.Index(fields=["organ", "-from_on", "-id"], name="credit_record_organ"),
        ]
