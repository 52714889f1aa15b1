"""事项划转交接备忘录: an item's transfer put down in five parts and signed by both organs, its dated effect, its states. Pure.

Liaocheng: “针对划转事项逐一签订《事项划转交接备忘录》，明确政策文件、审批印鉴、档案移交、制式凭证、业务协调等方面的交接要求”.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal


class Part(StrEnum):
    POLICY = "policy"
    SEALS = "seals"
    ARCHIVES = "archives"
    BLANKS = "blanks"
    WORK = "work"


PART_NAMES: Mapping[Part, str] = {
    Part.POLICY: "政策文件", Part.SEALS: "审批印鉴", Part.ARCHIVES: "档案移交", Part.BLANKS: "制式凭证", Part.WORK: "业务协调",
}  # fmt: skip
PART_HINTS: Mapping[Part, str] = {
    Part.POLICY: "法律法规、上级文件、实施规范、审查标准，列出名称和文号",
    Part.SEALS: "许可专用章、受理专用章的启用、停用和缴销",
    Part.ARCHIVES: "已办结案卷的范围、年度、数量、交接方式",
    Part.BLANKS: "空白证照、文书的种类、起止编号、数量",
    Part.WORK: "对接科室、技术支持、现场踏勘、上级系统账号、监管衔接",
}


UNFILLED: Mapping[Part, str] = {
    Part.POLICY: "请填写政策文件这一部分", Part.SEALS: "请填写审批印鉴这一部分", Part.ARCHIVES: "请填写档案移交这一部分",
    Part.BLANKS: "请填写制式凭证这一部分", Part.WORK: "请填写业务协调这一部分",
}  # fmt: skip


class State(StrEnum):
    DRAFTING = "drafting"
    HALF_SIGNED = "half_signed"
    SIGNED = "signed"
    IN_EFFECT = "in_effect"
    WITHDRAWN = "withdrawn"


LABELS: Mapping[State, str] = {
    State.DRAFTING: "起草", State.HALF_SIGNED: "一方已签", State.SIGNED: "双方已签", State.IN_EFFECT: "已生效", State.WITHDRAWN: "已撤回",
}  # fmt: skip
OWNERS: Mapping[State, str] = {State.DRAFTING: "catalogue_editor", State.HALF_SIGNED: "director", State.SIGNED: "due"}
TRANSITIONS: Mapping[State, Mapping[str, State]] = {
    State.DRAFTING: {
        "catalogue.MemoPartFilled": State.DRAFTING, "catalogue.MemoSigned": State.HALF_SIGNED, "catalogue.MemoWithdrawn": State.WITHDRAWN,
    },
    State.HALF_SIGNED: {
        "catalogue.MemoPartFilled": State.DRAFTING, "catalogue.MemoAgreed": State.SIGNED, "catalogue.MemoWithdrawn": State.WITHDRAWN,
    },
    State.SIGNED: {
        "catalogue.MemoEntered": State.SIGNED, "catalogue.MemoTookEffect": State.IN_EFFECT, "catalogue.MemoWithdrawn": State.WITHDRAWN,
    },
}  # fmt: skip


class Side(StrEnum):
    FROM = "from"
    TO = "to"


SIDE_NAMES: Mapping[Side, str] = {Side.FROM: "移交机关", Side.TO: "接收机关"}
HEADS = frozenset({"director", "deputy_director"})


class WrongState(Refusal):
    code = "catalogue.memo_state"
    message = "备忘录%(state)s，不能这样做。"
    remedy = "请看备忘录现在的情况。"


class NotOurs(Forbidden):
    code = "catalogue.memo_not_ours"
    message = "只有移交机关和接收机关能办理这份备忘录。"
    remedy = "请由双方的人员办理。"


class NotSigned(Forbidden):
    code = "catalogue.memo_signer"
    message = "备忘录由双方机关的负责人各自签字，一个人不能代两方签。"
    remedy = "请由本机关的局长或者分管局长签字。"


class Unfilled(Invalid):
    code = "catalogue.memo_unfilled"
    message = "还有%(count)s个部分没有填，不能签字。"
    remedy = "五个部分都要写明；没有要移交的，也写明没有。"


def check_move(state: State, fact: str) -> State:
    to = TRANSITIONS.get(state, {}).get(fact)
    if to is None:
        raise WrongState(state=LABELS[state])
    return to


def side_of(organ_id: UUID | None, *, from_organ_id: UUID, to_organ_id: UUID) -> Side:
    if organ_id == from_organ_id:
        return Side.FROM
    if organ_id == to_organ_id:
        return Side.TO
    raise NotOurs()


def check_sign(
    *, posts: Collection[str], account_id: UUID | None, signed_by: Mapping[Side, UUID], side: Side, filled: Collection[Part], from_on: date, today: date
) -> None:
    """A head of the own organ, once, and nobody for both; everything filled, and the day still to come."""
    if not HEADS & set(posts) or side in signed_by or account_id in signed_by.values():
        raise NotSigned()
    empty = [part for part in Part if part not in filled]
    if empty:
        raise Unfilled(count=len(empty), errors=tuple(FieldError(part.value, "catalogue.memo_unfilled", UNFILLED[part]) for part in empty))
    if from_on < today:
        raise Invalid("生效日期已经过去", errors=(FieldError("from_on", "catalogue.back_dated", "请改为今天或者以后的日期"),))
