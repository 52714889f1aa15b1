"""A limit as every answer of the API says it."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from yichuang.catalogue import api
from yichuang.clock.domain import Limit


class LimitOut(Schema):
    amount: int
    unit: str
    words: str


def limit_out(limit: Limit | None) -> dict[str, Any] | None:
    return limit and {"amount": limit.amount, "unit": limit.unit.value, "words": api.limit_words(limit)}
