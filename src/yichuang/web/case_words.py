"""The first words of a case's public page: state, date, and what the reader has to do (ui/README: the sentence first)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yichuang.cases.api import CaseView
from yichuang.cases.domain import wishes
from yichuang.cases.domain.acts import own_last_day
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cases.domain.state import Act
from yichuang.clock.domain import ground_name
from yichuang.kernel.values import local_date
from yichuang.look.templatetags.look import day
from yichuang.organisations.api import OrganRow
from yichuang.web import promise_words

BREAK = "\u200b"
"""Where a heading may break on a phone: after the date, never inside a word."""


@dataclass(frozen=True, slots=True)
class Headline:
    """`title` state and date; `text` who and since when; `todo` what to do now, with its link where there is a page."""

    title: str
    text: str = ""
    todo: str = ""
    href: str = ""
    tone: str = ""


def headline(view: CaseView, today: date, organ: OrganRow, *, ready: bool) -> Headline:
    """`ready`: the licence's file is made."""
    nothing = _("现在不用您做什么。")
    match view.state.phase:
        case Phase.RECEIVED:
            return waiting_for_answer(view, today, nothing)
        case Phase.CORRECTING:
            return correcting(view, today, nothing)
        case Phase.UNDER_REVIEW:
            return reviewing(view, today, organ, nothing)
        case Phase.DECIDED | Phase.CLOSED:
            return decided(view, ready=ready)
    return ended(view)


def unsure(view: CaseView) -> str:
    return _("（暂定）") if view.dates.provisional else ""


def waiting_for_answer(view: CaseView, today: date, nothing: str) -> Headline:
    answer_on, received = view.dates.answer_on, day(view.state.received_at)
    if answer_on is None:
        return Headline(_("已收件"), _("您的申请%(day)s收到。") % {"day": received}, nothing)
    if today > answer_on:
        if view.state.is_licence:
            text = _("窗口应当在%(day)s前答复，没有答复的，自收到申请材料之日起即为受理（《行政许可法》第三十二条）。")
        else:
            text = _("窗口应当在%(day)s前答复。")
        return Headline(_("已超过答复期限"), text % {"day": day(answer_on)}, nothing, tone="red")
    title = _("已收件，最晚%(day)s答复是否受理") % {"day": day(answer_on) + BREAK}
    return Headline(title + unsure(view), _("您的申请%(day)s收到，窗口正在核对材料。") % {"day": received}, nothing)


def correcting(view: CaseView, today: date, nothing: str) -> Headline:
    state, act = view.state, view.state.correction
    if state.corrected_at:
        title = _("补正材料已收齐，最晚%(day)s答复") % {"day": day(view.dates.answer_on)} + unsure(view)
        return Headline(title, _("%(day)s收齐，受理从这一天算起。") % {"day": day(state.corrected_at)}, nothing)
    missing = act.data.get("missing", ()) if act else ()
    title = _("等您补正，最晚%(day)s") % {"day": day(view.dates.lapse_on)} if view.dates.lapse_on else _("等您补正")
    text = _("窗口已经一次性告知要补的内容。逾期没有补正的退件，可以重新申请。")
    todo = _("请补正%(n)s项。") % {"n": len(missing)}  # type: ignore[arg-type]
    return Headline(title, text, todo, reverse("correction", args=[state.id]))


def open_act(view: CaseView, kind: ActKind, *states: str) -> Act | None:
    return next((act for act in view.state.acts_of(kind) if act.state in states), None)


def ask_by(view: CaseView, act: Act, parties: Iterable[UUID]) -> str:
    """Until when these may ask for the hearing: their own five days, which run from service of the notice (47)."""
    if last := own_last_day(view.calendar, act, parties):
        return _("最晚%(day)s提出") % {"day": day(last)}
    return _("收到听证告知书之日起%(n)s个工作日内提出") % {"n": act.limit}


def mine_to_answer(view: CaseView, nothing: str) -> tuple[str, str]:
    """What waits for the applicant under review: a question, or the right to a hearing."""
    if act := open_act(view, ActKind.SUPPLEMENT, "asked"):
        return _("办理机关请您补充说明。"), reverse("supplement", args=[view.state.id, act.id])
    if act := open_act(view, ActKind.TOLERANCE, "running", "overdue"):
        return promise_words.to_bring(act), reverse("tolerance", args=[view.state.id])
    act = open_act(view, ActKind.HEARING, "right_told")
    if act and str(view.state.applicant_id) not in act.data.get("waived", ()):  # type: ignore[operator]
        words = _("您可以要求听证，%(until)s。") % {"until": ask_by(view, act, [view.state.applicant_id])}
        return words, reverse("my-hearing", args=[view.state.id, act.id])
    return nothing, ""


def reviewing(view: CaseView, today: date, organ: OrganRow, nothing: str) -> Headline:
    state, known = view.state, view.dates
    todo, href = mine_to_answer(view, nothing)
    words = {"day": day(state.accepted_on), "organ": organ.name}
    since = _("您的申请%(day)s视为受理，现由%(organ)s办理。") if state.deemed else _("您的申请%(day)s已受理，现由%(organ)s办理。")
    since = since % words
    doing, done = (_("正在审查"), _("决定")) if state.is_licence else (_("正在办理"), _("办结"))
    if state.is_stopped:
        ground = next(e.ground for e in state.ledger if e.kind == "stop" and e.to_on is None)
        act = open_act(view, ActKind.SPECIAL, "running")
        title = _("为%(ground)s暂停计时") % {"ground": _(ground_name(ground))}
        if act and act.id in known.acts:
            title += _("，预计到%(day)s") % {"day": day(known.acts[act.id])}
        return Headline(title, since, todo, href)
    last = known.promised_on or known.statutory_on
    if last is None:
        return Headline(doing, since + _("办理时限未载明。"), todo, href)
    if today > last:
        law = known.promised_on is None or (known.statutory_on is not None and today > known.statutory_on)
        title = (_("已超过法定期限，%(doing)s") if law else _("已超过承诺期限，%(doing)s")) % {"doing": doing}
        return Headline(title, since, todo, href, "red")
    title = _("%(doing)s，最晚%(day)s%(done)s") % {"doing": doing, "day": day(last) + BREAK, "done": done}
    return Headline(title + unsure(view), since, todo, href)


ASKED_TITLES = {
    ("renewal", "granted"): "准予延续，%(day)s决定", ("renewal", "refused"): "不予延续，%(day)s决定",
    ("change", "granted"): "准予变更，%(day)s决定", ("change", "refused"): "不予变更，%(day)s决定",
}  # fmt: skip
RESULT_TITLES = {
    "granted": "准予许可，%(day)s决定", "refused": "不予许可，%(day)s决定",
    "done": "已办结，%(day)s", "not_done": "没有办成，%(day)s",
}  # fmt: skip


def decided(view: CaseView, *, ready: bool) -> Headline:
    state = view.state
    words = ASKED_TITLES.get((state.purpose, state.outcome or ""), RESULT_TITLES[state.outcome or "done"])
    if state.outcome == "granted" and state.decider_id is None:
        words = "逾期没有决定，%(day)s起视为准予延续"
    title = _(words) % {"day": day(state.decided_at)}
    rate = (_("欢迎评价这件事办得怎么样。"), reverse("rate", args=[state.id]))
    if state.outcome == "refused":
        last = _("决定书最晚%(day)s送达。") % {"day": day(view.dates.delivery_on)} if view.dates.delivery_on else ""
        return Headline(title, _("理由、依据和不服的救济途径写在下面的决定里。") + last)
    if not state.licence_id:
        return Headline(title, _("办理结果见下面。"), *rate)
    if state.delivered_at:
        return Headline(title, _("%(name)s%(day)s已交到您手上。") % {"name": result_name(view), "day": day(state.delivered_at)}, *rate)
    if ready:
        text = _("%(name)s已经做好。请带身份证件到窗口领取，也可以改为电子送达。") % {"name": result_name(view)}
        return Headline(title, text, _("请领取。"))
    last = _("最晚%(day)s送达。") % {"day": day(view.dates.delivery_on)} if view.dates.delivery_on else ""
    return Headline(title, _("%(name)s正在制作。") % {"name": result_name(view)} + last, _("现在不用您做什么。"))


def result_name(view: CaseView) -> str:
    return view.terms.result.name or _("办理结果")


def ended(view: CaseView) -> Headline:
    on = {"day": day(local_date(view.state.finished_at))} if view.state.finished_at else {"day": ""}
    again = _("要再办的，可以重新申请。")
    match view.state.phase:
        case Phase.NOT_NEEDED:
            return Headline(_("这件事不需要许可，%(day)s告知") % on, _("依法不需要取得行政许可，见不受理告知书。"))
        case Phase.REJECTED:
            return Headline(_("不予受理，%(day)s") % on, _("理由、该找哪个机关、不服的救济途径，写在不予受理决定书里。"))
        case Phase.LAPSED:
            return Headline(_("逾期没有补正，%(day)s已退件") % on, _("退件不是不予许可。"), again)
        case Phase.WITHDRAWN:
            return Headline(_("您已撤回申请，%(day)s") % on, _("没有作出决定。"), again)
    return Headline(_("终止办理，%(day)s") % on, _("理由和救济途径写在终止办理通知书里。"))


def hearing_line(view: CaseView, act: Act, parties: Collection[UUID]) -> tuple[str, str, dict[str, Any]] | None:
    """(label, hint, tag) of a hearing that waits for these parties, or that they should come to."""
    waived = {str(p) for p in parties} & {str(p) for p in act.data.get("waived", ())}  # type: ignore[attr-defined]
    if act.state == "right_told" and waived:
        return _("听证"), _("您已表示不要求，还可以改为要求，%(until)s") % {"until": ask_by(view, act, parties)}, {}
    if act.state == "right_told":
        hint = _("%(until)s；听证不收费") % {"until": ask_by(view, act, parties)}
        return _("要求听证，或者表示不要求"), hint, {"kind": "wait", "status": _("等您")}
    if act.state == "asked":
        return _("听证"), _("已要求，最晚%(day)s举行，时间地点提前七日通知") % {"day": day(view.dates.acts.get(act.id))}, {}
    if act.state == "noticed":
        when = day(date.fromisoformat(str(act.data["day"])))
        return _("听证的时间地点，申请回避"), _("%(day)s %(time)s举行") % {"day": when, "time": act.data.get("at", "")}, {}
    return None


def can_do(view: CaseView, *, today: date, rated: bool, mode: str) -> list[dict[str, Any]]:
    """您现在可以: each with its page and consequence, only what is lawful now."""
    state: Any = view.state
    case_id: UUID = state.id
    out: list[dict[str, Any]] = []

    def add(route: str, label: str, hint: str, *more: Any, **tag: str) -> None:
        out.append({"href": reverse(route, args=[case_id, *more]), "label": label, "hint": hint, **tag})

    if state.phase is Phase.CORRECTING and not state.corrected_at:
        add("correction", _("补正"), _("只补告知书上列的；补齐那天起算受理"), kind="wait", status=_("等您"))
    for act in state.acts_of(ActKind.SUPPLEMENT):
        if act.state == "asked" and state.finished_at is None:
            add("supplement", _("补充说明"), _("回答办理机关的问题，不影响时限"), act.id, kind="wait", status=_("等您"))
    for act in state.acts_of(ActKind.HEARING):
        if line := hearing_line(view, act, {state.applicant_id}) if state.finished_at is None else None:
            add("my-hearing", line[0], line[1], act.id, **line[2])
    for route, label, hint, tag in promise_words.doing(view, today):
        add(route, label, hint, **tag)
    if state.is_licence and state.phase is Phase.UNDER_REVIEW:
        add("my-own-statement", _("陈述和申辩"), _("您的意见，决定以前应当听取"))
    if wishes.can_change_service(state):
        add("my-service", _("换一种送达方式，或者撤回电子送达的同意"), _("现在是：%(mode)s") % {"mode": mode})
    if state.decided_at is None and state.finished_at is None:
        add("withdraw-application", _("撤回申请"), _("决定之前都可以，以后还能再申请"))
    if wishes.can_urge(state):
        add("my-urge", _("催办"), _("一天一次，办理机关马上看到"))
    if (state.decided_at or state.finished_at) and not rated:
        add("rate", _("评价"), _("五个等级，一事一评，评不评由您"))
    elif rated:
        add("rate", _("看您的评价"), _("不满意的，办理机关会答复"))
    return out
