"""Verbs of a dossier. Each runs in its caller's transaction or opens one; the dossier row is locked first."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.dossier import domain
from yichuang.dossier.domain import Checklist, PointState
from yichuang.dossier.models import AnswerSet, CaseFile, CasePaper, Dossier, PointMark, StoredMaterial
from yichuang.dossier.store import Upload, fetched_results
from yichuang.facts import dossier as facts
from yichuang.kernel import events
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.kernel.prepared import do, load, rows_cte, together
from yichuang.kernel.values import Fact, canonical, new_id
from yichuang.organisations.domain import Actor

STREAM = "dossier"
SYSTEM = "system:dossier"
MOST_FILES = 20


class NoDossier(NotFound):
    code = "dossier.not_found"
    message = "这个办件没有卷宗。"


class TooManyFiles(Refusal):
    code, status = "dossier.too_many_files", 422
    message = "一种材料最多交20个文件。"
    remedy = "请合并成一份PDF再上传。"


def ref(actor: Actor | str) -> str:
    return actor if isinstance(actor, str) else actor.ref


def locked(case_id: UUID) -> Dossier:
    found = load(Dossier, "where case_id = %s for update", case_id)
    if not found:
        raise NoDossier(case_id=str(case_id))
    return found[0]


def terms_of(dossier: Dossier) -> Terms:
    """The terms it is checked under: the version as the applicant's situation selected."""
    return catalogue.case_terms(dossier.version_id, dossier.selection_id)


def record(dossier: Dossier, written: Sequence[Fact], *, by: str, at: datetime) -> None:
    """Append facts and move the head; the caller has locked the row and saves it."""
    head = events.Head(STREAM, dossier.id, dossier.head_seq, bytes(dossier.head_hash))
    end = events.emit(head, written, actor=by, at=at)
    dossier.head_seq, dossier.head_hash = end.seq, end.hash


def digest(salt: bytes, *parts: object) -> str:
    """Salted, so that after erasing the rows nothing can be guessed from the record (design §4)."""
    return sha256(salt + canonical(domain.hashable(list(parts)))).hexdigest()


@transaction.atomic(savepoint=False)
def open_dossier(
    case_id: UUID, terms: Terms, party_id: UUID, answers: Mapping[str, Any], uploads: Sequence[Upload] = (), *,
    at: datetime, actor: Actor | str, fetched: Mapping[str, str] | None = None, papers: Sequence[domain.Paper] = (),
    purpose: str = "", by_system: Collection[str] = (),
) -> str:
    """Keep what was handed in and lay out both checklists; returns the content hash that CaseReceived names.

    `purpose` is "" or change or renewal: papers the version asks for other purposes only are 不适用. `answers` are data element code →
    plain JSON value, `fetched` says for some of them from which register. A gap in the materials is no error here: the window asks for it once (32(4)).
    `by_system`: codes of materials the government fetches itself, no points of acceptance.
    """
    for code in (*(u.material_code for u in uploads), *(p.material_code for p in papers if p.material_code != domain.FORM)):
        check_listed(terms, code)
    salt = os.urandom(16)
    stored = stored_of(uploads, party_id)
    handed_in = sorted((upload.material_code, stored[upload.stored_id].sha256) for upload in uploads)
    dossier = Dossier(
        id=new_id(), case_id=case_id, version_id=terms.version_id, party_id=party_id, salt=salt, opened_at=at,
        content_hash=digest(salt, dict(answers), handed_in), selection_id=terms.selection_id,
    )  # fmt: skip
    opened = facts.DossierOpened(
        case_id=case_id, version_id=terms.version_id, party_id=party_id, content_hash=dossier.content_hash
    )
    by = ref(actor)
    said = [opened, *taken(case_id, papers), *fetched_results(case_id, uploads, stored)]
    sealed = events.seal(events.Head.new(STREAM, dossier.id), said, actor=by, at=at)
    dossier.head_seq, dossier.head_hash = sealed.head.seq, sealed.head.hash
    answered = AnswerSet(
        case_id=case_id, dossier=dossier, edition=1, answers=dict(answers), fetched=dict(fetched or {}), at=at, by=by
    )
    codes = {upload.material_code for upload in uploads} | {paper.material_code for paper in papers}
    points = [
        PointMark(
            case_id=case_id, dossier=dossier, checklist=point.checklist, code=point.code, condition_code=point.condition_code,
            state=domain.first_state(point, terms, codes, purpose, by_system), note=domain.BY_SYSTEM if domain.is_by_system(point, by_system) else "",
        )
        for point in (*domain.acceptance_points(terms), *domain.review_points(terms))
    ]
    together(
        rows_cte("made", [dossier]), rows_cte("answered", [answered]),
        rows_cte("placed", placed(dossier, uploads, edition=dict.fromkeys({u.material_code for u in uploads}, 1), at=at, by=by)),
        rows_cte("laid", laid(dossier, papers, at=at, by=by)), rows_cte("points", points), events.ALWAYS, events.event_cte(sealed),
    )
    return dossier.content_hash


def lay_papers(dossier: Dossier, papers: Sequence[domain.Paper], *, by: str, at: datetime) -> list[Fact]:
    """Keep papers that came over the counter; the row is locked or new. Gives the facts to commit."""
    before = CasePaper.objects.filter(case_id=dossier.case_id, material_code__in=[p.material_code for p in papers])
    before.filter(retired_at__isnull=True).update(retired_at=at)
    CasePaper.objects.bulk_create(laid(dossier, papers, at=at, by=by))
    return taken(dossier.case_id, papers)


def laid(dossier: Dossier, papers: Sequence[domain.Paper], *, at: datetime, by: str) -> list[CasePaper]:
    return [
        CasePaper(
            case_id=dossier.case_id, dossier=dossier, material_code=p.material_code, copies=p.copies, original=p.original,
            compared=p.compared, at=at, by=by,
        )
        for p in papers
    ]  # fmt: skip


def taken(case_id: UUID, papers: Sequence[domain.Paper]) -> list[Fact]:
    said: list[Fact] = [
        facts.PaperTaken(case_id=case_id, material_code=p.material_code, copies=p.copies, original=p.original)
        for p in papers if p.copies
    ]  # fmt: skip
    return said + [facts.OriginalCompared(case_id=case_id, material_code=p.material_code) for p in papers if p.compared]


def check_listed(terms: Terms, material_code: str, *, made: bool = False) -> None:
    """Only listed papers may be laid in (31); what the system makes out of the form, only as `made` by it."""
    if any(material.code == material_code for material in terms.left_out):
        raise Invalid("申请人的情形不需要这种材料。", code="dossier.not_applicable", article="《中华人民共和国行政许可法》第三十一条", material=material_code)
    if (listed := terms.material(material_code)) is None:
        raise NotFound("实施清单没有这种材料。", code="dossier.unlisted_material", material=material_code)
    if listed.from_form and not made:
        raise domain.MadeFromForm(name=listed.name)


def stored_of(uploads: Sequence[Upload], party_id: UUID) -> dict[UUID, StoredMaterial]:
    """The stored files of the uploads; NotFound when one is not this party's."""
    wanted = {upload.stored_id for upload in uploads}
    stored = {s.id: s for s in load(StoredMaterial, "where id = any(%s::uuid[]) and party_id = %s", list(wanted), party_id)}
    if missing := wanted - set(stored):
        raise NotFound("没有这份材料。", code="dossier.no_file", files=sorted(map(str, missing)))
    return stored


def placed(
    dossier: Dossier, uploads: Sequence[Upload], *, edition: Mapping[str, int], at: datetime, by: str
) -> list[CaseFile]:
    """The rows of files laid under their materials. Raises TooManyFiles."""
    positions: dict[str, int] = {}
    rows = []
    for upload in uploads:
        positions[upload.material_code] = position = positions.get(upload.material_code, 0) + 1
        if position > MOST_FILES:
            raise TooManyFiles(material=upload.material_code)
        rows.append(
            CaseFile(
                case_id=dossier.case_id, dossier=dossier, material_code=upload.material_code, position=position,
                edition=edition[upload.material_code], stored_id=upload.stored_id, reused=upload.reused, at=at, by=by,
                result_number=upload.result_number, from_case=upload.from_case,
            )
        )
    return rows


@transaction.atomic
def add_files(case_id: UUID, uploads: Sequence[Upload], *, actor: Actor | str, at: datetime, made: bool = False) -> tuple[str, ...]:
    """New files for materials of a case: a new edition each; the files before are retired, never removed.

    Returns the material codes that changed. The checklists stay as they are: under review a further paper changes no
    受理要素. Before acceptance use `bring_files`.
    """
    dossier = locked(case_id)
    terms = terms_of(dossier)
    stored = stored_of(uploads, dossier.party_id)
    by, said = ref(actor), []
    editions: dict[str, int] = {}
    for code in dict.fromkeys(upload.material_code for upload in uploads):
        check_listed(terms, code, made=made)
        before = CaseFile.objects.filter(case_id=case_id, material_code=code)
        editions[code] = (before.order_by("-edition").values_list("edition", flat=True).first() or 0) + 1
        before.filter(retired_at__isnull=True).update(retired_at=at)
        hashes = sorted(stored[u.stored_id].sha256 for u in uploads if u.material_code == code)
        said.append(
            facts.MaterialAdded(
                case_id=case_id, material_code=code, edition=editions[code],
                content_hash=digest(bytes(dossier.salt), code, editions[code], hashes),
            )
        )
    CaseFile.objects.bulk_create(placed(dossier, uploads, edition=editions, at=at, by=by))
    commit(dossier, [*said, *fetched_results(case_id, uploads, stored)], by=by, at=at)
    return tuple(editions)


@transaction.atomic
def bring_files(case_id: UUID, uploads: Sequence[Upload], *, actor: Actor | str, at: datetime) -> tuple[str, ...]:
    """Files brought before acceptance (补正, 当场更正): the points of their materials go back to 未核, because somebody
    has to look at the new paper."""
    changed = add_files(case_id, uploads, actor=actor, at=at)
    dossier = locked(case_id)
    commit(dossier, reopened(dossier, changed, by=ref(actor), at=at), by=ref(actor), at=at)
    return changed


def reopened(dossier: Dossier, materials: Sequence[str], *, by: str, at: datetime) -> list[Fact]:
    """未核 for every judged point of these materials (FORM = the application form)."""
    points = domain.acceptance_points(terms_of(dossier))
    codes = [point.code for point in points if point.material_code in materials]
    rows = [m for m in marks(dossier.case_id, Checklist.ACCEPTANCE, codes) if m.state != PointState.OPEN]
    for row in rows:
        row.state = PointState.OPEN
    return put(rows, by=by, at=at)


def put(rows: Sequence[PointMark], *, by: str, at: datetime) -> list[Fact]:
    """Save points as they now stand, in one statement, and give the facts of them."""
    if rows:
        ids, states, notes = zip(*((row.id, str(row.state), row.note) for row in rows), strict=True)
        do(
            """update dossier_point as p set state = x.state, note = x.note, by = %s, at = %s
            from unnest(%s::uuid[], %s::text[], %s::text[]) as x(id, state, note) where p.id = x.id""",
            by, at, list(ids), list(states), list(notes),
        )
    return [facts.PointMarked(case_id=m.case_id, checklist=m.checklist, code=m.code, state=m.state) for m in rows]


def commit(dossier: Dossier, said: Sequence[Fact], *, by: str, at: datetime) -> None:
    """The facts, and the head they leave, in one statement; the caller has locked the row."""
    if said:
        sealed = events.seal(events.Head(STREAM, dossier.id, dossier.head_seq, bytes(dossier.head_hash)), said, actor=by, at=at)
        dossier.head_seq, dossier.head_hash = sealed.head.seq, sealed.head.hash
        head = "moved as (update dossier set head_seq = %s, head_hash = %s where id = %s returning id)"
        together((head, [sealed.head.seq, sealed.head.hash, dossier.id]), events.event_cte(sealed))


@transaction.atomic
def change_answers(case_id: UUID, answers: Mapping[str, Any], *, actor: Actor | str, at: datetime) -> None:
    """The applicant corrects the form: given answers replace theirs in a new edition; the points of the form reopen."""
    dossier = locked(case_id)
    last = AnswerSet.objects.filter(case_id=case_id).latest("edition")
    changed = {**last.answers, **answers}
    if changed == last.answers:
        return
    fetched = {code: source for code, source in last.fetched.items() if code not in answers}
    by, edition = ref(actor), last.edition + 1
    AnswerSet.objects.create(
        case_id=case_id, dossier=dossier, edition=edition, answers=changed, fetched=fetched, at=at, by=by
    )
    said: list[Fact] = [
        facts.AnswersChanged(case_id=case_id, edition=edition, content_hash=digest(bytes(dossier.salt), changed))
    ]
    commit(dossier, said + reopened(dossier, [domain.FORM], by=by, at=at), by=by, at=at)


@transaction.atomic
def correct_form(case_id: UUID, answers: Mapping[str, Any], *, actor: Actor | str, at: datetime) -> None:
    """The form brought in again before acceptance: changed answers become an edition, its points go back to 未核 even when
    nothing changed, because the applicant says it is right as it stands."""
    change_answers(case_id, answers, actor=actor, at=at)
    dossier = locked(case_id)
    commit(dossier, reopened(dossier, [domain.FORM], by=ref(actor), at=at), by=ref(actor), at=at)


@transaction.atomic
def reselect(case_id: UUID, selection_id: UUID, *, actor: Actor | str, at: datetime) -> None:
    """The corrected answers changed the situation: what applies now is 未核 where it never was checked, what no longer
    applies is 不适用 with the reason. 审查要点 stay: the conditions of the law are the same in every situation."""
    dossier, by = locked(case_id), ref(actor)
    if dossier.selection_id == selection_id:
        return
    dossier.selection_id = selection_id
    dossier.save(update_fields=["selection_id"])
    terms = terms_of(dossier)
    wanted = {point.code: point for point in domain.acceptance_points(terms)}
    rows = {row.code: row for row in marks(case_id, Checklist.ACCEPTANCE)}
    PointMark.objects.bulk_create(
        PointMark(case_id=case_id, dossier=dossier, checklist=Checklist.ACCEPTANCE, code=code, state=PointState.OPEN)
        for code in wanted if code not in rows
    )  # fmt: skip
    gone = [row for code, row in rows.items() if code not in wanted and row.state != PointState.NOT_APPLICABLE]
    back = [row for code, row in rows.items() if code in wanted and row.state == PointState.NOT_APPLICABLE and row.note == NOT_HERE]
    for row in gone:
        row.state, row.note = PointState.NOT_APPLICABLE, NOT_HERE
    for row in back:
        row.state, row.note = PointState.OPEN, ""
    commit(dossier, put([*gone, *back], by=by, at=at), by=by, at=at)


NOT_HERE = "申请人的情形不需要"


def marks(case_id: UUID, checklist: Checklist, codes: Sequence[str] | None = None) -> list[PointMark]:
    of_case = "where case_id = %s and checklist = %s"
    if codes is None:
        return load(PointMark, of_case, case_id, checklist)
    return load(PointMark, f"{of_case} and code = any(%s)", case_id, checklist, list(codes))


@transaction.atomic
def mark_points(
    case_id: UUID, checklist: Checklist, states: Mapping[str, PointState], *, notes: Mapping[str, str] | None = None,
    by: str, at: datetime,
) -> None:
    """Mark several points of one checklist; a point that has the state already is left alone."""
    dossier = locked(case_id)
    terms = terms_of(dossier)
    known = {p.code: p for p in (*domain.acceptance_points(terms), *domain.review_points(terms)) if p.checklist is checklist}
    rows = {row.code: row for row in marks(case_id, checklist, list(states))}
    moved: list[PointMark] = []
    noted: list[PointMark] = []
    touched: set[str] = set()
    for code, state in states.items():
        if code not in known or code not in rows:
            raise domain.UnknownPoint(point=code)
        domain.check_mark(known[code], state, terms)
        domain.check_by_system(known[code], state, rows[code].note)
        row, note = rows[code], (notes or {}).get(code, rows[code].note).strip()
        note = domain.BY_SYSTEM if row.note == domain.BY_SYSTEM else note
        if row.state != state:
            moved.append(row)
            if PointState.MISSING in (row.state, state):
                touched.add(known[code].material_code)
        elif row.note != note:
            noted.append(row)
        row.state, row.note = state, note
    put(noted, by=by, at=at)  # words alone are no fact
    said = put(moved, by=by, at=at)
    if touched:
        note_faulty(case_id, terms, touched, at=at)
    commit(dossier, said, by=by, at=at)


def note_faulty(case_id: UUID, terms: Terms, touched: Set[str], *, at: datetime) -> None:
    """A file a window asks to be put right is offered nowhere again; it is again when the window takes back all that it asked of it."""
    missing = {row.code for row in marks(case_id, Checklist.ACCEPTANCE) if row.state == PointState.MISSING}
    faulty = {point.material_code for point in domain.acceptance_points(terms) if point.code in missing}
    for codes, faulty_at in ((touched & faulty, at), (touched - faulty, None)):
        if codes:
            laid = CaseFile.objects.filter(case_id=case_id, material_code__in=codes, retired_at__isnull=True).values("stored_id")
            StoredMaterial.objects.filter(id__in=laid).update(faulty_at=faulty_at)


def set_point(
    case_id: UUID, code: str, state: PointState | str, *, note: str = "", actor: Actor | str, at: datetime,
    checklist: Checklist | str | None = None,
) -> None:
    """A person judges one point of either checklist (state by code or by its word). Who may, the caller has checked."""
    wanted = state if isinstance(state, PointState) else domain.state_of(state)
    lists = [Checklist(checklist)] if checklist else list(Checklist)
    here = PointMark.objects.filter(case_id=case_id, code=code, checklist__in=lists).order_by("checklist")
    found = here.values_list("checklist", flat=True).first()
    if found is None:
        raise domain.UnknownPoint(point=code)
    mark_points(case_id, Checklist(found), {code: wanted}, notes={code: note}, by=ref(actor), at=at)


def mark_missing(case_id: UUID, points: Mapping[str, str], *, at: datetime, by: str = SYSTEM) -> None:
    """待补正, with what is missing and how to mend it, as the 补正告知书 says it."""
    states = dict.fromkeys(points, PointState.MISSING)
    mark_points(case_id, Checklist.ACCEPTANCE, states, notes=points, by=by, at=at)


def mark_met(case_id: UUID, points: Sequence[str], *, by: str, at: datetime) -> None:
    """齐全合规."""
    mark_points(case_id, Checklist.ACCEPTANCE, dict.fromkeys(points, PointState.MET), by=by, at=at)


def mark_reviewed(case_id: UUID, points: Sequence[str], *, by: str, at: datetime) -> None:
    """符合, several at once."""
    mark_points(case_id, Checklist.REVIEW, dict.fromkeys(points, PointState.MET), by=by, at=at)


def fail_condition(case_id: UUID, condition: str, *, note: str, actor: Actor | str, at: datetime) -> None:
    """不符合 on every point that tests a condition: what a refusal naming it turns them to."""
    codes = PointMark.objects.filter(case_id=case_id, checklist=Checklist.REVIEW, condition_code=condition)
    states = dict.fromkeys(codes.values_list("code", flat=True), PointState.FAILED)
    if not states:
        raise domain.UnknownPoint(point=condition)
    mark_points(case_id, Checklist.REVIEW, states, notes=dict.fromkeys(states, note), by=ref(actor), at=at)
