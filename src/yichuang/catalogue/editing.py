"""An editor's work on a draft: begin an item from nothing, save one section at a time, without overwriting a colleague."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import claims, columns, publishing
from yichuang.catalogue.arrangements import GENERAL_FORM, Arrangements
from yichuang.catalogue.domain import Regime, Status
from yichuang.catalogue.domain.forms import Op, number
from yichuang.catalogue.domain.implementing import of_group
from yichuang.catalogue.drafts import DraftMoved, check_draft, editable, name_of
from yichuang.catalogue.models import Claim, DataElement, Form, Instrument, Item, ItemVersion, nothing_left
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import canonical, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

TYPE_OF = {
    Regime.LICENCE: "01", Regime.REGISTRATION: "07", Regime.CONFIRMATION: "07", Regime.PAYMENT: "05", Regime.AWARD: "08",
    Regime.RULING: "09", Regime.FILING: "10", Regime.SERVICE: "20", Regime.OTHER: "10",
}  # fmt: skip
"""The 事项类型 of GB/T 39046 a regime is listed under."""
MOST_CODE = 100


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a draft: plain content, the mark it must still have when it is saved, who saved last."""

    version_id: UUID
    content: Mapping[str, Any]
    mark: str
    edited_at: datetime | None
    edited_by: str


def mark_of(content: Mapping[str, Any], group: str) -> str:
    """A digest of a section: it changes when somebody else saved the same section, and only then."""
    said = {element.key: content[element.key] for element in of_group(group)}
    return hashlib.sha256(canonical(said)).hexdigest()[:16]


def section(version_id: UUID, group: str) -> Section:
    """Raises NoSuchItem, WrongStatus where the version is no draft."""
    version = publishing.load(version_id)
    check_draft(version)
    content = columns.plain_of(version)
    return Section(version.id, content, mark_of(content, group), version.edited_at, name_of(version.edited_by) if version.edited_by else "")


def wrong_with(name: str, regime: Regime | None, organ_id: UUID | None, code: str, entry: str, actor: Actor) -> list[FieldError]:
    """What keeps a new item from being begun, field by field."""
    errors = []
    if not name or len(name) > 120:
        errors.append(FieldError("name", "catalogue.no_name", "请填事项名称，120个字以内"))
    if regime is None:
        errors.append(FieldError("regime", "catalogue.no_regime", "请选事项类型"))
    if organ_id is None:
        errors.append(FieldError("organ", "catalogue.no_organ", "请选负责的机关"))
    if len(code) > MOST_CODE:
        errors.append(FieldError("code", "catalogue.code_too_long", "编码太长，最多100个字符"))
    elif code and Item.objects.filter(code=code).exclude(nothing_left()).exists():
        errors.append(FieldError("code", "catalogue.code_taken", "这个编码已经有事项用了；要改那个事项，请从清单里打开它"))
    if entry.strip():
        try:
            claims.claimable(entry, claims.place_of(organ_id, None, actor))
        except Invalid as refusal:
            errors += refusal.errors
    return errors


@transaction.atomic
def begin_item(
    *, name: str, regime: str, organ_id: UUID | None, code: str = "", entry: str = "", like: UUID | None = None, now: datetime, actor: Actor
) -> UUID:
    """The first draft of a new item, standing on the entry of that code of a basic list where one is given; returns the version.

    `like`: a reference 参考指南 to draft after; where it is the organ's own, the draft is the next version of that very item.
    Raises Invalid per field, Forbidden without the power to edit, WrongStatus where `like` is no reference.
    """
    wanted, code, known = name.strip(), code.strip(), next((kind for kind in Regime if kind == regime), None)
    errors = wrong_with(wanted, known, organ_id, code, entry, actor)
    if errors or known is None or organ_id is None:
        raise Invalid("还不能新建", errors=tuple(errors))
    organ = organisations.organ(organ_id)
    given: dict[str, Any] = {
        "regime": known.value, "task_type": TYPE_OF[known], "accepting_organ_id": organ.id, "deciding_organ_id": organ.id,
        "department": organ.name, "codes": {"local_code": code} if code else {},
    }  # fmt: skip
    model = reference(like) if like else None
    own = model is not None and Arrangements().organ_of(model, local_date(now)) == organ.id
    if model and own and (waiting := ItemVersion.objects.filter(item=model.item, status=Status.DRAFT).values_list("id", flat=True).first()):
        return waiting
    if model:
        given, code = after(model, given, organ.id, own=own, on=local_date(now)), model.item.code if own else code
    version_id = publishing.draft(code or f"local-{new_id().hex[-12:]}", name=wanted, columns=given, now=now, actor=actor)
    item_id = ItemVersion.objects.values_list("item_id", flat=True).get(id=version_id)
    if entry.strip() and not (own and Claim.objects.filter(item_id=item_id).exists()):
        claims.claim(item_id, entry, organ_id=organ.id, now=now, actor=actor)
    ItemVersion.objects.filter(id=version_id).update(edited_at=now, edited_by=actor.ref)
    return version_id


LOCAL = (
    "division", "region", "level", "windows", "towns", "villages", "online_url", "mobile_url", "undertaking_office", "codes", "first_review_organ_id",
    "department", "department_type", "power_source", "entrusted_by", "joint_departments", "extra", "source_note", "findings",
)  # fmt: skip
"""What a guide says of its own place and organs and is not copied into another organ's draft; `extra`: what it says under names of its own,
organs among them."""


def reference(version_id: UUID) -> ItemVersion:
    """Raises NoSuchItem, WrongStatus where it is no reference."""
    version = publishing.load(version_id)
    if version.status != Status.IMPORTED:
        raise publishing.WrongStatus("只有参考指南可以照着起草；现行的事项请用“起草新版”")
    return version


def after(model: ItemVersion, given: dict[str, Any], organ_id: UUID, *, own: bool, on: date) -> dict[str, Any]:
    """Columns of a draft after a reference: what it says, what the house arranges, and `given` above both. `own`: it is the organ's own guide,
    so that what it says of its place stands too."""
    said, house = publishing.copied(model), Arrangements().given(model, on, organ_id=organ_id)
    kept = {**{key: value for key, value in said.items() if key.removesuffix("_id") not in house}, **house}
    if own:
        return {**kept, "regime": given["regime"], "source_note": said["source_note"]}
    place = model.region or model.department
    note = f"照参考指南起草：{place}《{model.name}》"
    return {**{key: value for key, value in kept.items() if key not in LOCAL}, **given, "source_note": note}


@transaction.atomic
def save_section(
    version_id: UUID, group: str, values: Mapping[str, Any], *, mark: str, now: datetime, actor: Actor, questions: list[dict[str, Any]] | None = None
) -> None:
    """Write what a section now says (plain values by element). `questions` are the sections of the application form.

    Raises WrongStatus, UnderReview, Forbidden, DraftMoved when a colleague saved the section since `mark`.
    """
    version = editable(version_id, now=now, actor=actor)
    held = columns.plain_of(version)
    if mark_of(held, group) != mark:
        raise DraftMoved(by=name_of(version.edited_by) if version.edited_by else "")
    keys = {element.key for element in of_group(group)}
    changed = columns.column_values({key: value for key, value in values.items() if key in keys})
    if questions is not None:
        form = publishing.new_form(version.item.code, name=f"{version.name}申请表", sections=questions, now=now) if questions else None
        if questions or version.form is None or version.form.code != GENERAL_FORM:  # the general form has no questions of its own to lose
            changed["form_id"] = form.id if form else None
    for column, value in changed.items():
        setattr(version, column, value)
    publishing.refresh_bases(version)
    version.edition, version.edited_at, version.edited_by = version.edition + 1, now, actor.ref
    version.save()


def instrument_titles() -> tuple[str, ...]:
    """Titles in the register, for picking a basis."""
    return tuple(Instrument.objects.order_by("title").values_list("title", flat=True))


def element_choices() -> tuple[tuple[str, str], ...]:
    """(code, name) of every data element a form of an item may ask for; the base form asks the rest itself."""
    rows = DataElement.objects.exclude(code__regex=r"^(party|contact|service)\.").order_by("code")
    return tuple((code, f"{name}（{code}）") for code, name in rows.values_list("code", "name"))


def comparable(code: str, op: str, text: str) -> Any:
    """What a condition compares an answer with, in the type of its data element. Raises ValueError where it has no such value."""
    if op == Op.FILLED:
        return None
    kind = DataElement.objects.filter(code=code).values_list("type", flat=True).first()
    words = [word.strip() for word in text.replace(",", "、").replace("，", "、").split("、") if word.strip()]
    if kind is None or not words or (op != Op.ONE_OF and len(words) > 1):
        raise ValueError(text)
    values = [value_of(kind, word) for word in words]
    if op in (Op.AT_LEAST, Op.BELOW) and (kind not in ("integer", "decimal") or number(values[0]) is None):
        raise ValueError(text)
    return values if op == Op.ONE_OF else values[0]


YES_NO = {"是": True, "yes": True, "否": False, "no": False}


def value_of(kind: str, word: str) -> Any:
    if kind == "integer":
        return int(word)
    if kind == "boolean":
        if word not in YES_NO:
            raise ValueError(word)
        return YES_NO[word]
    if kind == "decimal" and number(word) is None:
        raise ValueError(word)
    return word


def questions_of(form_id: str | None) -> list[dict[str, Any]]:
    """The item's own sections of a form, as they are kept."""
    form = Form.objects.filter(id=form_id).first() if form_id else None
    return form.sections if form else []


__all__ = [
    "DraftMoved", "Section", "begin_item", "comparable", "element_choices", "instrument_titles", "mark_of", "questions_of", "save_section", "section",
]
