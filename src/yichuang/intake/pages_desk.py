"""What the window's pages show, and the reading of their forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain.agreement import AgreementMode
from yichuang.dossier import api as dossier
from yichuang.intake import (
    across,
    actions,
    boxes,
    pages,
    pages_together,
    queries,
    renewing,
    repeating,
    taking,
    together,
    window,
    window_together,
)
from yichuang.intake.models import Draft
from yichuang.intake.queries import Work
from yichuang.joint import api as joint
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.files import MEGABYTE
from yichuang.kernel.values import ZONE
from yichuang.look.templatetags.look import name_of
from yichuang.look.words import in_parts
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

DESK_CASE_PAGES = ("desk-case",)


def choose(actor: Actor, text: str) -> dict[str, Any]:
    """Items this window may receive, narrowed by words, and what it may not; the clerk's own unfinished ones."""
    words, on = text.split(), timezone.localdate()
    held = catalogue.agreements.items_at(organisations.own_organ(actor), on)
    items, elsewhere = catalogue.open_where(words, lambda item_id, organ_id: item_id in held or across.receives(actor, organ_id, item_id, on))
    named = {item.version_id: catalogue.terms(item.version_id) for item in items}
    lent = {  # received for another organ, under which agreement
        version_id: held[terms.item_id] for version_id, terms in named.items()
        if terms.item_id in held and not across.receives(actor, terms.accepting_organ_id, terms.item_id, on)
    }  # fmt: skip
    return {
        "page": "receive", "items": items, "elsewhere": elsewhere if words else (), "themes": window_together.offered(words, actor, on), "asked": text,
        "drafts": queries.my_drafts(actor), "lent": lent,
    }  # fmt: skip


def person(version_id: UUID, typed: Mapping[str, str]) -> dict[str, Any]:
    terms = actions.open_terms(version_id)
    kinds = [
        (kind, label)
        for kind, label in (("natural", _("个人")), ("legal", _("单位")))
        if not terms.audience or kind in terms.audience
    ]
    values = {**dict(typed.items()), "kind": typed.get("kind") or kinds[0][0]}
    return {"page": "receive", "terms": terms, "kinds": kinds, "typed": values}


def fill(work: Work, actor: Actor, now: datetime, typed: Mapping[str, str] | None = None, *, judged: bool = True) -> dict[str, Any]:
    """Every question and every material on one page. `judged` = say what is wrong with what was typed."""
    agreed = None if work.theme else across.agreement_of(work.terms, actor, now)
    errors = work.errors if typed is not None and judged else ()
    asked = [question for page in work.pages for question in page.fields]
    today = now.astimezone(ZONE).date()
    return {
        "page": "receive", "work": work, "terms": work.terms, "draft": work.draft,
        "boxes": boxes.boxes_of(work.form, asked, work.draft.answers, typed, errors, work.draft.origins),
        "site": joint.projects.own_answers(work.draft.project_id) if work.draft.project_id else {},
        "questions": window_together.questions(work), "together": pages_together.check(work, now) if work.theme else {},
        "to_sign": list(dict.fromkeys(map(name_of, work.form_papers))),
        "smart": [terms for terms in pages.items_of(work) if pages.by_rules(terms)],
        "by_person": (typed or {}).get("by_person") or ("yes" if work.draft.by_person else ""),
        "spared": [terms for terms in pages.items_of(work) if terms.visit_free],
        "carried": renewing.carried(work.draft), "agreed": agreed, "takes_in": agreed is not None and agreed.value.mode is AgreementMode.TAKE_IN,
        "materials": counted(work, typed), "accept": ",".join(dossier.ACCEPTED), "megabytes": dossier.LIMIT // MEGABYTE,
        "originals": [("original", _("原件")), ("copy", _("复印件"))],
        "received_at": typed.get("received_at", "") if typed else now.astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        "reusable": dossier.reusable(work.draft.party_id, work.terms, on=today, area_id=joint.areas.area_of(work.draft.project_id)), "typed": typed or {},
        **pages.forecast(work.terms, now),
    }


def counted(work: Work, typed: Mapping[str, str] | None) -> list[tuple[Any, str, str, bool]]:
    """Each material with 份数, 原件/复印件 and 比对原件 of its paper, as typed or as counted before."""
    rows = []
    for row in work.materials:
        code, kept = row.term.code, work.draft.papers.get(row.term.code, {})
        copies = typed.get(f"copies-{code}", "") if typed else str(kept.get("copies") or "")
        original = typed.get(f"original-{code}", "") if typed else "original" if kept.get("original", True) else "copy"
        compared = typed.get(f"compared-{code}") == "yes" if typed else bool(kept.get("compared"))
        rows.append((row, copies, original, compared))
    return rows


def take(request: HttpRequest, draft_id: UUID, *, now: datetime) -> tuple[str, UUID | str] | None:
    """Save what the page carries; with `then=receive` receive it, or take it in for another organ: the route that comes next, and its id."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    work = queries.work(draft_id, actor=actor)
    if window_together.choose(work, request.POST, actor=actor, now=now):
        work = queries.work(draft_id, actor=actor)
    fields = [field for page in work.pages for field in page.fields]
    shown = {field.element for field in fields}
    # answers to what another answer of the same page makes asked
    more = {q.element: q for q in window_together.whole(work) if q.element not in shown and q.element in request.POST}
    fields += more.values()
    typed = repeating.altered(fields, request.POST, repeating.verb_of(request.POST))
    errors = actions.keep_answers(draft_id, fields, typed, step="window", actor=actor, now=now)
    work = queries.work(draft_id, actor=actor)  # the answers may have taken papers off the page
    if remove := pages.uuids(request.POST.getlist("remove")):
        actions.take_file_away(draft_id, remove[0], actor=actor, now=now)
    for row in work.materials:
        code = row.term.code
        reused = pages.uuids(request.POST.getlist(f"reuse-{code}"))
        sources = request.FILES.getlist(f"file-{code}")
        if sources or reused:
            actions.lay_files(draft_id, code, sources, reused=reused, actor=actor, now=now)
    counted, wrong = window.papers(request.POST, [row.term.code for row in work.materials])
    actions.keep_papers(draft_id, counted, actor=actor, now=now)
    actions.choose_person(draft_id, request.POST.get("by_person") == "yes", actor=actor, now=now)
    if request.POST.get("then") == "print" and not (errors or wrong):
        return "desk-receive-form", draft_id
    if request.POST.get("then") not in ("receive", "print") and not wrong:
        return None
    return receive(request, draft_id, (*errors, *wrong), now=now)


def to_sign(work: Work, now: datetime) -> bytes:
    """The form of a draft as it stands, to be printed and signed; of a theme one for all its items. In Chinese, whatever the clerk reads."""
    elements = {question.element for question in work.form.asked}
    site = joint.projects.own_answers(work.draft.project_id) if work.draft.project_id else {}
    rows = dossier.answer_rows(work.form, {code: value for code, value in {**work.draft.answers, **site}.items() if code in elements})
    title = f"{work.terms.name}申请表" if work.theme or not work.form_papers else work.form_papers[0].name
    counted = {paper.material_code: paper for paper in actions.papers_of(work.draft)}
    materials = [(row.term.name, said_of(row, counted.get(row.term.code))) for row in work.materials]
    return cases.to_sign(
        title, work.terms, rows, [(name, how) for name, how in materials if how], items=[terms.name for terms in pages.items_of(work)],
        party_id=work.party.id, agent=work.agent.name if work.agent else "", purpose=work.draft.purpose, project="　".join(site.values()), at=now,
    )  # fmt: skip


def said_of(row: queries.MaterialPage, paper: dossier.Paper | None) -> str:
    parts = [f"电子件，{len(row.files)}个文件"] if row.files else []
    if paper and paper.copies:
        parts.append(f"纸质{'原件' if paper.original else '复印件'}{paper.copies}份")
    return "；".join(parts)


def receive(request: HttpRequest, draft_id: UUID, errors: tuple[FieldError, ...], *, now: datetime) -> tuple[str, UUID | str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if errors:
        raise Invalid(_("有几处填得不对，请改正后再收件。"), code="intake.invalid", errors=errors)
    received_at = window.handed_over(request.POST.get("received_at", ""), now)
    declared = request.POST.get("declared") == "yes"
    work = queries.work(draft_id, actor=actor)
    if work.theme:
        number = together.send(draft_id, declared=declared, received_at=received_at, now=now, actor=actor)[0]
        return ("desk-received-stage", draft_id) if work.draft.project_id else ("desk-received-together", number)
    agreed = across.agreement_of(work.terms, actor, now)
    if agreed is not None and agreed.value.mode is AgreementMode.TAKE_IN:
        return "desk-taken", taking.take_in(draft_id, declared=declared, taken_at=received_at, now=now, actor=actor)
    case_id, _made = actions.send(draft_id, declared=declared, received_at=received_at, now=now, actor=actor)
    return "desk-received", case_id


def done_already(draft: Draft) -> tuple[str, UUID | str] | None:
    """Where a draft went that is no longer one: its case, its 联办, or the 代收 it lies in."""
    if draft.case_id:
        return "desk-received", draft.case_id
    if draft.project_id and draft.joint_id:
        return "desk-received-stage", draft.id
    if draft.joint_id:
        return "desk-received-together", joint.number_of(draft.joint_id)
    return ("desk-taken", draft.taken_in.id) if draft.sent_at else None


def done(found: cases.CaseView) -> dict[str, Any]:
    return {
        "page": "receive", "case": found.state, "number": in_parts(found.state.number), "terms": found.terms,
        "answer_on": found.dates.answer_on, "provisional": found.dates.provisional,
        "applicant": found.applicant, "case_page": desk_case(found.state.id), "is_licence": found.state.is_licence,
    }


def desk_case(case_id: UUID) -> str:
    """The dossier page stands above us (web) and is found by its name."""
    for route in DESK_CASE_PAGES:
        try:
            return reverse(route, args=[case_id])
        except NoReverseMatch:
            continue
    return ""
