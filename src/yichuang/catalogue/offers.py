"""What an organ offers: what it accepts or decides under a published version, and the references that name it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from yichuang.catalogue.domain import Status
from yichuang.catalogue.models import ItemVersion

PAGE = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of an organ's page; a reference (参考指南) cannot be applied for."""

    version_id: UUID
    name: str
    name_en: str
    is_open: bool


def offered_by(organ_id: UUID, name: str, place: str, *, page: int = 1) -> tuple[list[Offer], bool]:
    """A page of what an organ offers, what is open first, and whether there is more. A reference belongs to the organ when it
    names it and stands in its division (`place`, twelve digits), or names no division."""
    own = Q(status=Status.PUBLISHED) & (Q(accepting_organ_id=organ_id) | Q(deciding_organ_id=organ_id))
    near = Q(division="") | Q(division__startswith=place[:6]) if place else Q(division="")
    named = Q(status=Status.IMPORTED, department=name) & near
    start = (max(page, 1) - 1) * PAGE
    rows = list(
        ItemVersion.objects.filter(own | named).order_by("-status", "name", "id").values_list("id", "name", "name_en", "status")[start : start + PAGE + 1]
    )
    return [Offer(i, title, english, status == Status.PUBLISHED) for i, title, english, status in rows[:PAGE]], len(rows) > PAGE
