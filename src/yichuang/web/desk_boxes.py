"""The fields of a desk form as the page component `c-field` takes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms

from yichuang.kernel.errors import Refusal
from yichuang.look.templatetags.look import said
from yichuang.web.desk_forms import VerbForm


@dataclass(frozen=True, slots=True)
class FieldBox:
    """One form field as the component `c-field` takes it."""

    name: str
    label: Any
    hint: Any
    type: str
    value: Any
    error: str
    options: tuple[tuple[Any, ...], ...] = ()
    optional: bool = False
    rows: int = 4
    width: str = ""
    only: str = ""
    """Choices of the form's `mode` under which this one is asked; always when empty."""
    accept: str = ""
    """Media types of a file, so that a telephone offers its camera."""


KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"), (forms.Textarea, "textarea"), (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"), (forms.Select, "select"), (forms.CheckboxInput, "checkbox"), (forms.DateInput, "date"),
    (forms.DateTimeInput, "datetime-local"),
    (forms.TimeInput, "time"), (forms.NumberInput, "number"), (forms.FileInput, "file"),
)  # fmt: skip


WIDTHS = {"number": "s", "time": "s", "date": "s", "datetime-local": "m"}


def boxes(form: VerbForm, refusal: Refusal | None = None) -> list[FieldBox]:
    """The fields of a form for the page, each with its error, also one that a refusal names, and what was typed."""
    named = {error.field: said(error) for error in refusal.errors} if refusal else {}
    return [replace(box, error=box.error or named.get(box.name, "")) for box in (field_box(form, name) for name in form.fields)]


def field_box(form: VerbForm, name: str) -> FieldBox:
    bound = form[name]
    kind = next((word for widget, word in KINDS if isinstance(bound.field.widget, widget)), "text")
    value = bound.value()
    value = value.isoformat() if isinstance(value, date) else value
    options = tuple((str(k), v) for k, v in getattr(bound.field, "choices", ()) if k != "" or kind == "select")
    many = kind == "checkboxes"
    only = " ".join(form.asked_for(name)) if isinstance(form, VerbForm) else ""
    optional = form.may_stay_empty(name) if isinstance(form, VerbForm) else not bound.field.required
    return FieldBox(
        name, bound.label, bound.help_text, kind, [str(v) for v in value or ()] if many else "" if value is None else value,
        "".join(str(error) for error in bound.errors), options, optional and kind not in ("checkbox", "checkboxes"),
        int(bound.field.widget.attrs.get("rows", 4)), WIDTHS.get(kind, ""), only, bound.field.widget.attrs.get("accept", ""),
    )  # fmt: skip
