"""办件台账 as a workbook: streamed from the database into the file, row by row, so that a year of cases fits in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import CHANNEL_LABELS, GENERIC_LABELS, LABELS, OUTCOME_LABELS, Channel, Outcome, Phase
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.clock.domain import Stop, Unit
from yichuang.kernel import sheets
from yichuang.kernel.errors import FieldError
from yichuang.kernel.media import XLSX
from yichuang.kernel.values import local_date
from yichuang.look.handed_out import handed_out
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.web.desk_page import show

CHUNK = 500
LONGEST = 366 * 3
COLUMNS: tuple[tuple[str, int], ...] = (
    ("办件编号", 36), ("事项", 36), ("申请人", 26), ("收件方式", 10), ("收件", 17), ("受理", 12), ("承诺到期", 12), ("法定到期", 12),
    ("暂停天数", 9), ("决定", 17), ("结果", 10), ("办结", 17), ("是否超期", 10), ("补正次数", 9), ("状态", 12), ("环节", 18), ("经办", 14),
    ("决定机关", 26),
)  # fmt: skip
"""Heading (the registry's own words, Chinese in every language) and width."""


def span(request: HttpRequest) -> tuple[date | None, date | None, list[FieldError]]:
    """The days asked for; this month when none are given."""
    today, found, errors = timezone.localdate(), {}, []
    defaults = {"from": today.replace(day=1), "to": today}
    for name, default in defaults.items():
        text = request.GET.get(name, "").strip()
        try:
            found[name] = date.fromisoformat(text) if text else default
        except ValueError:
            found[name] = None
            errors.append(FieldError(name, "date", _("请填日期，例如2026-09-24")))
    start, end = found["from"], found["to"]
    if start and end and not timedelta(0) <= end - start <= timedelta(days=LONGEST):
        errors.append(FieldError("to", "span", _("止日不能早于起日，一次最多三年")))
    return start, end, errors


@staff_required()
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Ask for the span of days."""
    start, end, errors = span(request)
    context = {"page": "desk", "start": start, "end": end, "errors": errors, "typed": request.GET, "columns": [c for c, _w in COLUMNS]}
    return show(request, "web/desk_ledger.html", context, status=422 if errors else 200)


@staff_required()
@require_GET
def workbook(request: HttpRequest) -> HttpResponse | FileResponse:
    start, end, errors = span(request)
    if errors or start is None or end is None:
        return ledger(request)
    rows = cases.ledger(request.actor, start, end)
    return handed_out(f"办件台账{start}至{end}.xlsx", XLSX, lambda file: write(file, rows, timezone.localdate()))


def write(file: BinaryIO, rows: Iterable[Any], today: date) -> None:
    book = sheets.workbook(file, remove_timezone=True)
    sheet = book.add_worksheet("办件台账")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {date: book.add_format({"num_format": "yyyy-mm-dd"}), "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"})}
    late = book.add_format({"font_color": "#B23320", "bold": True})
    sheet.freeze_panes(1, 1)
    for column, (title, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    number = 0
    for number, values in enumerate(lines(rows, today), start=1):
        for column, value in enumerate(values):
            put(sheet, number, column, value, formats, late)
    if number:
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
    book.close()


def put(sheet: Any, row: int, column: int, value: Any, formats: dict[Any, Any], late: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, late if value.startswith("超") else None)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_datetime(row, column, value, formats["moment" if hasattr(value, "hour") else date])


def lines(rows: Iterable[Any], today: date) -> Iterator[tuple[Any, ...]]:
    """The cells of each case; stops, steps and people are read once for each chunk."""
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        prefetch_related_objects(chunk, "tasks", "ledger")
        people = organisations.names({t.owner_id for case in chunk for t in case.tasks.all() if t.owner_id})
        for case in chunk:
            yield cells(case, people, today)


def cells(case: Any, people: dict[Any, str], today: date) -> tuple[Any, ...]:
    phase, is_licence = Phase(case.phase), case.regime == "licence"
    steps = sorted(case.tasks.all(), key=lambda task: task.opened_at)
    words = LABELS if is_licence else {**LABELS, **GENERIC_LABELS}
    standing = [t for t in steps if t.closed_at is None]
    owners = dict.fromkeys(people[t.owner_id] for t in steps if t.owner_id in people and t.kind in ("step", "side"))
    channel = CHANNEL_LABELS[Channel(case.channel)] if case.channel in set(Channel) else case.channel
    return (
        case.number, catalogue.terms(case.item_version_id).name, case.applicant.name, channel, moment(case.received_at),
        case.accepted_on, case.promised_on, case.statutory_on if is_licence else None, stopped(case, today),
        moment(case.decided_at), OUTCOME_LABELS[Outcome(case.outcome)] if case.outcome else "", moment(case.finished_at), lateness(case),
        case.correction_count, "等补正" if phase is Phase.CORRECTING else words[phase],
        "、".join(dict.fromkeys(t.name for t in standing)), "、".join(owners), case.deciding_organ.name,
    )  # fmt: skip


def moment(value: Any) -> Any:
    return timezone.localtime(value) if value else None


def stopped(case: Any, today: date) -> int:
    """Working days that did not count because the clock stood still (45)."""
    found = [Stop(entry.from_on, entry.to_on, entry.ground) for entry in case.ledger.all() if entry.kind == "stop"]
    if case.accepted_on is None or not found:
        return 0
    through = local_date(case.decided_at or case.finished_at) if (case.decided_at or case.finished_at) else today
    days = clock.calendar(case.calendar_version)
    return len(clock.suspended_days(days, found, after=case.accepted_on, through=through, unit=Unit.WORKING_DAY))


def lateness(case: Any) -> str:
    if case.statutory_passed:
        return "超法定"
    if case.promise_passed:
        return "超承诺"
    return "超送达期限" if case.delivery_passed else "否"
