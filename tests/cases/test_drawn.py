"""Design §6: what a drawing says of organs and acts is done; an organ named by the data has the step on its own desk."""

from dataclasses import replace

import pytest

from tests.procedures.drawn import drawn
from yichuang.cases import api as cases
from yichuang.cases.actions.procedure import UnknownOrgan
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.review import NotYourTask
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.drawings import keep
from yichuang.cli import props
from yichuang.cli.players import Player
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations

from .conftest import at

ASK = (
    'userTask name="征求部门意见" yc:post="co_organ_liaison" yc:organ="drain.outlet_place" '
    '|<multiInstanceLoopCharacteristics yc:collection="drain.outlet_place"/>'
)
NODES = {"s": "startEvent", "ask": ASK, "check": 'userTask name="审核" yc:post="section_chief"', "e": "endEvent"}


@pytest.fixture
def asking(cast):
    """The drainage item with a procedure that asks every organ its data names."""
    editor, now = cast["shixiang"], at("2026-09-01 09:00")
    kept = keep("asks", name="征求意见", bpmn=drawn(NODES, "s>ask, ask>check, check>e"), now=now, actor=editor)
    version = catalogue.redraft(cast.items["drainage"], now=now, actor=editor)
    catalogue.attach_procedure(version, kept.id, now=now, actor=editor)
    catalogue.publish(version, now=now, actor=organisations.system_actor("catalogue"))
    now_in_force = replace(cast, items={**cast.items, "drainage": version})

    def apply(organs):
        case = Player(now_in_force, "drainage")
        answers = props.answers(case.terms, cast.company) | {"drain.outlet_place": organs}
        return case.apply(at("2026-09-10 09:00"), answers=answers)

    return apply


def test_several_departments_each_have_the_step_on_their_own_desk(asking, cast):
    case = asking("示例市水务局、11379900MBEXAMP34Q").accept(at("2026-09-11 09:00"))
    water, forestry = cast.demo.organs["water"], cast.demo.organs["forestry"]
    steps = [t for t in case.state().open_tasks if t.kind is TaskKind.STEP]
    assert [(t.index, t.organ_id) for t in sorted(steps, key=lambda t: t.index)] == [(0, water), (1, forestry)]
    order = {"verdict": "agree", "opinion": "无意见", "now": at("2026-09-14 09:00")}
    by_organ = {t.organ_id: t.id for t in steps}
    assert cases.view(case.case_id, actor=cast["shuiwu"]).state.number == case.number
    with pytest.raises(NotFound):
        cases.view(case.case_id, actor=cast["weijian"])
    with pytest.raises(NotYourTask):
        cases.complete(case.case_id, by_organ[forestry], actor=cast["shuiwu"], **order)
    cases.complete(case.case_id, by_organ[water], actor=cast["shuiwu"], **order)
    cases.complete(case.case_id, by_organ[forestry], actor=cast["linye"], **order)
    assert [t.node for t in case.state().open_tasks if t.kind is TaskKind.STEP] == ["check"]
    check = case.state().open_tasks[0]
    cases.send_back(case.case_id, check.id, to_node="ask", reason="请补充意见的依据", actor=cast["kezhang"], now=at("2026-09-15 09:00"))
    again = [t for t in case.state().open_tasks if t.kind is TaskKind.STEP]
    assert {t.organ_id for t in again} == {water, forestry}
    assert list(cases.check_folds()) == []


def test_an_organ_nobody_knows_is_named_and_nothing_is_written(asking, cast):
    case = asking("示例市不存在局")
    with pytest.raises(UnknownOrgan) as refused:
        case.accept(at("2026-09-11 09:00"))
    assert refused.value.details["organ"] == "示例市不存在局"
    assert case.state().phase == "received"
