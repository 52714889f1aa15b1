"""Files of a case at the desk: materials, documents, licences, the whole 案卷; 补打, 作废, 重做."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from yichuang.cases import api as cases
from yichuang.documents import api as documents
from yichuang.documents.api import DocumentRow, Page
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.access import staff_required
from yichuang.organisations.domain import Act
from yichuang.web import desk_case
from yichuang.web.desk_page import show
from yichuang.web.views_case import sentence

FRAMED = "default-src 'self'; object-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'"
"""A file is shown inside our own page; the browser's reader brings styles of its own."""


def inline(content: bytes, name: str, media_type: str = "application/pdf") -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = FRAMED
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@staff_required()
@require_GET
def material(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """A file the applicant handed in."""
    cases.visible(request.actor, case_id)
    found = dossier.open_file(case_id, file_id, reader=request.actor, at=timezone.now())
    answer = FileResponse(found.file, content_type=found.media_type)
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(found.name)}"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = FRAMED
    return answer


@staff_required()
@require_GET
def material_page(request: HttpRequest, case_id: UUID, file_id: UUID, page: int) -> HttpResponse:
    """One page of a PDF the applicant handed in, as a picture."""
    cases.visible(request.actor, case_id)
    with dossier.open_file(case_id, file_id, reader=request.actor, at=timezone.now()).file as stream:
        answer = HttpResponse(dossier.page_picture(stream.read(), page), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def paper(request: HttpRequest, case_id: UUID, document_id: UUID) -> DocumentRow:
    """A document of a case the actor may see; NotFound otherwise."""
    cases.visible(request.actor, case_id)
    row = documents.document(document_id)
    if row.case_id != case_id:
        raise NotFound("没有这份文书。", code="documents.not_found")
    return row


@staff_required()
@require_GET
def document(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    paper(request, case_id, document_id)
    found = documents.open_file(document_id)
    return inline(found.content, found.name)


@staff_required()
@require_GET
def licence(request: HttpRequest, case_id: UUID, licence_id: UUID) -> HttpResponse:
    cases.visible(request.actor, case_id)
    found = licences.open_file(licence_id)
    if found.case_id != case_id:
        raise NotFound("没有这个许可证。", code="licences.not_found")
    return inline(found.content, found.name)


@staff_required()
@require_GET
def proof(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    """送达回证 of one document, to print and have signed; filled in where it was served already."""
    row = paper(request, case_id, document_id)
    organ = organisations.organ(row.organ_id)
    return show(request, "web/case_proof.html", {"page": "desk", "document": row, "organ": organ, "case_id": case_id})


VERBS = {
    "reprint": (lazy("补打"), Act.REPRINT, True), "void": (lazy("作废"), Act.VOID, True),
    "retry": (lazy("重新制作"), Act.SEAL, False), "seal": (lazy("用印"), Act.SEAL, False),
}  # fmt: skip
"""Verb in the address → its label, the power it needs, whether it asks for a reason."""


@staff_required()
@require_http_methods(["GET", "POST"])
def paper_verb(request: HttpRequest, case_id: UUID, document_id: UUID, verb: str) -> HttpResponse:
    """补打, 作废, 重新制作, 用印 of one document; the first two ask for a reason."""
    row, now = paper(request, case_id, document_id), timezone.now()
    if verb not in VERBS:
        raise NotFound(_("没有这个操作。"), code="web.no_verb")
    label, act, needs_reason = VERBS[verb]
    reason, refusal = request.POST.get("reason", "").strip()[:500], None
    if request.method == "POST":
        case = cases.view(case_id, actor=request.actor)
        organisations.authority(
            request.actor, act, organ_id=authority_organ(case.state.accepting_organ_id, row.organ_id, act, request),
            item_id=case.terms.item_id, on=local_date(now),
        )  # fmt: skip
        try:
            called(verb, document_id, reason, request, now)
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, _("%(verb)s：已办理。") % {"verb": label})
            return HttpResponseRedirect(desk_case.address(case_id) + "#papers")
    context = {"page": "desk", "document": row, "label": label, "needs_reason": needs_reason, "reason": reason, "refusal": refusal}
    return show(request, "web/case_paper.html", {**context, "case_id": case_id}, status=refusal.status if refusal else 200)


def authority_organ(accepting: UUID, own: UUID, act: Act, request: HttpRequest) -> UUID:
    """The organ whose power is asked: the document's own, or the hall's that prints and hands out for it."""
    return own if organisations.may(request.actor, act, organ_id=own, on=timezone.localdate()) else accepting


def called(verb: str, document_id: UUID, reason: str, request: HttpRequest, now: datetime) -> None:
    match verb:
        case "reprint":
            documents.reprint(document_id, reason=reason, actor=request.actor, at=now)
        case "void":
            documents.void(document_id, reason=reason, actor=request.actor, at=now)
        case "retry":
            documents.retry(document_id, actor=request.actor, at=now)
        case "seal":
            documents.seal(document_id, actor=request.actor, at=now)


@staff_required()
@require_GET
def whole(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """案卷: cover, 卷内目录, every document, proof and material, 备考表, in one PDF."""
    view, now = cases.view(case_id, actor=request.actor), timezone.now()
    state = view.state
    finished = local_date(state.finished_at) if state.finished_at else None
    try:
        content = documents.dossier_pdf(
            case_id, pages(case_id, request, now), at=now, archivist=request.actor.name, closed_on=finished,
            result=desk_case.phase_word(view),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return HttpResponseRedirect(desk_case.address(case_id))
    return inline(content, f"案卷{state.number}.pdf")


def pages(case_id: UUID, request: HttpRequest, now: datetime) -> list[Page]:
    """The licences of the case, then every current material file, in the order of the version."""
    made = [row for row in licences.of_case(case_id) if row.ready_at]
    found = [Page(row.name, licences.open_file(row.id).content, on=row.issued_on, number=row.number) for row in made]
    names = {m.code: m.name for m in dossier.view(case_id).materials}
    for row in (r for r in dossier.file_rows(case_id) if r.is_current):
        with dossier.open_file(case_id, row.id, reader=request.actor, at=now).file as stream:
            title = names.get(row.material_code, row.name)
            found.append(Page(title, stream.read(), on=local_date(row.at), file_name=row.name))
    return found
