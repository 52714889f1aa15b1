"""What an item beside it gives to a case: the result, whichever kind it is, is laid into the dossier as the paper it stands for, on the day
it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Outcome
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.facts import joint as f
from yichuang.joint.actions.by_law import held_licences
from yichuang.joint.actions.unit import Unit
from yichuang.joint.domain.results import result_papers
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.models import Branch
from yichuang.licences import api as licences
from yichuang.licences.domain import State


@dataclass(frozen=True, slots=True)
class Result:
    """What a case gave, or is about to: a licence; of a filing, an opinion or an approval that is none, the paper of its decision."""

    number: str
    """Of the licence or the document."""
    sha256: str
    """Of the sealed file; empty while it is not made."""
    valid_to: date | None
    open: Callable[[], documents.OpenFile | licences.LicenceFile]
    from_case: UUID | None


@dataclass(frozen=True, slots=True)
class Laid:
    """A result as a paper of a case: the case that gave it, and its file."""

    from_case: UUID
    material_code: str
    sha256: str


def of_licence(row: licences.LicenceRow) -> Result:
    return Result(row.number, row.file_sha256, row.valid_to, lambda: licences.open_file(row.id), row.first_case_id)


def result_of(case_id: UUID) -> Result | None:
    """The result of a case that was granted or done. None where nothing of it stands: the licence was revoked, nothing was given."""
    if rows := licences.of_case(case_id):
        standing = next((row for row in rows if row.state in (State.VALID, State.ORDERED)), None)
        return replace(of_licence(standing), from_case=case_id) if standing else None
    state = cases.state(case_id)
    if state.outcome not in (Outcome.GRANTED, Outcome.DONE) or state.decision_document_id is None:
        return None
    paper = documents.document(state.decision_document_id)
    return Result(paper.number or paper.title, paper.file_sha256 if paper.readable else "", None, lambda: documents.open_file(paper.id), case_id)


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
    there = results_there(unit, catalogue.item_ids(set(wanted)))
    for code, result in there.items():
        by_system.add(wanted[code])
        if result.sha256 and result.from_case:
            material = terms.material(wanted[code])
            assert material is not None
            uploads.append(paper(result, package.applicant_id, material, at=unit.now, by=unit.actor.ref))
            laid.append(Laid(result.from_case, material.code, result.sha256))
    return replace(package, uploads=uploads, by_system=package.by_system | by_system), laid


def results_there(unit: Unit, items: Mapping[str, UUID]) -> dict[str, Result]:
    """Item code → the result of it that stands: what was given in this 联办 first, then a licence its owner holds for no other project."""
    owned = held_licences(unit) if items and unit.joint.what == What.PROJECT else []
    found = {}
    for code, item_id in items.items():
        granted = unit.joint.branches.filter(item_id=item_id, state=BranchState.GRANTED).order_by("-settled_on", "-id").values_list("case_id", flat=True)
        result = next(filter(None, map(result_of, granted[:1])), None)
        row = next((row for row in owned if row.item_id == item_id), None)
        if result := result or (of_licence(row) if row else None):
            found[code] = result
    return found


def paper(result: Result, party_id: UUID, material: MaterialTerm, *, at: datetime, by: str) -> dossier.Upload:
    """The result among the party's papers, as an upload that says where it is from. It is fetched anew each time, as it stands on that day, and
    so offered for nothing else."""
    file = result.open()
    stored = dossier.keep(party_id, material, file.content, file_name=file.name, at=at, by=by, valid_to=result.valid_to, reusable=False)
    return dossier.Upload(material.code, stored.id, reused=True, result_number=result.number, from_case=result.from_case)


def note_results(case_id: UUID, laid: Sequence[Laid]) -> list[object]:
    """The facts that say what was laid into a case."""
    return [f.ResultPaperLaid(case_id=case_id, from_case=one.from_case, material_code=one.material_code, file_sha256=one.sha256) for one in laid]
