"""Facts of services handed to others: stream "outsourced"."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.ServiceOutsourced")
class ServiceOutsourced:
    """A service is handed to a contractor for a time; names and the contract by hash."""

    organ_id: UUID
    way: str
    text_hash: str
    from_on: date
    to_on: date
    authority_ref: str


@fact("catalogue.ContractorChecked")
class ContractorChecked:
    """The contractor's work was looked at; `finding` stop ends the contract on that day."""

    on: date
    finding: str
    text_hash: str
    authority_ref: str
