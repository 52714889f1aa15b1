"""What an address or a form says, read with care: a figure people type is text until it is proven a number."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest

MOST_PAGES = 9_999


def whole(text: str | None, *, most: int = 10**9, otherwise: int = 0) -> int:
    """A whole number from 0 to `most`, written in ASCII figures; `otherwise` for everything else.

    `isdigit` alone is not enough: "²" is a digit to Python, and no number.
    """
    if not text or len(text) > len(str(most)) or not (text.isascii() and text.isdigit()):
        return otherwise
    return number if (number := int(text)) <= most else otherwise


def ident(text: str | None) -> UUID | None:
    """An id; None for everything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def day_of(text: str | None) -> date | None:
    """A day as `2026-11-28`; None for everything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def page_number(request: HttpRequest, name: str = "page") -> int:
    """The page asked for, from 1; the first for what is no page. `name`: of several lists on one page, which."""
    return whole(request.GET.get(name), most=MOST_PAGES) or 1
