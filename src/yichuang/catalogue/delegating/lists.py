"""Reads of delegations: pages by day and organ, of one item, follow-ups that are due, and the parity of city and counties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from yichuang.catalogue.catalogues.rows import in_force as versions_in_force
from yichuang.catalogue.delegating.verbs import NoSuchDelegation
from yichuang.catalogue.domain import delegation as law
from yichuang.catalogue.domain.delegation import FORM_ARTICLES, FORM_NAMES, Held, LegalForm, Parity, Standing
from yichuang.catalogue.domain.powers import POWER_LEVELS, Period
from yichuang.catalogue.models import Delegation
from yichuang.organisations import api as organisations

LINES = 50
MOST_ITEMS = 20_000


@dataclass(frozen=True, slots=True)
class DelegationRow:
    id: UUID
    item_id: UUID
    item_code: str
    item: str
    form: LegalForm
    form_name: str
    article: str
    from_organ_id: UUID
    from_organ: str
    to_organ_id: UUID
    to_organ: str
    from_level: str
    to_level: str
    place: str
    scope: str
    document: str
    document_on: date | None
    basis: str
    announcement: str
    announced_on: date | None
    capacity: str
    capacity_on: date | None
    follow_up_on: date | None
    followed_up_on: date | None
    follow_up: str
    from_on: date
    to_on: date | None
    end_document: str
    request_id: UUID | None
    """The request it came by; None before 下放 was one."""

    def stands(self, on: date) -> str:
        """coming, in_force, over, or taken_back: its approval was, before its first day."""
        if self.to_on and self.to_on < self.from_on:
            return "taken_back"
        return "coming" if on < self.from_on else "over" if self.to_on and self.to_on < on else "in_force"


def row_of(row: Delegation) -> DelegationRow:
    form = LegalForm(row.form)
    return DelegationRow(
        row.id, row.item_id, row.item.code, row.item.name, form, FORM_NAMES[form], FORM_ARTICLES[form], row.from_organ_id, row.from_organ.name,
        row.to_organ_id, row.to_organ.name, POWER_LEVELS.get(row.from_level, ""), POWER_LEVELS.get(row.to_level, ""),
        (organisations.division_name(row.place) or row.place) if row.place else "", row.scope, row.document, row.document_on,
        row.basis, row.announcement, row.announced_on,
        row.capacity, row.capacity_on, row.follow_up_on, row.followed_up_on, row.follow_up, row.from_on, row.to_on, row.end_document, row.request_id,
    )  # fmt: skip


WITH = ("item", "from_organ", "to_organ")


def in_force(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(to_on__isnull=True) | Q(to_on__gte=on))


def delegations(*, on: date | None = None, form: str = "", organ_id: UUID | None = None, page: int = 1) -> tuple[tuple[DelegationRow, ...], bool]:
    """A page, the latest first: in force on a day, or all; and whether there is another."""
    rows = Delegation.objects.select_related(*WITH)
    rows = rows.filter(in_force(on)) if on else rows
    rows = rows.filter(form=form) if form else rows
    rows = rows.filter(Q(from_organ_id=organ_id) | Q(to_organ_id=organ_id)) if organ_id else rows
    start = (page - 1) * LINES
    found = list(rows.order_by("-from_on", "id")[start : start + LINES + 1])
    return tuple(map(row_of, found[:LINES])), len(found) > LINES


def delegation(delegation_id: UUID) -> DelegationRow:
    """Raises NoSuchDelegation."""
    row = Delegation.objects.select_related(*WITH).filter(id=delegation_id).first()
    if row is None:
        raise NoSuchDelegation(delegation_id=str(delegation_id))
    return row_of(row)


def of_item(item_id: UUID) -> tuple[DelegationRow, ...]:
    return tuple(map(row_of, Delegation.objects.select_related(*WITH).filter(item_id=item_id).order_by("-from_on", "id")[:LINES]))


def due_follow_ups(on: date) -> tuple[DelegationRow, ...]:
    """后续检查 whose day has come and that nobody has written down."""
    rows = Delegation.objects.select_related(*WITH).filter(in_force(on), follow_up_on__lte=on, followed_up_on__isnull=True)
    return tuple(map(row_of, rows.order_by("follow_up_on", "id")[:LINES]))


@dataclass(frozen=True, slots=True)
class ParityRow:
    item_code: str
    name: str
    name_en: str
    standing: Standing


def counties_of(city: str, on: date) -> tuple[str, ...]:
    """Codes of the counties of a city: as registered, else those that have an organ."""
    known = [place.code for place in organisations.divisions_below(city, on=on) if place.is_said]
    own = {row.division.ljust(12, "0") for row in organisations.organs() if row.division[:4] == city[:4] and row.division[4:6] not in ("", "00")}
    return tuple(known or sorted(code[:6].ljust(12, "0") for code in own))


def parity_of(city: str, *, on: date, standing: str = "", page: int = 1) -> tuple[Parity, tuple[ParityRow, ...], bool]:
    """市县同权 of the licences in force on a day that the organs of a city (six digits) decide, over all its counties: the ratio and a page of rows."""
    of_city = {row.id for row in organisations.organs() if city and row.division[:6] == city[:6]}
    versions = versions_in_force(on).filter(paused=False, regime="licence", deciding_organ_id__in=of_city).order_by("item__code")
    named = list(versions.values_list("item_id", "item__code", "name", "name_en", "entrusted_by")[:MOST_ITEMS])
    rows = tuple(
        law.Delegation(r.id, r.item_id, LegalForm(r.form), r.from_organ_id, r.to_organ_id, Period(r.from_on, r.to_on), r.place)
        for r in Delegation.objects.filter(in_force(on), item_id__in=[row[0] for row in named])
    )  # fmt: skip
    from_above = {row.item_id for row in rows if row.form is LegalForm.ENTRUST and row.to_organ_id in of_city and row.from_organ_id not in of_city}
    held = (Held(row[0], bool(row[4]) or row[0] in from_above) for row in named)
    found = law.parity(held, rows, counties=counties_of(city, on), on=on)
    by_item = dict(found.rows)
    lines = [ParityRow(row[1], row[2], row[3], by_item[row[0]]) for row in named if not standing or by_item[row[0]] == standing]
    return found, tuple(lines[(page - 1) * LINES : page * LINES]), len(lines) > page * LINES
