"""The public pages of themes 一件事: the list, and one theme with who takes part, what it saves and what to bring."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from yichuang.joint import theme_rows, themes
from yichuang.joint.domain.partners import PARTNER_NAMES
from yichuang.joint.domain.themes import MODE_NAMES, THEME_KINDS
from yichuang.joint.overview import overview
from yichuang.organisations.access import public


@public
@require_GET
def theme_list(request: HttpRequest) -> HttpResponse:
    """What can be done as one thing, each with the number of items and departments."""
    rows = themes.listed()
    return render(request, "joint/themes.html", {"page": "home", "rows": rows, "kinds": THEME_KINDS})


@public
@require_GET
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """One theme, for an applicant who answered its questions so."""
    found = themes.in_force(code)
    answers = answers_of(found, request.GET)
    seen = overview(found, chosen=answers)
    start = theme_rows.start_address(found)
    given = urlencode({str(item_id): "yes" if said else "no" for item_id, said in answers.items()})
    context = {
        "page": "home", "theme": found, "seen": seen, "count": len(seen.members), "meter": theme_rows.meter_rows(seen), "chain": theme_rows.chain_of(seen),
        "papers": theme_rows.paper_lines(seen), "why": theme_rows.why_days(seen), "mode": MODE_NAMES[found.content.mode],
        "partners": [PARTNER_NAMES[kind] for kind in found.content.partners],
        "kind": THEME_KINDS[seen.theme.kind],  # type: ignore[index]
        "asked": theme_rows.asked_lines(found, answers), "days": theme_rows.days_words(seen),
        "start": f"{start}?{given}" if start and given else start,
    }  # fmt: skip
    return render(request, "joint/theme.html", context)


def answers_of(found: themes.ThemeTerms, given: Mapping[str, str]) -> dict[UUID, bool]:
    """The questions answered in the address, `<item>=yes` or `no`; anything else is no answer."""
    said = {"yes": True, "no": False}
    asked = [item.item_id for item in found.content.items if item.asked]
    return {item_id: said[given[str(item_id)]] for item_id in asked if given.get(str(item_id)) in said}
