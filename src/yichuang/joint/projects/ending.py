"""What is left to do when a project has ended before its time: by each organ, for each case on its way and each licence in force."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yichuang.joint.domain.projects import AFTER
from yichuang.joint.domain.state import BranchState
from yichuang.joint.projects.reads import ProjectView
from yichuang.licences import api as licences


@dataclass(frozen=True, slots=True)
class Left:
    """One case or licence; `what` is a msgid."""

    name: str
    name_en: str
    """Empty for a licence: its name is what is printed on it."""
    organ: str
    case_id: UUID
    number: str
    what: str
    article: str


def left_over(view: ProjectView) -> list[Left]:
    """Nothing for a project that goes on. One query."""
    after = AFTER.get(view.ground)
    if view.closed_at is None or after is None:
        return []
    ours = {bar.case_id: bar for bar in view.board.bars if bar.case_id}
    found = [
        Left(bar.name, bar.name_en, bar.organ, case_id, bar.number, after.case, after.case_article)
        for case_id, bar in ours.items() if bar.state is BranchState.OPEN
    ]  # fmt: skip
    held = [(row, row.first_case_id) for row in licences.of_holders([view.owner_id]) if row.state == "valid"]
    return found + [
        Left(row.name, "", row.organ_name, case_id, row.number, after.licence, after.licence_article) for row, case_id in held if case_id in ours
    ]  # fmt: skip
