"""代收转寄: taken in for another organ is no receipt; received when it arrives (行政许可法 29, 32)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.intake.town import NOW, at, town
from yichuang.cases import api as cases
from yichuang.cases import fold
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.intake import across, actions, taken_in, taking
from yichuang.intake.domain import TRANSITIONS, PapersOnly, TakenState, WrongTakenState, check_arrival, check_move
from yichuang.intake.models import TakenIn
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.record import read
from yichuang.organisations import api as organisations

__all__ = ["town"]

# ---- 代收转寄 -----------------------------------------------------------------------------------


def test_mere_taking_in_is_no_receipt_and_says_so(town) -> None:
    town.agree("take_in")
    taken = town.taken()
    row = taken_in.one(taken, town.window, NOW.date()).row
    paper = documents.document(TakenIn.objects.get(id=taken).receipt_id)
    assert (row.state, row.case_id, row.forward_by, row.holder) == (TakenState.TAKEN_IN, None, date(2026, 9, 11), "示例市示例区行政审批服务局")
    assert (paper.kind, paper.organ_id, paper.number) == (Kind.TAKEN_IN_RECEIPT, town.county, row.number)
    assert "到达示例市行政审批服务局时，才算它收到申请" in paper.fields["when_received"]
    assert len(paper.fields["materials"]) == 1 + len(town.terms.materials)


def test_29_32_received_is_the_arrival_and_the_five_days_run_from_it(town) -> None:
    town.agree("take_in")
    taken = town.taken()
    taking.forward(taken, means="courier", tracking_number="EX123456789CN", actor=town.window, now=at("2026-09-11 16:00"))
    case_id = taking.confirm_arrival(taken, arrived_at=at("2026-09-14 15:20"), actor=town.hall, now=at("2026-09-15 09:00"))
    state = cases.state(case_id)
    assert (state.received_at, state.window_organ_id, state.window_accepts) == (at("2026-09-14 15:20"), town.county, False)
    assert cases.view(case_id, actor=town.hall).dates.answer_on == date(2026, 9, 20)  # 15, 16, 17, 18 and Sunday the 20th, a make-up day
    assert [t.organ_id for t in state.open_tasks] == [town.bureau]
    assert len(dossier.handed_in(case_id)) == 1 + len(town.terms.materials)  # nothing was lost on the way
    assert cases.visible_cases(town.window).filter(id=case_id).exists()
    assert [event.kind for event in read(taken)] == ["intake.PapersTakenIn", "intake.PapersForwarded", "intake.PapersArrived"]
    assert not list(fold.check_case(case_id))
    with pytest.raises(Forbidden):  # it forwarded, it accepts nothing
        cases.accept(case_id, actor=town.window, now=at("2026-09-15 10:00"))


def test_through_the_net_it_arrives_in_that_moment(town) -> None:
    town.agree("take_in")
    taken = town.taken(papers=False)
    case_id = taking.forward(taken, means="online", actor=town.window, now=at("2026-09-10 17:00"))
    assert case_id is not None
    assert cases.state(case_id).received_at == at("2026-09-10 17:00")
    assert taken_in.of_case(case_id, NOW.date()).arrived_at == at("2026-09-10 17:00")


def test_papers_are_not_left_behind(town) -> None:
    town.agree("take_in")
    with pytest.raises(PapersOnly):
        taking.forward(town.taken(), means="online", actor=town.window, now=NOW)


@pytest.mark.parametrize("arrived", ["2026-09-11 09:00", "2026-09-16 09:00"])
def test_an_arrival_before_it_was_sent_or_in_the_future_is_refused(town, arrived) -> None:
    town.agree("take_in")
    taken = town.taken()
    taking.forward(taken, means="courier", tracking_number="EX123456789CN", actor=town.window, now=at("2026-09-11 16:00"))
    with pytest.raises(Invalid) as refusal:
        taking.confirm_arrival(taken, arrived_at=at(arrived), actor=town.hall, now=at("2026-09-15 09:00"))
    assert [error.field for error in refusal.value.errors] == ["arrived_at"]
    assert TakenIn.objects.get(id=taken).case_id is None


def test_an_arrival_counts_once_and_only_after_the_forwarding(town) -> None:
    town.agree("take_in")
    taken = town.taken()
    with pytest.raises(WrongTakenState):
        taking.confirm_arrival(taken, arrived_at=NOW, actor=town.hall, now=NOW)
    taking.forward(taken, means="courier", tracking_number="EX123456789CN", actor=town.window, now=NOW)
    case_id = taking.confirm_arrival(taken, arrived_at=NOW, actor=town.hall, now=NOW)
    with pytest.raises(WrongTakenState):
        taking.confirm_arrival(taken, arrived_at=NOW, actor=town.hall, now=NOW)
    with pytest.raises(WrongTakenState):
        taking.forward(taken, means="courier", tracking_number="EX123456789CN", actor=town.window, now=NOW)
    assert TakenIn.objects.get(id=taken).case_id == case_id


def test_who_forwards_who_confirms_and_who_sees_nothing(town) -> None:
    town.agree("take_in")
    taken = town.taken()
    with pytest.raises(Forbidden):

        taking.forward(taken, means="courier", tracking_number="EX123456789CN", actor=organisations.actor_named("quxian"), now=NOW)
    taking.forward(taken, means="courier", tracking_number="EX123456789CN", actor=town.window, now=NOW)
    with pytest.raises(Forbidden):
        taking.confirm_arrival(taken, arrived_at=NOW, actor=town.window, now=NOW)
    with pytest.raises(NotFound):
        taken_in.one(taken, organisations.actor_named("shuiwu"), NOW.date())


@pytest.mark.parametrize(("means", "number"), [("courier", ""), ("courier", "12 34"), ("courier", "邮件一二三四五六七八"), ("pigeon", "EX123456789CN")])
def test_a_forwarding_leaves_a_trace(town, means, number) -> None:
    town.agree("take_in")
    taken = town.taken()
    with pytest.raises(Invalid):
        taking.forward(taken, means=means, tracking_number=number, actor=town.window, now=NOW)


def test_overdue_forwarding_is_seen_on_the_window_s_list(town) -> None:
    town.agree("take_in", forward_days=2)
    town.taken()
    rows, _ = taken_in.register(town.window, "open", date(2026, 9, 14))
    assert [(row.forward_by, row.late) for row in rows] == [(date(2026, 9, 14), False)]
    rows, _ = taken_in.register(town.window, "open", date(2026, 9, 15))
    assert [row.late for row in rows] == [True]
    assert taken_in.register(town.hall, "to-forward", date(2026, 9, 15))[0][0].receives


def test_handed_back_papers_become_no_case(town) -> None:
    town.agree("take_in")
    taken = town.taken()
    with pytest.raises(Invalid):
        taking.hand_back(taken, reason=" ", actor=town.window, now=NOW)
    taking.hand_back(taken, reason="申请人要取回", actor=town.window, now=NOW)
    with pytest.raises(WrongTakenState):
        taking.forward(taken, means="courier", tracking_number="EX123456789CN", actor=town.window, now=NOW)


def test_taken_in_twice_is_one_and_a_draft_taken_in_is_not_sent(town) -> None:
    town.agree("take_in")
    draft = town.draft()
    with pytest.raises(across.ToForward):
        actions.send(draft.id, declared=True, actor=town.window, now=NOW)
    with pytest.raises(Invalid):
        taking.take_in(draft.id, declared=False, actor=town.window, now=NOW)
    assert taking.take_in(draft.id, declared=True, actor=town.window, now=NOW) == taking.take_in(draft.id, declared=True, actor=town.window, now=NOW)
    with pytest.raises(Refusal):
        actions.send(draft.id, declared=True, actor=town.window, now=NOW)


def test_the_table_moves_forward_only() -> None:
    for state in TakenState:
        for kind in {kind for ways in TRANSITIONS.values() for kind in ways} - set(TRANSITIONS.get(state, {})):
            with pytest.raises(WrongTakenState):
                check_move(state, kind)
    with pytest.raises(Invalid):
        check_arrival(NOW, forwarded_at=NOW + timedelta(minutes=1), now=NOW + timedelta(hours=1))
