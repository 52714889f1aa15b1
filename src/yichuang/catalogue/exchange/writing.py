"""All lines of a file into drafts, or none: new versions beside published ones, open drafts as they now are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yichuang.catalogue import claims, columns, life, publishing
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.exchange import ENTRY
from yichuang.catalogue.exchange import selection
from yichuang.catalogue.exchange.planning import Line, mark_of
from yichuang.catalogue.models import ImportRun, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import VersionsImported
from yichuang.kernel.errors import Stale
from yichuang.kernel.values import chunks
from yichuang.organisations.domain import Actor

BATCH = 200
ORIGIN = "studio"


class VersionsMoved(Stale):
    code = "catalogue.versions_moved"
    message = "预览以后有%(n)s个事项又被改过，什么都没有写入"
    remedy = "下面是按现在的内容重新比较的结果，请再核对一次"


@transaction.atomic
def write(
    codes: Sequence[str], batches: Iterable[Sequence[Line]], *, sha256: str, counts: dict[str, int], now: datetime, actor: Actor,
    progress: Callable[[int, int], None] | None = None,
) -> ImportRun:
    """`codes` of all items, `batches` of the lines to write: never all of them at once. Raises VersionsMoved, with nothing written, when a version
    is not what it was when the lines were made."""
    for part in chunks(sorted(codes), BATCH):
        list(Item.objects.select_for_update().filter(code__in=part).order_by("id").values_list("id"))
    moved = done = 0
    for lines in batches:
        moved += keep(lines, now=now, actor=actor)
        done += len(lines)
        if progress:
            progress(done, len(codes))
    if moved:
        raise VersionsMoved(n=moved)
    run = ImportRun.objects.create(kind="versions", sha256=sha256, report=counts, at=now, actor=actor.ref)
    record(run, VersionsImported(sha256=sha256, **counts), actor=actor.ref, at=now)
    return run


def keep(lines: Sequence[Line], *, now: datetime, actor: Actor) -> int:
    """One batch; returns how many versions moved meanwhile."""
    heads = selection.heads([line.code for line in lines])
    held = {item.code: item for item in Item.objects.filter(code__in=[line.code for line in lines])}
    ended = selection.ended(held)
    reviewed = life.frozen(head.id for head in heads.values())
    new_items, versions, moved = [], [], 0
    for line in lines:
        base = heads.get(line.code)
        if (mark_of(base) if base else "") != line.mark or (base.id in reviewed if base else line.code in ended):
            moved += 1
            continue
        if base is None:
            item = held.get(line.code) or Item(code=line.code, name=line.name, origin=ORIGIN)
            new_items += [] if line.code in held else [item]
            versions.append(draft(item, 0 if line.code in held else 1, {}, line, now=now, actor=actor))
        elif base.status == Status.DRAFT:
            edit(base, line, now=now, actor=actor)
        else:
            versions.append(draft(base.item, 0, {"name": base.name, **publishing.copied(base)}, line, now=now, actor=actor))
    if moved:
        return moved
    Item.objects.bulk_create(new_items)
    number(versions)
    ItemVersion.objects.bulk_create(versions)
    for line in lines:
        if ENTRY.key in line.values:
            version = ItemVersion.objects.filter(item__code=line.code).order_by("-number")[0]
            claims.claim(version.item_id, line.values[ENTRY.key], organ_id=version.accepting_organ_id, now=now, actor=actor)
    return 0


def written(line: Line) -> dict[str, Any]:
    """The columns a line writes; the entry it claims is none."""
    return columns.column_values({key: value for key, value in line.values.items() if key != ENTRY.key})


def draft(item: Item, number: int, taken_over: dict[str, Any], line: Line, *, now: datetime, actor: Actor) -> ItemVersion:
    said = {**taken_over, **written(line)}
    version = ItemVersion(**said, item=item, number=number, status=Status.DRAFT, created_at=now, created_by=actor.ref, edited_at=now, edited_by=actor.ref)
    if "bases" in line.values:
        publishing.refresh_bases(version)
    return version


def edit(version: ItemVersion, line: Line, *, now: datetime, actor: Actor) -> None:
    for column, value in written(line).items():
        setattr(version, column, value)
    if "bases" in line.values:
        publishing.refresh_bases(version)
    version.edition, version.edited_at, version.edited_by = version.edition + 1, now, actor.ref
    version.save()


def number(versions: Sequence[ItemVersion]) -> None:
    """The next number of each item that has versions already."""
    waiting = [version for version in versions if version.number == 0]
    rows = ItemVersion.objects.filter(item_id__in=[version.item_id for version in waiting]).order_by("item_id", "-number")
    last = dict(rows.distinct("item_id").values_list("item_id", "number"))
    for version in waiting:
        version.number = last.get(version.item_id, 0) + 1
