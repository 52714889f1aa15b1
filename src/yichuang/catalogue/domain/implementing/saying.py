"""Elements and their options by name, in Chinese or English. Pure."""

from __future__ import annotations

from typing import Any

from yichuang.catalogue.domain.implementing.kinds import Element, Group, Kind


def name_of(thing: Element | Group, *, english: bool) -> str:
    return thing.name_en if english else thing.name


def option_name(element: Element, value: str, *, english: bool) -> str:
    """The name of a value of an enumeration; another word of a source stands as it is."""
    option = element.enumeration.option(value) if element.enumeration else None
    if option is None:
        return value
    return option.name_en if english else option.name


def words_of(element: Element, value: Any, *, english: bool) -> tuple[str, ...] | None:
    """What a text, a choice or a list of them says; None is 未载明, an empty tuple none."""
    if value is None or value == "":
        return None
    if element.kind in (Kind.CHOICE, Kind.CHOICES):
        return tuple(option_name(element, word, english=english) for word in ([value] if isinstance(value, str) else value))
    return tuple(value) if isinstance(value, list) else (str(value),)
