"""审管互动 of the demonstration: the list of boundaries, kept before the sample week, and what regulators did of what its cases made owed: what was
due by now is answered in time but for the oldest of each, which is late; the rest is still open. Every document says 示例."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.boundary import Interaction
from yichuang.cli.players import Cast, work
from yichuang.kernel.values import local_date
from yichuang.oversight import api as oversight

if TYPE_CHECKING:
    from yichuang.cli.sample_week import Days

BOUNDARIES = (
    ("drainage", "", "审批一科", "water", "排水管理科", "push", 2, "《城镇排水与污水处理条例》第四十六条第二款"),
    ("drainage", "审核", "审批一科", "water", "排水管理科", "opinion", 3, "《城镇排水与污水处理条例》第二十一条"),
    ("public-place-hygiene", "", "审批二科", "health", "综合监督科", "push", 2, "《公共场所卫生管理条例》第十条"),
    ("tree-felling", "", "审批二科", "forestry", "资源管理科", "feedback", 5, "《中华人民共和国森林法》第六十六条"),
    ("food-business", "", "登记注册科", "market", "餐饮监管科", "push", 1, "《中华人民共和国食品安全法》第一百一十条"),
    ("food-business", "现场核查", "登记注册科", "market", "餐饮监管科", "visit", 5, "《中华人民共和国食品安全法》第三十五条"),
    ("outdoor-sign", "", "审批二科", "city", "市容管理科", "objection", 5, "《城市市容和环境卫生管理条例》第十一条"),
)
"""审管互动边界 (示例): item, step, approving office, regulator, its office, what passes, working days, basis."""


def listed(cast: Cast, now: datetime) -> None:
    for item, step, office, organ, regulates, way, days, basis in BOUNDARIES:
        catalogue.boundaries.keep(
            item=item, step=step, approve_office=office, regulate_organ_id=cast.demo.organs[organ], regulate_office=f"{regulates}（示例）", interaction=way,
            days=days, basis=f"{basis}（示例）", valid_from=local_date(now), now=now, actor=cast["shixiang"],
        )  # fmt: skip


ANSWERS: dict[Interaction, tuple[str, str]] = {
    Interaction.PUSH: ("claimed", ""), Interaction.OPINION: ("conditions", "同意，接驳井出口加装格栅，便于监管取样。（示例）"),
    Interaction.VISIT: ("took_part", "与审批人员一同到现场，布局与图纸一致。（示例）"), Interaction.FEEDBACK: ("normal", ""), Interaction.OBJECTION: ("none", ""),
}
WHO = {"water": "shuiwu", "health": "weijian", "forestry": "linye", "market": "shijian", "city": "chengguan"}


def answered(cast: Cast, days: Days) -> None:
    """Of what each regulator owes, the oldest is left until it is late; what was owed longest after it is done within its days."""
    work()
    for organ, person in WHO.items():
        rows, _ = oversight.page([cast.demo.organs[organ]], "owed")
        for row in rows[1:]:
            at = row.opened_at + timedelta(hours=2)
            if row.due_on < days.today and oversight.may_answer(row, cast[person], local_date(at)):
                finding, text = ANSWERS[row.interaction]
                oversight.answer(row.due_id, finding=finding, text=text, now=at, actor=cast[person])
