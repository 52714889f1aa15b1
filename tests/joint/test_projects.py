"""A construction project: stages, the 15 states of the exchange, the board, and its end before its time."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.cli.together import package
from yichuang.clock import api as clock
from yichuang.joint import api as joint
from yichuang.joint import projects
from yichuang.joint.domain.acts import ActKind
from yichuang.joint.domain.building import CompletionBegun, check_built
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.parties import LedByAnother
from yichuang.joint.domain.projects import (
    AFTER,
    C8,
    C8_NAMES,
    CLOSINGS,
    Closed,
    Module,
    ModuleKnown,
    NoModules,
    PrerequisiteMissing,
    Role,
    Stage,
    Standing,
    c8,
)
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.kernel.errors import Invalid
from yichuang.kernel.values import new_id
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations

from .conftest import at

CODE = "2509-320193-89-01-544060"
LAW = "《中华人民共和国水土保持法》第二十六条"


@pytest.fixture
def project(cast):
    wanted = projects.Registration(
        code=CODE, name="某学校教学楼扩建", owner_id=cast.company, division="379901", target_days=60, from_on=date(2026, 8, 10),
        leads={Stage.PLANNING: cast.demo.organs["water"], Stage.BUILDING: cast.demo.organs["bureau"]},
    )  # fmt: skip
    return projects.register(wanted, actor=cast.applicant(1), now=at("2026-08-10 09:00"))


@pytest.fixture
def hand_in(cast, project):
    def submit(stage, codes, now, edges=()):
        wanted = [joint.Wanted(item(cast, code), package(cast, code, cast.company, now)) for code in codes]
        laid = [ThemeEdge(item(cast, b), item(cast, a), EdgeKind(kind), LAW) for b, a, kind in edges]
        return projects.submit(project, stage, wanted, laid, actor=cast.applicant(1), now=now)

    return submit


def item(cast, code):
    from yichuang.catalogue import api as catalogue

    return catalogue.terms(cast.items[code]).item_id


def player(cast, code, view):
    bar = next(bar for bar in view.board.bars if bar.item_id == item(cast, code))
    return Player(cast, code, case_id=bar.case_id, number=bar.number)


def view(cast, today="2026-09-24"):
    return projects.view(CODE, actor=cast.applicant(1), today=date.fromisoformat(today))


@pytest.mark.parametrize(("case", "state"), [
    (Standing(Phase.RECEIVED), C8.RECEIVED), (Standing(Phase.RECEIVED, corrected=True), C8.CORRECTION_DONE),
    (Standing(Phase.CORRECTING), C8.CORRECTION_ASKED), (Standing(Phase.CORRECTING, corrected=True), C8.CORRECTION_DONE), (Standing(Phase.NOT_NEEDED), C8.NOT_NEEDED),
    (Standing(Phase.REJECTED), C8.REJECTED), (Standing(Phase.LAPSED), C8.WITHDRAWN_BEFORE),
    (Standing(Phase.WITHDRAWN), C8.WITHDRAWN_BEFORE), (Standing(Phase.WITHDRAWN, accepted=True), C8.WITHDRAWN),
    (Standing(Phase.UNDER_REVIEW, accepted=True), C8.ACCEPTED), (Standing(Phase.UNDER_REVIEW, claimed=True), C8.IN_REVIEW),
    (Standing(Phase.UNDER_REVIEW, stopped=True), C8.SPECIAL_STARTED), (Standing(Phase.UNDER_REVIEW, special_ended=True), C8.SPECIAL_ENDED),
    (Standing(Phase.DECIDED, Outcome.GRANTED), C8.PASSED), (Standing(Phase.CLOSED, Outcome.GRANTED, tolerated=True), C8.PASSED_TOLERATED),
    (Standing(Phase.CLOSED, Outcome.REFUSED), C8.NOT_PASSED), (Standing(Phase.ENDED), C8.NOT_PASSED),
    (Standing(Phase.CLOSED, Outcome.GRANTED, revoked=True), C8.REVOKED),
])  # fmt: skip
def test_our_phases_read_as_the_fifteen_states_of_the_exchange(case, state):
    assert c8(case) is state


def test_all_fifteen_states_are_reached_from_some_standing():
    reached = {c8(Standing(phase, outcome, accepted, corrected, claimed, stopped, ended, tolerated, revoked))
               for phase in Phase for outcome in (None, *Outcome) for accepted in (True, False) for corrected in (True, False)
               for claimed in (True, False) for stopped in (True, False) for ended in (True, False) for tolerated in (True, False)
               for revoked in (True, False)}  # fmt: skip
    assert reached == set(C8) == set(C8_NAMES) and len(C8) == 15


def test_each_ground_of_ending_a_project_says_what_becomes_of_cases_and_licences():
    """许可法 29: who needs a licence applies for it, and takes it back; 31 is on true papers and asks nothing of who gives up."""
    assert set(AFTER) == set(CLOSINGS)
    assert "第二十九条第一款" in AFTER["given_up"].case_article


def test_a_code_in_a_wrong_shape_and_one_known_already_stand_at_the_field(cast, project):
    wrong = projects.Registration("123", "x", cast.company, "379901", 60, date(2026, 8, 10))
    with pytest.raises(Invalid) as no:
        projects.register(wrong, actor=cast.applicant(1), now=at("2026-08-10 09:00"))
    assert [error.field for error in no.value.errors] == ["code"]
    again = projects.Registration(CODE, "另一个", cast.company, "379901", 60, date(2026, 8, 10))
    with pytest.raises(Invalid, match="已经登记"):
        projects.register(again, actor=cast.applicant(1), now=at("2026-08-10 09:00"))


def test_a_stage_is_handed_in_as_one_and_the_next_waits_only_for_what_the_law_wants_first(cast, project, hand_in):
    hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
    hand_in(Stage.BUILDING, ["drainage", "public-place-hygiene"], at("2026-08-11 10:00"), [
        ("soil-conservation", "drainage", "hard"), ("soil-conservation", "public-place-hygiene", "assumable"),
    ])  # fmt: skip
    states = {bar.item_id: bar.state for bar in view(cast).board.bars}
    assert states[item(cast, "drainage")] is BranchState.WAITING
    assert states[item(cast, "public-place-hygiene")] is BranchState.OPEN
    soil = player(cast, "soil-conservation", view(cast))
    soil.accept(at("2026-08-12 09:00")).review(at("2026-08-17 09:00")).grant(at("2026-08-18 09:00"))
    work()
    shown = view(cast, "2026-08-19")
    assert {bar.state for bar in shown.board.bars} == {BranchState.GRANTED, BranchState.OPEN}
    assert next(bar.code for bar in shown.board.bars if bar.item_id == item(cast, "soil-conservation")) is C8.PASSED
    assert list(joint.check_folds()) == []


def test_26_2_a_stage_of_several_organs_is_led_by_one_of_them_and_who_was_set_to_lead_stays(cast, project, hand_in):
    hand_in(Stage.DESIGN, ["tree-felling", "drainage"], at("2026-08-10 10:00"))
    hand_in(Stage.BUILDING, ["public-place-hygiene", "soil-conservation"], at("2026-08-10 11:00"))
    led, names = view(cast).leads, {organ: organisations.organ(cast.demo.organs[organ]).name for organ in ("forestry", "bureau")}
    assert (led[Stage.DESIGN], led[Stage.BUILDING]) == (names["forestry"], names["bureau"])


def test_what_comes_from_nowhere_is_named_before_anything_is_handed_in(cast, project, hand_in):
    with pytest.raises(PrerequisiteMissing) as no:
        hand_in(Stage.BUILDING, ["drainage"], at("2026-08-11 10:00"), [("soil-conservation", "drainage", "assumable")])
    assert "水土保持" in no.value.details["before"] and no.value.article == LAW
    assert view(cast).board.bars == []


def test_a_permit_of_one_project_says_nothing_of_the_next(cast, project, hand_in):
    hand_in(Stage.PLANNING, ["drainage"], at("2026-08-10 10:00"))
    player(cast, "drainage", view(cast)).accept(at("2026-08-12 09:00")).review(at("2026-08-13 09:00")).grant(at("2026-08-14 09:00"))
    work()
    wanted = projects.Registration(
        code="2509-320193-89-01-544061", name="某学校食堂", owner_id=cast.company, division="379901", target_days=60, from_on=date(2026, 8, 17)
    )
    other = projects.register(wanted, actor=cast.applicant(1), now=at("2026-08-17 09:00"))
    edges = [ThemeEdge(item(cast, "drainage"), item(cast, "tree-felling"), EdgeKind.HARD, LAW)]
    now = at("2026-08-17 10:00")
    felling = [joint.Wanted(item(cast, "tree-felling"), package(cast, "tree-felling", cast.company, now))]
    with pytest.raises(PrerequisiteMissing):
        projects.submit(other, Stage.BUILDING, felling, edges, actor=cast.applicant(1), now=now)


@pytest.mark.parametrize(("named", "counts"), [("2509-320193-89-01-544061", False), (CODE, True), ("", True)])
def test_a_permit_applied_for_by_itself_counts_for_the_project_its_application_names(cast, project, hand_in, named, counts):
    """One that names none is of any."""
    alone = Player(cast, "drainage")
    answers = {**props.answers(alone.terms, cast.company), "project.code": named}
    alone.apply(at("2026-08-10 10:00"), party=cast.company, answers=answers).accept(at("2026-08-12 09:00")).review(at("2026-08-13 09:00"))
    alone.grant(at("2026-08-14 09:00"))
    work()
    edges = [("drainage", "tree-felling", "hard")]
    with nullcontext() if counts else pytest.raises(PrerequisiteMissing):
        hand_in(Stage.BUILDING, ["tree-felling"], at("2026-08-17 10:00"), edges)


def test_papers_handed_in_once_serve_every_stage(cast, project, hand_in):
    hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
    [first, *_] = projects.files(project)
    given = package(cast, "drainage", cast.company, at("2026-08-11 10:00"))
    again = replace(given, uploads=[replace(given.uploads[0], stored_id=first.stored_id, reused=True), *given.uploads[1:]])
    projects.submit(project, Stage.BUILDING, [joint.Wanted(item(cast, "drainage"), again)], actor=cast.applicant(1), now=at("2026-08-11 10:00"))
    shared = [file for file in projects.files(project) if file.saved]
    assert [(file.stored_id, len(file.items)) for file in shared] == [(first.stored_id, 2)]


def test_a_stage_is_handed_in_by_parts_of_the_works_each_once_and_whole_and_part_exclude_each_other(cast, project, hand_in):
    """分阶段办理施工许可 of the city: 基坑, 地下, 地上, each a permit of its own; what waits for the permit waits for each of them."""
    def part(module, stage=Stage.BUILDING, now="2026-08-11 10:00"):
        given = package(cast, "drainage", cast.company, at(now), apart=module)
        projects.submit(project, stage, [joint.Wanted(item(cast, "drainage"), given)], actor=cast.applicant(1), now=at(now), module=module)

    with pytest.raises(NoModules):
        part(Module.PIT, stage=Stage.DESIGN)
    part(Module.PIT)
    for again in (Module.PIT, Module.WHOLE):
        with pytest.raises(ModuleKnown) as no:
            part(again)
        assert no.value.details["known"] == "基坑支护和土方开挖"
    part(Module.ABOVE, now="2026-08-12 10:00")
    hand_in(Stage.COMPLETION, ["tree-felling"], at("2026-08-13 10:00"), [("drainage", "tree-felling", "hard")])
    bars = view(cast).board.bars
    assert {choice.name for choice in joint.acts.choices(project, ActKind.MEETING, at("2026-08-13 11:00"))[0]} >= {bar.name for bar in bars if bar.case_id}
    assert sorted(bar.name.partition("（")[2] for bar in bars if bar.item_id == item(cast, "drainage")) == ["地上工程）", "基坑支护和土方开挖）"]
    assert len(next(bar.before for bar in bars if bar.item_id == item(cast, "tree-felling"))) == 2
    projects.set_node(project, name="取得许可", item_id=item(cast, "drainage"), planned_on=date(2026, 9, 30), actor=cast["fenguan"],
                      now=at("2026-08-13 11:00"))  # fmt: skip
    above = player(cast, "drainage", view(cast))
    assert above.case_id in {bar.case_id for bar in bars}
    above.accept(at("2026-08-13 11:00")).review(at("2026-08-13 14:00")).grant(at("2026-08-13 16:00"))
    work()
    assert [node.reached_on for node in view(cast).nodes] == [None], "reached when the last part is there"
    bars = view(cast).board.bars
    pit = next(bar for bar in bars if bar.item_id == item(cast, "drainage") and bar.state is BranchState.OPEN)
    cases.withdraw(pit.case_id, reason="方案调整", actor=cast.applicant(1), now=at("2026-08-14 09:00"))
    work()
    assert [node.reached_on for node in view(cast).nodes] == [date(2026, 8, 13)], "what was taken back is no part of it any more"
    again = Module.PIT if "基坑" in pit.name else Module.ABOVE
    part(again, now="2026-08-17 10:00")
    assert [bar.replaced for bar in view(cast).board.bars if bar.name == pit.name] == [True, False], "the same part is applied for again, not another"
    assert list(joint.check_folds()) == []


class TestBoard:
    def test_it_counts_from_today_and_lights_what_the_end_hangs_on(self, cast, project, hand_in):
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
        hand_in(Stage.BUILDING, ["drainage", "public-place-hygiene"], at("2026-08-11 10:00"), [("soil-conservation", "drainage", "hard")])
        soil = player(cast, "soil-conservation", view(cast, "2026-08-11"))
        soil.accept(at("2026-08-12 09:00"))
        board = view(cast, "2026-08-13").board
        lit = {bar.item_id for bar in board.bars if bar.critical}
        assert lit == {item(cast, "soil-conservation"), item(cast, "drainage")}
        ends = {bar.item_id: bar.ends_on for bar in board.bars}
        assert ends[item(cast, "soil-conservation")] == date(2026, 8, 21)  # seven working days from 12 August
        assert ends[item(cast, "drainage")] > ends[item(cast, "soil-conservation")]
        assert clock.working_days_between(clock.calendar(), date(2026, 8, 10), board.goal_on) == board.target == 60
        assert board.day == 2  # 12 and 13 August: the first case came on the tenth and was taken up on the twelfth

    def test_time_in_nobodys_hands_is_not_counted(self, cast, project, hand_in):
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
        soil = player(cast, "soil-conservation", view(cast, "2026-08-11"))
        soil.accept(at("2026-08-10 11:00")).review(at("2026-08-13 09:00")).grant(at("2026-08-14 09:00"))
        work()
        assert view(cast, "2026-10-23").board.total == 4  # 10 to 14 August; the months of building are not the government's

    def test_late_is_red_from_the_day_after_the_last(self, cast, project, hand_in):
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
        player(cast, "soil-conservation", view(cast, "2026-08-11")).accept(at("2026-08-12 09:00"))
        assert view(cast, "2026-08-21").board.late(date(2026, 8, 21)) == []
        [late] = view(cast, "2026-08-24").board.late(date(2026, 8, 24))
        assert late.over_from(date(2026, 8, 24)) == date(2026, 8, 22)

    def test_it_asks_the_same_whatever_the_number_of_cases(self, cast, project, hand_in, django_assert_num_queries):
        hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-10 10:00"))
        view(cast)
        with django_assert_num_queries(8):
            view(cast)
        hand_in(Stage.BUILDING, ["drainage", "public-place-hygiene", "tree-felling"], at("2026-08-11 10:00"))
        view(cast)
        with django_assert_num_queries(8):
            view(cast)


class TestEnd:
    def test_an_owner_gone_bankrupt_in_stage_three_each_organ_ends_its_own_case(self, cast, project, hand_in):
        """企业破产法 25, 121; 许可法 70(3): until the owner is no more its licences stand, and the administrator acts in its cases."""
        hand_in(Stage.PLANNING, ["soil-conservation", "tree-felling"], at("2026-08-10 10:00"))
        felling = player(cast, "tree-felling", view(cast)).accept(at("2026-08-11 09:00")).review(at("2026-08-12 09:00")).grant(at("2026-08-13 09:00"))
        work()
        hand_in(Stage.BUILDING, ["drainage", "public-place-hygiene"], at("2026-08-11 10:00"), [("soil-conservation", "drainage", "hard")])
        lead = cast["fenguan"]
        with pytest.raises(Invalid) as no:
            projects.close(project, ground="tired", reason="", actor=lead, now=at("2026-09-01 09:00"))
        assert {error.field for error in no.value.errors} == {"ground", "reason"}
        running = projects.close(project, ground="bankrupt", reason="法院裁定宣告破产，管理人来函停建", actor=lead, now=at("2026-09-01 09:00"))
        shown = {bar.item_id: bar.state for bar in view(cast).board.bars}
        assert shown[item(cast, "drainage")] is BranchState.DROPPED
        assert len(running) == 2
        left = {row.case_id: row for row in projects.left_over(view(cast))}
        assert set(left) == {*running, felling.case_id}
        assert all("管理人" in left[case_id].what and "第二十五条" in left[case_id].article for case_id in running)
        assert "仍然有效" in left[felling.case_id].what and "第七十条第三项" in left[felling.case_id].article
        [licence] = licences.of_case(felling.case_id)
        assert licence.state == "valid"  # nothing is taken away by the end of a project
        licences.change(licence.id, becomes={"holder_name": "示例市某产业园集团有限公司"}, actor=lead.ref, at=at("2026-09-01 10:00"), case_id=new_id())
        assert set(left) == {row.case_id for row in projects.left_over(view(cast))}  # changed since by a case of its own, it is the project's all the same
        for case_id in running:  # nothing cascades by itself: each organ decides what becomes of its case
            assert cases.state(case_id).phase is Phase.RECEIVED
            cases.end(case_id, ground="applicant_asks", reason="管理人申请终止办理", actor=lead, now=at("2026-09-02 09:00"))
        work()
        assert {bar.state for bar in view(cast).board.bars} == {BranchState.DROPPED, BranchState.ENDED, BranchState.GRANTED}
        assert [row.case_id for row in projects.left_over(view(cast))] == [felling.case_id]
        with pytest.raises(Closed):
            hand_in(Stage.COMPLETION, ["small-catering"], at("2026-09-03 09:00"))
        assert list(joint.check_folds()) == []

    def test_who_takes_part_and_leads_is_dated_and_a_stranger_changes_nothing(self, cast, project, hand_in):
        builder = cast.demo.applicants[0].party_id
        projects.join(project, Role.CONTRACTOR, builder, from_on=date(2026, 9, 1), actor=cast["fenguan"], now=at("2026-09-01 09:00"))
        projects.leave(project, Role.CONTRACTOR, builder, to_on=date(2026, 9, 20), actor=cast["fenguan"], now=at("2026-09-20 09:00"))
        rows = {row.role: row for row in view(cast).parties}
        assert rows[Role.CONTRACTOR].to_on == date(2026, 9, 20) and rows[Role.OWNER].to_on is None
        with pytest.raises(Exception, match="牵头"):
            projects.set_lead(project, Stage.DESIGN, cast.demo.organs["forestry"], actor=cast["linye"], now=at("2026-09-20 09:00"))
        forestry, water = cast.demo.organs["forestry"], cast.demo.organs["water"]
        set_by = {"actor": cast["fenguan"], "now": at("2026-09-20 09:00")}
        projects.set_lead(project, Stage.DESIGN, forestry, **set_by)
        with pytest.raises(LedByAnother) as no:  # two leads: who did not see the first is refused
            projects.set_lead(project, Stage.DESIGN, water, **set_by)
        assert no.value.details["organ"] == "示例市林业局" and "第二十六条第二款" in no.value.article  # 26(2): 由一个行政机关…统一办理或者组织…联合办理
        with pytest.raises(Invalid, match="没有这个机关"):
            projects.set_lead(project, Stage.DESIGN, new_id(), instead_of=forestry, **set_by)
        projects.set_lead(project, Stage.DESIGN, water, instead_of=forestry, **set_by)
        assert view(cast).leads[Stage.DESIGN] == organisations.organ(cast.demo.organs["water"]).name
        with pytest.raises(Invalid) as no:
            projects.set_node(project, name=" ", item_id=item(cast, "drainage"), planned_on=date(2026, 8, 9), **set_by)
        assert [error.field for error in no.value.errors] == ["name", "item", "planned_on"]
        hand_in(Stage.BUILDING, ["drainage"], at("2026-09-20 09:00"))
        projects.set_node(project, name="取得排水许可", item_id=item(cast, "drainage"), planned_on=date(2026, 9, 30), actor=cast["fenguan"],
                          now=at("2026-09-20 09:00"))  # fmt: skip
        assert [node.late(date(2026, 10, 8)) for node in view(cast).nodes] == [True]
        assert list(joint.check_folds()) == []


class TestBuilt:
    """建设工程质量管理条例 16: acceptance comes after the report that building is done."""

    def test_the_fourth_stage_waits_for_the_end_of_building_and_not_for_the_permit_alone(self, cast, project, hand_in):
        hand_in(Stage.BUILDING, ["drainage"], at("2026-08-10 10:00"))
        hand_in(Stage.COMPLETION, ["tree-felling", "soil-conservation"], at("2026-08-11 10:00"), [("drainage", "tree-felling", "hard")])
        permit = player(cast, "drainage", view(cast)).accept(at("2026-08-12 09:00")).review(at("2026-08-13 09:00"))
        permit.grant(at("2026-08-14 09:00"))
        work()
        shown = view(cast, "2026-08-17")
        assert {bar.state for bar in shown.board.bars if bar.stage == Stage.COMPLETION} == {BranchState.WAITING} and not shown.is_completing
        for day in (None, date(2026, 9, 2)):
            with pytest.raises(Invalid) as no:
                projects.complete(project, day, actor=cast.applicant(1), now=at("2026-09-01 09:00"))
            assert [error.field for error in no.value.errors] == ["built_on"] and "第十六条" in no.value.article
        with pytest.raises(Exception, match="牵头"):
            projects.complete(project, date(2026, 8, 31), actor=cast["zhujian"], now=at("2026-09-01 09:00"))
        projects.complete(project, date(2026, 8, 31), actor=cast.applicant(1), now=at("2026-09-01 09:00"))
        shown = view(cast, "2026-09-01")
        assert shown.built_on == date(2026, 8, 31) and shown.is_completing
        assert {bar.state for bar in shown.board.bars if bar.stage == Stage.COMPLETION} == {BranchState.OPEN}
        with pytest.raises(CompletionBegun):
            projects.complete(project, date(2026, 8, 30), actor=cast.applicant(1), now=at("2026-09-01 10:00"))
        assert list(joint.check_folds()) == []

    def test_reported_before_the_stage_is_handed_in_it_is_received_at_once_and_the_day_may_be_put_right(self, cast, project, hand_in):
        for day in (30, 31):
            projects.complete(project, date(2026, 8, day), actor=cast["fenguan"], now=at("2026-09-01 09:00"))
        begun = hand_in(Stage.COMPLETION, ["tree-felling"], at("2026-09-01 10:00"))
        assert begun.waiting == () and view(cast, "2026-09-01").built_on == date(2026, 8, 31)
        assert list(joint.check_folds()) == []

    def test_what_waits_for_both_is_received_with_the_later_of_them(self, cast, project, hand_in):
        hand_in(Stage.BUILDING, ["drainage"], at("2026-08-10 10:00"))
        hand_in(Stage.COMPLETION, ["tree-felling"], at("2026-08-11 10:00"), [("drainage", "tree-felling", "hard")])
        projects.complete(project, date(2026, 8, 11), actor=cast.applicant(1), now=at("2026-08-11 11:00"))
        assert not view(cast, "2026-08-12").is_completing
        player(cast, "drainage", view(cast)).accept(at("2026-08-12 09:00")).review(at("2026-08-13 09:00")).grant(at("2026-08-14 09:00"))
        work()
        assert view(cast, "2026-08-14").is_completing

    def test_building_does_not_end_before_its_permit(self):
        """建筑法 7: without the permit nothing is built."""
        permitted, today = date(2026, 8, 14), date(2026, 9, 1)
        with pytest.raises(Invalid) as no:
            check_built(date(2026, 8, 13), today=today, permitted_on=permitted)
        assert "早于取得施工许可" in str(no.value.errors[0].message)
        assert [check_built(day, today=today, permitted_on=permitted) for day in (permitted, today)] == [permitted, today]
