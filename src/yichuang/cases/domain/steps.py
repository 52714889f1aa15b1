"""The steps of the fold: what one kind of fact does to a case. `evolve` looks them up."""

from __future__ import annotations

from collections.abc import Callable

from yichuang.cases.domain.moment import Moment
from yichuang.cases.domain.state import CaseState
from yichuang.kernel.values import Fact

Step = Callable[[CaseState, object, Moment], CaseState]
STEPS: dict[str, Step] = {}


def on(fact_class: type[Fact]) -> Callable[[Step], Step]:
    def register(step: Step) -> Step:
        STEPS[fact_class.kind] = step
        return step

    return register
