"""Files of a page on their way in: one that passes the limit is not kept, but its form is read to the end, so that the page can
come back with the name of the field and everything else that was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from yichuang.kernel.files import LIMIT, MEGABYTE, FileTooLarge


class Oversized(UploadedFile):
    """Stands for a file whose content was dropped; whoever wants to read it is told why."""

    def refuse(self) -> FileTooLarge:
        return FileTooLarge(limit=f"{LIMIT / MEGABYTE:g}")

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        raise self.refuse()

    def read(self, *args: Any) -> bytes:
        raise self.refuse()


class BoundedUploads(TemporaryFileUploadHandler):
    """Django's own handler of large files, which stops writing at LIMIT."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.is_oversized = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_oversized:
            return
        if start + len(raw_data) > LIMIT:
            self.is_oversized = True
            self.file.close()  # which removes it
            return
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_oversized:
            return super().file_complete(file_size)
        return Oversized(None, self.file_name, self.content_type, file_size, self.charset)
