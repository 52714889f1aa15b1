"""The fifteen states of the national construction exchange, each reached on the board of a project by the verbs of the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from tests.cases.test_tolerating import hand_in as bring_later
from tests.joint.conftest import at
from tests.joint.test_projects import item, project, view
from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind, TaskKind
from yichuang.cli.players import Player, points_of, work
from yichuang.cli.together import package
from yichuang.joint import api as joint
from yichuang.joint import projects
from yichuang.joint.domain.projects import C8, Stage
from yichuang.licences import api as licences

__all__ = ["project"]

minute = count()


@pytest.fixture
def begin(cast, project):
    """One more case of the project, 排水 unless told otherwise; papers left out by their code."""

    def one(code: str = "drainage", *, without: tuple[str, ...] = ()) -> Player:
        now = at(f"2026-09-04 15:{next(minute) % 60:02}")
        given = package(cast, code, cast.company, now)
        given = replace(given, uploads=[upload for upload in given.uploads if upload.material_code not in without])
        wanted = [joint.Wanted(item(cast, code), given)]
        [number] = projects.submit(project, Stage.PLANNING, wanted, actor=cast.applicant(1), now=now).cases.values()
        case_id = cases.case_id_of(number)
        assert case_id
        return Player(cast, code, case_id=case_id, number=number)

    return one


@pytest.fixture
def state(cast):
    """What the board says of a case."""

    def of(player: Player) -> C8:
        work()
        [code] = [bar.code for bar in view(cast).board.bars if bar.case_id == player.case_id]
        return code

    return of


def test_before_acceptance(cast, begin, state):
    """1 已接件, 6 补正开始, 7 补正结束, 2 已撤件; 4 不受理; 5 不予受理."""
    taken_back, not_needed, rejected = begin(), begin(), begin()
    assert state(taken_back) is C8.RECEIVED
    assert state(taken_back.ask_correction(at("2026-09-07 09:00"), points_of(taken_back))) is C8.CORRECTION_ASKED
    assert state(taken_back.bring(at("2026-09-07 11:00"))) is C8.CORRECTION_DONE
    cases.withdraw(taken_back.case_id, reason="改图", actor=cast.applicant(1), now=at("2026-09-07 12:00"))
    assert state(taken_back) is C8.WITHDRAWN_BEFORE
    cases.tell_not_needed(not_needed.case_id, reason="不需要办理", actor=cast["chuangkou"], now=at("2026-09-07 09:00"))
    assert state(not_needed) is C8.NOT_NEEDED
    cases.reject(
        rejected.case_id, ground="not_competent", reason="不属于本机关", where_to_go="示例省水利厅", actor=cast["kezhang"], now=at("2026-09-07 09:00")
    )
    assert state(rejected) is C8.REJECTED


def test_from_acceptance_to_the_end(cast, begin, state):
    """3 已受理, 8 部门开始办理, 9 and 10 特别程序, 14 撤回; 11 办结通过, 15 撤销; 13 办结不通过."""
    stopped, granted, refused = begin("soil-conservation"), begin(), begin()
    assert state(stopped.accept(at("2026-09-07 09:00"))) is C8.ACCEPTED, "accepted, and no department has taken it up"
    task = next(t for t in stopped.state().open_tasks if t.kind is TaskKind.STEP)
    actor = cast.holder(task.post, task.organ_id, at("2026-09-07 10:00"))
    cases.claim(stopped.case_id, task.id, actor=actor, now=at("2026-09-07 10:00"))
    assert state(stopped) is C8.IN_REVIEW
    cases.start_special(stopped.case_id, ground="expert_review", days=10, basis="", actor=actor, now=at("2026-09-08 09:00"))
    assert state(stopped) is C8.SPECIAL_STARTED
    act = stopped.state().acts_of(ActKind.SPECIAL)[-1]
    cases.end_special(stopped.case_id, act_id=act.id, actor=actor, now=at("2026-09-10 09:00"))
    assert state(stopped) is C8.SPECIAL_ENDED
    cases.withdraw(stopped.case_id, reason="改图", actor=cast.applicant(1), now=at("2026-09-11 12:00"))
    assert state(stopped) is C8.WITHDRAWN
    refused.accept(at("2026-09-07 09:00")).review(at("2026-09-08 09:00")).refuse(at("2026-09-09 09:00"), "排放口不符合标准")
    assert state(refused) is C8.NOT_PASSED
    assert state(granted.accept(at("2026-09-07 09:00")).review(at("2026-09-08 09:00")).grant(at("2026-09-09 09:00"))) is C8.PASSED
    [licence] = licences.of_case(granted.case_id)
    proceeding = licences.notice_ending(licence.id, ground="69.4", facts_found="检测报告系伪造", actor=cast["chengban"], at=at("2026-09-14 09:00"))
    assert state(granted) is C8.PASSED, "told and heard first: nothing is taken away yet"
    licences.hear_ending(proceeding, statement="报告由中介提供，本人不知情", speaker="张某", place="窗口", actor=cast["chengban"], at=at("2026-09-15 09:00"))
    licences.decide_ending(proceeding, reason="不符合法定条件", actor=cast["fenguan"], at=at("2026-09-16 09:00"))
    assert state(granted) is C8.REVOKED
    licences.cancel_licence(licence.id, cause="70.4", facts_found="许可已经依法撤销", actor=cast["fenguan"], at=at("2026-09-17 09:00"))
    assert state(granted) is C8.REVOKED, "struck off since (70), it was revoked all the same"


def test_passed_with_papers_that_came_later(cast, begin, state):
    """12 办结容缺通过: accepted with a gap, decided once the paper is in and checked."""
    gap = begin(without=("M4",)).accept_with_gaps(at("2026-09-07 09:00"), date(2026, 9, 15))
    gap.review(at("2026-09-08 10:00"))
    assert state(gap) is C8.IN_REVIEW
    bring_later(gap, at("2026-09-09 10:00"))
    cases.bring_tolerated(gap.case_id, materials=["M4"], actor=cast.applicant(1), now=at("2026-09-09 10:01"))
    cases.check_tolerated(gap.case_id, fits=True, note="", actor=cast["chengban"], now=at("2026-09-09 14:00"))
    assert state(gap.grant(at("2026-09-10 15:00"))) is C8.PASSED_TOLERATED
