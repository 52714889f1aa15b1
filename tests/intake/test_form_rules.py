"""A form that asks what is asked now, and a group that is filled several times: drafts, pages, hand-in, dossier."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import UUID

import pytest

from yichuang.catalogue.domain.forms import ALWAYS, Asked, Limits, Repeat
from yichuang.catalogue.elements import SCHEMAS, FieldRow, SectionRow, field_row, form_row, shape_of
from yichuang.dossier import api as dossier
from yichuang.intake import actions, boxes, queries, repeating
from yichuang.intake import answers as checking
from yichuang.intake.models import Draft
from yichuang.kernel.errors import Invalid
from yichuang.kernel.values import new_id

AREA = {"name": "面积", "name_en": "Area", "type": "decimal", "unit": "平方米", "hint": "", "source": "", "sensitivity": "general", "schema": {}}
KIND = AREA | {"name": "品种", "name_en": "Kind", "type": "choice", "unit": "", "schema": {"enum": ["热食类", "冷食类", "糕点类"]}}
COUNT = AREA | {"name": "人数", "name_en": "Staff", "type": "integer", "unit": "人"}


def form_of(asked: Asked, element: dict):
    row = field_row(asked, element)
    return form_row(None, "natural", (SectionRow("一", "One", (row,), True),), {asked.element: shape_of(asked, element)}), row


@pytest.mark.parametrize(
    ("element", "limits", "value", "sentence"),
    [
        (AREA, Limits(least=Decimal("4.5")), "4.49", "面积不能小于4.5"),
        (AREA, Limits(least=Decimal("4.5")), "4.5", ""),
        (AREA, Limits(most=Decimal("100")), "100.0001", "面积不能大于100"),
        (COUNT, Limits(least=Decimal(1), most=Decimal(9)), 0, "人数不能小于1"),
        (COUNT, Limits(least=Decimal(1), most=Decimal(9)), 10, "人数不能大于9"),
        (COUNT, Limits(least=Decimal(1), most=Decimal(9)), 9, ""),
        (KIND, Limits(options=("热食类", "糕点类")), "冷食类", "品种请在列出的几项里选一项"),
        (KIND, Limits(options=("热食类", "糕点类")), "糕点类", ""),
    ],
)
def test_what_a_form_narrows_is_said_at_the_field(element, limits, value, sentence):
    form, row = form_of(Asked("x.y", required=ALWAYS, limits=limits), element)
    assert [str(e.message) for e in checking.check(form, [row], {"x.y": value})] == ([sentence] if sentence else [])
    if limits.options:
        assert [option[0] for option in boxes.options_of(row)] == list(limits.options)


def test_what_is_recommended_says_that_it_may_stay_empty():
    form, row = form_of(Asked("x.y", recommended=True), COUNT)
    assert not checking.check(form, [row], {})
    made = boxes.box(row, {}, None, (), {})
    assert made.optional and "建议填，不填也能提交" in made.hint
    assert "建议填" not in boxes.box(form_of(Asked("x.y", recommended=True, required=ALWAYS), COUNT)[1], {}, None, (), {}).hint


GROUP = SectionRow(
    "人员", "Staff", (
        FieldRow("s.name", "姓名", "Name", "text", True), FieldRow("s.age", "年龄", "Age", "integer", False),
    ), True, "staff", Repeat(1, 2),
)  # fmt: skip
FORM = form_row(None, "natural", (GROUP,), {"s.name": SCHEMAS["text"], "s.age": SCHEMAS["integer"]})


def test_every_wrong_cell_is_named_by_its_row():
    def wrong(rows):
        return [(e.field, str(e.message)) for e in checking.check(FORM, [GROUP], {"staff": rows})]

    assert wrong([{"s.name": "甲", "s.age": 30}]) == []
    assert wrong(None) == [("staff", "人员至少填1份")]
    assert wrong([{"s.name": "甲"}, {"s.age": "很大"}]) == [
        ("staff-2-s.name", "人员 2：请填写姓名"), ("staff-2-s.age", "人员 2：年龄请填整数，例如3")
    ]
    assert wrong([{"s.name": "甲"}] * 3) == [("staff", "人员最多填2份")]
    assert wrong("甲、乙") == [("staff", "人员要一份一份地填")] == wrong(["甲"])


def test_rows_are_read_added_removed_and_blank_ones_are_nothing():
    raw = {"staff-rows": "2", "staff-1-s.name": "甲", "staff-1-s.age": "", "staff-2-s.name": " ", "staff-2-s.age": "", "other": "x"}
    assert checking.given([GROUP], raw) == {"staff": [{"s.name": "甲"}]}
    more = repeating.altered([GROUP], raw, "add:staff")
    assert (more["staff-rows"], more["staff-1-s.name"], more["other"]) == ("3", "甲", "x")
    assert repeating.altered([GROUP], raw, "remove:staff:1")["staff-1-s.name"] == " "
    assert repeating.altered([GROUP], raw)["staff-rows"] == "1", "blank rows fall out"
    assert checking.given([GROUP], {"staff-rows": "99999999", "staff-1-s.name": "甲"}) == {"staff": None}
    assert len(repeating.rows_of(GROUP, {"staff-rows": "500"})) == 3, "never more than one above the most"


@pytest.fixture
def group_page(client, city, draft):
    client.force_login(city.person)
    page = next(page for page in queries.work(draft.id, actor=city.actor).pages if page.field("staff"))
    return f"/drafts/{draft.id}/questions/{page.key}/"


def cell(n: int, name: str, number: str = "") -> dict[str, str]:
    return {f"staff-{n}-food.staff_name": name, f"staff-{n}-food.health_certificate": number}


@pytest.mark.django_db
def test_rows_come_and_go_on_the_page_and_the_draft_keeps_them(client, draft, group_page):
    assert 'name="staff-1-food.staff_name"' in client.get(group_page).content.decode()
    more = client.post(group_page, {"staff-rows": "1", **cell(1, "示例甲", "A1"), "then": "add:staff"})
    text = more.content.decode()
    assert more.status_code == 200, "the form asks for a certificate number of four characters, but adding a row judges nothing"
    assert 'name="staff-2-food.staff_name"' in text and 'value="A1"' in text and "yc-err" not in text
    assert Draft.objects.get(id=draft.id).answers["staff"] == [{"food.staff_name": "示例甲"}], "what was right survives"
    bad = client.post(group_page, {"staff-rows": "2", **cell(1, "示例甲", "A1"), **cell(2, "", "SLJK-2")})
    text = bad.content.decode()
    assert bad.status_code == 422 and 'href="#staff-1-food.health_certificate"' in text and 'href="#staff-2-food.staff_name"' in text
    assert "从业人员 2：请填写姓名" in text and 'value="A1"' in text
    both = {"staff-rows": "2", **cell(1, "示例甲", "SLJK-1"), **cell(2, "示例乙")}
    assert client.post(group_page, both).status_code == 302
    assert [row["food.staff_name"] for row in Draft.objects.get(id=draft.id).answers["staff"]] == ["示例甲", "示例乙"]
    one = client.post(group_page, {**both, "then": "remove:staff:1"}).content.decode()
    assert 'value="示例乙"' in one and "示例甲" not in one
    assert Draft.objects.get(id=draft.id).answers["staff"] == [{"food.staff_name": "示例乙"}]


@pytest.mark.django_db
def test_a_row_is_asked_what_the_form_answers_ask(client, draft, group_page):
    """Electronic certificates are checked by their number, so then it is required; otherwise it is recommended."""
    assert "建议填，不填也能提交" in client.get(group_page).content.decode()
    Draft.objects.filter(id=draft.id).update(answers=draft.answers | {"food.health_electronic": True})
    page = client.post(group_page, {"staff-rows": "1", **cell(1, "示例甲")})
    assert page.status_code == 422 and "从业人员 1：请填写健康证明编号" in page.content.decode()


@pytest.mark.django_db
def test_an_answer_opens_a_question_and_takes_it_away(client, city, draft):
    client.force_login(city.person)

    def page_of(element):
        found = next((p for p in queries.work(draft.id, actor=city.actor).pages if p.field(element)), None)
        return found and f"/drafts/{draft.id}/questions/{found.key}/"

    assert page_of("food.cold_dishes") is None
    client.post(page_of("food.kind"), {"food.kind": "热食类"})
    assert 'name="food.cold_dishes"' in client.get(page_of("food.cold_dishes")).content.decode()
    assert client.post(page_of("food.staff_count"), {"food.staff_count": "2"}).status_code == 422, "asked, so required"
    client.post(page_of("food.cold_dishes"), {"food.staff_count": "2", "food.cold_dishes": "yes"})
    client.post(page_of("food.kind"), {"food.kind": "糕点类"})
    assert page_of("food.cold_dishes") is None
    assert "food.cold_dishes" not in {e.field for e in queries.work(draft.id, actor=city.actor).errors}


@pytest.mark.django_db
def test_a_question_opened_on_the_same_page_is_shown_there_with_a_note(client, city, draft):
    client.force_login(city.person)
    page = client.post(f"/drafts/{draft.id}/questions/situation/", {"premises.tenure": "自有", "food.health_electronic": "no"}, follow=True)
    text = page.content.decode()
    assert 'name="premises.title_registered"' in text and "根据您的回答，这一页多了1项，请接着填。" in text


@pytest.mark.django_db
def test_a_group_is_checked_handed_in_shown_and_prefills_the_next(client, city, filled, now):
    client.force_login(city.person)
    text = client.get(f"/drafts/{filled.id}/check/").content.decode()
    assert "从业人员 1" in text and "姓名：示例甲" in re.sub(r"<[^>]+>", "", text) and "SLJK-2" in text
    case_id, _ = actions.send(filled.id, declared=True, actor=city.actor, now=now)
    rows = [row for row in dossier.view(case_id).answers if row.group == "staff"]
    assert [(row.element, row.label, row.text) for row in rows] == [
        ("staff-1", "从业人员 1", "姓名：示例甲；健康证明编号：SLJK-1"), ("staff-2", "从业人员 2", "姓名：示例乙；健康证明编号：SLJK-2"),
    ]
    assert "staff" not in dossier.answers(case_id), "conditions read no groups"
    again = actions.start(city.versions["small-catering"], city.person.party_id, token=new_id(), actor=city.actor, now=now)
    assert (len(again.answers["staff"]), again.origins["staff"]) == (2, "earlier")


@pytest.mark.django_db
def test_a_connected_system_sends_a_list(city, filled, now):
    version_id, party_id = city.versions["small-catering"], city.person.party_id

    def hand_in(rows) -> UUID:
        answers = {k: v for k, v in Draft.objects.get(id=filled.id).answers.items() if k not in ("party.name", "party.number")}
        return actions.hand_in(version_id, party_id, answers | {"staff": rows}, (), actor=city.actor, now=now).case_id

    case_id = hand_in([{"food.staff_name": "示例丙"}])
    assert dossier.latest_answers(case_id).answers["staff"] == [{"food.staff_name": "示例丙"}]
    for rows, fields in (
        ([], ["staff"]), ("示例丙", ["staff"]), ([{}], ["staff-1-food.staff_name"]),
        ([{"food.staff_name": "丙"}, {"food.staff_name": "丁", "food.age": 3}], ["staff-2-food.age"]),
        ([{"food.staff_name": "丙"}, {"food.staff_name": 3}], ["staff-2-food.staff_name"]),
    ):
        with pytest.raises(Invalid) as raised:
            hand_in(rows)
        assert [e.field for e in raised.value.errors] == fields
