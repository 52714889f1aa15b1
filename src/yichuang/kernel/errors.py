"""Refusals: every "no" carries a stable code, a sentence, an article and a remedy (design §2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: `field` is the name the form or the JSON body uses."""

    field: str
    code: str
    message: Any


class Refusal(Exception):
    """Something may not be done. `code` is `capability.reason`, stable for ever; `status` is its HTTP status.

    `message` and `remedy` are lazy translations (Chinese msgid); `article` is a citation such as 《行政许可法》第三十二条.
    """

    code = "kernel.refused"
    status = 409
    message: Any = ""
    article: str = ""
    remedy: Any = ""

    def __init__(
        self,
        message: Any = None,
        *,
        code: str | None = None,
        article: str | None = None,
        remedy: Any = None,
        errors: tuple[FieldError, ...] = (),
        **details: Any,
    ) -> None:
        self.message = self.message if message is None else message
        self.code = code or self.code
        self.article = self.article if article is None else article
        self.remedy = self.remedy if remedy is None else remedy
        self.errors = errors
        self.details = details
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotFound(Refusal):
    """There is no such thing, or the asker may not see it: both look the same from outside (design §11)."""

    code, status = "kernel.not_found", 404


class Forbidden(Refusal):
    """May be seen, may not be done."""

    code, status = "kernel.forbidden", 403


class Invalid(Refusal):
    """The input is wrong; `errors` names each field."""

    code, status = "kernel.invalid", 422


class Stale(Refusal):
    """The version named by the writer is no longer the current one; nothing was written."""

    code, status = "kernel.stale", 412
