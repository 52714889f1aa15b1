"""Facts of 智能审批: what the rules said, the lot, and the review a person asked for. Inputs stand in rows and in evidence."""

from __future__ import annotations

from uuid import UUID

from yichuang.facts.cases.words import Opened
from yichuang.kernel.values import fact


@fact("cases.PersonAskedFor")
class PersonAskedFor:
    """个人信息保护法 24(3): handing in, the applicant declines a decision made by automated means alone. The rules are not put to the case."""


@fact("cases.AutomaticallyExamined")
class AutomaticallyExamined:
    """The rules were put to a received case. outcome: grant (acceptance and decision follow in the same commit) or person; never
    anything else. `unmet`: codes of the preconditions and rules that did not hold or could not be judged. `evidence`: id, query
    and salted hash of each registry answer; the explanation is a row, named here by its salted hash."""

    rules_id: UUID
    outcome: str
    unmet: tuple[str, ...]
    evidence: tuple[dict[str, object], ...]
    explanation_hash: str


@fact("cases.AutomaticLotDrawn")
class AutomaticLotDrawn:
    """Whether somebody looks at this automatic grant afterwards: drawn when `roll` (0 … 99) is below `share`."""

    share: int
    roll: int
    opened: Opened


@fact("cases.AutomaticReviewAsked")
class AutomaticReviewAsked:
    """个人信息保护法 24(3): the applicant asks for an explanation, or that a person looks again. wanted: explanation, review."""

    wanted: str
    statement_id: UUID
    statement_hash: str
    opened: Opened


@fact("cases.AutomaticReviewed")
class AutomaticReviewed:
    """The person's answer. finding: upheld, wrong."""

    task_id: UUID
    finding: str
    statement_id: UUID
    statement_hash: str
    authority_ref: str
