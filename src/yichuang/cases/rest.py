"""Cases in `/api/v1/`: what a connected system may see. The verbs are in rest_verbs.py and hang on the same router."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.cases import queries, rest_out
from yichuang.cases.actions import correcting
from yichuang.cases.domain.phases import Phase
from yichuang.cases.rest_registers import router as registers
from yichuang.cases.rest_verbs import router as verbs
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import Checklist
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.rest import etag, problems
from yichuang.kernel.values import local_date

router = Router(tags=["cases"])
router.add_router("", verbs)
router.add_router("", registers)
SEEN = problems(401, 403)


class ListIn(Schema):
    phase: Phase | None = None
    number: str = Field("", max_length=40, description="办件编号")
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=120)


@router.get("/cases", response={200: rest_out.CasePage, **SEEN}, summary="看得见的办件")
def cases(request: HttpRequest, asked: Query[ListIn]) -> dict[str, Any]:
    """The cases of the organs the account works in (or of the parties it stands for), newest first, page by page."""
    rows = queries.visible_cases(request.auth.actor).select_related("applicant")  # type: ignore[attr-defined]
    if asked.phase:
        rows = rows.filter(phase=asked.phase.value)
    if asked.number:
        rows = rows.filter(number="".join(asked.number.split()).upper())
    if asked.cursor:
        at, after = read_cursor(asked.cursor)
        rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, id__lt=after))
    found = list(rows.order_by("-received_at", "-id")[: asked.limit + 1])
    more = len(found) > asked.limit
    shown = found[: asked.limit]
    return {"cases": [rest_out.line(case) for case in shown], "next": cursor_of(shown[-1].received_at, shown[-1].id) if more else None}


def cursor_of(received_at: datetime, case_id: UUID) -> str:
    return urlsafe_b64encode(f"{received_at.isoformat()}|{case_id}".encode()).decode()


def read_cursor(text: str) -> tuple[datetime, UUID]:
    try:
        at, _, case_id = urlsafe_b64decode(text.encode("ascii")).decode("ascii").partition("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(at)
        return moment, UUID(case_id)
    except (ValueError, OverflowError):
        wrong = FieldError("cursor", "cases.bad_cursor", "请原样使用上一页给出的 next")
        raise Invalid("翻页的位置看不懂。", code="cases.bad_cursor", errors=(wrong,)) from None


@router.get("/cases/{case_id}", response={200: rest_out.CaseOut, **SEEN}, summary="一个办件")
def case(request: HttpRequest, case_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """State, clock with its sentence, due dates and ledger, open tasks. `ETag` is the version that `If-Match` wants."""
    view = queries.view(case_id, actor=request.auth.actor)  # type: ignore[attr-defined]
    response.headers["ETag"] = etag(view.version)
    return rest_out.whole(view, local_date(timezone.now()))


@router.get("/cases/{case_id}/history", response={200: rest_out.HistoryOut, **SEEN}, summary="办件经过")
def history(request: HttpRequest, case_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """Every fact of the case, in order: ids, codes, dates and hashes, no personal data. Not for a third party (36)."""
    queries.papers_visible(request.auth.actor, case_id)  # type: ignore[attr-defined]
    view = queries.view(case_id, actor=request.auth.actor)  # type: ignore[attr-defined]
    response.headers["ETag"] = etag(view.version)
    return {"case_id": case_id, "version": view.version, "events": [rest_out.event(one) for one in view.history],
            "urged": [rest_out.event(one) for one in view.urged]}  # fmt: skip


@router.get("/cases/{case_id}/checklists", response={200: rest_out.ChecklistsOut, **SEEN}, summary="受理要素和审查要点")
def checklists(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """The two checklists and where each point stands."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    queries.papers_visible(actor, case_id)
    points = dossier.points(case_id, reader=actor, at=timezone.now())

    def rows(checklist: Checklist) -> list[dict[str, Any]]:
        told = ("code", "text", "note", "material_code")
        return [{n: getattr(p, n) for n in told} | {"state": str(p.state)} for p in points if p.checklist is checklist]

    return {"case_id": case_id, "acceptance": rows(Checklist.ACCEPTANCE), "review": rows(Checklist.REVIEW)}


@router.get("/cases/{case_id}/correctable", response={200: rest_out.CorrectableOut, **SEEN}, summary="可以更正笔误的文书和证件")
def correctable(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Sealed papers and licences of the case, with the places where a slip may be corrected and what stands there now."""
    queries.visible(request.auth.actor, case_id)  # type: ignore[attr-defined]
    papers = correcting.correctable(case_id)
    return {"case_id": case_id, "papers": [{**asdict(p), "places": [asdict(place) for place in p.places]} for p in papers]}
