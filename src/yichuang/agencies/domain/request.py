"""A request for a service 中介服务需求: from publishing to rating, and who may do what. Officials may do nothing in it (43)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yichuang.agencies.domain.words import FREE_CHOICE, MOST_DAYS, MOST_FEN, MOST_TEXT, Level, StopGround, Way
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal, Stale

SHORTEST, LONGEST = 3, 30
"""Working days a request stays open: our own rule [D], so that more than a friend has time to see it."""


class State(StrEnum):
    OPEN = "open"
    CHOSEN = "chosen"
    PROPOSED = "proposed"
    WORKING = "working"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    RATED = "rated"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


LABELS: Mapping[State, str] = {
    State.OPEN: "报名中", State.CHOSEN: "已选定机构", State.PROPOSED: "等机构签合同", State.WORKING: "机构在做", State.DELIVERED: "等业主验收",
    State.ACCEPTED: "已验收", State.RATED: "已评价", State.WITHDRAWN: "已撤回", State.ENDED: "合同终止",
}

TRANSITIONS: Mapping[State, Mapping[str, State]] = {
    State.OPEN: {
        "agencies.AgencyChosen": State.CHOSEN, "agencies.LotDrawn": State.CHOSEN, "agencies.RequestWithdrawn": State.WITHDRAWN,
    },
    State.CHOSEN: {
        "agencies.ContractProposed": State.PROPOSED, "agencies.ContractDeclined": State.ENDED, "agencies.RequestWithdrawn": State.WITHDRAWN,
    },
    State.PROPOSED: {
        "agencies.ContractSigned": State.WORKING, "agencies.ContractDeclined": State.ENDED, "agencies.RequestWithdrawn": State.WITHDRAWN,
    },
    State.WORKING: {"agencies.ReportDelivered": State.DELIVERED, "agencies.ContractEnded": State.ENDED},
    State.DELIVERED: {"agencies.ReportReturned": State.WORKING, "agencies.ReportAccepted": State.ACCEPTED},
    State.ACCEPTED: {"agencies.ServiceRated": State.RATED},
}

OWNERS: Mapping[State, str] = {
    State.OPEN: "the owner", State.CHOSEN: "the owner, the agency", State.PROPOSED: "the agency, the owner", State.WORKING: "the agency, the owner",
    State.DELIVERED: "the owner", State.ACCEPTED: "the owner",
}
ENGAGED = frozenset({State.CHOSEN, State.PROPOSED, State.WORKING, State.DELIVERED})
"""Somebody is bound, or about to be: from the choice or the lot until the report is accepted."""
SIGNED = frozenset({State.WORKING, State.DELIVERED, State.ACCEPTED, State.RATED, State.ENDED})


class NoNaming(Forbidden):
    """The heart of the mall: no post of any organ chooses, draws, signs or accepts."""

    code = "agencies.no_naming"
    message = "行政机关及其工作人员不得为业主指定或者变相指定中介服务机构；由谁来做，只能由业主自己选择或者抽取。"
    article = FREE_CHOICE
    remedy = "请告诉业主：可以在中介超市自己比选或者抽取，自己有能力做的也可以自己做。"


class NoRequest(NotFound):
    code = "agencies.no_request"
    message = "没有这个需求。"


class WrongState(Refusal):
    code = "agencies.request_state"
    message = "这个需求现在是“%(state)s”，不能这样办理。"


class StillOpen(Refusal):
    code = "agencies.still_open"
    message = "报名还没有截止，最后一天是%(day)s。"
    remedy = "截止以后再选择或者抽取，好让每家机构都有时间报名。"


class ClosedAlready(Refusal):
    code = "agencies.closed"
    message = "报名已经截止，最后一天是%(day)s。"


class OtherWay(Refusal):
    code = "agencies.other_way"
    message = "这个需求是“%(way)s”，不能用另一种方式确定机构。"
    remedy = "要换方式的，请撤回以后重新发布。"


class NoOffer(NotFound):
    code = "agencies.no_offer"
    message = "没有这家机构的报名。"


class OfferedAlready(Refusal):
    code = "agencies.offered_already"
    message = "已经报过名了。"
    remedy = "要改的，先撤回报名，再报一次。"


class StoppedAlready(Refusal):
    code = "agencies.stopped"
    message = "机构用时已经暂停。"


class NotStopped(Refusal):
    code = "agencies.not_stopped"
    message = "机构用时没有暂停。"


class OverThePrice(Refusal):
    code = "agencies.over_the_price"
    message = "报价高于这家机构在名录里公开的收费标准。"
    article = "《优化营商环境条例》第四十三条第一款"
    remedy = "报价不得高于公开的标准；要改标准的，先在名录里改。"


def move(state: State, kind: str) -> State:
    """The state after a fact. Raises WrongState."""
    ways = TRANSITIONS.get(state, {})
    if kind not in ways:
        raise WrongState(state=LABELS[state])
    return ways[kind]


def check_owner(*, is_applicant: bool, own: bool) -> None:
    """Every verb by which an agency is found, bound or judged is the owner's alone."""
    if not is_applicant:
        raise NoNaming()
    if not own:
        raise NoRequest()


def check_version(asked: int | None, now: int) -> None:
    if asked is not None and asked != now:
        raise Stale("这一页打开以后情况变了，请看过再办。", code="agencies.stale")


def check_way(way: Way, wanted: Way, names: Mapping[Way, str]) -> None:
    if way is not wanted:
        raise OtherWay(way=names[way])


def check_open(closes_on: date, today: date) -> None:
    if today > closes_on:
        raise ClosedAlready(day=closes_on)


def check_closed(closes_on: date, today: date) -> None:
    if today <= closes_on:
        raise StillOpen(day=closes_on)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an owner typed: how the agency is found, days open, days of work, the price in fen (of a draw)."""

    way: str
    open_days: int
    days: int
    price_fen: int | None
    details: str


def read_wish(wish: Wish) -> tuple[Way, str]:
    """The wish, checked; raises Invalid naming each field."""
    errors = []
    if wish.way not in frozenset(Way):
        errors.append(FieldError("way", "agencies.no_way", "请选一种方式"))
    if not SHORTEST <= wish.open_days <= LONGEST:
        errors.append(FieldError("open_days", "agencies.open_days", "报名时间为3到30个工作日"))
    if not 0 < wish.days <= MOST_DAYS:
        errors.append(FieldError("days", "agencies.no_days", "请填工作日数，例如15"))
    if wish.way == Way.DRAW and not (wish.price_fen and 0 < wish.price_fen <= MOST_FEN):
        errors.append(FieldError("price", "agencies.no_price", "抽取的，请填您定的价格，例如30000"))
    text = wish.details.strip()
    if not text or len(text) > 4 * MOST_TEXT or "\x00" in text:
        errors.append(FieldError("details", "agencies.no_details", "请说明要做什么，最多2000字，不写个人信息"))
    if errors:
        raise Invalid("还不能发布，请改正。", code="agencies.request_invalid", errors=tuple(errors))
    return Way(wish.way), text


def check_offer(*, amount_fen: int, days: int, most_fen: int, most_days: int) -> None:
    """An offer stays within the agency's own public price and within the owner's days."""
    errors = []
    if not 0 < amount_fen <= MOST_FEN:
        errors.append(FieldError("amount", "agencies.no_price", "请填报价，例如30000"))
    if not 0 < days <= most_days:
        errors.append(FieldError("days", "agencies.no_days", "工作日数不能多于业主要求的天数"))
    if errors:
        raise Invalid("还不能报名，请改正。", code="agencies.offer_invalid", errors=tuple(errors))
    if amount_fen > most_fen:
        raise OverThePrice()


def drawn_price(asked_fen: int, *, public_fen: int) -> int:
    """What an agency takes when it is drawn, in fen: the owner's price, but nothing on top of its own public one (43(1); 价格法 13(2))."""
    return min(asked_fen, public_fen)


def read_stop(ground: str) -> StopGround:
    if ground not in frozenset(StopGround):
        raise Invalid("请选择原因。", code="agencies.no_ground", errors=(FieldError("ground", "agencies.no_ground", "请选择原因"),))
    return StopGround(ground)


def read_rating(level: str, comment: str) -> tuple[Level, str]:
    errors = []
    if level not in frozenset(Level):
        errors.append(FieldError("level", "agencies.no_level", "请选择满意度"))
    if len(comment) > MOST_TEXT or "\x00" in comment:
        errors.append(FieldError("comment", "agencies.text_long", "意见最多500字"))
    if errors:
        raise Invalid("请改正后再提交。", code="agencies.rating_invalid", errors=tuple(errors))
    return Level(level), comment.strip()
