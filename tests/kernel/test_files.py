"""Files: stored once under their hash, checked by what stands in them, refused with limit and remedy."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from yichuang.kernel import files
from yichuang.kernel.errors import NotFound
from yichuang.kernel.problem import say, say_remedy

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.YICHUANG_FILES = tmp_path / "files"
    return tmp_path / "files"


def stored(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "<x/>")
    return buffer.getvalue()


def test_the_same_bytes_are_stored_once(store: Path) -> None:
    made = [files.put(PDF, name="a.pdf"), files.put(io.BytesIO(PDF), name="b.PDF"), files.put(SimpleUploadedFile("c.pdf", PDF))]
    assert set(made) == {files.StoredFile(sha256(PDF).hexdigest(), len(PDF), "application/pdf")}
    assert len(stored(store)) == 1
    assert files.read(made[0].sha256) == PDF and files.exists(made[0].sha256) and files.sound(made[0].sha256)


@pytest.mark.parametrize(
    "name, content, media_type",
    [
        ("照片.png", PNG, "image/png"),
        ("扫描件.JPG", b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg"),
        ("公文.ofd", packed("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        ("表.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        ("稿.docx", packed("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        ("说明.txt", "情况说明\n一、……".encode(), "text/plain"),
        ("旧稿.txt", "情况说明".encode("gb18030"), "text/plain"),
        ("长文.txt", "说" .encode() * 60_000, "text/plain"),
    ],
)
def test_the_kinds_of_the_hall_are_taken(name: str, content: bytes, media_type: str) -> None:
    assert files.put(content, name=name).media_type.endswith(media_type)


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.pdf", PNG), ("a.exe", b"MZ" + bytes(80)), ("a.pdf", b"MZ" + bytes(80)), ("a.zip", packed("a.txt")),
        ("a.docx", packed("xl/workbook.xml")), ("a.docx", b"PK\x03\x04broken"), ("a.txt", b"\x00\x01\x02"), ("无扩展名", PDF),
        ("a.html", b"<script>alert(1)</script>"), ("a.svg", b"<svg/>"), ("a.txt", b"\x1b[2J"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name: str, content: bytes, store: Path) -> None:
    with pytest.raises(files.FileType) as refused:
        files.put(content, name=name)
    assert name in say(refused.value) and "PDF" in say_remedy(refused.value)
    assert stored(store) == []


def test_the_limit_is_named_and_reading_stops_there(store: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return bytes(size)

    source = Endless()
    with pytest.raises(files.FileTooLarge) as refused:
        files.put(source, name="a.pdf")
    assert "20 MB" in say(refused.value) and "20 MB" in say_remedy(refused.value)
    assert source.given <= files.LIMIT + files.BLOCK and stored(store) == []


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(files.FileEmpty):
        files.put(b"", name="a.pdf")


def test_the_house_stores_what_it_makes_without_a_name() -> None:
    assert files.put(b"\x00\x01").media_type == "application/octet-stream"


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63])
def test_what_is_not_there_is_not_found_and_no_path_leads_out(digest: str) -> None:
    with pytest.raises(NotFound):
        files.open(digest)


def test_a_changed_file_is_found(store: Path) -> None:
    made = files.put(PDF)
    stored(store)[0].write_bytes(b"other")
    assert not files.sound(made.sha256)
    files.erase(made.sha256)
    assert not files.exists(made.sha256)
