"""Papers over the counter, and the list of what was handed in: what 收件凭证 and 受理通知书 certify (practice §1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yichuang.catalogue import api as catalogue
from yichuang.dossier import domain
from yichuang.dossier.actions import NoDossier, check_listed, commit, lay_papers, locked, ref, reopened, terms_of
from yichuang.dossier.domain import Paper, PointState
from yichuang.dossier.models import AnswerSet, CaseFile, CasePaper, PointMark
from yichuang.dossier.store import Upload
from yichuang.facts import dossier as facts
from yichuang.kernel import prepared
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor


@dataclass(frozen=True, slots=True)
class PaperRow:
    material_code: str
    copies: int
    original: bool
    at: datetime
    compared: bool
    by: str

    @property
    def who(self) -> str:
        """Who took it, and compared it where it was."""
        found = organisations.names([UUID(self.by[8:])]) if self.by.startswith("account:") else {}
        return next(iter(found.values()), "")


@transaction.atomic
def bring_papers(case_id: UUID, papers: Sequence[Paper], *, actor: Actor | str, at: datetime) -> None:
    """Papers brought to the window before acceptance (补正): their points go back to 未核, somebody has to look."""
    dossier = locked(case_id)
    terms = terms_of(dossier)
    for paper in papers:
        if paper.material_code != domain.FORM:
            check_listed(terms, paper.material_code)
    said = lay_papers(dossier, papers, by=ref(actor), at=at)
    said += reopened(dossier, [p.material_code for p in papers], by=ref(actor), at=at)
    commit(dossier, said, by=ref(actor), at=at)


@transaction.atomic
def compare_originals(case_id: UUID, codes: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """比对原件 at the window of papers handed in before: 原件核对无误, by whom and when. What lies there stays as it is."""
    dossier = locked(case_id)
    terms, known = terms_of(dossier), paper_rows(case_id)
    if not codes:
        wrong = FieldError("codes", "required", "请选比对过原件的材料。")
        raise Invalid("没有选材料。", code="dossier.no_material", errors=(wrong,))
    for code in codes:
        check_listed(terms, code)
    papers = [
        Paper(code, known[code].copies if code in known else 0, known[code].original if code in known else False, compared=True)
        for code in dict.fromkeys(codes)
    ]
    lay_papers(dossier, papers, by=actor.ref, at=at)
    commit(dossier, [facts.OriginalCompared(case_id=case_id, material_code=p.material_code) for p in papers], by=actor.ref, at=at)


def paper_rows(case_id: UUID) -> dict[str, PaperRow]:
    """The paper that lies there now, by material."""
    return {row[0]: PaperRow(*row) for row in prepared.ask(PAPERS, case_id)}


FILES = """select material_code, count(*), bool_and(result_number <> '') from dossier_file
  where case_id = %s and retired_at is null group by material_code"""
PAPERS = "select material_code, copies, original, at, compared, by from dossier_paper where case_id = %s and retired_at is null"


def has_paper(case_id: UUID, material_code: str) -> bool:
    """Whether a file or a paper lies under this material."""
    kinds = (CaseFile, CasePaper)
    return any(kind.objects.filter(case_id=case_id, material_code=material_code, retired_at__isnull=True).exists() for kind in kinds)


def places(stored_ids: Collection[UUID], *, most: int = 2000) -> list[tuple[UUID, UUID, UUID]]:
    """(stored file, case, its file there) of each case these files lie in now, the first first; whoever asks checks the cases. One query."""
    rows = CaseFile.objects.filter(stored_id__in=stored_ids, retired_at__isnull=True).order_by("at", "id")
    return list(rows.values_list("stored_id", "case_id", "id")[:most])


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file nobody handed in: a result (its number, the case that gave it) or the assessment of an area, and the case it lies in."""

    stored_id: UUID
    case_id: UUID
    number: str
    from_case: UUID | None
    of_area: bool


def fetched_in(case_ids: Collection[UUID], *, most: int = 2000) -> list[Fetched]:
    """What the system laid into these cases and still counts there, the newest first; whoever asks checks the cases. One query."""
    by_system = ~Q(result_number="") | Q(stored__area_id__isnull=False)
    rows = CaseFile.objects.filter(by_system, case_id__in=case_ids, retired_at__isnull=True).order_by("-at", "id")
    found = rows.values_list("stored_id", "case_id", "result_number", "from_case", "stored__area_id")
    return [Fetched(stored_id, case_id, number, from_case, area_id is not None) for stored_id, case_id, number, from_case, area_id in found[:most]]


def handed_in(case_id: UUID) -> list[dict[str, object]]:
    """What was really handed in, the form first, then in the order of the version: name, original or copy, copies, medium.

    A material nobody brought is not on the list; the paper made out of the form is the form. Raises NoDossier.
    """
    row = prepared.one("select version_id, selection_id from dossier where case_id = %s", case_id)
    if row is None:
        raise NoDossier(case_id=str(case_id))
    terms, papers = catalogue.case_terms(row[0], row[1]), paper_rows(case_id)
    files: dict[str, tuple[int, bool]] = {code: (count, fetched) for code, count, fetched in prepared.ask(FILES, case_id)}
    own = domain.form_paper(terms)
    names = {domain.FORM: own.name if own else domain.FORM_NAME} | {m.code: m.name for m in terms.materials if not m.from_form}
    files.setdefault(domain.FORM, (0 if domain.FORM in papers else 1, False))
    return [line(name, papers.get(code), *files.get(code, (0, False))) for code, name in names.items() if code in papers or files.get(code, (0,))[0]]


def line(name: str, paper: PaperRow | None, files: int, fetched: bool) -> dict[str, object]:
    """`fetched`: nobody handed it in, the system laid it there."""
    if paper is None or not paper.copies:
        row: dict[str, object] = {"name": name, "original": "由系统取得" if fetched else "电子件", "copies": files, "medium": "电子"}
    else:
        medium = "纸质，已扫描" if files else "纸质"
        row = {"name": name, "original": "原件" if paper.original else "复印件", "copies": paper.copies, "medium": medium}
    if paper is not None and paper.compared:
        row["compared"] = f"原件核对无误，{paper.who}"
    return row


@dataclass(frozen=True, slots=True)
class Standing:
    """What a case was handed in with as it stands after every correction: the latest answers, the files and papers that count."""

    answers: Mapping[str, Any]
    fetched: Mapping[str, str]
    selection_id: UUID | None
    uploads: tuple[Upload, ...]
    papers: tuple[Paper, ...]
    faulty: Mapping[str, tuple[str, ...]]
    """Material (or FORM) → what the window asked to be put right and nobody did; its files are not among the uploads."""
    by_system: frozenset[str]
    """Materials the government fetches itself: what it laid there is not the applicant's."""


def standing(case_id: UUID) -> Standing:
    """To apply again without handing in anything twice. Raises NoDossier."""
    last = AnswerSet.objects.filter(case_id=case_id).select_related("dossier").order_by("-edition").first()
    if last is None:
        raise NoDossier(case_id=str(case_id))
    faulty: dict[str, tuple[str, ...]] = {}
    terms = terms_of(last.dossier)
    points, marks = domain.acceptance_points(terms), PointMark.objects.filter(case_id=case_id).order_by("id")
    fetched = set(marks.filter(note=domain.BY_SYSTEM).values_list("code", flat=True))
    by_system = frozenset(point.material_code for point in points if point.code in fetched) | {m.code for m in terms.materials if m.from_form}
    asked = dict(marks.filter(state=PointState.MISSING).values_list("code", "note"))
    for point in points:
        if point.code in asked:
            faulty[point.material_code] = (*faulty.get(point.material_code, ()), asked[point.code] or point.text)
    files = CaseFile.objects.filter(case_id=case_id, retired_at__isnull=True).order_by("material_code", "position")
    uploads = files.exclude(material_code__in={*faulty, *by_system}).values_list("material_code", "stored_id")
    return Standing(
        last.answers, last.fetched, last.dossier.selection_id, tuple(Upload(code, stored_id, reused=True) for code, stored_id in uploads),
        tuple(Paper(row.material_code, row.copies, row.original, row.compared) for row in paper_rows(case_id).values()), faulty, by_system,
    )  # fmt: skip
