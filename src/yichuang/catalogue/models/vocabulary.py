"""Data elements, forms, procedures and legal instruments: the words that versions use."""

from __future__ import annotations

from django.db import models

from yichuang.catalogue.domain import Rank
from yichuang.kernel.values import new_id


def choices(kind: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


class Instrument(models.Model):
    """A law, regulation, rule or document that items stand on, with the days it is in force."""

    id = models.UUIDField(primary_key=True, default=new_id)
    title = models.TextField(unique=True)
    short_titles = models.JSONField(default=list, help_text="other ways sources write the title")
    number = models.TextField(blank=True, help_text="文号 as published")
    rank = models.CharField(max_length=32, choices=choices(Rank))
    issuer = models.TextField(blank=True, help_text="制定机关")
    in_force_from = models.DateField(null=True, blank=True)
    repealed_on = models.DateField(null=True, blank=True)
    replaced_by = models.TextField(blank=True)
    source = models.TextField(blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "instrument"


class DataElement(models.Model):
    """One word of the one vocabulary: form answers, CEL variables, decision tables and document fields use its code."""

    code = models.CharField(primary_key=True, max_length=80)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    type = models.CharField(max_length=16)
    unit = models.CharField(max_length=16, blank=True)
    source = models.TextField(blank=True, help_text="registry the value may be fetched from")
    sensitivity = models.CharField(max_length=16, default="general")
    schema = models.JSONField(default=dict, help_text="JSON Schema keywords beside the type")
    hint = models.TextField(blank=True)
    id = models.UUIDField(unique=True, default=new_id, help_text="its stream")
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "data_element"


class Procedure(models.Model):
    """A BPMN drawing and the net compiled from it; a change is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=80)
    number = models.IntegerField(default=1)
    name = models.TextField()
    bpmn = models.TextField()
    net = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.TextField()

    class Meta:
        db_table = "procedure"
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="procedure_code_number")]


class ProcedureDraft(models.Model):
    """A drawing somebody is still working on: it may be unfinished, and it survives until it is kept as a `Procedure`."""

    code = models.CharField(primary_key=True, max_length=80)
    name = models.TextField()
    bpmn = models.TextField()
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.TextField()

    class Meta:
        db_table = "procedure_draft"


class Form(models.Model):
    """The data elements one item asks for beside the base form of the applicant's kind; a change is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=80)
    number = models.IntegerField(default=1)
    name = models.TextField()
    sections = models.JSONField(help_text='[{"title", "title_en", "fields": [{"element", "required", …}]}]')
    elements = models.JSONField(default=dict, help_text="its data elements as they were when the form was kept, by code")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "form"
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="form_code_number")]
