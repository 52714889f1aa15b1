"""The dossier of a project: every paper handed in once, and every case that uses it (材料一次提交、各阶段共用)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.joint.models import Branch, Part
from yichuang.organisations.domain import Actor

MOST = 500


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """One stored paper, and the items it was handed in for: handed in once, used so many times."""

    stored_id: UUID
    name: str
    file_name: str
    pages: int | None
    at: datetime
    items: tuple[str, ...]

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
    """Papers of the project's branches, the newest first; three queries."""
    used: dict[UUID, list[str]] = {}
    rows: Iterable[tuple[UUID, list[dict[str, str]]]] = Part.objects.filter(branch__joint_id=joint_id).values_list("branch__version_id", "uploads")
    for version_id, uploads in rows:
        name = catalogue.terms(version_id).name
        for upload in uploads:
            users = used.setdefault(UUID(upload["stored_id"]), [])
            if name not in users:
                users.append(name)
    stored = dossier.stored_rows(used)
    found = [
        ProjectFile(row.id, row.name, row.file_name, row.pages, row.at, tuple(used[row.id])) for row in stored.values()
    ]
    return sorted(found, key=lambda file: (file.at, str(file.stored_id)), reverse=True)[:MOST]

