"""Five typed catalogues and the lists with exceptions, as of any day: pages, and files in CSV, Excel and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import BinaryIO
from uuid import UUID

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yichuang.cases import api as cases
from yichuang.catalogue.api import catalogues as room
from yichuang.kernel.media import CSV, XLSX
from yichuang.kernel.sheets import write_csv, write_xlsx
from yichuang.look.asked import page_number
from yichuang.look.handed_out import handed_out
from yichuang.organisations.access import public

VISITS = ("one_visit", "more_visits")
MANY_A_ITEM = ("pre_approval", "fees")
"""Lists in which one item may stand on several lines."""
KEPT_S = 600
EARLIEST = date(2000, 1, 1)


@public
@require_safe
def catalogues(request: HttpRequest) -> HttpResponse:
    five = [kind for kind in room.KINDS if kind.key in room.FIVE]
    others = [kind for kind in room.KINDS if kind.key not in room.FIVE]
    return render(request, "web/catalogues.html", {"page": "open", "groups": [(_("五类目录"), five), (_("清单"), others)]})


def asked(request: HttpRequest, key: str) -> tuple[room.Kind, date, str]:
    """The catalogue, the day it is asked for (today where it makes no sense) and what is wrong with the day."""
    if key not in room.BY_KEY:
        raise Http404
    today, text = timezone.localdate(), request.GET.get("on", "").strip()
    if not text:
        return room.BY_KEY[key], today, ""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return room.BY_KEY[key], today, _("日期写法不对，请按年-月-日填写，例如2026-12-01。下面是今天的。")
    if not EARLIEST <= on <= today:
        return room.BY_KEY[key], today, _("只能看今天和以前的。下面是今天的。")
    return room.BY_KEY[key], on, ""


def measured(today: date) -> dict[UUID, cases.Visits]:
    """Visits of the cases finished in the year that ends today, counted at most every ten minutes."""
    return cache.get_or_set("web.visits", lambda: cases.visits(today), KEPT_S) or {}


def earlier_than(request: HttpRequest, today: date) -> date:
    """The day the history is shown up to: today, or the day before the oldest that was shown."""
    try:
        return min(date.fromisoformat(request.GET.get("before", "")) - timedelta(days=1), today)
    except (ValueError, OverflowError):
        return today


@public
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    kind, on, wrong = asked(request, key)
    found, today = room.page_of(key, on, page_number(request)), timezone.localdate()
    counted = measured(today) if key in VISITS else {}
    columns = [room.COLUMN_NAMES[name] for name in kind.columns]
    lines = [(row, list(zip(columns, row.cells, strict=True)), counted.get(UUID(row.item_id)) if row.item_id else None) for row in found.lines]
    context = {
        "page": "open", "kind": kind, "on": on, "today": today, "wrong": wrong, "lines": lines, "history": room.days_of_change(key, earlier_than(request, today)),
        "columns": columns, "is_visits": key in VISITS, "found": found, "by_item": key in MANY_A_ITEM,
        "over": room.over_promise(on, {item_id: visits.most for item_id, visits in counted.items()}) if key == "one_visit" else 0,
    }  # fmt: skip
    return render(request, "web/catalogue_list.html", context)


def table(kind: room.Kind, on: date) -> tuple[list[str], Iterator[list[str]]]:
    """Head and rows of a file, read as they are written; Chinese, as every file handed out is."""
    head = ["编码", "名称", *(room.COLUMN_NAMES[name] for name in kind.columns)]
    if kind.key not in VISITS:
        return head, ([row.code, row.name, *row.cells] for row in room.stream(kind.key, on))
    counted = measured(timezone.localdate())
    rows = ([row.code, row.name, *row.cells, *seen(counted.get(UUID(row.item_id)))] for row in room.stream(kind.key, on))
    return [*head, "近一年办结件数", "平均到现场次数", "到现场一次以上的件数"], rows


def seen(visits: cases.Visits | None) -> list[str]:
    return [str(visits.cases), visits.average, str(visits.more_than_one)] if visits else ["", "", ""]


@public
@require_safe
def file(request: HttpRequest, key: str, format: str) -> FileResponse:
    """The whole catalogue, however long: rows are read and written a batch at a time."""
    kind, on, _wrong = asked(request, key)
    if format not in WRITERS:
        raise Http404
    media, write = WRITERS[format]
    head, rows = table(kind, on)
    name = f"{kind.title}{on}.xlsx" if format == "xlsx" else f"{kind.key}-{on}.{format}"
    return handed_out(name, media, lambda file: write(file, kind, on, head, rows))


def as_csv(file: BinaryIO, kind: room.Kind, on: date, head: list[str], rows: Iterator[list[str]]) -> None:
    write_csv(file, head, rows)


def as_xlsx(file: BinaryIO, kind: room.Kind, on: date, head: list[str], rows: Iterator[list[str]]) -> None:
    write_xlsx(file, kind.title, head, rows, freeze=(1, 0))


def as_json(file: BinaryIO, kind: room.Kind, on: date, head: list[str], rows: Iterator[list[str]]) -> None:
    about = {"catalogue": kind.key, "title": kind.title, "as_of": on.isoformat(), "columns": head}
    file.write(f"{json.dumps(about, ensure_ascii=False)[:-1]}, \"rows\": [".encode())
    for number, row in enumerate(rows):
        file.write(f"{',' if number else ''}\n{json.dumps(row, ensure_ascii=False)}".encode())
    file.write(b"\n]}\n")


Writer = Callable[[BinaryIO, room.Kind, date, list[str], Iterator[list[str]]], None]
WRITERS: dict[str, tuple[str, Writer]] = {"csv": (CSV, as_csv), "json": ("application/json", as_json), "xlsx": (XLSX, as_xlsx)}
