"""Files of the mall on their way out: contracts, reports, qualifications."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse

from yichuang.kernel import files, media

SHOWN = (media.PDF, media.PNG, media.JPEG)


def response(digest: str, name: str) -> FileResponse:
    """Shown in the browser only where it can do no harm there, never sniffed, never kept by caches. Raises NotFound."""
    with files.open(digest) as file:
        kind = media.sniff(file)
    answer = FileResponse(files.open(digest), content_type=kind)
    how = "inline" if kind in SHOWN else "attachment"
    answer["Content-Disposition"] = f"{how}; filename=\"file\"; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
