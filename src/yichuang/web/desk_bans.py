"""解除不得再次申请 at the case that found it (78, 79): when the finding was revoked or corrected."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.licences import api as licences
from yichuang.licences.domain.bans import LIFTINGS
from yichuang.organisations.domain import Actor
from yichuang.web.desk_forms import DeskVerb, VerbForm, text


def running(state: CaseState, actor: Actor, today: date) -> list[tuple[str, str]]:
    return [(str(ban.id), f"{ban.article}，{ban.to_on.isoformat()}") for ban in licences.opened_in(state.id, at=timezone.now())]


class LiftBan(VerbForm):
    choosing = {"ban_id": running}
    ban_id = forms.ChoiceField(label=_("哪一项"))
    ground = forms.ChoiceField(label=_("解除的理由"), choices=list(LIFTINGS.items()))
    reason = text(_("文书和理由"), 3, _("写明撤销、更正的文书名称和文号"))


def lift(case_id: UUID, data: dict[str, Any], *, actor: Actor, now: Any, version: int | None = None) -> None:
    """The ban has a stream of its own: the case is neither locked nor raised."""
    licences.lift_ban(UUID(data["ban_id"]), ground=data["ground"], reason=data["reason"], actor=actor, at=now)


def has_one(state: CaseState) -> bool:
    return bool(licences.opened_in(state.id, at=timezone.now()))


ENDED = (Phase.REJECTED, Phase.DECIDED, Phase.CLOSED)
VERBS = (DeskVerb("lift-ban", _("解除不得再次申请"), LiftBan, lift, ENDED, has_one, _("认定被撤销、更正的")),)
