"""What the law puts between the items of a project or a 联办: read from the published stages, themes and items, whoever brings a case in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.joint import themes
from yichuang.joint.actions.unit import Unit
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.projects import CODE, OfAnotherProject, PrerequisiteMissing, Stage, missing_before
from yichuang.joint.domain.state import FAILED, BranchState, What
from yichuang.joint.domain.themes import ThemeEdge
from yichuang.joint.models import Branch, Project
from yichuang.kernel.errors import FieldError
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences

MOST = 200
"""A 联办 that is no project has a dozen cases at most."""


def edges_of_stages() -> list[ThemeEdge]:
    """Those of every stage that may be handed in now."""
    found: list[ThemeEdge] = []
    for stage in Stage:
        try:
            found += themes.in_force(f"project-{stage}").content.edges
        except themes.NoSuchTheme:
            continue
    return found


def edges_of_items(version_ids: Iterable[UUID]) -> list[ThemeEdge]:
    """What the published versions themselves say of a result they need of an item of the list, with an article."""
    rows = [(terms.item_id, need) for terms in map(catalogue.terms, version_ids) for need in terms.prerequisites if need.item_code and need.article]
    ids = catalogue.item_ids({need.item_code for _, need in rows}) if rows else {}
    return [ThemeEdge(ids[need.item_code], after, EdgeKind(need.hold), need.article) for after, need in rows if need.item_code in ids]


def edges_around(unit: Unit, item_id: UUID, version_id: UUID) -> list[ThemeEdge]:
    """Every edge the law lays between this item and those on their way with it, each pair once; nothing for what the applicant holds already."""
    going = unit.joint.branches.filter(state__in=(BranchState.WAITING, BranchState.OPEN))
    versions = {version_id, *going.order_by().values_list("version_id", flat=True).distinct()}
    of_frame = edges_of_stages() if unit.joint.what == What.PROJECT else edges_of_theme(unit)
    stated = [edge for edge in (*of_frame, *edges_of_items(sorted(versions, key=str))) if item_id in (edge.before, edge.after)]
    held = held_for(unit) if stated else set()
    return once(edge for edge in stated if edge.before not in held)


def edges_of_theme(unit: Unit) -> tuple[ThemeEdge, ...]:
    """Of the version of the theme that was applied for."""
    return themes.terms(unit.joint.theme_version_id).content.edges if unit.joint.theme_version_id else ()


def demand(unit: Unit, project: Project, ids: Collection[UUID], edges: Iterable[ThemeEdge], held: Collection[UUID]) -> None:
    """What these items need comes from somewhere: with them, out of the project, held, or not called for. Raises PrerequisiteMissing naming both."""
    known = set(unit.joint.branches.exclude(state__in=FAILED).values_list("item_id", flat=True))
    lacking = missing_before(ids, edges, known=known, held=held, spared=map(UUID, project.not_needed))
    if lacking:
        names = catalogue.item_names({end for edge in lacking for end in (edge.before, edge.after)})
        raise PrerequisiteMissing(
            item=names[lacking[0].after], before=names[lacking[0].before], article=lacking[0].article,
            errors=tuple(FieldError("items", PrerequisiteMissing.code, names[edge.before]) for edge in lacking),
        )


def demand_first(unit: Unit, project: Project, item_id: UUID) -> None:
    """As `demand`, of a case that was applied for by itself: only what the law wants first."""
    demand(unit, project, {item_id}, [edge for edge in edges_of_stages() if edge.kind is EdgeKind.HARD], held_for(unit))


def held_for(unit: Unit) -> set[UUID]:
    """Items of the licences the applicant holds for this."""
    return {row.item_id for row in held_licences(unit) if row.item_id}


def held_licences(unit: Unit) -> list[licences.LicenceRow]:
    """The licences of the applicant in force today, without those of another project, applied for in it or by itself under its code: a permit to
    plan one building says nothing of the next."""
    rows = [row for row in licences.of_holders([unit.joint.applicant_id]) if row.item_id and row.holds_on(local_date(unit.now))]
    named = codes_named({row.first_case_id for row in rows if row.first_case_id})
    own = codes_of(unit.joint.id) if named else set()
    return [row for row in rows if row.first_case_id not in named or named[row.first_case_id] in own]


def codes_named(case_ids: Collection[UUID]) -> dict[UUID | None, str]:
    """The code of the project each case was applied for in, or names by itself; those of none are left out."""
    if not case_ids:
        return {}
    named = {case_id: str(code).strip() for case_id, code in dossier.answers_to(case_ids, CODE).items()}
    rows = Branch.objects.filter(case_id__in=case_ids, joint__what=What.PROJECT).values_list("case_id", "joint__project__code")
    return {case_id: code for case_id, code in {**named, **dict(rows)}.items() if code}


def codes_of(joint_id: UUID) -> set[str]:
    """The code of a project; of a 联办 those its cases name."""
    code = Project.objects.filter(joint_id=joint_id).values_list("code", flat=True).first()
    if code:
        return {code}
    beside = Branch.objects.filter(joint_id=joint_id, case_id__isnull=False).exclude(state__in=FAILED).values_list("case_id", flat=True)
    return {str(said).strip() for said in dossier.answers_to(list(beside[:MOST]), CODE).values()}


def once(edges: Iterable[ThemeEdge]) -> list[ThemeEdge]:
    """Of several edges between the same two items the first that is hard, else the first."""
    found: dict[tuple[UUID, UUID], ThemeEdge] = {}
    for edge in edges:
        known = found.get((edge.before, edge.after))
        if known is None or (known.kind is EdgeKind.ASSUMABLE and edge.kind is EdgeKind.HARD):
            found[edge.before, edge.after] = edge
    return list(found.values())


def check_code(joint_id: UUID, case_id: UUID) -> None:
    """A case that joins late names the project it joins, or the one the other cases of a 联办 name; one that names none is of any.
    Raises OfAnotherProject at the field the case was named in."""
    named = str(dossier.answers_to([case_id], CODE).get(case_id, "")).strip()
    if not named:
        return
    codes = codes_of(joint_id)
    if codes and named not in codes:
        raise OfAnotherProject(errors=(FieldError("number", OfAnotherProject.code, "这个办件填的是另一个项目的代码"),))
