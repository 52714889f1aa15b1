"""Facts of 容缺受理 (accepted now, decided after completion) and of 告知承诺 (decided on the promise, checked afterwards)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.facts.cases.words import Opened
from yichuang.kernel.values import fact


@fact("cases.ToleranceOffered")
class ToleranceOffered:
    """容缺受理告知书 `document_id`: these materials may come later, at the latest on `latest_on`. The applicant chooses."""

    act_id: UUID
    materials: tuple[str, ...]
    latest_on: date
    document_id: UUID
    authority_ref: str


@fact("cases.ToleranceAgreed")
class ToleranceAgreed:
    """The applicant wants it, and promises to hand these in by `due_on`; the window still has to accept."""

    act_id: UUID
    materials: tuple[str, ...]
    due_on: date


@fact("cases.ToleranceDeclined")
class ToleranceDeclined:
    """The applicant does not want it: the ordinary way, 补正."""

    act_id: UUID


@fact("cases.ToleranceGiven")
class ToleranceGiven:
    """容缺受理: accepted although `materials` (their 受理要素 are `points`) are still out; gate `gate_id` holds the decision until they are
    in and checked. `notice_id` and `promise_id` are the two papers."""

    act_id: UUID
    gate_id: UUID
    materials: tuple[str, ...]
    points: tuple[str, ...]
    due_on: date
    notice_id: UUID
    promise_id: UUID
    authority_ref: str


@fact("cases.ToleratedBrought")
class ToleratedBrought:
    """Promised materials came in; `missing` are still out. With the last one a task to check them opens."""

    act_id: UUID
    materials: tuple[str, ...]
    missing: tuple[str, ...]
    opened: Opened


@fact("cases.ToleratedChecked")
class ToleratedChecked:
    """What came in later was looked at: it fits and the gate is met, or it does not and has to come again."""

    act_id: UUID
    fits: bool
    statement_id: UUID
    authority_ref: str


@fact("cases.ToleranceReminded")
class ToleranceReminded:
    """On the working day before the promised one the applicant was reminded."""

    act_id: UUID
    due_on: date


@fact("cases.TolerancePassed")
class TolerancePassed:
    """The promised day went by without the materials. Nothing ends by itself: somebody has to end or refuse."""

    act_id: UUID
    due_on: date
    opened: Opened


@fact("cases.ToleranceBroken")
class ToleranceBroken:
    """容缺承诺没有兑现: the case is ended or refused for it (`way`), and it stands in the credit file."""

    act_id: UUID
    way: str
    record_id: UUID
    authority_ref: str


@fact("cases.PromiseSigned")
class PromiseSigned:
    """告知承诺书 `document_id`: the conditions were told, the applicant promises that these 审查要点 are met. The words are those of the
    case's item version. `authority_ref` is the window's when it was signed there."""

    act_id: UUID
    points: tuple[str, ...]
    document_id: UUID
    authority_ref: str


@fact("cases.PromiseDeclined")
class PromiseDeclined:
    """The applicant makes no promise, or takes it back before the decision: everything is reviewed."""

    act_id: UUID


@fact("cases.PromiseRelied")
class PromiseRelied:
    """The decision stands on the promise: a check afterwards opens with it."""

    act_id: UUID
    opened: Opened


@fact("cases.PromiseChecked")
class PromiseChecked:
    """事后核查, or the check after 整改: kept, untrue, mended, unmended."""

    act_id: UUID
    task_id: UUID
    finding: str
    statement_id: UUID
    authority_ref: str


@fact("cases.MendingOrdered")
class MendingOrdered:
    """限期整改通知书 `document_id`: to be put right by `due_on`, then it is checked again."""

    act_id: UUID
    document_id: UUID
    due_on: date
    opened: Opened


@fact("cases.PromiseBroken")
class PromiseBroken:
    """Untrue and not put right: on record (`record_id`), and the licence is to be revoked (`proceeding_id`, null when it was no longer in
    force)."""

    act_id: UUID
    record_id: UUID
    licence_id: UUID | None
    proceeding_id: UUID | None
