"""The lines of 我的办件: each says where it stands, until when, and whether it waits for the applicant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from yichuang.cases.domain.phases import GENERIC_LABELS, LABELS, OUTCOME_LABELS, Outcome, Phase
from yichuang.cases.domain.wishes import WAYS
from yichuang.catalogue import api as catalogue
from yichuang.look.templatetags.look import day
from yichuang.look.words import in_parts

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


def rows(found: Iterable[Any], *, today: date) -> list[Mine]:
    """What waits for the applicant first, then in the order found."""
    return sorted((row(case, today) for case in found), key=lambda line: line.kind != "wait")


def ways() -> list[tuple[str, str]]:
    return [(code, _(words)) for code, words in WAYS.items()]
