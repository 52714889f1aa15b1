"""更正 (practice §6): what is a slip of the pen in form, and what is not; each “no” at its field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.conftest import NOW
from yichuang.documents import domain
from yichuang.documents.domain import NotClerical, Place, Slip, check_place, check_slip, places
from yichuang.kernel.errors import Invalid

FIELDS = {
    "item_name": "食品经营许可", "scope": "热食类食品制售，不含凉菜制作", "validity": "2026年9月24日至2031年9月23日",
    "recipients": [{"name": "示例餐饮有限公司", "code": "91", "role": "applicant"}], "number": "示行审准〔2026〕317号",
    "materials": ["申请书", "营业执照"], "points": [{"what": "健康证明", "why": "未提交"}], "article": "第三十八条",
}  # fmt: skip
SCOPE = Place("scope", "范围", FIELDS["scope"])


def errors(was: str, now_reads: str, place: Place = SCOPE) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        check_slip(place, was=was, now_reads=now_reads)
    assert refused.value.remedy
    return [(e.field, e.code) for e in refused.value.errors]


def test_names_and_words_may_be_corrected_numbers_days_and_validity_not() -> None:
    found = {place.key: place.text for place in places(FIELDS)}
    assert set(found) == {"recipients", "item_name", "scope", "materials", "points"}
    assert found["recipients"] == "示例餐饮有限公司"
    assert (found["materials"], found["points"]) == ("申请书、营业执照", "健康证明 未提交")


def test_a_place_of_the_record_is_refused_with_the_way_to_go() -> None:
    with pytest.raises(NotClerical) as refused:
        check_place(places(FIELDS), "validity", of_record={"validity": "有效期"})
    assert "撤销后重新作出" in refused.value.remedy
    assert [e.field for e in refused.value.errors] == ["where"]


def test_a_place_that_is_not_on_the_paper_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        check_place(places(FIELDS), "duties", of_record={"validity": "有效期"})
    assert refused.value.code == "documents.not_on_the_paper"


def test_empty_unchanged_absent_and_ambiguous_words_are_no_slip() -> None:
    assert errors(" ", "") == [("was", "required"), ("now_reads", "required")]
    assert errors("凉菜", "凉菜") == [("now_reads", "documents.no_change")]
    assert errors("凉菜 ", " 凉菜") == [("now_reads", "documents.no_change")]
    assert errors("糕点", "面点") == [("was", "documents.not_in_text")]
    assert errors("食", "饮", Place("scope", "范围", "热食类食品")) == [("was", "documents.ambiguous")]


def test_a_whole_new_text_is_no_slip() -> None:
    assert errors("凉菜", "冷" * (domain.slips.MOST + 1)) == [("now_reads", "documents.too_long")]


def test_what_was_corrected_reads_corrected() -> None:
    after = places(FIELDS, [Slip("scope", "凉菜", "冷食"), Slip("scope", "冷食制作", "冷食类食品制售")])
    assert next(p.text for p in after if p.key == "scope") == "热食类食品制售，不含冷食类食品制售"
    assert next(p.text for p in after if p.key == "item_name") == FIELDS["item_name"]


@given(text=st.text("热食类品制售凉菜", min_size=2, max_size=30), start=st.integers(0, 28), length=st.integers(1, 6), new=st.text("冷", min_size=1, max_size=4))
def test_a_slip_once_in_the_text_is_mended_there_and_nowhere_else(text: str, start: int, length: int, new: str) -> None:
    was = text[start : start + length]
    place = Place("scope", "范围", text)
    if not was or text.count(was) != 1:
        return
    slip = check_slip(place, was=was, now_reads=new)
    mended = places({"scope": text}, [slip])[0].text
    at = text.index(was)
    assert mended == text[:at] + new + text[at + len(was) :]


@pytest.mark.parametrize(
    ("value", "words"),
    [("2026-09-24", "2026年9月24日"), ("2026-09-24T10:20+08:00", "2026年9月24日10时20分"), (True, "是"), (None, ""), (["甲", "乙"], "甲、乙")],
)
def test_a_field_reads_as_the_template_prints_it(value: object, words: str) -> None:
    assert domain.slips.printed(value) == words


@pytest.mark.django_db
def test_only_a_sealed_paper_that_left_the_organ_is_corrected(fix) -> None:
    from yichuang.documents import api
    from yichuang.documents.domain import Recipient, Role

    slip = {"where": "scope", "was": "凉", "now_reads": "冷", "reason": "打字错误", "actor": "account:x", "at": NOW}
    fixed = fix("grant_decision", scope="凉菜制作")
    with pytest.raises(domain.NotSealed):
        api.correct(fixed.document_id, **slip)
    inner = fix("approval_form", recipients=[Recipient(Role.INTERNAL, "案卷")])
    api.make(inner.document_id, actor="system:test", at=slip["at"])
    api.make(fixed.document_id, actor="system:test", at=slip["at"])
    with pytest.raises(domain.NotCorrectable):
        api.correct(inner.document_id, **slip)
    notice = api.correct(fixed.document_id, **slip)
    api.make(notice.document_id, actor="system:test", at=slip["at"])
    with pytest.raises(domain.NotCorrectable):
        api.correct(notice.document_id, **slip)
    with pytest.raises(Invalid):
        api.correct(fixed.document_id, **slip)  # the word is not there any more
    api.void(notice.document_id, reason="写错了", actor="account:x", at=slip["at"])
    assert api.correct(fixed.document_id, **slip).number == "示行审更〔2026〕2号"
