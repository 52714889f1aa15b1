"""What a guide says beside the columns of the file (`extra`, under its own Chinese names) → elements of the registry. Pure.

Only what is said in words of the enumeration, or in a code of GB/T 39046, is taken over; everything stays in `extra` too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yichuang.catalogue.domain.implementing import BY_KEY
from yichuang.catalogue.lints import Finding, info

FLAGS = {
    "是否支持预约办理": "bookable", "是否支持网上支付": "pays_online", "是否支持物流快递": "by_courier", "是否进驻政务大厅": "in_hall",
    "是否支持自助终端办理": "at_terminal", "是否网办": "online", "是否网上办理": "online",
}  # fmt: skip
TEXTS = {
    "权力来源": "power_source", "法定办结时限说明": "statutory_note", "法定时限说明": "statutory_note", "承诺办结时限说明": "promised_note",
    "到场办理原因": "visits_reason", "实施机构(科)室": "undertaking_office",
}  # fmt: skip
LISTS = {"委托部门": "entrusted_by", "联办机构": "joint_departments", "村级代办": "villages"}
YES, NO, NONE = ("是", "支持", "1"), ("否", "不支持", "0"), ("无", "没有")
WIDEST = ("全国", "全省", "全市")
SCOPES = {"全国": "1", "全省": "3", "全市": "4", "无": "0"}
"""通办 in the whole province is across its cities, in the whole city across its counties (GB/T 39046 App. A)."""


def text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def words(value: Any) -> list[str]:
    """A text or a list of texts as its words."""
    rows = value if isinstance(value, list) else text(value).replace("，", "、").split("、")
    return [text(row) for row in rows if text(row)]


def read(extra: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """(columns, findings); columns the guide does not state are absent."""
    columns: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, key in FLAGS.items():
        said = text(extra.get(name))
        if said in (*YES, *NO):
            columns[key] = said in YES
        if said in ("0", "1"):
            findings.append(code_only(key, said))
    columns |= {key: text(extra[name]) for name, key in TEXTS.items() if text(extra.get(name))}
    for name, key in LISTS.items():
        said = text(extra.get(name))
        if said in NONE:
            columns[key] = []
        elif said and not said.isdigit():
            columns[key] = words(said)
    if text(extra.get("是否存在中介服务")) == "0":
        columns["intermediaries"] = []
        findings.append(code_only("intermediaries", "0"))
    if text(extra.get("日常用语")):
        columns["aliases"] = words(extra["日常用语"])
    for part in (choices, department_type, scope):
        part(extra, columns, findings)
    return columns, findings


def choices(extra: Mapping[str, Any], columns: dict[str, Any], findings: list[Finding]) -> None:
    """Lists whose words are all in the enumeration."""
    for name, key in (("四办", "five_ways"), ("五办", "five_ways"), ("网上办理深度", "online_depth"), ("送达方式", "delivery")):
        enumeration = BY_KEY[key].enumeration
        said = words(extra.get(name))
        if said and enumeration and all(enumeration.option(word) for word in said):
            columns[key] = said
        elif said:
            findings.append(info(key, "words_unknown", "“%(text)s”不在代码表内，按原文保留在其他字段", text="、".join(said)))


def department_type(extra: Mapping[str, Any], columns: dict[str, Any], findings: list[Finding]) -> None:
    enumeration = BY_KEY["department_type"].enumeration
    code = text(extra.get("实施主体性质代码"))
    read = enumeration.read(text(extra.get("实施主体性质")) or code) if enumeration else None
    if read:
        columns["department_type"] = read
        findings += [code_only("department_type", code)] if code else []


def scope(extra: Mapping[str, Any], columns: dict[str, Any], findings: list[Finding]) -> None:
    said = words(extra.get("通办范围"))
    widest = next((word for word in (*WIDEST, "无") if word in said), None)
    if said:
        columns["scope_text"] = "、".join(said)
    if widest:
        columns["scope"] = SCOPES[widest]
        findings.append(info("scope", "scope_read", "通办范围“%(text)s”按代码表读出", "GB/T 39046", text="、".join(said)))


def code_only(key: str, value: str) -> Finding:
    return info(key, "code_only_value", "来源只写代码“%(text)s”，按代码表读出", "GB/T 39046", text=value)
