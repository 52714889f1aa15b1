"""Verbs and reads of the sample library. Files lie in the store under the hash of their content and are served by their own view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.samples import LARGEST, NoSuchSample, SampleKind, check
from yichuang.catalogue.models import ItemVersion, Sample
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import may_edit_item, may_for_all
from yichuang.facts.catalogue import SampleEnded, SampleKept
from yichuang.kernel import files
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor

PAGE = 50
SHOWN = 40
ORDER = tuple(SampleKind)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample as a page shows it; `is_picture` can stand in the page, the rest is opened."""

    id: UUID
    material: str
    item_code: str
    kind: str
    title: str
    criteria: str
    alt: str
    demo: bool
    is_picture: bool
    size: int
    from_on: date
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Opened:
    file: BinaryIO
    name: str
    media_type: str
    sha256: str


def row(found: Sample) -> SampleRow:
    return SampleRow(
        found.id, found.material, found.item_code, found.kind, found.title, found.criteria, found.alt, found.demo,
        found.media_type.startswith("image/"), found.size, found.valid_from, found.valid_until,
    )


@transaction.atomic
def keep(
    source: Any, *, name: str, material: str, kind: str, title: str, criteria: str = "", alt: str = "", item_code: str = "",
    demo: bool = False, now: datetime, actor: Actor,
) -> UUID:
    """A sample from its file; one of the same title, material and item that stands ends. Raises Forbidden (one for every item counts for every
    organ), BadSample, FileTooLarge, FileType."""
    check_right(item_code, actor, now)
    stored = files.put(source, name=name, limit=LARGEST)
    check(material=material, kind=kind, title=title, criteria=criteria, alt=alt, media_type=stored.media_type)
    today = local_date(now)
    old = Sample.objects.select_for_update().filter(material=material, item_code=item_code, title=title, valid_until__isnull=True).first()
    if old:
        close(old, today, actor=actor, at=now)
    made = Sample.objects.create(
        material=material, item_code=item_code, kind=kind, title=title, criteria=criteria, alt=alt, demo=demo, sha256=stored.sha256,
        file_name=name[-200:], media_type=stored.media_type, size=stored.size, valid_from=today, created_at=now, created_by=actor.ref,
    )
    record(made, SampleKept(use=kind, sha256=stored.sha256, valid_from=today, replaced_id=old and old.id), actor=actor.ref, at=now)
    return made.id


def check_right(item_code: str, actor: Actor, now: datetime) -> None:
    if item_code:
        may_edit_item(actor, now, code=item_code)
    else:
        may_for_all(actor, now)


@transaction.atomic
def end(sample_id: UUID, *, now: datetime, actor: Actor) -> None:
    """The sample is shown no more; its row and file stay. Raises NoSuchSample, Forbidden."""
    found = Sample.objects.select_for_update().filter(id=sample_id, valid_until__isnull=True).first()
    if found is None:
        raise NoSuchSample(sample_id=str(sample_id))
    check_right(found.item_code, actor, now)
    close(found, local_date(now), actor=actor, at=now)


def close(found: Sample, today: date, *, actor: Actor, at: datetime) -> None:
    found.valid_until, found.ended_by = today - timedelta(days=1), actor.ref
    found.save(update_fields=["valid_until", "ended_by"])
    record(found, SampleEnded(valid_until=found.valid_until), actor=actor.ref, at=at)


def of_materials(item_code: str, types: Iterable[str]) -> dict[str, tuple[SampleRow, ...]]:
    """What the guide of an item shows beside its materials, by kind of material: blank forms first; one statement."""
    rows = Sample.objects.filter(material__in=set(types), item_code__in=("", item_code), valid_until__isnull=True)
    found: dict[str, list[SampleRow]] = {}
    for sample in sorted(rows.order_by("created_at", "id")[:SHOWN], key=lambda s: ORDER.index(SampleKind(s.kind))):
        found.setdefault(sample.material, []).append(row(sample))
    return {material: tuple(samples) for material, samples in found.items()}


def opened(sample_id: UUID) -> Opened:
    """The file of a sample that is shown. Raises NoSuchSample."""
    found = Sample.objects.filter(id=sample_id, valid_until__isnull=True).first()
    if found is None:
        raise NoSuchSample(sample_id=str(sample_id))
    return Opened(files.open(found.sha256), found.file_name, found.media_type, found.sha256)


def lines(*, material: str = "", ended: bool = False, page: int = 1) -> tuple[tuple[SampleRow, ...], bool]:
    """A page of the library for its editor, and whether there is another."""
    rows = Sample.objects.filter(valid_until__isnull=not ended)
    if material:
        rows = rows.filter(material=material)
    start = (page - 1) * PAGE
    found = list(rows.order_by("material", "item_code", "kind", "title", "id")[start : start + PAGE + 1])
    return tuple(map(row, found[:PAGE])), len(found) > PAGE


def materials() -> tuple[tuple[str, str], ...]:
    """(type, name) of every kind of material that a version in force asks for, by name."""
    found: dict[str, str] = {}
    rows = ItemVersion.objects.filter(Q(status=Status.PUBLISHED)).values_list("materials", flat=True)[:5000]
    for material in (material for held in rows for material in held or ()):
        if material.get("type_code"):
            found.setdefault(material["type_code"], material["name"])
    return tuple(sorted(found.items(), key=lambda pair: pair[1]))
