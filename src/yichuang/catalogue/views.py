"""The public pages of the catalogue: one guide, and the search."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from yichuang.catalogue import agreements, pages, queries, samples, sift
from yichuang.catalogue.domain import REGIME_NAMES
from yichuang.catalogue.finding import finders
from yichuang.catalogue.finding.beside import beside
from yichuang.catalogue.queries import NoSuchItem
from yichuang.catalogue.smart.reading import is_switched_off
from yichuang.catalogue.ways import way_of
from yichuang.clock.domain import Limit, Unit
from yichuang.kernel import media
from yichuang.kernel.values import local_date
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Post

UNIT_WORDS = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "天", Unit.MONTH: "个月", Unit.HOUR: "小时", Unit.MINUTE: "分钟"}


def unit_word(limit: Limit | None) -> str:
    """The unit of a limit as it stands after its number: 10 个工作日, 10 working days."""
    unit = UNIT_WORDS.get(limit.unit, "") if limit else ""
    return ngettext(unit, unit, limit.amount) if limit and unit else ""


@public
@require_GET
def guide(request: HttpRequest, version_id: UUID) -> HttpResponse:
    page = pages.guide_page(version_id, today=local_date(timezone.now()))
    held = samples.of_materials(
        page.code, (material.type_code for material in page.materials if material.type_code), (m.code for m in page.materials if not m.type_code)
    )
    beside = [(material, held[key]) for material in page.materials if (key := material.type_code or material.code) in held]
    terms, today = queries.terms(version_id), local_date(timezone.now())
    context = {
        "page": "home", "guide": page, "way": way_of(terms), "nearby": agreements.of_item(terms.item_id, today),
        "limit_unit": unit_word(page.limit), "samples": beside, "sample_kinds": samples.KIND_NAMES,
        "smart": terms.smart_id is not None and not is_switched_off(terms.item_id),
    }  # fmt: skip
    return render(request, "catalogue/guide.html", context)


@public
@require_GET
def sample(request: HttpRequest, sample_id: UUID) -> FileResponse:
    """The file of a sample; its content never changes under its address."""
    return served(samples.opened(sample_id))


@public
@require_GET
def form_file(request: HttpRequest, version_id: UUID, sha256: str) -> FileResponse:
    """A blank form or filled-in sample that a public version offers with one of its materials."""
    return served(samples.forms.opened_of(pages.public_rows().filter(id=version_id).first(), sha256))


@staff_required(Post.CATALOGUE_EDITOR, Post.LEGAL, Post.EXPERT, Post.DEPUTY_DIRECTOR, Post.DIRECTOR)
@require_GET
def studio_form_file(request: HttpRequest, sha256: str) -> FileResponse:
    """The same before it is public, for who drafts, reviews and approves: kept by no cache on the way."""
    answer = served(samples.forms.opened(sha256))
    answer["Cache-Control"] = "private, no-store"
    return answer


SHOWN = (media.PDF, media.PNG, media.JPEG)


def served(found: samples.Opened) -> FileResponse:
    """Shown in the browser only where it can do no harm there, never sniffed; the rest is downloaded."""
    answer = FileResponse(found.file, content_type=found.media_type)
    how = "inline" if found.media_type in SHOWN else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name)}"
    answer["Cache-Control"] = "public, max-age=86400"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
    return answer


@public
@require_GET
def notice(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """一次性告知单: the whole list and the channels on one page to print (30)."""
    today = local_date(timezone.now())
    page = pages.guide_page(version_id, today=today)
    return render(request, "catalogue/guide_notice.html", {"page": "home", "guide": page, "today": today})


@public
@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """The current guide of an item by its code: what may be applied under, else the reference."""
    rows = dict(
        pages.public_rows().filter(item__code=code).order_by("number").values_list("status", "id")
    )
    found = next((rows[status] for status in pages.PUBLIC if status in rows), None)
    if found is None:
        raise NoSuchItem(code_asked=code)
    return redirect("guide", version_id=found)


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    asked = sift.asked_of(request.GET)
    if asked.name:
        found = finders.same_name(asked.name, page=asked.page)
    else:
        found = finders.search(asked.text, sides=asked.chosen, page=asked.page)
    context = {
        "page": "home", "asked": asked, "found": found, "regime_names": REGIME_NAMES, "has_next": found.page < found.pages,
        "promised": {hit.version_id: pages.limit_words(queries.limit(hit.promised_amount, hit.promised_unit)) for hit in found.hits},
        "sides": () if asked.name else sift.sides_of(asked, found), "always": sift.ALWAYS, "chips": sift.chips(asked),
        "more_open": any(side not in sift.ALWAYS for side in asked.sides), "whole": sift.without(asked), "beside": () if asked.name else beside(asked.text, found),
    }  # fmt: skip
    return render(request, "catalogue/search.html", context)



@public
@require_GET
def stages(request: HttpRequest) -> HttpResponse:
    """The stages of an enterprise and of a person, each with its items."""
    lives, unsorted = sift.lives()
    return render(request, "catalogue/stages.html", {"page": "home", "lives": lives, "unsorted": unsorted})
