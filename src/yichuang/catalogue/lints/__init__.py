"""What keeps an implementing version from being published, and what only deserves a warning (design §7). Pure.

Each rule looks at a `Candidate` and yields findings; errors refuse publication, warnings are shown and recorded.
Bare article numbers are those of the 行政许可法. docs/reference/lints.md lists every finding.
"""

from __future__ import annotations

from yichuang.catalogue.lints.candidate import ANY_DAY, LAW, Candidate, FormFacts, Handling, PowerFacts, Rule
from yichuang.catalogue.lints.codes import codes
from yichuang.catalogue.lints.forms import form
from yichuang.catalogue.lints.law import allocation, bases, claims, prerequisites, words
from yichuang.catalogue.lints.limits import compare, limits, special_caps
from yichuang.catalogue.lints.organs import organs
from yichuang.catalogue.lints.papers import OPEN_ENDED, conditions, fees, materials
from yichuang.catalogue.lints.promises import fee_ranks, intermediaries, promise, shared, tolerance
from yichuang.catalogue.lints.running import elements, procedure, result, situation, smart, steps
from yichuang.catalogue.lints.service import at_once, contacts, quota, scope, visits
from yichuang.kernel.findings import Finding, Severity, error, info, warning

RULES: tuple[Rule, ...] = (
    limits, special_caps, materials, conditions, fees, steps, procedure, elements, form, result, bases, organs, allocation, claims,
    prerequisites, words, situation, smart, codes, visits, contacts, scope, at_once, quota, tolerance, promise, intermediaries, shared, fee_ranks,
)  # fmt: skip


def lint(candidate: Candidate) -> tuple[Finding, ...]:
    """Every finding, errors first, in the order of the rules."""
    found = [finding for rule in RULES for finding in rule(candidate)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


__all__ = [
    "ANY_DAY", "LAW", "OPEN_ENDED", "RULES", "Candidate", "Finding", "FormFacts",
    "Handling", "PowerFacts", "Rule", "Severity", "compare", "error", "info", "limits", "lint", "materials",
    "special_caps", "steps", "warning",
]  # fmt: skip
