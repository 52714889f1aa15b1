"""Verbs of 容缺受理: offer, agree, decline, accept with gaps, bring, check; after the promised day end or refuse. Nothing ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import decision, papers, separation
from yichuang.cases.actions.acceptance import notice_of_acceptance
from yichuang.cases.actions.bans import ban_on
from yichuang.cases.actions.first_review import begin_review
from yichuang.cases.actions.relying import check_credit, post
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acceptance
from yichuang.cases.domain import dates as clocks
from yichuang.cases.domain import tolerating as law
from yichuang.cases.domain.decision import ENDING_WORDS, TOLERANCE_BROKEN
from yichuang.cases.domain.evolve import Moment, evolve
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cases.domain.promised import due_on as promised_day
from yichuang.cases.domain.state import Act as CaseAct
from yichuang.catalogue.domain import MaterialTerm
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import acceptance_points
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.events import Head
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations.domain import Act, Actor

WAY = "容缺受理"
EFFECT = "承诺的日期过后，本机关可以终止办理；依法应当作出决定的，以不符合法定条件为由不予，并记入信用记录。"
CHOICE = "是否容缺受理由申请人自愿选择；不选的，一次告知补正，补正以后受理。"


def handed_in(case_id: UUID) -> set[str]:
    """The materials that lie in the file now, as files or on paper."""
    return {row.material_code for row in dossier.file_rows(case_id) if row.is_current} | dossier.paper_rows(case_id).keys()


def latest(verb: Verb) -> date | None:
    """The last day that may be promised: the case's own last day, if it were accepted now."""
    fact = f.CaseAccepted(document_id=verb.state.id, authority_ref="")
    trial = evolve(verb.state, fact, Moment(verb.state.id, verb.actor.ref, verb.now, verb.now))
    known = clocks.dates(trial, verb.terms, verb.calendar)
    return known.promised_on or known.statutory_on


def opened(verb: Verb) -> date:
    """What every way into it needs: an item that lists it, a party without a bad record, a limit to stay within. Returns the last day."""
    law.check_open(verb.state, verb.terms)
    check_credit(verb.state.applicant_id, local_date(verb.now), WAY)
    last = latest(verb)
    if last is None:
        raise law.NotTolerable(why="没有办理期限，定不了补交的最晚日期")
    return last


def listing(materials: Sequence[MaterialTerm]) -> list[dict[str, str]]:
    return [{"name": m.name, "how": m.standard or m.note or "齐全、符合法定形式"} for m in materials]


def notice(verb: Verb, materials: Sequence[MaterialTerm], last: date) -> UUID:
    return papers.fix(
        verb, Kind.TOLERANCE_NOTICE, organ_id=verb.state.accepting_organ_id, missing=listing(materials), latest=papers.last_day(verb, last),
        consequence=EFFECT, choice=CHOICE,
    ).document_id


def tolerance_choices(case_id: UUID, *, actor: Actor, now: datetime) -> tuple[tuple[MaterialTerm, ...], date]:
    """What the applicant may choose to bring later, and the last day that may be promised. Raises why it is not open."""
    verb = begin(case_id, actor=actor, now=now)
    last = opened(verb)
    found = out_of(verb)
    law.check_main(verb.terms, handed_in(case_id))
    return found, last


@transaction.atomic
def offer_tolerance(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """容缺受理告知: what may come later, until when at the latest, and what follows; the applicant chooses."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority_at(verb.state.accepting_organ_id, Act.ACCEPT_WITH_GAPS)
    last = opened(verb)
    acceptance.check_in_time(verb.state, verb.dates.answer_on, now)
    found = out_of(verb)
    law.check_main(verb.terms, handed_in(case_id))
    if law.the(verb.state, *law.OPEN):
        raise law.NotTolerable(why="已经告知过，等申请人选择")
    verb.say(
        law.offer(
            act_id=new_id(), materials=[m.code for m in found], latest_on=last, document_id=notice(verb, found, last),
            authority_ref=authority_ref,
        )
    )
    return verb.commit()


def out_of(verb: Verb) -> tuple[MaterialTerm, ...]:
    found = law.absent(verb.terms, handed_in(verb.state.id))
    if not found:
        raise law.NotTolerable(why="可以容缺的材料已经交齐")
    return found


@transaction.atomic
def agree_tolerance(
    case_id: UUID, *, materials: Sequence[str], due_on: date | None, agreed: bool, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """The applicant chooses 容缺受理 online and promises a day; the window accepts on it."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    decision.require_applicant(verb)
    last = opened(verb)
    absent = {m.code for m in out_of(verb)}
    law.check_main(verb.terms, handed_in(case_id))
    law.check_chosen(verb.terms, [m for m in materials if m in absent], due=due_on, latest=last, on=local_date(now), agreed=agreed)
    assert due_on is not None
    act = law.the(verb.state, *law.OPEN)
    verb.say([f.ToleranceAgreed(act_id=act.id if act else new_id(), materials=tuple(m for m in materials if m in absent), due_on=due_on)])
    return verb.commit()


@transaction.atomic
def decline_tolerance(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None) -> Head:
    """The applicant does not want it, or no longer, before acceptance: the ordinary way, 补正."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    if actor.is_staff:
        verb.authority_at(verb.state.accepting_organ_id, Act.ACCEPT_WITH_GAPS)
    else:
        decision.require_applicant(verb)
    act = law.needed(verb.state, None, *law.OPEN)
    verb.say([f.ToleranceDeclined(act_id=act.id)])
    return verb.commit()


@transaction.atomic
def accept_with_gaps(
    case_id: UUID, *, actor: Actor, now: datetime, materials: Sequence[str] = (), due_on: date | None = None, agreed: bool = False,
    signed_by: str = "", version: int | None = None,
) -> Head:
    """容缺受理: accepted now, on the promise the applicant signed online or signs at the window. Both papers, the 受理通知书, and a gate
    that holds the decision; the clock runs."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority_at(verb.state.accepting_organ_id, Act.ACCEPT_WITH_GAPS)
    last = opened(verb)
    acceptance.check_in_time(verb.state, verb.dates.answer_on, now)
    acceptance.check_not_barred(ban_on(verb))
    act = law.the(verb.state, *law.OPEN)
    if act and act.state == "agreed":
        materials, due_on, agreed = [str(m) for m in act.data["materials"]], promised_day(act), True  # type: ignore[attr-defined]
        signed_by = papers.applicant(verb).name
    absent = {m.code for m in out_of(verb)}
    chosen = [m for m in verb.terms.materials if m.code in set(materials) & absent]
    law.check_chosen(verb.terms, [m.code for m in chosen], due=due_on, latest=last, on=local_date(now), agreed=agreed)
    if not signed_by.strip():
        wrong = FieldError("signed_by", "required", "请填承诺人的姓名。")
        raise Invalid("承诺书没有签署。", code="cases.tolerance_promise", errors=(wrong,))
    assert due_on is not None
    points = [p.code for p in acceptance_points(verb.terms) if p.material_code in {m.code for m in chosen}]
    law.check_asked(verb.state, points)
    law.check_points(dossier.acceptance_open(case_id), points)
    give(verb, act, chosen, points, due_on, last, signed_by, authority_ref)
    document_id = notice_of_acceptance(verb, acceptance.acceptance_moment(verb.state, now))
    verb.say(acceptance.accept(verb.state, document_id=document_id, authority_ref=authority_ref, now=now))
    begin_review(verb)
    return verb.commit()


def give(
    verb: Verb, act: CaseAct | None, chosen: Sequence[MaterialTerm], points: Sequence[str], due: date, last: date, signed_by: str,
    authority_ref: str,
) -> None:
    """The notice (unless it was sent), the promise, and the gate."""
    offered = act.data.get("offer_id") if act else None
    notice_id = UUID(str(offered)) if offered else notice(verb, chosen, last)
    promise_id = papers.fix(
        verb, Kind.TOLERANCE_PROMISE, organ_id=verb.state.accepting_organ_id, missing=listing(chosen), due_on=due, consequence=EFFECT,
        signed_by=signed_by.strip(), signed_at=papers.minute(act.moved_at if act and act.state == "agreed" else verb.now),
    ).document_id  # fmt: skip
    open_points = set(dossier.acceptance_open(verb.state.id)) & set(points)
    dossier.mark_missing(verb.state.id, dict.fromkeys(open_points, f"容缺受理，承诺{papers.day(due)}以前补交"), at=verb.now)
    verb.say([
        f.ToleranceGiven(
            act_id=act.id if act else new_id(), gate_id=new_id(), materials=tuple(m.code for m in chosen), points=tuple(points),
            due_on=due, notice_id=notice_id, promise_id=promise_id, authority_ref=authority_ref,
        )
    ])  # fmt: skip


@transaction.atomic
def bring_tolerated(
    case_id: UUID, *, materials: Sequence[str], actor: Actor, now: datetime, act_id: UUID | None = None, version: int | None = None
) -> Head:
    """The promised papers are in the file now, uploaded or laid on the counter; also after the day, while the case is not ended."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    if actor.is_staff:
        verb.authority_at(verb.state.accepting_organ_id, Act.RECEIVE)
    else:
        decision.require_applicant(verb)
    acceptance.require(verb.state, Phase.UNDER_REVIEW)
    act = law.needed(verb.state, act_id, "running", "overdue")
    not_there = set(materials) - handed_in(case_id)
    if not_there:
        wrong = FieldError("materials", "cases.not_in_the_file", "这份材料还没有交进来。")
        raise Invalid("材料还不在卷宗里。", code="cases.not_in_the_file", errors=(wrong,), materials=sorted(not_there))
    verb.say(law.bring(verb.state, act, materials, post=post(verb, Act.REVIEW), new_id=new_id))
    return verb.commit()


@transaction.atomic
def check_tolerated(
    case_id: UUID, *, fits: bool, note: str, actor: Actor, now: datetime, act_id: UUID | None = None, version: int | None = None
) -> Head:
    """核对容缺材料 by whoever reviews: it fits, and the decision is no longer held; or it has to come again, by the promised day."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority(Act.REVIEW)
    separation.check(verb, Act.REVIEW)
    act = law.needed(verb.state, act_id, "brought")
    law.check_note(fits, note)
    if fits:
        dossier.mark_met(case_id, [str(p) for p in act.data["points"]], by=actor.ref, at=now)  # type: ignore[attr-defined]
    written = verb.write(note or "齐全、符合法定形式")
    verb.say([f.ToleratedChecked(act_id=act.id, fits=fits, statement_id=written.id, authority_ref=authority_ref)])
    return verb.commit()


def break_off(verb: Verb, act_id: UUID | None, way: str, power: Act) -> None:
    """The promised day has gone by: on record, and the gate no longer holds what is done about it."""
    authority_ref = verb.authority(power)
    acceptance.require(verb.state, Phase.UNDER_REVIEW)
    act = law.needed(verb.state, act_id, "running", "overdue")
    law.check_passed(act, local_date(verb.now))
    names = {m.code: m.name for m in verb.terms.materials}
    what = "、".join(names.get(str(code), str(code)) for code in act.data["missing"])  # type: ignore[attr-defined]
    record_id = credit.note(
        verb.state.applicant_id, Found.TOLERANCE_BROKEN,
        ground=f"{verb.terms.name}：承诺{papers.day(promised_day(act))}以前补交{what}，到期没有补交（办件{verb.state.number}）",
        organ_id=verb.state.deciding_organ_id, by=verb.actor.ref, at=verb.now, case_id=verb.state.id,
    )
    verb.say([f.ToleranceBroken(act_id=act.id, way=way, record_id=record_id, authority_ref=authority_ref)])


@transaction.atomic
def end_untolerated(
    case_id: UUID, *, reason: str, actor: Actor, now: datetime, act_id: UUID | None = None, version: int | None = None
) -> Head:
    """终止办理 after the promised day, by whoever may end; papers go back, remedies are told."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    acceptance.need_reason(reason)
    break_off(verb, act_id, "ended", Act.TERMINATE)
    fixed = papers.fix(
        verb, Kind.TERMINATION_NOTICE, ground=f"{ENDING_WORDS[TOLERANCE_BROKEN]}。{reason.strip()}",
        papers_back="申请材料随本通知退还，已收的费用依法退还。",
    )
    written = verb.write(reason)
    verb.say([f.CaseEnded(
        ground=TOLERANCE_BROKEN, document_id=fixed.document_id, authority_ref=verb.authority(Act.TERMINATE), statement_id=written.id
    )])  # fmt: skip
    return verb.commit()


@transaction.atomic
def refuse_untolerated(
    case_id: UUID, *, reason: str, actor: Actor, now: datetime, condition: str = "", cut_reason: str | None = None,
    act_id: UUID | None = None, version: int | None = None,
) -> Head:
    """不予 after the promised day, naming the legal condition that is not shown to be met (38(2)); another regime is concluded as not done.
    A missing paper alone is no ground."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    if verb.state.is_licence and condition not in {c.code for c in verb.terms.conditions}:
        wrong = FieldError("condition", "required", "请选因此不能认定符合的法定条件。")
        raise Invalid("没有选不符合的法定条件。", code="cases.no_failed_condition", article=f"{acceptance.LAW}第三十八条第二款", errors=(wrong,))
    break_off(verb, act_id, "refused", Act.REFUSE)
    head = verb.commit()
    if not verb.state.is_licence:
        return decision.conclude(
            case_id, result=Outcome.NOT_DONE, note=reason, actor=actor, now=now, version=head.seq, cut_reason=cut_reason
        )
    dossier.fail_condition(case_id, condition, note=reason, actor=actor, at=now)
    return decision.refuse(
        case_id, condition=condition, reason=reason, actor=actor, now=now, version=head.seq, cut_reason=cut_reason
    )
