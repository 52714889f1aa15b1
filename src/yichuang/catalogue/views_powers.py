"""The power and duty list: the public page with its files, and the studio's page that keeps it and reports orphans and conflicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.catalogue import powers
from yichuang.catalogue.domain.powers import FAULT_NAMES, POWER_KINDS, POWER_LEVELS, fields_of_duty
from yichuang.catalogue.powers import PowerRow
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.media import CSV, XLSX
from yichuang.kernel.sheets import write_csv, write_xlsx
from yichuang.look.asked import day_of, ident, page_number
from yichuang.look.handed_out import handed_out
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Post

COLUMNS = ("权力编码", "权力名称", "权力类型", "行使层级", "行政区划代码", "行使主体", "责任科室", "三定条款", "条款内容", "设定依据", "责任事项", "有效期起", "有效期止")
TYPES = {"csv": CSV, "xlsx": XLSX, "json": "application/json"}
FIELDS = ("code", "name", "kind", "levels", "organ", "office", "clause", "bases", "duties", "valid_from")
NEW_CLAUSE = ("title", "number", "article", "text")


def as_of(request: HttpRequest) -> date:
    """The day the page is asked for; today for what is none."""
    return day_of(request.GET.get("on")) or timezone.localdate()


def asked(request: HttpRequest) -> dict[str, str]:
    found = {key: request.GET.get(key, "").replace("\x00", "").strip()[:80] for key in ("q", "organ", "kind")}
    return found | {"kind": found["kind"] if found["kind"] in POWER_KINDS else ""}


def whose_of(request: HttpRequest, counts: dict[str, int]) -> str:
    """Whose powers: those of our organs, where there are any and nothing else is asked for."""
    said = request.GET.get("whose", "")
    if said in powers.WHOSE or request.GET.get("organ"):
        return said if said in powers.WHOSE else ""
    return "ours" if counts["ours"] else ""


@public
@require_safe
def power_list(request: HttpRequest) -> HttpResponse:
    """权责清单 as it stood on a day."""
    on, wanted, page = as_of(request), asked(request), page_number(request)
    groups = powers.among()
    counts = powers.whose_counts(on, groups)
    whose = whose_of(request, counts)
    rows, more = powers.powers(on=on, text=wanted["q"], organ=wanted["organ"], kind=wanted["kind"], group=groups[whose], page=page)
    context = {
        "page": "open", "rows": rows, "more": more, "number": page, "on": on, "asked": wanted, "organs": powers.power_organs(on, groups[whose]),
        "whose": whose, "counts": counts,
        "kinds": POWER_KINDS.items(), "is_today": on == timezone.localdate(),
    }  # fmt: skip
    return render(request, "catalogue/powers.html", context)


@public
@require_safe
def power_page(request: HttpRequest, power_id: UUID) -> HttpResponse:
    return render(request, "catalogue/power.html", {"page": "open", "row": powers.power(power_id), "on": timezone.localdate()})


@public
@require_safe
def power_file(request: HttpRequest, ending: str) -> FileResponse:
    """The same list as a file: everything asked for, streamed."""
    if ending not in TYPES:
        raise Http404
    on, wanted = as_of(request), asked(request)
    groups = powers.among()
    whose = whose_of(request, powers.whose_counts(on, groups))
    rows = map(cells, powers.all_powers(on=on, text=wanted["q"], organ=wanted["organ"], kind=wanted["kind"], group=groups[whose]))
    return handed_out(f"权责清单{on}.{ending}", TYPES[ending], lambda file: write(file, ending, rows))


def write(file: BinaryIO, ending: str, rows: Iterator[tuple[str, ...]]) -> None:
    match ending:
        case "csv":
            write_csv(file, COLUMNS, rows)
        case "xlsx":
            write_xlsx(file, "权责清单", COLUMNS, rows)
        case _:
            write_json(file, rows)


def cells(row: PowerRow) -> tuple[str, ...]:
    duties = "\n".join("｜".join((duty.duty, duty.blame, duty.article)).rstrip("｜") for duty in row.duties)
    return (
        row.code, row.name, row.kind_name, "、".join(row.levels), row.place, row.organ, row.office, row.clause, row.clause_text, "；".join(row.bases),
        duties, row.valid_from.isoformat() if row.valid_from else "", row.valid_to.isoformat() if row.valid_to else "",
    )  # fmt: skip


def write_json(file: Any, rows: Iterator[tuple[str, ...]]) -> None:
    file.write(b"[")
    for at, row in enumerate(rows):
        file.write((",\n" if at else "\n").encode() + json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False).encode())
    file.write(b"\n]\n")


# ---- studio -------------------------------------------------------------------------------------


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_powers(request: HttpRequest) -> HttpResponse:
    """The report and the list; POST reads a file, without `write` only to show what it would change."""
    report, refusal = None, None
    if request.method == "POST":
        sent, write = request.FILES.get("file"), "write" in request.POST
        try:
            if sent is None:
                raise Invalid("没有选文件。", errors=(FieldError("file", "required", "请选一个Excel（.xlsx）或者CSV文件"),))
            report = powers.import_powers(sent.read(), now=timezone.now(), actor=request.actor, write=write, origin=str(sent.name)[:100])
            if report.written:
                messages.success(request, _("清单已导入：新增%(new)s项，变更%(changed)s项。") % {"new": report.new, "changed": report.changed})
                return HttpResponseRedirect(reverse("studio-powers"))
        except Refusal as problem:
            refusal = problem
    fault, on, page = request.GET.get("fault", ""), as_of(request), page_number(request)
    fault = fault if fault in FAULT_NAMES else ""
    groups = powers.among()
    listed = powers.whose_counts(on, groups)
    whose = whose_of(request, listed)
    counts, lines, more = powers.faults(on, fault=fault, group=groups[whose], page=page)
    context = {
        "page": "powers", "whose": whose, "listed": listed,
        "on": on, "counts": [(key, FAULT_NAMES[key], n) for key, n in counts.items()], "fault": fault, "lines": lines, "more": more,
        "number": page, "fault_names": FAULT_NAMES, "report": report, "refusal": refusal, "errors": refusal.errors if refusal else (),
        "found": [found for found in report.findings if found.finding.severity != "info"][:100] if report else (),
    }  # fmt: skip
    return render(request, "catalogue/studio_powers.html", context, status=refusal.status if refusal else 200)


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_power(request: HttpRequest, power_id: UUID | None = None) -> HttpResponse:
    """One power: as it stands, or a new one; saving ends the row it replaces."""
    row = powers.power(power_id) if power_id else None
    typed, errors, status = typed_of(request, row), (), 200
    if request.method == "POST" and "look" not in request.POST:
        try:
            kept = powers.keep_power(columns_of(request, typed), now=timezone.now(), actor=request.actor)
        except Refusal as refusal:
            errors, status = refusal.errors or (FieldError("organ", refusal.code, said(refusal)),), refusal.status  # type: ignore[assignment]
        else:
            messages.success(request, _("已保存；原来的一行到前一天为止，仍可按日期查到。"))
            return HttpResponseRedirect(reverse("studio-power", args=[kept]))
    organ_id = ident(typed["organ"])
    organs = [(str(o.id), o.name) for o in organisations.organs() if o.kind not in ("office", "experts", "hall")]
    offices = [(str(o.id), o.name) for o in organisations.organs() if o.kind == "office" and (organ_id is None or o.parent_id == organ_id)]
    found, more = powers.clauses(organ_id, text=typed["find"], held=ident(typed["clause"]))
    held = [(str(c.id), f"{c.organ}：{c.label}") for c in found]
    context = {
        "page": "powers", "row": row, "typed": typed, "errors": errors, "may_edit": row is None or powers.may_keep(row.id, request.actor, timezone.now()),
        "owner": row.organ if row else "", "kinds": [(code, _(name)) for code, name in POWER_KINDS.items()],
        "levels": [(code, _(name)) for code, name in POWER_LEVELS.items()], "organs": [("", _("未载明")), *organs],
        "offices": [("", _("未载明")), *offices], "clauses": [("", _("没有，或者在下面新写一条")), *held], "more_clauses": more, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "catalogue/studio_power.html", context, status=status)


def typed_of(request: HttpRequest, row: PowerRow | None) -> dict[str, Any]:
    if request.method == "POST":
        typed: dict[str, Any] = {key: request.POST.get(key, "").replace("\x00", "").strip()[:8000] for key in (*FIELDS, *NEW_CLAUSE, "find")}
        return typed | {"levels": request.POST.getlist("levels")}
    if row is None:
        return dict.fromkeys((*FIELDS, *NEW_CLAUSE, "find"), "") | {"levels": [], "valid_from": timezone.localdate().isoformat(), "organ": ""}
    by_name = {name: code for code, name in POWER_LEVELS.items()}
    ids = powers.ids_of(row.id)
    return {
        "code": row.code, "name": row.name, "kind": row.kind, "levels": [by_name.get(level, level) for level in row.levels], "organ": str(ids.organ_id or ""),
        "office": str(ids.office_id or ""), "clause": str(ids.clause_id or ""), "bases": "\n".join(row.bases),
        "duties": "\n".join("｜".join((d.duty, d.blame, d.article)).rstrip("｜") for d in row.duties), "valid_from": timezone.localdate().isoformat(),
        **dict.fromkeys((*NEW_CLAUSE, "find"), ""),
    }  # fmt: skip


def columns_of(request: HttpRequest, typed: dict[str, Any]) -> dict[str, Any]:
    """The row as typed; a clause newly written is kept first. Raises Invalid for a day that is none."""
    try:
        valid_from = date.fromisoformat(typed["valid_from"])
    except ValueError:
        raise Invalid("起始日期有误", errors=(FieldError("valid_from", "date", "请填日期，例如2026-09-24"),)) from None
    organ_id, clause_id = ident(typed["organ"]), ident(typed["clause"])
    if organ_id and (typed["title"] or typed["article"]):
        clause_id = powers.keep_clause(
            organ_id=organ_id, title=typed["title"], number=typed["number"], clause=typed["article"], text=typed["text"], now=timezone.now(),
            actor=request.actor,  # type: ignore[attr-defined]
        )
    organ = organisations.organ(organ_id) if organ_id else None
    return {
        "code": typed["code"], "name": typed["name"], "kind": typed["kind"], "levels": typed["levels"], "place": organ.division if organ else "",
        "organ_id": organ_id, "organ_name": organ.name if organ else "", "office_id": ident(typed["office"]), "clause_id": clause_id,
        "item_id": powers.item_ids([typed["code"]]).get(typed["code"]),
        "bases": [line.strip() for line in typed["bases"].splitlines() if line.strip()],
        "duties": [fields_of_duty(line) for line in typed["duties"].splitlines() if line.strip()], "valid_from": valid_from,
    }  # fmt: skip


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def studio_power_end(request: HttpRequest, power_id: UUID) -> HttpResponse:
    try:
        powers.end_power(power_id, valid_to=date.fromisoformat(request.POST.get("valid_to", "")), now=timezone.now(), actor=request.actor)
    except ValueError:
        messages.error(request, _("请填日期，例如2026-09-24"))
        return HttpResponseRedirect(reverse("studio-power", args=[power_id]))
    messages.success(request, _("已停用，以前的清单仍可按日期查到。"))
    return HttpResponseRedirect(reverse("studio-powers"))
