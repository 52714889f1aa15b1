"""Typed answers out of what was typed, and what is wrong with them, in words that say how to put it right."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext
from jsonschema_rs import Draft202012Validator

from yichuang.cases.domain.wishes import COLLECTED
from yichuang.catalogue.api import FieldRow, FormRow, Question, SectionRow
from yichuang.catalogue.domain.forms import number
from yichuang.intake import repeating
from yichuang.kernel.errors import FieldError, Invalid

ELECTRONIC, AT_WINDOW, BY_POST = "电子送达", COLLECTED, "邮政EMS"
MODE, ADDRESS, CONSENT = "service.mode", "service.address", "service.electronic_consent"
TRUE, FALSE = "yes", "no"
CHOICES = "choices"
"""A question that takes several of its options; its answer is a list of texts."""


def label_of(field: Question) -> str:
    """The label in the language of the page, where the element has one."""
    return field.label_en if field.label_en and (get_language() or "").startswith("en") else field.label


def sent(field: FieldRow, raw: Mapping[str, Any], name: str = "") -> Any:
    """What a page or a connected system sent for a question: a text, or of several choices all of them."""
    name = name or field.element
    if field.type != CHOICES:
        return raw.get(name)
    return raw.getlist(name) if isinstance(raw, MultiValueDict) else raw.get(name)


def chosen(field: FieldRow, raw: Any) -> list[str] | None:
    """Several choices in the order they are offered, each once; what is not offered stays at the end, for the check."""
    words = [clean(word) for word in (raw if isinstance(raw, list | tuple) else [raw or ""])]
    words = [word for word in dict.fromkeys(words) if word]
    return sorted(words, key=lambda word: field.options.index(word) if word in field.options else len(field.options)) or None


def clean(raw: Any) -> str:
    return unicodedata.normalize("NFC", str(raw or "")).strip().replace("\x00", "")


def typed(field: FieldRow, raw: Any) -> Any:
    """A form's text as the value the schema expects; None for nothing. What cannot be read stays text, for the check."""
    if field.type == CHOICES:
        return chosen(field, raw)
    text = clean(raw)
    if not text:
        return None
    if field.type in ("integer", "decimal", "phone", "identifier", "date"):
        text = unicodedata.normalize("NFKC", text)
    match field.type:
        case "integer":
            return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text
        case "boolean":
            return {TRUE: True, FALSE: False, "on": True}.get(text, text)
        case "date":
            return text.replace("/", "-").replace(".", "-")
        case "identifier":
            return text.upper()
    return text.replace("\r\n", "\n")


def given(asked: Sequence[Question], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to these questions out of a posted page, or out of what a connected system sends as texts."""
    return {q.element: typed_rows(q, raw) if isinstance(q, SectionRow) else typed(q, sent(q, raw)) for q in asked}


def typed_rows(group: SectionRow, raw: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The rows of a group, blank ones left out; None for none."""
    sent = raw.get(group.code)
    texts = [dict(row) for row in sent] if repeating.is_rows(sent) else repeating.rows_of(group, raw)
    read = [{f.element: value for f in group.fields if (value := typed(f, row.get(f.element))) is not None} for row in texts]
    return [row for row in read if row] or None


def raw(field: FieldRow, value: Any) -> Any:
    """The other way round: what stands in the field when the page is shown again."""
    if field.type == CHOICES:
        return list(value) if isinstance(value, list) else []
    if value is None:
        return ""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return str(value)


EXAMPLES: dict[str, str] = {
    "decimal": "%(label)s请只填数字，例如46.5",
    "integer": "%(label)s请填整数，例如3",
    "phone": "%(label)s请填11位手机号码，或者带区号的电话，例如0990-1234567",
    "date": "%(label)s请填年、月、日，例如2026-09-30",
    "identifier": "%(label)s只能有数字和字母，请检查有没有多余的符号",
    "boolean": "%(label)s：请选“是”或者“否”",
    "choice": "%(label)s请在列出的几项里选一项", "choices": "%(label)s请在列出的几项里选，可以选几项",
}
"""Field type → what to do when the value has the wrong shape."""

SHAPES = ("type", "pattern", "enum", "format", "uniqueItems", "minItems")


@lru_cache(maxsize=2048)
def _validator(schema_text: str) -> Draft202012Validator:
    import json

    return Draft202012Validator(json.loads(schema_text))


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    from yichuang.kernel.values import dump

    return _validator(dump(schema).decode())


def missing(field: FieldRow) -> str:
    words = {"choice": gettext("请选择%(label)s"), CHOICES: gettext("请选择%(label)s，至少一项"), "boolean": gettext("%(label)s：请选“是”或者“否”")}
    return words.get(field.type, gettext("请填写%(label)s")) % {"label": label_of(field)}


def wrong(field: FieldRow, keyword: str, schema: Mapping[str, Any], value: Any) -> str:
    """The sentence for one broken rule of the schema."""
    named: dict[str, object] = {"label": label_of(field)}
    if keyword in SHAPES and field.type in EXAMPLES:
        return gettext(EXAMPLES[field.type]) % named
    limit = schema.get(keyword)
    named |= {"limit": limit, "count": len(str(value))}
    match keyword:
        case "maxLength":
            return gettext("%(label)s最多%(limit)s个字，您填了%(count)s个") % named
        case "minLength":
            return gettext("%(label)s至少%(limit)s个字") % named
        case "maximum" | "exclusiveMaximum":
            return gettext("%(label)s不能大于%(limit)s") % named
        case "minimum" | "exclusiveMinimum":
            return gettext("%(label)s不能小于%(limit)s") % named
    return gettext("%(label)s填得不对，请检查") % named


def wrong_answer(form: FormRow, field: FieldRow, value: Any, name: str) -> FieldError | None:
    """What is wrong with one answer, under the name of its field; JSON Schema first, then what a schema cannot say."""
    if value is None:
        return FieldError(name, "intake.required", missing(field)) if field.required else None
    schema = form.shapes[field.element]
    first = next(iter(validator(schema).iter_errors(value)), None)
    if first is not None:
        keyword = str(first.schema_path[-1])
        return FieldError(name, f"intake.{keyword}", wrong(field, keyword, schema, value))
    if field.type == "date" and not is_day(value):
        return FieldError(name, "intake.date", gettext(EXAMPLES["date"]) % {"label": label_of(field)})
    if field.type == "decimal" and (broken := beyond(field, value)):
        keyword, limit = broken
        return FieldError(name, f"intake.{keyword}", wrong(field, keyword, {keyword: limit}, value))
    return None


def beyond(field: FieldRow, value: str) -> tuple[str, object] | None:
    """The bound of the form that a decimal breaks: decimals are texts, so no schema can say it."""
    given, limits = number(value), field.limits
    if given is not None and limits.least is not None and given < limits.least:
        return "minimum", limits.least
    if given is not None and limits.most is not None and given > limits.most:
        return "maximum", limits.most
    return None


def check(form: FormRow, asked: Sequence[Question], values: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """Every wrong answer among these questions of a form, in their order. `values` may hold other answers of the form: a row of a
    group may depend on them."""
    service = {error.field: error for error in reversed(service_errors(asked, values))}
    found: list[FieldError] = []
    for question in asked:
        if isinstance(question, SectionRow):
            found += repeating.wrong_rows(form, question, values)
        elif error := wrong_answer(form, question, values.get(question.element), question.element) or service.get(question.element):
            found.append(error)
    return tuple(found)


def is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def service_errors(fields: Sequence[Question], values: Mapping[str, Any]) -> list[FieldError]:
    """EMS needs an address; electronic service needs consent (电子送达 without it is none)."""
    if not any(field.element == MODE for field in fields):
        return []
    mode, found = values.get(MODE), []
    if mode == BY_POST and not values.get(ADDRESS):
        found.append(FieldError(ADDRESS, "intake.required", gettext("选邮政EMS的，请填写送达地址")))
    if mode == ELECTRONIC and values.get(CONSENT) is not True:
        found.append(FieldError(CONSENT, "intake.consent", gettext("选电子送达的，请勾选同意；不同意的，请换一种送达方式")))
    return found


def checked(form: FormRow, fields: Sequence[Question], values: Mapping[str, Any]) -> None:
    """Raises Invalid naming every wrong field."""
    if errors := check(form, fields, values):
        raise Invalid(gettext("有几处填得不对，请改正后再继续。"), code="intake.invalid", errors=errors)
