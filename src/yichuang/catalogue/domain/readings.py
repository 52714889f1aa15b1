"""What base registries can be asked 登记查询, by whom they are kept and on what basis: the vocabulary that rules of
智能审批 and the `exchange` layer share. Pure; asking is done by `exchange`.

A query is typed: what goes out (`asks`) and what comes back (`gives`). A city whose registry answers other questions adds
a query here; rules name a reading as `registry:forest_title.volume_left_m3`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yichuang.catalogue.domain.cells import Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """One field of an answer."""

    name: str
    kind: Kind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One question to a registry. `asks`: parameter → the input its value is taken from."""

    code: str
    name: str
    keeper: str
    basis: str
    asks: Mapping[str, str]
    gives: Mapping[str, Reading]
    edition: int = 1


PARTY_NUMBER, PARTY_NAME, YEAR, DIVISION = "party.number", "party.name", "year", "division"
PROJECT = "investment_project"
SHARING = "《政务数据共享条例》"
"""Departments use one another's data for their duties (its article 3); cited whole, the text was not read article by article."""


def cited(*articles: str) -> str:
    return "、".join(articles)


QUERIES: Mapping[str, Query] = {
    query.code: query
    for query in (
        Query(
            "forest_title", "林权登记", "不动产登记机构（林权登记）", cited("《中华人民共和国森林法》第十五条", SHARING),
            {"number": PARTY_NUMBER, "name": PARTY_NAME, "title": "answer:felling.title_number", "place": "answer:felling.location"},
            {
                "found": Reading("登记簿有这本权证", Kind.BOOLEAN), "is_holder": Reading("申请人是权利人", Kind.BOOLEAN),
                "covers_place": Reading("采伐地点在登记范围内", Kind.BOOLEAN), "disputed": Reading("有权属争议或者查封", Kind.BOOLEAN),
                "area_hm2": Reading("登记面积", Kind.NUMBER, "公顷"), "species": Reading("登记树种", Kind.TEXT),
                "closed_forest": Reading("在封山育林区或者封山育林期内", Kind.BOOLEAN),
            },
        ),
        Query(
            "felling_quota", "采伐限额", "林业主管部门（采伐限额管理）", cited("《中华人民共和国森林法》第五十四条", SHARING),
            {"division": DIVISION, "year": YEAR},
            {"left_m3": Reading("本年度剩余采伐限额", Kind.NUMBER, "立方米")},
        ),
        Query(
            "felling_record", "采伐与更新记录", "林业主管部门（采伐监管）", cited("《中华人民共和国森林法》第六十条", SHARING),
            {"number": PARTY_NUMBER, "name": PARTY_NAME},
            {
                "regenerated": Reading("上年度采伐后的更新造林已经完成", Kind.BOOLEAN),
                "unremedied": Reading("没有采取改进措施的重大滥伐、火灾、有害生物灾害", Kind.NUMBER, "件"),
            },
        ),
        Query(
            PROJECT, "投资项目代码", "投资项目在线审批监管平台",
            cited("《企业投资项目核准和备案管理条例》第四条", "《政府投资条例》第十条", SHARING),
            {"code": "answer:project.code", "number": PARTY_NUMBER},
            {
                "found": Reading("平台有这个项目代码", Kind.BOOLEAN), "is_owner": Reading("申请人是项目单位", Kind.BOOLEAN),
                "name": Reading("项目名称", Kind.TEXT), "owner": Reading("项目单位", Kind.TEXT), "site": Reading("建设地点", Kind.TEXT),
                "investment_10k": Reading("总投资", Kind.NUMBER, "万元"), "kind": Reading("项目类型", Kind.TEXT),
            },
        ),
    )
}  # fmt: skip


def find(name: str) -> tuple[Query, Reading] | None:
    """The query and field behind `forest_title.found`."""
    code, _, field = name.partition(".")
    query = QUERIES.get(code)
    return (query, query.gives[field]) if query and field in query.gives else None
