"""Why a code is wrong, as text that can be translated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Reason(str):
    """The Chinese sentence; `msgid` and `params` are what it was made of. Empty means nothing is wrong."""

    msgid: str
    params: dict[str, Any]

    def __new__(cls, msgid: str = "", **params: Any) -> Reason:
        made = super().__new__(cls, msgid % params if params else msgid)
        made.msgid, made.params = msgid, params
        return made


class InBoth(str):
    """A Chinese name with its English one, inside a sentence; `en` is empty where there is none."""

    en: str

    def __new__(cls, text: str, en: str = "") -> InBoth:
        made = super().__new__(cls, text)
        made.en = en
        return made


class Several(str):
    """Names inside a sentence, joined by 、 in Chinese; a name may itself hold a 、, so they are carried apart in `parts`."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> Several:
        kept = tuple(parts)
        made = super().__new__(cls, "、".join(kept))
        made.parts = kept
        return made


NONE = Reason()


def compact(code: str) -> str:
    """A code as people type it: blanks dropped, full-width letters and digits narrowed, capitals."""
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in code if not c.isspace()).upper()


def digits(text: str) -> bool:
    """ASCII digits only; `str.isdigit` would let ² and ٣ through."""
    return text.isascii() and text.isdigit()


def wrong_length(what: str, *, is_: int, should: str) -> Reason:
    return Reason("%(what)s应为%(should)s位，现为%(is)s位", what=what, should=should, **{"is": is_})
