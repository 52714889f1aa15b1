"""What every verb of a request shares: load and lock, check the page's revision, write a note, move on with its fact."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property

from yichuang.catalogue import publishing
from yichuang.catalogue.domain import Status
from yichuang.catalogue.domain.delegation import LegalForm
from yichuang.catalogue.domain.life import OPEN, POWER, Change, Hands, Stage, check_move
from yichuang.catalogue.models import ChangeNote, ChangePart, ChangeRequest, Item, ItemVersion
from yichuang.catalogue.recording import record
from yichuang.kernel.errors import Forbidden, NotFound, Refusal, Stale
from yichuang.kernel.values import new_id
from yichuang.organisations.domain import Act, Actor


class NoSuchRequest(NotFound):
    code = "catalogue.no_such_request"
    message = "没有这份变更申请"
    remedy = "请从变更申请清单里选一份"


class RequestMoved(Stale):
    code = "catalogue.request_moved"
    message = "这份变更申请在您打开页面之后有了变化，您写的还没有存"
    remedy = "请核对最新的情况，再决定是否继续"


class UnderReview(Refusal):
    code = "catalogue.under_review"
    message = "这份草稿正在办理变更申请，不能改"
    remedy = "请先撤回申请，或者等退回以后再改"


class OpenAlready(Refusal):
    code = "catalogue.change_open"
    message = "这个事项已经有一份变更申请在办"
    remedy = "请先办完或者撤回那一份"


Refused = (NoSuchRequest, RequestMoved, UnderReview, OpenAlready)


@dataclass
class Desk:
    """One request under a verb: locked, with its item. `move` checks the table and records."""

    row: ChangeRequest
    actor: Actor
    now: datetime

    @cached_property
    def item(self) -> Item:
        return Item.objects.select_for_update().get(id=self.row.item_id)

    @cached_property
    def version(self) -> ItemVersion:
        return publishing.load(self.row.version_id)

    @property
    def change(self) -> Change:
        return Change(self.row.change)

    @property
    def stage(self) -> Stage:
        return Stage(self.row.stage)

    @property
    def hands(self) -> Hands:
        return Hands(self.row.drafter, self.row.reviewer, self.row.publisher)

    @property
    def organs(self) -> tuple[UUID | None, ...]:
        """Whose request it is: the organ that accepts the item; where a power moves, the one that gives it (划转: or receives it)."""
        if self.change not in POWER:
            return (self.version.accepting_organ_id,)
        giving, taking = getattr(self.row, "giving", None), getattr(self.row, "taking", None)
        given = giving or (taking.delegation if taking else None)
        return givers(given.form, given.from_organ_id, given.to_organ_id) if given else (self.version.accepting_organ_id,)

    def authority(self, act: Act) -> str:
        """The power the actor uses, for the organ whose request it is. Raises Forbidden."""
        return authority(self.actor, act, self.organs, self.version.item_id, self.now)

    def note(self, kind: str, text: str, **columns: Any) -> ChangeNote:
        return write(self.row.id, kind, text, author=self.actor.ref, at=self.now, **columns)

    def move(self, *facts: Any, **columns: Any) -> None:
        """Take the request along the table with these facts, write the columns, record."""
        stage = self.stage
        for fact in facts:
            stage = check_move(stage, fact.kind)
        if stage is not self.stage:
            columns["moved_at"] = self.now
        for name, value in {**columns, "stage": stage.value, "revision": self.row.revision + 1}.items():
            setattr(self.row, name, value)
        self.row.save()
        record(self.item, *facts, actor=self.actor.ref, at=self.now)


def givers(form: str, from_organ_id: UUID, to_organ_id: UUID) -> tuple[UUID, ...]:
    return (from_organ_id, to_organ_id) if form == LegalForm.TRANSFER else (from_organ_id,)


def authority(actor: Actor, act: Act, organs: Iterable[UUID | None], item_id: UUID, now: datetime) -> str:
    """The power of the actor in the first of these organs that gives it. Raises the Forbidden of the last."""
    refused: Forbidden | None = None
    for organ_id in organs:
        try:
            return publishing.may(actor, act, organ_id=organ_id, item_id=item_id, on=publishing.local_date(now))
        except Forbidden as no:
            refused = no
    assert refused is not None
    raise refused


def write(request_id: UUID, kind: str, text: str, *, author: str, at: datetime, note_id: UUID | None = None, **columns: Any) -> ChangeNote:
    """Keep what somebody wrote; the fact names it by id and salted hash (design §4)."""
    salt = os.urandom(16)
    return ChangeNote.objects.create(
        id=note_id or new_id(), request_id=request_id, kind=kind, text=text.strip(), author=author, at=at, salt=salt,
        sha256=sha256(salt + text.strip().encode()).hexdigest(), **columns,
    )


def take(request_id: UUID, *, actor: Actor, now: datetime, revision: int | None = None) -> Desk:
    """A request for a verb, its row locked. `revision` is what the page was made with. Raises NoSuchRequest, RequestMoved."""
    row = ChangeRequest.objects.select_for_update().filter(id=request_id).first()
    if row is None:
        raise NoSuchRequest(asked=str(request_id))
    if revision is not None and row.revision != revision:
        raise RequestMoved(revision=row.revision)
    return Desk(row, actor, now)


def frozen(version_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of some versions that are drafts with the reviewers: from submission until they come back. A request that stands on a version in
    force (下放, 暂停, 取消 …) holds no draft."""
    wanted = list(version_ids)
    rows = ChangeRequest.objects.filter(stage__in=[s for s in OPEN if s is not Stage.DRAFTING])
    whole = rows.filter(version_id__in=wanted, version__status=Status.DRAFT).values_list("version_id", flat=True)
    parts = ChangePart.objects.filter(request__in=rows, version_id__in=wanted, version__status=Status.DRAFT).values_list("version_id", flat=True)
    return frozenset([*whole, *parts])


def check_editable(version_id: UUID) -> None:
    """A draft is frozen from its submission until it comes back: what was reviewed is what is published."""
    if frozen([version_id]):
        raise UnderReview()
