"""Verbs of applying for the items of a theme at once: begin, choose which take part, send. One draft is one 联办."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.dossier.domain import FORM
from yichuang.intake import across, actions, asking, prefill
from yichuang.intake import answers as checking
from yichuang.intake.models import Draft
from yichuang.joint import api as joint
from yichuang.joint.api import themes
from yichuang.joint.domain.projects import Module
from yichuang.joint.domain.themes import ThemeKind
from yichuang.kernel.codes.reasons import InBoth, Several
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


class NoProject(Refusal):
    code = "intake.no_project"
    message = _("这是工程建设项目的一个阶段，要在项目里提交。")
    remedy = _("请选一个已经登记的项目；还没有登记的，先登记，再提交这一阶段。")


class NothingChosen(Refusal):
    code = "intake.nothing_chosen"
    message = _("按您的回答，这件事里没有要办的事项。")
    remedy = _("请核对您的回答；只办一项的，从那一项的办事指南申请。")


class ItemByItem(Refusal):
    """A 联办 is accepted by the window that took it in, and another organ's window sees only the cases it took in itself."""

    code = "intake.item_by_item"
    message = _("“%(items)s”在本窗口按协议替别的机关收，不能整件收。")
    remedy = _("请在受理机关的窗口一起申请，或者网上申请；也可以在本窗口逐项收件。")


def need_project(theme: themes.ThemeTerms, project: object) -> None:
    """A stage is handed in to a project, however it is sent. Raises NoProject."""
    if theme.kind == ThemeKind.STAGE and not project:
        raise NoProject()


@transaction.atomic
def start(
    code: str, party_id: UUID, chosen: Mapping[UUID, bool], *, token: UUID, actor: Actor, now: datetime, agent_id: UUID | None = None,
    project: str = "", module: str = "", channel: Channel = Channel.WEB,
) -> Draft:
    """A draft for the items that take part, with what is known filled in. The same token gives the same draft (double click).

    `project`: the number or code of the project whose stage it is; its owner applies, whoever else was chosen.
    """
    theme = joint.themes.in_force(code)
    need_project(theme, project)
    project_id, part = None, ""
    if project:
        part = joint.projects.module_of(joint.projects.stage_of(theme), module)
        project_id, owner_id = project_of(project, party_id, actor, now)
        party_id, agent_id = owner_id, agent_id or (party_id if actor.is_staff and party_id != owner_id else None)
    versions = allowed(theme, chosen, party_id, actor, now)
    one = joint.union.of(versions, organisations.party(party_id).kind, {})
    values, origins = prefill.known(one.form, party_id, agent_id)
    if project_id:  # another project's code, name or place is none of this one's
        values = {element: value for element, value in values.items() if element not in joint.projects.OWN}
    made, is_new = Draft.objects.get_or_create(
        token=token,
        defaults={
            "account_id": actor.account_id, "party_id": party_id, "agent_id": agent_id if agent_id != party_id else None,
            "version_id": versions[0], "theme_version_id": theme.version_id, "project_id": project_id, "module": part,
            "channel": channel, "answers": values, "origins": origins,
            "chosen": {str(item_id): said for item_id, said in chosen.items()}, "created_at": now, "updated_at": now,
        },
    )  # fmt: skip
    if not is_new and made.account_id != actor.account_id:
        raise actions.NoDraft()
    return made


def project_of(number: str, party_id: UUID, actor: Actor, now: datetime) -> tuple[UUID, UUID]:
    """(id, owner) of the project a stage is handed in to: one the actor may act in, at the window one of who stands there. Raises NotFound,
    NotTheirProject, Closed."""
    if actor.is_staff:
        return joint.projects.open_for(number, party_id, on=local_date(now))
    return joint.projects.open_project(number, actor=actor)


def allowed(
    theme: themes.ThemeTerms, chosen: Mapping[UUID, bool], party_id: UUID, actor: Actor, now: datetime
) -> tuple[UUID, ...]:
    """The versions that take part, when this actor may apply for each of them, a clerk in the name of nobody else. Raises NothingChosen,
    NotFound, Invalid, Forbidden, ItemByItem."""
    versions = asking.versions(theme, chosen)
    if not versions:
        raise NothingChosen()
    terms = [catalogue.terms(version_id) for version_id in versions]
    for row in terms:
        actions.check_applicant(row, party_id, actor, now)
    if apart := [InBoth(row.name, row.name_en) for row in terms if actor.is_staff and across.agreement_of(row, actor, now)]:
        raise ItemByItem(items=Several(apart))
    return versions


@transaction.atomic
def choose(draft_id: UUID, chosen: Mapping[UUID, bool], *, actor: Actor, now: datetime) -> None:
    """Change which items take part. What was filled in stays; questions nobody asks any more are not sent."""
    draft = actions.own(draft_id, actor, lock=True)
    theme = asking.theme_of(draft)
    if theme is None:
        raise actions.NoDraft()
    draft.version_id = allowed(theme, chosen, draft.party_id, actor, now)[0]
    draft.chosen = {str(item_id): said for item_id, said in chosen.items()}
    draft.updated_at = now
    draft.save(update_fields=["version_id", "chosen", "updated_at"])


@transaction.atomic
def send(draft_id: UUID, *, declared: bool, actor: Actor, now: datetime, received_at: datetime | None = None) -> tuple[str, bool]:
    """提交 (at the window 收件) once for all. Returns the number of the 联办, and whether this call made it: sent twice, it is the same one.

    Raises Invalid naming the fields.
    """
    draft = actions.own(draft_id, actor, lock=True, editing=False)
    if draft.joint_id:
        return joint.number_of(draft.joint_id), False
    actions.check_declared(declared)
    theme = asking.theme_of(draft)
    if theme is None:
        raise actions.NoDraft()
    asking.in_own_words(draft)
    files: dict[str, list[tuple[UUID, bool]]] = {}
    for key, stored_id, reused in draft.files.order_by("material_code", "at", "id").values_list("material_code", "stored_id", "reused"):
        files.setdefault(key, []).append((stored_id, reused))
    begun = hand_in(
        theme, draft.party_id, asking.chosen_of(draft), still_asked(draft), files, actor=actor, now=now, channel=Channel(draft.channel),
        agent_id=draft.agent_id, project_id=draft.project_id, module=draft.module, papers=actions.papers_of(draft), received_at=received_at,
        by_person=draft.by_person,
    )  # fmt: skip
    draft.joint_id, draft.sent_at, draft.updated_at = begun.joint_id, now, now
    draft.save(update_fields=["joint_id", "sent_at", "updated_at"])
    return begun.number, True


def still_asked(draft: Draft) -> dict[str, Any]:
    """The answers to what the items that take part ask; what was filled in for an item left out since stays in the draft."""
    one = asking.union_of(draft, draft.answers)
    assert one is not None
    known = {question.element for question in one.form.asked}
    return {element: value for element, value in draft.answers.items() if element in known}


@transaction.atomic
def hand_in(
    theme: themes.ThemeTerms, party_id: UUID, chosen: Mapping[UUID, bool], answers: Mapping[str, Any],
    files: Mapping[str, Sequence[tuple[UUID, bool]]], *, actor: Actor, now: datetime, channel: Channel = Channel.WEB,
    agent_id: UUID | None = None, project_id: UUID | None = None, module: str = "",
    papers: Sequence[dossier.Paper] = (), received_at: datetime | None = None, by_person: bool = False,
) -> joint.Begun:
    """The one way a theme is applied for: checked as one form, split, and each item handed in with exactly what it asks for.
    `files`: kind of paper → (stored file, used again); `papers`: what lies on the window's counter, by kind of paper. For pages and REST alike."""
    if not theme.open:
        raise joint.themes.NoSuchTheme(code_asked=theme.code)
    need_project(theme, project_id)
    versions, party = allowed(theme, chosen, party_id, actor, now), organisations.party(party_id)
    own = joint.projects.own_answers(project_id) if project_id else {}
    joint.projects.check_own(answers, own)
    one = joint.union.of(versions, party.kind, {**answers, **own}, edges=asking.edges_of(theme, chosen))
    asked = {question.element for question in one.form.asked}
    answers = {**answers, **{element: value for element, value in own.items() if element in asked}}
    gone = {element for part in one.parts for element in catalogue.inapplicable(part.terms, party.kind, answers)} - asked
    values, fetched = actions.whole(one.form, party, {e: value for e, value in answers.items() if e not in gone})
    checking.checked(one.form, [question for question in one.form.asked if question.element not in fetched], values)
    wanted = [
        joint.Wanted(
            given.item_id,
            actions.package(
                given.version_id, party_id, given.answers, [dossier.Upload(code, *file) for code, laid in given.uploads.items() for file in laid],
                actor=actor, now=now, channel=channel, agent_id=agent_id, received_at=received_at,
                papers=papers_of(one, given.version_id, papers), area_id=joint.areas.area_of(project_id),
                by_person=by_person,
            ),
        )
        for given in one.split(values, files)
    ]  # fmt: skip
    content = theme.content
    if project_id:
        asked_about = {item.item_id: chosen.get(item.item_id, True) for item in content.items if item.asked}
        return joint.projects.submit(
            project_id, joint.projects.stage_of(theme), wanted, content.edges, actor=actor, now=now, lead_item=content.lead, answers=asked_about,
            module=Module(module),
        )
    frame = joint.Frame(
        name=theme.name, applicant_id=party_id, agent_id=agent_id, theme_version_id=theme.version_id, edges=content.edges,
        lead_item=content.lead, mode=content.mode, basis=content.basis,
    )  # fmt: skip
    return joint.receive(frame, wanted, actor=actor, now=now)


def papers_of(one: joint.union.Union, version_id: UUID, papers: Sequence[dossier.Paper]) -> list[dossier.Paper]:
    """The counted papers of one item under its own codes; the form signed on paper lies in each file."""
    codes: dict[str, list[str]] = {}
    for paper in one.papers:
        codes[paper.key] = [need.code for need in paper.needs if need.version_id == version_id and not need.material.from_form]
    return [
        replace(paper, material_code=code)
        for paper in papers for code in ([FORM] if paper.material_code == FORM else codes.get(paper.material_code, ()))
    ]  # fmt: skip
