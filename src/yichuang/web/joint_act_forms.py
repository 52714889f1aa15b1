"""Forms of a joint act: planning it, its photos, the one record, an opinion, cancelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yichuang.cases.domain.opinions import OPINIONS
from yichuang.joint.api import acts
from yichuang.joint.domain.acts import ON_SITE, SILENCE_NAMES, ActKind, Silence
from yichuang.kernel import media
from yichuang.web.desk_forms import line, moment, on_day, text

MARK = "/"
"""Between organ and person in the value of a choice."""


SOON = timedelta(days=2)
"""After a visit, until each organ has said what it thinks of its own case."""


class PlanForm(forms.Form):
    """Which items, when, where, who; off the site also the question and the day by which it is answered."""

    branches = forms.MultipleChoiceField(label=gettext_lazy("哪些事项"), widget=forms.CheckboxSelectMultiple)
    planned_at = forms.DateTimeField(
        label=gettext_lazy("什么时候"), widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    place = line(gettext_lazy("地点"))
    officers = forms.MultipleChoiceField(
        label=gettext_lazy("谁参加"), widget=forms.CheckboxSelectMultiple, error_messages={"required": gettext_lazy("请选谁参加。")}
    )
    agenda = text(gettext_lazy("议程和问题"), 3, gettext_lazy("请各机关回答什么"), required=False)
    due_on = on_day(gettext_lazy("最晚哪天回复意见"), gettext_lazy("不用另外回复的不填"), required=False)
    silence = forms.ChoiceField(
        label=gettext_lazy("逾期不复的效果"), choices=[(s.value, gettext_lazy(words)) for s, words in SILENCE_NAMES.items()],
        initial=Silence.NONE.value, widget=forms.RadioSelect,
    )  # fmt: skip
    silence_basis = line(gettext_lazy("依据的文件和条款"), gettext_lazy("选了逾期视为无不同意见的填写"), required=False)

    def __init__(self, *args: Any, kind: ActKind, items: list[acts.Choice], people: list[acts.Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["branches"].choices = [(str(c.branch_id), self.said(c)) for c in items]  # type: ignore[attr-defined]
        self.fields["branches"].initial = [str(c.branch_id) for c in items if c.suggested]
        self.fields["officers"].choices = [  # type: ignore[attr-defined]
            (f"{p.organ_id}{MARK}{p.account_id}", f"{p.organ} {p.name} {p.number}".strip()) for p in people
        ]
        self.fields["officers"].initial = [f"{p.organ_id}{MARK}{p.account_id}" for p in nobody_else(people, 2 if kind in ON_SITE else 1)]
        self.fields["planned_at"].initial = (timezone.localtime() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        self.fields["officers"].help_text = _("每个机关至少两名，姓名和执法证号写进笔录") if kind in ON_SITE else _("每个机关至少一人")
        if kind in ON_SITE:
            self.fields["due_on"].initial = self.fields["planned_at"].initial.date() + SOON
            self.fields["due_on"].help_text = _("核查登记以后，各机关各自对自己的办件回复；不用另外回复的不填")
            del self.fields["silence"], self.fields["silence_basis"]
            return
        self.fields["agenda"].required = True
        self.fields["agenda"].error_messages["required"] = _("请写议程，以及请各机关回答的问题。")
        if kind is ActKind.REVIEW:
            self.fields["due_on"].required, self.fields["due_on"].help_text = True, ""
            self.fields["due_on"].error_messages["required"] = _("请填各机关最晚哪天回复意见。")

    @staticmethod
    def said(choice: acts.Choice) -> str:
        free = _("按规则免勘") + _("：") + choice.free if choice.free else ""
        return " ".join(part for part in (choice.name, choice.organ, free) if part)

    def plan(self) -> acts.Plan:
        data, officers = self.cleaned_data, {}
        for value in data["officers"]:
            organ_id, _mark, account_id = value.partition(MARK)
            officers.setdefault(UUID(organ_id), []).append(UUID(account_id))
        return acts.Plan(
            self.kind, data["planned_at"], data["place"], [UUID(b) for b in data["branches"]], officers, data["agenda"],
            due_on=data.get("due_on"), silence=Silence(data.get("silence") or Silence.NONE),
            silence_basis=data.get("silence_basis", ""),
        )  # fmt: skip


def nobody_else(people: list[acts.Candidate], least: int) -> list[acts.Candidate]:
    """Whoever goes because the organ has no others to send."""
    count = Counter(person.organ_id for person in people)
    return [person for person in people if count[person.organ_id] <= least]


class ActForm(forms.Form):
    """A form about one act, for somebody of these organs."""

    def __init__(self, *args: Any, act: acts.ActView, own: Collection[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act, self.own = act, own


class PhotoForm(ActForm):
    photo = forms.FileField(
        label=gettext_lazy("照片"), help_text=gettext_lazy("照片里有时间和位置的自动读取"),
        widget=forms.FileInput(attrs={"accept": f"{media.JPEG},{media.PNG}"}), error_messages={"required": gettext_lazy("请选一张照片。")},
    )  # fmt: skip
    taken_at = moment(gettext_lazy("什么时候拍的"), gettext_lazy("照片里有的不用填"))
    lat = forms.CharField(label=gettext_lazy("纬度"), help_text=gettext_lazy("照片里没有位置才填，例如 36.0671"), required=False, max_length=20)
    lon = forms.CharField(label=gettext_lazy("经度"), help_text=gettext_lazy("例如 120.3826"), required=False, max_length=20)


class HoldForm(ActForm):
    """The one record; of a meeting an opinion for each case."""

    held_at = moment(gettext_lazy("什么时候办的"), gettext_lazy("不填是现在"))
    text = text(gettext_lazy("情况"), 5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act = self.act
        self.fields["text"].label = _("会议纪要") if act.kind is ActKind.MEETING else _("情况")
        self.asked = [row for row in act.taking_part if row.open and row.given_at is None] if act.kind is ActKind.MEETING else []
        for row in self.asked:
            self.fields |= opinion_fields(f"-{row.branch_id}", f"{row.name}，{row.organ}")

    def opinions(self) -> dict[UUID, acts.Opinion]:
        said = {row.branch_id: opinion(self.cleaned_data, f"-{row.branch_id}") for row in self.asked}
        return {branch_id: one for branch_id, one in said.items() if one.verdict}


class OpineForm(ActForm):
    """An organ's opinion on its own case."""

    branch_id = forms.ChoiceField(label=gettext_lazy("哪一项"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in self.act.taking_part if row.waits and row.handling_organ_id in self.own]
        self.fields["branch_id"].choices = [(str(row.branch_id), f"{row.name}，{row.organ}") for row in rows]  # type: ignore[attr-defined]
        self.fields |= opinion_fields("", _("意见"))
        self.fields["verdict"].required = True
        self.fields["verdict"].error_messages["required"] = _("请选同意、附条件同意或不同意。")

    def opinion(self) -> acts.Opinion:
        return opinion(self.cleaned_data, "")


class CancelForm(ActForm):
    reason = text(gettext_lazy("理由"), 2, gettext_lazy("告知申请人和各机关"))


def opinion_fields(suffix: str, label: str) -> dict[str, forms.Field]:
    chosen = [(name, gettext_lazy(words)) for name, words in OPINIONS.items()]
    return {
        f"verdict{suffix}": forms.ChoiceField(label=label, choices=chosen, widget=forms.RadioSelect, required=False),
        f"text{suffix}": text(_("说明"), 2, _("附条件同意的写条件，不同意的写理由"), required=False),
        f"article{suffix}": line(_("依据的法条"), _("不同意时必填"), required=False),
    }


def opinion(data: dict[str, Any], suffix: str) -> acts.Opinion:
    return acts.Opinion(data[f"verdict{suffix}"], data[f"text{suffix}"], data[f"article{suffix}"])
