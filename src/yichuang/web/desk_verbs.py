"""Verbs of the dossier page's panels, as data: form and call, like the table in `desk_forms` that they stand beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from inspect import signature
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain.acceptance import proposal
from yichuang.cases.domain.acts import ACT_STATES, may_be_dropped
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cases.domain.review import VERDICTS
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import acceptance_points
from yichuang.joint import api as joint
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor
from yichuang.web import (
    desk_at_once,
    desk_bans,
    desk_corrections,
    desk_originals,
    desk_promises,
    desk_sending,
    desk_smart,
    desk_statements,
    together_case,
)
from yichuang.web.desk_forms import (
    AFTER,
    BEFORE,
    DURING,
    VERBS,
    DeskVerb,
    Nothing,
    Reason,
    VerbForm,
    licence,
    line,
    moment,
    plainly,
    step_verb,
    text,
)


class Complete(VerbForm):
    verdict = forms.ChoiceField(label=_("意见"), choices=list(VERDICTS.items()), widget=forms.RadioSelect, initial="agree")
    opinion = text(_("说明"), 3, _("不同意的，写明理由和依据"), required=False)


def listed(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    return [(p.code, p.text) for p in dossier.view(state.id).acceptance]


def missing(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    act = state.correction
    asked = act.data.get("missing", ()) if act else ()
    return [(code, words) for code, words in listed(state, actor, today) if code in asked]  # type: ignore[operator]


class Correct(VerbForm):
    """One box a point, and beside it what is missing and how to mend it; `why-<code>` comes with the points."""

    choosing = {"points": listed}
    points = forms.MultipleChoiceField(
        label=_("哪些需要补正"), widget=forms.CheckboxSelectMultiple, help_text=_("一次告知全部内容，《行政许可法》第三十二条第一款第四项")
    )
    knowingly = forms.BooleanField(
        label=_("已经发过一次，仍要再发"), required=False, help_text=_("再次告知将记为红牌事实")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.state.correction_count:
            del self.fields["knowingly"]

    def reasons(self) -> dict[str, str]:
        return {code: str(self.data.get(f"why-{code}", "")).strip()[:500] for code in self.cleaned_data["points"]}


class FixHere(VerbForm):
    choosing = {"points": listed}
    points = forms.MultipleChoiceField(label=_("更正了哪些"), widget=forms.CheckboxSelectMultiple)
    note = text(_("更正的内容"), 2, _("申请人当场改正，不另发补正告知书"))


class Bring(VerbForm):
    """Papers brought to the window: entered when the clerk gets to it, counted from when they came (design §5 Dates)."""

    choosing = {"points": missing}
    points = forms.MultipleChoiceField(label=_("收到了哪些"), widget=forms.CheckboxSelectMultiple)
    received_at = moment(_("什么时候收到的"), _("受理之日从最后一份收到的那天算；不填是现在"))
    copies = forms.IntegerField(label=_("纸质份数"), min_value=1, max_value=99, initial=1)
    original = forms.ChoiceField(label=_("原件还是复印件"), choices=[("original", _("原件")), ("copy", _("复印件"))])
    came = forms.ChoiceField(
        label=_("怎么交来的"), choices=[("window", _("到窗口当面交的")), ("post", _("邮寄、快递来的"))], widget=forms.RadioSelect,
        help_text=_("当面交的算申请人到现场一次"),
    )


def conditions(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    terms = catalogue.case_terms(state.item_version_id, state.selection_id)
    own = [(c.code, f"{c.text}（{c.article}）" if c.article else c.text) for c in terms.conditions]
    return [("", "—"), *own, *together_case.conditions(joint.nameable(state.id, today=today))]


class Decide(VerbForm):
    choosing = {"condition": conditions}
    outcome = forms.ChoiceField(label=_("决定"), choices=[("grant", _("准予")), ("refuse", _("不予"))], widget=forms.RadioSelect)
    condition = forms.ChoiceField(label=_("哪项条件不符合"), required=False, help_text=_("只在不予时选"))
    false_material = forms.BooleanField(
        label=_("隐瞒有关情况或者提供虚假材料"), required=False, help_text=_("《行政许可法》第七十八条；选了就不用选条件")
    )
    banned = forms.BooleanField(
        label=_("在不得再次申请的期限内"), required=False, help_text=_("《行政许可法》第七十八条、第七十九条；选了就不用选条件")
    )
    standard = line(_("所依据的技术标准、技术规范"), _("经检验、检测、检疫不予的，应当写明，《行政许可法》第五十五条"), required=False)
    reason = text(_("理由"), 3, _("只在不予时填：哪份材料、哪个数、差多少"), required=False)
    scope = line(_("许可范围"), _("不填时按事项名称"), required=False)
    cut_reason = text(_("还有环节没办完就决定的理由"), 2, _("环节都办完的不用填"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("outcome") == "refuse" and not (found.get("condition") or found.get("false_material") or found.get("banned")):
            self.add_error("condition", _("请选哪一项法定条件不符合。"))
        return found


class Conclude(VerbForm):
    result = forms.ChoiceField(label=_("办理结果"), choices=[("done", _("办结")), ("not_done", _("未能办成"))], widget=forms.RadioSelect, initial="done")  # fmt: skip
    note = text(_("说明"), 3, _("未能办成的，写明理由"), required=False)
    cut_reason = text(_("还有环节没办完就办结的理由"), 2, _("环节都办完的不用填"), required=False)


class OfAct(VerbForm):
    """A verb on one act of the case; which one comes with the link."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)


class Extend(OfAct):
    approved = forms.ChoiceField(label=_("延期"), choices=[("yes", _("批准")), ("no", _("不批准"))], widget=forms.RadioSelect)
    reason = text(_("理由"), 3, _("批准的理由告知申请人，《行政许可法》第四十二条"))


class ReviewLaw(OfAct):
    passed = forms.ChoiceField(label=_("法制审核"), choices=[("yes", _("通过")), ("no", _("退回"))], widget=forms.RadioSelect)
    opinion = text(_("审核意见"))


class Answer(OfAct):
    verdict = forms.ChoiceField(
        label=_("意见"), choices=[("agree", _("同意")), ("conditions", _("附条件同意")), ("object", _("不同意"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = text(_("说明"), help_text=_("附条件同意的写条件，不同意的写理由"), required=False)
    article = line(_("依据的法条"), _("不同意时必填"), required=False)


class RecordVisit(OfAct):
    place = line(_("核查地点"))
    held_at = moment(_("什么时候核查的"), _("不填是现在"))
    findings = text(_("核查情况"), 5)
    signatures = line(_("签字"), _("核查人员、被核查人"), required=False)


class Drop(OfAct):
    reason = text(_("理由"), help_text=_("写进办件经过；仍然按现有材料依法决定"))


class TakeStatement(OfAct):
    speaker = line(_("陈述人"))
    held_at = moment(_("什么时候陈述的"), _("不填是现在"))
    place = line(_("地点"))
    text = text(_("陈述申辩的内容"), 5)


def told_parties(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    """Those with the right to a hearing: the applicant and every third party told."""
    ids = dict.fromkeys(UUID(str(p)) for act in state.acts_of(ActKind.HEARING) for p in act.data.get("told", ()))  # type: ignore[attr-defined]
    people = organisations.parties(ids)
    return [(str(i), people[i].name) for i in ids if i in people]


class AnswerHearing(OfAct):
    choosing = {"party_id": told_parties}
    party_id = forms.ChoiceField(label=_("谁答复的"), help_text=_("到窗口口头或者书面答复的，由您登记"))
    wants = forms.ChoiceField(
        label=_("是否要求听证"), choices=[("yes", _("要求听证")), ("no", _("不要求"))], widget=forms.RadioSelect
    )


def chairs(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    found = organisations.holders("hearing_chair", organ_id=state.handling_organ_id, on=today)
    return [(str(p.account_id), p.name) for p in found]


class NoticeHearing(OfAct):
    choosing = {"chair_id": chairs}
    day = forms.DateField(label=_("听证日期"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("至少提前七日通知"))
    at = forms.TimeField(label=_("时间"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = line(_("地点"))
    chair_id = forms.ChoiceField(label=_("主持人"), help_text=_("不能是审查本件的工作人员"))
    recorder = line(_("记录人"))


class DeclineAvoidance(OfAct):
    reason = text(_("为什么不准许回避"), 3, _("准许的，不填这里，另选主持人重新通知"))


class RecordHearing(OfAct):
    held_at = moment(_("什么时候举行的"), _("不填是现在"))
    place = line(_("地点"))
    participants = line(_("参加人"))
    recorder = line(_("记录人"))
    record = text(_("听证笔录"), 8)


def correct(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    return api.ask_correction(case_id, points=data["reasons"], knowingly=bool(data.get("knowingly")), **who)


@transaction.atomic
def bring(case_id: UUID, data: dict[str, Any], *, actor: Actor, now: Any, version: int | None = None) -> Any:
    """The points are covered and the papers counted, both or neither."""
    received_at = data["received_at"] or now
    head = api.bring_correction(case_id, points=data["points"], received_at=received_at, by_post=data["came"] == "post", actor=actor, now=now)
    state = api.state(case_id)
    terms = catalogue.case_terms(state.item_version_id, state.selection_id)
    codes = {p.material_code for p in acceptance_points(terms) if p.code in data["points"]}
    papers = [dossier.Paper(code, data["copies"], data["original"] == "original") for code in sorted(codes)]
    dossier.bring_papers(case_id, papers, actor=actor, at=received_at)
    return head


def unversioned(function: Callable[..., Any]) -> Callable[..., Any]:
    """Verbs that come in beside the judgement: they name no version (design §2.4)."""

    def call(case_id: UUID, data: dict[str, Any], *, version: int | None = None, **who: Any) -> Any:
        return function(case_id, **data, **who)

    return call


@transaction.atomic
def decide(case_id: UUID, data: dict[str, Any], *, actor: Actor, now: Any, version: int | None = None) -> Any:
    """准予, or 不予 with the failed condition turned to 不符合 by whoever decides: all or nothing."""
    who, cut = {"actor": actor, "now": now, "version": version}, data["cut_reason"].strip() or None
    if data["outcome"] == "grant":
        return api.grant(case_id, scope=data["scope"], cut_reason=cut, **who)
    false, banned = data["false_material"], data["banned"]
    if edge_id := together_case.chosen_edge(data["condition"]):
        return joint.refuse_for_missing(case_id, edge_id, reason=data["reason"], cut_reason=cut, **who)
    if not (false or banned):
        dossier.fail_condition(case_id, data["condition"], note=data["reason"], actor=actor, at=now)
    return api.refuse(
        case_id, condition=data["condition"], reason=data["reason"], cut_reason=cut, false_material=false, standard=data["standard"],
        banned=banned, **who,
    )


def conclude(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    return api.conclude(case_id, result=data["result"], note=data["note"], cut_reason=data["cut_reason"].strip() or None, **who)


def extend(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    function = api.approve_extension if data["approved"] == "yes" else api.decline_extension
    return function(case_id, act_id=data["act_id"], reason=data["reason"], **who)


def review_law(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    return api.review_law(case_id, act_id=data["act_id"], passed=data["passed"] == "yes", opinion=data["opinion"], **who)


def answer_hearing(case_id: UUID, data: dict[str, Any], *, version: int | None = None, **who: Any) -> Any:
    return api.answer_hearing_right(case_id, act_id=data["act_id"], wants=data["wants"] == "yes", party_id=UUID(data["party_id"]), **who)


def claim(case_id: UUID, task_id: UUID, *, version: int | None = None, **who: Any) -> Any:
    return api.claim(case_id, task_id, **who)


def report_up(case_id: UUID, task_id: UUID, **who: Any) -> Any:
    return api.report_up(case_id, task_id, **who)


def filing(state: CaseState) -> bool:
    return not state.is_licence


def has(kind: ActKind) -> Callable[[CaseState], bool]:
    """An act of this kind is still on its way."""
    return lambda state: any(ACT_STATES[kind][act.state] for act in state.acts_of(kind))


def asked_to_reject(state: CaseState) -> bool:
    return proposal(state) is not None


CORRECTING = (Phase.CORRECTING,)
PANELS: dict[str, DeskVerb] = {
    verb.name: verb
    for verb in (
        *desk_at_once.VERBS,
        *desk_corrections.VERBS,
        *desk_statements.VERBS,
        *desk_smart.VERBS,
        *desk_bans.VERBS,
        *desk_originals.VERBS,
        *desk_promises.VERBS,
        *desk_sending.VERBS,
        DeskVerb("accept", _("受理"), Nothing, plainly(api.accept), BEFORE, hint=_("出具受理通知书")),
        DeskVerb("correct", _("补正告知"), Correct, correct, BEFORE, hint=_("一次告知全部内容")),
        DeskVerb("fix", _("当场更正"), FixHere, plainly(api.fix_on_the_spot), BEFORE),
        DeskVerb("bring", _("登记补正材料"), Bring, bring, CORRECTING),
        DeskVerb("decline-reject", _("不同意不予受理"), Reason, plainly(api.decline_rejection), BEFORE, asked_to_reject),
        DeskVerb("claim", _("签收"), Nothing, step_verb(claim), (*BEFORE, *DURING, *AFTER)),
        DeskVerb("complete", _("办结这一步"), Complete, step_verb(api.complete), DURING),
        DeskVerb("report", _("报送初审意见"), Complete, step_verb(api.report_first_review), DURING),
        DeskVerb("report-up", _("转报"), Nothing, step_verb(report_up), DURING, hint=_("申请和全部材料直接报送决定机关")),
        DeskVerb("take-back", _("取回"), Nothing, plainly(api.take_back), DURING, hint=_("下一环节没有签收之前")),
        DeskVerb("decide", _("作出决定"), Decide, decide, DURING, licence),
        DeskVerb("conclude", _("办结"), Conclude, conclude, DURING, filing),
        DeskVerb("end-special", _("恢复计时"), OfAct, plainly(api.end_special), DURING, has(ActKind.SPECIAL)),
        DeskVerb("extend", _("批延期"), Extend, extend, DURING, has(ActKind.EXTENSION)),
        DeskVerb("review-law", _("法制审核"), ReviewLaw, review_law, DURING, has(ActKind.LEGAL_REVIEW)),
        DeskVerb("open-legal", _("送法制审核"), Nothing, plainly(api.open_legal), DURING, licence),
        DeskVerb("answer-opinion", _("回复意见"), Answer, unversioned(api.answer_opinion), DURING, has(ActKind.OPINION)),
        DeskVerb("record-visit", _("现场核查笔录"), RecordVisit, unversioned(api.record_visit), DURING, has(ActKind.VISIT)),
        DeskVerb("drop", _("不再等待"), Drop, plainly(api.drop_act), DURING, lambda state: any(map(may_be_dropped, state.acts))),
        DeskVerb("take-statement", _("听取陈述申辩"), TakeStatement, plainly(api.take_statement), DURING, has(ActKind.THIRD_PARTY)),
        DeskVerb("answer-hearing", _("登记听证要求"), AnswerHearing, answer_hearing, DURING, has(ActKind.HEARING)),
        DeskVerb("notice-hearing", _("听证通知"), NoticeHearing, plainly(api.notice_hearing, "chair_id"), DURING, has(ActKind.HEARING)),
        DeskVerb("decline-avoidance", _("答复回避申请"), DeclineAvoidance, plainly(api.decline_avoidance), DURING, has(ActKind.HEARING)),
        DeskVerb("record-hearing", _("听证笔录"), RecordHearing, plainly(api.record_hearing), DURING, has(ActKind.HEARING)),
    )
}


def find(name: str) -> DeskVerb | None:
    return PANELS.get(name) or VERBS.get(name)


def is_lawful(verb: DeskVerb, state: CaseState) -> bool:
    """Whether the verb is still open in this state; who may is asked when it is called."""
    return state.phase in verb.open_in and verb.when(state)


def call(verb: DeskVerb, state: CaseState, form: VerbForm, *, task: str = "", **who: Any) -> Any:
    """Call the verb with the cleaned form; those on a task are told the state, and `task` says which of several open ones."""
    data = dict(form.cleaned_data)
    if isinstance(form, Correct):
        data["reasons"] = form.reasons()
    if "state" in signature(verb.call).parameters:
        chosen = any(str(t.id) == task for t in state.open_tasks)
        kept = tuple(t for t in state.tasks if t.closed_at or not chosen or str(t.id) == task)
        who["state"] = replace(state, tasks=kept)
    return verb.call(state.id, data, **who)
