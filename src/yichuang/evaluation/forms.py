"""What a rating page shows and reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from yichuang.evaluation.domain import FINDING_NAMES, INDICATORS, LEVEL_NAMES, Occasion


def levels() -> list[tuple[str, str]]:
    return [(level.value, _(name)) for level, name in LEVEL_NAMES.items()]


def indicators(occasion: Occasion, typed: Mapping[str, str], errors: Any = ()) -> list[dict[str, Any]]:
    """The free questions beside the whole; "" stands for not answered."""
    options = [("", _("不评这一项")), *levels()]
    return [
        {
            "name": code, "label": _(name), "value": typed.get(code, ""), "options": options,
            "error": next((e.message for e in errors if e.field == code), ""),
        }
        for code, name in INDICATORS[occasion].items()
    ]


def findings() -> list[tuple[str, str]]:
    return [(finding.value, _(name)) for finding, name in FINDING_NAMES.items()]
