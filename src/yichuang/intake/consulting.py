"""事前辅导: at the window or on the site, the whole list is told at once on a 一次性告知单 (30); no clock starts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain import MaterialTerm, Medium, Regime, Terms
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Recipient, Role
from yichuang.intake import across, actions
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

MEDIUM_WORDS = {Medium.PAPER: "纸质", Medium.ELECTRONIC: "电子件", Medium.BOTH: "纸质或者电子件"}
WINDOW_PARTS = (("address", ""), ("hours", ""), ("consult_phone", "咨询电话"))


@transaction.atomic
def consult(version_id: UUID, *, name: str, actor: Actor, now: datetime) -> UUID:
    """Register a consultation and fix its 一次性告知单; returns the document. It belongs to no case."""
    terms = actions.open_terms(version_id)
    assert terms.accepting_organ_id is not None
    agreement = across.agreement_of(terms, actor, now)
    asked = Recipient(Role.APPLICANT, name.strip()[:60] or "咨询人")
    return documents.fix(
        Kind.CONSULTATION_NOTE, case_id=None, case_number="", recipients=(asked,),
        organ_id=agreement.value.window_organ_id if agreement else terms.accepting_organ_id,
        fields={"item_name": terms.name, "materials": [material(m) for m in terms.materials], "channels": channels(terms)},
        actor=actor.ref, at=now, licensing=terms.regime is Regime.LICENCE,
    ).document_id  # fmt: skip


def material(term: MaterialTerm) -> dict[str, str]:
    """One line of the list, in the columns of the paper; what the guide does not say stays empty."""
    when = f"（{term.required_when}）" if term.required_when else "（可以不交）" if term.required is False else ""
    if term.from_form:
        return {"name": term.name + when, "original": "", "copies": "", "medium": "", "source": "由系统按您填写的内容生成，不用准备"}
    originals = [f"原件{term.original}" if term.original else "", f"复印件{term.copies}" if term.copies else ""]
    return {
        "name": term.name + when, "original": "，".join(part for part in originals if part) or term.form, "copies": term.quantity,
        "medium": MEDIUM_WORDS.get(term.medium, "") if term.medium else "", "source": term.source,
    }  # fmt: skip


def channels(terms: Terms) -> str:
    """Where to hand in: the window as the guide names it, and the site."""
    window = dict(terms.window)
    said = [f"{label}{window[key]}" for key, label in WINDOW_PARTS if window.get(key)]
    place = f"窗口：{window['name']}（{'，'.join(said)}）；" if window.get("name") else ""
    return f"{place}网上：本网站“{terms.name}”办事指南。"


def note(document_id: UUID, *, actor: Actor) -> documents.OpenFile:
    """The paper to print; NotFound for other papers, and for those of organs the actor does not belong to."""
    found = documents.document(document_id)
    if found.kind != Kind.CONSULTATION_NOTE or found.organ_id not in organisations.mine(actor):
        raise NotFound("没有这份文书。", code="documents.not_found")
    return documents.open_file(document_id)
