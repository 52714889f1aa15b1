"""Reports of licences off the list or in disguise 变相许可举报."""

from __future__ import annotations

from django.db import models

from yichuang.catalogue.domain.off_list import LABELS, SHAPE_NAMES


class OffListReport(models.Model):
    """One report. Owns the stream `off_list`. Its id is drawn at random and stands in the address the reporter keeps."""

    id = models.UUIDField(primary_key=True)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    requirement = models.TextField(help_text="what the organ asks for, as the reporter calls it")
    shape = models.CharField(max_length=12, choices=[(shape.value, name) for shape, name in SHAPE_NAMES.items()])
    text = models.TextField(help_text="what happened; never shown to the public")
    state = models.CharField(max_length=12, choices=[(state.value, name) for state, name in LABELS.items()])
    finding = models.TextField(blank=True)
    article = models.TextField(blank=True)
    mend_by = models.DateField(null=True, blank=True)
    mended = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    found_at = models.DateTimeField(null=True, blank=True)
    mended_at = models.DateTimeField(null=True, blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "off_list_report"
        indexes = [
            models.Index(fields=["state", "reported_at"], name="off_list_work"),
            models.Index(fields=["-found_at"], condition=models.Q(found_at__isnull=False), name="off_list_public"),
        ]
