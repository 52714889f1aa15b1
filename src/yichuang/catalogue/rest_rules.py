"""审管互动边界清单 and 审批标准 in `/api/v1/`: the list of boundaries for everybody, standards for staff as on their pages, and the verbs of both."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import boundaries, standards
from yichuang.catalogue.domain.boundary import Interaction
from yichuang.catalogue.domain.standards import Requirement, StandardKind
from yichuang.catalogue.rest_posts import EXTRA, SEEN, WROTE, WrittenOut, holder, written
from yichuang.kernel.rest import problems
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Post

router = Router(tags=["items"])
Words = Annotated[str, Field(max_length=300)]
PageNumber = Annotated[int, Field(ge=1, le=9_999)]
READERS = (Post.CATALOGUE_EDITOR, Post.LEGAL, Post.DEPUTY_DIRECTOR, Post.DIRECTOR)


class BoundaryOut(Schema):
    """`step` "" is all of the item; `days` 0 is the same day."""

    boundary_id: UUID
    code: str
    name: str
    step: str
    approve_office: str
    regulate_organ: str
    regulate_office: str
    interaction_name: str
    days: int
    basis: str
    valid_from: date
    valid_to: date | None


class BoundariesOut(Schema):
    on: date
    boundaries: list[BoundaryOut]
    next: int | None


class BoundariesIn(Schema):
    on: date | None = Field(None, description="哪一天有效的；不填是今天")
    q: Annotated[str, Field(max_length=60)] = Field("", description="事项名称")
    page: PageNumber = 1


class BoundaryIn(Schema):
    item: Words = Field(description="现行事项的编码，或者全称")
    step: Annotated[str, Field(max_length=100)] = ""
    approve_office: Words
    regulate_organ_id: UUID
    regulate_office: Words
    interaction: Interaction
    days: Annotated[int, Field(ge=0, le=365)]
    basis: Words
    valid_from: date


class LastDayIn(Schema):
    last_on: date = Field(description="最后一天")


class RequirementIn(Schema):
    rule: Annotated[str, Field(max_length=40)]
    number: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class StandardOut(Schema):
    """Until `general_on` only the organs of `pilots` are held to it; without pilots all are from the start."""

    standard_id: UUID
    kind: StandardKind
    title: str
    document: str
    requirements: list[RequirementIn]
    pilots: list[UUID]
    from_on: date
    general_on: date | None
    to_on: date | None


class StandardsOut(Schema):
    standards: list[StandardOut]


class MissOut(Schema):
    rule: str
    number: int
    stated: bool


class ConformingOut(Schema):
    version_id: UUID
    code: str
    name: str
    misses: list[MissOut]


class ConformanceOut(Schema):
    """A hundred items in force beside the standard: how many conform, and those that do not."""

    looked_at: int
    conform: int
    items: list[ConformingOut]
    next: int | None


class StandardIn(Schema):
    kind: StandardKind
    title: Words
    document: Words
    requirements: list[RequirementIn] = Field(min_length=1, max_length=50)
    from_on: date
    pilots: list[UUID] = Field([], max_length=100, description="先试行的机关；不填是一开始就全面施行")


class WidenIn(Schema):
    general_on: date = Field(description="从哪一天起全面施行")


@router.get("/boundaries", response={200: BoundariesOut, **problems()}, auth=None, summary="审管互动边界清单")
def boundary_list(request: HttpRequest, asked: Query[BoundariesIn]) -> dict[str, Any]:
    """Who approves and who regulates at each step on a day, fifty a page."""
    on = asked.on or timezone.localdate()
    rows, more = boundaries.rows(on, text=asked.q.replace("\x00", ""), page=asked.page)
    shown = [{name: getattr(row, name) for name in BoundaryOut.model_fields} for row in rows]
    return {"on": on, "boundaries": shown, "next": asked.page + 1 if more else None}


@router.post("/boundaries", response={200: WrittenOut, **WROTE}, summary="写一条审管边界", openapi_extra=EXTRA)
def keep_boundary(request: HttpRequest, body: BoundaryIn) -> HttpResponse:
    """For catalogue editors. The open row of the same item, step, way and regulator ends the day before."""

    def verb(who: dict[str, Any]) -> UUID:
        organisations.organ(body.regulate_organ_id)
        return boundaries.keep(**body.model_dump() | {"interaction": body.interaction.value}, **who)

    return written(request, verb, Post.CATALOGUE_EDITOR)


@router.post("/boundaries/{boundary_id}/end", response={200: WrittenOut, **WROTE}, summary="停用一条审管边界", openapi_extra=EXTRA)
def end_boundary(request: HttpRequest, boundary_id: UUID, body: LastDayIn) -> HttpResponse:
    def verb(who: dict[str, Any]) -> UUID:
        boundaries.end(boundary_id, valid_to=body.last_on, **who)
        return boundary_id

    return written(request, verb, Post.CATALOGUE_EDITOR)


@router.get("/standards", response={200: StandardsOut, **SEEN}, summary="审批标准库")
def library(request: HttpRequest) -> dict[str, Any]:
    """Standards in force or to come, by kind, two hundred at most; for editors, legality reviewers and heads."""
    holder(request.auth.actor, *READERS)  # type: ignore[attr-defined]
    rows = standards.library(timezone.localdate())
    return {"standards": [{name: getattr(row, name) for name in StandardOut.model_fields} for row in rows]}


@router.get("/standards/{standard_id}/conformance", response={200: ConformanceOut, **SEEN}, summary="一致性检查")
def conformance(request: HttpRequest, standard_id: UUID, page: Annotated[int, Query(ge=1, le=9_999)] = 1) -> dict[str, Any]:
    """The items in force beside a standard, as of today."""
    holder(request.auth.actor, *READERS)  # type: ignore[attr-defined]
    found = standards.conformance(standard_id, timezone.localdate(), page=page)
    items = [
        {
            "version_id": line.version_id, "code": line.code, "name": line.name,
            "misses": [{"rule": m.requirement.rule, "number": m.requirement.number, "stated": m.stated} for m in line.misses],
        }
        for line in found.lines
    ]  # fmt: skip
    return {"looked_at": found.looked_at, "conform": found.conform, "items": items, "next": page + 1 if found.more else None}


@router.post("/standards", response={200: WrittenOut, **WROTE}, summary="列入审批标准库", openapi_extra=EXTRA)
def keep_standard(request: HttpRequest, body: StandardIn) -> HttpResponse:
    """For catalogue editors."""

    def verb(who: dict[str, Any]) -> UUID:
        for organ_id in body.pilots:
            organisations.organ(organ_id)
        asked = tuple(Requirement(one.rule, one.number) for one in body.requirements)
        return standards.keep(
            kind=body.kind.value, title=body.title, document=body.document, requirements=asked, from_on=body.from_on,
            pilots=tuple(dict.fromkeys(body.pilots)), **who,
        )

    return written(request, verb, Post.CATALOGUE_EDITOR)


@router.post("/standards/{standard_id}/widen", response={200: WrittenOut, **WROTE}, summary="标准全面施行", openapi_extra=EXTRA)
def widen(request: HttpRequest, standard_id: UUID, body: WidenIn) -> HttpResponse:
    """After a trial; by who may publish for the organ that keeps it."""

    def verb(who: dict[str, Any]) -> UUID:
        standards.widen(standard_id, general_on=body.general_on, **who)
        return standard_id

    return written(request, verb, *READERS)


@router.post("/standards/{standard_id}/end", response={200: WrittenOut, **WROTE}, summary="停用一项标准", openapi_extra=EXTRA)
def end_standard(request: HttpRequest, standard_id: UUID, body: LastDayIn) -> HttpResponse:
    def verb(who: dict[str, Any]) -> UUID:
        standards.end(standard_id, to_on=body.last_on, **who)
        return standard_id

    return written(request, verb, *READERS)
