"""变更 (49) and 延续 (50) of a licence, each ordered by the case in which its holder asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.facts import licences as facts
from yichuang.kernel.values import local_date
from yichuang.licences import domain
from yichuang.licences.actions import ActorRef, check_valid, locked, record, replace_paper
from yichuang.licences.domain import Purpose
from yichuang.licences.queries import LicenceRow, in_hand_of, row


def hold_for(licence_id: UUID, purpose: Purpose, *, on: date) -> LicenceRow:
    """The licence, locked, when its holder may ask for this on that day. In a transaction. Raises a refusal of 49 or 50."""
    licence, edition = locked(licence_id)
    domain.check_asked(purpose, domain.State(licence.state), valid_to=licence.valid_to, on=on, in_hand=in_hand_of(licence_id))
    return row(edition)


@transaction.atomic
def change(
    licence_id: UUID, *, becomes: Mapping[str, str], actor: ActorRef, at: datetime, case_id: UUID | None = None
) -> int:
    """变更 (49): a new edition with other contents by place (`domain.CHANGEABLE`), same number, holder and expiry. Returns the number of
    the new edition."""
    licence, edition = locked(licence_id)
    check_valid(licence, "变更", on=local_date(at))
    wanted = domain.check_changes(edition.content, becomes)
    licence.scope = wanted.get("scope", licence.scope)
    licence.holder_name = wanted.get("holder_name", licence.holder_name)
    again = replace_paper(licence, edition, {**edition.content, **wanted}, reason="changed", at=at, case_id=case_id)
    changed = facts.LicenceChanged(
        case_id=again.case_id, number=licence.number, edition=again.edition, content_hash=again.content_hash
    )
    record(licence, changed, actor=actor, at=at)
    return again.edition


@transaction.atomic
def renew(
    licence_id: UUID, *, valid_to: date | None, actor: ActorRef, at: datetime, by_silence: bool = False,
    case_id: UUID | None = None,
) -> int:
    """延续 (50): from the day after the old expiry. Returns the number of the new edition."""
    licence, edition = locked(licence_id)
    licence.valid_from = domain.check_renewal(
        domain.State(licence.state), valid_to=licence.valid_to, new_to=valid_to
    )
    licence.valid_to = valid_to
    again = replace_paper(licence, edition, edition.content, reason="renewed", at=at, case_id=case_id)
    renewed = facts.LicenceRenewed(
        case_id=again.case_id, number=licence.number, edition=again.edition, valid_from=licence.valid_from,
        valid_to=valid_to, by_silence=by_silence,
    )
    record(licence, renewed, actor=actor, at=at)
    return again.edition
