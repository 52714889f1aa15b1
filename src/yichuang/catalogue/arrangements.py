"""What the house itself arranges where a source is silent: who of our organs it is, procedure, form, template of the result.

Nothing here speaks for the law: bases, conditions, materials, limits, fees and results come from the source or stay open. A reference is
judged, and a draft of it begins, with these; what is left is what a department has to state.
"""

from __future__ import annotations

from copy import copy
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from yichuang.catalogue.domain import Regime, Status
from yichuang.catalogue.models import Form, ItemVersion, Procedure
from yichuang.organisations import api as organisations

GENERAL_FORM = "general"
"""The form that asks only what every application asks: who applies, and how papers are served."""
PLAIN, ONE_REVIEW = "default", "one_review"
ORGANS = {"accepting_organ_id": "accepting_organ", "deciding_organ_id": "deciding_organ"}
ORGAN_CODES = ("dept_code", "item_code_full", "item_code")


class Arrangements:
    """Read once for many versions."""

    def __init__(self) -> None:
        self.organs: dict[UUID, Any] = {}

    @cached_property
    def procedures(self) -> dict[str, Procedure]:
        """The newest of the plain procedures, by code."""
        return {row.code: row for row in Procedure.objects.filter(code__in=(PLAIN, ONE_REVIEW)).order_by("number")}

    @cached_property
    def form(self) -> Form | None:
        return Form.objects.filter(code=GENERAL_FORM).order_by("-number").first()

    @cached_property
    def models(self) -> dict[UUID, str]:
        """How an organ decides (25, 26), where it decides everything that is in force in one way."""
        found: dict[UUID, set[str]] = {}
        rows = ItemVersion.objects.filter(status=Status.PUBLISHED, deciding_organ__isnull=False).exclude(deciding_model="")
        for organ_id, model in rows.order_by().values_list("deciding_organ_id", "deciding_model").distinct():
            found.setdefault(organ_id, set()).add(model)
        return {organ_id: next(iter(held)) for organ_id, held in found.items() if len(held) == 1}

    @property
    def plain(self) -> list[Any]:
        """What these depend on, for a digest."""
        procedures = sorted(str(row.id) for row in self.procedures.values())
        return [procedures, str(self.form and self.form.id), sorted((str(key), value) for key, value in self.models.items())]

    def organ_of(self, version: ItemVersion, on: date) -> UUID | None:
        """The organ of ours that the source names, by its code or its full name; not by a short one."""
        organs = (organisations.organ_named(text) for text in [*organ_codes(version), version.department] if text)
        return next((row.id for row in organs if row and row.is_in_force(on)), None)

    def given(self, version: ItemVersion, on: date, *, organ_id: UUID | None = None) -> dict[str, Any]:
        """Columns the version leaves open and the house gives; `organ_id`: the organ it is drafted for, if somebody chose one."""
        organ_id = version.deciding_organ_id or organ_id or self.organ_of(version, on)
        drawn = self.procedures.get(ONE_REVIEW if version.one_review or version.regime == Regime.FILING else PLAIN)
        offered = {
            "accepting_organ_id": organ_id, "deciding_organ_id": organ_id, "deciding_model": self.models.get(organ_id, "") if organ_id else "",
            "procedure": drawn, "form": self.form,
        }  # fmt: skip
        columns = {key: value for key, value in offered.items() if value and not getattr(version, key)}
        if version.result and not version.result.get("template"):
            columns["result"] = result_of(version)
        return columns

    def arranged(self, version: ItemVersion, on: date) -> ItemVersion:
        """A copy of the version with what the house gives; never saved."""
        known = copy(version)
        for key, value in self.given(version, on).items():
            setattr(known, key, value)
            if key in ORGANS:  # read once for all versions of the organ
                if value not in self.organs:
                    self.organs[value] = getattr(known, ORGANS[key])
                setattr(known, ORGANS[key], self.organs[value])
        return known


def organ_codes(version: ItemVersion) -> list[str]:
    """Codes of organs that the codes of a version hold: whole, or as the third part from the end."""
    texts = [str(version.codes.get(key, "")) for key in ORGAN_CODES]
    return [part for text in texts for part in ([text.split("-")[-3]] if text.count("-") >= 5 else [text])]


def result_of(version: ItemVersion) -> dict[str, Any]:
    """The result as the source names it, on the house's paper; 证照 of a guide is a licence, whose type somebody still has to state."""
    result = dict(version.result or {})
    if result.get("kind") in ("licence", "证照"):
        return {**result, "kind": "licence", "template": "licence"}
    return {**result, "template": "grant_decision" if version.regime == Regime.LICENCE else "result_notice"}
