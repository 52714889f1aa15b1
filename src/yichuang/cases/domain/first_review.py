"""初审: what the law has a lower organ review first and report up (35, 43). Pure."""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.domain.decision import GateUnmet
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.review import NewId, desk_row
from yichuang.cases.domain.state import CaseState, Task
from yichuang.catalogue.domain import Terms
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import Fact

LAW = "《中华人民共和国行政许可法》"
ARTICLE = f"{LAW}第四十三条"
REPORTING = frozenset({"agree", "disagree"})


class NotReported(GateUnmet):
    code = "cases.first_review_open"
    message = "下级机关还没有报送初审意见，不能决定。"
    article = f"{LAW}第三十五条"
    remedy = "由初审机关在期限内审查完毕，直接报送初审意见和全部申请材料。"


def opened(terms: Terms, new_id: NewId) -> list[Fact]:
    """With acceptance: the lower organ's work, with its limit (43)."""
    assert terms.first_review_organ_id is not None
    assert terms.first_review is not None
    row = desk_row(TaskKind.FIRST_REVIEW, "初审", "undertaker", terms.first_review_organ_id, new_id, limit=terms.first_review.amount)
    return [f.FirstReviewOpened(organ_id=terms.first_review_organ_id, article=terms.first_review_article or ARTICLE, opened=(row,))]


def check_report(*, verdict: str, opinion: str) -> None:
    """The opinion is one, with its words: 初步审查意见."""
    errors = []
    if verdict not in REPORTING:
        errors.append(FieldError("verdict", "required", "请选同意或者不同意"))
    if not opinion.strip():
        errors.append(FieldError("opinion", "required", "请写初步审查意见"))
    if errors:
        raise Invalid("初审意见还不能报送", errors=tuple(errors))


def reported(task: Task, *, verdict: str, statement_id: UUID, statement_hash: str, document_id: UUID, authority_ref: str) -> list[Fact]:
    return [
        f.FirstReviewReported(
            task_id=task.id, verdict=verdict, statement_id=statement_id, statement_hash=statement_hash, document_id=document_id, authority_ref=authority_ref
        )
    ]


def check_reported(state: CaseState) -> None:
    """No decision before the report is in: 35 gives the two organs their order, and no reason cuts it."""
    if state.first_review is not None and state.first_review.closed_at is None:
        raise NotReported()
