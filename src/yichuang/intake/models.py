"""Drafts: what somebody has filled in and uploaded so far. No record yet, so a draft changes freely until it is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.intake.domain import TakenState
from yichuang.kernel.values import new_id

OPEN = Q(sent_at__isnull=True, dropped_at__isnull=True)
ON_THE_WAY = Q(state__in=["taken_in", "forwarded"])


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
    joint_id = models.UUIDField(null=True, blank=True, db_index=True, help_text="the 联办 it became, or the project it was handed in to")
    project_id = models.UUIDField(null=True, blank=True, help_text="of a stage of a project: which one")
    module = models.TextField(
        blank=True, default="", db_default="", help_text="of a stage of a project: the part of the works it is for; empty = the whole"
    )
    by_person = models.BooleanField(default=False, db_default=False, help_text="a person is to decide, not rules alone")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="sent, or taken in for another organ: no longer edited")
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


class TakenIn(models.Model):
    """代收: one application on its way from the window that took it in to the organ that accepts. Owns the stream `taken_in`; what was
    handed in stays in its draft until it arrives."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField(unique=True)
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="taken_in")
    version_id = models.UUIDField()
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    window_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", db_index=False)
    for_organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+", db_index=False)
    agreement_id = models.UUIDField()
    state = models.CharField(max_length=12, default=TakenState.TAKEN_IN)
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    forward_days = models.SmallIntegerField()
    receipt_id = models.UUIDField(help_text="代收凭证")
    means = models.CharField(max_length=8, blank=True)
    tracking_number = models.TextField(blank=True)
    forwarded_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(blank=True)
    case_id = models.UUIDField(null=True, unique=True)
    handed_back_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "taken_in"
        constraints = [
            models.CheckConstraint(condition=Q(forwarded_at__isnull=True) | Q(forwarded_at__gte=models.F("taken_at")), name="taken_in_then_forwarded"),
            models.CheckConstraint(condition=Q(arrived_at__isnull=True) | Q(arrived_at__gte=models.F("forwarded_at")), name="forwarded_then_arrived"),
            models.CheckConstraint(condition=Q(state="arrived", case_id__isnull=False) | (~Q(state="arrived") & Q(case_id__isnull=True)), name="arrived_has_a_case"),
        ]
        indexes = [
            models.Index(fields=["window_organ", "taken_at"], name="taken_in_window"),
            models.Index(fields=["for_organ", "taken_at"], name="taken_in_for"),
            models.Index(fields=["party", "-taken_at"], condition=ON_THE_WAY, name="taken_in_party"),
        ]
