"""情形引导: what may be selected (行政许可法 30, 31, 42), what the checks find, what answers of the shipped items select."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from yichuang.catalogue import api, publishing
from yichuang.catalogue.domain import situations
from yichuang.catalogue.domain.situation_checks import bad_result, check_situation
from yichuang.catalogue.domain.situations import Choice, Need, Selection, narrow
from yichuang.catalogue.models import ItemVersion, SituationSelection, SituationSet
from yichuang.catalogue.situations import checking, keeping, plain, reading
from yichuang.clock.domain import Limit, Unit

from .conftest import DATA, NOW

FARMER = "农村居民自留山、个人承包的集体林地"


def content(name):
    return json.loads((DATA / "published" / f"{name}.json").read_text("utf-8"))["situation"]


@pytest.fixture
def felling(shipped):
    """The shipped tree-felling version: its terms and a copy of its situation to spoil."""
    return api.terms(shipped["tree-felling"]), deepcopy(content("tree_felling"))


def problems(terms, told):
    known = reading.elements_of()
    form = frozenset(f.element for f in api.form(terms.form_id, "natural").fields)
    found = checking.check(plain.situation_of(told, known), known, terms, form)
    return {(p.place, p.code) for p in found if p.is_error}


def test_the_shipped_situations_have_nothing_wrong(shipped):
    for name, code in (("tree_felling", "tree-felling"), ("small_catering", "small-catering"), ("drainage", "drainage")):
        assert problems(api.terms(shipped[code]), content(name)) == set()


@pytest.mark.parametrize(
    ("code", "answers", "papers", "days", "why"),
    [
        # 森林法 58: 超过规定面积或者蓄积量的，还应当提交伐区调查设计材料
        ("tree-felling", {"felling.owner": FARMER, "felling.area_hm2": "0.5", "felling.volume_m3": "15"}, ["M1", "M2"], 3, "第五十八条"),
        ("tree-felling", {"felling.owner": FARMER, "felling.area_hm2": "0.5", "felling.volume_m3": "15.1"}, ["M1", "M2", "M3"], 7, ""),
        ("tree-felling", {"felling.owner": "国有", "felling.area_hm2": "1.01", "felling.volume_m3": "3"}, ["M1", "M2", "M3"], 7, ""),
        # 城镇污水排入排水管网许可管理办法 7(6): 列入重点排污单位名录的排水户
        ("drainage", {"drain.key_discharger": True}, ["M1", "M2", "M3", "M4", "M5", "M6"], 10, ""),
        ("drainage", {"drain.key_discharger": False}, ["M1", "M2", "M3", "M4", "M5"], 10, "第七条第六项"),
        # 国务院关于在线政务服务的若干规定 7: 通过数据共享能够获得的信息，不得要求行政相对人另行提供
        ("small-catering", {"premises.tenure": "自有", "premises.title_registered": True, "food.health_electronic": True}, ["M1", "M2", "M5", "M6"], 10, "第七条第一款"),
        ("small-catering", {"premises.tenure": "租赁", "food.health_electronic": False}, ["M1", "M2", "M3", "M4", "M5", "M6"], 10, ""),
    ],
)  # fmt: skip
def test_answers_select_what_the_law_asks(shipped, code, answers, papers, days, why):
    terms = api.terms_for(shipped[code], answers)
    assert [m.code for m in terms.materials] == papers
    assert all(m.required and not m.required_when for m in terms.materials if m.code in ("M3", "M6") and code != "small-catering")
    assert terms.promised == Limit(days, Unit.WORKING_DAY)
    assert all(why in row.why for row in terms.left_out)
    made = {m.code for m in terms.materials if m.from_form}  # out of the form: nobody checks whether it is there
    assert {p.material_code for p in terms.acceptance_points} == set(papers) - made


def test_while_a_question_is_open_the_whole_version_stands(shipped):
    for answers in ({}, {"premises.tenure": "自有", "food.health_electronic": True}, {"premises.tenure": "别墅", "food.health_electronic": True}):
        terms = api.terms_for(shipped["small-catering"], answers)
        assert terms == api.terms(shipped["small-catering"]) and terms.selection is None


def test_a_question_not_asked_counts_as_not_answered(shipped):
    """Who rents is not asked for the property register: what was answered before changes nothing."""
    told = {"premises.tenure": "租赁", "premises.title_registered": True, "food.health_electronic": True}
    assert [m.code for m in api.terms_for(shipped["small-catering"], told).materials] == ["M1", "M2", "M4", "M5", "M6"]


# The law holds, whatever the tables say.


def test_30_and_31_no_situation_asks_for_a_material_off_the_list(felling):
    terms, told = felling
    told["tables"][0]["outputs"] = ["material:M9"]
    assert ("tables.0.outputs.0", "unknown_target") in problems(terms, told)
    assert narrow(terms, Selection((Choice("material:M9", Need.NEEDED),))).materials == terms.materials


def test_42_no_situation_promises_longer_than_the_law(felling):
    terms, told = felling
    told["tables"][1]["rules"][1]["then"][0] = "21"
    assert ("tables.1.rules.1.then.0", "above_statutory") in problems(terms, told)
    assert narrow(terms, Selection(promised=99)).promised == Limit(20, Unit.WORKING_DAY)
    assert narrow(terms, Selection(promised=99)).statutory == terms.statutory


def test_a_promise_shorter_than_its_steps_is_found_with_the_answers_that_lead_there(felling):
    terms, told = felling
    told["tables"][1]["rules"][0]["then"] = ["3", "", ""]
    known = reading.elements_of()
    found = checking.check(plain.situation_of(told, known), known, terms, frozenset())
    (wrong,) = [p for p in found if p.code == "steps_exceed_promise"]
    assert FARMER in dict(wrong.details)["example"]


def test_a_situation_never_lengthens_the_validity(felling):
    terms, told = felling
    told["tables"][0]["outputs"].append("validity_months")
    for rule in told["tables"][0]["rules"]:
        rule["then"].append("24")
    assert ("tables.0.rules.0.then.1", "above_validity") in problems(terms, told)
    assert narrow(terms, Selection(validity_months=24)).result.validity_months == 12


def test_a_condition_of_the_law_is_reviewed_in_every_situation(shipped):
    whole, terms = api.terms(shipped["drainage"]), api.terms_for(shipped["drainage"], {"drain.key_discharger": False})
    assert {p.condition_code for p in terms.review_points} == {p.condition_code for p in whole.review_points}
    assert terms.conditions == whole.conditions


def test_no_visit_only_by_a_rule_that_names_its_article(felling):
    terms, told = felling
    free = narrow(replace(terms, visit_required=True), Selection((Choice("site_visit", Need.NOT_NEEDED, "面积小（第五十六条）"),)))
    assert (free.visit_required, free.visit_free) == (False, "面积小（第五十六条）")
    needed = narrow(replace(terms, visit_required=True), Selection((Choice("site_visit", Need.NEEDED),)))
    assert (needed.visit_required, needed.visit_free) == (True, "")
    told["tables"].append({
        "code": "site", "name": "踏勘", "hit": "unique", "inputs": ["felling.owner"], "outputs": ["site_visit"],
        "rules": [{"when": ["-"], "then": ["不需要"], "why": "不用去"}],
    })  # fmt: skip
    assert ("tables.2.rules.0.why", "visit_without_basis") in problems(terms, told)
    told["tables"][-1]["rules"][0]["why"] = "面积在规定以下（第五十六条）"
    assert problems(terms, told) == set()


# What the checks find.


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda s: s["questions"].clear(), ("questions", "no_question")),
        (lambda s: s["questions"][0].update(element="felling.colour"), ("questions.0.element", "unknown_element")),
        (lambda s: s["questions"].append({"element": "felling.owner"}), ("questions.3.element", "asked_twice")),
        (lambda s: s["questions"][0].update(when=[["felling.area_hm2", "> 1"]]), ("questions.0.when", "asked_later")),
        (lambda s: s["questions"][2].update(when=[["felling.owner", "别人"]]), ("questions.2.when", "bad_cell")),
        (lambda s: s["questions"].pop(), ("tables.0.inputs.1", "not_asked")),
        (lambda s: s["tables"][1]["rules"][0]["when"].__setitem__(0, "别人"), ("tables.1.rules.0.when.0", "bad_cell")),
        (lambda s: s["tables"][0]["rules"][2]["then"].__setitem__(0, "也许"), ("tables.0.rules.2.then.0", "bad_need")),
        (lambda s: s["tables"][1]["outputs"].__setitem__(1, "step:盖章"), ("tables.1.outputs.1", "unknown_target")),
        (lambda s: s["tables"][0]["rules"][1]["when"].__setitem__(0, "-"), ("tables.0.rules.1", "overlap")),
        (lambda s: s["tables"][0]["rules"][2]["when"].__setitem__(1, "< 15"), ("tables.0.rules", "gap")),
        (lambda s: s["tables"].append({"code": "x", "hit": "collect", "inputs": ["felling.owner"], "outputs": ["material:M3"],
                                       "rules": [{"when": ["国有"], "then": ["不需要"]}]}), ("tables.2.outputs", "contradiction")),
        (lambda s: s["questions"][2].update(when=[["felling.area_hm2", "< 0"]]), ("questions.2.when", "unreachable")),
        (lambda s: s["trials"].clear(), ("trials", "no_trial")),
        (lambda s: s["trials"][0]["expect"][1].__setitem__(1, "5"), ("trials.0", "trial_failed")),
        (lambda s: s["trials"][0]["answers"].pop(), ("trials.0", "trial_broken")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_place(felling, spoil, found):
    terms, told = felling
    spoil(told)
    assert found in problems(terms, told)


def test_a_gap_comes_with_an_example_of_the_answers_nobody_thought_of(felling):
    terms, told = felling
    told["tables"][0]["rules"][2]["when"][1] = "< 15"
    known = reading.elements_of()
    (gap,) = [p for p in check_situation(plain.situation_of(told, known), known, terms, frozenset()) if p.code == "gap"]
    assert "采伐蓄积：15" in dict(gap.details)["example"]


def test_the_plain_form_loses_nothing():
    known = {}
    for name in ("tree_felling", "small_catering", "drainage"):
        once = plain.plain_of(plain.situation_of(content(name), known))
        assert plain.plain_of(plain.situation_of(once, known)) == once
        assert [t["rules"] for t in once["tables"]] == [t["rules"] for t in content(name)["tables"]]


# Kept, published, named.


def test_a_failing_trial_stops_the_publication(shipped, editor, program):
    told = deepcopy(content("tree_felling"))
    told["trials"][0]["expect"][1][1] = "5"
    kept = keeping.keep("tree-felling", told, now=NOW, actor=editor)
    version_id = publishing.revise(shipped["tree-felling"], now=NOW, actor=editor, situation=kept)
    with pytest.raises(api.NotPublishable) as refused:
        api.publish(version_id, now=NOW, actor=program)
    (wrong,) = refused.value.errors
    assert (wrong.field, wrong.code) == ("situation.trials.0", "situation_trial_failed")
    assert "应得“5”，实得“3”" in str(wrong.message)


def test_sets_and_selections_never_change_and_the_same_set_is_kept_once(shipped, editor):
    again = keeping.keep("tree-felling", content("tree_felling"), now=NOW, actor=editor)
    assert (again.number, ItemVersion.objects.get(id=shipped["tree-felling"]).situation_id) == (1, again.id)
    terms = api.terms_for(shipped["drainage"], {"drain.key_discharger": False})
    assert api.keep_selection(terms) == api.keep_selection(terms)
    for model, change in ((SituationSet, {"content": {}}), (SituationSelection, {"selected": {}})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)


def test_what_a_case_names_gives_the_same_terms_for_ever(shipped):
    terms = api.terms_for(shipped["drainage"], {"drain.key_discharger": False})
    selection_id = api.keep_selection(terms)
    assert api.case_terms(shipped["drainage"], selection_id) == replace(terms, selection_id=selection_id)
    assert api.case_terms(shipped["drainage"], None) is api.terms(shipped["drainage"])
    with pytest.raises(api.NoSuchItem):
        api.case_terms(shipped["tree-felling"], selection_id)


def test_the_form_asks_each_element_once_the_questions_first(shipped):
    told = {"premises.tenure": "自有"}
    form = api.form_for(api.terms_for(shipped["small-catering"], told), "natural", told)
    assert [f.element for f in form.sections[0].fields] == ["premises.tenure", "premises.title_registered", "food.health_electronic"]
    every = [q.element for q in form.asked]
    assert len(every) == len(set(every)) and set(every) == set(form.schema["properties"])
    rented = api.form_for(api.terms_for(shipped["small-catering"], {}), "natural", {"premises.tenure": "租赁"})
    assert "premises.title_registered" not in [f.element for f in rented.fields]


def test_fields_are_switched_by_the_tables(shipped, editor, program):
    told = deepcopy(content("drainage"))
    told["tables"][0]["outputs"].append("field:drain.daily_m3")
    for rule, word in zip(told["tables"][0]["rules"], ("需要", "不需要"), strict=True):
        rule["then"].append(word)
    kept = keeping.keep("drainage", told, now=NOW, actor=editor)
    version_id = publishing.revise(shipped["drainage"], now=NOW, actor=editor, situation=kept)
    api.publish(version_id, now=NOW, actor=program)
    for listed in (True, False):
        answers = {"drain.key_discharger": listed}
        form = api.form_for(api.terms_for(version_id, answers), "legal", answers)
        assert ("drain.daily_m3" in [f.element for f in form.fields]) is listed
    assert api.inapplicable(api.terms_for(version_id, answers), "legal", answers) == {"drain.daily_m3"}


def test_answers_are_read_as_forms_write_them():
    number = situations.Element("n", "n", situations.Kind.NUMBER)
    assert [situations.value_of(raw, number) for raw in ("", None, "nan", "一", True)] == [None] * 5
    several = situations.Element("m", "m", situations.Kind.LIST, ("甲", "乙"))
    assert situations.value_of("甲、乙", several) == ("甲", "乙") and situations.value_of(["丙"], several) is None


@pytest.mark.parametrize("cell", ["²", "①", "x", "1.5"])
def test_a_cell_that_only_looks_like_a_figure_is_said_to_be_none(cell) -> None:
    assert bad_result(situations.PROMISED, cell, terms=None) == ("bad_number", "请写整数")
