"""Import of guides 参考指南: a dated reference without 开始申请. Dry run unless told to write; running it again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yichuang.catalogue import claims, register
from yichuang.catalogue.domain import Status
from yichuang.catalogue.finding import index
from yichuang.catalogue.imports import consistency, guides
from yichuang.catalogue.imports.report import BadFile, ImportReport
from yichuang.catalogue.models import ImportRun, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import GuidesImported
from yichuang.organisations.domain import Actor

MAX_BYTES = 64 * 1024 * 1024
ORIGIN = "guides"


def read_file(source: Path | bytes) -> bytes:
    """The bytes of a file or the bytes themselves; raises BadFile."""
    if isinstance(source, bytes):
        return source
    try:
        if source.stat().st_size > MAX_BYTES:
            raise BadFile(why=f"大于{MAX_BYTES // 1024 // 1024} MB")
        return source.read_bytes()
    except OSError as problem:
        raise BadFile(why=problem.strerror or str(problem)) from problem


@dataclass(frozen=True, slots=True)
class Held:
    """What is there already under a guide's code: the reference, and the last number of any version (drafts made from it too)."""

    item: Item
    latest: ItemVersion | None
    number: int


@transaction.atomic
def import_guides(
    source: Path | bytes, *, now: datetime, actor: Actor, write: bool = False, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Map every guide of the file, report what does not fit, and (with `write`) keep new and changed ones as `imported`.

    All or nothing for the database; a single bad entry is refused and the others go on. Raises BadFile.
    """
    data = read_file(source)
    entries = guides.load(data)
    known, report = register.knowledge(), ImportReport("guides", written=write)
    held = existing([guides.text(raw.get("id")) for raw in entries if isinstance(raw, dict) and guides.storable(raw)])
    seen: set[str] = set()
    for position, raw in enumerate(entries, 1):
        report.read += 1
        guide = one(raw, position, seen, known, report)
        if guide is not None:
            keep(guide, held.get(guide.id), report, now=now, actor=actor, write=write)
        if progress:
            progress(position, len(entries))
    if write and (report.new or report.changed):
        claims.link_imported(now=now, actor=actor)
        run = ImportRun.objects.create(kind=ORIGIN, sha256=hashlib.sha256(data).hexdigest(), report=report.plain(), at=now, actor=actor.ref)
        fact = GuidesImported(sha256=run.sha256, read=report.read, new=report.new, changed=report.changed, unchanged=report.unchanged, refused=report.refused)
        record(run, fact, actor=actor.ref, at=now)
    return report


def one(raw: Any, position: int, seen: set[str], known: consistency.Knowledge, report: ImportReport) -> guides.Guide | None:
    """One entry mapped and checked, or None when it was refused (and counted so)."""
    ident, problem = guides.checked(raw, position)
    if problem is None and ident in seen:
        problem = guides.error("id", "duplicate_id", "编号重复")
    if problem is not None:
        report.refused += 1
        report.add(ident, (problem,))
        return None
    seen.add(ident)
    guide = guides.read_guide(raw)
    consistency.check(guide, known)
    report.add(ident, guide.findings)
    if any(finding.code == "type_not_applied_for" for finding in guide.findings):
        report.refused += 1
        return None
    return guide


def existing(codes: list[str]) -> dict[str, Held]:
    items = {item.code: item for item in Item.objects.filter(code__in=codes)}
    latest: dict[Any, ItemVersion] = {}
    last: dict[Any, int] = {}
    for version in ItemVersion.objects.filter(item__in=items.values()).order_by("number"):
        last[version.item_id] = version.number
        if version.status == Status.IMPORTED:
            latest[version.item_id] = version
    return {code: Held(item, latest.get(item.id), last.get(item.id, 0)) for code, item in items.items()}


def keep(guide: guides.Guide, held: Held | None, report: ImportReport, *, now: datetime, actor: Actor, write: bool) -> None:
    """Count the guide and, when writing, store it; an older version of the same guide ends."""
    if held and held.item.origin != ORIGIN:
        report.refused += 1
        report.add(guide.id, (guides.error("id", "code_taken", "编号已被其他来源的事项使用"),))
        return
    latest = held.latest if held else None
    if latest and latest.source_hash == guide.source_hash:
        report.unchanged += 1
        return
    report.count("changed" if latest else "new")
    if not write:
        return
    item = held.item if held else Item.objects.create(code=guide.id, name=guide.columns["name"], origin=ORIGIN)
    if latest:
        ItemVersion.objects.filter(id=latest.id).update(status=Status.ENDED, status_at=now)
        index.drop([latest.id])
    version = ItemVersion.objects.create(
        item=item, number=held.number + 1 if held else 1, status=Status.IMPORTED, created_at=now, created_by=actor.ref,
        source_hash=guide.source_hash, **guide.columns,
        findings=[{"field": f.field, "severity": f.severity, "code": f.code, "message": f.text, "article": f.article} for f in guide.findings],
    )
    index.put([index.entry(version, ORIGIN, item.code)])
