"""Joint acts of a project, and both levels of government at work in it at once."""

from datetime import date
from io import BytesIO

import pytest

from tests.cases.test_switching import BUREAU, COUNTY, START, give, midnight
from tests.joint.acting import PLACE, officers, photo
from tests.joint.test_projects import CODE, item, player
from yichuang.cases.domain.phases import ActKind as CaseAct
from yichuang.cli.players import work
from yichuang.cli.together import package
from yichuang.documents.models import Document
from yichuang.joint import api as joint
from yichuang.joint import projects
from yichuang.joint.acts import Plan
from yichuang.joint.domain import acts as law
from yichuang.joint.domain.acts import ActKind
from yichuang.joint.domain.projects import Stage
from yichuang.joint.domain.state import BranchState
from yichuang.joint.models import JointAct

from .conftest import at

NOW = at("2026-03-17 10:00")


@pytest.fixture
def project(cast):
    wanted = projects.Registration(
        CODE, "某学校教学楼扩建", cast.company, "379901", 60, date(2026, 3, 2),
        leads={Stage.COMPLETION: cast.demo.organs["housing"], Stage.BESIDE: BUREAU},
    )  # fmt: skip
    return projects.register(wanted, actor=cast.applicant(1), now=at("2026-03-02 09:00"))


def hand_in(cast, project, stage, *codes, now=NOW):
    wanted = [joint.Wanted(item(cast, code), package(cast, code, cast.company, now)) for code in codes]
    projects.submit(project, stage, wanted, actor=cast.applicant(1), now=now)
    return {code: player(cast, code, seen(cast)) for code in codes}


def seen(cast, today="2026-03-18"):
    return projects.view(CODE, actor=cast.applicant(1), today=date.fromisoformat(today))


def test_34_3_a_joint_acceptance_is_recorded_in_each_case_by_two_officers_of_each_organ(cast, project):
    """联合验收: once for all who accept the works, planned by the lead of the fourth stage."""
    projects.complete(project, date(2026, 3, 16), actor=cast.applicant(1), now=NOW)
    cases_of = hand_in(cast, project, Stage.COMPLETION, "fire-acceptance", "drainage")
    for one in cases_of.values():
        one.accept(at("2026-03-17 11:00"))
    ids = [bar.id for bar in seen(cast).board.bars]
    lead, people = cast["zhujian"], officers(cast, cases_of.values(), "2026-03-19 09:00")
    wanted = Plan(ActKind.ACCEPTANCE, at("2026-03-19 09:00"), PLACE, ids, people, stage=Stage.COMPLETION)
    one_short = Plan(ActKind.ACCEPTANCE, at("2026-03-19 09:00"), PLACE, ids, people | {BUREAU: people[BUREAU][:1]}, stage=Stage.COMPLETION)
    with pytest.raises(law.TooFew) as no:
        joint.acts.plan(project, one_short, actor=lead, now=at("2026-03-18 09:00"))
    assert "第三十四条第三款" in no.value.article
    act_id = joint.acts.plan(project, wanted, actor=lead, now=at("2026-03-18 09:00"))
    officer = cast["zhujian-kancha"]
    with pytest.raises(law.NoPhoto):
        joint.acts.hold(act_id, text="消防设施与设计一致", held_at=at("2026-03-19 09:30"), actor=officer, now=at("2026-03-19 11:00"))
    joint.acts.add_photo(act_id, BytesIO(photo(stamped=False)), name="屋面.jpg", lat="36.07", lon="120.38", actor=officer, now=at("2026-03-19 10:00"))
    joint.acts.hold(act_id, text="消防设施与设计一致，排放口已接通", held_at=at("2026-03-19 09:30"), actor=officer, now=at("2026-03-19 11:00"))
    for one in cases_of.values():
        assert [visit.state for visit in one.state().acts_of(CaseAct.VISIT)] == ["recorded"]
        assert Document.objects.filter(case_id=one.case_id, kind="visit_record").count() == 1
    assert JointAct.objects.get().stage == Stage.COMPLETION and list(joint.check_folds()) == []


def test_two_levels_work_in_one_project_at_once_each_on_its_own_clock(cast, project):
    """两级联动: what was devolved to the county is decided there (22), beside what the city decides; neither waits for the other."""
    give(cast, "devolve")
    midnight(START)
    cases_of = hand_in(cast, project, Stage.BESIDE, "drainage", "tree-felling")
    for one in cases_of.values():
        one.accept(at("2026-03-17 11:00"))
    bars = {bar.item_id: bar for bar in seen(cast).board.bars}
    county, city = bars[item(cast, "drainage")], bars[item(cast, "tree-felling")]
    assert cases_of["drainage"].state().deciding_organ_id == COUNTY
    assert {county.state, city.state} == {BranchState.OPEN} and county.begins_on == city.begins_on and county.before == city.before == ()
    for who in ("quxian", "linye"):
        assert projects.view(CODE, actor=cast[who], today=date(2026, 3, 18)).number == seen(cast).number
    cases_of["drainage"].review(at("2026-03-18 09:00")).grant(at("2026-03-18 10:00"))
    work()
    after = {bar.item_id: bar for bar in seen(cast).board.bars}
    assert after[county.item_id].state is BranchState.GRANTED and after[city.item_id].ends_on == city.ends_on
    assert list(joint.check_folds()) == []
