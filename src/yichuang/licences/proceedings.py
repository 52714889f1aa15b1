"""Verbs after the decision: 撤回, 撤销 (notice → statement → decision), 注销, 吊销 as recorded from enforcement, 补证.

A bare number is an article of the 行政许可法. Each verb runs in one transaction with its document.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Regime, Terms
from yichuang.clock import api as clock
from yichuang.clock import domain as counting
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.facts import licences as facts
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.values import local_date, new_id
from yichuang.licences import actions, bans, domain
from yichuang.licences.domain import endings as law
from yichuang.licences.domain.bans import Finding
from yichuang.licences.domain.endings import Proceeding, Step
from yichuang.licences.models import Ending, Licence
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

POWERS = {domain.State.RECALLED: Act.RECALL, domain.State.REVOKED: Act.REVOKE}
DECISIONS = {domain.State.RECALLED: Kind.RECALL_DECISION, domain.State.REVOKED: Kind.REVOCATION_DECISION}
PAPER_BACK = "请自收到本决定书之日起十日内将许可证件交回本机关；不交回的，证件同样失效。"


def value(row: Ending) -> Proceeding:
    return Proceeding(
        row.id, row.licence_id, row.ground, Step(row.step), row.noticed_at, row.noticed_by, row.respond_by
    )


def terms_of(licence: Licence) -> Terms:
    """The terms of the item it was granted under; only what the licensing law knows is recalled, revoked or struck off."""
    terms = catalogue.latest_terms(licence.item_id) if licence.item_id else None
    if terms is None or terms.regime is not Regime.LICENCE:
        raise Refusal("这不是行政许可，不能撤回、撤销或者注销。", code="licences.not_a_licence")
    return terms


def require(actor: Actor, act: Act, licence: Licence, at: datetime) -> None:
    """The deciding organ's own power for this item (《行政许可法》 69: 作出行政许可决定的行政机关)."""
    organisations.authority(actor, act, organ_id=licence.organ_id, item_id=licence.item_id, on=local_date(at))


def fix(licence: Licence, kind: Kind, terms: Terms, *, actor: Actor, at: datetime, act: str = "", **fields: object) -> UUID:
    """A paper of the licence, addressed to its holder, in the file of its case."""
    party = organisations.party(licence.holder_id)
    holder = Recipient(Role.APPLICANT, party.name, party_id=party.id, code=party.number_masked)
    content = licence.editions.order_by("-edition").values_list("content", flat=True).first() or {}
    return documents.fix(
        kind, case_id=licence.case_id, case_number=content.get("case_number", ""), organ_id=licence.organ_id, recipients=(holder,),
        fields={"item_name": licence.name, "licence_number": licence.number, **fields}, actor=actor.ref, at=at,
        review_first=act in terms.review_first,
    ).document_id  # fmt: skip


@transaction.atomic
def notice_ending(licence_id: UUID, *, ground: str, facts_found: str, actor: Actor, at: datetime) -> UUID:
    """拟撤回、撤销告知书: the facts, the ground and the right to be heard (7). Returns the proceeding."""
    licence, _ = actions.locked(licence_id)
    terms = terms_of(licence)
    require(actor, Act.REVIEW, licence, at)
    running = Ending.objects.filter(licence=licence, step__in=[step.value for step in law.NEXT]).exists()
    found = law.check_notice(domain.State(licence.state), ground, facts_found, running=running)
    until = counting.last_day(clock.calendar(), local_date(at), law.STATEMENT)
    assert until is not None
    verb = "撤回" if found.to is domain.State.RECALLED else "撤销"
    document_id = fix(
        licence, Kind.ENDING_NOTICE, terms, actor=actor, at=at, title=f"拟{verb}行政许可告知书", article=found.article, verb=verb,
        facts=facts_found.strip(), ending_ground=found.text, rights="您（单位）有权陈述和申辩，本机关应当听取。", respond_by=until,
    )  # fmt: skip
    row = Ending(
        id=new_id(), licence=licence, ground=ground, step=Step.NOTICED, facts=facts_found.strip(), noticed_at=at,
        noticed_by=actor.ref, respond_by=until,
    )
    row.save(force_insert=True)
    told = facts.EndingNoticed(
        case_id=licence.case_id, number=licence.number, proceeding_id=row.id, to=found.to, ground=ground, respond_by=until,
        document_id=document_id,
    )
    actions.record(licence, told, actor=actor, at=at)
    return row.id


def opened(proceeding_id: UUID) -> tuple[Licence, Ending]:
    """The licence, locked, and its proceeding."""
    row = Ending.objects.filter(id=proceeding_id).first()
    if row is None:
        raise NotFound("没有这个程序。", code="licences.no_proceeding")
    licence, _ = actions.locked(row.licence_id)
    row.refresh_from_db()
    return licence, row


@transaction.atomic
def hear_ending(proceeding_id: UUID, *, statement: str, speaker: str, place: str, actor: Actor, at: datetime) -> None:
    """听取陈述申辩 (7): a signed record."""
    licence, row = opened(proceeding_id)
    terms = terms_of(licence)
    require(actor, Act.TAKE_STATEMENT, licence, at)
    law.check_step(value(row), Step.HEARD)
    law.need(statement, "statement")
    document_id = fix(
        licence, Kind.STATEMENT_RECORD, terms, actor=actor, at=at, article=f"{law.LAW}第七条", speaker=speaker, held_at=at, place=place,
        statement=statement.strip(), recorder=actor.name,
    )
    row.step = Step.HEARD
    row.save()
    heard = facts.EndingHeard(case_id=licence.case_id, number=licence.number, proceeding_id=row.id, document_id=document_id)
    actions.record(licence, heard, actor=actor, at=at)


@transaction.atomic
def decide_ending(proceeding_id: UUID, *, reason: str, actor: Actor, at: datetime) -> None:
    """撤回 or 撤销 decided: the decision with facts, ground, relief and remedies; fraud bars the holder for three years (79)."""
    licence, row = opened(proceeding_id)
    terms = terms_of(licence)
    proceeding = value(row)
    act = POWERS[proceeding.to]
    require(actor, act, licence, at)
    law.check_decide(proceeding, domain.State(licence.state), actor_ref=actor.ref, now=at)
    law.need(reason, "reason")
    found = law.GROUNDS[row.ground]
    barred = bans.open_ban(
        Finding.OBTAINED_BY_FRAUD, party_id=licence.holder_id, item_id=terms.item_id, concerns_safety=terms.concerns_safety,
        actor=actor, at=at, case_id=licence.case_id, licence_id=licence.id,
    ) if row.ground == law.FRAUD else None  # fmt: skip
    document_id = fix(
        licence, DECISIONS[proceeding.to], terms, actor=actor, at=at, act=act, article=found.article, facts=row.facts,
        ending_ground=found.text, heard=HEARD[proceeding.step], reason=reason.strip(), relief=found.relief, paper_return=PAPER_BACK,
        barred=f"{barred.to_on.isoformat()}以前（含当日）不得再次申请该行政许可（{barred.article}）。" if barred else "",
    )  # fmt: skip
    row.step, row.decided_at = Step.DECIDED, at
    row.save()
    actions.move(licence.id, proceeding.to, ground=row.ground, actor=actor, at=at, document_id=document_id)


HEARD = {Step.HEARD: "听取了您（单位）的陈述和申辩。", Step.NOTICED: "您（单位）在期限内没有陈述和申辩。"}


@transaction.atomic
def drop_ending(proceeding_id: UUID, *, reason: str, actor: Actor, at: datetime) -> None:
    """不再继续: what was heard holds, or revoking would do grave harm to the public interest (69(3))."""
    licence, row = opened(proceeding_id)
    require(actor, POWERS[value(row).to], licence, at)
    law.check_step(value(row), Step.DROPPED)
    law.need(reason, "reason")
    row.step, row.decided_at, row.outcome = Step.DROPPED, at, reason.strip()
    row.save()
    dropped = facts.EndingDropped(case_id=licence.case_id, number=licence.number, proceeding_id=row.id)
    actions.record(licence, dropped, actor=actor, at=at)


@transaction.atomic
def cancel_licence(
    licence_id: UUID, *, cause: str, facts_found: str, actor: Actor, at: datetime, renewal_asked: bool = False
) -> None:
    """注销 (70): always last, with a cause of the article that fits the state, and its decision. `renewal_asked`: a case of 延续 is
    undecided, as the caller knows."""
    licence, _ = actions.locked(licence_id)
    terms = terms_of(licence)
    require(actor, Act.CANCEL, licence, at)
    if cause not in set(domain.Cause):
        wrong = FieldError("cause", "licences.cause", "请选第七十条的一项情形。")
        raise Invalid("注销要写明第七十条的原因。", code="licences.cause", article=domain.ARTICLES[domain.State.CANCELLED], errors=(wrong,))
    law.need(facts_found, "facts")
    item = "一二三四五六"[int(cause[-1]) - 1]
    document_id = fix(
        licence, Kind.CANCELLATION_DECISION, terms, actor=actor, at=at, act=Act.CANCEL, article=f"{law.LAW}第七十条第{item}项",
        facts=facts_found.strip(), ending_ground=domain.CAUSE_NAMES[domain.Cause(cause)], paper_return=PAPER_BACK,
    )
    actions.move(
        licence.id, domain.State.CANCELLED, ground=cause, actor=actor, at=at, document_id=document_id, renewal_asked=renewal_asked
    )


@transaction.atomic
def record_forfeiture(licence_id: UUID, *, decision: str, decided_on: date | None, actor: Actor, at: datetime) -> None:
    """吊销: a penalty decided by enforcement; here its number and day are recorded, 注销 follows (70(4))."""
    licence, _ = actions.locked(licence_id)
    terms_of(licence)
    require(actor, Act.CANCEL, licence, at)
    errors = []
    if not decision.strip():
        errors.append(FieldError("decision", "licences.decision", "请填处罚决定书文号。"))
    if decided_on is None or not licence.issued_on <= decided_on <= local_date(at):
        errors.append(FieldError("decided_on", "licences.decided_on", "请填发证以后、今天以前的日期。"))
    if errors:
        raise Invalid("吊销的处罚决定没有写清。", code="licences.forfeiture", errors=tuple(errors))
    actions.move(licence.id, domain.State.FORFEITED, ground=decision.strip()[:80], actor=actor, at=at)


@transaction.atomic
def reissue_at_desk(licence_id: UUID, *, reason: str, actor: Actor, at: datetime) -> int:
    """补证 for a lost or spoilt paper, at the window: number and expiry stay."""
    licence, _ = actions.locked(licence_id)
    organisations.authority(actor, Act.ISSUE, organ_id=licence.organ_id, item_id=licence.item_id, on=local_date(at))
    law.need(reason, "reason")
    return actions.reissue(licence_id, reason=reason, actor=actor, at=at)
