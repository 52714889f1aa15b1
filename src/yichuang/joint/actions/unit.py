"""The way of every verb of a 联办: lock its row, say facts behind its head. Cases are touched through their own verbs only.

The row is locked before any case (design §4: order project, case, licence). No verb loads all branches: what it needs it asks for,
so that a project of five thousand cases costs a step no more than one of ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.joint.domain.projects import called, called_en
from yichuang.joint.models import Branch, Joint, Note
from yichuang.kernel import events
from yichuang.kernel.codes.reasons import InBoth
from yichuang.kernel.errors import NotFound
from yichuang.kernel.prepared import one
from yichuang.kernel.values import Fact, local_date, new_id
from yichuang.organisations.domain import Actor

STREAM = "joint"


class NoJoint(NotFound):
    code = "joint.not_found"
    message = "没有这个联办件。"
    remedy = "请核对联办编号。"


@dataclass(slots=True)
class Unit:
    """A locked 联办, who acts, and when."""

    joint: Joint
    actor: Actor
    now: datetime

    def say(self, *facts: Fact) -> None:
        """Record facts and move the head at once; the transaction is the caller's."""
        if not facts:
            return
        head = events.Head(STREAM, self.joint.id, self.joint.head_seq, bytes(self.joint.head_hash))
        end = events.emit(head, facts, actor=self.actor.ref, at=self.now)
        self.joint.head_seq, self.joint.head_hash = end.seq, end.hash
        self.joint.save(update_fields=["head_seq", "head_hash"])

    def write(self, text: str) -> UUID:
        """Keep what somebody wrote; the fact names it by id."""
        return Note.objects.create(id=new_id(), joint=self.joint, text=text.strip(), author=self.actor.ref, at=self.now).id


def locked(joint_id: UUID, *, actor: Actor, now: datetime) -> Unit:
    """Lock a 联办; NotFound when there is none. In a transaction."""
    found = Joint.objects.select_for_update(of=("self",)).filter(id=joint_id).first()
    if found is None:
        raise NoJoint()
    return Unit(found, actor, now)


@dataclass(frozen=True, slots=True)
class Named:
    """An item as pages name it in both languages; without an English name that one is empty."""

    name: str
    name_en: str


def named(branch: Branch) -> Named:
    return Named(name_of(branch), name_en_of(branch))


def name_of(branch: Branch) -> str:
    """The item of a branch, as the version it runs under names it, and the part of the works it is for."""
    return called(catalogue.terms(branch.version_id).name, branch.module)


def in_both(branch: Branch) -> InBoth:
    """The item of a branch as a sentence says it in both languages."""
    return InBoth(name_of(branch), name_en_of(branch))


def name_en_of(branch: Branch) -> str:
    return called_en(catalogue.terms(branch.version_id).name_en, branch.module)


def next_number(on: datetime) -> str:
    """联办编号: L + the day + six digits, unique, never used again."""
    day = local_date(on)
    row = one(
        "insert into joint_number_series as s (series, next) values (%s, 1) "
        "on conflict (series) do update set next = s.next + 1 returning next",
        f"{day:%Y%m%d}",
    )
    assert row is not None
    return f"L{day:%Y%m%d}{row[0]:06d}"


def begun(joint: Joint, facts: Sequence[Fact], *, actor: Actor, now: datetime) -> Unit:
    """A new 联办 with its first facts; its row is written here."""
    head = events.emit(events.Head.new(STREAM, joint.id), facts, actor=actor.ref, at=now)
    joint.head_seq, joint.head_hash = head.seq, head.hash
    joint.save(force_insert=True)
    return Unit(joint, actor, now)
