"""打包审批: cases of alike projects of one area granted in one act; one decision, number and licence for each project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Phase, TaskKind
from yichuang.catalogue import api as catalogue
from yichuang.facts import joint as f
from yichuang.joint.actions.together import MOST, all_or_none, grant
from yichuang.joint.areas.entering import indicators_of
from yichuang.joint.areas.verbs import locked, note
from yichuang.joint.domain import areas as law
from yichuang.joint.domain.law import NothingChosen
from yichuang.joint.domain.state import BranchState, What
from yichuang.joint.models import AreaEntry, Branch
from yichuang.kernel.codes.reasons import Reason, Several
from yichuang.kernel.errors import FieldError
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that waits for the decision."""

    case_id: UUID
    number: str
    project: str
    applicant: str
    off: tuple[str, ...]
    """Names of the indicators it does not keep today."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one area under one version of an item: what may become one package."""

    version_id: UUID
    item: str
    rows: tuple[Waiting, ...]


def newest_entries(joint_ids: Iterable[UUID]) -> dict[UUID, AreaEntry]:
    """Where each project stands; one query."""
    rows = AreaEntry.objects.filter(project_id__in=set(joint_ids)).order_by("project_id", "-entered_at", "-id").distinct("project_id")
    return {row.project_id: row for row in rows}


def candidates(branches: Sequence[Branch], day: date) -> list[law.Candidate]:
    """Each with its area and what it does not keep on that day; two queries."""
    entries = newest_entries(branch.joint_id for branch in branches)
    indicators = indicators_of((entry.area_id for entry in entries.values()), day)
    found = []
    for branch in branches:
        entry = entries.get(branch.joint_id)
        wrong = law.off(indicators.get(entry.area_id, []), entry.values) if entry else []
        assert branch.case is not None
        found.append(law.Candidate(
            branch.case.id, branch.case.number, branch.version_id, entry.area_id if entry else None, tuple(row.indicator.name for row in wrong)
        ))  # fmt: skip
    return found


@transaction.atomic
def decide_package(case_ids: Sequence[UUID], *, actor: Actor, now: datetime) -> list[UUID]:
    """Grant every one of these cases, each by its own decision, in one transaction: all or none, with the list of those that are not
    alike (NotAlike) or not ready (PackageNotReady). Raises NothingChosen, TooMany."""
    chosen = set(case_ids)
    if len(chosen) > MOST:
        raise law.TooMany(most=MOST)
    seen = cases.visible_cases(actor).filter(id__in=chosen)
    rows = Branch.objects.filter(case__in=seen, joint__what=What.PROJECT, state=BranchState.OPEN)
    branches = list(rows.select_related("organ", "joint", "case").order_by("case_id"))
    if not branches or len(branches) != len(chosen):
        raise NothingChosen()
    found = candidates(branches, local_date(now))
    if wrong := law.unlike(found):
        errors = tuple(FieldError(row.number, law.NotAlike.code, why(row, reason)) for row, reason in wrong)
        raise law.NotAlike(count=len(wrong), errors=errors)
    assert found[0].area_id is not None

    act = {branch.id for branch in branches}

    def do(branch: Branch) -> None:
        grant(branch, actor, now, act=act)

    all_or_none(branches, do, name=lambda branch: f"{branch.joint.name}（{branch.case.number if branch.case else ''}）", refusal=law.PackageNotReady)
    ordered = [row.case_id for row in found]
    note(locked(found[0].area_id), f.PackageDecided(version_id=found[0].version_id, case_ids=tuple(ordered)), actor=actor, now=now)
    return ordered


def why(row: law.Candidate, reason: law.Unlike) -> Reason:
    said = law.UNLIKE_NAMES[reason]
    if reason is law.Unlike.INDICATORS:
        return Reason("%(number)s不能打包：%(why)s（%(names)s）。", number=row.number, why=said, names=Several(row.off))
    return Reason("%(number)s不能打包：%(why)s。", number=row.number, why=said)


def waiting(area_id: UUID, *, actor: Actor, today: date) -> list[Group]:
    """The cases of projects inside the area that wait for this actor's decision, by version of an item; 200 at most."""
    inside = AreaEntry.objects.filter(area_id=area_id).values("project_id")
    rows = Branch.objects.filter(joint_id__in=inside, state=BranchState.OPEN, case__phase=Phase.UNDER_REVIEW)
    ready = rows.filter(case__tasks__kind=TaskKind.DECIDE, case__tasks__closed_at__isnull=True)
    branches = list(ready.select_related("case", "joint__applicant").order_by("version_id", "case__number").distinct()[:200])
    lawful = {
        (organ_id, item_id): organisations.may(actor, Act.GRANT, organ_id=organ_id, item_id=item_id, on=today)
        for organ_id, item_id in {(branch.handling_organ_id, branch.item_id) for branch in branches}
    }
    groups: dict[UUID, list[Waiting]] = {}
    for branch, row in zip(branches, candidates(branches, today), strict=True):
        if row.area_id == area_id and branch.case and lawful[branch.handling_organ_id, branch.item_id]:
            one = Waiting(row.case_id, row.number, branch.joint.name, branch.joint.applicant.name, row.off)
            groups.setdefault(branch.version_id, []).append(one)
    return [Group(version_id, catalogue.terms(version_id).name, tuple(found)) for version_id, found in groups.items()]
