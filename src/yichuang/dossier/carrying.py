"""齐全合规 said of a file in one case, where the same file lies in another: read, and marked there, under that dossier's own lock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.dossier import domain
from yichuang.dossier.actions import commit, locked, marks, put, terms_of
from yichuang.dossier.domain import Checklist, PointState
from yichuang.dossier.models import PointMark
from yichuang.dossier.queries import same_files


@dataclass(frozen=True, slots=True)
class SaidMet:
    """A point of acceptance a person found 齐全合规, in one case."""

    code: str
    by: str
    note: str


def said_met(case_id: UUID, codes: Collection[str]) -> tuple[SaidMet, ...]:
    """Of these points those a person found in order, as it stands now."""
    rows = PointMark.objects.filter(
        case_id=case_id, checklist=Checklist.ACCEPTANCE, code__in=codes, state=PointState.MET, by__startswith="account:"
    )
    return tuple(SaidMet(*row) for row in rows.order_by("id").values_list("code", "by", "note"))


@transaction.atomic
def carry_met(
    case_id: UUID, material_code: str, text: str, *, of: tuple[UUID, str], note: str, by: str, at: datetime
) -> int:
    """齐全合规 of these words about a paper, said in the case `of` (case, its material code), goes for them here while both hold the same files
    and nobody has said anything here. The row is locked before anything is read: what somebody says in that instant stands. Gives how many."""
    dossier = locked(case_id)
    if not same_files(*of, case_id, material_code):
        return 0
    codes = [p.code for p in domain.acceptance_points(terms_of(dossier)) if (p.material_code, p.text) == (material_code, text)]
    rows = [row for row in marks(case_id, Checklist.ACCEPTANCE, codes) if row.state == PointState.OPEN]
    for row in rows:
        row.state, row.note = PointState.MET, note
    commit(dossier, put(rows, by=by, at=at), by=by, at=at)
    return len(rows)
