"""The file of a document, for views and for the bound dossier. Who may see it is decided by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.documents import making, press, templates
from yichuang.documents.models import Document, TemplateVersion
from yichuang.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class OpenFile:
    """Bytes with the name a browser should save them under; `sha256` is "" while the file is not made."""

    content: bytes
    name: str
    sha256: str
    case_id: UUID | None
    media_type: str = "application/pdf"


def open_file(document_id: UUID) -> OpenFile:
    """The PDF of a document. A document that is only fixed reads as it will look, unsigned. Raises NotFound."""
    found = Document.objects.select_related("template").filter(id=document_id).first()
    if found is None:
        raise NotFound("没有这份文书。", code="documents.not_found")
    name = f"{found.fields['title']}{found.number or ''}.pdf"
    return OpenFile(making.opened(found), name, found.file_sha256, found.case_id)


def press_sheet(name: str, text: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """Typeset a paper that another capability keeps as a file: the shared layout and `text`; `data` names title, number and organ."""
    return press.press(templates.made(name, text).source, data, at=at)


def press_version(template_sha256: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """Typeset a kept template; for papers whose row another capability owns (licences)."""
    return press.press(TemplateVersion.objects.get(sha256=template_sha256).source, data, at=at)
