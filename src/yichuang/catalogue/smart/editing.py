"""The studio's desk of one item's rules: a draft that may be wrong, its problems, its trials as they run, keeping it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.catalogue import publishing, queries, table_drafts
from yichuang.catalogue.domain import Status, Terms, smart
from yichuang.catalogue.domain.readings import QUERIES
from yichuang.catalogue.domain.situations import Element
from yichuang.catalogue.domain.smart import Known
from yichuang.catalogue.domain.tables import Problem
from yichuang.catalogue.drafts import name_of
from yichuang.catalogue.elements import fields_of
from yichuang.catalogue.models import ItemVersion, SmartDraft
from yichuang.catalogue.situations.reading import elements_of
from yichuang.catalogue.smart import checking, keeping, plain
from yichuang.catalogue.smart.checking import TrialResult
from yichuang.kernel.errors import Invalid, Stale
from yichuang.organisations.domain import Actor


class SmartMoved(Stale):
    code = "catalogue.smart_moved"
    message = "%(by)s刚才也保存了这份规则，您的改动还没有写进去"
    remedy = "您填的还在下面；核对之后再保存一次，就以您的为准"


class SmartWrong(Invalid):
    code = "catalogue.smart_wrong"
    message = "规则还不能用到版本上"


@dataclass(frozen=True, slots=True)
class SmartDesk:
    """What the rules say, what is wrong, what the trials gave. `number` is the kept set's, 0 for none; `offered`: the inputs."""

    version: ItemVersion
    content: dict[str, Any]
    number: int
    draft_version: int
    saved_at: datetime | None
    saved_by: str
    is_open: bool
    offered: Mapping[str, Known]
    points: Mapping[str, str]
    problems: tuple[Problem, ...]
    results: tuple[TrialResult, ...]

    @property
    def is_changed(self) -> bool:
        return self.draft_version > 0


def offered(terms: Terms, elements: Mapping[str, Element], form: frozenset[str]) -> dict[str, Known]:
    """Every input a rule of this version may look at, by name."""
    names = [f"{smart.ANSWER}{code}" for code in elements if code in form]
    names += [f"{smart.FILE}{material.code}" for material in terms.materials]
    names += [f"{smart.REGISTRY}{query.code}.{field}" for query in QUERIES.values() for field in query.gives]
    found = {name: smart.known_of(name, elements, terms) for name in (*names, *smart.FIXED)}
    return {name: known for name, known in found.items() if known}


def desk(version_id: UUID, content: dict[str, Any] | None = None) -> SmartDesk:
    """`content` as just typed, else the draft, else what the version has. Raises NoSuchItem."""
    version = publishing.load(version_id)
    is_open = version.status == Status.DRAFT
    draft = SmartDraft.objects.filter(code=version.item.code).first() if is_open else None
    shown = content or (draft.content if draft else version.smart.content if version.smart else plain.EMPTY)
    terms, elements = queries.terms_of(version), elements_of()
    form = publishing.form_facts(version).around | frozenset(fields_of(version.form))
    rules = plain.rules_of(shown)
    problems = checking.check(rules, elements, terms, form) if rules.rules or rules.trials else ()
    own = any(p.is_error and not p.code.startswith(("trial", "no_trial")) for p in problems)
    return SmartDesk(
        version, shown, version.smart.number if version.smart else 0, draft.version if draft else 0, draft.updated_at if draft else None,
        name_of(draft.updated_by) if draft else "", is_open, offered(terms, elements, form), smart.points_of(terms), problems,
        () if own else checking.run_trials(rules, elements, terms),
    )  # fmt: skip


SHEET = table_drafts.Sheet(SmartDraft, "smart", ("rules",), keeping.keep, SmartMoved, SmartWrong)


def save(version_id: UUID, content: Mapping[str, Any], *, version: int, now: datetime, actor: Actor) -> int:
    """Save the sheet, right or wrong; returns the draft's new version. Raises SmartMoved when a colleague saved meanwhile."""
    return table_drafts.save(SHEET, version_id, content, version=version, now=now, actor=actor)


def keep_draft(version_id: UUID, *, version: int, now: datetime, actor: Actor) -> None:
    """The draft becomes a set that never changes, and the version's rules. Raises SmartWrong naming each cell, SmartMoved."""
    table_drafts.keep_draft(SHEET, version_id, lambda asked: desk(asked).problems, version=version, now=now, actor=actor)
