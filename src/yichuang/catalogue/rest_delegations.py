"""委托、下放、划转 in `/api/v1/`: public, read only. A power moves by a reviewed request in the studio; there is no way to write one here."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import delegating
from yichuang.catalogue.domain.delegation import LegalForm
from yichuang.kernel.rest import problems

router = Router(tags=["items"])


class DelegationOut(Schema):
    """`form` entrust: `to_organ` acts in the name of `from_organ`; else in its own. `request_id` is the public notice it came by."""

    delegation_id: UUID
    item_code: str
    item: str
    form: LegalForm
    from_organ: str
    to_organ: str
    place: str
    from_on: date
    to_on: date | None
    document: str
    document_on: date | None
    basis: str
    announcement: str
    request_id: UUID | None


class DelegationsOut(Schema):
    on: date
    delegations: list[DelegationOut]
    next: int | None


class DelegationsIn(Schema):
    on: date | None = Field(None, description="哪一天有效的；不填是今天")
    form: LegalForm | None = None
    page: Annotated[int, Field(ge=1, le=9_999)] = 1


@router.get("/delegations", response={200: DelegationsOut, **problems()}, auth=None, summary="委托、下放、划转和授权")
def listed(request: HttpRequest, asked: Query[DelegationsIn]) -> dict[str, Any]:
    """Which organ handles which item in place of which on a day, by what legal form; fifty a page."""
    on = asked.on or timezone.localdate()
    rows, more = delegating.delegations(on=on, form=asked.form.value if asked.form else "", page=asked.page)
    names = [name for name in DelegationOut.model_fields if name != "delegation_id"]
    shown = [{"delegation_id": row.id, **{name: getattr(row, name) for name in names}} for row in rows]
    return {"on": on, "delegations": shown, "next": asked.page + 1 if more else None}
