"""通知, 告知 of an act count from service, not from the click: the day of a hearing (许可法 48(1)) and an extension (42)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from yichuang.cases.domain.acceptance import LAW
from yichuang.cases.domain.dates import ends
from yichuang.cases.domain.moment import Moment
from yichuang.cases.domain.state import Act, CaseState
from yichuang.clock.domain import Calendar, add_working_days
from yichuang.facts import cases as f
from yichuang.kernel.codes.reasons import Several
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import Effective, local_date

HEARING_NOTICE_DAYS = 7
"""许可法 48(1): time and place told seven days before; working days, like every period of the organ (82)."""


class NotToldInTime(Refusal):
    code = "cases.hearing_not_told_in_time"
    message = "听证通知书没有在举行听证的七日前送达：%(names)s。"
    article = f"{LAW}第四十八条第一款第一项"
    remedy = "送达全部申请人、利害关系人，另定%(earliest)s或以后的日期重新通知。"


def noticed(notice_id: UUID, to: Iterable[UUID]) -> dict[str, object]:
    """What a hearing carries of its notice: the paper, whom it is for, and (as it is served) whom it reached when."""
    return {"notice_id": str(notice_id), "notice_to": sorted(str(p) for p in to), "notified": {}}


def notified(state: CaseState, act: Act, fact: f.NoticeServed, moment: Moment) -> CaseState:
    known: dict[str, str] = act.data.get("notified", {})  # type: ignore[assignment]
    reached = {**known, str(fact.party_id): local_date(moment.effective_at).isoformat()}
    return state.with_act(act.id, data={**act.data, "notified": reached})


def late(calendar: Calendar, act: Act) -> list[str]:
    """Of those a hearing's notice is for: whom it has not reached seven working days before the day."""
    to: list[str] = act.data.get("notice_to", [])  # type: ignore[assignment]
    reached: dict[str, str] = act.data.get("notified", {})  # type: ignore[assignment]
    day = date.fromisoformat(str(act.data["day"])) if act.data.get("day") else None
    if day is None:
        return []
    return [p for p in to if p not in reached or add_working_days(calendar, date.fromisoformat(reached[p]), HEARING_NOTICE_DAYS) > day]


def check_notified(calendar: Calendar, act: Act, names: dict[str, str], now: datetime) -> None:
    """48(1): no hearing is held whose notice did not reach everybody seven days before."""
    if missing := late(calendar, act):
        earliest = add_working_days(calendar, local_date(now), HEARING_NOTICE_DAYS)
        raise NotToldInTime(names=Several(names.get(p, "") for p in missing), earliest=earliest)


def approved(state: CaseState, fact: f.ExtensionApproved, moment: Moment) -> CaseState:
    act = state.act(fact.act_id)
    assert act is not None
    told = {"tell_by": fact.tell_by.isoformat(), "notice_id": str(fact.document_id), "notified": {}} if fact.tell_by else {}
    return state.with_act(fact.act_id, state="approved", moved_at=moment.at, data={**act.data, **told})


def told_too_late(state: CaseState, now: datetime) -> list[Effective]:
    """42: the limit has run out and the notice of its extension was not served."""
    act, last = state.untold_extension, state.tell_by
    if act is None or last is None or now < ends(last):
        return []
    return [Effective(f.ExtensionUntold(act_id=act.id, due_on=last), ends(last))]
