"""容缺受理: main papers complete, accepted now, the rest promised by a day within the promised limit; decided only after completion.

优化营商环境条例 36, 40; the cities' rule: the applicant chooses, the clock runs, missing → 终止 or 不予, never by itself.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases.domain import promising, tolerating
from yichuang.cases.domain.acceptance import AnswerTooLate
from yichuang.cases.domain.decision import GateUnmet
from yichuang.cases.domain.phases import ActKind, Outcome, Phase
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.clock import api as clock
from yichuang.credit import api as credit
from yichuang.credit.domain import Found
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import acceptance_points
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db
MONDAY, DUE, LAST = at("2026-09-07 09:00"), date(2026, 9, 15), date(2026, 9, 20)
"""Accepted on 7 September 2026, the ten promised working days of 排水 end on Sunday the 20th, a make-up working day."""


def without(player: Player, now, *codes: str) -> Player:
    """An application whose named papers are not handed in."""
    terms, party = player.terms, player.cast.company
    answers = dict(props.answers(terms, party))
    selection = catalogue.keep_selection(catalogue.terms_for(player.version_id, answers))
    terms, applicant = catalogue.case_terms(player.version_id, selection), player.cast.applicant(1)
    uploads = [
        dossier.Upload(m.code, dossier.keep(party, m, props.paper(m.name, "示例"), file_name="x.pdf", at=now, by=applicant.ref).id)
        for m in terms.materials if m.code not in codes and not m.from_form
    ]  # fmt: skip
    digest = dossier.open_dossier(player.case_id, terms, party, answers, uploads, at=now, actor=applicant.ref)
    wanted = cases.Application(
        player.version_id, party, cases_channel(), now, digest, agent_id=next(p for p in applicant.party_ids if p != party),
        case_id=player.case_id, selection_id=selection,
    )
    player.number = cases.receive(wanted, actor=applicant, now=now).number
    return player


def cases_channel():
    from yichuang.cases.domain.phases import Channel

    return Channel.WEB


def check_main(player: Player, now, *out: str) -> Player:
    """The window has looked at everything that is there."""
    terms = catalogue.case_terms(player.version_id, player.state().selection_id)
    later = {p.code for p in acceptance_points(terms) if p.material_code in out}
    points = [c for c in dossier.acceptance_open(player.case_id) if c not in later]
    dossier.mark_met(player.case_id, points, by=player.cast["chuangkou"].ref, at=now)
    return player


@pytest.fixture
def gap(play):
    """排水 without the report that may come later, checked at the window on Monday morning."""
    return check_main(without(play(), at("2026-09-04 15:00"), "M4"), MONDAY, "M4")


@pytest.fixture
def given(gap, cast):
    cases.accept_with_gaps(
        gap.case_id, materials=["M4"], due_on=DUE, agreed=True, signed_by="张某", actor=cast["chuangkou"], now=MONDAY
    )
    return gap


def act_of(player: Player):
    return player.state().acts_of(ActKind.TOLERANCE)[-1]


def hand_in(player: Player, now, code: str = "M4") -> None:
    applicant = player.cast.applicant(1)
    terms = catalogue.case_terms(player.version_id, player.state().selection_id)
    kept = dossier.keep(player.cast.company, terms.material(code), props.paper("报告", "示例"), file_name="r.pdf", at=now, by=applicant.ref)
    dossier.add_files(player.case_id, [dossier.Upload(code, kept.id)], actor=applicant, at=now)


def test_accepted_now_with_both_papers_and_the_clock_runs(given, cast):
    state = given.state()
    assert (state.phase, state.accepted_on) == (Phase.UNDER_REVIEW, date(2026, 9, 7))
    found = {d.kind: d for d in documents.of_case(given.case_id)}
    told, promised = found[Kind.TOLERANCE_NOTICE], found[Kind.TOLERANCE_PROMISE]
    assert told.number.startswith("示行审容〔2026〕") and promised.number.startswith("示行审容〔2026〕") and told.number != promised.number
    assert told.fields["seal"] and "受理" in told.fields["seal"]
    assert "2026年9月20日" in told.fields["latest"] and "自愿" in told.fields["choice"]
    assert promised.fields["due_on"] == DUE.isoformat() and promised.fields["signed_by"] == "张某"
    view = cases.view(given.case_id, actor=cast["chengban"])
    assert view.dates.promised_on == LAST and not state.is_stopped, "waiting for the paper stops no clock"
    assert [(g.kind, g.met_at) for g in state.gates] == [("tolerance", None)]
    assert list(cases.check_folds()) == []


def test_nothing_is_decided_before_the_paper_is_in_and_checked(given, cast):
    given.review(at("2026-09-09 10:00"))
    who = {"actor": cast["fenguan"], "now": at("2026-09-10 10:00")}
    for verb, more in ((cases.grant, {}), (cases.refuse, {"condition": "C1", "reason": "检测报告不合格"})):
        with pytest.raises(GateUnmet) as held:
            verb(given.case_id, **who, **more)
        assert "容缺" in str(held.value.details["gate"])
    hand_in(given, at("2026-09-11 10:00"))
    cases.bring_tolerated(given.case_id, materials=["M4"], actor=cast.applicant(1), now=at("2026-09-11 10:01"))
    with pytest.raises(GateUnmet):
        cases.grant(given.case_id, actor=cast["fenguan"], now=at("2026-09-11 11:00"))
    cases.check_tolerated(given.case_id, fits=True, note="", actor=cast["chengban"], now=at("2026-09-11 14:00"))
    cases.grant(given.case_id, actor=cast["fenguan"], now=at("2026-09-11 15:00"))
    assert given.state().outcome is Outcome.GRANTED and act_of(given).state == "complete"
    assert not credit.is_bad(given.state().applicant_id, date(2026, 9, 12)), "a promise that was kept is on no record"
    assert dossier.acceptance_open(given.case_id) == ()
    assert list(cases.check_folds()) == []


def test_the_promised_day_stays_within_the_promised_limit(gap, cast):
    order = {"materials": ["M4"], "agreed": True, "signed_by": "张某", "actor": cast["chuangkou"], "now": MONDAY}
    for day in (None, date(2026, 9, 7), date(2026, 9, 21)):
        with pytest.raises(Invalid) as wrong:
            cases.accept_with_gaps(gap.case_id, due_on=day, **order)
        assert [e.field for e in wrong.value.errors] == ["due_on"]
    assert gap.state().phase is Phase.RECEIVED and len(documents.of_case(gap.case_id)) == 1, "a refused verb leaves no paper"
    cases.accept_with_gaps(gap.case_id, due_on=LAST, **order)


def test_only_listed_materials_and_only_of_the_applicants_own_will(gap, cast):
    order = {"due_on": DUE, "signed_by": "张某", "actor": cast["chuangkou"], "now": MONDAY}
    for more, field in (({"materials": ["M2"], "agreed": True}, "materials"), ({"materials": ["M4"], "agreed": False}, "agreed")):
        with pytest.raises(Invalid) as wrong:
            cases.accept_with_gaps(gap.case_id, **order, **more)
        assert [e.field for e in wrong.value.errors] == [field]


def test_a_missing_main_paper_is_a_correction_and_never_tolerated(play, cast):
    case = check_main(without(play(), at("2026-09-04 15:00"), "M4", "M3"), MONDAY, "M4", "M3")
    with pytest.raises(tolerating.MainMissing) as window:
        cases.accept_with_gaps(
            case.case_id, materials=["M4"], due_on=DUE, agreed=True, signed_by="张某", actor=cast["chuangkou"], now=MONDAY
        )
    assert "补正" in str(window.value.remedy)
    with pytest.raises(tolerating.MainMissing):
        cases.offer_tolerance(case.case_id, actor=cast["chuangkou"], now=MONDAY)


def test_an_item_that_lists_nothing_to_come_later_is_never_accepted_with_gaps(play, cast):
    case = play("tree-felling").apply(at("2026-09-04 15:00"))
    with pytest.raises(tolerating.NotTolerable) as refused:
        cases.offer_tolerance(case.case_id, actor=cast["chuangkou"], now=MONDAY)
    assert "清单" in refused.value.details["why"]


def test_32_4_after_the_fifth_day_the_law_has_accepted_already(gap, cast):
    with pytest.raises(AnswerTooLate):
        cases.accept_with_gaps(
            gap.case_id, materials=["M4"], due_on=date(2026, 9, 18), agreed=True, signed_by="张某", actor=cast["chuangkou"],
            now=at("2026-09-14 09:00"),
        )


def test_only_whoever_may_accept_with_gaps_does(gap, cast):
    for name in ("chengban", "fenguan", "zuzhang"):
        with pytest.raises(Forbidden):
            cases.accept_with_gaps(
                gap.case_id, materials=["M4"], due_on=DUE, agreed=True, signed_by="张某", actor=cast[name], now=MONDAY
            )


def test_online_the_applicant_is_told_chooses_and_the_window_accepts_on_it(gap, cast):
    cases.offer_tolerance(gap.case_id, actor=cast["chuangkou"], now=MONDAY)
    assert act_of(gap).state == "offered"
    cases.agree_tolerance(
        gap.case_id, materials=["M4"], due_on=DUE, agreed=True, actor=cast.applicant(1), now=at("2026-09-07 20:00")
    )
    cases.accept_with_gaps(gap.case_id, actor=cast["chuangkou"], now=at("2026-09-08 09:00"))
    act = act_of(gap)
    assert (act.state, act.data["due_on"]) == ("running", DUE.isoformat())
    kinds = [d.kind for d in documents.of_case(gap.case_id)]
    assert kinds.count(Kind.TOLERANCE_NOTICE) == 1 and kinds.count(Kind.TOLERANCE_PROMISE) == 1
    assert list(cases.check_folds()) == []


def test_the_applicant_may_decline_and_then_the_ordinary_correction_follows(gap, cast):
    cases.offer_tolerance(gap.case_id, actor=cast["chuangkou"], now=MONDAY)
    cases.decline_tolerance(gap.case_id, actor=cast.applicant(1), now=at("2026-09-07 20:00"))
    assert act_of(gap).state == "declined"
    points = dict.fromkeys(dossier.acceptance_open(gap.case_id), "请补交")
    cases.ask_correction(gap.case_id, points=points, actor=cast["chuangkou"], now=at("2026-09-08 09:00"))
    assert gap.state().phase is Phase.CORRECTING


def test_nobody_else_chooses_for_the_applicant(gap, cast):
    stranger = cast.applicant(0)
    with pytest.raises(Forbidden):
        cases.agree_tolerance(gap.case_id, materials=["M4"], due_on=DUE, agreed=True, actor=stranger, now=MONDAY)


def test_a_party_with_a_bad_record_is_told_which_and_how_to_repair_it(gap, cast):
    state = gap.state()
    credit.note(
        state.applicant_id, Found.PROMISE_BROKEN, ground="示例事项：承诺不实", organ_id=state.deciding_organ_id, by="system:test",
        at=at("2026-08-03 10:00"),
    )
    for verb in (cases.offer_tolerance, cases.accept_with_gaps):
        with pytest.raises(promising.CreditBars) as barred:
            verb(gap.case_id, actor=cast["chuangkou"], now=MONDAY)
        said = barred.value.details
        assert said["organ"] == "示例市行政审批服务局" and said["from_on"] == "2026-08-03" and "信用修复" in said["how"]


def test_reminded_on_the_working_day_before_and_nothing_ends_by_itself(given, cast):
    cases.run_due(at("2026-09-11 23:00"))
    assert not act_of(given).data.get("reminded")
    cases.run_due(at("2026-09-14 00:10"))
    work()
    assert act_of(given).data["reminded"] is True
    assert any("2026年9月15日" in str(m.sentence) for m in documents.inbox(cast.applicant(1).party_ids, limit=20))
    cases.run_due(at("2026-09-15 23:59"))
    assert act_of(given).state == "running", "the promised day itself still counts"
    cases.run_due(at("2026-09-16 00:10"))
    state = given.state()
    assert (act_of(given).state, state.phase, state.outcome) == ("overdue", Phase.UNDER_REVIEW, None)
    assert [t.name for t in state.open_tasks if t.kind == "tolerated"] == [tolerating.PASSED]
    assert list(cases.check_folds()) == []


def test_before_the_day_has_gone_nobody_ends_or_refuses_for_it(given, cast):
    order = {"reason": "承诺的材料没有补交", "actor": cast["fenguan"], "now": at("2026-09-15 10:00")}
    for verb, more in ((cases.end_untolerated, {}), (cases.refuse_untolerated, {"condition": "C1", "cut_reason": "材料没有补交"})):
        with pytest.raises(tolerating.NotYetPassed):
            verb(given.case_id, **order, **more)
    assert given.state().phase is Phase.UNDER_REVIEW and credit.record_of(given.state().applicant_id) == ()


def test_after_the_day_the_case_is_ended_with_remedies_and_goes_on_record(given, cast):
    cases.run_due(at("2026-09-16 00:10"))
    with pytest.raises(Forbidden):
        cases.end_untolerated(given.case_id, reason="到期没有补交报告", actor=cast["chengban"], now=at("2026-09-16 09:00"))
    cases.end_untolerated(given.case_id, reason="到期没有补交报告", actor=cast["fenguan"], now=at("2026-09-16 10:00"))
    state = given.state()
    assert state.phase is Phase.ENDED and act_of(given).state == "broken" and not state.open_tasks
    paper = next(d for d in documents.of_case(given.case_id) if d.kind == Kind.TERMINATION_NOTICE)
    assert "容缺" in paper.fields["ground"] and paper.fields["remedies"]
    record = credit.standing(state.applicant_id, date(2026, 9, 16))
    assert record is not None and record.found == Found.TOLERANCE_BROKEN and given.number in record.ground and record.case_id == state.id
    assert list(cases.check_folds()) == []


def test_38_2_or_it_is_refused_naming_the_condition_and_never_the_missing_paper_alone(given, cast):
    given.review(at("2026-09-09 10:00"))
    cases.run_due(at("2026-09-16 00:10"))
    order = {"reason": "没有竣工报告，不能认定排放口符合规定", "actor": cast["fenguan"], "now": at("2026-09-16 10:00")}
    with pytest.raises(Invalid) as bare:
        cases.refuse_untolerated(given.case_id, **order)
    assert [e.field for e in bare.value.errors] == ["condition"]
    cases.refuse_untolerated(given.case_id, condition="C1", **order)
    state = given.state()
    assert (state.phase, state.outcome) == (Phase.DECIDED, Outcome.REFUSED)
    paper = next(d for d in documents.of_case(given.case_id) if d.kind == Kind.REFUSAL_DECISION)
    first = next(c for c in given.terms.conditions if c.code == "C1")
    assert paper.fields["failed_condition"] == first.text and paper.fields["remedies"]
    assert credit.is_bad(state.applicant_id, date(2026, 9, 16))
    assert list(cases.check_folds()) == []


def test_a_refused_refusal_writes_nothing_of_it(given, cast):
    cases.run_due(at("2026-09-16 00:10"))
    with pytest.raises(Refusal) as steps:
        cases.refuse_untolerated(
            given.case_id, condition="C1", reason="没有补交竣工报告", actor=cast["fenguan"], now=at("2026-09-16 10:00")
        )
    assert steps.value.code == "cases.steps_open"
    assert act_of(given).state == "overdue" and credit.record_of(given.state().applicant_id) == ()


def test_late_papers_are_taken_as_long_as_the_case_is_open(given, cast):
    cases.run_due(at("2026-09-16 00:10"))
    hand_in(given, at("2026-09-16 08:00"))
    cases.bring_tolerated(given.case_id, materials=["M4"], actor=cast.applicant(1), now=at("2026-09-16 08:01"))
    with pytest.raises(tolerating.NoTolerance):
        cases.end_untolerated(given.case_id, reason="到期没有补交报告", actor=cast["fenguan"], now=at("2026-09-16 10:00"))
    cases.check_tolerated(given.case_id, fits=True, note="", actor=cast["chengban"], now=at("2026-09-16 11:00"))
    assert given.state().unmet_gates == ()


def test_what_does_not_fit_has_to_come_again_by_the_same_day(given, cast):
    hand_in(given, at("2026-09-10 10:00"))
    cases.bring_tolerated(given.case_id, materials=["M4"], actor=cast.applicant(1), now=at("2026-09-10 10:01"))
    with pytest.raises(Invalid):
        cases.check_tolerated(given.case_id, fits=False, note="", actor=cast["chengban"], now=at("2026-09-10 11:00"))
    cases.check_tolerated(given.case_id, fits=False, note="报告缺少盖章页", actor=cast["chengban"], now=at("2026-09-10 11:00"))
    work()
    act = act_of(given)
    assert (act.state, act.data["missing"], act.data["due_on"]) == ("running", ["M4"], DUE.isoformat())
    assert any("不符合要求" in str(m.sentence) for m in documents.inbox(cast.applicant(1).party_ids, limit=20))
    cases.run_due(at("2026-09-16 00:10"))
    assert act_of(given).state == "overdue"


def test_what_was_not_promised_or_is_not_there_is_not_brought(given, cast):
    with pytest.raises(Invalid) as absent:
        cases.bring_tolerated(given.case_id, materials=["M4"], actor=cast.applicant(1), now=at("2026-09-10 10:00"))
    assert absent.value.code == "cases.not_in_the_file"
    with pytest.raises(Invalid) as other:
        cases.bring_tolerated(given.case_id, materials=["M2"], actor=cast.applicant(1), now=at("2026-09-10 10:00"))
    assert other.value.code == "cases.not_promised"


def test_whoever_accepted_does_not_check_the_late_paper(given, cast):
    hand_in(given, at("2026-09-10 10:00"))
    cases.bring_tolerated(given.case_id, materials=["M4"], actor=cast.applicant(1), now=at("2026-09-10 10:01"))
    organ, item = given.terms.deciding_organ_id, given.terms.item_id
    assert not organisations.may(cast["chuangkou"], "review", organ_id=organ, item_id=item, on=date(2026, 9, 10))
    with pytest.raises(Forbidden):
        cases.check_tolerated(given.case_id, fits=True, note="", actor=cast["chuangkou"], now=at("2026-09-10 11:00"))


def test_the_reminder_falls_on_the_working_day_before_a_monday():
    from yichuang.cases.domain.promised import remind_on
    from yichuang.cases.domain.state import Act

    act = Act(None, ActKind.TOLERANCE, "running", MONDAY, MONDAY, None, "", None, None, {"due_on": "2026-09-14"})
    assert remind_on(act, clock.calendar()) == date(2026, 9, 11)
