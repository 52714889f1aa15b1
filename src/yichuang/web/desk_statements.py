"""陈述申辩 of the applicant at the desk (36): recorded when it is said there, and taken note of before the decision."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain.phases import ActKind
from yichuang.cases.domain.state import CaseState
from yichuang.cases.domain.statements import OUTCOMES
from yichuang.web.desk_forms import DURING, DeskVerb, VerbForm, licence, line, plainly, text


class RecordStatement(VerbForm):
    speaker = line(_("陈述人"))
    place = line(_("地点"))
    text = text(_("陈述申辩的内容"), 5)


class NoteStatement(VerbForm):
    act_id = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("怎样处理"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect)
    note = text(_("理由"), 3, _("写进审批表；作出决定以前应当听取，《行政许可法》第三十六条"))


def waits(state: CaseState) -> bool:
    return any(act.state == "made" for act in state.acts_of(ActKind.STATEMENT))


VERBS = (
    DeskVerb("record-statement", _("登记申请人陈述申辩"), RecordStatement, plainly(api.record_statement), DURING, licence, _("不暂停计时")),
    DeskVerb("note-statement", _("听取申请人陈述申辩"), NoteStatement, plainly(api.note_statement), DURING, waits),
)
