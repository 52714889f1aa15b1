"""审批标准化: standards of seven kinds, what they ask for, and which items in force do not conform."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.catalogue.conftest import NOW
from yichuang.catalogue.api import boundaries, standards
from yichuang.catalogue.domain import standards as law
from yichuang.catalogue.domain.standards import Requirement
from yichuang.kernel.errors import Forbidden, Invalid
from yichuang.kernel.record import check_all, read
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

TODAY = date(2026, 9, 24)


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
        "requirements": (Requirement("steps", 5), Requirement("visits", 1), Requirement("regulator")), "from_on": TODAY, "now": NOW, "actor": editor,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_check_names_what_each_item_misses(said, shipped, django_assert_max_num_queries) -> None:
    standard = standards.keep(**said)
    with django_assert_max_num_queries(3):
        found = standards.conformance(standard, TODAY)
    assert (found.looked_at, found.conform, found.more) == (len(shipped), 0, False)
    by_code = {line.code: {miss.requirement.rule for miss in line.misses} for line in found.lines}
    assert by_code["drainage"] == {"regulator"} and "visits" in by_code["small-catering"]
    boundaries.keep(
        item="drainage", step="", approve_office="审批一科", regulate_organ_id=organisations.demo_id("organ", "water"), regulate_office="排水科",
        interaction="push", days=2, basis="某条例", valid_from=TODAY, now=NOW, actor=said["actor"],
    )  # fmt: skip
    after = standards.conformance(standard, TODAY)
    assert after.conform == 1 and "drainage" not in {line.code for line in after.lines}
    with pytest.raises(standards.NoSuchStandard):
        standards.conformance(organisations.demo_id("organ", "water"), TODAY)


@pytest.mark.django_db
def test_a_standard_is_whole_dated_and_ends(said) -> None:
    with pytest.raises(Invalid) as refused:
        standards.keep(**{**said, "kind": "x", "title": "", "document": "", "requirements": (Requirement("visits", -1),), "from_on": TODAY - timedelta(days=1)})
    assert [error.field for error in refused.value.errors] == ["kind", "title", "document", "number-visits", "from_on"]
    with pytest.raises(Invalid):
        standards.keep(**{**said, "requirements": ()})
    with pytest.raises(Forbidden):
        standards.keep(**{**said, "actor": organisations.actor_named("chuangkou")})
    standard = standards.keep(**said)
    standards.end(standard, to_on=TODAY + timedelta(days=3), now=NOW, actor=said["actor"])
    assert [row.standard_id for row in standards.library(TODAY)] == [standard] and standards.library(TODAY + timedelta(days=4)) == ()
    with pytest.raises(standards.NoSuchStandard):
        standards.end(standard, to_on=TODAY, now=NOW, actor=said["actor"])
    assert [type(event.fact).__name__ for event in read(standard)] == ["StandardKept", "StandardEnded"]
    assert not list(check_all())


@pytest.mark.django_db
def test_the_library_and_the_check_on_their_pages(said) -> None:
    studio, address, today = Client(), reverse("studio-standards"), timezone.localdate().isoformat()
    studio.force_login(Account.objects.get(username="shixiang"), backend="django.contrib.auth.backends.ModelBackend")
    typed = {"kind": "flow", "title": "审批流程标准", "document": "示标〔2026〕1号", "rules": ["steps", "regulator"], "from_on": today}
    wrong = studio.post(address, typed)
    assert wrong.status_code == 422 and [error.field for error in wrong.context["errors"]] == ["number-steps"]
    assert studio.post(address, typed | {"number-steps": "5"}).status_code == 302
    assert "环节不超过几个 5" in " ".join(studio.get(address).content.decode().split())
    row = standards.library(timezone.localdate())[0]
    page = studio.get(reverse("studio-standard", args=[row.standard_id])).content.decode()
    assert "写明由谁监管" in page and "小餐饮" in page
    assert studio.post(address, {"end": str(row.standard_id), "to_on": today}).status_code == 302
    other = Client()
    other.force_login(Account.objects.get(username="chuangkou"), backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(address).status_code == 403
