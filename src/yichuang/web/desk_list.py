"""The work list as a page shows it: rows in order of due date, grouped by what is most urgent, each on one common axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yichuang.cases.api import WorkRow, counts, find, is_silent, work_list
from yichuang.cases.domain.phases import FINISHED, GENERIC_LABELS, LABELS, Phase
from yichuang.catalogue import api as catalogue
from yichuang.clock import api as clock
from yichuang.clock.domain import Axis, Calendar, Stop, row_ruler
from yichuang.kernel.values import local_date
from yichuang.licences.domain import PURPOSES, Purpose
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

SOON = 3
"""Working days ahead that count as soon; the yellow mark of the list (domain D: a day before due is yellow)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, in the words and classes of the page."""

    row: WorkRow
    left: str
    tone: str
    tag: str
    tag_kind: str
    why: str
    article: str
    cells: tuple[str, ...]
    number: str
    group: str
    href: str
    owner: str
    note: str
    purpose: str
    """变更 or 延续, a msgid; empty for a new licence."""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: tuple[Line, ...]


FILTER_LABELS = {
    "mine": "我的办件", "today": "今天到期", "late": "超期", "stopped": "暂停计时", "correcting": "等补正",
    "pool": "待签收", "receive": "待受理", "decide": "待决定", "deliver": "待送达、发证", "all": "全部待办",
}  # fmt: skip
EMPTY = {
    "mine": "您没有签收的办件", "today": "今天没有到期的办件", "late": "没有超期的办件", "stopped": "没有暂停计时的办件",
    "correcting": "没有等补正的办件", "pool": "没有待签收的办件", "receive": "没有待受理的办件", "decide": "没有待决定的办件",
    "deliver": "没有待送达、发证的办件", "all": "没有待办的办件",
}  # fmt: skip
OWN = ("mine", "today", "late", "stopped", "correcting")
OFFICE = ("pool", "receive", "decide", "deliver", "all")


def side(actor: Actor, today: date, current: str) -> list[tuple[str, list[dict[str, object]]]]:
    """Saved filters with their counts (99+ from a hundred on)."""
    known = counts(actor, today)

    def link(name: str) -> dict[str, object]:
        n = known[name]
        tone = {"late": "red", "today": "yellow"}.get(name, "") if n else ""
        href = f"{reverse('desk')}?f={name}"
        shown = "99+" if n >= 100 else n
        return {"href": href, "label": _(FILTER_LABELS[name]), "count": shown, "tone": tone, "current": name == current}

    return [(_("我的"), [link(n) for n in OWN]), (_("本科室"), [link(n) for n in OFFICE])]


def spaced(number: str) -> str:
    """Date and sequence of a 办件编号, the part people say: 20260911 000317."""
    return f"{number[-14:-6]} {number[-6:]}" if len(number) >= 14 else number


def groups(actor: Actor, name: str, today: date, *, query: str, page: int) -> tuple[list[Group], Axis, bool]:
    rows, more = work_list(actor, name, today, query=query, page=page)
    return *grouped(rows, today), more


def grouped(rows: Iterable[WorkRow], today: date) -> tuple[list[Group], Axis]:
    """Rows as lines, what is most urgent first, with the axis they share."""
    calendar = clock.calendar()
    axis = clock.axis(calendar, today)
    rows = tuple(rows)
    people = organisations.names({row.owner_id for row in rows if row.owner_id})
    lines = [line(row, calendar, axis, today, people.get(row.owner_id, "") if row.owner_id else "") for row in rows]
    lines.sort(key=lambda item: ORDER.index(item.group))
    return [Group(_(title), tuple(found)) for title, found in groupby(lines, key=lambda item: item.group)], axis


ORDER = ("已超过期限", "今天到期", "三个工作日内到期", "以后到期", "暂停计时", "等申请人补正", "没有期限")


def line(row: WorkRow, calendar: Calendar, axis: Axis, today: date, owner: str) -> Line:
    due = row.work_on
    left_days = clock.remaining(calendar, today, due, ()) if due else None
    late = due is not None and due < today
    group = group_of(row, left_days, late=late)
    tag, kind, why, article = mark(row, left_days)
    stops = tuple(Stop(start, end, "") for start, end in row.stops)
    start = row.accepted_on or local_date(row.received_at)
    decided = today if row.phase is Phase.DECIDED else None
    cells = row_ruler(calendar, axis, accepted_on=start, due_on=due, stops=stops, decided_on=decided)
    waits = row.phase is Phase.CORRECTING and row.answer_on is None
    return Line(
        row=row, left=left_words(row, left_days, late=late), tone={"red": "is-red", "yel": "is-yel"}.get(kind, ""), tag=tag, tag_kind=kind,
        why=why, article=article, cells=() if waits else cells, number=spaced(row.number), group=group,
        href=reverse("desk-case", args=[row.case_id]), owner=owner,
        note=_("受理前，补正后再算") if waits else "", purpose=PURPOSES[Purpose(row.purpose)] if row.purpose else "",
    )  # fmt: skip


def group_of(row: WorkRow, left: int | None, *, late: bool) -> str:
    """`late`: the day has passed, though on a weekend no working day after it has."""
    if row.stopped:
        return "暂停计时"
    if row.phase is Phase.CORRECTING and row.answer_on is None:
        return "等申请人补正"
    if left is None:
        return "没有期限"
    if late:
        return "已超过期限"
    if left == 0:
        return "今天到期"
    return "三个工作日内到期" if left <= SOON else "以后到期"


def left_words(row: WorkRow, left: int | None, *, late: bool) -> str:
    if row.stopped:
        return _("暂停")
    if left is None or (row.phase is Phase.CORRECTING and row.answer_on is None):
        return _("不计")
    if left < 0:
        return ngettext("超%(n)s天", "超%(n)s天", -left) % {"n": -left}
    if late:
        return _("已超")
    return _("今天") if left == 0 else ngettext("%(n)s天", "%(n)s天", left) % {"n": left}


def mark(row: WorkRow, left: int | None) -> tuple[str, str, str, str]:
    """Tag, its kind, why it is red and under which article: the facts that supervision will turn into cards."""
    if row.statutory_passed:
        return _("超法定"), "red", _("法定期限内没有决定"), "《行政许可法》第四十二条"
    if row.promise_passed:
        return _("超承诺"), "red", _("承诺期限内没有决定"), "《优化营商环境条例》第三十六条"
    if row.silent:
        return _("视为延续"), "red", _("有效期届满以前没有决定"), "《行政许可法》第五十条第二款"
    if row.correction_count > 1:
        return _("再次补正"), "red", _("补正没有一次告知"), "《行政许可法》第三十二条第一款第四项"
    if row.deemed:
        return _("视为受理"), "red", _("五个工作日内没有告知"), "《行政许可法》第三十二条第一款第四项"
    if row.stopped:
        return _("暂停"), "susp", "", ""
    if row.phase is Phase.CORRECTING and row.answer_on is None:
        return _("等补正"), "wait", "", ""
    if left is not None and left <= 1:
        return _("将到期"), "yel", "", ""
    if row.phase is Phase.RECEIVED:
        return _("待受理"), "plain", "", ""
    if row.phase is Phase.DECIDED:
        return _("待送达"), "done", "", ""
    return _("在办"), "run", "", ""


def found_groups(actor: Actor, today: date, *, query: str, page: int) -> tuple[list[Group], Axis, bool]:
    """Every case the actor may see that answers a search, running or finished, newest first."""
    cases, more = find(actor, query, page=page)
    prefetch_related_objects(cases, "ledger", "tasks")
    calendar = clock.calendar()
    axis = clock.axis(calendar, today)
    rows = [row_of(case) for case in cases]
    people = organisations.names({row.owner_id for row in rows if row.owner_id})
    lines = tuple(
        line(row, calendar, axis, today, people.get(row.owner_id, "") if row.owner_id else "") for row in rows
    )
    return [Group(_("找到的办件"), lines)] if lines else [], axis, more


def row_of(case: Any) -> WorkRow:
    """A found case as a row of the list: its first open task stands for it."""
    task = next((t for t in sorted(case.tasks.all(), key=lambda t: t.opened_at) if t.closed_at is None), None)
    stops = tuple((e.from_on, e.to_on) for e in case.ledger.all() if e.kind == "stop")
    phase = Phase(case.phase)
    words = LABELS if case.regime == "licence" else {**LABELS, **GENERIC_LABELS}
    done, terms = phase in FINISHED, catalogue.terms(case.item_version_id)
    return WorkRow(
        task_id=task.id if task else None, task_kind=task.kind if task else "", step=task.name if task else words[phase],
        owner_id=task.owner_id if task else None, case_id=case.id, number=case.number, item_version_id=case.item_version_id,
        item=terms.name, item_en=terms.name_en, applicant=case.applicant.name, phase=phase, regime=case.regime,
        channel=case.channel, received_at=case.received_at, accepted_on=case.accepted_on, work_on=None if done else case.work_on,
        promised_on=case.promised_on, statutory_on=case.statutory_on, answer_on=case.answer_on, delivery_on=case.delivery_on,
        stopped=any(to is None for _from, to in stops) and not done, correction_count=case.correction_count, deemed=case.deemed,
        promise_passed=case.promise_passed, statutory_passed=case.statutory_passed, provisional=case.provisional, stops=stops,
        purpose=case.purpose, silent=is_silent(case),
    )  # fmt: skip


def urgent(found: Iterable[Group]) -> int:
    return sum(len(group.lines) for group in found if group.title in (_("已超过期限"), _("今天到期")))
