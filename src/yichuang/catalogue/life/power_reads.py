"""What pages show of requests that move a power: what one asks for, those of an organ that are under way, those the public is asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.catalogue.domain.delegation import FORM_ARTICLES, FORM_NAMES, LegalForm
from yichuang.catalogue.domain.life import CHANGE_NAMES, OPEN, POWER, Change, Stage
from yichuang.catalogue.domain.memo import LABELS as MEMO_LABELS
from yichuang.catalogue.domain.memo import State
from yichuang.catalogue.domain.powers import POWER_LEVELS
from yichuang.catalogue.models import ChangeDelegation, ChangePart, ChangeRequest, ChangeRevocation, Delegation, TransferMemo
from yichuang.organisations import api as organisations

LINES = 50


@dataclass(frozen=True, slots=True)
class PowerRow:
    """What a request of kind 下放 or 收回 asks for. `day` is the first day the other organ decides, or the first the power is back."""

    change: Change
    form: LegalForm
    form_name: str
    article: str
    from_organ_id: UUID
    from_organ: str
    to_organ_id: UUID
    to_organ: str
    from_level: str
    to_level: str
    from_level_code: str
    to_level_code: str
    place: str
    place_code: str
    scope: str
    document: str
    document_on: date | None
    basis: str
    announcement: str
    announced_on: date | None
    capacity: str
    capacity_on: date | None
    follow_up_on: date | None
    day: date
    to_on: date | None
    items: tuple[tuple[UUID, str, str], ...]
    """(item, code, name) of each."""
    delegation_id: UUID | None
    """The one that is taken back."""
    memos: tuple[tuple[UUID, str, str], ...]
    """(memo, item, state) of a 划转, open ones first."""


@dataclass(frozen=True, slots=True)
class PowerLine:
    """One request in a list."""

    request_id: UUID
    change: Change
    change_name: str
    form_name: str
    item: str
    others: tuple[str, ...]
    from_organ: str
    to_organ: str
    place: str
    stage: Stage
    day: date
    notice_from: date | None
    notice_to: date | None


def power_of(row: ChangeRequest) -> PowerRow | None:
    """None for every other kind, and for a 下放 of before it said whose power goes where."""
    change = Change(row.change)
    if change is Change.DELEGATE:
        giving = ChangeDelegation.objects.select_related("from_organ", "to_organ").filter(request=row).first()
        return shown(row, giving, change, giving.from_on, giving.to_on, giving.document, giving.document_on) if giving else None
    if change is Change.REVOKE:
        taking = ChangeRevocation.objects.select_related("delegation__from_organ", "delegation__to_organ").filter(request=row).first()
        return shown(row, taking.delegation, change, taking.back_on, None, taking.document, taking.document_on) if taking else None
    return None


def shown(
    row: ChangeRequest, given: ChangeDelegation | Delegation, change: Change, day: date, to_on: date | None, document: str, document_on: date | None
) -> PowerRow:
    form = LegalForm(given.form)
    parts = row.parts.filter(role="also").select_related("item", "version").order_by("id")
    items = ((row.item_id, row.item.code, row.version.name), *((part.item_id, part.item.code, part.version.name) for part in parts))
    return PowerRow(
        change=change, form=form, form_name=FORM_NAMES[form], article=FORM_ARTICLES[form], from_organ_id=given.from_organ_id,
        from_organ=given.from_organ.name, to_organ_id=given.to_organ_id, to_organ=given.to_organ.name,
        from_level_code=given.from_level, to_level_code=given.to_level,
        from_level=POWER_LEVELS.get(given.from_level, ""), to_level=POWER_LEVELS.get(given.to_level, ""), place=place_name(given.place),
        place_code=given.place, scope=given.scope, document=document, document_on=document_on, basis=given.basis, announcement=given.announcement,
        announced_on=given.announced_on, capacity=given.capacity, capacity_on=given.capacity_on, follow_up_on=given.follow_up_on, day=day, to_on=to_on,
        items=items, delegation_id=given.id if isinstance(given, Delegation) else None,
        memos=memos_of([item[0] for item in items], given) if form is LegalForm.TRANSFER and change is Change.DELEGATE else (),
    )  # fmt: skip


def place_name(code: str) -> str:
    return (organisations.division_name(code) or code) if code else ""


def memos_of(item_ids: Iterable[UUID], given: ChangeDelegation | Delegation) -> tuple[tuple[UUID, str, str], ...]:
    rows = TransferMemo.objects.filter(item_id__in=list(item_ids), from_organ_id=given.from_organ_id, to_organ_id=given.to_organ_id)
    found = rows.exclude(state="withdrawn").select_related("item").order_by("-created_at")[:LINES]
    return tuple((memo.id, memo.item.name, MEMO_LABELS[State(memo.state)]) for memo in found)


def powers_under_way(organ_id: UUID, *, page: int = 1) -> tuple[tuple[PowerLine, ...], bool]:
    """A page of the open requests of 下放 and 收回 that bear on an organ, those that waited longest first; and whether there is another."""
    giving = Q(giving__from_organ_id=organ_id) | Q(giving__to_organ_id=organ_id)
    taking = Q(taking__delegation__from_organ_id=organ_id) | Q(taking__delegation__to_organ_id=organ_id)
    return lines(ChangeRequest.objects.filter(giving | taking, stage__in=[stage.value for stage in OPEN]).order_by("moved_at", "id"), page)


def powers_on_notice(today: date, *, page: int = 1) -> tuple[tuple[PowerLine, ...], bool]:
    """A page of what the public is asked about today, or is approved and still to come; what was taken back before its day stands there until
    that day. And whether there is another."""
    waiting = Q(stage=Stage.NOTICE, notice_to__gte=today) | Q(stage__in=(Stage.DECISION, Stage.APPROVED))
    waiting |= Q(stage=Stage.TAKEN_BACK, effective_on__gte=today)
    return lines(ChangeRequest.objects.filter(waiting, change__in=[change.value for change in POWER]).order_by("notice_to", "id"), page)


def lines(rows: QuerySet[ChangeRequest], page: int) -> tuple[tuple[PowerLine, ...], bool]:
    organs = ("giving__from_organ", "giving__to_organ", "taking__delegation__from_organ", "taking__delegation__to_organ")
    found = list(rows.select_related("version", *organs)[(page - 1) * LINES : page * LINES + 1])
    others: dict[UUID, list[str]] = {}
    parts = ChangePart.objects.filter(request__in=found[:LINES], role="also").order_by("id")
    for request_id, name in parts.values_list("request_id", "version__name"):
        others.setdefault(request_id, []).append(name)
    return tuple(line for row in found[:LINES] if (line := line_of(row, others.get(row.id, ())))), len(found) > LINES


def line_of(row: ChangeRequest, others: Iterable[str]) -> PowerLine | None:
    giving, taking = getattr(row, "giving", None), getattr(row, "taking", None)
    given = giving or (taking.delegation if taking else None)
    if given is None:
        return None
    asked = giving.from_on if giving else taking.back_on  # type: ignore[union-attr]
    return PowerLine(
        row.id, Change(row.change), CHANGE_NAMES[Change(row.change)], FORM_NAMES[LegalForm(given.form)], row.version.name, tuple(others), given.from_organ.name,
        given.to_organ.name, place_name(given.place), Stage(row.stage), row.effective_on or asked, row.notice_from, row.notice_to,
    )  # fmt: skip
