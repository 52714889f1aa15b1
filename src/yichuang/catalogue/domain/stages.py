"""The stages of a life, of an enterprise and of a person, and the rule by which an item belongs to some of them. Pure.

Liaocheng sorts what it does for enterprises into 15 stages (domain.md A 59; 328 scenarios) without publishing their names; the fifteen here
are ours. An item belongs to a stage when its name holds one of the stage's words and none of those that speak against it; the table is
data (data/stages.csv). What no rule reaches is 未归类, and said to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENTERPRISE, PERSON = "legal", "natural"
LIVES = {ENTERPRISE: "企业的一生", PERSON: "个人的一生"}


@dataclass(frozen=True, slots=True)
class Stage:
    """`words` and `departments` speak for the stage, `unless` against it."""

    code: str
    life: str
    name: str
    name_en: str
    says: str
    words: tuple[str, ...]
    departments: tuple[str, ...]
    unless: tuple[str, ...]

    def holds(self, name: str, department: str) -> bool:
        named = any(word in name for word in self.words) or any(word in department for word in self.departments)
        return named and not any(word in name for word in self.unless)


def stages_of(name: str, department: str, stages: Sequence[Stage], checked: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Codes of the stages of an item; a name checked by hand has what was checked, be it nothing."""
    if name in checked:
        return tuple(checked[name])
    return tuple(stage.code for stage in stages if stage.holds(name, department))
