"""Items, guides and versions in `/api/v1/`: public, read only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import api
from yichuang.catalogue.domain import MaterialTerm, Regime
from yichuang.catalogue.rest_agreements import router as agreements
from yichuang.catalogue.rest_delegations import router as delegations
from yichuang.catalogue.rest_incoming import router as incoming
from yichuang.catalogue.rest_limits import LimitOut, limit_out
from yichuang.catalogue.rest_lists import router as lists
from yichuang.catalogue.rest_off_list import router as off_list
from yichuang.catalogue.rest_powers import router as powers
from yichuang.catalogue.rest_rules import router as rules
from yichuang.catalogue.rest_services import router as services
from yichuang.catalogue.rest_studio import router as studio
from yichuang.kernel.rest import problems

router = Router(tags=["items"])
router.add_router("", studio)
router.add_router("", agreements)
router.add_router("", delegations)
for room in (lists, incoming, powers, off_list, services, rules):
    router.add_router("", room)
ItemCode = Annotated[str, Field(min_length=1, max_length=80)]


class HitOut(Schema):
    version_id: UUID
    item_code: str
    name: str
    name_en: str
    regime: str
    department: str
    region: str
    status: str
    promised_text: str
    open: bool
    """One may apply for it; else it is a reference."""


class FoundOut(Schema):
    query: str
    page: int
    pages: int
    total: int
    more_than_counted: bool
    near: bool
    """Nothing holds all that was asked for; these come nearest."""
    suggestions: list[str]
    items: list[HitOut]


class MaterialOut(Schema):
    code: str
    name: str
    type_code: str
    required: bool | None
    required_when: str
    quantity: str
    form: str
    source: str
    article: str
    note: str
    name_en: str
    from_form: bool
    """由系统按填写的内容生成: the application itself; not uploaded and not brought."""
    blank_form_url: str
    """Where the blank form and the filled-in sample are downloaded; empty without a file."""
    sample_url: str


class ConditionOut(Schema):
    code: str
    text: str
    article: str


class GuideOut(Schema):
    version_id: UUID
    item_code: str
    number: int
    status: str
    open: bool
    name: str
    name_en: str
    regime: str
    regime_name: str
    region: str
    level: str
    department: str
    audience: list[str]
    statutory: LimitOut | None
    statutory_article: str
    promised: LimitOut | None
    materials: list[MaterialOut]
    conditions: list[ConditionOut]
    bases: list[str]
    result: str | None
    effective_on: date | None
    published_at: datetime | None
    source: str
    missing: list[str]
    """Fields the source does not state 未载明."""
    completed: list[str]
    """Fields completed for the demonstration 演示补全."""


class FieldOut(Schema):
    element: str
    label: str
    label_en: str
    type: str
    required: bool
    unit: str
    options: list[str]
    rules: dict[str, Any]


class GroupOut(Schema):
    """Questions that are answered several times: `answers` holds one list of objects under `code`."""

    code: str
    title: str
    title_en: str
    least: int
    most: int
    fields: list[FieldOut]


class FormOut(Schema):
    version_id: UUID
    applicant_kind: str
    fields: list[FieldOut]
    groups: list[GroupOut]
    answers_schema: dict[str, Any]
    """JSON Schema 2020-12 of the whole `answers`."""


class VersionOut(Schema):
    version_id: UUID
    number: int
    name: str
    status: str
    regime: str
    department: str


class VersionsOut(Schema):
    item_code: str
    versions: list[VersionOut]


class SearchIn(Schema):
    q: str = Field("", max_length=60)
    regime: list[Regime] = Field([], max_length=9)
    audience: str = Field("", pattern="^(natural|legal)?$")
    open: bool = False
    page: int = Field(1, ge=1, le=50)


@router.get("/items", response={200: FoundOut, **problems()}, auth=None, summary="查找事项")
def items(request: HttpRequest, asked: Query[SearchIn]) -> dict[str, Any]:
    """Plain questions, names, aliases, departments and codes; without `q`, every item. At most the first 300 hits (15 pages)."""
    found = api.search(
        asked.q, regimes=[r.value for r in asked.regime], audience=asked.audience, open_only=asked.open, page=asked.page
    )
    return {
        "query": found.query, "page": found.page, "pages": found.pages, "total": found.total,
        "more_than_counted": found.more_than_counted, "near": found.near, "suggestions": list(found.suggestions), "items": list(found.hits),
    }  # fmt: skip


@router.get("/items/{code}", response={200: VersionsOut, **problems()}, auth=None, summary="一个事项的全部版本")
def item(request: HttpRequest, code: ItemCode) -> dict[str, Any]:
    rows = api.versions(code)
    shown = [row for row in rows if row.status not in ("draft", "discarded")]
    if not shown:
        raise api.NoSuchItem(code_asked=code)
    return {"item_code": code, "versions": shown}


@router.get("/items/{code}/guide", response={200: GuideOut, **problems()}, auth=None, summary="现行办事指南")
def current_guide(request: HttpRequest, code: ItemCode) -> dict[str, Any]:
    """The guide of the version applications run under today."""
    return guide_out(api.guide(api.published(code)))


@router.get("/versions/{version_id}/guide", response={200: GuideOut, **problems()}, auth=None, summary="某一版本的办事指南")
def guide(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """Published versions, and imported references, which one cannot apply under."""
    found = api.guide(version_id)
    if found.is_secret:
        raise api.NoSuchItem(version_id=str(version_id))
    return guide_out(found)


@router.get("/versions/{version_id}/form", response={200: FormOut, **problems()}, auth=None, summary="申请表的数据项")
def form(
    request: HttpRequest, version_id: UUID, applicant: Annotated[str, Query(pattern="^(natural|legal)$")] = "natural"
) -> dict[str, Any]:
    """What `answers` of an application must hold, by data element, with JSON Schema."""
    if not api.is_open(version_id):
        raise api.NotPublished(version_id=str(version_id))
    found = api.whole_form(api.terms(version_id), applicant)
    groups = [
        {
            "code": g.code, "title": g.title, "title_en": g.title_en, "least": g.repeat.least, "most": g.repeat.most,
            "fields": [field_out(f, found) for f in g.fields],
        }
        for g in found.groups if g.repeat
    ]  # fmt: skip
    return {
        "version_id": version_id, "applicant_kind": applicant, "fields": [field_out(f, found) for f in found.fields], "groups": groups,
        "answers_schema": found.schema,
    }  # fmt: skip


def field_out(f: api.FieldRow, found: api.FormRow) -> dict[str, Any]:
    return {
        "element": f.element, "label": f.label, "label_en": f.label_en, "type": f.type, "required": f.required, "unit": f.unit,
        "options": list(f.options), "rules": found.shapes[f.element] | {"title": f.label},
    }


def material_out(version_id: UUID, material: MaterialTerm) -> dict[str, Any]:
    said = {name: getattr(material, name) for name in MaterialOut.model_fields if not name.endswith("_url")}
    files = {"blank_form_url": material.blank_file, "sample_url": material.sample_file}
    return said | {name: reverse("guide-form", args=[version_id, sha256]) if sha256 else "" for name, sha256 in files.items()}


def guide_out(found: api.GuideRow) -> dict[str, Any]:
    terms = found.terms
    return {
        **{n: getattr(found, n) for n in (
            "version_id", "item_code", "number", "open", "name", "name_en", "regime_name", "region", "level", "department",
            "effective_on", "published_at",
        )},
        "status": found.status.value, "regime": found.regime.value, "audience": sorted(terms.audience),
        "statutory": limit_out(terms.statutory), "statutory_article": terms.statutory_article or "",
        "promised": limit_out(terms.promised), "materials": [material_out(found.version_id, material) for material in terms.materials or ()],
        "conditions": list(terms.conditions or ()),
        "bases": [basis.citation for basis in terms.bases or ()], "result": found.result and found.result.name,
        "source": found.source.ref if found.source.kind != "copy" else "", "missing": sorted(found.missing),
        "completed": sorted(found.completed),
    }  # fmt: skip
