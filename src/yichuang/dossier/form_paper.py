"""The paper made out of the form: what one edition of the answers says, and the file laid under its material."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.dossier import domain
from yichuang.dossier.actions import add_files, locked, terms_of
from yichuang.dossier.models import AnswerSet, CaseFile, CasePaper
from yichuang.dossier.rows import AnswerRow, applicable_rows
from yichuang.dossier.store import Upload, keep
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Filled:
    """One edition of the form as it was confirmed: its answers in words, who confirmed it (`by` an actor reference) and when, and what lay
    in the dossier at that moment. `paper`: the material it makes."""

    paper: MaterialTerm
    terms: Terms
    edition: int
    rows: tuple[AnswerRow, ...]
    at: datetime
    by: str
    materials: tuple[tuple[str, str], ...]
    """(name, what of it: 电子件，2个文件; 纸质原件1份; 由系统取得)"""
    signed_on_paper: bool
    """At the window the applicant has signed this edition, printed, by hand."""


def filled(case_id: UUID, edition: int | None = None) -> Filled | None:
    """An edition (None = the newest) of a case's form; None where the version has no paper that is made out of it."""
    rows = AnswerSet.objects.filter(case_id=case_id).select_related("dossier__party").order_by("-edition")
    answered = (rows if edition is None else rows.filter(edition=edition)).first()
    if answered is None:
        return None
    terms = terms_of(answered.dossier)
    paper = domain.form_paper(terms)
    if paper is None:
        return None
    papers = {row.material_code: row for row in CasePaper.objects.filter(there_at(answered.at), case_id=case_id)}
    signed = papers.get(domain.FORM)
    before = AnswerSet.objects.filter(case_id=case_id, edition__lt=answered.edition, at__gte=signed.at).exists() if signed else False
    return Filled(
        paper, terms, answered.edition, applicable_rows(terms, answered.dossier.party.kind, answered.answers, answered.fetched), answered.at,
        answered.by, laid(case_id, terms, papers, answered.at), signed is not None and not before,
    )


def there_at(at: datetime) -> Q:
    return Q(at__lte=at) & (Q(retired_at__isnull=True) | Q(retired_at__gt=at))


def laid(case_id: UUID, terms: Terms, papers: dict[str, CasePaper], at: datetime) -> tuple[tuple[str, str], ...]:
    """What was handed in beside the form, in the order of the list."""
    files: dict[str, list[str]] = {}
    for code, number in CaseFile.objects.filter(there_at(at), case_id=case_id).order_by("id").values_list("material_code", "result_number"):
        files.setdefault(code, []).append(number)
    found = []
    for material in terms.materials:
        held = files.get(material.code, [])
        parts = ["由系统取得" if all(held) else f"电子件，{len(held)}个文件"] if held else []
        if (paper := papers.get(material.code)) and paper.copies:
            parts.append(f"纸质{'原件' if paper.original else '复印件'}{paper.copies}份")
        if parts and not material.from_form:
            found.append((material.name, "；".join(parts)))
    return tuple(found)


@transaction.atomic
def lay_form(case_id: UUID, content: bytes, made: Filled, *, actor: Actor, at: datetime) -> bool:
    """Lay the paper of an edition under its material; the one before is retired and stays to be read. The same paper twice is laid once;
    whether it was laid."""
    dossier = locked(case_id)
    name = f"{made.paper.name[:60]}（第{made.edition}版）.pdf" if made.edition > 1 else f"{made.paper.name[:60]}.pdf"
    stored = keep(
        dossier.party_id, made.paper, content, file_name=name, at=at, by=actor.ref, purpose=made.terms.code, reusable=False
    )
    if CaseFile.objects.filter(case_id=case_id, material_code=made.paper.code, stored_id=stored.id).exists():
        return False
    add_files(case_id, [Upload(made.paper.code, stored.id)], actor=actor, at=at, made=True)
    return True
