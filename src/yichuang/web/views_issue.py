"""发证: what waits for the seal, what could not be made, what waits for collection, what has to be served."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yichuang.cases import api as cases
from yichuang.cases.domain.sending import check_here
from yichuang.documents import api as documents
from yichuang.documents.domain import KINDS, TO_SERVE, Kind
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Act, Actor
from yichuang.web.desk_page import show
from yichuang.web.views_case import sentence

MOST = 50
"""Rows one batch takes (design §4)."""


DECISIONS = frozenset({Kind.GRANT_DECISION, Kind.ON_THE_SPOT, Kind.RESULT_NOTICE} | {kind for kind, spec in KINDS.items() if spec.remedy})
"""Papers whose service starts the remedy periods, or ends the case: they come first."""
FIRST = DECISIONS | {Kind.CLERICAL_CORRECTION}


def related_organs(actor: Actor) -> tuple[UUID, ...]:
    """Organs whose papers may lie here: the own ones and those this hall hands out for."""
    deciding = cases.visible_cases(actor).order_by().values_list("deciding_organ_id", flat=True).distinct()
    return tuple(organisations.mine(actor) | set(deciding[:200]))


def seen(actor: Actor, rows: tuple[Any, ...]) -> list[Any]:
    """The rows whose case the actor may see."""
    wanted = {row.case_id for row in rows if row.case_id}
    known = set(cases.visible_cases(actor).filter(id__in=wanted).values_list("id", flat=True)) if wanted else set()
    return [row for row in rows if row.case_id in known]


@staff_required()
@require_GET
def issue(request: HttpRequest) -> HttpResponse:
    """The certificate and seal officers' page."""
    actor, organs, today = request.actor, related_organs(request.actor), timezone.localdate()
    unserved = [
        d for d in seen(actor, documents.to_serve(organs))
        if d.kind in TO_SERVE and any(r.service is None and r.party_id for r in d.recipients)
    ]  # fmt: skip

    def may(act: Act) -> bool:
        return any(organisations.may(actor, act, organ_id=organ, on=today) for organ in organs)

    to_collect = seen(actor, licences.to_hand_over(organs))
    known = cases.visible_cases(actor).filter(id__in={row.case_id for row in to_collect})
    context = {
        "exchanging": set(known.filter(delivered_at__isnull=False).values_list("id", flat=True)),
        "page": "issue", "to_seal": seen(actor, documents.to_seal(organs)), "failed": seen(actor, documents.failed(organs)),
        "failed_licences": seen(actor, licences.failed(organs)), "to_collect": to_collect,
        "to_serve": [d for d in unserved if d.kind in FIRST],
        "other_papers": [d for d in unserved if d.kind not in FIRST], "may_seal": may(Act.SEAL), "may_issue": may(Act.ISSUE),
        **riding(actor, organs), "to_print": printable(actor, organs), "may_make": may(Act.MAKE_LICENCE),
        "may_print": may(Act.REPRINT), "may_serve": may(Act.SERVE), "today": today,
    }  # fmt: skip
    return show(request, "web/desk_issue.html", context)


def riding(actor: Actor, organs: tuple[UUID, ...]) -> dict[str, list[documents.PrintedCopy]]:
    """待骑缝: decisions and reprints, which are on paper, before notices, which seldom are."""
    copies = documents.to_ride(organs)
    known = {row.id for row in seen(actor, tuple(c.document for c in copies))}
    found = [c for c in copies if c.document.id in known]
    first = [c for c in found if c.copy or c.document.kind in DECISIONS]
    return {"to_ride": first, "other_rides": [c for c in found if c not in first]}


def printable(actor: Actor, organs: tuple[UUID, ...]) -> list[tuple[licences.LicenceRow, str]]:
    """Licences to be printed on blanks, each with the next number in the actor's hands, as far as they reach."""
    rows, free = seen(actor, licences.to_print(organs)), {}
    for series in {row.blank_series for row in rows}:
        free[series] = list(licences.in_hand(actor.account_id, series, MOST)) if actor.account_id else []
    return [(row, free[row.blank_series].pop(0) if free[row.blank_series] else "") for row in rows]


@staff_required()
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """用印, 骑缝, 补打, 重新制作, 套打, 催领 over the chosen rows: each row alone; the page says which were not done and why."""
    verb, now, done, refused = BATCH.get(request.POST.get("verb", "")), timezone.now(), 0, []
    for text in request.POST.getlist("row")[:MOST]:
        try:
            if verb is None:
                raise NotFound(_("没有这个操作。"), code="web.no_verb")
            verb(request, text, now)
            done += 1
        except ValueError:
            continue
        except Refusal as refusal:
            refused.append(sentence(refusal))
    if done:
        messages.success(request, ngettext("已办理%(n)s件。", "已办理%(n)s件。", done) % {"n": done})
    for line in dict.fromkeys(refused):
        messages.error(request, ngettext("%(n)s件没有办：%(why)s", "%(n)s件没有办：%(why)s", refused.count(line)) % {"n": refused.count(line), "why": line})  # fmt: skip
    if not done and not refused:
        messages.error(request, _("还没有选。"))
    return HttpResponseRedirect(reverse("desk-issue"))


def authorised(actor: Actor, act: Act, case_id: UUID | None, organ_id: UUID, now: datetime) -> None:
    """The power of the paper's own organ, or of the hall that accepted for it; NotFound for a case not seen."""
    if case_id is None:
        raise NotFound("没有这个办件。", code="cases.not_found")
    row = cases.visible_cases(actor).filter(id=case_id).values_list("accepting_organ_id", flat=True).first()
    if row is None:
        raise NotFound("没有这个办件。", code="cases.not_found")
    on = timezone.localdate(now)
    own = organ_id if organisations.may(actor, act, organ_id=organ_id, on=on) else row
    organisations.authority(actor, act, organ_id=own, on=on)


def seal(request: HttpRequest, row_id: str, now: datetime) -> None:
    row = documents.document(UUID(row_id))
    authorised(request.actor, Act.SEAL, row.case_id, row.organ_id, now)
    documents.seal(row.id, actor=request.actor, at=now)


def ride(request: HttpRequest, row_id: str, now: datetime) -> None:
    """骑缝 of one printed copy: `<document>:<copy>`."""
    document_id, _colon, copy = row_id.partition(":")
    row = documents.document(UUID(document_id))
    authorised(request.actor, Act.SEAL, row.case_id, row.organ_id, now)
    documents.ride(row.id, copy=int(copy), actor=request.actor, at=now)


def retry(request: HttpRequest, row_id: str, now: datetime) -> None:
    row = documents.document(UUID(row_id))
    authorised(request.actor, Act.SEAL, row.case_id, row.organ_id, now)
    documents.retry(row.id, actor=request.actor, at=now)


def reprint(request: HttpRequest, row_id: str, now: datetime) -> None:
    """补打: one reason for all the chosen papers."""
    row = documents.document(UUID(row_id))
    authorised(request.actor, Act.REPRINT, row.case_id, row.organ_id, now)
    documents.reprint(row.id, reason=request.POST.get("reason", "")[:500], actor=request.actor, at=now)


def remake(request: HttpRequest, row_id: str, now: datetime) -> None:
    row = licences.licence(UUID(row_id))
    authorised(request.actor, Act.MAKE_LICENCE, row.case_id, row.organ_id, now)
    licences.make(row.id, actor=request.actor, at=now)


def print_on_blank(request: HttpRequest, row_id: str, now: datetime) -> None:
    """套打 on the number typed beside the row."""
    row = licences.licence(UUID(row_id))
    authorised(request.actor, Act.MAKE_LICENCE, row.case_id, row.organ_id, now)
    licences.print_on_blank(row.id, code=request.POST.get(f"blank-{row.id}", "")[:32], actor=request.actor, now=now)


def call_for_collection(request: HttpRequest, row_id: str, now: datetime) -> None:
    """催领: a message in the holder's inbox, unless it is still between two windows."""
    row = licences.licence(UUID(row_id))
    authorised(request.actor, Act.ISSUE, row.case_id, row.organ_id, now)
    if row.case_id is not None:
        check_here(cases.state(row.case_id))
    documents.notify(row.holder_id, "licence_collect", case_id=row.case_id, params={"number": row.number}, at=now)


BATCH: dict[str, Callable[[HttpRequest, str, datetime], None]] = {
    "seal": seal, "ride": ride, "retry": retry, "reprint": reprint, "remake": remake, "blank": print_on_blank,
    "collect": call_for_collection,
}  # fmt: skip
