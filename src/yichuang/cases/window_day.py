"""日结 of the window: what waited, came, was answered and is left, and what still waits for an answer (32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q

from yichuang.cases.domain.phases import Phase
from yichuang.cases.models import Case
from yichuang.cases.queries import visible_cases
from yichuang.kernel.values import ZONE
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class WindowDay:
    """日结 of the window: applications waiting for an answer (32) at the beginning, what came, what was answered, what is left."""

    opening: int
    received: int
    accepted: int
    turned_away: int
    decided: int
    handed_out: int

    @property
    def closing(self) -> int:
        return self.opening + self.received - self.accepted - self.turned_away


UNANSWERED_END = (Phase.NOT_NEEDED, Phase.REJECTED, Phase.LAPSED, Phase.WITHDRAWN, Phase.ENDED)


def window_day(actor: Actor, day: date) -> WindowDay:
    """The day of the windows the actor may see, by the dates that count (受理之日, not the click). One aggregate."""
    begins, ends_at = datetime.combine(day, time(), ZONE), datetime.combine(day + timedelta(days=1), time(), ZONE)
    gone = Q(accepted_on__isnull=True, phase__in=UNANSWERED_END)
    waiting = Q(received_at__lt=begins) & (
        Q(accepted_on__gte=day) | (Q(accepted_on__isnull=True) & (Q(finished_at__isnull=True) | Q(finished_at__gte=begins)))
    )
    today = Q(received_at__gte=begins, received_at__lt=ends_at)
    return WindowDay(
        **visible_cases(actor).order_by().aggregate(
            opening=Count("id", filter=waiting), received=Count("id", filter=today), accepted=Count("id", filter=Q(accepted_on=day)),
            turned_away=Count("id", filter=gone & Q(finished_at__gte=begins, finished_at__lt=ends_at)),
            decided=Count("id", filter=Q(decided_at__gte=begins, decided_at__lt=ends_at)),
            handed_out=Count("id", filter=Q(delivered_at__gte=begins, delivered_at__lt=ends_at)),
        )
    )


def unanswered(actor: Actor, limit: int = 50) -> list[Case]:
    """What still waits for an answer at the windows the actor may see, the shortest time first."""
    rows = visible_cases(actor).filter(phase__in=(Phase.RECEIVED, Phase.CORRECTING)).select_related("applicant")
    return list(rows.order_by(F("answer_on").asc(nulls_last=True), "received_at")[:limit])
