"""经过: the facts of a case as sentences, made when they are read (design §8). A fact nobody has words for is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases.api import CaseView
from yichuang.cases.domain.acceptance import REJECTIONS
from yichuang.cases.domain.acts import ACT_STATES
from yichuang.cases.domain.automatic import FINDINGS as AUTOMATIC_FINDINGS
from yichuang.cases.domain.decision import ENDING_WORDS
from yichuang.cases.domain.on_the_spot import FINDINGS
from yichuang.cases.domain.phases import CHANNEL_LABELS, TECHNICAL, ActKind, Channel
from yichuang.cases.domain.review import VERDICTS
from yichuang.cases.domain.state import CaseState
from yichuang.clock.domain import ground_name
from yichuang.documents.domain import MODE_NAMES, Mode
from yichuang.kernel.record import Recorded
from yichuang.look.templatetags.look import day
from yichuang.web import power_words, promise_words

LAW32 = "《行政许可法》第三十二条第一款第四项"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `quote` is what somebody wrote, `article` stands on a red line."""

    seq: int
    at: datetime
    effective_at: datetime
    who: str
    text: str
    quote: str = ""
    article: str = ""
    is_opinion: bool = False

    @property
    def is_red(self) -> bool:
        return bool(self.article)

    @property
    def is_dated_back(self) -> bool:
        """The law counts it from another day than it was said."""
        return self.effective_at.date() != self.at.date()


@dataclass(frozen=True, slots=True)
class Scene:
    """What sentences need beside the fact: the case with its tasks and acts, names of people, texts written."""

    state: CaseState
    people: Mapping[UUID, str]
    texts: Mapping[str, str]

    def task(self, task_id: UUID) -> str:
        task = self.state.task(task_id)
        return _(task.name) if task else _("这一步")

    def name(self, account_id: UUID | None) -> str:
        return self.people.get(account_id, "") if account_id else ""

    def opened(self, fact: Any) -> str:
        return _("、").join(_(str(row["name"])) for row in fact.opened)

    def act(self, act_id: UUID) -> ActKind | None:
        act = self.state.act(act_id)
        return act.kind if act else None


def written(value: date | str) -> str:
    return day(date.fromisoformat(value) if isinstance(value, str) else value)


def verdict(code: str) -> str:
    return _(VERDICTS.get(code, code))


def received(f: Any, s: Scene) -> str:
    channel = CHANNEL_LABELS.get(Channel(f.channel), "") if f.channel in set(Channel) else ""
    return _("收件，%(channel)s，出具收件凭证") % {"channel": _(channel)}


def special_started(f: Any, s: Scene) -> str:
    ground = ground_name(f.ground)
    words = _("为%(ground)s暂停计时，告知需要%(days)s个工作日")
    return words % {"ground": _(ground), "days": f.needed}


def act_opened(f: Any, s: Scene) -> str:
    if f.data.get("purpose") in TECHNICAL:
        words = _("指派两名以上人员%(ground)s，应当在%(day)s以前指派（第五十五条）")
        return words % {"ground": _(ground_name(f.data["purpose"])), "day": written(f.data["appoint_by"])}
    if f.data.get("joint_act"):
        return _("参加联合踏勘，本机关派两名以上人员，不暂停计时") if f.act == "visit" else _("联合办理中，本机关的意见归卷")
    return OPENED.get(f.act, lambda: _("登记了一件事"))() + days_of(f)


def days_of(f: Any) -> str:
    """The days an act was given; those of a fact written when last days were still stated, by that day."""
    if not f.limit:
        return _("，期限%(day)s") % {"day": written(f.from_on)} if f.from_on else ""
    return _("，%(n)s个工作日") % {"n": f.limit} if f.from_on else _("，送达后%(n)s个工作日") % {"n": f.limit}


def notice_served(f: Any, s: Scene) -> str:
    mode = MODE_NAMES.get(Mode(f.mode), f.mode) if f.mode in set(Mode) else f.mode
    act = s.state.act(f.act_id)
    if act is not None and act.limit is None and str(f.document_id) == act.data.get("notice_id"):
        return _("通知书送达一人：%(mode)s") % {"mode": _(mode)}
    whole = _("送达：%(mode)s，期限开始计算") if f.complete else _("送达一人：%(mode)s，还有人没有送达")
    return whole % {"mode": _(mode)}


OPENED: dict[str, Callable[[], str]] = {
    "hearing": lambda: _("告知听证权利"),
    "third_party": lambda: _("告知利害关系人陈述申辩的权利"),
    "visit": lambda: _("派两名以上人员现场核查，不暂停计时"),
    "opinion": lambda: _("发函征求意见，不暂停计时"),
    "legal_review": lambda: _("送法制审核"),
    "supplement": lambda: _("请申请人补充说明，不暂停计时"),
    "statement": lambda: _("申请人陈述申辩，决定以前应当听取"),
    "sending": lambda: _("证件已寄往领取的窗口"),
}
MOVED: dict[tuple[str, str], Callable[[], str]] = {
    ("hearing", "asked"): lambda: _("要求听证"),
    ("hearing", "waived"): lambda: _("表示不要求听证"),
    ("hearing", "lapsed"): lambda: _("逾期没有要求听证"),
    ("hearing", "noticed"): lambda: _("通知听证的时间、地点和主持人"),
    ("hearing", "held"): lambda: _("举行听证，笔录归卷"),
    ("third_party", "stated"): lambda: _("听取陈述申辩，笔录归卷"),
    ("third_party", "lapsed"): lambda: _("利害关系人逾期没有陈述"),
    ("visit", "recorded"): lambda: _("现场核查完成，笔录归卷"),
    ("opinion", "answered"): lambda: _("回复征求的意见"),
    ("opinion", "silent"): lambda: _("征求意见逾期没有回复"),
    ("legal_review", "passed"): lambda: _("法制审核通过"),
    ("legal_review", "returned"): lambda: _("法制审核退回"),
    ("statement", "noted"): lambda: _("听取申请人陈述申辩"),
    ("sending", "arrived"): lambda: _("证件已到领取的窗口"),
    ("sending", "called_off"): lambda: _("寄往领取窗口的证件退回或者丢失"),
    ("supplement", "received"): lambda: _("申请人作了补充说明"),
    ("supplement", "dropped"): lambda: _("不再请申请人补充说明"),
    ("opinion", "dropped"): lambda: _("不再等征求的意见"),
    ("visit", "dropped"): lambda: _("取消现场核查"),
}


def act_moved(f: Any, s: Scene) -> str:
    kind = s.act(f.act_id)
    if f.data.get("avoidance"):
        return _("申请主持人回避") if f.data["avoidance"] == "asked" else _("没有准许回避，听证照常举行")
    if f.state == "right_told" and f.data.get("waived"):
        return _("有人表示不要求听证，等其他人答复")
    said = MOVED.get((kind.value, f.state)) if kind else None
    return said() if said else ""


def completed(f: Any, s: Scene) -> str:
    return _("办完“%(step)s”：%(verdict)s") % {"step": s.task(f.task_id), "verdict": verdict(f.verdict)}


def side_completed(f: Any, s: Scene) -> str:
    return completed(f, s) if f.verdict in VERDICTS else ""


def handed_over(f: Any, s: Scene) -> str:
    return _("把“%(step)s”转给%(name)s") % {"step": s.task(f.task_id), "name": s.name(f.to_id)}


def renewal_asked(f: Any, s: Scene) -> str:
    said = _("申请延续，许可证编号%(number)s，有效期到%(day)s") % {"number": f.number, "day": written(f.expires_on)}
    return said if f.in_time else said + _("，申请晚于%(day)s") % {"day": written(f.ask_by)}


def rejected(f: Any, s: Scene) -> str:
    words = REJECTIONS.get(f.ground, ("", ""))
    return _("不予受理：%(ground)s") % {"ground": _(words[0])}


def refused(f: Any, s: Scene) -> str:
    return _("签发不予决定，依据%(article)s") % {"article": f.article}


def corrected(f: Any, s: Scene) -> str:
    if f.missing:
        return _("补正材料收到%(n)s项，还差%(left)s项") % {"n": len(f.points), "left": len(f.missing)}
    return _("补正材料全部收到，受理从今天算起")


def served(f: Any, s: Scene) -> str:
    mode = MODE_NAMES.get(Mode(f.mode), f.mode) if f.mode in set(Mode) else f.mode
    words = _("决定书送达：%(mode)s") if s.state.outcome else _("文书送达：%(mode)s")
    return words % {"mode": _(mode)}


def concluded(f: Any, s: Scene) -> str:
    if s.state.decided_at_once:
        return _("当场办结，已出具办理结果通知书")
    return _("办结") if f.result == "done" else _("未能办成")

WAY_WORDS = {"direct": "窗口领取", "post": "邮政EMS", "electronic": "电子送达", "nearby": "交材料的窗口领取"}

CLOCKS = {
    "answer": "答复期限", "promised": "承诺期限", "statutory": "法定期限", "delivery": "送达期限", "lapse": "补正期限",
    "hearing": "听证期限", "third_party": "陈述申辩期限", "opinion": "回复期限", "special": "特别程序预计结束日",
}  # fmt: skip

SENTENCES: dict[str, Callable[[Any, Scene], str]] = {
    **promise_words.SENTENCES,
    "cases.CaseReceived": received,
    "cases.RenewalAsked": renewal_asked,
    "cases.ChangeAsked": lambda f, s: _("申请变更%(n)s处，许可证编号%(number)s") % {"n": len(f.places), "number": f.number},
    "cases.DeemedRenewed": lambda f, s: _("到%(day)s届满没有决定，视为准予延续") % {"day": written(f.expired_on)},
    "cases.SilenceBarred": lambda f, s: _("有效期届满；申请人在不得再次申请的期限内，不视为准予延续")
    if f.licence_state == "banned"
    else _("有效期届满，许可证已经失效，没有可以延续的"),
    "cases.FixedOnTheSpot": lambda f, s: _("当场更正%(n)s项，不另发补正告知书") % {"n": len(f.points)},
    "cases.NotNeeded": lambda f, s: _("告知不需要许可，不受理"),
    "cases.AcceptanceRejected": rejected,
    "cases.RejectionProposed": lambda f, s: _("请示不予受理"),
    "cases.RejectionDeclined": lambda f, s: _("没有同意不予受理，继续核对受理要素"),
    "cases.CorrectionAsked": lambda f, s: _("一次性告知补正%(n)s项") % {"n": len(f.points)} + days_of(f),
    "cases.NoticeServed": notice_served,
    "cases.SecondCorrectionAsked": lambda f, s: _("再次告知补正，法律只许一次"),
    "cases.CorrectionReceived": corrected,
    "cases.CorrectionLapsed": lambda f, s: _("逾期没有补正，退件，可以重新申请"),
    "cases.AutomaticallyExamined": lambda f, s: _("智能审批：规则全部成立，自动受理并准予")
    if f.outcome == "grant"
    else _("智能审批：%(n)s项不成立或者无法判断，转人工办理") % {"n": len(f.unmet)},
    "cases.AutomaticLotDrawn": lambda f, s: _("抽签抽中，由人抽查") if f.opened else _("抽签没有抽中"),
    "cases.PersonAskedFor": lambda f, s: _("申请人要求由工作人员决定，不由规则自动决定"),
    "cases.AutomaticReviewAsked": lambda f, s: _("申请人要求由人重新审查") if f.wanted == "review" else _("申请人要求说明自动决定"),
    "cases.AutomaticReviewed": lambda f, s: _("人工审查答复：%(finding)s") % {"finding": _(AUTOMATIC_FINDINGS.get(f.finding, f.finding))},
    "cases.CaseAccepted": lambda f, s: _("当场受理") if s.state.decided_at_once else _("受理，出具受理通知书"),
    "cases.DeemedAccepted": lambda f, s: _("到%(day)s没有告知，自收到材料之日起视为受理") % {"day": written(f.answer_due_on)},
    "cases.ReviewStarted": lambda f, s: _("转入“%(steps)s”") % {"steps": s.opened(f)} if f.opened else "",
    "cases.TaskClaimed": lambda f, s: _("签收“%(step)s”") % {"step": s.task(f.task_id)},
    "cases.TaskHandedOver": handed_over,
    "cases.StepCompleted": completed,
    "cases.StepSentBack": lambda f, s: _("从“%(step)s”退回到“%(back)s”") % {"step": s.task(f.task_id), "back": s.opened(f)},
    "cases.StepTakenBack": lambda f, s: _("取回“%(step)s”") % {"step": s.task(f.task_id)},
    "cases.SideTaskOpened": lambda f, s: _("请人办“%(step)s”") % {"step": s.opened(f)},
    "cases.SideTaskCompleted": side_completed,
    "cases.ReadyToDecide": lambda f, s: _("审查环节全部办完，等待决定"),
    "cases.ReturnedForReview": lambda f, s: _("退回重审，回到“%(back)s”") % {"back": s.opened(f)},
    "cases.ProcedureCut": lambda f, s: _("还有%(n)s个环节没有办完，说明理由后直接决定") % {"n": len(f.closed)},
    "cases.SpecialProcedureStarted": special_started,
    "cases.SpecialProcedureEnded": lambda f, s: _("恢复计时，当日不算"),
    "cases.SpecialProcedureOverrun": lambda f, s: _("告知的时间%(day)s已过，特别程序还没有结束") % {"day": written(f.due_on)},
    "cases.ExtensionAsked": lambda f, s: _("申请延期%(days)s个工作日") % {"days": f.amount},
    "cases.ExtensionApproved": lambda f, s: _("批准延期%(days)s个工作日，告知申请人") % {"days": f.amount},
    "cases.ExtensionUntold": lambda f, s: _("到%(day)s没有把延期告知申请人") % {"day": written(f.due_on)},
    "cases.ExtensionDeclined": lambda f, s: _("没有批准延期"),
    "cases.ActOpened": act_opened,
    "cases.ActMoved": act_moved,
    "cases.OpinionReminded": lambda f, s: _("快到回复期限%(day)s，催被征求意见的机关回复") % {"day": written(f.due_on)},
    "cases.GateMet": lambda f, s: "",
    "cases.GateReopened": lambda f, s: _("前置办理结果的证件不再有效，本件要等它重新取得"),
    "cases.CaseGranted": lambda f, s: _("当场准予，出具即办单") if s.state.decided_at_once else _("签发准予决定"),
    "cases.CaseRefused": refused,
    "cases.CaseConcluded": concluded,
    "cases.SpotCheckDrawn": lambda f, s: _("抽签抽中，由他人抽查"),
    "cases.SpotChecked": lambda f, s: _("抽查即办件：%(finding)s") % {"finding": _(FINDINGS.get(f.finding, f.finding))},
    "cases.CaseEnded": lambda f, s: _("终止办理：%(ground)s") % {"ground": _(ENDING_WORDS.get(f.ground, f.ground))},
    "cases.ApplicationWithdrawn": lambda f, s: _("申请人撤回申请"),
    "cases.DecisionServed": served,
    "cases.ResultMade": lambda f, s: _("决定书制作完成，已用印"),
    "cases.ResultDelivered": lambda f, s: _("结果交到申请人手上"),
    "cases.CaseClosed": lambda f, s: _("办结归卷"),
    "cases.PromisePassed": lambda f, s: _("承诺期限%(day)s已过，没有决定") % {"day": written(f.due_on)},
    "cases.StatutoryPassed": lambda f, s: _("法定期限%(day)s已过，没有决定") % {"day": written(f.due_on)},
    "cases.StepLimitPassed": lambda f, s: _("“%(step)s”超过环节时限") % {"step": s.task(f.task_id)},
    "cases.TimerFired": lambda f, s: _("“%(step)s”到时没有办完，流程自动转到“%(next)s”") % {"step": s.task(f.task_id), "next": s.opened(f)},
    "cases.SubProcessTimedOut": lambda f, s: _("“%(step)s”到时没有办完，流程自动转到“%(next)s”") % {"step": f.name, "next": s.opened(f)},
    "cases.DeliveryPassed": lambda f, s: _("决定后十个工作日没有送达"),
    "cases.ErrorCorrected": lambda f, s: _("更正证件上的笔误，证件按原编号重做，出具更正通知书")
    if f.licence_id
    else _("更正文书上的笔误，出具更正通知书"),
    "cases.LicenceExchanged": lambda f, s: _("更正后的证件交到持证人手上"),
    "cases.OverdueNoteWritten": lambda f, s: _("公开超期说明，新的办结日期%(day)s") % {"day": written(f.new_date)},
    "cases.DueMoved": lambda f, s: _("工作日历调整，%(clock)s由%(before)s改为%(after)s")
    % {"clock": _(CLOCKS.get(f.clock, f.clock)), "before": written(f.from_on), "after": written(f.to_on)},
    "cases.PowerFollowed": lambda f, s: power_words.followed(f),
    "cases.CaseRetained": lambda f, s: power_words.retained(),
    "cases.FirstReviewOpened": lambda f, s: power_words.first_review_opened(f),
    "cases.HandedInElsewhere": lambda f, s: power_words.handed_in_elsewhere(f),
    "cases.AcceptanceGivenBack": lambda f, s: power_words.given_back(),
    "cases.ReportOpened": lambda f, s: power_words.report_opened(f),
    "cases.ApplicationReported": lambda f, s: power_words.reported_up(f),
    "cases.FirstReviewReported": lambda f, s: power_words.first_review_reported(),
    "cases.VersionMoved": lambda f, s: _("办事指南有了新版，本件改按新版办理，不延长期限，不增加材料"),
    "cases.Urged": lambda f, s: _(URGED_WORDS.get(f.by, URGED_WORDS["colleague"])),
    "cases.ServiceChanged": lambda f, s: _("改送达方式：%(way)s") % {"way": _(WAY_WORDS.get(f.mode, f.mode))},
    "cases.ElectronicConsentWithdrawn": lambda f, s: _("申请人撤回电子送达的同意，改为窗口领取"),
}

URGED_WORDS = {"applicant": "申请人催办", "colleague": "催办", "clock": "联合办理的意见下一个工作日到期，系统催办"}

ARTICLES = {
    "cases.SecondCorrectionAsked": LAW32,
    "cases.DeemedAccepted": LAW32,
    "cases.DeemedRenewed": "《行政许可法》第五十条第二款",
    "cases.ExtensionUntold": "《行政许可法》第四十二条第一款",
    "cases.PromisePassed": "《优化营商环境条例》第三十六条",
    "cases.StatutoryPassed": "《行政许可法》第四十二条",
    "cases.DeliveryPassed": "《行政许可法》第四十四条",
}
"""Facts shown in red, with the article they stand against."""

STATEMENTS = ("statement_id", "question_id", "avoidance_id", "avoidance_answer_id", "reason_id", "answer_id")
"""Where a fact names what somebody wrote."""
OPINIONS = (
    "cases.StepCompleted", "cases.SideTaskCompleted", "cases.SpotChecked", "cases.AutomaticReviewed", "cases.PromiseChecked", "cases.ToleratedChecked",
)  # fmt: skip


def actor_name(ref: str, people: Mapping[UUID, str]) -> str:
    if ref.startswith("account:"):
        return people.get(UUID(ref[8:]), "")
    return _("系统")


def sentence(event: Recorded, scene: Scene) -> str:
    """The words of one event; empty for what needs none or is not known here."""
    said = SENTENCES.get(event.kind)
    try:
        return said(event.fact, scene) if said else ""
    except (AttributeError, KeyError, ValueError, TypeError):  # an older shape of a fact must not take the page down
        return ""


def line(event: Recorded, scene: Scene) -> Line | None:
    text = sentence(event, scene)
    if not text:
        return None
    data = getattr(event.fact, "data", None)
    named = (getattr(event.fact, name, None) or (data or {}).get(name) for name in STATEMENTS)
    statement = next(filter(None, named), None)
    quote = scene.texts.get(str(statement), "") if statement else ""
    moved = event.kind == "cases.ActMoved" and event.fact.state in ("answered", "passed", "returned", "noted")
    return Line(
        event.seq, event.at, event.effective_at, actor_name(event.actor, scene.people), text,
        "" if quote.strip("。 ") in (*VERDICTS.values(), *FINDINGS.values()) else quote, ARTICLES.get(event.kind, ""),
        event.kind in OPINIONS or moved,
    )  # fmt: skip


def lines(view: CaseView) -> list[Line]:
    """Newest first."""
    return said_of(view, view.story)[::-1]


def since(view: CaseView, version: int) -> list[Line]:
    """What others did after the page was made that showed `version`."""
    return said_of(view, [event for event in view.history if event.seq > version])


def said_of(view: CaseView, events: Iterable[Recorded]) -> list[Line]:
    """Sentences of the events that have some; a step claimed in the moment of being done is said once."""
    scene, events = Scene(view.state, view.people, view.texts), list(events)
    done = {(event.at, event.actor) for event in events if event.kind in OPINIONS}
    told = (e for e in events if e.kind != "cases.TaskClaimed" or (e.at, e.actor) not in done)
    return [found for event in told if (found := line(event, scene))]


assert all(kind in {k.value for k in ActKind} and state in ACT_STATES[ActKind(kind)] for kind, state in MOVED)
