"""The clock of a case as the public reads it: the sentence, the reason, the ruler; and the rail of legal phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yichuang.cases.api import CaseView
from yichuang.cases.domain.acceptance import TOGETHER
from yichuang.cases.domain.dates import statutory_limit, total
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.clock import api as clock
from yichuang.clock.domain import Tone
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.look.templatetags.look import day


@dataclass(frozen=True, slots=True)
class Clock:
    say: Any
    why: Any = ()
    days: tuple[Any, ...] = ()


def read(view: CaseView, today: date) -> Clock | None:
    """Nothing runs before acceptance or after an end without decision. Decided cases keep their sentence."""
    state = view.state
    if state.accepted_on is None or (state.finished_at and not state.decided_at):
        return None
    decided_on = local_date(state.decided_at) if state.decided_at else None
    law = statutory_limit(state, view.terms) if state.is_licence else None
    try:
        said = clock.sentence(
            view.calendar, accepted_on=state.accepted_on, today=today, promised=view.terms.promised,
            statutory=total(law, state.extension) if law else None, stops=state.stops, decided_on=decided_on,
            promised_due=view.dates.promised_on, statutory_due=view.dates.statutory_on if state.is_licence else None,
            tone=Tone.PUBLIC, decides=state.is_licence,
        )  # fmt: skip
        days = clock.ruler(
            view.calendar, state.accepted_on, today, said.promised_due, said.statutory_due, state.stops, decided_on,
            decides=state.is_licence,
        )
    except Refusal:  # limits in hours, or a day outside the calendar: the dates are said without a drawing
        return Clock(limits(view))
    return Clock(said.say, said.why, days)


def limits(view: CaseView) -> str:
    known = view.dates
    parts = [_("承诺%(day)s之前") % {"day": day(known.promised_on)}] if known.promised_on else []
    if known.statutory_on and view.state.is_licence:
        parts.append(_("法定%(day)s之前") % {"day": day(known.statutory_on)})
    return _("，").join(parts) + _("。") if parts else _("办理时限未载明。")


@dataclass(frozen=True, slots=True)
class Stage:
    """One legal phase on the rail."""

    label: str
    state: str
    note: str = ""
    is_seal: bool = False


def rail(view: CaseView) -> list[Stage]:
    """收到 受理 审查 决定 送达 of a licence; 收件 受理 办理 办结 of everything else. A case that ended early stops where it did."""
    state, known = view.state, view.dates
    licence = state.is_licence
    names = [_("收到"), _("受理"), _("审查"), _("决定"), _("送达")] if licence else [_("收件"), _("受理"), _("办理"), _("办结")]
    notes = [day(state.received_at), day(state.accepted_on), "", day(state.decided_at), day(state.delivered_at or state.served_at)]
    now = reached(view)
    last = known.promised_on or known.statutory_on
    if state.accepted_on is None and known.answer_on:
        notes[1] = _("最晚%(day)s答复") % {"day": day(known.answer_on)}
    if state.phase is Phase.CORRECTING and not state.corrected_at:
        notes[1] = _("等您补正")
    if state.decided_at is None and last and now == 2:
        notes[3] = _("最晚%(day)s") % {"day": day(last)}
    if state.phase is Phase.UNDER_REVIEW:
        notes[2] = review_note(view)
    if licence and not (state.delivered_at or state.served_at):
        late = _("最晚%(day)s") % {"day": day(known.delivery_on)} if known.delivery_on else _("决定后10个工作日内")
        notes[4] = late if state.finished_at is None else ""
    whole = state.phase is Phase.CLOSED or (not licence and state.decided_at is not None)
    return [
        Stage(label, "past" if n < now or whole else "now" if n == now and not state.finished_at else "ahead", notes[n],
              is_seal=licence and n == 3)
        for n, label in enumerate(names)
    ]  # fmt: skip


def reached(view: CaseView) -> int:
    """The index of the phase the case is in, or ended in."""
    state = view.state
    if state.decided_at:
        return 4
    return 2 if state.accepted_on else 1


GATES = {
    "legal_review": "法制审核", "hearing": "听证", "third_party": "利害关系人陈述申辩", "visit": "现场核查",
    "opinion": "征求意见", "supplement": "补充说明", "special": "特别程序", "statement": "听取申请人陈述申辩",
    "prerequisite": "联办的前置结果", "tolerance": "容缺材料补交和核对",
}  # fmt: skip


def held_by(state: CaseState) -> str:
    """What still holds the decision, in words; nothing where only the one act over all of a unified handling does."""
    return _("、").join(dict.fromkeys(_(GATES.get(gate.kind, gate.kind)) for gate in state.unmet_gates if gate.kind != TOGETHER))


def review_note(view: CaseView) -> str:
    state = view.state
    if state.is_stopped:
        return _("暂停计时")
    steps = [task for task in state.open_tasks if task.kind == "step"]
    if any(task.kind == "decide" for task in state.open_tasks):
        held = held_by(state)
        return _("审查完了，还差%(gate)s") % {"gate": held} if held else _("意见已齐，待决定")
    return _("现在：%(step)s") % {"step": _(steps[0].name)} if steps else ""
