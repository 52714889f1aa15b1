"""Situations 情形: questions and decision tables of an item, what is being worked on, and what they have selected."""

from __future__ import annotations

from django.db import models

from yichuang.kernel.values import new_id


class SituationSet(models.Model):
    """The questions, tables and trials of one item, kept: a change is a new number (trigger in the migration)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=120, help_text="code of the item")
    number = models.IntegerField(default=1)
    content = models.JSONField(help_text="questions, tables, trials (domain.situations in plain form)")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.TextField()

    class Meta:
        db_table = "situation_set"
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="situation_set_code_number")]


class SituationDraft(models.Model):
    """What somebody is still working on: it may be wrong, and it survives until it is kept as a `SituationSet`."""

    code = models.CharField(primary_key=True, max_length=120)
    content = models.JSONField()
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.TextField()

    class Meta:
        db_table = "situation_draft"


class SituationSelection(models.Model):
    """One outcome of a situation set: what applies and what does not, without anybody's answers. Never changed.

    Cases name it; there are as many as the tables have outcomes, not as many as there are cases.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    situation = models.ForeignKey(SituationSet, on_delete=models.PROTECT, related_name="selections", db_index=False)
    selected = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "situation_selection"
        constraints = [models.UniqueConstraint(fields=["situation", "sha256"], name="situation_selection_once")]
