"""Who leads, takes part and what is to be reached by when, as the page of a project shows it, with the forms its reader may fill."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from yichuang.joint import api as joint
from yichuang.joint.api import projects
from yichuang.joint.domain.projects import ROLE_NAMES, STAGE_NAMES, Role, Stage
from yichuang.kernel.errors import Refusal
from yichuang.look.templatetags.look import name_of
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor
from yichuang.web import project_late, together
from yichuang.web.desk_boxes import field_box

MARK = "/"
"""Between the parts of a choice: role and party, stage and who leads it now."""
HELD_BY_OWNER = (Role.INTERMEDIARY, Role.CONTRACTOR)
MOST_ORGANS = 200


def context(request: HttpRequest, view: projects.ProjectView, refusal: Refusal | None) -> dict[str, Any]:
    """`people_form`: the form that was refused, by its verb; `people`: what its fields offer, nothing for who may not change anything."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tried = request.POST.get("form", "") if refusal else ""
    approving = sorted({bar.organ for bar in view.board.bars})
    found: dict[str, Any] = {"approving": approving, "people_form": tried, "people": None}
    if actor.is_staff:
        mine = organisations.mine(actor)
        copies = [(row, joint.named(row.branch), row.organ_id in mine) for row in joint.notices(view.joint_id)]
        found["notices"] = [copy for copy in copies if copy[0].received_at is None]
        found["acknowledged"] = [copy for copy in copies if copy[0].received_at]
        found |= {"lacking": project_late.lacking(view.board), "ways": together.ways()}
    if not view.keeps or view.closed_at:
        return found
    if actor.is_staff:
        late = project_late.form(view, request.POST if tried == "late" else None)
        found["late_fields"] = [field_box(late, name) for name in late.fields]  # type: ignore[arg-type]
    return {**found, "people": offered(actor, view)}


def leads(view: projects.ProjectView) -> list[tuple[str, str]]:
    """(stage, who leads it), in the order of the stages."""
    return [(_(STAGE_NAMES[Stage(lane.stage)]), lane.lead) for lane in view.board.lanes if lane.lead and lane.stage in set(Stage)]


def offered(actor: Actor, view: projects.ProjectView) -> dict[str, Any]:
    roles = HELD_BY_OWNER if actor.is_applicant else (*HELD_BY_OWNER, Role.REGULATOR)
    standing = [row for row in view.parties if row.to_on is None and row.role in roles]
    items = {bar.item_id: name_of(bar) for bar in view.board.bars} | {i: name_of(one) for i, one in projects.offered_items().items()}
    own = organisations.own_organ(actor) if actor.is_staff else None
    organs = [row.name for row in organisations.organs_around(own) if row.kind == "organ"][:MOST_ORGANS] if own else []
    return {
        "roles": [(role.value, _(ROLE_NAMES[role])) for role in HELD_BY_OWNER], "by_organ": actor.is_staff, "organs": organs,
        "standing": [(f"{row.role}{MARK}{row.party_id}", f"{_(ROLE_NAMES[row.role])} {row.name}") for row in standing],
        "stages": [(f"{stage}{MARK}{view.lead_ids.get(stage, '')}", stage_words(stage, view)) for stage in Stage],
        "items": [("", _("请选择")), *((str(item_id), name) for item_id, name in sorted(items.items(), key=lambda row: row[1]))],
        "planned": [(str(node.item_id), node.name) for node in view.nodes], "today": timezone.localdate(),
    }  # fmt: skip


def stage_words(stage: Stage, view: projects.ProjectView) -> str:
    lead = view.leads.get(stage)
    if lead is None:
        return _(STAGE_NAMES[stage])
    return _("%(stage)s（现在%(organ)s牵头）") % {"stage": _(STAGE_NAMES[stage]), "organ": lead}
