"""Which cases an agency works on now, for whoever must not let it go meanwhile."""

from __future__ import annotations

from uuid import UUID

from yichuang.agencies.domain.request import ENGAGED, LABELS, State
from yichuang.agencies.models import Request
from yichuang.cases import api as cases


@cases.tell_engagements
def engaged(party_id: UUID) -> list[cases.Engagement]:
    """Chosen or drawn, and not yet accepted, withdrawn or ended; one query."""
    rows = Request.objects.filter(agency__party_id=party_id, case_id__isnull=False, state__in=ENGAGED).order_by("published_at", "id")
    return [cases.Engagement(case_id, name, LABELS[State(state)]) for case_id, name, state in rows.values_list("case_id", "service__name", "state")]
