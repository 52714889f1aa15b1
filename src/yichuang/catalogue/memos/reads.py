"""Reads of transfer memos: those of an organ, one whole, and those behind delegations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from yichuang.catalogue.domain.memo import LABELS, PART_HINTS, PART_NAMES, SIDE_NAMES, Part, Side, State
from yichuang.catalogue.memos.verbs import NoSuchMemo
from yichuang.catalogue.models import TransferMemo
from yichuang.catalogue.recording import name_of
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

LINES = 50


@dataclass(frozen=True, slots=True)
class MemoLine:
    id: UUID
    item: str
    from_organ: str
    to_organ: str
    from_on: date
    state: State
    state_name: str


@dataclass(frozen=True, slots=True)
class PartRow:
    part: Part
    name: str
    hint: str
    text: str
    file_name: str
    file_sha256: str
    filled_by: str
    filled_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignatureRow:
    side: Side
    side_name: str
    organ: str
    name: str
    at: datetime | None
    finish: int
    hand_over: int


@dataclass(frozen=True, slots=True)
class MemoRow:
    id: UUID
    item_id: UUID
    item: str
    item_code: str
    from_organ_id: UUID
    to_organ_id: UUID
    from_organ: str
    to_organ: str
    document: str
    from_on: date
    state: State
    state_name: str
    parts: tuple[PartRow, ...]
    signatures: tuple[SignatureRow, ...]
    entered: bool
    """The 划转 is approved."""

    @property
    def is_open(self) -> bool:
        return self.state in (State.DRAFTING, State.HALF_SIGNED)


def memos(actor: Actor, *, page: int = 1) -> tuple[tuple[MemoLine, ...], bool]:
    """A page of the memos of the actor's organ, the latest first."""
    own = organisations.own_organ(actor)
    rows = TransferMemo.objects.filter(Q(from_organ_id=own) | Q(to_organ_id=own)).select_related("item", "from_organ", "to_organ")
    found = list(rows.order_by("-created_at", "id")[(page - 1) * LINES : page * LINES + 1])
    lines = [MemoLine(r.id, r.item.name, r.from_organ.name, r.to_organ.name, r.from_on, State(r.state), LABELS[State(r.state)]) for r in found[:LINES]]
    return tuple(lines), len(found) > LINES


def memo(memo_id: UUID, actor: Actor) -> MemoRow:
    """One memo, for the two organs only: others do not see it. Raises NoSuchMemo."""
    row = TransferMemo.objects.select_related("item", "from_organ", "to_organ").filter(id=memo_id).first()
    if row is None or organisations.own_organ(actor) not in (row.from_organ_id, row.to_organ_id):
        raise NoSuchMemo(memo_id=str(memo_id))
    parts = {p.part: p for p in row.parts.all()}
    people = organisations.names([s.account_id for s in row.signatures.all()])
    signed = {s.side: s for s in row.signatures.all()}
    organs = {Side.FROM: row.from_organ.name, Side.TO: row.to_organ.name}
    signatures = []
    for side in Side:
        held = signed.get(side)
        signatures.append(SignatureRow(
            side, SIDE_NAMES[side], organs[side], people.get(held.account_id, "") if held else "", held.at if held else None,
            held.finish if held else 0, held.hand_over if held else 0,
        ))  # fmt: skip
    shown = []
    for part in Part:
        kept = parts.get(part)
        shown.append(PartRow(
            part, PART_NAMES[part], PART_HINTS[part], kept.text if kept else "", kept.file_name if kept else "", kept.file_sha256 if kept else "",
            name_of(kept.filled_by) if kept else "", kept.filled_at if kept else None,
        ))  # fmt: skip
    return MemoRow(
        row.id, row.item_id, row.item.name, row.item.code, row.from_organ_id, row.to_organ_id, row.from_organ.name, row.to_organ.name, row.document,
        row.from_on, State(row.state), LABELS[State(row.state)], tuple(shown), tuple(signatures), row.delegation_id is not None,
    )  # fmt: skip


def of_delegations(delegation_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """The memos behind these delegations."""
    ids = list(delegation_ids)
    return tuple(TransferMemo.objects.filter(delegation_id__in=ids).values_list("id", flat=True)) if ids else ()
