"""Facts of a case up to acceptance: receipt, what it is asked for, the exits of art. 32, acceptance."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.facts.cases.words import Opened
from yichuang.kernel.values import fact


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


@fact("cases.HandedInElsewhere")
class HandedInElsewhere:
    """全城通办: the window of another organ took it in under an agreement. `accepts`: it accepts in the accepting organ's name;
    else it forwarded what it took in (代收), and receipt is the arrival. `collects`: the result is handed out there."""

    window_organ_id: UUID
    agreement_id: UUID
    accepts: bool
    collects: bool
    taken_in_id: UUID | None


@fact("cases.AcceptanceGivenBack")
class AcceptanceGivenBack:
    """The agreement ran out before anybody answered: the accepting organ's own window looks at it now."""

    agreement_id: UUID


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
    """Asked-for papers came in; `missing` is what is still out, `at_window` that somebody brought them to a window."""

    act_id: UUID
    points: tuple[str, ...]
    missing: tuple[str, ...]
    at_window: bool = False


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
