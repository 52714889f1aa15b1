"""The procedure as a picture made on the server: shapes and lines from the BPMN diagram, tokens lit; no script needed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from yichuang.procedures.bpmn import BPMN, attribute, local, parse
from yichuang.procedures.ready import ACTS

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
PAD = 20
FARTHEST = 100_000
LINE = 6
"""Characters of a name on one line of a task."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`kind` is task, gateway, event or scope; `state` is lit, done or ahead; `lines` the name in short lines."""

    id: str
    kind: str
    mark: str
    state: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    name: str
    act: str = ""
    """What the task asks for (`yc:act`), in words."""

    @property
    def cx(self) -> float:
        return self.x + self.width / 2

    @property
    def cy(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def first_line(self) -> float:
        return self.cy + 5 - 9 * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class Drawing:
    """`view` is the viewBox; `paths` the flows as SVG path data; `text` says in words what is lit."""

    view: str
    shapes: tuple[Shape, ...]
    paths: tuple[str, ...]
    lit: tuple[str, ...]
    width: float
    height: float


MARKS = {"parallelGateway": "+", "inclusiveGateway": "○", "exclusiveGateway": "×"}


def kind_of(tag: str) -> str:
    if tag.endswith("Gateway"):
        return "gateway"
    if tag.endswith("Event"):
        return "end" if tag == "endEvent" else "event"
    return "scope" if tag == "subProcess" else "task"


def drawing(xml: str | bytes, *, lit: Collection[str] = (), done: Collection[str] = ()) -> Drawing | None:
    """The drawing of a BPMN file's first diagram; None when it has none."""
    root = parse(xml)
    elements = {e.get("id"): e for e in root.iter() if isinstance(e.tag, str) and e.tag.startswith(f"{{{BPMN}}}") and e.get("id")}
    shapes = []
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        element, bounds = elements.get(shape.get("bpmnElement")), shape.find(f"{{{DC}}}Bounds")
        if element is None or bounds is None or local(element) in ("lane", "participant", "textAnnotation"):
            continue
        box = numbers(bounds, ("x", "y", "width", "height"))
        if box:
            shapes.append(shape_of(element, box, lit, done))
    if not shapes:
        return None
    paths = []
    for edge in root.iter(f"{{{DI}}}BPMNEdge"):
        found = (numbers(point, ("x", "y")) for point in edge.findall(f"{{{DD}}}waypoint"))
        points = [f"{point[0]:g} {point[1]:g}" for point in found if point]
        if len(points) > 1:
            paths.append("M" + "L".join(points))
    left, top = min(s.x for s in shapes) - PAD, min(s.y for s in shapes) - PAD
    width, height = max(s.right for s in shapes) + PAD - left, max(s.bottom for s in shapes) + PAD - top
    names = tuple(s.name for s in shapes if s.state == "lit")
    return Drawing(f"{left:g} {top:g} {width:g} {height:g}", tuple(shapes), tuple(paths), names, width, height)


def numbers(element: Any, names: tuple[str, ...]) -> list[float]:
    """The coordinates of an element; empty when one is missing or absurd, for a drawing may be any file."""
    try:
        found = [float(element.get(name) or "") for name in names]
    except ValueError:
        return []
    return found if all(abs(number) < FARTHEST for number in found) else []


def shape_of(element: Any, box: list[float], lit: Collection[str], done: Collection[str]) -> Shape:
    ident, name = element.get("id"), (element.get("name") or "").strip()
    state = "lit" if ident in lit else "done" if ident in done else "ahead"
    tag = local(element)
    lines = tuple(name[i : i + LINE] for i in range(0, min(len(name), 3 * LINE), LINE))
    act = ACTS.get(attribute(element, "act"), "")
    return Shape(ident, kind_of(tag), MARKS.get(tag, ""), state, *box, lines, name, act)
