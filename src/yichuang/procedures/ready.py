"""What compiles and plays, and yet nobody here could execute: refused at publication, each element by its id."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from yichuang.kernel.codes.reasons import Reason
from yichuang.procedures.net import TASKS, Net, Node

ACTS: Mapping[str, str] = {
    "visit": "现场核查", "special": "特别程序", "hearing": "听证", "third_party": "告知利害关系人", "opinion": "征求意见",
    "legal_review": "法制审核", "supplement": "补充说明",
}
"""What a task may ask for (`yc:act`): the acts of the law that a desk opens under review."""
NOT_YET: Mapping[str, str] = {
    "serviceTask": "服务任务没有可以调用的服务，请改成用户任务并写明岗位",
    "businessRuleTask": "流程里还不能执行决策表，请改成用户任务，或者把条件写在网关上",
}
FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def unready(net: Net, posts: Collection[str]) -> Iterator[tuple[str, Any]]:
    """Element id and reason of everything that cannot be executed; `posts` are the posts there are."""
    for node in net.nodes:
        if node.kind in TASKS:
            yield from ((node.id, why) for why in reasons(node, posts))


def reasons(node: Node, posts: Collection[str]) -> Iterator[Any]:
    if node.kind in NOT_YET:
        yield NOT_YET[node.kind]
    if node.form:
        yield "环节还不能带自己的表单（yc:form），申请表单在事项里定"
    if node.decision:
        yield "流程里还不能执行决策表（yc:decision），请把条件写在网关上"
    if node.act and node.act not in ACTS:
        yield Reason("没有“%(what)s”这种要做的事（yc:act）", what=node.act)
    if node.post and node.post not in posts:
        yield Reason("没有“%(what)s”这个岗位（yc:post）", what=node.post)
    if node.organ and not FIELD.fullmatch(node.organ):
        yield "机关（yc:organ）请填deciding、accepting，或者写明机关的数据项"
