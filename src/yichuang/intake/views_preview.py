"""The studio's preview of an application form: as the citizen meets it, with a place to try answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.intake import answers as checking
from yichuang.intake import boxes, paging, repeating
from yichuang.kernel.errors import FieldError
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

KINDS = ("natural", "legal")
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@staff_required(Post.CATALOGUE_EDITOR)
@never_cache
@require_safe
def form(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The form of a version, drafts too, for either kind of applicant and in either language; nothing that is typed is kept."""
    terms = catalogue.terms(version_id)
    offered = [kind for kind in KINDS if not terms.audience or kind in terms.audience]
    kind = chosen(request.GET.get("kind", ""), offered)
    language = chosen(request.GET.get("in", ""), [key for key, code in LANGUAGES.items() if code == translation.get_language()] + list(LANGUAGES))
    frame = {
        "page": "studio", "guide": catalogue.guide(version_id), "kind": kind, "language": language,
        "kinds": [(key, word) for key, word in (("natural", _("个人")), ("legal", _("单位"))) if key in offered],
    }
    with translation.override(LANGUAGES[language]):
        shown = tried(terms, kind, request.GET)
    return render(request, "intake/preview.html", frame | shown | {"spoken": LANGUAGES[language]})


def chosen(asked: str, offered: list[str]) -> str:
    return asked if asked in offered else offered[0]


def tried(terms: Terms, kind: str, raw: Any) -> dict[str, Any]:
    """What is asked after these answers, page by page; what is wrong with them, when that was asked."""
    whole = catalogue.whole_form(terms, kind)
    verb = repeating.verb_of(raw)
    typed = repeating.altered(whole.asked, raw, verb) if "then" in raw else None
    answers = {} if typed is None else {k: v for k, v in checking.given(whole.asked, typed).items() if v is not None}
    found = catalogue.terms_for(terms.version_id, answers)
    asked = catalogue.form_for(found, kind, answers)
    pages = paging.situated(found, kind, asked)
    questions = [question for page in pages for question in page.fields]
    errors: tuple[FieldError, ...] = checking.check(asked, questions, answers) if raw.get("then") == "check" else ()
    shown = [
        (page.title_en if boxes.is_english() and page.title_en else page.title, boxes.boxes_of(asked, page.fields, answers, typed, errors, {}))
        for page in pages
    ]
    return {
        "pages": shown, "errors": errors, "checked": raw.get("then") == "check", "asked_count": len(questions),
        "required_count": sum(question.required for question in questions), "more_count": len(whole.asked) - len(asked.asked),
    }
