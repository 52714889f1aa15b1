"""Verbs of 配合单位: handed over to the one the applicant chose, and done. Recorded at the counter that hands over; minutes run in between."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.facts import joint as f
from yichuang.joint.actions.unit import NoJoint, Unit, locked
from yichuang.joint.domain import partners as law
from yichuang.joint.models_acts import Partner
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@transaction.atomic
def begin_partner(joint_id: UUID, *, kind: str, name: str, actor: Actor, now: datetime) -> UUID:
    """交办: from now on its minutes run. `name`: the one the applicant chose. Raises Invalid, PartnerTwice, TooManyPartners."""
    unit = locked(joint_id, actor=actor, now=now)
    authority_ref = at_counter(unit)
    known = list(Partner.objects.filter(joint=unit.joint).values_list("kind", "done_at"))
    version = unit.joint.theme_version
    law.check_begin(
        kind, name, offered=tuple(version.content.get("partners", ())) if version else (),
        running=tuple(one for one, done_at in known if done_at is None), count=len(known),
    )  # fmt: skip
    row = Partner.objects.create(id=new_id(), joint=unit.joint, kind=kind, name=name.strip()[:100], begun_at=now)
    unit.say(f.PartnerBegun(partner_id=row.id, partner=kind, authority_ref=authority_ref))
    return row.id


@transaction.atomic
def end_partner(joint_id: UUID, partner_id: UUID, *, actor: Actor, now: datetime) -> None:
    """办好: its minutes stop. Raises NoPartner, PartnerDone."""
    unit = locked(joint_id, actor=actor, now=now)
    authority_ref = at_counter(unit)
    row = Partner.objects.filter(joint=unit.joint, id=partner_id).first()
    if row is None:
        raise law.NoPartner()
    if row.done_at is not None:
        raise law.PartnerDone()
    row.done_at = now
    row.save(update_fields=["done_at"])
    unit.say(f.PartnerDone(partner_id=row.id, authority_ref=authority_ref))


def at_counter(unit: Unit) -> str:
    """移交 for the organ that leads: at its counter, where the applicant is handed on. Raises Forbidden."""
    organ_id = unit.joint.lead_organ_id
    if organ_id is None:
        raise NoJoint()
    return organisations.authority(unit.actor, Act.HAND_OVER, organ_id=organ_id, on=local_date(unit.now))
