"""Everything on the public page of one case, for the applicant at /mine/ and for whoever follows it by number and phone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.agencies import api as agencies
from yichuang.cases.api import CaseView
from yichuang.cases.domain.phases import OUTCOME_LABELS, ActKind, Phase
from yichuang.cases.domain.state import Act, CaseState
from yichuang.cases.domain.window import NEARBY
from yichuang.cases.domain.wishes import WAYS
from yichuang.catalogue import api as catalogue
from yichuang.clock.domain import Calendar
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Remedies, Role, remedies_until
from yichuang.dossier import api as dossier
from yichuang.evaluation import api as evaluation
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences
from yichuang.look.words import in_parts
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor, post_name
from yichuang.web import case_asked, case_clock, case_story, case_where, case_words, promise_words, smart_words, together_case

DECISIONS = frozenset({
    Kind.GRANT_DECISION, Kind.ON_THE_SPOT, Kind.REFUSAL_DECISION, Kind.RESULT_NOTICE, Kind.REJECTION_DECISION,
    Kind.NOT_NEEDED_NOTICE, Kind.TERMINATION_NOTICE, Kind.CHANGE_DECISION, Kind.CHANGE_REFUSAL, Kind.RENEWAL_DECISION, Kind.RENEWAL_REFUSAL,
})  # fmt: skip
OUTCOMES = {
    Kind.GRANT_DECISION: "granted", Kind.ON_THE_SPOT: "granted", Kind.REFUSAL_DECISION: "refused", Kind.CHANGE_DECISION: "granted",
    Kind.CHANGE_REFUSAL: "refused", Kind.RENEWAL_DECISION: "granted", Kind.RENEWAL_REFUSAL: "refused",
}  # fmt: skip
REFUSED = {
    Kind.REFUSAL_DECISION: "经审查，申请不符合法定条件，不予行政许可。", Kind.CHANGE_REFUSAL: "经审查，申请不符合法定条件，不予变更。",
    Kind.RENEWAL_REFUSAL: "经审查，申请不符合法定条件，不予延续。",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The seal block: title, number, what was decided and why, and the remedy; all from the document as it was fixed."""

    outcome: str
    title: str
    number: str
    organ: str
    on: datetime
    words: str
    basis: str
    reason: str
    condition: str
    remedy: str
    token: str
    paper: documents.DocumentRow
    until: Remedies | None


def decision(papers: list[documents.DocumentRow], calendar: Calendar) -> Decision | None:
    found = next((p for p in reversed(papers) if p.kind in DECISIONS), None)
    if found is None:
        return None
    fields = found.fields
    words = fields.get("content") or fields.get("decision") or fields.get("reason") or fields.get("ground") or ""
    if found.kind in REFUSED:
        words = _(REFUSED[Kind(found.kind)])
    if found.kind == Kind.REJECTION_DECISION:
        words = fields.get("where_to_go", "")
    return Decision(
        OUTCOMES.get(Kind(found.kind), "other"), found.title, found.number, fields.get("organ_name", ""), found.fixed_at, str(words),
        fields.get("failed_article") or fields.get("article", ""),
        fields.get("facts", "") or (fields.get("reason", "") if found.kind == Kind.REJECTION_DECISION else ""),
        fields.get("failed_condition", ""), fields.get("remedies", ""), found.token if found.readable else "", found,
        remedies_until(calendar, found.served_on) if found.served_on and fields.get("remedies") else None,
    )


def addressed(case_id: UUID, party_ids: frozenset[UUID]) -> list[documents.DocumentRow]:
    """What these parties may read: papers to them or to the public, in the order they were made."""
    rows = documents.of_case(case_id, voided=False)
    return [r for r in rows if any(to.party_id in party_ids or to.role == Role.PUBLIC for to in r.recipients)]


def is_own(state: CaseState, actor: Actor) -> bool:
    """Whether the reader is the applicant or the agent; a third party sees only what was sent to them."""
    return bool({state.applicant_id, state.agent_id} & actor.party_ids)


def parties_of(state: CaseState, actor: Actor) -> frozenset[UUID]:
    """The parties whose papers the reader may open: the agent reads the applicant's, also when the mandate has ended."""
    own = frozenset(p for p in (state.applicant_id, state.agent_id) if p)
    return own if is_own(state, actor) else actor.party_ids


def third_party(view: CaseView, actor: Actor) -> dict[str, Any]:
    """What a 利害关系人 sees of somebody else's case: the papers sent to them, and the hearing they may ask for."""
    state = view.state
    own = [(act, view.dates.acts.get(act.id)) for act in state.acts_of(ActKind.THIRD_PARTY) if is_told(act, actor)]
    hearings = [(act, line) for act in state.acts_of(ActKind.HEARING) if (line := case_words.hearing_line(view, act, actor.party_ids))]
    return {
        "page": "track", "case": state, "terms": view.terms, "applicant": view.applicant, "number": in_parts(state.number),
        "papers": addressed(state.id, actor.party_ids), "statements": own, "open": state.phase is Phase.UNDER_REVIEW,
        "hearings": hearings if state.phase is Phase.UNDER_REVIEW else [],
        "outcome": _(OUTCOME_LABELS[state.outcome]) if state.outcome else "",
    }  # fmt: skip


def is_told(act: Act, actor: Actor) -> bool:
    return UUID(str(act.data["party_id"])) in actor.party_ids


def own_statement(state: CaseState, act_id: UUID, actor: Actor) -> Act:
    """The notice of 36 this reader was sent; NotFound for anybody else's."""
    act = state.act(act_id)
    if act is None or act.kind is not ActKind.THIRD_PARTY or not is_told(act, actor):
        raise NotFound("没有要您陈述申辩的事。", code="cases.no_statement", remedy="请从您收到的告知书或者消息里打开。")
    return act


def hearing(act: Act, actor: Actor) -> dict[str, Any]:
    """A hearing for whoever may ask for it: where it stands, when and before whom it is held."""
    chair = act.data.get("chair_id")
    names = organisations.names([UUID(str(chair))]) if chair else {}
    waived = {str(p) for p in actor.party_ids} & {str(p) for p in act.data.get("waived", ())}  # type: ignore[attr-defined]
    held = date.fromisoformat(str(act.data["day"])) if act.data.get("day") else None
    return {"act": act, "waived": bool(waived), "chair": next(iter(names.values()), ""), "held_on": held, "place_id": str(act.data.get("place_id", ""))}


def asks_as(view: CaseView, actor: Actor) -> list[UUID]:
    """For whom the reader may ask for a hearing: the applicant, or those of their parties that were told (47)."""
    if is_own(view.state, actor):
        return [view.state.applicant_id]
    told = {str(p) for act in view.state.acts_of(ActKind.HEARING) for p in act.data.get("told", ())}  # type: ignore[attr-defined]
    return sorted(p for p in actor.party_ids if str(p) in told)


def hands(view: CaseView) -> list[tuple[str, str]]:
    """谁在办: (post, name) of everybody who took the case in hand, in that order."""
    state, people = view.state, view.people
    found: dict[tuple[str, str], None] = {}
    if state.acceptor_id in people:
        found[_("受理"), people[state.acceptor_id]] = None  # type: ignore[index]
    for task in state.tasks:
        if task.owner_id in people and task.kind in ("step", "decide") and task.closed_at != task.opened_at:
            found[_(post_name(task.post)), people[task.owner_id]] = None  # type: ignore[index]
    if state.decider_id in people:
        found[_("决定"), people[state.decider_id]] = None  # type: ignore[index]
    return list(found)


def mode_of(case_id: UUID, party_id: UUID) -> str:
    """The way documents go to the applicant now, in words."""
    address = documents.address_of(party_id, case_id)
    if address is None:
        return _(WAYS["direct"])
    if address.electronic and address.withdrawn_at is None:
        return _(WAYS["electronic"])
    if address.address == WAYS[NEARBY]:
        return _(WAYS[NEARBY])
    return _(WAYS["direct"]) if address.address in ("", WAYS["direct"]) else _(WAYS["post"])


def context(view: CaseView, *, now: datetime, is_mine: bool, actor: Actor | None = None) -> dict[str, Any]:
    """The page's values; a constant number of queries. `is_mine`: signed in, so files and verbs open
    directly; `actor` then says which other cases do."""
    state, today = view.state, local_date(now)
    papers = addressed(state.id, frozenset(p for p in (state.applicant_id, state.agent_id) if p))
    held = licences.of_case(state.id)
    organ = organisations.organ(state.deciding_organ_id)
    rated = evaluation.of_case(state.id)
    together = together_case.seen_in(state.id, actor, today, route="my-case")
    head = case_words.headline(view, today, organ, ready=any(row.file_sha256 for row in held))
    if (choice := together_case.to_choose(together)) and not head.href:
        head = replace(head, todo=choice, href="#h-lacks")
    materials = dossier.file_rows(state.id)
    return {
        "page": "track", "smart": smart_words.told(view) if is_mine else None,
        "view": view, "case": state, "number": in_parts(state.number), "terms": view.terms, "organ": organ, "today": today, "is_mine": is_mine,
        "head": head,
        "asked": case_asked.asked_for(view, today), "promises": promise_words.standing(view),
        "clock": case_clock.read(view, today), "rail": case_clock.rail(view), "decision": decision(papers, view.calendar),
        "story": case_story.told(view, {p.id: p for p in papers}), "papers": papers, "licences": held,
        "where": case_where.where(view), "way": catalogue.way_of(view.terms, state.deciding_organ_id),
        "doing": case_words.can_do(view, today=today, rated=rated is not None, mode=mode_of(state.id, state.applicant_id)),
        "together": together,
        "hands": hands(view), "materials": [m for m in materials if m.is_current], "records": len(view.history),
        "head_hash": view.history[-1].hash.hex()[:16], "agency_time": agencies.of_case(state, view.terms, view.calendar, now=now), "links": is_mine,
        "overdue": next((p for p in papers if p.kind == Kind.OVERDUE_STATEMENT), None),
    }  # fmt: skip


