"""Pages of a PDF as pictures: the material viewer then works in every browser and on a phone."""

from __future__ import annotations

from io import BytesIO
from threading import Lock

import pypdfium2

from yichuang.kernel.errors import NotFound

WIDTH = 1100
"""Pixels across: readable on a wide desk, some 60 KB a page."""

MOST_PIXELS = 20_000_000
_one_at_a_time = Lock()
"""PDFium is not safe for threads."""


def scale_of(width: float, height: float) -> float:
    """As wide as the viewer; a page that is one hair wide and a mile high stays within MOST_PIXELS."""
    width, height = max(width, 1), max(height, 1)
    return min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5)


def page_picture(content: bytes, page: int) -> bytes:
    """Page `page` (from 1) as PNG. NotFound when the file has no such page or cannot be opened."""
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            raise NotFound("这份文件打不开，请下载查看。", code="dossier.no_page") from None
        try:
            if not 1 <= page <= len(document):
                raise NotFound("这份文件没有这一页。", code="dossier.no_page")
            sheet = document[page - 1]
            picture = sheet.render(scale=scale_of(*sheet.get_size())).to_pil()
        finally:
            document.close()
    out = BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
