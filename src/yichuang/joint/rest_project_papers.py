"""What a project holds besides its cases, in `/api/v1/projects/`: its papers 项目案卷, and the 抄告 that went out in it with their receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.joint import projects, telling
from yichuang.joint.actions.unit import name_en_of, name_of
from yichuang.joint.rest_projects import SEEN, Number
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

router = Router(tags=["projects"])
PAGE = 60
"""Papers on one page."""


class ProjectFileOut(Schema):
    name: str
    file_name: str
    pages: int | None
    at: datetime
    items: list[str] = Field(description="这份材料交了一次，用于这些事项")
    case_id: UUID | None = Field(description="它所在、账号看得到的办件；没有看得到的为空")
    file_id: UUID | None
    by_system: bool = Field(description="由系统放进卷宗的，没有人交：前面办出的结果，或者区域评估")
    result_number: str = Field(description="由系统取得的结果：证号或者文号；别的为空")
    given_by: str = Field(description="办出这个结果的事项；别的项目的、不是结果的为空")
    given_number: str = Field(description="办出这个结果的办件编号")


class ProjectFilesOut(Schema):
    number: str
    files: list[ProjectFileOut]
    next: int | None


class FilesAsked(Schema):
    page: int = Field(1, ge=1, le=100)


class ProjectNoticeOut(Schema):
    notice_id: UUID
    item: str
    item_en: str
    from_organ: str
    to_organ: str
    sent_at: datetime
    received_at: datetime | None = Field(description="签收的时间；还没有签收的为空")
    mine: bool = Field(description="抄告本机关的：可以签收")


class ProjectNoticesOut(Schema):
    number: str
    notices: list[ProjectNoticeOut]


def acted_in(request: HttpRequest, number: str) -> projects.ProjectView:
    """A project the account acts in. Who builds it or serves its owner reads no paper of it. Raises NotFound."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    view = projects.view(number, actor=actor, today=local_date(timezone.now()))
    if view.roles:
        raise NotFound("没有这个项目。", code="joint.no_project", remedy="请核对项目代码。")
    return view


@router.get("/projects/{number}/files", response={200: ProjectFilesOut, **SEEN}, summary="项目案卷：交一次、各阶段共用的材料")
def files(request: HttpRequest, number: Number, asked: Query[FilesAsked]) -> dict[str, Any]:
    """Every paper of the project once, the newest first, with the items it was used for."""
    view, start = acted_in(request, number), (asked.page - 1) * PAGE
    found = projects.files(view.joint_id)
    rows = found[start : start + PAGE]
    lies = projects.places(view.joint_id, [row.stored_id for row in rows], actor=request.auth.actor)  # type: ignore[attr-defined]
    nowhere = (None, None)
    return {
        "number": view.number, "next": asked.page + 1 if len(found) > start + PAGE else None,
        "files": [
            {
                **{n: getattr(row, n) for n in ("name", "file_name", "pages", "at", "by_system", "given_by", "given_number")},
                "items": list(row.items), "result_number": row.number,
                **dict(zip(("case_id", "file_id"), lies.get(row.stored_id, nowhere), strict=True)),
            }
            for row in rows
        ],
    }  # fmt: skip


@router.get("/projects/{number}/copy-notices", response={200: ProjectNoticesOut, **SEEN}, summary="项目里的抄告和签收回执")
def copies(request: HttpRequest, number: Number) -> dict[str, Any]:
    """For the organs, newest first; one of one's own organ is receipted at `POST /copy-notices/{notice_id}/acknowledge`."""
    actor, view = request.auth.actor, acted_in(request, number)  # type: ignore[attr-defined]
    mine = organisations.mine(actor) if actor.is_staff else frozenset()
    found = telling.notices(view.joint_id) if actor.is_staff else []
    return {
        "number": view.number,
        "notices": [
            {
                "notice_id": row.id, "item": name_of(row.branch), "item_en": name_en_of(row.branch), "from_organ": row.branch.organ.name,
                "to_organ": row.organ.name, "sent_at": row.sent_at, "received_at": row.received_at, "mine": row.organ_id in mine,
            }
            for row in found
        ],
    }  # fmt: skip
