"""CSV as it comes from offices: UTF-8 with or without mark, or GB 18030 as spreadsheet programs save it in China; also gzipped."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from yichuang.kernel.importing import BadFile

MAX_LINE = 200_000
"""Characters of one cell; a file whose quote never closes would otherwise be read whole."""
CHUNK = 1 << 20


def opened(source: Path | bytes) -> IO[bytes]:
    raw: IO[bytes] = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    start = raw.read(2)
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if start == b"\x1f\x8b" else raw  # type: ignore[return-value]


def encoding_of(source: Path | bytes) -> str:
    """`utf-8-sig` when every byte is UTF-8, else `gb18030`, or BadFile. Reads in pieces."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with opened(source) as stream:
                while chunk := stream.read(CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadFile("文件无法读取：既不是UTF-8编码，也不是GB18030编码。")


def csv_rows(source: Path | bytes) -> Iterator[tuple[int, list[str]]]:
    """(line where the row ends, cells) of every row, the header included; empty rows are left out. Raises BadFile."""
    try:
        encoding = encoding_of(source)
        csv.field_size_limit(MAX_LINE)
        with opened(source) as stream, io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
            reader = csv.reader(text)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
    except (OSError, EOFError) as problem:
        raise BadFile(why=getattr(problem, "strerror", None) or str(problem)) from problem
    except csv.Error as problem:
        raise BadFile(why=f"不是CSV：{problem}") from problem
