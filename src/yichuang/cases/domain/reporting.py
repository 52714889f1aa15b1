"""转报: a lower organ passes the application up as it is, without an opinion; the organ above decides. Pure.

43 gives the lower organ days of its own for a review (`first_review`). Who only passes on reviews nothing: its limit runs inside that
of 42, which begins with acceptance.
"""

from __future__ import annotations

from uuid import UUID

from yichuang.cases.domain.decision import GateUnmet
from yichuang.cases.domain.phases import TaskKind
from yichuang.cases.domain.review import NewId, desk_row
from yichuang.cases.domain.state import CaseState, Task
from yichuang.catalogue.domain import Terms
from yichuang.facts import cases as f
from yichuang.kernel.values import Fact

LAW = "《中华人民共和国行政许可法》"


class NotReportedUp(GateUnmet):
    code = "cases.report_open"
    message = "下级机关还没有转报申请材料，不能决定。"
    article = f"{LAW}第三十五条"
    remedy = "由转报机关在期限内把申请和全部材料直接报送决定机关。"


def opened(terms: Terms, new_id: NewId) -> list[Fact]:
    """With acceptance: the lower organ passes the application up, in its limit."""
    assert terms.report_organ_id is not None
    assert terms.report is not None
    row = desk_row(TaskKind.REPORT, "转报", "undertaker", terms.report_organ_id, new_id, limit=terms.report.amount)
    return [f.ReportOpened(organ_id=terms.report_organ_id, article=terms.report_article, opened=(row,))]


def reported(state: CaseState, task: Task, *, document_id: UUID, authority_ref: str) -> list[Fact]:
    return [f.ApplicationReported(task_id=task.id, to_organ_id=state.deciding_organ_id, document_id=document_id, authority_ref=authority_ref)]


def check_reported_up(state: CaseState) -> None:
    """No decision before the papers are up: nobody decides on what does not lie before him."""
    if state.report is not None and state.report.closed_at is None:
        raise NotReportedUp()
