"""Projects 工程建设: the list, the board of one, its people and papers; registering one; ending one before its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yichuang.cases import api as cases
from yichuang.intake import api as intake
from yichuang.joint import api as joint
from yichuang.joint.api import areas, projects
from yichuang.joint.domain.areas import BOUND_NAMES, NoArea
from yichuang.joint.domain.building import BUILT_LAW, FILING_LAW
from yichuang.joint.domain.project_code import CHECKED_NAMES, Checked
from yichuang.joint.domain.projects import C8_NAMES, CLOSINGS, ROLE_NAMES, STAGE_NAMES, Stage
from yichuang.joint.domain.state import BRANCH_NAMES, BranchState
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.licences import api as licences
from yichuang.look.asked import day_of, ident, page_number, whole
from yichuang.organisations import api as organisations
from yichuang.organisations.access import applicant_required, staff_required
from yichuang.organisations.domain import Actor, Post
from yichuang.web import project_people, together, together_story, views_joint_acts
from yichuang.web.desk_page import show
from yichuang.web.project_drawing import draw
from yichuang.web.views_case import sentence

ROWS = 100
"""Lines on one page of a list of a project, which may have thousands."""
FILES = 60
"""So many papers of a project are shown, the newest."""
BESIDE = 10
"""So many that wait for one that failed are named with it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list that is whole in memory (the board reads every case anyway)."""

    rows: Sequence[Any]
    number: int
    more: bool


def a_page(request: HttpRequest, name: str, rows: Sequence[Any]) -> Page:
    """The page of this list asked for; beyond its end the last."""
    number = min(page_number(request, name), max(1, -(-len(rows) // ROWS)))
    return Page(rows[(number - 1) * ROWS : number * ROWS], number, len(rows) > number * ROWS)


@staff_required()
@require_GET
def desk_projects(request: HttpRequest) -> HttpResponse:
    """Every project the actor's organ takes part in, newest first."""
    return listing(request, "web/desk_projects.html", "desk-project")


@applicant_required
@require_GET
def my_projects(request: HttpRequest) -> HttpResponse:
    """The applicant's own projects, and those it builds or serves."""
    return listing(request, "web/my_projects.html", "my-project")


def listing(request: HttpRequest, template: str, route: str) -> HttpResponse:
    query, number = request.GET.get("q", "").strip()[:100], page_number(request)
    lines, more = projects.listed(request.actor, query=query, page=number)  # type: ignore[attr-defined]
    context = {"page": "projects", "lines": lines, "more": more, "number": number, "query": query, "route": route, "role_names": ROLE_NAMES}
    return drawn(request, template, context)


def drawn(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Pages of the desk say who sits at it."""
    if request.actor.is_staff:  # type: ignore[attr-defined]
        return show(request, template, context, status)
    return render(request, template, context, status=status)


@staff_required()
@require_GET
def desk_project(request: HttpRequest, number: str) -> HttpResponse:
    """The board of one project for the organs."""
    return shown(request, number, "web/desk_project.html")


@applicant_required
@require_GET
def my_project(request: HttpRequest, number: str) -> HttpResponse:
    """The board of one project for its owner, or for who builds it or serves its owner."""
    return shown(request, number, "web/my_project.html")


def shown(request: HttpRequest, number: str, template: str, refusal: Refusal | None = None) -> HttpResponse:
    today = timezone.localdate()
    view = projects.view(number, actor=request.actor, today=today)  # type: ignore[attr-defined]
    if view.roles:
        return drawn(request, "web/project_watched.html", at_a_glance(view, today))
    board, offered = view.board, [] if view.closed_at else offered_to(request.actor, today)  # type: ignore[attr-defined]
    handed = {lane.stage for lane in board.lanes if lane.bars}
    context: dict[str, Any] = {
        **at_a_glance(view, today), "files": files_of(request, view), "stages": STAGE_NAMES,
        **rows_context(request, view, today), "typed": request.POST,
        "closings": [("", _("请选择")), *((ground, _(words)) for ground, words in CLOSINGS.items())], "errors": refusal.errors if refusal else (),
        "failed": a_page(request, "failed", [(bar, BRANCH_NAMES[bar.state], others[:BESIDE], len(others)) for bar, others in board.failed()]),
        "waiting": a_page(request, "waiting", [bar for bar in board.bars if bar.state is BranchState.WAITING]), "ways": together.ways(),
        "offered": offered, "handed": handed, "all_handed": all(stage in handed or stage is Stage.BESIDE for stage, _theme in offered),
        "built_law": BUILT_LAW, "filing_law": FILING_LAW, "may_report": view.keeps and not view.closed_at and not view.is_completing,
        **together_story.told(view.joint_id, inside=request.actor.is_staff, page=page_number(request, "story")),  # type: ignore[attr-defined]
        "code_typed": request.POST.get("code", view.code), "closing": "ground" in request.POST,
        "refusal": refusal,
        **project_people.context(request, view, refusal), **area_context(request, view, today),
        **views_joint_acts.listed(view.joint_id, view.number, request.actor, today),  # type: ignore[attr-defined]
    }  # fmt: skip
    return drawn(request, template, context, refusal.status if refusal else 200)


def offered_to(actor: Actor, today: date) -> list[tuple[Stage, Any]]:
    """The stages the reader may hand in: its owner all of them, at the window those it takes."""
    if actor.is_applicant:
        return projects.stages()
    if not actor.holds(Post.WINDOW, Post.HALL_LEAD):
        return []
    taken = {row.theme.code for row in intake.offered_at_window([], actor, today)}
    return [(stage, theme) for stage, theme in projects.stages() if theme.code in taken]


def at_a_glance(view: projects.ProjectView, today: date) -> dict[str, Any]:
    """The head of a project and its board: what everybody reads who may see it."""
    board, late = view.board, view.board.late(today)
    lit = [bar for bar in board.bars if bar.critical and bar.state in (BranchState.OPEN, BranchState.WAITING)]
    return {
        "page": "projects", "project": view, "today": today, "drawing": draw(board, today, view.built_on), "late": late,
        "aside": [bar for bar in late if not bar.critical], "now": next(iter(lit), None),
        "figures": [
            (_("事项"), len(board.bars)), (_("办成"), board.count(BranchState.GRANTED)), (_("在办"), board.count(BranchState.OPEN)),
            (_("已提交、未开始") if view.partial else _("未开始"), board.count(BranchState.WAITING)), (_("超期"), len(late)),
        ],
        "roles": [(ROLE_NAMES[row.role], row) for row in view.parties], "leads": project_people.leads(view),
        "checked_said": CHECKED_NAMES[view.checked], "ground_said": CLOSINGS.get(view.ground, ""),
    }  # fmt: skip


def rows_context(request: HttpRequest, view: projects.ProjectView, today: date) -> dict[str, Any]:
    """逐项, a page of it: each case with its state in words and whether it is late; `seen_cases`: those the reader may open, of the others
    it reads how far they are."""
    late, left = {bar.id for bar in view.board.late(today)}, a_page(request, "left", projects.left_over(view))
    page = a_page(request, "rows", view.board.bars)
    ids = {row.case_id for row in (*page.rows, *left.rows) if row.case_id}
    seen = set(cases.visible_cases(request.actor).filter(id__in=ids).values_list("id", flat=True))  # type: ignore[attr-defined]
    return {
        "rows": [(bar, C8_NAMES[bar.code] if bar.code else "", bar.id in late) for bar in page.rows], "rows_page": page.number,
        "rows_more": page.more, "left": left,
        "seen_cases": seen, "licences": licences.made_for(seen) if seen else {},
        "licence_route": "desk-licence" if request.actor.is_staff else "track-licence",  # type: ignore[attr-defined]
    }  # fmt: skip


def files_of(request: HttpRequest, view: projects.ProjectView) -> list[tuple[projects.ProjectFile, str]]:
    """项目案卷: each paper with the address it opens at, by a case of the project whose papers the reader may open; empty where there is none."""
    found = projects.files(view.joint_id)[:FILES]
    lie = projects.places(view.joint_id, [row.stored_id for row in found], actor=request.actor)  # type: ignore[attr-defined]
    opens = {stored: reverse("case-file", args=[case_id, file_id]) for stored, (case_id, file_id) in lie.items()}
    return [(row, opens.get(row.stored_id, "")) for row in found]


def area_context(request: HttpRequest, view: projects.ProjectView, today: date) -> dict[str, Any]:
    """区域评估 of a project: what it inherits, and for who keeps it the form that takes it in, with a field for each indicator of the area
    that was chosen."""
    asked = request.POST.get("area") or request.GET.get("area", "")
    offered = areas.open_areas(today=today) if view.keeps and not view.closed_at else []
    chosen = next(((area_id, name) for area_id, name in offered if str(area_id) == asked), None)
    fields = areas.indicators_of([chosen[0]], today).get(chosen[0], []) if chosen else []
    values = {one.code: request.POST.get(f"value-{one.code}", "")[:40] for one in fields}
    return {
        "inherited": areas.inherited(view.joint_id, today=today), "areas": [(str(area_id), name) for area_id, name in offered], "area_chosen": chosen,
        "area_fields": [(f"value-{one.code}", one, BOUND_NAMES[one.bound], values[one.code]) for one in fields],
        "parcel": request.POST.get("parcel", ""), "bounds": BOUND_NAMES,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a verb on a project was pressed, and where it leads back to."""

    template: str
    route: str


DESK, MINE = Place("web/desk_project.html", "desk-project"), Place("web/my_project.html", "my-project")


def done(request: HttpRequest, number: str, place: Place, verb: Callable[[UUID], tuple[int, str]]) -> HttpResponse:
    """The verb on the project, then its page: with what there is to say (level, words), or with the refusal at its field."""
    try:
        joint_id, _owner = projects.open_project(number, actor=request.actor)  # type: ignore[attr-defined]
        level, words = verb(joint_id)
    except NotFound:
        raise
    except Refusal as no:
        return shown(request, number, place.template, no)
    messages.add_message(request, level, words)
    return HttpResponseRedirect(reverse(place.route, args=[number]))


@staff_required()
@require_POST
def desk_area(request: HttpRequest, number: str) -> HttpResponse:
    """纳入区域评估, by an organ that leads a stage."""
    return done(request, number, DESK, partial(entered, request))


@applicant_required
@require_POST
def my_area(request: HttpRequest, number: str) -> HttpResponse:
    """纳入区域评估, by the owner."""
    return done(request, number, MINE, partial(entered, request))


def entered(request: HttpRequest, joint_id: UUID) -> tuple[int, str]:
    actor, typed = request.actor, request.POST  # type: ignore[attr-defined]
    area_id = ident(typed.get("area"))
    if area_id is None:
        raise NoArea()
    values = {key.removeprefix("value-"): value[:40] for key, value in typed.items() if key.startswith("value-")}
    areas.enter(joint_id, area_id, values, parcel=typed.get("parcel", "")[:60], actor=actor, now=timezone.now())
    return messages.SUCCESS, _("已纳入区域评估，有效的评估以后自动带入申请。")


@staff_required()
@require_POST
def desk_built(request: HttpRequest, number: str) -> HttpResponse:
    """报竣工, by an organ that leads a stage."""
    return done(request, number, DESK, partial(built, request))


@applicant_required
@require_POST
def my_built(request: HttpRequest, number: str) -> HttpResponse:
    """报竣工, by the owner."""
    return done(request, number, MINE, partial(built, request))


def built(request: HttpRequest, joint_id: UUID) -> tuple[int, str]:
    actor = request.actor  # type: ignore[attr-defined]
    projects.complete(joint_id, day_of(request.POST.get("built_on")), actor=actor, now=timezone.now())
    return messages.SUCCESS, _("已报竣工，竣工验收阶段开始。")


@staff_required()
@require_POST
def desk_code(request: HttpRequest, number: str) -> HttpResponse:
    """项目代码 asked of the national platform again, by an organ that leads a stage."""
    return done(request, number, DESK, partial(coded, request))


@applicant_required
@require_POST
def my_code(request: HttpRequest, number: str) -> HttpResponse:
    """项目代码 put right or asked again, by the owner."""
    return done(request, number, MINE, partial(coded, request))


def coded(request: HttpRequest, joint_id: UUID) -> tuple[int, str]:
    actor = request.actor  # type: ignore[attr-defined]
    if projects.recode(joint_id, project_code(request), actor=actor, now=timezone.now()) is Checked.FETCHED:
        return messages.SUCCESS, _("项目代码已从国家平台取得。")
    return messages.WARNING, _("国家平台现在没有答复，平台答复以后自动核对。")


def project_code(request: HttpRequest) -> str:
    """A code as people type it, in its one spelling."""
    return "".join(request.POST.get("code", "").split()).upper()


@applicant_required
@require_POST
def my_branch(request: HttpRequest, number: str, branch_id: UUID, verb: str) -> HttpResponse:
    """A branch that waits given up, by the owner."""
    if verb not in BRANCH_VERBS:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    return done(request, number, MINE, partial(BRANCH_VERBS[verb], request, branch_id))


def dropped(request: HttpRequest, branch_id: UUID, joint_id: UUID) -> tuple[int, str]:
    joint.drop(joint_id, branch_id, reason=request.POST.get("reason", "")[:2000], actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    return messages.SUCCESS, _("已放弃这一项，其他各项照常办理。")


BRANCH_VERBS = {"drop": dropped}


@staff_required()
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """项目终止, by an organ that leads a stage."""
    return done(request, number, DESK, partial(closed, request))


def closed(request: HttpRequest, joint_id: UUID) -> tuple[int, str]:
    actor, typed = request.actor, request.POST  # type: ignore[attr-defined]
    projects.close(joint_id, ground=typed.get("ground", ""), reason=typed.get("reason", "")[:2000], actor=actor, now=timezone.now())
    return messages.SUCCESS, _("项目已终止。等待中的已放弃，在办的由各机关依法终止办理。")


@applicant_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """登记项目 by the code the national platform gave; what the platform says of it is fetched."""
    actor = request.actor  # type: ignore[attr-defined]
    owners = sorted(organisations.parties(actor.party_ids).values(), key=lambda party: party.kind)
    typed, refusal = request.POST, None
    if request.method == "POST":
        try:
            number = registered(request)
        except Refusal as no:
            refusal = no
        else:
            messages.success(request, _("项目已登记。"))
            return HttpResponseRedirect(reverse("my-project", args=[number]))
    context = {
        "page": "projects", "typed": typed, "refusal": refusal, "errors": refusal.errors if refusal else (),
        "said": sentence(refusal) if refusal else "", "owners": [("", _("请选择")), *((str(party.id), party.name) for party in owners)],
    }  # fmt: skip
    return render(request, "web/project_new.html", context, status=refusal.status if refusal else 200)


def registered(request: HttpRequest) -> str:
    actor, typed, today = request.actor, request.POST, timezone.localdate()  # type: ignore[attr-defined]
    owner = next((party for party in organisations.parties(actor.party_ids).values() if str(party.id) == typed.get("owner")), None)
    if owner is None:
        wrong = FieldError("owner", "required", "请选择建设单位。")
        raise Invalid(_("项目登记还有内容要改。"), code="joint.bad_project", errors=(wrong,))
    code = project_code(request)
    wanted = projects.Registration(
        code=code, name=typed.get("name", "").strip()[:120], owner_id=owner.id, division=code.split("-")[1] if code.count("-") >= 2 else "",
        target_days=whole(typed.get("target_days")), from_on=today, site=typed.get("site", "").strip()[:200],
    )  # fmt: skip
    joint_id = projects.enrol(wanted, actor=actor, now=timezone.now())
    return projects.number_of(joint_id)

