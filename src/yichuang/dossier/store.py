"""The material store of a party: a file is kept once for each kind of paper, and offered again where it still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from yichuang.catalogue.domain import MaterialTerm, Terms
from yichuang.dossier.models import StoredMaterial
from yichuang.facts import dossier as facts
from yichuang.kernel import files, media
from yichuang.kernel.errors import FieldError, NotFound, Refusal
from yichuang.kernel.values import Fact, local_date

ACCEPTED = tuple(sorted(media.EXTENSIONS))
"""Extensions a person may hand in; for the `accept` of a file field."""

LIMIT = files.LIMIT


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A stored file as pages show it."""

    id: UUID
    party_id: UUID
    type_code: str
    name: str
    file_name: str
    size: int
    media_type: str
    pages: int | None
    valid_to: date | None
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Upload:
    """One stored file handed in under a material of the version. `reused` = it was in the store before."""

    material_code: str
    stored_id: UUID
    reused: bool = False
    result_number: str = ""
    """由系统取得: the number of the licence or decision it is, which no applicant handed in; empty = handed in."""
    from_case: UUID | None = None
    """The case that gave that result, where it was one of this platform."""


def type_code(material: MaterialTerm) -> str:
    """The kind of paper across items; a material without one is a kind of its own name."""
    return material.type_code or material.name


def is_form(name: str) -> bool:
    """An application form is the form of one item: of two items whose lists call it by the same name without a kind, neither is offered the
    other's."""
    return any(word in name for word in ("申请表", "申请书", "申报表", "备案表", "登记表"))


def fetched_results(case_id: UUID, uploads: Sequence[Upload], stored: Mapping[UUID, StoredMaterial]) -> list[Fact]:
    """由系统取得: which of the files nobody handed in."""
    return [
        facts.ResultFetched(case_id=case_id, material_code=u.material_code, from_case=u.from_case, file_sha256=stored[u.stored_id].sha256)
        for u in uploads if u.result_number
    ]  # fmt: skip


def row(stored: StoredMaterial) -> StoredRow:
    return StoredRow(
        stored.id, stored.party_id, stored.type_code, stored.name, stored.file_name, stored.size, stored.media_type,
        stored.pages, stored.valid_to, stored.at, stored.sha256,
    )


def pages_of(digest: str, media_type: str) -> int | None:
    """How many pages; None where the format does not tell or the file is broken inside (that is for the clerk to see)."""
    if media_type in (media.PNG, media.JPEG):
        return 1
    if media_type != media.PDF:
        return None
    with files.open(digest) as file:
        try:
            return len(PdfReader(file).pages)
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def named(refusal: Refusal, field: str) -> Refusal:
    """The refusal of a file, naming the field of the form it came in."""
    message = str(refusal.message) % refusal.details if refusal.details else refusal.message
    refusal.errors = (FieldError(field, refusal.code, message),)
    return refusal


@transaction.atomic
def keep(
    party_id: UUID, material: MaterialTerm, source: Any, *, file_name: str, at: datetime, by: str, purpose: str = "",
    field: str = "", reusable: bool = True, valid_to: date | None = None, area_id: UUID | None = None,
) -> StoredRow:
    """Store one file of a party for a kind of paper; the same bytes again are the same row.

    `valid_to`: its own last day, where it has one; `area_id`: the area whose assessment it is.
    `source` is bytes or anything kernel.files takes. Raises the refusals of kernel.files with `field` named.
    """
    try:
        stored = files.put(source, name=file_name)
    except Refusal as refusal:
        raise named(refusal, field or material.code) from None
    if valid_to is None and material.valid_days:
        valid_to = local_date(at) + timedelta(days=material.valid_days)
    found, _ = StoredMaterial.objects.get_or_create(
        party_id=party_id, type_code=type_code(material), sha256=stored.sha256,
        defaults={
            "name": material.name, "file_name": file_name[-200:], "size": stored.size, "media_type": stored.media_type,
            "pages": pages_of(stored.sha256, stored.media_type), "valid_to": valid_to, "purpose": purpose,
            "reusable": reusable, "area_id": area_id, "at": at, "by": by,
        },
    )  # fmt: skip
    return row(found)


def stored_row(stored_id: UUID, *, party_ids: Iterable[UUID]) -> StoredRow:
    """A stored file of one of these parties. Raises NotFound."""
    found = StoredMaterial.objects.filter(id=stored_id, party_id__in=set(party_ids)).first()
    if found is None:
        raise NotFound("没有这份材料。", code="dossier.no_file")
    return row(found)


def check_offered(stored_ids: Iterable[UUID], party_id: UUID, *, area_id: UUID | None = None) -> None:
    """These files may be handed in again: the party's own, or given by the area its project lies in. Raises NotFound."""
    wanted = set(stored_ids)
    rows = StoredMaterial.objects.filter(id__in=wanted, party_id=party_id)
    if wanted and rows.filter(Q(area_id__isnull=True) | Q(area_id=area_id)).count() != len(wanted):
        raise NotFound("没有这份材料。", code="dossier.no_file")


def open_stored(stored_id: UUID, *, party_ids: Iterable[UUID]) -> tuple[StoredRow, BinaryIO]:
    """A stored file of one of these parties, open for reading; for its owner's own drafts. Raises NotFound."""
    found = stored_row(stored_id, party_ids=party_ids)
    return found, files.open(found.sha256)


def stored_rows(stored_ids: Iterable[UUID]) -> dict[UUID, StoredRow]:
    return {found.id: row(found) for found in StoredMaterial.objects.filter(id__in=set(stored_ids))}


def reusable(party_id: UUID, terms: Terms, *, on: date, area_id: UUID | None = None) -> dict[str, tuple[StoredRow, ...]]:
    """What the party may hand in again: material code → files of that kind still valid on that day, newest first; none that a window
    asked to be put right, and of an area's assessments those of the one (`area_id`) the project applied for lies in."""
    kinds = {type_code(material): material.code for material in terms.materials if not material.from_form}
    own_forms = {material.name for material in terms.materials if not material.type_code and is_form(material.name)}
    rows = StoredMaterial.objects.filter(party_id=party_id, type_code__in=kinds, reusable=True, faulty_at__isnull=True)
    rows = rows.filter(Q(area_id__isnull=True) | Q(area_id=area_id))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).order_by("-at", "-id")[:200]
    found: dict[str, tuple[StoredRow, ...]] = {}
    for stored in rows:
        code = kinds[stored.type_code]
        if stored.type_code in own_forms and stored.purpose != terms.code:
            continue
        if len(found.get(code, ())) < 5:
            found[code] = (*found.get(code, ()), row(stored))
    return found
