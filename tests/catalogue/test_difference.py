"""The typed difference: nothing between a thing and itself, and the changes of two versions make one of the other."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.catalogue import columns
from yichuang.catalogue.domain.difference import Change, ChangeKind, apply, difference, parts_changed
from yichuang.catalogue.domain.implementing import BY_KEY, ELEMENTS, Kind
from yichuang.catalogue.models import ItemVersion

WORDS = st.sampled_from(["", "M1", "M2", "C1", "申请表", "申请表", "营业执照", "第二十三条", "说明", "说明#2"])
LEAVES = {
    Kind.NUMBER: st.integers(0, 3), Kind.MONEY: st.integers(0, 3), Kind.FLAG: st.booleans(),
    Kind.LIMIT: st.fixed_dictionaries({"amount": st.integers(0, 3), "unit": st.just("working_day")}),
}  # fmt: skip


def row_of(element) -> st.SearchStrategy:
    return st.fixed_dictionaries({}, optional={part.key: LEAVES.get(part.kind, WORDS) for part in element.parts})


def value_of(element) -> st.SearchStrategy:
    if element.kind is Kind.ROWS:
        value = st.lists(row_of(element), max_size=5)
    elif element.kind in (Kind.RECORD, Kind.CODES):
        value = row_of(element)
    elif element.is_list:
        value = st.lists(WORDS, max_size=3)
    else:
        value = LEAVES.get(element.kind, WORDS.filter(bool))
    return st.none() | value


SOME = ("name", "materials", "conditions", "fees", "steps", "questions", "bases", "special_caps", "result", "codes", "channels", "visits", "quota")
VERSIONS = st.fixed_dictionaries({element.key: value_of(element) if element.key in SOME else st.none() for element in ELEMENTS})


@given(VERSIONS)
def test_nothing_differs_from_itself(version) -> None:
    assert difference(version, copy.deepcopy(version)) == ()


@given(VERSIONS, VERSIONS)
def test_the_changes_make_the_one_of_the_other(before, after) -> None:
    assert apply(before, difference(before, after)) == after


@given(VERSIONS, VERSIONS)
def test_each_element_that_differs_is_named_and_no_other(before, after) -> None:
    assert {change.element for change in difference(before, after)} == {key for key in after if before[key] != after[key]}


def test_rows_are_matched_by_code_then_by_name() -> None:
    before = {"materials": [{"code": "M1", "name": "申请表"}, {"code": "M2", "name": "营业执照"}, {"code": "M3", "name": "平面图"}]}
    after = {"materials": [{"code": "M1", "name": "申请书"}, {"code": "M9", "name": "营业执照"}, {"code": "M4", "name": "检测报告"}]}
    found = difference(before, after)
    assert [(change.kind, change.row) for change in found] == [
        (ChangeKind.ROW_REMOVED, "M3"), (ChangeKind.ROW_CHANGED, "M1"), (ChangeKind.ROW_CHANGED, "M2"), (ChangeKind.ROW_ADDED, "M4"),
    ]  # fmt: skip
    assert [part.key for part in parts_changed(BY_KEY["materials"], found[2].before, found[2].after)] == ["code"]


def test_not_stated_and_none_are_two_things() -> None:
    assert difference({"fees": None}, {"fees": []}) == (Change("fees", ChangeKind.ADDED, None, []),)
    assert difference({"fees": []}, {"fees": None}) == (Change("fees", ChangeKind.REMOVED, [], None),)


def test_a_row_that_only_stands_elsewhere_has_moved() -> None:
    rows = [{"name": name} for name in ("受理", "承办", "审核", "决定")]
    (change,) = difference({"steps": rows}, {"steps": [rows[3], *rows[:3]]})
    assert (change.kind, change.row, change.at, change.before) == (ChangeKind.ROW_MOVED, "决定", 0, change.after)


@pytest.mark.django_db
def test_between_real_versions(shipped) -> None:
    rows = {version.item.code: columns.plain_of(version) for version in ItemVersion.objects.select_related("item")}
    one, other = rows["small-catering"], rows["public-place-hygiene"]
    assert apply(one, difference(one, other)) == other
    json.dumps([change.after for change in difference(one, other)])
