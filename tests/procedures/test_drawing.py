"""The shipped procedures and their picture: every node drawn where the file says, tokens lit, no script needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from yichuang.procedures import api
from yichuang.procedures.shipped import NAMES

MODELS = Path(__file__).parents[1] / "data/bpmn"
POSTS = {"window", "undertaker", "section_chief", "deputy_director", "director", "legal", "seal", "certificate", "expert"}


@pytest.mark.parametrize("name", NAMES)
def test_shipped_procedures_run_and_every_task_has_a_post(name: str) -> None:
    net = api.compile_bpmn(api.shipped(name), known_names=())
    assert {node.post for node in net.nodes if node.kind == "userTask"} <= POSTS
    step, seen = api.start(net, {}), 0
    while not step.ended:
        seen += 1
        step = api.complete(net, step.marking, *api.open_nodes(net, step.marking)[0][:1], {})
    assert seen == sum(node.kind == "userTask" for node in net.nodes)


def test_the_default_is_review_then_check() -> None:
    net = api.compile_bpmn(api.shipped())
    assert [(n.name, n.post) for n in net.nodes if n.kind == "userTask"] == [("承办", "undertaker"), ("审核", "section_chief")]


@pytest.mark.parametrize("name", NAMES)
def test_every_node_and_flow_is_drawn_inside_the_picture(name: str) -> None:
    net, picture = api.compile_bpmn(api.shipped(name)), api.drawing(api.shipped(name))
    assert picture is not None
    assert {shape.id for shape in picture.shapes} == {node.id for node in net.nodes}
    assert len(picture.paths) == len(net.flows)
    left, top, width, height = map(float, picture.view.split())
    for shape in picture.shapes:
        assert left <= shape.x and shape.right <= left + width and top <= shape.y and shape.bottom <= top + height


def test_the_token_is_lit_and_said_in_words() -> None:
    picture = api.drawing(api.shipped("expert"), lit={"technical", "opinion"}, done={"papers"})
    assert picture is not None and picture.lit == ("技术评审", "征求意见")
    states = {shape.id: shape.state for shape in picture.shapes}
    assert (states["technical"], states["papers"], states["check"]) == ("lit", "done", "ahead")


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.bpmn")), ids=lambda path: path.stem)
def test_a_model_that_cannot_run_can_still_be_shown(path: Path) -> None:
    picture = api.drawing(path.read_bytes())
    assert picture is not None and picture.shapes and picture.width > 0


@pytest.mark.parametrize("bad", ["", "wide", "nan", "1e99", "inf"])
def test_a_shape_without_sensible_bounds_is_left_out(bad: str) -> None:
    xml = api.shipped().replace('<dc:Bounds x="100"', f'<dc:Bounds x="{bad}"')
    assert xml != api.shipped()
    whole, picture = api.drawing(api.shipped()), api.drawing(xml)
    assert whole is not None and picture is not None and len(picture.shapes) == len(whole.shapes) - 1


def test_a_model_without_a_diagram_has_no_picture() -> None:
    assert api.drawing(api.shipped().split("<bpmndi:BPMNDiagram")[0] + "</definitions>") is None
