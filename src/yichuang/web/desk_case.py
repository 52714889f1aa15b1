"""The dossier page put together: header, clock, form and materials, review points, panels, drawing, history, papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yichuang.agencies import api as agencies
from yichuang.cases import api as cases
from yichuang.cases.api import CaseView
from yichuang.cases.domain.decision import is_inspected
from yichuang.cases.domain.phases import CHANNEL_LABELS, GENERIC_LABELS, LABELS, OUTCOME_LABELS, Channel, Phase, TaskKind
from yichuang.cases.domain.window import NEARBY
from yichuang.cases.domain.wishes import WAYS
from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.documents.domain import KINDS, TO_SERVE, Kind, Role, Seal
from yichuang.dossier import api as dossier
from yichuang.dossier.api import DossierView, FileRow, MaterialRow, NoDossier, PointRow
from yichuang.kernel.errors import Refusal
from yichuang.licences import api as licences
from yichuang.look.asked import whole
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, post_name
from yichuang.oversight import api as oversight
from yichuang.procedures import api as procedures
from yichuang.web import case_asked, case_where, desk_clock, desk_panels, history, promise_words, smart_words, together_case
from yichuang.web.desk_actor import Desk
from yichuang.web.desk_list import spaced

TONES = {
    Phase.RECEIVED: "plain", Phase.CORRECTING: "wait", Phase.UNDER_REVIEW: "run", Phase.DECIDED: "done", Phase.CLOSED: "done",
    Phase.NOT_NEEDED: "plain", Phase.REJECTED: "plain", Phase.LAPSED: "plain", Phase.WITHDRAWN: "plain", Phase.ENDED: "plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    tag: str
    tag_kind: str
    agent: str
    number: str
    channel: str
    people: tuple[tuple[str, str], ...]
    apart: str
    red: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The material in the middle, and its neighbours."""

    material: MaterialRow | None
    file: FileRow | None
    before: str
    after: str
    page: int = 1

    @property
    def is_paged(self) -> bool:
        return self.file is not None and self.file.media_type == "application/pdf" and bool(self.file.pages)

    @property
    def page_before(self) -> int:
        return self.page - 1

    @property
    def page_after(self) -> int:
        return self.page + 1 if self.file and self.file.pages and self.page < self.file.pages else 0


def page(actor: Actor, case_id: UUID, *, now: datetime, today: date, material: str = "", file: str = "", sheet: str = "") -> dict[str, Any]:
    """Everything one dossier page shows to this actor; NotFound when they may not see the case."""
    view = cases.view(case_id, actor=actor)
    desk = Desk(view, actor, today)
    papers = opened(case_id, actor, now)
    shown = viewer(papers, material, file, sheet, reviewing=desk.marks_review)
    lost = dossier.proof_lost(case_id, today) if shown.file and shown.file.result_number and view.state.decided_at is None else ()
    lines, papers_of = history.lines(view), documents.of_case(case_id)
    return {
        "page": "desk", "case": view.state, "terms": view.terms, "version": view.version, "desk": desk, "dossier": papers,
        "header": header(desk), "asked": case_asked.asked_for(view, today), "clock": desk_clock.box(view, today), "viewer": shown, "proof_lost": lost,
        "applicant": view.applicant,
        "applicant_number": view.applicant_number, "points": points(papers, shown.material), "panels": desk_panels.panels(desk, papers),
        "others": desk_panels.others(desk), "service": service_words(view), "inspected": is_inspected(view.state), "barred": desk_panels.banned(desk),
        "remedy": desk_panels.remedy(desk) if view.state.is_licence else "",
        "interactions": oversight.of_case(view.state.id), "drawing": drawing(view), "lines": lines, "opinions": [line for line in lines if line.is_opinion],
        "documents": papers_of, "decision": decision(view, papers_of), "licences": licences.of_case(case_id), "tasks": waiting(desk),
        "may_print": desk.may(Act.REPRINT, view.state.accepting_organ_id), "may_void": desk.may(Act.VOID, view.state.accepting_organ_id),
        "may_serve": desk.may(Act.SERVE, view.state.accepting_organ_id), "to_serve": TO_SERVE,
        "may_make": desk.may(Act.SEAL, view.state.accepting_organ_id), "slips": slips(desk, papers_of), "ledger": view.state.ledger,
        "where": case_where.where(view), "way": catalogue.way_of(view.terms, view.state.deciding_organ_id),
        "papers_with": dossier.holder_of_papers(case_id), "smart": smart_words.told(view), "promises": promise_words.standing(view),
        "agency_time": agencies.of_case(view.state, view.terms, view.calendar, now=now),
        "together": together_case.panel(desk),
    }  # fmt: skip


def slips(desk: Desk, rows: tuple[documents.DocumentRow, ...]) -> frozenset[UUID]:
    """The papers beside which 更正 is offered."""
    if not desk.may_correct:
        return frozenset()
    licences_of = {desk.view.state.licence_id} - {None}
    return frozenset({row.id for row in rows if row.readable and has_slips(row)} | licences_of)  # type: ignore[arg-type]


def has_slips(row: documents.DocumentRow) -> bool:
    kind = Kind(row.kind)
    return KINDS[kind].seal is not Seal.NONE and kind is not Kind.CLERICAL_CORRECTION and any(r.role != Role.INTERNAL for r in row.recipients)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, under which number, by whom and when it reached the applicant."""

    word: str
    number: str
    document_id: UUID
    who: str
    at: datetime
    served_at: datetime | None


def decision(view: CaseView, papers: tuple[documents.DocumentRow, ...]) -> Decided | None:
    state = view.state
    paper = next((row for row in papers if row.id == state.decision_document_id), None)
    if paper is None or state.outcome is None or state.decided_at is None:
        return None
    who = view.people.get(state.decider_id, "") if state.decider_id else ""
    return Decided(_(OUTCOME_LABELS[state.outcome]), paper.number, paper.id, who, state.decided_at, state.served_at)


def service_words(view: CaseView) -> str:
    """How papers reach the applicant as things stand: the way chosen last, with the address for the post."""
    known = documents.address_of(view.state.applicant_id, view.state.id)
    if known is None:
        return _("%(way)s（没有送达地址确认书）") % {"way": _(history.WAY_WORDS["direct"])}
    if known.electronic and known.withdrawn_at is None:
        return _(history.WAY_WORDS["electronic"])
    if known.address == WAYS[NEARBY] or view.state.collects_at_window:
        return _(history.WAY_WORDS[NEARBY])
    if known.electronic or known.address in ("", WAYS["direct"]):
        return _(history.WAY_WORDS["direct"])
    return f"{_(history.WAY_WORDS['post'])} {known.address}"


def opened(case_id: UUID, actor: Actor, now: datetime) -> DossierView | None:
    try:
        return dossier.view(case_id, reader=actor, at=now)
    except NoDossier:
        return None


def phase_word(view: CaseView) -> str:
    state = view.state
    if state.phase is Phase.CORRECTING:
        return _("等补正")
    if state.phase is Phase.DECIDED and state.outcome and state.is_licence:
        return _("已%(outcome)s，待送达") % {"outcome": _(OUTCOME_LABELS[state.outcome])}
    if state.phase is Phase.UNDER_REVIEW and any(t.kind is TaskKind.DECIDE for t in state.open_tasks):
        return _("待决定") if state.is_licence else _("待办结")
    words = LABELS if state.is_licence else {**LABELS, **GENERIC_LABELS}
    return _(words[state.phase])


def header(desk: Desk) -> Header:
    view, state = desk.view, desk.view.state
    tag, kind = phase_word(view), TONES[state.phase]
    if state.is_stopped:
        tag, kind = _("暂停"), "susp"
    if state.phase is Phase.UNDER_REVIEW and (state.statutory_passed or state.promise_passed):
        tag, kind = _("超法定") if state.statutory_passed else _("超承诺"), "red"
    agent = organisations.party(state.agent_id).name if state.agent_id else ""
    channel = CHANNEL_LABELS[Channel(state.channel)] if state.channel in set(Channel) else ""
    return Header(tag, kind, agent, spaced(state.number), _(channel), people(desk), apart(desk), red_facts(view))


def people(desk: Desk) -> tuple[tuple[str, str], ...]:
    """(part, who): accepted, undertook, checked, decides."""
    view, state = desk.view, desk.view.state
    found = [(_("受理"), view.people.get(state.acceptor_id, "") if state.acceptor_id else "")]
    if state.deemed:
        found = [(_("受理"), _("视为受理"))]
    steps = [t for t in state.tasks if t.kind is TaskKind.STEP and t.owner_id]
    words = {"undertaker": _("承办"), "section_chief": _("审核"), "chief_representative": _("审核")}
    for task in steps:
        name = view.people.get(task.owner_id, "") if task.owner_id else ""
        found.append((words.get(task.post, _(task.name)), name))
    decide = next((t for t in state.tasks if t.kind is TaskKind.DECIDE and t.closed_at is None), None)
    if state.decider_id:
        found.append((_("决定") if state.is_licence else _("办结人"), view.people.get(state.decider_id, "")))
    elif decide:
        found.append((_("决定") if state.is_licence else _("办结人"), desk_panels.holders(desk, decide)))
    return tuple(dict.fromkeys((part, who) for part, who in found if who))


def apart(desk: Desk) -> str:
    state = desk.view.state
    fine = _("决定人不是受理人，符合分离要求") if state.is_licence else _("办结人不是受理人，符合分离要求")
    if state.decided_automatically:
        drawn = any(t.kind is TaskKind.SPOT_CHECK for t in state.tasks)
        return _("智能审批，按规则自动受理、准予，已抽中，由人抽查") if drawn else _("智能审批，按规则自动受理、准予，本件没有抽中抽查")
    if state.decided_at_once:
        drawn = any(t.kind is TaskKind.SPOT_CHECK for t in state.tasks)
        return _("即办件，一人当场办理，已抽中，由他人抽查") if drawn else _("即办件，一人当场办理，本件没有抽中抽查")
    if state.decider_id and state.acceptor_id:
        return fine
    if state.acceptor_id == desk.actor.account_id and state.phase is Phase.UNDER_REVIEW:
        return _("您是受理人，不能决定本件")
    deciding = any(t.kind is TaskKind.DECIDE for t in state.open_tasks) and desk.may(Act.GRANT)
    if deciding and state.acceptor_id:
        return fine
    return ""


def red_facts(view: CaseView) -> tuple[tuple[str, str], ...]:
    """What broke a rule, each once, with its article."""
    return tuple(dict.fromkeys((line.text, line.article) for line in history.lines(view) if line.is_red))


def first(rows: list[MaterialRow], reviewing: bool) -> MaterialRow | None:
    """What lies open when nothing was chosen: a reviewer starts where points are still to be judged."""
    orders = [lambda r: reviewing and any(p.is_open for p in r.review_points), lambda r: reviewing and bool(r.review_points)]
    orders += [lambda r: bool(r.files), lambda r: True]
    return next((row for fits in orders for row in rows if fits(row)), None)


def viewer(papers: DossierView | None, code: str, file: str, sheet: str = "", *, reviewing: bool = False) -> Viewer:
    if papers is None:
        return Viewer(None, None, "", "")
    rows = list(papers.materials)
    here = next((r for r in rows if r.code == code), None) or first(rows, reviewing)
    if here is None:
        return Viewer(None, None, "", "")
    at = rows.index(here)
    chosen = next((f for f in (*here.files, *here.older) if str(f.id) == file), here.files[0] if here.files else None)
    last = (chosen.pages or 1) if chosen else 1
    page = min(whole(sheet), last) or 1
    return Viewer(here, chosen, rows[at - 1].code if at else "", rows[at + 1].code if at + 1 < len(rows) else "", page)


@dataclass(frozen=True, slots=True)
class Points:
    """The points beside the material in view: its own 受理要素, then 审查要点 by nearness; `rest` belongs to other papers."""

    acceptance: tuple[PointRow, ...]
    own: tuple[PointRow, ...]
    general: tuple[PointRow, ...]
    rest: tuple[PointRow, ...]


def points(papers: DossierView | None, material: MaterialRow | None) -> Points:
    if papers is None or material is None:
        return Points((), (), (), ())
    own = tuple(p for p in papers.review if p.material_code == material.code)
    general = tuple(p for p in papers.review if not p.material_code)
    rest = tuple(p for p in papers.review if p not in own and p not in general)
    return Points(material.points, own, general, rest)


def drawing(view: CaseView) -> procedures.Drawing | None:
    """The procedure with its tokens lit; None when the version has no drawing of its own."""
    procedure_id = view.state.procedure_id or view.terms.procedure_id
    if procedure_id is None:
        return None
    steps = [t for t in view.state.tasks if t.kind is TaskKind.STEP]
    lit = {t.node for t in steps if t.closed_at is None}
    done = {t.node for t in steps if t.closed_at} - lit
    try:
        return procedures.drawing(catalogue.drawing(procedure_id), lit=lit, done=done)
    except Refusal:
        return None


def waiting(desk: Desk) -> list[tuple[str, str]]:
    """(step, who it waits for) of every open task."""
    view = desk.view
    return [
        (_(t.name), view.people.get(t.owner_id, "") if t.owner_id else _(post_name(t.post))) for t in view.state.open_tasks
    ]


def address(case_id: UUID, query: str = "") -> str:
    return reverse("desk-case", args=[case_id]) + (f"?{query}" if query else "")
