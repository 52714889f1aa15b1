"""The register of data elements 数据项: one word of the one vocabulary each, added and worded by editors.

A code, its type, unit and choices never change: answers, conditions and decision tables rest on them. Names, hints, source and
sensitivity may; a form keeps the words it was made with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from yichuang.catalogue.drafts import may_edit
from yichuang.catalogue.elements import SCHEMAS, options_in
from yichuang.catalogue.models import DataElement
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import may_for_all
from yichuang.facts.catalogue import DataElementChanged, DataElementKept
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.kernel.values import canonical
from yichuang.organisations.domain import Actor

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
PAGE = 50
TYPE_WORDS: Mapping[str, str] = {
    "text": "一行文字", "textarea": "多行文字", "identifier": "编号", "phone": "电话", "integer": "整数", "decimal": "小数", "date": "日期",
    "boolean": "是或否", "choice": "选一项", "choices": "可以选几项",
}
CHOSEN = ("choice", "choices")
SENSITIVITY_WORDS: Mapping[str, str] = {"general": "一般", "personal": "个人信息", "sensitive": "敏感个人信息"}
"""个人信息保护法 4, 28."""
SOURCE_WORDS: Mapping[str, str] = {
    "": "由申请人填", "party": "人口或者法人登记信息", "business_register": "市场主体登记信息", "licences": "电子证照", "earlier": "以前的申请",
    "real_estate_register": "不动产登记信息", "health_certificates": "健康证明信息", "environment_register": "重点排污单位名录",
    "investment_platform": "投资项目在线审批监管平台",
}
WORDS = ("name", "name_en", "hint", "source", "sensitivity")


class NoElement(NotFound):
    code = "catalogue.no_element"
    message = "没有这个数据项"
    remedy = "请从数据项清单里选"


@dataclass(frozen=True, slots=True)
class ElementLine:
    """One data element and how many forms ask for it."""

    code: str
    name: str
    name_en: str
    type: str
    unit: str
    source: str
    sensitivity: str
    hint: str
    options: tuple[str, ...]
    version: int
    used_by: int


def line(row: DataElement, used: Mapping[str, int]) -> ElementLine:
    return ElementLine(
        row.code, row.name, row.name_en, row.type, row.unit, row.source, row.sensitivity, row.hint, options_in(row.schema),
        row.head_seq, used.get(row.code, 0),
    )


USED = """select f.x ->> 'element', count(distinct v.id) from item_version v join form on form.id = v.form_id,
  jsonb_array_elements(form.sections) s, jsonb_array_elements(s -> 'fields') as f(x)
  where v.status in ('published', 'draft') and f.x ->> 'element' = any(%s) group by 1"""


def used_by(codes: Sequence[str]) -> dict[str, int]:
    """How many versions in force or in draft ask for each element."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [list(codes)])
        return dict(cursor.fetchall())


def lines(*, text: str = "", kind: str = "", page: int = 1) -> tuple[tuple[ElementLine, ...], bool]:
    """Elements by code, a page at a time; two statements. `text` is looked for in code and name."""
    rows = DataElement.objects.order_by("code")
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text))
    if kind in TYPE_WORDS:
        rows = rows.filter(type=kind)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    used = used_by([row.code for row in found])
    return tuple(line(row, used) for row in found[:PAGE]), len(found) > PAGE


def one(code: str) -> ElementLine:
    row = DataElement.objects.filter(code=code).first()
    if row is None:
        raise NoElement(asked=code)
    return line(row, used_by([code]))


def checked(values: Mapping[str, str], *, new: bool) -> tuple[dict[str, Any], list[FieldError]]:
    """What was typed as columns, and what is wrong with it."""
    columns: dict[str, Any] = {key: values.get(key, "").strip() for key in WORDS}
    errors = []
    if not columns["name"] or len(columns["name"]) > 80:
        errors.append(FieldError("name", "catalogue.element_name", "请填名称，80个字以内"))
    if columns["sensitivity"] not in SENSITIVITY_WORDS:
        errors.append(FieldError("sensitivity", "catalogue.element_sensitivity", "请选一种敏感程度"))
    if columns["source"] not in SOURCE_WORDS:
        errors.append(FieldError("source", "catalogue.element_source", "请选一个来源"))
    if new:
        errors += fixed(values, columns)
    return columns, errors


def fixed(values: Mapping[str, str], columns: dict[str, Any]) -> list[FieldError]:
    """The part that never changes again: code, type, unit, choices."""
    errors = []
    code, kind = values.get("code", "").strip(), values.get("type", "")
    taken = {row.replace(".", "_") for row in DataElement.objects.values_list("code", flat=True)}
    if not CODE.fullmatch(code) or len(code) > 80:
        errors.append(FieldError("code", "catalogue.element_code", "编码写成两段以上，例如premises.area_m2：小写字母、数字和下划线，用点隔开"))
    elif code.replace(".", "_") in taken:
        errors.append(FieldError("code", "catalogue.element_taken", "这个编码已经用了（点和下划线在条件里不分）"))
    if kind not in SCHEMAS:
        errors.append(FieldError("type", "catalogue.element_type", "请选一种类型"))
    options = [word.strip() for word in values.get("options", "").splitlines() if word.strip()]
    if kind in CHOSEN and len(set(options)) < 2:
        errors.append(FieldError("options", "catalogue.element_options", "选一项或者选几项的，至少写两个选项，一行一个"))
    if kind == "choices" and any("、" in word for word in options):
        errors.append(FieldError("options", "catalogue.element_options", "可以选几项的，选项里不要有顿号：几个回答是用顿号隔开的"))
    unit = values.get("unit", "").strip()
    if unit and kind not in ("integer", "decimal"):
        errors.append(FieldError("unit", "catalogue.element_unit", "只有整数和小数才有单位"))
    columns |= {"code": code, "type": kind, "unit": unit, "schema": schema_of(kind, options)}
    return errors


def schema_of(kind: str, options: Sequence[str]) -> dict[str, Any]:
    """What the schema of an element says beyond its type's."""
    offered = list(dict.fromkeys(options))
    return {"choice": {"enum": offered}, "choices": {"items": {"type": "string", "enum": offered}}}.get(kind, {})


@transaction.atomic
def add(values: Mapping[str, str], *, now: datetime, actor: Actor) -> str:
    """A new word of the vocabulary; returns its code. Raises Forbidden, Invalid per field."""
    may_edit(actor, now)
    columns, errors = checked(values, new=True)
    if errors:
        raise Invalid("数据项还不能新增", errors=tuple(errors))
    row = DataElement.objects.create(**columns)
    fact = DataElementKept(element=row.code, element_type=row.type, unit=row.unit, sensitivity=row.sensitivity, content_hash=words_hash(row))
    record(row, fact, actor=actor.ref, at=now)
    return row.code


@transaction.atomic
def reword(code: str, values: Mapping[str, str], *, now: datetime, actor: Actor) -> None:
    """Other words for the same thing; forms that exist keep the words they were made with. Raises HoldsForAll, NoElement, Invalid."""
    may_for_all(actor, now)
    row = DataElement.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NoElement(asked=code)
    columns, errors = checked(values, new=False)
    if errors:
        raise Invalid("数据项还不能修改", errors=tuple(errors))
    if all(getattr(row, key) == value for key, value in columns.items()):
        return
    for key, value in columns.items():
        setattr(row, key, value)
    row.save()
    record(row, DataElementChanged(sensitivity=row.sensitivity, content_hash=words_hash(row)), actor=actor.ref, at=now)


def words_hash(row: DataElement) -> str:
    return sha256(canonical([row.code, *(getattr(row, key) for key in WORDS), row.type, row.unit, row.schema])).hexdigest()


__all__ = ["SENSITIVITY_WORDS", "SOURCE_WORDS", "TYPE_WORDS", "ElementLine", "NoElement", "add", "lines", "one", "reword"]
