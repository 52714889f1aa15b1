"""Change requests on items, what was written about them, and which item took another's place.

The stream of the item holds the facts; here stand the present stage, the free text, and what lists and counts read.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.catalogue.domain.life import OPEN, Change, Running, Stage
from yichuang.catalogue.models.items import Item, ItemVersion
from yichuang.catalogue.models.vocabulary import choices
from yichuang.kernel.values import new_id


class ChangeRequest(models.Model):
    """变更申请. `version` is the draft that comes into force, or the version in force that is to be suspended, ended or split."""

    id = models.UUIDField(primary_key=True, default=new_id)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=12, choices=choices(Change))
    stage = models.CharField(max_length=12, choices=choices(Stage))
    revision = models.IntegerField(default=1, help_text="what a page was made with; rises with every step")
    running = models.CharField(max_length=16, choices=choices(Running), default=Running.KEEP)
    contents = models.JSONField(default=dict, help_text="hash of each draft as it was submitted, by version")
    entry = models.ForeignKey(
        "catalogue.BasicEntry", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="what is claimed from the day it takes effect",
    )
    drafter = models.TextField()
    reviewer = models.TextField(blank=True)
    publisher = models.TextField(blank=True)
    notice_from = models.DateField(null=True, blank=True)
    notice_to = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True, help_text="the day wished for, after approval the day it takes effect")
    held_up = models.JSONField(default=list, help_text="what stopped it on its day")
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "item_change"
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(stage__in=[s.value for s in OPEN]), name="item_change_one_open"),
        ]
        indexes = [
            models.Index(fields=["stage", "moved_at"], name="item_change_work"),
            models.Index(fields=["item", "-created_at"], name="item_change_item"),
            models.Index(fields=["-notice_to"], condition=Q(notice_to__isnull=False), name="item_change_notices"),
        ]


class ChangePart(models.Model):
    """Another item of a request: in a split or merge one that ends (`from`) or one that begins (`into`, with its draft); or
    one whose power goes the same way (`also`)."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="parts")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=4, choices=[("from", "from"), ("into", "into"), ("also", "also")])

    class Meta:
        db_table = "item_change_part"
        constraints = [models.UniqueConstraint(fields=["request", "item"], name="item_change_part_once")]


class ChangeNote(models.Model):
    """What somebody wrote about a request: reason, opinion, comment of the public, answer. Facts name it by id and salted hash."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="notes", db_index=False)
    kind = models.CharField(max_length=12, help_text="reason, legality, assessment, expert, returned, rejected, taken_back, comment or answer")
    text = models.TextField()
    article = models.TextField(blank=True)
    opinion = models.CharField(max_length=16, blank=True)
    author = models.TextField(blank=True, help_text="empty for the public")
    name = models.TextField(blank=True, help_text="as a commenter signs")
    answers = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answer")
    adopted = models.BooleanField(null=True, blank=True)
    salt = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "item_change_note"
        indexes = [models.Index(fields=["request", "at"], name="item_change_note_request")]


class ChangeExpert(models.Model):
    """One expert asked about a request. An expert with an interest stands aside 回避, with the reason."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="experts")
    account_id = models.UUIDField()
    asked_at = models.DateTimeField()
    note = models.OneToOneField(ChangeNote, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stood_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "item_change_expert"
        constraints = [models.UniqueConstraint(fields=["request", "account_id"], name="item_change_expert_once")]
        indexes = [
            models.Index(fields=["account_id"], condition=Q(note__isnull=True, stood_aside_at__isnull=True), name="item_change_expert_open")
        ]


class ItemSuccessor(models.Model):
    """`old` ended and `new` took its place on the same day."""

    id = models.BigAutoField(primary_key=True)
    old = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="successors")
    new = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()
    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "item_successor"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="item_successor_once")]
