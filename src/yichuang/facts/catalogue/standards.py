"""Facts of standards of approval: stream "standard"."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.StandardKept")
class StandardKept:
    """A standard asks something of items in force from a day on: rule → number (0 where it has none). `pilots`: the organs that try it first."""

    standard_kind: str
    requirements: dict[str, int]
    text_hash: str
    from_on: date
    authority_ref: str
    organ_id: UUID | None = None
    pilots: tuple[UUID, ...] = ()


@fact("catalogue.StandardWidened")
class StandardWidened:
    """全面施行: after its trial the standard holds for every organ from this day on."""

    general_on: date
    authority_ref: str


@fact("catalogue.StandardEnded")
class StandardEnded:
    to_on: date
    authority_ref: str
