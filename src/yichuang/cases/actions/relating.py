"""An organ that comes to a case from outside it: from then on its people see the case."""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.models import CaseOrgan


def relate(case_id: UUID, organ_id: UUID, role: str) -> None:
    """Once a case, organ and role ("regulating": what the boundary list names). The fact that says so is the caller's."""
    CaseOrgan.objects.get_or_create(case_id=case_id, organ_id=organ_id, role=role)
