"""A project enters an area: its site inside, every hard indicator kept; from then on it inherits what is in force that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue import api as catalogue
from yichuang.facts import joint as f
from yichuang.joint.actions import area_papers
from yichuang.joint.domain import areas as law
from yichuang.joint.models import Area, AreaEntry, AreaIndicator
from yichuang.joint.projects.verbs import check_leader, opened
from yichuang.kernel.codes.reasons import Reason
from yichuang.kernel.errors import FieldError
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations.domain import Actor

TYPED = 18
"""A value is a number of so many characters at most."""


def indicators_of(area_ids: Iterable[UUID], day: date) -> dict[UUID, list[law.Indicator]]:
    """The hard indicators in force on a day, by area; one query."""
    rows = AreaIndicator.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), area_id__in=set(area_ids), from_on__lte=day)
    found: dict[UUID, list[law.Indicator]] = {}
    for row in rows.order_by("code"):
        found.setdefault(row.area_id, []).append(indicator(row))
    return found


def indicator(row: AreaIndicator) -> law.Indicator:
    return law.Indicator(row.code, row.name, row.unit, law.Bound(row.bound), row.limit.normalize(), row.basis)


def errors_of(rows: Iterable[law.Off]) -> tuple[FieldError, ...]:
    """Each indicator with what it is and what it must be."""
    return tuple(FieldError(f"value-{row.indicator.code}", law.OffIndicators.code, sentence(row)) for row in rows)


def sentence(row: law.Off) -> Reason:
    one = row.indicator
    must = {"name": one.name, "bound": law.BOUND_NAMES[one.bound], "limit": f"{one.limit:f}", "unit": one.unit, "basis": one.basis}
    if row.value is None:
        return Reason("%(name)s没有填数字，应当%(bound)s%(limit)s%(unit)s（%(basis)s）。", **must)
    return Reason("%(name)s是%(value)s%(unit)s，应当%(bound)s%(limit)s%(unit)s（%(basis)s）。", value=row.typed, **must)


@transaction.atomic
def enter(joint_id: UUID, area_id: UUID, values: Mapping[str, str], *, parcel: str = "", actor: Actor, now: datetime) -> UUID:
    """纳入区域评估, by the owner or an organ that leads a stage; again after a change of the plan. The papers in force today are
    offered to what this project applies for; each case is given what is in force on its own day. Raises NotInside, OffIndicators, AreaEnded."""
    unit, project = opened(joint_id, actor=actor, now=now)
    if not actor.is_staff and not actor.is_applicant:
        raise law.NotOneKeeper()
    check_leader(unit, project)
    today, parcel = local_date(now), parcel.strip()
    area = Area.objects.filter(id=area_id).first()
    if area is None:
        raise law.NoArea()
    if area.ended_on is not None and area.ended_on <= today:
        raise law.AreaEnded()
    if not law.inside(divisions=area.divisions, parcels=area.parcels, division=project.division, parcel=parcel):
        raise law.NotInside(errors=(FieldError("parcel", law.NotInside.code, law.NotInside.message),))
    indicators = indicators_of([area.id], today).get(area.id, [])
    if wrong := law.off(indicators, values):
        raise law.OffIndicators(count=len(wrong), errors=errors_of(wrong))
    kept = {one.code: values[one.code].strip() for one in indicators}
    entry = AreaEntry.objects.create(id=new_id(), project=project, area=area, parcel=parcel, values=kept, entered_at=now)
    unit.say(f.AreaEntered(entry_id=entry.id, area_id=area.id, parcel=parcel, values=tuple(sorted(kept.items()))))
    offer(area, unit.joint.applicant_id, actor=actor, now=now)
    return entry.id


def offer(area: Area, owner_id: UUID, *, actor: Actor, now: datetime) -> None:
    """What the area gives today lies in the owner's store: an application of a project inside, filled in page by page, offers it too, until
    its last day; nothing else does."""
    rows = area_papers.in_force(area.id, local_date(now))
    versions = {row.item_id: row.version_id for row in catalogue.in_force([one.item_id for one in rows])}
    for one in rows:
        terms = catalogue.terms(versions[one.item_id]) if one.item_id in versions else None
        material = next((m for m in terms.materials if m.type_code == one.type_code), None) if terms else None
        if material is not None:
            area_papers.store(one, area.name, owner_id, material, at=now, by=actor.ref)
