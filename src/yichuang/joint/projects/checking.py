"""The national code of a project is fetched: the platform is asked when it is registered, and again by the worker while it is silent.

Asking waits for an answer for seconds and stands in no transaction; the answer is written in one of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.catalogue.domain.readings import PROJECT, QUERIES
from yichuang.documents import api as documents
from yichuang.exchange import api as exchange
from yichuang.facts import joint as f
from yichuang.joint import themes
from yichuang.joint.actions.unit import Unit
from yichuang.joint.domain import project_code as law
from yichuang.joint.domain.project_code import Checked
from yichuang.joint.domain.projects import Stage, check_project
from yichuang.joint.models import Project
from yichuang.joint.projects.verbs import (
    Evidenced,
    Registration,
    check_known,
    check_leader,
    check_owner,
    known_already,
    opened,
    register,
    words_of,
)
from yichuang.kernel.errors import FieldError, NotFound
from yichuang.kernel.values import new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

TOLD = {Checked.UNKNOWN: "project_code_unknown", Checked.OTHER: "project_code_other"}

FOR = "工程建设项目登记"
SILENT = frozenset({exchange.Outcome.SILENT, exchange.Outcome.WAITING})


@dataclass(frozen=True, slots=True)
class Found:
    """What the platform said; `row` is the answer kept as evidence, None without one."""

    checked: Checked
    outcome: exchange.Outcome
    row: exchange.EvidenceRow | None = None

    @property
    def evidenced(self) -> Evidenced | None:
        return Evidenced(self.row.id, self.row.sha256) if self.row and self.checked is Checked.FETCHED else None


def look_up(code: str, *, subject_id: UUID, owner_id: UUID, organ_id: UUID | None, actor: Actor, now: datetime) -> Found:
    """One question to the platform about one code. `subject_id`: the project."""
    try:
        number = organisations.party_number(owner_id)
    except NotFound:
        number = ""
    purpose = exchange.Purpose(subject_id, code, None, FOR, organ_id, owner_id)
    said = exchange.ask(QUERIES[PROJECT], {"code": code, "number": number}, purpose=purpose, actor=actor, now=now)
    return Found(read(said.evidence.gives) if said.evidence else Checked.WAITING, said.outcome, said.evidence)


def read(gives: Any) -> Checked:
    if not gives["found"]:
        return Checked.UNKNOWN
    if not gives["is_owner"]:
        return Checked.OTHER
    return Checked.FETCHED if gives["name"] else Checked.WAITING


def asking_organ(project: Project | None = None) -> UUID | None:
    """For which organ the question stands in the log: who leads the first stage, else who keeps the theme of that stage."""
    led = project.leads.filter(stage=Stage.PLANNING).values_list("organ_id", flat=True).first() if project else None
    if led:
        return led
    try:
        return themes.in_force(f"project-{Stage.PLANNING}").organ_id
    except themes.NoSuchTheme:
        return None


def refuse(found: Found) -> None:
    """Raises NoSuchCode, NotTheOwner at the field."""
    for checked, no in ((Checked.UNKNOWN, law.NoSuchCode), (Checked.OTHER, law.NotTheOwner)):
        if found.checked is checked:
            raise no(errors=(FieldError("code", no.code, no.message),))


def enrol(wanted: Registration, *, actor: Actor, now: datetime) -> UUID:
    """登记项目: shape first, then the platform; what it says is the project's name, place and investment. A silent platform blocks nobody:
    with a name typed the project is kept as unchecked. Not inside a transaction of one's own."""
    check_project(code=wanted.code, name=None, target_days=wanted.target_days)
    check_owner(wanted, actor)
    check_known(wanted.code)
    wanted = replace(wanted, id=new_id())
    organ_id = wanted.leads.get(Stage.PLANNING) or asking_organ()
    found = look_up(wanted.code, subject_id=wanted.id, owner_id=wanted.owner_id, organ_id=organ_id, actor=actor, now=now)
    refuse(found)
    if found.row and found.checked is Checked.FETCHED:
        gives = found.row.gives
        wanted = replace(
            wanted, name=str(gives["name"]), site=str(gives["site"] or wanted.site)[:200], investment_fen=law.fen(gives["investment_10k"]),
            evidenced=found.evidenced,
        )  # fmt: skip
    elif not wanted.name.strip():
        raise law.PlatformSilent(errors=(FieldError("name", law.PlatformSilent.code, law.PlatformSilent.message),))
    return register(wanted, actor=actor, now=now)


def recode(joint_id: UUID, code: str, *, actor: Actor, now: datetime) -> Checked:
    """The owner, or an organ that leads a stage, asks again or puts a mistyped code right. Nothing is changed for a code the platform
    does not know. Not inside a transaction of one's own. Raises NoSuchCode, NotTheOwner, CodeFetched."""
    check_project(code=code, name=None, target_days=1)
    with transaction.atomic():
        project = changeable(joint_id, actor=actor, now=now)[1]
        owner_id, organ_id, was = project.joint.applicant_id, asking_organ(project), project.code
    if code != was:
        check_known(code)
    found = look_up(code, subject_id=joint_id, owner_id=owner_id, organ_id=organ_id, actor=actor, now=now)
    refuse(found)
    with transaction.atomic():
        unit, project = changeable(joint_id, actor=actor, now=now)
        if code != project.code:
            correct(unit, project, code)
        write_down(unit, project, found)
    return found.checked


@transaction.atomic
def put_right(joint_id: UUID, code: str, *, actor: Actor, now: datetime) -> Checked:
    """As `recode`, for who cannot wait for the platform: the worker asks it at once. Raises CodeFetched, Invalid."""
    check_project(code=code, name=None, target_days=1)
    unit, project = changeable(joint_id, actor=actor, now=now)
    if code != project.code:
        check_known(code)
        correct(unit, project, code)
    project.ask_at = now
    project.save(update_fields=["ask_at"])
    return Checked(project.checked)


def correct(unit: Unit, project: Project, code: str) -> None:
    """Another code in the place of a mistyped one; nothing is known of it yet."""
    project.code, project.division, project.checked = code, code.split("-")[1], Checked.WAITING
    try:
        with transaction.atomic():
            project.save(update_fields=["code", "division", "checked"])
    except IntegrityError as twice:
        raise known_already() from twice
    unit.joint.words = words_of(unit.joint, code, unit.joint.name)
    unit.joint.save(update_fields=["words"])
    unit.say(f.ProjectCodeCorrected(code=code))


def changeable(joint_id: UUID, *, actor: Actor, now: datetime) -> tuple[Unit, Project]:
    unit, project = opened(joint_id, actor=actor, now=now)
    check_leader(unit, project)
    if project.checked == Checked.FETCHED:
        raise law.CodeFetched()
    return unit, project


@transaction.atomic
def answered(joint_id: UUID, code: str, found: Found, *, actor: Actor, now: datetime) -> None:
    """What the worker was told is written down; an answer about a code the project no longer bears is nobody's."""
    unit, project = opened(joint_id, actor=actor, now=now)
    if project.checked != Checked.FETCHED and project.code == code:
        write_down(unit, project, found)


def write_down(unit: Unit, project: Project, found: Found) -> None:
    """What the platform said of the code of the project, once, and when it is asked again."""
    joint, was = unit.joint, project.checked
    project.ask_at = law.next_ask(found.checked, registered_at=joint.opened_at, now=unit.now)
    if found.row is None or found.checked in (was, Checked.WAITING):
        project.save(update_fields=["ask_at"])
        return
    project.checked = found.checked
    if found.checked is Checked.FETCHED:
        gives = found.row.gives
        project.evidence_id = found.row.id
        project.site, project.investment_fen = str(gives["site"] or project.site)[:200], law.fen(gives["investment_10k"])
        joint.name = str(gives["name"])
        joint.words = words_of(joint, project.code, joint.name)
        joint.save(update_fields=["name", "words"])
    else:
        told = {"number": joint.number, "code": project.code}
        documents.notify(joint.applicant_id, TOLD[found.checked], params=told, at=unit.now)
    project.save(update_fields=["checked", "ask_at", "evidence_id", "site", "investment_fen"])
    unit.say(f.ProjectCodeChecked(code=project.code, checked=found.checked, evidence_id=found.row.id, answer_hash=found.row.sha256))


def due_rows(now: datetime, limit: int, *, put_off: Any) -> list[tuple[UUID, Callable[[], None]]]:
    """Projects whose question to the platform is due: those and no others, from their own index. None while no platform is connected."""
    if not exchange.is_connected():
        return []
    rows = Project.objects.filter(ask_at__lte=now, closed_at__isnull=True).exclude(joint_id__in=put_off)
    ids = rows.order_by("ask_at", "joint_id").values_list("joint_id", flat=True)[:limit]
    return [(joint_id, partial(by_time, joint_id, now)) for joint_id in ids]


def by_time(joint_id: UUID, now: datetime) -> None:
    """Ask once more. When the platform is away, the others that are due are not tried against it one by one."""
    project = Project.objects.select_related("joint").filter(joint_id=joint_id, ask_at__lte=now, closed_at__isnull=True).first()
    if project is None:
        return
    actor = organisations.system_actor("joint.due")
    found = look_up(
        project.code, subject_id=joint_id, owner_id=project.joint.applicant_id, organ_id=asking_organ(project), actor=actor, now=now
    )
    answered(joint_id, project.code, found, actor=actor, now=now)
    if found.outcome in SILENT:
        Project.objects.filter(ask_at__lte=now).update(ask_at=now + law.FIRST_WAIT)
