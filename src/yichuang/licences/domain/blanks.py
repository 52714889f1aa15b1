"""Blank certificates 空白证件: numbered sheets kept like money. Received, handed to an officer, used for one licence or spoilt. Pure.

No statute orders this register; it is the rule of every hall that prints on blanks (本机关空白证件管理规则): each number is accounted
for, one number serves one paper, a spoilt one is kept, and the day's book adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yichuang.kernel.errors import FieldError, Invalid, Refusal

MOST = 5_000
"""Sheets one receipt takes in: a carton."""
KEPT = "本机关空白证件管理规则"


class Blank(StrEnum):
    STOCK = "stock"
    ISSUED = "issued"
    USED = "used"
    SPOILT = "spoilt"


BLANK_NAMES: Mapping[Blank, str] = {
    Blank.STOCK: "在库", Blank.ISSUED: "已领用", Blank.USED: "已制证", Blank.SPOILT: "已作废",
}
LABELS = BLANK_NAMES

TRANSITIONS: Mapping[Blank, Mapping[str, Blank]] = {
    Blank.STOCK: {"licences.BlanksIssued": Blank.ISSUED, "licences.BlanksSpoilt": Blank.SPOILT},
    Blank.ISSUED: {
        "licences.BlanksReturned": Blank.STOCK, "licences.BlankUsed": Blank.USED, "licences.BlanksSpoilt": Blank.SPOILT,
    },
    Blank.USED: {"licences.BlanksSpoilt": Blank.SPOILT},
}
"""The life of one sheet. A used one is spoilt only while the paper has not been handed over (`check_spoil_used`)."""

OWNERS: Mapping[Blank, str] = {Blank.STOCK: "certificate", Blank.ISSUED: "certificate", Blank.USED: "certificate"}


class Move(StrEnum):
    """One line of the register."""

    RECEIVED = "received"
    ISSUED = "issued"
    RETURNED = "returned"
    USED = "used"
    SPOILT = "spoilt"
    RUINED = "ruined"
    """作废 of a sheet that carried a paper: it left the balance when it was used."""


MOVE_NAMES: Mapping[Move, str] = {
    Move.RECEIVED: "入库", Move.ISSUED: "领用", Move.RETURNED: "退回", Move.USED: "制证", Move.SPOILT: "作废",
    Move.RUINED: "制证后作废",
}


@dataclass(frozen=True, slots=True)
class Day:
    """The book of one series on one day: what was there, what came, what went, what must be there."""

    opening: int
    received: int
    used: int
    spoilt: int

    @property
    def closing(self) -> int:
        return self.opening + self.received - self.used - self.spoilt


def reckon(before: Mapping[str, int], on_day: Mapping[str, int]) -> Day:
    """The day's book from the sums of the register by kind of move, before that day and on it. 领用 and 退回 move a sheet
    inside the organ and change no balance."""
    opening = before.get(Move.RECEIVED, 0) - before.get(Move.USED, 0) - before.get(Move.SPOILT, 0)
    return Day(opening, on_day.get(Move.RECEIVED, 0), on_day.get(Move.USED, 0), on_day.get(Move.SPOILT, 0))


def code(prefix: str, number: int, width: int) -> str:
    """The number as it is printed on the sheet."""
    return f"{prefix}{number:0{width}d}"


def read_code(text: str) -> tuple[str, int, int]:
    """(prefix, number, width) of a printed number: the digits at its end count. Raises ValueError."""
    text = text.strip().upper()
    stem = text.rstrip("0123456789")
    digits = text[len(stem):]
    if not digits or len(digits) > 12 or len(stem) > 20:
        raise ValueError(text)
    return stem, int(digits), len(digits)


def check_span(first: int, last: int) -> int:
    """How many sheets from the first to the last number; Invalid at its field."""
    if last < first:
        raise wrong("last", "末号小于首号。", "licences.blank_span")
    if last - first >= MOST:
        raise wrong("last", "一次最多五千张，请分批登记。", "licences.blank_too_many")
    return last - first + 1


def check_moves(states: Iterable[Blank], wanted: int, fact: str, to: Blank) -> None:
    """Raise unless all the sheets exist and each may take this move."""
    found = tuple(states)
    if len(found) != wanted:
        raise wrong("first", "这一段号码没有全部入库，请核对首号和末号。", "licences.blank_unknown")
    for state in found:
        if TRANSITIONS.get(state, {}).get(fact) is not to:
            raise wrong(
                "first", "这一段里有“%(state)s”的空白证件，不能%(move)s。", "licences.blank_state", state=BLANK_NAMES[state],
                move=MOVE_OF[to],
            )


MOVE_OF: Mapping[Blank, str] = {Blank.STOCK: "退回", Blank.ISSUED: "领用", Blank.USED: "制证", Blank.SPOILT: "作废"}


def check_spoil_used(*, alone: bool, handed_over: bool) -> None:
    """A sheet that carries a paper is spoilt one at a time, and only before the paper is handed over."""
    if not alone:
        raise wrong("last", "这一段里有已制证的，请一张一张作废。", "licences.blank_one_by_one")
    if handed_over:
        raise Refusal(
            "这张证件已经交给持证人，空白证件不能作废。", code="licences.blank_handed_over", article=KEPT,
            remedy="证件有误的，依法更正、补证或者撤销。",
        )


def check_count(*, booked: int, counted: int, note: str) -> None:
    """日结: what lies there is what the book says; a difference is written down with its cause, never smoothed over."""
    if counted < 0:
        raise wrong("counted", "实有数不能小于零。", "licences.blank_counted")
    if counted != booked and len(note.strip()) < 4:
        raise wrong(
            "note", "实有%(counted)s张，账上%(booked)s张，账实不符，要写明原因。", "licences.blank_difference", counted=counted,
            booked=booked,
        )


def wrong(field: str, message: str, code: str, **details: Any) -> Invalid:
    """A refusal that stands at its field."""
    return Invalid(message, code=code, article=KEPT, errors=(FieldError(field, code, message),), **details)


class NotOnBlank(Refusal):
    """A paper licence of an item printed on blanks is handed over on a numbered blank only."""

    code = "licences.not_on_blank"
    message = "“%(name)s”应当套打在空白证件上，还没有套打，不能交付纸质证件。"
    article = KEPT
    remedy = "请制证出证员先在“发证”页套打；申请人同意的，可以电子送达。"
