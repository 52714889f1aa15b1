"""The search page as its reader sees it: what was asked, the sides to narrow it by with their counts, chips that take one away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yichuang.catalogue.domain import REGIME_NAMES
from yichuang.catalogue.domain.stages import LIVES
from yichuang.catalogue.finding import facets, finders, scenarios
from yichuang.catalogue.finding.stages import stages
from yichuang.organisations import api as organisations

WORDS = 60
SHOWN = 12
"""Values of a side that are offered at once, the most frequent first."""
COUNTED = 100
TITLES = {
    "for": _("谁来办"), "open": _("能不能申请"), "kind": _("事项类型"), "stage": _("阶段"), "dept": _("部门"), "level": _("层级"),
    "online": _("网上办理"), "nearby": _("就近办"), "area": _("地区"),
}  # fmt: skip
ALWAYS = ("for", "open", "kind")
NAMES: dict[str, Mapping[str, str | Promise]] = {
    "for": {"natural": _("个人"), "legal": _("企业和其他组织")},
    "open": {"1": _("现在能申请的")},
    "kind": REGIME_NAMES,
    "level": {"province": _("省级"), "city": _("市级"), "county": _("县级"), "town": _("乡镇（街道）"), "village": _("村（社区）")},
    "online": {"whole": _("全程网办"), "online": _("能网上申请"), "window": _("只在窗口办")},
    "nearby": {"town": _("乡镇（街道）、村（社区）办"), "agent": _("村级代办"), "terminal": _("自助终端能办"), "window": _("别的窗口代收"), "said": _("就近办事项")},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader typed and chose: one value a side. `name` asks for every version of one name."""

    text: str
    name: str
    sides: Mapping[str, str]
    page: int

    def href(self, **changes: str) -> str:
        """The address of this question with some sides changed, from its first page; it can be kept and shared."""
        kept = {"q": self.text, **self.sides, **changes}
        return "?" + urlencode({key: value for key, value in kept.items() if value})

    @property
    def chosen(self) -> dict[str, list[str]]:
        return {side: [value] for side, value in self.sides.items()}


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a side: where it leads, and how many of the hits stand there ("" where that is not counted)."""

    label: str | Promise
    href: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Side:
    key: str
    title: str | Promise
    all_href: str
    options: tuple[Option, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    title: str | Promise
    label: str | Promise
    href: str


def known() -> dict[str, Mapping[str, str | Promise]]:
    english = (get_language() or "").startswith("en")
    named: dict[str, str | Promise] = {stage.code: stage.name_en if english else stage.name for stage in stages()}
    return {**NAMES, "stage": {**named, facets.NONE: _("未归类")}}


def asked_of(query: QueryDict) -> Asked:
    """Reads a query string; what makes no sense is taken as not said."""
    values = {key: query.get(key, "").replace("\x00", "").strip()[:WORDS] for key in ("q", "name", *TITLES)}
    sides = {side: values[side] for side, names in known().items() if values[side] in names}
    if values["dept"]:
        sides["dept"] = values["dept"]
    if values["area"].isascii() and values["area"].isdigit() and len(values["area"]) in facets.AREAS:
        sides["area"] = values["area"]
    number = query.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    return Asked(values["q"], values["name"], {side: sides[side] for side in TITLES if side in sides}, min(max(page, 1), finders.MOST_PAGES))


def count_words(n: int, cut: bool) -> str:
    """Counts end at 99+; "12+" says that only the first names were looked at."""
    return "99+" if n >= COUNTED else f"{n}+" if cut and n else str(n)


def sides_of(asked: Asked, found: finders.Found) -> tuple[Side, ...]:
    """The sides with what the hits offer; two statements, and two more for the places."""
    counted = finders.counts(asked.text, asked.chosen, near=found.near)
    cut = sum(1 for _hit in found.hits) and found.total >= finders.COUNTED
    by_side: dict[str, list[tuple[int, str]]] = {}
    for token, n in counted.items():
        side, _sign, value = token.partition("=")
        by_side.setdefault(side, []).append((n, value))
    names = known()
    sides = []
    for side, title in TITLES.items():
        if side == "area":
            options = places(asked)
        else:
            values = by_side.get(side, [])
            order = {value: at for at, value in enumerate(names[side])} if side in names else {}
            values.sort(key=lambda pair: (order.get(pair[1], 99), -pair[0], pair[1]) if side in names else (-pair[0], pair[1]))
            options = tuple(
                Option(names.get(side, {}).get(value, value), asked.href(**{side: value}), count_words(n, bool(cut)), asked.sides.get(side) == value)
                for n, value in (values if side in names else values[:SHOWN])
            )
        if options:
            sides.append(Side(side, title, asked.href(**{side: ""}), options, side in asked.sides))
    return tuple(sides)


def places(asked: Asked) -> tuple[Option, ...]:
    """The divisions right below the chosen one that have entries, by their registered names."""
    area = asked.sides.get("area", "")
    held = set(finders.areas_below(area))
    below = organisations.divisions_below(area) if held else ()
    found = [(row.name, row.code[: len(next(iter(held)))]) for row in below] if held else []
    return tuple(Option(name, asked.href(area=code), "", False) for name, code in found if code in held)


def chips(asked: Asked) -> tuple[Chip, ...]:
    """What narrows the question now; each leads to the question without it."""
    names = known()
    found = []
    for side, value in asked.sides.items():
        label: str | Promise = names.get(side, {}).get(value, value)
        if side == "area":
            label = organisations.division_name(value) or value
        found.append(Chip(TITLES[side], label, asked.href(**{side: ""})))
    return tuple(found)


def without(asked: Asked) -> Asked:
    """The same words, not narrowed: the first way on from an empty page."""
    return replace(asked, sides={})


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage on the map: how many names belong to it, how many can be applied for, and the first of them."""

    code: str
    name: str
    name_en: str
    says: str
    count: str
    open: int
    first: tuple[finders.Staged, ...]
    scenarios: tuple[scenarios.Scenario, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """`changes`: what its scenarios save together; empty where there is none."""

    key: str
    name: str
    stages: tuple[StageLine, ...]
    scenarios: int
    changes: tuple[scenarios.Change, ...]


def lives() -> tuple[tuple[Life, ...], str]:
    """The two lives with their stages and scenarios, and how many names belong to none; two statements, and those of the scenarios."""
    counted, first = finders.staged()
    offered = scenarios.all_of_them()
    return tuple(life_of(key, name, counted, first, offered) for key, name in LIVES.items()), str(counted.get(facets.NONE, (0, 0))[0])


def life_of(
    key: str, name: str, counted: Mapping[str, tuple[int, int]], first: Mapping[str, list[finders.Staged]], offered: tuple[scenarios.Scenario, ...]
) -> Life:
    found = []
    for stage in (stage for stage in stages() if stage.life == key):
        names, of_these_open = counted.get(stage.code, (0, 0))
        there = tuple(scenario for scenario in offered if stage.code in scenario.stages)
        found.append(StageLine(stage.code, stage.name, stage.name_en, stage.says, str(names), of_these_open, tuple(first.get(stage.code, ())), there))
    own = tuple(dict.fromkeys(scenario for line in found for scenario in line.scenarios))
    return Life(key, name, tuple(found), len(own), scenarios.together(own))
