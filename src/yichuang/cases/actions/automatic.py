"""智能审批 by the worker: fetch what the rules need, put the rules to a received case, grant or hand it to a person.

Killed between two steps nothing is half-done: questions to registries are commits of their own and harmless to repeat, the
decision is one commit, and a run that is still waiting is taken up again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.cases import hot
from yichuang.cases.actions import acceptance, decision, papers, switching
from yichuang.cases.actions.bans import ban_on
from yichuang.cases.actions.on_the_spot import checker
from yichuang.cases.actions.relying import check_proofs
from yichuang.cases.actions.review import mine
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain import acceptance as entry
from yichuang.cases.domain import automatic as law
from yichuang.cases.domain import decision as deciding
from yichuang.cases.domain.phases import Channel
from yichuang.cases.domain.review import claim
from yichuang.cases.models import AutomaticRun
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import readings, smart
from yichuang.catalogue.domain.cells import Value
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import Checklist, PointState
from yichuang.exchange import api as exchange
from yichuang.facts import cases as f
from yichuang.kernel.crypto import salted
from yichuang.kernel.errors import Refusal
from yichuang.kernel.events import Head
from yichuang.kernel.values import canonical, instant, local_date, new_id
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

NAME = "smart"
YEARS = 3
Roll = Callable[[int], int]


def system() -> Actor:
    return organisations.system_actor(NAME)


def open_run(case_id: UUID, *, now: datetime) -> bool:
    """A received case whose version declares 智能审批 waits for the worker. Once a case; whether there is something to consider: not of one
    whose applicant declined it, no registry is asked for that and no rule judges it (个人信息保护法 24(3))."""
    state = hot.load(case_id).state
    terms = catalogue.case_terms(state.item_version_id, state.selection_id)
    if terms.smart_id is None or state.by_person:
        return False
    values = {"item_id": terms.item_id, "organ_id": state.deciding_organ_id, "rules_id": terms.smart_id, "state": law.WAITING, "opened_at": now,
              "next_try_at": now + timedelta(seconds=law.RETRY_SECONDS)}  # fmt: skip
    _, is_new = AutomaticRun.objects.get_or_create(case_id=case_id, defaults=values)
    return is_new


def consider(case_id: UUID, *, now: datetime, roll: Roll = secrets.randbelow) -> str:
    """Everything about one waiting case: questions to the registries, then the decision. Returns the state of the run.

    Not inside a transaction of one's own. Data is fetched only where it may be decided on.
    """
    run = AutomaticRun.objects.filter(case_id=case_id).first()
    if run is None or run.state != law.WAITING:
        return run.state if run else ""
    state = hot.load(case_id).state
    if law.may_begin(state) and may_decide(state.deciding_organ_id, run.item_id, now):
        fetch(case_id, now=now)
    return put(case_id, now=now, roll=roll)


def consider_waiting(now: datetime) -> int:
    """Every waiting case at once, for the demonstration; the worker has its jobs. How many."""
    waiting = list(AutomaticRun.objects.filter(state=law.WAITING).order_by("opened_at").values_list("case_id", flat=True))
    for case_id in waiting:
        consider(case_id, now=now)
    return len(waiting)


def may_decide(organ_id: UUID, item_id: UUID, now: datetime) -> bool:
    return bool(authority(organ_id, item_id, now)) and not catalogue.is_switched_off(item_id)


def authority(organ_id: UUID, item_id: UUID, now: datetime) -> str:
    return organisations.standing(Act.DECIDE_AUTOMATICALLY, organ_id=organ_id, item_id=item_id, on=local_date(now))


def fetch(case_id: UUID, *, now: datetime) -> None:
    """Ask the registries what the rules need and is not fresh; what stays silent stays unknown."""
    state = hot.load(case_id).state
    terms = catalogue.case_terms(state.item_version_id, state.selection_id)
    assert terms.smart_id is not None
    rules = catalogue.smart_rules(terms.smart_id)
    known = exchange.fresh_evidence(case_id, rules.queries, now=now, minutes=rules.fresh_minutes)
    purpose = exchange.Purpose(case_id, state.number, terms.item_id, terms.name, state.deciding_organ_id, state.applicant_id)
    for code in rules.queries:
        if code not in known:
            query = readings.QUERIES[code]
            asks = {name: asked(source, case_id, state.applicant_id, state.deciding_organ_id, now) for name, source in query.asks.items()}
            exchange.ask(query, asks, purpose=purpose, actor=system(), now=now)


def asked(source: str, case_id: UUID, party_id: UUID, organ_id: UUID, now: datetime) -> str:
    """The value of one parameter of a question."""
    if source == readings.PARTY_NUMBER:
        return organisations.party_number(party_id)
    if source == readings.PARTY_NAME:
        return organisations.party(party_id).name
    if source == readings.YEAR:
        return str(local_date(now).year)
    if source == readings.DIVISION:
        return organisations.organ(organ_id).division
    return str(dossier.latest_answers(case_id).answers.get(source[len(smart.ANSWER) :], ""))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules were put to: values, what each input is, the evidence behind those from registries."""

    rules: smart.SmartRules
    known: Mapping[str, smart.Known | None]
    values: Mapping[str, Value]
    evidence: Mapping[str, exchange.EvidenceRow]


def see(verb: Verb) -> Seen:
    assert verb.terms.smart_id is not None
    rules = catalogue.smart_rules(verb.terms.smart_id)
    elements = catalogue.elements_for(rules)
    known = catalogue.knowing(rules, elements, verb.terms)
    found = exchange.fresh_evidence(verb.state.id, rules.queries, now=verb.now, minutes=rules.fresh_minutes)
    answers, files = dossier.latest_answers(verb.state.id).answers, {r.material_code for r in dossier.file_rows(verb.state.id) if r.is_current}
    values: dict[str, Value] = {}
    for name, what in known.items():
        if what is not None:
            values[name] = catalogue.typed(name, raw(verb, name, answers, files, found), elements, what)
    return Seen(rules, known, values, found)


def raw(verb: Verb, name: str, answers: Mapping[str, Any], files: set[str], found: Mapping[str, exchange.EvidenceRow]) -> object:
    """What one input holds, as its source has it; None where it is not known."""
    party_id, on = verb.state.applicant_id, local_date(verb.now)
    if name.startswith(smart.ANSWER):
        return answers.get(name[len(smart.ANSWER) :])
    if name.startswith(smart.FILE):
        return name[len(smart.FILE) :] in files
    if name.startswith(smart.REGISTRY):
        query, _, field = name[len(smart.REGISTRY) :].partition(".")
        return found[query].gives.get(field) if query in found else None
    if name.startswith(smart.LICENCE):
        return licences.holds(party_id, name[len(smart.LICENCE) :], on=on)
    if name == smart.ONLINE:
        return verb.state.channel in (Channel.WEB, Channel.MOBILE)
    if name == smart.BANNED:
        return ban_on(verb) is not None
    return licences.lost_since(party_id, years_before(on, YEARS))


def years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


@transaction.atomic
def put(case_id: UUID, *, now: datetime, roll: Roll = secrets.randbelow) -> str:
    """The rules put to a case and what they say, in one commit. A refused grant (what nobody foresaw) is a person's as well."""
    run = AutomaticRun.objects.select_for_update().filter(case_id=case_id).first()
    if run is None or run.state != law.WAITING:
        return run.state if run else ""
    verb = begin(case_id, actor=system(), now=now, lock=True)
    if not law.may_begin(verb.state):
        return close(run, law.OVERTAKEN, now)
    seen = see(verb)
    judged = catalogue.smart_judge(seen.rules, seen.values, seen.known)
    open_points = (*dossier.acceptance_open(case_id), *dossier.review_open(case_id))
    unproven = [code for code in open_points if code not in law.proven(judged)]
    given = authority(verb.state.handling_organ_id, verb.terms.item_id, now)
    found = law.guards(
        verb.state, verb.terms, is_off=catalogue.is_switched_off(verb.terms.item_id, lock=True), authority=given, ban=ban_on(verb),
        is_late=entry.is_answer_late(verb.state, verb.dates.answer_on, now), is_holder=is_holder(verb), unproven=unproven,
    )  # fmt: skip
    outcome = law.outcome(found, judged)
    if outcome is smart.Outcome.GRANT:
        try:
            with transaction.atomic():
                grant(verb, run, seen, found, judged, given, roll)
            return close(run, law.GRANTED, now)
        except Refusal as refusal:
            verb = begin(case_id, actor=system(), now=now, lock=True)
            found = (*found, law.Guard("G10", "受理和准予的法定条件都满足", False, refusal.article, refusal.code))
    examined(verb, run, seen, found, judged, smart.Outcome.PERSON)
    verb.commit()
    return close(run, law.PERSON, now)


def close(run: AutomaticRun, state: str, now: datetime) -> str:
    run.state, run.done_at, run.next_try_at = state, now, None
    run.save()
    return state


def is_holder(verb: Verb) -> bool:
    try:
        switching.check_holder(verb)
    except Refusal:
        return False
    return True


def grant(
    verb: Verb, run: AutomaticRun, seen: Seen, found: tuple[law.Guard, ...], judged: tuple[smart.Judged, ...], given: str, roll: Roll
) -> None:
    """受理 and 准予 by the verbs of the law, on both checklists marked by the rules that prove them, with the lot of the sample."""
    case_id, now, by = verb.state.id, verb.now, verb.actor.ref
    dossier.mark_points(case_id, Checklist.ACCEPTANCE, dict.fromkeys(dossier.acceptance_open(case_id), PointState.MET), by=by, at=now)
    dossier.mark_reviewed(case_id, dossier.review_open(case_id), by=by, at=now)
    examined(verb, run, seen, found, judged, smart.Outcome.GRANT)
    entry.check_accept(verb.state, open_points=dossier.acceptance_open(case_id), ban=ban_on(verb))
    notice_id = acceptance.notice_of_acceptance(verb, now)
    verb.say(entry.accept(verb.state, document_id=notice_id, authority_ref=given, now=now))
    deciding.check_grant(verb.state, points_open=dossier.review_open(case_id))
    deciding.check_rights(verb.state, verb.terms)
    check_proofs(verb)
    number = catalogue.smart_number(run.rules_id)
    document_id, licence_id = decision.grant_new(verb, "", "", SAID % {"number": number})
    verb.say(deciding.grant(verb.state, document_id=document_id, authority_ref=given, licence_id=licence_id, new_id=new_id))
    approval_form(verb, judged, number)
    post, organ_id = checker(verb)
    verb.say(law.draw(share=seen.rules.sample, roll=roll(law.LOTS), post=post, organ_id=organ_id, new_id=new_id))
    verb.commit()


SAID = (
    "经智能审批按照公布的规则（第%(number)s号）核对申请材料和登记信息，你（单位）的申请符合法定条件、标准，准予行政许可。本决定以自动化方式作出；"
    "你（单位）有权要求说明，有权要求由工作人员重新审查（《中华人民共和国个人信息保护法》第二十四条）。"
)


def approval_form(verb: Verb, judged: tuple[smart.Judged, ...], number: int) -> None:
    """审批表: the rules stand where an officer's opinions do."""
    at, who = papers.minute(verb.now), f"智能审批规则第{number}号"
    opinions = [{"step": f"{row.rule.code} {row.rule.name}", "who": who, "verdict": smart.RESULT_NAMES[row.result], "at": at} for row in judged]
    papers.fix(verb, Kind.APPROVAL_FORM, to=(Recipient(Role.INTERNAL, "案卷"),), opinions=opinions, issued_by="智能审批（机关负责人授权）")


def examined(
    verb: Verb, run: AutomaticRun, seen: Seen, found: tuple[law.Guard, ...], judged: tuple[smart.Judged, ...], outcome: smart.Outcome
) -> None:
    """Keep the explanation and say in the stream what it was, with the evidence it stands on."""
    run.explanation = explanation(verb, run, seen, found, judged, outcome)
    run.salt, run.sha256 = salted(canonical(run.explanation))
    evidence = tuple({"query": query, "id": str(row.id), "sha256": row.sha256} for query, row in sorted(seen.evidence.items()))
    verb.say([
        f.AutomaticallyExamined(
            rules_id=run.rules_id, outcome=outcome.value, unmet=law.unmet(found, judged), evidence=evidence, explanation_hash=run.sha256
        )
    ])


def explanation(
    verb: Verb, run: AutomaticRun, seen: Seen, found: tuple[law.Guard, ...], judged: tuple[smart.Judged, ...], outcome: smart.Outcome
) -> dict[str, Any]:
    """Rule by rule: input, source, value, condition, result; as it was, never made again."""
    return {
        "rules_id": str(run.rules_id), "number": catalogue.smart_number(run.rules_id), "at": instant(verb.now), "outcome": outcome.value,
        "sample": seen.rules.sample,
        "guards": [{"code": g.code, "name": g.name, "holds": g.holds, "article": g.article, "said": g.said} for g in found],
        "rules": [line(row, seen) for row in judged],
    }  # fmt: skip


def line(row: smart.Judged, seen: Seen) -> dict[str, Any]:
    what = seen.known.get(row.rule.input)
    names = [n for n in (row.rule.input, *smart.named(row.rule.cell)) if n.startswith(smart.REGISTRY)]
    queries = dict.fromkeys(n[len(smart.REGISTRY) :].partition(".")[0] for n in names)
    evidence = [str(seen.evidence[query].id) for query in queries if query in seen.evidence]
    return {
        "code": row.rule.code, "name": row.rule.name, "article": row.rule.article, "input": what.name if what else row.rule.input,
        "source": what.source if what else "", "unit": what.unit if what else "", "value": "" if row.value is None else shown(row.value),
        "condition": row.cell or in_words(row.rule.cell, seen.known), "result": row.result.value, "evidence": evidence, "proves": list(row.rule.proves),
    }  # fmt: skip


def in_words(cell: str, known: Mapping[str, smart.Known | None]) -> str:
    """A condition that compares with something not known: that by its name."""
    for name in smart.named(cell):
        what = known.get(name)
        cell = cell.replace(f"{{{name}}}", what.name if what else name)
    return cell


def shown(value: Value) -> str:
    return smart.written(value).replace('"', "")


@transaction.atomic
def ask_automatic_review(case_id: UUID, *, wanted: str, text: str, actor: Actor, now: datetime) -> Head:
    """要求说明, 要求由人审查, by the applicant or the agent (PIPL 24): a task for somebody of the organ; the decision stands meanwhile."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    decision.require_applicant(verb)
    law.check_ask_review(verb.state, wanted=wanted, text=text)
    written = verb.write(text)
    post, organ_id = checker(verb)
    verb.say(
        law.ask_review(
            verb.state, wanted=wanted, text=text, statement_id=written.id, statement_hash=written.sha256, post=post, organ_id=organ_id, new_id=new_id
        )
    )
    return verb.commit()


@transaction.atomic
def answer_automatic_review(
    case_id: UUID, task_id: UUID, *, finding: str, answer: str, actor: Actor, now: datetime, version: int | None = None
) -> Head:
    """The person's answer, in writing. What was wrong is mended by its own verb: a slip corrected, a grant revoked after hearing the
    holder (7, 69)."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    task = mine(verb, task_id)
    assert actor.account_id is not None
    authority_ref = verb.authority(Act.SPOT_CHECK)
    law.check_answer(task, finding=finding, answer=answer)
    written = verb.write(answer)
    if task.owner_id != actor.account_id or task.claimed_at is None:
        verb.say(claim(task, account_id=actor.account_id))
    verb.say(law.answered(task, finding=finding, statement_id=written.id, statement_hash=written.sha256, authority_ref=authority_ref))
    return verb.commit()
