"""Verbs from 收件 to 受理: receive, accept, ask for correction, the exits, deemed acceptance, lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.cases import hot
from yichuang.cases.actions import papers, renewing, switching, window
from yichuang.cases.actions.bans import ban_on, bar
from yichuang.cases.actions.decision import require_applicant
from yichuang.cases.actions.first_review import begin_review
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acceptance as law
from yichuang.cases.domain import automatic
from yichuang.cases.domain import dates as clocks
from yichuang.cases.domain.evolve import Moment, evolve
from yichuang.cases.domain.phases import CHANNEL_LABELS, Channel, Phase, TaskKind
from yichuang.cases.domain.renewing import Asked
from yichuang.cases.domain.review import desk_row
from yichuang.cases.domain.state import CaseState
from yichuang.cases.domain.window import AtWindow
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.facts import cases as f
from yichuang.kernel.codes import make_case_number
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.events import Head, seal
from yichuang.kernel.prepared import Fragment, one
from yichuang.kernel.values import Effective, local_date, new_id
from yichuang.kernel.words import bigrams
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor, Post


@dataclass(frozen=True, slots=True)
class Application:
    """What intake hands in. `received_at`: arrival in the platform, hand-over, or arrival by post (电子签名法 11)."""

    version_id: UUID
    applicant_id: UUID
    channel: Channel
    received_at: datetime
    dossier_hash: str
    agent_id: UUID | None = None
    case_id: UUID | None = None
    selection_id: UUID | None = None
    """What the applicant's situation selected (`catalogue.keep_selection`); None = the whole version."""
    asked: Asked | None = None
    """变更 (49) or 延续 (50) of a licence the applicant holds."""
    window: AtWindow | None = None
    """The window of another organ that took it in (全城通办); None = the accepting organ's own, online, by post."""
    by_person: bool = False
    """The applicant declines a decision by rules alone (个人信息保护法 24(3))."""


@dataclass(frozen=True, slots=True)
class Received:
    case_id: UUID
    number: str
    version: int
    answer_on: str


def looking(application: Application, accepting_organ_id: UUID) -> UUID:
    """Whose window looks at completeness and form."""
    at = application.window
    return at.organ_id if at is not None and at.accepts else accepting_organ_id


def next_number(uscc: str, on: datetime) -> str:
    """办件编号: USCC18 + YYYYMMDD + 6 seq, unique, never reused (domain C4)."""
    day = local_date(on)
    row = one(
        "insert into case_number_series as s (series, next) values (%s, 1) "
        "on conflict (series) do update set next = s.next + 1 returning next",
        f"{uscc}{day:%Y%m%d}",
    )
    assert row is not None
    return make_case_number(uscc, day, row[0])


def selected(terms: Terms) -> list[Any]:
    """What the applicant's situation selected, where the item has situations."""
    return [f.SituationSelected(situation_id=terms.situation_id, selection_id=terms.selection_id)] if terms.selection_id else []


@transaction.atomic(savepoint=False)
def receive(application: Application, *, actor: Actor, now: datetime) -> Received:
    """收件: a case under a published version, with its 收件凭证. Items off the list cannot be opened (清单之外一律不得)."""
    if not catalogue.is_open(application.version_id):
        raise catalogue.NotPublished()
    if application.received_at > now:
        raise Invalid("收件时间不能晚于现在。", errors=(FieldError("received_at", "future", "请核对收到申请的时间。"),))
    terms = catalogue.case_terms(application.version_id, application.selection_id)
    assert terms.accepting_organ_id and terms.deciding_organ_id
    applicant = organisations.party(application.applicant_id)
    if terms.audience and applicant.kind not in terms.audience:
        raise Invalid("本事项不面向这类申请人。", errors=(FieldError("applicant", "audience", "请换一个申请人。"),))
    case_id = application.case_id or new_id()
    calendar = clock.calendar()
    organ = organisations.organ(terms.accepting_organ_id)
    number = next_number(organ.uscc, application.received_at)
    fact = f.CaseReceived(
        number=number, item_version_id=terms.version_id, regime=terms.regime.value, channel=application.channel.value,
        applicant_id=application.applicant_id, agent_id=application.agent_id, accepting_organ_id=terms.accepting_organ_id,
        deciding_organ_id=terms.deciding_organ_id, dossier_hash=application.dossier_hash, document_id=None,
        calendar_version=calendar.version,
        opened=(desk_row(TaskKind.ACCEPT, "核对受理要素", "window", looking(application, terms.accepting_organ_id), new_id),),
    )  # fmt: skip
    facts, wanted = [fact, *([application.window.said] if application.window else []), *selected(terms)], None
    facts += automatic.declined(terms, by_person=application.by_person)
    if application.asked is not None:
        about, wanted = renewing.take_up(
            application.asked, terms, calendar, case_id=case_id, applicant_id=application.applicant_id, received_at=application.received_at
        )
        facts.append(about)
    moment, state = Moment(case_id, actor.ref, now, application.received_at), None
    for fact in facts:
        state = evolve(state, fact, moment)
    assert state is not None
    said = [Effective(fact, application.received_at) for fact in facts]
    state, followed = switching.at_receipt(Verb(hot.Stored(state, Head.new("case", case_id)), state, terms, calendar, actor, now))
    sealed = seal(Head.new("case", case_id), [*said, *followed], actor=actor.ref, at=now)
    known = clocks.dates(state, terms, calendar)
    words = " ".join(bigrams(f"{number} {applicant.name} {terms.name}"))
    hot.save(
        None, state, sealed, dates=known, opening=hot.Opening(terms.item_id, words), beside=related_cte(state, application)
    )
    if wanted is not None:
        wanted.save(force_insert=True)
    verb = Verb(hot.Stored(state, sealed.head), state, terms, calendar, actor, now)
    papers.fix(
        verb, Kind.RECEIPT, organ_id=terms.accepting_organ_id, materials=dossier.handed_in(case_id),
        received_at=papers.minute(application.received_at), answer_by=papers.last_day(verb, known.answer_on),
        clerk=(actor.name if actor.account_id else "") or "网上收件", query_code=papers.query_code(verb), channel=CHANNEL_LABELS[application.channel],
    )  # fmt: skip
    return Received(case_id, number, sealed.head.seq, papers.last_day(verb, known.answer_on))


def related_cte(state: CaseState, application: Application) -> Fragment:
    """Who is related to the case, and how (design §11)."""
    parties = [("applicant", application.applicant_id)]
    if application.agent_id and application.agent_id != application.applicant_id:
        parties.append(("agent", application.agent_id))
    sql = """organs as (
      insert into case_organ (case_id, organ_id, role)
      select moved.id, x.organ_id, x.role from moved, (values (%s::uuid, 'accepting'), (%s::uuid, 'deciding')) as x(organ_id, role)
      returning 1),
    parties as (
      insert into case_party (case_id, party_id, role)
      select moved.id, x.party_id, x.role from moved, unnest(%s::uuid[], %s::text[]) as x(party_id, role) returning 1)"""
    roles, ids = zip(*parties, strict=True)
    return sql, [state.accepting_organ_id, state.deciding_organ_id, list(ids), list(roles)]


def notice_of_acceptance(verb: Verb, accepted_at: datetime) -> UUID:
    """受理通知书 with both last days, computed as if accepted at that moment."""
    trial = evolve(
        verb.state, f.CaseAccepted(document_id=verb.state.id, authority_ref=""),
        Moment(verb.state.id, verb.actor.ref, verb.now, accepted_at),
    )  # fmt: skip
    known = clocks.dates(trial, verb.terms, verb.calendar)
    return papers.fix(
        verb, Kind.ACCEPTANCE_NOTICE, organ_id=verb.state.accepting_organ_id,
        accepted_on=papers.day(local_date(accepted_at)), materials=dossier.handed_in(verb.state.id),
        query_code=papers.query_code(verb), statutory_last_day=after_report(verb.terms) or papers.last_day(verb, known.statutory_on),
        promised_last_day="" if verb.terms.first_review else papers.last_day(verb, known.promised_on),
    ).document_id  # fmt: skip


def after_report(terms: Terms) -> str:
    """43: with a first review the deciding organ's days begin with the report, so the notice says both limits instead of a day."""
    if terms.first_review is None:
        return ""
    limit = terms.statutory or clocks.DEFAULT_STATUTORY
    return f"初审机关{terms.first_review.amount}个工作日内报送初审意见；决定机关自收到之日起{catalogue.limit_words(limit)}内决定"


@transaction.atomic
def accept(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None, together: bool = False) -> Head:
    """受理. Past the fifth working day the law has accepted already: the same click records the deemed acceptance. `together`: in one act
    with the other cases of a unified handling (26(2))."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = window.at_window(verb, Act.ACCEPT)
    law.require(verb.state, Phase.RECEIVED, Phase.CORRECTING)
    if law.is_answer_late(verb.state, verb.dates.answer_on, now):
        return deem_now(verb)
    law.check_accept(verb.state, open_points=dossier.acceptance_open(case_id), ban=ban_on(verb))
    document_id = notice_of_acceptance(verb, law.acceptance_moment(verb.state, now))
    verb.say(law.accept(verb.state, document_id=document_id, authority_ref=authority_ref, now=now, together=together))
    begin_review(verb)
    return verb.commit()


def deem_now(verb: Verb) -> Head:
    """视为受理, 32(4): from the day the materials were received, notice issued at once."""
    answer_on = verb.dates.answer_on
    assert answer_on is not None
    document_id = notice_of_acceptance(verb, verb.state.corrected_at or verb.state.received_at)
    verb.say(law.deem(verb.state, document_id=document_id, answer_on=answer_on))
    begin_review(verb)
    return verb.commit()


@transaction.atomic
def ask_correction(
    case_id: UUID, *, points: Mapping[str, str], actor: Actor, now: datetime, version: int | None = None,
    knowingly: bool = False,
) -> Head:
    """补正告知: the whole list at once, `points` = acceptance point code → what is missing and how to mend it."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = window.at_window(verb, Act.ASK_CORRECTION)
    listed = dossier.listed_points(verb.terms)
    law.check_ask_correction(
        verb.state, verb.terms, points=tuple(points), listed=frozenset(listed), answer_on=verb.dates.answer_on, now=now,
        knowingly=knowingly,
    )
    article = f"{law.LAW}第三十二条第一款第四项" if verb.state.is_licence else "《优化营商环境条例》第三十六条"
    rows = [
        {"what": listed[code], "why": why.strip() or "缺少或者不符合法定形式", "how": "按受理要素补齐后从网上或者窗口提交",
         "article": article}
        for code, why in points.items()
    ]  # fmt: skip
    fixed = papers.fix(
        verb, Kind.CORRECTION_NOTICE, organ_id=verb.state.accepting_organ_id, points=rows, due_on=papers.within(clocks.CORRECTION),
        lapse_effect="逾期未补正的，退回申请材料，您可以重新申请。",
    )
    dossier.mark_missing(case_id, points, at=now)
    verb.say(
        law.ask_correction(
            verb.state, act_id=new_id(), points=tuple(points), document_id=fixed.document_id, authority_ref=authority_ref
        )
    )
    return verb.commit()


@transaction.atomic
def select_situation(case_id: UUID, selection_id: UUID | None, *, actor: Actor, now: datetime) -> Head:
    """The corrected form changed the applicant's situation: what applies is selected anew, before acceptance only."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    law.require(verb.state, Phase.RECEIVED, Phase.CORRECTING)
    if selection_id is None or selection_id == verb.state.selection_id:
        return verb.stored.head
    verb.terms = catalogue.case_terms(verb.state.item_version_id, selection_id)
    assert verb.terms.situation_id is not None
    verb.say([f.SituationSelected(situation_id=verb.terms.situation_id, selection_id=selection_id)])
    return verb.commit()


@transaction.atomic
def bring_correction(
    case_id: UUID, *, points: Sequence[str], actor: Actor, now: datetime, received_at: datetime | None = None, by_post: bool = False
) -> Head:
    """The applicant (or a clerk for paper) hands in what was asked; the last one completes the correction. `by_post`: what the clerk enters
    came by courier, so nobody came to the window."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    if actor.is_staff:
        window.at_window(verb, Act.RECEIVE)
    else:
        require_applicant(verb)
    verb.say(law.receive_correction(verb.state, points=points, received_at=received_at or now, now=now, at_window=actor.is_staff and not by_post))
    return verb.commit()


@transaction.atomic
def fix_on_the_spot(
    case_id: UUID, *, points: Sequence[str], note: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """当场更正, 32(3): no notice, same sitting."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    window.at_window(verb, Act.CORRECT_ON_SPOT)
    law.require(verb.state, Phase.RECEIVED, Phase.CORRECTING)
    law.need_reason(note, "note")
    written = verb.write(note)
    dossier.mark_met(case_id, points, by=actor.ref, at=now)
    verb.say([f.FixedOnTheSpot(points=tuple(points), statement_id=written.id)])
    if set(points) & set(law.missing(verb.state)):
        verb.say(law.receive_correction(verb.state, points=points, received_at=now, now=now))
    return verb.commit()


@transaction.atomic
def tell_not_needed(case_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """不受理, 32(1): no licence is needed; told at once."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority_at(verb.state.accepting_organ_id, Act.NOT_NEEDED)
    law.require(verb.state, Phase.RECEIVED, Phase.CORRECTING)
    law.check_in_time(verb.state, verb.dates.answer_on, now)
    law.check_licence(verb.state)
    law.need_reason(reason)
    fixed = papers.fix(verb, Kind.NOT_NEEDED_NOTICE, organ_id=verb.state.accepting_organ_id, reason=reason.strip())
    written = verb.write(reason)
    verb.say([f.NotNeeded(document_id=fixed.document_id, authority_ref=authority_ref, statement_id=written.id)])
    return verb.commit()


@transaction.atomic
def reject(
    case_id: UUID, *, ground: str, reason: str, where_to_go: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """不予受理, 32(2), 78, 79: by the authorised person only (窗口无否决权), with remedies."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority_at(verb.state.accepting_organ_id, Act.REJECT)
    ban = ban_on(verb)
    law.check_reject(verb.state, ground=ground, reason=reason, answer_on=verb.dates.answer_on, now=now, ban=ban)
    words, article = law.rejection(ground, ban)
    fixed = papers.fix(
        verb, Kind.REJECTION_DECISION, organ_id=verb.state.accepting_organ_id, reason=f"{words}。{reason.strip()}（{article}）",
        where_to_go=where_to_go.strip() or "本机关窗口可以咨询", barred=bar(verb) if ground == "false_material" else "",
        article=article,
    )
    written = verb.write(reason)
    verb.say([
        f.AcceptanceRejected(
            ground=ground, document_id=fixed.document_id, authority_ref=authority_ref, statement_id=written.id
        )
    ])
    return verb.commit()


@transaction.atomic
def propose_rejection(
    case_id: UUID, *, ground: str, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """请示不予受理 by the window, to the post that may reject; the clock of 32(4) runs on."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    organ_id, on = verb.state.accepting_organ_id, local_date(now)
    authority_ref = window.at_window(verb, Act.ACCEPT)
    law.check_propose(verb.state, ground=ground, reason=reason, answer_on=verb.dates.answer_on, now=now)
    posts = organisations.posts_for(Act.REJECT, organ_id=organ_id, item_id=verb.terms.item_id, on=on)
    row = desk_row(TaskKind.APPROVE, "请示不予受理", posts[0] if posts else Post.SECTION_CHIEF, organ_id, new_id, node=law.PROPOSED)
    written = verb.write(f"{law.REJECTIONS[ground][0]}。{reason.strip()}")
    verb.say([f.RejectionProposed(ground=ground, statement_id=written.id, authority_ref=authority_ref, opened=(row,))])
    return verb.commit()


@transaction.atomic
def decline_rejection(case_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """The post asked does not reject: the window goes on. To reject is the verb `reject` itself."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority_at(verb.state.accepting_organ_id, Act.REJECT)
    task = law.check_decline(verb.state, reason=reason)
    written = verb.write(reason)
    verb.say([f.RejectionDeclined(task_id=task.id, statement_id=written.id, authority_ref=authority_ref)])
    return verb.commit()


@transaction.atomic
def lapse(case_id: UUID, *, actor: Actor, now: datetime) -> Head:
    """退件 when the correction was not made in time; no refusal, may apply again."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    act, lapse_on = verb.state.correction, verb.dates.lapse_on
    assert act is not None and lapse_on is not None
    notice = [d.number for d in documents.of_case(case_id) if d.kind == Kind.CORRECTION_NOTICE]
    fixed = papers.fix(
        verb, Kind.RETURN_NOTICE, organ_id=verb.state.accepting_organ_id, notice_number=notice[-1] if notice else papers.NOT_STATED,
        notified_on=papers.day(local_date(act.opened_at)), basis=f"逾期（{papers.day(lapse_on)}）未补正",
        papers_back="材料随本通知退还，电子材料保留，再次申请时可以直接使用。",
    )
    verb.say(law.lapse(verb.state, document_id=fixed.document_id, lapse_on=lapse_on, now=now))
    return verb.commit()

