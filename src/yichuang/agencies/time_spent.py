"""The agencies' time on a case, apart from the government's; and which papers of it an agency may make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yichuang.agencies.actions.contract import pauses
from yichuang.agencies.domain import request as requests
from yichuang.agencies.domain.spent import CaseDays, Spent, spent
from yichuang.agencies.models import Request, Service
from yichuang.agencies.queries import ServiceRow, listed, request_rows, service_row
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue.domain import Terms
from yichuang.clock.domain import Calendar
from yichuang.dossier import api as dossier
from yichuang.kernel.values import local_date

BOUND = 20
OPEN = (Phase.RECEIVED, Phase.CORRECTING, Phase.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class CaseWork:
    """One request of a case: its paper, its agency, its days. `spent` is None while no contract is signed."""

    id: UUID
    service: str
    agency: str
    state: str
    state_name: str
    signed_on: date | None
    until: date | None
    due_on: date | None
    work_days: int | None
    spent: Spent | None


@dataclass(frozen=True, slots=True)
class CaseTime:
    """Everything agencies did for a case, and the listed services whose paper it may still need."""

    works: tuple[CaseWork, ...]
    services: tuple[ServiceRow, ...]

    @property
    def days(self) -> int:
        return sum(work.spent.days for work in self.works if work.spent)


def of_case(state: CaseState, terms: Terms, calendar: Calendar, *, now: datetime) -> CaseTime:
    """Requests made out of the case, and those before it whose report lies in its papers; a constant number of queries."""
    today, case = local_date(now), days_of(state)
    rows = listed(Request.objects.filter(Q(case_id=state.id) | made_before(state))).prefetch_related("pauses")
    works = []
    found = list(rows.order_by("published_at")[:BOUND])
    for row, shown in zip(found, request_rows(found), strict=True):
        until = end_of(row, today)
        used = spent(calendar, row.signed_on, until, pauses(row), case) if row.signed_on and until else None
        works.append(
            CaseWork(
                row.id, shown.service, shown.agency, shown.state, shown.state_name, row.signed_on, until, row.due_on, row.work_days, used
            )
        )
    kinds = {material.type_code for material in terms.materials if material.type_code}
    wanted = Service.objects.filter(item_code=terms.code, material_type__in=kinds, ended_on__isnull=True) if state.phase in OPEN else ()
    return CaseTime(tuple(works), tuple(service_row(row) for row in wanted))


def made_before(state: CaseState) -> Q:
    """Accepted reports of the applicant that lie in the case's papers now."""
    return Q(party_id=state.applicant_id, report_sha256__in=dossier.file_hashes(state.id), accepted_on__isnull=False)


def days_of(state: CaseState) -> CaseDays:
    return CaseDays(
        local_date(state.received_at), state.accepted_on, local_date(state.decided_at) if state.decided_at else None, state.stops
    )


def end_of(row: Request, today: date) -> date | None:
    """The last day that can count: of delivery, else today; None for a contract that was ended."""
    if row.state == requests.State.ENDED:
        return None
    return row.delivered_on or today
