"""Reads of areas: the list, one with its assessments and indicators, what a project inherits, the public page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q

from yichuang.catalogue import api as catalogue
from yichuang.joint.actions.area_papers import entry_of
from yichuang.joint.areas.entering import indicators_of
from yichuang.joint.areas.packages import newest_entries
from yichuang.joint.domain import areas as law
from yichuang.joint.models import Area, AreaEntry, AreaIndicator, AreaPaper, Assessment, Branch, Joint
from yichuang.joint.queries import visible
from yichuang.kernel import files
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

PAGE, MOST = 30, 200


def area_of(joint_id: UUID | None) -> UUID | None:
    """The area a project lies in now; None for a 联办 of a theme and a project outside of every area."""
    entry = entry_of(joint_id) if joint_id else None
    return entry.area_id if entry else None


@dataclass(frozen=True, slots=True)
class AreaLine:
    id: UUID
    code: str
    name: str
    organ: str
    founded_on: date
    ended_on: date | None
    assessments: int
    """In force on the day asked for."""
    projects: int


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    id: UUID
    kind: str
    maker: str
    payer: str
    cost_fen: int | None
    item: str
    paper: str
    type_code: str
    from_on: date
    to_on: date
    conditions: str
    basis: str
    file_name: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class Given:
    """An assessment of an area that lies in a case as the paper it stands for."""

    material_code: str
    area: str
    kind: str
    maker: str
    from_on: date
    to_on: date
    conditions: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    code: str
    name: str
    unit: str
    bound: str
    limit: Decimal
    basis: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Inside:
    """A project inside the area. `off` names indicators it does not keep today."""

    number: str
    name: str
    owner: str
    parcel: str
    off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaView:
    id: UUID
    code: str
    name: str
    divisions: tuple[str, ...]
    parcels: tuple[str, ...]
    organ_id: UUID
    organ: str
    founded_on: date
    ended_on: date | None
    end_reason: str
    version: int
    assessments: tuple[AssessmentRow, ...]
    indicators: tuple[IndicatorRow, ...]
    projects: tuple[Inside, ...]

    @property
    def in_force(self) -> list[AssessmentRow]:
        return [row for row in self.assessments if row.in_force]


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a project has of its area today. `values`: each indicator in force, with the value it was checked with and whether it holds."""

    area_id: UUID
    area: str
    entered_on: date
    parcel: str
    ended_on: date | None
    assessments: tuple[AssessmentRow, ...]
    values: tuple[tuple[law.Indicator, str, bool], ...]
    used: dict[UUID, int]
    """Assessment → cases of the project it went into."""


def listed(*, today: date, page: int = 1) -> tuple[list[AreaLine], bool]:
    """One page, newest first, and whether there is more; one query."""
    current = Q(assessments__from_on__lte=today, assessments__to_on__gte=today)
    rows = Area.objects.select_related("organ").annotate(
        assessed=Count("assessments", filter=current, distinct=True), entered=Count("entries__project", distinct=True)
    )
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("-founded_on", "-id")[start : start + PAGE + 1])
    lines = [AreaLine(a.id, a.code, a.name, a.organ.name, a.founded_on, a.ended_on, a.assessed, a.entered) for a in found[:PAGE]]
    return lines, len(found) > PAGE


def open_areas(*, today: date) -> list[tuple[UUID, str]]:
    """Areas a project may enter on that day, by name."""
    rows = Area.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today))
    return list(rows.order_by("name", "id").values_list("id", "name")[:MOST])


def assessment_rows(rows: Iterable[Assessment], today: date, *, ended_on: date | None = None) -> tuple[AssessmentRow, ...]:
    """Typed rows with the name of the item and of the paper each stands for."""
    found = list(rows)
    items = catalogue.item_names(row.item_id for row in found)
    papers = {
        (row.item_id, material.type_code): material.name
        for row in catalogue.in_force({row.item_id for row in found}) for material in catalogue.terms(row.version_id).materials
    }  # fmt: skip
    over = ended_on is not None and ended_on <= today
    return tuple(
        AssessmentRow(
            row.id, law.ASSESSMENT_NAMES[law.AssessmentKind(row.kind)], row.maker, row.payer.name, row.cost_fen, items.get(row.item_id, ""),
            papers.get((row.item_id, row.type_code), row.type_code), row.type_code, row.from_on, row.to_on, row.conditions, row.basis,
            row.file_name, not over and law.in_force(row.from_on, row.to_on, today),
        )
        for row in found
    )  # fmt: skip


def indicator_row(row: AreaIndicator) -> IndicatorRow:
    return IndicatorRow(
        row.code, row.name, row.unit, law.BOUND_NAMES[law.Bound(row.bound)], row.limit.normalize(), row.basis, row.from_on, row.to_on
    )


def projects_in(area_id: UUID, today: date) -> tuple[Inside, ...]:
    """The projects whose newest entry is here; three queries."""
    once = AreaEntry.objects.filter(area_id=area_id).values_list("project_id", flat=True)
    entries = {key: row for key, row in newest_entries(once).items() if row.area_id == area_id}
    indicators = indicators_of([area_id], today).get(area_id, [])
    joints = Joint.objects.filter(id__in=entries).select_related("applicant").order_by("-opened_at", "-id")[:MOST]
    return tuple(
        Inside(
            joint.number, joint.name, joint.applicant.name, entries[joint.id].parcel,
            tuple(one.indicator.name for one in law.off(indicators, entries[joint.id].values)),
        )
        for joint in joints
    )  # fmt: skip


def projects_for(view: AreaView, actor: Actor) -> list[tuple[Inside, bool]]:
    """The projects inside that the reader may know of, and whether each opens for them: the keeping organ sees who is inside, every
    other only the projects it sees anyway. One query."""
    numbers = [row.number for row in view.projects]
    seen = set(visible(actor).filter(number__in=numbers).values_list("number", flat=True))
    keeps = view.organ_id in organisations.mine(actor)
    return [(row, row.number in seen) for row in view.projects if keeps or row.number in seen]


def view(area_id: UUID, *, today: date) -> AreaView:
    """One area as the desk shows it; a constant number of queries. Raises NoArea."""
    area = Area.objects.select_related("organ").filter(id=area_id).first()
    if area is None:
        raise law.NoArea()
    assessments = area.assessments.select_related("payer").order_by("kind", "-from_on", "-id")[:MOST]
    indicators = area.indicators.order_by("code", "-from_on")[:MOST]
    return AreaView(
        area.id, area.code, area.name, tuple(area.divisions), tuple(area.parcels), area.organ_id, area.organ.name, area.founded_on, area.ended_on,
        area.end_reason, area.head_seq, assessment_rows(assessments, today, ended_on=area.ended_on), tuple(map(indicator_row, indicators)),
        projects_in(area.id, today),
    )  # fmt: skip


def inherited(joint_id: UUID, *, today: date) -> Inherited | None:
    """What a project inherits; None outside of every area. For those who have checked who asks."""
    entry = entry_of(joint_id)
    if entry is None:
        return None
    area = entry.area
    rows = area.assessments.select_related("payer").order_by("kind", "-from_on", "-id")[:MOST]
    indicators = indicators_of([area.id], today).get(area.id, [])
    wrong = {one.indicator.code for one in law.off(indicators, entry.values)}
    used = dict(
        AreaPaper.objects.filter(assessment__area=area, case__in=cases_of(joint_id)).values_list("assessment_id").annotate(n=Count("id"))
    )
    return Inherited(
        area.id, area.name, local_date(entry.entered_at), entry.parcel, area.ended_on, assessment_rows(rows, today, ended_on=area.ended_on),
        tuple((one, entry.values.get(one.code, ""), one.code not in wrong) for one in indicators), used,
    )  # fmt: skip


def cases_of(joint_id: UUID) -> list[UUID]:
    return list(Branch.objects.filter(joint_id=joint_id, case__isnull=False).values_list("case_id", flat=True))


def public_rows(*, today: date) -> list[tuple[str, str, tuple[AssessmentRow, ...]]]:
    """Areas with an assessment in force: name, keeping organ, and what need not be assessed again."""
    rows = Assessment.objects.filter(from_on__lte=today, to_on__gte=today).filter(Q(area__ended_on__isnull=True) | Q(area__ended_on__gt=today))
    found = list(rows.select_related("payer", "area__organ").order_by("area__name", "kind", "-from_on")[:MOST])
    typed = dict(zip((row.id for row in found), assessment_rows(found, today), strict=True))
    areas: dict[UUID, tuple[str, str, list[AssessmentRow]]] = {}
    for row in found:
        areas.setdefault(row.area_id, (row.area.name, row.area.organ.name, []))[2].append(typed[row.id])
    return [(name, organ, tuple(one)) for name, organ, one in areas.values()]


def paper(area_id: UUID, assessment_id: UUID) -> tuple[str, bytes]:
    """The file of an assessment: name and bytes. Raises NotFound."""
    row = Assessment.objects.filter(id=assessment_id, area_id=area_id).first()
    if row is None:
        raise NotFound("没有这份评估。", code="joint.no_assessment")
    return row.file_name, files.read(row.sha256)


def given_to(case_id: UUID) -> tuple[Given, ...]:
    """The assessments that lie in a case as its papers; whoever decides and whoever builds reads their conditions there."""
    rows = AreaPaper.objects.filter(case_id=case_id).select_related("assessment__area").order_by("material_code", "id")
    return tuple(
        Given(
            row.material_code, row.assessment.area.name, law.ASSESSMENT_NAMES[law.AssessmentKind(row.assessment.kind)], row.assessment.maker,
            row.assessment.from_on, row.assessment.to_on, row.assessment.conditions,
        )
        for row in rows
    )  # fmt: skip


__all__ = [
    "AreaLine", "AreaView", "AssessmentRow", "Given", "IndicatorRow", "Inherited", "Inside", "given_to", "inherited", "listed", "open_areas", "paper",
    "projects_for", "public_rows", "view",
]
