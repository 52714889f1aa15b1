"""The dossier of a project: every paper handed in once, and every case that uses it (材料一次提交、各阶段共用); beside them what the system laid in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.joint.actions.unit import name_of
from yichuang.joint.models import Branch, Part
from yichuang.organisations.domain import Actor

MOST = 500


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """One stored paper, and the items it is a paper of: handed in once, used so many times."""

    stored_id: UUID
    name: str
    file_name: str
    pages: int | None
    at: datetime
    items: tuple[str, ...]
    by_system: bool = False
    """Nobody handed it in: a result the government holds, or the assessment of an area."""
    number: str = ""
    """Of the licence or decision it is."""
    given_by: str = ""
    """The item whose case gave it, and the number of that case; empty for one of another project or of none."""
    given_number: str = ""

    @property
    def saved(self) -> int:
        return len(self.items) - 1


def places(joint_id: UUID, stored_ids: Collection[UUID], *, actor: Actor) -> dict[UUID, tuple[UUID, UUID]]:
    """stored file → (case of the project, its file there), the first the actor may see; what lies in none is left out. Three queries."""
    found = dossier.places(stored_ids)
    of_project = Branch.objects.filter(joint_id=joint_id, case_id__in={case_id for _, case_id, _ in found}).values("case_id")
    seen = set(cases.visible_cases(actor).filter(id__in=of_project).values_list("id", flat=True))
    return {stored: (case_id, file_id) for stored, case_id, file_id in reversed(found) if case_id in seen}


def files(joint_id: UUID) -> list[ProjectFile]:
    """Papers of the project's branches, the newest first; five queries."""
    used: dict[UUID, list[str]] = {}
    rows: Iterable[tuple[UUID, list[dict[str, str]]]] = Part.objects.filter(branch__joint_id=joint_id).values_list("branch__version_id", "uploads")
    for version_id, uploads in rows:
        name = catalogue.terms(version_id).name
        for upload in uploads:
            users = used.setdefault(UUID(upload["stored_id"]), [])
            if name not in users:
                users.append(name)
    branches = {b.case_id: b for b in Branch.objects.select_related("case").filter(joint_id=joint_id, case_id__isnull=False)}
    fetched: dict[UUID, dossier.Fetched] = {}
    for row in dossier.fetched_in([case_id for case_id in branches if case_id]):
        if row.stored_id not in used or row.stored_id in fetched:
            fetched[row.stored_id], users = row, used.setdefault(row.stored_id, [])
            if (name := name_of(branches[row.case_id])) not in users:
                users.append(name)
    found = [file_of(row, used[row.id], fetched.get(row.id), branches) for row in dossier.stored_rows(used).values()]
    return sorted(found, key=lambda file: (file.at, str(file.stored_id)), reverse=True)[:MOST]


def file_of(row: dossier.StoredRow, items: list[str], fetched: dossier.Fetched | None, branches: Mapping[UUID | None, Branch]) -> ProjectFile:
    given = branches.get(fetched.from_case) if fetched and fetched.from_case else None
    return ProjectFile(
        row.id, row.name, row.file_name, row.pages, row.at, tuple(items), fetched is not None, fetched.number if fetched else "",
        name_of(given) if given else "", given.case.number if given and given.case else "",
    )  # fmt: skip
