"""国家统一项目代码: fetched from the 投资项目在线审批监管平台, never minted here; until the platform answers it is kept as unchecked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from yichuang.kernel.errors import Invalid, Refusal

CODE_LAW = "《企业投资项目核准和备案管理条例》第四条第二款、《政府投资条例》第十条第一款"
"""核准机关、备案机关以及其他有关部门统一使用在线平台生成的项目代码办理相关手续; the same for government investment."""
FIRST_WAIT, LONGEST_WAIT, ASKED_FOR = timedelta(minutes=5), timedelta(days=1), timedelta(days=30)
FEN_IN_10K = Decimal(1_000_000)
"""万元 → 分."""


class Checked(StrEnum):
    """What the platform said of the code of a project."""

    WAITING = "waiting"
    """It has not answered yet."""
    FETCHED = "fetched"
    UNKNOWN = "unknown"
    """It has no such code."""
    OTHER = "other"
    """Its project belongs to somebody else."""


CHECKED_NAMES: Mapping[Checked, str] = {
    Checked.WAITING: "未核验，等国家平台答复", Checked.FETCHED: "已从国家平台取得", Checked.UNKNOWN: "国家平台没有这个代码",
    Checked.OTHER: "国家平台登记的项目单位不是本项目的建设单位",
}  # fmt: skip


class NoSuchCode(Invalid):
    code, article = "joint.code_unknown", CODE_LAW
    message = "国家平台没有这个项目代码。"
    remedy = "请核对代码；还没有代码的，先到投资项目在线审批监管平台申请。"


class NotTheOwner(Invalid):
    code, article = "joint.code_of_another", CODE_LAW
    message = "这个代码在国家平台登记的项目单位不是所选的建设单位。"
    remedy = "请核对代码和建设单位；建设单位变更的，先在国家平台变更。"


class PlatformSilent(Invalid):
    code = "joint.platform_silent"
    message = "国家平台现在没有答复，请先填项目名称。"
    remedy = "填了名称就能登记，标为未核验；平台答复以后自动核对。"


class CodeFetched(Refusal):
    code = "joint.code_fetched"
    message = "这个项目的代码已经从国家平台取得，不在这里改。"
    remedy = "项目信息有变化的，请在国家平台变更。"


def next_ask(checked: Checked, *, registered_at: datetime, now: datetime) -> datetime | None:
    """When the platform is asked again. A silent one after as long again as was waited, five minutes to a day, for as long as it takes;
    of a code it does not know once a day, for thirty days."""
    age = now - registered_at
    if checked is Checked.FETCHED:
        return None
    if checked is Checked.WAITING:
        return now + min(LONGEST_WAIT, max(FIRST_WAIT, age))
    return now + LONGEST_WAIT if age < ASKED_FOR else None


def fen(amount_10k: object) -> int | None:
    """万元 as the platform gives it, in fen."""
    return int(Decimal(str(amount_10k)) * FEN_IN_10K) if amount_10k not in (None, "") else None
