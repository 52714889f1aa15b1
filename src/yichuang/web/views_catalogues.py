"""Five typed catalogues and the lists with exceptions, as of any day: pages, and files in CSV, Excel and JSON."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yichuang.cases import api as cases
from yichuang.catalogue.api import catalogues as room
from yichuang.kernel.media import CSV, XLSX
from yichuang.kernel.sheets import write_csv, write_xlsx
from yichuang.look.handed_out import handed_out
from yichuang.organisations.access import public

VISITS = ("one_visit", "more_visits")
KEPT_S = 600
MEASURED_DAYS = 365
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
    """Visits of the cases finished in the last year, counted at most every ten minutes."""
    since = today - timedelta(days=MEASURED_DAYS)
    return cache.get_or_set("web.visits", lambda: cases.visits(since), KEPT_S) or {}


@public
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    kind, on, wrong = asked(request, key)
    rows, today = room.rows_of(key, on), timezone.localdate()
    counted = measured(today) if key in VISITS else {}
    columns = [room.COLUMN_NAMES[name] for name in kind.columns]
    lines = [(row, list(zip(columns, row.cells, strict=True)), counted.get(UUID(row.item_id)) if row.item_id else None) for row in rows]
    context = {
        "page": "open", "kind": kind, "on": on, "today": today, "wrong": wrong, "lines": lines, "days": room.days_of_change(today),
        "columns": columns, "is_visits": key in VISITS,
        "over": sum(found is not None and row.visits is not None and found.most > row.visits for row, _cells, found in lines),
    }  # fmt: skip
    return render(request, "web/catalogue_list.html", context)


def table(kind: room.Kind, on: date) -> tuple[list[str], list[list[str]]]:
    """Head and rows of a file; Chinese, as every file handed out is."""
    head = ["编码", "名称", *(room.COLUMN_NAMES[name] for name in kind.columns)]
    rows = [[row.code, row.name, *row.cells] for row in room.rows_of(kind.key, on)]
    if kind.key not in VISITS:
        return head, rows
    counted = measured(timezone.localdate())
    for row, found in zip(rows, room.rows_of(kind.key, on), strict=True):
        seen = counted.get(UUID(found.item_id)) if found.item_id else None
        row += [str(seen.cases), seen.average, str(seen.more_than_one)] if seen else ["", "", ""]
    return [*head, "近一年办结件数", "平均到现场次数", "到现场一次以上的件数"], rows


@public
@require_safe
def file(request: HttpRequest, key: str, format: str) -> HttpResponse | FileResponse:
    kind, on, _wrong = asked(request, key)
    if format not in WRITERS:
        raise Http404
    return WRITERS[format](kind, on, *table(kind, on))


def as_csv(kind: room.Kind, on: date, head: list[str], rows: list[list[str]]) -> HttpResponse:
    text = io.BytesIO()
    write_csv(text, head, rows)
    answer = HttpResponse(text.getvalue(), content_type=CSV)
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind.key}-{on}.csv"'
    return answer


def as_json(kind: room.Kind, on: date, head: list[str], rows: list[list[str]]) -> JsonResponse:
    plain = {"catalogue": kind.key, "title": kind.title, "as_of": on.isoformat(), "columns": head, "rows": rows}
    answer = JsonResponse(plain, json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind.key}-{on}.json"'
    return answer


def as_xlsx(kind: room.Kind, on: date, head: list[str], rows: list[list[str]]) -> FileResponse:
    return handed_out(f"{kind.title}{on}.xlsx", XLSX, lambda file: write_xlsx(file, kind.title, head, rows, freeze=(1, 0)))


WRITERS: dict[str, Callable[..., Any]] = {"csv": as_csv, "json": as_json, "xlsx": as_xlsx}
