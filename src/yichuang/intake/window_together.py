"""A theme 一件事 applied for at the window: the clerk takes the walk-in's one form and one set, with the same verbs as online."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.intake import across, asking, pages_together, together, window
from yichuang.intake.models import Draft
from yichuang.intake.queries import Work
from yichuang.joint import api as joint
from yichuang.joint.domain.themes import ThemeKind
from yichuang.look.words import in_parts
from yichuang.organisations.domain import Actor


@transaction.atomic
def begin(
    code: str, walk_in: window.WalkIn, chosen: Mapping[UUID, bool], *, token: UUID, actor: Actor, now: datetime
) -> Draft:
    """A draft for the items that take part, of who stands at the window; nothing is received until it is sent. Raises what
    `together.start` does."""
    party = window.party_of(walk_in, actor=actor, now=now)
    agent_id = window.agent_of(walk_in, actor=actor, now=now)
    return together.start(code, party.id, chosen, token=token, actor=actor, now=now, agent_id=agent_id, channel=Channel.WINDOW)


def offered(words: list[str], actor: Actor, on: date) -> list[Any]:
    """Themes the window can take whole, narrowed by words; stages of projects are handed in from the project."""
    rows = [row for row in joint.themes.listed() if row.theme.kind != ThemeKind.STAGE and all(word in row.theme.name for word in words)]
    versions = {one.item_id: one.version_id for one in catalogue.in_force({i for row in rows for i in row.theme.content.item_ids}, limit=5000)}

    def received(item_id: UUID) -> bool:
        return across.receives(actor, catalogue.terms(versions[item_id]).accepting_organ_id, item_id, on)

    return [row for row in rows if all(received(item_id) for item_id in row.theme.content.item_ids if item_id in versions)]


def person(code: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Who applies, and the theme's questions."""
    theme = joint.themes.in_force(code)
    audiences = [catalogue.terms(version_id).audience for version_id in asking.versions(theme, {})]
    kinds = [
        (kind, label) for kind, label in (("natural", _("个人")), ("legal", _("单位")))
        if all(not audience or kind in audience for audience in audiences)
    ]
    values = {**dict(typed.items()), "kind": typed.get("kind") or (kinds[0][0] if kinds else "")}
    return {
        "page": "receive", "terms": theme, "theme": theme, "kinds": kinds, "typed": values,
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
