"""The desk's verbs as data: one form and one call each; the page and the one view are made from this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain import acceptance, decision
from yichuang.cases.domain.phases import TECHNICAL, ActKind, Phase, TaskKind
from yichuang.cases.domain.state import CaseState
from yichuang.clock.domain import GROUND_NAMES, Ground
from yichuang.documents import api as documents
from yichuang.documents.domain import MODE_NAMES, Mode
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


class VerbForm(forms.Form):
    """`choices_for` fills the selects that depend on the case."""

    def __init__(self, *args: Any, state: CaseState, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state, self.actor, self.today = state, actor, today
        for field in self.fields.values():
            field.error_messages["required"] = _("没有填写：%(label)s") % {"label": field.label}
        for name, choose in getattr(self, "choosing", {}).items():
            self.fields[name].choices = choose(state, actor, today)  # type: ignore[attr-defined]

    def asked_for(self, name: str) -> tuple[str, ...]:
        """Under which choices of the form's `mode` this field is asked; always when empty."""
        return ()

    def may_stay_empty(self, name: str) -> bool:
        return not self.fields[name].required


def text(label: Any, rows: int = 3, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )


def line(label: Any, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=200)


def days(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=400)


def on_day(label: Any, help_text: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, required=required, widget=forms.DateInput(attrs={"type": "date"}))


def moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """When something took place, to the minute; empty = now."""
    return forms.DateTimeField(
        label=label, help_text=help_text, required=False, widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M")
    )


def people(post: str) -> Callable[[CaseState, Actor, date], list[tuple[str, str]]]:
    def choose(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
        found = organisations.holders(post, organ_id=state.handling_organ_id, on=today)
        return [(str(p.account_id), f"{p.name} {p.officer_number}".strip()) for p in found]

    return choose


def task_people(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    posts = {(t.post, t.organ_id) for t in state.open_tasks}
    found = {p.account_id: p.name for post, organ in posts for p in organisations.holders(post, organ_id=organ, on=today)}
    return [(str(i), name) for i, name in found.items() if i != actor.account_id]


def colleagues(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    posts = ("undertaker", "section_chief", "legal", "deputy_director", "visitor", "expert")
    found = {
        p.account_id: p.name for post in posts for p in organisations.holders(post, organ_id=state.handling_organ_id, on=today)
    }
    return [(str(i), name) for i, name in found.items() if i != actor.account_id]


def other_organs(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    return [(str(o.id), o.name) for o in organisations.organs_around(state.deciding_organ_id) if o.id != state.deciding_organ_id and o.kind != "office"]


def done_steps(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    done = {t.node: t.name for t in state.tasks if t.kind is TaskKind.STEP and t.closed_at}
    return list(done.items())


class Reason(VerbForm):
    reason = text(_("理由"))


class Nothing(VerbForm):
    """A verb that needs no more than its button."""


class Urge(VerbForm):
    """Nothing to fill in: the liable post is reminded."""


class NotNeeded(VerbForm):
    reason = text(_("为什么不需要许可"))


class Reject(VerbForm):
    ground = forms.ChoiceField(label=_("法定理由"), choices=[(k, v[0]) for k, v in acceptance.REJECTIONS.items()])
    reason = text(_("事实和理由"))
    where_to_go = line(_("应当向哪个机关申请"), _("例如：示例市水务局"), required=False)


class Propose(VerbForm):
    ground = forms.ChoiceField(label=_("法定理由"), choices=[(k, v[0]) for k, v in acceptance.REJECTIONS.items()])
    reason = text(_("事实和理由"), help_text=_("材料不齐不是理由，用补正告知"))


class Special(VerbForm):
    ground = forms.ChoiceField(label=_("法定事由"), choices=[(k.value, GROUND_NAMES[k]) for k in Ground])
    days = days(_("需要几个工作日"), _("写进告知书；不能超过事项载明的上限"))
    basis = line(_("依据"), _("不填时用事项载明的条文"), required=False)


class Extension(VerbForm):
    days = days(_("延长几个工作日"), _("一次，不超过事项载明的上限（一般10个工作日）"))
    reason = text(_("延期理由"), help_text=_("将告知申请人"))


class Opinion(VerbForm):
    choosing = {"organ_id": other_organs}
    organ_id = forms.ChoiceField(label=_("征求哪个机关的意见"))
    question = text(_("问题"))
    days = days(_("几个工作日内回复"))
    silence_is_consent = forms.BooleanField(label=_("逾期不复视为无不同意见"), required=False)
    silence_basis = line(_("依据的文件和条款"), _("选了上一项的填写；没有文件规定的，逾期不复由本机关催办，不视为同意"), required=False)


class ThirdParty(VerbForm):
    kind = forms.ChoiceField(label=_("证件类型"), choices=[("natural", _("公民身份号码")), ("legal", _("统一社会信用代码"))])
    number = line(_("利害关系人证件号码"))
    name = line(_("姓名或者名称"), _("没有在本平台登记过的，填了就地登记"), required=False)
    phone = line(_("联系电话"), required=False)
    interest = text(_("利害关系"), help_text=_("说明本许可直接关系他的什么重大利益"))


class Hearing(VerbForm):
    matter = text(_("听证事项"))


def purposes(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    return [("", _("现场核查")), *((g.value, GROUND_NAMES[g]) for g in Ground if g in TECHNICAL)]


class Visit(VerbForm):
    choosing = {"officers": people("visitor"), "purpose": purposes}
    purpose = forms.ChoiceField(
        label=_("目的"), required=False, help_text=_("检验、检测、检疫：自受理之日起五个工作日内指派，《行政许可法》第五十五条")
    )
    officers = forms.MultipleChoiceField(
        label=_("核查人员（两名以上）"), widget=forms.CheckboxSelectMultiple, help_text=_("《行政许可法》第三十四条第三款")
    )


class HandOver(VerbForm):
    choosing = {"to_id": task_people}
    to_id = forms.ChoiceField(label=_("转给"))


class Insert(VerbForm):
    choosing = {"to_id": colleagues}
    to_id = forms.ChoiceField(label=_("请谁会签"))
    question = text(_("请对方看什么"))


class SendBack(VerbForm):
    choosing = {"to_node": done_steps}
    to_node = forms.ChoiceField(label=_("退回到哪一步"))
    reason = text(_("退回理由"))


class End(VerbForm):
    ground = forms.ChoiceField(label=_("终止的理由"), choices=list(decision.ENDINGS.items()))
    reason = text(_("事实"))


def unserved(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    """Each sealed paper with each person it has not reached; the decision first."""
    rows = sorted(documents.waiting(state.id), key=lambda row: row[0].id != state.decision_document_id)
    return [(f"{paper.id}:{to.id}", f"{paper.title} {paper.number} — {to.name}") for paper, to in rows]


class Serve(VerbForm):
    """送达回证: what each way of service has to say is asked for that way only (`SAID`); the law checks it (documents)."""

    choosing = {"paper": unserved}
    paper = forms.ChoiceField(label=_("哪份文书，送给谁"))
    mode = forms.ChoiceField(label=_("送达方式"), choices=[(m.value, _(MODE_NAMES[m])) for m in Mode])
    tracking_number = line(_("邮件号"), required=False)
    entrusted_to = line(_("受委托机关"), required=False)
    place = line(_("地点"), _("留置的地点，公告登载的位置；窗口签收的可以不填"), required=False)
    witness = line(_("见证人或者录像编号"), required=False)
    signed_by = line(_("签收人"), required=False)
    announced_on = on_day(_("公告日期"), _("满三十日视为送达，到期再来登记"), required=False)
    served_on = on_day(_("送达日期"), _("对方收到、留置的那一天；不填是今天"), required=False)

    SAID: Mapping[str, tuple[str, ...]] = {
        Mode.DIRECT: ("place", "signed_by", "served_on"), Mode.POST: ("tracking_number", "signed_by", "served_on"),
        Mode.ELECTRONIC: (), Mode.LEFT: ("place", "witness", "served_on"),
        Mode.ENTRUSTED: ("entrusted_to", "signed_by", "served_on"), Mode.ANNOUNCED: ("announced_on", "place"),
    }  # fmt: skip

    def asked_for(self, name: str) -> tuple[str, ...]:
        return tuple(mode for mode, names in self.SAID.items() if name in names)

    def may_stay_empty(self, name: str) -> bool:
        """The proof of the mode is asked in full; only the day has a value of its own."""
        return name == "served_on"


class Deliver(VerbForm):
    mode = forms.ChoiceField(label=_("领取方式"), choices=[("direct", _("窗口领取")), ("post", _("邮政EMS"))])
    collected_by = line(_("领取人"))
    identity = line(_("身份核验或者邮件号"), _("例如：身份证核对一致"))
    signature = line(_("领取签名"), _("领取人在屏上或者签收单上签名"), required=False)


class OverdueNote(VerbForm):
    cause = text(_("超期原因"), help_text=_("将向社会公开"))
    new_date = forms.DateField(label=_("新的办结日期"), widget=forms.DateInput(attrs={"type": "date"}))


class Supplement(VerbForm):
    question = text(_("请申请人说明什么"), help_text=_("不暂停计时"))


@dataclass(frozen=True, slots=True)
class DeskVerb:
    """`call` takes (case_id, cleaned data, actor, now, version); `open_in` says in which phases the page offers it."""

    name: str
    label: Any
    form: type[VerbForm]
    call: Callable[..., Any]
    open_in: tuple[Phase, ...]
    when: Callable[[CaseState], bool] = lambda state: True
    hint: Any = ""


def plainly(function: Callable[..., Any], *casts: str) -> Callable[..., Any]:
    """Calls a verb with the form's fields by name; those in `casts` become UUIDs."""

    def call(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
        values = {k: UUID(v) if k in casts else v for k, v in data.items()}
        return function(case_id, **values, **who)

    return call


def without_version(function: Callable[..., Any]) -> Callable[..., Any]:
    """A verb that touches no judgement and asks for no version."""

    def call(case_id: UUID, *, version: int | None = None, **values: Any) -> Any:
        return function(case_id, **values)

    return call


def step_verb(function: Callable[..., Any], *casts: str) -> Callable[..., Any]:
    """A verb on the actor's open task of the case."""

    def call(case_id: UUID, data: dict[str, Any], *, actor: Actor, state: CaseState, **who: Any) -> Any:
        values = {k: UUID(v) if k in casts else v for k, v in data.items()}
        return function(case_id, own_task(state, actor), actor=actor, **values, **who)

    return call


def own_task(state: CaseState, actor: Actor) -> UUID:
    mine = [t for t in state.open_tasks if t.owner_id == actor.account_id or (t.owner_id is None and t.post in actor.posts)]
    return mine[0].id if mine else UUID(int=0)


@transaction.atomic
def third_party(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    """告知利害关系人; somebody not known yet is registered with the name and phone given."""
    party = organisations.find_party(data["kind"], data["number"])
    if party is None and not data["name"].strip():
        wrong = FieldError("name", "unknown", "这个证件号码没有登记过，请把姓名或者名称一并填上，就地登记。")
        raise Invalid("没有找到利害关系人。", errors=(wrong,))
    if party is None:
        known = {"kind": data["kind"], "name": data["name"], "number": data["number"], "phone": data["phone"].strip()}
        party = organisations.register_party(**known, actor=who["actor"], now=who["now"])
    return api.tell_third_party(case_id, party_id=party.id, interest=data["interest"], **who)


def serve(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    said = {name: data[name] for name in Serve.SAID[data["mode"]] if data[name]}
    document_id, _colon, recipient_id = data["paper"].partition(":")
    return api.serve(
        case_id, mode=data["mode"], served_on=said.pop("served_on", None), proof=said, document_id=UUID(document_id),
        recipient_id=UUID(recipient_id), **who,
    )  # fmt: skip


def visit(case_id: UUID, data: dict[str, Any], **who: Any) -> Any:
    return api.order_visit(case_id, officers=[UUID(o) for o in data["officers"]], purpose=data["purpose"], **who)


BEFORE = (Phase.RECEIVED, Phase.CORRECTING)
DURING = (Phase.UNDER_REVIEW,)
AFTER = (Phase.DECIDED,)


def licence(state: CaseState) -> bool:
    return state.is_licence


def late(state: CaseState) -> bool:
    return state.promise_passed or state.statutory_passed


def running(state: CaseState) -> bool:
    return state.is_licence and not state.is_stopped


VERBS: dict[str, DeskVerb] = {
    verb.name: verb
    for verb in (
        DeskVerb("not-needed", _("不受理"), NotNeeded, plainly(api.tell_not_needed), BEFORE, licence, _("依法不需要取得许可")),
        DeskVerb("reject", _("不予受理"), Reject, plainly(api.reject), BEFORE, licence, _("由有权人员决定，附救济途径")),
        DeskVerb("propose-reject", _("请示不予受理"), Propose, plainly(api.propose_rejection), BEFORE, licence, _("窗口没有否决权，由有权限的岗位决定")),
        DeskVerb("special", _("暂停计时"), Special, plainly(api.start_special), DURING, running, _("特别程序，只限第四十五条")),
        DeskVerb("extension", _("申请延期"), Extension, plainly(api.ask_extension), DURING, licence, _("一次，最后一日之前批准")),
        DeskVerb("opinion", _("征求意见"), Opinion, plainly(api.ask_opinion, "organ_id"), DURING, hint=_("不暂停计时")),
        DeskVerb("third-party", _("告知利害关系人"), ThirdParty, third_party, DURING, licence),
        DeskVerb("hearing", _("听证告知"), Hearing, plainly(api.tell_hearing_right), DURING, licence),
        DeskVerb("visit", _("踏勘派单"), Visit, visit, DURING, hint=_("两名以上，不暂停计时")),
        DeskVerb("supplement", _("补充说明"), Supplement, plainly(api.ask_supplement), DURING, hint=_("不暂停计时")),
        DeskVerb("hand-over", _("转办"), HandOver, step_verb(api.hand_over, "to_id"), (*BEFORE, *DURING, *AFTER)),
        DeskVerb("insert", _("会签"), Insert, step_verb(api.insert, "to_id"), DURING),
        DeskVerb("send-back", _("退回"), SendBack, step_verb(api.send_back), DURING),
        DeskVerb("return", _("退回重审"), SendBack, plainly(api.return_for_review), DURING),
        DeskVerb("urge", _("催办"), Urge, plainly(without_version(api.urge)), (*BEFORE, *DURING, *AFTER)),
        DeskVerb("withdraw", _("登记撤回申请"), Reason, plainly(api.withdraw), (*BEFORE, *DURING), hint=_("申请人书面撤回的")),
        DeskVerb("end", _("终止办理"), End, plainly(api.end), (*BEFORE, *DURING)),
        DeskVerb("serve", _("登记送达"), Serve, serve, tuple(Phase), hint=_("每份文书、每个受送达人一份送达回证；办结以后也可以登记")),
        DeskVerb("deliver", _("领证签收"), Deliver, plainly(api.deliver), AFTER),
        DeskVerb("overdue-note", _("超期说明"), OverdueNote, plainly(api.write_overdue_note), (*DURING, *AFTER), late),
    )
}


def offered(state: CaseState) -> list[DeskVerb]:
    """The verbs the dossier page offers in this state; who may is asked when the verb is called."""
    return [verb for verb in VERBS.values() if state.phase in verb.open_in and verb.when(state)]


ACT_FORMS: dict[ActKind, tuple[str, ...]] = {
    ActKind.SPECIAL: ("running",),
    ActKind.EXTENSION: ("asked",),
    ActKind.HEARING: ("right_told", "asked", "noticed", "waived", "lapsed"),
    ActKind.THIRD_PARTY: ("told", "lapsed"),
    ActKind.VISIT: ("ordered",),
    ActKind.OPINION: ("asked", "silent"),
    ActKind.LEGAL_REVIEW: ("opened",),
}
"""Acts that wait for somebody at a desk, and in which states."""
