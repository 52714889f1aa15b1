"""Public verification 证照核验 in `/api/v1/`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router, Schema

from yichuang.kernel.rest import problems
from yichuang.kernel.values import local_date
from yichuang.licences import api

router = Router(tags=["licences"])


class VerificationOut(Schema):
    """`verdict` is one word for programs, `sentence` and `reason` are for people; names of persons are masked."""

    verdict: str
    sentence: str
    reason: str
    good: bool
    what: str
    title: str
    number: str
    identifier: str
    issuer: str
    holder: str
    scope: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    edition: int
    file_sha256: str
    checked_at: datetime


@router.get("/licences/verify", response={200: VerificationOut, **problems()}, auth=None, summary="核验证照和文书")
def verify(
    request: HttpRequest,
    number: Annotated[str, Query(min_length=1, max_length=120)],
    name: Annotated[str, Query(max_length=120)] = "",
) -> dict[str, Any]:
    """By QR code, 电子证照标识, or 许可证编号 together with the holder's name. Nothing found is an answer too: `not_found`."""
    now = timezone.now()
    found = api.verify(number, name=name, on=local_date(now))
    shown = ("what", "title", "number", "identifier", "issuer", "holder", "scope", "issued_on", "valid_from", "valid_to",
             "edition", "file_sha256", "good")  # fmt: skip
    return {
        **{n: getattr(found, n) for n in shown}, "verdict": found.verdict.value, "sentence": gettext(found.sentence),
        "reason": gettext(found.reason), "checked_at": now,
    }  # fmt: skip
