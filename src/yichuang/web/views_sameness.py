"""三级十同 in the studio: items that several regions hold, their ten aspects side by side, and the same as a workbook."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.sameness import ASPECT_NAMES, VERDICT_NAMES, Aspect, Line, Verdict
from yichuang.kernel import sheets
from yichuang.kernel.errors import NotFound
from yichuang.kernel.media import XLSX
from yichuang.look.asked import page_number
from yichuang.look.handed_out import handed_out
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

TAGS = {Verdict.SAME: "done", Verdict.DIFFERS: "yel", Verdict.SILENT: "plain", Verdict.APART: "plain"}


@staff_required(Post.CATALOGUE_EDITOR)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Items of two places or more, with the aspects in which they deviate."""
    words, after = (request.GET.get(key, "").replace("\x00", "").strip()[:most] for key, most in (("q", 60), ("after", 500)))
    found, more = catalogue.groups(text=words, after=after)
    context = {"page": "sameness", "groups": found, "words": words, "after": after, "more": more, "aspects": ASPECT_NAMES}
    return render(request, "web/studio_sameness.html", context)


@staff_required(Post.CATALOGUE_EDITOR)
@require_safe
def basic(request: HttpRequest) -> HttpResponse:
    """Items beside the entry of the basic list they stand on; only those that deviate unless asked for all."""
    words, number, only = request.GET.get("q", "").replace("\x00", "").strip()[:60], page_number(request), request.GET.get("only") != "0"
    lines, more = catalogue.from_basic(text=words, only=only, page=number)
    context = {"page": "sameness", "lines": lines, "words": words, "number": number, "more": more, "only": only, "aspects": ASPECT_NAMES}
    return render(request, "web/studio_sameness_basic.html", context)


def asked(request: HttpRequest) -> tuple[catalogue.Matrix, tuple[Line, ...], bool]:
    """The matrix of the item asked for, and the lines to be shown: all, or those that deviate."""
    made = catalogue.matrix(request.GET.get("name", "").replace("\x00", "")[:500], page=page_number(request))
    if made is None:
        raise NotFound(_("没有两个地区都有这个事项。"), code="catalogue.no_peers")
    only = request.GET.get("only") == "1"
    return made, tuple(line for line in made.lines if line.deviates or not only), only


@staff_required(Post.CATALOGUE_EDITOR)
@require_safe
def item(request: HttpRequest) -> HttpResponse:
    made, lines, only = asked(request)
    context = {
        "page": "sameness", "matrix": made, "lines": lines, "only": only, "aspects": ASPECT_NAMES, "verdicts": VERDICT_NAMES, "tags": TAGS,
        "deviating": [line.aspect for line in made.lines if line.deviates], "ten": len(Aspect),
    }  # fmt: skip
    return render(request, "web/studio_sameness_item.html", context)


@staff_required(Post.CATALOGUE_EDITOR)
@require_safe
def workbook(request: HttpRequest) -> FileResponse:
    """One sheet as on the page, one with a row for every cell: to be filtered and handed out to the departments."""
    made, lines, _only = asked(request)
    return handed_out(f"三级十同{made.key[:40]}.xlsx", XLSX, lambda file: write(file, made, lines))


def write(file: BinaryIO, made: catalogue.Matrix, lines: tuple[Line, ...]) -> None:
    book = sheets.workbook(file, constant_memory=False)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain, wrong = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"})
    side_by_side(book.add_worksheet("对照"), made, lines, head, plain, wrong)
    one_by_one(book.add_worksheet("逐项"), made, lines, head, plain)
    book.close()


def side_by_side(sheet: Any, made: catalogue.Matrix, lines: tuple[Line, ...], head: Any, plain: Any, wrong: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, len(made.versions) + 1, 36)
    for column, title in enumerate(("要素", "比对基准", *(f"{v.place}\n{v.organ}" for v in made.versions))):
        sheet.write_string(0, column, title, head)
    for number, line in enumerate(lines, start=1):
        sheet.write_string(number, 0, ASPECT_NAMES[line.aspect], head)
        sheet.write_string(number, 1, "\n".join(line.measure), plain)
        for column, cell in enumerate(line.cells, start=2):
            text = "\n".join(cell.lines) or VERDICT_NAMES[cell.verdict]
            sheet.write_string(number, column, text, wrong if cell.verdict is Verdict.DIFFERS else plain)


def one_by_one(sheet: Any, made: catalogue.Matrix, lines: tuple[Line, ...], head: Any, plain: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 7, 24)
    for column, title in enumerate(("要素", "地区", "实施机关", "结论", "本地", "比对基准", "本地没有的", "本地多出的")):
        sheet.write_string(0, column, title, head)
    rows = [(line, version, cell) for line in lines for version, cell in zip(made.versions, line.cells, strict=True)]
    for number, (line, version, cell) in enumerate(rows, start=1):
        values = (
            ASPECT_NAMES[line.aspect], version.place, version.organ, VERDICT_NAMES[cell.verdict], "\n".join(cell.lines), "\n".join(line.measure),
            "\n".join(cell.missing), "\n".join(cell.extra),
        )  # fmt: skip
        for column, value in enumerate(values):
            sheet.write_string(number, column, value, plain)
    if rows:
        sheet.autofilter(0, 0, len(rows), 7)
