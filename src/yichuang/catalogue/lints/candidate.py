"""What the lints look at: a version about to be published and what its surroundings say about it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from yichuang.catalogue.domain import Rank, Terms
from yichuang.catalogue.domain.forms import Asked, Layout
from yichuang.catalogue.domain.tribunal import Verdict
from yichuang.clock.domain import Limit
from yichuang.kernel.findings import Finding

LAW = "《中华人民共和国行政许可法》"


ANY_DAY = date(2026, 1, 1)
"""For rules that do not ask what day it is."""


@dataclass(frozen=True, slots=True)
class Handling:
    """What a version says of where and how it is handled, beside its terms; None is 未载明."""

    level: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    organ_code: str = ""
    """统一社会信用代码 of the deciding organ as it is registered."""
    visits: int | None = None
    visits_reason: str = ""
    scope: str = ""
    online: bool | None = None
    by_courier: bool | None = None
    handling_type: str = ""
    by_promise: bool | None = None
    tolerates_absence: bool | None = None
    quota_text: str = ""
    intermediaries: tuple[str, ...] | None = None
    accepted_in: tuple[str, ...] = ()
    """Townships and villages where it is taken in too."""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """The item's own form. `around` are elements asked beside it: by the base forms of its applicants and by the guide."""

    layout: Layout = ()
    around: frozenset[str] = frozenset()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, asked: Asked) -> str:
        return asked.label or self.names.get(asked.element, asked.element)


@dataclass(frozen=True, slots=True)
class PowerFacts:
    """Whom the version in force names as deciding, and who may be named by the next: whose power it is at first, who holds it on the day by
    下放, 划转 or 授权, and who carries on the functions of one of them that is abolished by then."""

    named: str
    lawful: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version about to be published and what its surroundings say about it."""

    terms: Terms
    on: date
    stated_statutory: Limit | None = None
    """As the version states it; `terms.statutory` may come from 42."""
    statutory_rank: Rank | None = None
    allocation: str = ""
    form_elements: frozenset[str] = frozenset()
    known_elements: frozenset[str] = frozenset()
    net_variables: frozenset[str] = frozenset()
    """Variables the conditions of the procedure read, as CEL writes them (dots are underscores)."""
    procedure_refusals: tuple[str, ...] = ()
    ownerless_tasks: tuple[str, ...] = ()
    known_templates: frozenset[str] | None = None
    """None: the caller cannot tell which templates exist."""
    organs_in_force: frozenset[str] = field(default_factory=lambda: frozenset({"accepting", "deciding"}))
    texts: tuple[tuple[str, str], ...] = ()
    """(field, text) of everything a citizen reads."""
    claimed: bool = True
    """Does the item stand on an entry of a national, provincial or municipal list?"""
    situation: tuple[Finding, ...] = ()
    """What the checks and the test bench of its situation found (`situations.checking`)."""
    smart: tuple[Finding, ...] = ()
    """The same of its rules of 智能审批 (`smart.checking`)."""
    standing: frozenset[str] | None = None
    """Prerequisites of the version in force; None: the item has none in force, so nothing is new."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """What the 审批法庭 finally decided on prerequisites of the item."""
    cycle: tuple[str, ...] = ()
    """Items that would need each other in a circle with this one."""
    form: FormFacts = FormFacts()
    handling: Handling | None = None
    """None: the caller looks at terms alone."""
    power: PowerFacts | None = None
    """None: no version is in force."""
    ranks: Mapping[str, Rank] = field(default_factory=dict)
    """What the register knows of laws by their titles, for a basis that is only a text."""


Rule = Callable[[Candidate], Iterator[Finding]]
