"""The door of procedures: compile a drawing, play the token game. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from yichuang.kernel.errors import FieldError
from yichuang.procedures import sound
from yichuang.procedures.bpmn import Broken, Unsupported, compile_xml, variables
from yichuang.procedures.drawing import Drawing, drawing
from yichuang.procedures.game import NoReturn, NotOpen, NoWay, complete, fire, open_nodes, send_back, start, timers
from yichuang.procedures.net import Flow, Marking, Net, Node, Step, from_plain, to_plain
from yichuang.procedures.shipped import shipped

__all__ = [
    "Broken", "Drawing", "Flow", "Marking", "Net", "NoReturn", "NoWay", "Node", "NotOpen", "Step", "Unsupported",
    "compile_bpmn", "complete", "drawing", "fire", "from_plain", "open_nodes", "send_back", "shipped", "start", "timers",
    "to_plain", "variables",
]


def compile_bpmn(xml: str | bytes, *, known_names: Iterable[str] | None = None) -> Net:
    """An executable net, or a refusal that lists every element in the way: Broken, Unsupported, sound.Unsound.

    `known_names` are the data element names conditions may read (dots as underscores); others are refused.
    """
    net = compile_xml(xml)
    if known_names is not None:
        unknown = sorted(variables(net) - {name.replace(".", "_") for name in known_names} - {"verdict"})
        if unknown:
            errors = tuple(FieldError(name, "unknown", f"{name}：没有这个数据项") for name in unknown)
            raise Unsupported("条件用到了不存在的数据项。", errors=errors, count=len(errors))
    sound.check(net)
    return net
