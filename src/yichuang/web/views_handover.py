"""移交: paper files go from the window to whoever works on the case, scanned one after the other and signed for on the other side."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yichuang.cases import api as cases
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Act, Actor, Post, post_name
from yichuang.web.desk_list import spaced
from yichuang.web.desk_page import show
from yichuang.web.views_case import sentence

MOST = 50
"""Rows one batch takes (design §4)."""
TO = (Post.UNDERTAKER, Post.SECTION_CHIEF, Post.CHIEF_REPRESENTATIVE, Post.CERTIFICATE, Post.WINDOW, Post.ARCHIVIST)
TOKEN = re.compile(r"/verify/([\w-]{10,64})/?")


def case_of(text: str) -> UUID:
    """The case of one scanned line: its number, or the QR code of any of its papers. NotFound when it is neither."""
    found = TOKEN.search(text)
    if found:
        paper = documents.by_token(found[1])
        case_id = paper.case_id if paper else None
    else:
        case_id = cases.case_id_of(text)
    if case_id is None:
        raise NotFound("没有这个办件。", code="cases.not_found", remedy="请核对办件编号。")
    return case_id


def scanned(request: HttpRequest) -> list[str]:
    lines = (line.strip()[:200] for line in request.POST.get("codes", "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))[:MOST]


@staff_required()
@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """What is on its way to us; two boxes for the scanner: send, and sign."""
    moves = dossier.on_the_way(organisations.mine(request.actor))
    known = dict(cases.visible_cases(request.actor).filter(id__in={m.case_id for m in moves}).values_list("id", "number"))
    rows = [(m, spaced(known[m.case_id]), known[m.case_id], m.sent_by != request.actor.account_id and request.actor.holds(m.post))
            for m in moves if m.case_id in known]  # fmt: skip
    posts = [(p.value, post_name(p)) for p in TO]
    return show(request, "web/desk_handover.html", {"page": "desk", "rows": rows, "posts": posts, "today": timezone.localdate()})


@staff_required()
@require_POST
def handover_verb(request: HttpRequest, verb: str) -> HttpResponse:
    """移交 or 签收 of every scanned line, each alone; the page says which were not done and why."""
    calls: dict[str, Callable[[HttpRequest, UUID, datetime], None]] = {"send": send, "sign": sign}
    if verb not in calls:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    lines, now, done = scanned(request), timezone.now(), 0
    refused: dict[str, list[str]] = {}
    for text in lines:
        try:
            case_id = case_of(text)
            cases.visible(request.actor, case_id)
            calls[verb](request, case_id, now)
            done += 1
        except Refusal as refusal:
            refused.setdefault(sentence(refusal), []).append(text if len(text) < 40 else text[-24:])
    if done:
        told = {"send": ngettext("移交%(n)s件，等对方签收。", "移交%(n)s件，等对方签收。", done), "sign": ngettext("签收%(n)s件。", "签收%(n)s件。", done)}
        messages.success(request, told[verb] % {"n": done})
    for why, texts in refused.items():
        messages.error(request, _("没有办：%(numbers)s %(why)s") % {"numbers": _("、").join(texts), "why": why})
    if not lines:
        messages.error(request, _("还没有扫码。"))
    return HttpResponseRedirect(reverse("desk-handover"))


def send(request: HttpRequest, case_id: UUID, now: datetime) -> None:
    post = request.POST.get("post", "")
    if post not in TO:
        raise NotFound(_("没有选移交给哪个岗位。"), code="web.no_post")
    state = cases.state(case_id)
    check_sender(request.actor, state.accepting_organ_id, state.handling_organ_id)
    organ = state.accepting_organ_id if post in (Post.WINDOW, Post.CERTIFICATE, Post.ARCHIVIST) else state.handling_organ_id
    dossier.send_papers(case_id, organ_id=organ, post=post, actor=request.actor, at=now)


def check_sender(actor: Actor, accepting: UUID, deciding: UUID) -> None:
    """移交 is the window's, and then of whoever works on the case and has signed for the file."""
    today = timezone.localdate()
    own = ((accepting, Act.HAND_OVER), (accepting, Act.ISSUE), (deciding, Act.REVIEW), (deciding, Act.CHECK))
    if not any(organisations.may(actor, act, organ_id=organ, on=today) for organ, act in own):
        organisations.authority(actor, Act.HAND_OVER, organ_id=accepting, on=today)


def sign(request: HttpRequest, case_id: UUID, now: datetime) -> None:
    dossier.sign_papers(case_id, actor=request.actor, at=now)
