"""A case that goes on under a new version of its item takes its dossier along: same papers, the new version's checklists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import Terms
from yichuang.dossier import domain
from yichuang.dossier.actions import commit, locked, marks, put, record, ref, terms_of
from yichuang.dossier.domain import Checklist, Point, PointState
from yichuang.dossier.models import CaseFile, CasePaper, Dossier, PointMark
from yichuang.dossier.store import type_code
from yichuang.facts.dossier import DossierMoved
from yichuang.organisations.domain import Actor


def listed(terms: Terms) -> Iterator[Point]:
    yield from domain.acceptance_points(terms)
    yield from domain.review_points(terms)


@transaction.atomic
def move_version(case_id: UUID, before: Terms, after: Terms, *, actor: Actor | str, at: datetime) -> None:
    """Lay out the checklists of `after`: a point that says the same keeps its mark, a new or reworded one is open.

    A reworded point of acceptance keeps its mark, and so does one that says the same of the same kind of paper under another code: what was once
    found complete is not asked for again (32(4)). What the system fetches is fetched under every code and point of the new version too.
    """
    dossier = locked(case_id)
    old = {(p.checklist, p.code): p.text for p in listed(before)}
    new = {(p.checklist, p.code): p for p in listed(after)}
    stood = {(Checklist(mark.checklist), mark.code): mark for mark in PointMark.objects.filter(case_id=case_id)}
    codes, fetched = handed_in(case_id), fetched_after(before, after, stood)
    said = {said_of(before, p): mark for p in listed(before) if (mark := stood.get((p.checklist, p.code))) and mark.state == PointState.MET}
    PointMark.objects.filter(id__in=[mark.id for key, mark in stood.items() if key not in new]).delete()
    PointMark.objects.bulk_create(
        made(dossier, p, after, codes, fetched, said.get(said_of(after, p))) for key, p in new.items() if key not in stood
    )
    refetch([(stood[key], point) for key, point in new.items() if key in stood], fetched)
    reworded = [
        stood[key].id for key, point in new.items()
        if key in stood and point.checklist is Checklist.REVIEW and old.get(key) != point.text
    ]
    PointMark.objects.filter(id__in=reworded).update(state=PointState.OPEN, note="", by="", at=None)
    dossier.version_id, dossier.selection_id = after.version_id, after.selection_id
    record(dossier, [DossierMoved(case_id=case_id, version_id=after.version_id)], by=ref(actor), at=at)
    dossier.save()


def handed_in(case_id: UUID) -> set[str]:
    files = CaseFile.objects.filter(case_id=case_id, retired_at__isnull=True).values_list("material_code", flat=True)
    papers = CasePaper.objects.filter(case_id=case_id, retired_at__isnull=True).values_list("material_code", flat=True)
    return {*files, *papers}


def fetched_after(before: Terms, after: Terms, marks: Mapping[tuple[Checklist, str], PointMark]) -> frozenset[str]:
    """由系统取得: the codes under which the new version lists what the system fetched for this case."""
    points = [p for p in domain.acceptance_points(before) if (mark := marks.get((p.checklist, p.code))) and mark.note == domain.BY_SYSTEM]
    kinds = {type_code(material) for p in points if (material := before.material(p.material_code))}
    return frozenset(material.code for material in after.materials if type_code(material) in kinds)


def said_of(terms: Terms, point: Point) -> tuple[str, str]:
    """Words and kind of paper of a point of acceptance, by which it is known again under another code; none of another point."""
    material = terms.material(point.material_code) if point.checklist is Checklist.ACCEPTANCE else None
    return (point.text, type_code(material)) if material else ("", f"{point.checklist}.{point.code}")


def refetch(rows: Sequence[tuple[PointMark, Point]], fetched: Collection[str]) -> None:
    """Points whose code the new version keeps: what the system fetches now is marked so, what it no longer is is open."""
    now = [mark.id for mark, point in rows if domain.is_by_system(point, fetched)]
    then = [mark.id for mark, point in rows if mark.note == domain.BY_SYSTEM and mark.id not in now]
    PointMark.objects.filter(id__in=now).update(state=PointState.NOT_APPLICABLE, note=domain.BY_SYSTEM)
    PointMark.objects.filter(id__in=then).update(state=PointState.OPEN, note="")


def made(dossier: Dossier, point: Point, terms: Terms, codes: set[str], fetched: Collection[str], said: PointMark | None) -> PointMark:
    """`said`: 齐全合规 of a point of the old version that said the same of the same kind of paper."""
    mark = PointMark(
        case_id=dossier.case_id, dossier=dossier, checklist=point.checklist, code=point.code, condition_code=point.condition_code,
        state=domain.first_state(point, terms, codes, by_system=fetched), note=domain.BY_SYSTEM if domain.is_by_system(point, fetched) else "",
    )
    if said is not None and mark.state == PointState.OPEN:
        mark.state, mark.note, mark.by, mark.at = said.state, said.note, said.by, said.at
    return mark


@transaction.atomic
def mark_by_system(case_id: UUID, materials: Collection[str], *, actor: Actor | str, at: datetime) -> None:
    """由系统取得 from now on: the points of these materials nobody has judged yet are no points of acceptance."""
    dossier = locked(case_id)
    codes = [p.code for p in domain.acceptance_points(terms_of(dossier)) if p.material_code in materials]
    rows = list(marks(case_id, Checklist.ACCEPTANCE, codes))
    rows = [row for row in rows if row.state in (PointState.OPEN, PointState.NOT_APPLICABLE) and row.note != domain.BY_SYSTEM]
    for row in rows:
        row.state, row.note = PointState.NOT_APPLICABLE, domain.BY_SYSTEM
    commit(dossier, put(rows, by=ref(actor), at=at), by=ref(actor), at=at)
