"""回避 of a hearing's chair (许可法 48(3)): who may ask until when, and that nobody chairs while it is unanswered."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.cases.domain.dates import ends
from yichuang.cases.domain.state import Act
from yichuang.kernel.errors import Refusal

LAW = "《中华人民共和国行政许可法》"


class AvoidanceOpen(Refusal):
    code = "cases.avoidance_open"
    message = "有人申请主持人回避，还没有答复。"
    article = f"{LAW}第四十八条第一款第三项"
    remedy = "另选主持人重新通知，或者由主持人以外的人员说明理由后不准许。"


class AvoidanceTooLate(Refusal):
    code = "cases.avoidance_too_late"
    message = "听证已经举行，或者已经申请过回避。"
    article = f"{LAW}第四十八条第一款第三项"
    remedy = "对主持人的意见，可以在听证笔录里写明，或者在陈述申辩、申请复议时提出。"


def check_avoidance_asked(act: Act, now: datetime) -> None:
    """48(3): asked of the chair named in the notice, until the hearing day is over; once for one chair."""
    day = str(act.data.get("day", ""))
    if act.data.get("avoidance") or (day and now >= ends(date.fromisoformat(day))):
        raise AvoidanceTooLate()


def check_avoidance_settled(act: Act, chair_id: UUID | None = None) -> None:
    """No hearing under a chair who was asked to stand back, before that is answered; another chair answers it."""
    if act.data.get("avoidance") == "asked" and (chair_id is None or str(chair_id) == act.data.get("chair_id")):
        raise AvoidanceOpen()
