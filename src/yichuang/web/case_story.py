"""经过 for the applicant: what happened, without the inner traffic of the organ; each line with its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases.api import CaseView
from yichuang.documents.domain import Kind
from yichuang.look.templatetags.look import day
from yichuang.web import history, power_words

INNER = frozenset({
    "cases.TaskClaimed", "cases.TaskHandedOver", "cases.StepSentBack", "cases.StepTakenBack", "cases.SideTaskOpened",
    "cases.SideTaskCompleted", "cases.ReturnedForReview", "cases.ProcedureCut", "cases.ExtensionAsked", "cases.ExtensionDeclined",
    "cases.GateMet", "cases.CalendarAdopted", "cases.StepLimitPassed", "cases.ReviewStarted", "cases.ResultMade",
    "cases.TimerFired", "cases.SubProcessTimedOut",
    "cases.SpotCheckDrawn", "cases.SpotChecked", "cases.AutomaticLotDrawn", "cases.OpinionReminded",
})
"""Facts about who works on it inside; opinions before the decision are no answer to the applicant."""

CHANNEL_WORDS = {"1": "窗口", "2": "网上", "3": "手机上", "4": "邮寄"}
INNER_ACTS = frozenset({"legal_review"})

SAID = {
    "cases.CaseReceived": lambda f: _("%(channel)s收到申请。") % {"channel": _(CHANNEL_WORDS.get(f.channel, ""))},
    "cases.AutomaticallyExamined": lambda f: _("系统按规则核对，全部成立，当即受理并准予。")
    if f.outcome == "grant"
    else _("系统按规则核对，有的不成立或者查不到，由工作人员办理。"),
    "cases.PersonAskedFor": lambda f: _("您要求由工作人员决定，没有交给规则自动决定。"),
    "cases.AutomaticReviewAsked": lambda f: _("您要求由工作人员重新审查。") if f.wanted == "review" else _("您要求说明这个自动作出的决定。"),
    "cases.ResultDelivered": lambda f: _("结果交到您手上。"),
    "cases.CorrectionReceived": lambda f: _("收到您补交的材料，全部补齐。") if not f.missing else _("收到您补交的材料，还差%(n)s项。") % {"n": len(f.missing)},
    "cases.SpecialProcedureEnded": lambda f: _("收到结果，恢复计时。当日不算，从下一个工作日接着算。"),
    "cases.ApplicationWithdrawn": lambda f: _("您撤回了申请。"),
    "cases.Urged": lambda f: _("您催办了一次。") if f.by == "applicant" else _("办理机关内部催办了一次。"),
    "cases.ElectronicConsentWithdrawn": lambda f: _("您撤回了电子送达的同意，以后的文书在窗口领取。"),
    "cases.ServiceChanged": lambda f: _("您改了送达方式。"),
    "cases.PowerFollowed": power_words.followed,
    "cases.CaseRetained": lambda f: power_words.retained(),
    "cases.FirstReviewOpened": power_words.first_review_opened,
    "cases.HandedInElsewhere": power_words.handed_in_elsewhere,
    "cases.AcceptanceGivenBack": lambda f: power_words.given_back(),
    "cases.ReportOpened": power_words.report_opened,
    "cases.ApplicationReported": power_words.reported_up,
    "cases.FirstReviewReported": lambda f: power_words.first_review_reported(),
    "cases.VersionMoved": lambda f: _("办事指南有了新版，您的申请改按新版办理；期限不延长，材料不增加。"),
    "cases.ReadyToDecide": lambda f: _("审查环节全部办完，等待决定。"),
    "cases.CaseClosed": lambda f: _("全部办完，归卷。"),
    "cases.PromisePassed": lambda f: _("承诺期限%(day)s已过，还没有决定。") % {"day": day(f.due_on)},
    "cases.StatutoryPassed": lambda f: _("法定期限%(day)s已过，还没有决定。") % {"day": day(f.due_on)},
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line: the words, and the document the applicant may open."""

    at: datetime
    text: str
    paper: Any = None
    is_red: bool = False


def told(view: CaseView, papers: Mapping[UUID, Any]) -> list[Told]:
    """Newest first; `papers` are the documents addressed to the applicant, by id."""
    scene = history.Scene(view.state, {}, {})
    receipt = next((p.id for p in papers.values() if p.kind == Kind.RECEIPT), None)
    lines: list[Told] = []
    given: set[UUID] = set()
    for event in view.story:
        text = words(event, scene)
        if not text:
            continue
        document_id = getattr(event.fact, "document_id", None) or (receipt if event.kind == "cases.CaseReceived" else None)
        paper = papers.get(document_id) if document_id not in given else None
        if paper is not None:
            given.add(document_id)
        lines.append(Told(event.at, text, paper, event.kind in history.ARTICLES))
    return lines[::-1]


def words(event: Any, scene: history.Scene) -> str:
    """One event for the applicant; empty where it is none of their business."""
    fact, kind = event.fact, event.kind
    if kind in INNER:
        return ""
    if kind in ("cases.ActOpened", "cases.ActMoved"):
        act = scene.act(fact.act_id)
        if act is None or act.value in INNER_ACTS:
            return ""
    if kind == "cases.StepCompleted":
        return _("“%(step)s”办完。") % {"step": scene.task(fact.task_id)}
    if kind in SAID:
        return str(SAID[kind](fact))
    said = history.sentence(event, scene)
    return said + str(_("。")) if said else ""
