"""更正: what is a slip of the pen on a sealed paper, in form (practice §6: 盖章后不得改动。笔误用更正通知书). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yichuang.documents.domain.kinds import LABELS
from yichuang.kernel.errors import FieldError, Invalid, Refusal

MOST = 60
"""Characters a slip may have, as it stands and as it is meant; more is another text."""
WRITTEN = (
    "recipients", "item_name", "materials", "points", "cause", "basis", "reason", "where_to_go", "papers_back", "lapse_effect",
    "interest", "rights", "matter", "place", "chair", "recorder", "avoidance", "organ_asked", "question", "silence_effect",
    "content", "scope", "duties", "delivery", "result_name", "facts", "ground", "clerk", "organ_address",
    "organ_phone",
)  # fmt: skip
"""Fields that hold names and words somebody wrote. Numbers, days, limits, results, conditions and remedies come from the record
or are the decision itself: a change of those is no slip."""
NAMES: Mapping[str, str] = {**LABELS, "recipients": "受送达人", "organ_address": "机关地址", "organ_phone": "机关电话"}
DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the paper: `key` names the field, `text` is what a reader finds there now."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One correction: at the place `key`, `was` reads `now_reads`."""

    key: str
    was: str
    now_reads: str


class NotSealed(Refusal):
    code = "documents.not_sealed"
    message = "尚未用印，不用更正。"
    remedy = "请作废重办。"


class NotCorrectable(Refusal):
    code = "documents.not_correctable"
    message = "这份文书不能用更正通知书更正。"
    remedy = "更正通知书有误的，再次更正原文书；内部文书有误的，另作说明归卷。"


class NotClerical(Refusal):
    code = "documents.not_clerical"
    message = "“%(label)s”由记录写入或者属于决定内容，改动它不是更正笔误。"
    remedy = "确有错误的，依法撤销后重新作出。"


def printed(value: Any) -> str:
    """A field as it reads on the paper (the twin of `val` in layout.typ)."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Mapping():
            return " ".join(filter(None, map(printed, value.values())))
        case list() | tuple():
            return "、".join(map(printed, value))
    text = str(value)
    if found := DAY.match(text):
        year, month, day, hour, minute = found.groups()
        time = f"{hour}时{minute}分" if hour else ""
        return f"{year}年{int(month)}月{int(day)}日{time}"
    return text


def mended(text: str, slips: Iterable[Slip]) -> str:
    """The text after the corrections made so far, in their order."""
    for slip in slips:
        text = text.replace(slip.was, slip.now_reads, 1)
    return text


def text_of(key: str, fields: Mapping[str, Any]) -> str:
    if key == "recipients":
        return "、".join(str(row["name"]) for row in fields.get(key) or ())
    return printed(fields.get(key))


def places(fields: Mapping[str, Any], slips: Sequence[Slip] = ()) -> tuple[Place, ...]:
    """Every place of a paper where a slip may stand, with what it reads now."""
    found = [(key, mended(text_of(key, fields), [s for s in slips if s.key == key])) for key in WRITTEN]
    return tuple(Place(key, NAMES[key], text) for key, text in found if text)


def check_place(known: Sequence[Place], where: str, *, of_record: Mapping[str, str]) -> Place:
    """Raises unless the paper has this place; `of_record` are its other fields, which are never slips."""
    place = next((p for p in known if p.key == where), None)
    if place is not None:
        return place
    if where in of_record:
        wrong = FieldError("where", NotClerical.code, "这一处不能用更正通知书改。")
        raise NotClerical(label=of_record[where], errors=(wrong,))
    raise Invalid(
        "这份文书上没有这一处。", code="documents.not_on_the_paper", remedy="请从文书上写明的各处里选。",
        errors=(FieldError("where", "documents.not_on_the_paper", "请从文书上写明的各处里选。"),),
    )


def check_slip(place: Place, *, was: str, now_reads: str) -> Slip:
    """A clerical error in form: some words that stand there, once, and other words they should have been."""
    was, now_reads = was.strip(), now_reads.strip()
    errors = [FieldError(n, "required", "请照文书原样填写。") for n, v in (("was", was), ("now_reads", now_reads)) if not v]
    errors += [
        FieldError(n, "documents.too_long", "超过60个字。整段要改的不是笔误。")
        for n, v in (("was", was), ("now_reads", now_reads)) if len(v) > MOST
    ]  # fmt: skip
    if was and was == now_reads:
        errors.append(FieldError("now_reads", "documents.no_change", "和原文一样，没有更正什么。"))
    elif was and was not in place.text:
        errors.append(FieldError("was", "documents.not_in_text", "文书的这一处没有这几个字。"))
    elif was and place.text.count(was) > 1:
        errors.append(FieldError("was", "documents.ambiguous", "这几个字在这一处不止一次，请连前后的字一起写。"))
    if errors:
        raise Invalid(
            "不是可以更正的笔误。", code="documents.no_slip", remedy="笔误是个别字词；确有错误的，依法撤销后重新作出。",
            errors=tuple(errors),
        )
    return Slip(place.key, was, now_reads)
