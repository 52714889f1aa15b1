"""区域评估 and 打包审批 from the text of 优化营商环境条例 42(2): cost, validity, hard indicators, what a project inherits, packages."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.cli.together import package
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.intake import api as intake
from yichuang.joint import api as joint
from yichuang.joint import areas, projects
from yichuang.joint.domain import areas as law
from yichuang.joint.domain.areas import Bound, Candidate, Indicator, Unlike
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.law import NothingChosen
from yichuang.joint.domain.projects import Stage
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import NoAuthority

from .conftest import at

PARCEL = "GX-2026-01"
NOW = "2026-08-10 09:00"


def soil(cast):
    return catalogue.terms(cast.items["soil-conservation"]).item_id


@pytest.fixture
def area(cast):
    return areas.found(
        "GXQ-01", "示例高新区", organ_id=cast.demo.organs["bureau"], divisions=("379901001",), parcels=(PARCEL,), actor=cast["shixiang"], now=at(NOW)
    )


def assessed(cast, **more):
    wanted = areas.Assessed(
        kind="soil", maker="示例市某水土保持咨询有限公司", payer_id=cast.demo.organs["bureau"], item_id=soil(cast), type_code="conservation_plan",
        from_on=date(2026, 8, 1), to_on=date(2026, 8, 31), basis="示政发〔2026〕9号", source=props.paper("区域水土保持方案", "示例高新区"),
        file_name="区域水土保持方案.pdf", conditions="表土剥离后集中堆放。", cost_fen=60_000_000,
    )  # fmt: skip
    return replace(wanted, **more)


@pytest.fixture
def assess(cast, area):
    def enter(now=NOW, **more):
        return areas.assess(area, assessed(cast, **more), actor=cast["shixiang"], now=at(now))

    return enter


@pytest.fixture
def limit(cast, area):
    def enter(code="RJL", bound="at_most", value="2.0", from_on=date(2026, 8, 1), now=NOW):
        wanted = areas.Limit(code, "容积率" if code == "RJL" else code, "", bound, value, "示例高新区规划条件第三条", from_on)
        return areas.set_indicator(area, wanted, actor=cast["shixiang"], now=at(now))

    return enter


@pytest.fixture
def build(cast, area):
    """Projects of the company, with a site in the area or not."""

    def register(n=1, values=None, parcel=PARCEL, now=NOW):
        code = props_code(n)
        wanted = projects.Registration(code, f"标准厂房{n}号", cast.company, "379901", 60, date(2026, 8, 10), leads={Stage.PLANNING: cast.demo.organs["bureau"]})
        joint_id = projects.register(wanted, actor=cast.applicant(1), now=at(now))
        if values is not None:
            areas.enter(joint_id, area, values, parcel=parcel, actor=cast.applicant(1), now=at(now))
        return joint_id

    return register


def props_code(n):
    """National codes in their right shape."""
    from yichuang.kernel.codes import project_code

    return next(
        code for tail in range(100) if not project_code(code := f"2509-320193-89-01-{544000 + n * 100 + tail:06d}")
    )


def hand_in(cast, joint_id, now, code="soil-conservation", *, papers=True):
    given = package(cast, code, cast.company, at(now), papers=papers)
    return projects.submit(joint_id, Stage.PLANNING, [joint.Wanted(catalogue.terms(cast.items[code]).item_id, given)], actor=cast.applicant(1), now=at(now))


def case_of(begun):
    from yichuang.joint.models import Branch

    return Branch.objects.get(joint_id=begun.joint_id).case_id


class TestLaw:
    @pytest.mark.parametrize(("bound", "value", "holds"), [
        (Bound.AT_MOST, "1.9", True), (Bound.AT_MOST, "2", True), (Bound.AT_MOST, "2.01", False),
        (Bound.AT_LEAST, "1.99", False), (Bound.AT_LEAST, "2.00", True), (Bound.AT_LEAST, "2.1", True),
    ])  # fmt: skip
    def test_an_indicator_at_its_limit_is_kept_beyond_it_is_not(self, bound, value, holds):
        one = Indicator("RJL", "容积率", "", bound, Decimal("2.0"), "规划条件")
        assert (law.off([one], {"RJL": value}) == []) is holds

    @pytest.mark.parametrize("typed", ["", "很高", "1e3", "NaN", "²", "1.2.3", "-", "9" * 19])
    def test_what_is_no_plain_number_is_not_kept(self, typed):
        [off] = law.off([Indicator("A", "a", "", Bound.AT_LEAST, Decimal(-5), "x")], {"A": typed})
        assert off.value is None

    @pytest.mark.parametrize(("division", "parcel", "there"), [
        ("", PARCEL, True), ("379901001000", "", True), ("379901001007", "", True), ("379901", "", False), ("379901002000", "", False),
        ("", "GX-2026-02", False), ("", "", False),
    ])  # fmt: skip
    def test_a_site_is_inside_by_its_parcel_or_its_division(self, division, parcel, there):
        assert law.inside(divisions=["379901001000"], parcels=[PARCEL], division=division, parcel=parcel) is there

    def test_a_city_holds_its_districts_and_a_district_not_its_neighbour(self):
        assert law.inside(divisions=["379900"], parcels=[], division="379901", parcel="")
        assert not law.inside(divisions=["379910"], parcels=[], division="379912", parcel="")

    def test_both_days_of_validity_count(self):
        first, last = date(2026, 8, 1), date(2026, 8, 31)
        days = [date(2026, 7, 31), first, last, date(2026, 9, 1)]
        assert [law.in_force(first, last, day) for day in days] == [False, True, True, False]

    def test_alike_is_one_version_in_one_area_with_every_indicator_kept(self):
        version, area = new_id(), new_id()
        first, other = Candidate(new_id(), "1", version, area), Candidate(new_id(), "2", version, area)
        assert law.unlike([first, other]) == []
        for changed, reason in (({"area_id": None}, Unlike.NO_AREA), ({"area_id": new_id()}, Unlike.OTHER_AREA),
                                ({"version_id": new_id()}, Unlike.OTHER_ITEM), ({"off": ("容积率",)}, Unlike.INDICATORS)):  # fmt: skip
            wrong = replace(other, **changed)
            assert law.unlike([first, wrong]) == [(wrong, reason)]


class TestArea:
    def test_its_cost_is_never_a_market_entitys(self, cast, assess):
        with pytest.raises(law.CostOnMarket) as no:
            assess(payer_id=cast.company)
        assert no.value.article == "《优化营商环境条例》第四十二条第二款" and [e.field for e in no.value.errors] == ["payer"]
        with pytest.raises(law.BadArea) as no:
            assess(payer_id=None)
        assert [e.field for e in no.value.errors] == ["payer"]

    def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(self, cast, area, assess):
        with pytest.raises(law.BadArea) as no:
            assess(kind="dragon", maker="", to_on=date(2026, 7, 1), type_code="no_such_paper")
        assert {e.field for e in no.value.errors} == {"kind", "maker", "to_on", "paper"}
        with pytest.raises(law.BadArea) as no:
            assess(source=b"no pdf", file_name="x.pdf")
        assert [e.field for e in no.value.errors] == ["file"]
        assert areas.view(area, today=date(2026, 8, 10)).assessments == ()

    def test_only_the_keeping_organ_with_its_power_and_only_from_the_newest_page(self, cast, area):
        with pytest.raises(NoAuthority):
            areas.assess(area, assessed(cast), actor=cast["linye"], now=at(NOW))
        with pytest.raises(NoAuthority):
            areas.end(area, reason="试", actor=cast["shixiang"], now=at(NOW))
        with pytest.raises(law.AreaMoved):
            areas.assess(area, assessed(cast), actor=cast["shixiang"], now=at(NOW), version=0)

    def test_a_new_indicator_ends_the_one_before_and_nothing_is_overwritten(self, cast, area, limit):
        limit()
        limit(value="1.8", from_on=date(2026, 9, 1))
        rows = areas.view(area, today=date(2026, 9, 2)).indicators
        assert [(row.limit, row.from_on, row.to_on) for row in rows] == [
            (Decimal("1.8"), date(2026, 9, 1), None), (Decimal(2), date(2026, 8, 1), date(2026, 8, 31)),
        ]  # fmt: skip
        with pytest.raises(law.BadArea) as no:
            limit(value="很低", from_on=date(2026, 9, 1))
        assert {e.field for e in no.value.errors} == {"limit", "indicator_from"}
        assert list(areas.check_all()) == []

    def test_an_ended_area_gives_and_takes_nothing_more(self, cast, area, assess, build):
        assess()
        project = build(values={})
        areas.end(area, reason="区域规划调整", actor=cast["fenguan"], now=at("2026-08-12 09:00"))
        with pytest.raises(law.AreaEnded):
            assess(now="2026-08-12 10:00")
        with pytest.raises(law.AreaEnded):
            build(2, values={}, now="2026-08-12 10:00")
        case_id = case_of(hand_in(cast, project, "2026-08-12 10:00", papers=False))
        assert areas.given_to(case_id) == ()
        assert not any(row.in_force for row in areas.inherited(project, today=date(2026, 8, 12)).assessments)
        assert list(areas.check_all()) == []


class TestEntering:
    def test_each_indicator_not_kept_is_named_with_what_it_is_and_must_be(self, cast, limit, build):
        limit()
        limit("LDL", "at_least", "20")
        with pytest.raises(law.OffIndicators) as no:
            build(values={"RJL": "2.5", "LDL": ""})
        said = {e.field: str(e.message) for e in no.value.errors}
        assert said["value-RJL"].startswith("容积率是2.5，应当不高于2") and "没有填数字，应当不低于20" in said["value-LDL"]
        project = build(2, values={"RJL": "2.0", "LDL": "20"})
        got = areas.inherited(project, today=date(2026, 8, 10))
        assert [(one.code, value, holds) for one, value, holds in got.values] == [("LDL", "20", True), ("RJL", "2.0", True)]

    def test_a_site_outside_is_refused_at_its_field(self, build):
        with pytest.raises(law.NotInside) as no:
            build(values={}, parcel="别处")
        assert [e.field for e in no.value.errors] == ["parcel"]

    def test_what_was_assessed_is_laid_in_and_not_asked_again(self, cast, area, assess, build):
        assessment_id = assess()
        project = build(values={})
        case_id = case_of(hand_in(cast, project, "2026-08-31 10:00", papers=False))  # the last day
        [row] = dossier.file_rows(case_id)
        assert (row.material_code, row.reused) == ("M2", True) and row.name.startswith("区域评估·示例高新区·水土保持")
        [given] = areas.given_to(case_id)
        assert (given.material_code, given.area, given.conditions) == ("M2", "示例高新区", "表土剥离后集中堆放。")
        assert areas.inherited(project, today=date(2026, 8, 31)).used == {assessment_id: 1}
        assert list(joint.check_folds()) == []

    def test_the_day_after_its_last_it_is_not_inherited_and_the_page_says_so(self, cast, assess, build):
        assess()
        project = build(values={})
        case_id = case_of(hand_in(cast, project, "2026-09-01 10:00", papers=False))
        assert list(dossier.file_rows(case_id)) == []
        [row] = areas.inherited(project, today=date(2026, 9, 1)).assessments
        assert not row.in_force and row.to_on == date(2026, 8, 31)

    def test_it_is_offered_to_what_its_project_applies_for_until_its_last_day_and_to_nothing_else(self, cast, assess, build):
        assess()
        area = areas.area_of(build(values={}))
        terms, day = catalogue.terms(cast.items["soil-conservation"]), date(2026, 8, 31)
        [offered] = dossier.reusable(cast.company, terms, on=day, area_id=area)["M2"]
        assert "M2" not in dossier.reusable(cast.company, terms, on=date(2026, 9, 1), area_id=area)
        assert "M2" not in dossier.reusable(cast.company, terms, on=day), "an application of its own is not inside the area"
        upload, now = dossier.Upload("M2", offered.id, reused=True), at("2026-08-12 10:00")
        answers = props.answers(terms, cast.company)
        with pytest.raises(NotFound):
            intake.hand_in(terms.version_id, cast.company, answers, [upload], actor=cast.applicant(1), now=now)

    def test_a_project_outside_of_every_area_inherits_nothing(self, cast, assess, build):
        assess()
        case_id = case_of(hand_in(cast, build(), "2026-08-12 10:00", papers=False))
        assert areas.given_to(case_id) == ()


class TestPackage:
    @pytest.fixture
    def two(self, cast, assess, limit, build):
        """Two alike projects, each with its case ready to be decided."""
        assess()
        limit()
        found = []
        for n in (1, 2):
            begun = hand_in(cast, build(n, values={"RJL": "1.5"}), "2026-08-10 10:00")
            player = Player(cast, "soil-conservation", case_id=case_of(begun), number=next(iter(begun.cases.values())))
            found.append(player.accept(at("2026-08-11 09:00")).review(at("2026-08-12 09:00")))
        return found

    def signer(self, two):
        return two[0].signer(at("2026-08-13 09:00"))

    def test_one_act_gives_each_project_its_own_decision_number_and_licence(self, cast, area, two):
        [group] = areas.waiting(area, actor=self.signer(two), today=date(2026, 8, 13))
        assert {row.case_id for row in group.rows} == {player.case_id for player in two}
        assert areas.waiting(area, actor=cast["chuangkou"], today=date(2026, 8, 13)) == []
        areas.decide_package([player.case_id for player in two], actor=self.signer(two), now=at("2026-08-13 09:00"))
        work()
        states = [player.state() for player in two]
        assert {state.phase for state in states} == {Phase.DECIDED}
        assert len({state.decision_document_id for state in states}) == 2
        numbers = {d.number for player in two for d in documents.of_case(player.case_id) if d.id == player.state().decision_document_id}
        assert len(numbers) == 2 and all(numbers)
        assert list(cases.check_folds()) == [] and list(areas.check_all()) == []

    def test_one_that_is_not_ready_holds_all_and_is_named(self, cast, two, build):
        third = hand_in(cast, build(3, values={"RJL": "1.5"}), "2026-08-10 10:00")
        with pytest.raises(law.PackageNotReady) as no:
            areas.decide_package([*(p.case_id for p in two), case_of(third)], actor=self.signer(two), now=at("2026-08-13 09:00"))
        assert len(no.value.errors) == 1 and "标准厂房3号" in no.value.errors[0].field
        assert {player.state().phase for player in two} == {Phase.UNDER_REVIEW}

    def test_a_package_meets_no_condition_it_does_not_grant_itself(self, cast, two, build):
        """716号令 art. 7: what is assumed is a condition of the decision; granting in a package is granting."""
        before, after = cast.item_id("drainage"), cast.item_id("soil-conservation")
        now = at("2026-08-10 10:00")
        wanted = [joint.Wanted(cast.item_id(code), package(cast, code, cast.company, now)) for code in ("drainage", "soil-conservation")]
        edge = ThemeEdge(before, after, EdgeKind.ASSUMABLE, "示例办法第三条")
        begun = projects.submit(build(3, values={"RJL": "1.5"}), Stage.PLANNING, wanted, [edge], actor=cast.applicant(1), now=now)
        held = Player(cast, "soil-conservation", case_id=cases.case_id_of(begun.cases[after]), number=begun.cases[after])
        held.accept(at("2026-08-11 09:00")).review(at("2026-08-12 09:00"))
        with pytest.raises(law.PackageNotReady) as no:
            areas.decide_package([*(p.case_id for p in two), held.case_id], actor=self.signer(two), now=at("2026-08-13 09:00"))
        [error] = no.value.errors
        assert "标准厂房3号" in error.field and "前置" in str(error.message)
        assert held.state().phase == Phase.UNDER_REVIEW and held.state().unmet_gates

    def test_one_that_is_not_alike_is_named_with_its_reason(self, cast, two, build, limit):
        outside = hand_in(cast, build(3), "2026-08-10 10:00")
        with pytest.raises(law.NotAlike) as no:
            areas.decide_package([two[0].case_id, case_of(outside)], actor=self.signer(two), now=at("2026-08-13 09:00"))
        assert "没有纳入区域评估" in "".join(str(e.message) for e in no.value.errors)
        limit(value="1.2", from_on=date(2026, 8, 13))
        with pytest.raises(law.NotAlike) as no:
            areas.decide_package([p.case_id for p in two], actor=self.signer(two), now=at("2026-08-13 09:00"))
        assert len(no.value.errors) == 2 and "容积率" in str(no.value.errors[0].message)

    def test_who_may_not_see_a_case_is_not_told_why_it_is_no_package(self, cast, build):
        outside = case_of(hand_in(cast, build(3), "2026-08-10 10:00"))
        with pytest.raises(law.NotAlike):
            areas.decide_package([outside], actor=cast["shixiang"], now=at("2026-08-13 09:00"))
        with pytest.raises(NothingChosen):
            areas.decide_package([outside], actor=cast["linye"], now=at("2026-08-13 09:00"))

    def test_nothing_chosen_and_what_is_in_no_project_is_refused(self, cast, two):
        for chosen in ([], [new_id()]):
            with pytest.raises(NothingChosen):
                areas.decide_package(chosen, actor=self.signer(two), now=at("2026-08-13 09:00"))
