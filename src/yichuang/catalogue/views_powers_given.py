"""委托、下放、划转 in the studio: a request is begun here and goes on under 变更申请; those under way, those in force, and of one its 收回 and follow-up."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yichuang.catalogue import choosing, delegating, life
from yichuang.catalogue.domain.delegation import FORM_NAMES, LegalForm
from yichuang.catalogue.domain.life import LABELS, Change, Stage
from yichuang.catalogue.domain.powers import POWER_LEVELS
from yichuang.catalogue.views_delegation import said_rows
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.look.asked import day_of, ident, page_number, whole
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post

POSTS = (Post.CATALOGUE_EDITOR, Post.DIRECTOR)
ORGANS = ("from_organ", "to_organ")
CHOSEN: dict[str, tuple[str, ...]] = {"fields": ("item",), "lines": ("others",)}
TEXTS = ("form", "from_level", "to_level", "place", "scope", "document", "basis", "announcement", "capacity")
DAYS = ("document_on", "announced_on", "capacity_on", "follow_up_on", "from_on", "to_on")
FIELDS = ("request", "revision", "item", "others", *ORGANS, *TEXTS, *DAYS)
STAGE_TAGS = {Stage.DRAFTING: "wait", Stage.CLEARED: "wait"}


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_delegations(request: HttpRequest) -> HttpResponse:
    """Requests under way and delegations of the own organ, what waits for its follow-up, and the form that begins a request."""
    own = organisations.own_organ(request.actor)  # type: ignore[attr-defined]
    refusal = looked = None
    if request.method == "POST":
        typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:20_000] for key in FIELDS}
        looked = choosing.asked(request.POST, typed, **CHOSEN, own=[own])
    else:
        begun = ident(request.GET.get("request", ""))
        typed = asked_by(begun) if begun else {"from_organ": str(own), "from_level": "3", "to_level": "4", "item": request.GET.get("item", "")}
    if request.method == "POST" and looked is None:
        try:
            return HttpResponseRedirect(reverse("studio-request", args=[begin(request, typed)]))
        except Refusal as no:
            refusal = no
            looked = choosing.instead(no.errors, typed, **CHOSEN, own=[own])
    return shown(request, own, typed, refusal, looked)


def shown(request: HttpRequest, own: UUID, typed: dict[str, str], refusal: Refusal | None, looked: choosing.Looked | None) -> HttpResponse:
    today = timezone.localdate()
    rows, more = delegating.delegations(organ_id=own, page=page_number(request))
    waiting = page_number(request, "waiting")
    under_way, more_under_way = life.powers_under_way(own, page=waiting)
    blank = ("", _("请选择"))
    organs = [(str(o.id), o.name) for o in organisations.organs() if o.kind in ("organ", "government") and o.is_in_force(today)]
    context = {
        "page": "delegations", "rows": said_rows(rows, today), "more": more, "number": page_number(request), "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "forms": [blank, *((key.value, _(name)) for key, name in FORM_NAMES.items())],
        "organs": [blank, *organs], "looked": looked,
        "levels": [(key, _(name)) for key, name in POWER_LEVELS.items()], "waiting": delegating.due_follow_ups(today),
        "under_way": [(line, LABELS[line.stage], STAGE_TAGS.get(line.stage, "run")) for line in under_way],
        "more_under_way": more_under_way, "number_under_way": waiting,
        "earliest": life.earliest_last(today),
    }  # fmt: skip
    return render(request, "catalogue/studio_delegations.html", context, status=refusal.status if refusal else 200)


def asked_by(request_id: UUID) -> dict[str, str]:
    """What a request says, as the form has it, to be written anew. Raises NoSuchRequest."""
    row = life.request(request_id)
    power = row.power
    if power is None or power.change is not Change.DELEGATE or row.stage is not Stage.DRAFTING:
        return {}
    held: dict[str, Any] = {key: getattr(power, key) for key in ("scope", "document", "basis", "announcement", "capacity", *DAYS) if key != "from_on"}
    held |= {
        "request": row.request_id, "revision": row.revision, "form": power.form.value, "from_organ": power.from_organ_id,
        "to_organ": power.to_organ_id, "place": power.place_code,
        "from_level": power.from_level_code, "to_level": power.to_level_code, "from_on": power.day,
        "item": next(code for item_id, code, _name in power.items if item_id == row.item_id),
        "others": "\n".join(code for item_id, code, _name in power.items if item_id != row.item_id),
    }  # fmt: skip
    return {key: "" if value is None else str(value) for key, value in held.items()}


def begin(request: HttpRequest, typed: dict[str, str]) -> UUID:
    """The request that was begun, or written anew. Raises Invalid for what is no day, no item, no organ, no form, and what the law refuses."""
    errors: list[FieldError] = []
    days = {}
    for key in DAYS:
        try:
            days[key] = date.fromisoformat(typed[key]) if typed[key] else None
        except ValueError:
            errors.append(FieldError(key, "date", "请填日期，例如2026-09-24"))
    ids = {key: ident(typed[key]) for key in ORGANS}
    errors += [FieldError(key, "required", "请选一个") for key, value in ids.items() if value is None]
    if typed["form"] not in set(LegalForm):
        errors.append(FieldError("form", "required", "请选一种方式"))
    if not typed["from_on"]:
        errors.append(FieldError("from_on", "required", "请填从哪一天起"))
    item, others = choosing.one("item", typed["item"], errors), choosing.several("others", typed["others"], errors)
    if errors or item is None:
        raise Invalid("还不能申请", errors=tuple(errors))
    columns = {key: typed[key][:4000] for key in TEXTS} | days | {"from_organ_id": ids["from_organ"], "to_organ_id": ids["to_organ"]}
    return life.begin_delegation(
        [item.item_id, *(row.item_id for row in others)], columns, request_id=ident(typed["request"]), revision=whole(typed["revision"]),
        now=timezone.now(), actor=request.actor,  # type: ignore[attr-defined]
    )  # fmt: skip


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_delegation_end(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """收回 is asked for: a request begins, and goes the way of every other; or one still in drafting is written anew."""
    row = delegating.delegation(delegation_id)
    asked = ident(request.POST.get("request") or request.GET.get("request"))
    refusal: Refusal | None = None
    if request.method != "POST":
        typed = taking_of(asked)
    else:
        typed = {key: request.POST.get(key, "").replace("\x00", "").strip()[:300] for key in TAKING}
        try:
            return HttpResponseRedirect(reverse("studio-request", args=[take(request, delegation_id, typed, asked)]))
        except Refusal as no:
            refusal = no
    return one(request, row, "end", typed, refusal)


TAKING = ("back_on", "end_document", "end_document_on", "request", "revision")


def taking_of(request_id: UUID | None) -> dict[str, str]:
    """What a 收回 in drafting says, as the form has it. Raises NoSuchRequest."""
    row = life.request(request_id) if request_id else None
    if row is None or row.power is None or row.power.change is not Change.REVOKE:
        return dict.fromkeys(TAKING, "")
    power = row.power
    said = {"back_on": power.day, "end_document": power.document, "end_document_on": power.document_on or "", "request": request_id, "revision": row.revision}
    return {key: str(value) for key, value in said.items()}


def take(request: HttpRequest, delegation_id: UUID, typed: dict[str, str], asked: UUID | None) -> UUID:
    errors: list[FieldError] = []
    days = {key: day_of(typed[key]) for key in ("back_on", "end_document_on")}
    if days["back_on"] is None:
        errors.append(FieldError("back_on", "date", "请填从哪一天起收回，例如2026-09-24"))
    if days["end_document_on"] is None:
        errors.append(FieldError("end_document_on", "date", "请填文件的日期，例如2026-09-24"))
    if errors or days["back_on"] is None:
        raise Invalid("还不能收回", code="catalogue.bad_end", errors=tuple(errors))
    return life.begin_revocation(
        delegation_id, back_on=days["back_on"], document=typed["end_document"], document_on=days["end_document_on"], request_id=asked,
        revision=whole(typed["revision"]), now=timezone.now(), actor=request.actor,  # type: ignore[attr-defined]
    )  # fmt: skip


@staff_required(*POSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def studio_delegation_follow_up(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """后续检查: how what was given down is carried."""
    row = delegating.delegation(delegation_id)
    typed: dict[str, str] = {"finding": request.POST.get("finding", "").replace("\x00", "")[:4000]}
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            delegating.follow_up(delegation_id, finding=typed["finding"], now=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("后续检查已登记。"))
            return HttpResponseRedirect(reverse("studio-delegations"))
    return one(request, row, "follow_up", typed, refusal)


def one(request: HttpRequest, row: delegating.DelegationRow, act: str, typed: dict[str, str], refusal: Refusal | None) -> HttpResponse:
    today = timezone.localdate()
    [(_row, tag, word)] = said_rows((row,), today)
    context = {
        "page": "delegations", "row": row, "tag": tag, "word": word, "act": act, "typed": typed, "refusal": refusal,
        "errors": refusal.errors if refusal else (), "earliest": life.earliest_last(today),
    }  # fmt: skip
    return render(request, "catalogue/studio_delegation.html", context, status=refusal.status if refusal else 200)
