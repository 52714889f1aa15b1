"""Split 拆分 and merge 合并: the drafts of what begins are copies of what ends, ready to be edited; all change on one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import publishing
from yichuang.catalogue.claims import inherit
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.life import Change, check_reshaping
from yichuang.catalogue.life.desk import OpenAlready
from yichuang.catalogue.life.opening import hold, opened, waiting_on
from yichuang.catalogue.models import ChangePart, ChangeRequest, Item, ItemSuccessor, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import organ_of
from yichuang.facts.catalogue import ItemReplaced
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations.domain import Act, Actor

MOST = 12


@transaction.atomic
def begin_reshaping(
    version_id: UUID, change: str, *, others: Sequence[str], into: Sequence[tuple[str, str]], now: datetime, actor: Actor
) -> UUID:
    """Begin a split or merge: `others` are codes of further items that end (merge), `into` (code, name) of those that begin; without a code one is
    made.

    A target may keep the code of an item that is merged. Raises Invalid per field, OpenAlready, Forbidden.
    """
    version = publishing.load(version_id)
    on = local_date(now)
    ref = publishing.may(actor, Act.EDIT_ITEM, organ_id=organ_of(version), item_id=version.item_id, on=on)
    kind = Change(change)
    sources = [version, *(in_force(code) for code in dict.fromkeys(code.strip() for code in others) if code and code != version.item.code)]
    wanted = [(code.strip() or f"local-{new_id().hex[-12:]}", name.strip()) for code, name in into if code.strip() or name.strip()]
    check_reshaping(kind, len(sources), len(wanted))
    check_targets(kind, sources, wanted)
    hold(source.item_id for source in sources)
    for source in sources:
        publishing.may(actor, Act.EDIT_ITEM, organ_id=organ_of(source), item_id=source.item_id, on=on)
        if source.status != Status.PUBLISHED:
            raise publishing.WrongStatus("只有现行版本可以拆分、合并")
        if waiting := waiting_on(source.item_id):
            raise OpenAlready("“%(name)s”已经有一份变更申请在办", name=source.name, request_id=str(waiting.id))
    row = opened(version, change, ref, now=now, actor=actor)
    kept = {source.item.code for source in sources}
    parts = [ChangePart(request=row, item=s.item, version=s, role="from") for s in sources[1:] if s.item.code not in {c for c, _ in wanted}]
    for code, name in wanted:
        draft_id = drafted(version, sources, code, name, now=now, actor=actor)
        item = Item.objects.get(code=code)
        if code not in kept:
            inherit(version.item, item, now=now, actor=actor)
        parts.append(ChangePart(request=row, item=item, version_id=draft_id, role="into"))
    ChangePart.objects.bulk_create(parts)
    return row.id


def in_force(code: str) -> ItemVersion:
    found = ItemVersion.objects.filter(item__code=code, status=Status.PUBLISHED).select_related("item").first()
    if found is None:
        message = "没有编码为%(asked)s的现行事项"
        raise Invalid(message, code="catalogue.no_such_item", asked=code, errors=(FieldError("sources", "catalogue.no_such_item", "这个编码没有现行事项"),))
    return found


def check_targets(kind: Change, sources: Sequence[ItemVersion], wanted: Sequence[tuple[str, str]]) -> None:
    errors = []
    codes = [code for code, _ in wanted]
    may_keep = {source.item.code for source in sources} if kind is Change.MERGE else set()
    taken = set(Item.objects.filter(code__in=codes).values_list("code", flat=True)) - may_keep
    if len(wanted) > MOST or len(set(codes)) < len(codes):
        errors.append(FieldError("into", "catalogue.too_many_targets", "最多12项，编码不能重复"))
    if any(not name or len(code) > 100 or len(name) > 120 for code, name in wanted):
        errors.append(FieldError("into", "catalogue.target_incomplete", "每一项都要写名称"))
    if taken:
        errors.append(FieldError("into", "catalogue.code_taken", "编码已经有事项用了，请换一个"))
    if errors:
        raise Invalid("还不能办理", errors=tuple(errors))


def drafted(version: ItemVersion, sources: Sequence[ItemVersion], code: str, name: str, *, now: datetime, actor: Actor) -> UUID:
    """A draft like the source under another code; the old names become aliases, so that search still finds it by them."""
    columns = publishing.copied(version)
    old = [alias for source in sources for alias in (source.name, *source.aliases)]
    columns["aliases"] = [alias for alias in dict.fromkeys((*columns["aliases"], *old)) if alias != name]
    return publishing.draft(code, name=name, columns=columns, now=now, actor=actor)


def reshape(row: ChangeRequest, *, now: datetime, actor: Actor) -> tuple[tuple[UUID, UUID], ...]:
    """Everything on one day: sources end, targets begin, successors are written; (ended, new) where an item keeps its code."""
    on = local_date(now)
    into = list(row.parts.filter(role="into").order_by("id"))
    targets = {part.item_id: part.version_id for part in into}
    sources = [(row.item_id, row.version_id), *row.parts.filter(role="from").order_by("id").values_list("item_id", "version_id")]
    moves = tuple((version_id, targets[item_id]) for item_id, version_id in sources if item_id in targets)
    for item_id, version_id in sources:
        if item_id not in targets:
            publishing.set_status(version_id, Status.ENDED, now=now, actor=actor)
    for part in into:
        publishing.put_in_force(part.version_id, now=now, actor=actor, effective_on=on)
    pairs: list[Any] = []
    for item_id, _ in sources:
        if item_id in targets:
            continue
        item = Item.objects.select_for_update().get(id=item_id)
        record(item, ItemReplaced(request_id=row.id, by=tuple(targets), on=on), actor=actor.ref, at=now)
        pairs += [ItemSuccessor(old_id=item_id, new_id=new, on=on, request=row) for new in targets]
    ItemSuccessor.objects.bulk_create(pairs)
    return moves


def successors(item_id: UUID) -> tuple[tuple[str, str], ...]:
    """(code, name) of the items that took this one's place."""
    return tuple(ItemSuccessor.objects.filter(old=item_id).order_by("id").values_list("new__code", "new__name"))
