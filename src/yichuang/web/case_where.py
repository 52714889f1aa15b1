"""Where a case is: which organs hold it now, by whose window it came, and the way it goes to the organ that decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yichuang.cases.api import CaseView
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.cases.domain.sending import sent
from yichuang.organisations import api as organisations


@dataclass(frozen=True, slots=True)
class Where:
    """`now`: whoever has something to do, the applicant too; empty when nothing is open. `window`: another organ's, where it came by one.
    `result`: where the licence is that is collected there: empty, sent or arrived."""

    now: tuple[str, ...]
    window: str
    accepting: str
    result: str = ""


def where(view: CaseView) -> Where:
    state = view.state
    names = {organ.id: organ.name for organ in map(organisations.organ, dict.fromkeys(t.organ_id for t in state.open_tasks if t.kind is not TaskKind.SPOT_CHECK))}
    now = tuple(names.values())
    if state.phase is Phase.CORRECTING and state.corrected_at is None:
        now = (_("申请人"),)
    window = organisations.organ(state.window_organ_id).name if state.window_organ_id else ""
    journey = sent(state)
    return Where(now, window, organisations.organ(state.accepting_organ_id).name, journey.state if journey else "")
