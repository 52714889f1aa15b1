"""Scenarios 场景 of a life: what one asks for in one go at a stage, with what that saves. Other rooms offer them, as they do beside a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from yichuang.catalogue.finding import stages


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after, as counted by whoever offers the scenario."""

    key: str
    name: str | Promise
    before: int
    after: int

    @property
    def percent(self) -> int:
        """How much less, in whole per cent of before; 0 where there was nothing."""
        return round(100 * (self.before - self.after) / self.before) if self.before else 0


@dataclass(frozen=True, slots=True)
class Scenario:
    """`about`: (name, department) of the items it is about; their stages are its stages."""

    name: str
    name_en: str
    href: str
    about: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]

    @property
    def stages(self) -> frozenset[str]:
        return frozenset(code for name, department in self.about for code in stages.of(name, department))


Source = Callable[[], Sequence[Scenario]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    _sources.append(source)
    return source


def all_of_them() -> tuple[Scenario, ...]:
    return tuple(scenario for source in _sources for scenario in source())


def together(found: Iterable[Scenario]) -> tuple[Change, ...]:
    """The sums of all, measure by measure, in the order they come."""
    sums: dict[str, Change] = {}
    for change in (change for scenario in found for change in scenario.changes):
        held = sums.get(change.key)
        before, after = (held.before, held.after) if held else (0, 0)
        sums[change.key] = Change(change.key, change.name, before + change.before, after + change.after)
    return tuple(sums.values())
