"""Facts of reports that an organ asks for what is on no list: stream "off_list". What people wrote is named by hash."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("catalogue.OffListReported")
class OffListReported:
    """Somebody reported a licence off the list or in disguise."""

    organ_id: UUID
    shape: str
    text_hash: str


@fact("catalogue.OffListFound")
class OffListFound:
    """It holds: the organ is to put it right by the day given."""

    article: str
    mend_by: date
    text_hash: str
    authority_ref: str


@fact("catalogue.OffListDismissed")
class OffListDismissed:
    """It does not hold, with the article the requirement stands on."""

    article: str
    text_hash: str
    authority_ref: str


@fact("catalogue.OffListMended")
class OffListMended:
    """The organ asks for it no more, as whoever ordered it has seen."""

    text_hash: str
    authority_ref: str
