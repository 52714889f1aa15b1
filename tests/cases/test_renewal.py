"""行政许可法 49, 50, 70(1): a licence changed or renewed on its holder's application, and what silence does.

第五十条: 被许可人需要延续依法取得的行政许可的有效期的，应当在该行政许可有效期届满三十日前向作出行政许可决定的行政机关提出申请。…… 行政机关应当根据
被许可人的申请，在该行政许可有效期届满前作出是否准予延续的决定；逾期未作决定的，视为准予延续。
"""

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain import renewing as law
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cases.models import Case
from yichuang.cli.players import Player, points_of, work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.licences import api as licences
from yichuang.licences.domain import Cause, Purpose, State
from yichuang.licences.domain.bans import Finding
from yichuang.licences.models import Licence

from .conftest import at

EXPIRY = date(2026, 12, 31)


@pytest.fixture
def held(play, cast):
    """A drainage permit of the company, in its hands, that runs to the end of 31 December 2026."""
    case = play("drainage").apply(at("2026-01-05 09:00")).accept(at("2026-01-05 10:00"))
    case.review(at("2026-01-06 10:00"))
    case.meet_needs(at("2026-01-06 11:00"))
    case.grant(at("2026-01-07 10:00"))
    work()
    case.hand_out(at("2026-01-08 10:00"))
    licence_id = case.state().licence_id
    Licence.objects.filter(id=licence_id).update(valid_from=date(2022, 1, 1), valid_to=EXPIRY)
    return case, licence_id


def asked(play, licence_id, when, purpose=Purpose.RENEWAL, **becomes):
    return play("drainage").apply(at(when), asked=cases.Asked(purpose, licence_id, becomes))


def paper(case, kind):
    return next(d for d in documents.of_case(case.case_id) if d.kind == kind).fields


def reviewed(case, day):
    case.accept(at(f"{day} 10:00")).review(at(f"{day} 11:00"))
    case.meet_needs(at(f"{day} 12:00"))
    return case


def test_granted_before_the_expiry_the_new_validity_begins_when_the_old_one_ends_and_the_number_stays(play, held):
    first, licence_id = held
    number = licences.licence(licence_id).number
    case = reviewed(asked(play, licence_id, "2026-11-02 09:00"), "2026-11-03").grant(at("2026-11-05 10:00"))
    row = licences.licence(licence_id)
    assert (row.number, row.valid_from, row.valid_to, row.edition) == (number, date(2027, 1, 1), date(2031, 12, 31), 2)
    fields = paper(case, Kind.RENEWAL_DECISION)
    assert fields["licence_number"] == number
    assert fields["old_validity"] == "2022年1月1日至2026年12月31日"
    assert fields["validity"] == "2027年1月1日至2031年12月31日"
    work()
    case.hand_out(at("2026-11-09 10:00"))
    assert case.state().phase is Phase.CLOSED
    assert case.state().licence_id == licence_id
    assert first.state().phase is Phase.CLOSED
    assert list(cases.check_folds()) == []
    assert [why for found, why in licences.check_all() if found == licence_id] == []


@pytest.mark.parametrize(("day", "in_time"), [("2026-12-01", True), ("2026-12-02", False)])
def test_the_thirtieth_day_before_the_expiry_is_the_last_in_time(play, held, day, in_time):
    case = asked(play, held[1], f"{day} 23:30")
    assert case.state().in_time is in_time
    assert case.state().silence_on == (EXPIRY if in_time else None)


def test_silence_until_the_expiry_renews_for_the_same_term_and_is_dated_from_it(play, held):
    case = reviewed(asked(play, held[1], "2026-12-01 09:00"), "2026-12-02")
    row = Case.objects.get(id=case.case_id)
    assert row.work_on <= EXPIRY
    cases.run_due(at("2026-12-31 23:59"))
    assert case.state().phase is Phase.UNDER_REVIEW
    cases.run_due(at("2027-01-04 09:00"))  # found late: the effect is dated by the rule
    state = case.state()
    assert (state.phase, state.outcome, state.decider_id) == (Phase.DECIDED, Outcome.GRANTED, None)
    assert state.decided_at == at("2027-01-01 00:00")
    licence = licences.licence(held[1])
    assert (licence.valid_from, licence.valid_to) == (date(2027, 1, 1), date(2031, 12, 31))
    fields = paper(case, Kind.RENEWAL_DECISION)
    assert "视为准予延续" in fields["content"]
    assert "第五十条第二款" in fields["content"]
    work()
    case.hand_out(at("2027-01-05 10:00"))
    assert case.state().phase is Phase.CLOSED
    assert list(cases.check_folds()) == []


def test_neither_a_stop_nor_an_open_step_holds_the_end_of_the_validity(play, held, cast):
    case = asked(play, held[1], "2026-11-30 09:00").accept(at("2026-12-01 10:00"))
    cases.start_special(case.case_id, ground="testing", days=5, basis="", actor=cast["chengban"], now=at("2026-12-28 10:00"))
    cases.run_due(at("2027-01-01 00:10"))
    assert case.state().outcome is Outcome.GRANTED


def test_asked_late_there_is_no_silent_renewal_and_the_validity_ends(play, held):
    case = asked(play, held[1], "2026-12-15 09:00").accept(at("2026-12-16 10:00"))
    cases.run_due(at("2027-01-04 09:00"))
    assert case.state().phase is Phase.UNDER_REVIEW
    assert licences.licence(held[1]).valid_to == EXPIRY
    with pytest.raises(Refusal) as refused:  # 70(1): not 未延续 while the application is undecided
        licences.move(held[1], State.CANCELLED, ground=Cause.EXPIRED, actor="system:test", at=at("2027-01-05 09:00"),
                      renewal_asked=bool(cases.under_way(held[1], Purpose.RENEWAL)))  # fmt: skip
    assert refused.value.code == "licences.renewal_asked"
    case.review(at("2027-01-05 10:00"))
    case.meet_needs(at("2027-01-05 11:00"))
    case.refuse(at("2027-01-06 10:00"), "排水水质超过标准")
    fields = paper(case, Kind.RENEWAL_REFUSAL)
    assert fields["remedies"]
    assert "2026年12月31日" in fields["effect"]
    licences.move(held[1], State.CANCELLED, ground=Cause.EXPIRED, actor="system:test", at=at("2027-01-07 09:00"),
                  renewal_asked=bool(cases.under_way(held[1], Purpose.RENEWAL)))  # fmt: skip
    assert licences.licence(held[1]).state == State.CANCELLED


def test_papers_owed_by_the_applicant_are_no_silence_of_the_organ(play, held):
    case = asked(play, held[1], "2026-12-01 09:00")
    case.ask_correction(at("2026-12-02 10:00"), points_of(case))
    work()
    case.serve(at("2026-12-02 11:00"))
    assert case.state().silence_on is None
    case.bring(at("2026-12-20 10:00"))
    assert case.state().silence_on == EXPIRY


def test_after_the_expiry_nothing_is_renewed_but_applied_for_anew(play, held):
    with pytest.raises(Refusal) as refused:
        asked(play, held[1], "2027-01-01 00:01")
    assert refused.value.code == "licences.expired"
    assert "第七十条第一项" in refused.value.article
    assert refused.value.remedy


@pytest.mark.parametrize("to", [State.REVOKED, State.RECALLED, State.FORFEITED])
def test_a_licence_no_longer_in_force_is_not_renewed(play, held, to):
    licences.move(held[1], to, ground="69.2", actor="system:test", at=at("2026-06-01 09:00"))
    with pytest.raises(Refusal) as refused:
        asked(play, held[1], "2026-11-02 09:00")
    assert refused.value.code == "licences.not_valid"


def test_revoked_on_the_way_silence_renews_nothing_and_the_case_waits_for_its_end(play, held, cast):
    case = asked(play, held[1], "2026-11-02 09:00").accept(at("2026-11-03 10:00"))
    licences.move(held[1], State.REVOKED, ground="69.2", actor="system:test", at=at("2026-12-01 09:00"))
    cases.run_due(at("2027-01-04 09:00"))
    state = case.state()
    assert (state.phase, state.in_time) == (Phase.UNDER_REVIEW, False)
    assert licences.licence(held[1]).state == State.REVOKED
    case.review(at("2027-01-05 10:00"))
    case.meet_needs(at("2027-01-05 11:00"))
    with pytest.raises(Refusal):
        case.grant(at("2027-01-05 12:00"))
    assert list(cases.check_folds()) == []


def test_a_change_keeps_number_and_expiry_and_writes_the_new_words(play, held):
    before = licences.licence(held[1])
    case = reviewed(asked(play, held[1], "2026-03-02 09:00", Purpose.CHANGE, address="示例路8号", scope="雨水、污水"), "2026-03-03")
    case.grant(at("2026-03-05 10:00"))
    after = licences.licence(held[1])
    assert (after.number, after.valid_from, after.valid_to) == (before.number, before.valid_from, before.valid_to)
    assert (after.content["address"], after.scope) == ("示例路8号", "雨水、污水")
    assert after.edition == 2
    fields = paper(case, Kind.CHANGE_DECISION)
    assert {row["where"]: row["becomes"] for row in fields["changes"]} == {"住所（地址）": "示例路8号", "许可范围": "雨水、污水"}
    assert list(cases.check_folds()) == []


def test_a_change_refused_leaves_the_licence_as_it_is(play, held):
    case = reviewed(asked(play, held[1], "2026-03-02 09:00", Purpose.CHANGE, scope="雨水"), "2026-03-03")
    case.refuse(at("2026-03-05 10:00"), "新的排水口没有建成")
    fields = paper(case, Kind.CHANGE_REFUSAL)
    assert fields["remedies"]
    assert "继续有效" in fields["effect"]
    assert licences.licence(held[1]).edition == 1


def test_a_change_says_what_and_only_what_may_be_changed(play, held):
    with pytest.raises(Invalid):
        asked(play, held[1], "2026-03-02 09:00", Purpose.CHANGE)
    with pytest.raises(Invalid):
        asked(play, held[1], "2026-03-02 09:00", Purpose.CHANGE, number="XK1")


def test_once_at_a_time_and_only_by_the_holder(play, held, cast):
    asked(play, held[1], "2026-11-02 09:00")
    with pytest.raises(law.AskedBefore):
        asked(play, held[1], "2026-11-03 09:00")
    Licence.objects.filter(id=held[1]).update(holder_id=cast.demo.applicants[0].party_id)
    with pytest.raises(NotFound):
        asked(play, held[1], "2026-11-03 09:00", Purpose.CHANGE, scope="雨水")


def test_a_renewal_is_not_decided_at_once(play, held):
    case = asked(play, held[1], "2026-11-02 09:00")
    with pytest.raises(law.NotAtOnce):
        Player.at_once(case, at("2026-11-02 10:00"))


def test_who_may_not_apply_gets_no_renewal_by_silence(play, held, cast):
    case = asked(play, held[1], "2026-11-30 09:00")
    licences.open_ban(Finding.FALSE_MATERIAL, party_id=case.state().applicant_id, item_id=case.terms.item_id, concerns_safety=True,
                      actor="system:test", at=at("2026-11-29 09:00"))  # fmt: skip
    cases.run_due(at("2026-12-08 09:00"))
    assert case.state().deemed
    cases.run_due(at("2027-01-04 09:00"))
    state = case.state()
    assert (state.phase, state.in_time) == (Phase.UNDER_REVIEW, False)
    assert licences.licence(held[1]).valid_to == EXPIRY
