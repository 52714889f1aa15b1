"""The cities' own figures as plans of items: who decides what, in how many steps, on how many papers, with or without a visit.

What a seed does not say is chosen here and said to be: how the steps and papers are spread over the departments, which departments
visit, and the days of each item. The totals are the seeds'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHARED = (
    "项目批准文件", "建设单位主体资格证明", "法定代表人身份证明", "用地批准文件", "规划条件", "总平面图", "建筑方案图", "施工图设计文件",
    "地质勘察报告", "环境影响评价文件",
    "节能评估文件", "消防设计文件", "人防设计文件", "绿化方案", "给排水方案", "交通影响评价", "资金证明", "中标通知书", "施工合同", "监理合同",
)  # fmt: skip
"""Papers of a construction project that many departments ask for (资料共享)."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One item: its department (from 1), its steps between acceptance and decision, the papers it asks for, days promised, a site visit."""

    department: int
    steps: int
    papers: tuple[str, ...]
    days: int
    visit: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario before or after its reform."""

    name: str
    items: tuple[Planned, ...]
    offices: int

    @property
    def departments(self) -> int:
        return max(item.department for item in self.items)

    @property
    def steps(self) -> int:
        return sum(item.steps for item in self.items)

    @property
    def papers(self) -> int:
        return sum(len(item.papers) for item in self.items)


def spread(total: int, parts: int) -> list[int]:
    """A total in whole parts as even as can be."""
    return [total // parts + (n < total % parts) for n in range(parts)]


def planned(name: str, *, departments: int, offices: int, steps: int, papers: int, kinds: Sequence[str], days: Sequence[int], visits: int) -> Plan:
    """One item a department; its papers are drawn in turn from `kinds`."""
    own, asked, at = spread(steps, departments), spread(papers, departments), 0
    items = []
    for n in range(departments):
        chosen = tuple(kinds[(at + k) % len(kinds)] for k in range(asked[n]))
        at += asked[n]
        items.append(Planned(n + 1, own[n], chosen, days[n % len(days)], n < visits))
    return Plan(name, tuple(items), offices)


ACCOUNT = {"departments": 23, "offices": 70, "steps": 320, "papers": 300, "seals": 100}
"""西安, as its account tells it: 23个相关部门、70多个内设处室、320多个具体环节、300多份相关资料、100多个印章; a dozen and more checks and
acceptances (十几次) that became one. Where it says 多, more than so many. It says nothing of which department asks for what of another, only that before
"前置条件未满足的事项不予受理" (one after the other) and since "假定前置条件全部成立", decided together when all are there."""
XIAN = planned(
    "xian", departments=ACCOUNT["departments"], offices=ACCOUNT["offices"], steps=ACCOUNT["steps"], papers=ACCOUNT["papers"], kinds=SHARED,
    days=(20, 15, 10, 18, 12), visits=12,
)  # fmt: skip
XIAN_SMALL = planned("xian-small", departments=3, offices=9, steps=42, papers=39, kinds=SHARED, days=(20, 15, 10), visits=2)
"""An eighth of it, to see that it runs."""

JINING = {
    "政府投资项目，改革前": planned("g63", departments=12, offices=24, steps=63, papers=89, kinds=SHARED[:14], days=(15, 10), visits=4),
    "政府投资项目，改革后": planned("g24", departments=6, offices=12, steps=24, papers=14, kinds=SHARED[:14], days=(7, 5), visits=1),
    "企业投资项目，改革前": planned("e60", departments=12, offices=24, steps=60, papers=89, kinds=SHARED[:14], days=(15, 10), visits=4),
    "企业投资项目，改革后": planned("e17", departments=5, offices=10, steps=17, papers=14, kinds=SHARED[:14], days=(5, 4), visits=1),
}
"""济宁: 63→24 and 60→17 steps, 89→14 papers (the latter told of 房地产项目 as a whole)."""
