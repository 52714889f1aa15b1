"""联办 at the desk: the list, one of them with its lanes and verbs, and 抄告 to acknowledge."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yichuang.documents import api as documents
from yichuang.joint import api as joint
from yichuang.joint.api import JointView
from yichuang.joint.domain.state import What
from yichuang.joint.domain.themes import MODE_NAMES
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.look.asked import page_number
from yichuang.organisations.access import safe_next, staff_required
from yichuang.web import together, together_story, views_joint_acts
from yichuang.web.desk_boxes import FieldBox, field_box
from yichuang.web.desk_page import blame, form_errors, show
from yichuang.web.together_verbs import VERBS, TogetherForm, TogetherVerb, signable
from yichuang.web.views_case import sentence
from yichuang.web.views_papers import inline

FILTERS = {"going": gettext_lazy("在办的"), "lead": gettext_lazy("我们牵头的"), "over": gettext_lazy("办完的"), "all": gettext_lazy("全部")}
COPIES = "copies"


def side(current: str, copies: int, more: bool) -> list[dict[str, object]]:
    links: list[dict[str, object]] = [
        {"href": f"{reverse('desk-together-list')}?f={name}", "label": label, "count": None, "current": name == current}
        for name, label in FILTERS.items()
    ]
    shown = f"{copies}+" if more else copies
    return [*links, {"href": reverse("desk-together-copies"), "label": _("待签收的抄告"), "count": shown, "current": current == COPIES}]


@staff_required()
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every 联办 a branch of which is ours, or that we lead or accepted."""
    asked = request.GET.get("f", "going")
    name = asked if asked in FILTERS else "going"
    query, number = request.GET.get("q", "").strip()[:100], page_number(request)
    rows, more = joint.listed(request.actor, name, query=query, page=number)
    lines = [(row, together_story.counted(row.branches, row.over)) for row in rows]
    copies, many = joint.copies_to_acknowledge(request.actor)
    context = {
        "page": "desk", "heading": FILTERS[name], "lines": lines, "more": more, "number": number, "query": query, "filter": name,
        "side": side(name, len(copies), many),
    }  # fmt: skip
    return show(request, "web/desk_together_list.html", context)


@staff_required()
@require_GET
def copies(request: HttpRequest) -> HttpResponse:
    """抄告 to my organs that nobody acknowledged yet."""
    number = page_number(request)
    rows, more = joint.copies_to_acknowledge(request.actor, page=number)
    today = timezone.localdate()
    context = {
        "page": "desk", "rows": [(row, joint.named(row.branch), row.due_on < today) for row in rows], "more": more, "number": number,
        "side": side(COPIES, len(rows), more),
    }  # fmt: skip
    return show(request, "web/desk_together_copies.html", context)


@staff_required()
@require_POST
def acknowledge(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """抄告签收."""
    joint.acknowledge(notice_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("已签收。"))
    return HttpResponseRedirect(safe_next(request, request.POST.get("next"), default=reverse("desk-together-copies")))


@staff_required()
@require_GET
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The paper of a 抄告, for the organ it went to."""
    found = documents.open_file(joint.notice(notice_id, actor=request.actor).document_id)
    return inline(found.content, found.name)


def view_of(request: HttpRequest, number: str) -> JointView:
    """By number; NotFound when the actor may not see it."""
    found = joint.id_of(number[:40], actor=request.actor, what=What.THEME)
    return joint.view(found, actor=request.actor, today=timezone.localdate())


@staff_required()
@require_GET
def one(request: HttpRequest, number: str) -> HttpResponse:
    return page(request, view_of(request, number))


def page(
    request: HttpRequest, view: JointView, tried: str = "", form: forms.Form | None = None, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    """One 联办; a verb that was tried comes back with what was typed and why not."""
    now, actor = timezone.now(), request.actor
    today = timezone.localdate(now)
    lanes, axis = together.lanes(view, today, route="desk-case", seen=together.seen_by(view, actor))
    title, text = together.headline(view, today)
    panels = [
        panel(verb, form if verb.name == tried and form is not None else verb.form(view=view))
        for verb in VERBS.values() if verb.offered(view, actor, today) or verb.name == tried
    ]  # fmt: skip
    context = {
        "page": "desk", "view": view, "lanes": lanes, "axis": axis, "title": title, "text": text, "panels": panels,
        "signable": signable(view, actor, now), "edges": together.edges(view), "chain": together.drawn(view, lanes),
        "ways": together.ways(), "spent": joint.time_spent(view, now), "mode": _(MODE_NAMES[view.mode]),
        **together_story.told(view.id, page=page_number(request, "story")), "refusal": refusal, "tried": tried, "today": today,
        "errors": errors_of(form, refusal), "counters": together.counters(view, today), "lacking": [lane for lane in lanes if lane.lacks],
        **views_joint_acts.listed(view.id, view.number, actor, today),
    }  # fmt: skip
    return show(request, "web/desk_together.html", context, status=status)


def panel(verb: TogetherVerb, form: forms.Form) -> tuple[TogetherVerb, list[FieldBox], str]:
    return verb, [field_box(form, name) for name in form.fields], f"{verb.name}-"


def errors_of(form: forms.Form | None, refusal: Refusal | None) -> list[FieldError]:
    """Errors of fields with links to them; a row that was not ready stands alone, named."""
    found = form_errors(form) if form is not None else []
    fields = set(form.fields) if form is not None else set()
    rows = [FieldError("", e.code, f"{e.field}：{e.message}") for e in refusal.errors if e.field not in fields] if refusal else []
    return [error for error in found if error.field] + rows


@staff_required()
@require_POST
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """A verb over all branches: all or none; what stands in the way is listed."""
    view, chosen = view_of(request, number), VERBS.get(verb)
    if chosen is None:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    form: TogetherForm = chosen.form(request.POST, view=view)
    if not form.is_valid():
        return page(request, view, verb, form, status=422)
    try:
        chosen.call(view, form.cleaned_data, actor=request.actor, now=timezone.now())
    except Refusal as refusal:
        if any(error.field in form.fields for error in refusal.errors):
            blame(form, refusal)
        return page(request, view, verb, form, refusal, status=refusal.status)
    messages.success(request, _("%(verb)s：已办理。") % {"verb": chosen.label})
    return HttpResponseRedirect(reverse("desk-together", args=[view.number]))


@staff_required()
@require_POST
def sign(request: HttpRequest, number: str, branch_id: UUID) -> HttpResponse:
    """签署 one branch of a unified one."""
    view = view_of(request, number)
    try:
        joint.sign(view.id, branch_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("已签署。"))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(reverse("desk-together", args=[view.number]))

