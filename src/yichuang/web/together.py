"""A 联办 as its pages show it: a lane for each branch on one axis, who holds it, what is missing, what may be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import LABELS, Phase
from yichuang.cases.domain.window import counter
from yichuang.clock import api as clock
from yichuang.clock.domain import Axis, Calendar, Stop, row_ruler
from yichuang.joint.api import BranchRow, JointView, NeedRow, chain, standing
from yichuang.joint.domain.edges import EDGE_NAMES
from yichuang.joint.domain.law import WAYS
from yichuang.joint.domain.state import BRANCH_NAMES, OVER, BranchState
from yichuang.kernel.values import local_date
from yichuang.look.templatetags.look import day, name_of
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

KINDS = {
    BranchState.WAITING: "wait", BranchState.GRANTED: "done", BranchState.REFUSED: "plain", BranchState.ENDED: "plain",
    BranchState.DROPPED: "plain",
}  # fmt: skip
OUTCOME_WORDS = {
    "rejected": "不予受理", "not_done": "未能办成", "withdrawn": "已撤回", "lapsed": "逾期未补正", "not_needed": "不需要许可", "done": "已办结",
}


@dataclass(frozen=True, slots=True)
class Lane:
    """One branch: its place on the axis, how long is left, the word and colour of its state."""

    row: BranchRow
    name: str
    cells: tuple[str, ...]
    left: str
    tone: str
    tag: str
    kind: str
    critical: bool
    href: str
    """The page of its case, where the reader may open it."""
    holder: str
    replaced: bool
    """It was applied for again: another branch stands in its place."""

    @property
    def lacks(self) -> tuple[NeedRow, ...]:
        return self.row.lacks if self.row.state not in OVER else ()

    @property
    def may_apply_again(self) -> bool:
        return self.row.state in (BranchState.REFUSED, BranchState.ENDED, BranchState.DROPPED) and not self.replaced

    @property
    def may_drop(self) -> bool:
        return self.row.state is BranchState.WAITING

    @property
    def may_withdraw(self) -> bool:
        return self.row.state is BranchState.OPEN and self.row.decided_at is None

    @property
    def is_correcting(self) -> bool:
        return self.row.state is BranchState.OPEN and self.row.phase is Phase.CORRECTING


@dataclass(frozen=True, slots=True)
class Said:
    """One condition in words: what needs what, how, on which article, whether it is met."""

    before: str
    after: str
    kind: str
    article: str
    met: str
    is_met: bool
    failed: bool


def lanes(view: JointView, today: date, *, route: str, seen: Collection[UUID]) -> tuple[list[Lane], Axis]:
    """The branches in order; `route` is the page of a case, `seen` the cases the reader may open."""
    calendar = clock.calendar()
    axis, replaced = clock.axis(calendar, today), {row.again_for for row in view.branches if row.again_for}
    rows = [
        lane(row, calendar, axis, today, route=route if row.case_id in seen else "", critical=row.id == view.critical,
             replaced=row.id in replaced)
        for row in view.branches
    ]  # fmt: skip
    return rows, axis


def lane(
    row: BranchRow, calendar: Calendar, axis: Axis, today: date, *, route: str, critical: bool, replaced: bool
) -> Lane:
    over = row.state in OVER
    left = None if over else clock.remaining(calendar, today, row.last_on, ())
    late = not over and not row.counted and row.decided_at is None and row.last_on < today
    tag, kind = mark(row, left, late=late)
    return Lane(
        row=row, name=name_of(row), cells=cells(row, calendar, axis), tag=tag, kind=kind,
        left="" if left is None or row.decided_at else left_words(left, late=late), tone={"red": "is-red", "yel": "is-yel"}.get(kind, ""),
        critical=critical, href=reverse(route, args=[row.case_id]) if route and row.case_id else "", holder=holder(row), replaced=replaced,
    )  # fmt: skip


def cells(row: BranchRow, calendar: Calendar, axis: Axis) -> tuple[str, ...]:
    """Counted from acceptance, or from the day it came in; what has its end stops there, what waits is all ahead."""
    if row.case_id is None and row.state in OVER:
        return ()
    begun = row.accepted_on or (local_date(row.received_at) if row.received_at else axis.today)
    ended = row.settled_on or (local_date(row.decided_at) if row.decided_at else None)
    stops = tuple(Stop(start, end, "") for start, end in row.stops)
    return row_ruler(calendar, axis, accepted_on=begun, due_on=row.last_on, stops=stops, decided_on=ended)


def mark(row: BranchRow, left: int | None, *, late: bool) -> tuple[str, str]:
    """(word, kind of tag) of a branch as it stands."""
    if row.state is not BranchState.OPEN:
        return _(OUTCOME_WORDS.get(row.outcome, BRANCH_NAMES[row.state])), KINDS[row.state]
    if late:
        return _("超期"), "red"
    if row.is_stopped:
        return _("暂停计时"), "susp"
    assert row.phase is not None
    if row.phase is Phase.DECIDED:
        return _(LABELS[row.phase]), "done"
    if row.phase is Phase.CORRECTING:
        return _("等补正"), "wait"
    if row.phase is Phase.RECEIVED:
        return _("待受理"), "plain"
    return (_("将到期"), "yel") if left is not None and left <= 1 else (_(BRANCH_NAMES[row.state]), "run")


def left_words(left: int, *, late: bool) -> str:
    if left < 0:
        return ngettext("超%(n)s天", "超%(n)s天", -left) % {"n": -left}
    if late:
        return _("已超")
    return _("今天") if left == 0 else ngettext("%(n)s天", "%(n)s天", left) % {"n": left}


def holder(row: BranchRow, beside: str = "") -> str:
    """Who is holding it now: step and person, and the organ where it is another than the one named `beside` it (the one of the item): a window
    accepts for others. Several where several steps run at once; the applicant, who was asked for a correction."""
    if with_applicant(row):
        return _("等申请人补正")
    named = beside or row.organ
    return _("；").join(" ".join(part for part in (elsewhere(h.organ, named), _(h.step), h.person) if part) for h in row.holders[:3])


def elsewhere(organ: str, named: str) -> str:
    return _("现在在%(organ)s") % {"organ": organ} if organ != named else ""


def with_applicant(row: BranchRow) -> bool:
    return any(not held.organ for held in row.holders)


def headline(view: JointView, today: date) -> tuple[str, str]:
    """(how far, who is holding what everybody waits for) in plain sentences."""
    stand, gone = view.standing, view.given_up
    total, done = len(stand), sum(row.state is BranchState.GRANTED for row in stand)
    if view.is_over:
        if not stand:
            return _("申请人把各项都撤回了"), ""
        back = _("，申请人撤回%(gone)s项") % {"gone": len(gone)} if gone else ""
        if done == total:
            return _("全部办成了") + back, _("每一项的结果都在下面，可以一起领，也可以分别领。")
        return _("都有结果了：办成%(done)s项，没有办成%(missed)s项") % {"done": done, "missed": total - done} + back, ""
    title = _("正在办：%(total)s项里办成了%(done)s项，最晚%(day)s全部办完") % {"total": total, "done": done, "day": day(view.total_on)}
    slow = view.branch(view.critical) if view.critical else None
    if slow is None:
        return title, ""
    if slow.state is BranchState.WAITING:
        names = _("、").join(name_of(need) for need in slow.lacks)
        return title, _("最慢的是“%(item)s”，它在等%(names)s的结果。") % {"item": name_of(slow), "names": names}
    if with_applicant(slow):
        return title, _("最慢的是“%(item)s”，它在等申请人补正。") % {"item": name_of(slow)}
    organs = {held.organ for held in slow.holders[:3]}
    organ = organs.pop() if len(organs) == 1 else slow.organ
    if not (words := holder(slow, organ)):
        return title, _("最慢的是“%(item)s”，由%(organ)s办理。") % {"item": name_of(slow), "organ": slow.organ}
    return title, _("最慢的是“%(item)s”，现在由%(organ)s办：%(holder)s。") % {"item": name_of(slow), "organ": organ, "holder": words}


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a group of results is handed out: whose counter, where, when it is open on a working day."""

    organ: str
    address: str
    hours: str
    phone: str


def counters(view: JointView, today: date) -> list[tuple[tuple[BranchRow, ...], Counter]]:
    """What may be collected in one go, with its counter."""
    return [(rows, counter_of(rows, today)) for rows in view.groups]


def counter_of(rows: tuple[BranchRow, ...], today: date) -> Counter:
    """They go out at the same counter (44): that of the first."""
    assert rows[0].case_id is not None
    organ_id = counter(cases.state(rows[0].case_id))[1]
    organ = organisations.organ(organ_id)
    spans = organisations.office_hours(organ_id, on=today)
    return Counter(organ.name, organ.address, _("、").join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in spans), organ.phone)


def conditions(view: JointView) -> list[tuple[BranchRow, NeedRow]]:
    """What each branch needs of others, as list and drawing number it; one that was applied for again waits for nothing any more."""
    replaced = {row.again_for for row in view.branches}
    return [(row, need) for row in view.branches if row.id not in replaced for need in row.needs]


def edges(view: JointView) -> list[Said]:
    """Every condition in words."""
    return [
        Said(
            name_of(need), name_of(row), _(EDGE_NAMES[need.kind]), need.article,
            _("%(day)s取得") % {"day": day(local_date(need.met_at))} if need.met_at else failed(need) or _("还没有"),
            need.met_at is not None, need.failed,
        )
        for row, need in conditions(view)
    ]  # fmt: skip


def failed(need: NeedRow) -> str:
    """Why a result will not come from the branch that should have given it; empty while it may."""
    if not need.failed:
        return ""
    if need.lost:
        return _("前一项的证件已不再有效")
    return _("申请人撤回了前一项") if need.withdrawn else _("前一项没有取得结果")


BOX_CSS = {"done": "is-done", "red": "is-over", "plain": "is-plan"}


def drawn(view: JointView, lanes: list[Lane]) -> chain.Drawing | None:
    """Organs as lanes, branches as boxes as they stand, what each needs as arrows in the order of `edges`; one that was applied for again
    is not drawn."""
    items = [
        chain.Item(lane.row.id, lane.name, lane.row.organ, lane.tag, BOX_CSS.get(lane.kind, "is-lit")) for lane in lanes if not lane.replaced
    ]
    stand = standing({row.id: row.again_for for row in view.branches})
    needs = [chain.Need(stand[need.before_id], row.id, need.kind, need.article, _(EDGE_NAMES[need.kind])) for row, need in conditions(view)]
    return chain.draw(items, needs)


def ways() -> list[tuple[str, str]]:
    """The three lawful ways of a branch whose condition is not met, each with its article."""
    return [(_(words), article) for words, article in WAYS.values()]


def seen_by(view: JointView, actor: Actor) -> frozenset[UUID]:
    """The cases of it the reader may open."""
    ids = [row.case_id for row in view.branches if row.case_id]
    return frozenset(cases.visible_cases(actor).filter(id__in=ids).values_list("id", flat=True))
