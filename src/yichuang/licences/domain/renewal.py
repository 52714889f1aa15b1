"""变更 (49) and 延续 (50): what a holder may ask for, until when, and from when to when a renewed licence runs. Pure.

"届满三十日前" is a time of the applicant, not of the organ, so 82 (working days) does not touch it: calendar days, unless the
item's own law says otherwise (50(1)). The last day of validity belongs to it: whoever asks on the thirtieth day before asks in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from yichuang.clock.domain import Calendar, Limit, Unit, working_days_between
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.licences.domain.life import CORRECTABLE, STATE_NAMES, State, expired

LAW = "《中华人民共和国行政许可法》"
ASK_BEFORE = Limit(30, Unit.CALENDAR_DAY)
"""50(1): asked at the latest thirty days before the validity ends."""


class Purpose(StrEnum):
    """What a case is about: a licence that does not exist yet, or one that does."""

    NEW = ""
    CHANGE = "change"
    RENEWAL = "renewal"


PURPOSES: Mapping[str, str] = {Purpose.NEW: "新办", Purpose.CHANGE: "变更", Purpose.RENEWAL: "延续"}
ARTICLES: Mapping[str, str] = {Purpose.CHANGE: f"{LAW}第四十九条", Purpose.RENEWAL: f"{LAW}第五十条"}

CHANGEABLE: Mapping[str, str] = {place: CORRECTABLE[place] for place in ("holder_name", "legal_representative", "address", "scope")}
"""Contents of a licence its holder may ask to have changed; number, code and validity are none of them."""
LONGEST = 300


class Expired(Refusal):
    code = "licences.expired"
    message = "许可证的有效期%(valid_to)s已经届满，没有延续，不能再%(what)s。"
    article = f"{LAW}第五十条、第七十条第一项"
    remedy = "请重新申请该行政许可；取得新的许可以前不得从事许可的活动。"


class NotInForce(Refusal):
    code = "licences.not_valid"
    message = "许可证%(state)s，不能%(what)s。"
    remedy = "对撤回、撤销、吊销、注销不服的，按决定书写明的途径申请复议或者起诉；需要的，重新申请。"


class NoExpiry(Refusal):
    code = "licences.no_expiry"
    message = "许可证没有有效期限，不需要延续。"
    article = ARTICLES[Purpose.RENEWAL]
    remedy = "许可证长期有效；内容有变化的，申请变更。"


class NotCollected(Refusal):
    code = "licences.not_collected"
    message = "许可证件还没有领取，不能申请%(what)s。"
    remedy = "请先领取证件，再提出申请。"


def check_asked(
    purpose: Purpose, state: State, *, valid_to: date | None, on: date, in_hand: bool = True
) -> None:
    """Raises unless a holder may ask for this on that day. A licence withdrawn, revoked, forfeited or cancelled is neither changed
    nor renewed, and one whose validity has ended is applied for anew (70(1))."""
    what = PURPOSES[purpose]
    if state is not State.VALID:
        raise NotInForce(state=STATE_NAMES[state], what=what, article=ARTICLES[purpose])
    if purpose is Purpose.RENEWAL and valid_to is None:
        raise NoExpiry()
    if expired(valid_to, on):
        raise Expired(valid_to=valid_to, what=what)
    if not in_hand:
        raise NotCollected(what=what)


def ask_by(calendar: Calendar, valid_to: date, before: Limit = ASK_BEFORE) -> date:
    """The last day on which a renewal asked for is asked in time (50(1))."""
    if before.unit is not Unit.WORKING_DAY:
        return valid_to - timedelta(days=before.amount)
    on = valid_to
    while working_days_between(calendar, on, valid_to) < before.amount:
        on -= timedelta(days=1)
    return on


def end_of(start: date, months: int) -> date:
    """The last day of a validity of whole months that begins on `start`."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    length = (after - date(year, month + 1, 1)).days
    return date(year, month + 1, min(start.day, length)) - timedelta(days=1)


def same_term(valid_from: date, valid_to: date) -> date:
    """The last day of a renewal for the same term: whole months where the old validity was such, else as many days."""
    following = valid_to + timedelta(days=1)
    months = (following.year - valid_from.year) * 12 + following.month - valid_from.month
    if months and end_of(valid_from, months) == valid_to:
        return end_of(following, months)
    return valid_to + (following - valid_from)


def check_renewal(state: State, *, valid_to: date | None, new_to: date | None) -> date:
    """延续 starts on the day after the old expiry. Returns that day (practice §6)."""
    if state is not State.VALID:
        raise NotInForce(state=STATE_NAMES[state], what=PURPOSES[Purpose.RENEWAL], article=ARTICLES[Purpose.RENEWAL])
    if valid_to is None:
        raise NoExpiry()
    if new_to is not None and new_to <= valid_to:
        raise Refusal("延续后的有效期应当晚于原有效期。", code="licences.shorter")
    return valid_to + timedelta(days=1)


def check_changes(now_reads: Mapping[str, str], becomes: Mapping[str, str]) -> dict[str, str]:
    """What is really to change, trimmed; raises Invalid naming the places when nothing does or a place cannot be changed."""
    unknown = [place for place in becomes if place not in CHANGEABLE]
    if unknown:
        errors = tuple(FieldError(place, "licences.not_changeable", "证件的这一处不能申请变更。") for place in unknown)
        raise Invalid("证件的这一处不能申请变更。", code="licences.not_changeable", article=ARTICLES[Purpose.CHANGE], errors=errors)
    long = tuple(FieldError(p, "licences.too_long", "最多300个字。") for p, text in becomes.items() if len(text.strip()) > LONGEST)
    if long:
        raise Invalid("变更的内容太长。", code="licences.too_long", errors=long)
    wanted = {place: text.strip() for place, text in becomes.items() if text.strip() and text.strip() != now_reads.get(place, "")}
    if not wanted:
        errors = tuple(FieldError(place, "licences.nothing_changes", "请至少填一项变更后的内容。") for place in list(CHANGEABLE)[:1])
        raise Invalid("没有写明要变更什么。", code="licences.nothing_changes", article=ARTICLES[Purpose.CHANGE], errors=errors)
    return wanted
