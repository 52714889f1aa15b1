"""The body of a request, between the server and Django: chunked bodies get a length, refused ones are read away.

A browser sends its whole form before it reads the answer, and shows "connection reset" when the server hangs up first. So what
Django did not want is read and dropped, within bounds, before the answer leaves. Nothing here keeps more than a block in memory.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from yichuang.kernel.files import BLOCK, LIMIT, MEGABYTE

BODY_LIMIT = LIMIT + MEGABYTE
"""The largest file, and the rest of its form."""

PAGE_LIMIT = 256 * MEGABYTE
"""What a page may carry in several files; each of them is held to LIMIT while it streams in."""

IN_MEMORY = 256 * 1024
DRAIN_BYTES, DRAIN_S = 2 * PAGE_LIMIT, 120.0
DRAINS = threading.BoundedSemaphore(2)
"""So many threads of a process may be busy reading away what nobody wants; the next sender is cut off at once."""

TOO_LARGE = "yichuang.body_too_large"
"""In the environ of a chunked body that passed BODY_LIMIT: its length is not known, its end was not awaited."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Counted:
    """A body that knows whether it was read to its end."""

    def __init__(self, source: Any, length: int) -> None:
        self.source, self.left = source, length

    def read(self, size: int = -1) -> bytes:
        return self._taken(self.source.read(self.left if size is None or size < 0 else min(size, self.left)) if self.left else b"")

    def readline(self, size: int = -1) -> bytes:
        return self._taken(self.source.readline(self.left if size is None or size < 0 else min(size, self.left)) if self.left else b"")

    def _taken(self, block: bytes) -> bytes:
        self.left = self.left - len(block) if block else 0
        return block


def bounded(application: Application) -> Application:
    """The WSGI application with its bodies counted, measured and drained."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            measure(environ)
        told = environ.get("CONTENT_LENGTH") or "0"
        if told == "0" and TOO_LARGE not in environ:
            return application(environ, start_response)
        body = Counted(environ["wsgi.input"], int(told) if told.isdecimal() else 0)
        environ["wsgi.input"] = body
        given = application(environ, start_response)
        if TOO_LARGE in environ:
            drain(Counted(environ[TOO_LARGE], DRAIN_BYTES))
        elif "HTTP_EXPECT" not in environ:  # whoever waits for "100 Continue" has not begun to send
            drain(body)
        return given

    return answer


def measure(environ: dict[str, Any]) -> None:
    """Django reads exactly CONTENT_LENGTH bytes: a chunked body is laid aside until its length is known, up to BODY_LIMIT."""
    source, size = environ["wsgi.input"], 0
    spool = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the request's last reference
    while block := source.read(BLOCK):
        size += len(block)
        if size > BODY_LIMIT:
            spool.close()
            environ[TOO_LARGE], environ["CONTENT_LENGTH"] = source, "0"
            return
        spool.write(block)
    spool.seek(0)
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = cast(BinaryIO, spool), str(size)


def drain(body: Counted) -> None:
    """Read away what is left, so that the sender comes to read the answer; a sender that is too slow or too many is cut off."""
    if not body.left or not DRAINS.acquire(blocking=False):
        return
    try:
        until, left = time.monotonic() + DRAIN_S, DRAIN_BYTES
        while left > 0 and time.monotonic() < until and (block := body.read(BLOCK)):
            left -= len(block)
    except OSError:
        return  # the sender has gone
    finally:
        DRAINS.release()
