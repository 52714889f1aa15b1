"""Rights on the way: third parties heard (36), the hearing (46–48), and what silence does when their time is over."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, separation
from yichuang.cases.actions.acts import under_review
from yichuang.cases.actions.decision import require_applicant
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acts as law
from yichuang.cases.domain import avoidance, telling
from yichuang.cases.domain import dates as clocks
from yichuang.cases.domain.acceptance import need_reason
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cases.models import CaseParty
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.events import Head
from yichuang.kernel.values import ZONE, Effective, Fact, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def tell_third_party(
    case_id: UUID, *, party_id: UUID, interest: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """告知利害关系人, 36: their statement is heard before the decision; the time for it holds a gate."""
    verb, _ = under_review(case_id, actor, now, version, Act.TELL_THIRD_PARTY)
    need_reason(interest, "interest")
    if party_id in (verb.state.applicant_id, verb.state.agent_id):
        raise Invalid("申请人不是利害关系人。", errors=(FieldError("number", "applicant", "请填申请人以外的人的证件号码。"),))
    party = organisations.party(party_id)
    fixed = papers.fix(
        verb, Kind.THIRD_PARTY_NOTICE, to=(papers.applicant(verb), Recipient(Role.THIRD_PARTY, party.name, party_id=party.id)),
        interest=interest.strip(), rights="有权进行陈述和申辩，行政机关应当听取意见。", respond_by=papers.within(law.STATEMENT),
    )
    CaseParty.objects.get_or_create(case_id=case_id, party_id=party_id, role="third_party")
    verb.say([
        law.open_act(
            new_id(), ActKind.THIRD_PARTY, "told", term=law.from_service(law.STATEMENT), data={"party_id": str(party_id)},
            document_id=fixed.document_id, gate_id=new_id(),
        )
    ])
    return verb.commit()


@transaction.atomic
def take_statement(
    case_id: UUID, *, act_id: UUID, text: str, speaker: str, place: str, actor: Actor, now: datetime,
    version: int | None = None, held_at: datetime | None = None,
) -> Head:
    """听取陈述申辩, 36: a signed record of what was said at `held_at`; meets the gate."""
    verb, _ = under_review(case_id, actor, now, version, Act.TAKE_STATEMENT)
    act, moment = law.act_in(verb.state, act_id, ActKind.THIRD_PARTY, "stated"), held_at or now
    law.check_held(act, moment, now)
    need_reason(text, "text")
    fixed = papers.fix(
        verb, Kind.STATEMENT_RECORD, speaker=speaker, held_at=papers.minute(moment), place=place, statement=text.strip(),
        recorder=actor.name,
    )
    data: dict[str, object] = {"statement_id": str(verb.write(text).id)}
    told = law.move_act(
        verb.state, act_id, ActKind.THIRD_PARTY, "stated", data=data, document_id=fixed.document_id, met=act.state == "told"
    )
    verb.say([Effective(told, moment)])
    return verb.commit()


@transaction.atomic
def give_statement(case_id: UUID, *, act_id: UUID, text: str, actor: Actor, now: datetime) -> Head:
    """书面陈述申辩, 36, by the third party told; heard until the decision, also after the time that held the gate."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    told = verb.state.act(act_id)
    if told is None or told.kind is not ActKind.THIRD_PARTY or UUID(str(told.data["party_id"])) not in actor.party_ids:
        raise NotFound("没有要您陈述申辩的事。", code="cases.no_statement", remedy="请从您收到的告知书或者消息里打开。")
    act = law.act_in(verb.state, act_id, ActKind.THIRD_PARTY, "stated")
    need_reason(text, "text")
    party = organisations.party(UUID(str(act.data["party_id"])))
    fixed = papers.fix(
        verb, Kind.STATEMENT_RECORD, to=(Recipient(Role.INTERNAL, "案卷"), Recipient(Role.THIRD_PARTY, party.name, party_id=party.id)),
        speaker=party.name, held_at=papers.minute(now), place="网上提交", statement=text.strip(), recorder="本人书面提交",
    )  # fmt: skip
    data: dict[str, object] = {"statement_id": str(verb.write(text).id)}
    verb.say([
        law.move_act(
            verb.state, act_id, ActKind.THIRD_PARTY, "stated", data=data, document_id=fixed.document_id, met=act.state == "told"
        )
    ])
    return verb.commit()


@transaction.atomic
def tell_hearing_right(
    case_id: UUID, *, matter: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """听证告知, 46–47: told before the decision; five working days to ask; holds a gate until asked, waived or lapsed."""
    verb, _ = under_review(case_id, actor, now, version, Act.HEARING)
    law.check_licence(verb.state)
    need_reason(matter, "matter")
    fixed = papers.fix(
        verb, Kind.HEARING_RIGHT_NOTICE, to=concerned(verb), matter=matter.strip(),
        rights="您有要求听证的权利；申请人、利害关系人不承担组织听证的费用。", apply_by=papers.within(law.HEARING_ASK),
    )
    verb.say([
        law.open_act(
            new_id(), ActKind.HEARING, "right_told", term=law.from_service(law.HEARING_ASK), document_id=fixed.document_id,
            gate_id=new_id(), data={"told": [str(r.party_id) for r in concerned(verb)], "waived": []},
        )
    ])
    return verb.commit()


def concerned(verb: Verb) -> tuple[Recipient, ...]:
    """The applicant and every third party told of the case: all of them have the rights of 47."""
    ids = CaseParty.objects.filter(case_id=verb.state.id, role="third_party").order_by("id").values_list("party_id", flat=True)
    others = (organisations.party(party_id) for party_id in ids)
    return (papers.applicant(verb), *(Recipient(Role.THIRD_PARTY, p.name, party_id=p.id) for p in others))


@transaction.atomic
def answer_hearing_right(
    case_id: UUID, *, act_id: UUID, wants: bool, actor: Actor, now: datetime, party_id: UUID | None = None
) -> Head:
    """The applicant or a third party asks for the hearing, or waives it; staff record what was said on paper by `party_id`.

    One who asks is enough (47); the way to the decision opens when everybody told has waived, or the five days are over.
    """
    verb = begin(case_id, actor=actor, now=now, lock=True)
    who = answering(verb, actor, party_id)
    act = law.act_in(verb.state, act_id, ActKind.HEARING, "asked")
    law.check_hearing_asked(law.own_last_day(verb.calendar, act, who), now)
    told = [str(p) for p in act.data.get("told", ())]  # type: ignore[attr-defined]
    waived = sorted({*map(str, act.data.get("waived", ())), *map(str, who)} & set(told))  # type: ignore[call-overload]
    if wants:
        hold = law.running(law.HEARING_HOLD, local_date(now))
        verb.say([law.move_act(verb.state, act_id, ActKind.HEARING, "asked", term=hold)])
    elif set(waived) >= set(told):
        verb.say([law.move_act(verb.state, act_id, ActKind.HEARING, "waived", data={"waived": waived}, met=True)])
    else:
        data: dict[str, object] = {"waived": waived}
        verb.say([law.move_act(verb.state, act_id, ActKind.HEARING, "right_told", term=act.term, data=data)])
    return verb.commit()


def answering(verb: Verb, actor: Actor, party_id: UUID | None) -> frozenset[UUID]:
    """For which of those concerned somebody answers; Forbidden for a stranger."""
    state = verb.state
    if actor.is_staff:
        verb.authority(Act.HEARING)
        return frozenset({party_id or state.applicant_id})
    third = set(CaseParty.objects.filter(case_id=state.id, role="third_party").values_list("party_id", flat=True))
    own = third & actor.party_ids
    if {state.applicant_id, state.agent_id} & actor.party_ids:
        own.add(state.applicant_id)
    if not own:
        require_applicant(verb)
    return frozenset(own)


@transaction.atomic
def notice_hearing(
    case_id: UUID, *, act_id: UUID, day: date, at: time, place: str, chair_id: UUID, recorder: str, actor: Actor,
    now: datetime, version: int | None = None,
) -> Head:
    """听证通知, 48: time and place seven days before; the chair did not review the case. Also of the organ's own accord, when
    nobody asked: where the law demands a hearing, or it finds the public interest concerned (46)."""
    verb, _ = under_review(case_id, actor, now, version, Act.HEARING)
    act = law.act_in(verb.state, act_id, ActKind.HEARING, "noticed")
    avoidance.check_avoidance_settled(act, chair_id)
    law.check_chair(verb.state, chair_id)
    separation.check(verb, Act.HEARING_CHAIR, account_id=chair_id)
    organisations.authority(
        Actor(chair_id, "staff"), Act.HEARING_CHAIR, organ_id=verb.state.handling_organ_id, item_id=verb.terms.item_id,
        on=local_date(now),
    )  # fmt: skip
    law.check_hearing_day(verb.calendar, verb.dates.acts.get(act_id), day=day, now=now)
    chair = organisations.names([chair_id]).get(chair_id, "")
    held = papers.minute(datetime.combine(day, at, ZONE))
    common = {"matter": verb.terms.name, "held_at": held, "place": place, "chair": chair}
    fixed = papers.fix(
        verb, Kind.HEARING_NOTICE, to=concerned(verb), recorder=recorder, avoidance="认为主持人与本件有直接利害关系的，有权申请回避。", **common
    )
    papers.fix(verb, Kind.HEARING_ANNOUNCEMENT, to=(Recipient(Role.PUBLIC, "社会公众"),), **common)
    data: dict[str, object] = {
        **telling.noticed(fixed.document_id, [r.party_id for r in concerned(verb) if r.party_id]),
        "day": day.isoformat(), "at": at.strftime("%H:%M"), "chair_id": str(chair_id), "place_id": str(verb.write(place).id), "avoidance": "",
    }  # fmt: skip
    verb.say([
        law.move_act(
            verb.state, act_id, ActKind.HEARING, "noticed", term=None if act.state in ("waived", "lapsed") else act.term, data=data, document_id=fixed.document_id
        )
    ])
    return verb.commit()


@transaction.atomic
def record_hearing(
    case_id: UUID, *, act_id: UUID, record: str, participants: str, place: str, recorder: str, actor: Actor, now: datetime,
    version: int | None = None, held_at: datetime | None = None,
) -> Head:
    """听证笔录, 48(5): signed; the decision is based on it. Only the chair named in the notice holds the hearing."""
    verb, _ = under_review(case_id, actor, now, version, Act.HEARING_CHAIR)
    act = law.act_in(verb.state, act_id, ActKind.HEARING, "held")
    if str(actor.account_id) != act.data.get("chair_id"):
        raise Invalid("听证由通知书写明的主持人主持。", errors=(FieldError("chair", "other", "请由主持人登记笔录。"),))
    avoidance.check_avoidance_settled(act)
    moment = held_at or now
    law.check_held(act, moment, now)
    law.check_hearing_held(act, moment)
    to = [UUID(str(p)) for p in act.data.get("notice_to", ())]  # type: ignore[attr-defined]
    telling.check_notified(verb.calendar, act, {str(p.id): p.name for p in organisations.parties(to).values()}, now)
    need_reason(record, "record")
    fixed = papers.fix(
        verb, Kind.HEARING_RECORD, matter=verb.terms.name, held_at=papers.minute(moment), place=place, chair=actor.name,
        recorder=recorder, participants=participants, record=record.strip(), signatures="听证参加人确认无误后签字",
    )
    data: dict[str, object] = {"statement_id": str(verb.write(record).id)}
    told = law.move_act(verb.state, act_id, ActKind.HEARING, "held", data=data, document_id=fixed.document_id, met=True)
    verb.say([Effective(told, moment)])
    return verb.commit()


@transaction.atomic
def ask_avoidance(case_id: UUID, *, act_id: UUID, reason: str, actor: Actor, now: datetime) -> Head:
    """申请回避, 48(3): the applicant or a third party names why the chair has a direct interest in the matter."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    who = answering(verb, actor, None)
    act = law.act_in(verb.state, act_id, ActKind.HEARING, "held")
    avoidance.check_avoidance_asked(act, now)
    need_reason(reason, "avoidance")
    data: dict[str, object] = {
        "avoidance": "asked", "avoidance_by": sorted(map(str, who)), "avoidance_id": str(verb.write(reason).id),
    }  # fmt: skip
    verb.say([law.move_act(verb.state, act_id, ActKind.HEARING, "noticed", term=act.term, data=data)])
    return verb.commit()


@transaction.atomic
def decline_avoidance(
    case_id: UUID, *, act_id: UUID, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """不准许回避, with the reason, by somebody other than the chair; another chair is a new notice."""
    verb, _ = under_review(case_id, actor, now, version, Act.HEARING)
    act = law.act_in(verb.state, act_id, ActKind.HEARING, "held")
    if act.data.get("avoidance") != "asked" or str(actor.account_id) == act.data.get("chair_id"):
        raise law.ActGone()
    need_reason(reason)
    data: dict[str, object] = {"avoidance": "declined", "avoidance_answer_id": str(verb.write(reason).id)}
    verb.say([law.move_act(verb.state, act_id, ActKind.HEARING, "noticed", term=act.term, data=data)])
    return verb.commit()


def silence(verb: Verb) -> list[Effective]:
    """What time itself moves: rights not used lapse, silence has its stated effect, a stop outlasts the time told; before that an
    organ that was asked is reminded.

    Dated by the rule: from the end of the last day, whenever it was found.
    """
    facts: list[Effective] = []
    if verb.state.phase is not Phase.UNDER_REVIEW:
        return facts
    days = verb.dates.acts
    facts += reminders(verb)
    for act in verb.state.acts:
        if act.id not in days or not clocks.waits_for_time(act) or verb.now < clocks.ends(days[act.id]):
            continue
        fact: Fact
        if act.kind is ActKind.SPECIAL:
            fact = f.SpecialProcedureOverrun(act_id=act.id, due_on=days[act.id])
        elif act.kind is ActKind.OPINION:
            consent = act.data.get("silence") == "consent"
            fact = law.move_act(verb.state, act.id, act.kind, "silent", met=consent)
        else:
            fact = law.move_act(verb.state, act.id, act.kind, "lapsed", met=True)
        facts.append(Effective(fact, clocks.ends(days[act.id])))
    return facts


def reminders(verb: Verb) -> list[Effective]:
    """Organs that were asked and have not answered, on the working day before their last."""
    days, today = verb.dates.acts, local_date(verb.now)
    asked = [act for act in verb.state.acts if act.id in days and clocks.is_reminded_of(act)]
    near = [act for act in asked if clocks.remind_on(verb.calendar, act, days[act.id]) <= today <= days[act.id]]
    return [Effective(f.OpinionReminded(act_id=act.id, due_on=days[act.id]), verb.now) for act in near]
