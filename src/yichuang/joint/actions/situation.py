"""What a project needs and what comes in the place of what: the owner's answers, and branches that follow one that ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from yichuang.facts import joint as f
from yichuang.joint.actions.unit import Unit
from yichuang.joint.domain.state import FAILED
from yichuang.joint.models import Project


def answer(unit: Unit, project: Project, stage: str, answers: Mapping[UUID, bool]) -> set[UUID]:
    """Keep what the situation of the project calls for and what not; the newest answer counts. Returns the items that were not needed
    before and are now."""
    before = set(map(UUID, project.not_needed))
    needed = {item_id for item_id, said in answers.items() if said} & before
    spared = {item_id for item_id, said in answers.items() if not said} - before
    if needed or spared:
        project.not_needed = sorted(map(str, before - needed | spared))
        project.save(update_fields=["not_needed"])
        unit.say(f.SituationAnswered(stage=stage, needed=in_order(needed), not_needed=in_order(spared)))
    return needed


def in_order(ids: set[UUID]) -> tuple[UUID, ...]:
    return tuple(sorted(ids, key=str))


def applied_again(unit: Unit, ids: Collection[UUID], module: str = "") -> dict[UUID, UUID]:
    """Item → its newest branch that ended without its result. An item of which another branch stands comes in modules: handed in once more
    it may be another building, so there only `again`, which names the branch, puts one in the place of the other."""
    rows = list(unit.joint.branches.filter(item_id__in=ids, module=module).order_by("joined_at", "id").values_list("id", "item_id", "state"))
    stand = {item_id for _, item_id, state in rows if state not in FAILED}
    return {item_id: ident for ident, item_id, _ in rows if item_id not in stand}
