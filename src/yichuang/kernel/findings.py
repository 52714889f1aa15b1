"""What a check says about one field: severity, code, a sentence that can be translated, and the article behind it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found at one field. `message` is a Chinese sentence with %(name)s places filled from `details`."""

    field: str
    severity: Severity
    code: str
    message: str
    article: str = ""
    details: tuple[tuple[str, str | int], ...] = ()

    @property
    def text(self) -> str:
        return self.message % dict(self.details) if self.details else self.message


def error(field: str, code: str, message: str, article: str = "", /, **details: str | int) -> Finding:
    return Finding(field, Severity.ERROR, code, message, article, tuple(details.items()))


def warning(field: str, code: str, message: str, article: str = "", /, **details: str | int) -> Finding:
    return Finding(field, Severity.WARNING, code, message, article, tuple(details.items()))


def info(field: str, code: str, message: str, article: str = "", /, **details: str | int) -> Finding:
    return Finding(field, Severity.INFO, code, message, article, tuple(details.items()))
