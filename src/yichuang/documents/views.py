"""The file view that the web layer routes: it decides visibility by a callback, we answer with the bytes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from yichuang.documents.files import open_file
from yichuang.kernel.errors import NotFound

MaySee = Callable[[HttpRequest, UUID | None], bool]


def file_response(request: HttpRequest, document_id: UUID, *, may_see: MaySee, download: bool = False) -> HttpResponse:
    """A document's PDF. `may_see(request, case_id)` is the caller's rule; what one may not see is not found."""
    found = open_file(document_id)
    if not may_see(request, found.case_id):
        raise NotFound("没有这份文书。", code="documents.not_found")
    answer = HttpResponse(found.content, content_type=found.media_type)
    kind = "attachment" if download else "inline"
    answer["Content-Disposition"] = f"{kind}; filename=\"document.pdf\"; filename*=UTF-8''{quote(found.name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
