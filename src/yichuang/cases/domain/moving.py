"""May a running case go on under a newer version of its item? Only where the applicant loses nothing by it. Pure.

行政许可法 8: what an organ has undertaken it does not change at will; 30, 32: what an applicant needs was published before, and
what is missing is told once. So a move never lengthens a limit and, once the file was found complete or its gaps were told,
never adds a paper or a condition. Whatever is in the way keeps the case on its version, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue.domain import Terms
from yichuang.catalogue.domain.life import Running
from yichuang.clock.domain import Limit, Unit

PHASES: dict[Running, frozenset[Phase]] = {
    Running.KEEP: frozenset(),
    Running.MOVE_UNACCEPTED: frozenset({Phase.RECEIVED, Phase.CORRECTING}),
    Running.MOVE_UNDECIDED: frozenset({Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW}),
}
"""Which cases each rule speaks of."""


class Stays(StrEnum):
    """Why a case stays on its version."""

    OTHER_PHASE = "other_phase"
    OTHER_REGIME = "other_regime"
    OTHER_ORGAN = "other_organ"
    LONGER_PROMISE = "longer_promise"
    LONGER_LIMIT = "longer_limit"
    LONGER_EXTENSION = "longer_extension"
    LONGER_STOP = "longer_stop"
    NEW_MATERIAL = "new_material"
    NEW_CONDITION = "new_condition"
    OTHER_PROCEDURE = "other_procedure"


STAYS_NAMES: dict[Stays, str] = {
    Stays.OTHER_PHASE: "不在移转范围内", Stays.OTHER_REGIME: "事项类型不同", Stays.OTHER_ORGAN: "决定机关不同",
    Stays.LONGER_PROMISE: "承诺时限会变长", Stays.LONGER_LIMIT: "法定时限会变长", Stays.LONGER_EXTENSION: "延长的期限会变长",
    Stays.LONGER_STOP: "不计入期限的时间会变长", Stays.NEW_MATERIAL: "会增加材料", Stays.NEW_CONDITION: "会增加条件",
    Stays.OTHER_PROCEDURE: "正在走的办理流程不同",
}

SOON = (Unit.ON_THE_SPOT, Unit.SAME_DAY)


def longer(before: Limit | None, after: Limit | None) -> bool:
    """Would the limit grow, or can nobody tell? Having none at all is the longest."""
    if before is None:
        return False
    if after is None:
        return True
    if before.unit == after.unit:
        return after.amount > before.amount
    return after.unit not in SOON or before.amount < 1


def reasons(state: CaseState, before: Terms, after: Terms, rule: Running) -> tuple[Stays, ...]:
    """Everything that keeps this case on its version; empty = it moves."""
    if state.phase not in PHASES[rule]:
        return (Stays.OTHER_PHASE,)
    return tuple(of_limits(state, before, after)) + tuple(of_duties(state, before, after))


def organs(terms: Terms) -> tuple[object, ...]:
    """Who accepts, who reviews first or passes on, who decides."""
    return terms.accepting_organ_id, terms.routing, terms.first_review_organ_id, terms.report_organ_id, terms.deciding_organ_id


def of_limits(state: CaseState, before: Terms, after: Terms) -> Iterator[Stays]:
    if before.regime is not after.regime:
        yield Stays.OTHER_REGIME
    if organs(after) not in (organs(before), organs(before)[:-1] + (state.deciding_organ_id,)):  # or it went to that organ before the version did
        yield Stays.OTHER_ORGAN
    if longer(before.promised, after.promised):
        yield Stays.LONGER_PROMISE
    if longer(before.statutory, after.statutory):
        yield Stays.LONGER_LIMIT
    if after.extension is not None and (before.extension is None or longer(before.extension, after.extension)):
        yield Stays.LONGER_EXTENSION
    caps = {cap.ground: cap.limit for cap in before.special_caps}
    if any(cap.ground not in caps or longer(caps[cap.ground], cap.limit) for cap in after.special_caps):
        yield Stays.LONGER_STOP


def of_duties(state: CaseState, before: Terms, after: Terms) -> Iterator[Stays]:
    """What the applicant would owe anew, once the file was found complete or its gaps were told (32(4): once)."""
    if state.accepted_on is None and state.correction_count == 0:
        return
    known = {material.code: material for material in before.materials}
    for material in after.materials:
        old = known.get(material.code)
        if material.required is not False and (old is None or old.required is False):
            yield Stays.NEW_MATERIAL
            break
    if {condition.text for condition in after.conditions} - {condition.text for condition in before.conditions}:
        yield Stays.NEW_CONDITION
    if state.phase is Phase.UNDER_REVIEW and state.procedure_id != after.procedure_id:
        yield Stays.OTHER_PROCEDURE
