"""举报变相许可 (优化营商环境条例 39, 40, 69(8)): anybody reports, who supervises the organ finds, nobody of the organ itself; the public reads what was found."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.catalogue.api import off_list
from yichuang.catalogue.domain import off_list as law
from yichuang.catalogue.models import OffListReport
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import check_all, read
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db
SAID = {"requirement": "开业前到我局备案", "shape": "filing", "text": "不备案就不让开业，清单上没有这一项。"}
FOUND = {"text": "该局以备案名义要求经批准方可开业，属变相许可。", "article": "《优化营商环境条例》第三十九条第一款"}


@pytest.fixture
def reported(cast, now):
    organ = cast.demo.organs["water"]
    return off_list.report(uuid4(), organ_id=organ, **SAID, now=now, actor=organisations.system_actor("public"))


def test_a_report_is_found_ordered_and_seen_to_be_put_right(cast, reported, now) -> None:
    supervisor, today = cast["jiancha"], local_date(now)
    with pytest.raises(law.ReportOver):
        off_list.mend(reported, text="已停止", now=now, actor=supervisor)
    with pytest.raises(Invalid) as refused:
        off_list.find(reported, text=" ", article="", mend_by=today - timedelta(days=1), now=now, actor=supervisor)
    assert [error.field for error in refused.value.errors] == ["text", "article", "mend_by"]
    off_list.find(reported, **FOUND, mend_by=today + timedelta(days=10), now=now, actor=supervisor)
    off_list.mend(reported, text="已停止要求备案，公告收回通知。", now=now + timedelta(days=3), actor=supervisor)
    assert off_list.line(reported).state is law.State.MENDED and off_list.work() == ((), False)
    with pytest.raises(law.ReportOver):
        off_list.dismiss(reported, **FOUND, now=now, actor=supervisor)
    events = [event.fact for event in read(reported)]
    assert [type(fact).__name__ for fact in events] == ["OffListReported", "OffListFound", "OffListMended"]
    assert "不让开业" not in str(events) and all(getattr(fact, "authority_ref", "x") for fact in events)
    assert not list(check_all())


def test_nobody_of_the_organ_and_nobody_without_the_power_looks_into_it(cast, reported, now) -> None:
    for name in ("shuiwu-juzhang", "fazhi", "shixiang"):
        with pytest.raises(Forbidden):
            off_list.dismiss(reported, **FOUND, now=now, actor=cast[name])
    own = off_list.report(uuid4(), organ_id=cast.demo.organs["government"], **SAID, now=now, actor=organisations.system_actor("public"))
    with pytest.raises(law.OwnOrgan):
        off_list.dismiss(own, **FOUND, now=now, actor=cast["jiancha"])
    town = off_list.report(uuid4(), organ_id=cast.demo.organs["town"], **SAID, now=now, actor=organisations.system_actor("public"))
    off_list.dismiss(town, **FOUND, now=now, actor=cast["jiancha"])
    assert off_list.line(town).state is law.State.DISMISSED, "who supervises the government above supervises the township"


def test_anybody_reports_on_the_page_and_follows_the_own_report(cast, sit, now) -> None:
    anybody, page = Client(), reverse("off-list")
    assert reverse("off-list") in anybody.get(reverse("open")).content.decode()
    wrong = anybody.post(page, {"token": str(uuid4()), "shape": "x"})
    assert wrong.status_code == 422 and [error.field for error in wrong.context["errors"]] == ["organ", "requirement", "shape", "text"]
    typed = {"token": str(uuid4()), "organ": str(cast.demo.organs["water"]), **SAID}
    sent = anybody.post(page, typed)
    assert anybody.post(page, typed).url == sent.url and OffListReport.objects.count() == 1, "sent twice is one"
    own = anybody.get(sent.url).content.decode()
    assert "正在核查" in own and SAID["text"] in own
    assert SAID["text"] not in anybody.get(page).content.decode() and SAID["requirement"] not in anybody.get(page).content.decode()
    desk, studio = sit("jiancha"), reverse("studio-off-list")
    assert SAID["text"] in desk.get(studio).content.decode()
    assert sit("chuangkou").get(studio).status_code == 403
    report = {"report": typed["token"], "verb": "find", **FOUND}
    refused = desk.post(studio, report)
    text = refused.content.decode()
    assert refused.status_code == 422 and FOUND["text"] in text, "what was typed stays"
    assert f'href="#{typed["token"]}-mend_by"' in text and f'id="{typed["token"]}-mend_by-error"' in text, "and the error stands at its field"
    assert desk.post(studio, report | {"mend_by": (now + timedelta(days=9)).date().isoformat()}).status_code == 302
    shown = anybody.get(page).content.decode()
    assert FOUND["text"] in shown and "责令改正" in shown and SAID["text"] not in shown, "what the reporter wrote stays with the report"
    assert FOUND["text"] in anybody.get(sent.url).content.decode()


def test_what_a_reporter_wrote_is_not_shown_to_the_organ_reported(cast, sit, reported, now) -> None:
    """The text and the address of the report are the reporter's and of who looks into it: neither an editor nor a supervisor of the organ itself."""
    own = off_list.report(
        uuid4(), organ_id=cast.demo.organs["government"], **{**SAID, "text": "市政府自己要求的。"}, now=now, actor=organisations.system_actor("public")
    )
    studio = reverse("studio-off-list")
    for name in ("fazhi", "shixiang"):
        page = sit(name).get(studio).content.decode()
        assert SAID["requirement"] in page and SAID["text"] not in page and str(reported) not in page
    page = sit("jiancha").get(studio).content.decode()
    assert SAID["text"] in page and str(reported) in page
    assert "市政府自己要求的" not in page and str(own) not in page
    refused = sit("shixiang").post(studio, {"report": str(reported), "verb": "mend", "text": "已停止"}).content.decode()
    assert 'role="alert"' in refused and "请转交有权限的岗位办理" in refused


def test_the_lists_ask_a_constant_number_of_questions(cast, now, django_assert_max_num_queries) -> None:
    public = organisations.system_actor("public")
    for _n in range(3):
        off_list.report(uuid4(), organ_id=cast.demo.organs["water"], **SAID, now=now, actor=public)
    with django_assert_max_num_queries(1):
        assert len(off_list.work()[0]) == 3
    with django_assert_max_num_queries(4):
        Client().get(reverse("off-list"))
