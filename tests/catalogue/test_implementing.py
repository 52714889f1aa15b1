"""The registry of elements: every column of a version, every element of GB/T 39046 table 4 that domain.md C4 names."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from yichuang.catalogue import columns, content
from yichuang.catalogue.domain import ResultTerm, Terms
from yichuang.catalogue.domain.implementing import BY_KEY, ELEMENTS, GROUPS, ROWS, Kind
from yichuang.catalogue.imports import guides
from yichuang.catalogue.models import ItemVersion

NO_ELEMENT = {
    # identity and life of the row
    "id", "item", "number", "status", "status_at", "created_at", "created_by", "edition", "edited_at", "edited_by",
    "published_at", "published_by", "effective_on", "content_hash",
    # provenance and marks
    "completed_fields", "findings", "source_ref", "source_kind", "source_url", "source_site", "source_date", "source_note",
    "cut_off_in", "source_hash", "smart",
    # drawn up on a page of its own, as questions and tables
    "situation",
}  # fmt: skip

C4 = frozenset(
    """task_name catalog_code task_code task_handle_item local_code task_type by_law use_level dept_name dept_code dept_type
entrust_name power_source plan_effective_date plan_cancel_date anticipate_day anticipate_type anticipate_explain promise_day
promise_type promise_explain accept_condition handle_flow other_dept service_type limit_explain result_type result_name result_guid
is_fee fee_basis fee_project fee_project.name fee_project.stand is_desc desc_explain handle_area server_type user_topic_type
corp_topic_type handle_type special_procedure project_type limit_scene_num limit_scene_explain online_handle_depth is_schedule
is_pay_online is_express is_online is_entry_center is_service_terminals link_addr mobile_terminal_url transact_addr transact_time
link_way supervise_way town village extend_field questions question answer material_name is_need material_type material_format
page_num page_format source_type source_explain accept_stand fill_explain form_guid example_guid""".split()  # noqa: SIM905
)
"""The column names of domain.md C4 [39046 table 4 + JLU]; task_state and task_version are the life of the row."""
C4_WORDS = ("权限划分", "行使内容", "承办机构", "是否容缺", "是否告知承诺", "送达方式", "生成电子证照", "单点登录", "出具机构", "出具时间", "原件份数", "复印件份数")
SAME = {"是否容缺": "可以容缺受理", "是否告知承诺": "可以告知承诺", "单点登录": "网上办理可以单点登录"}


def every():
    for element in ELEMENTS:
        yield element
        yield from element.parts


def test_every_content_column_is_an_element_and_every_element_a_column() -> None:
    held = {field.name for field in ItemVersion._meta.concrete_fields}
    assert held >= NO_ELEMENT
    assert held - NO_ELEMENT == set(BY_KEY)
    assert len(BY_KEY) == len(ELEMENTS)


@pytest.mark.parametrize("element", [element for element in ELEMENTS if element.row], ids=lambda element: element.key)
def test_the_parts_of_a_row_are_the_fields_of_its_dataclass(element) -> None:
    assert [part.key for part in element.parts] == [field.name for field in fields(element.row)]
    for part in element.parts:
        if part.kind is Kind.REFERENCE:
            assert part.refers in ROWS


def test_every_name_of_c4_is_there() -> None:
    standard = {element.standard for element in every()}
    assert standard >= C4
    names = {element.name for element in every()}
    assert names >= {SAME.get(word, word) for word in C4_WORDS}


def test_every_element_has_two_names_a_group_and_lawful_options() -> None:
    groups = {group.key for group in GROUPS}
    for element in every():
        assert element.name and element.name_en and element.group in groups, element.key
        assert bool(element.enumeration) is (element.kind in (Kind.CHOICE, Kind.CHOICES)), element.key
        assert bool(element.note) is bool(element.note_en), element.key
        if element.enumeration:
            values = [option.value for option in element.enumeration.options]
            assert len(values) == len(set(values)) and all(option.name and option.name_en for option in element.enumeration.options)
        if element.unit:
            assert BY_KEY[element.unit].kind is Kind.CHOICE


def test_the_codes_of_appendix_a() -> None:
    """GB/T 39046 App. A, as read in domain.md C4."""
    def codes(key: str) -> dict[str, str]:
        return {option.code or option.value: option.name for option in BY_KEY[key].enumeration.options}

    assert codes("level")["3"] == "市级" and codes("level")["4"] == "县级" and len(codes("level")) == 7
    assert codes("department_type") == {"1": "法定机关", "2": "授权组织", "3": "受委托组织", "9": "其他"}
    assert list(codes("service_objects")) == ["1", "2", "3", "4", "5", "6"]
    assert list(codes("channels")) == ["1", "2", "3", "4", "9"]
    assert codes("handling_type") == {"1": "即办件", "2": "承诺件", "9": "其他"}
    assert list(codes("scope")) == ["0", "1", "2", "3", "4"]
    assert set(codes("task_type")) == {"01", "05", "07", "08", "09", "10", "20"}


def test_lists_of_a_version_are_the_rows_of_its_terms() -> None:
    held = {field.name for field in fields(Terms)}
    assert set(content.KINDS) <= held and BY_KEY["result"].row is ResultTerm


def guide(data_dir, ident: str) -> dict:
    rows = json.loads((data_dir / "guides.json").read_text("utf-8"))["guides"]
    return guides.read_guide(next(row for row in rows if row["id"] == ident)).columns


def test_what_a_real_guide_says_beside_its_columns_reaches_the_elements() -> None:
    from tests.catalogue.conftest import DATA

    felling = guide(DATA, "G001")
    assert (felling["scope"], felling["scope_text"]) == ("4", "全市")
    assert felling["online_depth"][-1] == "互联网办理结果信息反馈" and len(felling["online_depth"]) == 6
    assert (felling["bookable"], felling["by_courier"], felling["in_hall"], felling["at_terminal"]) == (False, True, True, False)
    assert (felling["entrusted_by"], felling["joint_departments"]) == ([], [])
    assert (felling["power_source"], felling["department_type"]) == ("法定本级行使", "1")
    assert felling["statutory_note"] == "自受理之日起，在法定期限内办结"
    food = guide(DATA, "G015")
    assert (food["online"], food["visits_reason"], food["scope"]) == (True, "需打证", "0")
    coded = guide(DATA, "G006")
    assert (coded["by_courier"], coded["intermediaries"], coded["department_type"]) == (True, [], "1")
    assert "online_depth" not in coded, "网办深度“4” says not which of the depths it means"
    assert coded["windows"][0]["name"] == "综合受理窗口 A201-A212"
    assert guide(DATA, "G010")["five_ways"] == ["网上办", "一次办"]
    silent = guide(DATA, "G002")
    assert not {"online", "scope", "bookable", "entrusted_by", "delivery"} & set(silent)


@pytest.mark.django_db
def test_the_plain_content_of_every_shipped_version_goes_back_into_the_same_row(shipped) -> None:
    for version in ItemVersion.objects.all():
        plain = columns.plain_of(version)
        json.dumps(plain)
        for column, value in columns.column_values(plain).items():
            assert getattr(version, column) == value, column


def test_beside_the_main_result_a_version_may_name_further_ones() -> None:
    """副本, 附件, 图件: rows with the parts of the result; the case issues the main one alone."""
    element = BY_KEY["further_results"]
    assert (element.kind, element.group, BY_KEY["result"].kind) == (Kind.ROWS, "result", Kind.RECORD)
    assert {"result_name", "result_type", "result_guid"} <= {part.standard for part in element.parts}
