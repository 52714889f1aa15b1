"""各方用时: how many minutes each party of a 联办 had something in hand, so that who is slow is seen and not only how long it took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from yichuang.cases import api as cases
from yichuang.clock import api as clock
from yichuang.joint.domain.partners import PARTNER_NAMES, PartnerKind
from yichuang.joint.queries import JointView
from yichuang.organisations import api as organisations


@dataclass(frozen=True, slots=True)
class Spent:
    """`party` is an organ, empty for the applicant; with `partner`, what it does, it is no organ. `running`: its minutes are running now."""

    party: str
    minutes: int
    running: bool
    partner: str = ""

    @property
    def hours(self) -> tuple[int, int]:
        return divmod(self.minutes, 60)


def time_spent(view: JointView, now: datetime) -> tuple[Spent, ...]:
    """Of each organ in its own office hours as they were on each day, the longest first; then of each 配合单位 in those of the organ that
    leads, whose counter hands over to it; then of the applicant in the hours of the clock.

    An organ has a case in hand while a task of it is open; the time of a correction 补正 is the applicant's, that of a stop 暂停 nobody's,
    nor is the wait for the one decision of all after it has signed (统一办理).
    Two cases of one organ at once count once.
    """
    branches = {row.case_id: row for row in view.branches if row.case_id}
    spans: dict[UUID | None, dict[UUID, list[tuple[datetime, datetime | None]]]] = defaultdict(lambda: defaultdict(list))
    for one in cases.held(branches, now=now):
        spans[one.organ_id][one.case_id].append((one.from_at, one.to_at))
    asked = spans.pop(None, {})
    organs = [organ_id for organ_id in spans if organ_id]
    lead = [view.lead_organ_id] if view.partners and view.lead_organ_id else []
    hours, names = organisations.office_periods_of([*organs, *lead]), organisations.organ_names(organs)
    calendar, found = clock.calendar(), list[Spent]()
    for organ_id in organs:
        office = dated(hours.get(organ_id, ()))
        free = []
        for case_id, mine in spans[organ_id].items():
            stops = [clock.Stop(start, end).span() for start, end in branches[case_id].stops]
            signed_at = branches[case_id].signed_at
            waits = [(signed_at, branches[case_id].decided_at)] if signed_at else []
            free += clock.outside(mine, [*asked.get(case_id, ()), *stops, *waits])
        found.append(Spent(names.get(organ_id, ""), clock.minutes_in(calendar, free, office=office), any(end == now for _, end in free)))
    found.sort(key=lambda spent: (-spent.minutes, spent.party))
    for one in view.partners:
        minutes = clock.minutes_in(calendar, [(one.begun_at, one.done_at or now)], office=dated(hours.get(lead[0], ())) if lead else ())
        found.append(Spent(one.name, minutes, one.done_at is None, PARTNER_NAMES[PartnerKind(one.kind)]))
    if asked:
        waits = [span for mine in asked.values() for span in mine]
        found.append(Spent("", clock.minutes_in(calendar, waits), any(end == now for _, end in waits)))
    return tuple(found)


def dated(periods: Sequence[tuple[date, tuple[tuple[time, time], ...]]]) -> tuple[clock.OfficePeriod, ...]:
    """Each day has the hours that were in force on it; before the first that were registered, those."""
    ends = [start - timedelta(days=1) for start, _ in periods[1:]]
    return tuple(
        clock.OfficePeriod(start if n else date.min, end, spans) for n, ((start, spans), end) in enumerate(zip(periods, [*ends, None], strict=True))
    )
