"""What goes to a registry and what comes back: the typed answer, its signature, its freshness. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from yichuang.catalogue.domain.cells import Kind
from yichuang.catalogue.domain.readings import Query
from yichuang.kernel.errors import Refusal


class Outcome(StrEnum):
    """What became of a question. `waiting`: it went out and nothing more is known (the worker was killed)."""

    WAITING = "waiting"
    ANSWERED = "answered"
    SILENT = "silent"
    REFUSED = "refused"
    BROKEN = "broken"


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.WAITING: "没有等到答复", Outcome.ANSWERED: "已答复", Outcome.SILENT: "没有答复", Outcome.REFUSED: "登记机关拒绝查询",
    Outcome.BROKEN: "答复的签名或者内容不对",
}


class BadAnswer(ValueError):
    """An answer that is not what was asked for, or not signed by the registry."""


class NoRegistry(Refusal):
    code, status = "exchange.no_registry", 503
    message = "没有连接登记机关的接口（YICHUANG_REGISTRY_URL、YICHUANG_REGISTRY_KEY）。"
    remedy = "请系统管理员配置接口；在此以前由人核对。"


def words_of_request(method: str, path: str, date: str, request_id: str, body: bytes) -> bytes:
    """What a request's signature covers."""
    return "\n".join((method, path, date, request_id, sha256(body).hexdigest())).encode()


def words_of_answer(request_id: str, body: bytes) -> bytes:
    """What an answer's signature covers: the question it answers, and every byte."""
    return "\n".join((request_id, sha256(body).hexdigest())).encode()


def sign(key: str, words: bytes) -> str:
    return hmac.new(key.encode(), words, sha256).hexdigest()


def is_signed(key: str, words: bytes, signature: str) -> bool:
    return hmac.compare_digest(sign(key, words), signature.strip().lower())


Plain = str | bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`gives`: field → value as text (numbers too: no floats in the record) or yes/no; None where the registry does not know."""

    keeper: str
    as_of: datetime
    is_local: bool
    gives: Mapping[str, Plain]


def read_answer(query: Query, request_id: UUID, data: object) -> Answer:
    """The answer, field by field of the kind the query names. Raises BadAnswer."""
    if not isinstance(data, dict) or not isinstance(data.get("gives"), dict):
        raise BadAnswer("no object with “gives”")
    if (data.get("id"), data.get("query"), data.get("edition")) != (str(request_id), query.code, query.edition):
        raise BadAnswer("answers another question")
    try:
        as_of = datetime.fromisoformat(str(data.get("as_of")))
    except ValueError as wrong:
        raise BadAnswer("as_of is no moment") from wrong
    if as_of.tzinfo is None:
        raise BadAnswer("as_of has no zone")
    given = data["gives"]
    gives = {name: plain(given.get(name), field.kind) for name, field in query.gives.items()}
    return Answer(str(data.get("keeper") or query.keeper)[:200], as_of, data.get("local") is True, gives)


def plain(value: object, kind: Kind) -> Plain:
    if value is None:
        return None
    if kind is Kind.BOOLEAN and isinstance(value, bool):
        return value
    if kind is Kind.NUMBER and isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            number = Decimal(str(value))
        except InvalidOperation as wrong:
            raise BadAnswer("not a number") from wrong
        if number.is_finite() and abs(number) < 10**15:
            return format(number, "f")
    if kind is Kind.TEXT and isinstance(value, str) and len(value) <= 1000 and "\x00" not in value:
        return value
    raise BadAnswer(f"not a {kind.value}")


def is_fresh(answered_at: datetime, now: datetime, minutes: int) -> bool:
    """Whether an answer may still be decided on."""
    return timedelta(0) <= now - answered_at <= timedelta(minutes=minutes)
