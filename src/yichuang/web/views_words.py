"""The register of plain words in the studio: what people say, what it stands for, and how a question is read with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.plain_words import KIND_NAMES, WordKind
from yichuang.kernel.errors import Refusal
from yichuang.look.asked import page_number
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

TRIED = 5


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The list, a question tried on it, and the form that keeps a word."""
    typed = {key: request.POST.get(key, request.GET.get(key, "")).strip()[:1000] for key in ("word", "kind", "means", "source")}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            catalogue.keep_plain_word(
                typed["word"], kind=typed["kind"], means=typed["means"].splitlines(), source=typed["source"],
                now=timezone.now(), actor=request.actor,
            )  # fmt: skip
            messages.success(request, _("已保存，现在就按新的说法查找。"))
            return HttpResponseRedirect(f"{reverse('studio-words')}?q={typed['word']}")
        except Refusal as invalid:
            refusal = invalid
    asked = {key: request.GET.get(key, "").strip()[:60].replace("\x00", "") for key in ("q", "use", "ended", "try")}
    use, number = asked["use"] if asked["use"] in set(WordKind) else "", page_number(request)
    lines, more = catalogue.plain_words(text=asked["q"], kind=use, ended=asked["ended"] == "1", page=number)
    context = {
        "page": "words", "lines": lines, "number": number, "has_next": more, "asked": asked, "use": use, "typed": typed,
        "kinds": KIND_NAMES, "kind_options": [(key, _(name)) for key, name in KIND_NAMES.items()],
        "errors": refusal.errors if refusal else (), "refusal": refusal, "keeps": catalogue.rights.keeps_registers(request.actor, timezone.now()),
        "read": catalogue.reading(asked["try"]) if asked["try"] else (),
        "tried": catalogue.search(asked["try"]).hits[:TRIED] if asked["try"] else (),
    }  # fmt: skip
    return render(request, "web/studio_words.html", context, status=refusal.status if refusal else 200)


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def end(request: HttpRequest, word_id: UUID) -> HttpResponse:
    catalogue.end_plain_word(word_id, now=timezone.now(), actor=request.actor)
    messages.success(request, _("已停用，以前的记录还在“已停用”里。"))
    return HttpResponseRedirect(reverse("studio-words"))
