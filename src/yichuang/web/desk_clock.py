"""The clock of a case at a desk: one dense line and its ruler; before acceptance, the day by which the window answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yichuang.cases.api import CaseView
from yichuang.cases.domain.dates import statutory_limit, total
from yichuang.cases.domain.phases import Phase
from yichuang.clock import api as clock
from yichuang.clock.domain import Tone
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.look.templatetags.look import day, nowrap


@dataclass(frozen=True, slots=True)
class ClockBox:
    """What stands at the top right: `say` is phrases or a sentence, `days` the ruler's cells, `tone` red when late."""

    say: Any
    why: Any = ()
    days: Sequence[Any] = ()
    tone: str = ""


def box(view: CaseView, today: date) -> ClockBox:
    state = view.state
    if state.accepted_on is None:
        return before(view, today)
    decided_on = local_date(state.decided_at) if state.decided_at else None
    if decided_on is None and state.phase is not Phase.UNDER_REVIEW:
        return ClockBox(nowrap(_("%(day)s受理，没有作出决定就结束了") % {"day": day(state.accepted_on)}))
    promised, limit = view.terms.promised, statutory_limit(state, view.terms) if state.is_licence else None
    limit = total(limit, state.extension) if limit else None
    try:
        said = clock.sentence(
            view.calendar, accepted_on=state.accepted_on, today=today, promised=promised, statutory=limit,
            stops=state.stops, decided_on=decided_on, promised_due=view.dates.promised_on,
            statutory_due=view.dates.statutory_on if state.is_licence else None, tone=Tone.DESK,
            decides=state.is_licence,
        )  # fmt: skip
        days = clock.ruler(
            view.calendar, state.accepted_on, today, said.promised_due, said.statutory_due, state.stops, decided_on,
            decides=state.is_licence,
        )
    except Refusal:  # limits in hours, or a day outside the calendar: the dates are said without a drawing
        return ClockBox(nowrap(plain(view)))
    return ClockBox(said.say, (), days)  # the desk's line names stops and 暂定 already


def before(view: CaseView, today: date) -> ClockBox:
    """收件 and 补正: the five days for an answer, or the applicant's time."""
    state, known = view.state, view.dates
    if known.answer_on:
        start = local_date(state.corrected_at or state.received_at)
        n = clock.elapsed(view.calendar, start, today)
        words = {"n": n, "day": day(known.answer_on)}
        unsure = _("（暂定）") if known.provisional else ""
        if today > known.answer_on:
            over = -clock.remaining(view.calendar, today, known.answer_on, ())
            late = _("超过答复期限 %(n)s 个工作日，应当自%(day)s收到材料之日起视为受理") if state.is_licence else _("超过答复期限 %(n)s 个工作日")
            why = _("《行政许可法》第三十二条第一款第四项") if state.is_licence else ""
            return ClockBox(late % {"n": over, "day": day(start)}, why, tone="red")
        if n == 0:
            return ClockBox(nowrap(_("收件当日，最晚%(day)s答复") % words + unsure), why_answer(state.is_licence))
        return ClockBox(_("收件第 %(n)s 个工作日，最晚%(day)s答复") % words + unsure, why_answer(state.is_licence))
    if state.phase is Phase.CORRECTING:
        said = _("等申请人补正，补正告知书还没有送达，期限没有开始算")
        if known.lapse_on:
            unsure = _("（暂定）") if known.provisional else ""
            said = _("等申请人补正，最晚%(day)s") % {"day": day(known.lapse_on)} + unsure
        return ClockBox(nowrap(said), _("补正期间不计入办理期限。"))
    return ClockBox(_("没有受理，不计时"))


def why_answer(is_licence: bool) -> str:
    if is_licence:
        return _("五个工作日内受理或者一次告知补正，逾期视为受理（《行政许可法》第三十二条）。")
    return _("五个工作日内受理或者一次告知补正。")


def plain(view: CaseView) -> str:
    known, parts = view.dates, []
    if known.promised_on:
        parts.append(_("承诺%(day)s") % {"day": day(known.promised_on)})
    if known.statutory_on and view.state.is_licence:
        parts.append(_("法定%(day)s") % {"day": day(known.statutory_on)})
    return "，".join(parts) or _("时限未载明")
