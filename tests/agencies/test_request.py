"""From a published request to the paper of the case: offers, choice or lot, contract, the agency's own clock, acceptance, rating."""

from __future__ import annotations

from datetime import date

import pytest

from yichuang.agencies import api as agencies
from yichuang.agencies.actions.asking import OtherItem
from yichuang.agencies.domain import agency as law
from yichuang.agencies.domain import draw, request
from yichuang.agencies.domain.request import Wish
from yichuang.agencies.domain.spent import Spent
from yichuang.agencies.models import Agency, Lot, Request
from yichuang.cases import api as cases
from yichuang.cli.players import points_of
from yichuang.clock import api as clock
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import Invalid, NotFound, Stale
from yichuang.kernel.record import read
from yichuang.kernel.values import new_id

from .conftest import at
from .players import CONTRACT, REPORT, Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast, market) -> Asked:
    return Asked(cast, market)


def kinds(stream) -> list[str]:
    return [event.kind.split(".")[1] for event in read(stream)]


class TestOffers:
    def test_a_request_is_open_for_whole_working_days(self, asked) -> None:
        assert asked.publish().row.closes_on == date(2026, 9, 3)
        with pytest.raises(Invalid) as refused:
            agencies.publish(
                asked.cast.company, asked.market.services["soil"], Wish("draw", 2, 0, None, ""), actor=asked.owner, now=at("2026-08-31 09:00")
            )
        assert {e.field for e in refused.value.errors} == {"open_days", "days", "price", "details"}

    def test_an_agency_offers_within_its_public_price_and_the_owners_days(self, asked) -> None:
        asked.publish()
        who = {"actor": asked.market.actors[0], "now": at("2026-09-01 10:00")}
        with pytest.raises(request.OverThePrice):
            agencies.offer(asked.id, asked.market.agencies[0], amount_fen=4_800_001, days=12, **who)
        with pytest.raises(Invalid):
            agencies.offer(asked.id, asked.market.agencies[0], amount_fen=4_000_000, days=16, **who)
        asked.offers(0)
        with pytest.raises(request.OfferedAlready):
            asked.offers(0)

    def test_after_the_last_day_nobody_offers_and_before_it_nobody_chooses(self, asked) -> None:
        asked.publish().offers(0)
        with pytest.raises(request.StillOpen):
            agencies.choose(asked.id, asked.market.agencies[0], actor=asked.owner, now=at("2026-09-03 23:59"))
        with pytest.raises(request.ClosedAlready):
            agencies.offer(asked.id, asked.market.agencies[2], amount_fen=1, days=1, actor=asked.market.actors[2], now=at("2026-09-04 00:00"))

    def test_an_agency_of_the_organ_that_decides_stays_out(self, asked) -> None:
        """43(2): 行政机关所属事业单位、主管的社会组织及其举办的企业."""
        asked.publish()
        with pytest.raises(law.Connected) as refused:
            asked.offers(1)
        assert refused.value.article == "《优化营商环境条例》第四十三条第二款"

    def test_an_agency_of_an_office_below_the_organ_stays_out_too(self, asked) -> None:
        Agency.objects.filter(id=asked.market.agencies[0]).update(organ_id=asked.cast.demo.organs["section_one"])
        asked.publish()
        with pytest.raises(law.Connected):
            asked.offers(0)

    def test_who_offers_another_service_or_is_suspended_stays_out(self, asked) -> None:
        asked.publish()
        with pytest.raises(law.NotOffered):
            asked.offers(3)
        agencies.suspend(asked.market.agencies[0], ground="false_papers", reason="成果不实", actor=asked.cast["shixiang"], now=at("2026-09-01 09:00"))
        with pytest.raises(law.NotListed):
            asked.offers(0)

    def test_another_agencys_offer_is_not_made_nor_taken_back(self, asked) -> None:
        asked.publish().offers(0)
        with pytest.raises(NotFound):
            agencies.take_back(asked.id, asked.market.agencies[0], actor=asked.market.actors[2], now=at("2026-09-01 11:00"))
        agencies.take_back(asked.id, asked.market.agencies[0], actor=asked.market.actors[0], now=at("2026-09-01 11:00"))
        with pytest.raises(request.NoOffer):
            asked.choose(0)

    def test_who_was_suspended_after_offering_cannot_be_chosen(self, asked) -> None:
        asked.publish().offers(0, 2)
        agencies.suspend(asked.market.agencies[0], ground="false_papers", reason="成果不实", actor=asked.cast["shixiang"], now=at("2026-09-02 09:00"))
        with pytest.raises(law.NotListed):
            asked.choose(0)
        assert asked.choose(2).row.agency_id == asked.market.agencies[2]


class TestLot:
    def test_the_value_is_committed_to_before_anybody_signs_up_and_shown_with_the_lot(self, asked) -> None:
        asked.publish("draw", random=lambda n: bytes(range(n)))
        published = read(asked.id)[0].fact
        assert published.commitment == draw.commitment_of(bytes(range(32)))
        assert bytes(range(32)).hex() not in str(read(asked.id)), "the value itself stands nowhere in the record yet"
        asked.offers(0, 2)
        lot = agencies.draw(asked.id, owner_number="42", actor=asked.owner, now=at("2026-09-04 09:00"))
        assert lot == draw.draw(asked.id, [asked.market.agencies[0], asked.market.agencies[2]], secret=bytes(range(32)), owner_number="42")
        assert asked.row.agency_id == lot.agency_id and asked.row.amount_fen == 4_800_000
        assert agencies.recorded_lot(asked.id, read(asked.id)) == lot
        assert kinds(asked.id) == ["ServiceRequested", "OfferMade", "OfferMade", "ListClosed", "LotDrawn"]

    def test_a_suspended_agency_is_not_in_the_list(self, asked) -> None:
        asked.publish("draw").offers(0, 2)
        agencies.suspend(asked.market.agencies[0], ground="false_papers", reason="成果不实", actor=asked.cast["shixiang"], now=at("2026-09-02 09:00"))
        lot = agencies.draw(asked.id, owner_number="1", actor=asked.owner, now=at("2026-09-04 09:00"))
        assert lot.agency_ids == (asked.market.agencies[2],)

    def test_it_is_drawn_once_after_the_last_day_and_not_chosen_past_the_lot(self, asked) -> None:
        asked.publish("draw").offers(0, 2)
        with pytest.raises(request.StillOpen):
            agencies.draw(asked.id, owner_number="1", actor=asked.owner, now=at("2026-09-03 18:00"))
        with pytest.raises(request.OtherWay):
            asked.choose(0)
        agencies.draw(asked.id, owner_number="1", actor=asked.owner, now=at("2026-09-04 09:00"))
        with pytest.raises(request.WrongState):
            agencies.draw(asked.id, owner_number="2", actor=asked.owner, now=at("2026-09-04 09:01"))

    def test_43_1_nobody_drawn_takes_more_than_its_public_price(self, asked) -> None:
        """价格法 13(2): nothing on top of the posted price. The owner sets 50000 yuan; the agencies' own prices are 48000 and 52000."""
        asked.publish("draw", price=5_000_000).offers(0, 2)
        made = {e.fact.agency_id: e.fact.amount_fen for e in read(asked.id) if e.kind == "agencies.OfferMade"}
        assert made == {asked.market.agencies[0]: 4_800_000, asked.market.agencies[2]: 5_000_000}

    def test_nobody_signed_up(self, asked) -> None:
        asked.publish("draw")
        with pytest.raises(draw.NobodyToDraw):
            agencies.draw(asked.id, owner_number="1", actor=asked.owner, now=at("2026-09-04 09:00"))

    def test_verify_draws_every_lot_again(self, asked) -> None:
        asked.publish("draw").offers(0, 2)
        lot = agencies.draw(asked.id, owner_number="1", actor=asked.owner, now=at("2026-09-04 09:00"))
        assert list(agencies.check_all()) == []
        loser = next(one for one in lot.agency_ids if one != lot.agency_id)
        Request.objects.filter(id=asked.id).update(agency_id=loser)
        assert {why for _, why in agencies.check_all()} == {
            "the agency is not the one that was chosen or drawn", "the lot shown is not the one in the record"
        }
        Request.objects.filter(id=asked.id).update(agency_id=lot.agency_id)
        Lot.objects.filter(request_id=asked.id).update(secret="00" * 32)
        assert {why for _, why in agencies.check_all()} == {"the lot shown is not the one in the record"}


class TestContract:
    def test_the_clock_runs_from_the_next_working_day_and_stops_for_the_owners_fault(self, asked) -> None:
        """Twelve working days from 7 September 2026: 8–11, 14–18, 20 (a Sunday made up for), 21, 22. Stopped from the 9th to the 11th: 10 and 11 do not count."""
        asked.publish().offers(0).choose().sign()
        assert asked.row.due_on == date(2026, 9, 22)
        who = {"actor": asked.maker}
        agencies.stop(asked.id, ground="papers", reason="缺地形图", now=at("2026-09-09 10:00"), **who)
        assert asked.row.due_on is None
        with pytest.raises(request.StoppedAlready):
            agencies.stop(asked.id, ground="site", reason="进不了场", now=at("2026-09-09 11:00"), **who)
        with pytest.raises(request.StoppedAlready):
            asked.deliver("2026-09-10 10:00")
        agencies.resume(asked.id, actor=asked.owner, now=at("2026-09-11 10:00"))
        assert asked.row.due_on == date(2026, 9, 24)
        with pytest.raises(request.NotStopped):
            agencies.resume(asked.id, actor=asked.owner, now=at("2026-09-11 11:00"))

    def test_only_the_agency_stops_its_clock(self, asked) -> None:
        asked.publish().offers(0, 2).choose().sign()
        for who in (asked.owner, asked.market.actors[2]):
            with pytest.raises(NotFound):
                agencies.stop(asked.id, ground="papers", reason="缺地形图", actor=who, now=at("2026-09-09 10:00"))

    def test_days_the_report_lies_with_the_owner_do_not_count(self, asked) -> None:
        asked.publish().offers(0).choose().sign().deliver("2026-09-16 10:00")
        agencies.send_back(asked.id, reason="缺附图", actor=asked.owner, now=at("2026-09-18 10:00"))
        assert (asked.row.state, asked.row.due_on) == ("working", date(2026, 9, 24)), "two days, 17 and 18, taken out"
        asked.deliver("2026-09-21 10:00")
        agencies.accept(asked.id, actor=asked.owner, now=at("2026-09-21 16:00"))
        assert [e.fact.on_time for e in read(asked.id) if e.kind.endswith("ReportDelivered")] == [True, True]

    def test_a_late_report_is_recorded_as_late(self, asked) -> None:
        asked.publish().offers(0).choose().sign().deliver("2026-09-23 10:00")
        assert not read(asked.id)[-1].fact.on_time

    def test_without_a_paper_there_is_no_contract(self, asked) -> None:
        asked.publish().offers(0).choose()
        with pytest.raises(Invalid) as refused:
            agencies.propose(asked.id, None, file_name="", actor=asked.owner, now=at("2026-09-04 10:00"))
        assert [e.field for e in refused.value.errors] == ["contract"]

    def test_an_agency_that_does_not_sign_frees_the_owner(self, asked) -> None:
        asked.publish().offers(0).choose()
        agencies.propose(asked.id, CONTRACT, file_name="合同.pdf", actor=asked.owner, now=at("2026-09-04 10:00"))
        agencies.decline(asked.id, reason="人手不够", actor=asked.maker, now=at("2026-09-07 10:00"))
        assert asked.row.state == "ended"

    def test_the_page_has_to_be_the_newest(self, asked) -> None:
        asked.publish().offers(0)
        with pytest.raises(Stale):
            agencies.choose(asked.id, asked.market.agencies[0], actor=asked.owner, now=at("2026-09-04 09:00"), version=1)

    def test_both_sides_are_told(self, asked) -> None:
        asked.publish().offers(0).choose().sign().deliver()
        assert {m.kind for m in documents.inbox([asked.cast.company])} >= {"agency_signed", "agency_delivered"}
        told = documents.inbox([agencies.agency(asked.market.agencies[0]).party_id])
        assert {m.kind for m in told} == {"agency_chosen", "agency_contract"}


class TestReport:
    def test_it_becomes_a_paper_of_the_owner_and_is_rated_once(self, asked) -> None:
        asked.publish().offers(0).choose().sign().deliver()
        agencies.accept(asked.id, actor=asked.owner, now=at("2026-09-17 10:00"))
        agencies.rate(asked.id, level="2", comment="清楚", actor=asked.owner, now=at("2026-09-17 11:00"))
        with pytest.raises(request.WrongState):
            agencies.rate(asked.id, level="1", actor=asked.owner, now=at("2026-09-17 12:00"))
        score = agencies.agency(asked.market.agencies[0]).score
        assert (score.rated, score.stars, score.average) == (1, 4, "4.00")
        accepted = next(e.fact for e in read(asked.id) if e.kind.endswith("ReportAccepted"))
        assert dossier.stored_row(accepted.stored_id, party_ids=[asked.cast.company]).type_code == "conservation_plan"
        assert "清楚" not in str(read(asked.id)), "no words in the record"
        assert list(agencies.check_all()) == []

    def test_a_case_that_waits_for_its_answer_takes_the_report(self, asked, play) -> None:
        player = play("soil-conservation").apply(at("2026-08-28 09:00"), papers=False)
        asked.publish(case_id=player.case_id).offers(0).choose().sign()
        cases.ask_correction(player.case_id, points=points_of(player), actor=asked.cast["chuangkou"], now=at("2026-09-03 09:00"))
        asked.deliver("2026-09-10 10:00")
        agencies.accept(asked.id, actor=asked.owner, now=at("2026-09-10 11:00"))
        assert read(asked.id)[-1].fact.case_id is None, "a correction is handed in by the applicant, who finds the report among their papers"

    def test_under_review_it_is_a_further_paper_and_its_days_stand_apart(self, asked, play) -> None:
        """Accepted on 31 August, stopped for experts from 7 to 15 September 2026; the agency works from the 8th to the 16th."""
        player = play("soil-conservation").apply(at("2026-08-28 09:00")).accept(at("2026-08-31 08:40"))
        asked.publish(case_id=player.case_id).offers(0).choose().sign()
        undertaker = asked.cast.holder("undertaker", player.state().handling_organ_id, at("2026-09-07 09:00"))
        cases.start_special(player.case_id, ground="expert_review", days=15, basis="", actor=undertaker, now=at("2026-09-07 09:00"))
        act = player.state().acts[-1]
        cases.end_special(player.case_id, act_id=act.id, actor=undertaker, now=at("2026-09-15 09:00"))
        asked.deliver("2026-09-16 10:00")
        agencies.accept(asked.id, actor=asked.owner, now=at("2026-09-16 11:00"))
        assert read(asked.id)[-1].fact.case_id == player.case_id
        files = [row for row in dossier.file_rows(player.case_id) if row.material_code == "M2" and row.is_current]
        assert [row.name for row in files] == ["报告书.pdf"]
        found = agencies.of_case(player.state(), player.terms, clock.calendar(), now=at("2026-09-17 09:00"))
        assert [work.spent for work in found.works] == [Spent(paused=6, alongside=1)], "8–11, 14, 15 · 16"

    def test_a_report_made_before_applying_is_found_again_in_the_case(self, asked, play) -> None:
        asked.publish().offers(0).choose().sign().deliver()
        agencies.accept(asked.id, actor=asked.owner, now=at("2026-09-17 10:00"))
        player = play("soil-conservation").apply(at("2026-09-18 09:00"), papers=False)
        stored = dossier.reusable(asked.cast.company, player.terms, on=date(2026, 9, 18))["M2"][0]
        dossier.bring_files(player.case_id, [dossier.Upload("M2", stored.id, True)], actor=asked.owner, at=at("2026-09-18 09:30"))
        found = agencies.of_case(player.state(), player.terms, clock.calendar(), now=at("2026-09-18 10:00"))
        assert [(work.agency, work.spent) for work in found.works] == [("示例市某水土保持咨询有限公司", Spent(before=7))]

    def test_of_a_strangers_case_nobody_asks_anything(self, asked, play) -> None:
        player = play("tree-felling").apply(at("2026-08-28 09:00"), party=asked.cast.demo.applicants[0].party_id)
        with pytest.raises(NotFound):
            asked.publish(case_id=player.case_id)
        with pytest.raises(NotFound):
            asked.publish(case_id=new_id())

    def test_a_case_asks_for_its_own_papers_only(self, asked, play) -> None:
        player = play("drainage").apply(at("2026-08-28 09:00"))
        with pytest.raises(OtherItem):
            asked.publish(case_id=player.case_id)


class TestComplaint:
    def test_an_upheld_complaint_suspends(self, asked) -> None:
        asked.publish().offers(0).choose().sign()
        complaint_id = agencies.complain(asked.id, ground="late", text="一直没有动", actor=asked.owner, now=at("2026-09-25 09:00"))
        with pytest.raises(law.ComplaintClosed):
            agencies.complain(asked.id, ground="late", text="再说一次", actor=asked.owner, now=at("2026-09-25 09:05"))
        agencies.answer(complaint_id, finding="upheld", text="属实", suspend=True, actor=asked.cast["shixiang"], now=at("2026-09-28 09:00"))
        agency = asked.market.agencies[0]
        assert agencies.agency(agency).state == "suspended"
        assert kinds(agency)[-3:] == ["ComplaintMade", "ComplaintAnswered", "AgencySuspended"]
        assert read(agency)[-1].fact.complaint_id == complaint_id
        with pytest.raises(law.ComplaintClosed):
            agencies.answer(complaint_id, finding="upheld", text="属实", suspend=False, actor=asked.cast["shixiang"], now=at("2026-09-28 09:05"))
        assert REPORT and list(agencies.check_all()) == []

    def test_one_that_is_not_upheld_changes_nothing(self, asked) -> None:
        asked.publish().offers(0).choose().sign()
        complaint_id = agencies.complain(asked.id, ground="poor", text="不好", actor=asked.owner, now=at("2026-09-25 09:00"))
        agencies.answer(complaint_id, finding="not_upheld", text="查无此事", suspend=True, actor=asked.cast["shixiang"], now=at("2026-09-28 09:00"))
        assert agencies.agency(asked.market.agencies[0]).state == "listed"

    def test_without_a_contract_there_is_nothing_to_complain_of(self, asked) -> None:
        asked.publish().offers(0)
        with pytest.raises(request.WrongState):
            agencies.complain(asked.id, ground="poor", text="不好", actor=asked.owner, now=at("2026-09-02 09:00"))
