"""Random sound models, played side by side with SpiffWorkflow: at every step both must offer the same tasks."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.procedures.drawn import sound_model
from yichuang.procedures import api

MODELS = 300
LONGEST = 40


class Other:
    """The same model under SpiffWorkflow."""

    def __init__(self, xml: str, data: Mapping[str, object]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(xml.encode()))
        self.workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
        self.settle(data)

    def settle(self, data: Mapping[str, object]) -> None:
        """Run all that is not a person's, one task at a time; every branch sees the same data."""
        self.feed(data)
        while ready := self.workflow.get_tasks(state=TaskState.READY, manual=False):
            ready[0].run()
            self.feed(data)
        self.workflow.refresh_timers()

    def feed(self, data: Mapping[str, object]) -> None:
        for task in self.workflow.get_tasks():
            task.data.update(data)

    def ready(self) -> list[str]:
        return sorted(task.task_spec.bpmn_id for task in self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def complete(self, node_id: str, data: Mapping[str, object]) -> None:
        self.feed(data)
        ready = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        next(task for task in ready if task.task_spec.bpmn_id == node_id).run()
        self.settle(data)


@pytest.mark.parametrize("part", range(10))
def test_both_offer_the_same_tasks_at_every_step(part: int) -> None:
    steps = 0
    for seed in range(part, MODELS, 10):
        steps += play(seed)
    assert steps > 60


def play(seed: int) -> int:
    xml, flags, counts = sound_model(seed)
    try:
        net = api.compile_bpmn(xml)
    except api.TooLarge:
        return 0
    random = Random(seed)

    def data() -> dict[str, object]:
        return {**{f: random.random() < 0.5 for f in flags}, **{c: random.randint(1, 3) for c in counts}}

    now = data()
    other, step = Other(xml, now), api.start(net, now)
    for taken in range(LONGEST):
        mine = list(api.open_nodes(net, step.marking))
        assert sorted(node for node, _ in mine) == other.ready(), (seed, taken, xml)
        assert step.ended == other.workflow.is_completed(), (seed, taken, xml)
        if step.ended:
            return taken
        node, index = random.choice(mine)
        now = data()
        other.complete(node, now)
        before = set(mine)
        step = api.complete(net, api.from_plain(api.to_plain(step.marking)), node, now, index=index)
        assert (before - set(step.closed)) | set(step.opened) == set(api.open_nodes(net, step.marking))
        assert (node, index) in step.closed
    return LONGEST
