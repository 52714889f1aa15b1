"""全城通办 and 代收转寄: received where the accepting organ's name is lent, at the hand-over; else when it arrives (行政许可法 29, 32)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.intake.town import NOW, Town, at, town
from yichuang.cases import api as cases
from yichuang.cases import fold
from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.sending import NothingToSend, NotOnItsWay, OnItsWay
from yichuang.cases.domain.window import NoSuchWindow
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.agreement import AgreementOver, AgreementOverlaps, OutsideAgreement
from yichuang.cli.players import Cast, Player
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.facts import cases as facts
from yichuang.intake import actions, pages_desk, taking
from yichuang.kernel import subscriptions
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import read
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations

__all__ = ["town"]


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
