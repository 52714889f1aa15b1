"""What a project has of a 联办: a case that joins late, and the conditions that are still missing, with the three lawful ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yichuang.joint.api import projects
from yichuang.joint.domain.projects import STAGE_NAMES
from yichuang.joint.domain.state import OVER, BranchState
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.look.templatetags.look import name_of
from yichuang.web.together_verbs import Attach

MOST_LACKING = 20


@dataclass(frozen=True, slots=True)
class Going:
    """The project as the form of a late case needs it."""

    id: UUID
    branches: Sequence[projects.Bar]


class Late(Attach):
    """后来的办件并进来, into a stage."""

    stage = forms.ChoiceField(label=_("哪个阶段"), choices=[(stage.value, _(words)) for stage, words in STAGE_NAMES.items()])
    field_order = ("number", "stage")


def form(view: projects.ProjectView, typed: QueryDict | None = None) -> Late:
    return Late(typed, view=Going(view.joint_id, view.board.bars), auto_id="late-%s")


def read(bound: Late) -> dict[str, Any]:
    """What was typed; Invalid at each field that is wrong."""
    if bound.is_valid():
        return bound.cleaned_data
    wrong = tuple(FieldError(field, "web.field", words[0]) for field, words in bound.errors.items())
    raise Invalid("还有内容要改。", code="web.bad_form", errors=wrong)


@dataclass(frozen=True, slots=True)
class Missing:
    """A result that is not there yet; `failed`: the branch that should have given it ended without."""

    name: str
    failed: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    name: str
    lacks: tuple[Missing, ...]


def lacking(board: projects.Board) -> list[Lacking]:
    """The cases under way that still need another's result, what ends first before."""
    known = {bar.id: bar for bar in board.bars}
    found = []
    for bar in sorted(board.bars, key=lambda bar: bar.ends_on):
        needs = [known[before] for before, _kind, met in bar.before if not met and before in known]
        if bar.state is BranchState.OPEN and needs:
            found.append(Lacking(name_of(bar), tuple(Missing(name_of(need), need.state in OVER and need.state is not BranchState.GRANTED) for need in needs)))
    return found[:MOST_LACKING]
