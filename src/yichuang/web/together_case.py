"""联办 on the pages of one of its cases: the others, what this one lacks, the lawful ways, refusing for what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases.domain.acceptance import TOGETHER
from yichuang.cases.domain.phases import Phase
from yichuang.joint import api as joint
from yichuang.joint.api import NeedRow
from yichuang.joint.domain.law import GATE
from yichuang.joint.domain.state import What
from yichuang.kernel.values import new_id
from yichuang.look.templatetags.look import name_of
from yichuang.organisations.domain import Act, Actor
from yichuang.web import together
from yichuang.web.desk_actor import Desk

NEED = "need:"
"""How a missing prerequisite is named among the conditions of a refusal: `need:<edge>`."""


def chosen_edge(condition: str) -> UUID | None:
    return UUID(condition.removeprefix(NEED)) if condition.startswith(NEED) else None


def conditions(needs: Sequence[NeedRow]) -> list[tuple[str, str]]:
    """The missing prerequisites as a refusal may name them (38(2))."""
    words = _("未取得前置结果：%(name)s（%(article)s）")
    return [(f"{NEED}{need.edge_id}", words % {"name": need.name, "article": need.article}) for need in needs]


def seen_in(case_id: UUID, actor: Actor | None, today: date, *, route: str) -> dict[str, Any] | None:
    """The 联办 or project beside a case the reader may see: its lanes, the own one apart; None for a case that stands alone."""
    view = joint.beside(case_id, today=today)
    if view is None:
        return None
    seen = together.seen_by(view, actor) if actor else frozenset()
    lanes, _axis = together.lanes(view, today, route=route, seen=seen)
    own = next(lane for lane in lanes if lane.row.case_id == case_id)
    is_project = view.what is What.PROJECT
    return {
        "view": view, "own": own, "others": [lane for lane in lanes if lane is not own and not lane.replaced], "is_project": is_project,
        "ways": together.ways(), "title": "" if is_project else together.headline(view, today)[0], "given": joint.areas.given_to(case_id) if is_project else (),
    }  # fmt: skip


def to_choose(found: dict[str, Any] | None) -> str:
    """What the applicant of a case may have to choose because a result it counted on does not come; empty when nothing."""
    lost = [need for need in found["own"].lacks if need.failed] if found else []
    if not lost:
        return ""
    return _("“%(name)s”的结果不会来了，请看怎么办。") % {"name": _("、").join(name_of(need) for need in lost)}


def panel(desk: Desk) -> dict[str, Any] | None:
    """What the dossier page shows beside the verbs of the case."""
    state = desk.view.state
    found = seen_in(state.id, desk.actor, desk.today, route="desk-case")
    if found is None:
        return None
    held_by_others = any(gate.kind not in (GATE, TOGETHER) for gate in state.unmet_gates)
    refuses = state.is_licence and state.phase is Phase.UNDER_REVIEW and not state.is_stopped and not held_by_others
    return {
        **found, "conditions": conditions(joint.nameable(state.id, today=desk.today)), "key": str(new_id()),
        "may_refuse": refuses and desk.may(Act.REFUSE) and state.acceptor_id != desk.actor.account_id,
    }  # fmt: skip
