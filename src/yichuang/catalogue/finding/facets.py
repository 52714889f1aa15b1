"""The sides an entry may be narrowed by, as tokens (`kind=licence`). What a source does not state has no token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from yichuang.catalogue.finding import stages
from yichuang.catalogue.finding.folding import fold

if TYPE_CHECKING:
    from yichuang.catalogue.models import ItemVersion

NONE = "none"
"""The value of 未归类 among the stages."""
ALL = "*"
"""The word every entry has: a search for nothing in particular."""
AREAS = (2, 4, 6, 9, 12)
"""Digits of a division code by level: province, city, county, street, village (GB/T 2260, GB/T 10114)."""
NEARBY = "就近办"
LEVELS = {"省": "province", "市": "city", "州": "city", "县": "county", "区": "county", "镇": "town", "乡": "town", "街道": "town", "村": "village"}


def level_of(text: str, division: str) -> str:
    """The level as stated ("区县级", "镇级"); not stated, the level of the division the list is of."""
    for word, level in LEVELS.items():
        if text.startswith(word):
            return level
    code = division.rstrip("0") if division.isdigit() else ""
    if not code:
        return ""
    return next(level for size, level in zip(AREAS, ("province", "city", "county", "town", "village"), strict=True) if len(code) <= size)


def areas_of(division: str) -> list[str]:
    """The codes a division lies in, itself last: 51, 5116, 511603."""
    if not division.isdigit():
        return []
    bare = division.rstrip("0")
    return [division[:size] for size in AREAS if size <= len(division) and len(bare) > (AREAS[AREAS.index(size) - 1] if size > 2 else 0)]


def online_of(version: ItemVersion) -> str:
    """How far it goes on the net: `whole` 全程网办, `online` an application may be made there, `window` only at a window; "" not stated."""
    if version.visits == 0 and version.online is not False and version.channels:
        return "whole"
    if version.online is not None:
        return "online" if version.online else "window"
    if not version.channels:
        return ""
    return "online" if any("网上" in channel or "在线" in channel for channel in version.channels) else "window"


def nearby_of(version: ItemVersion, *, elsewhere: bool) -> list[str]:
    """Handled nearby 就近办: by a town or village itself, through the village's agents 代办, at a terminal, at another organ's window by
    agreement (`elsewhere`), or said to be so among the five ways."""
    by_level = level_of(version.level, version.division) in ("town", "village")
    found = {
        "town": by_level, "agent": bool(version.villages), "terminal": bool(version.at_terminal), "window": elsewhere, "said": NEARBY in (version.five_ways or ()),
    }  # fmt: skip
    return [value for value, holds in found.items() if holds]


def tokens(version: ItemVersion, *, elsewhere: bool = False) -> list[str]:
    found: Mapping[str, Iterable[str]] = {
        "kind": (version.regime,),
        "open": ("1",) if version.status == "published" else (),
        "for": version.audience or (),
        "level": filter(None, (level_of(version.level, version.division),)),
        "dept": filter(None, (version.department,)),
        "area": areas_of(version.division),
        "online": filter(None, (online_of(version),)),
        "nearby": nearby_of(version, elsewhere=elsewhere),
        "stage": stages.of(version.name, version.department) or (NONE,),
    }
    return [token(side, value) for side, values in found.items() for value in values]


def token(side: str, value: str) -> str:
    return f"{side}={fold(value)}"


def word(token: str) -> str:
    """A token as it stands among the words of a name: with a sign no word begins with, else "open" would find what is open."""
    return f"={token}"


def literal(side: str, values: Iterable[str]) -> str:
    """A `tsquery` literal: one of the values."""
    quoted = (word(token(side, value)).replace("\\", "").replace("'", "''") for value in values)
    return " | ".join(f"'{one}'" for one in quoted)
