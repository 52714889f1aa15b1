"""Change requests in the studio: the work list of each post, one request with its stages, its story and the verbs of who looks."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import choosing, life
from yichuang.catalogue.domain.entries import Place
from yichuang.catalogue.domain.life import CHANGE_NAMES, LABELS, OPEN, POWER, RESHAPED, RUNNING_NAMES, Change, Stage
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.look.asked import page_number, whole
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.web import request_rows, studio_rows

POSTS = (Post.CATALOGUE_EDITOR, Post.LEGAL, Post.EXPERT, Post.DEPUTY_DIRECTOR, Post.DIRECTOR)
"""Who has a part in the life of an item."""

MINE = "mine"


@staff_required(*POSTS)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, or every request of a stage."""
    asked = request.GET.get("stage", MINE)
    stage = asked if asked in LABELS else ""
    mine = asked == MINE
    lines, more = life.requests(stage=stage, actor=request.actor if mine else None, page=page_number(request))
    rows = [(line, request_rows.TAGS[line.stage], request_rows.post_word(line.owner)) for line in lines]
    context = {
        "page": "requests", "rows": rows, "more": more, "number": page_number(request), "mine": mine, "stage": stage,
        "heading": _("待我办理") if mine else _(LABELS[Stage(stage)]) if stage else _("在办的变更申请"), "side": side(request, asked),
    }  # fmt: skip
    return render(request, "web/studio_requests.html", context)


def side(request: HttpRequest, asked: str) -> list[tuple[str, list[dict[str, object]]]]:
    here, counts = reverse("studio-requests"), life.counts()
    first = [
        {"label": _("待我办理"), "href": here, "count": life.work(request.actor), "current": asked == MINE},
        {"label": _("全部在办"), "href": f"{here}?stage=all", "count": sum(counts.values()), "current": asked == "all"},
    ]  # fmt: skip
    stages = [
        {"label": _(LABELS[stage]), "href": f"{here}?stage={stage}", "count": counts.get(stage, 0) if stage in OPEN else None, "current": asked == stage}
        for stage in LABELS
    ]  # fmt: skip
    return [(_("变更申请"), first), (_("环节"), stages)]


@staff_required(Post.CATALOGUE_EDITOR)
@require_POST
def begin(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Start a request on a version and go on to its page; a split or merge first asks into what, a 下放 whose power goes where."""
    if request.POST.get("change") == Change.DELEGATE:
        return HttpResponseRedirect(f"{reverse('studio-delegations')}?item={catalogue.guide(version_id).item_code}#new")
    if request.POST.get("change") in RESHAPED:
        return HttpResponseRedirect(f"{reverse('studio-reshape', args=[version_id])}?change={request.POST['change']}")
    try:
        request_id = life.begin(version_id, request.POST.get("change", ""), now=timezone.now(), actor=request.actor)
    except Refusal as refusal:
        messages.error(request, said(refusal))
        return HttpResponseRedirect(reverse("studio-version", args=[version_id]))
    return HttpResponseRedirect(reverse("studio-request", args=[request_id]))


PLACES = 4
"""Rows for items that begin; the form grows by what was typed."""


@staff_required(Post.CATALOGUE_EDITOR)
@require_http_methods(["GET", "POST"])
def reshape(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Into what an item is split, or what is merged into one: codes and names, then the drafts are made."""
    asked = request.POST.get("change") or request.GET.get("change", "")
    change = Change(asked) if asked in RESHAPED else Change.SPLIT
    into = list(zip(request.POST.getlist("code"), request.POST.getlist("name"), strict=False))[:20]
    typed = {"sources": request.POST.get("sources", "").replace("\x00", "")}
    own, refusal = organisations.mine(request.actor), None
    looked = choosing.asked(request.POST, typed, lines=("sources",), own=own)
    if request.method == "POST" and looked is None:
        try:
            request_id = life.begin_reshaping(version_id, change, others=sources_of(typed), into=into, now=timezone.now(), actor=request.actor)
            return HttpResponseRedirect(reverse("studio-request", args=[request_id]))
        except Refusal as problem:
            refusal = problem
    places = 1 if change is Change.MERGE else PLACES
    rows = [*into, *[("", "")] * (places - len(into))]
    context = {
        "page": "requests", "guide": catalogue.guide(version_id), "change": change.value, "change_name": CHANGE_NAMES[change], "rows": rows,
        "is_merge": change is Change.MERGE, "typed": typed, "refusal": refusal, "errors": refusal.errors if refusal else (),
        "looked": looked or choosing.instead(refusal.errors if refusal else (), typed, lines=("sources",), own=own),
    }  # fmt: skip
    return render(request, "web/studio_reshape.html", context, status=refusal.status if refusal else 200)


def sources_of(typed: dict[str, str]) -> list[str]:
    """The codes of the items to be merged, as typed by code or full name. Raises Invalid at the field."""
    errors: list[FieldError] = []
    found = choosing.several("sources", typed["sources"], errors)
    if errors:
        raise Invalid(errors[0].message, code=errors[0].code, errors=tuple(errors))
    return [row.code for row in found]


@staff_required(*POSTS)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return page(request, request_id)
    verb, typed = VERBS.get(request.POST.get("verb", "")), request.POST.dict()
    looked = catalogue.claims.choosing.asked(request.POST, typed, entry_place(request, request_id)) if "entry" in typed else None
    if looked:
        return page(request, request_id, typed=typed, looked=looked)
    try:
        if verb is None:
            raise Invalid("没有这个操作", code="catalogue.no_verb")
        done = verb(request, request_id)
    except Refusal as refusal:
        return page(request, request_id, refusal)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("studio-request", args=[request_id]))


def entry_place(request: HttpRequest, request_id: UUID) -> Place:
    """Where the entry is to hold that a request asks for."""
    organ = catalogue.content_of(life.request(request_id).version_id)["accepting_organ"]
    return catalogue.claims.place_of(UUID(organ) if organ else None, None, request.actor)


def page(
    request: HttpRequest, request_id: UUID, refusal: Refusal | None = None, *, typed: dict[str, str] | None = None, looked: Any = None
) -> HttpResponse:
    """One request; `typed` and `looked` where its form was sent to look for an entry."""
    row = life.request(request_id)
    if refusal and request.POST.get("entry"):
        looked = catalogue.claims.choosing.instead(refusal.errors, request.POST, entry_place(request, request_id))
    guide = catalogue.guide(row.version_id)
    events = life.history(row)
    names = request_rows.people([*(note.author for note in row.notes), *(event.actor for event in events), row.drafter])
    found = catalogue.check(row.version_id, on=timezone.localdate()) if row.stage is Stage.DRAFTING else ()
    context = {
        "page": "requests", "row": row, "guide": guide, "rail": request_rows.rail(row), "sentence": request_rows.sentence(row),
        "tag": request_rows.TAGS[row.stage], "notes": request_rows.written(row, names), "story": request_rows.story(events, names),
        "offers": life.offers(row, request.actor), "refusal": refusal, **content(row, guide, found),
        "errors": refusal.errors if refusal else (), "typed": typed or (request.POST if refusal else {}),
        "looked": looked, "earliest": life.earliest_last(timezone.localdate()),
        "opinions": list(request_rows.OPINION_LABELS.items()), "opinions_of_law": list(request_rows.OPINION_LABELS.items())[:3],
        "adoptions": [("", _("请选")), ("yes", _("采纳")), ("no", _("没有采纳"))],
        "runnings": runnings(row), "drafter": names.get(row.drafter, ""),
        "assessed": request_rows.assessed(row.request_id, life.assessment_of(row.request_id)),
        "asked": request_rows.to_assess(row.request_id, request.POST if refusal else {}) if row.stage is Stage.LEGALITY else (),
        "yes_no": [("yes", _("符合")), ("no", _("不符合"))],
        "verb": request.POST.get("verb", ""), "prefix": PREFIXES.get(request.POST.get("verb", ""), ""), "may_edit": request.actor.holds(Post.CATALOGUE_EDITOR),
    }  # fmt: skip
    return render(request, "web/studio_request.html", context, status=refusal.status if refusal else 200)


PREFIXES = {"approve": "approve-", "send_back": "back-", "reject": "reject-", "take_back": "take-back-"}
"""Of the fields of verbs that stand on the page together."""


def content(row: life.RequestRow, guide: catalogue.GuideRow, found: tuple[catalogue.Finding, ...]) -> dict[str, object]:
    """Every element of the version, and beside the one before it what changes; nothing does where only the power moves."""
    compared = catalogue.compare(row.version_id)
    return {
        "sections": studio_rows.sections(guide, catalogue.content_of(row.version_id), found), "compared": compared,
        "rows": studio_rows.change_rows(compared) if compared.before and row.change not in POWER else (),
    }  # fmt: skip


def runnings(row: life.RequestRow) -> list[tuple[str, str]]:
    """The rules for running cases that this change may state."""
    kept = {key: name for key, name in RUNNING_NAMES.items() if key == "keep" or row.change is Change.CHANGE}
    return [(key.value, _(name)) for key, name in kept.items()]


def revision(request: HttpRequest) -> int:
    return whole(request.POST.get("revision"))


def day_of(request: HttpRequest, name: str) -> date | None:
    """A date as typed; None when left empty. Raises Invalid at its field."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("日期写法不对", errors=(FieldError(name, "catalogue.bad_day", "请按年-月-日填写日期，例如2026-12-01"),)) from error


def submit(request: HttpRequest, request_id: UUID) -> str:
    life.submit(
        request_id, reason=request.POST.get("reason", ""), entry=request.POST.get("entry", "")[:60], running=request.POST.get("running", ""),
        effective_on=day_of(request, "effective_on"),
        revision=revision(request), now=timezone.now(), actor=request.actor,
    )  # fmt: skip
    return _("已提交合法性审查。审查期间草稿不能改。")


def withdraw(request: HttpRequest, request_id: UUID) -> str:
    life.withdraw(request_id, revision=revision(request), now=timezone.now(), actor=request.actor)
    return _("已撤回。")


def review(request: HttpRequest, request_id: UUID) -> str:
    opinion, asked = request.POST.get("opinion", ""), life.asked_of(request_id)
    life.review_legality(
        request_id, opinion=opinion, answers=request_rows.answers(asked, request.POST),
        text=request.POST.get("text", ""), article=request.POST.get("article", ""), revision=revision(request),
        now=timezone.now(), actor=request.actor,
    )  # fmt: skip
    return _("审查意见已记录，下一步公示。") if opinion == "agree" else _("审查意见已记录，已退回起草。")


def ask_experts(request: HttpRequest, request_id: UUID) -> str:
    number = whole(request.POST.get("number"), most=999)
    drawn = life.ask_experts(
        request_id, number=number, seed=secrets.token_hex(8), revision=revision(request), now=timezone.now(), actor=request.actor
    )
    return _("已抽取%(n)s位专家。") % {"n": len(drawn)}


def give_opinion(request: HttpRequest, request_id: UUID) -> str:
    life.give_opinion(
        request_id, opinion=request.POST.get("opinion", ""), text=request.POST.get("text", ""), revision=revision(request),
        now=timezone.now(), actor=request.actor,
    )  # fmt: skip
    return _("意见已记录。")


def open_notice(request: HttpRequest, request_id: UUID) -> str:
    to_on = day_of(request, "notice_to")
    if to_on is None:
        raise Invalid("请填公示到哪一天", errors=(FieldError("notice_to", "catalogue.no_day", "请填公示到哪一天"),))
    life.open_notice(request_id, to_on=to_on, revision=revision(request), now=timezone.now(), actor=request.actor)
    return _("已开始公示，公众可以提意见。")


def answer(request: HttpRequest, request_id: UUID) -> str:
    try:
        comment_id = UUID(request.POST.get("comment", ""))
    except ValueError as error:
        raise Invalid("没有这条意见", code="catalogue.no_comment") from error
    adopted = {"yes": True, "no": False}.get(request.POST.get("adopted", ""))
    life.answer(request_id, comment_id, text=request.POST.get("text", ""), adopted=adopted, now=timezone.now(), actor=request.actor)
    return _("已答复，答复公开。")


def approve(request: HttpRequest, request_id: UUID) -> str:
    at_once = life.approve(
        request_id, effective_on=day_of(request, "effective_on"), revision=revision(request), now=timezone.now(), actor=request.actor
    )
    if at_once:
        return _("已批准，即日起施行。")
    moves = life.request(request_id).power is not None
    return _("已批准，到施行日零点自动切换；在那以前仍由原机关决定。") if moves else _("已批准，到施行日自动生效；在那以前原来的版本继续有效。")


def send_back(request: HttpRequest, request_id: UUID) -> str:
    life.send_back(request_id, reason=request.POST.get("reason", ""), revision=revision(request), now=timezone.now(), actor=request.actor)
    return _("已退回起草。")


def reject(request: HttpRequest, request_id: UUID) -> str:
    life.reject(request_id, reason=request.POST.get("reason", ""), revision=revision(request), now=timezone.now(), actor=request.actor)
    return _("已驳回。")


def take_back(request: HttpRequest, request_id: UUID) -> str:
    life.take_back(request_id, reason=request.POST.get("reason", ""), revision=revision(request), now=timezone.now(), actor=request.actor)
    return _("批准已撤回，到那一天不施行；理由公开在公示页上。")


VERBS: dict[str, Callable[[HttpRequest, UUID], str]] = {
    "submit": submit, "withdraw": withdraw, "review": review, "ask_experts": ask_experts, "give_opinion": give_opinion,
    "open_notice": open_notice, "answer": answer, "approve": approve, "send_back": send_back, "reject": reject, "take_back": take_back,
}  # fmt: skip
