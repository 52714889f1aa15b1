"""Who applies and what was answered, as every application of the API names it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

Value = str | bool | int | None
Choices = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=100)]
"""Several of the options of one question."""
Rows = Annotated[list[Annotated[dict[str, Value | Choices], Field(max_length=100)]], Field(max_length=200)]
"""A group that is filled several times: one list under the group's code."""


class Applicant(Schema):
    """A party already known by `party_id`, or `kind`, `number` and `name` (registered when it is new)."""

    party_id: UUID | None = None
    kind: Literal["natural", "legal"] = "natural"
    number: str = Field("", max_length=40)
    name: str = Field("", max_length=200)


class Named(Protocol):
    """A party as a request names it."""

    party_id: UUID | None
    kind: Literal["natural", "legal"]
    number: str
    name: str


def party_of(told: Named, actor: Actor, now: datetime) -> UUID:
    """The applicant's party. An applicant's channel stands for its own parties only; others are not there for it."""
    if told.party_id is not None:
        organisations.party(told.party_id)
        party_id = told.party_id
    elif not told.number or not told.name:
        missing = tuple(
            FieldError(f"applicant.{n}", "intake.required", "请写明申请人：party_id，或者 kind、number 和 name。")
            for n in ("number", "name") if not getattr(told, n)
        )  # fmt: skip
        raise Invalid("没有写明申请人。", code="intake.no_applicant", errors=missing)
    elif actor.is_applicant:
        known = organisations.find_party(told.kind, told.number)
        if known is None or known.name != told.name.strip():
            raise NotFound("没有这个申请人。", code="organisations.no_party")
        party_id = known.id
    else:
        party_id = organisations.register_party(kind=told.kind, name=told.name, number=told.number, actor=actor, now=now).id
    if actor.is_applicant and party_id not in actor.party_ids:
        raise NotFound("没有这个申请人。", code="organisations.no_party")
    return party_id


def agent_of(agent_party_id: UUID | None, actor: Actor) -> UUID | None:
    """Somebody who acts for the applicant: must exist, and an applicant's channel may name only itself."""
    if agent_party_id is None:
        return None
    if actor.is_applicant and agent_party_id not in actor.party_ids:
        raise NotFound("没有这个代理人。", code="organisations.no_party")
    return organisations.party(agent_party_id).id


def answered(answers: dict[str, Any]) -> dict[str, Any]:
    """Without what was sent as null, in rows too."""
    told = {element: value for element, value in answers.items() if value is not None}
    return {k: [answered(row) if isinstance(row, dict) else row for row in v] if isinstance(v, list) else v for k, v in told.items()}
