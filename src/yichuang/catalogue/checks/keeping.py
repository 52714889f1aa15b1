"""Checks versions whose content or surroundings changed since they were last looked at. Run by the worker and the program, never by a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from yichuang.catalogue import lints, publishing
from yichuang.catalogue.arrangements import Arrangements
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.delegation import OWN_NAME
from yichuang.catalogue.models import (
    Claim,
    DataElement,
    Delegation,
    Instance,
    Instrument,
    ItemVersion,
    VersionCheck,
    VersionFinding,
)
from yichuang.kernel.findings import Severity
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

BATCH = 100
MOST_DETAIL = 200
TEXT = CharField()


def key() -> Concat:
    """What of a version and its item the lints depend on and may change: as text, compared with what was kept."""
    parts: list[Any] = [Cast("edition", TEXT), F("status"), Cast(Exists(Claim.objects.filter(item_id=OuterRef("item_id"))), TEXT)]
    parts += [Coalesce(Cast(name, TEXT), Value("")) for name in ("procedure_id", "form_id", "situation_id", "smart_id", "accepting_organ_id", "deciding_organ_id")]
    return Concat(*(piece for part in parts for piece in (part, Value(" "))), output_field=TEXT)


def world(on: date) -> str:
    """A digest of everything outside the versions that the lints look at: laws in force, organs, powers given on, data elements, verdicts, the rules
    themselves."""
    laws = [
        (row.title, row.rank, bool(row.repealed_on and row.repealed_on <= on), bool(row.in_force_from and row.in_force_from > on))
        for row in Instrument.objects.order_by("title")
    ]
    organs = sorted((str(row.id), row.uscc, row.name) for row in organisations.organs(on=on))
    rules = [path.read_text("utf-8") for path in sorted(Path(lints.__file__).parent.glob("*.py"))]
    powers = Delegation.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), form__in=OWN_NAME, from_on__lte=on).order_by("id")
    given = [str(row_id) for row_id in powers.values_list("id", flat=True)]
    held = [laws, organs, given, sorted(DataElement.objects.values_list("code", flat=True)), Instance.objects.count(), rules, Arrangements().plain]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()


def stale(around: str) -> QuerySet[ItemVersion]:
    rows = ItemVersion.objects.exclude(status=Status.ENDED).annotate(now_key=key())
    return rows.filter(Q(checked__isnull=True) | ~Q(checked__key=F("now_key")) | ~Q(checked__world=around))


def stale_count(now: datetime) -> int:
    return stale(world(local_date(now))).count()


def check_stale(now: datetime, *, progress: Callable[[int, int], None] | None = None, most: int | None = None) -> int:
    """Check what needs it, a batch a transaction, so that it may be stopped and taken up again; returns how many were checked."""
    on, done = local_date(now), 0
    around = world(on)
    waiting = list(stale(around).order_by("id").values_list("id", "now_key")[:most])
    for start in range(0, len(waiting), BATCH):
        part = dict(waiting[start : start + BATCH])
        with transaction.atomic():
            keep(part, around, now=now, on=on)
        done += len(part)
        if progress:
            progress(done, len(waiting))
    with transaction.atomic():
        VersionFinding.objects.filter(version__status=Status.ENDED).delete()
        VersionCheck.objects.filter(version__status=Status.ENDED).delete()
    return done


def keep(keys: dict[UUID, str], around: str, *, now: datetime, on: date) -> None:
    versions = list(publishing.loaded().filter(id__in=list(keys)))
    surroundings = publishing.Surroundings(version.item_id for version in versions)
    since = standing([version.item_id for version in versions])
    checks, rows = [], []
    for version in versions:
        department = version.department or (version.accepting_organ.name if version.accepting_organ else "")
        found = findings_of(version, surroundings, on)
        kinds = [row["severity"] for row in found]
        checks.append(VersionCheck(
            version=version, key=keys[version.id], world=around, at=now, department=department, errors=kinds.count("error"), warnings=kinds.count("warning"),
        ))  # fmt: skip
        rows += [
            VersionFinding(version=version, department=department, since=since.get((version.item_id, mark(row)), on), **row) for row in found
        ]
    VersionFinding.objects.filter(version__in=versions).delete()
    VersionCheck.objects.filter(version__in=versions).delete()
    VersionCheck.objects.bulk_create(checks)
    VersionFinding.objects.bulk_create(rows, batch_size=2000)


def findings_of(version: ItemVersion, surroundings: publishing.Surroundings, on: date) -> list[dict[str, Any]]:
    """What the lints say, and what the import found beside it; the same thing once."""
    found = lints.lint(publishing.candidate(version, on, surroundings))
    rows = [
        {"code": f.code, "severity": f.severity.value, "field": f.field, "message": f.message, "details": short(f.details), "article": f.article}
        for f in found if f.severity is not Severity.INFO
    ]  # fmt: skip
    known = {(row["code"], row["field"]) for row in rows}
    for one in version.findings:
        if one.get("severity") in ("error", "warning") and (one["code"], one["field"]) not in known:
            said = {key: one.get(key, "") for key in ("severity", "field", "message", "article")}
            rows.append({**said, "code": one["code"][:40], "details": {}})
    return list({mark(row): row for row in rows}.values())


def short(details: Sequence[tuple[str, str | int]]) -> dict[str, str | int]:
    return {key: value[:MOST_DETAIL] if isinstance(value, str) else value for key, value in details}


def mark(row: dict[str, Any]) -> str:
    return json.dumps([row["code"], row["field"], row["message"], row["details"]], ensure_ascii=False, sort_keys=True)


def standing(items: Sequence[UUID]) -> dict[tuple[UUID, str], date]:
    """Since when each finding of some items stands, over all their versions."""
    held: dict[tuple[UUID, str], date] = {}
    rows = VersionFinding.objects.filter(version__item_id__in=items).values("version__item_id", "code", "field", "message", "details", "since")
    for row in rows.order_by("-since"):
        held[row["version__item_id"], mark(row)] = row["since"]
    return held
