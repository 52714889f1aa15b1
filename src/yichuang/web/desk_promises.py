"""容缺受理 and 告知承诺 at the desk: the forms and calls of their verbs, as rows of the desk's table."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain import promising, tolerating
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.dossier import api as dossier
from yichuang.licences.domain.endings import GROUND_LABELS
from yichuang.organisations.domain import Actor
from yichuang.web.desk_forms import BEFORE, DURING, DeskVerb, Nothing, VerbForm, line, plainly, step_verb, text

Choices = list[tuple[str, str]]


def terms_of(state: CaseState) -> Terms:
    return catalogue.case_terms(state.item_version_id, state.selection_id)


def absent(state: CaseState, actor: Actor, today: date) -> Choices:
    """What may come later and has not come."""
    return [(m.code, m.name) for m in tolerating.absent(terms_of(state), api.handed_in(state.id))]


def promised(state: CaseState, actor: Actor, today: date) -> Choices:
    act = tolerating.the(state, "running", "overdue")
    names = {m.code: m.name for m in terms_of(state).materials}
    return [(str(c), names.get(str(c), str(c))) for c in act.data["missing"]] if act else []  # type: ignore[attr-defined]


def conditions(state: CaseState, actor: Actor, today: date) -> Choices:
    return [("", "—"), *((c.code, c.text) for c in terms_of(state).conditions)]


class AcceptWithGaps(VerbForm):
    choosing = {"materials": absent}
    materials = forms.MultipleChoiceField(label=_("哪些材料后补"), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(
        label=_("承诺补交的日期"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("不晚于承诺办理期限的最后一日")
    )
    signed_by = line(_("承诺人"), _("申请人或者经办人的姓名，在承诺书上签字"))
    agreed = forms.BooleanField(label=_("申请人看过告知书，自愿选择容缺受理"), required=False)


class BringTolerated(VerbForm):
    """Papers laid on the counter; what is uploaded online says so itself."""

    choosing = {"materials": promised}
    materials = forms.MultipleChoiceField(label=_("收到了哪些"), widget=forms.CheckboxSelectMultiple)
    copies = forms.IntegerField(label=_("纸质份数"), min_value=1, max_value=99, initial=1)
    original = forms.ChoiceField(label=_("原件还是复印件"), choices=[("original", _("原件")), ("copy", _("复印件"))])


class CheckTolerated(VerbForm):
    fits = forms.ChoiceField(
        label=_("补交的材料"), choices=[("yes", _("齐全、符合法定形式")), ("no", _("不符合要求，重新补交"))], widget=forms.RadioSelect
    )
    note = text(_("说明"), 2, _("不符合的，写明哪里不符合、怎么改"), required=False)


class Reasoned(VerbForm):
    reason = text(_("理由"), 3)


class RefuseUntolerated(VerbForm):
    choosing = {"condition": conditions}
    condition = forms.ChoiceField(label=_("因此不能认定哪项条件符合"), help_text=_("缺材料本身不是不予的理由，《行政许可法》第三十八条"))
    reason = text(_("理由"), 3)
    cut_reason = text(_("还有环节没办完就决定的理由"), 2, _("环节都办完的不用填"), required=False)


class SignPromise(VerbForm):
    signed_by = line(_("承诺人"), _("在告知承诺书上签字的人"))
    agreed = forms.BooleanField(label=_("申请人看过告知的条件和后果，自愿承诺"), required=False)


class CheckPromise(VerbForm):
    finding = forms.ChoiceField(label=_("核查结果"), choices=list(promising.FINDINGS.items()), widget=forms.RadioSelect)
    note = text(_("核查的情况"), 3, _("什么时候、怎么核查的，看到什么"))
    days = forms.IntegerField(
        label=_("几个工作日内整改"), required=False, min_value=1, max_value=250, help_text=_("与承诺不符的填；不填用事项载明的时限")
    )


class RecheckPromise(VerbForm):
    finding = forms.ChoiceField(label=_("复查结果"), choices=list(promising.MENDINGS.items()), widget=forms.RadioSelect)
    note = text(_("复查的情况"), 3)
    ground = forms.ChoiceField(
        label=_("没有整改的，撤销的情形"), choices=[(code, GROUND_LABELS[code]) for code in ("69.4", "69.fraud")],
        help_text=_("发拟撤销告知书，听取陈述申辩以后决定，《行政许可法》第六十九条"),
    )  # fmt: skip


@transaction.atomic
def bring(case_id: UUID, data: dict[str, Any], *, actor: Actor, now: Any, version: int | None = None) -> Any:
    """The papers are counted and the promise is met, both or neither."""
    if version is not None:
        api.hold(case_id, version=version)
    papers = [dossier.Paper(code, data["copies"], data["original"] == "original") for code in data["materials"]]
    dossier.bring_papers(case_id, papers, actor=actor, at=now)
    return api.bring_tolerated(case_id, materials=data["materials"], actor=actor, now=now)


def check(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    return api.check_tolerated(case_id, fits=data["fits"] == "yes", note=data["note"], **who)


def refuse(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    return api.refuse_untolerated(
        case_id, condition=data["condition"], reason=data["reason"], cut_reason=data["cut_reason"].strip() or None, **who
    )


def tolerance(*words: str) -> Any:
    return lambda state: tolerating.the(state, *words) is not None


def tolerable(state: CaseState) -> bool:
    return not tolerating.why_not(state, terms_of(state))


def may_sign(state: CaseState) -> bool:
    return not promising.why_not(state, terms_of(state)) and not promising.signed(state)


def has_promise(*words: str) -> Any:
    return lambda state: any(a.state in words for a in state.acts_of(ActKind.PROMISE))


ENDED = (Phase.DECIDED, Phase.CLOSED)
VERBS = (
    DeskVerb("offer-gaps", _("容缺受理告知"), Nothing, plainly(api.offer_tolerance), BEFORE, tolerable, _("网上申请的，由申请人在网上选择")),
    DeskVerb("accept-gaps", _("容缺受理"), AcceptWithGaps, plainly(api.accept_with_gaps), BEFORE, tolerable, _("主要材料齐全，其余承诺后补")),
    DeskVerb("accept-agreed", _("按承诺容缺受理"), Nothing, plainly(api.accept_with_gaps), BEFORE, tolerance("agreed")),
    DeskVerb("decline-gaps", _("登记不选容缺受理"), Nothing, plainly(api.decline_tolerance), BEFORE, tolerance("offered", "agreed")),
    DeskVerb("bring-gaps", _("登记补交的容缺材料"), BringTolerated, bring, DURING, tolerance("running", "overdue")),
    DeskVerb("check-gaps", _("核对容缺材料"), CheckTolerated, check, DURING, tolerance("brought")),
    DeskVerb("end-gaps", _("容缺期满终止办理"), Reasoned, plainly(api.end_untolerated), DURING, tolerance("running", "overdue")),
    DeskVerb("refuse-gaps", _("容缺期满不予"), RefuseUntolerated, refuse, DURING, tolerance("running", "overdue")),
    DeskVerb("sign-promise", _("签告知承诺书"), SignPromise, plainly(api.sign_promise), (*BEFORE, *DURING), may_sign, _("由申请人自愿选择")),
    DeskVerb("drop-promise", _("登记收回承诺"), Nothing, plainly(api.decline_promise), (*BEFORE, *DURING), has_promise("signed")),
    DeskVerb("check-promise", _("承诺事后核查"), CheckPromise, step_verb(api.check_promise), ENDED, has_promise("to_check")),
    DeskVerb("recheck-promise", _("整改复查"), RecheckPromise, step_verb(api.recheck_promise), ENDED, has_promise("mending")),
)  # fmt: skip
