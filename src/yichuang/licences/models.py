"""Licences, their editions (papers) and the copies printed of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.kernel.values import new_id
from yichuang.licences import domain
from yichuang.licences.domain.bans import FINDING_NAMES
from yichuang.licences.domain.endings import STEP_LABELS


class Licence(models.Model):
    """What a holder may do, until when; `edition` is the number of the paper that counts now."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField(unique=True)
    serial = models.TextField()
    licence_type = models.TextField(blank=True)
    name = models.TextField()
    item_id = models.UUIDField(null=True, blank=True)
    case_id = models.UUIDField(null=True, blank=True)
    holder = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    holder_name = models.TextField()
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    scope = models.TextField(blank=True)
    blank_series = models.TextField(blank=True, help_text="空白证件 its paper is printed on; empty = plain paper")
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, n) for s, n in domain.STATE_NAMES.items()], default=domain.State.ORDERED
    )
    state_on = models.DateField()
    edition = models.SmallIntegerField(default=1)
    token = models.CharField(max_length=32, unique=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "licence"
        indexes = [
            models.Index(fields=["case_id"], name="licence_case"),
            models.Index(fields=["holder", "-issued_on"], name="licence_holder"),
            models.Index(fields=["valid_to"], condition=Q(state="valid"), name="licence_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="licence_forward"
            ),
        ]


class Edition(models.Model):
    """One paper: contents, template and file never change; a wrong one is voided and made anew."""

    id = models.UUIDField(primary_key=True, default=new_id)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="editions")
    edition = models.SmallIntegerField()
    case_id = models.UUIDField(null=True, blank=True, help_text="the case that ordered it: the first one, or one of 变更 or 延续")
    reason = models.TextField(default="first", help_text="first, changed, renewed, reissued, remade")
    identifier = models.TextField(blank=True)
    template = models.ForeignKey("documents.TemplateVersion", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    salt = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(
        max_length=12, choices=[(s.value, n) for s, n in domain.EDITION_NAMES.items()],
        default=domain.EditionState.ORDERED,
    )
    file_sha256 = models.CharField(max_length=64, blank=True)
    ordered_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handing = models.CharField(max_length=10, blank=True)
    proof = models.JSONField(default=dict)
    attempts = models.SmallIntegerField(default=0)
    failure = models.TextField(blank=True)
    copies = models.SmallIntegerField(default=0)
    blank = models.OneToOneField("BlankSheet", null=True, blank=True, on_delete=models.PROTECT, related_name="edition")

    class Meta:
        db_table = "licence_edition"
        indexes = [
            models.Index(fields=["case_id"], name="licence_edition_case"),
            models.Index(fields=["file_sha256"], condition=~Q(file_sha256=""), name="licence_edition_file"),
            models.Index(fields=["identifier"], condition=~Q(identifier=""), name="licence_edition_identifier"),
            models.Index(fields=["ordered_at"], condition=Q(state="failed"), name="licence_edition_failed"),
            models.Index(fields=["ready_at"], condition=Q(state="ready"), name="licence_edition_ready"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["licence", "edition"], name="licence_edition_one"),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "handed_over"]) | ~Q(file_sha256=""), name="licence_edition_file_made"
            ),
        ]


class Ending(models.Model):
    """A 撤回 or 撤销 under way or done: notice, statement, decision; its documents lie in the file of the case."""

    id = models.UUIDField(primary_key=True, default=new_id)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="endings")
    ground = models.TextField()
    step = models.CharField(max_length=8, choices=[(s.value, n) for s, n in STEP_LABELS.items()])
    facts = models.TextField()
    noticed_at = models.DateTimeField()
    noticed_by = models.TextField()
    respond_by = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="why it was not carried on")

    class Meta:
        db_table = "licence_ending"
        constraints = [
            models.UniqueConstraint(fields=["licence"], condition=Q(step__in=["noticed", "heard"]), name="licence_ending_one_open")
        ]


class ApplicationBan(models.Model):
    """不得再次申请 (78, 79): a party and an item, until the end of `to_on` or until it is lifted. Owns its stream."""

    id = models.UUIDField(primary_key=True, default=new_id)
    party = models.ForeignKey("organisations.Party", on_delete=models.PROTECT, related_name="+")
    item_id = models.UUIDField()
    finding = models.CharField(max_length=2, choices=[(f.value, n) for f, n in FINDING_NAMES.items()])
    opened_at = models.DateTimeField()
    to_on = models.DateField()
    case_id = models.UUIDField(null=True, blank=True)
    licence_id = models.UUIDField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_ground = models.TextField(blank=True)
    lifted_reason = models.TextField(blank=True)
    salt = models.BinaryField(default=bytes, help_text="the event names the reason by its salted hash")
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "application_ban"
        indexes = [models.Index(fields=["party", "item_id", "to_on"], name="application_ban_party")]


class PrintedCopy(models.Model):
    """补打 of an edition."""

    id = models.UUIDField(primary_key=True, default=new_id)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="printed")
    copy = models.SmallIntegerField()
    reason = models.TextField()
    printed_by = models.TextField()
    printed_at = models.DateTimeField()

    class Meta:
        db_table = "licence_copy"
        constraints = [models.UniqueConstraint(fields=["edition", "copy"], name="licence_copy_one")]


class BlankBatch(models.Model):
    """一批空白证件: a run of numbers of one series, received by an organ; owns the stream of its sheets."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    series = models.TextField(help_text="名称, as the item's result names it")
    prefix = models.TextField(blank=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    width = models.SmallIntegerField()
    source = models.TextField(blank=True, help_text="印制单位、调拨单位")
    received_on = models.DateField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "blank_batch"
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="blank_batch_forward")]
        indexes = [models.Index(fields=["organ", "series", "prefix", "first"], name="blank_batch_run")]


class BlankSheet(models.Model):
    """One sheet with its number. `holder` is the officer it was handed to; the edition printed on it points here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    batch = models.ForeignKey(BlankBatch, on_delete=models.PROTECT, related_name="sheets")
    number = models.BigIntegerField()
    code = models.TextField(help_text="as printed on the sheet")
    state = models.CharField(max_length=8, choices=[(s.value, n) for s, n in domain.BLANK_NAMES.items()], default=domain.Blank.STOCK)
    holder = models.ForeignKey("organisations.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "blank_sheet"
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="blank_sheet_one"),
            models.CheckConstraint(condition=~Q(state="issued") | Q(holder__isnull=False), name="blank_sheet_in_hand"),
        ]
        indexes = [
            models.Index(fields=["holder", "number"], condition=Q(state="issued"), name="blank_sheet_hand"),
            models.Index(fields=["batch", "state"], name="blank_sheet_state"),
            models.Index(fields=["code"], name="blank_sheet_code"),
        ]


class BlankMove(models.Model):
    """One line of the register 领用登记簿: what happened to a run of numbers; written beside its event, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    batch = models.ForeignKey(BlankBatch, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=8, choices=[(s.value, n) for s, n in domain.MOVE_NAMES.items()])
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.IntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("organisations.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    salt = models.BinaryField(default=bytes, help_text="the event names the reason by its salted hash")

    class Meta:
        db_table = "blank_move"
        indexes = [models.Index(fields=["batch", "on", "kind"], name="blank_move_day"), models.Index(fields=["-at", "-id"], name="blank_move_latest")]


class BlankCount(models.Model):
    """日结: what lay there at the end of a day beside what the book said; a stream of its own, once a day and series."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organ = models.ForeignKey("organisations.Organ", on_delete=models.PROTECT, related_name="+")
    series = models.TextField()
    on = models.DateField()
    booked = models.IntegerField()
    counted = models.IntegerField()
    note = models.TextField(blank=True)
    salt = models.BinaryField()
    by = models.ForeignKey("organisations.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "blank_count"
        constraints = [models.UniqueConstraint(fields=["organ", "series", "on"], name="blank_count_once")]
