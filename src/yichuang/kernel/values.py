"""Values every layer shares: facts, identifiers, and the one canonical form of data that is hashed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from json.encoder import encode_basestring
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils import compat as _uuid

ZONE = ZoneInfo("Asia/Shanghai")
"""The one zone of the house: a day begins at 00:00 Asia/Shanghai (design §5)."""

MAX_INTEGER = 2**53 - 1

T = TypeVar("T")


def new_id() -> UUID:
    """A UUIDv7: sorts by time of making, so new rows land at the end of an index."""
    return _uuid.uuid7()


def local_date(moment: datetime) -> date:
    """The calendar day of an instant in the zone of the house."""
    return moment.astimezone(ZONE).date()


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Fact:
    """Something that happened, in the past tense. Subclasses become frozen, slotted, keyword-only dataclasses.

    `kind` is "<capability>.<PastParticiple>", `v` its shape's version. Fields hold only what `canonical` takes:
    ids, codes, dates, amounts in fen, hashes. Never free text or personal data (design §4).
    """

    kind: ClassVar[str]
    v: ClassVar[int]


FACTS: dict[tuple[str, int], type[Any]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def fact(kind: str, v: int = 1) -> Callable[[type[T]], type[T]]:
    """Class decorator: makes a fact kind of a class and registers it under (kind, v)."""

    def make(cls: type[T]) -> type[T]:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.kind, made.v = kind, v
        if (kind, v) in FACTS:
            raise ValueError(f"fact {kind} v{v} is declared twice")
        FACTS[kind, v] = made
        return cast(type[T], made)

    return make


@dataclass(frozen=True, slots=True)
class Effective:
    """A fact that the law counts from another moment than the one it was said at (`effective_at` ≠ `at`)."""

    fact: Any
    effective_at: datetime


def instant(moment: datetime) -> str:
    """`YYYY-MM-DDThh:mm:ss.ffffffZ`; a naive datetime is refused."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def plain(value: Any) -> Any:
    """The JSON-ready form of a value that may stand in an event; raises ValueError on floats, U+0000, large integers."""
    read = _EXACT.get(type(value))
    return read(value) if read else _plain_otherwise(value)


def _plain_otherwise(value: Any) -> Any:
    """Subclasses and abstract collections; what stands in most events never comes here."""
    if isinstance(value, Enum):
        return plain(value.value)
    for kind in (str, int, datetime, date, UUID):
        if isinstance(value, kind):
            return _EXACT[kind](value)
    match value:
        case Mapping():
            return _object(value)
        case frozenset() | set():
            return _array(sorted(value))
        case Sequence():
            return _array(value)
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    raise ValueError(f"{type(value).__name__} cannot stand in recorded data")


def _same(value: Any) -> Any:
    return value


def _text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("U+0000 is not allowed in recorded data")
    return value


def _integer(value: int) -> int:
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise ValueError("integers in recorded data stay below 2^53")
    return value


def _array(items: Sequence[Any]) -> list[Any]:
    return [plain(item) for item in items]


def _object(items: Mapping[Any, Any]) -> dict[str, Any]:
    return {_key(key): plain(item) for key, item in items.items()}


def _key(key: Any) -> str:
    """An object's key: only texts, codes and ids, so that two keys can never become one."""
    text = plain(key)
    if not isinstance(text, str):
        raise ValueError(f"{type(key).__name__} cannot be a key in recorded data")
    return text


_EXACT: dict[type, Callable[[Any], Any]] = {
    type(None): _same, bool: _same, str: _text, int: _integer, UUID: str, datetime: instant, date: date.isoformat,
    bytes: bytes.hex, dict: _object, list: _array, tuple: _array,
}
"""How each type reads; looked up by exact type because every fact of every verb passes here."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def quoted(text: str) -> str:
    """A string as `dump` writes it; refuses U+0000."""
    return encode_basestring(_text(text))


def dump(value: Any) -> bytes:
    """The hashed bytes of a value that is plain already: UTF-8 JSON, sorted keys, no spaces."""
    return _ENCODER.encode(value).encode()


def canonical(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: the bytes that are hashed."""
    return dump(plain(value))


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
