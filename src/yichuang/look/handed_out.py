"""A file made for one request and handed out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import BinaryIO

from django.http import FileResponse


def handed_out(name: str, content_type: str, write: Callable[[BinaryIO], None]) -> FileResponse:
    """`write` fills the file; it is gone when it was sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
