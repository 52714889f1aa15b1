"""Pages of the window: choose the item, find the person, take form and papers in one page, receive."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.dossier import api as dossier
from yichuang.intake import (
    actions,
    after,
    consulting,
    pages,
    pages_desk,
    pages_together,
    queries,
    repeating,
    window,
    window_together,
)
from yichuang.intake.views import get_or_post, show, token_of
from yichuang.kernel.errors import Refusal
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

clerk = staff_required(Post.WINDOW, Post.HALL_LEAD)


@clerk
@never_cache
@require_safe
def receive(request: HttpRequest) -> HttpResponse:
    """收件: which item; and what was begun and not received."""
    return show(request, "desk_receive", pages_desk.choose(request.actor, request.GET.get("item", "")))


@clerk
@never_cache
@get_or_post
def consult(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """事前辅导: the whole list of one item, printed for whoever asks; no case, no clock."""
    context = {"page": "receive", "terms": actions.open_terms(version_id)}
    if request.method != "POST":
        return show(request, "desk_consult", context)
    try:
        made = consulting.consult(version_id, name=request.POST.get("name", ""), actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return show(request, "desk_consult", context, refusal)
    return redirect("desk-consult-note", made)


@clerk
@never_cache
@require_safe
def note(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The 一次性告知单 as PDF, to print."""
    file = consulting.note(document_id, actor=request.actor)
    return pages.file_response(BytesIO(file.content), file.name, "application/pdf")


@clerk
@never_cache
@get_or_post
def begin(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Who applies: found by number, or registered."""
    context = pages_desk.person(version_id, request.POST)
    if request.method != "POST":
        return show(request, "desk_person", {**context, "token": uuid4()})
    try:
        walk_in = window.WalkIn.of(request.POST)
        draft = window.begin(version_id, walk_in, token=token_of(request), actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return show(request, "desk_person", {**context, "token": uuid4()}, refusal)
    return redirect("desk-receive-draft", draft.id)


@clerk
@never_cache
@get_or_post
def begin_theme(request: HttpRequest, code: str) -> HttpResponse:
    """Who applies for a whole theme, and which of its items take part; of a stage, to which project it goes."""
    context = window_together.person(code, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return show(request, "desk_person", {**context, "token": uuid4()})
    try:
        chosen, walk_in = pages_together.checked(context["theme"], request.POST), window.WalkIn.of(request.POST)
        site, asked = window_together.Site.of(request.POST), {"actor": request.actor, "now": timezone.now()}
        window_together.need_site(context["theme"], site)
        if site.register:
            window_together.enrol(code, walk_in, chosen, site, **asked)
        draft = window_together.begin(code, walk_in, chosen, site, token=token_of(request), **asked)
    except Refusal as refusal:
        boxes = pages_together.questions(context["theme"], pages_together.answered(context["theme"], request.POST), refusal.errors)
        return show(request, "desk_person", {**context, "token": uuid4(), "boxes": boxes}, refusal)
    return redirect("desk-receive-draft", draft.id)


@clerk
@never_cache
@get_or_post
def fill(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Form and papers on one page; save, or receive."""
    if done := pages_desk.done_already(actions.own(draft_id, request.actor, editing=False)):
        return redirect(*done)
    if request.method != "POST":
        return show(request, "desk_fill", pages_desk.fill(queries.work(draft_id, actor=request.actor), request.actor, timezone.now()))
    asked, verb = queries.work(draft_id, actor=request.actor).form.asked, repeating.verb_of(request.POST)
    typed = repeating.altered(asked, request.POST, verb)
    try:
        taken = pages_desk.take(request, draft_id, now=timezone.now())
    except Refusal as refusal:
        work = queries.work(draft_id, actor=request.actor)
        return show(request, "desk_fill", pages_desk.fill(work, request.actor, timezone.now(), typed), refusal)
    if verb:
        return show(request, "desk_fill", pages_desk.fill(queries.work(draft_id, actor=request.actor), request.actor, timezone.now(), typed, judged=False))
    if taken is None:
        messages.success(request, _("已保存，还没有收件。"))
        return redirect("desk-receive-draft", draft_id)
    return redirect(*taken)


@clerk
@never_cache
@require_safe
def form(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """The form as filled in so far, as PDF to print and to be signed by hand."""
    file = pages_desk.to_sign(queries.work(draft_id, actor=request.actor), timezone.now())
    return pages.file_response(BytesIO(file), "form.pdf", "application/pdf")


@clerk
@never_cache
@require_safe
def stored_file(request: HttpRequest, draft_id: UUID, stored_id: UUID) -> HttpResponseBase:
    """Look at a scan of one's own draft."""
    found = actions.own(draft_id, request.actor, editing=False)
    row, file = dossier.open_stored(stored_id, party_ids=[found.party_id])
    return pages.file_response(file, row.file_name, row.media_type)


@clerk
@never_cache
@require_safe
def done(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Received: number, receipt to print, what comes next."""
    return show(request, "desk_done", pages_desk.done(after.own_case(case_id, request.actor)))


@clerk
@never_cache
@require_safe
def done_together(request: HttpRequest, number: str) -> HttpResponse:
    """A theme received: each case with its number and its receipt to print."""
    return show(request, "desk_done_together", window_together.done(number[:40], actor=request.actor, today=timezone.localdate()))


@clerk
@never_cache
@require_safe
def done_stage(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A stage of a project received: each case of it with its receipt to print."""
    draft = actions.own(draft_id, request.actor, editing=False)
    return show(request, "desk_done_together", window_together.stage_done(draft, actor=request.actor, today=timezone.localdate()))
