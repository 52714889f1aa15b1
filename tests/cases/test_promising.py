"""告知承诺 (优化营商环境条例 40(3), 国办发〔2020〕42号): told, signed, decided on the promise, checked afterwards; untrue → 限期整改 → 撤销."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases.domain import promising as law
from yichuang.cases.domain.decision import GateUnmet, PointsOpen
from yichuang.cases.domain.phases import ActKind, Outcome, Phase, TaskKind
from yichuang.cases.models import Case
from yichuang.catalogue import publishing
from yichuang.catalogue.models import ItemVersion
from yichuang.cli.players import Player, work
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import read
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain.duties import NotSeparate

pytestmark = pytest.mark.django_db
PROMISED = ("R4", "R5")
"""审查要点 of 林木采伐 that its version lets the applicant promise."""


@pytest.fixture
def felling(play):
    """林木采伐, complete, received at the window on Friday."""
    return play("tree-felling").apply(at("2026-09-04 15:00"))


def sign(case: Player, now=at("2026-09-04 16:00"), **more) -> None:
    cases.sign_promise(case.case_id, agreed=True, actor=case.cast.applicant(1), now=now, **more)


def review_all_but_promised(case: Player, now) -> None:
    points = [c for c in dossier.review_open(case.case_id) if c not in PROMISED]
    undertaker = case.cast.holder("undertaker", case.state().handling_organ_id, now)
    dossier.mark_reviewed(case.case_id, points, by=undertaker.ref, at=now)
    while steps := [t for t in case.state().open_tasks if t.kind is TaskKind.STEP]:
        case.step(now, steps[0])


@pytest.fixture
def decided(felling):
    """Signed, accepted, reviewed but for what was promised, granted on Thursday 10 September."""
    sign(felling)
    felling.accept(at("2026-09-07 09:00"))
    review_all_but_promised(felling, at("2026-09-08 10:00"))
    felling.grant(at("2026-09-10 10:00"))
    return felling


def promise_of(case: Player):
    return case.state().acts_of(ActKind.PROMISE)[-1]


def follow_up(case: Player):
    return next(t for t in case.state().open_tasks if t.kind is TaskKind.FOLLOW_UP)


def checker(case: Player):
    return case.cast["linye"]


def test_the_letter_tells_conditions_promise_check_and_consequence_in_the_versions_words(felling):
    sign(felling)
    letter = next(d for d in documents.of_case(felling.case_id) if d.kind == Kind.PROMISE_LETTER)
    text = felling.terms.promise
    assert letter.number.startswith("示林诺〔2026〕")
    assert letter.fields["promised"] == text.text and letter.fields["consequence"] == text.effect
    told = {row["text"]: row["promised"] for row in letter.fields["conditions"]}
    assert list(told) == [c.text for c in felling.terms.conditions], "every condition is told"
    assert [c.code for c in felling.terms.conditions if told[c.text]] == ["C4", "C5"]
    assert "20个工作日" in letter.fields["check"] and "自愿" in letter.fields["choice"]
    assert "第四十条" in letter.fields["article"] and letter.fields["seal"]
    assert promise_of(felling).data["points"] == list(PROMISED)


def test_decided_on_the_promise_and_the_check_opens_with_the_decision(decided, cast):
    state = decided.state()
    assert (state.outcome, promise_of(decided).state) == (Outcome.GRANTED, "to_check")
    assert set(dossier.review_open(decided.case_id)) == set(PROMISED), "nobody marked as met what was only promised"
    task = follow_up(decided)
    assert (task.name, task.limit, task.post) == (law.FOLLOW_UP, 20, "undertaker")
    assert cases.view(decided.case_id, actor=cast["linye"]).dates.limits[task.id] == date(2026, 10, 14)
    assert list(cases.check_folds()) == []


def test_38_1_without_a_promise_every_condition_is_reviewed_first(felling):
    felling.accept(at("2026-09-07 09:00"))
    review_all_but_promised(felling, at("2026-09-08 10:00"))
    with pytest.raises(PointsOpen) as left:
        felling.grant(at("2026-09-10 10:00"))
    assert set(left.value.details["points"]) == set(PROMISED)


def test_a_promise_stands_for_nothing_but_what_the_version_says(felling, cast):
    sign(felling)
    felling.accept(at("2026-09-07 09:00"))
    review_all_but_promised(felling, at("2026-09-08 10:00"))
    dossier.set_point(felling.case_id, "R1", "未记", actor=cast["linye"], at=at("2026-09-08 11:00"))
    with pytest.raises(PointsOpen) as left:
        felling.grant(at("2026-09-10 10:00"))
    assert left.value.details["points"] == ["R1"]


def test_what_was_found_not_to_be_met_is_not_promised_away(felling, cast):
    sign(felling)
    felling.accept(at("2026-09-07 09:00"))
    review_all_but_promised(felling, at("2026-09-08 10:00"))
    dossier.set_point(felling.case_id, "R4", "不符合", actor=cast["linye"], at=at("2026-09-08 11:00"))
    with pytest.raises(PointsOpen) as left:
        felling.grant(at("2026-09-10 10:00"))
    assert left.value.details["points"] == ["R4"]


def test_the_applicant_may_decline_or_take_it_back_and_is_reviewed_in_the_ordinary_way(felling, cast):
    sign(felling)
    cases.decline_promise(felling.case_id, actor=cast.applicant(1), now=at("2026-09-07 08:00"))
    assert promise_of(felling).state == "declined"
    felling.accept(at("2026-09-07 09:00"))
    review_all_but_promised(felling, at("2026-09-08 10:00"))
    with pytest.raises(PointsOpen):
        felling.grant(at("2026-09-10 10:00"))
    felling.mark_reviewed(at("2026-09-10 10:30")).grant(at("2026-09-10 11:00"))
    assert not [t for t in felling.state().open_tasks if t.kind is TaskKind.FOLLOW_UP], "nothing was decided on a promise"


def test_signed_only_of_the_applicants_own_will_and_once(felling, cast):
    with pytest.raises(Invalid) as unwilling:
        cases.sign_promise(felling.case_id, agreed=False, actor=cast.applicant(1), now=at("2026-09-04 16:00"))
    assert [e.field for e in unwilling.value.errors] == ["agreed"]
    with pytest.raises(Forbidden):
        cases.sign_promise(felling.case_id, agreed=True, actor=cast.applicant(0), now=at("2026-09-04 16:00"))
    sign(felling)
    with pytest.raises(law.PromiseSignedBefore):
        sign(felling, at("2026-09-04 17:00"))
    assert [d.kind for d in documents.of_case(felling.case_id)].count(Kind.PROMISE_LETTER) == 1


def test_not_where_the_version_does_not_word_it(play, cast):
    case = play("drainage").apply(at("2026-09-04 15:00"))
    with pytest.raises(law.NotByPromise):
        sign(case)
    terms = replace(case.terms, promise=law.PromiseText("x", "y", 5, 5))
    assert law.why_not(replace(case.state(), regime="filing"), terms) and law.why_not(replace(case.state(), purpose="change"), terms)


def test_not_for_a_party_with_a_bad_record_until_it_is_repaired(felling, cast):
    state = felling.state()
    record = credit.note(
        state.applicant_id, Found.TOLERANCE_BROKEN, ground="示例事项：没有补交", organ_id=cast.demo.organs["bureau"], by="system:test",
        at=at("2026-08-03 10:00"),
    )
    with pytest.raises(law.CreditBars) as barred:
        sign(felling)
    assert barred.value.details["what"] and barred.value.details["how"]
    credit.repair(record, proof="补齐了当时承诺的材料，核对无误", actor=cast["fazhi"], at=at("2026-09-04 15:30"))
    sign(felling)


def test_kept_and_the_check_ends_it(decided, cast):
    work()
    decided.hand_out(at("2026-09-14 10:00"))
    assert decided.state().phase is Phase.CLOSED and follow_up(decided), "the check outlives the closing of the case"
    cases.check_promise(
        decided.case_id, follow_up(decided).id, finding="kept", note="更新造林验收合格", actor=cast["linye"], now=at("2026-09-21 10:00")
    )
    assert promise_of(decided).state == "kept" and decided.state().open_tasks == ()
    assert not credit.is_bad(decided.state().applicant_id, date(2026, 9, 21))
    assert list(cases.check_folds()) == []


def test_a_check_afterwards_that_is_late_is_a_fact_also_when_the_case_is_closed(decided, cast):
    """国办发〔2020〕42号: checked afterwards within the days that were told; here 20 working days, until 14 October 2026."""
    work()
    decided.hand_out(at("2026-09-11 10:00"))
    task = follow_up(decided)
    assert decided.state().phase is Phase.CLOSED and Case.objects.get(id=decided.case_id).next_check_at == at("2026-10-15 00:00")
    assert cases.run_due(at("2026-10-14 23:59")) == 0
    assert cases.run_due(at("2026-10-15 09:00")) == 1
    [late] = [e for e in read(decided.case_id) if e.kind == "cases.StepLimitPassed" and e.fact.task_id == task.id]
    assert (late.fact.due_on, late.effective_at) == (date(2026, 10, 14), at("2026-10-15 00:00"))
    assert cases.run_due(at("2026-10-16 09:00")) == 0, "said once"
    cases.check_promise(decided.case_id, task.id, finding="kept", note="到现场看过，已经更新造林", actor=checker(decided), now=at("2026-10-16 10:00"))
    assert list(cases.check_folds()) == []


def test_who_decided_or_accepted_does_not_check(decided, cast):
    from yichuang.cases.actions import separation
    from yichuang.cases.actions.unit import begin
    from yichuang.organisations.domain import Act

    for account in (decided.state().decider_id, decided.state().acceptor_id):
        verb = begin(decided.case_id, actor=cast["linye"], now=at("2026-09-21 10:00"))
        with pytest.raises(NotSeparate):
            separation.check(verb, Act.FOLLOW_UP, account_id=account)
    for name in ("linye-daibiao", "chuangkou"):
        with pytest.raises(Forbidden):
            cases.check_promise(
                decided.case_id, follow_up(decided).id, finding="kept", note="验收合格", actor=cast[name], now=at("2026-09-21 10:00")
            )


def untrue(case: Player, now=at("2026-09-21 10:00"), **more) -> None:
    cases.check_promise(
        case.case_id, follow_up(case).id, finding="untrue", note="上年度采伐迹地没有更新造林", actor=checker(case), now=now, **more
    )


def test_untrue_is_to_be_put_right_by_a_day_first(decided, cast):
    untrue(decided)
    act, task = promise_of(decided), follow_up(decided)
    assert (act.state, act.data["due_on"], task.name) == ("mending", "2026-10-12", law.RECHECK)
    notice = next(d for d in documents.of_case(decided.case_id) if d.kind == Kind.MENDING_NOTICE)
    assert notice.number.startswith("示林改〔2026〕") and notice.fields["due_on"] == "2026-10-12"
    assert notice.fields["consequence"] == decided.terms.promise.effect
    assert licences.licence(decided.state().licence_id).state in ("ordered", "valid"), "nothing is revoked before the days are over"
    cases.recheck_promise(
        decided.case_id, task.id, finding="mended", note="已经补植，验收合格", actor=cast["linye"], now=at("2026-09-28 10:00")
    )
    assert promise_of(decided).state == "mended"
    assert not credit.is_bad(decided.state().applicant_id, date(2026, 9, 28))
    assert list(cases.check_folds()) == []


def test_not_put_right_goes_on_record_and_to_revocation_by_its_own_proceeding(decided, cast):
    work()
    decided.hand_out(at("2026-09-14 10:00"))
    untrue(decided)
    order = {"finding": "unmended", "note": "到期仍然没有更新造林", "actor": cast["linye"]}
    with pytest.raises(law.MendingRuns):
        cases.recheck_promise(decided.case_id, follow_up(decided).id, now=at("2026-10-12 10:00"), **order)
    cases.recheck_promise(decided.case_id, follow_up(decided).id, now=at("2026-10-13 10:00"), **order)
    state = decided.state()
    assert promise_of(decided).state == "broken" and state.open_tasks == ()
    record = credit.standing(state.applicant_id, date(2026, 10, 13))
    assert record is not None and record.found == Found.PROMISE_BROKEN and record.licence_id == state.licence_id
    [proceeding] = licences.endings(state.licence_id)
    assert (proceeding.word, proceeding.proceeding.ground) == ("撤销", "69.4") and proceeding.proceeding.is_open
    assert licences.licence(state.licence_id).state == "valid", "revoked only after the holder was heard (7)"
    licences.hear_ending(
        proceeding.proceeding.id, statement="没有意见", speaker="张某", place="窗口", actor=cast["linye"], at=at("2026-10-14 10:00")
    )
    licences.decide_ending(
        proceeding.proceeding.id, reason="不符合法定条件", actor=cast["linye-daibiao"], at=at("2026-10-15 10:00")
    )
    assert licences.licence(state.licence_id).state == "revoked"
    assert list(cases.check_folds()) == [] and list(credit.check_all()) == []


def test_a_licence_no_longer_in_force_has_nothing_to_revoke_but_the_record_stands(decided, cast):
    work()
    decided.hand_out(at("2026-09-14 10:00"))
    untrue(decided)
    licences.cancel_licence(
        decided.state().licence_id, cause="70.6", facts_found="申请人申请注销", actor=cast["linye-daibiao"], at=at("2026-09-30 10:00")
    )
    cases.recheck_promise(
        decided.case_id, follow_up(decided).id, finding="unmended", note="到期没有整改", actor=cast["linye"], now=at("2026-10-13 10:00")
    )
    assert promise_of(decided).state == "broken" and licences.endings(decided.state().licence_id) == ()
    assert credit.is_bad(decided.state().applicant_id, date(2026, 10, 13))


def test_bad_input_of_a_check_is_named_at_its_field(decided, cast):
    order = {"actor": cast["linye"], "now": at("2026-09-21 10:00")}
    for finding, note, days, field in (("x", "验收合格", None, "finding"), ("kept", "", None, "findings"), ("untrue", "没有更新造林", 999, "days")):
        with pytest.raises(Invalid) as wrong:
            cases.check_promise(decided.case_id, follow_up(decided).id, finding=finding, note=note, days=days, **order)
        assert [e.field for e in wrong.value.errors] == [field]
    untrue(decided)
    with pytest.raises(law.NoPromise):
        cases.check_promise(decided.case_id, follow_up(decided).id, finding="kept", note="验收合格", **order)


def test_decided_on_the_spot_on_the_promise_the_letter_signed_here_is_the_one_the_list_asks_for(play, cast):
    """34(2): both in one sitting; the check afterwards belongs to somebody else all the same."""
    now, shipped = at("2026-09-01 09:00"), cast.items["public-place-hygiene"]
    row = ItemVersion.objects.get(id=shipped)
    points = [{**p, "promisable": p["code"] == "R4"} for p in row.review_points]
    changes = {"by_promise": True, "promise_text": "从业人员健康合格", "promise_effect": "限期整改，逾期撤销", "promise_check": 10, "promise_mend": 5}
    draft = publishing.revise(shipped, now=now, actor=cast["shixiang"], review_points=points, **changes)
    publishing.publish(draft, now=now, actor=organisations.system_actor("test"))
    case = Player(replace(cast, items={**cast.items, "public-place-hygiene": draft}), "public-place-hygiene").apply(at("2026-09-10 10:00"))
    case.check_papers(at("2026-09-10 10:05"))
    cases.sign_promise(case.case_id, agreed=True, signed_by="张某", actor=cast["chuangkou"], now=at("2026-09-10 10:06"))
    others = [c for c in dossier.review_open(case.case_id) if c != "R4"]
    dossier.mark_reviewed(case.case_id, others, by=cast["chuangkou"].ref, at=at("2026-09-10 10:07"))
    cases.decide_at_once(case.case_id, actor=cast["chuangkou"], now=at("2026-09-10 10:10"), roll=lambda n: 1)
    assert case.state().outcome is Outcome.GRANTED and (follow_up(case).name, follow_up(case).limit) == (law.FOLLOW_UP, 10)
    with pytest.raises(Forbidden):
        cases.check_promise(case.case_id, follow_up(case).id, finding="kept", note="健康证齐全", actor=cast["chuangkou"], now=at("2026-09-14 10:00"))
    cases.check_promise(case.case_id, follow_up(case).id, finding="kept", note="健康证齐全", actor=cast["chengban"], now=at("2026-09-14 10:00"))
    assert promise_of(case).state == "kept" and list(cases.check_folds()) == []


def test_fire_protection_law_15_a_promised_place_is_granted_on_its_papers_and_looked_at_afterwards(play):
    """消防法 15: 告知承诺 … 申请材料齐全、符合法定形式的，应当予以许可 … 及时对作出承诺的公众聚集场所进行核查；申请人选择不采用告知承诺方式办理的 …
    对该场所进行检查。"""
    for promised in (True, False):
        case = play("fire-check").apply(at("2026-09-04 15:00"))
        if promised:
            sign(case)
        case.accept(at("2026-09-07 09:00"))
        undertaker = case.cast.holder("undertaker", case.state().handling_organ_id, at("2026-09-08 10:00"))
        points = [c for c in dossier.review_open(case.case_id) if not promised or c == "R2"]
        dossier.mark_reviewed(case.case_id, points, by=undertaker.ref, at=at("2026-09-08 10:00"))
        while steps := [t for t in case.state().open_tasks if t.kind is TaskKind.STEP]:
            case.step(at("2026-09-08 10:00"), steps[0])
        if not promised:
            with pytest.raises(GateUnmet):
                case.grant(at("2026-09-08 15:00"))
            continue
        case.grant(at("2026-09-08 15:00"))
        assert case.state().outcome is Outcome.GRANTED and not case.state().acts_of(ActKind.VISIT)
        assert (follow_up(case).name, follow_up(case).limit) == (law.FOLLOW_UP, 20)
