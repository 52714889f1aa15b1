"""The mall as anybody sees it: the list, the agencies with their ratings, the requests, and every lot with what it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yichuang.agencies import audit, queries
from yichuang.agencies.domain import draw
from yichuang.agencies.domain.request import NoRequest
from yichuang.agencies.forms import identifier
from yichuang.catalogue import api as catalogue
from yichuang.kernel.record import read
from yichuang.kernel.values import local_date
from yichuang.look.asked import page_number
from yichuang.organisations.access import public


@public
@require_safe
def mall(request: HttpRequest) -> HttpResponse:
    """中介超市: which services an item may ask for at all, what is open, who was chosen."""
    page = page_number(request)
    asked, more = queries.open_requests(today=local_date(timezone.now()), page=page)
    services = queries.services()
    context = {
        "page": "open", "services": services, "items": items_of(services), "open": asked, "more": more, "number": page, "results": queries.results(10),
    }
    return render(request, "agencies/mall.html", context)


def items_of(services: Iterable[queries.ServiceRow]) -> dict[str, catalogue.InForce]:
    """Item code → the item that asks for the service, where it may be applied for now."""
    return {row.code: row for row in catalogue.in_force(catalogue.item_ids(service.item_code for service in services).values())}


@public
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register: by name, by service."""
    query, service_id = request.GET.get("q", "").replace("\x00", "").strip()[:60], identifier(request.GET.get("service", ""))
    rows, more = queries.register(query=query, service_id=service_id, page=page_number(request))
    context = {
        "page": "open", "rows": rows, "more": more, "number": page_number(request), "query": query, "service": str(service_id or ""),
        "services": [("", _("全部服务")), *((str(s.id), s.name) for s in queries.services())],
    }
    return render(request, "agencies/register.html", context)


@public
@require_safe
def agency(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    """One agency: conditions, process, days and prices, which 43 wants public; and what owners said of it."""
    row = queries.public_agency(agency_id)
    return render(request, "agencies/agency.html", {"page": "open", "row": row, "ratings": queries.ratings_of(agency_id)})


@public
@require_safe
def asked(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: offers once they are closed, and how the agency was found."""
    row, today = queries.request(request_id), local_date(timezone.now())
    lot = audit.recorded_lot(request_id, read(request_id)) if row.is_draw else None
    context = {
        "page": "open", "row": row, "closed": today > row.closes_on, "offers": queries.offers(request_id) if today > row.closes_on else (),
        "lot": lot, "names": names_of(lot), "faults": draw.faults(lot) if lot else (), "scheme": draw.SCHEME,
    }
    return render(request, "agencies/request.html", context)


def names_of(lot: draw.Lot | None) -> list[tuple[int, UUID, str]]:
    """(place, id, name) of everybody on the list, in its order."""
    if lot is None:
        return []
    known = queries.names(lot.agency_ids)
    return [(n, one, known.get(one, "")) for n, one in enumerate(lot.agency_ids)]


@public
@require_safe
def lot(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The lot as a file: whoever keeps it draws again with `yichuang lot`, or by hand."""
    drawn = audit.recorded_lot(request_id, read(request_id))
    if drawn is None:
        raise NoRequest("还没有抽取。", code="agencies.not_drawn", remedy="抽取以后在这里公开。")
    body = JsonResponse(as_json(drawn), json_dumps_params={"indent": 1})
    body["Content-Disposition"] = f'attachment; filename="lot-{request_id}.json"'
    return body


def as_json(lot: draw.Lot) -> dict[str, object]:
    """The stable shape of a lot, for the file and for the API."""
    return {
        "scheme": draw.SCHEME, "request_id": str(lot.request_id), "agency_ids": [str(one) for one in lot.agency_ids], "list_hash": lot.list_hash,
        "commitment": lot.commitment, "secret": lot.secret, "owner_number": lot.owner_number, "seed": lot.seed, "place": lot.place,
        "agency_id": str(lot.agency_id),
    }  # fmt: skip
