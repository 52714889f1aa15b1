"""An agency 中介机构: its states, and whether it may work on a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from yichuang.agencies.domain.words import (
    FREE_CHOICE,
    MOST_DAYS,
    MOST_FEN,
    MOST_TEXT,
    STATUTORY,
    BarGround,
    ComplaintGround,
    Finding,
)
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal


class State(StrEnum):
    APPLIED = "applied"
    LISTED = "listed"
    SUSPENDED = "suspended"
    TURNED_DOWN = "turned_down"
    REMOVED = "removed"


LABELS: Mapping[State, str] = {
    State.APPLIED: "待核对", State.LISTED: "在册", State.SUSPENDED: "暂停", State.TURNED_DOWN: "未通过", State.REMOVED: "已清退",
}

TRANSITIONS: Mapping[State, Mapping[str, State]] = {
    State.APPLIED: {
        "agencies.AgencyApplied": State.APPLIED, "agencies.AgencyAdmitted": State.LISTED, "agencies.AgencyTurnedDown": State.TURNED_DOWN,
    },
    State.LISTED: {
        "agencies.AgencyApplied": State.APPLIED, "agencies.AgencySuspended": State.SUSPENDED, "agencies.AgencyRemoved": State.REMOVED,
    },
    State.SUSPENDED: {"agencies.AgencyRestored": State.LISTED, "agencies.AgencyRemoved": State.REMOVED},
    State.TURNED_DOWN: {"agencies.AgencyApplied": State.APPLIED},
    State.REMOVED: {"agencies.AgencyApplied": State.APPLIED},
}
"""A change of what it is listed with is checked like the first application."""

OWNERS: Mapping[State, str] = {
    State.APPLIED: "catalogue_editor", State.LISTED: "catalogue_editor, the agency", State.SUSPENDED: "catalogue_editor",
    State.TURNED_DOWN: "the agency", State.REMOVED: "the agency",
}


class WrongState(Refusal):
    code = "agencies.wrong_state"
    message = "这家机构现在是“%(state)s”，不能这样办理。"


class NoAgency(NotFound):
    code = "agencies.not_found"
    message = "没有这家机构。"


class NotEligible(Refusal):
    """Why an agency may not work on a request; the subclasses say which."""

    code = "agencies.not_eligible"


class NotListed(NotEligible):
    code = "agencies.not_listed"
    message = "这家机构不在名录里，或者已经暂停、清退。"
    remedy = "请先申请入驻，核对通过以后再报名。"


class NotOffered(NotEligible):
    code = "agencies.not_offered"
    message = "这家机构没有登记这项服务。"
    remedy = "请先在名录里登记这项服务和资质。"


class QualificationOver(NotEligible):
    code = "agencies.qualification_over"
    message = "这家机构的资质在截止日以前到期。"
    article = STATUTORY
    remedy = "换发资质以后请重新提交，核对通过再报名。"


class Connected(NotEligible):
    code = "agencies.connected"
    message = "这家机构是审批机关所属的单位或者其举办的企业，不得承接与该机关审批有关的中介服务。"
    article = FREE_CHOICE
    remedy = "请由与审批机关没有隶属关系的机构承接。"


class OwnRequest(NotEligible):
    code = "agencies.own_request"
    message = "业主不能承接自己发布的需求。"


class NotTheAgency(Forbidden):
    code = "agencies.not_the_agency"
    message = "报名、签订、交付只能由机构本身办理，工作人员不能代办。"
    article = FREE_CHOICE


class ComplaintClosed(Refusal):
    code = "agencies.complaint_answered"
    message = "这件投诉已经答复，或者已经提过。"


@dataclass(frozen=True, slots=True)
class Line:
    """One service an agency is listed with: price in fen, working days, last day of its qualification (None = without end)."""

    service_id: UUID
    price_fen: int
    days: int
    qualification: str = ""
    qualified_to: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether an agency may work on a request."""

    id: UUID
    party_id: UUID
    state: State
    organ_id: UUID | None
    lines: tuple[Line, ...]

    def line(self, service_id: UUID) -> Line | None:
        return next((line for line in self.lines if line.service_id == service_id), None)


def can_move(state: State, kind: str) -> bool:
    return kind in TRANSITIONS.get(state, {})


def move(state: State, kind: str) -> State:
    """The state after a fact. Raises WrongState."""
    if not can_move(state, kind):
        raise WrongState(state=LABELS[state])
    return TRANSITIONS[state][kind]


def check_eligible(agency: Standing, *, service_id: UUID, on: date, organ_ids: tuple[UUID, ...], owner_id: UUID) -> None:
    """Listed, qualified through `on`, not the owner, and not of an organ that decides (43). `organ_ids`: those organs and all below them."""
    if agency.state is not State.LISTED:
        raise NotListed()
    line = agency.line(service_id)
    if line is None:
        raise NotOffered()
    if line.qualified_to is not None and line.qualified_to < on:
        raise QualificationOver()
    if agency.organ_id in organ_ids:
        raise Connected()
    if agency.party_id == owner_id:
        raise OwnRequest()


def is_eligible(agency: Standing, *, service_id: UUID, on: date, organ_ids: tuple[UUID, ...], owner_id: UUID) -> bool:
    try:
        check_eligible(agency, service_id=service_id, on=on, organ_ids=organ_ids, owner_id=owner_id)
    except NotEligible:
        return False
    return True


def check_application(*, lines: tuple[Line, ...], staff_count: int, process: str, conditions: str, on: date) -> None:
    """43(1): conditions, process, days and prices are public, so none may be missing. Raises Invalid naming each field."""
    errors = []
    if not lines:
        errors.append(FieldError("service", "agencies.no_line", "请选一项服务"))
    for line in lines:
        if not line.qualification.strip():
            errors.append(FieldError("qualification", "agencies.no_qualification", "请填资质证书的名称和编号"))
        if line.qualified_to is not None and line.qualified_to < on:
            errors.append(FieldError("qualified_to", "agencies.qualification_over", "资质已经过期"))
        if not 0 < line.price_fen <= MOST_FEN:
            errors.append(FieldError("price", "agencies.no_price", "请填收费标准，例如30000"))
        if not 0 < line.days <= MOST_DAYS:
            errors.append(FieldError("days", "agencies.no_days", "请填工作日数，例如15"))
    if not 0 < staff_count < 100_000:
        errors.append(FieldError("staff_count", "agencies.no_staff", "请填从业人员数"))
    for field, text in (("conditions", conditions), ("process", process)):
        if not text.strip() or len(text) > 4 * MOST_TEXT:
            errors.append(FieldError(field, "agencies.not_public", "这一项要公开，请写清楚，最多2000字"))
    if errors:
        raise Invalid("还不能提交，请改正。", code="agencies.application_invalid", article=STATUTORY, errors=tuple(errors))


def need_reason(text: str, field: str = "reason") -> str:
    """A reason that people can read; raises Invalid."""
    said = text.strip()
    if not said or len(said) > MOST_TEXT or "\x00" in said:
        raise Invalid("请写明理由。", code="agencies.no_reason", errors=(FieldError(field, "agencies.no_reason", "请写明理由，最多500字"),))
    return said


def read_bar(ground: str) -> BarGround:
    if ground not in frozenset(BarGround):
        raise Invalid("请选择原因。", code="agencies.no_ground", errors=(FieldError("ground", "agencies.no_ground", "请选择原因"),))
    return BarGround(ground)


def read_complaint(ground: str) -> ComplaintGround:
    if ground not in frozenset(ComplaintGround):
        raise Invalid("请选择原因。", code="agencies.no_ground", errors=(FieldError("ground", "agencies.no_ground", "请选择原因"),))
    return ComplaintGround(ground)


def read_finding(finding: str) -> Finding:
    if finding not in frozenset(Finding):
        raise Invalid("请选择核实结果。", code="agencies.no_finding", errors=(FieldError("finding", "agencies.no_finding", "请选择核实结果"),))
    return Finding(finding)
