"""Delegations 委托、下放、划转 and parity 市县同权: public pages by day. The studio's pages are `views_powers_given`."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yichuang.catalogue import delegating, life
from yichuang.catalogue.delegating import DelegationRow
from yichuang.catalogue.domain.delegation import FORM_ARTICLES, FORM_NAMES, STANDING_NAMES, LegalForm, Standing
from yichuang.catalogue.domain.life import LABELS as STAGE_LABELS
from yichuang.catalogue.views_powers import as_of
from yichuang.look.asked import page_number
from yichuang.organisations import api as organisations
from yichuang.organisations.access import public

STAND_TAGS = {"coming": "wait", "in_force": "run", "over": "done", "taken_back": "plain"}


def said_rows(rows: tuple[DelegationRow, ...], on: date) -> list[tuple[DelegationRow, str, str]]:
    words = {"coming": _("待生效"), "in_force": _("有效"), "over": _("已结束"), "taken_back": _("批准已撤回")}
    return [(row, STAND_TAGS[row.stands(on)], words[row.stands(on)]) for row in rows]


@public
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """What is delegated on a day: the announcement of 24(1), and every other form beside it."""
    on, form = as_of(request), request.GET.get("form", "")
    form = form if form in set(LegalForm) else ""
    rows, more = delegating.delegations(on=on, form=form, page=page_number(request))
    coming, more_coming = life.powers_on_notice(timezone.localdate(), page=page_number(request, "coming"))
    context = {
        "page": "open", "rows": said_rows(rows, on), "more": more, "number": page_number(request), "on": on, "form": form, "forms": FORM_NAMES.items(),
        "articles": FORM_ARTICLES, "coming": coming, "more_coming": more_coming, "number_coming": page_number(request, "coming"), "stages": STAGE_LABELS,
    }  # fmt: skip
    return render(request, "catalogue/delegations.html", context)


@public
@require_safe
def parity(request: HttpRequest) -> HttpResponse:
    """市县同权比例 of a city, with the rows behind it."""
    on, standing, page = as_of(request), request.GET.get("standing", ""), page_number(request)
    standing = standing if standing in set(Standing) else ""
    cities = sorted({row.division[:4] + "00" for row in organisations.organs() if row.division[4:6] == "00" and row.kind == "government"})
    asked = request.GET.get("city", "")
    city = asked if asked in cities else (cities[0] if cities else "")
    found, rows, more = delegating.parity_of(city, on=on, standing=standing, page=page)
    counts = [(key, STANDING_NAMES[key], found.count(key)) for key in Standing]
    named = [(code, organisations.division_name(code) or code) for code in cities]
    context = {
        "page": "open", "found": found, "percent": f"{found.hundredths / 100:.2f}" if found.hundredths is not None else "", "rows": rows, "more": more,
        "number": page, "on": on, "standing": standing, "counts": counts, "names": STANDING_NAMES, "cities": named, "city": city,
        "counties": [organisations.division_name(code) or code for code in delegating.counties_of(city, on)] if city else [],
    }  # fmt: skip
    return render(request, "catalogue/parity.html", context)
