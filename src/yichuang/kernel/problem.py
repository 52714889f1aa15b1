"""A refusal in words: for a page, and as RFC 9457 problem JSON (design §11)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.codes.reasons import InBoth, Several
from yichuang.kernel.errors import Refusal

CONTENT_TYPE = "application/problem+json"

TITLES: dict[int, Any] = {
    400: _("请求有误"),
    401: _("请先登录"),
    403: _("无权办理"),
    404: _("没有找到"),
    409: _("现在不能这样办理"),
    412: _("内容已被他人更新"),
    413: _("文件过大"),
    415: _("文件类型不可接收"),
    422: _("填写有误"),
    428: _("缺少版本号"),
    429: _("请求过于频繁"),
}


def phrase(text: Any, details: dict[str, Any] | None = None) -> str:
    """A msgid (lazy, or the plain Chinese string of a domain) in the reader's language, its %(names)s filled in.

    Words among the details are msgids too; a text may carry its own `msgid` and `params` (kernel.codes.reasons.Reason).
    """
    details = getattr(text, "params", None) or details
    said = gettext(str(getattr(text, "msgid", text))) if text else ""
    if not details:
        return said
    try:
        return said % {name: quoted(value) if isinstance(value, str | Promise) else value for name, value in details.items()}
    except (KeyError, ValueError, TypeError):
        return said


def quoted(value: Any) -> str:
    """A word inside a sentence, a name that may have an English one, or several of them. Words that were kept as one text, joined by 、, are
    said one by one only when each of them is a msgid: a name with a 、 in it is no list."""
    if isinstance(value, Several):
        return gettext("、").join(quoted(part) for part in value.parts)
    if isinstance(value, InBoth):
        return value.en if value.en and (get_language() or "").startswith("en") else str(value)
    said = phrase(value)
    if said != str(value) or "、" not in said:
        return said
    parts = said.split("、")
    words = [gettext(part) for part in parts]
    return gettext("、").join(words) if all(word != part for word, part in zip(words, parts, strict=True)) else said


def say(refusal: Refusal) -> str:
    """The sentence of a refusal for people."""
    return phrase(refusal.message, refusal.details)


def say_remedy(refusal: Refusal) -> str:
    """What can be done about it; empty when nothing is said."""
    return phrase(refusal.remedy, refusal.details)


def title(status: int) -> str:
    """What kind of refusal it is, in a few words."""
    return str(TITLES[status]) if status in TITLES else HTTPStatus(status).phrase


def problem(refusal: Refusal, *, instance: str = "") -> dict[str, Any]:
    """The body of an `application/problem+json` answer; send it with `refusal.status`."""
    body: dict[str, Any] = {
        "type": f"urn:yichuang:refusal:{refusal.code}",
        "title": title(refusal.status),
        "status": refusal.status,
        "detail": say(refusal),
        "code": refusal.code,
        "article": refusal.article or None,
        "remedy": say_remedy(refusal) or None,
        "errors": [
            {"field": error.field, "code": error.code, "message": phrase(error.message, refusal.details)}
            for error in refusal.errors
        ],
    }
    if instance:
        body["instance"] = instance
    return body
