"""变更 and 延续 on the pages of their case: what is asked of which licence, and what the end of its validity does (49, 50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases import api as cases
from yichuang.cases.api import CaseView
from yichuang.cases.domain.phases import Phase
from yichuang.facts.cases import ChangeAsked, RenewalAsked
from yichuang.licences.domain import PURPOSES, Purpose
from yichuang.look.templatetags.look import day_full


@dataclass(frozen=True, slots=True)
class AskedFor:
    """`what` is a msgid; `lines` are (sentence, whether it warns); `changes` are (label as msgid, was, becomes)."""

    what: str
    number: str
    licence_id: UUID
    lines: tuple[tuple[str, bool], ...]
    changes: tuple[dict[str, str], ...]


def asked_for(view: CaseView, today: date) -> AskedFor | None:
    fact = next((e.fact for e in view.history if isinstance(e.fact, RenewalAsked | ChangeAsked)), None)
    if fact is None:
        return None
    what = PURPOSES[Purpose(view.state.purpose)]
    if isinstance(fact, ChangeAsked):
        return AskedFor(what, fact.number, fact.licence_id, (), tuple(cases.wanted_of(view.state.id)))
    return AskedFor(what, fact.number, fact.licence_id, tuple(renewal_lines(view, fact, today)), ())


def renewal_lines(view: CaseView, fact: RenewalAsked, today: date) -> list[tuple[str, bool]]:
    """What the holder and the desk have to know while it is undecided."""
    state, end = view.state, {"day": day_full(fact.expires_on)}
    if state.decided_at or state.finished_at:
        return []
    lines = []
    if today > fact.expires_on:
        lines.append((_("许可证的有效期已在%(day)s届满；准予延续以前，不得从事许可的活动。") % end, True))
    elif state.silence_on:
        lines.append((_("许可证到%(day)s届满，届满以前应当决定；逾期没有决定的，视为准予延续（《行政许可法》第五十条）。") % end, False))
    if not fact.in_time:
        late = _("申请晚于%(day)s，距届满已不足法定时间，逾期没有决定的，不视为准予延续（《行政许可法》第五十条）。")
        lines.append((late % {"day": day_full(fact.ask_by)}, True))
    elif state.phase is Phase.CORRECTING and not state.corrected_at and today <= fact.expires_on:
        lines.append((_("要补正的材料没有交齐，到%(day)s届满时不视为准予延续。") % end, True))
    return lines
