"""Which kind of file it is, by what stands in it; the name only has to agree."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import BinaryIO

PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
UNKNOWN = "application/octet-stream"

EXTENSIONS = {
    ".pdf": PDF, ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".ofd": OFD, ".docx": DOCX, ".xlsx": XLSX, ".txt": TEXT,
}
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
ZIP = b"PK\x03\x04"
MEMBERS = (("OFD.xml", OFD), ("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
"""What a zip must hold to be one of ours."""

LOOK = 64 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def declared(name: str) -> str | None:
    """The media type a file's name claims; None when its extension is not taken here."""
    return EXTENSIONS.get(PurePath(name).suffix.lower())


def sniff(file: BinaryIO) -> str:
    """The media type of a seekable file by its content; UNKNOWN when it is none of ours."""
    file.seek(0)
    head = file.read(LOOK)
    for signature, media_type in SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(ZIP):
        return _packed(file)
    return TEXT if head and _is_text(head) else UNKNOWN


def is_word(file: BinaryIO) -> bool:
    """A Word document as it was until 2003: a compound file with the stream of one. Read, never opened."""
    file.seek(0)
    content = file.read()
    return content.startswith(OLE) and "WordDocument".encode("utf-16-le") in content


def has_macros(file: BinaryIO) -> bool:
    """Whether an office document brings a program of its own."""
    file.seek(0)
    content = file.read()
    if content.startswith(OLE):
        return "_VBA_PROJECT".encode("utf-16-le") in content
    return content.startswith(ZIP) and b"vbaProject" in content  # names of members are never packed


def _packed(file: BinaryIO) -> str:
    """Only the directory of the zip is read, never unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):  # RuntimeError: what zipfile raises for a format it does not know
        return UNKNOWN
    return next((media_type for member, media_type in MEMBERS if member in names), UNKNOWN)


def _is_text(head: bytes) -> bool:
    """UTF-8 or GB18030 without control characters; a last letter may be cut at the end of the look."""
    for encoding in ("utf-8-sig", "gb18030"):
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                if len(head) < LOOK:
                    break
                continue
            return all(letter.isprintable() or letter in "\r\n\t\f\u3000" or ord(letter) > 0x7F for letter in text)
    return False
