"""Who stands before a case at the desk, and what they may do here and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.cases.api import CaseView
from yichuang.cases.domain import on_the_spot
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import Task
from yichuang.cases.domain.window import counter
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@dataclass(frozen=True, slots=True)
class Desk:
    """The actor before one case: what they may do here and now."""

    view: CaseView
    actor: Actor
    today: date

    def may(self, act: Act, organ_id: UUID | None = None) -> bool:
        organ = organ_id or self.view.state.handling_organ_id
        return organisations.may(self.actor, act, organ_id=organ, item_id=self.view.terms.item_id, on=self.today)

    def at_window(self, act: Act) -> bool:
        """May act at the window for the accepting organ, perhaps as another organ's under an agreement."""
        return cases.may_at_window(self.view.state, self.view.terms.item_id, act, actor=self.actor, on=self.today)

    def at_counter(self, act: Act) -> bool:
        """May hand out where this case's result is collected."""
        return self.may(act, self.view.state.accepting_organ_id) or self.may(act, counter(self.view.state)[1])

    def may_accept(self) -> bool:
        return self.at_window(Act.ACCEPT)

    def is_mine(self, task: Task) -> bool:
        if task.owner_id == self.actor.account_id:
            return True
        free = task.owner_id is None
        return free and task.post in self.actor.posts and task.organ_id in organisations.mine(self.actor)

    @property
    def may_correct(self) -> bool:
        """更正 of a paper of either organ; the verb asks again for the organ of the paper itself."""
        state = self.view.state
        return any(self.may(Act.CORRECT_CLERICAL, organ) for organ in (state.handling_organ_id, state.accepting_organ_id))

    @property
    def marks_acceptance(self) -> bool:
        return self.view.state.phase in (Phase.RECEIVED, Phase.CORRECTING) and self.may_accept()

    @property
    def decides_at_once(self) -> bool:
        """即办: the item declares it, the case still waits at the window, and this officer holds both powers (34(2))."""
        return on_the_spot.is_open(self.view.state, self.view.terms) and self.may_accept() and self.may(Act.DECIDE_AT_ONCE)

    @property
    def marks_review(self) -> bool:
        if self.decides_at_once:
            return True
        return self.view.state.phase is Phase.UNDER_REVIEW and any(map(self.may, (Act.REVIEW, Act.CHECK, Act.GRANT)))
