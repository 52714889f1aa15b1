"""The lines of 我的办件: each says where it stands, until when, and whether it waits for the applicant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import GENERIC_LABELS, LABELS, OUTCOME_LABELS, Outcome, Phase
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue import api as catalogue
from yichuang.look.templatetags.look import day
from yichuang.look.words import in_parts
from yichuang.organisations.domain import Actor

KINDS = {Phase.RECEIVED: "run", Phase.UNDER_REVIEW: "run", Phase.CORRECTING: "wait", Phase.DECIDED: "done", Phase.CLOSED: "done"}


@dataclass(frozen=True, slots=True)
class Mine:
    id: UUID
    number: str
    item: Any
    applicant: str
    received_at: datetime
    word: str
    kind: str
    until: str


def row(case: Any, today: date) -> Mine:
    phase, terms = Phase(case.phase), catalogue.terms(case.item_version_id)
    word = LABELS[phase] if case.regime == "licence" else GENERIC_LABELS.get(phase, LABELS[phase])
    if case.outcome:
        word = OUTCOME_LABELS[Outcome(case.outcome)]
    last, kind = case.answer_on or case.promised_on or case.statutory_on or case.lapse_on, KINDS.get(phase, "plain")
    if case.outcome in (Outcome.REFUSED, Outcome.NOT_DONE):
        kind = "plain"
    until = _("最晚%(day)s") % {"day": day(last)} if last and not case.decided_at and not case.finished_at else ""
    if phase is Phase.CORRECTING and case.corrected_at:
        word, kind = _("待受理"), "run"
    if until and last and today > last:
        word, kind = _("超期"), "red"
    return Mine(case.id, in_parts(case.number), terms, case.applicant.name, case.received_at, _(word), kind, until)


def rows(found: Iterable[Any], actor: Actor, *, today: date) -> list[Mine]:
    """Cases of one's own, and those of others one was told of as a third party (36); what waits for the reader first."""
    lines = [row(case, today) if {case.applicant_id, case.agent_id} & actor.party_ids else concerned(case) for case in found]
    return sorted(lines, key=lambda line: line.kind != "wait")


def concerned(case: Any) -> Mine:
    terms, word = catalogue.terms(case.item_version_id), _("与您有关")
    return Mine(case.id, in_parts(case.number), terms, case.applicant.name, case.received_at, word, "wait" if case.decided_at is None else "plain", "")


def ways(state: CaseState) -> list[tuple[str, str]]:
    return [(code, _(words)) for code, words in cases.ways(state).items()]
