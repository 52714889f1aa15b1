"""What a project is called is known: its code, name and place stand in each of its cases as they were registered, whoever fills in the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from yichuang.cases.api import Package
from yichuang.joint.domain.projects import CODE, FROM_PROJECT, OfAnotherProject
from yichuang.joint.domain.state import What
from yichuang.joint.models import Branch, Project
from yichuang.kernel.errors import FieldError

OWN = (CODE, "project.name", "project.location")
"""The data elements a project answers itself."""


def own_answers(project_id: UUID) -> dict[str, str]:
    """What the project answers itself, by data element; its place only once it is known. One query."""
    row = Project.objects.filter(joint_id=project_id).values_list("code", "joint__name", "site").first()
    told = dict(zip(OWN, row, strict=True)) if row else {}
    return {element: value for element, value in told.items() if value}


def check_own(answers: Mapping[str, Any], own: Mapping[str, str]) -> None:
    """An application that names another project is none of this one's. Raises OfAnotherProject at each field."""
    other = [element for element, value in own.items() if str(answers.get(element) or value).strip() != value]
    if other:
        raise OfAnotherProject(errors=tuple(FieldError(element, OfAnotherProject.code, OfAnotherProject.message) for element in other))


def check_corrected(case_id: UUID, stood: Mapping[str, Any], corrected: Mapping[str, Any]) -> None:
    """补正 of the form of a case of a project does not make it one of another; what it leaves as it stood is not asked about.
    Raises OfAnotherProject at each field."""
    project_id = Branch.objects.filter(case_id=case_id, joint__what=What.PROJECT).values_list("joint_id", flat=True).first()
    own = own_answers(project_id) if project_id else {}
    check_own(corrected, {element: value for element, value in own.items() if corrected.get(element) != stood.get(element)})


def in_own_words(package: Package, own: Mapping[str, str]) -> Package:
    """The package with what the project answers itself, marked as fetched from there."""
    told = {element: value for element, value in own.items() if element in package.answers}
    return replace(package, answers={**package.answers, **told}, fetched={**package.fetched, **dict.fromkeys(told, FROM_PROJECT)})
