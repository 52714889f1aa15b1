"""The credit file 信用档案: what goes on record, how long it stands, how it is repaired 信用修复, and what no repair shortens (许可法 78, 79)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.credit import api as credit
from yichuang.credit import domain
from yichuang.credit.domain import Found
from yichuang.credit.models import CreditRecord
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.licences import api as licences
from yichuang.licences.domain.bans import Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(cast):
    """告知承诺不实, noted by the bureau on 31 March 2026."""
    return credit.note(
        cast.company, Found.PROMISE_BROKEN, ground="林木采伐：没有更新造林", organ_id=cast.demo.organs["bureau"], by="system:test",
        at=at("2026-03-31 10:00"),
    )


def test_it_stands_from_the_day_to_the_last_day_and_no_longer(noted, cast):
    [record] = credit.record_of(cast.company)
    assert (record.from_on, record.to_on) == (date(2026, 3, 31), date(2027, 3, 31))
    days = {date(2026, 3, 30): False, date(2026, 3, 31): True, date(2027, 3, 31): True, date(2027, 4, 1): False}
    assert {day: credit.is_bad(cast.company, day) for day in days} == days
    assert list(credit.check_all()) == []


def test_the_same_day_of_the_month_or_its_last():
    assert domain.months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert domain.months_after(date(2026, 12, 15), 12) == date(2027, 12, 15)


def test_repaired_on_a_proof_by_the_organ_that_noted_it(noted, cast):
    for name in ("chengban", "chuangkou", "fenguan"):
        with pytest.raises(Forbidden):
            credit.repair(noted, proof="整改验收合格证明", actor=cast[name], at=at("2026-07-01 10:00"))
    with pytest.raises(domain.TooEarly) as early:
        credit.repair(noted, proof="整改验收合格证明", actor=cast["fazhi"], at=at("2026-06-29 10:00"))
    assert early.value.details["day"] == "2026-06-30"
    with pytest.raises(Invalid) as bare:
        credit.repair(noted, proof=" ", actor=cast["fazhi"], at=at("2026-06-30 10:00"))
    assert [e.field for e in bare.value.errors] == ["proof"]
    credit.repair(noted, proof="整改验收合格证明", actor=cast["fazhi"], at=at("2026-06-30 10:00"))
    assert credit.is_bad(cast.company, date(2026, 6, 29)) and not credit.is_bad(cast.company, date(2026, 6, 30))
    with pytest.raises(domain.RecordGone):
        credit.repair(noted, proof="整改验收合格证明", actor=cast["fazhi"], at=at("2026-07-01 10:00"))
    assert list(credit.check_all()) == []


def test_79_a_ban_is_on_record_as_long_as_the_law_says_and_falls_with_its_finding(cast):
    item = cast.items["small-catering"]
    from yichuang.catalogue import api as catalogue

    terms = catalogue.terms(item)
    ban = licences.open_ban(
        Finding.OBTAINED_BY_FRAUD, party_id=cast.company, item_id=terms.item_id, concerns_safety=True, actor="system:test",
        at=at("2026-03-31 10:00"),
    )
    [record] = credit.record_of(cast.company)
    assert (record.found, record.to_on) == (Found.BANNED, ban.to_on) == (Found.BANNED, date(2029, 3, 31))
    with pytest.raises(domain.BanStands):
        credit.repair(record.id, proof="已经改正，验收合格", actor=cast["fazhi"], at=at("2027-07-01 10:00"))
    licences.lift_ban(ban.id, ground="revoked", reason="行政复议决定撤销", actor=cast["fenguan"], at=at("2026-05-06 10:00"))
    assert not credit.is_bad(cast.company, date(2026, 5, 6))
    assert list(credit.check_all()) == []


def test_78_false_material_is_on_record_where_the_law_bars_nobody(play, cast):
    """排水 concerns no safety: no ban is opened, the file says it all the same."""
    case = play().apply(at("2026-09-04 15:00")).accept(at("2026-09-07 09:00")).review(at("2026-09-09 10:00"))
    cases.refuse(case.case_id, reason="检测报告的章是伪造的", false_material=True, actor=cast["fenguan"], now=at("2026-09-10 10:00"))
    [record] = credit.record_of(case.state().applicant_id)
    assert record.found == Found.FALSE_MATERIAL and record.case_id == case.case_id and case.number in record.ground
    assert licences.bans_of([case.state().applicant_id], at=at("2026-09-11 10:00")) == ()
    assert dossier.review_failed(case.case_id) == ()


def test_verify_sees_a_record_that_was_changed_behind_the_back_of_its_stream(noted):
    CreditRecord.objects.filter(id=noted).update(to_on=date(2026, 4, 1))
    [(broken, _)] = credit.check_all()
    assert broken == noted
