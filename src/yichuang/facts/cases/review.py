"""Facts of a case under review: first review, tasks and steps, acts on the way, stops, extension, gates."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.facts.cases.words import Opened
from yichuang.kernel.values import fact


@fact("cases.ReviewStarted")
class ReviewStarted:
    """The procedure's first tasks, opened with acceptance."""

    procedure_id: UUID | None
    marking: list[object] | dict[str, object] | None
    opened: Opened


@fact("cases.FirstReviewOpened")
class FirstReviewOpened:
    """35, 43: the lower organ reviews first, in the limit that stands on its task; the procedure waits for its report."""

    organ_id: UUID
    article: str
    opened: Opened


@fact("cases.FirstReviewReported")
class FirstReviewReported:
    """初审意见报送函: opinion and all papers go up (35). From here on the deciding organ's days run."""

    task_id: UUID
    verdict: str
    statement_id: UUID
    statement_hash: str
    document_id: UUID
    authority_ref: str


@fact("cases.ReportOpened")
class ReportOpened:
    """转报: the lower organ sends the application up, in the limit that stands on its task; the deciding organ's days run already."""

    organ_id: UUID
    article: str
    opened: Opened


@fact("cases.ApplicationReported")
class ApplicationReported:
    """转报函: the application and all papers went up, without an opinion; the deciding organ's procedure begins."""

    task_id: UUID
    to_organ_id: UUID
    document_id: UUID
    authority_ref: str


@fact("cases.TaskClaimed")
class TaskClaimed:
    task_id: UUID
    owner_id: UUID


@fact("cases.TaskHandedOver")
class TaskHandedOver:
    """转办, 派件."""

    task_id: UUID
    from_id: UUID | None
    to_id: UUID


@fact("cases.StepCompleted")
class StepCompleted:
    """A review step is done; the marking after it and what opened and closed."""

    task_id: UUID
    verdict: str
    statement_id: UUID
    statement_hash: str
    marking: list[object] | dict[str, object] | None
    opened: Opened
    closed: tuple[UUID, ...]


@fact("cases.StepSentBack")
class StepSentBack:
    """退回 to an earlier step, with a reason."""

    task_id: UUID
    to_node: str
    statement_id: UUID
    marking: list[object] | dict[str, object]
    opened: Opened
    closed: tuple[UUID, ...]


@fact("cases.StepTakenBack")
class StepTakenBack:
    """取回: the next owner had not claimed yet."""

    task_id: UUID
    marking: list[object] | dict[str, object]
    opened: Opened
    closed: tuple[UUID, ...]


@fact("cases.SideTaskOpened")
class SideTaskOpened:
    """加签/会签: a side task its host waits for."""

    host_id: UUID
    statement_id: UUID
    opened: Opened


@fact("cases.SideTaskCompleted")
class SideTaskCompleted:
    task_id: UUID
    verdict: str
    statement_id: UUID
    statement_hash: str


@fact("cases.ReadyToDecide")
class ReadyToDecide:
    """The net's end was reached: the decision is open for the authorised post."""

    opened: Opened


@fact("cases.ReturnedForReview")
class ReturnedForReview:
    """退回重审: the decider sends the case back into review."""

    to_node: str
    statement_id: UUID
    marking: list[object] | dict[str, object] | None
    opened: Opened
    closed: tuple[UUID, ...]


@fact("cases.ProcedureCut")
class ProcedureCut:
    """Decided while steps were open; the reason is stated."""

    statement_id: UUID
    closed: tuple[UUID, ...]


@fact("cases.SpecialProcedureStarted", v=2)
class SpecialProcedureStarted:
    """特别程序, 45 only: the statutory and the promised clock stop; the needed time is told in writing.

    `article` is what the version or the law cites; a basis somebody typed is a statement, named by id and salted hash. The day
    it is expected to end is counted from `from_on`, `needed` and `unit` under the calendar in force."""

    act_id: UUID
    ground: str
    article: str
    statement_id: UUID | None
    statement_hash: str
    needed: int
    unit: str
    from_on: date
    document_id: UUID
    authority_ref: str


@fact("cases.SpecialProcedureEnded")
class SpecialProcedureEnded:
    act_id: UUID
    to_on: date
    document_id: UUID


@fact("cases.SpecialProcedureOverrun")
class SpecialProcedureOverrun:
    """The time told in writing went by and the special procedure still runs (45)."""

    act_id: UUID
    due_on: date


@fact("cases.ExtensionAsked")
class ExtensionAsked:
    act_id: UUID
    amount: int
    unit: str
    statement_id: UUID


@fact("cases.ExtensionApproved", v=2)
class ExtensionApproved:
    """42: once, by the head of the organ; to be told with the reason, by service, until the end of `tell_by`, the last day it moves."""

    act_id: UUID
    amount: int
    unit: str
    article: str
    document_id: UUID
    authority_ref: str
    tell_by: date | None


@fact("cases.ExtensionUntold")
class ExtensionUntold:
    """The limit ran out and the applicant had not been told of its extension (42): shown in red."""

    act_id: UUID
    due_on: date


@fact("cases.ExtensionDeclined")
class ExtensionDeclined:
    act_id: UUID
    statement_id: UUID


@fact("cases.ActOpened", v=2)
class ActOpened:
    """Hearing, third party, visit, opinion, legal review, supplement: opened as a row with its own small states.

    An act with days has `limit` and `unit`; `from_on` is the day they run from, null until the notice is served."""

    act_id: UUID
    act: str
    state: str
    limit: int | None
    unit: str
    from_on: date | None
    data: dict[str, object]
    document_id: UUID | None
    gate_id: UUID | None
    opened: Opened


@fact("cases.ActMoved", v=2)
class ActMoved:
    """An act went on to `state`; `met` says whether its gate is now met, `closed` which tasks ended with it."""

    act_id: UUID
    state: str
    limit: int | None
    unit: str
    from_on: date | None
    data: dict[str, object]
    document_id: UUID | None
    met: bool
    closed: tuple[UUID, ...]
    opened: Opened


@fact("cases.OpinionReminded")
class OpinionReminded:
    """The organ asked for an opinion was reminded, on the working day before `due_on`."""

    act_id: UUID
    due_on: date


@fact("cases.NoticeServed")
class NoticeServed:
    """送达 of a notice whose days run from it (补正 32(4), 36, 47); `complete` = on the last of those it is addressed to.

    effective_at is the day it reached the recipient."""

    act_id: UUID
    document_id: UUID
    party_id: UUID
    mode: str
    proof_id: UUID
    complete: bool


@fact("cases.GateOpened")
class GateOpened:
    gate_id: UUID
    gate: str
    ground: str


@fact("cases.GateMet")
class GateMet:
    gate_id: UUID


@fact("cases.GateReopened")
class GateReopened:
    """What the gate waited for was there and is lost again before the decision: a licence recalled, revoked, suspended."""

    gate_id: UUID
