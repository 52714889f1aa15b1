"""Facts of standards of approval: stream "standard"."""

from __future__ import annotations

from datetime import date

from yichuang.kernel.values import fact


@fact("catalogue.StandardKept")
class StandardKept:
    """A standard asks something of every item in force from a day on: rule → number (0 where it has none)."""

    standard_kind: str
    requirements: dict[str, int]
    text_hash: str
    from_on: date
    authority_ref: str


@fact("catalogue.StandardEnded")
class StandardEnded:
    to_on: date
    authority_ref: str
