"""An item stands on an entry, or an organ says why it claims none. A licence without an entry is not published (条例 40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.catalogue.domain.entries import NotYours, Place, may_claim
from yichuang.catalogue.domain.life import at_field, check_text
from yichuang.catalogue.models import BasicEntry, BasicList, Claim, Item, ItemVersion, Unlinked
from yichuang.catalogue.recording import record
from yichuang.catalogue.rights import may_edit, may_edit_item
from yichuang.facts.catalogue import EntryDeclined, ItemClaimed
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


class NoSuchEntry(NotFound):
    code = "catalogue.no_such_entry"
    message = "清单上没有这一条"
    remedy = "请从国家或者省级清单里选一条；清单之外不得实施行政许可"


def place_of(organ_id: UUID | None, version: ItemVersion | None, actor: Actor) -> Place:
    """Where a claim holds: the place of the organ, else where the version says it is done, else where whoever claims works."""
    organ_id = organ_id or (version.accepting_organ_id or version.deciding_organ_id if version else None)
    if organ_id is None and version and (version.division or version.region):
        return Place(version.division, version.region)
    organ_id = organ_id or actor.organ_id
    return Place(organisations.stands_at(organ_id) if organ_id else "")


def listed(code: str) -> list[BasicEntry]:
    """Entries of this code on lists in force, real lists first. Raises Invalid at its field where there is none."""
    rows = BasicEntry.objects.filter(code=code.strip(), ended_on__isnull=True, list__historic=False).select_related("list")
    found = list(rows.order_by("list__demo", "list__code")[:20])
    if not found:
        raise at_field("entry", "catalogue.no_such_entry", "现行清单上没有这个基本编码，请先从清单里查找")
    return found


def claimable(code: str, place: Place) -> BasicEntry:
    """The entry of this code on a list that is in force and holds at this place and level. Raises Invalid at its field."""
    found = listed(code)
    why = [may_claim(entry.list.division, entry.list.region, entry.levels, place) for entry in found]
    if None in why:
        return found[why.index(None)]
    if NotYours.OTHER_LEVEL in why:
        raise at_field("entry", "catalogue.entry_of_another_level", "清单没有把这一条交给本机关所在的层级实施")
    raise at_field("entry", "catalogue.entry_of_another_place", "列有这个编码的清单不适用于本机关所在的地方，请从国家、本省或者本市县的清单里选")


@transaction.atomic
def claim(item_id: UUID, code: str, *, organ_id: UUID | None, now: datetime, actor: Actor) -> UUID:
    """Let an item stand on an entry; the same again changes nothing. Raises Forbidden, Invalid."""
    may_edit_item(actor, now, item_id=item_id)
    newest = ItemVersion.objects.filter(item=item_id).order_by("-number").first()
    return stand(item_id, claimable(code, place_of(organ_id, newest, actor)), organ_id=organ_id, now=now, actor=actor)


def stand(item_id: UUID, entry: BasicEntry, *, organ_id: UUID | None, now: datetime, actor: Actor) -> UUID:
    """Write the claim and its fact. The caller holds the transaction and has asked whether it may."""
    item = Item.objects.select_for_update().get(id=item_id)
    known = Claim.objects.filter(item=item).first()
    if known and known.entry_id == entry.id:
        return entry.id
    Claim.objects.update_or_create(item=item, defaults={"entry": entry, "organ_id": organ_id, "rule": "", "by": actor.ref, "at": now})
    Unlinked.objects.filter(version__item=item).delete()
    record(item, ItemClaimed(entry_id=entry.id, list_code=entry.list.code, entry_code=entry.code), actor=actor.ref, at=now)
    return entry.id


def inherit(old: Item, new: Item, *, now: datetime, actor: Actor) -> None:
    """What an item is split or merged into stands on the same entry. The caller holds the transaction."""
    known = Claim.objects.filter(item=old).select_related("entry__list").first()
    if known is None or Claim.objects.filter(item=new).exists():
        return
    new = Item.objects.select_for_update().get(id=new.id)
    Claim.objects.create(entry=known.entry, item=new, organ_id=known.organ_id, by=actor.ref, at=now)
    fact = ItemClaimed(entry_id=known.entry_id, list_code=known.entry.list.code, entry_code=known.entry.code)
    record(new, fact, actor=actor.ref, at=now)


@transaction.atomic
def decline(entry_id: UUID, *, reason: str, organ_id: UUID, now: datetime, actor: Actor) -> None:
    """An organ says why it does not claim an entry; a later reason replaces the earlier one on the page. Raises Invalid."""
    may_edit(actor, organ_id, now)
    entry = BasicEntry.objects.select_related("list").filter(id=entry_id).first()
    if entry is None:
        raise NoSuchEntry(asked=str(entry_id))
    said = check_text("reason", reason, "请写明为什么不认领")
    Claim.objects.update_or_create(
        entry=entry, organ_id=organ_id, item=None, defaults={"reason": said[:500], "by": actor.ref, "at": now}
    )
    of = BasicList.objects.select_for_update().get(id=entry.list_id)
    record(of, EntryDeclined(entry_id=entry.id, organ_id=organ_id), actor=actor.ref, at=now)
