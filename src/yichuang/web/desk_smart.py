"""智能审批 on the desk: the answer to an applicant who asked for an explanation or for a person (PIPL 24)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api
from yichuang.cases.domain.automatic import FINDINGS
from yichuang.cases.domain.phases import Phase
from yichuang.web.desk_forms import DeskVerb, VerbForm, step_verb, text


class AnswerReview(VerbForm):
    finding = forms.ChoiceField(label=_("结论"), choices=list(FINDINGS.items()), widget=forms.RadioSelect, initial="upheld")
    answer = text(_("给申请人的答复"), 4, _("逐项说明；决定有错的，写明错在哪里。笔误用更正，准予有错的依法撤销，先听取持证人的意见"))


def asked(view: api.CaseView) -> str:
    """What the applicant wrote, for whoever answers."""
    facts = [e.fact for e in view.history if e.kind == "cases.AutomaticReviewAsked"]
    return view.texts.get(str(facts[-1].statement_id), "") if facts else ""


VERBS = (DeskVerb("answer-automatic", _("智能审批人工审查"), AnswerReview, step_verb(api.answer_automatic_review), (Phase.DECIDED, Phase.CLOSED)),)
