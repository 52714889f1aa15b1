"""Facts of a case (stream "case"). Free text stands in `statement` rows; facts name it by id and hash."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.kernel.values import fact

Opened = tuple[dict[str, object], ...]
"""Opened tasks: {"id", "node", "index", "kind", "name", "post", "organ_id", "limit", "timer", "timer_node"} each."""


@fact("cases.CaseReceived")
class CaseReceived:
    """收件: the application entered the platform; effective_at is the moment of receipt (电子签名法 11)."""

    number: str
    item_version_id: UUID
    regime: str
    channel: str
    applicant_id: UUID
    agent_id: UUID | None
    accepting_organ_id: UUID
    deciding_organ_id: UUID
    dossier_hash: str
    document_id: UUID | None
    calendar_version: str
    opened: Opened


@fact("cases.SituationSelected")
class SituationSelected:
    """情形: what the applicant's answers selected of the version, by the tables that said so; answers stand in the dossier.
    Null: the whole version applies again (a case moved to a version without situations)."""

    situation_id: UUID | None
    selection_id: UUID | None


@fact("cases.RenewalAsked")
class RenewalAsked:
    """延续, 50: the case is about a licence that runs to the end of `expires_on`; asked in time, silence until then renews it."""

    licence_id: UUID
    number: str
    expires_on: date
    ask_by: date
    in_time: bool


@fact("cases.ChangeAsked")
class ChangeAsked:
    """变更, 49: which places of the licence are to read otherwise; the words stand in a row, named by their salted hash."""

    licence_id: UUID
    number: str
    places: tuple[str, ...]
    content_hash: str


@fact("cases.DeemedRenewed")
class DeemedRenewed:
    """逾期未作决定的，视为准予延续, 50(2); effective_at is the end of `expired_on`. Shown in red."""

    document_id: UUID
    licence_id: UUID
    expired_on: date
    opened: Opened


@fact("cases.SilenceBarred")
class SilenceBarred:
    """The last day of a licence ended without a decision on its renewal, but it was no longer in force (`licence_state`), or the party
    may not apply (banned): silence renews nothing."""

    licence_id: UUID
    licence_state: str


@fact("cases.PowerFollowed")
class PowerFollowed:
    """The case goes where the power is on this day: by 划转, 下放, 授权 or 委托 (`delegation_id`), or back at its end (null).

    `moved` are the open tasks of the organ that handled it: {"id", "organ_id", "post"} each."""

    delegation_id: UUID | None
    form: str
    from_organ_id: UUID
    to_organ_id: UUID
    entrusted_organ_id: UUID | None
    moved: tuple[dict[str, str], ...]


@fact("cases.CaseRetained")
class CaseRetained:
    """The power has moved; the organ that held it before finishes this case, as the transfer memo lists it."""

    delegation_id: UUID
    memo_id: UUID


@fact("cases.SwitchBatchDone")
class SwitchBatchDone:
    """Stream "switch": every open case of the item up to this one has followed the power or stayed, as listed."""

    item_id: UUID
    through_id: UUID
    failed: tuple[UUID, ...]


@fact("cases.FixedOnTheSpot")
class FixedOnTheSpot:
    """当场更正, 32(3): same sitting, no notice."""

    points: tuple[str, ...]
    statement_id: UUID


@fact("cases.NotNeeded")
class NotNeeded:
    """不受理, 32(1): no licence is needed; told at once."""

    document_id: UUID
    authority_ref: str
    statement_id: UUID


@fact("cases.AcceptanceRejected")
class AcceptanceRejected:
    """不予受理, 32(2), 78, 79. ground: not_competent, false_material, banned."""

    ground: str
    document_id: UUID
    authority_ref: str
    statement_id: UUID


@fact("cases.RejectionProposed")
class RejectionProposed:
    """请示不予受理: the window has no veto and asks whoever may reject; the five days run on."""

    ground: str
    statement_id: UUID
    authority_ref: str
    opened: Opened


@fact("cases.RejectionDeclined")
class RejectionDeclined:
    """Whoever may reject does not; the window goes on with acceptance or correction."""

    task_id: UUID
    statement_id: UUID
    authority_ref: str


@fact("cases.CorrectionAsked", v=2)
class CorrectionAsked:
    """补正告知书, 32(4): the whole list, once. The days to correct run from service; until then `from_on` is null."""

    act_id: UUID
    points: tuple[str, ...]
    limit: int
    unit: str
    from_on: date | None
    document_id: UUID
    authority_ref: str


@fact("cases.SecondCorrectionAsked")
class SecondCorrectionAsked:
    """A second notice was sent although 32(4) allows one: shown in red."""

    act_id: UUID


@fact("cases.CorrectionReceived")
class CorrectionReceived:
    """Asked-for papers came in; `missing` is what is still out."""

    act_id: UUID
    points: tuple[str, ...]
    missing: tuple[str, ...]


@fact("cases.CorrectionLapsed")
class CorrectionLapsed:
    """逾期未补正: 退件, no refusal, may apply again."""

    act_id: UUID
    document_id: UUID


@fact("cases.CaseAccepted")
class CaseAccepted:
    """受理, 32(5); effective_at is the day the law counts from."""

    document_id: UUID
    authority_ref: str


@fact("cases.DeemedAccepted")
class DeemedAccepted:
    """逾期不告知，自收到申请材料之日起即为受理, 32(4); effective_at is that day."""

    document_id: UUID
    answer_due_on: date


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


@fact("cases.CaseGranted")
class CaseGranted:
    """准予, 38: written decision."""

    document_id: UUID
    authority_ref: str
    licence_id: UUID | None
    opened: Opened


@fact("cases.CaseRefused")
class CaseRefused:
    """不予, 38: names the legal condition that is not met."""

    document_id: UUID
    authority_ref: str
    condition: str
    article: str
    statement_id: UUID
    opened: Opened


@fact("cases.CaseConcluded")
class CaseConcluded:
    """办结 of a regime that is not a licence: 办理结果通知书. result: done, not_done."""

    document_id: UUID
    authority_ref: str
    result: str
    licence_id: UUID | None
    opened: Opened


@fact("cases.SpotCheckDrawn")
class SpotCheckDrawn:
    """抽查: this decision on the spot was drawn by lot to be looked at by somebody else."""

    opened: Opened


@fact("cases.SpotChecked")
class SpotChecked:
    """What the look found: sound, faulty."""

    task_id: UUID
    finding: str
    statement_id: UUID
    authority_ref: str


@fact("cases.CaseEnded")
class CaseEnded:
    """终止办理: death, dissolution, item repealed …"""

    ground: str
    document_id: UUID
    authority_ref: str
    statement_id: UUID


@fact("cases.ApplicationWithdrawn")
class ApplicationWithdrawn:
    """撤回申请, by the applicant before the decision."""

    statement_id: UUID
    document_id: UUID | None


@fact("cases.DecisionServed")
class DecisionServed:
    """送达 of the decision, or of the paper that ended the case, with proof; starts the remedy periods."""

    document_id: UUID
    mode: str
    proof_id: UUID


@fact("cases.ResultMade")
class ResultMade:
    """The decision (and licence) is rendered and sealed: it can be handed over."""

    document_id: UUID


@fact("cases.ResultDelivered")
class ResultDelivered:
    """The licence or result is in the applicant's hands."""

    mode: str
    proof_id: UUID


@fact("cases.CaseClosed")
class CaseClosed:
    """办结: served, handed over, nothing open."""

    note: str


@fact("cases.PromisePassed")
class PromisePassed:
    """The promised last day went by undecided."""

    due_on: date
    post: str
    owner_id: UUID | None


@fact("cases.StatutoryPassed")
class StatutoryPassed:
    """The statutory last day went by undecided (42)."""

    due_on: date
    post: str
    owner_id: UUID | None


@fact("cases.StepLimitPassed")
class StepLimitPassed:
    task_id: UUID
    due_on: date


@fact("cases.TimerFired")
class TimerFired:
    """A timer on a step went off: the step is withdrawn, the procedure goes on by the event."""

    task_id: UUID
    event: str
    marking: list[object] | dict[str, object] | None
    opened: Opened
    closed: tuple[UUID, ...]


@fact("cases.TimersSet")
class TimersSet:
    """Timers on sub-processes, with the move that entered or left them: `started` holds {"event", "limit", "name"} each,
    counted from this moment; `stopped` names events that can no longer go off."""

    started: tuple[dict[str, str], ...]
    stopped: tuple[str, ...]


@fact("cases.SubProcessTimedOut")
class SubProcessTimedOut:
    """A timer on a sub-process went off: all inside is withdrawn, the procedure goes on by the event."""

    event: str
    name: str
    marking: list[object] | dict[str, object] | None
    opened: Opened
    closed: tuple[UUID, ...]


@fact("cases.DeliveryPassed")
class DeliveryPassed:
    """Ten working days after the decision the result was not delivered (44)."""

    due_on: date


@fact("cases.ErrorCorrected")
class ErrorCorrected:
    """更正通知书 `document_id` for a slip on a paper: of the document `corrects_id`, or of the licence, which is made anew."""

    document_id: UUID
    corrects_id: UUID | None
    licence_id: UUID | None
    authority_ref: str
    statement_id: UUID


@fact("cases.LicenceExchanged")
class LicenceExchanged:
    """换领: the corrected paper is in the holder's hands."""

    licence_id: UUID
    edition: int
    mode: str


@fact("cases.OverdueNoteWritten")
class OverdueNoteWritten:
    """超期说明: cause and new date, published (优化营商环境条例 36)."""

    document_id: UUID
    new_date: date
    statement_id: UUID


@fact("cases.DueMoved")
class DueMoved:
    """A newly imported calendar moved a due date."""

    clock: str
    from_on: date
    to_on: date
    calendar_version: str


@fact("cases.CalendarAdopted")
class CalendarAdopted:
    """From here on the case counts under this calendar; the dates it moved stand in DueMoved beside it."""

    calendar_version: str


@fact("cases.Urged", v=2)
class Urged:
    """催办 by a colleague or the applicant, in a stream of its own: it touches no judgement and raises no `version`.

    v1 stood in the case's own stream, which named the case.
    """

    case_id: UUID | None
    by: str
    task_id: UUID | None


@fact("cases.CalendarBatchCounted")
class CalendarBatchCounted:
    """Stream "recount": every open case up to this one was counted again under an imported calendar, but for those that
    failed, which are put off."""

    version: str
    through_id: UUID
    failed: tuple[UUID, ...]


@fact("cases.ElectronicConsentWithdrawn")
class ElectronicConsentWithdrawn:
    """The applicant takes back the consent to electronic service in this case; `mode` is the way from now on."""

    mode: str


@fact("cases.ServiceChanged")
class ServiceChanged:
    """改送达方式 by the applicant."""

    mode: str
    at: datetime


@fact("cases.VersionMoved")
class VersionMoved:
    """The case goes on under a newer version of its item, by the rule that the change request `request_id` stated."""

    from_id: UUID
    to_id: UUID
    request_id: UUID
    rule: str


@fact("cases.VersionBatchMoved")
class VersionBatchMoved:
    """Stream "moving": the cases of `from_id` up to this one were looked at; how many moved, and how many stay and why."""

    request_id: UUID
    from_id: UUID
    to_id: UUID
    rule: str
    through_id: UUID
    moved: int
    kept: dict[str, int]
    failed: tuple[UUID, ...]
