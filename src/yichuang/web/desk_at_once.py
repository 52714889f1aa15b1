"""即办 at the window: both checklists and the decision on one sheet; and the look at those drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain import on_the_spot
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.dossier.api import PointRow
from yichuang.dossier.domain import Checklist, PointState
from yichuang.organisations.domain import Actor
from yichuang.web.desk_forms import BEFORE, DeskVerb, VerbForm, line, step_verb, text


def listed(state: CaseState, checklist: Checklist) -> list[PointRow]:
    """The points the sheet asks about: all but those of papers that are 不适用."""
    found = dossier.view(state.id)
    rows = found.acceptance if checklist is Checklist.ACCEPTANCE else found.review
    return [row for row in rows if row.state != PointState.NOT_APPLICABLE]


class AtOnce(VerbForm):
    """One box a point of either list; those judged already are ticked."""

    acceptance = forms.MultipleChoiceField(label=_("受理要素：齐全合规的"), widget=forms.CheckboxSelectMultiple, required=False)
    review = forms.MultipleChoiceField(label=_("审查要点：符合的"), widget=forms.CheckboxSelectMultiple, required=False)
    scope = line(_("许可范围"), _("不填时按事项名称"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {m.code: m.name for m in catalogue.case_terms(self.state.item_version_id, self.state.selection_id).materials}
        for checklist in Checklist:
            rows, field = listed(self.state, checklist), self.fields[checklist.value]
            field.choices = [(p.code, f"{names[p.material_code]}：{p.text}" if p.material_code in names else p.text) for p in rows]  # type: ignore[attr-defined]
            field.initial = [p.code for p in rows if p.state == PointState.MET]
        if not self.state.is_licence:
            del self.fields["scope"]


@transaction.atomic
def decide_at_once(case_id: UUID, data: dict[str, Any], *, version: int | None = None, actor: Actor, now: datetime) -> Any:
    """The ticks of the sheet, then the decision: all or nothing."""
    if version is not None:
        api.hold(case_id, version=version)
    for checklist in Checklist:
        ticked = dict.fromkeys(data[checklist.value], PointState.MET)
        dossier.mark_points(case_id, checklist, {**unticked(case_id, checklist), **ticked}, by=actor.ref, at=now)
    return api.decide_at_once(case_id, scope=data.get("scope", ""), actor=actor, now=now, version=version)


def unticked(case_id: UUID, checklist: Checklist) -> dict[str, PointState]:
    """A point that was met and is no longer ticked is open again."""
    rows = listed(api.state(case_id), checklist)
    return {row.code: PointState.OPEN for row in rows if row.state == PointState.MET}


class SpotCheck(VerbForm):
    finding = forms.ChoiceField(
        label=_("抽查结果"), choices=list(on_the_spot.FINDINGS.items()), widget=forms.RadioSelect, initial="sound"
    )
    note = text(_("说明"), 3, _("发现问题的，写明是什么。笔误用更正通知书；确有错误的，依法撤销后重新作出"), required=False)


def is_open(state: CaseState) -> bool:
    return on_the_spot.is_open(state, catalogue.case_terms(state.item_version_id, state.selection_id))


NOTES = {
    True: _("本事项是即办件：材料齐全、符合法定形式，能够当场决定的，当场受理并作出书面决定（《行政许可法》第三十四条第二款）。"),
    False: _("本事项是即办件：材料齐全，当场办结。"),
}
"""What the panel says, by whether the case is a licence's."""
BUTTONS = {True: _("当场受理并准予，出具即办单"), False: _("当场办结，出具办理结果通知书")}
VERBS = (
    DeskVerb("at-once", _("即办"), AtOnce, decide_at_once, BEFORE, is_open),
    DeskVerb("spot-check", _("即办件抽查"), SpotCheck, step_verb(api.spot_check), (Phase.DECIDED, Phase.CLOSED)),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The head of the page: whose, since when, what comes out of it."""

    received_at: datetime
    now: datetime
    paper: str
    result: str
    basis: str
    button: Any
    note: Any


def sheet(state: CaseState, *, now: datetime) -> Sheet:
    terms = catalogue.case_terms(state.item_version_id, state.selection_id)
    paper = gettext("即办单") if state.is_licence else gettext("办理结果通知书")
    basis = terms.bases[0].citation if terms.bases else ""
    return Sheet(state.received_at, now, paper, terms.result.name, basis, BUTTONS[state.is_licence], NOTES[state.is_licence])

