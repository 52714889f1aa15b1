"""The end of building 竣工 is an event: reported with its day, it opens the fourth stage.
What was handed in for that stage before waits for it. Pure."""

from __future__ import annotations

from datetime import date

from yichuang.kernel.codes.reasons import Reason
from yichuang.kernel.errors import FieldError, Invalid, Refusal

BUILT_LAW = "《建设工程质量管理条例》第十六条第一款、第二款第一项"
"""建设单位收到建设工程竣工报告后，应当组织竣工验收；完成设计和合同约定的各项内容才可以验收."""
FILING_LAW = "《建设工程质量管理条例》第四十九条第一款"
"""自竣工验收合格之日起15日内备案: calendar days, no word of working days."""
PERMIT_LAW = "《中华人民共和国建筑法》第七条第一款"


class NoPermitYet(Refusal):
    code, article = "joint.no_permit_yet", PERMIT_LAW
    message = "施工许可还没有结果，不能报竣工。"
    remedy = "取得施工许可证以后才能施工；结果有了再报。"


class CompletionBegun(Refusal):
    code = "joint.completion_begun"
    message = "竣工验收阶段已经提交申请，竣工日期不再改。"
    remedy = "日期写错的，请撤回这个阶段的申请以后再改。"


class NotBuilt(Refusal):
    code, article = "joint.not_built", BUILT_LAW
    message = "还没有报竣工，竣工验收阶段还没有开始。"
    remedy = "报竣工以后再并进这个阶段。"


def check_built(built_on: date | None, *, today: date, permitted_on: date | None) -> date:
    """The day building ended: not to come, and not before there was a permit to begin. Raises Invalid at `built_on`."""
    wrong: str | Reason = ""
    if built_on is None:
        wrong = "请填竣工日期。"
    elif built_on > today:
        wrong = "竣工日期不能在今天以后。"
    elif permitted_on and built_on < permitted_on:
        wrong = Reason("竣工日期早于取得施工许可的%(day)s。", day=permitted_on.isoformat())
    if built_on is None or wrong:
        raise Invalid("还不能报竣工。", code="joint.bad_built", errors=(FieldError("built_on", "joint.bad_built", wrong),), article=BUILT_LAW)
    return built_on
