"""Reads of licences: of a case, of a holder, the certificate officer's lists, the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from yichuang.documents import api as documents
from yichuang.facts.licences import LicenceForfeited
from yichuang.kernel import files
from yichuang.kernel.errors import NotFound
from yichuang.kernel.record import read_many
from yichuang.licences import domain
from yichuang.licences.domain.endings import FRAUD, GROUNDS, STEP_LABELS, Proceeding, Step
from yichuang.licences.models import Edition, Ending, Licence

BOUND = 200
PAGE = 50


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence with its current edition; the names are msgids."""

    id: UUID
    number: str
    identifier: str
    name: str
    holder_id: UUID
    holder_name: str
    scope: str
    organ_id: UUID
    organ_name: str
    case_id: UUID | None
    item_id: UUID | None
    issued_on: date
    valid_from: date
    valid_to: date | None
    state: str
    state_name: str
    edition: int
    edition_state: str
    edition_state_name: str
    ready_at: datetime | None
    handed_at: datetime | None
    file_sha256: str
    failure: str
    copies: int
    token: str
    content: dict[str, Any]
    blank_series: str = ""
    blank_code: str = ""
    first_case_id: UUID | None = None
    """The case that granted it; `case_id` is the one that ordered the edition that counts now."""

    def holds_on(self, day: date) -> bool:
        """In force on that day, the last day of its validity included: not suspended, revoked or over."""
        return self.state == domain.State.VALID and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class LicenceFile:
    content: bytes
    name: str
    sha256: str
    case_id: UUID | None
    holder_id: UUID


def row(e: Edition) -> LicenceRow:
    x = e.licence
    return LicenceRow(
        id=x.id, number=x.number, identifier=e.identifier, name=x.name, holder_id=x.holder_id, holder_name=x.holder_name,
        scope=x.scope, organ_id=x.organ_id, organ_name=e.content["organ_name"], case_id=e.case_id, item_id=x.item_id,
        issued_on=x.issued_on, valid_from=x.valid_from, valid_to=x.valid_to, state=x.state,
        state_name=domain.STATE_NAMES[domain.State(x.state)], edition=e.edition, edition_state=e.state,
        edition_state_name=domain.EDITION_NAMES[domain.EditionState(e.state)], ready_at=e.ready_at, handed_at=e.handed_at,
        file_sha256=e.file_sha256, failure=e.failure, copies=e.copies, token=x.token, content=e.content,
        blank_series=x.blank_series, blank_code=e.blank.code if e.blank else "",
        first_case_id=x.case_id,
    )


def current() -> QuerySet[Edition]:
    """The editions that count now, each with its licence."""
    return Edition.objects.select_related("licence", "blank").filter(edition=F("licence__edition"))


def licence(licence_id: UUID) -> LicenceRow:
    """Raises NotFound. Who may see it is decided by the caller."""
    found = current().filter(licence_id=licence_id).first()
    if found is None:
        raise NotFound("没有这个许可证。", code="licences.not_found")
    return row(found)


def ended(licence_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Of these licences, those no longer in force by a later decision: their state as a msgid."""
    rows = Licence.objects.filter(id__in=tuple(licence_ids)).exclude(state__in=[domain.State.ORDERED, domain.State.VALID])
    return {pk: domain.STATE_NAMES[domain.State(state)] for pk, state in rows.values_list("id", "state")}


def revoked(licence_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these licences that were 撤销 (69), also when struck off since (70); one query, none for none."""
    grounds = [code for code, ground in GROUNDS.items() if ground.to is domain.State.REVOKED]
    rows = Ending.objects.filter(licence_id__in=tuple(licence_ids), ground__in=grounds, step=Step.DECIDED)
    return frozenset(rows.values_list("licence_id", flat=True))


def register(organ_ids: Iterable[UUID], *, text: str = "", page: int = 1) -> tuple[tuple[LicenceRow, ...], bool]:
    """One page of the licences of these organs, the newest first, and whether there is more; by number or holder's name."""
    rows = current().filter(licence__organ_id__in=tuple(organ_ids))
    if text.strip():
        rows = rows.filter(Q(licence__number=text.strip().upper()) | Q(licence__holder_name__startswith=text.strip()))
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("-licence__issued_on", "-licence_id")[start : start + PAGE + 1])
    return tuple(row(e) for e in found[:PAGE]), len(found) > PAGE


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A 撤回 or 撤销 of a licence; the texts are msgids but `facts` and `outcome`, which somebody wrote."""

    proceeding: Proceeding
    word: str
    ground: str
    article: str
    step: str
    facts: str
    outcome: str
    decided_at: datetime | None


def endings(licence_id: UUID) -> tuple[EndingRow, ...]:
    rows = Ending.objects.filter(licence_id=licence_id).order_by("-noticed_at")[:BOUND]
    return tuple(_ending(row) for row in rows)


def _ending(row: Ending) -> EndingRow:
    found = GROUNDS[row.ground]
    proceeding = Proceeding(
        row.id, row.licence_id, row.ground, Step(row.step), row.noticed_at, row.noticed_by, row.respond_by
    )
    word = "撤回" if found.to is domain.State.RECALLED else "撤销"
    return EndingRow(
        proceeding, word, found.text, found.article, STEP_LABELS[Step(row.step)], row.facts, row.outcome, row.decided_at
    )


def of_case(case_id: UUID) -> tuple[LicenceRow, ...]:
    """The licences a case ordered, changed or renewed, each with the edition that counts now."""
    ordered = Edition.objects.filter(case_id=case_id).values("licence_id")
    return tuple(row(e) for e in current().filter(licence_id__in=ordered).order_by("ordered_at")[:BOUND])


def made_for(case_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Case → the licence it granted, where its paper is made; one query. Who may see the cases is decided by the caller."""
    rows = current().filter(licence__case_id__in=tuple(case_ids)).exclude(file_sha256="")
    return dict(rows.values_list("licence__case_id", "licence_id"))


def held(party_id: UUID, *, licence_id: UUID | None = None, number: str = "") -> UUID:
    """The licence of this party by id or by number. Raises NotFound."""
    rows = Licence.objects.filter(holder_id=party_id)
    rows = rows.filter(id=licence_id) if licence_id else rows.filter(number=number.strip().upper())
    found = rows.values_list("id", flat=True).first()
    if found is None:
        raise NotFound("没有这个许可证。", code="licences.not_found")
    return found


def is_of_case(licence_id: UUID, case_id: UUID) -> bool:
    return Edition.objects.filter(licence_id=licence_id, case_id=case_id).exists()


def in_hand_of(licence_id: UUID) -> bool:
    """Whether the holder has had a paper of this licence in hand."""
    return Edition.objects.filter(licence_id=licence_id, handed_at__isnull=False).exists()


def of_holders(party_ids: Iterable[UUID]) -> tuple[LicenceRow, ...]:
    """What these parties hold or held, newest first."""
    rows = current().filter(licence__holder_id__in=tuple(party_ids))
    return tuple(row(e) for e in rows.order_by("-licence__issued_on", "-licence_id")[:BOUND])


def holds(party_id: UUID, licence_type: str, *, on: date) -> bool:
    """Whether a party holds a licence of this type that is in force on that day."""
    rows = Licence.objects.filter(holder_id=party_id, licence_type=licence_type, state=domain.State.VALID, valid_from__lte=on)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).exists()


def lost_since(party_id: UUID, since: date) -> bool:
    """Whether on that day or later a licence of this party was forfeited 吊销, or revoked 撤销 because it was got by deceit or bribery
    (69(2)); cancelled afterwards or not. What was revoked for the organ's own fault speaks against nobody."""
    rows = Licence.objects.filter(holder_id=party_id, state_on__gte=since)
    ends = {pk: state for pk, state in rows.values_list("id", "state") if state in (domain.State.FORFEITED, domain.State.CANCELLED)}
    if domain.State.FORFEITED in ends.values():
        return True
    fraud = Ending.objects.filter(licence__holder_id=party_id, ground=FRAUD, step=Step.DECIDED, decided_at__date__gte=since)
    return fraud.exists() or any(e.kind == LicenceForfeited.kind for told in read_many(ends).values() for e in told)


def _of_organs(state: domain.EditionState, organ_ids: Iterable[UUID], order: str) -> tuple[LicenceRow, ...]:
    rows = current().filter(state=state, licence__organ_id__in=tuple(organ_ids))
    return tuple(row(e) for e in rows.order_by(order, "id")[:BOUND])


def failed(organ_ids: Iterable[UUID]) -> tuple[LicenceRow, ...]:
    """Papers that could not be made."""
    return _of_organs(domain.EditionState.FAILED, organ_ids, "ordered_at")


def to_hand_over(organ_ids: Iterable[UUID]) -> tuple[LicenceRow, ...]:
    """Ready and waiting for collection: the list behind 催领(B)."""
    return _of_organs(domain.EditionState.READY, organ_ids, "ready_at")


def overlay(licence_id: UUID) -> LicenceFile:
    """套打: the words alone, each where it stands on the whole paper, to be printed on the blank; unsigned, for printing only."""
    found = current().filter(licence_id=licence_id).first()
    if found is None or not found.licence.blank_series or found.blank is None:
        raise NotFound("还没有套打。", code="licences.not_on_blank")
    content = documents.press_version(found.template_id, {**found.content, "overlay": True}, at=found.ordered_at)
    x = found.licence
    return LicenceFile(content, f"套打{found.blank.code}.pdf", "", x.case_id, x.holder_id)


def open_file(licence_id: UUID) -> LicenceFile:
    """The signed PDF of the current edition. Raises NotFound while it is not made."""
    found = licence(licence_id)
    if not found.file_sha256:
        raise NotFound("证件还没有制作完成。", code="licences.not_ready")
    return LicenceFile(
        files.read(found.file_sha256), f"{found.name}{found.number}.pdf", found.file_sha256, found.case_id, found.holder_id
    )


def not_in_force(numbers: Iterable[str], on: date) -> frozenset[str]:
    """Those of these numbers that are licences and not in force on that day: suspended, recalled, revoked, struck off, or over. One query."""
    rows = Licence.objects.filter(number__in=tuple(numbers))
    return frozenset(rows.exclude(Q(valid_to__isnull=True) | Q(valid_to__gte=on), state=domain.State.VALID).values_list("number", flat=True))
