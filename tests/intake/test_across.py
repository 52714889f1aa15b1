"""全城通办 and 代收转寄: received where the accepting organ's name is lent, at the hand-over; else when it arrives (行政许可法 29, 32)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.intake.conftest import pdf
from yichuang.cases import api as cases
from yichuang.cases import fold
from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.phases import Channel
from yichuang.cases.domain.sending import NothingToSend, NotOnItsWay, OnItsWay
from yichuang.cases.domain.window import NoSuchWindow
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.agreement import AgreementOver, AgreementOverlaps, OutsideAgreement
from yichuang.cli import props
from yichuang.cli.players import Cast, Player
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.facts import cases as facts
from yichuang.intake import across, actions, pages_desk, taken_in, taking
from yichuang.intake.domain import TRANSITIONS, PapersOnly, TakenState, WrongTakenState, check_arrival, check_move
from yichuang.intake.models import TakenIn
from yichuang.kernel import subscriptions
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.record import read
from yichuang.kernel.values import ZONE, new_id
from yichuang.organisations import api as organisations

NOW = datetime(2026, 9, 10, 9, 30, tzinfo=ZONE)
"""A Thursday."""


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


class Town:
    """The district's window before an item of the city."""

    def __init__(self, city, item: str = "tree-felling"):
        self.city, self.item = city, item
        self.bureau, self.county, self.water = (city.demo.organs[key] for key in ("bureau", "county", "water"))
        self.window = organisations.actor_named("quxian-chuangkou")
        self.hall = city.window
        self.version = city.versions[item]
        self.terms = catalogue.terms(self.version)

    def agree(self, mode: str = "accept", **more):
        told = {"mode": mode, "window_organ_id": self.county, "for_organ_id": self.bureau, "item_ids": [self.terms.item_id], "from_on": NOW.date(),
                "document": "示例市通办协议〔2026〕1号", "now": NOW, "actor": organisations.actor_named("shixiang"), **more}  # fmt: skip
        return catalogue.agreements.agree(**told)

    def draft(self, *, papers: bool = True, now: datetime = NOW):
        party = self.city.company_id
        draft = actions.start(self.version, party, token=new_id(), actor=self.window, now=now, channel=Channel.WINDOW)
        draft.answers = props.answers(self.terms, party)
        draft.save()
        for material in self.terms.materials:
            stored = dossier.keep(party, material, pdf(), file_name="一份.pdf", at=now, by=self.window.ref)
            draft.files.create(material_code=material.code, stored_id=stored.id, at=now)
        if papers:
            actions.keep_papers(draft.id, [dossier.Paper(self.terms.materials[0].code, 1, original=True)], actor=self.window, now=now)
        return draft

    def taken(self, now: datetime = NOW, **more):
        return taking.take_in(self.draft(now=now, **more).id, declared=True, actor=self.window, now=now)


@pytest.fixture
def town(city):
    return Town(city)


def test_a_window_offers_what_it_may_take_in_and_says_what_not(town) -> None:
    def offered(words: str = "") -> tuple[set[str], list[str], dict]:
        found = pages_desk.choose(town.window, words)
        return {item.name for item in found["items"]}, [row.name for row in found["elsewhere"]], found["lent"]

    own, elsewhere, lent = offered()
    assert town.terms.name not in own and not elsewhere and not lent
    assert not pages_desk.choose(town.window, "")["themes"], "a theme of the city's organs is not this window's"
    assert offered("采伐")[1] == [town.terms.name]
    agreement = town.agree()
    named, elsewhere, lent = offered("采伐")
    assert named == {town.terms.name} and not elsewhere and [row.id for row in lent.values()] == [agreement]
    assert town.terms.name in {item.name for item in pages_desk.choose(town.hall, "")["items"]}


def test_the_search_knows_what_other_windows_take_in(town) -> None:
    def found() -> int:
        return catalogue.search(town.terms.name, sides={"nearby": ["window"]}).total

    assert found() == 0
    town.agree(to_on=NOW.date())
    assert found() == 1
    catalogue.agreements.expire(NOW + timedelta(days=1))
    assert found() == 0


# ---- by agreement in the accepting organ's name --------------------------------------------------


def test_received_at_the_hand_over_and_accepted_in_the_name_whose_seal_it_is(town) -> None:
    agreement = town.agree()
    case_id, _ = actions.send(town.draft().id, declared=True, actor=town.window, now=NOW)
    state = cases.state(case_id)
    assert (state.received_at, state.accepting_organ_id, state.window_organ_id, state.agreement_id) == (NOW, town.bureau, town.county, agreement)
    assert [t.organ_id for t in state.open_tasks] == [town.county]
    assert cases.view(case_id, actor=town.window).dates.answer_on == date(2026, 9, 17)  # 11, 14, 15, 16, 17 September
    dossier.mark_met(case_id, dossier.acceptance_open(case_id), by=town.window.ref, at=NOW)
    cases.accept(case_id, actor=town.window, now=NOW + timedelta(minutes=20))
    papers = {paper.kind: documents.document(paper.id) for paper in documents.of_case(case_id)}
    for kind in (Kind.RECEIPT, Kind.ACCEPTANCE_NOTICE):
        assert papers[kind].organ_id == town.bureau
        assert papers[kind].fields["handled_by"] == "示例市示例区行政审批服务局通办窗口（示例市通办协议〔2026〕1号）"
    accepted = next(event.fact for event in read(case_id) if isinstance(event.fact, facts.CaseAccepted))
    assert accepted.authority_ref.endswith(f"@{agreement}")
    assert not list(fold.check_case(case_id))


def test_both_levels_see_it_and_decide_where_the_power_lies(town) -> None:
    town.agree()
    case_id, _ = actions.send(town.draft().id, declared=True, actor=town.window, now=NOW)
    for who in (town.window, town.hall):
        assert cases.visible_cases(who).filter(id=case_id).exists()
    assert cases.state(case_id).deciding_organ_id == town.terms.deciding_organ_id
    with pytest.raises(Forbidden):  # 窗口无否决权: turning away is not lent
        cases.tell_not_needed(case_id, reason="不需要许可", actor=town.window, now=NOW)
    cases.propose_rejection(case_id, ground="not_competent", reason="由省里办", actor=town.window, now=NOW)


def test_the_power_ends_with_the_agreement_and_the_accepting_organ_goes_on(town) -> None:
    agreement = town.agree()
    case_id, _ = actions.send(town.draft().id, declared=True, actor=town.window, now=NOW)
    catalogue.agreements.end_agreement(agreement, to_on=NOW.date(), document="示行审〔2026〕9号", now=NOW, actor=organisations.actor_named("shixiang"))
    dossier.mark_met(case_id, dossier.acceptance_open(case_id), by=town.window.ref, at=NOW)
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(AgreementOver):
        cases.accept(case_id, actor=town.window, now=tomorrow)
    cases.accept(case_id, actor=town.hall, now=tomorrow)
    with pytest.raises(OutsideAgreement):
        actions.start(town.version, town.city.company_id, token=new_id(), actor=town.window, now=tomorrow)


def test_what_nobody_answered_goes_back_so_that_silence_does_not_accept_it(town) -> None:
    """32(4): the days run on for the accepting organ, so its own window has to have the case."""
    agreement = town.agree(hands_out=True)
    waiting, accepted = (actions.send(town.draft().id, declared=True, actor=town.window, now=NOW)[0] for _ in range(2))
    dossier.mark_met(accepted, dossier.acceptance_open(accepted), by=town.window.ref, at=NOW)
    cases.accept(accepted, actor=town.window, now=NOW)
    before = cases.state(accepted)
    catalogue.agreements.end_agreement(agreement, to_on=NOW.date(), document="示行审〔2026〕9号", now=NOW, actor=organisations.actor_named("shixiang"))
    assert catalogue.agreements.expire(NOW) == 0  # its last day is whole
    tomorrow = NOW + timedelta(days=1)
    assert catalogue.agreements.expire(tomorrow) == 1
    assert catalogue.agreements.expire(tomorrow) == 0
    subscriptions.run_all_once()
    state = cases.state(waiting)
    assert [(t.kind.value, t.organ_id, t.post) for t in state.open_tasks] == [("accept", town.bureau, "window")]
    assert (state.window_organ_id, state.collects_at_window) == (town.county, True)  # where it came in, and where it is collected, stay
    assert cases.state(accepted) == before
    dossier.mark_met(waiting, dossier.acceptance_open(waiting), by=town.hall.ref, at=tomorrow)
    cases.accept(waiting, actor=town.hall, now=tomorrow)
    notice = next(paper for paper in documents.of_case(waiting) if paper.kind == Kind.ACCEPTANCE_NOTICE)
    assert "handled_by" not in documents.document(notice.id).fields  # nobody's window but the accepting organ's own
    for case_id in (waiting, accepted):
        assert not list(fold.check_case(case_id))


def test_an_agreement_is_ended_and_never_prolonged(town) -> None:
    """Prolonged, it could overlap the one that follows on it; another is agreed instead."""
    last = NOW.date() + timedelta(days=30)
    first = town.agree(to_on=last)
    town.agree(from_on=last + timedelta(days=1))
    told = {"document": "示行审〔2026〕9号", "now": NOW, "actor": organisations.actor_named("shixiang")}
    with pytest.raises(Invalid) as refused:
        catalogue.agreements.end_agreement(first, to_on=last + timedelta(days=1), **told)
    assert [error.code for error in refused.value.errors] == ["catalogue.prolonged"]
    catalogue.agreements.end_agreement(first, to_on=last - timedelta(days=1), **told)
    assert catalogue.agreements.agreement(first).value.period.to_on == last - timedelta(days=1)


def test_a_window_outside_every_agreement_takes_nothing(town) -> None:
    with pytest.raises(OutsideAgreement) as refusal:
        actions.start(town.version, town.city.company_id, token=new_id(), actor=town.window, now=NOW)
    assert refusal.value.details["organ"] == "示例市示例区行政审批服务局"
    town.agree()
    other = Town(town.city, "drainage")
    with pytest.raises(OutsideAgreement):
        actions.start(other.version, other.city.company_id, token=new_id(), actor=town.window, now=NOW)


@pytest.mark.parametrize(("changes", "field"), [
    ({"document": " "}, "document"), ({"item_ids": []}, "items"), ({"from_on": date(2026, 9, 9)}, "from_on"), ({"to_on": date(2026, 9, 1)}, "to_on"),
    ({"mode": "take_in", "forward_days": 6}, "forward_days"),
])  # fmt: skip
def test_an_agreement_says_what_it_has_to(town, changes, field) -> None:
    with pytest.raises(Invalid) as refusal:
        town.agree(**changes)
    assert field in {error.field for error in refusal.value.errors}


def test_only_the_accepting_organ_lends_its_name_and_no_two_overlap(town) -> None:
    with pytest.raises(Forbidden):
        town.agree(actor=organisations.actor_named("quxian-shixiang"))
    with pytest.raises(Invalid):  # not an item the water bureau accepts
        town.agree(for_organ_id=town.water, actor=organisations.system_actor("test"))
    town.agree(to_on=date(2026, 9, 30))
    with pytest.raises(AgreementOverlaps):
        town.agree("take_in", from_on=date(2026, 9, 30))
    town.agree("take_in", from_on=date(2026, 10, 1))


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


# ---- collected where it was handed in ------------------------------------------------------------


def test_the_applicant_chooses_the_window_and_signs_for_the_licence_there(town) -> None:
    town.agree(hands_out=True)
    case_id, _ = actions.send(town.draft().id, declared=True, actor=town.window, now=NOW)
    assert cases.state(case_id).collects_at_window  # handed in and collected at one window, unless another way was chosen
    applicant = town.city.representing
    cases.change_service(case_id, way="direct", actor=applicant, now=NOW)
    assert not cases.state(case_id).collects_at_window
    cases.change_service(case_id, way="nearby", actor=applicant, now=NOW)
    assert cases.state(case_id).collects_at_window
    assert "nearby" in cases.ways(cases.state(case_id))
    assert not list(fold.check_case(case_id))


def test_44_a_licence_between_two_windows_is_handed_out_by_neither(town) -> None:
    town.agree(hands_out=True)
    case_id, _ = actions.send(town.draft().id, declared=True, actor=town.window, now=NOW)
    player = Player(Cast(town.city.demo, town.city.versions), town.item, case_id)
    at_city, on = organisations.actor_named("zhizheng"), {day: NOW + timedelta(days=day) for day in range(1, 9)}
    player.accept(on[1]).review(on[4])
    while player.meet_needs(on[4]):
        pass
    with pytest.raises(NothingToSend):
        cases.send_result(case_id, tracking_number="EX300000009CN", actor=at_city, now=on[4])
    player.grant(on[5])
    subscriptions.run_all_once()
    handed = {"mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致"}
    with pytest.raises(Forbidden):  # who sends it is who has it
        cases.send_result(case_id, tracking_number="EX300000009CN", actor=town.window, now=on[5])
    with pytest.raises(Invalid):
        cases.send_result(case_id, tracking_number="交给司机", actor=at_city, now=on[5])
    with pytest.raises(NotOnItsWay):
        cases.confirm_result(case_id, actor=town.window, now=on[5])
    cases.send_result(case_id, tracking_number="ex300000009cn", actor=at_city, now=on[5])
    with pytest.raises(NothingToSend):
        cases.send_result(case_id, tracking_number="EX300000009CN", actor=at_city, now=on[5])
    for who in (at_city, town.window):
        with pytest.raises(OnItsWay) as refusal:
            cases.deliver(case_id, actor=who, now=on[6], **handed)
        assert refusal.value.details["number"] == "EX300000009CN"
    with pytest.raises(WrongPhase):  # and the applicant does not send it somewhere else meanwhile
        cases.change_service(case_id, way="direct", actor=town.city.representing, now=on[6])
    with pytest.raises(Forbidden):
        cases.confirm_result(case_id, actor=at_city, now=on[6])
    with pytest.raises(Forbidden):
        cases.call_off_sending(case_id, reason="没有收到", actor=town.window, now=on[6])
    with pytest.raises(Invalid):
        cases.call_off_sending(case_id, reason=" ", actor=at_city, now=on[6])
    cases.call_off_sending(case_id, reason="地址不详，邮件退回", actor=at_city, now=on[6])
    with pytest.raises(NotOnItsWay):
        cases.confirm_result(case_id, actor=town.window, now=on[6])
    cases.send_result(case_id, tracking_number="EX300000010CN", actor=at_city, now=on[6])
    cases.confirm_result(case_id, actor=town.window, now=on[7])
    with pytest.raises(NotOnItsWay):
        cases.confirm_result(case_id, actor=town.window, now=on[7])
    subscriptions.run_all_once()
    assert any(m.kind == "licence_collect" and m.at == on[7] for m in documents.inbox([town.city.company_id]))
    cases.deliver(case_id, actor=town.window, now=on[8], **handed)
    assert cases.state(case_id).delivered_at == on[8]
    assert not list(fold.check_case(case_id))


def test_a_window_that_hands_nothing_out_is_not_offered(town) -> None:
    town.agree()
    case_id, _ = actions.send(town.draft().id, declared=True, actor=town.window, now=NOW)
    assert "nearby" not in cases.ways(cases.state(case_id))
    with pytest.raises(NoSuchWindow):
        cases.change_service(case_id, way="nearby", actor=town.city.representing, now=NOW)


def test_the_last_day_to_forward_counts_working_days(db) -> None:
    assert taking.forward_by(at("2026-09-11 16:00"), 1) == date(2026, 9, 14)  # Friday to Monday
    assert clock.calendar().is_working(date(2026, 9, 14))
