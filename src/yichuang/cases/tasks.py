"""Outside effects of cases: 智能审批 asks registries, so it runs as a job, beside the loop that delivers facts."""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.actions import automatic
from yichuang.kernel import worker
from yichuang.kernel.jobs import job


@job("cases.consider")
def consider(case_id: str) -> None:
    """One waiting case; a repeated job finds nothing left to do."""
    automatic.consider(UUID(case_id), now=worker.now())
