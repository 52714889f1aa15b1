"""The forms by which IT staff keep the organ tree: add below, change, move, end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yichuang.organisations.api import OrganRow

ORGAN_KIND_NAMES = {"government": "人民政府", "organ": "行政机关", "office": "内设机构", "hall": "政务服务大厅", "experts": "评审机构"}
CHANGE_KIND_NAMES = {"established": "设立", "changed": "变更", "moved": "划转", "ended": "撤销"}
COLUMN_NAMES = {
    "name": "机构名称", "short_name": "机关代字", "name_en": "英文名称", "uscc": "统一社会信用代码", "division": "行政区划", "kind": "机构类型",
    "address": "办公地址", "phone": "联系电话", "review_organ": "行政复议机关", "review_url": "网上复议网址", "court": "行政诉讼管辖法院",
    "valid_from": "设立日期", "valid_to": "撤销日期", "parent": "上级机构", "successor": "承接职责的机关",
}  # fmt: skip


def day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class Reasoned(forms.Form):
    """Every change of the tree says why."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("例如依据的文件名称和文号")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(key for key in self.fields if key != "reason"), "reason"])


class Columns(forms.Form):
    name = forms.CharField(label=gettext_lazy("机构名称"), max_length=200)
    short_name = forms.CharField(label=gettext_lazy("机关代字"), max_length=20, required=False, help_text=gettext_lazy("文号中的代字，例如：示行审"))
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=300, required=False)
    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=18, required=False)
    division = forms.CharField(label=gettext_lazy("行政区划"), max_length=12, required=False, help_text=gettext_lazy("6、9或者12位代码"))
    address = forms.CharField(label=gettext_lazy("办公地址"), max_length=300, required=False)
    phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=100, required=False)
    review_organ = forms.CharField(label=gettext_lazy("行政复议机关"), max_length=200, required=False)
    review_url = forms.URLField(label=gettext_lazy("网上复议网址"), max_length=200, required=False, assume_scheme="https")
    court = forms.CharField(label=gettext_lazy("行政诉讼管辖法院"), max_length=200, required=False)


class Add(Columns, Reasoned):
    kind = forms.ChoiceField(label=gettext_lazy("机构类型"))
    valid_from = day(gettext_lazy("设立日期"))
    field_order = ("name", "kind", "valid_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, _(name)) for key, name in ORGAN_KIND_NAMES.items()]  # type: ignore[attr-defined]


class Change(Columns, Reasoned):
    from_on = day(gettext_lazy("从哪天起"), gettext_lazy("在生效当天或者以后登记"))
    field_order = ("name", "from_on")


class Move(Reasoned):
    parent = forms.CharField(label=gettext_lazy("划到哪个机构之下"), max_length=200, help_text=gettext_lazy("统一社会信用代码，或者机构全称"))
    from_on = day(gettext_lazy("从哪天起"), gettext_lazy("在生效当天或者以后登记"))
    field_order = ("parent", "from_on")


class End(Reasoned):
    valid_to = day(gettext_lazy("存续到哪天"), gettext_lazy("含当日；可以是将来的日期"))
    successor = forms.CharField(
        label=gettext_lazy("由哪个机关承接职责"), max_length=200, required=False,
        help_text=gettext_lazy("统一社会信用代码，或者机构全称；合并、更名设新机关的要填，事项的新版才可以写它为决定机关"),
    )
    field_order = ("valid_to", "successor")


FORMS: dict[str, type[forms.Form]] = {"add": Add, "change": Change, "move": Move, "end": End}
VERB_LABELS = {"add": "在其下设立机构", "change": "变更", "move": "划转", "end": "撤销"}
CHANGED = ("name", "short_name", "name_en", "uscc", "division", "address", "phone", "review_organ", "review_url", "court")


def present(organ: OrganRow) -> dict[str, Any]:
    """What the organ is now, as the form of change begins."""
    return {key: getattr(organ, key) for key in CHANGED}
