"""Credit files in `/api/v1/`: read only; a record comes from the verb that found it and ends on the pages of its organ."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.credit import queries
from yichuang.credit.domain import Found
from yichuang.kernel.rest import problems
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

router = Router(tags=["credit"])
SEEN = problems(401, 403)


class RecordOut(Schema):
    id: UUID
    party_id: UUID
    party: str
    found: Found
    name: str
    ground: str
    article: str
    organ_id: UUID
    organ: str
    case_id: UUID | None
    licence_id: UUID | None
    from_on: date
    to_on: date
    stands: bool
    """Today: while it does, neither 容缺受理 nor 告知承诺 is offered to the party."""
    how: str
    repairable_on: date | None
    """null = a ban, which is lifted by whoever found it, never repaired."""
    repaired_on: date | None
    voided_on: date | None


class FileOut(Schema):
    party_id: UUID
    records: list[RecordOut]


class RecordsOut(Schema):
    page: int
    more: bool
    records: list[RecordOut]


class RecordsIn(Schema):
    page: Annotated[int, Field(ge=1, le=9_999)] = 1


def record_out(row: queries.Row, today: date) -> dict[str, Any]:
    told = (
        "id", "party_id", "found", "name", "ground", "article", "organ_id", "case_id", "licence_id", "from_on", "to_on", "how",
        "repairable_on", "repaired_on", "voided_on",
    )  # fmt: skip
    same = {name: getattr(row.record, name) for name in told}
    return {**same, "party": row.party, "organ": row.organ, "stands": row.record.stands(today)}


@router.get("/parties/{party_id}/credit", response={200: FileOut, **SEEN}, summary="一个当事人的信用档案")
def credit_file(request: HttpRequest, party_id: UUID) -> dict[str, Any]:
    """Whose file it is (and who acts for it) sees the whole; staff what their organs noted, and their reading is in the access log."""
    now = timezone.now()
    rows = queries.file_of(party_id, reader=request.auth.actor, at=now)  # type: ignore[attr-defined]
    return {"party_id": party_id, "records": [record_out(row, local_date(now)) for row in rows]}


@router.get("/registers/credit", response={200: RecordsOut, **SEEN}, summary="信用记录登记")
def records(request: HttpRequest, asked: Query[RecordsIn]) -> dict[str, Any]:
    """What the organs of the account noted, newest first, fifty a page; reading it is in the access log. Empty for who is no staff."""
    actor, now = request.auth.actor, timezone.now()  # type: ignore[attr-defined]
    organs = sorted(organisations.mine(actor), key=str) if actor.is_staff else []
    rows, more = queries.register(organs, reader=actor, at=now, page=asked.page)
    return {"page": asked.page, "more": more, "records": [record_out(row, local_date(now)) for row in rows]}
