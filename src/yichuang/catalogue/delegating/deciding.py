"""Who decides a case under a version on a day: one prepared read of the item's rows, and the pure rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from yichuang.catalogue.domain.delegation import OWN_NAME, PLACE, Decider, Delegation, LegalForm, decider, origin
from yichuang.catalogue.domain.powers import Period
from yichuang.catalogue.models import Form
from yichuang.catalogue.queries import latest_terms, terms
from yichuang.kernel.prepared import ask
from yichuang.organisations import api as organisations

ROWS = "select id, item_id, form, from_organ_id, to_organ_id, from_on, to_on, place from delegation where item_id = %s order by from_on, id"


def rows_of(item_id: UUID) -> tuple[Delegation, ...]:
    """Every delegation of an item, past ones too."""
    return tuple(Delegation(r[0], r[1], LegalForm(r[2]), r[3], r[4], Period(r[5], r[6]), r[7]) for r in ask(ROWS, item_id))


SINCE = "select effective_on from item_version where id = %s"


def origin_of(rows: tuple[Delegation, ...], version_id: UUID, organ_id: UUID) -> UUID:
    """Whose power it was before any of the rows, where the version that names `organ_id` came after one of them."""
    if not any(row.to_organ_id == organ_id and row.form in OWN_NAME for row in rows):
        return organ_id
    [(since,)] = ask(SINCE, version_id)
    return origin(rows, organ_id=organ_id, since=since)


def succeeding(item_id: UUID, organ_id: UUID, on: date) -> UUID:
    """The organ itself; once it is abolished, the one that carries its functions on, when a version in force says so: people changed it
    in a reviewed request, and 行政诉讼法 26(6) makes that organ answer for it."""
    followers = organisations.successors(organ_id, on)
    named = latest_terms(item_id) if followers else None
    return named.deciding_organ_id if named and named.deciding_organ_id in followers else organ_id


def deciding_organ(version_id: UUID, on: date, place: Callable[[], str] | None = None) -> Decider:
    """The organ that decides under this version on that day, and whose staff act. `place` gives the division of the matter; it is
    asked only where the power was given on for a part of the area. Raises NoSuchItem; AssertionError for a version without a
    deciding organ, which no published one is."""
    held = terms(version_id)
    assert held.deciding_organ_id is not None
    rows = rows_of(held.item_id)
    where = place() if place is not None and any(row.place for row in rows) else ""
    base = succeeding(held.item_id, origin_of(rows, version_id, held.deciding_organ_id), on)
    return decider(rows, item_id=held.item_id, organ_id=base, on=on, place=where)


def place_in(answers: Mapping[str, object]) -> str:
    """The division, in twelve digits, that an application names for its premises; empty where the form does not ask."""
    given = str(answers.get(PLACE) or "")
    return given.ljust(12, "0") if given.isascii() and given.isdigit() else ""


def asks_place(form_id: UUID | None) -> bool:
    """Must every application say in which division its premises lie?"""
    sections = Form.objects.filter(id=form_id).values_list("sections", flat=True).first() if form_id else None
    asked = (field for section in sections or () if not section.get("repeat") for field in section["fields"])
    return any(field["element"] == PLACE and field.get("required") is True for field in asked)
