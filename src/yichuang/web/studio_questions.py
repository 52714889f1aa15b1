"""The questions of an application form as rows of the editor: when one is shown or required, and groups that are filled several times.

A row says one condition, which is what forms need nearly always; a rule that says more is shown as it is and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.forms import Op
from yichuang.catalogue.domain.implementing import Element, Kind
from yichuang.catalogue.domain.implementing.enumerations import HOUSE, coded
from yichuang.catalogue.domain.implementing.kinds import Enumeration

OPS = Enumeration("op", coded(
    (Op.IS, "等于", "Is"), (Op.IS_NOT, "不等于", "Is not"), (Op.ONE_OF, "是其中之一", "Is one of"), (Op.AT_LEAST, "不小于", "At least"),
    (Op.BELOW, "小于", "Below"), (Op.FILLED, "填了", "Is answered"),
), HOUSE)  # fmt: skip
THEN = Enumeration("then", coded(
    ("shown", "才问", "Only then asked"), ("required", "才必填", "Only then required"), ("both", "才问，而且必填", "Only then asked, and required"),
), HOUSE)  # fmt: skip

FORM_ROW = (
    Element("title", "分组", "Section", "form", note="同一组的写同样的组名", note_en="The same name for what belongs together"),
    Element("element", "数据项", "Data element", "form", Kind.REFERENCE, refers="data_elements"),
    Element("required", "必填", "Required", "form", Kind.FLAG),
    Element("recommended", "建议填", "Recommended", "form", Kind.FLAG, note="不必填，但填了办得快", note_en="Not required, but it helps"),
    Element("label", "问法", "Wording", "form", note="不填就用数据项的名称", note_en="Empty: the name of the data element"),
    Element("hint", "提示", "Hint", "form"),
    Element("when_element", "看哪一项的回答", "Depends on the answer to", "form", Kind.REFERENCE, refers="data_elements"),
    Element("when_op", "怎么比", "Compared how", "form", Kind.CHOICE, enumeration=OPS),
    Element("when_value", "和什么比", "With what", "form", note="“是其中之一”用顿号隔开；是或否写“是”“否”",
      note_en="Separate several with 、; write 是 or 否 for yes or no"),
    Element("when_then", "符合的", "Then", "form", Kind.CHOICE, enumeration=THEN),
    Element("least", "这一组最少填几份", "The group at least", "form", Kind.NUMBER, note="不填就是可以一份都不填", note_en="Empty: none is needed"),
    Element("most", "这一组最多填几份", "The group at most", "form", Kind.NUMBER, note="人员、场所等一组要填多份的才写",
      note_en="Only for a group that is filled several times"),
)  # fmt: skip
RULED = ("when_element", "when_op", "when_value", "when_then", "least", "most", "title")
"""Parts of a row that are no key of the stored question."""


def row_of(asked: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """A stored question as a row of FORM_ROW."""
    repeat = part.get("repeat") or {}
    row = {**asked, "title": part["title"], "least": repeat.get("least"), "most": repeat.get("most"), "required": asked.get("required") is True}
    shown, required = asked.get("shown"), asked.get("required")
    rule = shown if isinstance(shown, list) else required if isinstance(required, list) else None
    if rule and len(rule) == 1 and len(rule[0]) == 1:
        condition = rule[0][0]
        then = "required" if not isinstance(shown, list) else "both" if isinstance(required, list) or required is True else "shown"
        row |= {"when_element": condition["element"], "when_op": condition["op"], "when_value": text_of(condition.get("value")), "when_then": then}
        row["required"] = False
    return row


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)


class Reason(NamedTuple):
    """What is wrong with one part of a row."""

    part: str
    message: str


def rules_of(read: Mapping[str, Any], held: Mapping[str, Any]) -> tuple[dict[str, Any], Reason | None]:
    """(`shown` and `required` as they are stored, or what is wrong: part and sentence)."""
    if not read["when_element"]:
        if any(isinstance(held.get(key), list) and not simple(held[key]) for key in ("shown", "required")):
            return {key: held[key] for key in ("shown", "required") if key in held}, None  # a rule the row cannot say stays
        return {"required": bool(read["required"])}, None
    if not read["when_op"] or not read["when_then"]:
        return {}, Reason("when_op" if not read["when_op"] else "when_then", "看另一项的回答的，要写怎么比、符合的怎样")
    try:
        value = catalogue.comparable(read["when_element"], read["when_op"], read["when_value"] or "")
    except ValueError:
        return {}, Reason("when_value", "这个值和那一项的类型对不上")
    condition = {"element": read["when_element"], "op": read["when_op"], **({} if value is None else {"value": value})}
    rule, then = [[condition]], read["when_then"]
    shown = {"shown": rule} if then in ("shown", "both") else {}
    return {**shown, "required": rule if then in ("required", "both") or (then == "shown" and read["required"]) else False}, None


def simple(rule: Any) -> bool:
    return isinstance(rule, list) and len(rule) == 1 and len(rule[0]) == 1
