"""Verbs of an applicant (or a clerk, for paper) after sending: bring what was asked, answer a question, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases import api as cases
from yichuang.cases.domain.acceptance import WrongPhase
from yichuang.cases.domain.phases import ActKind, Phase
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import MaterialTerm
from yichuang.dossier import api as dossier
from yichuang.dossier import domain as lists
from yichuang.intake import answers as checking
from yichuang.intake import repeating
from yichuang.intake.paging import FROM_REGISTER
from yichuang.joint import api as joint
from yichuang.kernel.errors import FieldError, Invalid, NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper (or the form) a correction asks for: the points, what the notice said of each, and whether it is still out."""

    code: str
    name: str
    term: MaterialTerm | None
    points: tuple[tuple[str, str], ...]
    """(text of the point, what the notice said)"""
    open_points: tuple[str, ...]

    @property
    def is_form(self) -> bool:
        return self.code == lists.FORM

    @property
    def is_out(self) -> bool:
        return bool(self.open_points)


def own_case(case_id: UUID, actor: Actor) -> cases.CaseView:
    """A case of the applicant or their agent, or of a clerk who may see it; to others it is not there."""
    found = cases.view(case_id, actor=actor)
    if actor.is_applicant and not {found.state.applicant_id, found.state.agent_id} & actor.party_ids:
        raise NotFound(_("没有这个办件。"), code="cases.not_found")
    return found


def asked_for(found: cases.CaseView) -> tuple[Asked, ...]:
    """What the notice asks, by paper. Raises WrongPhase when nothing is asked."""
    act = found.state.correction
    if found.state.phase is not Phase.CORRECTING or act is None:
        raise WrongPhase(phase=found.state.phase.value)
    out = set(act.data.get("missing", ()))  # type: ignore[call-overload]
    asked = set(act.data.get("points", out)) | out  # type: ignore[call-overload]
    notes = dossier.notes_of(found.state.id, sorted(asked))
    rows: dict[str, list[lists.Point]] = {}
    for point in lists.acceptance_points(found.terms):
        if point.code in asked:
            rows.setdefault(point.material_code, []).append(point)
    return tuple(
        Asked(
            code, material.name if (material := found.terms.material(code)) else lists.FORM_NAME, material,
            tuple((p.text, notes.get(p.code, "")) for p in points), tuple(p.code for p in points if p.code in out),
        )
        for code, points in rows.items()
    )


@transaction.atomic
def correct(
    case_id: UUID, *, files: Mapping[str, Sequence[Any]], reused: Mapping[str, Sequence[UUID]], raw: Mapping[str, Any] | None,
    actor: Actor, now: datetime, received_at: datetime | None = None,
) -> tuple[str, ...]:
    """补正: new editions of the papers asked for, and the form as corrected. Returns the points this covers; the day the
    last one comes in is the day acceptance counts from (design §5 Dates)."""
    joint.hold(case_id)
    found = own_case(case_id, actor)
    asked = {row.code: row for row in asked_for(found)}
    brought: list[str] = []
    for code, row in asked.items():
        if row.is_form or row.term is None:
            continue
        uploads = laid(found, row.term, files.get(code, ()), reused.get(code, ()), actor=actor, now=now)
        if uploads:
            others = shared_with(found, row, actor)
            dossier.bring_files(case_id, uploads, actor=actor, at=now)
            brought += row.open_points
            for other in others:
                share(other, uploads, actor=actor, now=now, received_at=received_at)
    form = asked.get(lists.FORM)
    if form and form.is_out and raw is not None:
        corrected = answers_of(found, raw)
        joint.projects.check_corrected(case_id, dossier.latest_answers(case_id).answers, corrected)
        dossier.correct_form(case_id, corrected, actor=actor, at=now)
        follow_situation(found, actor=actor, now=now)
        brought += form.open_points
    if not brought:
        raise Invalid(
            _("请至少补交一样。"), code="intake.nothing_brought",
            errors=tuple(still_out(row) for row in asked.values() if row.is_out),
        )
    cases.bring_correction(case_id, points=tuple(brought), actor=actor, now=now, received_at=received_at)
    return tuple(brought)


def shared_with(found: cases.CaseView, row: Asked, actor: Actor) -> tuple[joint.Sharing, ...]:
    """The other cases of its 联办 a paper put right here is put right for too; at a window those that window accepts."""
    if row.is_form:
        return ()
    others = joint.sharing(found.state.id, row.code)
    return tuple(one for one in others if actor.is_applicant or one.accepting_organ_id == found.state.accepting_organ_id)


def share(other: joint.Sharing, uploads: Sequence[dossier.Upload], *, actor: Actor, now: datetime, received_at: datetime | None) -> None:
    """The same files in another case, as its own event; what its own notice asked of the paper is in with that."""
    again = [dossier.Upload(other.material_code, upload.stored_id, reused=True) for upload in uploads]
    dossier.bring_files(other.case_id, again, actor=actor, at=now)
    there = own_case(other.case_id, actor)
    if there.state.phase is Phase.CORRECTING and there.state.corrected_at is None:
        points = [point for row in asked_for(there) if row.code == other.material_code for point in row.open_points]
        if points:
            cases.bring_correction(other.case_id, points=points, actor=actor, now=now, received_at=received_at)


def follow_situation(found: cases.CaseView, *, actor: Actor, now: datetime) -> None:
    """The corrected answers select anew what applies: for the dossier's checklists and for the case."""
    answers = dossier.latest_answers(found.state.id).answers
    selection_id = catalogue.keep_selection(catalogue.terms_for(found.state.item_version_id, answers))
    if selection_id is not None and selection_id != found.state.selection_id:
        dossier.reselect(found.state.id, selection_id, actor=actor, at=now)
        cases.select_situation(found.state.id, selection_id, actor=actor, now=now)


def still_out(row: Asked) -> FieldError:
    if row.is_form:
        return FieldError("form", "intake.nothing_brought", _("申请表改好以后请勾选"))
    return FieldError(f"file-{row.code}", "intake.nothing_brought", _("请选择要补交的文件"))


def laid(
    found: cases.CaseView, material: MaterialTerm, sources: Sequence[Any], reused: Sequence[UUID], *, actor: Actor, now: datetime
) -> list[dossier.Upload]:
    party_id, field = found.state.applicant_id, f"file-{material.code}"
    stored = [
        dossier.keep(
            party_id, material, source, file_name=str(source.name), at=now, by=actor.ref, purpose=found.terms.code, field=field
        ).id
        for source in sources
    ]
    dossier.check_offered(reused, party_id, area_id=joint.areas.area_of(joint.of_case(found.state.id)))
    again = [dossier.Upload(material.code, stored_id, True) for stored_id in reused if stored_id not in stored]
    return [dossier.Upload(material.code, stored_id) for stored_id in dict.fromkeys(stored)] + again


def form_of(found: cases.CaseView, raw: Mapping[str, Any] | None = None) -> catalogue.FormRow:
    """The form as it is for the answers given so far, or for those just typed: they may change the situation and what is asked."""
    version_id, kind = found.state.item_version_id, organisations.party(found.state.applicant_id).kind
    if raw is None:
        answers = dossier.latest_answers(found.state.id).answers
    else:
        answers = {k: v for k, v in checking.given(catalogue.whole_form(catalogue.terms(version_id), kind).asked, raw).items() if v is not None}
    return catalogue.form_for(catalogue.terms_for(version_id, answers), kind, answers)


def asked_fields(form: catalogue.FormRow) -> list[catalogue.Question]:
    return [question for question in form.asked if question.element not in FROM_REGISTER]


def answers_of(found: cases.CaseView, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The corrected form; raises Invalid naming the wrong fields."""
    form = form_of(found, raw)
    fields = asked_fields(form)
    values = checking.given(fields, raw)
    checking.checked(form, fields, values)
    for group in form.groups:
        values[group.code] = repeating.asked_rows(form, group, values[group.code] or (), values)
    return {element: value for element, value in values.items() if value is not None}


def question_of(found: cases.CaseView, act_id: UUID) -> str:
    """What the reviewer asked in a 补充说明 that still waits. Raises NotFound."""
    act = found.state.act(act_id)
    if act is None or act.kind is not ActKind.SUPPLEMENT or act.state != "asked":
        raise NotFound(_("没有待您答复的问题。"), code="intake.no_question")
    return found.texts.get(str(act.data.get("question_id")), "")


@transaction.atomic
def answer_supplement(
    case_id: UUID, act_id: UUID, *, text: str, material_code: str, sources: Sequence[Any], actor: Actor, now: datetime
) -> None:
    """补充说明: the answer, and further papers under a listed material; no clock stops for it."""
    found = own_case(case_id, actor)
    question_of(found, act_id)
    if sources:
        material = found.terms.material(material_code)
        if material is None:
            wrong = FieldError("material", "intake.no_material", _("请选择这些文件属于哪种材料"))
            raise Invalid(_("请选择材料。"), code="intake.no_material", errors=(wrong,))
        dossier.add_files(case_id, laid(found, material, sources, (), actor=actor, now=now), actor=actor, at=now)
    cases.give_supplement(case_id, act_id=act_id, text=text, actor=actor, now=now)


@transaction.atomic
def withdraw(case_id: UUID, *, reason: str, sure: bool, version: int | None, actor: Actor, now: datetime) -> None:
    """撤回申请, until the decision is made."""
    own_case(case_id, actor)
    if not sure:
        wrong = FieldError("sure", "intake.not_sure", _("请确认撤回"))
        raise Invalid(_("请确认撤回。"), code="intake.not_sure", errors=(wrong,))
    cases.withdraw(case_id, reason=reason.strip(), actor=actor, now=now, version=version)
