"""What the lints said of each version when it was last looked at, kept so that the report of a whole city is an index read."""

from __future__ import annotations

from django.db import models

from yichuang.catalogue.models.items import ItemVersion
from yichuang.kernel.findings import Severity
from yichuang.kernel.values import new_id


class VersionCheck(models.Model):
    """One check of one version. `key` and `world` say of which state of the version and of its surroundings."""

    version = models.OneToOneField(ItemVersion, primary_key=True, on_delete=models.CASCADE, related_name="checked")
    key = models.TextField()
    world = models.CharField(max_length=64)
    at = models.DateTimeField()
    department = models.TextField(blank=True)
    errors = models.IntegerField()
    warnings = models.IntegerField()

    class Meta:
        db_table = "version_check"
        indexes = [models.Index(fields=["department", "errors"], name="version_check_department")]


class VersionFinding(models.Model):
    """One finding that stands. `since` is the day the item was first found so, whichever of its versions it was."""

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="+")
    department = models.TextField(blank=True)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Severity])
    field = models.TextField()
    message = models.TextField()
    details = models.JSONField(default=dict)
    article = models.TextField(blank=True)
    since = models.DateField()

    class Meta:
        db_table = "version_finding"
        indexes = [
            models.Index(fields=["department", "severity", "code"], name="version_finding_department"),
            models.Index(fields=["severity", "code", "department"], name="version_finding_rule"),
        ]
