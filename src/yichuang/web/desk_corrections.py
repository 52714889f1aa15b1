"""更正笔误 at the desk: which paper, where, was, is, why; a corrected licence exchanged for the old one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain.phases import Phase
from yichuang.cases.domain.state import CaseState
from yichuang.web.desk_forms import Deliver, DeskVerb, VerbForm, line, plainly, text

EVERY = tuple(Phase)
SHOWN = 60


class CorrectSlip(VerbForm):
    """A slip on one paper of the case; which one comes with the link, else the page asks first."""

    paper_id = forms.UUIDField(widget=forms.HiddenInput)
    where = forms.ChoiceField(label=_("更正处"), widget=forms.RadioSelect)
    was = line(_("原文"), _("照文书原样，只写错的字词，不超过60个字"))
    now_reads = line(_("更正为"))
    reason = text(_("更正的理由"), 2, _("写明依据什么看出是笔误，例如与申请表、证照不一致"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = str(self.data.get("paper_id") or self.initial.get("paper_id") or "")
        self.paper_key = asked if len(asked) == 36 else ""
        self.found = api.correctable(self.state.id)
        places = next((p.places for p in self.found if str(p.id) == self.paper_key), ())
        self.fields["where"].choices = [(p.key, f"{gettext(p.label)}：{shortened(p.text)}") for p in places]  # type: ignore[attr-defined]

    def papers(self) -> list[tuple[str, str]]:
        """(id, title and number) of every paper that may be corrected."""
        return [(str(p.id), f"{gettext(p.title)} {p.number}".strip()) for p in self.found]

    @property
    def address(self) -> str:
        """Where the paper opens, to be read beside the form."""
        route = "desk-licence" if self.paper_key == str(self.state.licence_id) else "desk-document"
        return reverse(route, args=[self.state.id, self.paper_key])

    @property
    def chosen(self) -> str:
        """Title and number of the paper; empty while none is chosen."""
        return next((title for key, title in self.papers() if key == self.paper_key), "")


def shortened(words: str) -> str:
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"


def to_exchange(state: CaseState) -> bool:
    return api.to_exchange(state) is not None


VERBS = (
    DeskVerb(
        "correct-slip", _("更正笔误"), CorrectSlip, plainly(api.correct_clerical), EVERY,
        hint=_("盖章后不得改动。笔误用更正通知书；确有错误的，依法撤销后重新作出。"),
    ),
    DeskVerb("exchange", _("换领更正后的证件"), Deliver, plainly(api.exchange), (Phase.DECIDED, Phase.CLOSED), to_exchange, _("收回旧证")),
)  # fmt: skip
