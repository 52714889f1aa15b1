"""The door of procedures: compile a drawing, play the token game. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from yichuang.kernel.errors import FieldError
from yichuang.procedures.bpmn import Broken, Unsupported, compile_xml
from yichuang.procedures.conditions import variables
from yichuang.procedures.drawing import Drawing, drawing
from yichuang.procedures.game import BadCollection, BadCondition, NotOpen, NoWay, complete, fire, open_nodes, start, timers
from yichuang.procedures.net import TASKS, Flow, Marking, Net, Node, Step, from_plain, to_plain
from yichuang.procedures.organs import BadOrgan, organs_named
from yichuang.procedures.ready import ACTS, unready
from yichuang.procedures.returning import NoReturn, send_back
from yichuang.procedures.shipped import shipped
from yichuang.procedures.sound import TooLarge, Unsound, check

__all__ = [
    "ACTS", "BadCollection", "BadCondition", "BadOrgan", "Broken", "Drawing", "Flow", "Marking", "Net", "NoReturn", "NoWay", "Node", "NotOpen",
    "Step", "TASKS", "TooLarge", "Unsound", "Unsupported",
    "compile_bpmn", "complete", "drawing", "fire", "from_plain", "open_nodes", "organs_named", "send_back", "shipped", "start", "timers",
    "to_plain", "variables",
]


def compile_bpmn(
    xml: str | bytes, *, known_names: Iterable[str] | None = None, posts: Collection[str] | None = None
) -> Net:
    """An executable net, or a refusal that lists every element in the way: Broken, Unsupported, Unsound, TooLarge.

    `known_names` are the data element names conditions may read (dots as underscores); others are refused. With `posts`,
    the posts there are, it is compiled for publication: what nobody here could execute is refused too.
    """
    net = compile_xml(xml)
    if posts is not None and (missing := dict.fromkeys(unready(net, posts))):
        errors = tuple(FieldError(element, "unsupported", why) for element, why in missing)
        raise Unsupported(errors=errors, count=len(errors))
    if known_names is not None:
        unknown = sorted(variables(net) - {name.replace(".", "_") for name in known_names} - {"verdict"})
        if unknown:
            errors = tuple(FieldError(name, "unknown", "没有这个数据项") for name in unknown)
            raise Unsupported("条件用到了不存在的数据项。", errors=errors, count=len(errors))
    check(net)
    return net
