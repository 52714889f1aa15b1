"""A question that takes several of its options: on the page, in words of what is wrong, at the check, in the dossier, by API."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import asked_now
from yichuang.catalogue.domain.forms import ALWAYS, Asked, Condition, Limits, Op, Section, merge
from yichuang.catalogue.elements import FieldRow, SectionRow, field_row, form_row, shape_of
from yichuang.cli import props
from yichuang.dossier import api as dossier
from yichuang.intake import actions, boxes, pages, queries, repeating
from yichuang.intake import answers as checking
from yichuang.kernel.values import new_id

OFFERED = ("清洗设施", "消毒设施", "盥洗设施")
ELEMENT = {
    "name": "卫生设施", "name_en": "Facilities", "type": "choices", "unit": "", "hint": "", "source": "", "sensitivity": "general",
    "schema": {"items": {"type": "string", "enum": list(OFFERED)}},
}  # fmt: skip


def form_of(asked: Asked):
    row = field_row(asked, ELEMENT)
    return form_row(None, "legal", (SectionRow("一", "One", (row,), True),), {asked.element: shape_of(asked, ELEMENT)}), row


def wrong(value, **asked) -> list[str]:
    form, row = form_of(Asked("x.y", required=ALWAYS, **asked))
    return [str(error.message) for error in checking.check(form, [row], {"x.y": value})]


def test_what_is_ticked_is_a_list_in_the_order_it_is_offered_each_once() -> None:
    _form, row = form_of(Asked("x.y"))
    posted = QueryDict("x.y=消毒设施&x.y=清洗设施&x.y=消毒设施")
    assert checking.given([row], posted) == {"x.y": ["清洗设施", "消毒设施"]}
    assert checking.given([row], QueryDict("")) == {"x.y": None} == checking.given([row], {"x.y": []})
    assert checking.given([row], {"x.y": ["别的", "盥洗设施"]}) == {"x.y": ["盥洗设施", "别的"]}
    assert repeating.altered([row], posted)["x.y"] == ["消毒设施", "清洗设施", "消毒设施"], "what was typed comes back as typed"


def test_what_is_wrong_is_said_in_words() -> None:
    assert wrong(["清洗设施", "盥洗设施"]) == []
    assert wrong(None) == ["请选择卫生设施，至少一项"]
    for bad in (["别的"], "清洗设施", ["清洗设施", "清洗设施"], [3]):
        assert wrong(bad) == ["卫生设施请在列出的几项里选，可以选几项"], bad
    assert wrong(["盥洗设施"], limits=Limits(options=OFFERED[:2])) == ["卫生设施请在列出的几项里选，可以选几项"]


def test_the_page_offers_boxes_to_tick_and_shows_what_was_ticked() -> None:
    _form, row = form_of(Asked("x.y"))
    kept = boxes.box(row, {"x.y": ["消毒设施"]}, None, (), {})
    assert (kept.type, kept.value, [o[0] for o in kept.options]) == ("checkboxes", ["消毒设施"], list(OFFERED))
    assert "可以选几项" in kept.hint
    assert boxes.box(row, {}, repeating.altered([row], QueryDict("x.y=清洗设施")), (), {}).value == ["清洗设施"]


@pytest.mark.parametrize(
    ("op", "value", "asked"),
    [(Op.IS, "消毒设施", True), (Op.IS, "盥洗设施", False), (Op.IS_NOT, "盥洗设施", True), (Op.ONE_OF, ("盥洗设施", "清洗设施"), True), (Op.FILLED, None, True)],
)
def test_another_question_may_look_at_one_of_the_choices(op, value, asked) -> None:
    follow = FieldRow("x.z", "说明", "Note", "text", False, shown=((Condition("x.y", op, value),),))
    _form, row = form_of(Asked("x.y"))
    assert (len(asked_now([row, follow], {"x.y": ["清洗设施", "消毒设施"]})) == 2) is asked
    assert len(asked_now([row, follow], {})) == 1, "an answer nobody gave meets no condition"


def test_two_forms_offer_what_both_allow() -> None:
    forms = [(name, (Section("s", "一", (Asked("x.y", limits=Limits(options=options)),)),)) for name, options in (("甲", OFFERED[:2]), ("乙", OFFERED[1:]))]
    made = merge(forms)
    assert made.layout[0].fields[0].limits.options == ("消毒设施",) and not made.conflicts
    _form, row = form_of(made.layout[0].fields[0])
    assert row.options == ("消毒设施",)


@pytest.fixture
def hygiene(city, now):
    return actions.start(city.versions["public-place-hygiene"], city.company_id, token=new_id(), actor=city.representing, now=now)


def page_of(draft, city, element: str) -> str:
    found = next(page for page in queries.work(draft.id, actor=city.representing).pages if page.field(element))
    return f"/drafts/{draft.id}/questions/{found.key}/"


@pytest.mark.django_db
def test_from_the_page_to_the_check_and_into_the_dossier(client, city, hygiene, now) -> None:
    client.force_login(city.representative)
    here = page_of(hygiene, city, "place.facilities")
    page = client.get(here).content.decode()
    assert page.count('type="checkbox" name="place.facilities"') == 7, "the question stands alone on its page"
    bad = client.post(here, {"place.facilities": ["消毒设施", "没有的"]})
    assert bad.status_code == 422 and "可以选几项" in bad.content.decode()
    assert client.post(here, {"place.facilities": ["消毒设施", "清洗设施"]}).status_code == 302
    hygiene.refresh_from_db()
    assert hygiene.answers["place.facilities"] == ["清洗设施", "消毒设施"]
    again = client.get(here).content.decode()
    assert again.count("checked") == 2
    assert "清洗设施、消毒设施" in client.get(f"/drafts/{hygiene.id}/check/").content.decode()
    answers = props.answers(catalogue.terms(hygiene.version_id), city.company_id) | {"place.facilities": ["盥洗设施", "清洗设施"]}
    answers = {element: value for element, value in answers.items() if element not in ("party.name", "party.number", "party.legal_representative")}
    made = actions.hand_in(hygiene.version_id, city.company_id, answers, (), actor=city.representing, now=now)
    row = next(row for row in dossier.view(made.case_id).answers if row.element == "place.facilities")
    assert row.text == "盥洗设施、清洗设施"
    assert dossier.answers(made.case_id)["place_facilities"] == ["盥洗设施", "清洗设施"], "conditions of the procedure read a list"
    after = actions.start(hygiene.version_id, city.company_id, token=new_id(), actor=city.representing, now=now)
    assert after.origins["place.facilities"] == "earlier"


def test_what_was_ticked_at_the_guide_comes_along_whole() -> None:
    assert pages.told(QueryDict("a=1&b=甲&b=乙")) == {"a": "1", "b": ["甲", "乙"]}
