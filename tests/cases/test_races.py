"""Two at once, with real commits: one writes, the other is told; the due loop beside a clerk harms nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.cases.fold import check_case
from yichuang.catalogue.api import life
from yichuang.catalogue.models import ChangePart
from yichuang.cli import sample_powers
from yichuang.cli.players import Player, gather, points_of
from yichuang.kernel.errors import Refusal
from yichuang.kernel.record import read
from yichuang.organisations import powers

from .conftest import at

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def crowd(own_database):
    powers.forget()
    cast = gather(at("2026-01-05 09:00"))
    for name in ("chuangkou", "chuangkou2", "chengban", "chengban2", "kezhang", "fenguan", "juzhang", "shixiang"):
        assert cast[name].is_staff  # read before the threads begin
    yield cast
    powers.forget()


def together(*verbs: Callable[[], object]) -> list[object]:
    """Run the verbs at the same moment, each on a connection of its own; what each gave or the refusal it met."""
    gate = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=30)
            return verb()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def refusals(results: list[object]) -> list[Refusal]:
    return [result for result in results if isinstance(result, Refusal)]


def kinds(case: Player) -> list[str]:
    return [event.kind for event in read(case.case_id)]


@pytest.mark.parametrize("again", range(3))
def test_two_clerks_accept_at_once_and_one_notice_goes_out(crowd, again):
    case = Player(crowd, "drainage").apply(at("2026-09-10 16:05")).check_papers(at("2026-09-11 08:30"))
    now = at("2026-09-11 09:00")
    results = together(
        lambda: cases.accept(case.case_id, actor=crowd["chuangkou"], now=now),
        lambda: cases.accept(case.case_id, actor=crowd["chuangkou2"], now=now),
    )
    (refused,) = refusals(results)
    assert refused.code in ("cases.wrong_phase", "cases.moved")
    assert kinds(case).count("cases.CaseAccepted") == 1
    assert list(check_case(case.case_id)) == []


@pytest.mark.parametrize("again", range(3))
def test_a_step_sent_twice_is_done_once_and_the_second_is_told(crowd, again):
    case = Player(crowd, "drainage").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 09:00"))
    (task,) = case.state().open_tasks
    order = {"verdict": "agree", "opinion": "同意。", "now": at("2026-09-14 09:00")}
    results = together(
        *(lambda who=who: cases.complete(case.case_id, task.id, actor=crowd[who], **order) for who in ("chengban", "chengban2")),
        lambda: cases.complete(case.case_id, task.id, actor=crowd["chengban"], **order),
    )
    assert len(refusals(results)) == 2
    assert {r.code for r in refusals(results)} <= {"cases.moved", "cases.task_gone", "cases.task_taken"}
    assert kinds(case).count("cases.StepCompleted") == 1
    assert list(check_case(case.case_id)) == []


def test_grant_and_withdrawal_meet_and_one_of_them_stands(crowd):
    case = Player(crowd, "drainage").apply(at("2026-09-10 16:05")).accept(at("2026-09-11 09:00")).review(at("2026-09-14 09:00"))
    applicant, now = crowd.applicant(1), at("2026-09-15 09:00")
    results = together(
        lambda: cases.grant(case.case_id, actor=crowd["fenguan"], now=now),
        lambda: cases.withdraw(case.case_id, reason="不办了", actor=applicant, now=now),
    )
    assert len(refusals(results)) == 1
    assert case.state().phase in (Phase.DECIDED, Phase.WITHDRAWN)
    assert list(check_case(case.case_id)) == []


@pytest.mark.parametrize("again", range(3))
def test_the_due_loop_beside_a_clerk_the_law_has_accepted_once(crowd, again):
    case = Player(crowd, "drainage").apply(at("2026-09-10 16:05")).check_papers(at("2026-09-11 09:00"))
    late = at("2026-09-18 00:00")
    points = points_of(case)
    results = together(
        lambda: cases.run_due(late),
        lambda: cases.run_due(late),
        lambda: cases.accept(case.case_id, actor=crowd["chuangkou"], now=late),
        lambda: cases.ask_correction(case.case_id, points=points, actor=crowd["chuangkou2"], now=late),
    )
    assert refusals(results)
    assert case.state().deemed
    assert kinds(case).count("cases.DeemedAccepted") == 1
    assert "cases.CorrectionAsked" not in kinds(case)
    assert list(check_case(case.case_id)) == []


def test_two_requests_begun_at_once_never_share_a_further_item(crowd):
    """No constraint spans the item of a request and the further ones; the items are locked before anybody asks whether they are free."""
    now, editor = at("2026-09-11 09:00"), crowd["shixiang"]
    wanted = sample_powers.columns(crowd, "devolve", to="county", from_on=date(2026, 11, 2), written_on=date(2026, 9, 10))
    shared = crowd.item_id("soil-conservation")
    results = together(*(
        lambda own=own: life.begin_delegation([crowd.item_id(own), shared], wanted, now=now, actor=editor)
        for own in ("drainage", "public-place-hygiene", "signboard-filing")
    ))  # fmt: skip
    assert [refusal.code for refusal in refusals(results)] == ["catalogue.change_open"] * 2, results
    assert ChangePart.objects.filter(item=shared).count() == 1
