"""Files of versions on their way in: what was uploaded and what it would change, until somebody confirms or it expires."""

from __future__ import annotations

from django.db import models

from yichuang.catalogue.models.items import ImportRun, ItemVersion
from yichuang.kernel.values import new_id


class ImportPreview(models.Model):
    """One uploaded file, by the hash of its bytes, and the counts of what it would change."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sha256 = models.CharField(max_length=64)
    name = models.TextField(help_text="file name as uploaded")
    actor = models.TextField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    new = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    problem = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    findings = models.JSONField(default=list, help_text="about the file, not about one item")
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, default="ready", help_text="reading, comparing, ready, writing or failed")
    done = models.IntegerField(default=0, help_text="rows read, or items compared or written, in this stage")
    total = models.IntegerField(default=0, help_text="of how many; 0 while nobody knows")
    attempt = models.IntegerField(default=0, help_text="how often a worker began this stage; who is not the last one stops")
    take_up_at = models.DateTimeField(null=True, blank=True, help_text="when a worker begins, again where the last one fell silent; null: none is to")
    failure = models.JSONField(default=dict, help_text="what the worker refused: message, remedy, details")

    class Meta:
        db_table = "import_preview"
        indexes = [
            models.Index(fields=["actor", "-at"], name="import_preview_actor"), models.Index(fields=["expires_at"], name="import_preview_expiry"),
            models.Index(fields=["take_up_at"], condition=models.Q(take_up_at__isnull=False), name="import_preview_waiting"),
        ]  # fmt: skip


class ImportLine(models.Model):
    """One item of the file: the version it was compared with, what that version said (by hash), and the new values."""

    id = models.UUIDField(primary_key=True, default=new_id)
    preview = models.ForeignKey(ImportPreview, on_delete=models.CASCADE, related_name="lines")
    place = models.IntegerField()
    code = models.TextField()
    name = models.TextField()
    outcome = models.CharField(max_length=10)
    version = models.ForeignKey(ItemVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64, blank=True)
    values = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    class Meta:
        db_table = "import_line"
        constraints = [models.UniqueConstraint(fields=["preview", "place"], name="import_line_place")]
        indexes = [models.Index(fields=["preview", "outcome", "place"], name="import_line_outcome")]
