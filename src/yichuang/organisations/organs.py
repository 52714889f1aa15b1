"""Verbs over an organ's life: change (rename), move, end. By date, with a reason; what it was stays in `organ_change`.

The caller owns the transaction. The tree is held first, then the organ's row is locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from yichuang.facts import organisations as facts
from yichuang.kernel import codes
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal, Stale
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import actions, domain, models, powers, tree
from yichuang.organisations.domain import Actor
from yichuang.organisations.models import Organ, OrganChange

CHANGED = ("name", "short_name", "name_en", "uscc", "division", "kind", "address", "phone", "review_organ", "review_url", "court", "valid_from", "valid_to")


def field_error(field: str, message: str, code: str, **details: Any) -> Invalid:
    return Invalid(message, code=code, errors=(FieldError(field, code, message),), **details)


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise field_error("reason", "请写明理由。", "organisations.reason_missing")


def check_day(from_on: date, today: date) -> None:
    """A change is entered when it holds: the tables say what is, and nobody would turn them over on the day."""
    if from_on > today:
        raise field_error("from_on", "生效日期不能晚于今天，请在生效当天登记。", "organisations.change_ahead")


def locked(organ_id: UUID, version: int | None) -> Organ:
    """The organ's row, locked, as it was read at `version`; Stale when somebody changed it since."""
    organ = actions.lock_organ(organ_id)
    if version is not None and organ.head_seq != version:
        raise Stale("这个机关已由他人变更，没有写入。", code="organisations.organ_stale", remedy="请核对现在的内容后再登记。")
    return organ


def alive(today: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=today)


def check_codes(columns: Mapping[str, Any], *, today: date, but: UUID | None = None) -> None:
    """USCC with its check digits and held by no other organ in force; a division that is registered."""
    uscc, division = columns.get("uscc", ""), columns.get("division", "")
    if uscc:
        if why := codes.uscc(uscc):
            raise field_error("uscc", "统一社会信用代码有误：%(why)s", "organisations.uscc_wrong", why=why)
        if Organ.objects.filter(alive(today), uscc=uscc).exclude(pk=but).exists():
            raise field_error("uscc", "这个统一社会信用代码已经由另一个机关使用。", "organisations.uscc_taken")
    if division:
        place = domain.read_code(division)
        if not isinstance(place, domain.Place):
            raise field_error("division", place.msgid, "organisations.division_wrong", **place.params)
        if not models.Division.objects.filter(code=place.code, valid_to__isnull=True).exists():
            raise field_error("division", "没有登记这个行政区划。", "organisations.division_unknown")


def check_name(name: str, parent_id: UUID | None, *, today: date, but: UUID | None = None) -> None:
    if not name.strip():
        raise field_error("name", "请填写机构名称。", "organisations.name_missing")
    if Organ.objects.filter(alive(today), parent_id=parent_id, name=name).exclude(pk=but).exists():
        raise field_error("name", "同一上级之下已经有这个名称的机构。", "organisations.name_taken")


def keep(
    organ: Organ, kind: str, *, from_on: date, before: Mapping[str, Any], after: Mapping[str, Any], reason: str, actor: Actor, now: datetime
) -> OrganChange:
    return OrganChange.objects.create(
        id=new_id(), organ=organ, kind=kind, from_on=from_on, before={k: plain(v) for k, v in before.items()},
        after={k: plain(v) for k, v in after.items()}, reason=reason, made_by_id=actor.account_id, made_at=now,
    )


def establish(*, name: str, reason: str, actor: Actor, now: datetime, parent_id: UUID | None, **columns: Any) -> Organ:
    """设立 by a member of staff, with a reason: `actions.add_organ` after the checks of codes and name."""
    check_reason(reason)
    check_name(name, parent_id, today=local_date(now))
    check_codes(columns, today=local_date(now))
    organ = actions.add_organ(name=name, actor=actor, now=now, parent_id=parent_id, **columns)
    begins = organ.valid_from or local_date(now)
    keep(organ, OrganChange.Kind.ESTABLISHED, from_on=begins, before={}, after={"name": name, **columns}, reason=reason, actor=actor, now=now)
    return organ


def change_organ(
    organ_id: UUID, columns: Mapping[str, Any], *, from_on: date, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> tuple[str, ...]:
    """更名, or another code, address, review organ …: the columns that differ are written; returns their names, empty when none does."""
    actions.check_tree_manager(actor, organ_id, now=now)
    check_reason(reason)
    check_day(from_on, local_date(now))
    tree.hold()
    organ = locked(organ_id, version)
    differ = {key: columns[key] for key in CHANGED if key in columns and columns[key] != getattr(organ, key)}
    if not differ:
        return ()
    if "name" in differ:
        check_name(differ["name"], organ.parent_id, today=local_date(now), but=organ.id)
    check_codes(differ, today=local_date(now), but=organ.id)
    before = {key: getattr(organ, key) for key in differ}
    for key, value in differ.items():
        setattr(organ, key, value)
    organ.save(update_fields=list(differ))
    change = keep(organ, OrganChange.Kind.CHANGED, from_on=from_on, before=before, after=differ, reason=reason, actor=actor, now=now)
    actions.record(organ, facts.OrganChanged(organ_id=organ.id, change_id=change.id, fields=tuple(differ), from_on=from_on), actor=actor, now=now)
    powers.forget()
    return tuple(differ)


def move_organ(
    organ_id: UUID, parent_id: UUID | None, *, from_on: date, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """划转: with all below it under another organ. Needs the power over both."""
    actions.check_tree_manager(actor, organ_id, now=now)
    if parent_id is not None:
        actions.check_tree_manager(actor, parent_id, now=now)
    check_reason(reason)
    check_day(from_on, local_date(now))
    tree.hold()
    organ = locked(organ_id, version)
    if organ.parent_id == parent_id:
        return
    if parent_id is not None and tree.is_below(parent_id, organ_id):
        raise field_error("parent", "不能划到自己或者自己的下级之下。", "organisations.tree_ring")
    check_name(organ.name, parent_id, today=local_date(now), but=organ.id)
    before, organ.parent_id = organ.parent_id, parent_id
    organ.save(update_fields=["parent_id"])
    tree.move(organ_id, parent_id)
    texts = {"parent": str(before or "")}, {"parent": str(parent_id or "")}
    change = keep(organ, OrganChange.Kind.MOVED, from_on=from_on, before=texts[0], after=texts[1], reason=reason, actor=actor, now=now)
    actions.record(organ, facts.OrganMoved(organ_id=organ.id, change_id=change.id, parent_id=parent_id, from_on=from_on), actor=actor, now=now)
    powers.forget()


def check_successor(organ: Organ, successor_id: UUID, valid_to: date) -> None:
    """Another organ, there on the day after."""
    other = Organ.objects.filter(pk=successor_id).first()
    day = date.fromordinal(valid_to.toordinal() + 1)
    there = other is not None and (other.valid_from is None or other.valid_from <= day) and (other.valid_to is None or other.valid_to >= day)
    if not there or successor_id == organ.id:
        raise field_error("successor", "承接职责的机关要是另一个存续的机关。", "organisations.no_successor")


def end_organ(
    organ_id: UUID, *, valid_to: date, reason: str, actor: Actor, now: datetime, version: int | None = None, successor_id: UUID | None = None
) -> None:
    """撤销: the organ exists up to and with that day. Refused while organs, posts or powers of it would outlive it. `successor_id` is who
    carries its functions on (行政诉讼法 26(6)); a version of an item may name it from then on, which is how its powers follow."""
    actions.check_tree_manager(actor, organ_id, now=now)
    check_reason(reason)
    tree.hold()
    organ = locked(organ_id, version)
    if organ.valid_to is not None and organ.valid_to < local_date(now):
        raise Refusal("这个机关已经撤销。", code="organisations.organ_ended")
    if organ.valid_from is not None and valid_to < organ.valid_from:
        raise field_error("valid_to", "撤销日期早于设立日期。", "organisations.span_backwards")
    outlive = Q(to_on__isnull=True) | Q(to_on__gt=valid_to)
    open_rows = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=valid_to)
    below = Organ.objects.filter(parent=organ).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_to)).count()
    posts = models.PostHolding.objects.filter(outlive & open_rows, organ=organ).count()
    granted = models.Authorisation.objects.filter(outlive & open_rows, organ=organ).count()
    if below or posts or granted:
        raise Refusal(
            "还有下级机构%(below)s个、任职%(posts)s项、授权%(granted)s项晚于这一天。", code="organisations.organ_in_use",
            remedy="请先划转或者撤销下级机构，结束任职，收回授权。", below=below, posts=posts, granted=granted,
        )
    if successor_id is not None:
        check_successor(organ, successor_id, valid_to)
    before, after = {"valid_to": organ.valid_to}, {"valid_to": valid_to, **({"successor": str(successor_id)} if successor_id else {})}
    organ.valid_to, organ.succeeded_by_id = valid_to, successor_id
    organ.save(update_fields=["valid_to", "succeeded_by"])
    change = keep(organ, OrganChange.Kind.ENDED, from_on=valid_to, before=before, after=after, reason=reason, actor=actor, now=now)
    ended = facts.OrganEnded(organ_id=organ.id, change_id=change.id, valid_to=valid_to, successor_id=successor_id)
    actions.record(organ, ended, actor=actor, now=now)
    powers.forget()


def establish_many(wanted: Iterable[tuple[UUID, UUID | None, Mapping[str, Any]]], *, actor: Actor, now: datetime) -> None:
    """Organs of a file, parents first: rows and closure in bulk, one event for each. Only for an import, by the
    program or by the IT staff."""
    if actor.kind != "system" and not actor.holds(domain.Post.IT):
        raise domain.NoAuthority(act="设立机关", posts=domain.POST_NAMES[domain.Post.IT])
    tree.hold()
    rows = [Organ(id=organ_id, parent_id=parent_id, **columns) for organ_id, parent_id, columns in wanted]
    Organ.objects.bulk_create(rows, batch_size=tree.BATCH)
    tree.plant([(row.id, row.parent_id) for row in rows])
    for row in rows:
        happened = facts.OrganEstablished(organ_id=row.id, parent_id=row.parent_id, uscc=row.uscc, division=row.division)
        actions.record(row, happened, actor=actor, now=now)
    powers.forget()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as a page tells it: kind, day, the columns with what they were and are, why, who and when."""

    kind: str
    from_on: date
    columns: tuple[tuple[str, Any, Any], ...]
    reason: str
    by: str
    at: datetime


def organ_changes(organ_id: UUID) -> tuple[ChangeRow, ...]:
    """What happened to an organ, the latest first, fifty at most; one query."""
    found = OrganChange.objects.filter(organ_id=organ_id).select_related("made_by").order_by("-made_at", "-id")[:50]
    return tuple(
        ChangeRow(
            c.kind, c.from_on, tuple((key, c.before.get(key, ""), c.after.get(key, "")) for key in dict.fromkeys((*c.before, *c.after))),
            c.reason, (c.made_by.display_name or c.made_by.username) if c.made_by else "", c.made_at,
        )
        for c in found
    )


def organ_version(organ_id: UUID) -> int:
    """What a page of the organ carries, so that a change made since is noticed."""
    version = Organ.objects.filter(pk=organ_id).values_list("head_seq", flat=True).first()
    if version is None:
        raise NotFound("没有这个机关。", code="organisations.no_organ")
    return version


def may_manage(actor: Actor, organ_id: UUID, *, now: datetime) -> bool:
    try:
        actions.check_tree_manager(actor, organ_id, now=now)
    except domain.NoAuthority:
        return False
    return True
