"""Forms by data element: what is asked, when it is shown and required, groups that repeat, and the merge of several forms. Pure.

When a question is shown or required is a *rule*: any of several cases, each case all of several conditions; `ALWAYS` is one empty
case, `NEVER` is no case. So the union of two rules is the union of their cases, and the stricter of two forms wins by joining them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

Plain = Mapping[str, Any]


class Op(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    BELOW = "below"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison with an answer; an answer nobody gave meets no condition."""

    element: str
    op: Op
    value: Any = None

    def holds(self, answers: Plain) -> bool:
        given = answers.get(self.element)
        if given is None or given == "" or given == []:
            return False
        if isinstance(given, list):
            return self.holds_of(given)
        match self.op:
            case Op.FILLED:
                return True
            case Op.IS:
                return bool(given == self.value)
            case Op.IS_NOT:
                return bool(given != self.value)
            case Op.ONE_OF:
                return given in self.value
        left, right = number(given), number(self.value)
        if left is None or right is None:
            return False
        return left >= right if self.op is Op.AT_LEAST else left < right

    def holds_of(self, given: Sequence[Any]) -> bool:
        """Of an answer with several choices: is the value among them."""
        match self.op:
            case Op.FILLED:
                return True
            case Op.IS:
                return self.value in given
            case Op.IS_NOT:
                return self.value not in given
            case Op.ONE_OF:
                return any(value in given for value in self.value)
        return False


def number(value: Any) -> Decimal | None:
    """Answers hold decimals as text; None for what is no number."""
    if isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


Case = tuple[Condition, ...]
Rule = tuple[Case, ...]
NEVER: Rule = ()
ALWAYS: Rule = ((),)


def holds(rule: Rule, answers: Plain) -> bool:
    return any(all(condition.holds(answers) for condition in case) for case in rule)


def joined(*rules: Rule) -> Rule:
    """Any of the rules. A case that another, weaker one covers falls out, so the same rules give the same result in any order."""
    cases = {frozenset((c.element, c.op, _frozen(c.value)) for c in case): case for rule in rules for case in rule}
    kept = [key for key in cases if not any(other < key for other in cases)]
    return tuple(tuple(sorted(cases[key], key=_order)) for key in sorted(kept, key=lambda key: sorted(map(repr, key))))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _order(condition: Condition) -> tuple[str, str, str]:
    return condition.element, condition.op.value, repr(condition.value)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a form narrows of its element: an empty value narrows nothing."""

    least: Decimal | None = None
    most: Decimal | None = None
    longest: int | None = None
    options: tuple[str, ...] | None = None

    @property
    def contradiction(self) -> str:
        """Why no answer can satisfy them; empty when one can."""
        if self.least is not None and self.most is not None and self.least > self.most:
            return "要求的最小值大于要求的最大值"
        return "可选项没有交集" if self.options == () else ""


def narrower(one: Limits, other: Limits) -> Limits:
    """The limits that satisfy both."""
    least = max((v for v in (one.least, other.least) if v is not None), default=None)
    most = min((v for v in (one.most, other.most) if v is not None), default=None)
    longest = min((v for v in (one.longest, other.longest) if v is not None), default=None)
    options = one.options if other.options is None else other.options
    if one.options is not None and other.options is not None:
        options = tuple(option for option in one.options if option in other.options)
    return Limits(least, most, longest, options)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the data element, and how this form asks it. `recommended` = worth filling, never demanded."""

    element: str
    shown: Rule = ALWAYS
    required: Rule = NEVER
    recommended: bool = False
    limits: Limits = Limits()
    label: str = ""
    label_en: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A group that is filled several times; its answers are one list under the group's code."""

    least: int = 0
    most: int = 20


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    fields: tuple[Asked, ...]
    title_en: str = ""
    repeat: Repeat | None = None


Layout = tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two forms that no answer can satisfy together, or that ask one thing in two shapes; named for the editor."""

    element: str
    sources: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Merged:
    """One form out of several. `asked_by` says for each element which forms want it."""

    layout: Layout
    conflicts: tuple[Conflict, ...] = ()
    asked_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def saved(self) -> int:
        """Questions that are asked once instead of again."""
        return sum(len(sources) - 1 for sources in self.asked_by.values())


def merge(forms: Sequence[tuple[str, Layout]]) -> Merged:
    """Every element once, where it is first asked; the strictest rule wins; what cannot be satisfied together is named.

    `forms` are (source, layout), such as the item's code. A group that repeats is joined with those of its code; an element that
    one form asks once and another in a repeating group stays where it is first asked, and is a conflict.
    """
    places: dict[str, str] = {}
    fields: dict[str, Asked] = {}
    sections: dict[str, Section] = {}
    asked_by: dict[str, list[str]] = {}
    conflicts: list[Conflict] = []
    for source, layout in forms:
        for section in layout:
            known = sections.get(section.code)
            repeat = section.repeat if known is None else _repeat(known, section, source, conflicts)
            sections[section.code] = replace(known or replace(section, fields=()), repeat=repeat)
            for asked in section.fields:
                sources = asked_by.setdefault(asked.element, [])
                before = fields.get(asked.element)
                if before is None:
                    places[asked.element], fields[asked.element] = section.code, asked
                else:
                    fields[asked.element] = _stricter(before, asked, (*sources, source), conflicts)
                    _same_shape(asked.element, sections[places[asked.element]], section, (*sources, source), conflicts)
                if source not in sources:
                    sources.append(source)
    made = tuple(
        replace(section, fields=tuple(fields[element] for element, place in places.items() if place == code))
        for code, section in sections.items()
    )
    return Merged(tuple(s for s in made if s.fields), tuple(conflicts), {e: tuple(s) for e, s in asked_by.items()})


def _repeat(known: Section, section: Section, source: str, conflicts: list[Conflict]) -> Repeat | None:
    if (known.repeat is None) != (section.repeat is None):
        conflicts.append(Conflict(section.code, (source,), "同一组内容，有的表填一次，有的表可以填多次"))
        return known.repeat
    if known.repeat is None or section.repeat is None:
        return None
    least, most = max(known.repeat.least, section.repeat.least), min(known.repeat.most, section.repeat.most)
    if least > most:
        conflicts.append(Conflict(section.code, (source,), "要求的最少组数大于要求的最多组数"))
        return known.repeat
    return Repeat(least, most)


def _stricter(one: Asked, other: Asked, sources: Iterable[str], conflicts: list[Conflict]) -> Asked:
    limits = narrower(one.limits, other.limits)
    if why := limits.contradiction:
        conflicts.append(Conflict(one.element, tuple(dict.fromkeys(sources)), why))
        limits = one.limits
    return replace(
        one, shown=joined(one.shown, other.shown), required=joined(one.required, other.required),
        recommended=one.recommended or other.recommended, limits=limits, label=one.label or other.label,
        label_en=one.label_en or other.label_en, hint=one.hint or other.hint,
    )


def _same_shape(element: str, placed: Section, section: Section, sources: Iterable[str], conflicts: list[Conflict]) -> None:
    if (placed.repeat is None) != (section.repeat is None) or (placed.repeat and placed.code != section.code):
        conflicts.append(Conflict(element, tuple(dict.fromkeys(sources)), "有的表问一次，有的表在重复的一组里问"))


def is_asked(asked: Asked, answers: Plain) -> bool:
    """Shown to the applicant now. What is required is shown whatever the rule of showing says."""
    return holds(asked.shown, answers) or holds(asked.required, answers)


def is_required(asked: Asked, answers: Plain) -> bool:
    return holds(asked.required, answers)


def named_in(layout: Layout) -> frozenset[str]:
    """Every element the rules of a layout look at: publication refuses one that the form does not ask."""
    return frozenset(c.element for s in layout for a in s.fields for rule in (a.shown, a.required) for case in rule for c in case)


def layout_of(rows: Sequence[Plain]) -> Layout:
    """The stored form, `[{"title", "fields": [{"element", "required", …}]}]`, as values. Raises ValueError naming what is wrong."""
    return tuple(_section(row, n) for n, row in enumerate(rows, 1))


def _section(row: Plain, number: int) -> Section:
    again = row.get("repeat")
    repeat = Repeat(int(again.get("least", 0)), int(again.get("most", 20))) if again else None
    return Section(
        code=row.get("code") or f"s{number}", title=row["title"], title_en=row.get("title_en", ""), repeat=repeat,
        fields=tuple(_asked(asked) for asked in row["fields"]),
    )


def _asked(row: Plain) -> Asked:
    limits = row.get("limits") or {}
    return Asked(
        element=row["element"], shown=rule_of(row.get("shown", True)), required=rule_of(row.get("required", False)),
        recommended=bool(row.get("recommended")), label=row.get("label", ""), label_en=row.get("label_en", ""), hint=row.get("hint", ""),
        limits=Limits(
            least=number(limits["least"]) if "least" in limits else None, most=number(limits["most"]) if "most" in limits else None,
            longest=limits.get("longest"), options=tuple(limits["options"]) if "options" in limits else None,
        ),
    )  # fmt: skip


def rule_of(value: Any) -> Rule:
    """True, False, or a list of cases, each a list of `{"element", "op", "value"}`."""
    if value in (True, False, None):
        return ALWAYS if value else NEVER
    return tuple(
        tuple(Condition(c["element"], Op(c["op"]), tuple(c["value"]) if isinstance(c.get("value"), list) else c.get("value")) for c in case)
        for case in value
    )


def plain_rule(rule: Rule) -> Any:
    if rule in (ALWAYS, NEVER):
        return rule == ALWAYS
    return [
        [{"element": c.element, "op": c.op.value, **({} if c.value is None else {"value": list(c.value) if isinstance(c.value, tuple) else c.value})}
         for c in case]
        for case in rule
    ]  # fmt: skip


def plain_layout(layout: Layout) -> list[dict[str, Any]]:
    """The stored form of a layout, without what is at its default."""
    return [
        {
            "code": s.code, "title": s.title, **({"title_en": s.title_en} if s.title_en else {}),
            **({"repeat": {"least": s.repeat.least, "most": s.repeat.most}} if s.repeat else {}), "fields": [_plain_asked(a) for a in s.fields],
        }
        for s in layout
    ]  # fmt: skip


def _plain_asked(asked: Asked) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for name in ("least", "most"):
        if (value := getattr(asked.limits, name)) is not None:
            limits[name] = str(value)
    if asked.limits.longest is not None:
        limits["longest"] = asked.limits.longest
    if asked.limits.options is not None:
        limits["options"] = list(asked.limits.options)
    plain: dict[str, Any] = {"element": asked.element, "required": plain_rule(asked.required)}
    if asked.shown != ALWAYS:
        plain["shown"] = plain_rule(asked.shown)
    plain |= {"recommended": True} if asked.recommended else {}
    plain |= {name: getattr(asked, name) for name in ("label", "label_en", "hint") if getattr(asked, name)}
    return plain | ({"limits": limits} if limits else {})
