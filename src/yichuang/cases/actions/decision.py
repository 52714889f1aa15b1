"""Verbs of 签发 and what follows: grant, refuse, conclude, end, withdraw, serve, deliver, close, 超期说明."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, renewing, separation, switching, window
from yichuang.cases.actions.bans import ban_on, bar
from yichuang.cases.actions.relying import check_proofs, open_points, rely
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acceptance as phases
from yichuang.cases.domain import decision as law
from yichuang.cases.domain import promising, statements
from yichuang.cases.domain.acceptance import need_reason
from yichuang.cases.domain.first_review import check_reported
from yichuang.cases.domain.phases import ActKind, Outcome, Phase
from yichuang.cases.domain.reporting import check_reported_up
from yichuang.cases.models import Case
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.dossier import api as dossier
from yichuang.facts import cases as f
from yichuang.kernel import record
from yichuang.kernel.errors import FieldError, Forbidden, Invalid
from yichuang.kernel.events import Head
from yichuang.kernel.values import Fact, local_date, new_id
from yichuang.licences import api as licences
from yichuang.licences.domain import Purpose, end_of
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


def ready(verb: Verb, act: str, cut_reason: str | None, naming: UUID | None = None, *, granting: bool = True) -> str:
    """What every decision needs; returns the authority it is made under."""
    switching.check_holder(verb)
    check_reported(verb.state)
    check_reported_up(verb.state)
    authority_ref = verb.authority(act)
    assert verb.actor.account_id is not None
    law.check_decide(verb.state, account_id=verb.actor.account_id, cut_reason=cut_reason, naming=naming, granting=granting)
    separation.check(verb, Act(act))
    visits = [a for a in verb.state.acts_of(ActKind.VISIT) if a.state == "recorded"]
    if verb.terms.visit_required and not visits and not promising.spares_visit(verb.state, verb.terms):
        raise law.GateUnmet(gate=law.GATE_LABELS["visit"], article=f"{phases.LAW}第三十四条第三款")
    if verb.terms.legal_review and not any(a.state == "passed" for a in verb.state.acts_of(ActKind.LEGAL_REVIEW)):
        raise law.GateUnmet(gate=law.GATE_LABELS["legal_review"])
    law.check_rights(verb.state, verb.terms)
    if granting:
        check_proofs(verb)
    return authority_ref


def cut(verb: Verb, cut_reason: str | None) -> None:
    if cut_reason and any(t.kind.value in ("step", "side") for t in verb.state.open_tasks):
        verb.say(law.cut(verb.state, verb.write(cut_reason).id))


@transaction.atomic
def grant(
    case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None, cut_reason: str | None = None,
    scope: str = "", duties: str = "",
) -> Head:
    """签发准予决定: decision document and ordered licence in one transaction (38, 39); of 变更 and 延续, the licence changed or renewed
    (49, 50), for which no quota is asked again."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = ready(verb, Act.GRANT, cut_reason)
    law.check_no_ban(ban_on(verb))
    law.check_grant(verb.state, points_open=open_points(verb))
    if verb.state.purpose:
        cut(verb, cut_reason)
        document_id, licence_id = renewing.grant_asked(verb, duties)
    else:
        if verb.terms.quota:
            law.check_turn(accepted_before(verb))
        cut(verb, cut_reason)
        document_id, licence_id = grant_new(verb, scope, duties)
    verb.say(law.grant(verb.state, document_id=document_id, authority_ref=authority_ref, licence_id=licence_id, new_id=new_id))
    rely(verb)
    approval_form(verb)
    return verb.commit()


def grant_new(verb: Verb, scope: str, duties: str, content: str = "经审查，你（单位）的申请符合法定条件、标准，准予行政许可。") -> tuple[UUID, UUID | None]:
    """The decision on a new licence, and the licence ordered beside it."""
    ordered = order_licence(verb, scope)
    fixed = papers.fix(
        verb, Kind.GRANT_DECISION, content=f"{papers.heard(verb)}{content}",
        scope=scope or verb.terms.name, validity=validity(verb), duties=duties or "依法从事许可的活动，接受监督检查。",
        delivery="窗口领取、邮政EMS或者电子送达，自决定之日起十个工作日内。",
        licence_number=ordered.number if ordered else "", result_name=verb.terms.result.name or "决定书",
    )  # fmt: skip
    return fixed.document_id, ordered.licence_id if ordered else None


def accepted_before(verb: Verb) -> list[str]:
    """Numbers of the cases for the same item of this organ that were accepted earlier and are not decided yet (57).

    Within one day by the moment of acceptance, which only the streams know; who handed in earlier does not matter.
    """
    state = verb.state
    waiting = Case.objects.filter(
        item_id=verb.terms.item_id, deciding_organ_id=state.deciding_organ_id, phase=Phase.UNDER_REVIEW, purpose=""
    ).exclude(id=state.id)
    before = waiting.filter(accepted_on__lt=state.accepted_on).order_by("accepted_on", "received_at")
    numbers = list(before.values_list("number", flat=True)[:5])
    same_day = dict(waiting.filter(accepted_on=state.accepted_on).values_list("id", "number"))
    if numbers or not same_day:
        return numbers
    moments = {case_id: accepted_at(events) for case_id, events in record.read_many([state.id, *same_day]).items()}
    earlier = [case_id for case_id in same_day if moments[case_id] < moments[state.id]]
    return [same_day[case_id] for case_id in sorted(earlier, key=lambda case_id: moments[case_id])[:5]]


def accepted_at(events: Sequence[record.Recorded]) -> tuple[datetime, datetime]:
    """The moment the law counts as acceptance; between equals, who was said to be accepted first."""
    accepted = next(e for e in events if e.kind in (f.CaseAccepted.kind, f.DeemedAccepted.kind))
    return accepted.effective_at, accepted.at


def order_licence(verb: Verb, scope: str) -> licences.Ordered | None:
    """The licence of a result that is one, ordered beside the decision; made by the worker."""
    result = verb.terms.result
    if not result.licence_type:
        return None
    valid_from = local_date(verb.now)
    end = end_of(valid_from, result.validity_months) if result.validity_months else None
    return licences.order(
        case_id=verb.state.id, case_number=verb.state.number, item_id=verb.terms.item_id, licence_type=result.licence_type,
        name=result.name or verb.terms.name, holder_id=verb.state.applicant_id, organ_id=verb.state.deciding_organ_id,
        scope=scope or verb.terms.name, valid_from=valid_from, valid_to=end,
        blank_series=result.blank, actor=verb.actor.ref, at=verb.now,
    )  # fmt: skip


def validity(verb: Verb) -> str:
    months = verb.terms.result.validity_months
    if not months:
        return verb.terms.result.validity_note or papers.NOT_STATED
    return f"{papers.day(local_date(verb.now))}至{papers.day(end_of(local_date(verb.now), months))}"


def approval_form(verb: Verb) -> None:
    """审批表: who said what and when, and who signed (37)."""
    people = organisations.names(t.owner_id for t in verb.state.tasks if t.owner_id)
    opinions = [
        {"step": t.name, "who": people.get(t.owner_id, ""), "verdict": VERDICT_WORDS.get(t.verdict, t.verdict),
         "at": papers.minute(t.closed_at)}
        for t in verb.state.tasks if t.closed_at and t.owner_id
    ]  # fmt: skip
    heard = [a for a in verb.state.acts_of(ActKind.STATEMENT) if a.state == "noted"]
    opinions += [
        {"step": "听取申请人陈述申辩", "who": "", "verdict": statements.OUTCOMES[str(a.data["outcome"])], "at": papers.minute(a.moved_at)}
        for a in heard
    ]  # fmt: skip
    papers.fix(
        verb, Kind.APPROVAL_FORM, to=(Recipient(Role.INTERNAL, "案卷"),),
        opinions=opinions or [{"step": "审查", "who": verb.actor.name, "verdict": "见决定", "at": papers.minute(verb.now)}],
        issued_by=verb.actor.name,
    )  # fmt: skip


VERDICT_WORDS = {"agree": "同意", "disagree": "不同意", "note": "已阅", "passed": "通过", "accepted": "受理", "decided": "决定"}


@transaction.atomic
def refuse(
    case_id: UUID, *, reason: str, actor: Actor, now: datetime, condition: str = "", version: int | None = None,
    cut_reason: str | None = None, false_material: bool = False, standard: str = "", banned: bool = False,
    missing: Missing | None = None,
) -> Head:
    """签发不予决定: names the failed legal condition, the facts, and the remedies (38(2)); a missing paper is no ground.

    With `false_material` the ground is 78, and the applicant is barred from the item where it concerns safety; with `banned` it is the
    ban of 78 or 79 the application fell into. `standard`: the technical standard a refusal after inspection or testing stands on (55).
    `missing`: the result of another case that this one needs and does not have.
    """
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = ready(verb, Act.REFUSE, cut_reason, missing.gate_id if missing else None, granting=False)
    failed = dossier.review_failed(case_id)
    if missing:
        law.check_missing(verb.state, missing.gate_id)
        condition, failed = law.PREREQUISITE, (law.PREREQUISITE,)
    law.check_refuse(
        verb.state, failed=failed, condition=condition, reason=reason, false_material=false_material, standard=standard, banned=banned
    )
    cut(verb, cut_reason)
    ground, unmet, article = ground_of(verb, condition, false_material=false_material, banned=banned, missing=missing)
    fixed = papers.fix(
        verb, renewing.REFUSALS[Purpose(verb.state.purpose)], facts=f"{papers.heard(verb)}{reason.strip()}", failed_condition=unmet,
        failed_article=article, standard=standard.strip(), barred=bar(verb) if false_material else "", **renewing.refusal_fields(verb),
    )
    written = verb.write(reason)
    verb.say(
        law.refuse(
            verb.state, document_id=fixed.document_id, authority_ref=authority_ref, condition=ground, article=article,
            statement_id=written.id, new_id=new_id,
        )
    )
    approval_form(verb)
    return verb.commit()


@dataclass(frozen=True, slots=True)
class Missing:
    """A prerequisite as a refusal names it: its gate, what it is in words, and what makes it a condition."""

    gate_id: UUID
    words: str
    article: str


def ground_of(
    verb: Verb, condition: str, *, false_material: bool, banned: bool, missing: Missing | None = None
) -> tuple[str, str, str]:
    """(code, words, article) of what a refusal stands on: 78, a ban, a missing result, or the condition that is not met."""
    if missing:
        return law.PREREQUISITE, missing.words, missing.article
    if banned:
        ban = ban_on(verb)
        if ban is None:
            raise phases.NoBanRuns()
        return law.BANNED, *phases.rejection("banned", ban)
    if false_material:
        return law.FALSE_MATERIAL, *phases.REJECTIONS["false_material"]
    term = next(c for c in verb.terms.conditions if c.code == condition)
    return condition, term.text, term.article or f"{phases.LAW}第三十八条"


@transaction.atomic
def conclude(
    case_id: UUID, *, result: str, note: str, actor: Actor, now: datetime, version: int | None = None,
    cut_reason: str | None = None,
) -> Head:
    """办结 of a regime that is not a licence: 办理结果通知书, and the paper or record that is its result."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = ready(verb, Act.GRANT, cut_reason, granting=result != Outcome.NOT_DONE)
    if result not in (Outcome.DONE, Outcome.NOT_DONE):
        raise Invalid("没有选办理结果。", errors=(FieldError("result", "required", "请选办结或未办成。"),))
    outcome = Outcome(result)
    if outcome is Outcome.NOT_DONE:
        need_reason(note, "note")
    cut(verb, cut_reason)
    ordered = order_licence(verb, "") if outcome is Outcome.DONE else None
    words = {Outcome.DONE: "办结", Outcome.NOT_DONE: "未能办成"}
    fixed = papers.fix(
        verb, Kind.RESULT_NOTICE, result=words.get(outcome, ""), content=note.strip() or f"{verb.terms.name}已办结。",
        delivery="窗口领取、邮政EMS或者电子送达。",
    )
    verb.say(
        law.conclude(
            verb.state, document_id=fixed.document_id, authority_ref=authority_ref, result=outcome,
            licence_id=ordered.licence_id if ordered else None, new_id=new_id,
        )
    )
    return verb.commit()


@transaction.atomic
def end(
    case_id: UUID, *, ground: str, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """终止办理: papers and fees go back, remedies are told."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    authority_ref = verb.authority(Act.TERMINATE)
    law.check_end(verb.state, ground=ground, reason=reason)
    fixed = papers.fix(
        verb, Kind.TERMINATION_NOTICE, ground=f"{law.ENDINGS[ground]}。{reason.strip()}",
        papers_back="申请材料随本通知退还，已收的费用依法退还。",
    )
    written = verb.write(reason)
    verb.say([
        f.CaseEnded(ground=ground, document_id=fixed.document_id, authority_ref=authority_ref, statement_id=written.id)
    ])
    return verb.commit()


@transaction.atomic
def withdraw(
    case_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """撤回申请 by the applicant (or their agent) until the decision; the window may record one made on paper."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    if actor.is_staff:
        window.at_window(verb, Act.RECORD_WITHDRAWAL)
        need_reason(reason)
    else:
        require_applicant(verb)
    law.check_withdraw(verb.state)
    written = verb.write(reason or "申请人撤回申请")
    verb.say([f.ApplicationWithdrawn(statement_id=written.id, document_id=None)])
    return verb.commit()


def require_applicant(verb: Verb) -> None:
    own = {verb.state.applicant_id, verb.state.agent_id} - {None}
    if not own & verb.actor.party_ids:
        raise Forbidden("只有申请人或者代理人能做这一步。", code="cases.not_the_applicant", remedy="请由申请人或者受委托的代理人办理。")


@transaction.atomic
def write_overdue_note(
    case_id: UUID, *, cause: str, new_date: date, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """超期说明: cause and new date, published (优化营商环境条例 36)."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    verb.authority(Act.OVERDUE_NOTE)
    if not (verb.state.promise_passed or verb.state.statutory_passed):
        raise phases.WrongPhase("本件没有超期，不用写超期说明。")
    need_reason(cause, "cause")
    if new_date < local_date(now):
        raise Invalid("新的办结日期已经过去。", errors=(FieldError("new_date", "past", "请写今天或以后的日期。"),))
    late = next((t for t in verb.state.open_tasks), None)
    fixed = papers.fix(
        verb, Kind.OVERDUE_STATEMENT, to=(Recipient(Role.PUBLIC, "社会公众"),), cause=cause.strip(),
        new_date=papers.day(new_date), liable_post=late.post if late else "undertaker",
    )
    written = verb.write(cause)
    facts: list[Fact] = [
        f.OverdueNoteWritten(document_id=fixed.document_id, new_date=new_date, statement_id=written.id)
    ]
    verb.say(facts)
    return verb.commit()
