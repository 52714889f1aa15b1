"""变相许可举报 in `/api/v1/`: what was found for everybody, reporting, and the three verbs of whoever supervises the organ."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import off_list
from yichuang.catalogue.domain.off_list import Shape
from yichuang.catalogue.rest_posts import EXTRA, SEEN, WROTE, WrittenOut, holder, written
from yichuang.kernel.rest import problems
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Post

router = Router(tags=["items"])
Words, Article = Annotated[str, Field(max_length=4_000)], Annotated[str, Field(max_length=200)]
Page = Annotated[int, Query(ge=1, le=9_999)]
READERS = (Post.SUPERVISOR, Post.LEGAL, Post.CATALOGUE_EDITOR)


class FoundOffListOut(Schema):
    organ: str
    requirement: str
    shape: str
    state: str
    finding: str
    article: str
    mend_by: date | None
    mended: str
    found_at: datetime | None
    mended_at: datetime | None


class FoundOffListsOut(Schema):
    reports: list[FoundOffListOut]
    next: int | None


class OffListOut(FoundOffListOut):
    """`report_id` and `text` are for the reporter and for whoever looks into it; null for others."""

    report_id: UUID | None
    text: str | None
    reported_at: datetime


class OffListsOut(Schema):
    reports: list[OffListOut]
    next: int | None


class WorkIn(Schema):
    state: Literal["", "received", "ordered", "mended", "dismissed"] = ""
    page: Annotated[int, Field(ge=1, le=9_999)] = 1


class ReportIn(Schema):
    organ_id: UUID
    requirement: Words = Field(description="要求办的是什么")
    shape: Shape
    text: Words = Field(description="事情的经过")


class FindIn(Schema):
    text: Words
    article: Article
    mend_by: date = Field(description="改正的期限")


class DismissIn(Schema):
    text: Words
    article: Article


class MendIn(Schema):
    text: Words = Field(description="怎样改正的")


def found(row: off_list.Line) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in FoundOffListOut.model_fields if name != "shape"}
    return own | {"shape": row.shape_name}


def whole(row: off_list.Line, *, seen: bool) -> dict[str, Any]:
    return found(row) | {"report_id": row.report_id if seen else None, "text": row.text if seen else None, "reported_at": row.reported_at}


@router.get("/off-list-reports", response={200: FoundOffListsOut, **problems()}, auth=None, summary="变相许可举报的核查结论")
def published(request: HttpRequest, page: Page = 1) -> dict[str, Any]:
    """What was found, newest first, fifty a page. What reporters wrote is not public."""
    rows, more = off_list.published(page=page)
    return {"reports": [found(row) for row in rows], "next": page + 1 if more else None}


@router.get("/off-list-reports/work", response={200: OffListsOut, **SEEN}, summary="变相许可举报：待核查、待改正的")
def work(request: HttpRequest, asked: Query[WorkIn]) -> dict[str, Any]:
    """Those that wait longest first; without a state all that are not over. Supervisors, legality reviewers and catalogue editors read it."""
    actor, today = holder(request.auth.actor, *READERS), timezone.localdate()  # type: ignore[attr-defined]
    rows, more = off_list.work(state=asked.state, page=asked.page)
    shown = [whole(row, seen=off_list.looks_into(row.organ_id, actor, today)) for row in rows]
    return {"reports": shown, "next": asked.page + 1 if more else None}


@router.post("/off-list-reports", response={200: WrittenOut, **WROTE}, summary="举报变相许可", openapi_extra=EXTRA)
def report(request: HttpRequest, body: ReportIn) -> HttpResponse:
    """Anybody with a token. The answer's `id` is the address under which the reporter, who knows it alone, reads the outcome."""
    said = body.model_dump() | {"shape": body.shape.value}
    return written(request, lambda who: off_list.report(new_id(), **said, **who))


@router.get("/off-list-reports/{report_id}", response={200: OffListOut, **SEEN}, summary="一件变相许可举报")
def one(request: HttpRequest, report_id: UUID) -> dict[str, Any]:
    """For whoever knows its address, as on the page: how far it is, and what was found."""
    return whole(off_list.line(report_id), seen=True)


@router.post("/off-list-reports/{report_id}/find", response={200: WrittenOut, **WROTE}, summary="属实，责令改正", openapi_extra=EXTRA)
def find(request: HttpRequest, report_id: UUID, body: FindIn) -> HttpResponse:
    """For who supervises the organ and works for another (优化营商环境条例 69(8))."""
    return acted(request, report_id, off_list.find, body)


@router.post("/off-list-reports/{report_id}/dismiss", response={200: WrittenOut, **WROTE}, summary="不属实，答复", openapi_extra=EXTRA)
def dismiss(request: HttpRequest, report_id: UUID, body: DismissIn) -> HttpResponse:
    """With the article the requirement stands on."""
    return acted(request, report_id, off_list.dismiss, body)


@router.post("/off-list-reports/{report_id}/mend", response={200: WrittenOut, **WROTE}, summary="记录改正", openapi_extra=EXTRA)
def mend(request: HttpRequest, report_id: UUID, body: MendIn) -> HttpResponse:
    return acted(request, report_id, off_list.mend, body)


def acted(request: HttpRequest, report_id: UUID, act: Any, body: Schema) -> HttpResponse:
    def verb(who: dict[str, Any]) -> UUID:
        act(report_id, **body.model_dump(), **who)
        return report_id

    return written(request, verb, *READERS)
