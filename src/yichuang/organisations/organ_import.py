"""Import of organs from a CSV or a workbook: all or nothing, every problem named by sheet, row and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yichuang.kernel.codes.reasons import compact
from yichuang.kernel.findings import Finding, error
from yichuang.kernel.importing import ImportReport
from yichuang.kernel.sheets import Column, Kind, Row, open_book
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import organs
from yichuang.organisations.domain import LEVEL_NAMES, Actor, Place, read_code
from yichuang.organisations.domain.organ_files import COMPARED, Entry, HeldOrgan, OrganLine, plan
from yichuang.organisations.models import Division, Organ

SHEET = "机构"
COLUMNS = (
    Column("name", ("机构名称", "名称", "部门名称"), required=True, max_length=200),
    Column("short_name", ("机关代字", "简称"), max_length=20, note="文号中的代字"),
    Column("name_en", ("英文名称",), max_length=300),
    Column("uscc", ("统一社会信用代码", "信用代码"), max_length=18),
    Column("division", ("行政区划", "行政区划代码"), max_length=12, note="6、9或者12位"),
    Column("parent", ("上级机构", "上级"), max_length=200, note="上级的统一社会信用代码，或者名称"),
    Column("kind", ("机构类型", "类型"), required=True, max_length=20, note="、".join(Organ.Kind.labels)),
    Column("level", ("层级",), max_length=4, note="、".join(LEVEL_NAMES.values())),
    Column("address", ("办公地址", "地址"), max_length=300),
    Column("phone", ("联系电话", "电话"), max_length=100),
    Column("review_organ", ("行政复议机关", "复议机关"), max_length=200),
    Column("review_url", ("网上复议网址", "复议网址"), max_length=200),
    Column("court", ("行政诉讼管辖法院", "管辖法院"), max_length=200),
    Column("valid_from", ("有效期起", "设立日期"), Kind.DATE),
    Column("valid_to", ("有效期止", "撤销日期"), Kind.DATE),
)
KINDS = {**dict(zip(Organ.Kind.labels, Organ.Kind.values, strict=True)), **{value: value for value in Organ.Kind.values}}
SHIPPED = Path(__file__).parent / "data" / "organs.csv"
REASON = "批量导入"
MAX_ORGANS = 20_000


@transaction.atomic
def import_organs(
    source: Path | bytes, *, now: datetime, actor: Actor, write: bool = False, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Read organs, report, and (with `write`) keep them all, or none when one row is wrong (`report.written` says which).

    Organs are known by their USCC, else by name and division. Raises BadFile.
    """
    report = ImportReport("organs")
    lines, wrong = read_lines(source, report, progress)
    held = [HeldOrgan(row["id"], row["parent_id"], row) for row in Organ.objects.filter(organs.alive(local_date(now))).values("id", "parent_id", *COMPARED)]
    made = plan(lines, held, divisions=known_divisions(lines), new_id=new_id)
    for place, finding in made.findings:
        report.add(place, [finding])
    report.refused = len(made.wrong() | wrong)
    if report.severities["error"]:  # type: ignore[index]
        return report
    report.new = sum(entry.is_new for entry in made.entries)
    report.changed = sum(bool(entry.changed or entry.is_moved) for entry in made.entries)
    report.unchanged = len(made.entries) - report.new - report.changed
    if write:
        store(made.entries, actor=actor, now=now, progress=progress)
        report.written = True
    return report


def read_lines(source: Path | bytes, report: ImportReport, progress: Callable[[int, int], None] | None) -> tuple[list[OrganLine], set[str]]:
    """Rows without a wrong cell, and the places of the others."""
    lines: list[OrganLine] = []
    wrong: set[str] = set()
    with open_book(source, max_rows=MAX_ORGANS) as book:
        table = book.table(COLUMNS, sheet=SHEET)
        for place, finding in table.findings:
            report.add(place, [finding])
        for row in table.rows():
            report.read += 1
            findings = [*row.findings, *((row.place, one) for one in words(row))]
            for place, finding in findings:
                report.add(place, [finding])
            if any(finding.severity == "error" for _, finding in findings):
                wrong.add(row.place)
            else:
                lines.append(line_of(row))
            if progress and report.read % 500 == 0:
                progress(report.read, 0)
    return lines, wrong


def words(row: Row) -> list[Finding]:
    """Kind and level are words of a list."""
    found, kind, level = [], row.values["kind"], row.values.get("level")
    if kind is not None and kind not in KINDS:
        found.append(error("kind", "kind_unknown", "机构类型“%(text)s”不在%(known)s之中", text=str(kind), known="、".join(Organ.Kind.labels)))
    if level is not None and level not in LEVEL_NAMES.values():
        found.append(error("level", "level_unknown", "层级“%(text)s”不在%(known)s之中", text=str(level), known="、".join(LEVEL_NAMES.values())))
    return found


def line_of(row: Row) -> OrganLine:
    cells = {key: value for key, value in row.values.items() if value is not None}
    if "uscc" in cells:
        cells["uscc"] = compact(str(cells["uscc"]))
    cells["kind"] = KINDS[str(cells["kind"])]
    parent = str(cells.pop("parent", ""))
    level = str(cells.pop("level", ""))
    return OrganLine(row.place, str(cells["name"]), str(cells.get("uscc", "")), str(cells.get("division", "")), parent, level, cells)


def known_divisions(lines: list[OrganLine]) -> dict[str, str]:
    asked = {place.code for line in lines if line.division and isinstance(place := read_code(line.division), Place)}
    return dict(Division.objects.filter(valid_to__isnull=True, code__in=asked).values_list("code", "name"))


def store(entries: list[Entry], *, actor: Actor, now: datetime, progress: Callable[[int, int], None] | None) -> None:
    new = [entry for entry in entries if entry.is_new]
    organs.establish_many(((entry.id, entry.parent_id, dict(entry.line.values)) for entry in new), actor=actor, now=now)
    today = local_date(now)
    moved: list[Any] = [entry for entry in entries if not entry.is_new and (entry.changed or entry.is_moved)]
    for entry in moved:
        if entry.is_moved:
            organs.move_organ(entry.id, entry.parent_id, from_on=today, reason=REASON, actor=actor, now=now)
        if entry.changed:
            columns = {key: entry.line.values[key] for key in entry.changed}
            organs.change_organ(entry.id, columns, from_on=today, reason=REASON, actor=actor, now=now)
    if progress:
        progress(len(entries), len(entries))


def load_organs(*, now: datetime, actor: Actor) -> None:
    """The shipped organs, where they are not held yet; needs the shipped divisions."""
    if not Organ.objects.filter(division__startswith="5116").exists():
        import_organs(SHIPPED, now=now, actor=actor, write=True)
