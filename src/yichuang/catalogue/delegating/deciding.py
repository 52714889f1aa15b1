"""Who decides a case under a version on a day: one prepared read of the item's rows, and the pure rule."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.catalogue.domain.delegation import Decider, Delegation, LegalForm, decider
from yichuang.catalogue.domain.powers import Period
from yichuang.catalogue.queries import terms
from yichuang.kernel.prepared import ask

ROWS = "select id, item_id, form, from_organ_id, to_organ_id, from_on, to_on, place from delegation where item_id = %s order by from_on, id"


def rows_of(item_id: UUID) -> tuple[Delegation, ...]:
    """Every delegation of an item, past ones too."""
    return tuple(Delegation(r[0], r[1], LegalForm(r[2]), r[3], r[4], Period(r[5], r[6]), r[7]) for r in ask(ROWS, item_id))


def deciding_organ(version_id: UUID, on: date, place: str = "") -> Decider:
    """The organ that decides under this version on that day, and whose staff act. Raises NoSuchItem; AssertionError for a version
    without a deciding organ, which no published one is."""
    held = terms(version_id)
    assert held.deciding_organ_id is not None
    return decider(rows_of(held.item_id), item_id=held.item_id, organ_id=held.deciding_organ_id, on=on, place=place)
