"""What may be done with a 联办 at the desk, as data: a form, a call, and when it is offered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase
from yichuang.joint import api as joint
from yichuang.joint.api import BranchRow, JointView
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.partners import PARTNER_NAMES, PartnerKind
from yichuang.joint.domain.state import BranchState
from yichuang.joint.domain.themes import Mode, ThemeEdge
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor
from yichuang.web.desk_forms import line

MOST_OFFERED = 100
"""So many branches are offered as what a late one needs or is needed by."""
BEFORE = (Phase.RECEIVED, Phase.CORRECTING)


class TogetherForm(forms.Form):
    """A verb over all branches; the fields that choose among them are filled from the view."""

    def __init__(self, *args: Any, view: JointView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view = view
        for field in self.fields.values():
            field.error_messages["required"] = _("没有填写：%(label)s") % {"label": field.label}


class Hand(TogetherForm):
    branches = forms.MultipleChoiceField(label=_("领哪几项"), widget=forms.CheckboxSelectMultiple)
    mode = forms.ChoiceField(label=_("领取方式"), choices=[("direct", _("窗口领取")), ("post", _("邮政EMS"))])
    collected_by = line(_("领取人"))
    identity = line(_("身份核验或者邮件号"), _("例如：身份证核对一致"))
    signature = line(_("领取签名"), _("领取人在屏上或者签收单上签名"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = [(str(row.id), row.name) for row in self.view.branches if is_made(row)]
        self.fields["branches"].choices = made  # type: ignore[attr-defined]
        first = next(iter(self.view.groups), ())
        self.fields["branches"].initial = [str(row.id) for row in first] or [key for key, _name in made]


class Attach(TogetherForm):
    number = line(_("办件编号"), _("同一申请人的一个在办的办件"))
    needed_by = forms.MultipleChoiceField(label=_("哪几项的决定要等它的结果"), widget=forms.CheckboxSelectMultiple, required=False)
    needs = forms.MultipleChoiceField(label=_("它的决定要等哪几项的结果"), widget=forms.CheckboxSelectMultiple, required=False)
    article = line(_("依据"), _("哪一条规定它是前置条件；没有前置关系的不填"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        going = [(str(row.item_id), row.name) for row in self.view.branches if row.state is BranchState.OPEN][:MOST_OFFERED]
        for name in ("needed_by", "needs"):
            self.fields[name].choices = going  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if (found.get("needed_by") or found.get("needs")) and not found.get("article", "").strip():
            self.add_error("article", _("每条前置条件都要写依据的条款。"))
        return found


class HandOn(TogetherForm):
    kind = forms.ChoiceField(label=_("办什么"))
    name = line(_("申请人自己选的单位"), _("只记申请人说的，不替申请人选"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, _(PARTNER_NAMES[kind])) for kind in open_kinds(self.view)]  # type: ignore[attr-defined]


class PartnerBack(TogetherForm):
    partner = forms.ChoiceField(label=_("哪一个办好了"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].choices = [(str(row.id), row.name) for row in running(self.view)]  # type: ignore[attr-defined]


def running(view: JointView) -> list[Any]:
    return [row for row in view.partners if row.done_at is None]


def open_kinds(view: JointView) -> list[PartnerKind]:
    """What may be handed over to a 配合单位: of the theme, and not with one already."""
    busy = {row.kind for row in running(view)}
    return [kind for kind in view.partner_kinds if kind not in busy]


class Reason(TogetherForm):
    reason = line(_("延长的理由"), _("写明为什么四十五日内不能办结；理由会告诉申请人"))


class Nothing(TogetherForm):
    """No more than its button."""


def is_made(row: BranchRow) -> bool:
    return row.made and not row.delivered


def accept(view: JointView, data: dict[str, Any], **who: Any) -> None:
    joint.accept(view.id, **who)


def decide(view: JointView, data: dict[str, Any], **who: Any) -> None:
    joint.decide(view.id, **who)


def extend(view: JointView, data: dict[str, Any], **who: Any) -> None:
    joint.extend(view.id, reason=data["reason"], **who)


def deliver(view: JointView, data: dict[str, Any], **who: Any) -> None:
    values = {name: data[name] for name in ("mode", "collected_by", "identity", "signature")}
    joint.deliver(view.id, [UUID(text) for text in data["branches"]], **values, **who)


def hand_on(view: JointView, data: dict[str, Any], **who: Any) -> None:
    joint.begin_partner(view.id, kind=data["kind"], name=data["name"], **who)


def partner_back(view: JointView, data: dict[str, Any], **who: Any) -> None:
    joint.end_partner(view.id, UUID(data["partner"]), **who)


def attach(view: JointView, data: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    case_id = cases.case_id_of(data["number"].strip())
    if case_id is None or not cases.visible_cases(actor).filter(id=case_id).exists():
        wrong = FieldError("number", "cases.not_found", "没有这个办件，或者您看不到它。")
        raise Invalid("没有这个办件。", code="cases.not_found", errors=(wrong,), remedy="请核对办件编号。")
    item_id, article = cases.view(case_id, actor=actor).terms.item_id, data["article"].strip()
    edges = [ThemeEdge(item_id, UUID(other), EdgeKind.ASSUMABLE, article) for other in data["needed_by"]]
    edges += [ThemeEdge(UUID(other), item_id, EdgeKind.ASSUMABLE, article) for other in data["needs"]]
    joint.attach(view.id, case_id, actor=actor, now=now, edges=edges, stage=data.get("stage", ""))


@dataclass(frozen=True, slots=True)
class TogetherVerb:
    """`offered` says to whom and when the page shows it; the verb itself asks again."""

    name: str
    label: Any
    button: Any
    hint: Any
    form: type[TogetherForm]
    call: Callable[..., None]
    offered: Callable[[JointView, Actor, date], bool]


def where(actor: Actor, act: Act, on: date) -> bool:
    return bool(organisations.organs_where(actor, act, on=on))


def hands_on(view: JointView, actor: Actor, on: date) -> bool:
    return view.lead_organ_id is not None and organisations.may(actor, Act.HAND_OVER, organ_id=view.lead_organ_id, on=on)


def leads(view: JointView, actor: Actor) -> bool:
    return view.lead_organ_id in organisations.mine(actor)


VERBS: dict[str, TogetherVerb] = {
    verb.name: verb
    for verb in (
        TogetherVerb(
            "accept", _("统一受理"), _("全部受理"), _("一次受理所有还没有受理的；有一项要素没有核对完，一项也不受理。"), Nothing, accept,
            lambda v, a, on: any(row.phase in BEFORE for row in v.branches) and where(a, Act.ACCEPT, on),
        ),
        TogetherVerb(
            "decide", _("统一决定"), _("一次决定全部"), _("各机关都签署以后，牵头机关一次作出；各项各有文号、日期和救济途径。"), Nothing, decide,
            lambda v, a, on: v.mode is Mode.UNIFIED and leads(v, a) and any(r.state is BranchState.OPEN for r in v.branches)
            and not v.unsigned and where(a, Act.GRANT, on),
        ),
        TogetherVerb(
            "extend", _("延长十五日"), _("批准延长"), _("统一办理四十五日内不能办结的，由本级人民政府负责人批准延长十五日；各项自己的期限不变。"), Reason, extend,
            lambda v, a, on: v.mode is Mode.UNIFIED and v.limit_on is not None and v.extended_at is None and on <= v.limit_on
            and where(a, Act.EXTEND_JOINT, on),
        ),
        TogetherVerb(
            "deliver", _("统一送达"), _("一次领走"), _("已经制作好的一次领走；没有好的留下，不会因为等它而晚领。"), Hand, deliver,
            lambda v, a, on: any(is_made(row) for row in v.branches) and where(a, Act.ISSUE, on),
        ),
        TogetherVerb(
            "hand-on", _("交配合单位办"), _("交办，开始计时"), _("刻章单位、银行由申请人自己选；从交办起记它用的分钟，不作任何一项的前提。"), HandOn, hand_on,
            lambda v, a, on: bool(open_kinds(v)) and hands_on(v, a, on),
        ),
        TogetherVerb(
            "partner-done", _("配合单位办好了"), _("办好，停止计时"), _("拿到公章、开好账户的当时记。"), PartnerBack, partner_back,
            lambda v, a, on: bool(running(v)) and hands_on(v, a, on),
        ),
        TogetherVerb(
            "attach", _("后来的办件并进来"), _("并进来"), _("申请人另外申请的、属于同一件事的办件。"), Attach, attach,
            lambda v, a, on: not v.is_over and leads(v, a) and where(a, Act.CONSULT, on),
        ),
    )
}  # fmt: skip


def signable(view: JointView, actor: Actor, now: datetime) -> frozenset[UUID]:
    """Branches this person may sign: of a unified one, under review, by whoever may grant them."""
    if view.mode is not Mode.UNIFIED:
        return frozenset()
    on = local_date(now)
    return frozenset(
        row.id for row in view.branches
        if row.phase is Phase.UNDER_REVIEW and not row.signed
        and organisations.may(actor, Act.GRANT, organ_id=row.handling_organ_id, item_id=row.item_id, on=on)
    )  # fmt: skip
