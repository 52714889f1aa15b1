"""A national, provincial or city list from a file: shown first, then all of it or nothing, every problem named by sheet, row and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yichuang.catalogue.claims import linking
from yichuang.catalogue.claims.lists import MOST, compared, import_list
from yichuang.catalogue.domain import task_type_code
from yichuang.catalogue.domain.entries import LIST_LEVEL_NAMES
from yichuang.catalogue.domain.powers import POWER_LEVELS
from yichuang.catalogue.imports.report import ImportReport
from yichuang.catalogue.imports.rows import sound_rows
from yichuang.catalogue.models import BasicList
from yichuang.catalogue.rights import may_for_all
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.findings import Finding, error, info, warning
from yichuang.kernel.sheets import Column, Row
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

SHEET = "基本目录"
COLUMNS = (
    Column("code", ("基本编码", "编码", "事项编码", "code"), required=True, max_length=40),
    Column("name", ("事项名称", "名称", "许可事项名称", "name"), required=True, max_length=500),
    Column("task_type", ("事项类型", "task_type"), max_length=20, note="不填是行政许可"),
    Column("authority", ("主管部门", "实施机关", "authority"), max_length=500),
    Column("levels", ("行使层级", "levels"), max_length=60, note="多个层级用逗号隔开"),
    Column("bases", ("设定依据", "设定和实施依据", "bases"), max_length=4_000, note="多条用分号隔开"),
    Column("conditions", ("办理条件", "conditions"), max_length=8_000, note="多项用|隔开"),
    Column("materials", ("申请材料", "materials"), max_length=8_000, note="多项用|隔开"),
    Column("steps", ("办理环节", "steps"), max_length=2_000, note="多项用|隔开"),
    Column("limit", ("法定时限", "limit"), max_length=100),
    Column("limit_article", ("时限依据", "limit_article"), max_length=300),
    Column("fee", ("收费", "fee"), max_length=1_000),
    Column("result", ("办理结果", "result"), max_length=300),
)
ABOUT = {"title": "清单名称", "level": "哪一级的清单", "division": "适用的行政区划代码", "source": "来源", "dated_on": "这一版的日期"}
"""What a list says of itself; a new edition, or one put right, may change nothing else."""
LEVEL_CODES = {**{name: code for code, name in POWER_LEVELS.items()}, **{code: code for code in POWER_LEVELS}, "分级管理": "7", "7": "7"}
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@transaction.atomic
def import_lists(
    source: Path | bytes, *, code: str, title: str, level: str, origin: str, division: str = "", dated_on: date | None, now: datetime, actor: Actor,
    write: bool = False, progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Read one edition of the list `code`, report, and (with `write`) keep all of it, or nothing when one row is wrong.

    An entry that a later edition words otherwise keeps what it said with its days; one it leaves out ends on the day of the edition. Imported
    items are linked to the list then. Raises HoldsForAll, Invalid per field, BadFile.
    """
    may_for_all(actor, now)
    listed = BasicList.objects.filter(code=code).first()
    about = checked(listed, code, title, level, origin, division, dated_on, local_date(now))
    report = ImportReport("lists")
    own = organisations.organs_where(actor, Act.EDIT_ITEM, on=local_date(now))
    if about["division"] and not any(row.division.startswith(about["division"]) for row in organisations.organs() if row.id in own):
        report.add(code, [warning("division", "list_elsewhere", "您管的机关都不在这张清单适用的地方，导入以后不能认领；请核对行政区划代码")])
    rows = read_rows(source, report, progress)
    if report.by_severity()["error"]:
        return report
    new, changed, ended, report.unchanged = compared(listed, rows, about["dated_on"])
    report.new, report.changed = len(new), len(changed) + len(ended)
    if moved := [name for key, name in ABOUT.items() if listed and getattr(listed, key) != about[key]]:
        report.changed += 1
        report.add(code, [info("", "list_moved", "清单本身有改动：%(what)s", what="、".join(moved))])
    if write:
        content = source if isinstance(source, bytes) else source.read_bytes()
        import_list(code, rows, about=about, sha256=hashlib.sha256(content).hexdigest(), now=now, actor=actor)
        linking.link_imported(now=now, actor=actor)
        report.written = True
    return report


def checked(listed: BasicList | None, code: str, title: str, level: str, origin: str, division: str, dated_on: date | None, today: date) -> dict[str, Any]:
    """Columns of the list. Raises Invalid per field."""
    errors = []
    if not CODE.fullmatch(code):
        errors.append(FieldError("code", "catalogue.list_code", "清单代码用小写字母、数字和短横线，2到40个字符"))
    if listed and (listed.historic or listed.demo):
        errors.append(FieldError("code", "catalogue.list_shipped", "这是随系统带来的清单，请另起一个清单代码"))
    for name, value, said in (("title", title, "请填清单名称"), ("origin", origin, "请填来源：谁公布的、文号或者网址")):
        if not value.strip():
            errors.append(FieldError(name, "catalogue.list_field", said))
    if level not in LIST_LEVEL_NAMES:
        errors.append(FieldError("level", "catalogue.list_level", "请选国家、省级或者市县级"))
    region = organisations.division_name(division) if division else ""
    if (level == "national") is bool(division) or (division and not region):
        errors.append(FieldError("division", "catalogue.list_division", "省级、市县级清单填已登记的行政区划代码；国家清单不填"))
    if dated_on is None or dated_on > today:
        errors.append(FieldError("dated_on", "catalogue.list_day", "请填这一版的日期，不晚于今天"))
    elif listed and listed.dated_on and dated_on < listed.dated_on:
        errors.append(FieldError("dated_on", "catalogue.list_older", "已经有更新的一版，旧的一版不再导入"))
    if errors:
        raise Invalid("清单还不能导入", code="catalogue.bad_list", errors=tuple(errors))
    return {
        "title": title.strip(), "level": level, "source": origin.strip(), "historic": False, "demo": False, "division": bare(division), "region": region,
        "dated_on": dated_on,
    }  # fmt: skip


def bare(division: str) -> str:
    """The digits that all codes below share: 370000000000 → 37, 370100 → 3701, 371102 stays."""
    for digits in (2, 4, 6, 9):
        if division[:digits].ljust(len(division), "0") == division:
            return division[:digits]
    return division


def read_rows(source: Path | bytes, report: ImportReport, progress: Callable[[int, int], None] | None) -> list[dict[str, str]]:
    """Rows without a wrong cell, as `import_list` takes them; every problem is in the report."""
    seen: set[str] = set()

    def judge(row: Row) -> tuple[dict[str, str], list[Finding]]:
        cells, findings = cells_of(row)
        if cells["code"] and cells["code"] in seen:
            findings.append(error("code", "duplicate_code", "基本编码重复：%(code)s", code=cells["code"]))
        seen.add(cells["code"])
        return cells, findings

    return list(sound_rows(source, COLUMNS, judge, report, sheet=SHEET, most=MOST, progress=progress))


def cells_of(row: Row) -> tuple[dict[str, str], list[Finding]]:
    """Texts of a row; the type and the levels as codes."""
    cells = {key: str(value or "").strip() for key, value in row.values.items()}
    found = []
    if cells.get("task_type") and task_type_code(cells["task_type"]) is None:
        found.append(error("task_type", "type_unknown", "事项类型“%(text)s”不在代码表内", "GB/T 39046", text=cells["task_type"]))
    words = [word for word in re.split(r"[,，、;；\s]+", cells.get("levels", "")) if word]
    if unknown := [word for word in words if word not in LEVEL_CODES]:
        found.append(error("levels", "level_unknown", "行使层级“%(text)s”不在代码表内", "GB/T 39046", text="、".join(unknown)))
    cells["levels"] = ",".join(LEVEL_CODES.get(word, word) for word in words)
    cells["bases"] = cells.get("bases", "").replace("；", ";")
    return cells, found
