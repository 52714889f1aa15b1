"""Import of administrative divisions: a directory of CSV files or one file. Set-based: the file goes through a staging table
of the transaction, so memory does not grow with it; a dry run does the same and drops what it staged."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from yichuang.facts.organisations import DivisionsImported
from yichuang.kernel.codes import Reason
from yichuang.kernel.errors import Refusal
from yichuang.kernel.events import Head, emit
from yichuang.kernel.findings import error, info, warning
from yichuang.kernel.importing import BadFile, ImportReport
from yichuang.kernel.sheets import csv_rows
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Actor, DivisionKind, Level, kind_of, read_code, stands_for_city
from yichuang.organisations.models import DivisionImport

BATCH = 5_000
SAID = 200
"""Changed and vanished codes named one by one; the counts are exact."""
CODE_TITLES, NAME_TITLES = ("code", "代码", "区划代码", "行政区划代码"), ("name", "名称", "区划名称", "行政区划名称")
LEVEL_BY_COLUMN = (("streetCode", Level.VILLAGE), ("areaCode", Level.TOWNSHIP), ("cityCode", Level.COUNTY), ("provinceCode", Level.CITY))
"""The columns of the china-division package say which level a file is of."""

STAGING = """
create temporary table division_staged
  (line bigint, id uuid, code varchar(12), name text, level smallint, parent varchar(12), kind text) on commit drop"""
DUPLICATES = """
delete from division_staged s using
  (select line, row_number() over (partition by code order by line) as nth from division_staged) n
 where n.line = s.line and n.nth > 1 returning s.code, s.name"""
ORPHANS = """
delete from division_staged s where s.level = %s and s.parent <> ''
   and not exists (select 1 from division_staged p where p.code = s.parent)
   and not exists (select 1 from division d where d.code = s.parent and d.valid_to is null) returning s.code, s.parent"""
CHANGED = """
create temporary table division_changed on commit drop as
select s.code, d.name as was, s.name, d.valid_from from division_staged s join division d on d.code = s.code and d.valid_to is null
 where (s.name, s.level, s.parent, s.kind) is distinct from (d.name, d.level, d.parent, d.kind)"""
GONE = """
create temporary table division_gone on commit drop as
with recursive gone(code, name, valid_from) as (
  select d.code, d.name, d.valid_from from division d
   where d.valid_to is null and not exists (select 1 from division_staged s where s.code = d.code or s.parent = d.code)
     and exists (select 1 from division_staged s where s.parent = d.parent and s.level = d.level)
  union
  select d.code, d.name, d.valid_from from division d join gone g on d.parent = g.code
   where d.valid_to is null and not exists (select 1 from division_staged s where s.code = d.code))
select * from gone"""
END = """
update division d set valid_to = %s where d.valid_to is null
   and d.code in (select code from division_changed union all select code from division_gone)"""
ADD = """
insert into division (id, code, name, level, parent, kind, source, valid_from)
select s.id, s.code, s.name, s.level, s.parent, s.kind, %s, %s from division_staged s
 where not exists (select 1 from division d where d.code = s.code and d.valid_to is null)"""


class OlderThanHeld(Refusal):
    code, status = "organisations.older_than_held", 422
    message = "文件截至%(as_of)s，而已登记的%(code)s从%(held)s起有效，不能用旧文件改动。"
    remedy = "请写明这份区划截至的日期（命令行--on）。"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: where it stands, code and name as written, the level its file is of."""

    place: str
    code: str
    name: str
    level: Level | None


@transaction.atomic
def import_divisions(
    source: Path | bytes, *, now: datetime, actor: Actor, as_of: date, origin: str = "", end_missing: bool = False,
    write: bool = False, whole: bool = False, progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Read divisions as they stood on `as_of`, report, and (with `write`) keep the difference; raises BadFile, OlderThanHeld.

    A code whose name, level or kind changed ends the day before `as_of` and begins anew. A code is missing when the file
    lists others of its level under the same parent, but not it; with `end_missing` it ends with all below it, without it
    is only named: a part of a list must not end the rest. `report.changed` counts what changed and what ends. With `whole` a
    file with a wrong line is not written at all; without it the wrong lines are left out. `report.written` says which.
    """
    report, digest = ImportReport("divisions", written=write), hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        stage(cursor, lines_of(source, digest), report, progress)
        refuse(cursor, report)
        cursor.execute(CHANGED)
        cursor.execute(GONE)
        changed, ended = compare(cursor, report, as_of, end_missing=end_missing)
        report.written = write and not (whole and report.by_severity()["error"])
        if report.written and (report.new or report.changed):
            cursor.execute(END, [as_of - timedelta(days=1)])
            cursor.execute(ADD, [origin, as_of])
            run = DivisionImport.objects.create(sha256=digest.hexdigest(), as_of=as_of, source=origin, at=now, actor=actor.ref)
            keep(run, DivisionsImported(
                sha256=run.sha256, as_of=as_of, read=report.read, new=report.new, changed=changed, ended=ended, refused=report.refused,
            ), actor=actor, now=now)  # fmt: skip
        cursor.execute("drop table division_staged, division_changed, division_gone")
    return report


def keep(run: DivisionImport, happened: Any, *, actor: Actor, now: datetime) -> None:
    head = emit(Head("division_import", run.id, run.head_seq, bytes(run.head_hash)), [happened], actor=actor.ref, at=now)
    run.head_seq, run.head_hash = head.seq, head.hash
    run.save(update_fields=["head_seq", "head_hash"])


def lines_of(source: Path | bytes, digest: Any) -> Iterator[Line]:
    """Lines of one file, or of every CSV of a directory from the provinces down."""
    if isinstance(source, bytes) or not source.is_dir():
        yield from lines_of_file(source, "" if isinstance(source, bytes) else source.name, digest)
        return
    files = [path for path in source.iterdir() if path.name.endswith((".csv", ".csv.gz"))]
    if not files:
        raise BadFile("文件无法读取：目录中没有CSV文件。")
    for path in sorted(files, key=lambda path: path.name):
        yield from lines_of_file(path, path.name, digest)


def lines_of_file(source: Path | bytes, name: str, digest: Any) -> Iterator[Line]:
    rows = csv_rows(source)
    header = [cell.strip() for cell in next(rows, (0, []))[1]]
    code, title = (next((header.index(one) for one in titles if one in header), None) for titles in (CODE_TITLES, NAME_TITLES))
    if code is None or title is None:
        raise BadFile("文件无法读取：%(name)s缺少列code、name（或者代码、名称）。", name=name)
    level = next((level for column, level in LEVEL_BY_COLUMN if column in header), None)
    for number, cells in rows:
        digest.update("\x1f".join(cells).encode() + b"\x1e")
        yield Line(f"{name}:{number}", *(cells[at].strip() if at < len(cells) else "" for at in (code, title)), level)


def stage(cursor: Any, lines: Iterator[Line], report: ImportReport, progress: Callable[[int, int], None] | None) -> None:
    """Every line that reads goes to the staging table, in one COPY."""
    copying = "copy division_staged (line, id, code, name, level, parent, kind) from stdin"
    with cursor.copy(copying) as copy:
        for line in lines:
            report.read += 1
            if progress and report.read % BATCH == 0:
                progress(report.read, 0)
            row = read_line(line, report)
            if row is not None:
                copy.write_row((report.read, new_id(), *row))
    if progress:
        progress(report.read, report.read)
    cursor.execute("create index on division_staged (code)")
    cursor.execute("create index on division_staged (parent)")
    cursor.execute("analyze division_staged")


def read_line(line: Line, report: ImportReport) -> tuple[str, str, int, str, str] | None:
    """Code, name, level, parent, kind; None for a line refused, or one that only repeats its city."""
    place = read_code(line.code, line.level)
    if isinstance(place, Reason):
        report.refused += 1
        report.add(line.place, [error("code", "division_code", place.msgid, "GB/T 2260", **place.params)])
        return None
    if not line.name or "\x00" in line.name:
        report.refused += 1
        report.add(line.code or line.place, [error("name", "name_missing", "没有区划名称")])
        return None
    if line.level is Level.COUNTY and stands_for_city(line.code):
        report.unchanged += 1
        report.add(line.code, [info("code", "no_county_level", "%(name)s不设县级，乡级直接在市以下", name=line.name)])
        return None
    kind = kind_of(place.code, place.level, line.name)
    if kind is DivisionKind.STATISTICAL:
        report.add(line.code, [info("code", "statistical_unit", "%(name)s是统计用区划，不是法定行政区划", name=line.name)])
    elif kind is DivisionKind.PLACEHOLDER:
        report.add(line.code, [info("code", "placeholder", "“%(name)s”是汇总码，不是一级行政区划", name=line.name)])
    return place.code, line.name, int(place.level), place.parent, kind.value


def refuse(cursor: Any, report: ImportReport) -> None:
    """What the staging table shows: codes given twice, and codes whose division above nobody knows."""
    cursor.execute(DUPLICATES)
    for code, name in cursor.fetchall():
        report.refused += 1
        report.add(code, [error("code", "duplicate_code", "代码重复：%(name)s", name=name)])
    for level in Level:
        cursor.execute(ORPHANS, [int(level)])
        for code, parent in cursor.fetchall():
            report.refused += 1
            report.add(code, [error("code", "parent_unknown", "上级区划%(parent)s不在文件中，也没有登记", parent=parent)])


def compare(cursor: Any, report: ImportReport, as_of: date, *, end_missing: bool) -> tuple[int, int]:
    """Counts into the report, findings for what changed and what vanished; refuses to let an older file change newer rows."""
    cursor.execute(
        "select (select count(*) from division_staged), (select count(*) from division_changed), (select count(*) from division_gone),"
        " (select count(*) from division_staged s join division d on d.code = s.code and d.valid_to is null)"
    )
    staged, changed, gone, held = cursor.fetchone()
    cursor.execute("select code, name from division_gone order by code limit %s", [SAID])
    for code, name in cursor.fetchall():
        if end_missing:
            report.add(code, [warning("code", "division_ended", "“%(name)s”不再列出，按日期终止", name=name)])
        else:
            report.add(code, [warning("code", "division_missing", "“%(name)s”没有列出；确已撤销的，说明文件是完整名录（命令行--end-missing），就按日期终止", name=name)])
    if not end_missing:
        cursor.execute("delete from division_gone")
        gone = 0
    report.new, report.changed = staged - held, changed + gone
    report.unchanged += held - changed
    cursor.execute(
        "select code, max(valid_from) from (select code, valid_from from division_changed union all select code, valid_from from division_gone) c"
        " where valid_from >= %s group by code order by code limit 1", [as_of],
    )
    if newer := cursor.fetchone():
        raise OlderThanHeld(as_of=as_of.isoformat(), code=newer[0], held=newer[1].isoformat())
    cursor.execute("select code, was, name from division_changed order by code limit %s", [SAID])
    for code, was, name in cursor.fetchall():
        report.add(code, [info("name", "division_changed", "原为“%(was)s”，现为“%(name)s”", was=was, name=name)])
    return changed, gone
