"""机构: the tree by divisions, searchable; an organ with what it offers; for IT staff, the verbs that keep the tree."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.catalogue import api as catalogue
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Actor, Post, act_name, post_name
from yichuang.web import organ_forms
from yichuang.web.desk_boxes import boxes
from yichuang.web.desk_page import blame, form_errors

KEEPERS = (Post.IT, Post.CATALOGUE_EDITOR)
ROUTES = {"public": ("organs", "organ"), "studio": ("studio-organs", "studio-organ")}


def tree_context(request: HttpRequest, side: str) -> dict[str, Any]:
    """One level of the tree, or what a search finds."""
    today = timezone.localdate()
    code, words = request.GET.get("at", ""), request.GET.get("q", "").replace("\x00", "").strip()[:60]
    code = code if code.isascii() and code.isdigit() and len(code) <= 12 else ""
    found = organisations.find_organs(words, on=today) if words else ()
    level = None if words else organisations.level(code, on=today)
    tree, one = ROUTES[side]
    return {
        "page": "organs", "words": words, "found": found, "level": level, "kinds": organ_forms.ORGAN_KIND_NAMES, "tree_route": tree, "organ_route": one,
        "up": level.path[-2].code if level and len(level.path) > 1 else "", "here": level.path[-1] if level and level.path else None,
    }  # fmt: skip


def organ_context(request: HttpRequest, organ_id: UUID, side: str) -> dict[str, Any]:
    today, number = timezone.localdate(), page_number(request)
    page = organisations.organ_page(organ_id, on=today)
    place = page.path[-1].code if page.path else ""
    offers, more = catalogue.offered_by(organ_id, page.organ.name, place, page=number)
    tree, one = ROUTES[side]
    return {
        "page": "organs", "organ": page.organ, "place": page, "offers": offers, "more": more, "number": number, "today": today, "at": place,
        "kinds": organ_forms.ORGAN_KIND_NAMES, "hours": organisations.office_hours(organ_id, on=today), "ended": not page.organ.is_in_force(today),
        "tree_route": tree, "organ_route": one, "followers": [organisations.organ(key) for key in organisations.successors(organ_id, today)[:1]],
    }  # fmt: skip


@public
@require_safe
def organs(request: HttpRequest) -> HttpResponse:
    return render(request, "web/organs.html", tree_context(request, "public"))


@public
@require_safe
def organ(request: HttpRequest, organ_id: UUID) -> HttpResponse:
    return render(request, "web/organ.html", organ_context(request, organ_id, "public"))


@staff_required(*KEEPERS)
@require_safe
def studio_organs(request: HttpRequest) -> HttpResponse:
    context = {**tree_context(request, "studio"), "may_import": request.actor.holds(Post.IT)}
    return render(request, "web/studio_organs.html", context)


@staff_required(*KEEPERS)
@require_safe
def studio_organ(request: HttpRequest, organ_id: UUID) -> HttpResponse:
    """What the public sees, and the powers, the history, the verbs."""
    context = organ_context(request, organ_id, "studio")
    powers, more_powers = organisations.authorisations(organ_id, on=context["today"])
    context |= {
        "powers": acts_of(powers), "more_powers": more_powers, "changes": organisations.organ_changes(organ_id),
        "change_kinds": organ_forms.CHANGE_KIND_NAMES, "column_names": organ_forms.COLUMN_NAMES,
        "verbs": verbs_of(request.actor, organ_id, ended=context["ended"]), "names": parent_names(organisations.organ_changes(organ_id)),
    }  # fmt: skip
    return render(request, "web/studio_organ.html", context)


def acts_of(rows: list[organisations.AuthorisationRow]) -> list[tuple[str, list[str]]]:
    """Act → the posts that may, as the page lists them."""
    found: dict[str, list[str]] = {}
    for row in rows:
        posts = found.setdefault(act_name(row.act), [])
        if post_name(row.post) not in posts:
            posts.append(post_name(row.post))
    return list(found.items())


def verbs_of(actor: Actor, organ_id: UUID, *, ended: bool) -> list[tuple[str, str]]:
    if ended or not organisations.may_manage(actor, organ_id, now=timezone.now()):
        return []
    return [(verb, reverse("studio-organ-verb", args=[organ_id, verb])) for verb in organ_forms.FORMS]


def parent_names(changes: tuple[organisations.ChangeRow, ...]) -> dict[str, str]:
    """The ids of organs that a move or an end names → their names."""
    moves = [change for change in changes if change.kind in ("moved", "ended")]
    ids = {value for change in moves for key, *values in change.columns if key in ("parent", "successor") for value in values if value}
    return {value: named.name for value in ids if (named := known(value))}


def known(value: str) -> organisations.OrganRow | None:
    try:
        return organisations.organ(UUID(value))
    except NotFound:
        return None


@staff_required(*KEEPERS)
@require_http_methods(["GET", "POST"])
def organ_verb(request: HttpRequest, organ_id: UUID, verb: str) -> HttpResponse:
    """One form, one verb; what was typed stays when it is refused."""
    if verb not in organ_forms.FORMS:
        raise NotFound(_("没有这个页面。"), code="web.no_page")
    organ, today = organisations.organ(organ_id), timezone.localdate()
    begins = {"valid_from": today, "from_on": today, **(organ_forms.present(organ) if verb == "change" else {})}
    form = organ_forms.FORMS[verb](request.POST or None, initial=begins)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                target = perform(verb, organ_id, form.cleaned_data, version_of(request), request.actor)
        except Refusal as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("已登记。"))
            return HttpResponseRedirect(reverse("studio-organ", args=[target]))
    errors = form_errors(form)
    context = {
        "page": "organs", "organ": organ, "verb": verb, "label": organ_forms.VERB_LABELS[verb], "fields": boxes(form), "errors": errors,
        "version": organisations.organ_version(organ_id), "today": today,
    }  # fmt: skip
    return render(request, "web/studio_organ_form.html", context, status=422 if errors else 200)


def version_of(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def perform(verb: str, organ_id: UUID, data: dict[str, Any], version: int | None, actor: Actor) -> UUID:
    """The organ to be shown afterwards."""
    common: dict[str, Any] = {"reason": data["reason"], "actor": actor, "now": timezone.now()}
    columns = {key: data[key] for key in organ_forms.CHANGED if key in data}
    if verb == "add":
        return add(organ_id, data, columns, common)
    if verb == "change":
        organisations.change_organ(organ_id, columns, from_on=data["from_on"], version=version, **common)
    elif verb == "move":
        organisations.move_organ(organ_id, named_organ(data["parent"], "parent"), from_on=data["from_on"], version=version, **common)
    else:
        follows = named_organ(data["successor"], "successor") if data["successor"].strip() else None
        organisations.end_organ(organ_id, valid_to=data["valid_to"], successor_id=follows, version=version, **common)
    return organ_id


def add(organ_id: UUID, data: dict[str, Any], columns: dict[str, Any], common: dict[str, Any]) -> UUID:
    begins: date = data["valid_from"]
    return organisations.establish(parent_id=organ_id, kind=data["kind"], valid_from=begins, **columns, **common).id


def named_organ(text: str, field: str) -> UUID:
    found = organisations.organ_named(text)
    if found is None:
        raise Invalid(errors=(FieldError(field, "organisations.no_organ", "没有这个机关，请写全称或者统一社会信用代码。"),))
    return found.id
