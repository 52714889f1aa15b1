"""行政许可法 78: who concealed or falsified is not accepted or is refused, and may not apply again within a year."""

from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain import acceptance, decision
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.licences import api as licences
from yichuang.licences.domain.bans import BanGone

from .conftest import at

CHEATED = {"ground": "false_material", "reason": "检测报告系伪造，出具单位没有这份报告", "where_to_go": ""}
ITEM = "small-catering"


def rejected(play, cast, item=ITEM):
    case = play(item).apply(at("2026-09-10 09:00"))
    cases.reject(case.case_id, actor=cast["kezhang"], now=at("2026-09-10 11:00"), **CHEATED)
    return case


def paper(case, kind):
    return next(d for d in documents.of_case(case.case_id) if d.kind == kind).fields


def test_the_next_application_within_a_year_is_not_accepted_but_rejected_with_article_and_end(play, cast):
    first = rejected(play, cast)
    assert "2027年9月10日" in paper(first, Kind.REJECTION_DECISION)["barred"]
    again = play(ITEM).apply(at("2026-09-11 09:00"))
    with pytest.raises(acceptance.MayNotApplyAgain) as refused:
        again.accept(at("2026-09-11 10:00"))
    assert "第七十八条" in refused.value.article
    assert refused.value.details["until"] == "2027-09-10"
    cases.reject(again.case_id, ground="banned", reason="在不得再次申请的期限内提出", where_to_go="", actor=cast["kezhang"],
                 now=at("2026-09-11 11:00"))  # fmt: skip
    assert again.state().phase is Phase.REJECTED
    reason = paper(again, Kind.REJECTION_DECISION)["reason"]
    assert "第七十八条" in reason
    assert "2027年9月10日" in reason
    assert "第七十九条" not in reason


def test_after_its_last_day_the_same_party_is_accepted(play, cast):
    rejected(play, cast)
    case = play(ITEM).apply(at("2027-09-13 09:00")).accept(at("2027-09-13 10:00"))
    assert case.state().phase is Phase.UNDER_REVIEW


def test_without_a_ban_nobody_is_rejected_for_one(play, cast):
    case = play(ITEM).apply(at("2026-09-10 09:00"))
    with pytest.raises(acceptance.NoBanRuns):
        cases.reject(case.case_id, ground="banned", reason="在不得再次申请的期限内提出", where_to_go="", actor=cast["kezhang"],
                     now=at("2026-09-10 11:00"))  # fmt: skip


def test_another_item_and_an_item_that_concerns_no_safety_stay_open(play, cast):
    rejected(play, cast)
    other = play("drainage").apply(at("2026-09-11 09:00")).accept(at("2026-09-11 10:00"))
    assert other.state().phase is Phase.UNDER_REVIEW
    rejected(play, cast, "drainage")
    again = play("drainage").apply(at("2026-09-14 09:00")).accept(at("2026-09-14 10:00"))
    assert again.state().phase is Phase.UNDER_REVIEW


def test_78_false_material_found_under_review_is_refused_and_bars_as_well(play, cast):
    case = play(ITEM).apply(at("2026-09-10 09:00")).accept(at("2026-09-10 10:00")).review(at("2026-09-11 10:00"))
    case.meet_needs(at("2026-09-11 11:00"))
    cases.refuse(case.case_id, reason="健康证明系伪造，发证机构没有记录", false_material=True, actor=case.signer(at("2026-09-14 09:00")),
                 now=at("2026-09-14 09:00"))  # fmt: skip
    state = case.state()
    assert state.outcome is Outcome.REFUSED
    fields = paper(case, Kind.REFUSAL_DECISION)
    assert fields["failed_article"].endswith("第七十八条")
    assert "2027年9月14日" in fields["barred"]
    assert fields["remedies"]
    ban = licences.ban_of(state.applicant_id, case.terms.item_id, at=at("2026-09-15 09:00"))
    assert (ban.finding, ban.to_on) == ("78", date(2027, 9, 14))
    assert list(cases.check_folds()) == []


def test_an_ordinary_refusal_bars_nobody(play):
    case = play(ITEM).apply(at("2026-09-10 09:00")).accept(at("2026-09-10 10:00")).review(at("2026-09-11 10:00"))
    case.meet_needs(at("2026-09-11 11:00"))
    case.refuse(at("2026-09-14 09:00"), "操作间面积不足六平方米")
    assert licences.ban_of(case.state().applicant_id, case.terms.item_id, at=at("2026-09-15 09:00")) is None


def test_five_silent_days_accept_the_application_of_a_barred_party_but_nothing_grants_it(play, cast):
    """32(4) answers the silence of the window; whether the party may apply at all is answered by 78 and 79."""
    rejected(play, cast)
    case = play(ITEM).apply(at("2026-09-11 09:00"))
    cases.run_due(at("2026-09-22 09:00"))
    assert case.state().deemed
    case.review(at("2026-09-22 10:00"))
    case.meet_needs(at("2026-09-22 11:00"))
    with pytest.raises(decision.BannedFromGrant) as barred:
        case.grant(at("2026-09-23 09:00"))
    assert "第七十八条" in barred.value.article
    who = {"actor": case.signer(at("2026-09-23 09:00")), "now": at("2026-09-23 09:00")}
    cases.refuse(case.case_id, reason="在不得再次申请的期限内提出申请", banned=True, **who)
    assert case.state().outcome is Outcome.REFUSED
    fields = paper(case, Kind.REFUSAL_DECISION)
    assert "2027年9月10日" in fields["failed_condition"]
    assert fields["failed_article"].endswith("第七十八条")
    assert fields["remedies"]
    assert not fields.get("barred")  # the ban runs on as it was; it is not begun anew
    assert list(cases.check_folds()) == []


def test_without_a_ban_no_refusal_stands_on_one(play):
    case = play(ITEM).apply(at("2026-09-10 09:00")).accept(at("2026-09-10 10:00")).review(at("2026-09-11 10:00"))
    case.meet_needs(at("2026-09-11 11:00"))
    with pytest.raises(acceptance.NoBanRuns):
        cases.refuse(case.case_id, reason="在不得再次申请的期限内", banned=True, actor=case.signer(at("2026-09-14 09:00")),
                     now=at("2026-09-14 09:00"))  # fmt: skip


def test_a_ban_falls_with_the_finding_it_stood_on_and_bars_nothing_made_meanwhile(play, cast):
    first = rejected(play, cast)
    waiting = play(ITEM).apply(at("2026-09-11 09:00"))
    [ban] = licences.opened_in(first.case_id, at=at("2026-09-12 09:00"))
    wrong = {"ground": "revoked", "reason": "行政复议决定书撤销了不予受理决定", "at": at("2026-09-14 09:00")}
    with pytest.raises(Forbidden):
        licences.lift_ban(ban.id, actor=cast["chuangkou"], **wrong)
    with pytest.raises(Invalid):
        licences.lift_ban(ban.id, actor=cast["juzhang"], **{**wrong, "ground": "pardon"})
    licences.lift_ban(ban.id, actor=cast["juzhang"], **wrong)
    waiting.accept(at("2026-09-14 10:00"))
    assert waiting.state().phase is Phase.UNDER_REVIEW
    assert [why for found, why in licences.check_all() if found == ban.id] == []
    with pytest.raises(BanGone):
        licences.lift_ban(ban.id, actor=cast["juzhang"], **wrong)
