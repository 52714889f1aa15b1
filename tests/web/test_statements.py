"""陈述申辩 of the applicant (许可法 36) on their page and at the desk."""

from datetime import timedelta

from django.test import Client

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.organisations.models import Account

WORDS = "检测报告的数值是换算单位前的"


def test_said_on_the_page_shown_in_the_dossier_and_answered_there(cast, play, sit, now):
    case = play().apply(now - timedelta(days=4)).accept(now - timedelta(days=4))
    holder = Client()
    holder.force_login(Account.objects.get(id=cast.applicant(1).account_id), backend="django.contrib.auth.backends.ModelBackend")
    page = f"/mine/{case.case_id}/statement/"
    assert page in holder.get(f"/mine/{case.case_id}/").content.decode()
    empty = holder.post(page, {"text": ""})
    assert empty.status_code == 422
    assert 'href="#text"' in empty.content.decode()
    assert holder.post(page, {"text": WORDS}).status_code == 302
    assert "还没有答复" in holder.get(page).content.decode()

    desk = sit("chengban")
    shown = desk.get(f"/desk/cases/{case.case_id}/").content.decode()
    assert WORDS in shown
    assert "听取申请人陈述申辩" in shown
    act = case.state().acts_of(ActKind.STATEMENT)[0]
    version = cases.view(case.case_id, actor=cast["chengban"]).version
    answer = desk.post(f"/desk/cases/{case.case_id}/do/note-statement/",
                       {"act_id": act.id, "outcome": "not_adopted", "note": "换算后仍高于限值", "version": version, "key": "k1"})  # fmt: skip
    assert answer.status_code in (302, 303)
    assert case.state().act(act.id).state == "noted"
    told = holder.get(page).content.decode()
    assert "不采纳。换算后仍高于限值" in told


def test_a_third_party_and_a_stranger_have_no_such_page(cast, play, now):
    case = play().apply(now - timedelta(days=4)).accept(now - timedelta(days=4))
    other = Client()
    other.force_login(Account.objects.get(id=cast.applicant(0).account_id), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(f"/mine/{case.case_id}/statement/").status_code == 404
