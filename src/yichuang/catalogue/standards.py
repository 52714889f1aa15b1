"""Standards of approval 审批标准: put one in force, tried by some organs or for all, widen it after the trial, end one, and check the items in force
against it, a hundred a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue import boundaries, columns
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain import standards as law
from yichuang.catalogue.domain.boundary import check_end
from yichuang.catalogue.domain.standards import Miss, Requirement
from yichuang.catalogue.models import ItemVersion, Standard
from yichuang.catalogue.publishing import may
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import StandardEnded, StandardKept, StandardWidened
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

COMPARED, MOST = 100, 200


class NoSuchStandard(NotFound):
    code = "catalogue.no_such_standard"
    message = "没有这项标准，或者已经停用"
    remedy = "请从标准库里选一项"


@dataclass(frozen=True, slots=True)
class StandardRow:
    standard_id: UUID
    kind: law.StandardKind
    title: str
    document: str
    requirements: tuple[Requirement, ...]
    organ_id: UUID | None
    pilots: tuple[UUID, ...]
    from_on: date
    general_on: date | None
    to_on: date | None

    def is_tried(self, on: date) -> bool:
        """Whether on that day only the organs of the trial are held to it."""
        return bool(self.pilots) and (self.general_on is None or on < self.general_on)


@dataclass(frozen=True, slots=True)
class Conforming:
    """One item and what of the standard it misses."""

    version_id: UUID
    code: str
    name: str
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A page of the items in force beside a standard: how many were looked at, how many conform, and those that do not."""

    looked_at: int
    conform: int
    lines: tuple[Conforming, ...]
    page: int
    more: bool


@transaction.atomic
def keep(
    *, kind: str, title: str, document: str, requirements: tuple[Requirement, ...], from_on: date | None, now: datetime, actor: Actor,
    pilots: tuple[UUID, ...] = (),
) -> UUID:
    """A standard from a day on, of the editor's organ; `pilots`: organs that try it first, none: for all at once. Raises Forbidden, Invalid per field."""
    ref = may(actor, Act.EDIT_ITEM, organ_id=actor.organ_id, item_id=None, on=local_date(now))
    law.check(kind=kind, title=title, document=document, requirements=requirements, from_on=from_on, today=local_date(now), pilots=pilots)
    assert from_on is not None
    row = Standard(
        kind=kind, title=title.strip(), document=document.strip(), requirements=[{"rule": one.rule, "number": one.number} for one in requirements],
        from_on=from_on, organ_id=actor.organ_id, pilots=[str(organ_id) for organ_id in pilots], created_at=now, created_by=actor.ref,
    )  # fmt: skip
    row.save(force_insert=True)
    fact = StandardKept(
        standard_kind=kind, requirements={one.rule: one.number for one in requirements}, text_hash=sha256(canonical([row.title, row.document])).hexdigest(),
        from_on=from_on, authority_ref=ref, organ_id=actor.organ_id, pilots=pilots,
    )  # fmt: skip
    record(row, fact, actor=actor.ref, at=now)
    return row.id


def answered_for(standard_id: UUID, *, now: datetime, actor: Actor) -> tuple[Standard, str]:
    """The standard, locked, and the power of whoever answers for it: who may publish for the organ that keeps it, not any editor.
    Raises NoSuchStandard, Forbidden."""
    row = Standard.objects.select_for_update(of=("self",)).filter(id=standard_id, to_on__isnull=True).first()
    if row is None:
        raise NoSuchStandard(asked=str(standard_id))
    return row, may(actor, Act.PUBLISH_ITEM, organ_id=row.organ_id or actor.organ_id, item_id=None, on=local_date(now))


def may_answer_for(row: StandardRow, actor: Actor, on: date) -> bool:
    """Whether the page offers this person to widen or end the standard."""
    organ_id = row.organ_id or actor.organ_id
    return organ_id is not None and organisations.may(actor, Act.PUBLISH_ITEM, organ_id=organ_id, on=on)


@transaction.atomic
def widen(standard_id: UUID, *, general_on: date | None, now: datetime, actor: Actor) -> None:
    """全面施行 after a trial. Raises NoSuchStandard, Forbidden, NotOnTrial, Invalid."""
    row, ref = answered_for(standard_id, now=now, actor=actor)
    row.general_on = law.check_widening(
        general_on, pilots=row.pilots, ended=row.to_on is not None, widened=row.general_on is not None, from_on=row.from_on, today=local_date(now)
    )
    row.save(update_fields=["general_on"])
    record(row, StandardWidened(general_on=row.general_on, authority_ref=ref), actor=actor.ref, at=now)


@transaction.atomic
def end(standard_id: UUID, *, to_on: date | None, now: datetime, actor: Actor) -> None:
    """停用. Raises NoSuchStandard, Forbidden, Invalid."""
    row, ref = answered_for(standard_id, now=now, actor=actor)
    row.to_on = check_end(to_on, valid_from=row.from_on, today=local_date(now))
    row.save(update_fields=["to_on"])
    record(row, StandardEnded(to_on=row.to_on, authority_ref=ref), actor=actor.ref, at=now)


def row_of(row: Standard) -> StandardRow:
    asked = tuple(Requirement(one["rule"], one["number"]) for one in row.requirements)
    pilots = tuple(UUID(organ_id) for organ_id in row.pilots)
    return StandardRow(
        row.id, law.StandardKind(row.kind), row.title, row.document, asked, row.organ_id, pilots, row.from_on, row.general_on, row.to_on
    )


def library(on: date) -> tuple[StandardRow, ...]:
    """Standards in force on a day or to come, by kind; two hundred at most."""
    rows = Standard.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=on)).order_by("kind", "-from_on", "id")
    return tuple(map(row_of, rows[:MOST]))


def standard(standard_id: UUID) -> StandardRow:
    """Raises NoSuchStandard."""
    row = Standard.objects.filter(id=standard_id).first()
    if row is None:
        raise NoSuchStandard(asked=str(standard_id))
    return row_of(row)


def conformance(standard_id: UUID, on: date, *, page: int = 1) -> Report:
    """一致性检查: the items in force by name, a hundred of them, beside the standard; while it is tried, those its organs accept or decide. Three
    statements. Raises NoSuchStandard."""
    row = standard(standard_id)
    asked = row.requirements
    start = (max(page, 1) - 1) * COMPARED
    found = ItemVersion.objects.filter(status=Status.PUBLISHED).select_related("item").order_by("name", "id")
    if row.is_tried(on):
        found = found.filter(Q(accepting_organ__in=row.pilots) | Q(deciding_organ__in=row.pilots))
    shown = list(found[start : start + COMPARED + 1])
    looked = shown[:COMPARED]
    held = boundaries.regulators([version.item_id for version in looked], on)
    lines = []
    for version in looked:
        missed = law.misses({**columns.plain_of(version), "regulator": held.get(version.item_id)}, asked)
        if missed:
            lines.append(Conforming(version.id, version.item.code, version.name, missed))
    return Report(len(looked), len(looked) - len(lines), tuple(lines), max(page, 1), len(shown) > COMPARED)
