"""Whose a task is when a data field says so (`yc:organ`): one organ, or for a multi-instance a list of them, one each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from yichuang.kernel.errors import Refusal
from yichuang.procedures.net import Net, Step

BETWEEN = re.compile(r"[、,，;；\s]+")


class BadOrgan(Refusal):
    code = "procedures.bad_organ"
    message = "“%(node)s”由哪个机关办理，数据项%(field)s没有写明。"
    remedy = "请核对这个数据项；要填机关的统一社会信用代码或者全称，多个机关用顿号隔开。"


def listed(value: object) -> list[str]:
    """A list, or the text of one; empty when it is neither."""
    items = BETWEEN.split(value.strip()) if isinstance(value, str) else value if isinstance(value, (list, tuple)) else ()
    return [item.strip() for item in items if isinstance(item, str) and item.strip()]


def organs_named(net: Net, step: Step, data: Mapping[str, object]) -> Step:
    """The step with what its data calls the organ of each opened task; raises BadOrgan where it says nothing."""
    found = []
    for node_id, index in step.opened:
        node = net.node(node_id)
        if not node.organ_field:
            continue
        names = listed(data.get(node.organ_field))
        if node.many and (node.many == node.organ_field or len(names) != 1):
            names = names[index : index + 1]
        if len(names) != 1:
            raise BadOrgan(node=node.name or node.id, field=node.organ_field)
        found.append((node_id, index, names[0]))
    return replace(step, organs=tuple(found)) if found else step
