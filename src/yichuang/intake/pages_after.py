"""What the pages after sending show, and the reading of their forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import LABELS, OUTCOME_LABELS, Outcome, Phase
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier import api as dossier
from yichuang.intake import after, boxes, repeating
from yichuang.intake.pages import by_rules, uuids
from yichuang.joint import api as joint
from yichuang.kernel.errors import NotFound
from yichuang.kernel.files import MEGABYTE
from yichuang.look.words import in_parts

CASE_PAGES = ("my-case", "track-case", "case", "received")


def case_address(case_id: UUID) -> str:
    """The applicant's page of a case; the page of tracking stands above us and is found by its name."""
    for route in CASE_PAGES:
        try:
            return reverse(route, args=[case_id])
        except NoReverseMatch:
            continue
    raise LookupError("no page shows a case")


def received(found: cases.CaseView) -> dict[str, Any]:
    mail = documents.consented(found.state.applicant_id, found.state.id)
    state = found.state
    return {
        "smart": by_rules(found.terms), "is_received": state.phase is Phase.RECEIVED,
        "now": _(OUTCOME_LABELS[Outcome(state.outcome)] if state.outcome else LABELS[state.phase]),
        "case": found.state, "number": in_parts(found.state.number), "terms": found.terms, "answer_on": found.dates.answer_on, "follow": case_address(found.state.id),
        "is_licence": found.state.is_licence, "electronic": mail, "provisional": found.dates.provisional,
    }


def receipt(case_id: UUID) -> HttpResponse:
    rows = [row for row in documents.of_case(case_id) if row.kind == Kind.RECEIPT]
    if not rows:
        raise NotFound(_("没有这份文书。"), code="documents.not_found")
    found = documents.open_file(rows[0].id)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f"inline; filename=\"receipt.pdf\"; filename*=UTF-8''{quote(found.name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def correction(
    found: cases.CaseView, today: date, typed: Mapping[str, str] | None = None, *, judged: bool = True
) -> dict[str, Any]:
    asked = after.asked_for(found)
    shared = {row.code: joint.sharing(found.state.id, row.code) for row in asked if row.is_out and not row.is_form}
    form = next((row for row in asked if row.is_form and row.is_out), None)
    act = found.state.correction
    return {
        "page": "track",
        "case": found.state, "terms": found.terms, "asked": asked, "due_on": found.dates.lapse_on,
        "days": act.limit if act else None, "provisional": found.dates.provisional,
        "boxes": form_boxes(found, typed, judged) if form else [], "accept": ",".join(dossier.ACCEPTED),
        "limit": dossier.LIMIT // MEGABYTE, "kinds": "PDF、OFD、JPG、PNG、DOCX、XLSX", "follow": case_address(found.state.id),
        "shared": shared, "left": sum(row.is_out for row in asked),
        "reusable": dossier.reusable(found.state.applicant_id, found.terms, on=today, area_id=joint.areas.area_of(joint.of_case(found.state.id))),
        "is_licence": found.state.is_licence,
    }


def form_boxes(found: cases.CaseView, typed: Mapping[str, str] | None, judged: bool) -> list[boxes.Box | boxes.GroupBox]:
    """The whole form again, as it was answered or as it was just typed."""
    answers = dossier.latest_answers(found.state.id).answers
    form = after.form_of(found, typed)
    errors: tuple[Any, ...] = ()
    if typed is not None:
        from yichuang.intake import answers as checking

        fields = after.asked_fields(form)
        answers = checking.given(fields, typed)
        errors = checking.check(form, fields, answers) if judged else ()
    return boxes.boxes_of(form, after.asked_fields(form), answers, typed, errors, {})


def brought(request: HttpRequest, found: cases.CaseView) -> dict[str, Any]:
    """What a posted correction page carries, by material."""
    codes = [row.code for row in after.asked_for(found) if not row.is_form]
    return {
        "files": {code: request.FILES.getlist(f"file-{code}") for code in codes},
        "reused": {code: uuids(request.POST.getlist(f"reuse-{code}")) for code in codes},
        "raw": repeating.altered(after.form_of(found, request.POST).asked, request.POST) if request.POST.get("form") == "yes" else None,
    }


def supplement(found: cases.CaseView, act_id: UUID, typed: Mapping[str, str]) -> dict[str, Any]:
    materials = [("", _("（没有文件）")), *((m.code, m.name) for m in found.terms.materials if not m.from_form)]
    return {
        "page": "track",
        "case": found.state, "terms": found.terms, "question": after.question_of(found, act_id), "typed": typed,
        "materials": materials, "accept": ",".join(dossier.ACCEPTED), "follow": case_address(found.state.id),
    }


def withdrawal(found: cases.CaseView, typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "page": "track",
        "case": found.state, "terms": found.terms, "version": found.version, "typed": typed,
        "counting": joint.counting_on(found.state.id), "follow": case_address(found.state.id),
        "is_open": found.state.decided_at is None and found.state.finished_at is None,
    }


def version_of(request: HttpRequest) -> int | None:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdigit() else None
