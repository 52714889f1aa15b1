"""通办协议 in `/api/v1/`: public, read only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import agreements
from yichuang.catalogue.domain.agreement import AgreementMode
from yichuang.kernel.rest import problems

router = Router(tags=["items"])


class AgreementItemOut(Schema):
    code: str
    name: str


class AgreementOut(Schema):
    """`mode` accept: received and accepted in the name of `for_organ`; take_in: taken in and forwarded within `forward_days` working days."""

    agreement_id: UUID
    mode: AgreementMode
    window_organ: str
    for_organ: str
    items: list[AgreementItemOut]
    from_on: date | None
    to_on: date | None
    forward_days: int
    hands_out: bool
    document: str


class AgreementsOut(Schema):
    on: date
    agreements: list[AgreementOut]
    next: int | None


class AgreementsIn(Schema):
    on: date | None = Field(None, description="哪一天有效的；不填是今天")
    mode: AgreementMode | None = None
    page: Annotated[int, Field(ge=1, le=9_999)] = 1


@router.get("/agreements", response={200: AgreementsOut, **problems()}, auth=None, summary="全城通办：通办协议")
def listed(request: HttpRequest, asked: Query[AgreementsIn]) -> dict[str, Any]:
    """Which window takes in which items for which accepting organ on a day; fifty a page."""
    on = asked.on or timezone.localdate()
    rows, more = agreements.agreements(on=on, mode=asked.mode.value if asked.mode else "", page=asked.page)
    return {"on": on, "agreements": [line(row) for row in rows], "next": asked.page + 1 if more else None}


def line(row: agreements.AgreementRow) -> dict[str, Any]:
    value = row.value
    return {
        "agreement_id": row.id, "mode": value.mode, "window_organ": row.window_organ, "for_organ": row.for_organ,
        "items": [{"code": code, "name": name} for code, name in row.items], "from_on": value.period.from_on, "to_on": value.period.to_on,
        "forward_days": value.forward_days, "hands_out": value.hands_out, "document": row.document,
    }  # fmt: skip
