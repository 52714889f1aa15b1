"""认领: the national, provincial and city lists, and the report 应领尽领: claimed, not claimed with a reason, nobody spoke for it."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import claims as lists
from yichuang.catalogue.domain.entries import RULE_NAMES, WHY_NAMES, Why
from yichuang.catalogue.domain.implementing import BY_KEY
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.look.asked import page_number
from yichuang.look.templatetags.look import said
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Post
from yichuang.web import studio_rows

STATE_LABELS = {
    "unclaimed": gettext_lazy("还没有认领"), "asked": gettext_lazy("认领中"), "claimed": gettext_lazy("已认领"), "declined": gettext_lazy("不认领，已说明理由"),
}
TEN = tuple(BY_KEY[key] for key in ("bases", "conditions", "materials", "statutory_amount", "steps", "fees", "result"))
"""What a list may say of an entry and often does not."""
TAGS = {"unclaimed": "yel", "asked": "run", "claimed": "done", "declined": "plain"}


@staff_required(Post.CATALOGUE_EDITOR, Post.LEGAL)
@require_http_methods(["GET", "POST"])
def claims(request: HttpRequest) -> HttpResponse:
    """One list at a time, the reader's organ and those below it; POST says why an entry is not claimed."""
    if request.method == "POST":
        return decline(request)
    place = organisations.organ(organisations.own_organ(request.actor)).division
    known = tuple(sorted(lists.lists(), key=lambda line: line.nearness(place)))
    if not known:
        return render(request, "web/studio_claims.html", {"page": "claims", "lists": ()})
    asked = request.GET.get("list", known[0].code)
    state = request.GET.get("state", "") if request.GET.get("state") in STATE_LABELS else ""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    found = lists.report(asked, organisations.mine(request.actor), state=state, text=text, page=page_number(request))
    if found is None:
        raise Http404
    side = sides(known, found, state, text)
    rows = [(line, TAGS[line.state], STATE_LABELS[line.state]) for line in found.lines]
    keeps = catalogue.rights.keeps_registers(request.actor, timezone.now())
    context = {
        "page": "claims", "keeps": keeps, "lists": known, "found": found, "rows": rows, "side": side, "text": text, "state": state,
        "can_decline": request.actor.holds(Post.CATALOGUE_EDITOR),
    }  # fmt: skip
    return render(request, "web/studio_claims.html", context)


@staff_required(Post.CATALOGUE_EDITOR, Post.LEGAL)
@require_safe
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry: what the list says of it, and the items that stand on it."""
    found = catalogue.entry(entry_id)
    if found is None:
        raise Http404
    context = {
        "page": "claims", "entry": found, "rows": studio_rows.entry_rows(found.content), "items": lists.standing_on(entry_id),
        "rules": RULE_NAMES, "can_draft": request.actor.holds(Post.CATALOGUE_EDITOR) and not found.historic and found.ended_on is None,
        "silent": [element for element in TEN if element.key not in found.content],
    }  # fmt: skip
    return render(request, "web/studio_entry.html", context)


@staff_required(Post.CATALOGUE_EDITOR, Post.LEGAL)
@require_safe
def unlinked(request: HttpRequest) -> HttpResponse:
    """Imported items that stand on no entry, and why."""
    why = request.GET.get("why", "") if request.GET.get("why") in set(Why) else ""
    found, base = lists.unlinked(why=why, page=page_number(request)), reverse("studio-unlinked")
    links = [{"href": base, "label": _("全部"), "count": sum(found.counts.values()), "current": not why}]
    links += [{"href": f"{base}?why={key}", "label": _(WHY_NAMES[key]), "count": n, "current": why == key} for key, n in found.counts.items()]
    context = {"page": "claims", "found": found, "reasons": WHY_NAMES, "links": links}
    return render(request, "web/studio_unlinked.html", context)


def sides(known: tuple[lists.ListLine, ...], found: lists.Report, state: str, text: str) -> list[tuple[str, list[dict[str, object]]]]:
    base, code = reverse("studio-claims"), found.list.code
    kept = f"&q={quote(text)}" if text else ""
    which = [{"href": f"{base}?list={row.code}", "label": row.title, "count": row.licences, "current": row.code == code} for row in known]
    states = [
        {"href": f"{base}?list={code}{kept}", "label": _("全部"), "count": sum(found.counts.values()), "current": not state},
        *(
            {"href": f"{base}?list={code}&state={key}{kept}", "label": label, "count": found.counts[key], "current": state == key}
            for key, label in STATE_LABELS.items()
        ),
    ]  # fmt: skip
    return [(_("清单"), which), (_("认领情况"), states)]


def decline(request: HttpRequest) -> HttpResponse:
    try:
        entry = UUID(request.POST.get("entry", ""))
        lists.decline(entry, reason=request.POST.get("reason", ""), organ_id=organisations.own_organ(request.actor), now=timezone.now(), actor=request.actor)
        messages.success(request, _("不认领的理由已记录。"))
    except ValueError:
        messages.error(request, _("请从清单里选一条。"))
    except Invalid as refusal:
        messages.error(request, said(refusal.errors[0]) if refusal.errors else said(refusal))
    except Refusal as refusal:
        messages.error(request, said(refusal))
    return HttpResponseRedirect(request.get_full_path())
