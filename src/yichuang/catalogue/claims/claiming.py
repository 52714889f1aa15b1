"""An item stands on an entry, or an organ says why it claims none. A licence without an entry is not published (条例 40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue.domain.life import at_field, check_text
from yichuang.catalogue.models import BasicEntry, BasicList, Claim, Item, Unlinked
from yichuang.catalogue.publishing import may
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import EntryDeclined, ItemClaimed
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Act, Actor


class NoSuchEntry(NotFound):
    code = "catalogue.no_such_entry"
    message = "清单上没有这一条"
    remedy = "请从国家或者省级清单里选一条；清单之外不得实施行政许可"


def claimable(code: str) -> BasicEntry:
    """The entry of this code on a list that is in force. Raises Invalid at its field."""
    rows = BasicEntry.objects.filter(code=code.strip(), ended_on__isnull=True, list__historic=False).select_related("list")
    found = rows.order_by("list__demo", "list__code").first()
    if found is None:
        raise at_field("entry", "catalogue.no_such_entry", "现行清单上没有这个基本编码，请先从清单里查找")
    return found


@transaction.atomic
def claim(item_id: UUID, code: str, *, organ_id: UUID | None, now: datetime, actor: Actor) -> UUID:
    """Let an item stand on an entry; the same again changes nothing. Raises Forbidden, Invalid."""
    may(actor, Act.EDIT_ITEM, organ_id=organ_id, item_id=item_id, on=local_date(now))
    entry = claimable(code)
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
    may(actor, Act.EDIT_ITEM, organ_id=organ_id, item_id=None, on=local_date(now))
    entry = BasicEntry.objects.select_related("list").filter(id=entry_id).first()
    if entry is None:
        raise NoSuchEntry(asked=str(entry_id))
    said = check_text("reason", reason, "请写明为什么不认领")
    Claim.objects.update_or_create(
        entry=entry, organ_id=organ_id, item=None, defaults={"reason": said[:500], "by": actor.ref, "at": now}
    )
    listed = BasicList.objects.select_for_update().get(id=entry.list_id)
    record(listed, EntryDeclined(entry_id=entry.id, organ_id=organ_id), actor=actor.ref, at=now)


def find_entries(text: str, most: int = 20) -> tuple[tuple[str, str, str], ...]:
    """(basic code, name, list) of entries in force whose name or code contains the text."""
    rows = BasicEntry.objects.filter(ended_on__isnull=True, list__historic=False)
    rows = rows.filter(Q(name__icontains=text.strip()) | Q(code__istartswith=text.strip())) if text.strip() else rows
    return tuple(rows.order_by("list__demo", "code").values_list("code", "name", "list__title")[:most])
