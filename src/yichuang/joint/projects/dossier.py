"""The dossier of a project: every paper handed in once, and every case that uses it (材料一次提交、各阶段共用)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.joint.models import Part

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

