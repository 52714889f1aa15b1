"""Stored data back into facts: old shapes are lifted step by step, then every field gets its type again."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from yichuang.kernel.values import FACTS, parse_instant

Lift = Callable[[dict[str, Any]], dict[str, Any]]
Reader = Callable[[Any], Any]

_LIFTS: dict[tuple[str, int], Lift] = {}


def upcaster(kind: str, v: int) -> Callable[[Lift], Lift]:
    """Decorator: how data of `kind` version `v` reads as version `v + 1`. Stored rows and their hashes never change."""

    def register(lift: Lift) -> Lift:
        if (kind, v) in _LIFTS:
            raise ValueError(f"{kind} v{v} has two upcasters")
        _LIFTS[kind, v] = lift
        return lift

    return register


def revive(kind: str, v: int, data: dict[str, Any]) -> Any:
    """The fact of a stored row, in its newest shape. LookupError when nobody declares the kind."""
    while lift := _LIFTS.get((kind, v)):
        data, v = lift(dict(data)), v + 1
    if (kind, v) not in FACTS:
        raise LookupError(f"no fact is declared as {kind} v{v}")
    cls: Any = FACTS[kind, v]
    return _object(cls)(data)


@cache
def _object(cls: Any) -> Reader:
    hints = get_type_hints(cls)
    readers = {f.name: reader(hints[f.name]) for f in fields(cls)}

    def read(data: Any) -> Any:
        return cls(**{name: readers[name](value) for name, value in data.items()})

    return read


_SCALARS: dict[Any, Reader] = {UUID: UUID, date: date.fromisoformat, datetime: parse_instant, bytes: bytes.fromhex}


@cache
def reader(hint: Any) -> Reader:
    """How a plain value becomes what the annotation says; what it cannot say better stays as it is."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if origin in (Union, types.UnionType):
        return _either(args)
    if origin in (tuple, list, set, frozenset, Sequence):
        return _several(tuple if origin is Sequence else origin, args)
    if origin in (dict, Mapping) and args:
        key, item = reader(args[0]), reader(args[1])
        return lambda value: {key(k): item(v) for k, v in value.items()}
    if isinstance(hint, type) and (issubclass(hint, Enum) or is_dataclass(hint)):
        return cast(Reader, hint) if issubclass(hint, Enum) else _object(hint)
    if hint in (tuple, frozenset, set):
        return cast(Reader, hint)
    return _same


def _same(value: Any) -> Any:
    return value


def _several(make: Callable[..., Any], args: tuple[Any, ...]) -> Reader:
    if make is tuple and args and args[-1] is not Ellipsis:
        readers = [reader(arg) for arg in args]
        return lambda value: tuple(read(item) for read, item in zip(readers, value, strict=True))
    read = reader(args[0]) if args else _same
    return lambda value: make(read(item) for item in value)


def _either(args: tuple[Any, ...]) -> Reader:
    """A union: null is null; else the first member that fits, plain text last because every scalar is text in JSON."""
    members = sorted((arg for arg in args if arg is not types.NoneType), key=lambda arg: arg in (str, object, Any))
    readers = [(arg, reader(arg)) for arg in members]

    def read(value: Any) -> Any:
        if value is None and types.NoneType in args:
            return None
        for arg, convert in readers:
            if not _fits(arg, value):
                continue
            try:
                return convert(value)
            except (ValueError, TypeError, AttributeError):
                continue
        return value

    return read


def _fits(hint: Any, value: Any) -> bool:
    origin = get_origin(hint) or hint
    if isinstance(value, dict):
        return origin in (dict, Mapping) or is_dataclass(origin)
    if isinstance(value, list):
        return origin in (tuple, list, set, frozenset, Sequence)
    return origin not in (dict, Mapping, tuple, list, set, frozenset, Sequence)
