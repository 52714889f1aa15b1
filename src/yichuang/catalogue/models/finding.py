"""The search index, and the register of plain words."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from yichuang.catalogue.domain.plain_words import WordKind
from yichuang.catalogue.models.items import ItemVersion
from yichuang.catalogue.models.vocabulary import choices
from yichuang.kernel.values import new_id

BANDS = 8
"""Slices of the names by rank, each larger than the one before (finding/index.py)."""


class SearchName(models.Model):
    """A name that can be found, one row for all versions that bear it: what is called the same is found once."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True, help_text="folded")
    title = models.TextField(help_text="|name|alias|keyword|, folded: what a match in the name is told by")
    weight = models.SmallIntegerField(help_text="of the best version: 0 published, 1 imported guide, 2 list entry")
    rank = models.BigIntegerField(help_text="order where the question does not decide")
    band = models.SmallIntegerField(default=0)
    entries = models.IntegerField(default=0, help_text="how many versions bear the name")
    sides = ArrayField(models.TextField(), default=list, help_text="kind=licence, for=natural … of any version; areas stand among the words")
    words = SearchVectorField(help_text="pairs of characters, and the sides of its versions (kind=licence)")

    class Meta:
        db_table = "item_name"
        indexes = [
            GinIndex(fields=["words"], name=f"item_name_words_{band}", condition=Q(band=band), fastupdate=False) for band in range(BANDS)
        ]


class SearchEntry(models.Model):
    """A version that can be found, under its name; filled by the application (finding/index.py)."""

    version = models.OneToOneField(ItemVersion, primary_key=True, on_delete=models.CASCADE, related_name="+")
    of = models.ForeignKey(SearchName, on_delete=models.CASCADE, related_name="+", db_index=False)
    weight = models.SmallIntegerField()
    area = models.CharField(max_length=12, blank=True, help_text="division code")
    facets = ArrayField(models.TextField(), help_text="kind=licence, for=natural …")

    class Meta:
        db_table = "item_search"
        indexes = [
            models.Index(fields=["of", "weight", "version"], name="item_search_best"),
            models.Index(fields=["of", "area"], name="item_search_area"),
            models.Index(fields=["area"], name="item_search_in_area"),
        ]


class SearchCode(models.Model):
    """A code a version is found by, from its beginning."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="+")
    code = models.TextField(help_text="lower case")

    class Meta:
        db_table = "item_code"
        indexes = [models.Index(fields=["code"], name="item_code_begins", opclasses=["text_pattern_ops"])]


class SearchBand(models.Model):
    """Up to which rank a band goes; the last band has no row."""

    band = models.SmallIntegerField(primary_key=True)
    rank_to = models.BigIntegerField()

    class Meta:
        db_table = "item_search_band"


class PlainWord(models.Model):
    """One plain word and the item words it stands for, from a day on. A change ends the row and begins another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    word = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=choices(WordKind))
    means = models.JSONField(default=list)
    source = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="the last day")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    ended_by = models.TextField(blank=True)
    head_seq = models.IntegerField(default=0)
    head_hash = models.BinaryField(default=bytes(32))

    class Meta:
        db_table = "plain_word"
        constraints = [models.UniqueConstraint(fields=["word"], condition=Q(valid_until__isnull=True), name="plain_word_in_force")]
        indexes = [models.Index(fields=["word", "-valid_from"], name="plain_word_history")]
