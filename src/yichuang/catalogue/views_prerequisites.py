"""Pages of prerequisites: the graph and the dockets for staff, one docket with its verbs, and what was decided for everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.catalogue import choosing
from yichuang.catalogue.domain import tribunal as law
from yichuang.catalogue.domain.implementing.enumerations import RANK
from yichuang.catalogue.prerequisites import reading, tribunal
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.look.asked import ident, page_number, whole
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public, staff_required
from yichuang.organisations.domain import Act, Actor, Post, post_name

SEATS = 5
BASIS_ROWS = 3
SITTING = (Post.LEGAL, Post.EXPERT, Post.DIRECTOR, Post.DEPUTY_DIRECTOR, Post.CHIEF_REPRESENTATIVE, Post.GOVERNMENT_HEAD)
"""Posts the panel is taken from."""
KINDS = ((law.Kind.CLEAR.value, gettext_lazy("清理：现有的前置条件")), (law.Kind.NEW.value, gettext_lazy("新增：部门想加的前置条件")))
TAGS = {
    law.State.FILED: "wait", law.State.ANSWERED: "run", law.State.DECIDED: "yel", law.State.APPEALED: "run", law.State.FINAL: "yel",
    law.State.CARRIED_OUT: "done", law.State.WITHDRAWN: "plain",
}


@staff_required()
@require_http_methods(["GET", "POST"])
def prerequisites(request: HttpRequest) -> HttpResponse:
    """Every prerequisite in force, circles first; the dockets; and the form that files one."""
    typed = {key: request.POST.get(key, request.GET.get(key, "")).strip()[:4000] for key in
             ("item", "prerequisite", "kind", "plaintiff", "defendant", "claim")}
    typed["kind"] = typed["kind"] or law.Kind.CLEAR
    typed["plaintiff"] = typed["plaintiff"] or str(organisations.own_organ(request.actor))
    refusal: Refusal | None = None
    own = organisations.mine(request.actor)
    looked = choosing.asked(request.POST, typed, fields=("item",), own=own)
    if request.method == "POST" and looked is None:
        try:
            docket_id = tribunal.file(
                typed["item"], typed["prerequisite"], kind=typed["kind"] if typed["kind"] in tuple(law.Kind) else law.Kind.CLEAR,
                plaintiff_id=uuid_of(typed["plaintiff"]), defendant_id=uuid_of(typed["defendant"]), claim=typed["claim"],
                actor=request.actor, now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已立案。被提请部门在期限内答辩。"))
            return HttpResponseRedirect(reverse("studio-docket", args=[docket_id]))
        except Refusal as refused:
            refusal = refused
    state = request.GET.get("state", "")
    found, more = reading.dockets(states=(state,) if state in tuple(law.State) else (), page=page_number(request))
    files = organisations.organs_where(request.actor, Act.EDIT_ITEM, on=timezone.localdate())
    organs = [(str(o.id), o.name) for o in organisations.organs() if o.kind in ("organ", "government")]
    context = {
        "page": "prerequisites", "overview": reading.overview(), "dockets": lined(found), "has_next": more, "number": page_number(request),
        "typed": typed, "kinds": KINDS, "organs": [("", _("请选择")), *organs], "may_file": bool(files),
        "plaintiffs": [row for row in organs if UUID(row[0]) in files], "errors": blamed(refusal),
        "looked": looked or choosing.instead(refusal.errors if refusal else (), typed, fields=("item",), own=own),
    }  # fmt: skip
    return render(request, "catalogue/studio_prerequisites.html", context, status=refusal.status if refusal else 200)


def blamed(refusal: Refusal | None) -> Sequence[object]:
    """What stands in the error summary: the fields, or the refusal itself where it names none."""
    return () if refusal is None else refusal.errors or (refusal,)


def uuid_of(text: str) -> UUID:
    """The organ chosen; what is none is an organ nobody has."""
    return ident(text) or UUID(int=0)


def lined(rows: Sequence[reading.DocketLine]) -> list[tuple[reading.DocketLine, str, str, str]]:
    """(line, state in words, tag, verdict in words)."""
    return [(row, law.STATE_NAMES[row.state], TAGS[row.state], law.VERDICT_NAMES[row.verdict] if row.verdict else "") for row in rows]


Step = Callable[[HttpRequest, UUID, int], str]


def bases_in(data: QueryDict) -> list[dict[str, str]]:
    return [{key: data.get(f"{key}-{n}", "") for key in ("title", "article", "rank")} for n in range(BASIS_ROWS)]


def answer(request: HttpRequest, docket_id: UUID, version: int) -> str:
    tribunal.answer(docket_id, text=request.POST.get("text", ""), bases=bases_in(request.POST), actor=request.actor, now=timezone.now(), version=version)
    return _("已答辩，送审理组。")


def decide(request: HttpRequest, docket_id: UUID, version: int) -> str:
    data = request.POST
    votes = {uuid_of(data.get(f"member-{n}", "")): data.get(f"vote-{n}", "") for n in range(SEATS) if data.get(f"member-{n}")}
    assert request.actor.account_id is not None
    verdict = tribunal.decide(
        docket_id, presiding=request.actor.account_id, votes=votes, bases=bases_in(data), reasons=data.get("reasons", ""),
        actor=request.actor, now=timezone.now(), version=version,
    )
    return _("已裁定：%(verdict)s。") % {"verdict": _(law.VERDICT_NAMES[verdict])}


def appeal(request: HttpRequest, docket_id: UUID, version: int) -> str:
    tribunal.appeal(docket_id, text=request.POST.get("text", ""), actor=request.actor, now=timezone.now(), version=version)
    return _("已申请二审，由另外的成员书面审理。")


def withdraw(request: HttpRequest, docket_id: UUID, version: int) -> str:
    tribunal.withdraw(docket_id, reason=request.POST.get("text", ""), actor=request.actor, now=timezone.now(), version=version)
    return _("已撤回。")


STEPS: dict[str, Step] = {"answer": answer, "decide": decide, "appeal": appeal, "withdraw": withdraw}


@staff_required()
@require_http_methods(["GET", "POST"])
def docket(request: HttpRequest, docket_id: UUID) -> HttpResponse:
    """One docket: what was asked, answered and decided, and the verb that is open to whoever reads it."""
    refusal: Refusal | None = None
    verb = request.POST.get("verb", "")
    if request.method == "POST" and verb in STEPS:
        try:
            messages.success(request, STEPS[verb](request, docket_id, whole(request.POST.get("version"), otherwise=-1)))
            return HttpResponseRedirect(reverse("studio-docket", args=[docket_id]))
        except Refusal as refused:
            refusal = refused
    row = reading.docket(docket_id)
    today = timezone.localdate()
    context = {
        "page": "prerequisites", "docket": row, "state": law.STATE_NAMES[row.line.state], "tag": TAGS[row.line.state],
        "owner": law.OWNERS[row.line.state], "verbs": open_verbs(row, request.actor, today), "typed": request.POST, "errors": blamed(refusal),
        "ranks": [("", _("效力级别")), *((o.value, _(o.name)) for o in RANK.options)],
        "bases": [(n, *(request.POST.get(f"{key}-{n}", "") for key in ("title", "article", "rank"))) for n in range(BASIS_ROWS)],
        "seats": [(n, request.POST.get(f"member-{n}", ""), request.POST.get(f"vote-{n}", "")) for n in range(SEATS)],
        "people": people(row, today) if row.line.state in (law.State.FILED, law.State.ANSWERED, law.State.APPEALED) else (),
        "votes": [("", _("意见")), *((v.value, _(law.VERDICT_NAMES[v])) for v in law.Verdict)], "verdicts": law.VERDICT_NAMES, "kinds": dict(KINDS),
    }  # fmt: skip
    return render(request, "catalogue/studio_docket.html", context, status=refusal.status if refusal else 200)


def open_verbs(row: reading.DocketPage, actor: Actor, today: date) -> set[str]:
    """What this reader may do now; the verbs themselves ask again."""
    state = row.line.state
    answers = organisations.may(actor, Act.ANSWER, organ_id=row.defendant_id, on=today)
    files = organisations.may(actor, Act.EDIT_ITEM, organ_id=row.plaintiff_id, on=today)
    sits = actor.holds(*SITTING) and organisations.own_organ(actor) not in (row.plaintiff_id, row.defendant_id)
    heard = state in (law.State.ANSWERED, law.State.APPEALED) or (state is law.State.FILED and today > row.answer_by)
    return {
        verb for verb, open_ in (
            ("answer", answers and state is law.State.FILED), ("decide", sits and heard),
            ("appeal", (answers or files) and state is law.State.DECIDED and bool(row.appeal_by and today <= row.appeal_by)),
            ("withdraw", files and law.State.WITHDRAWN in law.MOVES[state]),
        ) if open_
    }  # fmt: skip


def people(row: reading.DocketPage, today: date) -> list[tuple[str, str]]:
    """Who may sit on the panel: holders of the posts it is taken from, of organs that are no party."""
    organs = {o.id: o for o in organisations.organs()}
    tops = [o.id for o in organs.values() if o.parent_id is None]
    found: dict[UUID, str] = {}
    for person in organisations.post_holders(SITTING, tops, on=today):
        if person.organ_id in organs and organs[person.organ_id].id not in (row.plaintiff_id, row.defendant_id):
            found.setdefault(person.account_id, f"{person.name} {organs[person.organ_id].name} {_(post_name(person.post))}")
    return [("", _("请选择")), *((str(i), name) for i, name in found.items())]


@public
@require_GET
def decided(request: HttpRequest) -> HttpResponse:
    """前置条件清理公示: what was finally decided, newest first, and what stands now."""
    found, more = reading.dockets(states=(law.State.FINAL, law.State.CARRIED_OUT), page=page_number(request))
    context = {
        "page": "open", "dockets": lined(found), "overview": reading.overview(), "has_next": more, "number": page_number(request),
        "today": local_date(timezone.now()),
    }  # fmt: skip
    return render(request, "catalogue/prerequisites.html", context)
