"""Codes of administrative divisions: GB/T 2260 to the county, GB/T 10114 for the township, three digits for the village. Pure.

Twelve digits, filled with zeros: province 2, city 2, county 2, township 3, village 3. What the statistics office adds
beside the law is marked by kind, never refused: it stands in addresses and in the files of every city.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from yichuang.kernel import codes
from yichuang.kernel.codes.reasons import compact


class Level(IntEnum):
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5


LEVEL_NAMES: Mapping[Level, str] = {
    Level.PROVINCE: "省级", Level.CITY: "地级", Level.COUNTY: "县级", Level.TOWNSHIP: "乡级", Level.VILLAGE: "村级",
}
DIGITS: Mapping[Level, int] = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
BY_DIGITS = {digits: level for level, digits in DIGITS.items()}
LONG = 12


class DivisionKind(StrEnum):
    REGULAR = "regular"
    PLACEHOLDER = "placeholder"
    STATISTICAL = "statistical"


DIVISION_KIND_NAMES: Mapping[DivisionKind, str] = {
    DivisionKind.REGULAR: "行政区划", DivisionKind.PLACEHOLDER: "汇总码", DivisionKind.STATISTICAL: "统计用区划",
}
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Rows at city level that gather the counties no city stands above (上海市 310100 市辖区, 河南省 419000 省直辖县级行政区划)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A code filled to twelve digits, and the level it is of."""

    code: str
    level: Level

    @property
    def parent(self) -> str:
        return parent_of(self.code, self.level)


def stem_length(code: str) -> int:
    """Digits that say something: 370800000000 → 4. A full code ends in zeros only where a whole level is empty."""
    for digits in (9, 6, 4, 2):
        if code[digits:].strip("0"):
            return next(longer for longer in (4, 6, 9, 12) if longer > digits)
    return 2


def read_code(text: str, level: Level | None = None) -> Place | codes.Reason:
    """Two, four, six, nine or twelve digits → a place, or the reason why not. A level given must fit the digits given.

    With a level of county, the code of a city without counties (中山 442000) reads as that city: see `stands_for_city`.
    """
    short = compact(text)
    padded = short.ljust(LONG, "0")
    if len(short) not in BY_DIGITS:
        return codes.Reason("行政区划代码应为2、4、6、9或者12位，现为%(n)s位", n=len(short))
    if why := codes.division(padded):
        return why
    meant = BY_DIGITS[stem_length(padded)]
    if level is None or level == meant or (level is Level.COUNTY and stands_for_city(short)):
        return Place(padded, meant)
    return codes.Reason("代码%(code)s是%(is)s的代码，不是%(should)s的", code=short, should=LEVEL_NAMES[level], **{"is": LEVEL_NAMES[meant]})


def stands_for_city(code: str) -> bool:
    """东莞 441900, 中山 442000, 儋州 460400: listed among the counties, but the city itself; townships stand directly below it."""
    return len(code) == DIGITS[Level.COUNTY] and code[4:] == "00" and code[2:4] != "00"


def parent_of(code: str, level: Level) -> str:
    """The code above; empty above a province. A township of a city without counties has the city above it."""
    if level is Level.PROVINCE:
        return ""
    return code[: DIGITS[Level(level - 1)]].ljust(LONG, "0")


def path_of(code: str) -> tuple[str, ...]:
    """The codes from the province down to this one, itself included; a level that is empty is left out."""
    padded = compact(code).ljust(LONG, "0")
    return tuple(dict.fromkeys(padded[: DIGITS[level]].ljust(LONG, "0") for level in Level if DIGITS[level] <= stem_length(padded)))


def within(code: str, area: str) -> bool:
    """Whether a place lies in an area, or is it."""
    return area.ljust(LONG, "0") in path_of(code)


def kind_of(code: str, level: Level, name: str) -> DivisionKind:
    """Counties numbered 71 to 79 (济宁高新区 370871) and townships and villages from 400 on are units of the statistics office."""
    if level is Level.CITY and name in PLACEHOLDERS:
        return DivisionKind.PLACEHOLDER
    if level is Level.COUNTY and code[4] == "7":
        return DivisionKind.STATISTICAL
    if level is Level.TOWNSHIP and code[6] >= "4":
        return DivisionKind.STATISTICAL
    if level is Level.VILLAGE and code[9] >= "4":
        return DivisionKind.STATISTICAL
    return DivisionKind.REGULAR
