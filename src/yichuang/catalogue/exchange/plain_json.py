"""Versions as JSON (schema `yichuang versions v1`, docs/reference/versions.schema.json), out and in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import IO, Any

import jsonschema_rs

from yichuang.catalogue import columns
from yichuang.catalogue.domain.exchange import NONE, Document, Entry, ListRow, cells_of, marker
from yichuang.catalogue.domain.exchange.cells import REFERENCES
from yichuang.catalogue.domain.exchange.schema import NAME, schema
from yichuang.catalogue.domain.exchange.shape import FIELDS, LIST_FIELDS
from yichuang.catalogue.domain.implementing import ELEMENTS, Element, Kind
from yichuang.catalogue.exchange import selection
from yichuang.catalogue.exchange.names import HeldNames
from yichuang.catalogue.models import ItemVersion
from yichuang.kernel.findings import error
from yichuang.kernel.importing import BadFile

VERBATIM = frozenset({Kind.EXTRA, Kind.CODES})
KEPT = 1_000


class Written:
    """Words of a file stand as they are."""

    def word(self, kind: Kind, ident: str) -> str:
        return ident

    def ident(self, kind: Kind, word: str) -> str | None:
        return word


def plain_item(version: ItemVersion, names: HeldNames, claims: str) -> dict[str, Any]:
    """One version with words for organs, procedure and form, and the basic code of the entry its item stands on."""
    content = columns.plain_of(version)
    for element in ELEMENTS:
        if element.kind in REFERENCES and content[element.key]:
            content[element.key] = names.word(element.kind, content[element.key])
    return {
        "item_code": version.item.code, "number": version.number, "status": version.status, "version_id": str(version.id), "claims": claims or None,
        "content": content,
    }  # fmt: skip


def write(file: IO[bytes], batches: Iterable[list[ItemVersion]], *, now: datetime, progress: Any = None) -> int:
    """One item a line inside one document; returns how many."""
    names, count = HeldNames(), 0
    file.write(f'{{"schema": "{NAME}", "exported_at": "{now.isoformat()}", "items": ['.encode())
    for batch in batches:
        names.prime(batch)
        stands = selection.claimed(batch)
        for version in batch:
            file.write(b",\n" if count else b"\n")
            file.write(json.dumps(plain_item(version, names, stands.get(version.item_id, "")), ensure_ascii=False).encode())
            count += 1
        if progress:
            progress(count, 0)
    file.write(b"\n]}\n")
    return count


@lru_cache(maxsize=1)
def validator() -> Any:
    return jsonschema_rs.validator_for(schema())


def read(data: bytes) -> Document:
    """Raises BadFile for what is no such file at all; what is wrong with single items stands in their findings."""
    try:
        held = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise BadFile("文件无法读取：不是JSON。") from problem
    if not isinstance(held, dict) or held.get("schema") != NAME or not isinstance(held.get("items"), list):
        raise BadFile("文件无法读取：不是“%(name)s”格式的文件。", name=NAME)
    document = Document()
    for found in faults({**held, "items": []}, ""):
        document.findings.append(found)
    for at, item in enumerate(held["items"]):
        entry_of(document, f"items[{at}]", item)
    return document


def faults(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    for number, wrong in enumerate(validator().iter_errors(value)):
        if number >= KEPT:
            return
        path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in wrong.instance_path).lstrip(".")
        yield at_path(at, path), error(path.split(".")[-1] or "file", "not_by_schema", "不符合格式：%(why)s", why=str(wrong.message)[:300])


def at_path(at: str, path: str) -> str:
    return f"{at}{path.removeprefix('items[0]')}" if path.startswith("items[0]") else path or at or "file"


def entry_of(document: Document, at: str, item: Any) -> None:
    wrong = list(faults({"schema": NAME, "items": [item]}, at))
    code = item["item_code"].strip() if isinstance(item, dict) and isinstance(item.get("item_code"), str) else ""
    if not code or wrong:
        document.findings += wrong if not code else ()
        document.orphans += not code
        if code and code not in document.entries:
            document.entries[code] = Entry(code, at, findings=wrong, columns={}, list_columns={})
        return
    if "\x00" in json.dumps(item, ensure_ascii=False) or "\\u0000" in json.dumps(item):
        wrong = [(at, error("item_code", "bad_characters", "含有不能保存的字符"))]
    entry = Entry(code, f"{at}.content", number=item.get("number"), claims=str(item.get("claims") or "").strip(), findings=wrong)
    if code in document.entries:
        document.entries[code].findings.append((f"{at}.item_code", error("item_code", "duplicate_code", "事项编码重复")))
        return
    document.entries[code] = entry
    columns_here: dict[str, str] = {}
    lists_here: dict[str, dict[str, str]] = {}
    for element in ELEMENTS:
        if element.key in item["content"]:
            put(entry, element, item["content"][element.key], columns_here, lists_here)
    entry.columns, entry.list_columns = columns_here, lists_here


def put(entry: Entry, element: Element, value: Any, columns_here: dict[str, str], lists_here: dict[str, dict[str, str]]) -> None:
    """One element of an item into the cells it would stand in."""
    if element.kind in VERBATIM:
        entry.whole[element.key] = value
        return
    try:
        if element.kind is not Kind.ROWS:
            columns_here |= {field.key: field.key for field in FIELDS[element.key]}
            entry.cells |= {key: cell for key, cell in cells_of(FIELDS[element.key], {element.key: value}, Written()).items() if cell is not None}
            return
        fields = LIST_FIELDS[element.key]
        columns_here[marker(element)] = element.key
        lists_here[element.key] = {field.key: field.key for field in fields}
        entry.cells[marker(element)] = NONE if value == [] else None
        for number, row in enumerate(value or ()):
            cells = {key: cell for key, cell in cells_of(fields, row, Written()).items() if cell is not None}
            entry.lists.setdefault(element.key, []).append(ListRow(f"{entry.at}.{element.key}[{number}]", cells))
    except ValueError:
        entry.findings.append((f"{entry.at}.{element.key}", error(element.key, "not_a_date", "有不存在的日期")))
