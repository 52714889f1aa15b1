"""What an area gives to a case on the day it is handed in: each assessment in force, laid in as the paper it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm
from yichuang.dossier import api as dossier
from yichuang.facts import joint as f
from yichuang.joint.actions.unit import Unit
from yichuang.joint.domain import areas as law
from yichuang.joint.domain.state import What
from yichuang.joint.models import AreaEntry, AreaPaper, Assessment
from yichuang.kernel import files
from yichuang.kernel.values import local_date

Laid = tuple[Assessment, MaterialTerm]


def entry_of(joint_id: UUID) -> AreaEntry | None:
    """Where a project stands now; None outside of every area."""
    return AreaEntry.objects.select_related("area").filter(project_id=joint_id).order_by("-entered_at", "-id").first()


def in_force(area_id: UUID, day: date) -> list[Assessment]:
    """The assessments of an area in force on a day, for each paper of each item the newest."""
    rows = Assessment.objects.filter(area_id=area_id, from_on__lte=day, to_on__gte=day).order_by("item_id", "type_code", "-from_on", "-id")
    return list(rows.distinct("item_id", "type_code"))


def with_area(unit: Unit, item_id: UUID, package: cases.Package) -> tuple[cases.Package, list[Laid]]:
    """The package with the papers the project's area gives today; a paper the applicant handed in all the same stays theirs."""
    entry = entry_of(unit.joint.id) if unit.joint.what == What.PROJECT else None
    today = local_date(unit.now)
    if entry is None or entry.area.ended_on is not None and entry.area.ended_on <= today:
        return package, []
    terms = catalogue.case_terms(package.version_id, package.selection_id)
    given = {upload.material_code for upload in package.uploads}
    laid, uploads = [], list(package.uploads)
    for one in in_force(entry.area_id, today):
        material = next((m for m in terms.materials if m.type_code == one.type_code), None)
        if one.item_id == item_id and material is not None and material.code not in given:
            stored = store(one, entry.area.name, package.applicant_id, material, at=unit.now, by=unit.actor.ref)
            uploads.append(dossier.Upload(material.code, stored, reused=True))
            laid.append((one, material))
    return replace(package, uploads=uploads), laid


def without_area(case_id: UUID, handed: dossier.Standing) -> dossier.Standing:
    """What the applicant handed in: a paper the area gave to that case is given anew, from what is in force then."""
    rows = AreaPaper.objects.filter(case_id=case_id).values_list("material_code", "assessment__sha256")
    given, stored = set(rows), dossier.stored_rows(upload.stored_id for upload in handed.uploads)
    own = tuple(one for one in handed.uploads if (one.material_code, stored[one.stored_id].sha256) not in given)
    return replace(handed, uploads=own)


def store(one: Assessment, area: str, party_id: UUID, material: MaterialTerm, *, at: datetime, by: str) -> UUID:
    """The assessment among the party's papers, named by where it is from; offered again until its last day and no longer,
    to what a project inside the area applies for."""
    ending = one.file_name.rpartition(".")[2] or "pdf"
    name = f"{law.ORIGIN}·{area[:30]}·{law.ASSESSMENT_NAMES[law.AssessmentKind(one.kind)]}.{ending}"
    return dossier.keep(party_id, material, files.read(one.sha256), file_name=name, at=at, by=by, valid_to=one.to_on, area_id=one.area_id).id


def note_papers(case_id: UUID, laid: Sequence[Laid]) -> list[object]:
    """Rows of what was laid into a case, and the facts that say so."""
    AreaPaper.objects.bulk_create(AreaPaper(case_id=case_id, assessment=one, material_code=m.code) for one, m in laid)
    return [
        f.AreaPaperLaid(case_id=case_id, assessment_id=one.id, material_code=m.code, file_sha256=one.sha256) for one, m in laid
    ]  # fmt: skip
