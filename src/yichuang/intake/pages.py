"""What each page shows, and the reading of posted forms; no verbs here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import REGIME_NAMES, Terms
from yichuang.clock import api as clock
from yichuang.clock import domain as counting
from yichuang.dossier import api as dossier
from yichuang.dossier.api import AnswerRow
from yichuang.intake import actions, boxes, pages_together, queries, renewing, repeating
from yichuang.intake.paging import FROM_REGISTER, PROJECT, Page
from yichuang.intake.prefill import EARLIER, ORIGIN_WORDS
from yichuang.intake.queries import Work
from yichuang.joint import api as joint
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.files import MEGABYTE
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

STATES = {"done": ("done", "填好了"), "now": ("run", "正在填"), "later": ("wait", "以后交"), "ahead": ("plain", "还没开始")}
ANSWER_LIMIT = counting.Limit(5, counting.Unit.WORKING_DAY)
"""32(4): told within five days whether it is accepted."""


def told(query: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that come along from the guide; a question with several choices comes as several."""
    every = query.lists() if isinstance(query, MultiValueDict) else ((name, [value]) for name, value in query.items())
    return {name: values if len(values) > 1 else values[0] for name, values in every if values}


def start(actor: Actor, version_id: UUID, acting: UUID | None, token: UUID, query: Mapping[str, Any]) -> dict[str, Any]:
    """`query` has the answers to the guide's questions, where the applicant comes from there."""
    terms = actions.open_terms(version_id, told(query))
    parties = organisations.parties(actor.party_ids)
    fitting = [p for p in parties.values() if not terms.audience or p.kind in terms.audience]
    options = [(str(p.id), p.name, p.number_masked) for p in sorted(fitting, key=lambda p: (p.id != acting, p.name))]
    return {
        "terms": terms, "options": options, "token": token, "drafts": queries.my_drafts(actor, version_id=version_id),
        "chosen": options[0][0] if options else "", "for_persons": "natural" in terms.audience or not terms.audience,
    }


def chosen_party(actor: Actor, value: str) -> UUID:
    """The party a form names, when the actor stands for it."""
    for party_id in actor.party_ids:
        if str(party_id) == value:
            return party_id
    raise Invalid(
        _("请选择以谁的名义申请。"), code="intake.no_party",
        errors=(FieldError("party", "intake.no_party", _("请选择以谁的名义申请")),),
    )


def frame(work: Work, key: str) -> dict[str, Any]:
    """What every page of a draft knows: item, step, way back, progress."""
    before = work.before(key)
    return {
        "page": "home", "work": work, "terms": work.terms, "draft": work.draft, "key": key, "number": work.number(key),
        "count": len(work.keys), "back": address(work, before) if before else reverse("drafts"), "progress": progress(work, key),
        "done_count": len(work.done), "left_count": work.left,
    }


def progress(work: Work, key: str) -> list[tuple[str, str, str, str]]:
    """(address, label, tag, word) of each line of the progress list."""
    english = boxes.is_english()
    rows = []
    for step in work.steps(key):
        tag, word = STATES[step.state]
        label = step.label_en if english and step.label_en else step.label
        rows.append((address(work, step.key) if step.state != "now" else "", label, tag, _(word)))
    return rows


def address(work: Work, key: str) -> str:
    if key == "check":
        return reverse("draft-check", args=[work.draft.id])
    if key.startswith("m-"):
        return reverse("draft-material", args=[work.draft.id, key[2:]])
    return reverse("draft-page", args=[work.draft.id, key])


def question(
    work: Work, page: Page, typed: Mapping[str, str] | None = None, errors: Sequence[FieldError] = ()
) -> dict[str, Any]:
    draft = work.draft
    rows = boxes.boxes_of(work.form, page.fields, draft.answers, typed, errors, draft.origins, heading=page.heading)
    title = page.title_en if boxes.is_english() and page.title_en else page.title
    return {**frame(work, page.key), "title": title, "boxes": rows, "heading_in_field": is_heading(rows), "errors": errors}


def is_heading(rows: Sequence[boxes.Box | boxes.GroupBox]) -> bool:
    """A single question carries the heading in its legend or label, so that nothing is said twice."""
    return len(rows) == 1 and isinstance(rows[0], boxes.Box) and rows[0].heading and rows[0].type != "checkbox"


def shown_row(page: Page, verb: str, typed: Mapping[str, Any]) -> str:
    """The row a button led to: the one just added, or none."""
    what, _colon, code = verb.partition(":")
    return f"{code}-{typed[f'{code}-rows']}" if what == "add" and page.field(code) else ""


def added(before: Page, now: Page | None, raw: Mapping[str, Any], work: Work) -> int:
    """How many questions the answers just given added to the page they were given on."""
    if now is None:
        return 0
    known = {question.element for question in before.fields}
    found = sum(question.element not in known for question in now.fields)
    for group in work.form.groups:
        if now.field(group.code):
            rows = work.draft.answers.get(group.code, ())
            names = [(f, repeating.name(group, n, f.element)) for n, row in enumerate(rows, 1) for f in repeating.row_fields(work.form, group, row, work.draft.answers)]
            # a choice nobody made is not in the page that was sent, so only other fields can be told to be new
            found += sum(name not in raw for f, name in names if boxes.TYPES[f.type] not in ("radio", "checkboxes"))
    return found


def material(work: Work, code: str, today: date) -> dict[str, Any]:
    found = work.material(code)
    assert found is not None
    laid = {row.stored.id for row in found.files}
    offered = dossier.reusable(work.draft.party_id, work.terms, on=today, area_id=joint.areas.area_of(work.draft.project_id)).get(code, ())
    return {
        **frame(work, found.key), "material": found, "reusable": [row for row in offered if row.id not in laid],
        "accept": ",".join(dossier.ACCEPTED), "limit": dossier.LIMIT // MEGABYTE, "field": f"file-{code}", "not_held": work.held.get(code) == (),
        "kinds": "PDF、OFD、JPG、PNG、DOCX、XLSX",
    }


def take_material(request: HttpRequest, draft_id: UUID, code: str, *, now: datetime) -> None:
    """Read a posted material page: files taken away, files uploaded, files used again."""
    for stored_id in uuids(request.POST.getlist("remove")):
        actions.take_file_away(draft_id, stored_id, actor=request.actor, now=now)  # type: ignore[attr-defined]
    actions.lay_files(
        draft_id, code, request.FILES.getlist(f"file-{code}"), reused=uuids(request.POST.getlist("reuse")),
        actor=request.actor, now=now,  # type: ignore[attr-defined]
    )


def uuids(values: Sequence[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class SumRow:
    """One line of the check: where to change it ("" for what was fetched), and where it came from."""

    element: str
    label: str
    text: str
    change: str
    source: str
    required: bool
    cells: tuple[tuple[str, str], ...] = ()
    """(label, text) of each answer of a row of a group."""


def check(work: Work, now: datetime) -> dict[str, Any]:
    """Everything once more, by section; register data without 更改 but with its source."""
    elements = {question.element for question in work.form.asked}
    form_rows = dossier.answer_rows(work.form, {code: value for code, value in work.draft.answers.items() if code in elements})
    required = {question.element for question in work.form.asked if question.required}
    sections: dict[str, list[SumRow]] = {}
    for row in form_rows:
        title = row.section_en if boxes.is_english() and row.section_en else row.section
        sections.setdefault(title, []).append(sum_row(work, row, required))
    return {
        **frame(work, "check"), "carried": renewing.carried(work.draft), "sections": list(sections.items()), "materials": work.materials,
        "made": work.form_papers, "brought": [paper for paper in work.one.papers if paper.by_system] if work.one else [], "open_errors": work.errors,
        "missing": work.missing, "spared": [terms for terms in items_of(work) if terms.visit_free],
        "smart": [terms for terms in items_of(work) if by_rules(terms)], "by_person": "yes" if work.draft.by_person else "",
        "regime": REGIME_NAMES[work.terms.regime], "is_licence": work.terms.regime == "licence",
        "ban": None if work.theme or work.terms.regime != "licence" else licences.ban_of(work.draft.party_id, work.terms.item_id, at=now),
        **forecast(work.terms, now), **(pages_together.check(work, now) if work.theme else {}),
    }


def by_rules(terms: Terms) -> bool:
    """Whether rules may decide on an application for it (个人信息保护法 24: said before it is handed in)."""
    return terms.smart_id is not None and not catalogue.is_switched_off(terms.item_id)


def items_of(work: Work) -> list[Terms]:
    """The items a draft is for, as its answers leave them."""
    return [part.terms for part in work.one.parts] if work.one else [work.terms]


def sum_row(work: Work, row: AnswerRow, required: set[str]) -> SumRow:
    origin = work.draft.origins.get(row.element, "")
    fetched = row.element in FROM_REGISTER or origin == PROJECT
    change = "" if fetched else f"{address(work, work.key_of(row.group or row.element))}?back=check#{row.element}"
    label = said_label(row)
    words = _(ORIGIN_WORDS[origin]) if origin and (fetched or origin == EARLIER) else ""
    cells = tuple((said_label(cell), cell.text) for cell in row.cells if cell.text)
    return SumRow(row.element, label, row.text, change, words, row.element in required, cells)


def said_label(row: AnswerRow) -> str:
    return row.label_en if boxes.is_english() and row.label_en else row.label


def forecast(terms: Terms, now: datetime) -> dict[str, Any]:
    """By when one is told, and the last day of the promise (or the law) if it were accepted today."""
    calendar, limit = clock.calendar(), terms.promised or terms.statutory
    due_on = counting.last_day(calendar, local_date(now), limit) if limit else None
    return {
        "answer_on": counting.last_day(calendar, local_date(now), ANSWER_LIMIT) if terms.regime == "licence" else None,
        "due_on": due_on, "limit": limit, "limit_words": catalogue.limit_words(limit) if limit else "", "is_span": bool(limit and limit.amount),
        "provisional": bool(due_on) and calendar.is_provisional(due_on), "today": local_date(now),
    }


def file_response(file: BinaryIO, name: str, media_type: str) -> FileResponse:
    """A file of a person: shown in the browser only when it can do no harm there, never sniffed, never kept by caches."""
    shown = media_type in ("application/pdf", "image/png", "image/jpeg")
    response = FileResponse(file, content_type=media_type)
    kind = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{kind}; filename=\"file\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
