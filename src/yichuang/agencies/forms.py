"""What the pages of the mall read: money in yuan, days, chosen things; and the choices they offer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.agencies.domain.request import Wish
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.look.asked import whole
from yichuang.organisations import api as organisations

YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


def fen(text: str) -> int | None:
    """`30000` or `30000.50` yuan as fen; None for what is no amount."""
    found = YUAN.fullmatch(text.strip().replace(",", "").replace("，", ""))
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def day(text: str, field: str) -> date | None:
    """A date as typed, None when nothing was. Raises Invalid."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("请改正。", code="agencies.no_day", errors=(FieldError(field, "agencies.no_day", "请填日期，例如2028-12-31"),)) from None


def wish(typed: Mapping[str, str]) -> Wish:
    return Wish(
        typed.get("way", ""), whole(typed.get("open_days"), most=1000), whole(typed.get("days"), most=10_000), fen(typed.get("price", "")),
        typed.get("details", ""),
    )


def named(names: Mapping[Any, str], hints: Mapping[Any, str] | None = None) -> list[tuple[str, ...]]:
    """Options of a table of words, in the reader's language."""
    return [(str(key.value), _(name), *((_(hints[key]),) if hints else ())) for key, name in names.items()]


def companies(party_ids: Sequence[UUID] | frozenset[UUID]) -> list[tuple[str, str]]:
    """The legal persons somebody stands for."""
    rows = organisations.parties(party_ids).values()
    return [(str(row.id), row.name) for row in sorted(rows, key=lambda row: row.name) if not row.is_natural]


def owners(party_ids: Sequence[UUID] | frozenset[UUID]) -> list[tuple[str, str]]:
    return [(str(row.id), row.name) for row in sorted(organisations.parties(party_ids).values(), key=lambda row: (row.is_natural, row.name))]


def organs() -> list[tuple[str, str]]:
    """Organs an agency may be connected with; the first choice is none."""
    rows = [row for row in organisations.organs() if row.kind in ("government", "organ")]
    return [("", _("没有隶属关系")), *((str(row.id), row.name) for row in rows)]
