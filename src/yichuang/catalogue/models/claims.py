"""National and provincial lists 基本目录, their entries, and what a region's organs claimed of them or did not, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.catalogue.models.items import Item
from yichuang.kernel.values import new_id


class BasicList(models.Model):
    """One list with its source and date; owns the stream `basic_list`. `historic` lists are read, never claimed from."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40, unique=True)
    title = models.TextField()
    level = models.CharField(max_length=12, help_text="national, provincial or municipal")
    source = models.TextField()
    dated_on = models.DateField(null=True, blank=True)
    historic = models.BooleanField(default=False)
    demo = models.BooleanField(default=False, help_text="演示: made for the demonstration, no government's list")
    division = models.CharField(max_length=12, blank=True, help_text="first digits of the divisions it holds for; empty = the nation")
    region = models.TextField(blank=True, help_text="the same place as guides write it, such as 四川省")
    sha256 = models.CharField(max_length=64, blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "basic_list"


class BasicEntry(models.Model):
    """One item of a list, by its basic code 基本编码. What a later edition of the list leaves out ends, and stays."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40)
    name = models.TextField()
    task_type = models.CharField(max_length=2, blank=True)
    authority = models.TextField(blank=True)
    levels = models.JSONField(default=list, help_text="levels of government the list gives it to; empty = not stated")
    bases = models.JSONField(default=list)
    elements = models.JSONField(default=dict, help_text="plain content by element as far as the source gives it; absent = 未载明")
    earlier = models.JSONField(default=list, blank=True, help_text="what earlier editions said: from, until and the columns beside")
    list = models.ForeignKey(BasicList, on_delete=models.PROTECT, related_name="entries", db_index=False)  # last: it hides the builtin
    from_on = models.DateField(null=True, blank=True, help_text="the day of the edition that first said this")
    ended_on = models.DateField(null=True, blank=True, help_text="the day of the edition that left it out")

    class Meta:
        db_table = "basic_entry"
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="basic_entry_once")]
        indexes = [models.Index(fields=["name"], name="basic_entry_name"), models.Index(fields=["code"], name="basic_entry_code")]


class Claim(models.Model):
    """认领: an item stands on an entry; or an organ says why it does not claim one (`item` empty, `reason` written)."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(BasicEntry, on_delete=models.PROTECT, related_name="claims")
    item = models.OneToOneField(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="claim")
    organ = models.ForeignKey("organisations.Organ", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    rule = models.CharField(max_length=8, blank=True, help_text="code or name: the rule that linked an imported item; empty = a person or a change request")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "basic_claim"
        constraints = [
            models.UniqueConstraint(fields=["entry", "organ"], condition=Q(item__isnull=True), name="basic_claim_one_reason"),
            models.CheckConstraint(condition=Q(item__isnull=False) | ~Q(reason=""), name="basic_claim_says_why"),
        ]


class Unlinked(models.Model):
    """An imported version whose item stands on no entry, and why, as the last import left it; `claims.linking` writes them anew."""

    version = models.OneToOneField("catalogue.ItemVersion", primary_key=True, on_delete=models.CASCADE, related_name="+")
    name = models.TextField(help_text="of the version: the order of the report")
    why = models.CharField(max_length=16)

    class Meta:
        db_table = "basic_unlinked"
        indexes = [
            models.Index(fields=["name", "version"], name="basic_unlinked_name"),
            models.Index(fields=["why", "name", "version"], name="basic_unlinked_why"),
        ]
