"""Filters and tags every page may use (a builtin of the template engine); the wording itself is in `look.words`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from yichuang.kernel import problem
from yichuang.kernel.values import ZONE
from yichuang.look import ruling, words
from yichuang.look.ruling import DayLine

register = template.Library()


def english() -> bool:
    return (get_language() or "").startswith("en")


def this_year() -> int:
    return timezone.now().astimezone(ZONE).year


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ case.due_on|day }}` → 9月30日, with the year when it is not this one; nothing for None."""
    return words.day(value, english=english(), this_year=this_year()) if value else ""


@register.filter
def day_full(value: date | datetime | None) -> str:
    """With the year, always: what stands on decisions and guides."""
    return words.day(value, english=english()) if value else ""


@register.simple_tag
def lasting(first: date, last: date | None) -> SafeString:
    """`{% lasting row.from_on row.to_on %}`: 2026年9月1日至2026年9月30日, or 2026年9月1日起 where no end is known; each day on one line.
    What ended before it began, because its approval was taken back, held on no day."""
    if last and last < first:
        return nowrap(gettext("没有施行，原定%(on)s起") % {"on": day_full(first)})
    said = gettext("%(from)s至%(to)s") % {"from": day_full(first), "to": day_full(last)} if last else gettext("%(on)s起") % {"on": day_full(first)}
    return nowrap(said)


@register.filter
def moment(value: datetime | None) -> str:
    return words.moment(value, english=english(), this_year=this_year()) if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    return words.weekday(value, english=english()) if value else ""


@register.filter
def iso(value: date | datetime | None) -> str:
    """For `<time datetime>`: the machine's form, moments in the zone of the house."""
    if isinstance(value, datetime):
        return value.astimezone(ZONE).isoformat(timespec="seconds")
    return value.isoformat() if value else ""


@register.filter
def nowrap(value: Any) -> SafeString:
    """Keeps dates and 10个工作日 on one line inside a sentence; escapes the rest."""
    text = words.TOGETHER.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(value))
    return mark_safe(words.mark_han(text) if english() else text)


@register.filter
def cn_number(value: int | None) -> str:
    return words.cn_number(int(value)) if value is not None else ""


@register.filter
def article(value: str | int | None) -> str:
    return words.article(value, english=english()) if value else ""


@register.filter
def money(fen: int | None) -> str:
    return words.money(int(fen), english=english()) if fen is not None else ""


@register.filter
def plain_number(value: Decimal | None) -> str:
    """Without the zeros that say nothing: 0.25, 40."""
    return format(value.normalize(), "f") if value is not None else ""


@register.filter
def file_size(size: int | None) -> str:
    return words.file_size(int(size), english=english()) if size is not None else ""


@register.filter
def in_parts(number: str | None) -> str:
    """`{{ case.number|in_parts }}` → the organ's code, the day and the serial, with blanks between."""
    return words.in_parts(number or "")


@register.filter
def masked(value: str | None) -> str:
    return words.masked(value) if value else ""


@register.simple_tag
def nil() -> SafeString:
    """What an empty field of a guide reads."""
    return format_html('<span class="yc-nil">{}</span>', gettext("未载明"))


@register.filter
def or_nil(value: Any) -> Any:
    """The value, or 未载明 when nobody stated it. Zero and False are values."""
    return nil() if value is None or value == "" or value == [] or value == () else value


@register.filter
def days_left(days: int | None) -> str:
    """Working days to the last day: 剩3天, 今天, 超1天."""
    if days is None:
        return ""
    if days == 0:
        return gettext("今天")
    if days < 0:
        return ngettext("超%(days)s天", "超%(days)s天", -days) % {"days": -days}
    return ngettext("剩%(days)s天", "剩%(days)s天", days) % {"days": days}


@register.filter
def said(value: Any) -> str:
    """The sentence of a refusal, a field error or a plain msgid, in the language of the page."""
    text = getattr(value, "message", value)
    details = getattr(text, "params", None) or getattr(value, "details", None) or {}
    return problem.phrase(getattr(text, "msgid", text), dates_said(details))


@register.filter
def remedied(refusal: Any) -> str:
    """What can be done about a refusal, its %(names)s filled in; empty when nothing is said."""
    return problem.phrase(refusal.remedy, dates_said(refusal.details)) if getattr(refusal, "remedy", "") else ""


def dates_said(details: Mapping[str, Any]) -> dict[str, Any]:
    """Days as the page writes them."""
    return {name: day(value) if isinstance(value, date) else value for name, value in details.items()}


@register.filter
def translated(value: Any) -> str:
    """A plain Chinese string that is a msgid (labels of enums from pure code)."""
    return problem.phrase(value)


@register.filter
def zh(value: Any) -> Any:
    """Data that exists in Chinese only; on an English page it says so to screen readers."""
    return mark_safe(words.mark_han(conditional_escape(value))) if english() and value else value


@register.filter
def lang_of(value: Any) -> SafeString:
    """`<option{{ name|lang_of }}>`: the attribute that says a Chinese option or picture text is Chinese, on an English page."""
    return mark_safe(' lang="zh-Hans"' if english() and words.HAN.search(str(value)) else "")


@register.filter
def named(thing: Any) -> Any:
    """`name` (of a row that is about an item: `item`), or its `_en` on an English page where there is one."""
    return zh(name_of(thing))


@register.filter
def name_of(thing: Any) -> str:
    """As `named`, for drawings and sentences: without marks."""
    field = "name" if hasattr(thing, "name") else "item"
    in_english = getattr(thing, f"{field}_en", "")
    return str(in_english if english() and in_english else getattr(thing, field, ""))


@register.filter
def error_for(errors: Any, field: str) -> str:
    """The sentence for one field out of `errors` (FieldError values); empty when it is fine."""
    return next((said(error) for error in errors or () if getattr(error, "field", None) == field), "")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]` for a key held in a variable."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query string of this page with some parameters changed; None or "" removes one. Starts with `?`."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def query_page(context: Context, name: str, number: int) -> str:
    """The query string of this page with one of its lists, `name`, turned to a page."""
    return query_with(context, **{name: number})


def _words(phrase: Any) -> dict[str, Any]:
    """The parameters of a phrase in the language of the page: words, counted words, days, spans of days."""
    number = next((value for _name, value in phrase.params if isinstance(value, int)), 0)
    return {name: _word(name, value, number) for name, value in phrase.params}


def _word(name: str, value: Any, number: int) -> Any:
    if isinstance(value, tuple):
        return words.span(*value, english=english())
    if isinstance(value, date):
        return words.day(value, english=english(), this_year=value.year)
    if isinstance(value, str) and value:
        return ngettext(value, value, number) if name == "units" else gettext(value)
    return value


def _phrase(phrase: Any) -> SafeString:
    """One phrase of the clock's words (msgid, params, emphasis): `n` is set big where it is emphasised."""
    params = _words(phrase)
    if phrase.emphasis and "n" in params:
        opening = '<b class="big red">' if phrase.emphasis == "red" else '<b class="big">'
        around = nowrap(gettext(phrase.msgid) % {**params, "n": "\x01"})
        gap = "" if english() else " "  # Chinese has no blanks of its own around a figure
        number = f"{gap}{opening}{conditional_escape(params['n'])}</b>{gap}"
        return mark_safe(around.replace("\x01", number).lstrip())
    return nowrap(gettext(phrase.msgid) % params)


@register.filter
def big(sentence: Any, tone: str = "") -> SafeString:
    """A clock sentence: phrases of `clock.sentences`, or a plain string whose first number is set big (`"red"`: late)."""
    if isinstance(sentence, SafeString):
        return sentence
    if not isinstance(sentence, str):
        return format_html_join("", "{}", ((_phrase(phrase),) for phrase in sentence or ()))
    before, number, after = words.split_number(sentence)
    if not number:
        return nowrap(before)
    return format_html('{} <b class="big{}">{}</b> {}', before, " red" if tone == "red" else "", number, nowrap(after))


@register.filter
def plainly(sentence: Any) -> SafeString:
    """The reason below a clock sentence: nothing set big, dates kept together; phrases or a plain string."""
    return nowrap(sentence or "") if isinstance(sentence, str) or not sentence else big(sentence)


@register.filter
def spoken(sentence: Any) -> str:
    """The same sentence as plain text, for labels."""
    if isinstance(sentence, str) or not sentence:
        return str(sentence or "")
    return "".join(gettext(phrase.msgid) % _words(phrase) for phrase in sentence)


@register.filter
def day_by_day(days: Any) -> list[DayLine]:
    return ruling.day_by_day(days or ())


@register.filter
def pin_labels(labels: Any, before: str = "") -> str:
    """The words above a day, translated and joined; `before` a date, English needs a blank behind them."""
    joint = ", " if english() else "、"
    return joint.join(gettext(str(label)) for label in labels) + (" " if before and english() else "")


@register.filter
def foot_text(foot: Any) -> str:
    """The note below a day: its msgid with the days it names."""
    text = gettext(foot.text) if foot.text else ""
    return text % {"days": foot.days} if "%(days)s" in text else text

