"""The register of data elements in the studio, and several forms seen as one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.catalogue import choosing, data_elements, merging
from yichuang.catalogue.rights import keeps_registers
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.look.asked import ident, page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

TYPED = ("code", "name", "name_en", "type", "unit", "options", "source", "sensitivity", "hint")
MOST_FORMS = 12


def choices(words: object) -> list[tuple[str, str]]:
    assert isinstance(words, dict)
    return [(key, _(word)) for key, word in words.items()]


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def elements(request: HttpRequest) -> HttpResponse:
    """Every data element by code, searched by code or name; below, a new one."""
    typed = {key: request.POST.get(key, "").strip()[:2000] for key in TYPED}
    back = back_to(request)
    refusal: Invalid | None = None
    if request.method == "POST":
        try:
            code = data_elements.add(typed, now=timezone.now(), actor=request.actor)
            messages.success(request, _("数据项%(code)s已经新增，申请表可以用它提问。") % {"code": code})
            return HttpResponseRedirect(back or f"{reverse('studio-elements')}?q={code}")
        except Invalid as invalid:
            refusal = invalid
    text, kind = request.GET.get("q", "").strip()[:80], request.GET.get("type", "")
    found, more = data_elements.lines(text=text, kind=kind, page=page_number(request))
    context = {
        "page": "elements", "lines": found, "asked": {"q": text, "type": kind}, "number": page_number(request), "has_next": more,
        "typed": typed, "errors": refusal.errors if refusal else (), "types": choices(data_elements.TYPE_WORDS), "type_words": data_elements.TYPE_WORDS,
        "sources": choices(data_elements.SOURCE_WORDS), "source_words": data_elements.SOURCE_WORDS, "sensitivities": choices(data_elements.SENSITIVITY_WORDS),
        "sensitivity_words": data_elements.SENSITIVITY_WORDS, "back": back, "wanted_for": request.GET.get("for", "") if back else "",
    }  # fmt: skip
    return render(request, "catalogue/studio_elements.html", context, status=refusal.status if refusal else 200)


def back_to(request: HttpRequest) -> str:
    """The form section of the draft somebody came from; empty for who came by the menu."""
    version_id = ident(request.GET.get("for"))
    return reverse("studio-section", args=[version_id, "form"]) if version_id else ""


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def element(request: HttpRequest, code: str) -> HttpResponse:
    """One data element: what is fixed about it, and the words that may change."""
    row = data_elements.one(code)
    typed = {key: getattr(row, key) for key in data_elements_words()}
    refusal: Invalid | None = None
    if request.method == "POST":
        typed = {key: request.POST.get(key, "").strip()[:2000] for key in typed}
        try:
            data_elements.reword(code, typed, now=timezone.now(), actor=request.actor)
            messages.success(request, _("已修改。已有的申请表保持原来的问法。"))
            return HttpResponseRedirect(reverse("studio-element", args=[code]))
        except Invalid as invalid:
            refusal = invalid
    context = {
        "page": "elements", "keeps": keeps_registers(request.actor, timezone.now()),
        "element": row, "typed": typed, "errors": refusal.errors if refusal else (), "type_words": data_elements.TYPE_WORDS,
        "sources": choices(data_elements.SOURCE_WORDS), "sensitivities": choices(data_elements.SENSITIVITY_WORDS),
    }  # fmt: skip
    return render(request, "catalogue/studio_element.html", context, status=refusal.status if refusal else 200)


def data_elements_words() -> tuple[str, ...]:
    return ("name", "name_en", "hint", "source", "sensitivity")


@staff_required(Post.CATALOGUE_EDITOR)
@require_GET
def merged(request: HttpRequest) -> HttpResponse:
    """The forms of several items as one: what is asked once instead of again, and what cannot be asked together."""
    errors: list[FieldError] = []
    typed = {"items": request.GET.get("items", "").replace("\x00", "")[:4000]}
    own = organisations.mine(request.actor)
    looked = choosing.asked(request.GET, typed, lines=("items",), own=own)
    asked = [row.version_id for row in choosing.several("items", typed["items"], errors)]
    if len(asked) > MOST_FORMS:
        errors.append(FieldError("items", "catalogue.too_many_items", "一次最多合12张表"))
        asked = []
    context = {
        "page": "merged", "typed": typed, "errors": errors, "asked": asked, "result": merging.merged(asked) if len(asked) > 1 else None,
        "looked": looked or choosing.instead(errors, typed, lines=("items",), own=own),
    }
    return render(request, "catalogue/studio_merged.html", context)
