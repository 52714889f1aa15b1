"""许可证件登记 at the desk: the licences of an organ, one licence's life, and the verbs after the decision."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yichuang.cases import api as cases
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.kernel.idempotency import Answer, fingerprint, once
from yichuang.kernel.record import read
from yichuang.kernel.values import new_id
from yichuang.licences import api as licences
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Act, Actor
from yichuang.web import licence_verbs
from yichuang.web.desk_boxes import FieldBox, boxes
from yichuang.web.desk_page import show
from yichuang.web.history import actor_name
from yichuang.web.licence_verbs import LicenceForm, LicenceVerb, Scene
from yichuang.web.views_issue import related_organs

HAPPENED_WORDS = {
    "licences.LicenceOrdered": "决定准予，定证", "licences.LicenceReady": "制证完成", "licences.LicenceFailed": "制证失败",
    "licences.LicenceHandedOver": "领证签收", "licences.LicenceVoided": "作废重办", "licences.LicenceReissued": "补证",
    "licences.LicenceChanged": "变更", "licences.LicenceRenewed": "延续", "licences.LicenceSuspended": "暂扣",
    "licences.LicenceRestored": "发还", "licences.LicenceRecalled": "撤回", "licences.LicenceRevoked": "撤销",
    "licences.LicenceForfeited": "吊销", "licences.LicenceCancelled": "注销", "licences.LicencePrinted": "补打",
    "licences.EndingNoticed": "告知拟撤回或者撤销", "licences.EndingHeard": "听取陈述申辩", "licences.EndingDropped": "撤回或者撤销不再继续",
}  # fmt: skip
"""What the stream of a licence tells, in words."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One verb as the page offers it."""

    verb: LicenceVerb
    fields: list[FieldBox]
    errors: list[FieldError]
    refusal: Refusal | None = None


@staff_required()
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The licences of the organs one works for, a page at a time."""
    text, number = request.GET.get("q", "").replace("\x00", "")[:60], page_number(request)
    rows, more = licences.register(related_organs(request.actor), text=text, page=number)
    return show(request, "web/desk_licences.html", {"page": "issue", "rows": rows, "more": more, "number": number, "text": text})


def seen(actor: Actor, licence_id: UUID) -> Scene:
    """The licence, when it is of an organ one works for; else it is not there."""
    scene = licence_verbs.scene_of(licence_id)
    if scene.licence.organ_id not in related_organs(actor):
        raise NotFound(_("没有这个许可证。"), code="licences.not_found")
    return scene


@staff_required()
@require_GET
def licence(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    """One licence: what it says, where it stands, what happened, what may be done."""
    return page(request, seen(request.actor, licence_id))


def page(
    request: HttpRequest, scene: Scene, tried: tuple[LicenceVerb, LicenceForm] | None = None, refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    row, today = scene.licence, timezone.localdate()
    panels = []
    for verb in licence_verbs.VERBS.values():
        mine = tried is not None and tried[0] is verb
        may = organisations.may(request.actor, verb.act(scene), organ_id=row.organ_id, item_id=row.item_id, on=today)
        if not mine and not (may and verb.when(scene)):
            continue
        form = tried[1] if tried and mine else verb.form()
        errors = errors_of(form, refusal) if mine else []
        panels.append(Panel(verb, boxes(form), errors, refusal if mine else None))
    history = list(read(row.id))[::-1]
    people = organisations.names({UUID(e.actor[8:]) for e in history if e.actor.startswith("account:")})
    lines = [(e.at, _(HAPPENED_WORDS[e.kind]), actor_name(e.actor, people)) for e in history if e.kind in HAPPENED_WORDS]
    may_open = row.first_case_id is not None and cases.visible_cases(request.actor).filter(id=row.first_case_id).exists()
    context = {
        "page": "issue", "licence": row, "panels": panels, "endings": licences.endings(row.id), "lines": lines, "key": str(new_id()),
        "hint": licence_verbs.hint(scene), "may_open": may_open, "asked": cases.asked_of(row.id),
        "may_receive": row.state == "valid" and organisations.may(request.actor, Act.RECEIVE, organ_id=row.organ_id, item_id=row.item_id, on=today),
        "expired": bool(row.valid_to and today > row.valid_to),
    }  # fmt: skip
    return show(request, "web/desk_licence.html", context, status=status)


def errors_of(form: LicenceForm, refusal: Refusal | None) -> list[FieldError]:
    found = [FieldError(name, "form", str(text)) for name, texts in form.errors.items() for text in texts]
    known = {"facts": "facts_found"}
    for error in refusal.errors if refusal else ():
        name = known.get(error.field, error.field)
        found.append(FieldError(name if name in form.fields else "", error.code, error.message))
    return found


@staff_required()
@require_POST
def do(request: HttpRequest, licence_id: UUID, verb: str) -> HttpResponse:
    """One verb; the same form sent twice is done once."""
    chosen, scene = licence_verbs.VERBS.get(verb), seen(request.actor, licence_id)
    if chosen is None:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    form = chosen.form(request.POST)
    if not form.is_valid():
        return page(request, scene, (chosen, form), status=422)
    now = timezone.now()

    def act() -> Answer:
        fresh = licence_verbs.scene_of(licence_id)
        if not chosen.when(fresh):
            raise Refusal("许可证现在的状态不能做这一步。", code="licences.state", remedy="请看最新的经过。")
        chosen.call(fresh, form.cleaned_data, actor=request.actor, at=now)
        return Answer(303, b"")

    key = request.POST.get("key", "")[:100] or str(new_id())
    body = "&".join(f"{k}={v}" for k, values in sorted(request.POST.lists()) if k != "csrfmiddlewaretoken" for v in values)
    try:
        answer = once(f"desk:{request.actor.account_id}", key, fingerprint(request.path, body), act, now=now)
    except Refusal as refusal:
        return page(request, licence_verbs.scene_of(licence_id), (chosen, form), refusal, status=refusal.status)
    if not answer.replayed:
        messages.success(request, _("%(verb)s：已办理。") % {"verb": chosen.label})
    return HttpResponseRedirect(reverse("desk-licence-life", args=[licence_id]))

