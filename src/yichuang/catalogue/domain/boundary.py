"""审管互动边界清单 and 谁审批谁负责、谁主管谁监管 (domain A rows 9, 10): for each step of an item, which office approves, which regulates, what
passes between them and by when. Pure.

行政许可法 61: who licenses keeps a system of supervision; 优化营商环境条例 51: duties of regulation are carried out, their objects, scope and powers clear.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from yichuang.kernel.errors import FieldError, Invalid

LAW, BUSINESS = "《中华人民共和国行政许可法》第六十一条", "《优化营商环境条例》第五十一条"
ARTICLE = f"{LAW}、{BUSINESS}"
WHOLE = ""
"""Not one step but the item as a whole: its regulator."""
STEP_NAMES: Mapping[str, str] = {WHOLE: "整个事项"}
MOST_DAYS = 60


class Interaction(StrEnum):
    """What passes between who approves and who regulates 互动方式."""

    PUSH = "push"
    OPINION = "opinion"
    VISIT = "visit"
    FEEDBACK = "feedback"
    OBJECTION = "objection"


INTERACTION_NAMES: Mapping[Interaction, str] = {
    Interaction.PUSH: "审批结果推送监管", Interaction.OPINION: "审批征求监管意见", Interaction.VISIT: "联合现场核查", Interaction.FEEDBACK: "监管结果反馈审批",
    Interaction.OBJECTION: "监管提出异议、建议撤销",
}


def check(
    *, item: bool, step: str, steps: Collection[str], approve_office: str, regulate_organ: bool, regulate_office: str, interaction: str, days: int | None,
    basis: str, valid_from: date | None, today: date,
) -> None:
    """One row of the list. Raises Invalid per field, all at once."""
    errors = []

    def wrong(field: str, code: str, message: str) -> None:
        errors.append(FieldError(field, f"catalogue.{code}", message))

    if not item:
        wrong("item", "no_such_item", "现行清单没有这个名称的事项，也没有这个编码；请从名称里选")
    if item and step and step not in steps:
        wrong("step", "no_such_step", "这个事项现行版本没有这个环节")
    if not approve_office.strip():
        wrong("approve_office", "no_office", "请写审批的责任科室")
    if not regulate_organ:
        wrong("regulate_organ", "no_organ", "请选监管机关")
    if not regulate_office.strip():
        wrong("regulate_office", "no_office", "请写监管的责任科室")
    if interaction not in Interaction._value2member_map_:
        wrong("interaction", "no_interaction", "请选互动方式")
    if days is None or not 0 <= days <= MOST_DAYS:
        wrong("days", "no_days", "请填几个工作日以内，0是当日，最多60")
    if not basis.strip() or len(basis) > 300:
        wrong("basis", "no_basis", "请写依据，300个字以内")
    if valid_from is None or valid_from < today:
        wrong("valid_from", "backdated", "请填从哪一天起，不早于今天")
    if errors:
        raise Invalid("这一条边界还不能保存", errors=tuple(errors), article=ARTICLE)


def check_end(valid_to: date | None, *, valid_from: date, today: date) -> date:
    """The last day: not gone by, not before the first. Raises Invalid."""
    if valid_to is None or valid_to < max(today, valid_from):
        raise Invalid("最后一天不对", errors=(FieldError("valid_to", "catalogue.backdated", "请填最后一天，不早于今天和起始日"),))
    return valid_to
