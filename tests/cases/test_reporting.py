"""转报 (domain A55): passed up without a review. 43 gives days of its own to a review only, so the days of 42 run from acceptance."""

from __future__ import annotations

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases import fold
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.reporting import NotReportedUp
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Routing
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel.errors import Forbidden, Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.api import demo_id

pytestmark = pytest.mark.django_db
BUREAU, COUNTY = demo_id("organ", "bureau"), demo_id("organ", "county")
NOW = at("2026-02-25 09:00")
REPORTS = {"routing": "report", "first_review_organ_id": COUNTY, "first_review_amount": 3, "first_review_unit": "working_day",
           "first_review_article": "《示例市行政许可转报办法》第五条"}  # fmt: skip


def revised(cast, **columns):
    return catalogue.revise(cast.items["drainage"], now=NOW, actor=organisations.system_actor("test"), **columns)


@pytest.fixture
def reported(cast, play):
    """The drainage licence, accepted, under a version that the county passes up to the bureau."""

    def begin(**columns):
        version = revised(cast, **{**REPORTS, **columns})
        catalogue.publish(version, now=NOW, actor=organisations.system_actor("test"))
        cast.items["drainage"] = version
        return play("drainage").apply(at("2026-03-02 10:00")).accept(at("2026-03-03 10:00"))

    held = dict(cast.items)
    yield begin
    cast.items.update(held)


def the_task(player):
    return next(t for t in player.state().open_tasks if t.kind is TaskKind.REPORT)


def test_the_report_has_a_limit_of_its_own_inside_the_days_of_42(cast, play, reported) -> None:
    own_power = play("drainage").apply(at("2026-03-02 10:00")).accept(at("2026-03-03 10:00"))
    player = reported()
    task, view = the_task(player), cases.view(player.case_id, actor=cast["juzhang"])
    assert (task.organ_id, task.limit, [t.kind for t in player.state().open_tasks]) == (COUNTY, 3, [TaskKind.REPORT])
    assert view.dates.limits[task.id].isoformat() == "2026-03-06"  # 4, 5, 6 March; the day of acceptance does not count
    decided_by = cases.view(own_power.case_id, actor=cast["juzhang"]).dates
    assert (view.dates.statutory_on, view.dates.promised_on) == (decided_by.statutory_on, decided_by.promised_on)
    assert decided_by.statutory_on is not None
    cases.run_due(at("2026-03-07 00:00"))
    assert the_task(player).limit_passed


def test_papers_go_up_without_an_opinion_and_the_deciding_organ_begins(cast, reported) -> None:
    player = reported()
    before = cases.view(player.case_id, actor=cast["quxian"]).dates.statutory_on
    cases.report_up(player.case_id, the_task(player).id, actor=cast["quxian"], now=at("2026-03-05 10:00"))
    state = player.state()
    assert {task.organ_id for task in state.open_tasks} == {BUREAU}
    letter = next(p for p in documents.of_case(player.case_id) if p.kind == Kind.REPORT_LETTER)
    fields = documents.document(letter.id).fields
    assert letter.number.startswith("示区行审转〔2026〕")
    assert "opinion" not in fields
    assert fields["basis"] == REPORTS["first_review_article"]
    assert len(fields["materials"]) == len(catalogue.case_terms(player.version_id, player.state().selection_id).materials)
    assert cases.view(player.case_id, actor=cast["juzhang"]).dates.statutory_on == before  # reporting moves no day
    player.review(at("2026-03-09 10:00")).grant(at("2026-03-10 10:00"))
    assert not list(fold.check_case(player.case_id))


def test_both_levels_see_it_and_the_lower_one_does_not_report_twice(cast, reported) -> None:
    player = reported()
    for who in ("quxian", "juzhang"):
        assert cases.visible_cases(cast[who]).filter(id=player.case_id).exists()
    task = the_task(player)
    cases.report_up(player.case_id, task.id, actor=cast["quxian"], now=at("2026-03-05 10:00"))
    with pytest.raises(Refusal):
        cases.report_up(player.case_id, task.id, actor=cast["quxian"], now=at("2026-03-05 11:00"))


def test_nobody_decides_before_it_is_up_and_nobody_else_reports(cast, reported) -> None:
    player = reported().mark_reviewed(at("2026-03-04 10:00"))
    head = cast.holder("deputy_director", BUREAU, at("2026-03-05 10:00"))
    with pytest.raises(NotReportedUp):
        cases.grant(player.case_id, actor=head, now=at("2026-03-05 10:00"), cut_reason="情况紧急")
    with pytest.raises(Forbidden):
        cases.report_up(player.case_id, the_task(player).id, actor=cast["chengban"], now=at("2026-03-05 10:00"))


@pytest.mark.parametrize(("columns", "code"), [
    ({"first_review_article": ""}, "report_without_basis"),
    ({"first_review_organ_id": None}, "report_without_organ"),
    ({"first_review_organ_id": BUREAU}, "report_by_decider"),
    ({"first_review_amount": None, "first_review_unit": ""}, "report_limit_missing"),
    ({"first_review_unit": "calendar_day"}, "report_limit_missing"),
    ({"first_review_amount": 20}, "report_exceeds_statutory"),
    ({"first_review_amount": 10}, "report_exceeds_promised"),
    ({"routing": "own"}, "own_power_with_lower_organ"),
    ({"routing": "first_review", "first_review_organ_id": None}, "first_review_without_organ"),
])  # fmt: skip
def test_what_a_version_must_say_of_its_way(cast, columns, code) -> None:
    version = revised(cast, **{**REPORTS, **columns})
    assert code in {finding.code for finding in catalogue.check(version, on=local_date(NOW))}


def test_the_three_types_are_read_from_the_version(cast) -> None:
    first = catalogue.terms(revised(cast, first_review_organ_id=COUNTY))
    own, report = catalogue.terms(cast.items["drainage"]), catalogue.terms(revised(cast, **REPORTS))
    assert (own.routing, first.routing, report.routing) == (Routing.OWN, Routing.FIRST_REVIEW, Routing.REPORT)
    assert (report.first_review_organ_id, first.report_organ_id) == (None, None)
    ways = [catalogue.way_of(terms) for terms in (own, first, report)]
    assert [(way.lower, way.days) for way in ways if way] == [
        ("", None), ("示例市示例区行政审批服务局", 20), ("示例市示例区行政审批服务局", 3),
    ]  # fmt: skip
