"""What the pages of change requests say: the rail, the sentence of who must act, the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.catalogue.api import life
from yichuang.catalogue.domain.assessment import CRITERION_NAMES, Answer, Question
from yichuang.catalogue.domain.life import LABELS, ON_RAIL, OPEN, RAIL, WITHOUT_NOTICE, Stage
from yichuang.kernel.record import Recorded
from yichuang.look.templatetags.look import day_full
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import POST_NAMES, Post

TAGS = {
    Stage.DRAFTING: "wait", Stage.LEGALITY: "run", Stage.CLEARED: "wait", Stage.EXPERTS: "run", Stage.NOTICE: "run", Stage.DECISION: "run",
    Stage.APPROVED: "run", Stage.IN_FORCE: "done", Stage.REJECTED: "red", Stage.WITHDRAWN: "plain", Stage.TAKEN_BACK: "plain",
}
RAIL_LABELS: dict[Stage, str | Promise] = {
    Stage.DRAFTING: _("起草"), Stage.LEGALITY: _("合法性审查"), Stage.NOTICE: _("公示"), Stage.DECISION: _("批准"), Stage.IN_FORCE: _("施行"),
}
STORY_WORDS: dict[str, str | Promise] = {
    "catalogue.ChangeRequested": _("开始起草"), "catalogue.ChangeSubmitted": _("提交合法性审查"),
    "catalogue.LegalityAgreed": _("合法性审查同意"), "catalogue.LegalityNotAgreed": _("合法性审查退回起草"),
    "catalogue.ExpertsAsked": _("抽取专家，请提意见"), "catalogue.ExpertOpinionGiven": _("专家提出意见"),
    "catalogue.ExpertsHeard": _("专家意见已齐"), "catalogue.NoticeOpened": _("开始公示"), "catalogue.NoticeCommented": _("收到公示意见"),
    "catalogue.NoticeAnswered": _("答复公示意见"), "catalogue.NoticeClosed": _("公示结束"), "catalogue.ChangeApproved": _("批准"),
    "catalogue.ChangeReturned": _("退回起草"), "catalogue.ChangeRejected": _("驳回"), "catalogue.ChangeWithdrawn": _("撤回"),
    "catalogue.ChangeHeldUp": _("施行之日不能发布，退回批准人"), "catalogue.ChangeTookEffect": _("施行"),
    "catalogue.ChangeTakenBack": _("撤回批准"),
}
NOTE_LABELS: dict[str, str | Promise] = {
    "reason": _("变更理由"), "legality": _("合法性审查意见"), "expert": _("专家意见"), "returned": _("退回的理由"), "rejected": _("驳回的理由"),
    "taken_back": _("撤回批准的理由"),
}
OPINION_LABELS: dict[str, str | Promise] = {
    "agree": _("同意"), "after_changes": _("修改后同意"), "disagree": _("不同意"), "stood_aside": _("回避"),
}


@dataclass(frozen=True, slots=True)
class Phase:
    label: str | Promise
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Written:
    """A note with its author's name."""

    label: str | Promise
    opinion: str | Promise
    text: str
    article: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    words: str | Promise
    who: str


def rail(row: life.RequestRow) -> list[Phase]:
    """The stages of this request; a suspension passes no notice."""
    stages = [stage for stage in RAIL if stage is not Stage.NOTICE or row.change not in WITHOUT_NOTICE]
    here = ON_RAIL.get(row.stage, row.stage)
    here = Stage.DECISION if here not in stages and row.stage is Stage.CLEARED else here
    at = stages.index(here) if here in stages else len(stages)
    phases = []
    for index, stage in enumerate(stages):
        done = index < at and here in stages or row.stage is Stage.IN_FORCE
        state = "past" if done else "now" if index == at else "ahead"
        phases.append(Phase(RAIL_LABELS[stage], state, note_of(row, stage, state)))
    return phases


def note_of(row: life.RequestRow, stage: Stage, state: str) -> str:
    if stage is Stage.NOTICE and row.notice_to:
        return gettext("到%(day)s") % {"day": day_full(row.notice_to)}
    if stage is Stage.IN_FORCE and row.effective_on and row.stage in (Stage.APPROVED, Stage.IN_FORCE):
        return day_full(row.effective_on)
    return gettext(LABELS[row.stage]) if state == "now" and row.stage is not stage else ""


def post_word(owner: str) -> str:
    return gettext(POST_NAMES[Post(owner)]) if owner in POST_NAMES else ""


def sentence(row: life.RequestRow) -> str:
    """Who must act now, in one sentence."""
    if row.stage is Stage.APPROVED and row.effective_on and row.power:
        return gettext("已经批准，%(day)s零点起施行；在那以前仍由原机关决定。") % {"day": day_full(row.effective_on)}
    if row.stage is Stage.APPROVED and row.effective_on:
        return gettext("已经批准，%(day)s起施行；在那以前原来的版本继续有效。") % {"day": day_full(row.effective_on)}
    if row.stage is Stage.NOTICE and row.notice_to:
        said = gettext("正在公示，到%(day)s为止；期满后自动转批准。") % {"day": day_full(row.notice_to)}
        return said + (gettext("还有%(n)s条意见等事项管理员答复。") % {"n": row.unanswered} if row.unanswered else "")
    if row.stage in OPEN:
        return gettext("现在由%(post)s办理：%(stage)s。") % {"post": post_word(row.owner), "stage": gettext(LABELS[row.stage])}
    return {
        Stage.IN_FORCE: gettext("已经施行。"), Stage.REJECTED: gettext("已经驳回。") if row.power else gettext("已经驳回，草稿还在，可以重新申请。"),
        Stage.WITHDRAWN: gettext("已经撤回。") if row.power else gettext("已经撤回，草稿还在。"),
        Stage.TAKEN_BACK: gettext("批准已经撤回，到那一天不施行，一切照旧。"),
    }[row.stage]


def people(refs: Iterable[str]) -> dict[str, str]:
    """Names of those whom events call "account:<uuid>"; the platform itself is 系统."""
    accounts = {ref: UUID(ref.split(":", 1)[1]) for ref in set(refs) if ref.startswith("account:")}
    names = organisations.names(accounts.values())
    return {ref: names.get(ident, "") for ref, ident in accounts.items()}


def written(row: life.RequestRow, names: dict[str, str]) -> list[Written]:
    return [
        Written(NOTE_LABELS.get(note.kind, note.kind), OPINION_LABELS.get(note.opinion, ""), note.text, note.article, names.get(note.author, ""), note.at)
        for note in row.notes
    ]  # fmt: skip


def story(events: Iterable[Recorded], names: dict[str, str]) -> list[Happened]:
    return [Happened(event.at, STORY_WORDS.get(event.kind, event.kind), names.get(event.actor, "")) for event in events]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One question of the review, as it is asked or was answered."""

    key: str
    criterion: str
    text: str
    article: str
    holds: str
    reason: str


def assessed(request_id: UUID, answers: Iterable[Answer]) -> list[Assessed]:
    """The questions of the review with their answers, in their order; nothing where none was answered."""
    given = {answer.key: answer for answer in answers}
    rows = [(one, given[one.key]) for one in life.asked_of(request_id) if one.key in given]
    return [Assessed(q.key, CRITERION_NAMES[q.criterion], q.text, q.article, "yes" if a.holds else "no", a.reason) for q, a in rows]


def to_assess(request_id: UUID, typed: Mapping[str, str]) -> list[Assessed]:
    return [
        Assessed(q.key, CRITERION_NAMES[q.criterion], q.text, q.article, typed.get(f"holds-{q.key}", ""), typed.get(f"why-{q.key}", ""))
        for q in life.asked_of(request_id)
    ]  # fmt: skip


def answers(asked: Iterable[Question], typed: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {one.key: (typed.get(f"holds-{one.key}", ""), typed.get(f"why-{one.key}", "")) for one in asked}
