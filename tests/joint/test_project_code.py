"""The national code of a project: fetched from the platform through the local registry, a real server; never minted, never a block."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.joint.conftest import at
from yichuang.exchange import api as exchange
from yichuang.exchange.local import answer, local_registry
from yichuang.exchange.models import RegistryRequest
from yichuang.joint import api as joint
from yichuang.joint import due, projects
from yichuang.joint.domain import project_code as law
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.models import Project
from yichuang.joint.projects import checking
from yichuang.kernel.errors import Invalid, NotFound

CODE, ANOTHERS = "2611-379900-04-01-730015", "2611-379900-04-01-730023"
NOW = at("2026-11-10 09:00")


@pytest.fixture
def enrol(cast):
    def register(code=CODE, now=NOW, **more):
        wanted = {"name": "", "owner_id": cast.company, "division": "379900", "target_days": 60, "from_on": date(2026, 11, 10), **more}
        return projects.enrol(projects.Registration(code, **wanted), actor=cast.applicant(1), now=now)

    return register


def seen(cast, joint_id):
    return projects.view(projects.number_of(joint_id), actor=cast.applicant(1), today=date(2026, 11, 10))


@pytest.fixture
def unchecked(cast, enrol, monkeypatch):
    """Registered while the platform was away."""
    monkeypatch.setenv("YICHUANG_REGISTRY_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("YICHUANG_REGISTRY_KEY", "x")
    return enrol(name="填报的名称")


def test_what_the_platform_says_is_the_project_and_where_it_came_from_is_kept(cast, enrol):
    with local_registry():
        joint_id = enrol(name="另一个名称")
    shown = seen(cast, joint_id)
    assert (shown.checked, shown.name, shown.site) == (Checked.FETCHED, "示例市某产业园研发楼", "示例市示例区产业大道6号")
    assert shown.investment_fen == 5_180_000_000  # 5180.00万元
    assert shown.record and shown.record.is_local and shown.record.keeper == "本机演示登记库" and shown.record.gives["kind"] == "备案类（企业投资）"
    [asked] = RegistryRequest.objects.filter(case_id=joint_id)
    assert "企业投资项目核准和备案管理条例" in asked.basis and "政府投资条例" in asked.basis
    assert Project.objects.get(joint_id=joint_id).ask_at is None
    assert list(joint.check_folds()) == [] and list(exchange.check_all()) == []


@pytest.mark.parametrize(("code", "no"), [("2611-379900-04-01-999999", law.NoSuchCode), (ANOTHERS, law.NotTheOwner)])
def test_a_code_the_platform_does_not_know_or_gives_to_another_is_refused_at_the_field(cast, enrol, code, no):
    with local_registry(), pytest.raises(no) as refused:
        enrol(code, name="填了也不登记")
    assert [error.field for error in refused.value.errors] == ["code"] and refused.value.article and refused.value.remedy
    assert not Project.objects.exists()


def test_of_anothers_project_nothing_is_told(cast, enrol):
    assert set(answer("investment_project", {"code": ANOTHERS, "number": "91379900MAEXAMP14C"})) == {"found", "is_owner"}


def test_shape_owner_and_known_codes_are_refused_before_anything_is_asked(cast, enrol):
    with local_registry():
        for code, more, no in (("12", {}, Invalid), (CODE, {"owner_id": cast.demo.applicants[0].party_id}, NotFound)):
            with pytest.raises(no):
                enrol(code, **more)
        assert not RegistryRequest.objects.exists()
        enrol()
        with pytest.raises(Invalid, match="已经登记"):
            enrol()
    assert RegistryRequest.objects.count() == 1


def test_a_silent_platform_blocks_nobody_and_the_worker_asks_again(cast, unchecked, enrol):
    with pytest.raises(law.PlatformSilent) as no:
        enrol("2609-379900-04-01-518062")
    assert [error.field for error in no.value.errors] == ["name"]
    assert (seen(cast, unchecked).checked, seen(cast, unchecked).name) == (Checked.WAITING, "填报的名称")
    with local_registry():
        due.run(NOW + timedelta(minutes=5))
    assert (seen(cast, unchecked).checked, seen(cast, unchecked).name) == (Checked.FETCHED, "示例市某产业园研发楼")
    lines, _ = projects.listed(cast.applicant(1), query="研发楼")
    assert [line.name for line in lines] == ["示例市某产业园研发楼"]
    asked = RegistryRequest.objects.filter(case_id=unchecked).count()
    with local_registry():
        due.run(NOW + timedelta(days=3))
    assert RegistryRequest.objects.filter(case_id=unchecked).count() == asked
    assert list(joint.check_folds()) == []


def test_while_it_is_away_one_question_stands_for_all_that_are_due(cast, unchecked, enrol):
    for n in range(3):
        enrol(next_code(n), name=f"项目{n}")
    before, late = RegistryRequest.objects.count(), NOW + timedelta(hours=1)
    due.run(late)
    assert RegistryRequest.objects.count() == before + 1
    assert due.run(late) == 0 and not Project.objects.filter(ask_at__lte=late).exists()


def next_code(n):
    return f"2611-379900-04-01-{800000 + n}"


def test_what_is_not_due_costs_nothing(cast, unchecked, enrol):
    """Work is proportional to what is due: many projects that are not add no question and no query."""
    with local_registry():
        due.run(NOW + timedelta(minutes=6))
        with CaptureQueriesContext(connection) as few:
            due.run(NOW + timedelta(minutes=7))
    Project.objects.all().update(ask_at=None)
    with local_registry(), CaptureQueriesContext(connection) as none:
        due.run(NOW + timedelta(minutes=8))
    assert len(none) == len(few)


@pytest.mark.parametrize(("code", "checked"), [("2611-379900-04-01-999999", Checked.UNKNOWN), (ANOTHERS, Checked.OTHER)])
def test_what_turns_out_wrong_later_is_told_and_put_right_by_the_owner(cast, enrol, monkeypatch, code, checked):
    from yichuang.documents.models import Message

    monkeypatch.setenv("YICHUANG_REGISTRY_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("YICHUANG_REGISTRY_KEY", "x")
    joint_id = enrol(code, name="填报的名称")
    with local_registry():
        due.run(NOW + timedelta(minutes=5))
        assert seen(cast, joint_id).checked is checked
        assert Message.objects.filter(kind=f"project_code_{checked}", party_id=cast.company).count() == 1
        due.run(NOW + timedelta(days=1, minutes=6))
        assert Message.objects.filter(kind=f"project_code_{checked}").count() == 1, "told once"
        with pytest.raises(law.NoSuchCode):
            projects.recode(joint_id, next_code(1), actor=cast.applicant(1), now=NOW + timedelta(days=2))
        assert projects.recode(joint_id, CODE, actor=cast.applicant(1), now=NOW + timedelta(days=2)) is Checked.FETCHED
        with pytest.raises(law.CodeFetched):
            projects.recode(joint_id, CODE, actor=cast.applicant(1), now=NOW + timedelta(days=2))
    assert (seen(cast, joint_id).code, seen(cast, joint_id).name) == (CODE, "示例市某产业园研发楼")
    assert list(joint.check_folds()) == []


def test_an_unknown_code_is_asked_for_a_month_and_a_silent_platform_for_as_long_as_it_takes():
    day, hour = timedelta(days=1), timedelta(hours=1)
    def wait(checked, age):
        again = law.next_ask(checked, registered_at=NOW, now=NOW + age)
        return again and again - NOW - age

    assert [wait(Checked.WAITING, age) for age in (timedelta(0), hour, 400 * day)] == [timedelta(minutes=5), hour, day]
    assert [wait(Checked.UNKNOWN, age) for age in (hour, 29 * day, 30 * day)] == [day, day, None]
    assert wait(Checked.FETCHED, hour) is None


def test_an_answer_is_that_to_ones_own_question_whoever_asks_for_the_project_meanwhile(cast, unchecked):
    """The worker asks for the old code while the owner asks for the right one."""
    whose = {"subject_id": unchecked, "owner_id": cast.company, "organ_id": None, "actor": cast.applicant(1)}
    with local_registry():
        other = checking.look_up(ANOTHERS, now=NOW + timedelta(seconds=20), **whose)
        own = checking.look_up(CODE, now=NOW + timedelta(seconds=10), **whose)
    assert (other.checked, own.checked, own.row.gives["name"]) == (Checked.OTHER, Checked.FETCHED, "示例市某产业园研发楼")


def test_a_code_that_was_registered_meanwhile_is_refused_and_nothing_is_changed(cast, unchecked, enrol):
    enrol(next_code(1), name="先登记的项目")
    unit, project = checking.changeable(unchecked, actor=cast.applicant(1), now=NOW)
    with pytest.raises(Invalid, match="已经登记"):
        checking.correct(unit, project, next_code(1))
    assert seen(cast, unchecked).code == CODE and list(joint.check_folds()) == []


def test_a_bad_answer_is_no_answer(cast, enrol):
    """A field of a wrong type, and an answer without a name: the project is kept, unchecked."""
    for n, gives in enumerate(({"found": "yes"}, {"found": True, "is_owner": True, "name": None})):
        with local_registry(lambda code, asks, gives=gives: gives):
            joint_id = enrol(next_code(n), name="填报的名称")
        assert seen(cast, joint_id).checked is Checked.WAITING
