"""Themes beside a search for items: those named so, and those that what was found is part of; themes as the scenarios of a life."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from yichuang.catalogue import api as catalogue
from yichuang.joint import overview, themes
from yichuang.joint.domain import meter
from yichuang.joint.themes import ThemeTerms

FIRST = 3
"""So many of the first hits one may apply for say what the reader is after."""
MOST = 3


@catalogue.offer_beside
def themes_beside(text: str, found: catalogue.Found) -> list[catalogue.Beside]:
    """At most three themes: one whose name holds what was asked, or is held by it, else one that a near hit belongs to."""
    offered = themes.public()
    if not offered:
        return []
    asked = text.strip().casefold()
    named = [theme for theme in offered if asked in f"{theme.name} {theme.name_en}".casefold() or theme.name in asked]
    open_hits = [hit.item_code for hit in found.hits if hit.open][:FIRST] if not found.near else []
    ids = set(catalogue.item_ids(open_hits).values()) if open_hits else set()
    around = [theme for theme in offered if theme not in named and ids & set(theme.content.item_ids)]
    return [
        catalogue.Beside(row.theme.name, row.theme.name_en, reverse("theme", args=[row.theme.code]), note_of(row))
        for row in themes.listed([*named, *around][:MOST])
    ]


def note_of(row: themes.Listed) -> str:
    return _("%(organs)s个部门，最多%(items)s个事项，一次申请") % {"organs": len(row.organs), "items": row.items}


KEPT = 512
_meters: dict[tuple[UUID, ...], meter.Meter] = {}
"""Versions never change, so what was computed from them holds: by the theme's version and those of its items."""


@catalogue.offer_scenarios
def scenarios() -> list[catalogue.Scenario]:
    """Every theme one may begin, at the stages of its lead item (of all its items where none leads)."""
    offered = themes.public()
    rows = {row.item_id: row for row in catalogue.in_force({i for theme in offered for i in theme.content.item_ids}, limit=5000)}
    found = []
    for theme in offered:
        there = [rows[item_id] for item_id in theme.content.item_ids if item_id in rows]
        lead = [row for row in there if row.item_id == theme.content.lead] or there
        found.append(catalogue.Scenario(
            theme.name, theme.name_en, reverse("theme", args=[theme.code]), tuple((row.name, row.organ) for row in lead),
            tuple(catalogue.Change(row.measure, _(meter.MEASURE_NAMES[row.measure]), row.before, row.after) for row in meter_of(theme, there).rows),
        ))  # fmt: skip
    return found


def meter_of(theme: ThemeTerms, there: list[catalogue.InForce]) -> meter.Meter:
    key = (theme.version_id, *sorted(row.version_id for row in there))
    if key not in _meters:
        if len(_meters) >= KEPT:
            _meters.clear()
        _meters[key] = overview.overview(theme).meter
    return _meters[key]
