"""Import of a list of items (a district's catalogue): one line, one item. Streams the file; dry run unless told to write."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yichuang.catalogue import claims
from yichuang.catalogue.domain import Regime, Status, regime_of, task_type_code
from yichuang.catalogue.finding import index
from yichuang.catalogue.imports.report import BadFile, ImportReport
from yichuang.catalogue.lints import Finding, error, info, warning
from yichuang.catalogue.models import ImportRun, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import ItemsImported
from yichuang.kernel import codes
from yichuang.kernel.values import chunks
from yichuang.organisations.domain import Actor

ORIGIN = "items"
COLUMNS = ("item_name", "item_code_full", "task_type")
BATCH = 500
MAX_LINE = 100_000
MAX_CODE = 120


def lines(source: Path | bytes) -> Iterator[dict[str, str]]:
    """Rows of a CSV in UTF-8, one at a time; raises BadFile for a missing column, a wrong encoding, a broken file."""
    try:
        stream = io.StringIO(source.decode("utf-8-sig"), newline="") if isinstance(source, bytes) else source.open(encoding="utf-8-sig", newline="")
        csv.field_size_limit(MAX_LINE)
        with stream:
            reader = csv.DictReader(stream)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise BadFile(why=f"缺少列 {', '.join(missing)}")
            yield from reader
    except OSError as problem:
        raise BadFile(why=problem.strerror or str(problem)) from problem
    except UnicodeDecodeError as problem:
        raise BadFile(why="不是UTF-8编码") from problem
    except csv.Error as problem:
        raise BadFile(why=f"不是CSV：{problem}") from problem


def read_row(row: dict[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """Columns of a version and findings; a finding of severity error refuses the row."""
    cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str) and (value is None or isinstance(value, str))}
    findings: list[Finding] = []
    name, code, kind = cells["item_name"], cells["item_code_full"], cells["task_type"]
    task_type = task_type_code(kind)
    regime = regime_of(task_type, name) if task_type else None
    if None in row:
        findings.append(error("row", "too_many_cells", "这一行的列数多于表头"))
    if not name:
        findings.append(error("item_name", "name_missing", "没有事项名称"))
    if any("\x00" in cell for cell in cells.values()):
        findings.append(error("row", "bad_characters", "这一行含有不能保存的字符"))
    if len(code) > MAX_CODE:
        findings.append(error("item_code_full", "code_too_long", "事项编码长于%(n)s个字符", n=MAX_CODE))
    if not code:
        findings.append(error("item_code_full", "code_missing", "没有事项编码"))
    if task_type is None:
        findings.append(error("task_type", "type_unknown", "事项类型“%(text)s”不在代码表内", "GB/T 39046", text=kind))
    elif regime is None:
        findings.append(error("task_type", "type_not_applied_for", "类型%(text)s不是依申请事项", "GB/T 39046", text=kind))
    findings += organ_code(code)
    keep = ("item_code_full", "item_code", "dept_code")
    columns = {
        "name": name, "regime": (regime or Regime.OTHER).value, "task_type": task_type or "", "department": cells.get("department", ""),
        "division": cells.get("area_code", "")[:12], "codes": {key: cells[key] for key in keep if cells.get(key)},
        "source_url": cells.get("source_link", ""), "source_kind": "official" if cells.get("source_link") else "", "source_ref": code[:120],
        "extra": {"主项": cells["main_item"]} if cells.get("main_item") else {},
    }
    return columns, findings


def organ_code(code: str) -> Iterator[Finding]:
    """The organ's code inside an item code: eighteen characters carry a check digit, other lengths cannot be checked."""
    parts = code.split("-")
    if len(parts) < 6:
        yield info("item_code_full", "code_shape", "编码“%(code)s”不是本目录常见的格式", code=code)
        return
    organ = parts[-3]
    why = codes.uscc(organ)
    if len(organ) == 18 and why:
        yield warning("item_code_full", "code_invalid", "编码中的机关代码%(code)s：%(why)s", "GB 32100", code=organ, why=why)
    elif len(organ) != 18:
        yield info("item_code_full", "organ_code_not_uscc", "编码中的机关代码%(code)s不是18位统一社会信用代码", "GB 32100", code=organ)


@transaction.atomic
def import_items(
    source: Path | bytes, *, now: datetime, actor: Actor, write: bool = False, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Read the list, report, and (with `write`) keep new and changed lines. Memory is bounded by the batch. Raises BadFile."""
    report, seen, digest = ImportReport("items", written=write), set[str](), hashlib.sha256()
    for batch in index.batched(rows(source, report, seen, digest), BATCH):
        keep(batch, report, now=now, actor=actor, write=write)
        if progress:
            progress(report.read, 0)
    if write and (report.new or report.changed):
        index.cut_bands()
        claims.link_imported(now=now, actor=actor)
        run = ImportRun.objects.create(kind=ORIGIN, sha256=digest.hexdigest(), report=report.plain(), at=now, actor=actor.ref)
        fact = ItemsImported(sha256=run.sha256, read=report.read, new=report.new, changed=report.changed, unchanged=report.unchanged, refused=report.refused)
        record(run, fact, actor=actor.ref, at=now)
    return report


def rows(source: Path | bytes, report: ImportReport, seen: set[str], digest: Any) -> Iterator[tuple[Any, ...]]:
    """(code, columns, hash) of each line that is not refused."""
    for number, row in enumerate(lines(source), 2):
        report.read += 1
        columns, findings = read_row(row)
        code = columns["codes"].get("item_code_full", "")
        if code and code in seen:
            findings.append(error("item_code_full", "duplicate_code", "事项编码重复"))
        report.add(code or f"第{number}行", findings)
        if any(finding.severity == "error" for finding in findings):
            report.refused += 1
            continue
        seen.add(code)
        content = hashlib.sha256(repr(sorted(columns.items())).encode()).hexdigest()
        digest.update(content.encode())
        yield code, columns, content


def keep(batch: list[tuple[Any, ...]], report: ImportReport, *, now: datetime, actor: Actor, write: bool) -> None:
    """Compare a batch with what is held and store the difference."""
    held = [code for code, _, _ in batch]
    items = {item.code: item for item in Item.objects.filter(code__in=held)}
    versions_held = list(ItemVersion.objects.filter(item__in=items.values()).order_by("number"))
    latest = {v.item_id: v for v in versions_held if v.status == Status.IMPORTED}
    last = {v.item_id: v.number for v in versions_held}
    new_items, versions, ended = [], [], []
    for code, columns, content in batch:
        item = items.get(code)
        if item and item.origin != ORIGIN:
            report.refused += 1
            report.add(code, (error("item_code_full", "code_taken", "事项编码已被其他来源的事项使用"),))
            continue
        old = latest.get(item.id) if item else None
        if old and old.source_hash == content:
            report.unchanged += 1
            continue
        report.count("changed" if old else "new")
        if item is None:
            item = Item(code=code, name=columns["name"], origin=ORIGIN)
            new_items.append(item)
        if old:
            ended.append(old.id)
        versions.append(ItemVersion(
            item=item, number=last.get(item.id, 0) + 1, status=Status.IMPORTED, created_at=now, created_by=actor.ref, source_hash=content, **columns
        ))
    if write:
        store(new_items, versions, ended, now)


def store(items: list[Item], versions: list[ItemVersion], ended: Iterable[Any], now: datetime) -> None:
    ended = list(ended)
    Item.objects.bulk_create(items)
    ItemVersion.objects.filter(id__in=ended).update(status=Status.ENDED, status_at=now)
    index.drop(ended)
    for part in chunks(versions, BATCH):
        ItemVersion.objects.bulk_create(part)
    index.put(index.entry(version, ORIGIN, version.item.code) for version in versions)
