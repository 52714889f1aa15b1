"""Pages of owners and agencies: my requests, one request with what may be done in it now, a new one, joining the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.agencies import api, forms, papers, queries
from yichuang.agencies.domain import words
from yichuang.agencies.domain.request import SIGNED, NoRequest, State
from yichuang.agencies.queries import RequestRow
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.values import local_date
from yichuang.look.asked import whole
from yichuang.look.templatetags.look import said
from yichuang.organisations.access import acting_party, applicant_required
from yichuang.organisations.domain import Actor

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@applicant_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My requests as an owner, and the agencies I stand for with their work."""
    parties = request.actor.party_ids
    context = {"page": "mine", "requests": queries.own_requests(parties), "agencies": queries.of_party(parties), "works": queries.agency_requests(parties)}
    return render(request, "agencies/mine.html", context)


@applicant_required
@never_cache
@get_or_post
def new(request: HttpRequest) -> HttpResponse:
    """发布需求: which service, how, for how long."""
    typed = request.POST if request.method == "POST" else request.GET
    service, case_id = queries.service(forms.identifier(typed.get("service", "")) or UUID(int=0)), forms.identifier(typed.get("case", ""))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            request_id = api.publish(
                forms.identifier(typed.get("party", "")) or UUID(int=0), service.id, forms.wish(typed), actor=request.actor, now=timezone.now(),
                case_id=case_id,
            )  # fmt: skip
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("需求已发布，机构可以报名了。"))
            return redirect("my-request", request_id=request_id)
    context = {
        "page": "mine", "service": service, "case": case_id or "", "typed": typed, "ways": forms.named(words.WAY_NAMES, words.WAY_HINTS),
        "owners": forms.owners(request.actor.party_ids), "party": typed.get("party", str(acting_party(request))), **said_no(refusal),
    }  # fmt: skip
    return render(request, "agencies/new.html", context, status=refusal.status if refusal else 200)


def said_no(refusal: Refusal | None) -> dict[str, Any]:
    """What a page shows of a refusal: its fields, or the whole where it names none."""
    errors = (refusal.errors or (FieldError("", refusal.code, said(refusal)),)) if refusal else ()
    return {"refusal": refusal, "errors": errors}


@applicant_required
@never_cache
@require_safe
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    return shown(request, request_id)


def shown(request: HttpRequest, request_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    """One request for its owner, for the agency that works on it, and for agencies that may offer."""
    row, actor, today = queries.request(request_id), request.actor, local_date(timezone.now())
    is_owner, mine = row.party_id in actor.party_ids, queries.of_party(actor.party_ids)
    is_maker = any(agency.id == row.agency_id for agency in mine)
    closed = today > row.closes_on
    offers, pauses = queries.offers(request_id) if closed or is_maker else (), queries.pauses(request_id) if is_owner or is_maker else ()
    context = {
        "page": "mine", "row": row, "is_owner": is_owner, "is_maker": is_maker, "closed": closed, "offers": offers, "typed": request.POST,
        "choices": [(str(o.agency_id), o.agency) for o in offers], "pauses": pauses, "stopped": any(p.to_on is None for p in pauses),
        "late": bool(row.due_on and today > row.due_on),
        "may": queries.may_offer(row, actor) if row.state == State.OPEN and not closed else (), "offered": queries.offered_by(request_id, [a.id for a in mine]),
        "grounds": forms.named(words.STOP_NAMES), "complaints": forms.named(words.COMPLAINT_NAMES), "levels": forms.named(words.LEVEL_NAMES),
        "complaint": queries.complaint_of(request_id) if is_owner else None, "may_complain": is_owner and State(row.state) in SIGNED,
        **said_no(refusal),
    }  # fmt: skip
    return render(request, "agencies/one.html", context, status=refusal.status if refusal else 200)


def sent(request: HttpRequest, name: str) -> dict[str, Any]:
    found = request.FILES.get(name)
    return {"source": found, "file_name": str(found.name) if found else ""}


VERBS: Mapping[str, Callable[[HttpRequest, UUID, dict[str, Any]], object]] = {
    "offer": lambda r, i, who: api.offer(
        i, agency_of(r), amount_fen=forms.fen(r.POST.get("amount", "")), days=whole(r.POST.get("days"), most=10_000), **unversioned(who)
    ),
    "take-back": lambda r, i, who: api.take_back(i, agency_of(r), **unversioned(who)),
    "choose": lambda r, i, who: api.choose(i, agency_of(r), **who),
    "draw": lambda r, i, who: api.draw(i, owner_number=r.POST.get("owner_number", ""), **who),
    "withdraw": lambda r, i, who: api.withdraw(i, reason=r.POST.get("reason", ""), **who),
    "propose": lambda r, i, who: api.propose(i, **sent(r, "contract"), **who),
    "sign": lambda r, i, who: api.sign(i, **who),
    "decline": lambda r, i, who: api.decline(i, reason=r.POST.get("reason", ""), **who),
    "stop": lambda r, i, who: api.stop(i, ground=r.POST.get("ground", ""), reason=r.POST.get("reason", ""), **who),
    "resume": lambda r, i, who: api.resume(i, **who),
    "deliver": lambda r, i, who: api.deliver(i, **sent(r, "report"), **who),
    "send-back": lambda r, i, who: api.send_back(i, reason=r.POST.get("reason", ""), **who),
    "accept": lambda r, i, who: api.accept(i, **who),
    "rate": lambda r, i, who: api.rate(i, level=r.POST.get("level", ""), comment=r.POST.get("comment", ""), **who),
    "end": lambda r, i, who: api.end(i, reason=r.POST.get("reason", ""), **who),
    "complain": lambda r, i, who: api.complain(i, ground=r.POST.get("ground", ""), text=r.POST.get("text", ""), **unversioned(who)),
}
"""What an owner or an agency may post. None of it is open to staff (43)."""
DONE_WORDS = {
    "offer": "已报名。", "take-back": "已撤回报名。", "choose": "已选定，请把合同发给机构。", "draw": "已抽取，过程和结果公开，谁都可以复算。",
    "withdraw": "需求已撤回。", "propose": "合同已发给机构，等它签订。", "sign": "合同已签订，从下一个工作日起算。", "decline": "已告诉业主不签。",
    "stop": "已暂停，业主看得到原因。", "resume": "已恢复计时。", "deliver": "成果已交付，等业主验收。", "send-back": "已退回，机构接着改。",
    "accept": "已验收，成果放进了您的材料库。", "rate": "谢谢您的评价。", "end": "合同已终止。", "complain": "投诉已收到，核实以后答复您。",
}


def unversioned(who: dict[str, Any]) -> dict[str, Any]:
    """Verbs that touch nobody else's judgement name no version: two agencies may offer at once."""
    return {key: value for key, value in who.items() if key != "version"}


def agency_of(request: HttpRequest) -> UUID:
    found = forms.identifier(request.POST.get("agency", ""))
    if found is None:
        raise Invalid("请选一家机构。", code="agencies.no_agency", errors=(FieldError("agency", "agencies.no_agency", "请选一家机构"),))
    return found


@applicant_required
@never_cache
@require_POST
def do(request: HttpRequest, request_id: UUID, verb: str) -> HttpResponse:
    """One verb; a refusal comes back on the page it was typed on."""
    if verb not in VERBS:
        raise NotFound("没有这个操作。", code="agencies.no_verb")
    version = whole(request.POST.get("version"), otherwise=-1)
    try:
        VERBS[verb](request, request_id, {"actor": request.actor, "now": timezone.now(), "version": None if version < 0 else version})
    except NotFound:
        raise
    except Refusal as refusal:
        return shown(request, request_id, refusal)
    messages.success(request, _(DONE_WORDS[verb]))
    return redirect("my-request", request_id=request_id)


@applicant_required
@never_cache
@require_safe
def file(request: HttpRequest, request_id: UUID, kind: str) -> HttpResponseBase:
    """The contract or the report, for the two sides only."""
    row = queries.request(request_id)
    if not stands_in(row, request.actor):
        raise NoRequest()
    return papers.response(*queries.paper(request_id, kind, reader=request.actor, at=timezone.now()))


def stands_in(row: RequestRow, actor: Actor) -> bool:
    return row.party_id in actor.party_ids or any(agency.id == row.agency_id for agency in queries.of_party(actor.party_ids))


@applicant_required
@never_cache
@get_or_post
def join(request: HttpRequest) -> HttpResponse:
    """申请入驻, a service at a time: a service listed before is replaced, the others stay as they are."""
    typed, refusal = request.POST, None
    if request.method == "POST":
        try:
            apply(request, timezone.now())
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("已提交，核对通过以后进入名录。"))
            return redirect("my-mall")
    context = {
        "page": "mine", "typed": typed, "companies": forms.companies(request.actor.party_ids), "organs": forms.organs(),
        "services": [(str(s.id), s.name) for s in queries.services()], "agencies": queries.of_party(request.actor.party_ids), **said_no(refusal),
    }
    return render(request, "agencies/join.html", context, status=refusal.status if refusal else 200)


def apply(request: HttpRequest, now: datetime) -> None:
    typed, paper = request.POST, request.FILES.get("paper")
    party_id, service_id = forms.identifier(typed.get("party", "")), forms.identifier(typed.get("service", ""))
    if party_id is None:
        raise Invalid("请选一家单位。", code="agencies.no_company", errors=(FieldError("party", "agencies.no_company", "请选有统一社会信用代码的单位"),))
    offered = api.Offered(
        service_id or UUID(int=0), forms.fen(typed.get("price", "")) or 0, whole(typed.get("days"), most=10_000), typed.get("qualification", "")[:200],
        forms.day(typed.get("qualified_to", ""), "qualified_to"), paper, str(paper.name) if paper else "",
    )  # fmt: skip
    before = next((row for row in queries.of_party([party_id])), None)
    others = [
        api.Offered(line.service_id, line.price_fen, line.days, line.qualification, line.qualified_to)
        for line in (before.lines if before else ()) if line.service_id != service_id
    ]
    api.apply(
        party_id, [*others, offered], staff_count=whole(typed.get("staff_count"), most=1_000_000), conditions=typed.get("conditions", ""),
        process=typed.get("process", ""), organ_id=forms.identifier(typed.get("organ", "")), actor=request.actor, now=now,
    )  # fmt: skip
