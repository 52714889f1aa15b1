"""How dates, numbers and articles read: pure functions, Chinese first, English beside it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from yichuang.kernel.values import ZONE, local_date

DIGITS = "零一二三四五六七八九"
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ARTICLE = re.compile(r"^(\d+)(?:/(\d+))?(?:-(\d+))?(?:\((\d+)\))?$")
TOGETHER = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
    r"|\d+个(?:工作日|自然日|小时|分钟|月)"
    r"|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?"
    r"|\d+ (?:working|calendar) days?"
)


HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef](?:[0-9A-Za-z.\-]*[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])*")
"""A run of Chinese, with the figures and letters inside it."""
TAG = re.compile(r"(<[^>]*>)")


def mark_han(html: str) -> str:
    """Escaped text or HTML of an English page, each run of Chinese in a span that says so to screen readers."""
    if 'lang="zh-Hans"' in html or not HAN.search(html):
        return html
    return "".join(part if part.startswith("<") else HAN.sub(_spoken_han, part) for part in TAG.split(html))


def _spoken_han(run: re.Match[str]) -> str:
    text = run[0]
    return f'<span lang="zh-Hans">{text}</span>' if any("\u4e00" <= char <= "\u9fff" for char in text) else text


def in_parts(number: str) -> str:
    """A case number in its three parts, organ, day and serial, so that it can be read and breaks on phones."""
    return f"{number[:18]} {number[18:26]} {number[26:]}" if len(number) == 32 else number


def as_day(value: date | datetime) -> date:
    """The calendar day of a date or of an aware moment."""
    return local_date(value) if isinstance(value, datetime) else value


def day(value: date | datetime, *, english: bool = False, this_year: int | None = None) -> str:
    """9月30日 / 30 September; the year stands only when it is not `this_year`."""
    it = as_day(value)
    if english:
        text = f"{it.day} {MONTHS_EN[it.month - 1]}"
        return text if it.year == this_year else f"{text} {it.year}"
    text = f"{it.month}月{it.day}日"
    return text if it.year == this_year else f"{it.year}年{text}"


def span(first: date, last: date, *, english: bool = False) -> str:
    """9月16日至21日, 16 to 21 September; one day stands alone."""
    if first == last:
        return day(first, english=english, this_year=first.year)
    one_month = (first.year, first.month) == (last.year, last.month)
    if english:
        start = str(first.day) if one_month else day(first, english=True, this_year=first.year)
        return f"{start} to {day(last, english=True, this_year=last.year)}"
    end = f"{last.day}日" if one_month else day(last, this_year=last.year)
    return f"{day(first, this_year=first.year)}至{end}"


def moment(value: datetime, *, english: bool = False, this_year: int | None = None) -> str:
    """9月24日10:15 / 24 September, 10:15, in the zone of the house."""
    clock = value.astimezone(ZONE).strftime("%H:%M")
    return day(value, english=english, this_year=this_year) + (", " if english else "") + clock


def weekday(value: date | datetime, *, english: bool = False) -> str:
    return (WEEKDAYS_EN if english else WEEKDAYS)[as_day(value).weekday()]


def cn_number(number: int) -> str:
    """The numerals of the law: 10 十, 32 三十二, 105 一百零五, 1260 一千二百六十. Below ten thousand."""
    if not 0 <= number < 10_000:
        raise ValueError("only numbers from 0 to 9999 are written out")
    if number == 0:
        return DIGITS[0]
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = digit == 0
    return text[1:] if 10 <= number < 20 else text


def article(number: str | int, *, english: bool = False) -> str:
    """`32` 第三十二条, `24/1` 第二十四条之一, `15-2` 第二款, `32(4)` 第四项; also together, `15-2(2)`."""
    match = ARTICLE.match(str(number).strip())
    if not match:
        return str(number)
    of, also, paragraph, item = (int(part) if part else None for part in match.groups())
    if english:
        parts = f"({paragraph})" if paragraph else "", f"({item})" if item else ""
        return f"Article {of}" + (f"-{also}" if also else "") + "".join(parts)
    text = f"第{cn_number(of or 0)}条"
    text += f"之{cn_number(also)}" if also else ""
    text += f"第{cn_number(paragraph)}款" if paragraph else ""
    return text + (f"第{cn_number(item)}项" if item else "")


def money(fen: int, *, english: bool = False) -> str:
    """Fen as yuan: 30000 → 300元, 1250 → 12.50元; CNY 12.50 in English."""
    yuan = Decimal(fen) / 100
    amount = f"{yuan:,.0f}" if fen % 100 == 0 else f"{yuan:,.2f}"
    return f"CNY {amount}" if english else f"{amount}元"


def masked(value: str) -> str:
    """Numbers of people and firms with stars: 6101**********001X, 138****0000."""
    text = str(value)
    if len(text) >= 15:
        return text[:4] + "*" * (len(text) - 8) + text[-4:]
    if len(text) >= 8:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    return text[:1] + "*" * max(len(text) - 1, 1)


def file_size(size: int, *, english: bool = False) -> str:
    """820 字节, 46KB, 2.3MB."""
    if size < 1024:
        return f"{size} bytes" if english else f"{size}字节"
    if size < 1024 * 1024:
        return f"{round(size / 1024)}KB"
    return f"{size / 1024 / 1024:.1f}MB"


FIRST_NUMBER = re.compile(r"\d+")


def split_number(sentence: str) -> tuple[str, str, str]:
    """A clock sentence around its first number, which is set big: ("今天是第", "5", "个工作日，承诺7个之内。")."""
    match = FIRST_NUMBER.search(sentence)
    if not match:
        return sentence, "", ""
    return sentence[: match.start()], match.group(), sentence[match.end() :]
