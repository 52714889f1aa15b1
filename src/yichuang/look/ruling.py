"""The text alternative of a ruler: each day with what it counts for. Reads any object with `on` and `classes`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _


class Day(Protocol):
    """What a ruler's cell must offer: `yichuang.clock.domain.RulerDay` does."""

    @property
    def on(self) -> date: ...
    @property
    def classes(self) -> str: ...


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of 逐日看怎么算的. `number` is the how-manieth counting day it is, None where it does not count."""

    on: date
    number: int | None
    text: str


def day_by_day(days: Iterable[Day]) -> list[DayLine]:
    """A line for each day; a folded cell counts the days it stands for."""
    lines, number = [], 0
    for day in days:
        folded = getattr(day, "folded_days", 0)
        if getattr(day, "folded_to", None):
            number += folded
            lines.append(DayLine(day.on, None, _("这一段计入%(days)s天") % {"days": folded}))
            continue
        text, counts = _reading(set(day.classes.split()))
        number += counts
        lines.append(DayLine(day.on, number if counts else None, text))
    return lines


def _reading(classes: set[str]) -> tuple[str, bool]:
    if "is-start" in classes:
        return _("受理当日，不算"), False
    if "is-stopped" in classes:
        return _("暂停计时，不算"), False
    if "is-hol" in classes:
        return _("节假日，不算"), False
    if "is-off" in classes:
        return _("周末，不算"), False
    if "is-sealed" in classes:
        return _("作出决定"), True
    if "is-over" in classes:
        return _("超过承诺"), True
    if "is-counted" in classes:
        return (_("补班，计入") if "is-makeup" in classes else _("计入")), True
    return (_("补班，将计入") if "is-makeup" in classes else _("将计入")), True
