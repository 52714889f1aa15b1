"""案卷: one PDF of cover, 卷内目录 with page numbers, every document, every service record, every material, 备考表.

A signature does not survive being bound into other pages: the signed original goes along as a file attached to the PDF, unchanged
to the byte, named in the 卷内目录 and with its hash in the 备考表. So does a material that cannot become pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from typing import Any
from uuid import UUID

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, NameObject, create_string_object

from yichuang.documents import domain, making, press, templates
from yichuang.documents.models import Document, ServiceRecord
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import local_date

A4 = (595.28, 841.89)
MOST_PIXELS = 80_000_000
"""A3 at 600 dpi; a small file can claim to be a picture that fills the memory of the machine."""
SIGNED = b"/ByteRange"
"""What every signed PDF says of the bytes that its signature covers."""


@dataclass(frozen=True, slots=True)
class Page:
    """Something to bind that is not a document: a material or a printed page. `content` is PDF, PNG or JPEG bytes;
    what cannot be bound (another format) gets a leaf that says so. `file_name` gives an attached original its extension."""

    title: str
    content: bytes
    on: date | None = None
    number: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    number: str
    on: str
    pdf: PdfReader
    original: bytes = b""
    extension: str = ".pdf"
    first: int = 0
    attachment: int = 0

    @property
    def file_name(self) -> str:
        plain = "".join("_" if letter in '\\/:*?"<>|' or not letter.isprintable() else letter for letter in self.title)
        return f"附件{self.attachment:02d} {plain[:80]}{self.extension}"


def dossier_pdf(
    case_id: UUID, extra_pages: Sequence[Page] = (), *, at: datetime, archivist: str = "", checked_by: str = "",
    retention: str = "30年", archive_number: str = "", result: str = "", closed_on: date | None = None,
) -> bytes:
    """The whole 案卷 of a case. Pages are numbered from the first document on, as the 卷内目录 says.

    Raises NotFound when the case has no document.
    """
    documents = list(
        Document.objects.select_related("template").filter(case_id=case_id).exclude(state=domain.State.VOID)
        .order_by("fixed_at", "id")
    )
    if not documents:
        raise NotFound("该办件没有文书，不能组卷。", code="documents.empty_dossier")
    parts = [_document_part(d) for d in documents] + [_extra_part(p, documents[0]) for p in extra_pages]
    proofs = ServiceRecord.objects.select_related("recipient", "document").filter(document__case_id=case_id)
    parts += [_proof_part(s) for s in proofs.order_by("served_at", "id")]
    numbered, total = _numbered(parts)
    common = _common(documents[0], at)
    ends = {
        "year": documents[0].year, "retention": retention, "pages": total, "count": len(parts), "result": result,
        "archive_number": archive_number, "received_at": local_date(documents[0].fixed_at).isoformat(),
        "closed_on": closed_on.isoformat() if closed_on else "", "archivist": archivist or "（未填写）",
        "checked_by": checked_by, "entries": [_entry(p) for p in numbered],
        "originals": [{"title": p.file_name, "sha256": _readable(p.original)} for p in numbered if p.attachment],
    }
    leaf = {kind: _leaf(kind, common | ends, at) for kind in _LEAVES}
    return _bind(leaf, numbered, common["case_number"])


_LEAVES = (domain.Kind.DOSSIER_COVER, domain.Kind.DOSSIER_CONTENTS, domain.Kind.DOSSIER_NOTE)


def _common(first: Document, at: datetime) -> dict[str, Any]:
    names = ("case_number", "item_name", "organ_name", "recipients", "organ_address", "organ_phone")
    return {n: first.fields.get(n, "") for n in names} | {
        "number": "", "date": local_date(at).isoformat(), "seal": "", "article": "",
    }


def _leaf(kind: domain.Kind, data: dict[str, Any], at: datetime) -> PdfReader:
    spec = domain.KINDS[kind]
    source = templates.own("layout.typ") + "\n" + templates.own(spec.template)
    return PdfReader(BytesIO(press.press(source, {**data, "title": spec.title}, at=at)))


def _document_part(document: Document) -> _Part:
    content = making.opened(document)
    original = content if document.file_sha256 else b""
    return _Part(document.fields["title"], document.number or "", making.made_on(document), PdfReader(BytesIO(content)), original)


def _proof_part(service: ServiceRecord) -> _Part:
    document = service.document
    data = _common(document, service.served_at) | {
        "document_title": document.fields["title"], "document_number": document.number or "",
        "recipient": service.recipient.name, "mode": domain.MODE_NAMES[domain.Mode(service.mode)],
        "place": service.proof.get("place", "政务服务大厅窗口" if service.mode == domain.Mode.DIRECT else ""),
        "served_at": service.served_on.isoformat(), "signed_by": service.proof.get("signed_by", ""),
        "tracking_number": service.proof.get("tracking_number", ""),
        "proof": "到达平台收件箱 " + service.proof["message_id"] if "message_id" in service.proof else "",
    }
    pdf = _leaf(domain.Kind.SERVICE_PROOF, data, service.served_at)
    return _Part(f"送达回证（{document.fields['title']}）", document.number or "", service.served_on.isoformat(), pdf)


def _extra_part(page: Page, first: Document) -> _Part:
    on = page.on.isoformat() if page.on else ""
    original = page.content if page.content.startswith(b"%PDF") and SIGNED in page.content else b""
    try:
        pdf = PdfReader(BytesIO(_as_pdf(page.content)))
        if pdf.is_encrypted or not pdf.pages:
            raise PdfReadError("encrypted or empty")
    except Exception:  # noqa: BLE001 - a material that cannot be bound is named and goes along, never lost silently
        pdf, original = _note(page.title, first), page.content
    extension = PurePath(page.file_name).suffix.lower() or (".pdf" if page.content.startswith(b"%PDF") else ".bin")
    return _Part(page.title, page.number, on, pdf, original, extension)


def _as_pdf(content: bytes) -> bytes:
    """PDF as it is, a picture on an A4 leaf of its own. Raises on any other format."""
    if content.startswith(b"%PDF"):
        return content
    kind = "png" if content.startswith(b"\x89PNG") else "jpg" if content.startswith(b"\xff\xd8") else ""
    if not kind:
        raise PdfReadError("not a PDF or a picture")
    with Image.open(BytesIO(content)) as picture:  # reads the head only
        if picture.width * picture.height > MOST_PIXELS:
            raise PdfReadError("more pixels than a page can use")
    return press.picture(content, kind)


def _note(title: str, first: Document) -> PdfReader:
    data = _common(first, first.fixed_at) | {
        "archivist": "系统", "pages": "—", "note": f"材料《{title}》的格式不能装订成页，电子原件作为附件随卷。",
    }
    return _leaf(domain.Kind.DOSSIER_NOTE, data, first.fixed_at)


def _numbered(parts: Iterable[_Part]) -> tuple[list[_Part], int]:
    page, attached, numbered = 1, 0, []
    for part in parts:
        attached += bool(part.original)
        numbered.append(replace(part, first=page, attachment=attached if part.original else 0))
        page += len(part.pdf.pages)
    return numbered, page - 1


def _readable(content: bytes) -> str:
    """A hash in groups, so that a table can break it and a reader compare it."""
    digest = sha256(content).hexdigest()
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def _entry(part: _Part) -> dict[str, str]:
    last = part.first + len(part.pdf.pages) - 1
    pages = str(part.first) if last == part.first else f"{part.first}—{last}"
    original = f"附件{part.attachment:02d}" if part.attachment else ""
    return {"title": part.title, "number": part.number, "date": part.on, "pages": pages, "original": original}


def _bind(leaf: dict[domain.Kind, PdfReader], parts: Sequence[_Part], case_number: str) -> bytes:
    """The pages for reading, without the fields that would show broken signatures; the originals attached."""
    out = PdfWriter()
    out.add_metadata({"/Title": f"案卷 {case_number}", "/Producer": "Yichuang"})
    cover, contents, note = (leaf[kind] for kind in _LEAVES)
    for title, pdf in (("卷宗封面", cover), ("卷内目录", contents)):
        out.append(pdf, outline_item=title, import_outline=False)
    total = sum(len(p.pdf.pages) for p in parts)
    stamps = PdfReader(BytesIO(press.page_numbers(total)))
    start = len(out.pages)
    for part in parts:
        out.append(part.pdf, outline_item=part.title, import_outline=False)
    for n in range(total):
        page = out.pages[start + n]
        page.merge_translated_page(stamps.pages[n], float(page.mediabox.width) - A4[0], float(page.mediabox.height) - A4[1])
    out.append(note, outline_item="备考表", import_outline=False)
    for page in out.pages:
        if "/Annots" in page:
            del page["/Annots"]
    if "/AcroForm" in out.root_object:
        del out.root_object["/AcroForm"]
    _attach(out, parts)
    done = BytesIO()
    out.write(done)
    return done.getvalue()


def _attach(out: PdfWriter, parts: Sequence[_Part]) -> None:
    """The originals as associated files (ISO 32000-2, 14.13): the source of the pages that were made of them."""
    associated = ArrayObject()
    for part in (p for p in parts if p.attachment):
        made = out.add_attachment(part.file_name, part.original)
        made.alternative_name = create_string_object(part.file_name)
        made.associated_file_relationship = NameObject("/Source")
        made.subtype = NameObject("/application/pdf" if part.extension == ".pdf" else "/application/octet-stream")
        made.description = create_string_object(part.title)
        associated.append(made.pdf_object.indirect_reference)
    if associated:
        out.root_object[NameObject("/AF")] = associated
