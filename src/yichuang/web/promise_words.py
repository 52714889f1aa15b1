"""容缺受理 and 告知承诺 in words: the lines of the history, and where each stands on the page of its case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yichuang.cases import api as cases
from yichuang.cases.api import CaseView
from yichuang.cases.domain import promising, tolerating
from yichuang.cases.domain.phases import ActKind
from yichuang.cases.domain.promised import due_on
from yichuang.cases.domain.state import Act
from yichuang.credit import api as credit
from yichuang.look.templatetags.look import day

CHECKED: dict[str, Callable[[], str]] = {
    "kept": lambda: _("事后核查：与承诺相符"), "untrue": lambda: _("事后核查：与承诺不符"),
    "mended": lambda: _("整改复查：已经整改"), "unmended": lambda: _("整改复查：逾期没有整改"),
}  # fmt: skip


def written(value: date) -> str:
    return day(value)


def broken(f: Any) -> str:
    if f.proceeding_id:
        return _("承诺不实，逾期没有整改：记入信用记录，开始撤销许可的程序")
    return _("承诺不实，逾期没有整改：记入信用记录；许可证已经失效，不用撤销")


SENTENCES: dict[str, Callable[[Any, Any], str]] = {
    "cases.ToleranceOffered": lambda f, s: _("告知可以容缺受理%(n)s份材料，最晚%(day)s补交，由申请人选择") % {"n": len(f.materials), "day": written(f.latest_on)},
    "cases.ToleranceAgreed": lambda f, s: _("申请人选择容缺受理，承诺%(day)s以前补交%(n)s份材料") % {"n": len(f.materials), "day": written(f.due_on)},
    "cases.ToleranceDeclined": lambda f, s: _("申请人不选容缺受理，按补正办理"),
    "cases.ToleranceGiven": lambda f, s: _("容缺受理：%(n)s份材料承诺%(day)s以前补交，补齐以前不作决定，期限照算")
    % {"n": len(f.materials), "day": written(f.due_on)},
    "cases.ToleratedBrought": lambda f, s: _("收到承诺补交的材料%(n)s份，全部补齐，等待核对") % {"n": len(f.materials)}
    if not f.missing
    else _("收到承诺补交的材料%(n)s份，还差%(left)s份") % {"n": len(f.materials), "left": len(f.missing)},
    "cases.ToleratedChecked": lambda f, s: _("补交的材料核对无误") if f.fits else _("补交的材料不符合要求，请重新补交"),
    "cases.ToleranceReminded": lambda f, s: _("提醒申请人：承诺%(day)s以前补交材料") % {"day": written(f.due_on)},
    "cases.TolerancePassed": lambda f, s: _("承诺补交的日期%(day)s已过，没有补交") % {"day": written(f.due_on)},
    "cases.ToleranceBroken": lambda f, s: _("容缺承诺没有兑现，终止办理，记入信用记录")
    if f.way == "ended"
    else _("容缺承诺没有兑现，作不予决定，记入信用记录"),
    "cases.PromiseSigned": lambda f, s: _("签署告知承诺书，%(n)s项要点以承诺代替审查") % {"n": len(f.points)},
    "cases.PromiseDeclined": lambda f, s: _("申请人不作承诺，按一般程序审查"),
    "cases.PromiseRelied": lambda f, s: _("凭告知承诺作出决定，事后核查"),
    "cases.PromiseChecked": lambda f, s: CHECKED[f.finding](),
    "cases.MendingOrdered": lambda f, s: _("发限期整改通知书，%(day)s以前整改") % {"day": written(f.due_on)},
    "cases.PromiseBroken": lambda f, s: broken(f),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one of the two institutions stands: its name, a sentence, the tone of its tag."""

    name: str
    text: str
    tone: str


def standing(view: CaseView) -> list[Standing]:
    """What the page of the case says of each, the newest of a kind."""
    found = []
    for kind, say in ((ActKind.TOLERANCE, tolerance), (ActKind.PROMISE, promise)):
        acts = view.state.acts_of(kind)
        if acts:
            found.append(say(view, acts[-1]))
    return found


def to_bring(act: Act) -> str:
    return _("请在%(day)s以前补交您承诺的材料。") % {"day": day(due_on(act))}


def is_open_to(view: CaseView, today: date) -> bool:
    """Neither is offered to a party while a record of it stands; its credit page says which, and how it is repaired."""
    return not credit.is_bad(view.state.applicant_id, today)


def is_out(view: CaseView) -> bool:
    """Whether something that may come later has not been handed in."""
    return bool(tolerating.absent(view.terms, cases.handed_in(view.state.id)))


def doing(view: CaseView, today: date) -> list[tuple[str, str, str, dict[str, str]]]:
    """What the applicant may do about either now: route, label, hint, tag."""
    state, found = view.state, list[tuple[str, str, str, dict[str, str]]]()
    waits = {"kind": "wait", "status": _("等您")}
    before = state.phase in tolerating.BEFORE
    if act := tolerating.the(state, "running", "overdue"):
        if state.finished_at is None and state.decided_at is None:
            found.append(("tolerance", _("补交承诺的材料"), _("承诺%(day)s以前补交") % {"day": day(due_on(act))}, waits))
    elif before and not tolerating.why_not(state, view.terms) and is_out(view) and is_open_to(view, today):
        tag = waits if tolerating.the(state, "offered") else {}
        found.append(("tolerance", _("缺的材料后补（容缺受理）"), _("先受理，材料在承诺的日期以前补交；选不选由您"), tag))
    if promising.signed(state) and state.decided_at is None and state.finished_at is None:
        found.append(("promise", _("告知承诺"), _("决定以前可以收回"), {}))
    elif state.phase in promising.BEFORE and not promising.why_not(state, view.terms) and is_open_to(view, today):
        found.append(("promise", _("用告知承诺办理"), _("凭承诺作决定，事后核查；选不选由您"), {}))
    return found


def names(view: CaseView, act: Act, key: str = "missing") -> str:
    known = {m.code: m.name for m in view.terms.materials}
    codes: list[str] = act.data.get(key) or act.data["materials"]  # type: ignore[assignment]
    return str(_("、")).join(known.get(code, code) for code in codes)


def tolerance(view: CaseView, act: Act) -> Standing:
    what = {"what": names(view, act), "day": day(due_on(act)) if act.data.get("due_on") else day(date.fromisoformat(str(act.data.get("latest_on"))))
            if act.data.get("latest_on") else ""}  # fmt: skip
    words = {
        "offered": (_("已告知可以后补%(what)s，最晚%(day)s，等申请人选择。"), "wait"),
        "agreed": (_("申请人选择容缺受理，承诺%(day)s以前补交%(what)s，等窗口受理。"), "run"),
        "declined": (_("申请人不选容缺受理，按补正办理。"), "plain"),
        "running": (_("还缺%(what)s，承诺%(day)s以前补交；补齐、核对以前不作决定，期限照算。"), "wait"),
        "brought": (_("%(what)s已经补交，等待核对。"), "run"),
        "overdue": (_("%(what)s没有在承诺的%(day)s以前补交，可以终止办理或者不予。"), "red"),
        "complete": (_("承诺的材料已经补齐，核对无误。"), "done"),
        "broken": (_("承诺的材料没有补交，已记入信用记录。"), "red"),
    }  # fmt: skip
    text, tone = words[act.state]
    return Standing(_("容缺受理"), text % what, tone)


def promise(view: CaseView, act: Act) -> Standing:
    points: list[str] = act.data.get("points", [])  # type: ignore[assignment]
    told = {"n": len(points), "day": day(due_on(act)) if act.data.get("due_on") else ""}
    words = {
        "signed": (_("已签告知承诺书，%(n)s项审查要点以承诺代替审查。"), "run"),
        "declined": (_("申请人不作承诺，按一般程序审查。"), "plain"),
        "to_check": (_("凭承诺作出决定，等待事后核查。"), "wait"),
        "kept": (_("事后核查：与承诺相符。"), "done"),
        "mending": (_("与承诺不符，限期整改到%(day)s。"), "red"),
        "mended": (_("与承诺不符的地方已经整改。"), "done"),
        "broken": (_("承诺不实，逾期没有整改，已记入信用记录。"), "red"),
    }  # fmt: skip
    text, tone = words[act.state]
    return Standing(_("告知承诺"), text % told, tone)
