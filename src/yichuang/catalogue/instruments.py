"""The register of instruments: one written by hand, and many from a file. A title stands in it once, however it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import Rank
from yichuang.catalogue.domain.implementing.enumerations import RANK
from yichuang.catalogue.domain.instruments import folded, parted
from yichuang.catalogue.imports.report import ImportReport
from yichuang.catalogue.imports.rows import sound_rows
from yichuang.catalogue.models import Instrument
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import may_for_all
from yichuang.facts.catalogue import InstrumentKept
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.findings import Finding, error
from yichuang.kernel.prepared import one
from yichuang.kernel.sheets import Column, Kind, Row
from yichuang.kernel.values import canonical
from yichuang.organisations.domain import Actor

SHEET = "依据"
COLUMNS = (
    Column("title", ("名称", "依据名称", "标题", "title"), required=True, max_length=300),
    Column("short_titles", ("简称", "其他写法", "short_titles"), max_length=1_000, note="多个用|隔开"),
    Column("rank", ("效力级别", "rank"), required=True, max_length=20, note="、".join(option.name for option in RANK.options)),
    Column("issuer", ("制定机关", "发布机关", "issuer"), max_length=300),
    Column("number", ("文号", "number"), max_length=300),
    Column("in_force_from", ("施行日期", "in_force_from"), Kind.DATE),
    Column("repealed_on", ("废止日期", "repealed_on"), Kind.DATE),
    Column("replaced_by", ("由什么代替", "replaced_by"), max_length=200),
)
RANK_CODES = {**{str(option.name): str(option.value) for option in RANK.options}, **{rank.value: rank.value for rank in Rank}}
MOST = 20_000
STATED = ("title", "short_titles", "number", "rank", "issuer", "in_force_from", "repealed_on", "replaced_by")


def register() -> dict[str, Instrument]:
    """Folded title, full or short → what stands in the register."""
    return {folded(title): row for row in Instrument.objects.all() for title in (*row.short_titles, row.title)}


def columns_of(
    *, title: str, rank: str, short_titles: Sequence[str] = (), issuer: str = "", number: str = "", in_force_from: date | None = None,
    repealed_on: date | None = None, replaced_by: str = "",
) -> dict[str, Any]:
    """Columns of a row, the title without its marks and what stands behind it; a number behind the title is the number."""
    cited = parted(title)
    others = dict.fromkeys(parted(text).title for text in short_titles if text.strip())
    return {
        "title": cited.title, "short_titles": [text for text in others if text != cited.title], "number": number.strip() or cited.number,
        "rank": RANK_CODES.get(rank.strip(), ""), "issuer": issuer.strip(), "in_force_from": in_force_from, "repealed_on": repealed_on,
        "replaced_by": replaced_by.strip(),
    }  # fmt: skip


def wrong_with(columns: dict[str, Any]) -> list[FieldError]:
    errors = []
    if not columns["title"] or len(columns["title"]) > 300:
        errors.append(FieldError("title", "catalogue.instrument_title", "请填名称，300个字以内"))
    if not columns["rank"]:
        errors.append(FieldError("rank", "catalogue.instrument_rank", "请选效力级别"))
    begins, ends = columns["in_force_from"], columns["repealed_on"]
    if begins and ends and ends < begins:
        errors.append(FieldError("repealed_on", "catalogue.repealed_before_force", "废止日不能早于施行日"))
    return errors


@transaction.atomic
def keep(*, now: datetime, actor: Actor, **stated: Any) -> UUID:
    """新增依据: what it is called, who made it, its rank and days. Raises HoldsForAll, Invalid per field (a title that stands in the register)."""
    may_for_all(actor, now)
    alone()
    columns, held = columns_of(**stated), register()
    errors = wrong_with(columns)
    for field, titles in (("title", [columns["title"]]), ("short_titles", columns["short_titles"])):
        if any(folded(title) in held for title in titles):
            errors.append(FieldError(field, "catalogue.instrument_known", "这个名称的依据已经登记，请在清单里找到它"))
    if errors:
        raise Invalid("依据还不能登记", code="catalogue.bad_instrument", errors=tuple(errors))
    row = Instrument.objects.create(**columns)
    record(row, kept(row), actor=actor.ref, at=now)
    return row.id


def alone() -> None:
    """One writer of the register at a time, until the transaction ends: two ways of writing one title would pass any unique index."""
    one("select pg_advisory_xact_lock(hashtext('instrument_register'))")


def kept(row: Instrument) -> InstrumentKept:
    text = canonical([row.title, row.short_titles, row.number, row.issuer, row.replaced_by])
    return InstrumentKept(rank=row.rank, in_force_from=row.in_force_from, repealed_on=row.repealed_on, text_hash=hashlib.sha256(text).hexdigest())


@transaction.atomic
def import_instruments(
    source: Path | bytes, *, now: datetime, actor: Actor, write: bool = False, progress: Callable[[int, int], None] | None = None
) -> ImportReport:
    """Read instruments, report, and (with `write`) keep all of them, or none when one row is wrong. One that stands in the register is known by
    its title, full or short; a short title that is another's is an error; an empty cell leaves what is held. Raises HoldsForAll, BadFile."""
    may_for_all(actor, now)
    report = ImportReport("instruments")
    if write:
        alone()
    held = register()
    rows = read_rows(source, held, report, progress)
    if report.by_severity()["error"]:
        return report
    for columns in rows:
        row = held.get(folded(columns["title"]))
        said = {key: value for key, value in columns.items() if value not in (None, "", []) and key != "title"}
        if row is not None and all(getattr(row, key) == value for key, value in said.items()):
            report.unchanged += 1
            continue
        report.count("changed" if row else "new")
        if write:
            row = row or Instrument(title=columns["title"])
            for key, value in said.items():
                setattr(row, key, value)
            row.save()
            record(row, kept(row), actor=actor.ref, at=now)
    report.written = write
    return report


def read_rows(
    source: Path | bytes, held: Mapping[str, Instrument], report: ImportReport, progress: Callable[[int, int], None] | None
) -> list[dict[str, Any]]:
    seen: set[str] = set()

    def judge(row: Row) -> tuple[dict[str, Any], list[Finding]]:
        columns, findings = cells_of(row)
        known = held.get(folded(columns["title"]))
        for field, titles in (("title", [columns["title"]]), ("short_titles", columns["short_titles"])):
            for title in filter(folded, titles):
                if folded(title) in seen:
                    findings.append(error(field, "title_twice", "“%(title)s”在文件中重复", title=title))
                elif held.get(folded(title), known) is not known:
                    findings.append(error(field, "title_known", "“%(title)s”已经是另一个依据的名称：%(other)s", title=title, other=held[folded(title)].title))
        seen.update(folded(title) for title in (columns["title"], *columns["short_titles"]))
        return columns, findings

    return list(sound_rows(source, COLUMNS, judge, report, sheet=SHEET, most=MOST, progress=progress))


def cells_of(row: Row) -> tuple[dict[str, Any], list[Finding]]:
    cells: dict[str, Any] = {key: value for key, value in row.values.items() if value is not None}
    texts = {key: str(cells.get(key, "")) for key in ("title", "rank", "issuer", "number", "replaced_by")}
    columns = columns_of(
        **texts, short_titles=str(cells.get("short_titles", "")).split("|"), in_force_from=cells.get("in_force_from"), repealed_on=cells.get("repealed_on")
    )
    found = [error(one.field, one.code.removeprefix("catalogue."), str(one.message)) for one in wrong_with(columns) if texts.get(one.field) or one.field == "repealed_on"]
    return columns, found
