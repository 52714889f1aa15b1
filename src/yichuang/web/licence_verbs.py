"""What may be done with a licence after the decision, as data: form, power, when, and the call (design §5 afterwards)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api as cases
from yichuang.licences import api as licences
from yichuang.licences.api import EndingRow, LicenceRow
from yichuang.licences.domain import CAUSE_NAMES, ENDED, Purpose, State, can_move
from yichuang.licences.domain.endings import GROUND_LABELS, Step
from yichuang.organisations.domain import Act
from yichuang.web.desk_forms import line, text


@dataclass(frozen=True, slots=True)
class Scene:
    """The licence, what is under way with it, and the state it is in."""

    licence: LicenceRow
    open: EndingRow | None

    @property
    def state(self) -> State:
        return State(self.licence.state)


class LicenceForm(forms.Form):
    """What a verb on a licence asks."""


class Notice(LicenceForm):
    ground = forms.ChoiceField(label=_("法定情形"), choices=list(GROUND_LABELS.items()), help_text=_("撤回依据第八条，撤销依据第六十九条"))
    facts_found = text(_("查明的事实"), 4, _("写进告知书；被许可人有五个工作日陈述和申辩"))


class Hear(LicenceForm):
    speaker = line(_("陈述人"))
    place = line(_("地点"))
    statement = text(_("陈述申辩的内容"), 4)


class Reason(LicenceForm):
    reason = text(_("理由"), 3)


class Drop(LicenceForm):
    reason = text(_("理由"), 3, _("陈述申辩成立；或者撤销可能对公共利益造成重大损害，第六十九条第三款"))


class Cancel(LicenceForm):
    cause = forms.ChoiceField(label=_("第七十条的情形"), choices=[(c.value, n) for c, n in CAUSE_NAMES.items()])
    facts_found = text(_("查明的事实"), 3)


class Forfeit(LicenceForm):
    decision = line(_("处罚决定书文号"), _("吊销由执法机关作出处罚决定，这里登记"))
    decided_on = forms.DateField(label=_("处罚决定日期"), widget=forms.DateInput(attrs={"type": "date"}))


class Reissue(LicenceForm):
    reason = text(_("补证的理由"), 2, _("遗失或者损毁；编号和有效期不变，旧证作废"))


@dataclass(frozen=True, slots=True)
class LicenceVerb:
    """One verb: who needs which power, when it is open, and the call on (scene, data, who)."""

    name: str
    label: Any
    button: Any
    form: type[LicenceForm]
    act: Callable[[Scene], Act]
    when: Callable[[Scene], bool]
    call: Callable[..., Any]


def of_licence(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda scene, data, **who: function(scene.licence.id, **data, **who)


def of_ending(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(scene: Scene, data: dict[str, Any], **who: Any) -> Any:
        assert scene.open is not None
        return function(scene.open.proceeding.id, **data, **who)

    return call


def cancel(scene: Scene, data: dict[str, Any], **who: Any) -> None:
    """注销; a renewal asked for and undecided keeps a licence from being struck off for want of one (70(1))."""
    asked = bool(cases.under_way(scene.licence.id, Purpose.RENEWAL))
    licences.cancel_licence(scene.licence.id, renewal_asked=asked, **data, **who)


def ending_act(scene: Scene) -> Act:
    return Act.RECALL if scene.open and scene.open.proceeding.to is State.RECALLED else Act.REVOKE


def is_running(scene: Scene) -> bool:
    return scene.open is not None


VERBS: dict[str, LicenceVerb] = {
    verb.name: verb
    for verb in (
        LicenceVerb("hear", _("听取陈述申辩"), _("登记笔录"), Hear, lambda s: Act.TAKE_STATEMENT,
                    lambda s: bool(s.open and s.open.proceeding.step is Step.NOTICED), of_ending(licences.hear_ending)),
        LicenceVerb("decide", _("作出决定"), _("签发决定"), Reason, ending_act, is_running, of_ending(licences.decide_ending)),
        LicenceVerb("drop", _("不再继续"), _("不再继续"), Drop, ending_act, is_running, of_ending(licences.drop_ending)),
        LicenceVerb("notice", _("拟撤回、撤销"), _("发出告知书"), Notice, lambda s: Act.REVIEW,
                    lambda s: not s.open and can_move(s.state, State.REVOKED), of_licence(licences.notice_ending)),
        LicenceVerb("cancel", _("注销"), _("签发注销决定"), Cancel, lambda s: Act.CANCEL,
                    lambda s: not s.open and can_move(s.state, State.CANCELLED), cancel),
        LicenceVerb("forfeit", _("登记吊销"), _("登记吊销"), Forfeit, lambda s: Act.CANCEL,
                    lambda s: can_move(s.state, State.FORFEITED), of_licence(licences.record_forfeiture)),
        LicenceVerb("reissue", _("补证"), _("补证"), Reissue, lambda s: Act.ISSUE,
                    lambda s: s.state is State.VALID and s.licence.ready_at is not None, of_licence(licences.reissue_at_desk)),
    )
}  # fmt: skip


def scene_of(licence_id: UUID) -> Scene:
    row = licences.licence(licence_id)
    return Scene(row, next((e for e in licences.endings(licence_id) if e.proceeding.is_open), None))


def hint(scene: Scene) -> str:
    """What the law asks for next."""
    if scene.state in ENDED:
        return str(_("许可已经失效，应当依法办理注销手续（《行政许可法》第七十条第四项）。"))
    return ""
