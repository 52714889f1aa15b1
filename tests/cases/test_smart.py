"""智能审批 (PIPL 24; 许可法 22, 32, 34, 38): rules grant or hand over to a person, and never say no."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases import due
from yichuang.cases.actions import automatic
from yichuang.cases.domain import automatic as law
from yichuang.cases.domain.phases import Outcome, Phase, TaskKind
from yichuang.cases.models import AutomaticRun
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import smart
from yichuang.catalogue.domain.cells import Kind as Sort
from yichuang.catalogue.models import ItemVersion
from yichuang.cli.players import work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import domain as checklists
from yichuang.exchange import api as exchange
from yichuang.exchange.api import local_registry
from yichuang.exchange.local import answer
from yichuang.exchange.models import Evidence, RegistryRequest
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.kernel.record import read
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, OnlyTheHead
from yichuang.organisations.models import Authorisation

pytestmark = pytest.mark.django_db
NEVER, ALWAYS = (lambda n: n - 1), (lambda n: 0)
NOW = at("2026-09-10 10:00")
SMALL = {
    "felling.owner": "农村居民自留山、个人承包的集体林地", "felling.area_hm2": "0.4", "felling.volume_m3": "8", "felling.forest_kind": "用材林",
    "felling.location": "示例县青山镇上沟村3林班12小班", "felling.species": "杨树", "felling.method": "择伐", "felling.regeneration": "次年春季补植",
    "felling.title_number": "示林证字〔2021〕第000456号",
}


@pytest.fixture
def registry():
    with local_registry() as url:
        yield url


def small(play, cast, now=NOW, **other):
    """A villager's small felling, sent online; the worker has heard of it. The title is in the register: nobody hands it in (716号令 7)."""
    person = cast.demo.applicants[0].party_id
    case = play("tree-felling").apply(now, party=person, without=("M2",), answers={**SMALL, **{k.replace("__", "."): v for k, v in other.items()}})
    work()
    return case


def consider(case, now=NOW, roll=NEVER):
    return cases.consider(case.case_id, now=now, roll=roll)


def test_a_small_felling_is_accepted_and_granted_at_once_and_its_licence_verifies(play, cast, registry):
    case = small(play, cast)
    found = consider(case)
    told = cases.explanation_of(case.case_id)
    assert found == law.GRANTED, [r for r in (*told.rules, *told.guards) if r.get("result") not in ("holds", None) or r.get("holds") is False]
    state = case.state()
    assert (state.phase, state.outcome, state.decider_id, state.acceptor_id) == (Phase.DECIDED, Outcome.GRANTED, None, None)
    assert state.decided_automatically and not state.decided_at_once
    kinds = {row.kind for row in documents.of_case(case.case_id)}
    assert {Kind.RECEIPT, Kind.ACCEPTANCE_NOTICE, Kind.GRANT_DECISION, Kind.APPROVAL_FORM} <= kinds
    assert list(cases.check_folds()) == [] and list(cases.check_explanations()) == []


def test_what_does_not_fit_goes_to_a_person_with_the_reasons(play, cast, registry):
    case = small(play, cast, felling__volume_m3="40", felling__area_hm2="0.8")
    assert consider(case) == law.PERSON
    state = case.state()
    assert state.phase is Phase.RECEIVED and [t.kind for t in state.open_tasks] == [TaskKind.ACCEPT]
    told = cases.explanation_of(case.case_id)
    assert "S3" in [row["code"] for row in told.rules if row["result"] == "fails"]


def test_with_consent_decision_and_licence_go_out_and_the_licence_verifies(play, cast, registry):
    case = small(play, cast)
    documents.confirm_address(
        case.state().applicant_id, case_id=case.case_id, address="示例县青山镇", phone="13800000001", electronic=True, actor=cast.applicant(0).ref, at=NOW
    )
    consider(case)
    work()
    assert case.state().phase is Phase.CLOSED
    row = licences.licence(case.state().licence_id)
    assert licences.verify(row.token, on=NOW.date()).verdict is licences.Verdict.VALID
    assert licences.open_file(row.id).content.startswith(b"%PDF")


@given(
    preconditions=st.lists(st.booleans(), min_size=1, max_size=9),
    results=st.lists(st.sampled_from(list(smart.Result)), max_size=20),
)
def test_38_whatever_the_rules_say_the_outcome_is_grant_or_a_person(preconditions, results):
    found = [law.Guard(f"G{n}", "", holds, "") for n, holds in enumerate(preconditions)]
    judged = [smart.Judged(smart.SmartRule(f"S{n}", "", "case:online", "是", ""), None, "", result) for n, result in enumerate(results)]
    outcome = law.outcome(found, judged)
    all_hold = bool(results) and all(preconditions) and all(r is smart.Result.HOLDS for r in results)
    assert outcome is (smart.Outcome.GRANT if all_hold else smart.Outcome.PERSON)
    assert bool(law.unmet(found, judged)) is not all_hold or not results


@pytest.mark.parametrize("typed", ['杉木","松木', "杉木”，“松木", "杉木\\", '"'])
def test_24_what_somebody_typed_never_becomes_part_of_a_condition(typed):
    """The registry says 松木. A species typed with quotes would read as two, one of them right: it is not compared, a person decides."""
    name, species = "registry:forest_title.species", "answer:felling.species"
    rules = smart.SmartRules((smart.SmartRule("S1", "树种一致", name, f"{{{species}}}", "《森林法》第五十八条"),), 10, 10)
    known = {one: smart.Known(one, Sort.TEXT, "") for one in (name, species)}
    [judged] = catalogue.smart_judge(rules, {name: "松木", species: typed}, known)
    assert judged.result is smart.Result.UNKNOWN and smart.outcome([judged]) is smart.Outcome.PERSON
    assert smart.outcome(catalogue.smart_judge(rules, {name: "松木", species: "松木"}, known)) is smart.Outcome.GRANT


WRONG = [
    ("forest_title", {"found": False}), ("forest_title", {"is_holder": False}), ("forest_title", {"covers_place": False}),
    ("forest_title", {"disputed": True}), ("forest_title", {"closed_forest": True}), ("forest_title", {"area_hm2": "0.1"}),
    ("forest_title", {"area_hm2": None}), ("felling_quota", {"left_m3": "7.9"}), ("felling_quota", {"left_m3": None}),
    ("felling_record", {"regenerated": False}), ("felling_record", {"unremedied": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("query", "change"), WRONG)
def test_32_38_no_answer_of_a_registry_makes_the_machine_say_no(play, cast, query, change):
    with local_registry(lambda code, asks: {**answer(code, asks), **(change if code == query else {})}):
        case = small(play, cast)
        assert consider(case) == law.PERSON
    state = case.state()
    assert (state.phase, state.outcome, state.correction_count) == (Phase.RECEIVED, None, 0)
    assert [row.kind for row in documents.of_case(case.case_id)] == [Kind.RECEIPT]
    [fact] = [e.fact for e in read(case.case_id) if e.kind == "cases.AutomaticallyExamined"]
    assert fact.outcome == "person" and fact.unmet


def test_24_who_declines_a_decision_by_rules_alone_beforehand_has_a_person_and_no_rule_is_put_to_the_case(play, cast, registry):
    """个人信息保护法 24(3): 有权拒绝个人信息处理者仅通过自动化决策的方式作出决定. What would have been granted at once waits for a person, with the reason on
    record; no registry is asked for it, and nobody is refused for it."""
    person = cast.demo.applicants[0].party_id
    case = play("tree-felling").apply(NOW, party=person, without=("M2",), answers=SMALL, by_person=True)
    work()
    assert cases.consider_waiting(NOW) == 0 and cases.explanation_of(case.case_id) is None
    assert not RegistryRequest.objects.filter(case_id=case.case_id).exists()
    state = case.state()
    assert (state.by_person, state.phase, state.outcome) == (True, Phase.RECEIVED, None)
    assert [t.kind for t in state.open_tasks] == [TaskKind.ACCEPT], "on the desk from the start"
    assert [e.kind for e in read(case.case_id)].count("cases.PersonAskedFor") == 1
    case.accept(NOW + timedelta(hours=1))
    assert case.state().phase is Phase.UNDER_REVIEW and list(cases.check_folds()) == []
    other = small(play, cast)
    assert consider(other) == law.GRANTED, "the same application of who did not decline"
    plain = play("drainage").apply(NOW, by_person=True)
    assert not plain.state().by_person, "where there are no rules there is nothing to decline"


def silent(code, asks):
    return None


def test_a_registry_that_does_not_answer_or_is_not_connected_means_a_person(play, cast):
    with local_registry(silent):
        case = small(play, cast)
        assert consider(case) == law.PERSON
    assert set(RegistryRequest.objects.filter(case_id=case.case_id).values_list("outcome", flat=True)) == {"refused"}
    other = small(play, cast)
    assert consider(other) == law.PERSON
    assert set(RegistryRequest.objects.filter(case_id=other.case_id).values_list("outcome", flat=True)) == {"silent"}
    told = cases.explanation_of(other.case_id)
    assert {row["result"] for row in told.rules if row["source"].startswith(("不动产", "林业"))} == {"unknown"}
    assert not Evidence.objects.exists()


def test_killed_after_asking_the_next_worker_uses_the_answers_and_decides_once(play, cast, registry):
    case = small(play, cast)
    automatic.fetch(case.case_id, now=NOW)  # here the worker dies
    assert RegistryRequest.objects.count() == 3
    later = NOW + timedelta(minutes=2)
    assert due.take_up_again(later) == 1
    assert consider(case, now=later) == law.GRANTED
    assert RegistryRequest.objects.count() == 3, "fresh answers are not asked for again"
    before = case.state()
    assert consider(case, now=later) == law.GRANTED and case.state() == before
    assert due.take_up_again(later + timedelta(hours=1)) == 0
    assert sum(e.kind == "cases.CaseGranted" for e in read(case.case_id)) == 1


def test_old_evidence_decides_nothing_and_is_fetched_again(play, cast, registry):
    case, other = small(play, cast), small(play, cast)
    late = NOW + timedelta(minutes=11)
    for one in (case, other):
        automatic.fetch(one.case_id, now=NOW)
    assert cases.put(case.case_id, now=late, roll=NEVER) == law.PERSON
    unknown = {row["code"] for row in cases.explanation_of(case.case_id).rules if row["result"] == "unknown"}
    assert unknown == {"S8", "S9", "S10", "S11", "S12", "S13", "S14", "S15", "S16", "S17"}
    assert consider(other, now=late) == law.GRANTED
    assert RegistryRequest.objects.filter(case_id=other.case_id).count() == 6


def guards_unmet(case):
    return {row["code"] for row in cases.explanation_of(case.case_id).guards if not row["holds"]}


def test_switched_off_nothing_more_is_fetched_or_decided_and_only_the_head_starts_it_again(play, cast, registry):
    case, item = small(play, cast), play("tree-felling").terms.item_id
    with pytest.raises(Forbidden):
        catalogue.switch_smart(item, off=True, reason="限额数据有误", actor=cast["chuangkou"], now=NOW)
    with pytest.raises(Invalid):
        catalogue.switch_smart(item, off=True, reason="", actor=cast["fazhi"], now=NOW)
    catalogue.switch_smart(item, off=True, reason="限额数据有误", actor=cast["fazhi"], now=NOW)
    assert consider(case) == law.PERSON and guards_unmet(case) == {"G1", "G9"}
    assert not RegistryRequest.objects.exists()
    for name in ("fazhi", "linye-daibiao", "xitong"):
        with pytest.raises(Forbidden):
            catalogue.switch_smart(item, off=False, reason="数据已经更正", actor=cast[name], now=NOW)
    catalogue.switch_smart(item, off=False, reason="数据已经更正", actor=cast["linye-juzhang"], now=NOW)
    with pytest.raises(Refusal) as again:
        catalogue.switch_smart(item, off=False, reason="数据已经更正", actor=cast["linye-juzhang"], now=NOW)
    assert again.value.code == "catalogue.smart_switched_already"
    assert consider(small(play, cast)) == law.GRANTED


def test_a_draft_of_another_organ_takes_nobody_the_power_to_switch_off(play, cast, registry):
    terms = play("tree-felling").terms
    draft = catalogue.redraft(terms.version_id, now=NOW, actor=organisations.system_actor("test"))
    ItemVersion.objects.filter(id=draft).update(deciding_organ=None)
    catalogue.switch_smart(terms.item_id, off=True, reason="限额数据有误", actor=cast["fazhi"], now=NOW)
    assert catalogue.is_switched_off(terms.item_id)


def test_switched_off_between_asking_and_deciding_it_decides_nothing(play, cast, registry):
    case = small(play, cast)
    automatic.fetch(case.case_id, now=NOW)
    catalogue.switch_smart(case.terms.item_id, off=True, reason="限额数据有误", actor=cast["fazhi"], now=NOW)
    assert cases.put(case.case_id, now=NOW, roll=NEVER) == law.PERSON and guards_unmet(case) == {"G1"}


def test_22_it_decides_under_a_row_that_the_head_gave_for_this_item_and_may_take_back(play, cast, registry):
    case, organ = small(play, cast), cast.demo.organs["forestry"]
    row = Authorisation.objects.get(act=Act.DECIDE_AUTOMATICALLY)
    assert (row.organ_id, row.item_id, row.post) == (organ, case.terms.item_id, "director")
    wanted = {"organ_id": organ, "act": Act.DECIDE_AUTOMATICALLY, "post": "director", "from_on": NOW.date(), "now": NOW}
    for name in ("xitong", "linye-daibiao"):
        with pytest.raises(OnlyTheHead):
            organisations.grant_authorisation(**wanted, item_id=case.terms.item_id, actor=cast[name])
        with pytest.raises(OnlyTheHead):
            organisations.withdraw_authorisation(row.id, actor=cast[name], now=NOW)
    with pytest.raises(Invalid):
        organisations.grant_authorisation(**wanted, actor=cast["linye-juzhang"])
    with pytest.raises(Refusal):
        organisations.grant_authorisation(**{**wanted, "post": "chief_representative"}, item_id=case.terms.item_id, actor=cast["linye-juzhang"])
    consider(case)
    refs = {e.fact.authority_ref for e in read(case.case_id) if e.kind in ("cases.CaseAccepted", "cases.CaseGranted")}
    assert refs == {str(row.id)}
    organisations.withdraw_authorisation(row.id, actor=cast["linye-juzhang"], now=NOW)
    other = small(play, cast)
    assert consider(other) == law.PERSON and "G2" in guards_unmet(other)


def test_a_person_who_was_faster_keeps_the_case(play, cast, registry):
    case = small(play, cast).accept(NOW)
    before = case.state()
    assert consider(case) == law.OVERTAKEN and case.state() == before


@pytest.mark.parametrize("change", [{"visit_required": True}, {"third_parties": True}, {"hearing_required": True}, {"legal_review": True}, {"quota": True}])
def test_what_needs_people_is_never_decided_without_them(play, cast, change):
    state, terms = small(play, cast).state(), replace(play("tree-felling").terms, **change)
    found = law.guards(state, terms, is_off=False, authority="x", ban=None, is_late=False, is_holder=True, unproven=())
    assert [g.code for g in found if not g.holds] == ["G5"]
    assert [p.code for p in smart.lawful(terms)] == ["needs_person"]


def test_the_explanation_is_the_evidence_and_a_changed_one_is_found(play, cast, registry):
    case = small(play, cast)
    consider(case)
    told = cases.explanation_of(case.case_id)
    lines = {row["code"]: row for row in told.rules}
    assert len(lines) == 19 and {row["result"] for row in told.rules} == {"holds"}
    quota = told.evidence[lines["S15"]["evidence"][0]]
    assert (quota.query, quota.gives["left_m3"], quota.is_local) == ("felling_quota", "860.0", True)
    assert lines["S15"]["condition"] == "<= 860" and lines["S15"]["value"] == "8"
    [fact] = [e.fact for e in read(case.case_id) if e.kind == "cases.AutomaticallyExamined"]
    assert {(row["id"], row["sha256"]) for row in fact.evidence} == {(str(e.id), e.sha256) for e in told.evidence.values()}
    assert list(exchange.check_all()) == [] == list(cases.check_explanations())
    run = AutomaticRun.objects.get(case_id=case.case_id)
    run.explanation["rules"][0]["value"] = "国有"
    run.save()
    assert [ident for ident, _ in cases.check_explanations()] == [case.case_id]


def test_every_lot_is_recorded_and_who_is_drawn_is_looked_at_by_a_person(play, cast, registry):
    drawn, spared = small(play, cast), small(play, cast)
    consider(drawn, roll=lambda n: 9)
    consider(spared, roll=lambda n: 10)
    lots = [next(e.fact for e in read(c.case_id) if e.kind == "cases.AutomaticLotDrawn") for c in (drawn, spared)]
    assert [(f.share, f.roll, len(f.opened)) for f in lots] == [(10, 9, 1), (10, 10, 0)]
    task = next(t for t in drawn.state().open_tasks if t.kind is TaskKind.SPOT_CHECK)
    with pytest.raises(Forbidden):
        cases.spot_check(drawn.case_id, task.id, finding="sound", note="", actor=cast["linye"], now=NOW)
    cases.spot_check(drawn.case_id, task.id, finding="faulty", note="小班位置不在登记范围内", actor=cast["fazhi"], now=NOW)
    assert drawn.state().task(task.id).verdict == "faulty"
    assert list(cases.check_folds()) == []


def test_pipl_24_the_applicant_may_have_an_explanation_and_a_person(play, cast, registry):
    case, applicant = small(play, cast), cast.applicant(0)
    ask = {"wanted": "review", "text": "林种写错了，请人再看一遍", "now": NOW}
    with pytest.raises(law.NotAutomatic):
        cases.ask_automatic_review(case.case_id, actor=applicant, **ask)
    consider(case)
    with pytest.raises(Forbidden):
        cases.ask_automatic_review(case.case_id, actor=cast.applicant(1), **ask)
    with pytest.raises(Invalid):
        cases.ask_automatic_review(case.case_id, actor=applicant, **{**ask, "wanted": "refund"})
    cases.ask_automatic_review(case.case_id, actor=applicant, **ask)
    with pytest.raises(law.ReviewAsked):
        cases.ask_automatic_review(case.case_id, actor=applicant, **ask)
    task = law.open_review(case.state())
    with pytest.raises(Invalid):
        cases.answer_automatic_review(case.case_id, task.id, finding="upheld", answer="", actor=cast["fazhi"], now=NOW)
    with pytest.raises(Forbidden):
        cases.answer_automatic_review(case.case_id, task.id, finding="upheld", answer="林种与登记一致", actor=cast["linye"], now=NOW)
    cases.answer_automatic_review(case.case_id, task.id, finding="wrong", answer="登记林种为防护林，将依法处理", actor=cast["fazhi"], now=NOW)
    assert law.open_review(case.state()) is None and case.state().outcome is Outcome.GRANTED
    assert list(cases.check_folds()) == []


def test_the_decision_says_that_it_was_made_automatically(play, cast, registry):
    case = small(play, cast)
    consider(case)
    paper = next(row for row in documents.of_case(case.case_id) if row.kind == Kind.GRANT_DECISION)
    assert "以自动化方式作出" in paper.fields["content"] and "第二十四条" in paper.fields["content"]


def test_points_the_rules_must_prove_are_those_a_case_is_checked_on(cast):
    for version in cast.items.values():
        terms = catalogue.terms(version)
        assert set(smart.points_of(terms)) == set(checklists.points(terms))
