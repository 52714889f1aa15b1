"""A PDF handed in is shown page by page as pictures."""

from io import BytesIO

import pytest
from pypdf import PdfWriter

from yichuang.cli import props
from yichuang.dossier import api as dossier
from yichuang.kernel.errors import NotFound


def test_a_page_becomes_a_png_of_readable_width() -> None:
    picture = dossier.page_picture(props.paper("申请表", "示例市某餐饮店"), 1)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 1100


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_refused() -> None:
    with pytest.raises(NotFound):
        dossier.page_picture(props.paper("申请表", "示例市某餐饮店"), 2)
    with pytest.raises(NotFound):
        dossier.page_picture(b"no pdf", 1)


def test_a_page_one_hair_wide_and_a_mile_high_does_not_fill_the_memory() -> None:
    paper = PdfWriter()
    paper.add_blank_page(1, 14_400)
    out = BytesIO()
    paper.write(out)
    picture = dossier.page_picture(out.getvalue(), 1)
    assert int.from_bytes(picture[16:20], "big") * int.from_bytes(picture[20:24], "big") <= 21_000_000
