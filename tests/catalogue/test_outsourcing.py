"""转移社会管理服务事项目录、购买服务项目目录: what, to whom, on what contract, how it is watched; a licence is never handed on (许可法 22 to 24)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.catalogue.conftest import NOW
from yichuang.catalogue.api import catalogues, outsourcing
from yichuang.catalogue.domain import outsourcing as law
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 24)


@pytest.fixture
def said(shipped, editor):
    return {
        "way": "purchased", "name": "办事大厅导办服务", "item": "", "contractor": "示例市某社会工作服务中心", "number": "", "document": "示采购〔2026〕7号合同",
        "duty": "每日导办不少于4人，按季检查。", "from_on": TODAY - timedelta(days=30), "to_on": TODAY + timedelta(days=300), "now": NOW, "actor": editor,
    }  # fmt: skip


def test_a_row_says_what_to_whom_and_how_it_is_watched(said) -> None:
    empty = dict.fromkeys(("way", "name", "contractor", "document", "duty"), "") | {"number": "91379900MAEXAMP141", "from_on": None, "to_on": None}
    with pytest.raises(Invalid) as refused:
        outsourcing.keep(**{**said, **empty})
    assert [error.field for error in refused.value.errors] == ["way", "name", "contractor", "number", "document", "duty", "from_on", "to_on"]
    with pytest.raises(Forbidden):
        outsourcing.keep(**{**said, "actor": organisations.actor_named("chuangkou")})


def test_a_licence_is_neither_bought_nor_transferred(said) -> None:
    """行政许可法 22: 行政许可由具有行政许可权的行政机关在其法定职权范围内实施; 23, 24: an empowered organisation, an entrusted organ."""
    with pytest.raises(law.LicenceNotOutsourced) as refused:
        outsourcing.keep(**{**said, "item": "drainage"})
    assert "第二十二条" in refused.value.article
    assert outsourcing.keep(**{**said, "item": "signboard-filing"}), "a service for a filing may be"


def test_checks_stand_beside_the_contract_and_an_end_ends_it(said) -> None:
    service = outsourcing.keep(**said)
    who = {"now": NOW, "actor": said["actor"]}
    with pytest.raises(Invalid) as refused:
        outsourcing.supervise(service, on=TODAY + timedelta(days=1), finding="x", text=" ", **who)
    assert [error.field for error in refused.value.errors] == ["finding", "text", "on"]
    outsourcing.supervise(service, on=TODAY - timedelta(days=20), finding="mend", text="到岗只有3人，十日内补足。", **who)
    outsourcing.supervise(service, on=TODAY, finding="stop", text="整改期满仍未补足。", **who)
    last = {day: [row.cells[5] for row in catalogues.stream("purchased", day)] for day in (TODAY - timedelta(days=25), TODAY - timedelta(days=5), TODAY)}
    assert list(last.values()) == [[""], [f"{TODAY - timedelta(days=20)} 限期整改"], [f"{TODAY} 终止合同"]]
    assert not list(catalogues.stream("purchased", TODAY + timedelta(days=1))) and not list(catalogues.stream("transferred", TODAY))
    assert catalogues.days_of_change("purchased", TODAY).days == (TODAY, TODAY - timedelta(days=20), TODAY - timedelta(days=30))
    with pytest.raises(Invalid):
        outsourcing.supervise(service, on=TODAY + timedelta(days=1), finding="good", text="x", now=NOW + timedelta(days=2), actor=said["actor"])
    events = [event.fact for event in read(service)]
    assert [type(fact).__name__ for fact in events] == ["ServiceOutsourced", "ContractorChecked", "ContractorChecked"]
    assert "补足" not in str(events) and "示例市" not in str(events)
    assert not list(check_all())


def test_the_editor_keeps_it_on_a_page_and_the_public_reads_it(said, django_assert_max_num_queries) -> None:
    studio, address, today = Client(), reverse("studio-outsourcing"), date.today()
    studio.force_login(Account.objects.get(username="shixiang"), backend="django.contrib.auth.backends.ModelBackend")
    typed = {key: said[key] for key in ("way", "name", "item", "contractor", "number", "document", "duty")}
    typed |= {"from_on": (today - timedelta(days=9)).isoformat(), "to_on": (today + timedelta(days=90)).isoformat()}
    refused = studio.post(address, typed | {"item": "drainage"})
    assert refused.status_code == 409 and "不能转移或者购买服务" in refused.content.decode() and typed["duty"] in refused.content.decode()
    assert studio.post(address, typed).status_code == 302
    row = outsourcing.rows(organisations.mine(said["actor"]), today)[0][0]
    check = {"service": str(row.service_id), "on": (today - timedelta(days=2)).isoformat(), "finding": "good", "text": "抽查到岗5人。"}
    refused = studio.post(address, check | {"finding": ""})
    text = refused.content.decode()
    assert refused.status_code == 422 and check["text"] in text, "what was typed stays"
    assert f'href="#{row.service_id}-finding"' in text and f'id="{row.service_id}-finding-error"' in text, "and the error stands at its field"
    assert studio.post(address, check).status_code == 302
    assert "合格" in studio.get(address).content.decode()
    with django_assert_max_num_queries(8):
        shown = Client().get(reverse("open-catalogue", args=["purchased"])).content.decode()
    assert said["contractor"] in shown and "合格" in shown and "抽查到岗" not in shown
