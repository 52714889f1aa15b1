"""The applicant's side of 容缺受理 and 告知承诺: what each page shows, and the hand-in of papers promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api as cases
from yichuang.cases.domain import promising, tolerating
from yichuang.cases.domain.promised import due_on
from yichuang.dossier import api as dossier
from yichuang.intake.after import laid, own_case
from yichuang.intake.pages_after import case_address
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.files import MEGABYTE
from yichuang.organisations.domain import Actor

KINDS = "PDF、OFD、JPG、PNG、DOCX、XLSX"


def tolerance(found: cases.CaseView, actor: Actor, now: datetime, typed: Mapping[str, Any], chosen: Sequence[str]) -> dict[str, Any]:
    """The choice while it is open, the papers to bring while they are promised, and where it stands otherwise."""
    state, choice, closed = found.state, None, None
    running = tolerating.the(state, "running", "overdue")
    if running is None:
        try:
            choice = cases.tolerance_choices(state.id, actor=actor, now=now)
        except Refusal as refusal:
            closed = refusal
    names = {m.code: m.name for m in found.terms.materials}
    out = [(str(c), names.get(str(c), str(c))) for c in running.data["missing"]] if running else []  # type: ignore[attr-defined]
    return {
        "page": "track", "case": state, "terms": found.terms, "version": found.version, "follow": case_address(state.id), "typed": typed,
        "options": [(m.code, m.name) for m in choice[0]] if choice else [], "latest": choice[1] if choice else None, "closed": closed,
        "chosen": list(chosen) or [m.code for m in (choice[0] if choice else ())], "told": tolerating.the(state, *tolerating.OPEN), "out": out,
        "due_on": due_on(running) if running else None, "is_late": running is not None and running.state == "overdue",
        "accept": ",".join(dossier.ACCEPTED), "limit": dossier.LIMIT // MEGABYTE, "kinds": KINDS,
    }  # fmt: skip


def promise(found: cases.CaseView, actor: Actor, now: datetime, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is told, what is promised, and what follows; or why it is not open."""
    text, closed = None, None
    try:
        text = cases.promise_text(found.state.id, actor=actor, now=now)
    except Refusal as refusal:
        closed = refusal
    promised = promising.conditions_of(found.terms)
    return {
        "page": "track", "case": found.state, "terms": found.terms, "version": found.version, "follow": case_address(found.state.id), "text": text,
        "closed": closed, "conditions": [(c, c.code in promised) for c in found.terms.conditions], "signed": promising.signed(found.state),
        "may_take_back": promising.signed(found.state) is not None and found.state.decided_at is None, "typed": typed,
    }  # fmt: skip


def read_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@transaction.atomic
def bring(case_id: UUID, *, files: Mapping[str, Sequence[Any]], actor: Actor, now: datetime) -> tuple[str, ...]:
    """Files for promised papers go into the dossier, and the case hears that they came. Returns their codes."""
    found = own_case(case_id, actor)
    act = tolerating.needed(found.state, None, "running", "overdue")
    brought = []
    for code in map(str, act.data["missing"]):  # type: ignore[call-overload]
        material = found.terms.material(code)
        if material is None or not files.get(code):
            continue
        dossier.add_files(case_id, laid(found, material, files[code], (), actor=actor, now=now), actor=actor, at=now)
        brought.append(code)
    if not brought:
        errors = tuple(FieldError(f"file-{code}", "intake.nothing_brought", _("请选择要补交的文件")) for code in act.data["missing"])  # type: ignore[attr-defined]
        raise Invalid(_("请至少补交一样。"), code="intake.nothing_brought", errors=errors)
    cases.bring_tolerated(case_id, materials=brought, actor=actor, now=now)
    return tuple(brought)
