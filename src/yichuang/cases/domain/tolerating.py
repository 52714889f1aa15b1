"""容缺受理: main papers complete, accepted now, the rest promised by a day; decided after completion. The clock runs. Missing → 终止 or 不予.

No statute names it; it is the cities' practice [P] under 许可法 6 (便民) and 优化营商环境条例 36 and 40, so the applicant chooses, the promised day stays
within the promised limit, and 32(4) and (5) stay as they are for whoever does not choose it. Not 告知承诺 (promising.py). Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from yichuang.cases.domain.acceptance import Incomplete, missing, need_reason, require
from yichuang.cases.domain.dates import ends
from yichuang.cases.domain.phases import ActKind, Phase, TaskKind
from yichuang.cases.domain.promised import due_on, remind_on
from yichuang.cases.domain.review import NewId, desk_row
from yichuang.cases.domain.state import Act, CaseState
from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.clock.domain import Calendar
from yichuang.facts import cases as f
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import Effective, Fact, local_date

BEFORE = (Phase.RECEIVED, Phase.CORRECTING)
CHECK = "核对容缺材料"
PASSED = "容缺承诺期满，终止或者不予"
OPEN = ("offered", "agreed")
RUNNING = ("running", "brought", "overdue")


class NotTolerable(Refusal):
    code = "cases.not_tolerable"
    message = "本件不能容缺受理：%(why)s。"
    remedy = "材料不齐的，一次告知补正。"


class MainMissing(Incomplete):
    """容缺 is for what may come later, never for the main papers."""

    code = "cases.main_missing"
    message = "主要材料还有%(count)s项受理要素没有记为齐全合规，不能容缺受理。"
    article = ""
    remedy = "先核对主要材料；缺少的，一次告知补正。"


class NoTolerance(Refusal):
    code = "cases.no_tolerance"
    message = "没有可以这样办的容缺受理。"
    remedy = "请刷新页面，看容缺受理办到了哪一步。"


class NotYetPassed(Refusal):
    code = "cases.tolerance_runs"
    message = "承诺的日期%(until)s还没有过，不能因为没有补交而终止或者不予。"
    remedy = "等承诺的日期过了再办；申请人可以在此以前补交。"


def the(state: CaseState, *words: str) -> Act | None:
    """The tolerance of the case that stands in one of these states, the newest."""
    return next((a for a in reversed(state.acts_of(ActKind.TOLERANCE)) if a.state in words), None)


def needed(state: CaseState, act_id: UUID | None, *words: str) -> Act:
    act = state.act(act_id) if act_id else the(state, *words)
    if act is None or act.kind is not ActKind.TOLERANCE or act.state not in words:
        raise NoTolerance()
    return act


def tolerable(terms: Terms) -> tuple[MaterialTerm, ...]:
    """The materials this version lets come later."""
    return tuple(m for m in terms.materials if m.tolerable) if terms.tolerates_absence else ()


def why_not(state: CaseState, terms: Terms) -> str:
    """Why 容缺受理 is not open here, in words; empty when it is."""
    if not tolerable(terms):
        return "实施清单没有列明可以容缺的材料"
    if state.purpose:
        return "变更和延续不适用容缺受理"
    return ""


def check_open(state: CaseState, terms: Terms) -> None:
    require(state, *BEFORE)
    if why := why_not(state, terms):
        raise NotTolerable(why=why)


def absent(terms: Terms, handed_in: Collection[str]) -> tuple[MaterialTerm, ...]:
    """What may come later and has not come."""
    return tuple(m for m in tolerable(terms) if m.code not in handed_in)


def check_main(terms: Terms, handed_in: Collection[str]) -> None:
    """Before the window has looked: every main paper that is always asked for is in."""
    later = {m.code for m in tolerable(terms)}
    out = [m for m in terms.materials if m.required and not m.required_when and m.code not in later and m.code not in handed_in and m.is_for("")
           and not m.from_form]  # fmt: skip
    if out:
        raise MainMissing("主要材料还差%(count)s份，不能容缺受理。", count=len(out), points=[m.name for m in out])


def check_points(open_points: Iterable[str], later: Collection[str]) -> None:
    """At the window: every 受理要素 is met but those of what comes later."""
    out = [code for code in open_points if code not in later]
    if out:
        raise MainMissing(count=len(out), points=out)


def check_asked(state: CaseState, later: Collection[str]) -> None:
    """What a correction notice asked for and is still out may only be what comes later."""
    check_points(missing(state), later)


def check_chosen(terms: Terms, materials: Sequence[str], *, due: date | None, latest: date | None, on: date, agreed: bool) -> None:
    """What is promised: listed materials, a day after today and within the promised limit, and the applicant's own will."""
    errors = []
    known = {m.code for m in tolerable(terms)}
    if not materials or set(materials) - known:
        errors.append(FieldError("materials", "cases.not_tolerable", "请选实施清单列明可以容缺、还没有交的材料。"))
    if due is None or due <= on:
        errors.append(FieldError("due_on", "cases.promised_day", "请填今天以后的日期。"))
    elif latest is None or due > latest:
        errors.append(FieldError("due_on", "cases.promised_day", "补交的日期不能晚于承诺办理期限的最后一日。"))
    if not agreed:
        errors.append(FieldError("agreed", "required", "容缺受理由申请人自愿选择；不选的，按补正办理。"))
    if errors:
        raise Invalid("容缺受理的承诺没有写对。", code="cases.tolerance_promise", errors=tuple(errors))


def offer(*, act_id: UUID, materials: Sequence[str], latest_on: date, document_id: UUID, authority_ref: str) -> list[Fact]:
    return [f.ToleranceOffered(
        act_id=act_id, materials=tuple(materials), latest_on=latest_on, document_id=document_id, authority_ref=authority_ref
    )]  # fmt: skip


def bring(state: CaseState, act: Act, materials: Sequence[str], *, post: str, new_id: NewId) -> list[Fact]:
    """Promised materials came in; with the last one somebody has to look at them."""
    out = [str(code) for code in act.data["missing"]]  # type: ignore[attr-defined]
    brought = tuple(code for code in out if code in set(materials))
    if not brought:
        wrong = FieldError("materials", "cases.not_promised", "请选承诺补交、还没有交来的材料。")
        raise Invalid("这些材料不在承诺补交的范围内，或者已经交来。", code="cases.not_promised", errors=(wrong,))
    left = tuple(code for code in out if code not in brought)
    row = desk_row(TaskKind.TOLERATED, CHECK, post, state.handling_organ_id, new_id, node=str(act.id))
    return [f.ToleratedBrought(act_id=act.id, materials=brought, missing=left, opened=() if left else (row,))]


def check_note(fits: bool, note: str) -> None:
    if not fits:
        need_reason(note, "note")


def check_passed(act: Act, on: date) -> None:
    if act.state != "overdue":
        raise NotYetPassed(until=due_on(act).isoformat()) if on <= due_on(act) else NoTolerance()


def by_time(state: CaseState, calendar: Calendar, now: datetime, *, post: str, new_id: NewId) -> list[Effective]:
    """What time itself does to a running tolerance: it reminds, and it says that the day has gone by. It never ends a case."""
    if state.phase is not Phase.UNDER_REVIEW:
        return []
    said: list[Effective] = []
    for act in state.acts_of(ActKind.TOLERANCE):
        if act.state != "running":
            continue
        last = due_on(act)
        if not act.data.get("reminded") and local_date(now) >= remind_on(act, calendar):
            said.append(Effective(f.ToleranceReminded(act_id=act.id, due_on=last), now))
        if now >= ends(last):
            row = desk_row(TaskKind.TOLERATED, PASSED, post, state.handling_organ_id, new_id, node=str(act.id))
            said.append(Effective(f.TolerancePassed(act_id=act.id, due_on=last, opened=(row,)), ends(last)))
    return said
