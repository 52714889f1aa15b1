"""Who leads, regulates, builds; what a project has of a 联办: 抄告, a case that joins late, what is beside a case."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.joint.test_projects import CODE, LAW, hand_in, item, player, project, view
from yichuang.cases.domain.phases import Phase
from yichuang.cli.players import Player, work
from yichuang.documents import api as documents
from yichuang.joint import api as joint
from yichuang.joint import projects
from yichuang.joint.domain.building import NotBuilt
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.law import NotTheLead
from yichuang.joint.domain.parties import NoSuchParty, OwnerIsSet, PartyOwes, RegulatorByOrgans
from yichuang.joint.domain.projects import Closed, Role, Stage
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.joint.models import CopyNotice
from yichuang.kernel.errors import Invalid, NotFound
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations.models import Account

from .conftest import at

__all__ = ["hand_in", "project"]
TODAY = date(2026, 9, 1)
NOW = at("2026-09-01 09:00")


@pytest.fixture
def regulated(cast, project):
    """The city management regulates it; it decides nothing of it."""
    projects.join(project, Role.REGULATOR, cast.demo.organs["city"], from_on=TODAY, actor=cast["fenguan"], now=NOW)
    return project


def test_a_regulator_is_an_organ_named_by_the_lead_and_sees_the_project_until_it_leaves(cast, project, hand_in):
    city, lead = cast.demo.organs["city"], cast["fenguan"]
    with pytest.raises(NotFound):
        projects.view(CODE, actor=cast["chengguan"], today=TODAY)
    with pytest.raises(RegulatorByOrgans):
        projects.join(project, Role.REGULATOR, city, from_on=TODAY, actor=cast.applicant(1), now=NOW)
    with pytest.raises(Invalid, match="没有这个机关"):
        projects.join(project, Role.REGULATOR, new_id(), from_on=TODAY, actor=lead, now=NOW)
    with pytest.raises(OwnerIsSet):
        projects.join(project, Role.OWNER, cast.company, from_on=TODAY, actor=lead, now=NOW)
    for wrong in (None, date(2026, 9, 2), date(2026, 8, 9)):
        with pytest.raises(Invalid, match="日期不对"):
            projects.join(project, Role.REGULATOR, city, from_on=wrong, actor=lead, now=NOW)
    for _twice in range(2):
        projects.join(project, Role.REGULATOR, city, from_on=TODAY, actor=lead, now=NOW)
    seen = projects.view(CODE, actor=cast["chengguan"], today=TODAY)
    assert [row.name for row in seen.parties if row.role is Role.REGULATOR] == ["示例市城市管理局"] and not seen.keeps
    with pytest.raises(NotTheLead):  # it looks, and changes nothing
        projects.set_node(project, name="开工", item_id=item(cast, "drainage"), planned_on=TODAY, actor=cast["chengguan"], now=NOW)
    projects.leave(project, Role.REGULATOR, city, to_on=TODAY, actor=lead, now=NOW)
    with pytest.raises(NotFound):
        projects.view(CODE, actor=cast["chengguan"], today=TODAY)
    with pytest.raises(NoSuchParty):
        projects.leave(project, Role.REGULATOR, city, to_on=TODAY, actor=lead, now=NOW)
    with pytest.raises(Invalid, match="日期不对"):  # back again, but not from a day it took part already
        projects.join(project, Role.REGULATOR, city, from_on=TODAY, actor=lead, now=at("2026-09-02 09:00"))
    projects.join(project, Role.REGULATOR, city, from_on=date(2026, 9, 2), actor=lead, now=at("2026-09-02 09:00"))
    assert list(joint.check_folds()) == []


def test_the_owner_names_a_company_that_is_known_and_nobody_invents_one(cast, project):
    known = cast.demo.applicants[0].party_id
    with pytest.raises(Invalid, match="没有这个单位"):
        projects.party_named("示例市某桩基有限公司", "91379900MA00000011", actor=cast.applicant(1), now=NOW)
    projects.join(project, Role.CONTRACTOR, known, from_on=TODAY, actor=cast.applicant(1), now=NOW)
    assert [row.party_id for row in view(cast).parties if row.role is Role.CONTRACTOR] == [known]


def test_the_organs_concerned_are_told_of_a_decision_and_a_regulator_that_owes_its_receipt_stays(cast, regulated, hand_in):
    """Who counts on the result, who leads the stage, who regulates; not every organ of the project."""
    hand_in(Stage.PLANNING, ["soil-conservation", "fire-check"], NOW)
    hand_in(Stage.BUILDING, ["tree-felling"], NOW, [("soil-conservation", "tree-felling", "assumable")])
    soil = player(cast, "soil-conservation", view(cast)).accept(at("2026-09-01 10:00")).review(at("2026-09-02 09:00"))
    soil.grant(at("2026-09-03 09:00"))
    work()
    deciding = soil.state().deciding_organ_id
    told = {row.organ_id for row in CopyNotice.objects.all()}
    wanted = {cast.demo.organs[key] for key in ("water", "forestry", "city")} - {deciding}
    assert told == wanted and cast.demo.organs["fire"] not in told
    leave = {"to_on": date(2026, 9, 4), "actor": cast["fenguan"], "now": at("2026-09-04 09:00")}
    with pytest.raises(PartyOwes) as no:
        projects.leave(regulated, Role.REGULATOR, cast.demo.organs["city"], **leave)
    assert no.value.details == {"party": "示例市城市管理局", "count": 1}
    [mine], _ = joint.copies_to_acknowledge(cast["chengguan"])
    joint.acknowledge(mine.id, actor=cast["chengguan"], now=at("2026-09-04 08:00"))
    projects.leave(regulated, Role.REGULATOR, cast.demo.organs["city"], **leave)
    assert list(joint.check_folds()) == []


def test_a_case_joins_late_by_the_lead_of_its_stage_and_holds_who_needs_it(cast, project, hand_in):
    hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
    hand_in(Stage.BUILDING, ["drainage"], at("2026-08-10 10:00"))
    late = Player(cast, "tree-felling").apply(NOW, party=cast.company)
    edge = [ThemeEdge(item(cast, "tree-felling"), item(cast, "drainage"), EdgeKind.ASSUMABLE, LAW)]
    with pytest.raises(NotTheLead):
        joint.attach(project, late.case_id, actor=cast["linye"], now=NOW, stage=Stage.BUILDING)
    with pytest.raises(Invalid):
        joint.attach(project, late.case_id, actor=cast["fenguan"], now=NOW, stage="")
    with pytest.raises(NotBuilt):
        joint.attach(project, late.case_id, actor=cast.applicant(1), now=NOW, stage=Stage.COMPLETION)
    joint.attach(project, late.case_id, actor=cast["fenguan"], now=NOW, stage=Stage.BUILDING, edges=edge)
    bars = {bar.item_id: bar for bar in view(cast).board.bars}
    assert bars[item(cast, "tree-felling")].stage == Stage.BUILDING
    drainage = player(cast, "drainage", view(cast))
    assert len(drainage.state().unmet_gates) == 1
    beside = joint.beside(drainage.case_id, today=TODAY)
    assert {row.item_id for row in beside.branches} == {item(cast, "drainage"), item(cast, "tree-felling")}, "soil stands in no relation to it"
    assert [need.name for need in beside.branch(next(row.id for row in beside.branches if row.lacks)).lacks] == [bars[item(cast, "tree-felling")].name]
    projects.close(project, ground="given_up", reason="不再建设", actor=cast["fenguan"], now=NOW)
    other = Player(cast, "fire-check").apply(NOW, party=cast.company)
    with pytest.raises(Closed):
        joint.attach(project, other.case_id, actor=cast["fenguan"], now=NOW, stage=Stage.BUILDING)
    assert other.state().phase is Phase.RECEIVED and list(joint.check_folds()) == []


def test_who_is_named_in_a_project_is_told_and_led_there_and_an_organ_reads_it_on_its_desk(client, cast, project) -> None:
    """A builder in the inbox, in the reader's language, once; who has left is led nowhere."""
    builder, number = cast.demo.applicants[0], projects.number_of(project)
    for _ in range(2):
        projects.join(project, Role.CONTRACTOR, builder.party_id, from_on=TODAY, actor=cast.applicant(1), now=NOW)
    [told] = documents.inbox([builder.party_id])
    assert told.sentence.startswith("您从2026年9月1日起作为施工单位参加项目“") and number in told.sentence
    client.force_login(Account.objects.get(id=builder.account_id))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("mine")).content.decode()
    assert reverse("my-project", args=[number]) in page and "1 September" in page and "Contractor" in page and "年9月" not in page
    city = cast["chengguan"]
    assert projects.newly_regulated(city, TODAY) == 0
    projects.join(project, Role.REGULATOR, cast.demo.organs["city"], from_on=TODAY, actor=cast["fenguan"], now=NOW)
    assert projects.newly_regulated(city, TODAY) == 1 and projects.newly_regulated(city, date(2026, 10, 1)) == 0
    organ, later = cast.demo.organs["city"], NOW + timedelta(days=30)
    projects.leave(project, Role.REGULATOR, organ, to_on=TODAY, actor=cast["fenguan"], now=NOW)
    projects.join(project, Role.REGULATOR, organ, from_on=TODAY + timedelta(days=1), actor=cast["fenguan"], now=later)
    assert projects.newly_regulated(city, local_date(later)) == 1, "told from the day it was named, also with an earlier one"
    projects.leave(project, Role.CONTRACTOR, builder.party_id, to_on=TODAY, actor=cast.applicant(1), now=NOW)
    assert reverse("my-project", args=[number]) not in client.get(reverse("mine")).content.decode()


def test_a_message_of_a_project_without_a_case_leads_to_it_and_one_of_a_joint_to_that(client, cast, project) -> None:
    number = projects.number_of(project)
    joint_number = "L20260901999999"
    for kind, told in (("project_built", number), ("joint_extended", joint_number)):
        documents.notify(cast.company, kind, at=NOW, params={"number": told, "built_on": TODAY, "due_on": TODAY, "reason": "论证"})
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    page = client.get(reverse("mine")).content.decode()
    assert reverse("my-project", args=[number]) in page and reverse("my-together", args=[joint_number]) in page
