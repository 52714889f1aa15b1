"""Catalogues and lists 目录和清单 in `/api/v1/`: what the public pages show as of any day. Read only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yichuang.catalogue import catalogues
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.rest import problems

router = Router(tags=["items"])
EARLIEST = date(2000, 1, 1)


class ListKindOut(Schema):
    """`columns` are the keys of the cells of each row."""

    key: str
    title: str
    about: str
    columns: list[str]
    article: str


class ListKindsOut(Schema):
    catalogues: list[ListKindOut]


class ListRowOut(Schema):
    code: str
    name: str
    version_id: str
    suspended: bool
    cells: dict[str, str]


class ListOut(Schema):
    """`total` counts items (or powers, delegations, changes), of which each may make several rows."""

    key: str
    title: str
    on: date
    total: int
    rows: list[ListRowOut]
    next: int | None


class CatalogueIn(Schema):
    on: date | None = Field(None, description="哪一天的，今天或者以前；不填是今天")
    page: Annotated[int, Field(ge=1, le=9_999)] = 1


@router.get("/catalogues", response={200: ListKindsOut, **problems()}, auth=None, summary="有哪些目录和清单")
def kinds(request: HttpRequest) -> dict[str, Any]:
    shown = [{"key": k.key, "title": k.title, "about": k.about, "columns": list(k.columns), "article": k.article} for k in catalogues.KINDS]
    return {"catalogues": shown}


@router.get("/catalogues/{key}", response={200: ListOut, **problems()}, auth=None, summary="一份目录或者清单")
def listed(request: HttpRequest, key: str, asked: Query[CatalogueIn]) -> dict[str, Any]:
    """A page of a hundred entries of one catalogue as it stood on a day: boundaries, duties, services handed on, fees, visits and the others."""
    kind, today = catalogues.BY_KEY.get(key), timezone.localdate()
    if kind is None:
        raise NotFound("没有这份目录或者清单。", code="catalogue.no_such_catalogue")
    on = asked.on or today
    if not EARLIEST <= on <= today:
        raise Invalid("只能看今天和以前的。", errors=(FieldError("on", "date", "只能看今天和以前的。"),))
    page = catalogues.page_of(key, on, asked.page)
    rows = [
        {"code": r.code, "name": r.name, "version_id": r.version_id, "suspended": r.suspended, "cells": dict(zip(kind.columns, r.cells, strict=True))}
        for r in page.lines
    ]  # fmt: skip
    return {"key": key, "title": kind.title, "on": on, "total": page.total, "rows": rows, "next": asked.page + 1 if page.more else None}
