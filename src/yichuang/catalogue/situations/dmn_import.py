"""A DMN file into the situation of a draft, from the program: what it would add, what does not fit, then the tables on the sheet."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from yichuang.catalogue.domain import Status
from yichuang.catalogue.imports.report import BadFile, ImportReport
from yichuang.catalogue.lints import info, warning
from yichuang.catalogue.models import ItemVersion
from yichuang.catalogue.situations import dmn, editing, reading, sheet
from yichuang.kernel.errors import NotFound
from yichuang.organisations.domain import Actor


class NoDraft(NotFound):
    code = "catalogue.no_draft"
    message = "事项%(item)s没有草稿，决策表没有地方放"
    remedy = "请先在工作台起草新版，再导入。"


def read_bytes(source: Path | bytes) -> bytes:
    """Raises BadFile."""
    if isinstance(source, bytes):
        return source
    try:
        if source.stat().st_size > dmn.LARGEST:
            raise BadFile(why=f"大于{dmn.LARGEST // 1_000_000} MB")
        return source.read_bytes()
    except OSError as problem:
        raise BadFile(why=problem.strerror or str(problem)) from problem


@transaction.atomic
def import_dmn(
    source: Path | bytes, *, item: str, now: datetime, actor: Actor, write: bool = False, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Read a model, report, and (with `write`) add its tables to the sheet of the item's draft, for an editor to go on from.

    `read` counts decisions, `new` the tables taken over, `refused` what was not. Raises BadFile, NotDmn, NoDraft, Invalid where
    the sheet would be too large.
    """
    version = ItemVersion.objects.filter(item__code=item, status=Status.DRAFT).order_by("-number").first()
    if version is None:
        raise NoDraft(item=item)
    model, report = dmn.read_model(read_bytes(source)), ImportReport("dmn", written=write)
    codes = {name: code for code, element in reading.elements_of().items() for name in (element.name, code)}
    tables, refused = dmn.for_sheet(model, codes)
    report.new, report.refused = len(tables), len(refused)
    report.read = len(tables) + len({one.decision for one in refused})
    for one in refused:
        report.add(one.decision or one.element, [warning("decision", "dmn_not_taken", one.message, **one.details)])
    known = set(codes.values())
    for table in tables:
        loose = [column for column in table["inputs"] if column not in known]  # type: ignore[attr-defined]
        report.add(str(table["name"]), [info("inputs", "dmn_column", "列“%(column)s”没有登记的数据项，请在工作台选一个", column=column) for column in loose])
    desk = editing.desk(version.id)
    content = copy.deepcopy(desk.content)
    sheet.append(content, tables)
    if write and tables:
        editing.save(version.id, content, version=desk.draft_version, now=now, actor=actor)
    if progress:
        progress(report.read, report.read)
    return report
