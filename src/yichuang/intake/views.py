"""Pages of an applicant: start, one question a page, materials, check, send; and the list of drafts."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.dossier import api as dossier
from yichuang.intake import actions, pages, pages_together, queries, repeating, together
from yichuang.intake.models import Draft
from yichuang.intake.queries import Work
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.organisations.access import acting_party, applicant_required

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def show(request: HttpRequest, template: str, context: dict[str, Any], refusal: Refusal | None = None) -> HttpResponse:
    """A page of ours; with a refusal it comes back with its status."""
    context = {"page": "home", "refusal": refusal, "errors": refusal.errors if refusal else (), **context}
    return render(request, f"intake/{template}.html", context, status=refusal.status if refusal else 200)


def token_of(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        raise NotFound(_("这一页不完整，请返回上一页重新打开。"), code="intake.no_token") from None


@applicant_required
@never_cache
@get_or_post
def apply(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Who applies, what is needed, and drafts begun before."""
    if request.method != "POST":
        return show(request, "start", pages.start(request.actor, version_id, acting_party(request), uuid4(), request.GET))
    try:
        party_id = pages.chosen_party(request.actor, request.POST.get("party", ""))
        draft = actions.start(
            version_id, party_id, token=token_of(request), actor=request.actor, agent_id=request.user.party_id, now=timezone.now(),
            told=pages.told(request.GET),
        )
    except Refusal as refusal:
        return show(request, "start", pages.start(request.actor, version_id, acting_party(request), uuid4(), request.GET), refusal)
    return redirect("draft", draft.id)


@applicant_required
@never_cache
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """我的草稿."""
    return show(request, "drafts", {"drafts": queries.my_drafts(request.actor)})


@applicant_required
@never_cache
@require_safe
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on where it is not finished; a draft of an ended version moves to the one in force."""
    if sent := follow(actions.own(draft_id, request.actor, editing=False)):
        return sent
    if actions.renew(draft_id, actor=request.actor, now=timezone.now()):
        messages.warning(request, _("这个事项更新过。您填过的内容都还在，请逐页看一遍。"))
    return to_page(queries.work(draft_id, actor=request.actor), None)


def follow(found: Draft) -> HttpResponse | None:
    """Where a draft that was sent is followed: the case, or the 联办; None while it is open. Their pages stand above us."""
    if found.joint_id:
        return redirect(*pages_together.address(found.joint_id))
    return redirect("received", found.case_id) if found.case_id else None


def to_page(work: Work, key: str | None) -> HttpResponse:
    key = key or work.first_open
    if key == "check":
        return redirect("draft-check", work.draft.id)
    if key.startswith("m-"):
        return redirect("draft-material", work.draft.id, key[2:])
    return redirect("draft-page", work.draft.id, key)


@applicant_required
@never_cache
@get_or_post
def question(request: HttpRequest, draft_id: UUID, key: str) -> HttpResponse:
    """One question, or one small group."""
    work = queries.work(draft_id, actor=request.actor)
    page = work.page(key)
    if page is None:
        raise NotFound(_("没有这一页。"), code="intake.no_page")
    if request.method != "POST":
        return show(request, "question", pages.question(work, page))
    verb = repeating.verb_of(request.POST)
    typed = repeating.altered(page.fields, request.POST, verb)
    errors = actions.keep_answers(draft_id, page.fields, typed, step=key, actor=request.actor, now=timezone.now())
    if request.POST.get("then") == "leave":
        return redirect("drafts")
    work = queries.work(draft_id, actor=request.actor)
    page_now = work.page(key) or page
    if verb:  # a row more or less: what was typed stays, nothing is judged yet
        return render(request, "intake/question.html", pages.question(work, page_now, typed) | {"shown": pages.shown_row(page, verb, typed)})
    if errors:
        return render(request, "intake/question.html", pages.question(work, page_now, typed, errors), status=422)
    if more := pages.added(page, work.page(key), request.POST, work):
        messages.info(request, ngettext("根据您的回答，这一页多了%(n)s项，请接着填。", "根据您的回答，这一页多了%(n)s项，请接着填。", more) % {"n": more})
        return to_page(work, key)
    return to_page(work, "check" if request.GET.get("back") == "check" else work.after(key))


@applicant_required
@never_cache
@get_or_post
def material(request: HttpRequest, draft_id: UUID, code: str) -> HttpResponse:
    """One material: upload, take from the store, take away, go on."""
    work = queries.work(draft_id, actor=request.actor)
    actions.material_of(work.draft, code)
    if work.material(code) is None:  # fetched from the register meanwhile
        return to_page(work, None)
    if request.method != "POST":
        return show(request, "material", pages.material(work, code, timezone.localdate()))
    try:
        pages.take_material(request, draft_id, code, now=timezone.now())
    except Refusal as refusal:
        work = queries.work(draft_id, actor=request.actor)
        return show(request, "material", pages.material(work, code, timezone.localdate()), refusal)
    work = queries.work(draft_id, actor=request.actor)
    if request.POST.get("then") == "more":
        return redirect("draft-material", draft_id, code)
    return to_page(work, "check" if request.GET.get("back") == "check" else work.after(f"m-{code}"))


@applicant_required
@never_cache
@require_safe
def stored_file(request: HttpRequest, draft_id: UUID, stored_id: UUID) -> HttpResponseBase:
    """Look at a file of one's own draft."""
    found = actions.own(draft_id, request.actor, editing=False)
    row, file = dossier.open_stored(stored_id, party_ids=[found.party_id])
    return pages.file_response(file, row.file_name, row.media_type)


@applicant_required
@never_cache
@get_or_post
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """提交前核对一遍; sending twice gives the same case."""
    if sent := follow(actions.own(draft_id, request.actor, editing=False)):
        return sent
    work = queries.work(draft_id, actor=request.actor)
    if request.method != "POST":
        return show(request, "check", pages.check(work, timezone.now()))
    try:
        declared = request.POST.get("declared") == "yes"
        actions.choose_person(draft_id, request.POST.get("by_person") == "yes", actor=request.actor, now=timezone.now())
        if work.theme:
            number, made = together.send(draft_id, declared=declared, actor=request.actor, now=timezone.now())
            if made:
                messages.success(request, _("已收到您的申请，联办编号%(number)s。请记下编号，凭它查进度。") % {"number": number})
            return redirect(*pages_together.address_of(number))
        case_id, _made = actions.send(draft_id, declared=declared, actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return show(request, "check", pages.check(queries.work(draft_id, actor=request.actor), timezone.now()), refusal)
    return redirect("received", case_id)


@applicant_required
@require_POST
def drop(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    actions.drop(draft_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("草稿已删除。"))
    return redirect("drafts")
