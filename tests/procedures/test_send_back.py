"""退回: inside one branch or sub-process, or before the split with all its tokens; nothing else (design §6)."""

from __future__ import annotations

import pytest

from tests.procedures.drawn import drawn
from tests.procedures.test_gateways import T, after, inner, opened
from yichuang.procedures import api

NODES = {"s": "startEvent", "t": T, "f": "parallelGateway", "a": T, "a2": T, "b": T, "j": "parallelGateway", "z": T,
         "x": 'exclusiveGateway default="x.e"', "m": "exclusiveGateway", "e": "endEvent"}  # fmt: skip
LOOP = "s>m, m>t, t>f, f>a, a>a2, f>b, a2>j, b>j, j>z, z>x, x>m if again, x>e"


@pytest.fixture
def net() -> api.Net:
    """t, then a → a2 beside b, then z; and a loop from the end back to t, which must not confuse the branches."""
    return api.compile_bpmn(drawn(NODES, LOOP))


def test_within_a_branch_the_other_branch_goes_on(net: api.Net) -> None:
    step = api.send_back(net, after(net, "t", "a").marking, "a2", "a")
    assert step.closed == (("a2", 0),) and step.opened == (("a", 0),)
    assert api.open_nodes(net, step.marking) == (("a", 0), ("b", 0))


def test_within_a_branch_a_token_that_waits_at_the_join_stays(net: api.Net) -> None:
    step = api.send_back(net, after(net, "t", "a", "b").marking, "a2", "a")
    for node in ("a", "a2"):
        step = api.complete(net, step.marking, node, {})
    assert opened(step) == ["z"]


@pytest.mark.parametrize(("done", "start"), [(("t",), "a"), (("t", "a"), "a2"), (("t", "b"), "a"), (("t", "a", "a2"), "b")])
def test_before_the_split_every_token_of_the_split_is_withdrawn(net: api.Net, done: tuple[str, ...], start: str) -> None:
    step = api.send_back(net, after(net, *done).marking, start, "t")
    assert api.open_nodes(net, step.marking) == (("t", 0),) and step.marking.tokens == ()


def test_from_behind_the_join_nobody_is_sent_into_one_branch(net: api.Net) -> None:
    marking = after(net, "t", "a", "b", "a2").marking
    for node in ("a", "a2", "b"):
        with pytest.raises(api.NoReturn):
            api.send_back(net, marking, "z", node)
    assert api.open_nodes(net, api.send_back(net, marking, "z", "t").marking) == (("t", 0),)


def test_into_the_other_branch_is_refused(net: api.Net) -> None:
    with pytest.raises(api.NoReturn):
        api.send_back(net, after(net, "t", "a", "a2").marking, "b", "a2")


@pytest.mark.parametrize(("start", "to"), [("a", "a"), ("a", "nothing"), ("a", "f"), ("a", "s"), ("z", "t"), ("nothing", "t")])
def test_only_from_an_open_task_to_another_task(net: api.Net, start: str, to: str) -> None:
    with pytest.raises(api.NoReturn):
        api.send_back(net, after(net, "t").marking, start, to)


def test_taking_back_a_branch_that_waits_at_the_join(net: api.Net) -> None:
    step = api.send_back(net, after(net, "t", "b").marking, None, "b")
    assert set(api.open_nodes(net, step.marking)) == {("a", 0), ("b", 0)} and step.marking.tokens == ()


def test_the_decider_returns_a_finished_case_to_the_last_check() -> None:
    net = api.compile_bpmn(api.shipped("expert"))
    over = after(net, "papers", "technical", "opinion", "check")
    assert over.ended
    assert api.open_nodes(net, api.send_back(net, over.marking, None, "check").marking) == (("check", 0),)
    with pytest.raises(api.NoReturn):
        api.send_back(net, over.marking, None, "papers")


def test_a_sub_process_is_not_left_by_returning() -> None:
    nodes = {"s": "startEvent", "t": T, "u": f"subProcess {inner()}", "z": T, "e": "endEvent"}
    net = api.compile_bpmn(drawn(nodes, "s>t, t>u, u>z, z>e"))
    with pytest.raises(api.NoReturn):
        api.send_back(net, after(net, "t").marking, "a", "t")
    with pytest.raises(api.NoReturn):
        api.send_back(net, after(net, "t", "a", "b").marking, "z", "a")


def test_a_nested_split_takes_only_its_own_tokens_along() -> None:
    nodes = {"s": "startEvent", "f": "parallelGateway", "a1": T, "g": "parallelGateway", "a2": T, "a3": T,
             "h": "parallelGateway", "b": T, "j": "parallelGateway", "e": "endEvent"}  # fmt: skip
    net = api.compile_bpmn(drawn(nodes, "s>f, f>a1, a1>g, g>a2, g>a3, a2>h, a3>h, h>j, f>b, b>j, j>e"))
    step = api.send_back(net, after(net, "a1").marking, "a2", "a1")
    assert set(step.closed) == {("a2", 0), ("a3", 0)}
    assert set(api.open_nodes(net, step.marking)) == {("a1", 0), ("b", 0)}


def test_back_to_a_multi_instance_asks_everybody_again() -> None:
    loop = "multiInstanceLoopCharacteristics yc:collection='organs'"
    net = api.compile_bpmn(drawn({"s": "startEvent", "ask": f"{T} |<{loop}/>", "z": T, "e": "endEvent"}, "s>ask, ask>z, z>e"))
    data: dict[str, object] = {"organs": ["water", "fire"]}
    step = api.start(net, data)
    for index in (0, 1):
        step = api.complete(net, step.marking, "ask", data, index=index)
    assert api.send_back(net, step.marking, "z", "ask", data).opened == (("ask", 0), ("ask", 1))
    with pytest.raises(api.BadCollection):
        api.send_back(net, step.marking, "z", "ask")
