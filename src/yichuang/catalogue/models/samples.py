"""The sample library 样本库."""

from __future__ import annotations

from django.db import models

from yichuang.catalogue.domain.samples import SampleKind
from yichuang.catalogue.models.vocabulary import choices
from yichuang.kernel.values import new_id


class FormFile(models.Model):
    """A blank form or filled-in sample uploaded for the materials of versions, which name it by its hash. Only these are served by hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.IntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.TextField()

    class Meta:
        db_table = "material_form"


class Sample(models.Model):
    """One sample of a kind of material, for every item that asks for it or for one. A change ends the row and begins another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    material = models.CharField(max_length=80, help_text="type_code of the material")
    item_code = models.CharField(max_length=120, blank=True, help_text="empty = for every item that asks for the material")
    kind = models.CharField(max_length=8, choices=choices(SampleKind))
    title = models.TextField()
    criteria = models.TextField(blank=True)
    alt = models.TextField(blank=True, help_text="what the picture shows, in words")
    demo = models.BooleanField(default=False, help_text="made for the demonstration 演示补全")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.IntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="the last day")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    ended_by = models.TextField(blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "material_sample"
        indexes = [models.Index(fields=["material", "item_code", "valid_until"], name="material_sample_shown")]
