"""The sheet of the studio: a posted form ↔ the plain content of a situation, and what its buttons do to rows and columns.

The name of each field is the place of its cell (`tables.0.rules.2.when.1`), so that what the checks say stands on the cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from yichuang.catalogue.domain.tables import Hit
from yichuang.kernel.errors import FieldError, Invalid

ROW = re.compile(r"(questions|tables|trials)\.(\d{1,3})\.(.+)")
CELL = re.compile(r"rules\.(\d{1,3})\.(?:(when|then)\.(\d{1,2})|(why))")
COLUMN = re.compile(r"(inputs|outputs)\.(\d{1,2})")
VERB = re.compile(r"(add|drop|up):((?:questions|tables|trials)(?:\.\d{1,3})?(?:\.(?:rules|inputs|outputs)(?:\.\d{1,3})?)?)")
MOST = {"questions": 30, "tables": 10, "trials": 60, "rules": 100, "inputs": 10, "outputs": 12}
LONGEST = 300
WORDS = {"questions": "问题", "tables": "决策表", "trials": "测试用例", "rules": "规则", "inputs": "条件列", "outputs": "结果列"}
Content = dict[str, Any]


def read(posted: Mapping[str, str], codes: Mapping[str, str] | None = None) -> Content:
    """The content a posted sheet says; rows in the order of their numbers, cells cut to a bounded length. `codes`: data elements by name."""
    rows: dict[str, dict[int, dict[str, str]]] = {"questions": {}, "tables": {}, "trials": {}}
    for name, value in posted.items():
        match = ROW.fullmatch(name)
        if match:
            kind, number, rest = match.groups()
            rows[kind].setdefault(int(number), {})[rest] = " ".join(str(value).replace("\x00", "").split())[:LONGEST]
    content: Content = {
        "questions": [question(row, codes or {}) for _, row in sorted(rows["questions"].items())],
        "tables": [table(row, n) for n, (_, row) in enumerate(sorted(rows["tables"].items()))],
        "trials": [trial(row) for _, row in sorted(rows["trials"].items())],
    }
    bounded(content)
    return content


def question(row: Mapping[str, str], codes: Mapping[str, str]) -> Content:
    kept = {key: row.get(key, "") for key in ("element", "text", "text_en", "hint")}
    return {**kept, "when": when_of(row.get("when", ""), codes)}


def when_of(text: str, codes: Mapping[str, str]) -> list[list[str]]:
    """`场所使用方式：自有；food.kind：热食类` → pairs of element, by its name or its code, and cell."""
    found = []
    for part in re.split("[；;]", text):
        name, _, cell = part.replace("：", ":", 1).partition(":")
        if part.strip():
            found.append([codes.get(name.strip(), name.strip()), cell.strip()])
    return found


def when_words(pairs: list[list[str]], named: Callable[[str], str]) -> str:
    return "；".join(f"{named(code)}：{cell}" for code, cell in pairs)


def table(row: Mapping[str, str], number: int) -> Content:
    columns: dict[str, dict[int, str]] = {"inputs": {}, "outputs": {}}
    rules: dict[int, dict[str, Any]] = {}
    for name, value in row.items():
        if column := COLUMN.fullmatch(name):
            columns[column[1]][int(column[2])] = value
        elif cell := CELL.fullmatch(name):
            rule = rules.setdefault(int(cell[1]), {"when": {}, "then": {}, "why": ""})
            if cell[4]:
                rule["why"] = value
            else:
                rule[cell[2]][int(cell[3])] = value
    inputs, outputs = ([value for _, value in sorted(columns[key].items())] for key in ("inputs", "outputs"))
    keys = {"when": sorted(columns["inputs"]), "then": sorted(columns["outputs"])}
    hit = row.get("hit", "")
    return {
        "code": row.get("code") or f"t{number + 1}", "name": row.get("name", ""), "hit": hit if hit in list(Hit) else Hit.FIRST.value,
        "inputs": inputs, "outputs": outputs,
        "rules": [
            {"when": [rule["when"].get(k, "") for k in keys["when"]], "then": [rule["then"].get(k, "") for k in keys["then"]], "why": rule["why"]}
            for _, rule in sorted(rules.items())
        ],
    }  # fmt: skip


def trial(row: Mapping[str, str]) -> Content:
    def pairs(prefix: str) -> list[list[str]]:
        return [[name[len(prefix) :], value] for name, value in row.items() if name.startswith(prefix) and value]

    return {"name": row.get("name", ""), "answers": pairs("answers."), "expect": pairs("expect.")}


def bounded(content: Content) -> None:
    """Raises Invalid where a list is longer than a page can show."""
    lists = [("questions", content["questions"]), ("tables", content["tables"]), ("trials", content["trials"])]
    lists += [(f"tables.{n}.{key}", t[key]) for n, t in enumerate(content["tables"]) for key in ("rules", "inputs", "outputs")]
    for place, rows in lists:
        kind = place.split(".")[-1]
        if len(rows) > MOST[kind]:
            wrong = FieldError(place, "catalogue.too_many_rows", gettext("%(kind)s最多%(most)s") % {"kind": gettext(WORDS[kind]), "most": MOST[kind]})
            raise Invalid("表太大了，请拆成几张", code="catalogue.too_many_rows", errors=(wrong,))


def append(content: Content, tables: Sequence[Mapping[str, Any]]) -> None:
    """Add tables under codes of their own. Raises Invalid where they are too many or too large."""
    for table in tables:
        taken = {known["code"] for known in content["tables"]}
        code = next(f"t{n}" for n in range(1, 1000) if f"t{n}" not in taken)
        content["tables"].append({**table, "code": code})
    bounded(content)


NEW: Mapping[str, Any] = {
    "questions": {"element": "", "text": "", "text_en": "", "hint": "", "when": []}, "trials": {"name": "", "answers": [], "expect": []},
}


def change(content: Content, verb: str) -> None:
    """What a button does: `add:tables.0.rules`, `drop:questions.2`, `up:tables.0.rules.1`. Others change nothing."""
    match = VERB.fullmatch(verb)
    if match is None:
        return
    act, path = match.groups()
    parts = path.split(".")
    holder: Any = content
    if len(parts) > 2:
        if int(parts[1]) >= len(content["tables"]) or parts[0] != "tables":
            return
        holder, parts = content["tables"][int(parts[1])], parts[2:]
    kind, number = parts[0], int(parts[1]) if len(parts) > 1 else None
    if act == "add" and number is None:
        add(content, holder, kind)
    elif number is not None and number < len(holder[kind]):
        drop(holder, kind, number) if act == "drop" else up(holder[kind], number)
    bounded(content)


def add(content: Content, holder: Any, kind: str) -> None:
    rows = holder[kind]
    if kind in NEW:
        rows.append({key: list(value) if isinstance(value, list) else value for key, value in NEW[kind].items()})
    elif kind == "tables":
        first = [q["element"] for q in content["questions"] if q["element"]][:1]
        taken = {t["code"] for t in rows}
        code = next(f"t{n}" for n in range(1, 100) if f"t{n}" not in taken)
        rule = {"when": [""] * len(first), "then": [""], "why": ""}
        rows.append({"code": code, "name": "", "hit": Hit.UNIQUE.value, "inputs": first, "outputs": [""], "rules": [rule]})
    elif kind == "rules":
        rows.append({"when": [""] * len(holder["inputs"]), "then": [""] * len(holder["outputs"]), "why": ""})
    else:
        rows.append("")
        for rule in holder["rules"]:
            rule["when" if kind == "inputs" else "then"].append("")


def drop(holder: Any, kind: str, number: int) -> None:
    holder[kind].pop(number)
    if kind in ("inputs", "outputs"):
        for rule in holder["rules"]:
            rule["when" if kind == "inputs" else "then"].pop(number)


def up(rows: list[Any], number: int) -> None:
    if number:
        rows[number - 1], rows[number] = rows[number], rows[number - 1]
