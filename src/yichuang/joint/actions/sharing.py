"""一套材料 after sending: what happens to one paper in one case of a 联办 goes for the others that ask for the same paper.

A paper put right 补正 is laid into each of them, and a window that has checked a point of it need not check it anew. Each case keeps its own
record of both: the file and the mark are its own facts, and it may still say otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.domain.phases import Phase
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import Point, acceptance_points
from yichuang.joint.actions.unit import name_en_of, name_of
from yichuang.joint.domain.state import BranchState
from yichuang.joint.models import Branch, Joint
from yichuang.joint.union import key_of

BEFORE = (Phase.RECEIVED, Phase.CORRECTING)
"""Up to acceptance a paper may be put right and is checked by the window; afterwards each case is its own organ's."""

CARRIED = "同一窗口已在“%(item)s”中核对同一份材料"


@dataclass(frozen=True, slots=True)
class Sharing:
    """Another case of the same 联办 that asks for the same paper, under its own code."""

    case_id: UUID
    accepting_organ_id: UUID
    phase: Phase
    material_code: str
    name: str
    name_en: str


def hold(case_id: UUID) -> None:
    """Lock the 联办 of a case before any of its cases (design §4: project, case), where it has one. In a transaction."""
    list(Joint.objects.select_for_update(of=("self",)).filter(branches__case_id=case_id))


def sharing(case_id: UUID, material_code: str) -> tuple[Sharing, ...]:
    """Not accepted yet: cases that hold one of the files this one holds of the paper, or ask for the same kind of it to be put right."""
    own = Branch.objects.select_related("case").filter(case_id=case_id).first()
    if own is None or own.case is None:
        return ()
    material = terms_of(own).material(material_code)
    if material is None or not material.type_code:
        return ()
    holding = dossier.holding_same(case_id, material_code)
    rows = Branch.objects.select_related("case").filter(joint_id=own.joint_id, state=BranchState.OPEN, case__phase__in=BEFORE)
    found = []
    for row in rows.exclude(id=own.id).order_by("joined_at", "id"):
        terms = terms_of(row)
        code = next((m.code for m in terms.materials if key_of(terms, m) == material.type_code), "")
        if row.case_id and code and (code in holding.get(row.case_id, ()) or asks(row, terms, code)):
            found.append(Sharing(row.case_id, row.case.accepting_organ_id, Phase(row.case.phase), code, name_of(row), name_en_of(row)))
    return tuple(found)


def terms_of(branch: Branch) -> Terms:
    return catalogue.case_terms(branch.version_id, branch.case.selection_id)


def asks(branch: Branch, terms: Terms, material_code: str) -> bool:
    """Whether its window asks for this paper to be put right."""
    if branch.case.phase != Phase.CORRECTING:
        return False
    missing = dossier.missing_points(branch.case_id)
    return any(point.code in missing for point in acceptance_points(terms) if point.material_code == material_code)


@transaction.atomic
def carry_mark(case_id: UUID, code: str, *, now: datetime) -> int:
    """齐全合规 of one point, said by a person at a window, goes for the same words about the same files in the other cases that window has
    not accepted yet; where somebody said something already, it stands, and what was taken back meanwhile goes nowhere. Gives how many."""
    own = Branch.objects.select_related("case").filter(case_id=case_id).first()
    if own is None or own.case is None:
        return 0
    point = next((p for p in acceptance_points(terms_of(own)) if p.code == code), None)
    said = dossier.said_met(case_id, [code]) if point else ()
    carried = 0
    for one in said:
        for other in sharing(case_id, point.material_code):
            if other.accepting_organ_id == own.case.accepting_organ_id:
                carried += carry(own, one, point, other.case_id, other.material_code, now)
    return carried


@transaction.atomic
def carry_to(case_id: UUID, *, now: datetime) -> int:
    """A case joins, late or applied for again: what its window found in order of the same files in the cases beside it goes for it too."""
    own = Branch.objects.select_related("case").filter(case_id=case_id, state=BranchState.OPEN, case__phase__in=BEFORE).first()
    if own is None or own.case is None:
        return 0
    carried = 0
    for material in (m for m in terms_of(own).materials if m.type_code):
        holding = dossier.holding_same(case_id, material.code)
        beside = Branch.objects.select_related("case").filter(joint_id=own.joint_id, case_id__in=holding)
        for row in beside.filter(case__accepting_organ_id=own.case.accepting_organ_id).order_by("joined_at", "id"):
            assert row.case_id is not None
            points = {p.code: p for p in acceptance_points(terms_of(row)) if p.material_code in holding[row.case_id]}
            for one in dossier.said_met(row.case_id, points):
                carried += carry(row, one, points[one.code], case_id, material.code, now)
    return carried


def carry(own: Branch, said: dossier.SaidMet, point: Point, to_case: UUID, material_code: str, now: datetime) -> int:
    """One mark of a branch into another case; carried on, it says where it was first said."""
    assert own.case_id is not None
    note = said.note if said.note.startswith(CARRIED.partition("%")[0]) else CARRIED % {"item": name_of(own)}
    return dossier.carry_met(to_case, material_code, point.text, of=(own.case_id, point.material_code), note=note, by=said.by, at=now)
