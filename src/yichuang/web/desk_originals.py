"""比对原件 at the window, of papers that came in before (practice §2): who compared which, and when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain.state import CaseState
from yichuang.dossier import api as dossier
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Act, Actor
from yichuang.web.desk_forms import BEFORE, DURING, DeskVerb, VerbForm


def not_compared(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    """The materials that came in and were not compared yet."""
    known = dossier.paper_rows(state.id)
    terms = api.view(state.id, actor=actor).terms
    came = {row.material_code for row in dossier.file_rows(state.id) if row.is_current} | set(known)
    return [(m.code, m.name) for m in terms.materials if not m.from_form and m.code in came and not (m.code in known and known[m.code].compared)]


class Compare(VerbForm):
    choosing = {"codes": not_compared}
    codes = forms.MultipleChoiceField(
        label=_("哪些材料与原件比对过"), widget=forms.CheckboxSelectMultiple, help_text=_("记为“原件核对无误”，写明由谁、什么时候核对")
    )


def compare(case_id: UUID, data: dict[str, Any], *, actor: Actor, now: Any, version: int | None = None) -> None:
    """Beside the judgement: no version is raised."""
    state = api.state(case_id)
    api.window_authority(state, api.view(case_id, actor=actor).terms.item_id, Act.RECEIVE, actor=actor, on=local_date(now))
    dossier.compare_originals(case_id, data["codes"], actor=actor, at=now)


VERBS = (DeskVerb("compare", _("比对原件"), Compare, compare, (*BEFORE, *DURING), hint=_("原件核对无误")),)
