"""Themes beside a search for items: those named so, and those that what was found is part of."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from yichuang.catalogue import api as catalogue
from yichuang.joint import themes

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
