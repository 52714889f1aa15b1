"""A theme 一件事, or a stage of a project, applied for at the window: the clerk takes the walk-in's one form and one set, with the same verbs as
online."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.intake import across, actions, asking, pages_together, together, window
from yichuang.intake.models import Draft
from yichuang.intake.queries import Work
from yichuang.joint import api as joint
from yichuang.joint.domain.parties import NotTheirProject
from yichuang.joint.domain.themes import ThemeKind
from yichuang.kernel.errors import FieldError, Refusal
from yichuang.kernel.values import local_date
from yichuang.look.words import in_parts
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Site:
    """The project of a stage as the clerk typed it: number or national code, the part of the works. `register`: it is to be registered first, with
    its target in working days and, for a platform that does not answer, a name and a place."""

    number: str = ""
    module: str = ""
    register: bool = False
    target_days: int = 0
    name: str = ""
    place: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> Site:
        code = "".join(typed.get("project", "").split()).upper()[:40]
        days = typed.get("target_days", "").strip()
        return cls(
            code, typed.get("module", ""), typed.get("register") == "yes", int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
            typed.get("project_name", "").strip()[:120], typed.get("site", "").strip()[:200],
        )  # fmt: skip


NOWHERE = Site()
FIELDS = {"code": "project", "name": "project_name"}
"""Where the page asks what the registration of a project calls otherwise."""


def enrol(code: str, walk_in: window.WalkIn, chosen: Mapping[UUID, bool], site: Site, *, actor: Actor, now: datetime) -> None:
    """登记项目 for its owner at the window, by a clerk who may take this stage; its code is asked of the national platform as online. Not inside a
    transaction of one's own. One that is theirs already stays as it is. Raises what `together.allowed` and `joint.projects.enrol` do."""
    with transaction.atomic():
        party = window.party_of(walk_in, actor=actor, now=now)
        together.allowed(joint.themes.in_force(code), chosen, party.id, actor, now)
    if is_theirs(site.number, party.id, now):
        return
    wanted = joint.projects.Registration(
        code=site.number, name=site.name, owner_id=party.id, division=site.number.split("-")[1] if site.number.count("-") >= 2 else "",
        target_days=site.target_days, from_on=local_date(now), site=site.place, at_window=True,
    )  # fmt: skip
    try:
        joint.projects.enrol(wanted, actor=actor, now=now)
    except Refusal as refusal:
        refusal.errors = tuple(FieldError(FIELDS.get(error.field, error.field), error.code, error.message) for error in refusal.errors)
        raise


def is_theirs(number: str, party_id: UUID, now: datetime) -> bool:
    try:
        joint.projects.open_for(number, party_id, on=local_date(now))
    except NotTheirProject:
        return False
    return True


def need_site(theme: Any, site: Site) -> None:
    """A stage is taken in for a project. Raises NoProject at the field."""
    if theme.kind == ThemeKind.STAGE and not site.number:
        raise together.NoProject(errors=(FieldError("project", together.NoProject.code, _("请填写项目代码")),))


@transaction.atomic
def begin(
    code: str, walk_in: window.WalkIn, chosen: Mapping[UUID, bool], site: Site = NOWHERE, *, token: UUID, actor: Actor, now: datetime
) -> Draft:
    """A draft for the items that take part, of who stands at the window; a stage goes to the project of who stands there. Nothing is received
    until it is sent. Raises what `together.start` does."""
    party = window.party_of(walk_in, actor=actor, now=now)
    agent_id = window.agent_of(walk_in, actor=actor, now=now)
    return together.start(code, party.id, chosen, token=token, actor=actor, now=now, agent_id=agent_id, project=site.number, module=site.module, channel=Channel.WINDOW)


def offered(words: list[str], actor: Actor, on: date) -> list[Any]:
    """Themes the window can take whole, narrowed by words, and stages of projects behind them; one none of whose items anybody can apply for is
    left out."""
    rows = [row for row in joint.themes.listed() if all(word in row.theme.name for word in words)]
    versions = {one.item_id: one.version_id for one in catalogue.in_force({i for row in rows for i in row.theme.content.item_ids}, limit=5000)}

    def received(item_id: UUID) -> bool:
        return across.receives(actor, catalogue.terms(versions[item_id]).accepting_organ_id, item_id, on)

    def whole(item_ids: Sequence[UUID]) -> bool:
        open_ones = [item_id for item_id in item_ids if item_id in versions]
        return bool(open_ones) and all(map(received, open_ones))

    return [row for row in rows if whole(row.theme.content.item_ids)]


def person(code: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Who applies, and the theme's questions."""
    theme = joint.themes.in_force(code)
    audiences = [catalogue.terms(version_id).audience for version_id in asking.versions(theme, {})]
    is_stage = theme.kind == ThemeKind.STAGE
    kinds = [
        (kind, label) for kind, label in (("natural", _("个人")), ("legal", _("单位")))
        if is_stage or all(not audience or kind in audience for audience in audiences)  # who acts for the owner may be a person
    ]
    first = kinds[-1 if is_stage else 0][0] if kinds else ""
    values = {**dict(typed.items()), "kind": typed.get("kind") or first}
    return {
        "page": "receive", "terms": theme, "theme": theme, "kinds": kinds, "typed": values, "stage": is_stage,
        "modules": pages_together.modules(theme, {"project": "asked"}),
        "boxes": pages_together.questions(theme, pages_together.answered(theme, typed), ()),
    }  # fmt: skip


def questions(work: Work) -> list[Any]:
    """The theme's questions of a draft, as they were answered."""
    return pages_together.questions(work.theme, asking.chosen_of(work.draft), ()) if work.theme else []


def choose(work: Work, typed: Mapping[str, str], *, actor: Actor, now: datetime) -> bool:
    """Which items take part, where the page says otherwise than the draft. Whether it did."""
    if work.theme is None:
        return False
    said = asking.chosen_of(work.draft)
    wanted = said | pages_together.answered(work.theme, typed)
    if wanted == said:
        return False
    together.choose(work.draft.id, wanted, actor=actor, now=now)
    return True


def whole(work: Work) -> list[catalogue.Question]:
    """Every question the items of a draft may come to ask."""
    versions = asking.versions(work.theme, asking.chosen_of(work.draft)) if work.theme else (work.draft.version_id,)
    return [question for version_id in versions for question in catalogue.whole_form(catalogue.terms(version_id), work.party.kind).asked]


def done(number: str, *, actor: Actor, today: date) -> dict[str, Any]:
    """Received: the number of the 联办, each case with its receipt."""
    view = joint.view(joint.id_of(number, actor=actor), actor=actor, today=today)
    return {"page": "receive", "view": view, "number": in_parts(view.number)}


def stage_done(draft: Draft, *, actor: Actor, today: date) -> dict[str, Any]:
    """A stage received: the project, and each case of this submission with its receipt."""
    if draft.joint_id is None or draft.sent_at is None or draft.project_id is None:
        raise actions.NoDraft()
    view = joint.joined(draft.joint_id, draft.sent_at, actor=actor, today=today)
    return {"page": "receive", "view": view, "number": in_parts(view.number), "stage": joint.themes.terms(draft.theme_version_id)}
