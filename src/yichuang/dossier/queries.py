"""Reads of a dossier: what is still open, the answers for conditions, typed rows for the dossier page, files."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.dossier import domain
from yichuang.dossier.actions import NoDossier, terms_of
from yichuang.dossier.domain import DONE, Checklist, PointState
from yichuang.dossier.models import AnswerSet, CaseFile, Dossier, PointMark
from yichuang.kernel import prepared
from yichuang.licences import api as licences

POINTS = "select code, state from dossier_point where case_id = %s and checklist = %s order by id"
EARLIER = """select s.answers from dossier_answers s
  join (select id from dossier where party_id = %s order by opened_at desc, id desc limit %s) d on s.dossier_id = d.id
  order by s.at, s.edition"""
"""Asked by every application handed in: prepared, as the points of every verb that decides."""


def unfinished(case_id: UUID, checklist: Checklist) -> tuple[str, ...]:
    """Codes of a checklist that are not done. NoDossier when the case has none, because then nothing was checked."""
    found = prepared.ask(POINTS, case_id, checklist)
    if not found and not Dossier.objects.filter(case_id=case_id).exists():
        raise NoDossier(case_id=str(case_id))
    return tuple(code for code, state in found if state not in DONE[checklist])


def acceptance_open(case_id: UUID) -> tuple[str, ...]:
    """受理要素 not yet 齐全合规 or 不适用."""
    return unfinished(case_id, Checklist.ACCEPTANCE)


def review_open(case_id: UUID) -> tuple[str, ...]:
    """审查要点 not marked 符合; while there is one, nothing is granted."""
    return unfinished(case_id, Checklist.REVIEW)


def review_failed(case_id: UUID) -> tuple[str, ...]:
    """Condition codes with a point marked 不符合: what can ground a 不予 (38(2))."""
    rows = PointMark.objects.filter(case_id=case_id, checklist=Checklist.REVIEW, state=PointState.FAILED)
    return tuple(dict.fromkeys(c for c in rows.order_by("id").values_list("condition_code", flat=True) if c))


def review_failed_points(case_id: UUID) -> tuple[str, ...]:
    """审查要点 marked 不符合, by their own codes."""
    return tuple(code for code, state in prepared.ask(POINTS, case_id, Checklist.REVIEW) if state == PointState.FAILED)


def missing_points(case_id: UUID) -> dict[str, str]:
    """受理要素 marked 待补正 → what the notice said of them; for the applicant's page of correction."""
    rows = PointMark.objects.filter(case_id=case_id, checklist=Checklist.ACCEPTANCE, state=PointState.MISSING)
    return dict(rows.order_by("id").values_list("code", "note"))


def notes_of(case_id: UUID, codes: Sequence[str]) -> dict[str, str]:
    """What was written of these acceptance points (the words of the notice stay when a new paper puts them back to 未核)."""
    rows = PointMark.objects.filter(case_id=case_id, checklist=Checklist.ACCEPTANCE, code__in=codes)
    return dict(rows.values_list("code", "note"))


def listed_points(terms: Terms) -> Mapping[str, str]:
    """Every acceptance point of a version → its label; nothing else may be asked for (31)."""
    return domain.listed_points(terms)


def latest_answers(case_id: UUID) -> AnswerSet:
    rows = AnswerSet.objects.filter(case_id=case_id).select_related("dossier__party")
    found = rows.order_by("-edition").first()
    if found is None:
        raise NoDossier(case_id=str(case_id))
    return found


def answers(case_id: UUID) -> dict[str, object]:
    """The answers as conditions read them: flat, dots as underscores, decimals (kept as text) as numbers."""
    found = latest_answers(case_id)
    dossier = found.dossier
    form = catalogue.form_for(terms_of(dossier), dossier.party.kind, found.answers)
    decimals = {field.element for field in form.fields if field.type == "decimal"}
    once = {code: value for code, value in found.answers.items() if not is_rows(value)}  # groups that repeat are no input
    return domain.flat({code: as_number(value) if code in decimals else value for code, value in once.items()})


def answers_to(case_ids: Collection[UUID], element: str) -> dict[UUID, Any]:
    """Case → its latest answer to one data element; cases that gave none are left out. One query."""
    rows = AnswerSet.objects.filter(case_id__in=case_ids).order_by("case_id", "-edition").distinct("case_id")
    return {case_id: value for case_id, value in rows.values_list("case_id", KT(f"answers__{element}")) if value}


def is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def as_number(value: object) -> object:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def stream_of(case_id: UUID) -> UUID:
    """The id of the case's `dossier` stream, for histories (`kernel.record.read`)."""
    found = Dossier.objects.filter(case_id=case_id).values_list("id", flat=True).first()
    if found is None:
        raise NoDossier(case_id=str(case_id))
    return found


def earlier_answers(party_id: UUID, *, dossiers: int = 10) -> dict[str, object]:
    """What the party answered in its latest applications, the newest answer of each element; to prefill the next form."""
    found: dict[str, object] = {}
    for (answered,) in prepared.ask(EARLIER, party_id, dossiers):
        found |= json.loads(answered)
    return found


def file_hashes(case_id: UUID) -> frozenset[str]:
    """The hashes of the files that count now, to know a paper again that was made elsewhere."""
    rows = CaseFile.objects.filter(case_id=case_id, retired_at__isnull=True)
    return frozenset(rows.values_list("stored__sha256", flat=True))


def holding_same(case_id: UUID, material_code: str) -> dict[UUID, tuple[str, ...]]:
    """Other cases that hold one of the files this one holds now of a material: case → under which of its codes."""
    own = CaseFile.objects.filter(case_id=case_id, material_code=material_code, retired_at__isnull=True).values("stored_id")
    rows = CaseFile.objects.filter(stored_id__in=own, retired_at__isnull=True).exclude(case_id=case_id)
    found: dict[UUID, tuple[str, ...]] = {}
    for other, code in rows.order_by("at", "id").values_list("case_id", "material_code")[:1000]:
        found[other] = (*found.get(other, ()), code)
    return found


def same_files(case_id: UUID, material_code: str, other_id: UUID, other_code: str) -> bool:
    """Whether two cases hold the very same files of a paper now, and at least one."""
    held = [
        set(CaseFile.objects.filter(case_id=case, material_code=code, retired_at__isnull=True).values_list("stored_id", flat=True))
        for case, code in ((case_id, material_code), (other_id, other_code))
    ]
    return bool(held[0]) and held[0] == held[1]


def proof_lost(case_id: UUID, on: date) -> tuple[str, ...]:
    """Materials the system fetched whose every licence is in force no more on that day; a decision laid in as a paper, and what somebody handed in,
    prove what they did. One query, two where anything was fetched."""
    rows = CaseFile.objects.filter(case_id=case_id, retired_at__isnull=True).order_by("material_code").values_list("material_code", "result_number")
    if not (numbers := {number for _, number in rows if number}):
        return ()
    lost = licences.not_in_force(numbers, on)
    return tuple(dict.fromkeys(code for code, _ in rows if all(number in lost for other, number in rows if other == code)))
