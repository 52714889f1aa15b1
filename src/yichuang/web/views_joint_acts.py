"""联合踏勘、联合审图、联合验收、联席会议 at the desk: plan one, its page with photos and record, the visits of my organ on a telephone."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.joint.api import acts
from yichuang.joint.domain.acts import KIND_NAMES, ON_SITE, SILENCE_NAMES, STATE_NAMES, ActKind, ActState, NoAct
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Actor
from yichuang.web.desk_boxes import field_box
from yichuang.web.desk_page import blame, form_errors, show
from yichuang.web.joint_act_forms import CancelForm, HoldForm, OpineForm, PhotoForm, PlanForm

TAGS = {ActState.PLANNED: "run", ActState.HELD: "done", ActState.CANCELLED: "plain"}


def shown(act: acts.ActView) -> dict[str, Any]:
    """An act with its words."""
    return {
        "act": act, "kind": _(KIND_NAMES[act.kind]), "state": _(STATE_NAMES[act.state]), "tag": TAGS[act.state],
        "silence": _(SILENCE_NAMES[act.silence]) + (_("（%(basis)s）") % {"basis": act.silence_basis} if act.silence_basis else ""),
    }


def listed(joint_id: UUID, number: str, actor: Actor | None, today: date) -> dict[str, Any]:
    """What the page of a 联办 or a project shows of its acts; `plans`: what the reader may plan."""
    may = actor is not None and actor.is_staff and acts.leads(joint_id, actor, today)
    return {
        "joint_acts": [shown(act) for act in acts.of_joint(joint_id)], "joint_number": number,
        "joint_plans": [(kind.value, _(words)) for kind, words in KIND_NAMES.items()] if may else [],
    }


def box_list(form: forms.Form) -> list[Any]:
    return [field_box(form, name) for name in form.fields]  # type: ignore[arg-type]


def back_to(number: str, is_project: bool) -> str:
    return reverse("desk-project" if is_project else "desk-together", args=[number])


@staff_required()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Plan one, by the organ that leads."""
    actor, now = request.actor, timezone.now()
    joint_id, name, is_project = acts.named(number[:40], actor)
    if kind not in set(ActKind):
        raise NotFound(_("没有这种联合办理。"), code="web.no_act_kind")
    what = ActKind(kind)
    items, people = acts.choices(joint_id, what, now)
    form = PlanForm(request.POST or None, kind=what, items=items, people=people)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            act_id = acts.plan(joint_id, form.plan(), actor=actor, now=now)
            messages.success(request, _("%(kind)s已安排。") % {"kind": _(KIND_NAMES[what])})
            return HttpResponseRedirect(reverse("desk-act", args=[act_id]))
        except Refusal as no:
            refusal = no
            blame(form, no)
    context = {
        "page": "desk", "title": _(KIND_NAMES[what]), "number": number, "name": name, "fields": box_list(form), "errors": form_errors(form),
        "back_to": back_to(number, is_project), "rows": getattr(refusal, "rows", ()), "none": not items, "on_site": what in ON_SITE,
    }  # fmt: skip
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return show(request, "web/desk_act_new.html", context, status=status)


FORMS: dict[str, type[Any]] = {"photo": PhotoForm, "hold": HoldForm, "opine": OpineForm, "cancel": CancelForm}


def offered(act: acts.ActView, actor: Actor) -> list[str]:
    """What the reader may do with it now."""
    going, found = act.state is ActState.PLANNED, []
    if going and act.may_record(actor):
        found += ["photo", "hold"] if act.on_site else ["hold"]
    own = organisations.mine(actor)
    if act.state is not ActState.CANCELLED and not act.awaits_visit and any(row.waits and row.handling_organ_id in own for row in act.taking_part):
        found.append("opine")
    if going and act.may_lead(actor):
        found.append("cancel")
    return found


def labels(act: acts.ActView) -> dict[str, tuple[str, str]]:
    """Heading and button of each form."""
    hold = _("记会议纪要") if act.kind is ActKind.MEETING else _("登记结果")
    return {
        "photo": (_("加照片"), _("上传")), "hold": (hold, _("登记，写进每个办件")), "opine": (_("回复意见"), _("回复")),
        "cancel": (_("取消这次安排"), _("取消")),
    }


def page(request: HttpRequest, act: acts.ActView, tried: str = "", form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    names = offered(act, request.actor)
    said = labels(act)
    panels = [
        (name, *said[name], box_list(form if name == tried and form is not None else FORMS[name](act=act, own=organisations.mine(request.actor))), f"{name}-")
        for name in names if name in said
    ]  # fmt: skip
    context = {
        "page": "desk", **shown(act), "panels": panels, "tried": f"{tried}-" if tried else "",
        "errors": form_errors(form) if form is not None else [], "back_to": back_to(act.joint_number, act.is_project),
    }  # fmt: skip
    return show(request, "web/desk_act.html", context, status=status)


@staff_required()
@require_GET
def one(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """One joint act: who, where, which items, photos, record, opinions."""
    return page(request, acts.view(act_id, actor=request.actor))


@staff_required()
@require_POST
def do(request: HttpRequest, act_id: UUID, verb: str) -> HttpResponse:
    """A photo, the record, an opinion, or cancelling."""
    act = acts.view(act_id, actor=request.actor)
    if verb not in FORMS:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    form = FORMS[verb](request.POST, request.FILES, act=act, own=organisations.mine(request.actor))
    if not form.is_valid():
        return page(request, act, verb, form, status=422)
    try:
        carry_out(request, act, verb, form)
    except NoAct:
        raise
    except Refusal as no:
        blame(form, no)
        return page(request, act, verb, form, status=no.status)
    messages.success(request, _("%(verb)s：已办理。") % {"verb": labels(act)[verb][0]})
    return HttpResponseRedirect(reverse("desk-act", args=[act_id]))


def carry_out(request: HttpRequest, act: acts.ActView, verb: str, form: Any) -> None:
    data, who = form.cleaned_data, {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]
    match verb:
        case "photo":
            photo = data["photo"]
            acts.add_photo(act.id, photo, name=photo.name, taken_at=data["taken_at"], lat=data["lat"], lon=data["lon"], **who)
        case "hold":
            acts.hold(act.id, text=data["text"], held_at=data["held_at"] or who["now"], opinions=form.opinions(), **who)
        case "opine":
            acts.opine(act.id, UUID(data["branch_id"]), form.opinion(), **who)
        case "cancel":
            acts.cancel(act.id, reason=data["reason"], **who)


@staff_required()
@require_GET
def photo(request: HttpRequest, act_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo of the site, for those who may see the act."""
    content, media_type = acts.open_photo(act_id, photo_id, actor=request.actor)
    answer = HttpResponse(content, content_type=media_type)
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@staff_required()
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """今天的联合办理 for officers under way: today's, those not recorded yet, the coming week; opinions my organ still owes."""
    now = timezone.now()
    today = timezone.localdate(now)
    planned, owed = acts.own(request.actor, now)
    days = [(act, timezone.localdate(act.planned_at)) for act in planned]
    groups = [
        (_("今天"), [shown(act) for act, day in days if day == today]),
        (_("还没有登记"), [shown(act) for act, day in days if day < today]),
        (_("这一周"), [shown(act) for act, day in days if day > today]),
    ]
    context = {"page": "desk", "groups": [group for group in groups if group[1]], "owed": [(shown(act), row) for act, row in owed], "today": today}
    return show(request, "web/desk_visits.html", context)
