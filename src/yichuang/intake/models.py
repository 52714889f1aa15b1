"""Drafts: what somebody has filled in and uploaded so far. No record yet, so a draft changes freely until it is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.kernel.values import new_id

OPEN = Q(sent_at__isnull=True, dropped_at__isnull=True)


class Draft(models.Model):
    """One application being written, by its applicant or by a window clerk for a walk-in; for one item, or for those of a theme.

    `token` was made with the page that started it: a double click starts one draft, and one draft becomes one case or one 联办.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    token = models.UUIDField(unique=True)
    account = models.ForeignKey("organisations.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("organisations.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version_id = models.UUIDField(help_text="the item's version; of a theme, that of its first item")
    theme_version = models.ForeignKey("joint.ThemeVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chosen = models.JSONField(default=dict, help_text="of a theme: item → whether it takes part, for the items a question stands before")
    channel = models.CharField(max_length=1)
    answers = models.JSONField(default=dict, help_text="data element code → value")
    origins = models.JSONField(default=dict, help_text="data element code → register, profile or earlier")
    papers = models.JSONField(default=dict, help_text="material code → copies and original of a paper on the counter")
    purpose = models.CharField(max_length=8, blank=True, default="", help_text="empty, change or renewal of the licence named next")
    licence_id = models.UUIDField(null=True, blank=True)
    becomes = models.JSONField(default=dict, help_text="变更: place on the licence → what is to stand there")
    seen = models.JSONField(default=list, help_text="pages that were saved, materials that were answered")
    step = models.TextField(blank=True, help_text="the page last saved")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    case_id = models.UUIDField(null=True, blank=True, unique=True)
    joint_id = models.UUIDField(null=True, blank=True, unique=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "draft"
        indexes = [models.Index(fields=["account", "-updated_at"], condition=OPEN, name="draft_mine")]


class DraftFile(models.Model):
    """A file of the party's store laid under one material of the draft."""

    id = models.UUIDField(primary_key=True, default=new_id)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    material_code = models.TextField()
    stored = models.ForeignKey("dossier.StoredMaterial", on_delete=models.PROTECT, related_name="+")
    reused = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        db_table = "draft_file"
        constraints = [models.UniqueConstraint(fields=["draft", "material_code", "stored"], name="draft_file_once")]
