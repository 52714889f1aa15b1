"""A stage of a project: what its situation does not call for is no prerequisite; what ended without its result is applied for again."""

from __future__ import annotations

from datetime import date

import pytest

from tests.joint.conftest import at
from tests.joint.test_projects import CODE, LAW, hand_in, item, player, project, view
from yichuang.cases import api as cases
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.cli.together import package
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import FORM, acceptance_points
from yichuang.intake import after
from yichuang.intake.rest import as_typed
from yichuang.joint import api as joint
from yichuang.joint import projects
from yichuang.joint.domain import law
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.projects import Closed, Module, OfAnotherProject, PrerequisiteMissing, Stage
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.joint.models import Edge
from yichuang.web import together_story

__all__ = ["hand_in", "project"]

SOIL_FIRST = [("soil-conservation", "drainage", "hard")]


@pytest.fixture
def answered(cast, project):
    """A stage handed in with what its questions were answered: code → whether the project needs it."""

    def submit(stage, codes, now, edges=(), **answers):
        wanted = [joint.Wanted(item(cast, code), package(cast, code, cast.company, now)) for code in codes]
        laid = [ThemeEdge(item(cast, b), item(cast, a), EdgeKind(kind), LAW) for b, a, kind in edges]
        said = {item(cast, code.replace("_", "-")): needed for code, needed in answers.items()}
        return projects.submit(project, stage, wanted, laid, actor=cast.applicant(1), now=now, answers=said)

    return submit


def by_itself(cast, code, now, project_code=CODE):
    """A case applied for by itself, for this project."""
    player = Player(cast, code)
    return player.apply(now, party=cast.company, answers={**props.answers(player.terms, cast.company), "project.code": project_code})


def bars(cast, code, today="2026-09-24"):
    return [bar for bar in view(cast, today).board.bars if bar.item_id == item(cast, code)]


@pytest.mark.parametrize("kind", ["hard", "assumable"])
def test_what_the_stage_does_not_call_for_is_no_prerequisite_within_it(cast, answered, kind):
    begun = answered(Stage.BUILDING, ["drainage"], at("2026-08-10 10:00"), [("soil-conservation", "drainage", kind)], soil_conservation=False)
    assert begun.waiting == () and len(begun.cases) == 1
    assert [one.name for one in view(cast).not_needed] == ["生产建设项目水土保持方案审批"]
    assert list(joint.check_folds()) == []


def test_an_answer_of_an_earlier_stage_counts_in_the_next(cast, answered):
    answered(Stage.PLANNING, ["tree-felling"], at("2026-08-10 10:00"), soil_conservation=False)
    assert answered(Stage.BUILDING, ["drainage"], at("2026-08-11 10:00"), SOIL_FIRST).waiting == ()
    assert list(joint.check_folds()) == []


def test_what_is_needed_and_missing_is_demanded_all_the_same(cast, answered):
    """A yes demands it, a no to another question spares nothing else, and a no that was taken back demands it again."""
    for answers in ({"soil_conservation": True}, {"tree_felling": False}, {}):
        with pytest.raises(PrerequisiteMissing):
            answered(Stage.BUILDING, ["drainage"], at("2026-08-10 10:00"), SOIL_FIRST, **answers)
    answered(Stage.PLANNING, ["tree-felling"], at("2026-08-10 10:00"), soil_conservation=False)
    with pytest.raises(PrerequisiteMissing):
        answered(Stage.BUILDING, ["drainage"], at("2026-08-11 10:00"), SOIL_FIRST, soil_conservation=True)
    assert len(view(cast).not_needed) == 1, "a refused submission answers nothing"


def test_what_is_on_its_way_is_waited_for_whatever_is_answered_later(cast, answered):
    answered(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
    begun = answered(Stage.BUILDING, ["drainage"], at("2026-08-11 10:00"), SOIL_FIRST, soil_conservation=False)
    assert begun.waiting == (item(cast, "drainage"),)


def test_needed_after_all_it_holds_what_was_accepted_without_it(cast, answered, monkeypatch):
    laid = ThemeEdge(item(cast, "soil-conservation"), item(cast, "drainage"), EdgeKind.HARD, LAW)
    monkeypatch.setattr("yichuang.joint.projects.verbs.edges_of_stages", lambda: [laid])
    answered(Stage.BUILDING, ["drainage"], at("2026-08-10 10:00"), SOIL_FIRST, soil_conservation=False)
    answered(Stage.PLANNING, ["soil-conservation"], at("2026-08-12 10:00"), soil_conservation=True)
    assert view(cast).not_needed == ()
    drainage = player(cast, "drainage", view(cast))
    assert len(drainage.state().unmet_gates) == 1
    player(cast, "soil-conservation", view(cast)).accept(at("2026-08-12 11:00")).review(at("2026-08-13 09:00")).grant(at("2026-08-14 09:00"))
    work()
    assert drainage.state().unmet_gates == ()
    assert list(joint.check_folds()) == []


def test_needed_after_all_it_holds_each_part_of_the_works(cast, project, answered, monkeypatch):
    """What waits for the item waits for each of its parts, and each part waits for what the item waits for."""
    laid = ThemeEdge(item(cast, "soil-conservation"), item(cast, "drainage"), EdgeKind.HARD, LAW)
    monkeypatch.setattr("yichuang.joint.projects.verbs.edges_of_stages", lambda: [laid])
    for module, now in ((Module.PIT, at("2026-08-10 10:00")), (Module.ABOVE, at("2026-08-11 10:00"))):
        wanted = [joint.Wanted(item(cast, "drainage"), package(cast, "drainage", cast.company, now, apart=module))]
        spared = {item(cast, "soil-conservation"): False}
        projects.submit(project, Stage.BUILDING, wanted, [laid], actor=cast.applicant(1), now=now, answers=spared, module=module)
    answered(Stage.PLANNING, ["soil-conservation"], at("2026-08-12 10:00"), soil_conservation=True)
    parts = bars(cast, "drainage")
    assert len(parts) == 2 and all(len(cases.state(part.case_id).unmet_gates) == 1 for part in parts)
    assert list(joint.check_folds()) == []


class TestAgain:
    def ended(self, cast, hand_in):
        """The first of two branches withdrawn, the other waits for it."""
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
        hand_in(Stage.BUILDING, ["drainage"], at("2026-08-10 11:00"), SOIL_FIRST)
        [soil] = bars(cast, "soil-conservation")
        cases.withdraw(soil.case_id, reason="改图", actor=cast.applicant(1), now=at("2026-08-11 09:00"))
        work()
        return soil

    @pytest.mark.parametrize("by_button", [True, False])
    def test_what_waited_for_the_first_is_handed_in_with_the_result_of_the_second(self, cast, project, hand_in, by_button):
        soil = self.ended(cast, hand_in)
        [(failed, dependents)] = view(cast).board.failed()
        assert not failed.critical, "nothing hangs on the day of what ended"
        assert failed.id == soil.id and [bar.item_id for bar in dependents] == [item(cast, "drainage")]
        if by_button:
            joint.again(project, soil.id, actor=cast.applicant(1), now=at("2026-08-12 09:00"))
        else:
            hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-12 09:00"))
        assert view(cast).board.failed() == []
        old, new = bars(cast, "soil-conservation")
        assert old.replaced and [before for before, _, _ in bars(cast, "drainage")[0].before] == [new.id]
        played = player(cast, "soil-conservation", view(cast))
        played.case_id, played.number = new.case_id, new.number
        played.accept(at("2026-08-12 10:00")).review(at("2026-08-13 09:00")).grant(at("2026-08-14 09:00"))
        work()
        assert bars(cast, "drainage")[0].state is BranchState.OPEN
        assert list(joint.check_folds()) == []

    def test_an_item_in_modules_is_replaced_only_by_name(self, cast, project, hand_in):
        """The permit of a second building is not the one the first building waits for."""
        soil = self.ended(cast, hand_in)
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-12 09:00"))
        cases.withdraw(bars(cast, "soil-conservation")[1].case_id, reason="改图", actor=cast.applicant(1), now=at("2026-08-13 09:00"))
        work()
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-14 09:00"))
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-14 10:00"))
        first, second, third, beside = bars(cast, "soil-conservation")
        assert (first.id, first.replaced, second.replaced, third.replaced, beside.replaced) == (soil.id, True, True, False, False)
        assert [before for before, _, _ in bars(cast, "drainage")[0].before] == [third.id]

    def test_a_dropped_branch_applied_for_again_waits_for_what_the_law_wants_first(self, cast, project, hand_in):
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
        hand_in(Stage.BUILDING, ["drainage"], at("2026-08-10 11:00"), SOIL_FIRST)
        [drainage] = bars(cast, "drainage")
        joint.drop(project, drainage.id, reason="", actor=cast.applicant(1), now=at("2026-08-11 09:00"))
        begun = joint.again(project, drainage.id, actor=cast.applicant(1), now=at("2026-08-12 09:00"))
        assert begun.waiting == (item(cast, "drainage"),) and begun.cases == {}
        player(cast, "soil-conservation", view(cast)).accept(at("2026-08-12 10:00")).review(at("2026-08-13 09:00")).grant(at("2026-08-14 09:00"))
        work()
        assert [bar.state for bar in bars(cast, "drainage")] == [BranchState.DROPPED, BranchState.OPEN]
        assert list(joint.check_folds()) == []

    def test_a_case_applied_for_by_itself_takes_the_place_and_keeps_its_own_papers(self, cast, project, hand_in, answered):
        """Joined by the lead it feeds who waited, and counts as needed; ended in its turn it has no papers here to apply with again."""
        self.ended(cast, hand_in)
        answered(Stage.DESIGN, ["tree-felling"], at("2026-08-11 10:00"), soil_conservation=False)
        alone = by_itself(cast, "soil-conservation", at("2026-08-12 09:00"))
        joint.attach(project, alone.case_id, actor=cast.applicant(1), now=at("2026-08-12 10:00"), stage=Stage.PLANNING)
        assert view(cast).not_needed == () and view(cast).board.failed() == []
        cases.withdraw(alone.case_id, reason="改图", actor=cast.applicant(1), now=at("2026-08-13 09:00"))
        work()
        [(failed, dependents)] = view(cast).board.failed()
        assert len(dependents) == 1
        with pytest.raises(law.NothingKept):
            joint.again(project, failed.id, actor=cast.applicant(1), now=at("2026-08-14 09:00"))
        third = by_itself(cast, "soil-conservation", at("2026-08-14 10:00"))
        joint.attach(project, third.case_id, actor=cast.applicant(1), now=at("2026-08-14 11:00"), stage=Stage.PLANNING)
        third.accept(at("2026-08-17 10:00")).review(at("2026-08-18 09:00")).grant(at("2026-08-19 09:00"))
        work()
        assert bars(cast, "drainage")[0].state is BranchState.OPEN
        assert list(joint.check_folds()) == []

    def test_a_project_that_ended_takes_none(self, cast, project, hand_in):
        soil = self.ended(cast, hand_in)
        [drainage] = bars(cast, "drainage")
        projects.close(project, ground="given_up", reason="不再建设", actor=cast["fenguan"], now=at("2026-08-13 09:00"))
        for verb, more in ((joint.again, {}), (joint.drop, {"reason": ""})):
            with pytest.raises(Closed):
                verb(project, soil.id if verb is joint.again else drainage.id, actor=cast.applicant(1), now=at("2026-08-14 09:00"), **more)

    def test_what_has_its_result_is_not_applied_for_again(self, cast, project, hand_in):
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
        [soil] = bars(cast, "soil-conservation")
        with pytest.raises(law.StillRunning):
            joint.again(project, soil.id, actor=cast.applicant(1), now=at("2026-08-11 09:00"))
        assert view(cast, date(2026, 8, 11).isoformat()).board.failed() == []


def test_the_history_is_read_a_page_at_a_time(cast, project, hand_in, monkeypatch, django_assert_max_num_queries):
    hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
    hand_in(Stage.BUILDING, ["drainage"], at("2026-08-10 11:00"), SOIL_FIRST)
    [drainage] = bars(cast, "drainage")
    joint.drop(project, drainage.id, reason="先缓一缓", actor=cast.applicant(1), now=at("2026-08-11 09:00"))
    whole = joint.history(project)
    assert not whole.more and whole.branches[drainage.id] and "先缓一缓" in whole.notes.values()
    monkeypatch.setattr("yichuang.joint.telling.EVENTS", 2)
    found, page = [], 1
    while page:
        told = joint.history(project, page=page)
        assert len(told.events) <= 2
        found = [*told.events, *found]
        page = page + 1 if told.more else 0
    assert [event.seq for event in found] == [event.seq for event in whole.events]
    newest = joint.history(project, without=[whole.events[-1].kind])
    assert newest.events[-1].seq < whole.events[-1].seq
    assert together_story.told(project, page=1)["story_older"] == 2
    with django_assert_max_num_queries(8):
        assert "先缓一缓" in [line.quote for line in together_story.told(project)["story"]]


class TestAttached:
    """建筑法 8 and 水土保持法 26: without the planning permit and the approved plan of soil conservation no permit to build. It holds whoever
    brings a case in and whatever is named; the edges are those of the published stages."""

    @pytest.fixture(autouse=True)
    def published(self, project):
        joint.themes.seed(now=at("2026-08-01 09:00"))

    def held_by(self, case_id):
        return [(edge.before.item_id, edge.kind, edge.article) for edge in Edge.objects.filter(after__case_id=case_id).order_by("id")]

    def test_what_the_owner_did_not_need_holds_the_permit_once_a_case_for_it_comes_in(self, cast, project, answered):
        answered(Stage.BUILDING, ["construction-permit"], at("2026-08-11 10:00"), soil_conservation=False)
        permit = player(cast, "construction-permit", view(cast))
        assert permit.state().unmet_gates == ()
        alone = by_itself(cast, "soil-conservation", at("2026-08-12 09:00"))
        joint.attach(project, alone.case_id, actor=cast.applicant(1), now=at("2026-08-12 10:00"), stage=Stage.PLANNING)
        assert self.held_by(permit.case_id) == [(item(cast, "soil-conservation"), "hard", "《中华人民共和国水土保持法》第二十六条")]
        assert len(permit.state().unmet_gates) == 1
        alone.accept(at("2026-08-12 11:00")).review(at("2026-08-13 09:00")).grant(at("2026-08-14 09:00"))
        work()
        assert permit.state().unmet_gates == () and list(joint.check_folds()) == []

    def test_the_law_is_not_made_softer_by_what_the_lead_names(self, cast, project, answered):
        spared = {"soil_conservation": False, "fire_design_review": False}
        answered(Stage.DESIGN, ["works-planning-permit"], at("2026-08-10 10:00"), **spared)
        alone, planning = by_itself(cast, "construction-permit", at("2026-08-12 09:00")), item(cast, "works-planning-permit")
        softer = [ThemeEdge(planning, item(cast, "construction-permit"), EdgeKind.ASSUMABLE, LAW)]
        projects.set_lead(project, Stage.BUILDING, cast.demo.organs["bureau"], actor=cast["fenguan"], now=at("2026-08-12 09:30"))
        joint.attach(project, alone.case_id, actor=cast["fenguan"], now=at("2026-08-12 10:00"), stage=Stage.BUILDING, edges=softer)
        assert self.held_by(alone.case_id) == [(planning, "hard", "《中华人民共和国建筑法》第八条第一款第二项")]
        assert len(alone.state().unmet_gates) == 1 and list(joint.check_folds()) == []

    def test_what_comes_from_nowhere_is_asked_for_first_as_when_a_stage_is_handed_in(self, cast, project, answered):
        answered(Stage.BESIDE, ["drainage"], at("2026-08-10 10:00"), soil_conservation=False, fire_design_review=False)
        alone = by_itself(cast, "construction-permit", at("2026-08-12 09:00"))
        with pytest.raises(PrerequisiteMissing) as no:
            joint.attach(project, alone.case_id, actor=cast.applicant(1), now=at("2026-08-12 10:00"), stage=Stage.BUILDING)
        assert no.value.article == "《中华人民共和国建筑法》第八条第一款第二项" and len(no.value.errors) == 1


def test_a_case_of_another_project_does_not_join_this_one_nor_is_made_of_it_by_a_correction(cast, project, hand_in):
    """国办发〔2019〕11号: 全过程 under one project code; refused at the field."""
    other, now = "2609-379900-04-01-000009", at("2026-08-12 10:00")
    alone = by_itself(cast, "soil-conservation", at("2026-08-12 09:00"), other)
    with pytest.raises(OfAnotherProject) as no:
        joint.attach(project, alone.case_id, actor=cast.applicant(1), now=now, stage=Stage.PLANNING)
    assert [error.field for error in no.value.errors] == ["number"] and not joint.of_case(alone.case_id)
    hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
    soil = player(cast, "soil-conservation", view(cast))
    point = next(p.code for p in acceptance_points(soil.terms) if p.material_code == FORM)
    soil.ask_correction(at("2026-08-11 09:00"), {point: "面积写错了"})
    stood = dossier.latest_answers(soil.case_id).answers

    def correct(**more):
        raw = {element: as_typed(value) for element, value in {**stood, **more}.items()}
        after.correct(soil.case_id, files={}, reused={}, raw=raw, actor=cast.applicant(1), now=now)

    with pytest.raises(OfAnotherProject) as no:
        correct(**{"project.code": other})
    assert [error.field for error in no.value.errors] == ["project.code"]
    correct()
    assert soil.state().corrected_at == now and dossier.latest_answers(soil.case_id).answers["project.code"] == CODE
