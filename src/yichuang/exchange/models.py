"""The log of every question to a registry 数据共享日志, and the answers kept as evidence."""

from __future__ import annotations

from django.db import models

from yichuang.exchange.domain import OUTCOME_NAMES
from yichuang.kernel.values import new_id


class RegistryRequest(models.Model):
    """Who asked what, about whom, for which case, on what basis, and what became of it. Owns its stream."""

    id = models.UUIDField(primary_key=True, default=new_id)
    query = models.CharField(max_length=60)
    edition = models.IntegerField()
    case_id = models.UUIDField(help_text="the case or the project it is asked for")
    item_id = models.UUIDField(null=True)
    organ = models.ForeignKey("organisations.Organ", null=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    basis = models.TextField()
    actor = models.TextField()
    asked_salt = models.BinaryField()
    asked_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=[(o.value, name) for o, name in OUTCOME_NAMES.items()])
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "registry_request"
        indexes = [
            models.Index(fields=["case_id", "query", "-asked_at"], name="registry_request_case"),
            models.Index(fields=["organ", "-asked_at", "-id"], name="registry_request_organ"),
        ]


class Evidence(models.Model):
    """An answer as it came, read into its types; never changed (trigger in the migration). Facts name it by id and salted hash."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.OneToOneField(RegistryRequest, on_delete=models.PROTECT, related_name="evidence")
    keeper = models.TextField()
    as_of = models.DateTimeField()
    is_local = models.BooleanField()
    content = models.TextField(help_text="canonical JSON of keeper, as_of and what was given")
    salt = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "registry_evidence"
