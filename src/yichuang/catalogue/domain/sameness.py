"""三级十同: one item as several regions publish it, compared in ten aspects. Pure.

The documents that ask for it (Jining, 按照“三级十同”的原则重新梳理权责清单) do not list the ten; these are ours, taken from the
elements that GB/T 39046 has at every level: name, code, kind, basis, conditions, materials, limit, procedure, fee, result.

What a source does not state is silent and never a deviation. The measure is the entry of the basic list where there is one,
else what most regions state, else the first that states anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yichuang.catalogue.domain.words import REGIME_NAMES, Regime
from yichuang.kernel import codes


class Aspect(StrEnum):
    NAME = "name"
    CODE = "code"
    KIND = "kind"
    BASIS = "basis"
    CONDITIONS = "conditions"
    MATERIALS = "materials"
    LIMIT = "limit"
    PROCEDURE = "procedure"
    FEE = "fee"
    RESULT = "result"


ASPECT_NAMES: Mapping[Aspect, str] = {
    Aspect.NAME: "名称", Aspect.CODE: "编码", Aspect.KIND: "类型", Aspect.BASIS: "依据", Aspect.CONDITIONS: "条件", Aspect.MATERIALS: "材料",
    Aspect.LIMIT: "时限", Aspect.PROCEDURE: "流程", Aspect.FEE: "收费", Aspect.RESULT: "结果",
}
WHOLE = frozenset({Aspect.BASIS, Aspect.CONDITIONS, Aspect.MATERIALS, Aspect.PROCEDURE})
"""Compared as a whole list: what one has and the other has not is a deviation. The others are compared part by part."""


class Verdict(StrEnum):
    SAME = "same"
    DIFFERS = "differs"
    SILENT = "silent"
    APART = "apart"


VERDICT_NAMES: Mapping[Verdict, str] = {
    Verdict.SAME: "一致", Verdict.DIFFERS: "不一致", Verdict.SILENT: "未载明", Verdict.APART: "无从比较",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """What a source says: mark → line. Two sources say the same when their marks are the same, however they write it."""

    marks: Mapping[str, str]
    parts: Mapping[str, str]
    """Part → what is compared of it; for a whole list every mark is its own part."""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.marks.values())

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self.parts.items()))


@dataclass(frozen=True, slots=True)
class Implementation:
    """One region's version. `id` is the version's; `is_basic` the entry of the basic list that the others inherit from."""

    id: Any
    place: str
    organ: str
    level: str
    aspects: Mapping[Aspect, Stated | None]
    is_basic: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One aspect of one region against the measure; `missing` and `extra` are lines of whole lists."""

    verdict: Verdict
    lines: tuple[str, ...]
    is_measure: bool = False
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    aspect: Aspect
    measure: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def deviates(self) -> bool:
        return any(cell.verdict is Verdict.DIFFERS for cell in self.cells)


BRACKETED = re.compile(r"[（(][^)）]*[)）]")
NOT_WORDS = re.compile(r"[\W_]+")
NAME_LEFT_OUT = re.compile(r"[（(][^)）]*[)）]|[\s《》“”、，。]")
TITLE = re.compile(r"《(.+)》")
BASIC_IN_IMPLEMENTING = slice(19, 31)
FREE = frozenset({"否", "不收费", "无", "免费", "不收取费用"})


def name_key(name: str) -> str:
    """What names of one item share: 临时占用林地审批（县级权限） is 临时占用林地审批. The index of the table says the same in SQL."""
    return NAME_LEFT_OUT.sub("", name)


def plainly(text: str) -> str:
    """Words only: width, brackets and what stands in them, blanks and punctuation do not count."""
    return NOT_WORDS.sub("", BRACKETED.sub("", unicodedata.normalize("NFKC", text)).lower()) or NOT_WORDS.sub("", text)


def whole(texts: Iterable[str], mark: Callable[[str], str] = plainly) -> Stated | None:
    marks = {mark(text): text for text in texts if text}
    return Stated(marks, {key: key for key in marks}) if marks else None


def in_parts(parts: Iterable[tuple[str, str, str]]) -> Stated | None:
    """(part, what is compared, line)."""
    given = [(part, value, line) for part, value, line in parts if value]
    return Stated({f"{part} {value}": line for part, value, line in given}, {part: value for part, value, _ in given}) if given else None


def law_title(citation: str) -> str:
    """《中华人民共和国森林法》第三十二条 → 森林法: articles move with every amendment, the law stays."""
    found = TITLE.match(citation)
    return plainly(found[1].removeprefix("中华人民共和国")) if found else plainly(citation)


def basic_code_of(held: Mapping[str, str]) -> str:
    """The twelve digits of the basic list: given, or inside the implementing code; empty when neither has them."""
    given = held.get("basic_code", "")[:12]
    if given and not codes.basic_code(given):
        return given
    implementing = held.get("implementation_code", "")
    return implementing[BASIC_IN_IMPLEMENTING] if implementing and not codes.implementing_code(implementing) else ""


def read(content: Mapping[str, Any], *, id: Any, place: str, is_basic: bool = False, organ: str = "") -> Implementation:
    """The ten aspects of a version, out of its plain content (`columns.plain_of`)."""
    regime = content.get("regime")
    held = content.get("codes") or {}
    return Implementation(id, place, organ or content.get("department") or "", content.get("level") or "", {
        Aspect.NAME: in_parts([("name", name_key(content.get("name") or ""), content.get("name") or "")]),
        Aspect.CODE: in_parts([("basic", basic_code_of(held), basic_code_of(held))]),
        Aspect.KIND: in_parts([("regime", str(regime or ""), REGIME_NAMES[Regime(regime)] if regime else "")]),
        Aspect.BASIS: whole((f"《{row['title']}》{row.get('article', '')}" for row in content.get("bases") or ()), law_title),
        Aspect.CONDITIONS: whole(row.get("text", "") for row in content.get("conditions") or ()),
        Aspect.MATERIALS: whole(row.get("name", "") for row in content.get("materials") or ()),
        Aspect.LIMIT: in_parts(limits(content)),
        Aspect.PROCEDURE: whole(row.get("name", "") for row in content.get("steps") or ()),
        Aspect.FEE: fee(content),
        Aspect.RESULT: in_parts([("name", plainly((content.get("result") or {}).get("name", "")), (content.get("result") or {}).get("name", ""))]),
    }, is_basic)  # fmt: skip


def limits(content: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    for part, word in (("statutory", "法定"), ("promised", "承诺")):
        amount, unit, text = (content.get(f"{part}_{key}") for key in ("amount", "unit", "text"))
        value = f"{amount} {unit}" if amount is not None and unit else plainly(text or "")
        yield part, value, f"{word}{text or value}"


def fee(content: Mapping[str, Any]) -> Stated | None:
    rows, text = content.get("fees"), (content.get("fee_text") or "").strip()
    if rows:
        return whole(f"{row.get('name', '')}{row.get('standard', '')}" for row in rows)
    if rows is not None or text.rstrip("。") in FREE:
        return in_parts([("fee", "free", text or "不收费")])
    return in_parts([("fee", plainly(text), text)])


def measure(versions: Sequence[Implementation], aspect: Aspect) -> Stated | None:
    """The basic entry's statement, else the commonest, else the first."""
    stated = [(version.is_basic, found) for version in versions if (found := version.aspects[aspect])]
    basic = next((found for is_basic, found in stated if is_basic), None)
    if basic or not stated:
        return basic
    counts = Counter(found.key for _, found in stated)
    most = max(counts.values())
    return next(found for _, found in stated if counts[found.key] == most)


def cell(stated: Stated | None, against: Stated | None, aspect: Aspect) -> Cell:
    if stated is None or against is None:
        return Cell(Verdict.SILENT, ())
    if stated is against:
        return Cell(Verdict.SAME, stated.lines, is_measure=True)
    if aspect in WHOLE or not set(stated.parts) ^ set(against.parts):
        missing = tuple(line for mark, line in against.marks.items() if mark not in stated.marks)
        extra = tuple(line for mark, line in stated.marks.items() if mark not in against.marks)
        return Cell(Verdict.DIFFERS if missing or extra else Verdict.SAME, stated.lines, missing=missing, extra=extra)
    shared = set(stated.parts) & set(against.parts)
    if not shared:
        return Cell(Verdict.APART, stated.lines)
    return Cell(Verdict.SAME if all(stated.parts[p] == against.parts[p] for p in shared) else Verdict.DIFFERS, stated.lines)


def compare(versions: Sequence[Implementation]) -> tuple[Line, ...]:
    """The ten lines of the report, one cell for each version in the order given."""
    lines = []
    for aspect in Aspect:
        against = measure(versions, aspect)
        lines.append(Line(aspect, against.lines if against else (), tuple(cell(version.aspects[aspect], against, aspect) for version in versions)))
    return tuple(lines)


def deviations(versions: Sequence[Implementation]) -> tuple[Aspect, ...]:
    return tuple(line.aspect for line in compare(versions) if line.deviates)
