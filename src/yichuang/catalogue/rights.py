"""Whose power an edit needs: that of the organ a row is of; for what holds for everybody, that of the government at the top of the tree."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.catalogue.domain import Status
from yichuang.catalogue.models import ItemVersion
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


class HoldsForAll(Forbidden):
    """What is written here counts for every organ: an editor of one organ does not write it."""

    code = "catalogue.holds_for_all"
    message = "这里写的对所有机关都有效，由有“公共目录维护”权限的岗位办理；您只编辑本机关的事项。"
    remedy = "请转告%(organ)s指定的维护人，由其办理。"


def not_an_editor() -> Forbidden:
    return Forbidden(code="catalogue.not_an_editor", message="只有本机关有权限的人可以办理事项的编辑、审查和发布")


def may(actor: Actor, act: Act, *, organ_id: UUID | None, item_id: UUID | None, on: date) -> str:
    """The power the actor edits or publishes under; the installation itself (a system actor) needs none."""
    if actor.kind == "system":
        return ""
    organ_id = organ_id or actor.organ_id
    if organ_id is None:
        raise not_an_editor()
    return organisations.authority(actor, act, organ_id=organ_id, item_id=item_id, on=on)


def may_for_all(actor: Actor, now: datetime) -> str:
    """The power to write what counts for every organ: 公共目录维护, given by the government at the top of the actor's tree. Raises
    HoldsForAll."""
    if actor.kind == "system":
        return ""
    if actor.organ_id is None:
        raise not_an_editor()
    top = organisations.top_of(actor.organ_id)
    try:
        return organisations.authority(actor, Act.KEEP_REGISTERS, organ_id=top, on=local_date(now))
    except Forbidden as refused:
        raise HoldsForAll(organ=organisations.organ(top).name) from refused


def keeps_registers(actor: Actor, now: datetime) -> bool:
    """Whether the pages offer what counts for every organ. No query."""
    try:
        may_for_all(actor, now)
    except Forbidden:
        return False
    return True


def may_edit(actor: Actor, organ_id: UUID | None, now: datetime, *, item_id: UUID | None = None) -> str:
    """The power over a row of this organ. A row of no organ of ours, or of one that named nobody to edit for it, is kept with what counts for
    all. Raises Forbidden."""
    if organ_id is None:
        return may_for_all(actor, now)
    try:
        return may(actor, Act.EDIT_ITEM, organ_id=organ_id, item_id=item_id, on=local_date(now))
    except Forbidden as refused:
        if refused.code == "organisations.nobody_authorised" and keeps_registers(actor, now):
            return may_for_all(actor, now)
        raise


def edits(actor: Actor, organ_id: UUID | None, now: datetime, *, item_id: UUID | None = None) -> bool:
    try:
        may_edit(actor, organ_id, now, item_id=item_id)
    except Forbidden:
        return False
    return True


def organ_of(version: ItemVersion) -> UUID | None:
    """Whose item a version is: the organ that accepts, else the one that decides."""
    return version.accepting_organ_id or version.deciding_organ_id


def owner(version: ItemVersion, actor: Actor, now: datetime) -> str:
    """The name of the organ whose draft this is, where the actor may only read it; empty where it may be edited."""
    organ_id = organ_of(version)
    if organ_id is None or edits(actor, organ_id, now, item_id=version.item_id):
        return ""
    return organisations.organ(organ_id).name


def owner_of(version_id: UUID, actor: Actor, now: datetime) -> str:
    """`owner` by id; one statement."""
    return owner(ItemVersion.objects.only("item_id", "accepting_organ_id", "deciding_organ_id").get(id=version_id), actor, now)


def check_reader(version_id: UUID, actor: Actor, now: datetime) -> None:
    """No page of editing opens on another organ's draft. Raises Forbidden."""
    version = ItemVersion.objects.only("item_id", "accepting_organ_id", "deciding_organ_id").filter(id=version_id).first()
    if version and (organ_id := organ_of(version)):
        may_edit(actor, organ_id, now, item_id=version.item_id)


def organ_of_item(*, item_id: UUID | None = None, code: str = "") -> tuple[UUID | None, UUID | None]:
    """(item, its organ) by the version in force, else the newest; nothing for what is no item of ours."""
    rows = ItemVersion.objects.filter(item_id=item_id) if item_id else ItemVersion.objects.filter(item__code=code)
    stands = rows.filter(status__in=(Status.PUBLISHED, Status.SUSPENDED)).first() or rows.order_by("-number").first()
    return (stands.item_id, organ_of(stands)) if stands else (None, None)


def may_edit_item(actor: Actor, now: datetime, *, item_id: UUID | None = None, code: str = "") -> str:
    """The power over what belongs to an item, by its id or code."""
    found, organ_id = organ_of_item(item_id=item_id, code=code)
    return may_edit(actor, organ_id, now, item_id=found)
