"""审批标准化: standards of seven kinds, what they ask for, and which items in force do not conform."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.catalogue.conftest import NOW
from yichuang.catalogue.api import boundaries, catalogues, standards
from yichuang.catalogue.domain import standards as law
from yichuang.catalogue.domain.standards import Requirement
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

TODAY = date(2026, 9, 24)


def sit(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def missed(content, *requirements: Requirement) -> list[tuple[str, bool]]:
    return [(miss.requirement.rule, miss.stated) for miss in law.misses(content, requirements)]


def test_there_are_seven_kinds_and_a_rule_looks_at_what_the_item_states() -> None:
    assert len(law.StandardKind) == 7 and set(law.RULE_WORDS) == set(law.BY_KEY)
    content = {
        "steps": [{"name": "受理", "phase": "acceptance", "post": "window"}, {"name": "决定", "phase": "decision", "post": ""}], "visits": 0,
        "promised_amount": 10, "promised_unit": "working_day", "statutory_amount": 20, "statutory_unit": "working_day", "online": False,
        "bases": [{"title": "某法", "article": "第一条"}], "materials": [],
    }  # fmt: skip
    assert missed(content, Requirement("steps", 2), Requirement("visits", 0), Requirement("promised", 50), Requirement("bases"), Requirement("materials", 0)) == []
    assert missed(content, Requirement("steps", 1), Requirement("promised", 49), Requirement("step_posts"), Requirement("online")) == [
        ("steps", True), ("promised", True), ("step_posts", True), ("online", True),
    ]  # fmt: skip
    assert missed({}, Requirement("visits", 1), Requirement("bases"), Requirement("promised", 50)) == [("visits", False), ("bases", False), ("promised", False)]
    other_unit = content | {"promised_unit": "calendar_day"}
    assert missed(other_unit, Requirement("promised", 50)) == [("promised", False)], "days of two kinds are not compared"


@pytest.fixture
def said(shipped, editor):
    return {
        "kind": "flow", "title": "审批流程标准", "document": "示标〔2026〕1号",
        "requirements": (Requirement("steps", 1), Requirement("step_limits")), "from_on": TODAY, "now": NOW, "actor": editor,
    }  # fmt: skip


def test_each_kind_asks_for_its_own() -> None:
    """目录、流程、协同、重大项目、数据交换、制度、考核: what one kind can ask for, another need not know."""
    asked = {kind: {one.key for one in law.rules_of(kind)} for kind in law.StandardKind}
    assert all(len(keys) >= 3 for keys in asked.values()) and len({frozenset(keys) for keys in asked.values()}) == 7
    assert set().union(*asked.values()) == set(law.BY_KEY)
    assert {"steps", "promised"} <= asked[law.StandardKind.FLOW] and "regulator" in asked[law.StandardKind.COORDINATION]
    with pytest.raises(Invalid) as refused:
        law.check(kind="flow", title="某标准", document="某文件", requirements=[Requirement("regulator")], from_on=TODAY, today=TODAY)
    assert [error.code for error in refused.value.errors] == ["catalogue.rule_of_another_kind"]
    steps = [{"name": "受理", "phase": "acceptance"}, {"name": "承办", "phase": "review", "limit": {"amount": 3}}, {"name": "审核", "phase": "review", "limit": None}]
    assert missed({"steps": steps}, Requirement("step_limits")) == [("step_limits", True)] and missed({"steps": steps[:2]}, Requirement("step_limits")) == []


@pytest.mark.django_db
def test_the_check_names_what_each_item_misses(said, shipped, django_assert_max_num_queries) -> None:
    visits = standards.keep(**{**said, "kind": "assessment", "requirements": (Requirement("visits", 0),)})
    found = standards.conformance(visits, TODAY)
    assert "small-catering" in {line.code for line in found.lines} and 0 < found.conform < len(shipped)
    standard = standards.keep(**{**said, "kind": "coordination", "requirements": (Requirement("regulator"),)})
    with django_assert_max_num_queries(3):
        found = standards.conformance(standard, TODAY)
    assert (found.looked_at, found.conform, found.more) == (len(shipped), 0, False)
    boundaries.keep(
        item="drainage", step="", approve_office="审批一科", regulate_organ_id=organisations.demo_id("organ", "water"), regulate_office="排水科",
        interaction="push", days=2, basis="某条例", valid_from=TODAY, now=NOW, actor=said["actor"],
    )  # fmt: skip
    after = standards.conformance(standard, TODAY)
    assert after.conform == 1 and "drainage" not in {line.code for line in after.lines}
    with pytest.raises(standards.NoSuchStandard):
        standards.conformance(organisations.demo_id("organ", "water"), TODAY)


@pytest.mark.django_db
def test_a_standard_is_tried_by_named_organs_first_and_then_holds_for_all(said, shipped) -> None:
    market, deputy = organisations.demo_id("organ", "market"), organisations.actor_named("fenguan")
    tried = standards.keep(**said, pilots=(market,))
    found = standards.conformance(tried, TODAY)
    assert {line.code for line in found.lines} == {"food-business"} and found.looked_at == 1, "what other organs decide is not looked at"
    general = TODAY + timedelta(days=30)
    with pytest.raises(Forbidden):
        standards.widen(tried, general_on=general, now=NOW, actor=said["actor"])
    with pytest.raises(Invalid):
        standards.widen(tried, general_on=TODAY, now=NOW, actor=deputy)
    standards.widen(tried, general_on=general, now=NOW, actor=deputy)
    assert standards.conformance(tried, general - timedelta(days=1)).looked_at == 1 and standards.conformance(tried, general).looked_at == len(shipped)
    with pytest.raises(law.NotOnTrial):
        standards.widen(tried, general_on=general + timedelta(days=1), now=NOW, actor=deputy)
    with pytest.raises(law.NotOnTrial):
        standards.widen(standards.keep(**said), general_on=general, now=NOW, actor=deputy)
    who = {day: {(row.name, row.cells[1], row.cells[2], row.cells[3]) for row in catalogues.stream("standards", day)} for day in (TODAY, general)}
    assert ("审批流程标准", "环节不超过几个", "1", "示例市市场监督管理局") in who[TODAY] and ("审批流程标准", "环节不超过几个", "1", "全部机关") in who[general]
    assert set(catalogues.days_of_change("standards", general).days) == {TODAY, general}
    assert [type(event.fact).__name__ for event in read(tried)] == ["StandardKept", "StandardWidened"] and not list(check_all())


@pytest.mark.django_db
def test_a_standard_is_whole_dated_and_ends(said) -> None:
    with pytest.raises(Invalid) as refused:
        standards.keep(**{**said, "kind": "x", "title": "", "document": "", "requirements": (Requirement("steps", -1),), "from_on": TODAY - timedelta(days=1)})
    assert [error.field for error in refused.value.errors] == ["kind", "title", "document", "number-steps", "from_on"]
    with pytest.raises(Invalid):
        standards.keep(**{**said, "requirements": ()})
    with pytest.raises(Forbidden):
        standards.keep(**{**said, "actor": organisations.actor_named("chuangkou")})
    standard = standards.keep(**said)
    with pytest.raises(Forbidden):
        standards.end(standard, to_on=TODAY + timedelta(days=3), now=NOW, actor=said["actor"])
    deputy = organisations.actor_named("fenguan")
    standards.end(standard, to_on=TODAY + timedelta(days=3), now=NOW, actor=deputy)
    assert [row.standard_id for row in standards.library(TODAY)] == [standard] and standards.library(TODAY + timedelta(days=4)) == ()
    with pytest.raises(standards.NoSuchStandard):
        standards.end(standard, to_on=TODAY, now=NOW, actor=deputy)
    assert [type(event.fact).__name__ for event in read(standard)] == ["StandardKept", "StandardEnded"]
    assert not list(check_all())


@pytest.mark.django_db
def test_the_library_and_the_check_on_their_pages(said) -> None:
    studio, address, today = sit("shixiang"), reverse("studio-standards"), timezone.localdate()
    assert "rules" not in studio.get(address).content.decode() and 'value="step_limits"' in studio.get(address, {"kind": "flow"}).content.decode()
    typed = {"kind": "flow", "title": "审批流程标准", "document": "示标〔2026〕1号", "rules": ["steps", "step_posts"], "from_on": today.isoformat()}
    wrong = studio.post(address, typed)
    assert wrong.status_code == 422 and [error.field for error in wrong.context["errors"]] == ["number-steps"]
    market = str(organisations.demo_id("organ", "market"))
    assert studio.post(address, typed | {"number-steps": "1", "pilots": [market]}).status_code == 302
    shown = studio.get(address).content.decode()
    assert "环节不超过1个" in shown and "试点" in shown and 'name="end"' not in shown, "an editor is not offered to end it"
    row = standards.library(today)[0]
    page = studio.get(reverse("studio-standard", args=[row.standard_id])).content.decode()
    assert "环节不超过1个" in page and "food-business" in page and "drainage" not in page
    assert studio.post(address, {"end": str(row.standard_id), "to_on": today.isoformat()}).status_code == 403
    head = sit("fenguan")
    late = head.post(address, {"widen": str(row.standard_id), "general_on": today.isoformat()})
    assert late.status_code == 422 and "晚于试点开始的日期" in late.content.decode()
    assert head.post(address, {"widen": str(row.standard_id), "general_on": (today + timedelta(days=9)).isoformat()}).status_code == 302
    assert head.post(address, {"end": str(row.standard_id), "to_on": (today + timedelta(days=20)).isoformat()}).status_code == 302
    assert "审批流程标准" in Client().get(reverse("open-catalogue", args=["standards"])).content.decode()
    assert sit("chuangkou").get(address).status_code == 403
