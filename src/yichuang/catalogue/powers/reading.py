"""Import of a power and duty list from a CSV or a workbook: all or nothing, every problem named by sheet, row and column.

Takes our own table and, by their headings, the lists cities publish: a list of items (公共服务 are left out, they are no powers) and
a provincial list with codes, kinds, levels and bases only. One fact stands for the file (by its hash), one for each row that ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import TASK_TYPES
from yichuang.catalogue.domain.powers import POWER_KINDS, POWER_LEVELS, fields_of_duty
from yichuang.catalogue.imports.report import ImportReport
from yichuang.catalogue.imports.rows import sound_rows
from yichuang.catalogue.models import ImportRun, MandateClause, Power
from yichuang.catalogue.powers import keeping
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import edits
from yichuang.facts.catalogue import PowersImported
from yichuang.kernel.findings import Finding, error, info, warning
from yichuang.kernel.sheets import Column, Kind, Row
from yichuang.kernel.values import chunks, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

SHEET = "权责清单"
COLUMNS = (
    Column("code", ("权力编码", "item_code_full", "item_code"), required=True, max_length=120),
    Column("name", ("权力名称", "item_name"), required=True, max_length=500),
    Column("kind", ("权力类型", "task_type", "type_code"), required=True, max_length=20),
    Column("levels", ("行使层级", "levels"), max_length=40, note="多个层级用逗号隔开"),
    Column("place", ("行政区划代码", "area_code"), max_length=12),
    Column("organ", ("行使主体", "department"), max_length=200, note="机关名称或者统一社会信用代码"),
    Column("office", ("责任科室",), max_length=200),
    Column("mandate", ("三定文件",), max_length=300),
    Column("number", ("三定文号",), max_length=100),
    Column("clause", ("三定条款",), max_length=100),
    Column("text", ("条款内容",)),
    Column("bases", ("设定依据", "legal_basis_titles"), max_length=4_000, note="多条用分号隔开"),
    Column("duties", ("责任事项",), max_length=8_000, note="每行一项：责任事项｜追责情形｜依据"),
    Column("valid_from", ("有效期起",), Kind.DATE),
    Column("valid_to", ("有效期止",), Kind.DATE),
)
MOST = 50_000
BATCH = 500
KIND_CODES = {**{name: code for code, (name, _) in TASK_TYPES.items()}, **{name: code for code, name in POWER_KINDS.items()}}
LEVEL_CODES = {name: code for code, name in POWER_LEVELS.items()}


@transaction.atomic
def import_powers(
    source: Path | bytes, *, now: datetime, actor: Actor, write: bool = False, progress: Callable[[int, int], None] | None = None, origin: str = ""
) -> ImportReport:
    """Read a list, report, and (with `write`) keep all of it, or nothing when one row is wrong. Raises BadFile, Forbidden."""
    report, reader = ImportReport("powers"), Reader(now=now, actor=actor, origin=origin or (source.name if isinstance(source, Path) else ""))
    found = list(read(source, report, progress, reader.organ_right))
    report.severities.setdefault("error", 0)  # type: ignore[call-overload]
    if report.severities["error"]:  # type: ignore[index]
        return report
    for part in chunks(found, BATCH):
        reader.keep(part, report, write=write)
    if write and (report.new or report.changed):
        digest = hashlib.sha256(source if isinstance(source, bytes) else source.read_bytes()).hexdigest()
        run = ImportRun.objects.create(kind="powers", sha256=digest, report=report.plain(), at=now, actor=actor.ref)
        counts = {key: getattr(report, key) for key in ("read", "new", "changed", "unchanged", "refused")}
        record(run, PowersImported(sha256=digest, **counts), actor=actor.ref, at=now)
    report.written = write
    return report


def read(source: Path | bytes, report: ImportReport, progress: Callable[[int, int], None] | None, may: Callable[[str], bool]) -> Iterator[dict[str, Any]]:
    """The rows that are powers, with findings for all others; `may` says of whose organ rows may be written. A code stands once for an organ and a place."""
    seen: set[tuple[str, str, str]] = set()

    def judge(row: Row) -> tuple[dict[str, Any], list[Finding]]:
        cells, findings = cells_of(row)
        key = (cells.get("code") or "", cells.get("organ") or "", cells.get("place") or "")
        if key[0] and key in seen:
            findings.append(error("code", "duplicate_code", "权力编码重复：同一机关的同一权力只列一次"))
        seen.add(key)
        if not may(str(key[1])):
            findings.append(error("organ", "not_yours", "您没有权限编辑这个机关的权责"))
        return cells, findings

    for cells in sound_rows(source, COLUMNS, judge, report, sheet=SHEET, most=MOST, progress=progress):
        if cells["kind"] in POWER_KINDS:
            yield cells
        else:
            report.unchanged += 1


def cells_of(row: Row) -> tuple[dict[str, Any], list[Finding]]:
    """Kind and levels as codes, duties and bases as lists."""
    cells: dict[str, Any] = dict(row.values)
    findings: list[Finding] = []
    text = str(cells.get("kind") or "")
    kind = KIND_CODES.get(text, text.zfill(2) if text.isdigit() else "")
    if kind == "20":
        findings.append(info("kind", "no_power", "公共服务不是行政权力，不列入权责清单"))
    elif kind not in POWER_KINDS and text:
        findings.append(warning("kind", "kind_unknown", "权力类型“%(text)s”不在代码表内，按其他行政权力列入", "GB/T 39046", text=text))
        kind = "10"
    cells["kind"] = kind
    words = [part.strip() for part in str(cells.get("levels") or "").replace("，", ",").replace("、", ",").split(",") if part.strip()]
    cells["levels"] = [LEVEL_CODES.get(word, word) for word in words]
    if not set(cells["levels"]) <= set(POWER_LEVELS):
        findings.append(error("levels", "level_unknown", "行使层级“%(text)s”不在代码表内", "GB/T 39046", text="、".join(words)))
    cells["bases"] = [part.strip() for part in str(cells.get("bases") or "").replace("；", ";").split(";") if part.strip()]
    cells["duties"] = [fields_of_duty(line) for line in str(cells.get("duties") or "").splitlines() if line.strip()]
    if any(not duty["duty"] for duty in cells["duties"]):
        findings.append(error("duties", "duty_missing", "责任事项每行先写责任，再写追责情形和依据"))
    if cells.get("clause") and not cells.get("mandate"):
        findings.append(error("mandate", "mandate_missing", "写了三定条款，没有写三定文件"))
    start, end = cells.get("valid_from"), cells.get("valid_to")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        findings.append(error("valid_to", "span_backwards", "有效期止早于有效期起"))
    return cells, findings


class Reader:
    """Compares rows with what is held and stores the difference, in batches; organs are looked up once by name."""

    def __init__(self, *, now: datetime, actor: Actor, origin: str) -> None:
        self.now, self.actor, self.origin = now, actor, origin
        self.organs: dict[str, UUID | None] = {}
        self.rights: dict[UUID | None, bool] = {}
        rows = organisations.organs()
        self.offices = {(row.parent_id, row.name): row.id for row in rows if row.kind == "office"}
        self.clauses: dict[tuple[Any, ...], UUID] = {}

    def organ(self, name: str) -> UUID | None:
        if name not in self.organs:
            row = organisations.organ_named(name) if name else None
            self.organs[name] = row.id if row else None
        return self.organs[name]

    def organ_right(self, name: str) -> bool:
        """Whether the actor may write rows of the organ of this name; those of no organ of ours are everybody's."""
        organ_id = self.organ(name)
        if organ_id not in self.rights:
            self.rights[organ_id] = edits(self.actor, organ_id, self.now)
        return self.rights[organ_id]

    def columns(self, cells: dict[str, Any], write: bool) -> dict[str, Any]:
        name, office = str(cells.get("organ") or ""), str(cells.get("office") or "")
        organ_id = self.organ(name)
        columns = {
            "code": cells["code"], "name": cells["name"], "kind": cells["kind"], "levels": cells["levels"], "place": str(cells.get("place") or ""),
            "organ_id": organ_id, "organ_name": name, "office_id": self.offices.get((organ_id, office)), "office_name": office,
            "bases": cells["bases"], "duties": cells["duties"], "valid_from": cells.get("valid_from") or local_date(self.now),
            "valid_to": cells.get("valid_to"), "source": self.origin,
        }  # fmt: skip
        if cells.get("clause") and organ_id:
            columns["clause_id"] = self.clause(organ_id, cells, write)
        return columns

    def clause(self, organ_id: UUID, cells: dict[str, Any], write: bool) -> UUID | None:
        given = {key: str(cells.get(name) or "") for key, name in (("title", "mandate"), ("number", "number"), ("clause", "clause"), ("text", "text"))}
        digest = hashlib.sha256(given["text"].strip().encode()).hexdigest()
        key = (organ_id, given["title"], given["number"], given["clause"], digest)
        if key not in self.clauses:
            if write:
                self.clauses[key] = keeping.keep_clause(organ_id=organ_id, **given, now=self.now, actor=self.actor)
            else:
                rows = MandateClause.objects.filter(organ_id=organ_id, title=key[1], number=key[2], clause=key[3], text_sha256=digest)
                self.clauses[key] = rows.values_list("id", flat=True).first()  # type: ignore[assignment]
        return self.clauses[key]

    def keep(self, part: Any, report: ImportReport, *, write: bool) -> None:
        wanted = [self.columns(cells, write) for cells in part]
        known = keeping.item_ids(columns["code"] for columns in wanted)
        held = {
            (row.code, row.organ_id, row.organ_name, row.place): row
            for row in Power.objects.filter(code__in=[columns["code"] for columns in wanted], valid_to__isnull=True)
        }  # fmt: skip
        fresh: list[tuple[Power, Power | None]] = []
        for columns in wanted:
            row = keeping.row_of({**columns, "item_id": known.get(columns["code"])}, now=self.now, actor=self.actor)
            old = held.get((row.code, row.organ_id, row.organ_name, row.place))
            if row.organ_name and row.organ_id is None:
                report.add(row.code, [warning("organ", "organ_unknown", "机关“%(name)s”没有登记，先按名称列入", name=row.organ_name)])
            if old and old.content_hash == row.content_hash:
                report.unchanged += 1
            else:
                report.count("changed" if old else "new")
                fresh.append((row, old))
        if write:
            for row, old in fresh:
                if old:
                    keeping.close(old, row.valid_from or local_date(self.now), actor=self.actor, now=self.now)
            Power.objects.bulk_create([row for row, _ in fresh])
            keeping.write_words(row for row, _ in fresh)
