"""Reading calendars from files: the JSON of npm chinese-days, or CSV with `date,kind,name`. Pure; every bad row is named."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from yichuang.clock.calendars import Calendar, DayKind, Festivals, NamedDay
from yichuang.clock.refusals import N_
from yichuang.kernel.errors import FieldError, Invalid

KINDS: dict[str, DayKind | None] = {
    "holiday": DayKind.HOLIDAY, "放假": DayKind.HOLIDAY, "make_up": DayKind.MAKE_UP, "补班": DayKind.MAKE_UP,
    "ordinary": None, "正常": None,
}
"""Words of the CSV column `kind`; `ordinary` takes a day back that an earlier version named."""

WHOLE_YEAR = ("春节", "国庆节")
"""A notice for a whole year names at least these; fewer days are an amendment of a year already announced."""

MAX_ERRORS = 50


@dataclass(slots=True)
class _Reader:
    days: dict[date, NamedDay | None] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)

    def wrong(self, where: str, code: str, message: str) -> None:
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(FieldError(where, code, message))

    def add(self, where: str, on: str, kind: DayKind | None, name: str) -> None:
        try:
            day = date.fromisoformat(on)
        except ValueError:
            return self.wrong(f"{where}.date", "clock.bad_date", N_("日期应写作2026-10-01"))
        if day in self.days:
            return self.wrong(f"{where}.date", "clock.duplicate_day", N_("这一天写了两次"))
        if kind is DayKind.MAKE_UP and day.isoweekday() < 6:
            return self.wrong(f"{where}.kind", "clock.not_a_weekend", N_("补班的日子应在周末"))
        if kind is not None and not name:
            return self.wrong(f"{where}.name", "clock.no_name", N_("缺少节假日名称"))
        self.days[day] = None if kind is None else NamedDay(day, kind, name)
        return None


Rows = Mapping[date, NamedDay | None]
"""What a file says of each day it names; None: an ordinary day again."""


def read_calendar(content: bytes | str) -> Rows:
    """The days of a file. Raises Invalid with `rows[3].date` or `holidays.2027-01-01` for every wrong entry."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise _invalid([FieldError("file", "clock.not_utf8", N_("文件不是UTF-8编码"))]) from None
    reader = _Reader()
    if text.lstrip()[:1] in "{[":
        _read_json(text, reader)
    else:
        _read_csv(text, reader)
    if not reader.errors and not reader.days:
        reader.wrong("file", "clock.empty_file", N_("文件里没有日期"))
    if reader.errors:
        raise _invalid(reader.errors)
    return reader.days


def _invalid(errors: list[FieldError]) -> Invalid:
    return Invalid(N_("日历文件有错误，没有导入"), code="clock.bad_calendar_file", errors=tuple(errors))


def _read_json(text: str, reader: _Reader) -> None:
    """{"holidays": {"2026-01-01": "New Year's Day,元旦,1"}, "workdays": {…}}; `inLieuDays` are among the holidays."""
    try:
        body = json.loads(text)
    except json.JSONDecodeError as error:
        return reader.wrong(f"file:{error.lineno}", "clock.bad_json", N_("不是合格的JSON"))
    if not isinstance(body, dict) or not isinstance(body.get("holidays"), dict):
        return reader.wrong("holidays", "clock.bad_layout", N_("JSON应有holidays和workdays两部分"))
    for part, kind in (("holidays", DayKind.HOLIDAY), ("workdays", DayKind.MAKE_UP)):
        days = body.get(part, {})
        if not isinstance(days, dict):
            reader.wrong(part, "clock.bad_layout", N_("JSON应有holidays和workdays两部分"))
            continue
        for on, label in days.items():
            names = str(label).split(",")
            reader.add(f"{part}.{on}", on, kind, names[1] if len(names) > 1 else names[0])
    return None


def _read_csv(text: str, reader: _Reader) -> None:
    rows = csv.DictReader(text.splitlines())
    if not {"date", "kind", "name"} <= set(rows.fieldnames or ()):
        return reader.wrong("header", "clock.bad_layout", N_("CSV第一行应为date,kind,name"))
    for row in rows:
        where = f"rows[{rows.line_num}]"
        kind = (row["kind"] or "").strip()
        if kind not in KINDS:
            reader.wrong(f"{where}.kind", "clock.bad_kind", N_("kind应为holiday（放假）、make_up（补班）或ordinary（正常）"))
            continue
        reader.add(where, (row["date"] or "").strip(), KINDS[kind], (row["name"] or "").strip())
    return None


def merged(current: Calendar, rows: Rows, *, festivals: Iterable[Festivals]) -> Calendar:
    """The calendar after an import: a whole year replaces what was known of it, single days amend it.

    Years before the calendar begins are left out. Raises Invalid where a year is skipped or only half announced.
    """
    years = sorted({day.year for day in rows if day.year >= current.first.year})
    whole = {
        year for year in years
        if all(any(d and d.on.year == year and name in d.name for d in rows.values()) for name in WHOLE_YEAR)
    }
    errors = [
        FieldError(f"year.{year}", "clock.half_a_year", N_("这一年的节假日安排不完整，应有春节和国庆节"))
        for year in years if year not in whole and year not in current.years
    ]
    announced = sorted(set(current.years) | whole)
    if not errors and announced != list(range(announced[0], announced[-1] + 1)):
        errors.append(FieldError(f"year.{announced[-1]}", "clock.calendar_gap", N_("日历的年份不连续")))
    if errors:
        raise _invalid(errors)
    days = {d.on: d for d in current.announced_days() if d.on.year not in whole}
    for on, day in rows.items():
        if on.year not in announced:
            continue
        if day is None:
            days.pop(on, None)
        else:
            days[on] = day
    return Calendar.of(days.values(), announced=announced, festivals=festivals)
