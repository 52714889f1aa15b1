"""The way of every verb: load, check, say facts through the fold, save in one statement."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from yichuang.cases import hot
from yichuang.cases.domain.dates import Dates, dates, differences
from yichuang.cases.domain.evolve import Moment, evolve
from yichuang.cases.domain.state import CaseState
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar
from yichuang.facts import cases
from yichuang.kernel.errors import Stale
from yichuang.kernel.events import Head, seal
from yichuang.kernel.prepared import Fragment
from yichuang.kernel.values import Effective, Fact, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

Beside = Callable[[Head, "Verb"], Fragment]


@dataclass(slots=True)
class Verb:
    """One verb under way on one case. `say` takes facts through the fold; `commit` writes everything at once."""

    stored: hot.Stored
    state: CaseState
    terms: Terms
    calendar: Calendar
    actor: Actor
    now: datetime
    facts: list[Fact | Effective] = field(default_factory=list)
    statements: list[hot.Written] = field(default_factory=list)

    @property
    def dates(self) -> Dates:
        return dates(self.state, self.terms, self.calendar)

    def adopt(self) -> None:
        """Count under the calendar in force from here on, and say which dates that moved (design §5 Clock)."""
        if self.calendar.version == self.state.calendar_version:
            return
        old = dates(self.state, self.terms, clock.calendar(self.state.calendar_version))
        version = self.calendar.version
        moved = [
            cases.DueMoved(clock=name, from_on=before, to_on=after, calendar_version=version)
            for name, before, after in differences(self.state, old, self.dates)
        ]
        self.take([cases.CalendarAdopted(calendar_version=version), *moved])

    def say(self, facts: Iterable[Fact | Effective]) -> None:
        """Take facts through the fold; a case that counted under an older calendar adopts the one in force first."""
        facts = list(facts)
        if facts:
            self.adopt()
        self.take(facts)

    def take(self, facts: Iterable[Fact | Effective]) -> None:
        for item in facts:
            fact, effective = (item.fact, item.effective_at) if isinstance(item, Effective) else (item, self.now)
            self.state = evolve(self.state, fact, Moment(self.state.id, self.actor.ref, self.now, effective))
            self.facts.append(item)

    def write(self, text: str) -> hot.Written:
        """Keep what somebody wrote; the fact names it by id and salted hash."""
        written = statement(text, author=self.actor.ref, at=self.now)
        self.statements.append(written)
        return written

    def authority(self, act: str) -> str:
        """`authority_ref` of the actor for an act of the deciding organ on this item, today; Forbidden without."""
        return self.authority_at(self.state.handling_organ_id, act)

    def authority_at(self, organ_id: UUID, act: str) -> str:
        return organisations.authority(
            self.actor, act, organ_id=organ_id, item_id=self.terms.item_id, on=local_date(self.now)
        )

    def commit(self, beside: Beside | None = None) -> Head:
        """Write the verb; Stale when the case moved since it was read. Without facts nothing is written.

        `beside` gives, for the new head and the verb as it will stand, a CTE to go into the same statement.
        """
        if not self.facts:
            return self.stored.head
        sealed = seal(self.stored.head, self.facts, actor=self.actor.ref, at=self.now)
        old = self.stored.state
        hot.save(
            self.stored, self.state, sealed, dates=self.dates, statements=self.statements,
            old_dates=lambda: dates(old, catalogue.case_terms(old.item_version_id, old.selection_id), clock.calendar(old.calendar_version)),
            beside=beside(sealed.head, self) if beside else ("", []),
        )
        self.stored, self.facts, self.statements = hot.Stored(self.state, sealed.head), [], []
        return sealed.head


def statement(text: str, *, author: str, at: datetime) -> hot.Written:
    salt = os.urandom(16)
    digest = sha256(salt + text.encode()).hexdigest()
    return hot.Written(new_id(), text.strip(), salt, digest, author, at)


def check_version(stored: hot.Stored, version: int) -> None:
    if version != stored.head.seq:
        raise Stale(
            "办件在您打开页面之后有了变化。", code="cases.moved", remedy="请看最新的经过，再决定是否继续。",
            current=stored.head.seq,
        )  # fmt: skip


def begin(case_id: UUID, *, actor: Actor, now: datetime, version: int | None = None, lock: bool = False) -> Verb:
    """Load a case for a verb. `version` is what the page showed: if the case moved since, Stale and nothing is written."""
    stored = hot.load(case_id, lock=lock)
    if version is not None:
        check_version(stored, version)
    terms = catalogue.case_terms(stored.state.item_version_id, stored.state.selection_id)
    return Verb(stored, stored.state, terms, calendar_for(stored.state), actor, now)


def calendar_for(state: CaseState) -> Calendar:
    """The calendar in force. One read a second ago is good enough, unless the case has seen another one meanwhile."""
    known = clock.calendar(check=False)
    return known if known.version == state.calendar_version else clock.calendar()


def hold(case_id: UUID, *, version: int) -> CaseState:
    """Lock a case at the version somebody has seen, for a verb that takes none; Stale when it moved. In a transaction."""
    stored = hot.load(case_id, lock=True)
    check_version(stored, version)
    return stored.state
