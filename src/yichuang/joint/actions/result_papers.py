"""What an item beside it gives to a case: the licence is laid into the dossier as the paper it stands for, on the day it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.dossier import api as dossier
from yichuang.facts import joint as f
from yichuang.joint.actions.by_law import held_licences
from yichuang.joint.actions.unit import Unit
from yichuang.joint.domain.results import result_papers
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.models import Branch
from yichuang.licences import api as licences


@dataclass(frozen=True, slots=True)
class Laid:
    """A licence as a paper of a case: the case that granted it, and its file."""

    from_case: UUID
    material_code: str
    sha256: str


def with_results(unit: Unit, package: cases.Package, needs: Iterable[Branch]) -> tuple[cases.Package, list[Laid]]:
    """The package of one branch, without asking for what the branches it `needs`, or licences the owner holds, prove: that is by the system,
    laid in now where it is there. A paper the applicant handed in all the same stays theirs."""
    terms = catalogue.case_terms(package.version_id, package.selection_id)
    given = {upload.material_code for upload in package.uploads}
    wanted = {code: material for code, material in result_papers(terms).items() if material not in given}
    if not wanted:
        return package, []
    coming = {catalogue.terms(branch.version_id).code for branch in needs} & set(wanted)
    by_system = {wanted[code] for code in coming}
    uploads, laid = list(package.uploads), []
    owned = held_licences(unit) if unit.joint.what == What.PROJECT else []
    for code, item_id in catalogue.item_ids(set(wanted)).items():
        if row := next((row for row in held(unit, item_id, owned) if row.item_id == item_id), None):
            by_system.add(wanted[code])
            if row.file_sha256 and row.first_case_id:
                uploads.append(dossier.Upload(wanted[code], store(row, package.applicant_id, terms, wanted[code], at=unit.now, by=unit.actor.ref), reused=True))
                laid.append(Laid(row.first_case_id, wanted[code], row.file_sha256))
    return replace(package, uploads=uploads, by_system=frozenset(by_system)), laid


def held(unit: Unit, item_id: UUID, owned: Sequence[licences.LicenceRow]) -> Iterator[licences.LicenceRow]:
    """Licences of an item that stand: those granted in this 联办 first, then of what its owner holds for none else (`owned`)."""
    granted = unit.joint.branches.filter(item_id=item_id, state=BranchState.GRANTED).order_by("-settled_on", "-id").values_list("case_id", flat=True)
    for case_id in granted[:1]:
        yield from (row for row in licences.of_case(case_id) if row.state == "valid" or row.state == "ordered")
    yield from owned


def store(row: licences.LicenceRow, party_id: UUID, terms: Terms, material_code: str, *, at: datetime, by: str) -> UUID:
    """The licence among the party's papers, until its last day."""
    material = terms.material(material_code)
    assert material is not None
    found = licences.open_file(row.id)
    return dossier.keep(party_id, material, found.content, file_name=found.name, at=at, by=by, valid_to=row.valid_to).id


def note_results(case_id: UUID, laid: Sequence[Laid]) -> list[object]:
    """The facts that say what was laid into a case."""
    return [f.ResultPaperLaid(case_id=case_id, from_case=one.from_case, material_code=one.material_code, file_sha256=one.sha256) for one in laid]
