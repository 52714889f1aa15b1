"""Facts of the boundary between approving and regulating: stream "boundary"."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.BoundaryKept")
class BoundaryKept:
    """From a day on an organ regulates a step of an item (or all of it); offices, step and basis by hash."""

    item_id: UUID
    regulate_organ_id: UUID
    interaction: str
    days: int
    text_hash: str
    valid_from: date
    replaced_id: UUID | None
    authority_ref: str


@fact("catalogue.BoundaryEnded")
class BoundaryEnded:
    valid_to: date
    authority_ref: str
