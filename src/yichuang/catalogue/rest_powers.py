"""权责清单 in `/api/v1/`: the list of any day for everybody; for catalogue editors the report of gaps, and keeping and ending a power."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import powers
from yichuang.catalogue.domain.powers import Fault
from yichuang.catalogue.rest_posts import EXTRA, SEEN, WROTE, WrittenOut, holder, written
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.rest import problems
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Post

router = Router(tags=["items"])
Short, Long = Annotated[str, Field(max_length=500)], Annotated[str, Field(max_length=8_000)]
Page = Annotated[int, Field(ge=1, le=9_999)]


class DutyOut(Schema):
    duty: str
    blame: str
    article: str


class PowerOut(Schema):
    """Nulls and "" say 未载明."""

    power_id: UUID
    code: str
    name: str
    kind: str
    kind_name: str
    levels: list[str]
    place: str
    organ: str
    office: str
    clause: str
    clause_text: str
    item_code: str
    bases: list[str]
    duties: list[DutyOut]
    valid_from: date | None
    valid_to: date | None


class PowersOut(Schema):
    on: date
    powers: list[PowerOut]
    next: int | None


class PowersIn(Schema):
    on: date | None = Field(None, description="哪一天的；不填是今天")
    q: Annotated[str, Field(max_length=80)] = ""
    organ: Annotated[str, Field(max_length=120)] = ""
    kind: Annotated[str, Field(max_length=2)] = ""
    page: Page = 1


class FaultOut(Schema):
    fault: Fault
    clause: str
    powers: list[PowerOut]


class FaultsOut(Schema):
    """`counts` of each fault over everything listed; `faults` is a page of fifty."""

    on: date
    counts: dict[str, int]
    faults: list[FaultOut]
    next: int | None


class FaultsIn(Schema):
    on: date | None = None
    fault: Fault | None = None
    page: Page = 1


class DutyIn(Schema):
    duty: Long
    blame: Long = ""
    article: Short = ""


class PowerIn(Schema):
    """The row of the same code, organ and place ends the day before `valid_from` (today where it is not said)."""

    code: Annotated[str, Field(max_length=120)]
    name: Short
    kind: Annotated[str, Field(max_length=2)]
    levels: list[Annotated[str, Field(max_length=1)]] = Field([], max_length=6)
    organ_id: UUID
    office_id: UUID | None = None
    clause_id: UUID | None = None
    bases: list[Short] = Field([], max_length=100)
    duties: list[DutyIn] = Field([], max_length=200)
    valid_from: date | None = None


class PowerEndIn(Schema):
    valid_to: date = Field(description="最后一天")


class ClauseIn(Schema):
    organ_id: UUID
    title: Annotated[str, Field(max_length=300)]
    number: Annotated[str, Field(max_length=100)] = ""
    clause: Annotated[str, Field(max_length=100)] = Field(description="条款，例如第三条第（五）项")
    text: Long = ""


def line(row: powers.PowerRow) -> dict[str, Any]:
    return {"power_id": row.id, **{name: getattr(row, name) for name in PowerOut.model_fields if name != "power_id"}}


@router.get("/powers", response={200: PowersOut, **problems()}, auth=None, summary="权责清单")
def listed(request: HttpRequest, asked: Query[PowersIn]) -> dict[str, Any]:
    """Powers with clause, duties and office as they stood on a day, fifty a page."""
    on = asked.on or timezone.localdate()
    rows, more = powers.powers(on=on, text=asked.q.replace("\x00", ""), organ=asked.organ.replace("\x00", ""), kind=asked.kind, page=asked.page)
    return {"on": on, "powers": [line(row) for row in rows], "next": asked.page + 1 if more else None}


@router.get("/powers/faults", response={200: FaultsOut, **SEEN}, summary="权责清单的缺口和冲突")
def faults(request: HttpRequest, asked: Query[FaultsIn]) -> dict[str, Any]:
    """Powers without clause, duty, office or organ, clauses nobody exercises, one power in two hands. For catalogue editors."""
    holder(request.auth.actor, Post.CATALOGUE_EDITOR)  # type: ignore[attr-defined]
    on = asked.on or timezone.localdate()
    counts, found, more = powers.faults(on, fault=asked.fault.value if asked.fault else "", page=asked.page)
    shown = [{"fault": row.fault, "clause": row.clause, "powers": [line(one) for one in row.powers]} for row in found]
    return {"on": on, "counts": {key.value: n for key, n in counts.items()}, "faults": shown, "next": asked.page + 1 if more else None}


@router.post("/powers/clauses", response={200: WrittenOut, **WROTE}, summary="写一条三定条款", openapi_extra=EXTRA)
def keep_clause(request: HttpRequest, body: ClauseIn) -> HttpResponse:
    """For catalogue editors; its `id` is the `clause_id` of a power."""

    def verb(who: dict[str, Any]) -> UUID:
        organisations.organ(body.organ_id)
        return powers.keep_clause(**body.model_dump(), **who)

    return written(request, verb, Post.CATALOGUE_EDITOR)


@router.get("/powers/{power_id}", response={200: PowerOut, **problems()}, auth=None, summary="一项权责")
def one(request: HttpRequest, power_id: UUID) -> dict[str, Any]:
    return line(powers.power(power_id))


@router.post("/powers", response={200: WrittenOut, **WROTE}, summary="写一项权责", openapi_extra=EXTRA)
def keep(request: HttpRequest, body: PowerIn) -> HttpResponse:
    """For catalogue editors. The same content again is the same row."""

    def verb(who: dict[str, Any]) -> UUID:
        organ = organisations.organ(body.organ_id)
        if body.office_id:
            organisations.organ(body.office_id)
        if body.clause_id and all(row.id != body.clause_id for row in powers.clauses(held=body.clause_id)[0]):
            raise Invalid("这项权责还不能保存", errors=(FieldError("clause_id", "catalogue.no_clause", "没有这一条三定条款"),))
        columns = body.model_dump(exclude={"duties", "valid_from"}) | {
            "duties": [duty.model_dump() for duty in body.duties], "valid_from": body.valid_from, "place": organ.division, "organ_name": organ.name,
            "item_id": powers.item_ids([body.code]).get(body.code),
        }  # fmt: skip
        return powers.keep_power(columns, **who)

    return written(request, verb, Post.CATALOGUE_EDITOR)


@router.post("/powers/{power_id}/end", response={200: WrittenOut, **WROTE}, summary="停用一项权责", openapi_extra=EXTRA)
def end(request: HttpRequest, power_id: UUID, body: PowerEndIn) -> HttpResponse:
    def verb(who: dict[str, Any]) -> UUID:
        powers.end_power(power_id, valid_to=body.valid_to, **who)
        return power_id

    return written(request, verb, Post.CATALOGUE_EDITOR)
