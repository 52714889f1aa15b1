"""Looks through an .xlsx before it is loaded: how large it is, which cells show an error, which formulas were never calculated.

The reader of cells allocates the whole rectangle from the first to the last cell and drops errors silently; so the parts
are streamed once by expat first. Nothing is kept but places.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from yichuang.kernel.importing import BadFile

MAX_UNPACKED = 256 * 1024 * 1024
MAX_PARTS = 2_000
MAX_COLUMNS = 256
KEPT = 1_000
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class Faults:
    """(row, column), both from 1, of cells that hold an error value, and of formulas without a stored result."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unsolved: set[tuple[int, int]] = field(default_factory=set)


def unpacked(archive: zipfile.ZipFile) -> None:
    """Refuse what would grow beyond measure when it is unpacked."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadFile("文件无法读取：工作簿解压后过大。")


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def stream(source: IO[bytes], start: Callable[[str, dict[str, str]], None], said: Callable[[str], None] | None = None) -> None:
    """Run expat over one part; a document type is refused, since it could name entities that grow."""

    def doctype(*_: object) -> None:
        raise BadFile("文件无法读取：工作簿含有不允许的内容。")

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = doctype
    if said:
        parser.CharacterDataHandler = said
    try:
        parser.ParseFile(source)
    except expat.ExpatError as problem:
        raise BadFile("文件无法读取：工作簿已损坏。") from problem


def parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part its cells stand in."""
    ids: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            ids.append((attributes.get("name", ""), next((v for k, v in attributes.items() if k.endswith(":id")), "")))

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    names = set(archive.namelist())
    book = next((name for name in ("xl/workbook.xml", *names) if name in names and name.endswith("workbook.xml")), None)
    if book is None:
        raise BadFile("文件无法读取：不是Excel工作簿（.xlsx）。")
    relations = posixpath.join(posixpath.dirname(book), "_rels", posixpath.basename(book) + ".rels")
    with archive.open(book) as part:
        stream(part, sheet)
    if relations in names:
        with archive.open(relations) as part:
            stream(part, relation)
    where = {name: targets.get(key, "") for name, key in ids}
    return {name: target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(book), target) for name, target in where.items() if target}


def faults(archive: zipfile.ZipFile, part: str, *, max_rows: int) -> Faults:
    """Stream one sheet; raises BadFile when it has more rows or columns than allowed.

    An empty `<v/>` is no result (so writes who never calculated), except in a cell of text, where the result may be no text.
    """
    found, at, waiting, wrong, text, inside = Faults(), (0, 0), False, False, False, False

    def said(words: str) -> None:
        nonlocal waiting
        if inside and words.strip():
            waiting = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at, waiting, wrong, text, inside
        inside = name == "v"
        if name in ("c", "row") and waiting and len(found.unsolved) < KEPT:
            found.unsolved.add(at)
        if name == "c":
            place = CELL.fullmatch(attributes.get("r", ""))
            at = (int(place[2]), column_number(place[1])) if place else (at[0], at[1] + 1)
            waiting, wrong, text = False, attributes.get("t") == "e", attributes.get("t") == "str"
            if at[0] > max_rows:
                raise BadFile("文件无法读取：超过%(n)s行。", n=max_rows)
            if at[1] > MAX_COLUMNS:
                raise BadFile("文件无法读取：超过%(n)s列。", n=MAX_COLUMNS)
            if wrong and len(found.errors) < KEPT:
                found.errors[at] = ""
        elif name == "f":
            waiting = True
        elif name == "is" or (inside and text):
            waiting = False
        elif name == "row":
            at, waiting = (int(attributes["r"]) if attributes.get("r", "").isdecimal() else at[0] + 1, 0), False

    with archive.open(part) as cells:
        stream(cells, start, said)
    if waiting:
        found.unsolved.add(at)
    return found
