"""Typed rows of a dossier for pages and API: the form, the materials with their files, both checklists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import LeftOut, MaterialTerm, Terms
from yichuang.catalogue.domain.delegation import PLACE
from yichuang.dossier import domain
from yichuang.dossier.actions import NoDossier, terms_of
from yichuang.dossier.domain import Checklist, MaterialState, PointState
from yichuang.dossier.handed_in import PaperRow, paper_rows
from yichuang.dossier.models import CaseFile, Dossier
from yichuang.dossier.queries import latest_answers
from yichuang.kernel import access, files, prepared
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer: the value as it was given and as a page says it, with unit; `fetched` = which register it came from."""

    element: str
    label: str
    label_en: str
    value: Any
    text: str
    unit: str
    section: str
    section_en: str
    fetched: str
    sensitivity: str
    group: str = ""
    """The group that repeats this is a row of; its answers are `cells`, `text` is all of them."""
    cells: tuple[AnswerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    id: UUID
    material_code: str
    name: str
    size: int
    media_type: str
    pages: int | None
    edition: int
    position: int
    reused: bool
    at: datetime
    by: str
    retired_at: datetime | None
    result_number: str = ""
    """由系统取得: the number of the licence or decision it is; empty = handed in."""
    from_case: UUID | None = None
    valid_to: date | None = None

    @property
    def is_current(self) -> bool:
        return self.retired_at is None

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of a checklist as it stands, with who judged it and when (`by` is an actor reference, `who` a name)."""

    code: str
    text: str
    checklist: Checklist
    material_code: str
    condition_code: str
    state: PointState
    label: str
    note: str
    by: str
    who: str
    at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state not in domain.DONE[self.checklist]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """States a person may give this point: (code, word)."""
        return tuple((s.value, label) for s, label in domain.LABELS[self.checklist].items() if s is not PointState.OPEN)


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material of the case: what the version asks for, what came in, how far it was checked. `term` None = the form."""

    code: str
    number: int
    name: str
    name_en: str
    term: MaterialTerm | None
    state: MaterialState
    label: str
    tag: str
    files: tuple[FileRow, ...]
    older: tuple[FileRow, ...]
    paper: PaperRow | None
    points: tuple[PointRow, ...]
    review_points: tuple[PointRow, ...]

    @property
    def pages(self) -> int | None:
        """Pages of the current files together; None when one does not tell."""
        counted = [file.pages for file in self.files if file.pages is not None]
        return sum(counted) if counted and len(counted) == len(self.files) else None


@dataclass(frozen=True, slots=True)
class DossierView:
    id: UUID
    case_id: UUID
    version_id: UUID
    party_id: UUID
    content_hash: str
    opened_at: datetime
    answers: tuple[AnswerRow, ...]
    materials: tuple[MaterialRow, ...]
    acceptance: tuple[PointRow, ...]
    review: tuple[PointRow, ...]
    left_out: tuple[LeftOut, ...] = ()
    """Materials of the version that do not apply in the applicant's situation, each with its reason."""
    visit_free: str = ""
    """免勘: why this situation needs no visit, with the article; empty = as the item says."""

    @property
    def sections(self) -> tuple[tuple[str, str, tuple[AnswerRow, ...]], ...]:
        """(title, English title, answers) in the order of the form."""
        titles = dict.fromkeys((row.section, row.section_en) for row in self.answers)
        return tuple((t, en, tuple(row for row in self.answers if row.section == t)) for t, en in titles)

    @property
    def acceptance_left(self) -> int:
        return sum(point.is_open for point in self.acceptance)

    @property
    def review_left(self) -> int:
        return sum(point.is_open for point in self.review)

    def material(self, code: str) -> MaterialRow | None:
        return next((row for row in self.materials if row.code == code), None)


def said(value: Any, kind: str, unit: str = "") -> str:
    """An answer in words: 是/否, a date in full, a number with its unit; "" when nothing was answered."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if kind == "date":
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return f"{value}{unit}"


def answer_rows(
    form: catalogue.FormRow, answers: Mapping[str, Any], fetched: Mapping[str, str] | None = None
) -> tuple[AnswerRow, ...]:
    """The answered fields in the order of the form; answers the form does not know come last under their code."""
    fetched, rows, seen = fetched or {}, [], set()
    for section in form.sections:
        if section.repeat is not None:
            seen.add(section.code)
            rows += group_rows(section, answers.get(section.code) or [])
            continue
        for field in section.fields:
            seen.add(field.element)
            rows.append(answer_row(section, field, answers.get(field.element), fetched.get(field.element, "")))
    rows += [
        AnswerRow(code, code, code, value, said(value, ""), "", "其他", "Other", fetched.get(code, ""), "general")
        for code, value in answers.items()
        if code not in seen
    ]
    return tuple(rows)


def answer_row(section: catalogue.SectionRow, field: catalogue.FieldRow, value: Any, fetched: str) -> AnswerRow:
    words = organisations.division_name(str(value)) if field.element == PLACE and value else ""
    return AnswerRow(
        field.element, field.label, field.label_en, value, words or said(value, field.type, field.unit), field.unit, section.title, section.title_en,
        fetched, field.sensitivity,
    )


def group_rows(group: catalogue.SectionRow, rows: Sequence[Mapping[str, Any]]) -> list[AnswerRow]:
    """One line for each row of a group that repeats; one empty line when there is none."""
    made = []
    for n, row in enumerate(rows, 1):
        cells = tuple(answer_row(group, field, row.get(field.element), "") for field in group.fields)
        text = "；".join(f"{cell.label}：{cell.text}" for cell in cells if cell.text)
        made.append(AnswerRow(
            f"{group.code}-{n}", f"{group.title} {n}", f"{group.title_en or group.title} {n}", dict(row), text, "", group.title,
            group.title_en, "", "general", group.code, cells,
        ))  # fmt: skip
    none = AnswerRow(group.code, group.title, group.title_en, None, "", "", group.title, group.title_en, "", "general", group.code)
    return made or [none]


def applicable_rows(terms: Terms, kind: str, answers: Mapping[str, Any], fetched: Mapping[str, str] | None = None) -> tuple[AnswerRow, ...]:
    """The answers of the form of this situation; what a correction made inapplicable stays in its edition only."""
    gone = catalogue.inapplicable(terms, kind, answers)
    kept = {code: value for code, value in answers.items() if code not in gone}
    return answer_rows(catalogue.form_for(terms, kind, answers), kept, fetched)


def file_row(row: CaseFile) -> FileRow:
    stored = row.stored
    return FileRow(
        row.id, row.material_code, stored.file_name, stored.size, stored.media_type, stored.pages, row.edition, row.position,
        row.reused, row.at, row.by, row.retired_at, row.result_number, row.from_case, stored.valid_to,
    )


def file_rows(case_id: UUID) -> tuple[FileRow, ...]:
    rows = CaseFile.objects.filter(case_id=case_id).select_related("stored")
    return tuple(file_row(row) for row in rows.order_by("material_code", "-edition", "position"))


def named(refs: Iterable[str]) -> dict[str, str]:
    accounts = {UUID(ref[8:]) for ref in refs if ref.startswith("account:")}
    found = organisations.names(accounts) if accounts else {}
    return {f"account:{account}": name for account, name in found.items()}


MARKS = "select checklist, code, state, note, by, at from dossier_point where case_id = %s"


def point_rows(case_id: UUID, terms: Terms) -> tuple[PointRow, ...]:
    """Both checklists in the order of the version, as they stand; two reads."""
    marks = {(row[0], row[1]): row[2:] for row in prepared.ask(MARKS, case_id)}
    names = named({by for _, _, by, _ in marks.values()})
    rows = []
    for point in (*domain.acceptance_points(terms), *domain.review_points(terms)):
        if kept := marks.get((point.checklist, point.code)):
            state, note, by, at = PointState(kept[0]), *kept[1:]
            rows.append(
                PointRow(
                    point.code, point.text, point.checklist, point.material_code, point.condition_code, state,
                    domain.LABELS[point.checklist][state], note, by, names.get(by, ""), at,
                )
            )
    return tuple(rows)


def points(case_id: UUID, *, reader: Actor, at: datetime) -> tuple[PointRow, ...]:
    """The checklists alone; the reader is written to the access log, for a note may name a person. Raises NoDossier."""
    row = prepared.one("select version_id, selection_id, party_id from dossier where case_id = %s", case_id)
    if row is None:
        raise NoDossier(case_id=str(case_id))
    version_id, selection_id, party_id = row
    access.note(reader.ref, "dossier.checklists", at=at, subject_id=party_id, case_id=case_id, purpose="case")
    return point_rows(case_id, catalogue.case_terms(version_id, selection_id))


def view(case_id: UUID, *, reader: Actor | None = None, at: datetime | None = None) -> DossierView:
    """Everything of a case's dossier in a constant number of queries. A `reader` is written to the access log."""
    dossier = Dossier.objects.filter(case_id=case_id).select_related("party").first()
    if dossier is None:
        raise NoDossier(case_id=str(case_id))
    if reader is not None and at is not None:
        access.note(reader.ref, "dossier.answers", at=at, subject_id=dossier.party_id, case_id=case_id, purpose="case")
    terms = terms_of(dossier)
    answered = latest_answers(case_id)
    points = point_rows(case_id, terms)
    acceptance = tuple(p for p in points if p.checklist is Checklist.ACCEPTANCE)
    review = tuple(p for p in points if p.checklist is Checklist.REVIEW)
    return DossierView(
        dossier.id, case_id, dossier.version_id, dossier.party_id, dossier.content_hash, dossier.opened_at,
        applicable_rows(terms, dossier.party.kind, answered.answers, answered.fetched),
        material_rows(terms, file_rows(case_id), paper_rows(case_id), acceptance, review), acceptance, review, terms.left_out,
        terms.visit_free,
    )


def material_rows(
    terms: Terms, found: tuple[FileRow, ...], papers: Mapping[str, PaperRow], acceptance: tuple[PointRow, ...], review: tuple[PointRow, ...]
) -> tuple[MaterialRow, ...]:
    """The form first, then the materials in the order of the version."""
    places: list[tuple[str, str, str, MaterialTerm | None]] = [(domain.FORM, domain.FORM_NAME, "Application form", None)]
    places += [(m.code, m.name, m.name_en, m) for m in terms.materials]
    rows = []
    for number, (code, name, name_en, term) in enumerate(places):
        own = tuple(p for p in acceptance if p.material_code == code)
        current = tuple(f for f in found if f.material_code == code and f.is_current)
        state = domain.material_state((p.state for p in own), has_files=bool(current) or code in papers or term is None)
        if any(p.note == domain.BY_SYSTEM for p in own):
            state = MaterialState.BY_SYSTEM
        elif term is not None and term.from_form:
            state = MaterialState.FROM_FORM
        rows.append(
            MaterialRow(
                code, number, name, name_en, term, state, domain.MATERIAL_LABELS[state], domain.MATERIAL_TAGS[state], current,
                tuple(f for f in found if f.material_code == code and not f.is_current),
                papers.get(domain.FORM if state is MaterialState.FROM_FORM else code), own,
                tuple(p for p in review if p.material_code == code),
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file of a case, open for reading; whoever opened it is in the access log."""

    file: BinaryIO
    name: str
    size: int
    media_type: str
    sha256: str


def open_file(case_id: UUID, file_id: UUID, *, reader: Actor, at: datetime) -> OpenedFile:
    """One file of this case. Whether the reader may see the case, the caller has checked. Raises NotFound."""
    row = CaseFile.objects.filter(id=file_id, case_id=case_id).select_related("stored").first()
    if row is None:
        raise NotFound("没有这份材料。", code="dossier.no_file")
    stored = row.stored
    access.note(reader.ref, "material.file", at=at, subject_id=stored.party_id, case_id=case_id, purpose="case")
    return OpenedFile(files.open(stored.sha256), stored.file_name, stored.size, stored.media_type, stored.sha256)
