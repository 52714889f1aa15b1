"""初审 from the text of 行政许可法 35 and 43: the lower organ first, within twenty days of its acceptance, everything up, nothing asked twice."""

from __future__ import annotations

import pytest

from tests.cases.conftest import at
from yichuang.cases import api as cases
from yichuang.cases import fold
from yichuang.cases.domain.first_review import NotReported
from yichuang.cases.domain.phases import TaskKind
from yichuang.catalogue import api as catalogue
from yichuang.clock.domain import Limit, Unit
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.kernel.errors import Forbidden, Invalid, Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.api import demo_id

pytestmark = pytest.mark.django_db
BUREAU, COUNTY = demo_id("organ", "bureau"), demo_id("organ", "county")
NOW = at("2026-02-25 09:00")


@pytest.fixture
def reviewed_first(cast, play):
    """The drainage licence under a version whose first review belongs to the county."""

    def begin(**columns):
        actor = organisations.system_actor("test")
        version = catalogue.revise(cast.items["drainage"], now=NOW, actor=actor, first_review_organ_id=COUNTY, **columns)
        catalogue.publish(version, now=NOW, actor=actor)
        cast.items["drainage"] = version
        return play("drainage").apply(at("2026-03-02 10:00")).accept(at("2026-03-03 10:00"))

    held = dict(cast.items)
    yield begin
    cast.items.update(held)


def the_task(player):
    return next(t for t in player.state().open_tasks if t.kind is TaskKind.FIRST_REVIEW)


def test_43_the_lower_organ_has_twenty_working_days_from_acceptance(cast, reviewed_first) -> None:
    player = reviewed_first()
    assert catalogue.terms(player.version_id).first_review == Limit(20, Unit.WORKING_DAY)
    task = the_task(player)
    assert (task.organ_id, task.limit, [t.kind for t in player.state().open_tasks]) == (COUNTY, 20, [TaskKind.FIRST_REVIEW])
    view = cases.view(player.case_id, actor=cast["juzhang"])
    assert view.dates.limits[task.id].isoformat() == "2026-03-31"  # 3 March not counted; twenty working days, no holiday among them
    assert (view.dates.statutory_on, view.dates.promised_on) == (None, None)
    notice = next(p for p in documents.of_case(player.case_id) if p.kind == Kind.ACCEPTANCE_NOTICE)
    assert "初审机关20个工作日内报送初审意见" in documents.document(notice.id).fields["statutory_last_day"]
    cases.run_due(at("2026-04-01 00:00"))
    assert the_task(player).limit_passed


def test_35_opinion_and_all_papers_go_up_and_the_deciding_organ_begins(cast, reviewed_first) -> None:
    player = reviewed_first()
    assert cases.visible_cases(cast["quxian"]).filter(id=player.case_id).exists()
    now = at("2026-03-10 10:00")
    cases.report_first_review(player.case_id, the_task(player).id, verdict="agree", opinion="材料齐全，现场符合条件。", actor=cast["quxian"], now=now)
    state = player.state()
    assert {task.organ_id for task in state.open_tasks} == {BUREAU}
    assert state.procedure_id is not None
    letter = next(p for p in documents.of_case(player.case_id) if p.kind == Kind.FIRST_REVIEW_REPORT)
    fields = documents.document(letter.id).fields
    assert letter.number.startswith("示区行审报〔2026〕")
    assert len(fields["materials"]) == len(catalogue.case_terms(player.version_id, player.state().selection_id).materials)
    assert fields["opinion"] == "材料齐全，现场符合条件。"
    assert documents.document(letter.id).recipients[0].name == "示例市行政审批服务局"
    statutory = cases.view(player.case_id, actor=cast["juzhang"]).dates.statutory_on
    assert statutory is not None
    assert statutory.isoformat() == "2026-03-31"  # fifteen working days from the report, which does not count itself
    player.review(at("2026-03-12 10:00")).grant(at("2026-03-13 10:00"))
    assert not list(fold.check_case(player.case_id))


def test_35_2_nothing_is_asked_again_after_acceptance(cast, reviewed_first) -> None:
    player = reviewed_first()
    cases.report_first_review(player.case_id, the_task(player).id, verdict="agree", opinion="同意。", actor=cast["quxian"], now=at("2026-03-10 10:00"))
    from yichuang.cli.players import points_of

    with pytest.raises(Refusal):
        cases.ask_correction(player.case_id, points=points_of(player), actor=cast["chuangkou"], now=at("2026-03-11 10:00"))


def test_no_decision_before_the_report_whatever_the_reason(cast, reviewed_first) -> None:
    player = reviewed_first().mark_reviewed(at("2026-03-04 10:00"))
    head = cast.holder("deputy_director", BUREAU, at("2026-03-05 10:00"))
    with pytest.raises(NotReported) as refusal:
        cases.grant(player.case_id, actor=head, now=at("2026-03-05 10:00"), cut_reason="情况紧急")
    assert "第三十五条" in str(refusal.value.article)


def test_only_the_first_reviewing_organ_reports_and_with_words(cast, reviewed_first) -> None:
    player = reviewed_first()
    now = at("2026-03-05 10:00")
    with pytest.raises(Forbidden):
        cases.report_first_review(player.case_id, the_task(player).id, verdict="agree", opinion="同意。", actor=cast["chengban"], now=now)
    with pytest.raises(Invalid) as refusal:
        cases.report_first_review(player.case_id, the_task(player).id, verdict="note", opinion=" ", actor=cast["quxian"], now=now)
    assert {error.field for error in refusal.value.errors} == {"verdict", "opinion"}


@pytest.mark.parametrize(("columns", "code"), [
    ({"first_review_amount": 30, "first_review_unit": "working_day"}, "first_review_too_long"),
    ({"first_review_amount": 20, "first_review_unit": "calendar_day"}, "first_review_unit"),
    ({"deciding_organ_id": COUNTY}, "first_review_by_decider"),
])  # fmt: skip
def test_43_a_longer_limit_needs_a_law_and_nobody_reports_to_himself(cast, columns, code) -> None:
    actor = organisations.system_actor("test")
    version = catalogue.revise(cast.items["drainage"], now=NOW, actor=actor, first_review_organ_id=COUNTY, **columns)
    assert code in {finding.code for finding in catalogue.check(version, on=local_date(NOW))}
