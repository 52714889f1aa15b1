"""Blank forms set from an item's own form definition, and the drawn samples that are shipped: what the library of samples starts from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import samples
from yichuang.documents import api as documents
from yichuang.kernel.errors import Refusal
from yichuang.organisations.domain import Actor

HERE = Path(__file__).parent
SHIPPED = HERE / "samples.json"


def source(name: str) -> str:
    return (HERE / "typst" / f"{name}.typ").read_text("utf-8")


def form_pdf(code: str, title: str, *, kind: str, answers: Mapping[str, str], at: datetime) -> bytes:
    """The form one kind of applicant fills for an item, every data element a line; with `answers`, as it is filled in."""
    made = catalogue.form(catalogue.terms(catalogue.published(code)).form_id, kind)
    sections = [
        {"title": f"{section.title}（可以填多份，写不下的另附页）" if section.repeat else section.title, "fields": [
            {
                "label": field.label, "required": field.required, "unit": field.unit, "hint": field.hint,
                "options": list(field.options) or (["是", "否"] if field.type == "boolean" else []), "answer": answers.get(field.element, ""),
            }
            for field in section.fields
        ]}
        for section in made.sections
    ]  # fmt: skip
    return documents.press(source("blank_form"), {"title": title, "sections": sections}, at=at)


def ship(*, now: datetime, actor: Actor) -> None:
    """The shipped samples, where the library is empty; an item that is not in force has none."""
    if samples.lines()[0] or samples.lines(ended=True)[0]:
        return
    held: dict[str, Any] = json.loads(SHIPPED.read_text("utf-8"))
    for one in held["forms"]:
        ship_form(one["item"], one["material"], {}, kind=samples.SampleKind.BLANK, criteria="", now=now, actor=actor)
    filled = held["filled"]
    ship_form(
        filled["item"], filled["material"], filled["answers"], kind=samples.SampleKind.EXAMPLE, criteria=filled["criteria"], now=now, actor=actor
    )
    for one in held["pictures"]:
        samples.keep(
            documents.drawing(source("picture"), {"parts": one["parts"], "notes": one["notes"]}), name="sample.png", material=one["material"],
            item_code=one["item"], kind=one["kind"], title=one["title"], criteria=one["criteria"], alt=one["alt"], demo=True, now=now, actor=actor,
        )


def ship_form(
    code: str, material: str, answers: Mapping[str, str], *, kind: samples.SampleKind, criteria: str, now: datetime, actor: Actor
) -> None:
    try:
        terms = catalogue.terms(catalogue.published(code))
    except Refusal:
        return
    name = next((m.name for m in terms.materials or () if m.type_code == material), "")
    if not name:
        return
    applicant = "natural" if "natural" in terms.audience else "legal"
    title = name.split("(")[0].split("（")[0].strip("《》") + ("（填写样例）" if answers else "")
    content = form_pdf(code, title, kind=applicant, answers=answers, at=now)
    samples.keep(
        content, name=f"{title}.pdf", material=material, item_code=code, kind=kind, title=title, criteria=criteria, demo=True, now=now, actor=actor
    )
