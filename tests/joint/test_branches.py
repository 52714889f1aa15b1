"""Linked parallel approval on real cases: gates from the first moment, results fetched inside, three ways and no silent hold."""

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.decision import GateUnmet, PrerequisiteUnmet
from yichuang.cases.domain.phases import Phase
from yichuang.cli.players import points_of, work
from yichuang.clock import api as clock
from yichuang.documents.models import Message
from yichuang.joint import api as joint
from yichuang.joint import due
from yichuang.joint.domain import law
from yichuang.joint.domain.state import BranchState
from yichuang.joint.models import Branch, CopyNotice, Edge, Joint
from yichuang.kernel import due as loops
from yichuang.kernel.models import Event

from .conftest import at

ASSUMED = (("drainage", "public-place-hygiene", "assumable"),)
HARD = (("drainage", "public-place-hygiene", "hard"),)


def sound():
    return list(joint.check_folds()) == [] and list(cases.check_folds()) == []


def test_everything_handed_in_once_becomes_a_case_of_each_organ_at_once(together):
    run = together("drainage", "public-place-hygiene", "tree-felling", edges=ASSUMED).apply(at("2026-09-10 16:05"))
    view = run.view(at("2026-09-10 16:06"))
    assert [row.state for row in view.branches] == [BranchState.OPEN] * 3
    assert len({row.number for row in view.branches}) == 3
    assert view.lead == "示例市行政审批服务局"
    assert {row.organ for row in view.branches} == {"示例市行政审批服务局", "示例市林业局"}
    assert sound()


def test_what_is_assumed_is_accepted_now_and_holds_only_the_decision(together):
    run = together("drainage", "public-place-hygiene", edges=ASSUMED).apply(at("2026-09-10 16:05"))
    hygiene, drainage = run.players["public-place-hygiene"], run.players["drainage"]
    hygiene.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
    with pytest.raises(PrerequisiteUnmet) as no:
        hygiene.grant(at("2026-09-15 09:00"))
    assert "第七条" in no.value.article and "撤回后免重复提交" in str(no.value.remedy)
    assert not hygiene.state().is_stopped  # never a stop of the clock
    drainage.accept(at("2026-09-11 09:00")).review(at("2026-09-16 09:00")).grant(at("2026-09-17 09:00"))
    with pytest.raises(GateUnmet):  # a late reaction delays the decision and never lets it through early
        hygiene.grant(at("2026-09-17 10:00"))
    work()
    hygiene.grant(at("2026-09-17 11:00"))
    edge = Edge.objects.get()
    assert edge.met_at and edge.licence_id == drainage.state().licence_id
    work()
    assert [row.state for row in run.view(at("2026-09-18 09:00")).branches] == [BranchState.GRANTED] * 2
    assert sound()


def test_what_the_law_forbids_to_apply_for_waits_and_is_handed_in_by_itself(together):
    run = together("drainage", "public-place-hygiene", edges=HARD).apply(at("2026-09-10 16:05"))
    waiting = run.branch("public-place-hygiene", at("2026-09-10 17:00"))
    assert (waiting.state, waiting.case_id, waiting.counted) == (BranchState.WAITING, None, True)
    run.players["drainage"].accept(at("2026-09-11 09:00")).review(at("2026-09-16 09:00")).grant(at("2026-09-17 09:00"))
    work()
    opened = run.branch("public-place-hygiene", at("2026-09-17 10:00"))
    assert opened.state is BranchState.OPEN and opened.case_id
    state = cases.state(opened.case_id)
    assert (state.phase, state.received_at) == (Phase.RECEIVED, at("2026-09-17 09:00"))
    assert state.unmet_gates == ()
    hygiene = run.look(at("2026-09-17 10:00"))["public-place-hygiene"]
    assert hygiene.accept(at("2026-09-18 09:00")).state().phase is Phase.UNDER_REVIEW
    assert sound()


def test_the_longest_branch_is_the_total_and_a_branch_that_waits_counts_behind_what_it_waits_for(together):
    now = at("2026-09-10 16:05")
    linked = together("drainage", "tree-felling", edges=(("tree-felling", "drainage", "assumable"),)).apply(now)
    view = linked.view(now)
    drainage, felling = (next(r for r in view.branches if r.item_id == linked.item(c)) for c in ("drainage", "tree-felling"))
    assert view.total_on == max(drainage.last_on, felling.last_on) == drainage.last_on
    assert view.critical == drainage.id
    staged = together("drainage", "tree-felling", edges=(("tree-felling", "drainage", "hard"),)).apply(now)
    assert staged.view(now).total_on > view.total_on


def test_in_correction_the_applicant_holds_it_and_it_is_counted_from_the_last_day_of_that(together, cast):
    """32(4): acceptance counts from the day the last paper came, so an estimate never gets earlier by asking for one; on the board too."""
    run = together("drainage", "tree-felling").apply(at("2026-09-10 16:05"))
    drainage = run.players["drainage"]
    before = run.branch("drainage", at("2026-09-11 08:00"))
    assert [held.organ for held in before.holders] == ["示例市行政审批服务局"]
    drainage.ask_correction(at("2026-09-11 09:00"), points_of(drainage))
    unserved = run.branch("drainage", at("2026-09-11 09:30"))
    work()
    drainage.serve(at("2026-09-14 10:00"))
    asked = run.branch("drainage", at("2026-09-15 09:00"))
    for row in (unserved, asked):
        assert [(held.organ, held.step) for held in row.holders] == [("", "补正")] and row.counted
        assert row.last_on > before.last_on
    case = Branch.objects.get(id=asked.id).case
    calendar = clock.calendar()
    assert case.answer_on is None and case.lapse_on is not None
    terms = drainage.terms
    assert asked.last_on == clock.last_day(calendar, case.lapse_on, terms.promised or terms.statutory)
    drainage.bring(at("2026-09-16 09:00"))
    brought = run.branch("drainage", at("2026-09-16 10:00"))
    assert [held.organ for held in brought.holders] == ["示例市行政审批服务局"] and brought.last_on <= asked.last_on


def test_a_refused_branch_ends_no_other_and_its_people_read_the_three_ways(together, cast):
    run = together("drainage", "public-place-hygiene", edges=ASSUMED).apply(at("2026-09-10 16:05"))
    drainage, hygiene = run.players["drainage"], run.players["public-place-hygiene"]
    hygiene.accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
    drainage.accept(at("2026-09-11 09:00")).review(at("2026-09-16 09:00")).refuse(at("2026-09-17 09:00"), "排放口不符合标准")
    work()
    row = run.branch("public-place-hygiene", at("2026-09-17 10:00"))
    assert row.state is BranchState.OPEN and [need.failed for need in row.lacks] == [True]
    told = Message.objects.filter(kind="prerequisite_failed", case_id=row.case_id)
    assert told.exists()
    # (c) 不予, naming the condition
    joint.refuse_for_missing(
        row.case_id, row.lacks[0].edge_id, reason="排水许可未获准予", actor=hygiene.signer(at("2026-09-18 09:00")), now=at("2026-09-18 09:00")
    )
    assert hygiene.state().phase is Phase.DECIDED
    fact = next(e.data for e in Event.objects.filter(stream_id=row.case_id, kind="cases.CaseRefused"))
    assert fact["condition"] == "prerequisite" and "第三十八条" in fact["article"]
    work()
    assert sound()


def test_withdrawn_and_applied_for_again_nothing_is_handed_in_twice(together, cast):
    run = together("drainage", "public-place-hygiene", edges=ASSUMED).apply(at("2026-09-10 16:05"))
    hygiene = run.players["public-place-hygiene"]
    applicant = cast.applicant(1)
    cases.withdraw(hygiene.case_id, reason="等排水许可", actor=applicant, now=at("2026-09-14 09:00"))
    work()
    old = run.branch("public-place-hygiene", at("2026-09-14 10:00"))
    assert old.state is BranchState.ENDED
    joint.again(run.joint_id, old.id, actor=applicant, now=at("2026-09-15 09:00"))
    new = run.branch("public-place-hygiene", at("2026-09-15 09:00"))
    assert (new.state, new.again_for) == (BranchState.OPEN, old.id)
    assert len(new.lacks) == 1 and len(cases.state(new.case_id).unmet_gates) == 1
    with pytest.raises(law.NotOpen):
        joint.again(run.joint_id, old.id, actor=applicant, now=at("2026-09-15 09:01"))
    drainage = run.players["drainage"]
    drainage.accept(at("2026-09-11 09:00")).review(at("2026-09-16 09:00")).grant(at("2026-09-17 09:00"))
    work()
    assert cases.state(new.case_id).unmet_gates == ()
    assert sound()


def test_a_refused_first_branch_applied_for_again_feeds_those_that_wait(together, cast):
    run = together("drainage", "public-place-hygiene", edges=HARD).apply(at("2026-09-10 16:05"))
    applicant = cast.applicant(1)
    cases.withdraw(run.players["drainage"].case_id, reason="改图", actor=applicant, now=at("2026-09-11 09:00"))
    work()
    old = run.branch("drainage", at("2026-09-11 10:00"))
    assert set(Message.objects.filter(kind__startswith="prerequisite").values_list("kind", flat=True)) == {"prerequisite_withdrawn"}
    joint.again(run.joint_id, old.id, actor=applicant, now=at("2026-09-14 09:00"))
    run.look(at("2026-09-14 10:00"))["drainage"].accept(at("2026-09-14 10:00")).review(at("2026-09-16 09:00")).grant(at("2026-09-17 09:00"))
    work()
    assert run.branch("public-place-hygiene", at("2026-09-17 10:00")).state is BranchState.OPEN
    assert sound()


def test_a_waiting_branch_may_be_given_up_and_a_running_one_not_here(together, cast):
    run = together("drainage", "public-place-hygiene", edges=HARD).apply(at("2026-09-10 16:05"))
    view = run.view(at("2026-09-10 17:00"))
    going, waiting = (next(r for r in view.branches if r.item_id == run.item(c)) for c in ("drainage", "public-place-hygiene"))
    with pytest.raises(law.NotOpen):
        joint.drop(run.joint_id, going.id, reason="", actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    joint.drop(run.joint_id, waiting.id, reason="", actor=cast.applicant(1), now=at("2026-09-11 09:00"))
    run.players["drainage"].accept(at("2026-09-11 09:30")).review(at("2026-09-16 09:00")).grant(at("2026-09-17 09:00"))
    work()
    assert run.branch("public-place-hygiene", at("2026-09-17 10:00")).state is BranchState.DROPPED
    assert sound()


def test_before_the_last_day_what_is_missing_is_said_once(together):
    run = together("drainage", "public-place-hygiene", edges=(("public-place-hygiene", "drainage", "assumable"),)).apply(at("2026-09-10 16:05"))
    drainage = run.players["drainage"].accept(at("2026-09-11 09:00"))
    assert due.run(at("2026-09-11 10:00")) == 0
    last = run.branch("drainage", at("2026-09-11 10:00")).last_on
    assert drainage.state().phase is Phase.UNDER_REVIEW and last == date(2026, 9, 24)
    assert due.run(at("2026-09-21 23:59")) == 0  # three of its thirteen days are more than a fifth
    assert due.run(at("2026-09-22 10:00")) == 1
    assert due.run(at("2026-09-22 10:01")) == 0
    assert Message.objects.filter(kind="prerequisite_pressing").exists()


def test_a_joint_whose_due_work_fails_is_put_off_and_holds_up_no_other(together):
    edges = (("public-place-hygiene", "drainage", "assumable"),)
    broken, whole = (together("drainage", "public-place-hygiene", edges=edges).apply(at("2026-09-10 16:05")) for _ in range(2))
    for run in (broken, whole):
        run.players["drainage"].accept(at("2026-09-11 09:00"))
    head = Joint.objects.get(id=broken.joint_id).head_seq
    Joint.objects.filter(id=broken.joint_id).update(head_seq=0)  # its next fact collides with its first
    assert due.run(at("2026-09-22 10:00")) == 2
    assert due.run(at("2026-09-22 10:00")) == 0
    assert [edge.pressed_at is None for edge in (edge_of(broken), edge_of(whole))] == [True, False]
    [stuck] = loops.stuck()
    assert (stuck.what, stuck.subject_id) == ("joint.due", broken.joint_id)
    Joint.objects.filter(id=broken.joint_id).update(head_seq=head)
    assert due.run(at("2026-09-22 10:05")) == 1
    assert edge_of(broken).pressed_at is not None and loops.stuck() == [] and sound()


def edge_of(run):
    return Edge.objects.get(joint_id=run.joint_id)


def test_the_other_organs_are_told_of_a_decision_and_acknowledge_it(together, cast):
    run = together("drainage", "tree-felling").apply(at("2026-09-10 16:05"))
    run.players["drainage"].accept(at("2026-09-11 09:00")).review(at("2026-09-16 09:00")).grant(at("2026-09-17 09:00"))
    work()
    notice = CopyNotice.objects.get()
    assert notice.organ.name == "示例市林业局"
    rows, more = joint.copies_to_acknowledge(cast["linye"])
    assert ([row.id for row in rows], more) == ([notice.id], False)
    assert joint.copies_to_acknowledge(cast["shuiwu"]) == ([], False)
    with pytest.raises(Exception, match="没有这份抄告单"):
        joint.acknowledge(notice.id, actor=cast["shuiwu"], now=at("2026-09-18 09:00"))
    joint.acknowledge(notice.id, actor=cast["linye"], now=at("2026-09-18 09:00"))
    joint.acknowledge(notice.id, actor=cast["linye"], now=at("2026-09-18 09:01"))
    assert CopyNotice.objects.get().received_at == at("2026-09-18 09:00")
    assert sound()


def accept_all(run, cast, now) -> None:
    """统一受理 in the one act of the window."""
    for player in run.players.values():
        player.check_papers(now)
    joint.accept(run.joint_id, actor=cast["chuangkou"], now=now)


def test_made_results_are_handed_over_together_and_one_may_be_collected_before(together, cast):
    run = together("drainage", "public-place-hygiene", "tree-felling").apply(at("2026-09-10 16:05"))
    for code in ("drainage", "public-place-hygiene"):
        run.players[code].accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00")).grant(at("2026-09-15 09:00"))
    work()
    rows = {code: run.branch(code, at("2026-09-16 09:00")) for code in run.codes}
    assert rows["drainage"].made and not rows["tree-felling"].made
    for code in ("drainage", "public-place-hygiene"):
        run.players[code].print_on_blank(at("2026-09-16 09:30"))
    handed = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致"}
    with pytest.raises(law.NotAllReady) as no:
        joint.deliver(run.joint_id, [row.id for row in rows.values()], **handed, actor=cast["zhizheng"], now=at("2026-09-16 10:00"))
    assert [row.organ for row in no.value.rows] == ["示例市林业局"]
    chosen = [rows[code].id for code in ("drainage", "public-place-hygiene")]
    joint.deliver(run.joint_id, chosen, **handed, actor=cast["zhizheng"], now=at("2026-09-16 10:00"))
    assert {run.players[code].state().phase for code in ("drainage", "public-place-hygiene")} == {Phase.CLOSED}
    assert sound()


def test_a_department_that_joins_late_holds_and_is_held_from_then_on(together, cast, play_alone):
    run = together("drainage", "public-place-hygiene").apply(at("2026-09-10 16:05"))
    late = play_alone("tree-felling", at("2026-09-11 09:00"))
    edges = together("tree-felling", "drainage", edges=(("tree-felling", "drainage", "assumable"),)).theme_edges()
    joint.attach(run.joint_id, late.case_id, actor=cast.applicant(1), now=at("2026-09-11 10:00"), edges=edges)
    with pytest.raises(law.InAnother):
        joint.attach(run.joint_id, late.case_id, actor=cast.applicant(1), now=at("2026-09-11 10:01"))
    assert len(run.players["drainage"].state().unmet_gates) == 1
    late.accept(at("2026-09-11 11:00")).review(at("2026-09-14 09:00")).grant(at("2026-09-15 09:00"))
    work()
    assert run.players["drainage"].state().unmet_gates == ()
    assert sound()


def test_a_stranger_sees_nothing(together, cast):
    run = together("drainage", "public-place-hygiene").apply(at("2026-09-10 16:05"))
    for stranger in (cast["linye"], cast.applicant(0)):
        with pytest.raises(Exception, match="没有这个联办件"):
            joint.view(run.joint_id, actor=stranger, today=date(2026, 9, 11))
        assert joint.listed(stranger, "all") == ([], False)
    assert [line.number for line in joint.listed(cast["fenguan"], "going")[0]] == [run.view(at("2026-09-11 09:00")).number]


def test_one_view_asks_the_same_whatever_the_number_of_branches(together, cast, django_assert_num_queries):
    two = together("drainage", "tree-felling", edges=(("drainage", "tree-felling", "assumable"),)).apply(at("2026-09-10 16:05"))
    four = together("drainage", "tree-felling", "public-place-hygiene", "soil-conservation").apply(at("2026-09-10 16:05"))
    actor = cast.applicant(1)
    joint.view(two.joint_id, actor=actor, today=date(2026, 9, 11))
    for run in (two, four):
        with django_assert_num_queries(9):
            joint.view(run.joint_id, actor=actor, today=date(2026, 9, 11))
