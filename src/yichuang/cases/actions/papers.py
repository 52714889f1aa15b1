"""Documents of a verb: the fields every one carries, and the words for dates. Fixed in the verb's transaction."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.cases.actions.unit import Verb
from yichuang.cases.domain.acts import heard_on
from yichuang.cases.domain.window import checking_organ
from yichuang.catalogue import api as catalogue
from yichuang.clock.domain import Limit
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.kernel.values import ZONE
from yichuang.licences import api as licences
from yichuang.licences.domain import PURPOSES, Purpose
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act

NOT_STATED = "未载明"

ACTS = {Kind.REJECTION_DECISION: Act.REJECT, Kind.REFUSAL_DECISION: Act.REFUSE, Kind.CHANGE_REFUSAL: Act.REFUSE,
        Kind.RENEWAL_REFUSAL: Act.REFUSE, Kind.TERMINATION_NOTICE: Act.TERMINATE}  # fmt: skip
"""Which act a paper that tells remedies is of: an item may put 复议 before the court for it (复议前置)."""


def day(value: date | None) -> str:
    """2026年9月30日, as documents write it; 未载明 when there is none."""
    return f"{value.year}年{value.month}月{value.day}日" if value else NOT_STATED


def last_day(verb: Verb, value: date | None) -> str:
    """A last day as a document states it: 暂定 while the State Council has not announced the year (design §5 Clock)."""
    return day(value) + ("（暂定）" if value and verb.calendar.is_provisional(value) else "")


def within(limit: Limit) -> str:
    """Days that run from service of the very paper they stand on."""
    return f"收到本告知书之日起{limit.amount}个工作日内"


def minute(value: datetime) -> str:
    local = value.astimezone(ZONE)
    return f"{day(local.date())}{local.hour}时{local.minute:02d}分"


def applicant(verb: Verb) -> Recipient:
    party = organisations.party(verb.state.applicant_id)
    return Recipient(Role.APPLICANT, party.name, party_id=party.id, code=party.number_masked)


def fix(
    verb: Verb, kind: Kind, *, organ_id: UUID | None = None, to: tuple[Recipient, ...] | None = None, **fields: object
) -> documents.Fixed:
    """Fix one document of the case; the accepting organ's for acceptance, the deciding organ's otherwise."""
    return documents.fix(
        kind,
        case_id=verb.state.id,
        case_number=verb.state.number,
        organ_id=organ_id or verb.state.deciding_organ_id,
        recipients=to if to is not None else (applicant(verb),),
        fields={"item_name": verb.terms.name, "about": about(verb), "handled_by": through(verb, kind) or handled_by(verb), **fields},
        actor=verb.actor.ref,
        at=verb.now,
        licensing=verb.state.is_licence,
        review_first=ACTS.get(kind, "") in verb.terms.review_first,
    )


def about(verb: Verb) -> str | None:
    """变更 or 延续 and the number of the licence: every paper of such a case carries it."""
    if verb.state.asked_id is None:
        return None
    return f"{PURPOSES[Purpose(verb.state.purpose)]}（许可证编号{licences.licence(verb.state.asked_id).number}）"


def handled_by(verb: Verb) -> str | None:
    """24(3): in the delegator's name, and everybody may read who handled it."""
    organ_id = verb.state.entrusted_organ_id
    return f"{organisations.organ(organ_id).name}（受委托）" if organ_id else None


AT_WINDOW = frozenset({Kind.RECEIPT, Kind.ACCEPTANCE_NOTICE, Kind.CORRECTION_NOTICE})


def through(verb: Verb, kind: Kind) -> str | None:
    """Name and seal on a paper of acceptance are the accepting organ's; which window handled it, and by what agreement, stands beside."""
    state = verb.state
    if kind not in AT_WINDOW or state.window_organ_id is None or state.agreement_id is None:
        return None
    if state.window_accepts and checking_organ(state) != state.window_organ_id:
        return None  # given back when the agreement ran out
    name, document = organisations.organ(state.window_organ_id).name, catalogue.agreements.agreement(state.agreement_id).document
    return f"{name}通办窗口（{document}）" if state.window_accepts else f"{name}窗口代收（{document}）"


def heard(verb: Verb) -> str:
    """48(2): the record the decision rests on; empty when no hearing was held."""
    held_on = heard_on(verb.state)
    return f"根据{day(held_on)}举行的听证的笔录（《行政许可法》第四十八条第二款），" if held_on else ""


def query_code(verb: Verb) -> str:
    """What the applicant types to follow the case: its number; the phone code comes on top."""
    return verb.state.number
