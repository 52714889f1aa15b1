"""The sheet of the studio: a posted form ↔ the plain content of rules, and what its buttons do to rows.

The name of each field is the place of its cell (`rules.3.cell`), so that what the checks say stands on the cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from yichuang.catalogue.domain.smart import Outcome
from yichuang.look.asked import whole

ROW = re.compile(r"(rules|trials)\.(\d{1,3})\.(.+)")
VERB = re.compile(r"(add|drop|up):(rules|trials)(?:\.(\d{1,3}))?")
MOST = {"rules": 60, "trials": 40}
LONGEST = 300
Content = dict[str, Any]
TEXTS = ("code", "name", "input", "cell", "article")


def read(posted: Mapping[str, str]) -> Content:
    """The content a posted sheet says; rows in the order of their numbers, cells cut to a bounded length."""
    rows: dict[str, dict[int, dict[str, str]]] = {"rules": {}, "trials": {}}
    for name, value in posted.items():
        if match := ROW.fullmatch(name):
            kind, number, rest = match.groups()
            rows[kind].setdefault(int(number), {})[rest] = str(value).replace("\x00", "").strip()[:LONGEST]
    return {
        "rules": [rule(row) for _, row in sorted(rows["rules"].items())][: MOST["rules"]],
        "trials": [trial(row) for _, row in sorted(rows["trials"].items())][: MOST["trials"]],
        "sample": whole(posted.get("sample", "")), "fresh_minutes": whole(posted.get("fresh_minutes", "")),
        "by_person": listed(posted.get("by_person", "")),
    }  # fmt: skip


def listed(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,，、;；]+", text[:2000]) if part]


def rule(row: Mapping[str, str]) -> Content:
    return {**{key: row.get(key, "") for key in TEXTS}, "proves": listed(row.get("proves", ""))}


def trial(row: Mapping[str, str]) -> Content:
    given = [[name[len("given.") :], value] for name, value in row.items() if name.startswith("given.") and value]
    expect = row.get("expect", "")
    return {"name": row.get("name", ""), "given": given, "expect": expect if expect in list(Outcome) else Outcome.PERSON.value}


def change(content: Content, verb: str) -> None:
    """加, 删除, 上移 of a row; what is no such button changes nothing."""
    match = VERB.fullmatch(verb)
    if match is None:
        return
    what, kind, number = match.groups()
    rows, n = content[kind], int(number) if number else -1
    if what == "add" and len(rows) < MOST[kind]:
        rows.append(rule({"code": f"S{len(rows) + 1}"}) if kind == "rules" else trial({}))
    elif what == "drop" and 0 <= n < len(rows):
        rows.pop(n)
    elif what == "up" and 0 < n < len(rows):
        rows[n - 1], rows[n] = rows[n], rows[n - 1]
