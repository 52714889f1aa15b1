"""Every "no" carries a reason, an article and a remedy, in the page and as RFC 9457 problem JSON."""

from __future__ import annotations

import json

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yichuang.kernel.codes.reasons import InBoth, Several
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.problem import problem, say


class QuestionLate(Refusal):
    code = "cases.answer_late"
    message = "第%(day)s个工作日已过，视为受理。"
    article = "《行政许可法》第三十二条"
    remedy = _("请补办受理通知书。")


def test_a_refusal_of_the_law_in_full() -> None:
    body = problem(QuestionLate(day=5), instance="/api/v1/cases/1")
    assert json.loads(json.dumps(body)) == {
        "type": "urn:yichuang:refusal:cases.answer_late",
        "title": "现在不能这样办理",
        "status": 409,
        "detail": "第5个工作日已过，视为受理。",
        "code": "cases.answer_late",
        "article": "《行政许可法》第三十二条",
        "remedy": "请补办受理通知书。",
        "errors": [],
        "instance": "/api/v1/cases/1",
    }


def test_each_wrong_field_is_named() -> None:
    refusal = Invalid("填写有误", errors=(FieldError("party.number", "codes.check_digit", "校验位应为%(digit)s"),), digit="X")
    assert problem(refusal)["errors"] == [{"field": "party.number", "code": "codes.check_digit", "message": "校验位应为X"}]


def test_a_percent_sign_in_a_sentence_does_not_break_it() -> None:
    assert say(Refusal("已完成 100%", rate=1)) == "已完成 100%"


def test_a_refusal_without_words_is_still_a_problem() -> None:
    with override("en"):
        assert problem(NotFound())["status"] == 404


def test_a_name_with_a_comma_in_it_is_no_list_and_a_list_of_names_is_said_in_the_language_of_the_reader() -> None:
    advert = InBoth("在建筑物、设施上悬挂宣传品审批", "Hanging publicity on buildings")
    refusal = Refusal("没有：%(names)s。", names=Several([advert, "城市管理局、城管局"]))
    assert say(refusal) == "没有：在建筑物、设施上悬挂宣传品审批、城市管理局、城管局。"
    with override("en"):
        assert say(refusal) == "没有：Hanging publicity on buildings, 城市管理局、城管局。"
        assert say(Refusal("没有：%(names)s。", names="城市管理局、受理")) == "没有：城市管理局、受理。", "kept as text and not all words of the house"
