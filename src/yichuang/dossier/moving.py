"""A case that goes on under a new version of its item takes its dossier along: same papers, the new version's checklists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import Terms
from yichuang.dossier import domain
from yichuang.dossier.actions import locked, record, ref
from yichuang.dossier.domain import Checklist, Point, PointState
from yichuang.dossier.models import CaseFile, CasePaper, Dossier, PointMark
from yichuang.facts.dossier import DossierMoved
from yichuang.organisations.domain import Actor


def listed(terms: Terms) -> Iterator[Point]:
    yield from domain.acceptance_points(terms)
    yield from domain.review_points(terms)


@transaction.atomic
def move_version(case_id: UUID, before: Terms, after: Terms, *, actor: Actor | str, at: datetime) -> None:
    """Lay out the checklists of `after`: a point that says the same keeps its mark, a new or reworded one is open.

    A reworded point of acceptance keeps its mark: what was once found complete is not asked for again (32(4)).
    """
    dossier = locked(case_id)
    old = {(p.checklist, p.code): p.text for p in listed(before)}
    new = {(p.checklist, p.code): p for p in listed(after)}
    marks = {(mark.checklist, mark.code): mark for mark in PointMark.objects.filter(case_id=case_id)}
    codes = handed_in(case_id)
    PointMark.objects.filter(id__in=[mark.id for key, mark in marks.items() if key not in new]).delete()
    PointMark.objects.bulk_create(made(dossier, p, after, codes) for key, p in new.items() if key not in marks)
    reworded = [
        marks[key].id for key, point in new.items()
        if key in marks and point.checklist is Checklist.REVIEW and old.get(key) != point.text
    ]
    PointMark.objects.filter(id__in=reworded).update(state=PointState.OPEN, note="", by="", at=None)
    dossier.version_id, dossier.selection_id = after.version_id, after.selection_id
    record(dossier, [DossierMoved(case_id=case_id, version_id=after.version_id)], by=ref(actor), at=at)
    dossier.save()


def handed_in(case_id: UUID) -> set[str]:
    files = CaseFile.objects.filter(case_id=case_id, retired_at__isnull=True).values_list("material_code", flat=True)
    papers = CasePaper.objects.filter(case_id=case_id, retired_at__isnull=True).values_list("material_code", flat=True)
    return {*files, *papers}


def made(dossier: Dossier, point: Point, terms: Terms, codes: set[str]) -> PointMark:
    return PointMark(
        case_id=dossier.case_id, dossier=dossier, checklist=point.checklist, code=point.code, condition_code=point.condition_code,
        state=domain.first_state(point, terms, codes),
    )
