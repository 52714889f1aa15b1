"""What pages show of reports: the work list, what was found (public), one report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.catalogue.domain.off_list import LABELS, SHAPE_NAMES, Shape, State
from yichuang.catalogue.models import OffListReport
from yichuang.kernel.errors import NotFound

SIZE = 50


class NoSuchReport(NotFound):
    code = "catalogue.no_such_report"
    message = "没有这件举报"
    remedy = "请核对举报以后给您的网址"


@dataclass(frozen=True, slots=True)
class Line:
    """One report. `text` is for the reporter and for whoever looks into it."""

    report_id: UUID
    organ_id: UUID
    organ: str
    requirement: str
    shape_name: str
    text: str
    state: State
    state_name: str
    finding: str
    article: str
    mend_by: date | None
    mended: str
    reported_at: datetime
    found_at: datetime | None
    mended_at: datetime | None


def line_of(row: OffListReport) -> Line:
    state = State(row.state)
    return Line(
        row.id, row.organ_id, row.organ.name, row.requirement, SHAPE_NAMES[Shape(row.shape)], row.text, state, LABELS[state], row.finding, row.article,
        row.mend_by, row.mended, row.reported_at, row.found_at, row.mended_at,
    )  # fmt: skip


def line(report_id: UUID) -> Line:
    """One statement. Raises NoSuchReport."""
    row = OffListReport.objects.select_related("organ").filter(id=report_id).first()
    if row is None:
        raise NoSuchReport(asked=str(report_id))
    return line_of(row)


def work(*, state: str = "", page: int = 1) -> tuple[tuple[Line, ...], bool]:
    """A page of reports, those that wait longest first; without a state all that are not over."""
    states = [state] if state in State._value2member_map_ else [State.RECEIVED, State.ORDERED]
    rows = OffListReport.objects.select_related("organ").filter(state__in=states).order_by("reported_at", "id")
    start = (max(page, 1) - 1) * SIZE
    found = list(rows[start : start + SIZE + 1])
    return tuple(map(line_of, found[:SIZE])), len(found) > SIZE


def published(*, page: int = 1) -> tuple[tuple[Line, ...], bool]:
    """What was found, newest first: for everybody."""
    rows = OffListReport.objects.select_related("organ").filter(found_at__isnull=False).order_by("-found_at", "id")
    start = (max(page, 1) - 1) * SIZE
    found = list(rows[start : start + SIZE + 1])
    return tuple(map(line_of, found[:SIZE])), len(found) > SIZE
