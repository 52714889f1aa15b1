"""Refusals of the clock: it never guesses a date."""

from __future__ import annotations

from yichuang.kernel.errors import Refusal


def N_(text: str) -> str:  # noqa: N802 - the gettext marker
    """Marks a Chinese msgid in pure code; the page translates it."""
    return text


def NN_(text: str) -> str:  # noqa: N802 - the gettext marker
    """Marks a word that is counted; other languages have a plural for it."""
    return text


class ClockRefusal(Refusal):
    """Something the clock cannot count, or input that makes no sense."""

    code, status = "clock.refused", 422
    message = N_("不能计算这个时限")


class BeyondCalendar(ClockRefusal):
    """The day lies outside what the calendar knows, announced or provisional."""

    code = "clock.beyond_calendar"
    message = N_("日历只到%(until)s，不能推算到更晚的日期")
    remedy = N_("请导入国务院办公厅公布的下一年度节假日安排")


class BeforeCalendar(ClockRefusal):
    code = "clock.before_calendar"
    message = N_("日历从%(since)s开始，不能计算更早的日期")
