"""Every operation of the schema is tried with lawful and unlawful input: no 5xx, and nothing the schema does not say.

Half of the calls are led to a real case at its real version, so that the verbs themselves are reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.lasting import lasting
from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.cli import sample_area, sample_project
from yichuang.cli.players import Player, gather
from yichuang.cli.together import Together, package
from yichuang.joint import api as joint
from yichuang.joint.domain.projects import Stage
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.web import rest
from yichuang.web.wsgi import application

load_all_checks()
pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, response_headers_conformance,
]  # fmt: skip
EXAMPLES = 12
WHO = ("chuangkou", "chengban", "kezhang")


class Ground:
    """A city with a case received and one under review, and tokens of people who may do something in them."""

    def __init__(self) -> None:
        now = timezone.now()
        cast = gather(now - timedelta(days=1))
        self.players = [Player(cast, "drainage").apply(now - timedelta(minutes=9)) for _ in range(2)]
        self.players[1].accept(now - timedelta(minutes=5))
        joint.themes.seed(now=now - timedelta(minutes=30))
        self.area, self.project = grounded(cast, now - timedelta(minutes=8))
        self.together = Together(cast, ("drainage", "tree-felling")).apply(now - timedelta(minutes=8)).view(now).number
        cli = organisations.system_actor("cli")
        self.tokens = [organisations.issue_token("fuzz", name, actor=cli, now=now)[1] for name in WHO]
        self.turn, self.seen = count(), Counter[int]()
        self.schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    def lead(self, case: schemathesis.Case) -> dict[str, str]:
        """Headers of one call; every other call names a real case at its version, and a real task."""
        n = next(self.turn)
        headers = {"Authorization": f"Bearer {self.tokens[n % len(self.tokens)]}"}
        parameters = case.path_parameters or {}
        if "number" in parameters and n % 2:
            parameters["number"] = self.project if "/projects/" in case.path else self.together
        if "area_id" in parameters and n % 2:
            parameters["area_id"] = str(self.area)
        if parameters.get("code") and n % 2:
            parameters["code"] = "open-restaurant"
        if "case_id" in parameters and n % 2:
            player = self.players[n // 2 % 2]
            state, tasks = player.state(), player.state().open_tasks
            parameters["case_id"] = str(state.id)
            if "task_id" in parameters and tasks:
                parameters["task_id"] = str(tasks[0].id)
            headers |= {"If-Match": f'"{self.version(player)}"', "Idempotency-Key": f"fuzz-{n}"}
        return headers

    def version(self, player: Player) -> int:
        from yichuang.kernel.events import read

        return read(player.case_id)[-1].seq


def grounded(cast, now):
    """An assessed area and a project with a case in it: (id, number)."""
    leads = {Stage.PLANNING: cast.demo.organs["bureau"]}
    wanted = joint.projects.Registration(sample_project.CODE, sample_project.NAME, cast.company, "379900", 60, local_date(now), leads=leads)
    joint_id = joint.projects.register(wanted, actor=cast.applicant(1), now=now)
    given = joint.Wanted(catalogue.terms(cast.items["soil-conservation"]).item_id, package(cast, "soil-conservation", cast.company, now))
    joint.projects.submit(joint_id, Stage.PLANNING, [given], actor=cast.applicant(1), now=now)
    return sample_area.founded(cast, now), joint.projects.number_of(joint_id)


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker) -> Iterator[Ground]:
    with lasting(django_db_blocker):
        try:
            request_started.disconnect(close_old_connections)
            request_finished.disconnect(close_old_connections)  # as django.test.Client does: the transaction must stay
            yield Ground()
        finally:
            request_started.connect(close_old_connections)
            request_finished.connect(close_old_connections)


OPERATIONS = [
    (path, method)
    for path, operations in rest.api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items() for method in operations
]  # fmt: skip


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_fault_and_nothing_undocumented(path: str, method: str, mode: GenerationMode, ground: Ground) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(case=ground.schema[path][method].as_strategy(generation_mode=mode))
    def tried(case: schemathesis.Case) -> None:
        answer = case.call_and_validate(headers=ground.lead(case), checks=CHECKS)
        ground.seen[answer.status_code] += 1

    try:
        tried()
    except Unsatisfiable:  # an operation without anything that could be wrong
        assert mode is GenerationMode.NEGATIVE


def test_the_verbs_left_the_record_sound(ground: Ground) -> None:
    """And the tries came as far as the verbs: done, forbidden, not now, wrong."""
    assert {200, 400, 403, 404, 409, 422} <= set(ground.seen), ground.seen
    from yichuang.kernel.events import check_chain

    for player in ground.players:
        assert cases.state(player.case_id).number == player.number
        assert not check_chain(player.case_id)
