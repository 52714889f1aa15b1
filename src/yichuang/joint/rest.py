"""Themes 一件事 in `/api/v1/`: public, read only."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.joint import themes
from yichuang.joint.domain.themes import THEME_KINDS
from yichuang.joint.overview import Member, Overview, overview
from yichuang.joint.rest_acts import router as acts
from yichuang.joint.rest_areas import router as areas
from yichuang.joint.rest_branches import router as branches
from yichuang.joint.rest_project_papers import router as papers
from yichuang.joint.rest_project_people import router as people
from yichuang.joint.rest_project_verbs import router as keeping
from yichuang.joint.rest_projects import router as projects
from yichuang.joint.rest_together import router as together
from yichuang.joint.union import OnePaper
from yichuang.kernel.rest import problems

router = Router(tags=["themes"])
for room in (together, branches, acts, projects, people, papers, keeping, areas):
    router.add_router("", room)
ThemeCode = Annotated[str, Field(min_length=1, max_length=60)]


class ThemeLineOut(Schema):
    code: str
    name: str
    name_en: str
    kind: str
    kind_name: str
    number: int
    items: int
    organs: list[str]


class ThemesOut(Schema):
    themes: list[ThemeLineOut]


class MemberOut(Schema):
    item_code: str
    version_id: UUID
    name: str
    name_en: str
    organ: str
    days: int | None
    """Working days; null where the guide states no limit."""
    asked: str
    """The question that makes it part of the theme; empty = always."""
    leads: bool
    joint_visit: bool
    critical: bool
    """The total hangs on it."""


class EdgeOut(Schema):
    before: str
    after: str
    kind: Literal["hard", "assumable"]
    article: str
    result: str


class PartOut(Schema):
    item_code: str
    count: int | None


class MeterRowOut(Schema):
    measure: str
    before: int
    """Each item applied for by itself."""
    after: int
    saved: int
    parts: list[PartOut]
    """The rows `before` was computed from."""


class FieldAskedOut(Schema):
    element: str
    label: str
    required: bool
    asked_by: list[str]


class NeedOut(Schema):
    item_code: str
    material_code: str
    name: str


class ThemePaperOut(Schema):
    key: str
    """Kind of paper: handed in once for every item that needs it."""
    name: str
    required: bool
    fetched: bool
    from_form: bool
    """由系统按填写的内容生成: made for its item when the one form is sent; not uploaded."""
    original: int | None
    copies: int | None
    needed_by: list[NeedOut]


class ThemeOut(Schema):
    code: str
    name: str
    name_en: str
    summary: str
    kind: str
    number: int
    version_id: UUID
    mode: str
    basis: str
    applicant_kind: str
    items: list[MemberOut]
    edges: list[EdgeOut]
    serial_days: int
    staged_days: int
    linked_days: int
    meter: list[MeterRowOut]
    fields: list[FieldAskedOut]
    materials: list[ThemePaperOut]
    missing: list[str]
    """Items of the theme nobody can apply for now."""


class ThemeIn(Schema):
    applicant: str = Field("", pattern="^(natural|legal)?$")
    without: list[str] = Field([], max_length=30)
    """Codes of items whose question the applicant answers with no."""


@router.get("/themes", response={200: ThemesOut, **problems()}, auth=None, summary="一件事清单")
def theme_list(request: HttpRequest) -> dict[str, Any]:
    """What can be done as one thing now, by name."""
    return {"themes": [
        {
            "code": row.theme.code, "name": row.theme.name, "name_en": row.theme.name_en, "kind": row.theme.kind,
            "kind_name": THEME_KINDS[row.theme.kind], "number": row.theme.number, "items": row.items, "organs": list(row.organs),  # type: ignore[index]
        }
        for row in themes.listed()
    ]}  # fmt: skip


@router.get("/themes/{code}", response={200: ThemeOut, **problems()}, auth=None, summary="一件事：事项、一张表、一套材料、前后对比")
def theme(request: HttpRequest, code: ThemeCode, asked: Query[ThemeIn]) -> dict[str, Any]:
    """One theme for an applicant who leaves out the items `without`; only those a question stands before can be left out."""
    found = themes.in_force(code)
    codes = {member.terms.code: member.item.item_id for member in overview(found, kind=asked.applicant).members}
    seen = overview(found, kind=asked.applicant, chosen={codes[item]: False for item in asked.without if item in codes})
    return theme_out(seen)


def theme_out(seen: Overview) -> dict[str, Any]:
    theme, totals = seen.theme, seen.meter.totals
    known = {member.terms.item_id: member.terms.code for member in seen.members}
    codes = known | {row.item_id: row.code for _edge, row in seen.earlier}
    return {
        **{n: getattr(theme, n) for n in ("code", "name", "name_en", "summary", "kind", "number", "version_id")},
        "mode": theme.content.mode.value, "basis": theme.content.basis, "applicant_kind": seen.kind,
        "items": [member_out(member) for member in seen.members],
        "edges": [
            {"before": codes[e.before], "after": codes[e.after], "kind": e.kind.value, "article": e.article, "result": e.result}
            for e in (*(edge for edge, _row in seen.earlier), *seen.edges)
        ],
        "serial_days": totals.serial, "staged_days": totals.staged, "linked_days": totals.linked,
        "meter": [
            {
                "measure": row.measure.value, "before": row.before, "after": row.after, "saved": row.saved,
                "parts": [{"item_code": known[item_id], "count": count} for item_id, count in row.parts.items()],
            }
            for row in seen.meter.rows
        ],
        "fields": [
            {"element": f.element, "label": f.label, "required": f.required, "asked_by": list(seen.union.asked_by[f.element])}
            for f in seen.union.form.fields
        ],
        "materials": [paper_out(paper, known) for paper in seen.union.papers], "missing": list(seen.missing),
    }  # fmt: skip


def member_out(member: Member) -> dict[str, Any]:
    return {
        "item_code": member.terms.code, "version_id": member.terms.version_id, "name": member.terms.name, "name_en": member.terms.name_en,
        "organ": member.organ, "days": member.days, "asked": member.item.asked, "leads": member.leads, "joint_visit": member.in_joint_visit,
        "critical": member.critical,
    }  # fmt: skip


def paper_out(paper: OnePaper, known: dict[UUID, str]) -> dict[str, Any]:
    return {
        **{n: getattr(paper, n) for n in ("key", "name", "required", "fetched", "from_form", "original", "copies")},
        "needed_by": [{"item_code": known[n.item_id], "material_code": n.code, "name": n.material.name} for n in paper.needs],
    }
