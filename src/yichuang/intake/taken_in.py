"""Reads of 代收: the register of an organ, one of them, and what is on its way for an applicant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.catalogue import api as catalogue
from yichuang.documents import api as documents
from yichuang.intake.domain import LABELS, MEANS_NAMES, NEXT, Means, TakenState
from yichuang.intake.models import ON_THE_WAY, TakenIn
from yichuang.intake.taking import NoTakenIn, forward_by, handed_in, has_papers
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

LINES = 50


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A 代收 as pages show it: where it is, who is to do what until when."""

    id: UUID
    number: str
    item: str
    item_en: str
    party: str
    window_organ: str
    for_organ: str
    state: TakenState
    state_name: str
    next: str
    holder: str
    """The organ that has it now."""
    taken_at: datetime
    forward_by: date | None
    late: bool
    means: str
    tracking_number: str
    forwarded_at: datetime | None
    arrived_at: datetime | None
    case_id: UUID | None
    reason: str
    at_window: bool
    """The reader's organ is the one that took it in."""
    receives: bool
    """The reader's organ is the one that is to receive it."""


def row_of(row: TakenIn, mine: frozenset[UUID], today: date) -> TakenRow:
    terms, state = catalogue.terms(row.version_id), TakenState(row.state)
    last = forward_by(row.taken_at, row.forward_days)
    on = local_date(row.forwarded_at) if row.forwarded_at else today
    holders = {TakenState.TAKEN_IN: row.window_organ.name, TakenState.FORWARDED: row.for_organ.name, TakenState.ARRIVED: row.for_organ.name}
    return TakenRow(
        row.id, row.number, terms.name, terms.name_en, row.party.name, row.window_organ.name, row.for_organ.name, state, LABELS[state], NEXT.get(state, ""),
        holders.get(state, ""), row.taken_at, last, last is not None and on > last and state is not TakenState.HANDED_BACK,
        MEANS_NAMES[Means(row.means)] if row.means else "", row.tracking_number, row.forwarded_at, row.arrived_at, row.case_id, row.reason,
        row.window_organ_id in mine, row.for_organ_id in mine,
    )  # fmt: skip


def rows() -> QuerySet[TakenIn]:
    return TakenIn.objects.select_related("party", "window_organ", "for_organ")


FILTERS = ("open", "to-forward", "on-the-way", "done")


def register(actor: Actor, name: str, today: date, *, page: int = 1) -> tuple[tuple[TakenRow, ...], bool]:
    """代收登记 of the reader's organ, taken in or to be received: open ones with the oldest first, done ones with the latest first."""
    mine = organisations.mine(actor)
    found = rows().filter(Q(window_organ_id__in=mine) | Q(for_organ_id__in=mine))
    wanted = {"to-forward": Q(state=TakenState.TAKEN_IN), "on-the-way": Q(state=TakenState.FORWARDED), "done": ~ON_THE_WAY}.get(name, ON_THE_WAY)
    start = (max(page, 1) - 1) * LINES
    lines = list(found.filter(wanted).order_by("-taken_at" if name == "done" else "taken_at", "id")[start : start + LINES + 1])
    return tuple(row_of(row, mine, today) for row in lines[:LINES]), len(lines) > LINES


@dataclass(frozen=True, slots=True)
class TakenView:
    row: TakenRow
    materials: list[dict[str, object]]
    agreement: str
    receipt_id: UUID
    papers_travel: bool
    """There are papers: nothing of it goes through the net alone."""


def one(taken_id: UUID, actor: Actor, today: date) -> TakenView:
    """One of them with what was handed in; NotFound for other organs."""
    mine = organisations.mine(actor)
    row = rows().select_related("draft").filter(id=taken_id).first()
    if row is None or not {row.window_organ_id, row.for_organ_id} & set(mine):
        raise NoTakenIn()
    terms = catalogue.terms(row.version_id)
    agreement = catalogue.agreements.agreement(row.agreement_id).document
    return TakenView(row_of(row, mine, today), handed_in(row.draft, terms), agreement, row.receipt_id, has_papers(row.draft))


def receipt_file(taken_id: UUID, actor: Actor, today: date) -> documents.OpenFile:
    """The 代收凭证 to print."""
    return documents.open_file(one(taken_id, actor, today).receipt_id)


def of_parties(party_ids: Iterable[UUID], today: date) -> tuple[TakenRow, ...]:
    """What is on its way for these applicants."""
    found = rows().filter(ON_THE_WAY, party_id__in=list(party_ids)).order_by("-taken_at")[:LINES]
    return tuple(row_of(row, frozenset(), today) for row in found)


def of_case(case_id: UUID, today: date) -> TakenRow | None:
    """The 代收 by which a case came."""
    row = rows().filter(case_id=case_id).first()
    return row_of(row, frozenset(), today) if row else None
