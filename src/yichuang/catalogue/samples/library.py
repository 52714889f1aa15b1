"""Verbs and reads of the sample library. Files lie in the store under the hash of their content and are served by their own view."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.samples import LARGEST, NoSuchSample, SampleKind, check
from yichuang.catalogue.models import Item, ItemVersion, Sample
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
    name: str
    """What the material is called in the item the sample is for; of a sample for all items, in those that ask for it."""
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


def row(found: Sample, name: str = "") -> SampleRow:
    return SampleRow(
        found.id, found.material, name, found.item_code, found.kind, found.title, found.criteria, found.alt, found.demo,
        found.media_type.startswith("image/"), found.size, found.valid_from, found.valid_until,
    )


@transaction.atomic
def keep(
    source: Any, *, name: str, material: str, kind: str, title: str, criteria: str = "", alt: str = "", item_code: str = "",
    demo: bool = False, now: datetime, actor: Actor,
) -> UUID:
    """A sample from its file; one of the same title, material and item that stands ends. Raises Forbidden (one for every item counts for every
    organ), BadSample, FileTooLarge, FileType, FileMacros."""
    known = not item_code or Item.objects.filter(code=item_code).exists()
    if known:
        check_right(item_code, actor, now)
    stored = files.put(source, name=name, limit=LARGEST, for_download=True)
    check(material=material, kind=kind, title=title, criteria=criteria, alt=alt, media_type=stored.media_type, item_known=known)
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


def of_materials(item_code: str, types: Iterable[str], codes: Iterable[str] = ()) -> dict[str, tuple[SampleRow, ...]]:
    """What the guide of an item shows beside its materials, by kind of material, or by the code in the item's own list where a material has
    no kind: blank forms first; one statement."""
    mine = Q(material__in=set(types), item_code__in=("", item_code)) | Q(material__in=set(codes), item_code=item_code)
    rows = Sample.objects.filter(mine, valid_until__isnull=True)
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
    called, everywhere = names_in({sample.item_code for sample in found} - {""}), dict(materials()) if any(not s.item_code for s in found) else {}
    named = (called.get((sample.item_code, sample.material)) or everywhere.get(sample.material, "") for sample in found[:PAGE])
    return tuple(map(row, found[:PAGE], named)), len(found) > PAGE


WORKED_ON = (Status.PUBLISHED, Status.SUSPENDED, Status.DRAFT)


def key_of(material: Mapping[str, Any]) -> str:
    """What samples of a material hang on: its kind across items, else its code in the list of its own item."""
    return str(material.get("type_code") or material.get("code") or "")


def names_in(item_codes: Collection[str]) -> dict[tuple[str, str], str]:
    """(item, material) → what the item's newest version calls the material."""
    rows = ItemVersion.objects.filter(item__code__in=item_codes, status__in=WORKED_ON).order_by("number").values_list("item__code", "materials")
    return {(code, key_of(material)): material["name"] for code, held in rows for material in held or ()}


def materials() -> tuple[tuple[str, str], ...]:
    """(type, name) of every kind of material that a version in force or a draft asks for, by name; of several names the first three."""
    found: dict[str, dict[str, None]] = {}
    rows = ItemVersion.objects.filter(status__in=WORKED_ON).order_by("name", "id").values_list("materials", flat=True)[:5000]
    for material in (material for held in rows for material in held or ()):
        if material.get("type_code"):
            found.setdefault(material["type_code"], {}).setdefault(material["name"])
    named = ((key, "、".join(list(names)[:3]) + ("等" if len(names) > 3 else "")) for key, names in found.items())
    return tuple(sorted(named, key=lambda pair: pair[1]))


def materials_of(item_code: str) -> tuple[tuple[str, str], ...]:
    """(type or code, name) of the materials of one item, its draft included."""
    found = names_in({item_code})
    return tuple((key, name) for (_code, key), name in found.items() if key)
