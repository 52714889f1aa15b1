"""Files by the hash of their content: the same bytes are stored once, a stored file never changes.

Under settings.YICHUANG_FILES, `ab/cd/<sha256>`; written to a temporary name, synced, renamed. Who may see a file is
decided by whoever keeps its hash; nothing is served by path.
"""

from __future__ import annotations

import builtins
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yichuang.kernel import media
from yichuang.kernel.errors import NotFound, Refusal

MEGABYTE = 1024 * 1024
LIMIT = 20 * MEGABYTE
"""The largest file a person may hand in, unless the caller says otherwise."""

BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store; `sha256` is its name, as hex."""

    sha256: str
    size: int
    media_type: str


class FileTooLarge(Refusal):
    code, status = "kernel.file_too_large", 413
    message = _("文件超过 %(limit)s MB 的上限。")
    remedy = _("请压缩文件、降低扫描分辨率，或拆成几份，每份不超过 %(limit)s MB。")


class FileType(Refusal):
    code, status = "kernel.file_type", 415
    message = _("文件“%(name)s”的内容与类型不符或不是可接收的类型。")
    remedy = _("请上传 PDF、OFD、PNG、JPG、DOCX、XLSX 或 TXT 文件，不要只改扩展名。")


class FileEmpty(Refusal):
    code, status = "kernel.file_empty", 422
    message = _("文件“%(name)s”没有内容。")
    remedy = _("请检查文件能否打开，再重新上传。")


class FileMacros(Refusal):
    code, status = "kernel.file_macros", 415
    message = _("文件“%(name)s”带有宏。")
    remedy = _("请去掉宏，另存以后再上传。")


def put(source: bytes | IO[bytes] | Any, *, name: str = "", limit: int = LIMIT, for_download: bool = False) -> StoredFile:
    """Store bytes, an open file, or an upload (anything with `chunks()`), reading it in pieces.

    With `name`, its extension must be one of ours and agree with the content: so every file of a person is stored.
    Without, the content is the house's own and may be of any kind. `for_download`: what people are to fill in; an old Word document (.doc) is
    taken too, and no macros are. Raises FileTooLarge, FileType, FileEmpty, FileMacros; a refused file leaves nothing behind.
    """
    root = Path(settings.YICHUANG_FILES)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=root, prefix=".incoming-")
    try:
        with os.fdopen(handle, "w+b") as file:
            digest, size = _receive(source, file, limit)
            media_type = _checked(cast(BinaryIO, file), name, size, for_download=for_download)
            file.flush()
            os.fsync(file.fileno())
        _settle(Path(temporary), _path(digest))
    finally:
        Path(temporary).unlink(missing_ok=True)
    return StoredFile(digest, size, media_type)


def open(digest: str) -> BinaryIO:
    """A stored file, open for reading. Raises NotFound."""
    try:
        return builtins.open(_path(digest), "rb")
    except FileNotFoundError:
        raise NotFound(_("文件不存在。"), code="kernel.file_missing", sha256=digest) from None


def read(digest: str) -> bytes:
    with open(digest) as file:
        return file.read()


def exists(digest: str) -> bool:
    return _path(digest).is_file()


def sound(digest: str) -> bool:
    """Whether the stored bytes still are what their name says; for `yichuang verify`."""
    if not exists(digest):
        return False
    with open(digest) as file:
        return _hash(file) == digest


def erase(digest: str) -> None:
    """Forget a file for good (个人信息保护法 47). The caller has made sure nobody else keeps its hash."""
    _path(digest).unlink(missing_ok=True)


def _path(digest: str) -> Path:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise NotFound(_("文件不存在。"), code="kernel.file_missing", sha256=digest)
    return Path(settings.YICHUANG_FILES) / digest[:2] / digest[2:4] / digest


def _pieces(source: Any) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
    elif hasattr(source, "chunks"):
        yield from source.chunks()
    else:
        while block := source.read(BLOCK):
            yield block


def _receive(source: Any, file: IO[bytes], limit: int) -> tuple[str, int]:
    """Copy and hash at once; stops reading as soon as the limit is passed."""
    digest, size = sha256(), 0
    for block in _pieces(source):
        size += len(block)
        if size > limit:
            raise FileTooLarge(limit=f"{limit / MEGABYTE:g}")
        digest.update(block)
        file.write(block)
    return digest.hexdigest(), size


def _checked(file: BinaryIO, name: str, size: int, *, for_download: bool) -> str:
    found = media.sniff(file)
    if for_download and media.has_macros(file):
        raise FileMacros(name=name)
    if for_download and found == media.UNKNOWN and name.lower().endswith(".doc") and media.is_word(file):
        return media.DOC
    if not name:
        return found
    if not size:
        raise FileEmpty(name=name)
    if found == media.UNKNOWN or media.declared(name) != found:
        raise FileType(name=name)
    return found


def _settle(temporary: Path, target: Path) -> None:
    """Rename into place and sync the folders, so that a file named by a committed row survives a power cut."""
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.replace(temporary, target)
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hash(file: BinaryIO) -> str:
    digest = sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()
