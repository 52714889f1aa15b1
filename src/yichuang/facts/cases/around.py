"""Facts that come to a case from outside: time itself, a new calendar, a new version, another holder of the power, wishes."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.facts.cases.words import Opened
from yichuang.kernel.values import fact


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
