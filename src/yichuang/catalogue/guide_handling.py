"""How and where a guide says it is handled: the elements beyond conditions, materials and limits, as the public reads them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from yichuang.catalogue.domain.implementing import BY_KEY, Element, Kind
from yichuang.catalogue.domain.implementing.saying import words_of
from yichuang.catalogue.models import ItemVersion

ALWAYS = ("visits", "channels", "online_depth", "scope")
"""Read as 未载明 in a line of their own; the others are named together."""
WHEN_STATED = (
    "delivery_modes", "five_ways", "online", "online_url", "mobile_url", "bookable", "pays_online", "by_courier", "at_terminal", "in_hall",
    "delivery", "electronic_licence", "by_promise", "promise_text", "promise_effect", "tolerates_absence", "intermediaries", "joint_departments", "undertaking_office",
    "towns", "villages",
)  # fmt: skip
ADDRESSES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class HandlingLine:
    """One line of the guide. `words` None = 未载明, empty = none; `note` explains, `href` is an address one may follow."""

    element: Element
    words: tuple[str, ...] | None
    note: str = ""
    href: str = ""
    completed: bool = False


@dataclass(frozen=True, slots=True)
class Handling:
    lines: tuple[HandlingLine, ...]
    silent: tuple[Element, ...]


def handling(row: ItemVersion) -> Handling:
    """What the version says, in order; what it does not say, by name."""
    made = [line_of(row, BY_KEY[key]) for key in (*ALWAYS, *WHEN_STATED)]
    shown = tuple(line for line in made if line.words is not None or line.element.key in ALWAYS)
    return Handling(shown, tuple(line.element for line in made if line not in shown))


def told(row: ItemVersion, key: str) -> tuple[str, ...]:
    """The words of one element in the reader's language; none where the version does not say."""
    return words_of(BY_KEY[key], getattr(row, key), english=(get_language() or "").startswith("en")) or ()


def line_of(row: ItemVersion, element: Element) -> HandlingLine:
    value = getattr(row, element.key)
    english = (get_language() or "").startswith("en")
    completed = element.key in (row.completed_fields or ())
    if element.key == "visits":
        said = None if value is None else (gettext("不用到现场") if value == 0 else ngettext("%(n)s次", "%(n)s次", value) % {"n": value},)
        return HandlingLine(element, said, note=row.visits_reason, completed=completed)
    if element.key == "scope":
        return HandlingLine(element, words_of(element, value or row.scope_text, english=english), note="" if not value else row.scope_text, completed=completed)
    if element.kind is Kind.FLAG:
        return HandlingLine(element, None if value is None else (gettext("是") if value else gettext("否"),), completed=completed)
    href = value if element.key.endswith("_url") and value.startswith(ADDRESSES) else ""
    return HandlingLine(element, words_of(element, value, english=english), href=href, completed=completed)
