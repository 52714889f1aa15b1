"""The life of an item: what may be asked for it, the stages it passes, who moves it on, and who may not (rows 3, 5 of the plan). Pure.

A change request 变更申请 is drafted by an editor, reviewed for legality by somebody else, shown to the public, and approved
by a third. The stages are the house's own order of 行政许可法 5 (public) and of the 重大行政决策程序暂行条例 (合法性审查, 专家论证,
公众参与), which a city may shorten for a suspension but never for the person: nobody reviews or approves the own draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yichuang.kernel.errors import FieldError, Forbidden, Invalid, Refusal

PUBLIC_ARTICLE = "《中华人民共和国行政许可法》第五条"


class Change(StrEnum):
    """What is asked 变更类型. Each names what happens to the item on the day it takes effect."""

    CLAIM = "claim"
    ADD = "add"
    CHANGE = "change"
    SPLIT = "split"
    MERGE = "merge"
    SUSPEND = "suspend"
    RESUME = "resume"
    DELEGATE = "delegate"
    REVOKE = "revoke"
    CANCEL = "cancel"
    RETAIN = "retain"


CHANGE_NAMES: Mapping[Change, str] = {
    Change.CLAIM: "认领", Change.ADD: "新增", Change.CHANGE: "变更", Change.SPLIT: "拆分", Change.MERGE: "合并",
    Change.SUSPEND: "暂停", Change.RESUME: "恢复", Change.DELEGATE: "下放", Change.REVOKE: "收回", Change.CANCEL: "取消",
    Change.RETAIN: "保留",
}

DRAFTED = frozenset({Change.CLAIM, Change.ADD, Change.CHANGE})
"""One draft of one item comes into force."""
MOVED = frozenset({Change.SUSPEND, Change.RESUME, Change.CANCEL})
"""The version in force is suspended, resumed or ended; nothing new is drafted."""
KEPT = frozenset({Change.RETAIN})
"""清理评估 found that the version in force is to stay (许可法 20): the public is asked, and nothing of it changes."""
POWER = frozenset({Change.DELEGATE, Change.REVOKE})
"""The power to decide goes to another organ (委托, 下放, 划转, 授权), or back; the version in force stays. Both are shown to the public first:
24(1) has a 委托 announced, and people must learn of the end of it no later than of its beginning."""
WITHOUT_NOTICE = frozenset({Change.SUSPEND, Change.RESUME})
"""What cannot wait for a notice period; the public is told by the page of the item on the same day."""


class Stage(StrEnum):
    DRAFTING = "drafting"
    LEGALITY = "legality"
    CLEARED = "cleared"
    EXPERTS = "experts"
    NOTICE = "notice"
    DECISION = "decision"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"


LABELS: Mapping[Stage, str] = {
    Stage.DRAFTING: "起草", Stage.LEGALITY: "合法性审查", Stage.CLEARED: "待公示", Stage.EXPERTS: "专家意见", Stage.NOTICE: "公示中",
    Stage.DECISION: "待批准", Stage.APPROVED: "已批准待施行", Stage.IN_FORCE: "已施行", Stage.REJECTED: "已驳回", Stage.WITHDRAWN: "已撤回",
    Stage.TAKEN_BACK: "批准已撤回",
}

TRANSITIONS: Mapping[Stage, Mapping[str, Stage]] = {
    Stage.DRAFTING: {"catalogue.ChangeSubmitted": Stage.LEGALITY, "catalogue.ChangeWithdrawn": Stage.WITHDRAWN},
    Stage.LEGALITY: {
        "catalogue.LegalityAgreed": Stage.CLEARED, "catalogue.LegalityNotAgreed": Stage.DRAFTING,
        "catalogue.ChangeWithdrawn": Stage.WITHDRAWN,
    },
    Stage.CLEARED: {
        "catalogue.ExpertsAsked": Stage.EXPERTS, "catalogue.NoticeOpened": Stage.NOTICE, "catalogue.ChangeApproved": Stage.APPROVED,
        "catalogue.ChangeReturned": Stage.DRAFTING, "catalogue.ChangeWithdrawn": Stage.WITHDRAWN,
    },
    Stage.EXPERTS: {"catalogue.ExpertOpinionGiven": Stage.EXPERTS, "catalogue.ExpertsHeard": Stage.CLEARED},
    Stage.NOTICE: {
        "catalogue.NoticeCommented": Stage.NOTICE, "catalogue.NoticeAnswered": Stage.NOTICE, "catalogue.NoticeClosed": Stage.DECISION,
        "catalogue.ChangeReturned": Stage.DRAFTING,
    },
    Stage.DECISION: {
        "catalogue.NoticeAnswered": Stage.DECISION, "catalogue.ChangeApproved": Stage.APPROVED,
        "catalogue.ChangeReturned": Stage.DRAFTING, "catalogue.ChangeRejected": Stage.REJECTED,
    },
    Stage.APPROVED: {
        "catalogue.ChangeTookEffect": Stage.IN_FORCE, "catalogue.ChangeHeldUp": Stage.DECISION, "catalogue.ChangeTakenBack": Stage.TAKEN_BACK,
    },
}
"""The whole life of a request. IN_FORCE, REJECTED, WITHDRAWN and TAKEN_BACK are ends."""

OWNERS: Mapping[Stage, str] = {
    Stage.DRAFTING: "catalogue_editor", Stage.LEGALITY: "legal", Stage.CLEARED: "catalogue_editor", Stage.EXPERTS: "expert",
    Stage.NOTICE: "catalogue_editor", Stage.DECISION: "deputy_director", Stage.APPROVED: "system",
}
"""Whose turn it is in each stage (posts of organisations.domain.Post, or the due loop)."""

RAIL = (Stage.DRAFTING, Stage.LEGALITY, Stage.NOTICE, Stage.DECISION, Stage.IN_FORCE)
"""What the rail of the page shows; the other stages stand at the one before or beside them."""
ON_RAIL: Mapping[Stage, Stage] = {Stage.CLEARED: Stage.NOTICE, Stage.EXPERTS: Stage.NOTICE, Stage.APPROVED: Stage.IN_FORCE}

OPEN = tuple(TRANSITIONS)
"""Stages a request can still leave."""


class Opinion(StrEnum):
    """What a legality review says 合法性审查意见."""

    AGREE = "agree"
    AFTER_CHANGES = "after_changes"
    DISAGREE = "disagree"


OPINION_NAMES: Mapping[Opinion, str] = {
    Opinion.AGREE: "同意", Opinion.AFTER_CHANGES: "修改后同意", Opinion.DISAGREE: "不同意",
}


class Running(StrEnum):
    """What becomes of cases under way when a new version replaces the one they run under 在办件处理."""

    KEEP = "keep"
    MOVE_UNACCEPTED = "move_unaccepted"
    MOVE_UNDECIDED = "move_undecided"


RUNNING_NAMES: Mapping[Running, str] = {
    Running.KEEP: "在办件按原版办完", Running.MOVE_UNACCEPTED: "还没有受理的改按新版办理", Running.MOVE_UNDECIDED: "还没有决定的改按新版办理",
}

NOTICE_MIN_DAYS = 5
"""Working days of a public notice. No statute fixes it for lists of items; local practice is five to seven [P]."""
MOST_TEXT = 4000


class WrongStage(Refusal):
    code = "catalogue.wrong_stage"
    message = "这份变更申请现在%(stage)s，不能这样做"
    remedy = "请看申请页上现在由谁办理"


class OwnChange(Forbidden):
    code = "catalogue.own_change"
    message = "%(done)s的人不能再办理%(act)s"
    article = "本机关岗位分离规则（起草、审查、批准相分离）"
    remedy = "请由本机关其他有权限的人办理"


class NoticeRunning(Refusal):
    code = "catalogue.notice_running"
    message = "公示到%(last)s结束，现在还不能批准"
    article = PUBLIC_ARTICLE
    remedy = "请在公示期满、意见都答复以后批准"


class DayHasCome(Refusal):
    code = "catalogue.day_has_come"
    message = "施行日%(on)s已经到了，不能再撤回批准"
    article = PUBLIC_ARTICLE
    remedy = "已经施行的，按收回、恢复或者变更另行申请"


class Unanswered(Refusal):
    code = "catalogue.comments_unanswered"
    message = "还有%(n)s条公示意见没有答复"
    remedy = "请逐条答复，是否采纳都写明理由"


def at_field(field: str, code: str, message: str) -> Invalid:
    return Invalid(message, code=code, errors=(FieldError(field, code, message),))


def owner_of(change: Change, stage: Stage) -> str:
    """Whose turn it is: what needs no notice goes from the review straight to whoever approves."""
    if stage is Stage.CLEARED and change in WITHOUT_NOTICE:
        return OWNERS[Stage.DECISION]
    return OWNERS.get(stage, "")


def impartial(expert: str, of_organ: bool, hands: Hands) -> bool:
    """回避: no expert of the organ itself, and none who drafted or reviewed."""
    return not of_organ and expert not in (hands.drafter, hands.reviewer)


def check_experts(number: int, pool: int) -> None:
    """At least one, and no more than the pool has without those who must stand aside."""
    if number < 1:
        raise at_field("number", "catalogue.no_experts", "至少请一位专家")
    if number > pool:
        raise Invalid(
            "除去应当回避的，专家库里只有%(pool)s人", code="catalogue.too_few_experts", pool=pool, remedy="请少请几位，或者先补充专家库",
            errors=(FieldError("number", "catalogue.too_few_experts", "专家库里没有这么多人"),),
        )


def can(stage: Stage, fact: str) -> bool:
    return fact in TRANSITIONS.get(stage, {})


def check_move(stage: Stage, fact: str) -> Stage:
    """The stage after this fact; raises WrongStage when the table has no such way."""
    if not can(stage, fact):
        raise WrongStage(stage=LABELS[stage])
    return TRANSITIONS[stage][fact]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who did what of a request so far, as events name them ("account:<uuid>"); empty = nobody yet."""

    drafter: str
    reviewer: str = ""
    publisher: str = ""


def check_reviewer(hands: Hands, actor: str) -> None:
    """Whoever drafted does not review."""
    if actor == hands.drafter:
        raise OwnChange(done="起草", act="合法性审查")


def check_publisher(hands: Hands, actor: str) -> None:
    """Whoever drafted or reviewed does not approve."""
    if actor == hands.drafter:
        raise OwnChange(done="起草", act="批准发布")
    if actor == hands.reviewer:
        raise OwnChange(done="合法性审查", act="批准发布")


def check_text(field: str, text: str, message: str) -> str:
    """What must be written: not empty, not endless."""
    said = text.strip()
    if not said or len(said) > MOST_TEXT:
        raise at_field(field, "catalogue.no_text", message if not said else "最多写4000个字")
    return said


def check_opinion(opinion: str, text: str, article: str) -> Opinion:
    """An opinion is one of three; all but a plain 同意 give their reason, 不同意 also the article."""
    if opinion not in Opinion._value2member_map_:
        raise at_field("opinion", "catalogue.no_opinion", "请选审查意见")
    found = Opinion(opinion)
    if found is not Opinion.AGREE:
        check_text("text", text, "请写明理由和要改的地方")
    if found is Opinion.DISAGREE and not article.strip():
        raise at_field("article", "catalogue.no_article", "不同意的，请写明违反哪一条")
    return found


def check_running(change: Change, rule: str) -> Running:
    """Which rule is stated for running cases. Only a new version of the same item can take cases over."""
    if rule not in Running._value2member_map_:
        raise at_field("running", "catalogue.no_running_rule", "请选在办件怎样处理")
    found = Running(rule)
    if found is not Running.KEEP and change is not Change.CHANGE:
        raise at_field("running", "catalogue.nothing_to_move_to", "只有同一事项换新版时，在办件才能改按新版办理")
    return found


def check_notice(first_on: date, last_on: date, *, today: date, earliest_last: date) -> None:
    """A notice begins today or later and lasts at least NOTICE_MIN_DAYS working days (`earliest_last` counts them)."""
    if first_on < today:
        raise at_field("notice_from", "catalogue.notice_backdated", "公示不能倒签，起始日不能早于今天")
    if last_on < earliest_last:
        raise Invalid(
            "公示不少于5个工作日，最早到%(last)s结束", code="catalogue.notice_too_short", article=PUBLIC_ARTICLE, last=earliest_last,
            errors=(FieldError("notice_to", "catalogue.notice_too_short", "公示不少于5个工作日，请选更晚的日期"),),
        )


def check_approval(change: Change, stage: Stage, *, notice_to: date | None, unanswered: int) -> None:
    """A change is approved after its notice, with every comment answered; what needs no notice, once it is cleared."""
    if stage is Stage.NOTICE and notice_to:
        raise NoticeRunning(last=notice_to)
    if stage is Stage.CLEARED and change not in WITHOUT_NOTICE:
        raise WrongStage("还没有公示，不能批准", article=PUBLIC_ARTICLE, remedy="请先公示", stage=LABELS[stage])
    check_move(stage, "catalogue.ChangeApproved")
    if unanswered:
        raise Unanswered(n=unanswered)


def check_before_its_day(effective_on: date | None, today: date) -> None:
    """What is approved is taken back before its first day only: from 00:00 on that day people are already met by it."""
    if effective_on is None or effective_on <= today:
        raise DayHasCome(on=effective_on or today)


def check_after_notice(field: str, on: date, last_on: date) -> None:
    """What the public is asked about begins after the shortest notice there can be; `last_on` is its last day if it began today."""
    if on <= last_on:
        raise Invalid(
            "公示不少于5个工作日，最早%(last)s公示期满，从那以后的一天起", code="catalogue.before_notice_ends", article=PUBLIC_ARTICLE, last=last_on,
            errors=(FieldError(field, "catalogue.before_notice_ends", "请选公示期满以后的日期"),),
        )


def check_as_announced(on: date, announced: date | None) -> None:
    """A power goes on the day the public was told, or later; nobody is met by another organ before it."""
    if announced and on < announced:
        raise at_field("effective_on", "catalogue.before_announced", "不能早于公示的日期")


def check_effective(effective_on: date, today: date) -> None:
    if effective_on < today:
        raise at_field("effective_on", "catalogue.effective_backdated", "施行日不能早于今天")


def changes_for(*, is_draft: bool, was_published: bool, status: str, is_licence: bool) -> tuple[Change, ...]:
    """What may be asked of a version as it stands. A new licence is claimed from a list, never invented (条例 40). 收回 is asked of a
    power given on, not of a version."""
    if is_draft and was_published:
        return (Change.CHANGE,)
    if is_draft:
        return (Change.CLAIM,) if is_licence else (Change.ADD, Change.CLAIM)
    if status == "published":
        return (Change.SUSPEND, Change.SPLIT, Change.MERGE, Change.DELEGATE, Change.CANCEL, Change.RETAIN)
    return (Change.RESUME, Change.CANCEL) if status == "suspended" else ()


RESHAPED = frozenset({Change.SPLIT, Change.MERGE})
"""Items end and others begin on the same day."""


def check_reshaping(change: Change, sources: int, targets: int) -> None:
    """拆分: one into two or more; 合并: two or more into one."""
    if change is Change.SPLIT and (sources != 1 or targets < 2):
        raise at_field("into", "catalogue.split_into_two", "拆分是一项拆成两项以上，请至少填两项")
    if change is Change.MERGE and (sources < 2 or targets != 1):
        raise at_field("sources", "catalogue.merge_two", "合并是两项以上并成一项，请至少选两项")
