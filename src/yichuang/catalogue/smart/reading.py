"""Reads: the rules of a version, what their inputs are, what they say of values; and the switch of an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from yichuang.catalogue.domain import Status, Terms, smart
from yichuang.catalogue.domain.cells import Value
from yichuang.catalogue.domain.situations import Element, value_of
from yichuang.catalogue.domain.smart import Judged, Known, SmartRules
from yichuang.catalogue.models import ItemVersion, SmartSet, SmartSwitch
from yichuang.catalogue.queries import NoSuchItem
from yichuang.catalogue.situations import engine
from yichuang.catalogue.situations.reading import elements_of
from yichuang.catalogue.smart import plain
from yichuang.kernel.prepared import one


@lru_cache(maxsize=512)
def smart_rules(smart_id: UUID) -> SmartRules:
    """A kept set; cached, because it never changes. Raises NoSuchItem."""
    content = SmartSet.objects.filter(id=smart_id).values_list("content", flat=True).first()
    if content is None:
        raise NoSuchItem("没有这份智能审批规则", smart_id=str(smart_id))
    return plain.rules_of(content)


def smart_number(smart_id: UUID) -> int:
    return SmartSet.objects.filter(id=smart_id).values_list("number", flat=True).first() or 0


def elements_for(rules: SmartRules) -> dict[str, Element]:
    return elements_of(list(rules.answers))


def knowing(rules: SmartRules, elements: Mapping[str, Element], terms: Terms) -> dict[str, Known | None]:
    """What each input is; None for one nobody can tell."""
    return {name: smart.known_of(name, elements, terms) for name in rules.inputs}


def typed(name: str, raw: object, elements: Mapping[str, Element], known: Known) -> Value:
    """What was answered, read or typed, as rules compare it; None for what is not one."""
    element = elements.get(name[len(smart.ANSWER) :]) if name.startswith(smart.ANSWER) else None
    return value_of(raw, element or Element(name, known.name, known.kind, known.options))


def smart_judge(rules: SmartRules, values: Mapping[str, Value], known: Mapping[str, Known | None]) -> tuple[Judged, ...]:
    """Every rule through the engine."""
    return smart.judge(rules, values, {name: what for name, what in known.items() if what}, engine.held)


def is_switched_off(item_id: UUID, *, lock: bool = False) -> bool:
    """`lock`: nobody switches until this transaction has ended; whoever switches holds the item's row."""
    if lock:
        one("select id from item where id = %s for share", item_id)
    return SmartSwitch.objects.filter(item_id=item_id, is_off=True).exists()


class SmartItem:
    """One item that declares 智能审批, for its page: the version in force, its rules, its switch."""

    def __init__(self, version: ItemVersion, switch: SmartSwitch | None) -> None:
        assert version.smart_id is not None
        self.item_id, self.version_id, self.name = version.item_id, version.id, version.name
        self.accepting_organ_id, self.organ_id = version.accepting_organ_id, version.deciding_organ_id
        self.smart_id, self.number = version.smart_id, version.smart.number
        self.rules = smart_rules(version.smart_id)
        self.is_off = switch is not None and switch.is_off
        self.reason = switch.reason if switch else ""
        self.at: datetime | None = switch.at if switch else None


BOUND = 200


def smart_items(organ_ids: Iterable[UUID]) -> tuple[SmartItem, ...]:
    """The items in force of these organs that declare it, by name."""
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED, smart__isnull=False, deciding_organ_id__in=list(organ_ids))
    versions = list(rows.select_related("smart").order_by("name", "id")[:BOUND])
    switches = SmartSwitch.objects.in_bulk([version.item_id for version in versions])
    return tuple(SmartItem(version, switches.get(version.item_id)) for version in versions)
