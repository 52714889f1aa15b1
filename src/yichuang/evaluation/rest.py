"""Rating 好差评 in `/api/v1/`: by the applicant's own channel, once a matter."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yichuang.evaluation import api
from yichuang.evaluation.domain import MOST_TEXT, Level, Occasion
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems

router = Router(tags=["ratings"])


class RatingIn(Schema):
    level: Level = Field(description="GB/T 39046：1 非常满意 … 5 非常不满意")
    occasion: Occasion = Occasion.CASE
    indicators: dict[str, Level] = Field({}, max_length=4)
    text: str = Field("", max_length=MOST_TEXT)


class RatingOut(Schema):
    rating_id: UUID
    case_id: UUID


@router.post(
    "/cases/{case_id}/rating", response={201: RatingOut, **problems(401, 403, 409)}, summary="评价", openapi_extra=headers(versioned=False),
)  # fmt: skip
def rate(request: HttpRequest, case_id: UUID, body: RatingIn) -> HttpResponse:
    """Voluntary, by the applicant or the agent, once the matter is finished. It does not touch the case's version."""

    def act(asked: Order) -> Answer:
        rating_id = api.rate(
            case_id, level=body.level.value, occasion=body.occasion, text=body.text, actor=asked.caller.actor, now=asked.now,
            indicators={name: level.value for name, level in body.indicators.items()},
        )
        return answer(201, {"rating_id": rating_id, "case_id": case_id})

    return once(request, act, versioned=False)
