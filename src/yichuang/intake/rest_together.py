"""Applying for a theme at once in `/api/v1/`, and for a stage of a project: the same one way in as the pages have (together.hand_in)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import MadeFromForm
from yichuang.intake import asking, together
from yichuang.intake.rest_parties import Applicant, Choices, Rows, Value, agent_of, answered, party_of
from yichuang.joint import api as joint
from yichuang.joint.api import themes
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

router = Router(tags=["applications"])


class PaperIn(Schema):
    """One kind of paper of the set (`materials[].key` of the theme) with its files, each uploaded once."""

    key: str = Field(min_length=1, max_length=160)
    upload_ids: list[UUID] = Field(max_length=20)


class ThemeApplicationIn(Schema):
    applicant: Applicant | None = None
    """Left out by its owner for a stage of a project: the owner applies. A window names who stands there: the owner, or who acts for it."""
    project: str = Field("", max_length=40, description="工程建设项目的联办编号或者国家统一项目代码；提交项目的一个阶段时必填")
    module: Literal["", "pit", "underground", "above"] = ""
    """Of a stage that is handed in by parts of the works: for which part; empty = the whole."""
    agent_party_id: UUID | None = None
    without: list[str] = Field([], max_length=30, description="不办的事项编码；只有主题里有提问的事项可以不办")
    answers: dict[str, Value | Choices | Rows] = Field({}, max_length=600, description="数据项代码 → 回答，每个数据项只填一次")
    materials: list[PaperIn] = Field([], max_length=200)
    channel: Channel = Channel.WEB
    by_person: bool = Field(False, description="要求由工作人员决定，不由规则自动决定（个人信息保护法第二十四条第三款）；没有智能审批规则的事项总是由工作人员决定")


class CaseBegun(Schema):
    item_code: str
    case_number: str


class ThemeApplicationOut(Schema):
    number: str
    cases: list[CaseBegun]
    waiting: list[str]
    """Codes of items whose application is kept until a hard prerequisite is there."""


@router.post(
    "/themes/{code}/applications", response={201: ThemeApplicationOut, **problems(401, 403, 409)}, summary="一件事：一次提交全部申请",
    openapi_extra=headers(versioned=False),
)  # fmt: skip
def apply(request: HttpRequest, code: Annotated[str, Field(min_length=1, max_length=60)], body: ThemeApplicationIn) -> HttpResponse:
    """One form and one set of materials become one 联办, or with `project` one stage of a project: each item gets what its own form and
    list ask for, in one transaction."""

    def act(asked: Order) -> Answer:
        actor = asked.caller.actor
        theme = joint.themes.in_force(code)
        project_id, module, party_id, agent_id = who_applies(theme, body, actor, asked.now)
        rows = {row.item_id: row for row in catalogue.in_force(theme.content.item_ids)}
        chosen = chosen_of(theme, {row.code: item_id for item_id, row in rows.items()}, body.without)
        one = joint.union.of(asking.versions(theme, chosen), organisations.party(party_id).kind, {})
        if unknown := [m.key for m in body.materials if one.paper(m.key) is None]:
            errors = tuple(FieldError(f"materials.{key}", "intake.no_material", "实施清单没有这种材料") for key in unknown)
            raise Invalid("实施清单没有这种材料。", code="intake.no_material", errors=errors)
        for m in body.materials:
            if (paper := one.paper(m.key)) and paper.from_form:
                raise MadeFromForm(name=paper.name)
        files = {
            m.key: [(dossier.stored_row(upload_id, party_ids=[party_id]).id, False) for upload_id in m.upload_ids] for m in body.materials
        }
        begun = together.hand_in(
            theme, party_id, chosen, answered(body.answers), files, actor=actor, now=asked.now, channel=body.channel,
            agent_id=agent_id, project_id=project_id, module=module, by_person=body.by_person,
        )
        told = {
            "number": begun.number,
            "cases": [{"item_code": rows[item_id].code, "case_number": number} for item_id, number in begun.cases.items()],
            "waiting": [rows[item_id].code for item_id in begun.waiting],
        }
        return answer(201, told, location=f"/api/v1/{'projects' if project_id else 'together'}/{begun.number}")

    return once(request, act, versioned=False)


def who_applies(theme: themes.ThemeTerms, body: ThemeApplicationIn, actor: Actor, now: datetime) -> tuple[UUID | None, str, UUID, UUID | None]:
    """(project, part of the works, applicant, agent): a stage is handed in by the owner of its project, at a window for who is named, everything else
    by who is named. Raises NoProject, NotTheirProject, Closed, NoModules, NotFound, Invalid."""
    together.need_project(theme, body.project)
    agent_id = agent_of(body.agent_party_id, actor)
    if not body.project:
        return None, "", party_of(body.applicant or Applicant(), actor, now), agent_id
    module = joint.projects.module_of(joint.projects.stage_of(theme), body.module)
    if actor.is_staff:
        stands_there = party_of(body.applicant or Applicant(), actor, now)
        project_id, owner_id = together.project_of(body.project, stands_there, actor, now)
        return project_id, module, owner_id, agent_id or (stands_there if stands_there != owner_id else None)
    project_id, owner_id = joint.projects.open_project(body.project, actor=actor)
    if body.applicant is not None and party_of(body.applicant, actor, now) != owner_id:
        wrong = FieldError("applicant", "intake.not_the_owner", "这个项目的阶段由建设单位申请，可以不写申请人。")
        raise Invalid("申请人不是这个项目的建设单位。", code="intake.not_the_owner", errors=(wrong,))
    return project_id, module, owner_id, agent_id


def chosen_of(theme: themes.ThemeTerms, codes: dict[str, UUID], without: list[str]) -> dict[UUID, bool]:
    """The theme's questions answered: no for the items left out. Raises Invalid for an item that cannot be left out."""
    asked = {item.item_id for item in theme.content.items if item.asked}
    wrong = [code for code in without if codes.get(code) not in asked]
    if wrong:
        errors = tuple(FieldError("without", "intake.always_part", f"{code} 不在这个主题里，或者不能不办") for code in wrong)
        raise Invalid("写明不办的事项里，有不能不办的。", code="intake.always_part", errors=errors)
    return {item_id: item_id not in {codes[code] for code in without} for item_id in asked}
