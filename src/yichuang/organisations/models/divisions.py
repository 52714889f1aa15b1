"""Administrative divisions by date: a changed or vanished code ends, its row stays."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.kernel.values import new_id
from yichuang.organisations.domain import DIVISION_KIND_NAMES, LEVEL_NAMES
from yichuang.organisations.models.people import Stream


class Division(models.Model):
    """One code as it stood from `valid_from` to `valid_to`, both days included; open while `valid_to` is null."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=12, help_text="GB/T 2260 and GB/T 10114, filled with zeros to twelve digits")
    name = models.TextField()
    level = models.SmallIntegerField(choices=[(int(level), name) for level, name in LEVEL_NAMES.items()])
    parent = models.CharField(max_length=12, blank=True, help_text="code of the division above; empty for a province")
    kind = models.CharField(max_length=12, choices=[(kind.value, name) for kind, name in DIVISION_KIND_NAMES.items()])
    source = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "division"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to__isnull=True), name="division_one_open"),
            models.UniqueConstraint(fields=["code", "valid_from"], name="division_from"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="division_level"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="division_forward"),
            models.CheckConstraint(condition=Q(code__regex=r"^\d{12}$"), name="division_code"),
        ]
        indexes = [models.Index(fields=["parent", "code"], condition=Q(valid_to__isnull=True), name="division_below")]


class DivisionImport(Stream):
    """One written import of divisions: from which bytes, as of which day. Owns the stream `division_import`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sha256 = models.CharField(max_length=64)
    as_of = models.DateField()
    source = models.TextField()
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "division_import"
