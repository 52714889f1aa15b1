"""After the decision, 行政许可法 7, 8, 69, 70, 79: told, heard, decided, struck off last; at the desk and for the public."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.web.conftest import cast, now, settled
from yichuang.catalogue import api as catalogue
from yichuang.cli.players import Player, work
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from yichuang.licences import api
from yichuang.licences.domain import endings as law
from yichuang.organisations.models import Account

__all__ = ["cast", "now", "settled"]
pytestmark = pytest.mark.django_db

FACTS = "检查发现申请时提交的检测报告系伪造"


@pytest.fixture
def case(cast, now):
    case = Player(cast, "small-catering").apply(now - timedelta(days=60)).accept(now - timedelta(days=59)).review(now - timedelta(days=50))
    case.meet_needs(now - timedelta(days=49))
    case.grant(now - timedelta(days=48))
    work()
    return case


@pytest.fixture
def licence(case):
    return api.of_case(case.case_id)[0]


def noticed(licence, cast, at, ground="69.4", who="chengban"):
    return api.notice_ending(licence.id, ground=ground, facts_found=FACTS, actor=cast[who], at=at)


def paper(case, kind):
    return next(d for d in documents.of_case(case.case_id) if d.kind == kind)


def state(licence):
    return api.licence(licence.id).state


def test_7_the_holder_is_told_and_heard_before_a_licence_is_revoked(case, licence, cast, now):
    start = now - timedelta(days=30)
    proceeding = noticed(licence, cast, start)
    told = paper(case, Kind.ENDING_NOTICE)
    assert told.title == "拟撤销行政许可告知书"
    assert "陈述和申辩" in told.fields["rights"]
    with pytest.raises(law.NotHeardYet):
        api.decide_ending(proceeding, reason="不符合法定条件", actor=cast["fenguan"], at=start + timedelta(hours=1))
    assert state(licence) == "valid"
    api.hear_ending(proceeding, statement="报告由中介提供，本人不知情", speaker="张某", place="窗口", actor=cast["chengban"],
                    at=start + timedelta(hours=2))  # fmt: skip
    api.decide_ending(proceeding, reason="不符合法定条件，陈述理由不成立", actor=cast["fenguan"], at=start + timedelta(days=1))
    assert state(licence) == "revoked"
    decision = paper(case, Kind.REVOCATION_DECISION).fields
    assert "第六十九条第一款第四项" in decision["article"]
    assert "赔偿" in decision["relief"] and "行政复议" in decision["remedies"] and decision["paper_return"]
    work()
    assert list(api.check_all()) == []
    assert api.verify_code(licence.token, on=now.date()).verdict is api.Verdict.INVALID


def test_8_a_recall_stands_on_public_interest_and_is_compensated(case, licence, cast, now):
    proceeding = noticed(licence, cast, now - timedelta(days=30), "8.facts")
    api.decide_ending(proceeding, reason="道路改线，营业场所拆除", actor=cast["fenguan"], at=now)
    assert state(licence) == "recalled"
    decision = paper(case, Kind.RECALL_DECISION).fields
    assert "第八条第二款" in decision["article"] and "补偿" in decision["relief"]


def test_silence_of_the_holder_opens_the_decision_after_five_working_days(licence, cast, now):
    start = now - timedelta(days=30)
    proceeding = noticed(licence, cast, start)
    until = api.endings(licence.id)[0].proceeding.respond_by
    assert until > start.date()
    with pytest.raises(law.NotHeardYet):
        api.decide_ending(proceeding, reason="不符合法定条件", actor=cast["fenguan"], at=start)
    api.decide_ending(proceeding, reason="不符合法定条件", actor=cast["fenguan"], at=now)


def test_79_fraud_bars_the_holder_for_three_years_and_protects_no_gain(case, licence, cast, now):
    proceeding = noticed(licence, cast, now - timedelta(days=30), "69.fraud")
    api.decide_ending(proceeding, reason="以伪造的报告取得许可", actor=cast["fenguan"], at=now)
    ban = api.ban_of(licence.holder_id, licence.item_id, at=now)
    assert (ban.finding, ban.to_on.year - now.year) == ("79", 3)
    decision = paper(case, Kind.REVOCATION_DECISION).fields
    assert "不受保护" in decision["relief"] and ban.to_on.isoformat() in decision["barred"]


def test_who_gave_notice_does_not_decide_and_a_window_may_neither(licence, cast, now):
    with pytest.raises(Forbidden):
        noticed(licence, cast, now, who="chuangkou")
    proceeding = noticed(licence, cast, now - timedelta(days=30))
    with pytest.raises(Forbidden):
        api.decide_ending(proceeding, reason="不符合法定条件", actor=cast["chengban"], at=now)
    with pytest.raises(Forbidden):
        api.decide_ending(proceeding, reason="不符合法定条件", actor=cast["linye-daibiao"], at=now)


def test_one_at_a_time_and_69_3_lets_it_be_dropped(licence, cast, now):
    proceeding = noticed(licence, cast, now - timedelta(days=30))
    with pytest.raises(law.AlreadyRunning):
        noticed(licence, cast, now)
    api.drop_ending(proceeding, reason="撤销将对公共利益造成重大损害", actor=cast["fenguan"], at=now)
    assert state(licence) == "valid"
    with pytest.raises(law.StepGone):
        api.decide_ending(proceeding, reason="不符合法定条件", actor=cast["fenguan"], at=now)


def test_without_a_legal_ground_or_facts_no_notice(licence, cast, now):
    for ground, facts in (("", FACTS), ("69.9", FACTS), ("69.4", " ")):
        with pytest.raises(Invalid):
            api.notice_ending(licence.id, ground=ground, facts_found=facts, actor=cast["chengban"], at=now)


def test_70_a_revoked_licence_is_struck_off_and_nothing_follows(case, licence, cast, now):
    with pytest.raises(Refusal):  # item 4 needs the revocation first
        api.cancel_licence(licence.id, cause="70.4", facts_found="许可已被撤销", actor=cast["fenguan"], at=now)
    proceeding = noticed(licence, cast, now - timedelta(days=30))
    api.decide_ending(proceeding, reason="不符合法定条件", actor=cast["fenguan"], at=now - timedelta(days=2))
    api.cancel_licence(licence.id, cause="70.4", facts_found="许可已被撤销", actor=cast["fenguan"], at=now)
    assert state(licence) == "cancelled"
    assert "第七十条第四项" in paper(case, Kind.CANCELLATION_DECISION).fields["article"]
    with pytest.raises(Refusal):
        noticed(licence, cast, now)


def test_forfeiture_is_recorded_with_the_penalty_decision(licence, cast, now):
    with pytest.raises(Invalid) as refused:
        api.record_forfeiture(licence.id, decision="", decided_on=None, actor=cast["fenguan"], at=now)
    assert [e.field for e in refused.value.errors] == ["decision", "decided_on"]
    api.record_forfeiture(licence.id, decision="示市监罚〔2026〕9号", decided_on=now.date(), actor=cast["fenguan"], at=now)
    assert state(licence) == "forfeited"


def test_a_filing_is_neither_recalled_nor_struck_off_under_the_licensing_law(licence, cast, now, monkeypatch):
    from dataclasses import replace

    from yichuang.catalogue.domain import Regime

    known = catalogue.latest_terms
    monkeypatch.setattr(catalogue, "latest_terms", lambda i: replace(known(i), regime=Regime.FILING))
    with pytest.raises(Refusal) as refused:
        noticed(licence, cast, now)
    assert refused.value.code == "licences.not_a_licence"


def sit(username):
    client = Client()
    client.force_login(Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_at_the_desk_from_notice_to_the_verification_page(case, licence, cast, now):
    home = f"/desk/licences/{licence.id}/"
    officer, head = sit("chengban"), sit("fenguan")
    assert licence.number in officer.get("/desk/licences/").content.decode()
    assert home in officer.get(f"/desk/cases/{case.case_id}/").content.decode()
    assert "发出告知书" in officer.get(home).content.decode()
    assert officer.post(f"{home}notice/", {"ground": "69.4", "facts_found": "", "key": "a"}).status_code == 422
    sent = {"ground": "69.4", "facts_found": FACTS, "key": "b"}
    assert officer.post(f"{home}notice/", sent).status_code == 302
    assert officer.post(f"{home}notice/", sent).status_code == 302  # a double click does it once
    assert len(api.endings(licence.id)) == 1
    answer = head.post(f"{home}decide/", {"reason": "不符合法定条件", "key": "c"})
    assert answer.status_code == 409
    assert "第七条" in answer.content.decode()
    said = {"speaker": "张某", "place": "窗口", "statement": "报告由中介提供，本人不知情", "key": "d"}
    assert officer.post(f"{home}hear/", said).status_code == 302
    assert head.post(f"{home}decide/", {"reason": "不符合法定条件", "key": "e"}).status_code == 302
    work()
    page = head.get(home).content.decode()
    assert "已撤销" in page and "应当依法办理注销手续" in page
    assert head.post(f"{home}cancel/", {"cause": "70.4", "facts_found": "许可已被撤销", "key": "f"}).status_code == 302
    assert "许可证已经注销" in Client().get(f"/verify/{licence.token}/").content.decode()
    assert "撤销行政许可决定书" in sit("zhizheng").get("/desk/issue/").content.decode()


def test_a_lost_paper_is_made_again_at_the_window_and_the_old_one_is_superseded(licence, cast, now):
    window = sit("chuangkou")
    home = f"/desk/licences/{licence.id}/"
    assert "补证" in window.get(home).content.decode()
    assert window.post(f"{home}reissue/", {"reason": "持有人登报声明遗失", "key": "g"}).status_code == 302
    again = api.licence(licence.id)
    assert (again.edition, again.number, again.valid_to) == (2, licence.number, licence.valid_to)
    assert api.verify(licence.identifier, on=now.date()).verdict in (api.Verdict.SUPERSEDED, api.Verdict.NOT_FOUND)


def test_licences_of_other_organs_are_not_there(licence):
    assert sit("shijian").get(f"/desk/licences/{licence.id}/").status_code == 404
    with pytest.raises(NotFound):
        api.licence(licence.holder_id)
