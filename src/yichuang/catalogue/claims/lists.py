"""Lists come in from files: idempotent, all or nothing; an entry a later edition leaves out ends and is kept."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from yichuang.catalogue.claims import linking
from yichuang.catalogue.domain import entries, task_type_code
from yichuang.catalogue.imports.reading import read_limit
from yichuang.catalogue.models import BasicEntry, BasicList
from yichuang.catalogue.recording import record
from yichuang.facts.catalogue import BasicListImported
from yichuang.kernel.importing import BadFile
from yichuang.kernel.values import local_date
from yichuang.organisations.domain import Actor

DATA = Path(__file__).parents[1] / "data" / "basic"
NEEDED = ("code", "name")
MOST = 50_000
VALUES = ("name", "task_type", "authority", "levels", "bases", "elements")


@transaction.atomic
def import_list(code: str, rows: Sequence[Mapping[str, str]], *, about: Mapping[str, Any], sha256: str, now: datetime, actor: Actor) -> int:
    """Write one edition of a list; returns how many entries were new or changed. The same bytes under the same title, source and
    place change nothing."""
    listed, _ = BasicList.objects.get_or_create(code=code, defaults={**about})
    listed = BasicList.objects.select_for_update().get(id=listed.id)
    if listed.sha256 == sha256 and all(getattr(listed, key) == value for key, value in about.items()):
        return 0
    on = about.get("dated_on") or local_date(now)
    new, changed, ended, _same = compared(listed, rows, on)
    BasicEntry.objects.bulk_create(new, batch_size=500)
    BasicEntry.objects.bulk_update([*changed, *ended], [*VALUES, "ended_on", "from_on", "earlier"], batch_size=500)
    for key, value in {**about, "sha256": sha256}.items():
        setattr(listed, key, value)
    listed.save()
    record(listed, BasicListImported(sha256=sha256, read=len(rows), new=len(new), changed=len(changed), ended=len(ended)), actor=actor.ref, at=now)
    return len(new) + len(changed)


def compared(listed: BasicList | None, rows: Sequence[Mapping[str, str]], on: date) -> tuple[list[BasicEntry], list[BasicEntry], list[BasicEntry], int]:
    """Entries that an edition of that day begins, changes and ends, not saved yet, and how many stay. What an entry said until then is kept with
    its days. Raises BadFile for a row without code or name, or a code twice."""
    known = {entry.code: entry for entry in BasicEntry.objects.filter(list=listed)} if listed else {}
    new, changed, seen = [], [], set[str]()
    for row in rows:
        if any(not row.get(name, "").strip() for name in NEEDED) or row["code"] in seen:
            raise BadFile(why=f"编码或者名称空着，或者编码重复：{row.get('code', '')}{row.get('name', '')}")
        seen.add(row["code"])
        entry = known.get(row["code"])
        values = values_of(row)
        if entry is None:
            new.append(BasicEntry(list=listed, code=row["code"], from_on=on, **values))
        elif any(getattr(entry, key) != value for key, value in values.items()):
            entry.earlier = [*entry.earlier, said_until(entry, on)]
            entry.from_on = on
            for key, value in values.items():
                setattr(entry, key, value)
            changed.append(entry)
    ended = [entry for code, entry in known.items() if code not in seen and entry.ended_on is None]
    for entry in ended:
        entry.ended_on = on
    return new, changed, ended, len(seen) - len(new) - len(changed)


def said_until(entry: BasicEntry, on: date) -> dict[str, Any]:
    """A row of `earlier`: what an entry said, from a day (none stated: ""), until the edition of another."""
    days = {"from": entry.from_on.isoformat() if entry.from_on else "", "until": (entry.ended_on or on).isoformat()}
    return days | {key: getattr(entry, key) for key in VALUES}


def values_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Columns of an entry out of one line of a file."""
    return {
        "name": row["name"].strip(), "task_type": task_type_code(row.get("task_type", "01") or "01") or "", "authority": row.get("authority", ""),
        "levels": [part for part in row.get("levels", "").split(",") if part], "bases": [part for part in row.get("bases", "").split(";") if part],
        "elements": elements_of(row), "ended_on": None,
    }  # fmt: skip


def elements_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Conditions, materials, steps, limit, fee and result as far as the file has the column and the cell says something."""
    said: dict[str, Any] = {column: entries.rows_of(column, row.get(column) or "") for column in entries.ROW_FIELDS}
    text = (row.get("limit") or "").strip()
    if text:
        limit = read_limit("limit", text).limit
        said |= {"statutory_text": text, "statutory_article": (row.get("limit_article") or "").strip() or None}
        said |= {"statutory_amount": limit.amount, "statutory_unit": limit.unit.value} if limit else {}
    said["fee_text"] = (row.get("fee") or "").strip() or None
    said["result"] = {"name": row["result"].strip()} if (row.get("result") or "").strip() else None
    return {key: value for key, value in said.items() if value is not None}


def read(source: bytes) -> list[dict[str, str]]:
    """Rows of a CSV in UTF-8 with the columns code and name, and where known task_type, authority, levels, bases, conditions,
    materials, steps (texts separated by "|"), limit, limit_article, fee and result. Raises BadFile."""
    try:
        reader = csv.DictReader(io.StringIO(source.decode("utf-8-sig"), newline=""))
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise BadFile(why=f"缺少列 {', '.join(missing)}")
        rows = [dict(row) for _, row in zip(range(MOST + 1), reader, strict=False)]
    except UnicodeDecodeError as problem:
        raise BadFile(why="不是UTF-8编码") from problem
    except csv.Error as problem:
        raise BadFile(why=f"不是CSV：{problem}") from problem
    if len(rows) > MOST:
        raise BadFile(why=f"超过{MOST}行")
    return rows


def seed(*, now: datetime, actor: Actor) -> None:
    """The shipped lists (data/basic): real ones as sources give them, and the one of the demonstration; what was imported before
    is linked to them."""
    for listed in json.loads((DATA / "lists.json").read_text("utf-8")):
        source = (DATA / listed["file"]).read_bytes()
        about = {key: listed[key] for key in ("title", "level", "source", "historic", "demo", "division", "region")}
        about["dated_on"] = date.fromisoformat(listed["dated_on"]) if listed["dated_on"] else None
        import_list(listed["code"], read(source), about=about, sha256=hashlib.sha256(source).hexdigest(), now=now, actor=actor)
    linking.link_imported(now=now, actor=actor)
