"""What each element of the subset does, by example; expected moves follow BPMN 2.0 chapters 10 and 13."""

from __future__ import annotations

import pytest

from tests.procedures.drawn import drawn
from yichuang.procedures import api

T = "userTask"


def opened(step: api.Step) -> list[str]:
    return sorted(node for node, _ in step.opened)


def after(net: api.Net, *done: str, data: dict[str, object] | None = None) -> api.Step:
    step = api.start(net, data or {})
    for node in done:
        step = api.complete(net, step.marking, node, data or {})
    return step


@pytest.fixture
def choice() -> api.Net:
    nodes = {"s": "startEvent", "g": "exclusiveGateway", "a": T, "b": T, "e": "endEvent"}
    return api.compile_bpmn(drawn(nodes, "s>g, g>a if area_m2 > 100, g>b if area_m2 > 10, a>e, b>e"))


@pytest.mark.parametrize(("area", "goes"), [(500, ["a"]), (50, ["b"])])
def test_exclusive_takes_the_first_condition_that_holds(choice: api.Net, area: int, goes: list[str]) -> None:
    assert opened(api.start(choice, {"area_m2": area})) == goes


def test_exclusive_without_a_way_refuses_and_names_the_gateway(choice: api.Net) -> None:
    with pytest.raises(api.NoWay) as refused:
        api.start(choice, {"area_m2": 5})
    assert refused.value.details == {"node": "g"}


@pytest.mark.parametrize("data", [{}, {"area_m2": "wide"}, {"area_m2": None}])
def test_a_condition_that_cannot_be_computed_names_its_flow(choice: api.Net, data: dict[str, object]) -> None:
    with pytest.raises(api.BadCondition) as refused:
        api.start(choice, data)
    assert refused.value.details["flow"] == "g.a"


def test_a_refused_move_changes_nothing() -> None:
    nodes = {"s": "startEvent", "t": T, "g": "exclusiveGateway", "a": T, "b": T, "e": "endEvent"}
    net = api.compile_bpmn(drawn(nodes, "s>t, t>g, g>a if x == 1, g>b if x == 2, a>e, b>e"))
    step = api.start(net, {})
    with pytest.raises(api.NoWay):
        api.complete(net, step.marking, "t", {"x": 3})
    assert api.open_nodes(net, step.marking) == (("t", 0),)
    assert opened(api.complete(net, step.marking, "t", {"x": 2})) == ["b"]


def test_parallel_opens_all_and_waits_for_all() -> None:
    net = api.compile_bpmn(api.shipped("expert"))
    step = api.start(net, {})
    assert opened(step) == ["opinion", "papers", "technical"]
    step = after(net, "papers", "opinion")
    assert step.opened == () and step.closed == (("opinion", 0),) and not step.ended
    step = after(net, "papers", "opinion", "technical")
    assert opened(step) == ["check"]
    assert after(net, "papers", "opinion", "technical", "check").ended


@pytest.fixture
def several() -> api.Net:
    nodes = {"s": "startEvent", "g": 'inclusiveGateway default="g.c"', "a": T, "b": T, "c": T, "m": T,
             "j": "inclusiveGateway", "z": T, "e": "endEvent"}  # fmt: skip
    return api.compile_bpmn(drawn(nodes, "s>g, g>a if fire, g>b if water, g>c, a>m, m>j, b>j, c>j, j>z, z>e"))


@pytest.mark.parametrize(
    ("fire", "water", "goes"), [(True, True, ["a", "b"]), (True, False, ["a"]), (False, True, ["b"]), (False, False, ["c"])]
)
def test_inclusive_takes_every_condition_that_holds_else_the_default(
    several: api.Net, fire: bool, water: bool, goes: list[str]
) -> None:
    assert opened(api.start(several, {"fire": fire, "water": water})) == goes


def test_inclusive_join_waits_for_those_that_set_out_and_for_no_others(several: api.Net) -> None:
    both, one = {"fire": True, "water": True}, {"fire": False, "water": True}
    assert opened(after(several, "b", data=both)) == []
    assert opened(after(several, "b", "a", data=both)) == ["m"]
    assert opened(after(several, "b", "a", "m", data=both)) == ["z"]
    assert opened(after(several, "b", data=one)) == ["z"]


def test_inclusive_join_waits_behind_a_merge_too() -> None:
    """SpiffWorkflow 3.2 lets this join go too early; BPMN 2.0 §13.3.3 does not."""
    nodes = {"s": "startEvent", "g": 'inclusiveGateway default="g.j"', "x": 'exclusiveGateway default="x.b"', "a": T, "b": T,
             "y": "exclusiveGateway", "c": T, "j": "inclusiveGateway", "z": T, "e": "endEvent"}  # fmt: skip
    flows = "s>g, g>x if p, g>c if q, g>j, x>a if r, x>b, a>y, b>y, y>j, c>j, j>z, z>e"
    net = api.compile_bpmn(drawn(nodes, flows))
    data = {"p": True, "q": True, "r": False}
    assert opened(after(net, data=data)) == ["b", "c"]
    assert opened(after(net, "c", data=data)) == []
    assert opened(after(net, "c", "b", data=data)) == ["z"]


def test_a_join_in_a_loop_counts_each_round_anew() -> None:
    """SpiffWorkflow 3.2 remembers tokens of earlier rounds."""
    nodes = {"s": "startEvent", "m": "exclusiveGateway", "f": "parallelGateway", "a": T, "b": T, "j": "parallelGateway",
             "x": 'exclusiveGateway default="x.e"', "e": "endEvent"}  # fmt: skip
    net = api.compile_bpmn(drawn(nodes, "s>m, m>f, f>a, f>b, a>j, b>j, j>x, x>m if again, x>e"))
    data: dict[str, object] = {"again": True}
    step = api.start(net, data)
    for first, second in (("a", "b"), ("b", "a"), ("a", "b")):
        assert opened(step) == ["a", "b"]
        step = api.complete(net, step.marking, first, data)
        assert step.opened == ()
        step = api.complete(net, step.marking, second, data)
    assert api.complete(net, after(net, "a", data=data).marking, "b", {"again": False}).ended


def test_a_task_that_comes_round_at_once_is_closed_and_opened() -> None:
    nodes = {"s": "startEvent", "m": "exclusiveGateway", "t": T, "x": 'exclusiveGateway default="x.e"', "e": "endEvent"}
    net = api.compile_bpmn(drawn(nodes, "s>m, m>t, t>x, x>m if verdict == 'disagree', x>e"))
    step = api.complete(net, api.start(net, {}).marking, "t", {"verdict": "disagree"})
    assert step.closed == step.opened == (("t", 0),)


def many(field: str) -> api.Net:
    loop = f'multiInstanceLoopCharacteristics yc:collection="{field}"'
    return api.compile_bpmn(drawn({"s": "startEvent", "ask": f"{T} |<{loop}/>", "z": T, "e": "endEvent"}, "s>ask, ask>z, z>e"))


@pytest.mark.parametrize("value", [["water", "fire"], "water、fire", " water, fire "])
def test_each_instance_belongs_to_the_organ_in_its_place_of_the_list(value: object) -> None:
    loop = 'multiInstanceLoopCharacteristics yc:collection="asked.organs"'
    nodes = {"s": "startEvent", "ask": f'{T} yc:organ="asked.organs" |<{loop}/>', "e": "endEvent"}
    net, data = api.compile_bpmn(drawn(nodes, "s>ask, ask>e")), {"asked_organs": value}
    assert net.reads_data and api.variables(net) == {"asked_organs"}
    step = api.organs_named(net, api.start(net, data), data)
    assert step.organs == (("ask", 0, "water"), ("ask", 1, "fire"))


@pytest.mark.parametrize("value", [None, "", [], 3, ["water", "fire"]])
def test_one_task_needs_one_organ(value: object) -> None:
    net = api.compile_bpmn(drawn({"s": "startEvent", "ask": f'{T} yc:organ="asked.organ"', "e": "endEvent"}, "s>ask, ask>e"))
    with pytest.raises(api.BadOrgan):
        api.organs_named(net, api.start(net, {}), {"asked_organ": value})
    assert api.organs_named(net, api.start(net, {}), {"asked_organ": "water"}).organs == (("ask", 0, "water"),)


def test_multi_instance_opens_one_for_each_and_ends_with_the_last() -> None:
    net = many("asked.organs")
    step = api.start(net, {"asked_organs": ["water", "fire", "traffic"]})
    assert step.opened == (("ask", 0), ("ask", 1), ("ask", 2))
    step = api.complete(net, step.marking, "ask", {}, index=1)
    assert step.closed == (("ask", 1),) and api.open_nodes(net, step.marking) == (("ask", 0), ("ask", 2))
    with pytest.raises(api.NotOpen):
        api.complete(net, step.marking, "ask", {}, index=1)
    step = api.complete(net, step.marking, "ask", {}, index=0)
    assert opened(api.complete(net, step.marking, "ask", {}, index=2)) == ["z"]


@pytest.mark.parametrize(("value", "goes"), [([], ["z"]), (0, ["z"]), (2, ["ask", "ask"]), ("2", ["ask", "ask"])])
def test_multi_instance_takes_lists_and_counts(value: object, goes: list[str]) -> None:
    assert opened(api.start(many("n"), {"n": value})) == goes


@pytest.mark.parametrize("value", [None, "several", -1, 100, True, 1.5, {"a": 1}])
def test_multi_instance_over_something_else_is_refused(value: object) -> None:
    with pytest.raises(api.BadCollection) as refused:
        api.start(many("n"), {} if value is None else {"n": value})
    assert refused.value.details["field"] == "n"


def inner(extra: str = "") -> str:
    return (
        '|<startEvent id="is"/><parallelGateway id="ig"/><userTask id="a"/><userTask id="b"/><endEvent id="ie"/>'
        f'<endEvent id="it">{extra}</endEvent><sequenceFlow id="i1" sourceRef="is" targetRef="ig"/>'
        '<sequenceFlow id="i2" sourceRef="ig" targetRef="a"/><sequenceFlow id="i3" sourceRef="ig" targetRef="b"/>'
        '<sequenceFlow id="i4" sourceRef="a" targetRef="ie"/><sequenceFlow id="i5" sourceRef="b" targetRef="it"/>'
    )


def test_a_sub_process_is_done_when_nothing_inside_is_left() -> None:
    net = api.compile_bpmn(drawn({"s": "startEvent", "u": f"subProcess {inner()}", "z": T, "e": "endEvent"}, "s>u, u>z, z>e"))
    assert opened(api.start(net, {})) == ["a", "b"]
    assert opened(after(net, "b")) == []
    assert opened(after(net, "b", "a")) == ["z"]


def test_terminate_inside_a_sub_process_ends_only_the_sub_process() -> None:
    body = inner('<terminateEventDefinition id="td"/>')
    net = api.compile_bpmn(drawn({"s": "startEvent", "u": f"subProcess {body}", "z": T, "e": "endEvent"}, "s>u, u>z, z>e"))
    step = after(net, "b")
    assert opened(step) == ["z"] and set(step.closed) == {("a", 0), ("b", 0)}


def test_terminate_ends_everything() -> None:
    nodes = {"s": "startEvent", "f": "parallelGateway", "a": T, "b": T, "j": "parallelGateway",
             "x": 'exclusiveGateway default="x.j"', "k": "endEvent |<terminateEventDefinition id='kd'/>", "e": "endEvent"}  # fmt: skip
    net = api.compile_bpmn(drawn(nodes, "s>f, f>a, f>b, a>x, x>k if stop, x>j, b>j, j>e"))
    step = api.complete(net, api.start(net, {}).marking, "a", {"stop": True})
    assert step.ended and set(step.closed) == {("a", 0), ("b", 0)}


def test_a_timer_withdraws_its_task_and_takes_its_own_way() -> None:
    nodes = {"s": "startEvent", "ask": T, "late": 'boundaryEvent attachedToRef="ask" yc:limit="5" |<timerEventDefinition id="d"/>',
             "urge": T, "e": "endEvent"}  # fmt: skip
    net = api.compile_bpmn(drawn(nodes, "s>ask, ask>e, late>urge, urge>e"))
    start = api.start(net, {})
    assert api.timers(net, start.marking) == (("late", "ask", "5"),)
    step = api.fire(net, start.marking, "late", 0, {})
    assert step.closed == (("ask", 0),) and step.opened == (("urge", 0),) and api.timers(net, step.marking) == ()
    with pytest.raises(api.NotOpen):
        api.fire(net, step.marking, "late", 0, {})
    assert api.complete(net, start.marking, "ask", {}).ended


def test_a_timer_on_a_sub_process_withdraws_all_inside() -> None:
    clock = '<timerEventDefinition id="d"><timeDuration>P5D</timeDuration></timerEventDefinition>'
    nodes = {"s": "startEvent", "u": f"subProcess {inner()}", "late": f'boundaryEvent attachedToRef="u" |{clock}',
             "z": T, "e": "endEvent"}  # fmt: skip
    net = api.compile_bpmn(drawn(nodes, "s>u, u>e, late>z, z>e"))
    step = after(net, "a")
    assert api.timers(net, step.marking) == (("late", "u", "P5D"),)
    step = api.fire(net, step.marking, "late", 0, {})
    assert step.closed == (("b", 0),) and step.opened == (("z", 0),)


def test_only_open_tasks_can_be_completed() -> None:
    net = api.compile_bpmn(api.shipped())
    start = api.start(net, {})
    for node, index in (("check", 0), ("review", 1), ("nothing", 0), ("start", 0)):
        with pytest.raises(api.NotOpen):
            api.complete(net, start.marking, node, {}, index=index)


def test_a_marking_is_a_few_bytes_and_comes_back_the_same() -> None:
    import json

    net = api.compile_bpmn(api.shipped("expert"))
    marking = after(net, "papers").marking
    stored = json.dumps(api.to_plain(marking), separators=(",", ":"))
    assert len(stored) < 40 and api.from_plain(json.loads(stored)) == marking
    assert api.from_plain(json.loads(json.dumps(api.to_plain(net)))) == net
