"""Registers of 容缺受理 and 告知承诺, what is told before either is chosen, 智能审批 of a case and its sample, in `/api/v1/`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.cases import explaining, queries, registers
from yichuang.cases.actions import promising, tolerating
from yichuang.cases.domain import promising as law
from yichuang.cases.domain.phases import ActKind
from yichuang.catalogue.domain.smart import Result
from yichuang.kernel.rest import problems

router = Router(tags=["cases"])
SEEN = problems(401, 403)
OPEN = problems(401, 403, 409)
Page = Annotated[int, Field(ge=1, le=9_999)]
RunState = Literal["waiting", "granted", "person", "overtaken"]


class PromisedOut(Schema):
    case_id: UUID
    number: str
    item: str
    applicant: str
    state: str
    opened_at: datetime
    moved_at: datetime
    due_on: date | None
    """The promised day, or the day by which it is checked; null while none runs."""
    materials: list[str]
    points: int
    """How many 审查要点 were promised."""
    letter_id: UUID | None


class RegisterOut(Schema):
    page: int
    more: bool
    entries: list[PromisedOut]


class RegisterIn(Schema):
    open_only: bool = False
    page: Page = 1


class LaterOut(Schema):
    code: str
    name: str


class ToleranceChoiceOut(Schema):
    """What is told before 容缺受理 is chosen."""

    case_id: UUID
    materials: list[LaterOut]
    """What may come later and is not in."""
    latest_on: date
    """The last day that may be promised."""
    effect: str
    choice: str


class ToldConditionOut(Schema):
    code: str
    text: str
    article: str
    promised: bool
    """Stands on the promise instead of a review before the decision."""


class PromiseTextOut(Schema):
    """What is told before a 告知承诺书 is signed: the words of the version of the case."""

    case_id: UUID
    conditions: list[ToldConditionOut]
    text: str
    effect: str
    check_days: int
    mend_days: int


class GuardOut(Schema):
    code: str
    name: str
    holds: bool
    article: str
    said: str


class RuleOut(Schema):
    code: str
    name: str
    input: str
    source: str
    value: str
    unit: str
    condition: str
    result: Result
    article: str
    proves: list[str]
    """Points of the two checklists it stands for."""
    evidence: list[UUID]


class EvidenceOut(Schema):
    id: UUID
    query: str
    keeper: str
    answered_at: datetime
    is_local: bool
    """Answered by the demonstration registry of this machine, not by a real one."""
    sha256: str


class ExplanationOut(Schema):
    case_id: UUID
    state: RunState
    opened_at: datetime
    done_at: datetime | None
    number: int
    """Of the published rules; 0 while it waits."""
    sample: int
    """Of a hundred automatic decisions so many are drawn for a person to look at."""
    sha256: str
    """Salted; the stream of the case names the same."""
    guards: list[GuardOut]
    rules: list[RuleOut]
    evidence: list[EvidenceOut]


class RunOut(Schema):
    case_id: UUID
    number: str
    state: RunState
    opened_at: datetime
    done_at: datetime | None
    sampled: Literal["", "open", "sound", "faulty"]
    """Empty = not drawn; `open` = waits for a person; else what the person found."""


class RunsOut(Schema):
    page: int
    more: bool
    runs: list[RunOut]


class RunsIn(Schema):
    drawn_only: bool = Field(False, description="只看抽中复核的")
    page: Page = 1


def register(request: HttpRequest, kind: ActKind, asked: RegisterIn) -> dict[str, Any]:
    actor = request.auth.actor  # type: ignore[attr-defined]
    rows, more = registers.register(actor, kind, open_only=asked.open_only, page=asked.page)
    return {"page": asked.page, "more": more, "entries": rows}


@router.get("/registers/tolerances", response={200: RegisterOut, **SEEN}, summary="容缺受理登记")
def tolerances(request: HttpRequest, asked: Query[RegisterIn]) -> dict[str, Any]:
    """Who owes which paper by when, newest first, fifty a page: of the organs' cases, or of one's own."""
    return register(request, ActKind.TOLERANCE, asked)


@router.get("/registers/promises", response={200: RegisterOut, **SEEN}, summary="告知承诺登记")
def promises(request: HttpRequest, asked: Query[RegisterIn]) -> dict[str, Any]:
    """What is or was decided on a promise, and by when it is checked, newest first, fifty a page."""
    return register(request, ActKind.PROMISE, asked)


@router.get("/cases/{case_id}/tolerance", response={200: ToleranceChoiceOut, **OPEN}, summary="容缺受理：可以后补什么，最晚哪天")
def tolerance(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Before it is chosen. 409 with the reason where it is not open: nothing listed, all in, main papers out, a record that stands."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    queries.papers_visible(actor, case_id)
    found, latest = tolerating.tolerance_choices(case_id, actor=actor, now=timezone.now())
    return {
        "case_id": case_id, "materials": [{"code": m.code, "name": m.name} for m in found], "latest_on": latest, "effect": tolerating.EFFECT,
        "choice": tolerating.CHOICE,
    }  # fmt: skip


@router.get("/cases/{case_id}/promise", response={200: PromiseTextOut, **OPEN}, summary="告知承诺：告知的条件、承诺内容和后果")
def promise(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Before it is signed. 409 with the reason where it is not open to the case or the party."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    queries.papers_visible(actor, case_id)
    text = promising.promise_text(case_id, actor=actor, now=timezone.now())
    terms = queries.view(case_id, actor=actor).terms
    promised = law.conditions_of(terms)
    told = [{"code": c.code, "text": c.text, "article": c.article, "promised": c.code in promised} for c in terms.conditions]
    return {"case_id": case_id, "conditions": told, **{n: getattr(text, n) for n in ("text", "effect", "check_days", "mend_days")}}


@router.get("/cases/{case_id}/smart", response={200: ExplanationOut, **SEEN}, summary="智能审批说明：逐项规则")
def smart(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Precondition by precondition and rule by rule, as it was judged; reading it is in the access log. Not for a third party (36)."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    queries.papers_visible(actor, case_id)
    applicant_id = queries.state(case_id).applicant_id
    found = explaining.read_explanation(case_id, applicant_id=applicant_id, reader=actor, at=timezone.now())
    told = ("state", "opened_at", "done_at", "number", "sample", "sha256", "guards", "rules")
    kept = ("id", "query", "keeper", "answered_at", "is_local", "sha256")
    evidence = [{name: getattr(row, name) for name in kept} for row in found.evidence.values()]
    return {"case_id": case_id, **{name: getattr(found, name) for name in told}, "evidence": evidence}


@router.get("/smart/runs", response={200: RunsOut, **SEEN}, summary="智能审批的办件和抽查")
def runs(request: HttpRequest, asked: Query[RunsIn]) -> dict[str, Any]:
    """What rules looked at in the organs of the account, and which of it was drawn, newest first. Empty for who is no staff."""
    organs = explaining.automatic_organs(request.auth.actor, timezone.now())  # type: ignore[attr-defined]
    rows, more = explaining.automatic_runs(organs, page=asked.page, drawn_only=asked.drawn_only)
    return {"page": asked.page, "more": more, "runs": rows}
