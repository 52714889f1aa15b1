"""What one cell of a decision table says of one input: the unary tests of DMN (S-FEEL), nothing more. Pure.

`-` or nothing = whatever the input is; `5`, `"a", "b"`, `自有` = one of these; `>= 10`, `(0..5]` = a span; `not("a")` = none
of these; `null` = not answered. Full-width signs and ≥ ≤ are read too. Of a list (a question with several answers) a cell
asks whether one of its values is among them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

Value = str | Decimal | bool | date | tuple[str, ...] | None


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"


class CellError(ValueError):
    """A cell that cannot be read; `message` has %(name)s places filled from `details`."""

    def __init__(self, message: str, **details: str) -> None:
        self.message, self.details = message, details
        super().__init__(message % details if details else message)


@dataclass(frozen=True, slots=True)
class Span:
    """Values between two ends; None = no end on that side. A point has both ends the same and closed."""

    low: Decimal | date | None
    low_closed: bool
    high: Decimal | date | None
    high_closed: bool

    def holds(self, value: Decimal | date) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and not self.low_closed)):  # type: ignore[operator]
            return False
        return self.high is None or value < self.high or (value == self.high and self.high_closed)  # type: ignore[operator]


Part = Span | str | bool | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Test:
    """One read cell: `parts` are alternatives; none = whatever the input is."""

    kind: Kind
    parts: tuple[Part, ...] = ()
    negated: bool = False

    @property
    def is_any(self) -> bool:
        return not self.parts

    def matches(self, value: Value) -> bool:
        return self.is_any or (any(self._one(part, value) for part in self.parts) != self.negated)

    def _one(self, part: Part, value: Value) -> bool:
        if part is None or value is None:
            return part is value
        if isinstance(value, tuple):
            return part in value
        if isinstance(part, Span):
            return isinstance(value, Decimal | date) and part.holds(value)
        return type(part) is type(value) and part == value


TRUE, FALSE = frozenset({"true", "是"}), frozenset({"false", "否"})
NULL = frozenset({"null", "未答"})
TOKEN = re.compile(r"""\s*(?:(?P<text>"[^"]*")|(?P<dots>\.\.)|(?P<sign><=|>=|!=|[<>=,()\[\]])|(?P<word>(?:(?!\.\.)[^\s"<>=,()\[\]])+))""")
NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)")
OPENERS, CLOSERS = {"[": True, "(": False, "]": False}, {"]": True, ")": False, "[": False}
WIDE = {"≥": ">=", "≤": "<=", "、": ","}


def tokens(text: str) -> list[str]:
    """The signs, quoted texts and words of a cell; full-width signs are folded, but not inside quotes."""
    pieces = text.replace("“", '"').replace("”", '"').split('"')
    for n in range(0, len(pieces), 2):
        pieces[n] = unicodedata.normalize("NFKC", pieces[n])
        for wide, plain_sign in WIDE.items():
            pieces[n] = pieces[n].replace(wide, plain_sign)
    folded = '"'.join(pieces)
    found, at = [], 0
    folded = folded.rstrip()
    while at < len(folded):
        match = TOKEN.match(folded, at)
        if match is None:
            raise CellError("看不懂“%(text)s”", text=folded[at:])
        found.append(match.group().strip())
        at = match.end()
    return found


class Reader:
    """Reads the tokens of one cell. `strict` (DMN files): a bare word is a name, and names are not values."""

    def __init__(self, words: list[str], kind: Kind, options: Sequence[str], strict: bool) -> None:
        self.words, self.kind, self.options, self.strict = words, kind, options, strict

    @property
    def next(self) -> str:
        return self.words[0] if self.words else ""

    def take(self, *wanted: str) -> str:
        if not self.words or (wanted and self.words[0] not in wanted):
            raise CellError("“%(got)s”的位置不对", got=self.next or "…")
        return self.words.pop(0)

    def value(self) -> Part:
        word = self.take()
        if word == "date":
            self.take("(")
            found = self.day(self.take())
            self.take(")")
            return self.of(found)
        if word in NULL:
            return None
        if word.startswith('"'):
            return self.of(word[1:-1])
        if NUMBER.fullmatch(word) and self.kind is not Kind.TEXT and self.kind is not Kind.LIST:
            return self.of(Decimal(word))
        if self.kind is Kind.BOOLEAN and word in TRUE | FALSE:
            return word in TRUE
        if self.kind is Kind.DATE and re.fullmatch(r"\d{4}-\d\d-\d\d", word):
            return self.of(self.day(word))
        if self.strict or word in "<>=,()[]..":
            raise CellError("“%(got)s”不是一个值", got=word)
        return self.of(word)

    def day(self, word: str) -> date:
        try:
            return date.fromisoformat(word.strip('"'))
        except ValueError:
            raise CellError("日期请写成2026-09-30") from None

    def of(self, value: Part) -> Part:
        """The value, when it is of the input's kind and one of its options."""
        wanted = {Kind.TEXT: str, Kind.LIST: str, Kind.NUMBER: Decimal, Kind.BOOLEAN: bool, Kind.DATE: date}[self.kind]
        if not isinstance(value, wanted):
            raise CellError(NOT_OF_KIND[self.kind], got=str(value))
        if self.options and value not in self.options:
            raise CellError("没有“%(got)s”这个选项", got=str(value))
        return value

    def part(self) -> Part:
        if self.next in ("<", "<=", ">", ">=", "="):
            sign = self.take()
            value = self.value()
            if sign == "=":
                return value
            end = self.end(value)
            closed = sign.endswith("=")
            return Span(None, False, end, closed) if sign[0] == "<" else Span(end, closed, None, False)
        if self.next in OPENERS:
            opened = OPENERS[self.take()]
            low = self.end(self.value())
            self.take("..")
            high = self.end(self.value())
            closed = CLOSERS[self.take(*CLOSERS)]
            if low > high:  # type: ignore[operator]
                raise CellError("区间的起点大于终点")
            return Span(low, opened, high, closed)
        return self.value()

    def end(self, value: Part) -> Decimal | date:
        if isinstance(value, Decimal | date):
            return value
        raise CellError("只有数字和日期能比较大小")

    def parts(self) -> tuple[Part, ...]:
        found = [self.part()]
        while self.next == ",":
            self.take()
            found.append(self.part())
        return tuple(found)


NOT_OF_KIND: Mapping[Kind, str] = {
    Kind.TEXT: "“%(got)s”不是文字", Kind.LIST: "“%(got)s”不是选项", Kind.NUMBER: "“%(got)s”不是数字",
    Kind.BOOLEAN: "“%(got)s”：请写是或者否", Kind.DATE: "“%(got)s”不是日期，请写成2026-09-30",
}


def read(text: str, kind: Kind, options: Sequence[str] = (), *, strict: bool = False) -> Test:
    """Read one cell. Raises CellError."""
    if "\\" in text:
        raise CellError("不能写反斜线")
    if text.strip() in options:
        return Test(kind, (text.strip(),))
    words = tokens(text)
    if not words or words == ["-"]:
        return Test(kind)
    reader = Reader(words, kind, options, strict)
    negated = words[0] == "not" and len(words) > 1 and words[1] == "("
    if negated:
        reader.words = words[2:]
    parts = reader.parts()
    if negated:
        reader.take(")")
    if reader.words:
        raise CellError("“%(got)s”的位置不对", got=reader.next)
    return Test(kind, parts, negated)


def quoted(text: str) -> str:
    """A text of a zen expression. Cells hold no double quotes (the reader ends a text at one) and no backslashes."""
    return f'"{text}"'


def plain(value: Part) -> str:
    """A value in a zen expression; dates are counted in days, as the evaluation gives them."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return str(value.toordinal())
    return quoted(str(value))


def zen(test: Test, name: str) -> str:
    """The cell as a zen expression over the variable `name`; empty = whatever the input is.

    Not zen's own unary tests: those take no brackets around `and` and `or`.
    """
    if test.is_any:
        return ""
    found = " or ".join(f"({zen_part(part, test.kind, name)})" for part in test.parts)
    return f"not ({found})" if test.negated else found


def zen_part(part: Part, kind: Kind, name: str) -> str:
    if part is None:
        return f"{name} == null"
    if kind is Kind.LIST:
        return f"{name} != null and some({name}, # == {plain(part)})"
    if not isinstance(part, Span):
        return f"{name} == {plain(part)}"
    tests = [f"{name} != null"]
    if part.low is not None:
        tests.append(f"{name} {'>=' if part.low_closed else '>'} {plain(part.low)}")
    if part.high is not None:
        tests.append(f"{name} {'<=' if part.high_closed else '<'} {plain(part.high)}")
    return " and ".join(tests)


OTHER = "（其他）"
"""Stands for any text no cell names."""
MOST_SUBSETS = 6


def samples(kind: Kind, options: Sequence[str], tests: Sequence[Test], *, whole: bool = False) -> list[Value]:
    """One value of every kind the cells can tell apart: what to try so that nothing is left untried."""
    parts = [part for test in tests for part in test.parts]
    if kind is Kind.BOOLEAN:
        return [True, False]
    if kind in (Kind.TEXT, Kind.LIST):
        named = list(options) or [*dict.fromkeys(part for part in parts if isinstance(part, str)), OTHER]
        if kind is Kind.TEXT:
            return [*named]
        told = [name for name in named if name in parts][:MOST_SUBSETS]
        rest = tuple(name for name in named if name not in parts)[:1]
        return [*(s for s in subsets(told) if s), *([rest] if rest else ())]
    return list(along(sorted(set(ends(parts))), kind, whole))


def subsets(names: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(n for i, n in enumerate(names) if mask >> i & 1) for mask in range(1 << len(names))]


def ends(parts: Sequence[Part]) -> Iterator[Decimal | date]:
    for part in parts:
        if isinstance(part, Span):
            yield from (end for end in (part.low, part.high) if end is not None)
        elif isinstance(part, Decimal | date):
            yield part


def along(points: Sequence[Decimal | date], kind: Kind, whole: bool) -> Iterator[Value]:
    """Every end, and one value before, between and after them; numbers here are never below nought."""
    if not points:
        yield Decimal(1) if kind is Kind.NUMBER else date(2026, 1, 1)
        return
    for n, point in enumerate(points):
        before = points[n - 1] if n else None
        if isinstance(point, date):
            if before is None or point.toordinal() - before.toordinal() > 1:  # type: ignore[union-attr]
                yield point - timedelta(days=1)
        elif before is None:
            if point > 0:
                yield Decimal(0) if whole else point / 2
        else:
            yield from between(before, point, whole)  # type: ignore[arg-type]
        yield point
    last = points[-1]
    yield last + (timedelta(days=1) if isinstance(last, date) else Decimal(1))  # type: ignore[operator]


def between(low: Decimal, high: Decimal, whole: bool) -> Iterator[Decimal]:
    middle = (low + high) / 2
    if whole:
        middle = low.__floor__() + Decimal(1)
    if low < middle < high:
        yield middle
