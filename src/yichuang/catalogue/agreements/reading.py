"""Reads of agreements: which one lets a window take in an item, the lists of the public and of an organ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.agreement import MODE_NAMES, Agreement, AgreementMode, AgreementOver
from yichuang.catalogue.domain.powers import Period
from yichuang.catalogue.models import AcceptanceAgreement, ItemVersion
from yichuang.kernel.errors import NotFound

LINES = 50
MOST_ITEMS = 500


class NoSuchAgreement(NotFound):
    code = "catalogue.no_such_agreement"
    message = "没有这份通办协议"
    remedy = "请从清单里选一份"


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as pages show it; `items` are (code, name)."""

    value: Agreement
    mode_name: str
    window_organ: str
    for_organ: str
    items: tuple[tuple[str, str], ...]
    document: str
    text: str
    end_document: str

    @property
    def id(self) -> UUID:
        return self.value.id

    def stands(self, on: date) -> str:
        """coming, in_force or over."""
        start, end = self.value.period.from_on, self.value.period.to_on
        return "coming" if start and on < start else "over" if end and end < on else "in_force"


def rows() -> QuerySet[AcceptanceAgreement]:
    return AcceptanceAgreement.objects.select_related("window_organ", "for_organ").prefetch_related("items__item")


def value_of(row: AcceptanceAgreement) -> Agreement:
    items = frozenset(line.item_id for line in row.items.all())
    period = Period(row.from_on, row.to_on)
    return Agreement(row.id, AgreementMode(row.mode), row.window_organ_id, row.for_organ_id, items, period, row.forward_days, row.hands_out)


def row_of(row: AcceptanceAgreement) -> AgreementRow:
    items = tuple(sorted((line.item.code, line.item.name) for line in row.items.all()))
    return AgreementRow(
        value_of(row), MODE_NAMES[AgreementMode(row.mode)], row.window_organ.name, row.for_organ.name, items, row.document, row.text, row.end_document
    )


def in_force(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gte=on))


def agreement(agreement_id: UUID) -> AgreementRow:
    """Raises NoSuchAgreement."""
    row = rows().filter(id=agreement_id).first()
    if row is None:
        raise NoSuchAgreement(agreement_id=str(agreement_id))
    return row_of(row)


def check_in_force(agreement_id: UUID, on: date) -> AgreementRow:
    """The agreement, when it holds on that day; raises AgreementOver."""
    found = agreement(agreement_id)
    if found.stands(on) != "in_force":
        raise AgreementOver(document=found.document)
    return found


def at_window(organ_id: UUID, item_id: UUID, on: date) -> AgreementRow | None:
    """What lets the window of this organ take in the item on that day; one at most, the verb that makes them sees to it."""
    row = rows().filter(in_force(on), window_organ_id=organ_id, items__item_id=item_id).order_by("-from_on", "id").first()
    return row_of(row) if row else None


def items_at(organ_id: UUID, on: date) -> dict[UUID, AgreementRow]:
    """Every item that the window of this organ takes in for another on that day."""
    found = rows().filter(in_force(on), window_organ_id=organ_id).order_by("from_on", "id")[:LINES]
    return {item: row_of(row) for row in found for item in (line.item_id for line in row.items.all())}


def of_item(item_id: UUID, on: date) -> tuple[AgreementRow, ...]:
    """Where else the item can be handed in on that day, for its guide."""
    return tuple(map(row_of, rows().filter(in_force(on), items__item_id=item_id).order_by("-from_on", "id")[:LINES]))


def agreements(*, on: date | None = None, mode: str = "", organ_id: UUID | None = None, page: int = 1) -> tuple[tuple[AgreementRow, ...], bool]:
    """A page, the latest first: in force on a day, or all; and whether there is another."""
    found = rows()
    found = found.filter(in_force(on)) if on else found
    found = found.filter(mode=mode) if mode else found
    found = found.filter(Q(window_organ_id=organ_id) | Q(for_organ_id=organ_id)) if organ_id else found
    start = (page - 1) * LINES
    lines = list(found.order_by("-from_on", "id")[start : start + LINES + 1])
    return tuple(map(row_of, lines[:LINES])), len(lines) > LINES


def held_by_window(organ_id: UUID) -> tuple[dict[UUID, str], list[Agreement]]:
    """Every agreement of one window, past ones too, and their documents by id."""
    found = list(rows().filter(window_organ_id=organ_id))
    return {row.id: row.document for row in found}, [value_of(row) for row in found]


def versions_of(item_ids: Iterable[UUID]) -> dict[UUID, tuple[str, UUID | None, str]]:
    """item → (name, accepting organ, 通办范围) of its version in force."""
    found = ItemVersion.objects.filter(item_id__in=list(item_ids), status=Status.PUBLISHED)
    return {row[0]: row[1:] for row in found.values_list("item_id", "name", "accepting_organ_id", "scope")[:MOST_ITEMS]}
