"""The catalogue as an editor's system reads it: every element of a version, first review, findings, exchange, transfer memos. Read only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import api
from yichuang.catalogue.domain import Regime
from yichuang.catalogue.domain.implementing import ELEMENTS
from yichuang.catalogue.domain.remedies import FINDING_REMEDY_WORDS
from yichuang.catalogue.rest_limits import LimitOut, limit_out
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.rest import problems
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor, Post

router = Router(tags=["items"])
SEEN = problems(401, 403)
READERS = (Post.CATALOGUE_EDITOR, Post.LEGAL)


class ElementOut(Schema):
    """One element of the registry. `value` is plain JSON by its kind; null says 未载明, an empty list says none."""

    key: str
    group: str
    name: str
    name_en: str
    standard: str
    kind: str
    value: Any
    inherited: bool
    """Not stated by the version: as the entry of the basic list has it."""


class StandingEntryOut(Schema):
    entry_id: UUID
    code: str
    name: str
    list_code: str
    list_title: str


class ElementsOut(Schema):
    version_id: UUID
    item_code: str
    number: int
    status: str
    entry: StandingEntryOut | None
    """The entry of the basic list the item stands on."""
    deviating: list[str]
    """Elements in which the version says otherwise than the entry."""
    elements: list[ElementOut]


class FirstReviewOut(Schema):
    version_id: UUID
    organ_id: UUID | None
    organ: str
    limit: LimitOut | None
    article: str


class FindingOut(Schema):
    field: str
    severity: str
    code: str
    message: str
    article: str
    remedy: str


class FindingsOut(Schema):
    version_id: UUID
    as_of: date
    errors: int
    findings: list[FindingOut]


class ExchangeOut(Schema):
    """A page of what `yichuang export versions` writes; `next` is the page after it."""

    version_schema: str
    items: list[dict[str, Any]]
    next: int | None


class ExchangeIn(Schema):
    status: Literal["", "draft", "published", "suspended", "imported"] = ""
    regime: Regime | None = None
    organ: str = Field("", max_length=120)
    code: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field([], max_length=100)
    page: int = Field(1, ge=1, le=9_999)


class MemoLineOut(Schema):
    memo_id: UUID
    item: str
    from_organ: str
    to_organ: str
    from_on: date
    state: str


class MemosOut(Schema):
    memos: list[MemoLineOut]
    next: int | None


class MemoPartOut(Schema):
    part: str
    name: str
    text: str
    file_name: str
    file_sha256: str
    filled_at: datetime | None


class SignatureOut(Schema):
    side: str
    organ: str
    name: str
    at: datetime | None
    finish: int
    hand_over: int


class MemoOut(MemoLineOut):
    item_code: str
    document: str
    parts: list[MemoPartOut]
    signatures: list[SignatureOut]


def reader(request: HttpRequest) -> Actor:
    """Whoever reads what is not public yet: catalogue editors and legality reviewers. Raises Forbidden."""
    actor: Actor = request.auth.actor  # type: ignore[attr-defined]
    if not any(actor.holds(post) for post in READERS):
        raise Forbidden("只有事项管理员和合法性审查人员可以读。", code="catalogue.not_an_editor")
    return actor


def published(version_id: UUID) -> api.GuideRow:
    """A version the public may read. Raises NoSuchItem."""
    found = api.guide(version_id)
    if found.is_secret:
        raise api.NoSuchItem(version_id=str(version_id))
    return found


@router.get("/versions/{version_id}/elements", response={200: ElementsOut, **problems()}, auth=None, summary="某一版本的全部要素")
def elements(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """Every element of GB/T 39046 table 4 and of what a case needs, with what is inherited of the basic list. No drafts."""
    guide, standing = published(version_id), api.standing_of(version_id)
    own, taken = api.content_of(version_id), standing.inherited if standing else {}
    rows = [
        {
            **{name: getattr(e, name) for name in ("key", "group", "name", "name_en", "standard")}, "kind": e.kind.value,
            "value": taken.get(e.key, own[e.key]), "inherited": e.key in taken,
        }
        for e in ELEMENTS
    ]  # fmt: skip
    entry = standing.entry if standing else None
    return {
        "version_id": version_id, "item_code": guide.item_code, "number": guide.number, "status": guide.status.value, "entry": entry,
        "deviating": sorted({change.element for change in standing.changes}) if standing else [], "elements": rows,
    }  # fmt: skip


@router.get("/versions/{version_id}/first-review", response={200: FirstReviewOut, **problems()}, auth=None, summary="初审机关和初审时限")
def first_review(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """Which lower organ reviews first (35), within which limit (43); nulls where the deciding organ reviews alone."""
    terms = published(version_id).terms
    organ_id = terms.first_review_organ_id
    return {
        "version_id": version_id, "organ_id": organ_id, "organ": organisations.organ(organ_id).name if organ_id else "",
        "limit": limit_out(terms.first_review), "article": terms.first_review_article,
    }  # fmt: skip


@router.get("/versions/{version_id}/findings", response={200: FindingsOut, **SEEN}, summary="发布前检查的结果")
def findings(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """What the checks before publication say of a version today, drafts too. For catalogue editors and legality reviewers."""
    reader(request)
    today = timezone.localdate()
    found = api.check(version_id, on=today)
    rows = [
        {
            "field": f.field, "severity": f.severity.value, "code": f.code, "message": f.text, "article": f.article,
            "remedy": FINDING_REMEDY_WORDS.get(f.code, ""),
        }
        for f in found
    ]  # fmt: skip
    return {"version_id": version_id, "as_of": today, "errors": sum(f.severity is api.Severity.ERROR for f in found), "findings": rows}


@router.get("/exchange/versions", response={200: ExchangeOut, **SEEN}, summary="成批导出版本")
def exchange(request: HttpRequest, asked: Query[ExchangeIn]) -> dict[str, Any]:
    """The version an editor would work on of each item, drafts too, as the exchange writes it; fifty a page. For catalogue editors."""
    reader(request)
    wanted = api.exchange.Selection(
        status=asked.status, regime=asked.regime.value if asked.regime else "", organ=asked.organ, codes=tuple(asked.code)
    )
    items, more = api.exchange.plain_page(wanted, page=asked.page)
    return {"version_schema": api.exchange.SCHEMA_NAME, "items": items, "next": asked.page + 1 if more else None}


@router.get("/memos", response={200: MemosOut, **SEEN}, summary="本机关的划转交接备忘录")
def memos(request: HttpRequest, page: Annotated[int, Query(ge=1, le=9_999)] = 1) -> dict[str, Any]:
    """Those the token's organ gives or takes under, the latest first."""
    lines, more = api.memos.memos(request.auth.actor, page=page)  # type: ignore[attr-defined]
    shown = [{"memo_id": row.id, **{name: getattr(row, name) for name in ("item", "from_organ", "to_organ", "from_on")}, "state": row.state.value} for row in lines]
    return {"memos": shown, "next": page + 1 if more else None}


@router.get("/memos/{memo_id}", response={200: MemoOut, **SEEN}, summary="一份划转交接备忘录")
def memo(request: HttpRequest, memo_id: UUID) -> dict[str, Any]:
    """Its five parts, both signatures with how many cases are finished and handed over. For the two organs only."""
    row = api.memos.memo(memo_id, request.auth.actor)  # type: ignore[attr-defined]
    return {
        "memo_id": row.id, **{name: getattr(row, name) for name in ("item", "item_code", "from_organ", "to_organ", "from_on", "document")},
        "state": row.state.value,
        "parts": [{name: getattr(p, name) for name in ("name", "text", "file_name", "file_sha256", "filled_at")} | {"part": p.part.value} for p in row.parts],
        "signatures": [{name: getattr(s, name) for name in ("organ", "name", "at", "finish", "hand_over")} | {"side": s.side.value} for s in row.signatures],
    }  # fmt: skip
