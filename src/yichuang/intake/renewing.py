"""变更 (49) and 延续 (50) begin at the licence: what its holder is told before they start, and the draft that carries it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain import renewing as law
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.clock import api as clock
from yichuang.intake import actions
from yichuang.intake.models import Draft
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences
from yichuang.licences.domain import ASK_BEFORE, CHANGEABLE, PURPOSES, Purpose, State, ask_by, check_changes, check_renewal
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """What a holder sees before asking. `refusal` says why it cannot be asked for; `ask_by` is the last day in time (延续)."""

    purpose: Purpose
    licence: licences.LicenceRow
    terms: Terms
    ask_by: date | None
    today: date
    refusal: Refusal | None

    @property
    def in_time(self) -> bool:
        return self.ask_by is not None and self.today <= self.ask_by

    @property
    def begins_on(self) -> date | None:
        return None if self.ask_by is None else check_renewal(State.VALID, valid_to=self.licence.valid_to, new_to=None)

    @property
    def places(self) -> list[tuple[str, str, str]]:
        """(place, label as msgid, what stands there) of everything a change may ask for."""
        return [(place, label, str(self.licence.content.get(place, ""))) for place, label in CHANGEABLE.items()]


def version_of(row: licences.LicenceRow) -> UUID:
    """The version in force of the item a licence was granted for. Raises NotPublished when it is offered no more."""
    terms = catalogue.latest_terms(row.item_id) if row.item_id else None
    if terms is None:
        raise catalogue.NotPublished()
    return catalogue.published(terms.code)


def own(licence_id: UUID, actor: Actor) -> licences.LicenceRow:
    """A licence of this holder; for the window any, `actions.start` asks for the power. NotFound otherwise."""
    row = licences.licence(licence_id)
    if actor.is_applicant and row.holder_id not in actor.party_ids:
        raise NotFound("没有这个许可证。", code="licences.not_found")
    return row


@transaction.atomic
def offer(licence_id: UUID, purpose: Purpose, *, actor: Actor, now: datetime) -> Offer:
    row, today = own(licence_id, actor), local_date(now)
    terms = catalogue.terms(version_of(row))
    last = None
    if purpose is Purpose.RENEWAL and row.valid_to:
        last = ask_by(clock.calendar(), row.valid_to, terms.result.renew_before or ASK_BEFORE)
    refusal = None
    try:
        check(row, terms, cases.Asked(purpose, licence_id), today)
    except Refusal as found:
        refusal = found
    return Offer(purpose, row, terms, last, today, refusal)


def check(row: licences.LicenceRow, terms: Terms, asked: cases.Asked, today: date) -> None:
    licences.hold_for(row.id, asked.purpose, on=today)
    law.check_asked(terms, asked, item_id=row.item_id, under_way=cases.under_way(row.id, asked.purpose))


@transaction.atomic
def start(
    licence_id: UUID, purpose: Purpose, becomes: Mapping[str, str], *, token: UUID, actor: Actor, now: datetime,
    agent_id: UUID | None = None, channel: Channel = Channel.WEB,
) -> Draft:
    """A draft for the licence's holder, with the licence carried in. Raises the refusals of 49 and 50 before anything is typed."""
    row = own(licence_id, actor)
    version_id = version_of(row)
    wanted = check_changes(row.content, becomes) if purpose is Purpose.CHANGE else {}
    asked = cases.Asked(purpose, licence_id, wanted)
    check(row, catalogue.terms(version_id), asked, local_date(now))
    return actions.start(
        version_id, row.holder_id, token=token, actor=actor, now=now, agent_id=agent_id, channel=channel, asked=asked
    )


@dataclass(frozen=True, slots=True)
class Carried:
    """What a draft carries in of a licence: 变更 or 延续 (a msgid), number, name, and the changes as (label, was, becomes)."""

    what: str
    number: str
    name: str
    changes: tuple[tuple[str, str, str], ...]


def carried(draft: Draft) -> Carried | None:
    if draft.licence_id is None:
        return None
    row = licences.licence(draft.licence_id)
    changes = tuple((CHANGEABLE[p], str(row.content.get(p, "")), text) for p, text in draft.becomes.items())
    return Carried(PURPOSES[Purpose(draft.purpose)], row.number, row.name, changes)
