"""免重复提交: what an item of a 联办 or a project that ended without its result is applied for again with, read and changed before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import FORM
from yichuang.intake import actions, after
from yichuang.intake import answers as checking
from yichuang.joint import api as joint
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One material: the files that would go along, and what a window asked to be put right of those it had."""

    term: MaterialTerm
    files: tuple[dossier.StoredRow, ...]
    faulty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """What would be sent: the form and the papers of the version in force, as the answers (or those just typed) leave them."""

    branch_id: UUID
    kept: joint.Kept
    terms: Terms
    form: catalogue.FormRow
    papers: tuple[PaperRow, ...]

    @property
    def faulty_form(self) -> tuple[str, ...]:
        return self.kept.faulty.get(FORM, ())


def look(number: str, branch_id: UUID, *, actor: Actor, now: datetime, raw: Mapping[str, Any] | None = None) -> Again:
    """Raises NotFound for who may not see it, and what keeps the branch from being applied for again."""
    kept = joint.kept(joint.id_of(number[:40], actor=actor), branch_id, actor=actor, now=now)
    package = kept.package
    kind = organisations.party(package.applicant_id).kind
    answers = package.answers if raw is None else typed(package.version_id, kind, raw)
    terms = catalogue.terms_for(package.version_id, answers)
    stored = dossier.stored_rows(upload.stored_id for upload in package.uploads)
    laid: dict[str, tuple[dossier.StoredRow, ...]] = {}
    for upload in package.uploads:
        laid[upload.material_code] = (*laid.get(upload.material_code, ()), stored[upload.stored_id])
    rows = (PaperRow(material, laid.get(material.code, ()), kept.faulty.get(material.code, ())) for material in terms.materials if material.is_for("new"))
    papers = tuple(row for row in rows if row.files or (catalogue.is_brought(row.term) and row.term.code not in kept.by_system))
    return Again(branch_id, kept, terms, catalogue.form_for(terms, kind, answers), papers)


def typed(version_id: UUID, kind: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    form = catalogue.whole_form(catalogue.terms(version_id), kind)
    return {element: value for element, value in checking.given(after.asked_fields(form), raw).items() if value is not None}


@transaction.atomic
def send(
    number: str, branch_id: UUID, *, raw: Mapping[str, Any], files: Mapping[str, Sequence[Any]], keep: Mapping[str, Sequence[UUID]],
    declared: bool, actor: Actor, now: datetime,
) -> None:
    """Sent anew: `keep` says which of the files that were there go along, `files` are new ones beside them, by material. Raises Invalid
    naming the fields."""
    found, joint_id = look(number, branch_id, actor=actor, now=now, raw=raw), joint.id_of(number[:40], actor=actor)
    before, kind = found.kept.package, organisations.party(found.kept.package.applicant_id).kind
    uploads: list[dossier.Upload] = []
    for row in found.papers:
        code, going = row.term.code, set(keep.get(row.term.code, ()))
        uploads += [dossier.Upload(code, file.id, reused=True) for file in row.files if file.id in going]
        there = {upload.stored_id for upload in uploads if upload.material_code == code}
        for source in files.get(code, ()):
            named = {"file_name": str(source.name), "purpose": found.terms.code, "field": f"file-{code}"}
            stored = dossier.keep(before.applicant_id, row.term, source, at=now, by=actor.ref, **named)
            if stored.id not in there:
                there.add(stored.id)
                uploads.append(dossier.Upload(code, stored.id))
    known = {question.element for question in found.form.asked}
    answers = {element: value for element, value in typed(before.version_id, kind, raw).items() if element in known}
    actions.check_declared(declared)
    package = actions.package(
        before.version_id, before.applicant_id, answers, uploads, actor=actor, now=now, channel=before.channel, agent_id=before.agent_id,
        papers=before.papers, area_id=joint.areas.area_of(joint_id), by_person=before.by_person,
    )  # fmt: skip
    joint.again(joint_id, branch_id, actor=actor, now=now, package=package)
