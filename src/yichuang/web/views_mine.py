"""The signed-in applicant's own pages: cases, drafts, licences, messages; one case; what may be asked for on the way."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.cases.domain.state import Act
from yichuang.documents import api as documents
from yichuang.intake import api as intake
from yichuang.joint import api as joint
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences
from yichuang.look.asked import page_number
from yichuang.look.templatetags.look import said
from yichuang.look.words import in_parts
from yichuang.organisations.access import applicant_required
from yichuang.organisations.domain import Actor
from yichuang.web import case_page, case_words, mine_rows, together_story

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@applicant_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """我的: what waits for me first, then everything else."""
    page = page_number(request)
    found, more = cases.own_cases(request.actor, page=page)
    ended_page = page_number(request, "ended")
    ended, ended_more = joint.listed(request.actor, "over", page=ended_page) if page == 1 else ([], False)
    context = {
        "page": "mine", "rows": mine_rows.rows(found, request.actor, today=local_date(timezone.now())), "number": page, "more": more,
        "togethers": [(row, together_story.counted(row.branches, row.over)) for row in joint.listed(request.actor)[0]] if page == 1 else [],
        "ended": [(row, together_story.ended(row)) for row in ended], "ended_number": ended_page, "ended_more": ended_more,
        "drafts": intake.my_drafts(request.actor), "taken_in": intake.taken_in_for(request.actor.party_ids, local_date(timezone.now())),
        "licences": licences.of_holders(request.actor.party_ids),
        "messages_in": messages_in(request.actor), "unread": documents.unread_count(request.actor.party_ids),
    }
    return render(request, "web/mine.html", context)


def messages_in(actor: Actor) -> list[tuple[documents.MessageRow, str]]:
    """The newest messages, each with the address of what it tells of; empty where there is none."""
    found = documents.inbox(actor.party_ids, limit=20)
    of_project = joint.projects.among([row.joint_number for row in found], actor)
    return [(row, address(row, of_project)) for row in found]


def address(row: documents.MessageRow, of_project: set[str]) -> str:
    """Where a message leads; a project its reader has left is not there any more."""
    if row.case_id:
        return reverse("my-case", args=[row.case_id])
    if row.joint_number in of_project:
        return reverse("my-project", args=[row.joint_number])
    is_gone = not row.joint_number or row.kind.startswith("project_")
    return "" if is_gone else reverse("my-together", args=[row.joint_number])


@applicant_required
@never_cache
@require_POST
def read_messages(request: HttpRequest) -> HttpResponse:
    """Mark the messages shown as read."""
    ids = [UUID(value) for value in request.POST.getlist("message") if len(value) == 36]
    documents.mark_read(tuple(request.actor.party_ids), ids, at=timezone.now())
    return redirect("mine")


@applicant_required
@never_cache
@require_safe
def my_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The applicant's page; a third party sees what was sent to them."""
    view = cases.view(case_id, actor=request.actor)
    if not case_page.is_own(view.state, request.actor):
        return render(request, "web/third_party_case.html", {**case_page.third_party(view, request.actor), "is_mine": True})
    return render(request, "web/applicant_case.html", case_page.context(view, now=timezone.now(), is_mine=True, actor=request.actor))


def asking(request: HttpRequest, template: str, case_id: UUID, refusal: Refusal | None = None, **context: object) -> HttpResponse:
    """A page with one question about a case of one's own."""
    errors = (refusal.errors or (FieldError("", refusal.code, said(refusal)),)) if refusal else ()
    view = cases.view(case_id, actor=request.actor)
    context["place"] = view.texts.get(str(context.get("place_id", "")), "")
    act = context.get("act")
    context["last"] = view.dates.acts.get(act.id) if isinstance(act, Act) else None
    context |= {"page": "track", "case": view.state, "number": in_parts(view.state.number), "terms": view.terms, "version": view.version, "errors": errors,
                "refusal": refusal, "typed": request.POST}  # fmt: skip
    return render(request, f"web/{template}.html", context, status=refusal.status if refusal else 200)


@applicant_required
@never_cache
@get_or_post
def urge(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """催办."""
    cases.visible(request.actor, case_id)
    if request.method != "POST":
        return asking(request, "my_urge", case_id)
    try:
        cases.urge(case_id, actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return asking(request, "my_urge", case_id, refusal)
    messages.success(request, _("已催办，办理机关看得到。"))
    return redirect("my-case", case_id=case_id)


@applicant_required
@never_cache
@get_or_post
def service(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """改送达方式."""
    cases.visible(request.actor, case_id)
    case = cases.state(case_id)
    more = {"ways": mine_rows.ways(case), "consented": documents.consented(case.applicant_id, case_id)}
    if request.method != "POST":
        return asking(request, "my_service", case_id, **more)
    try:
        if request.POST.get("consent") == "withdraw":
            cases.withdraw_consent(case_id, actor=request.actor, now=timezone.now())
            messages.success(request, _("已撤回电子送达的同意，以后的文书在窗口领取。"))
            return redirect("my-case", case_id=case_id)
        cases.change_service(
            case_id, way=request.POST.get("way", ""), address=request.POST.get("address", ""), actor=request.actor,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return asking(request, "my_service", case_id, refusal, **more)
    messages.success(request, _("送达方式已改。"))
    return redirect("my-case", case_id=case_id)


@applicant_required
@never_cache
@get_or_post
def hearing(request: HttpRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """要求听证, or waive it."""
    cases.visible(request.actor, case_id)
    view = cases.view(case_id, actor=request.actor)
    act = view.state.act(act_id)
    if act is None or act.kind is not ActKind.HEARING:
        raise NotFound("没有这项听证。", code="cases.no_hearing")
    shown = {"until": case_words.ask_by(view, act, case_page.asks_as(view, request.actor)), **case_page.hearing(act, request.actor)}
    if request.POST.get("reason") is not None:
        return avoidance(request, case_id, act)
    wants = request.POST.get("wants", "")
    if request.method != "POST" or wants not in ("yes", "no"):
        missing = Refusal(errors=(FieldError("wants", "web.choose", "请选择要不要听证"),)) if request.method == "POST" else None
        return asking(request, "my_hearing", case_id, missing, **shown)
    try:
        cases.answer_hearing_right(case_id, act_id=act_id, wants=wants == "yes", actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return asking(request, "my_hearing", case_id, refusal, **shown)
    messages.success(request, _("已登记您的意见。"))
    return redirect("my-case", case_id=case_id)


def avoidance(request: HttpRequest, case_id: UUID, act: Act) -> HttpResponse:
    """申请主持人回避, from the page of a hearing that was noticed."""
    try:
        cases.ask_avoidance(case_id, act_id=act.id, reason=request.POST["reason"], actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return asking(request, "my_hearing", case_id, refusal, **case_page.hearing(act, request.actor))
    messages.success(request, _("已收到您的回避申请，答复以前不举行听证。"))
    return redirect("my-hearing", case_id=case_id, act_id=act.id)


@applicant_required
@never_cache
@get_or_post
def statement(request: HttpRequest, case_id: UUID, act_id: UUID) -> HttpResponse:
    """陈述申辩 of a third party, in their own words."""
    cases.visible(request.actor, case_id)
    act = case_page.own_statement(cases.state(case_id), act_id, request.actor)
    if request.method != "POST":
        return asking(request, "my_statement", case_id, act=act)
    try:
        cases.give_statement(case_id, act_id=act_id, text=request.POST.get("text", ""), actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return asking(request, "my_statement", case_id, refusal, act=act)
    messages.success(request, _("已收到您的陈述申辩，作出决定以前会听取。"))
    return redirect("my-case", case_id=case_id)


@applicant_required
@never_cache
@get_or_post
def own_statement(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """陈述申辩 of the applicant (36): what was said and answered, and a box for more."""
    view = cases.view(case_id, actor=request.actor)
    if not case_page.is_own(view.state, request.actor):
        raise NotFound("没有这个办件。", code="cases.not_found")
    made = [
        (act.opened_at, view.texts.get(str(act.data["statement_id"]), ""), view.texts.get(str(act.data.get("answer_id")), ""))
        for act in view.state.acts_of(ActKind.STATEMENT)
    ]
    if request.method != "POST":
        return asking(request, "my_own_statement", case_id, made=made)
    try:
        cases.make_statement(case_id, text=request.POST.get("text", "")[:4000], actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        return asking(request, "my_own_statement", case_id, refusal, made=made)
    messages.success(request, _("已收到您的陈述申辩，作出决定以前会听取。"))
    return redirect("my-case", case_id=case_id)
