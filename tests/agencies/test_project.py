"""An intermediary of a project with work open for one of its cases stays; once it is done, it may go."""

from datetime import date

import pytest

from tests.joint.test_projects import hand_in, project, view
from yichuang.agencies import api as agencies
from yichuang.agencies.domain.request import LABELS, State
from yichuang.agencies.models import Agency
from yichuang.joint.api import projects
from yichuang.joint.domain.parties import PartyEngaged
from yichuang.joint.domain.projects import Role, Stage

from .conftest import at
from .players import Asked

__all__ = ["hand_in", "project"]
TODAY = date(2026, 9, 18)


def test_an_intermediary_with_work_open_for_a_case_of_the_project_does_not_leave_it(cast, market, project, hand_in):
    hand_in(Stage.PLANNING, ["soil-conservation"], at("2026-08-28 10:00"))
    [bar] = view(cast).board.bars
    owner, now = cast.applicant(1), at("2026-09-18 10:00")
    maker, free = (Agency.objects.get(id=market.agencies[n]).party_id for n in (0, 2))
    asked = Asked(cast, market).publish(case_id=bar.case_id).offers(0, 2)
    for party_id in (maker, free):
        projects.join(project, Role.INTERMEDIARY, party_id, from_on=date(2026, 9, 1), actor=owner, now=now)
    asked.choose(0)
    for step, state in ((asked.sign, State.CHOSEN), (asked.deliver, State.WORKING), (lambda: None, State.DELIVERED)):
        with pytest.raises(PartyEngaged) as no:
            projects.leave(project, Role.INTERMEDIARY, maker, to_on=TODAY, actor=owner, now=now)
        assert (no.value.details["case"], no.value.details["state"]) == (bar.number, LABELS[state]) and no.value.details["service"]
        assert "中介超市" in str(no.value.remedy)
        step()
    projects.leave(project, Role.INTERMEDIARY, free, to_on=TODAY, actor=owner, now=now)
    agencies.accept(asked.id, actor=owner, now=now)
    projects.leave(project, Role.INTERMEDIARY, maker, to_on=TODAY, actor=owner, now=now)
    assert all(row.to_on == TODAY for row in view(cast).parties if row.role is Role.INTERMEDIARY)
