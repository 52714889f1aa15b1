"""Every Chinese sentence people may read, collected from code and templates into locale/en. `make messages` merges new ones.

Beside gettext calls and template tags there are plain strings that pages translate when they show them: those of pure
modules, messages and remedies of refusals, findings, tables of words, and what the shipped data elements offer, hint and are
measured in (docs/how-to/translate.md).
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yichuang"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
ELEMENTS = SOURCE / "catalogue" / "data" / "elements.json"

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WIDE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
"""Also the punctuation between two parts of a page: ， ； ："""
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "N_"}
COUNTED = {"NN_"}
"""Marks a word that has a plural in other languages, the same word in Chinese."""
SAID = {"message", "remedy", "why", "summary", "description"}
SAYING = {"FieldError", "fault", "Unreadable", "Reason", "error", "warning", "info", "finding", "problem", "verb", "task_verb", "parameter"}
"""Calls whose Chinese arguments are read by people."""
PURE = {"domain", "refusals"}
PURE_PLACES = (
    "kernel/codes/", "procedures/", "catalogue/lints/", "catalogue/situations/dmn.py", "catalogue/imports/consistency.py",
    "licences/verification.py",
)
TABLE = re.compile(r"(^|_)(NAMES|LABELS|WORDS|HINTS|EXAMPLES|EMPTY|ORDER|STATES|CLOCKS|TITLES|OUTCOMES|VERDICTS)$")
"""Names of module tables whose Chinese is shown: FILTER_LABELS, OPTION_HINTS, …"""
NOT_SHOWN = {
    "catalogue/domain/exchange/shape.py", "catalogue/domain/instruments.py",
    "catalogue/imports/reading.py", "look/words.py", "procedures/verdicts.py", "catalogue/imports/handling.py", *(
        f"catalogue/domain/implementing/{name}.py" for name in ("elements", "rows", "groups", "enumerations")
    ),
}  # fmt: skip
"""Chinese that is read or written as data: patterns over guides, numerals, a Chinese page of the documentation; the
registry of elements, which carries its own English."""
CITATION = re.compile(r"(《[^》]+》)?(第[零〇一二三四五六七八九十百千]+[条款项][、，]?|之[一二三])*|《.+》")
TEMPLATE_CALL = re.compile(r"\b(_|gettext|ngettext|pgettext)\(((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^()'\"])*)\)")

FIRST = datetime(2026, 11, 23, tzinfo=UTC)
Key = str | tuple[str, str]
"""A msgid, or (singular, plural)."""


def messages() -> dict[Key, list[tuple[str, int]]]:
    """Every msgid with the places it stands in; contexts are not used in this house."""
    found: dict[Key, list[tuple[str, int]]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and "cli" not in path.parts:
            for key, line in _in_code(path):
                found[key].append((str(path.relative_to(ROOT)), line))
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        for key in _in_template(path):
            found[key].append((str(path.relative_to(ROOT)), 1))
    for key in _in_elements():
        found[key].append((str(ELEMENTS.relative_to(ROOT)), 1))
    for counted in [key for key in found if isinstance(key, tuple) and key[0] in found]:
        found[counted] += found.pop(counted[0])  # a word counted somewhere is one entry, with its plural
    return found


def _in_code(path: Path) -> Iterator[tuple[Key, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    place = str(path.relative_to(SOURCE))
    shown = place not in NOT_SHOWN
    pure = shown and (bool(PURE & {*path.parts, path.stem}) or place.startswith(PURE_PLACES))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            yield from _of_assignment(node, shown=shown)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value in SAID:
                    yield from _text(value)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for argument in node.exc.args:
                yield from _text(argument)
        elif pure and isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield from _text(node)


def _of_assignment(node: ast.Assign | ast.AnnAssign, *, shown: bool) -> Iterator[tuple[Key, int]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    assert node.value
    if any(name in SAID for name in names):
        yield from _text(node.value)
    elif shown and any(TABLE.search(name) for name in names):
        for inner in ast.walk(node.value):
            if isinstance(inner, ast.Constant):
                yield from _text(inner)


def _of_call(node: ast.Call) -> Iterator[tuple[Key, int]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name.startswith("ngettext") and len(texts) >= 2:
        yield (texts[0], texts[1]), node.lineno
    elif name.startswith("pgettext") and len(texts) >= 2:
        yield texts[1], node.lineno
    elif name in CALLS and texts:
        yield texts[0], node.lineno
    elif name in COUNTED and texts:
        yield (texts[0], texts[0]), node.lineno
    elif name in SAYING:
        for argument in node.args:
            yield from _text(argument)
    for keyword in node.keywords:
        if keyword.arg in SAID:
            yield from _text(keyword.value)


def _text(node: ast.expr) -> Iterator[tuple[Key, int]]:
    """A plain Chinese string; a bare citation of a law stays as it is in every language."""
    if isinstance(node, ast.IfExp):
        yield from _text(node.body)
        yield from _text(node.orelse)
    said = isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
    if said and len(node.value) > 1 and not CITATION.fullmatch(node.value):
        yield node.value, node.lineno


def _in_template(path: Path) -> Iterator[Key]:
    for match in TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
        texts = [ast.literal_eval(t.lstrip("u")) for t in re.findall(r"u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"", match[2])]
        if match[1] == "ngettext" and len(texts) >= 2:
            yield (texts[0], texts[1])
        elif texts and WIDE.search(texts[-1]):
            yield texts[-1] if match[1] == "pgettext" else texts[0]


def _in_elements() -> Iterator[Key]:
    """Options, hints and units of the shipped questions; their names carry their own English."""
    for element in json.loads(ELEMENTS.read_text(encoding="utf-8"))["elements"]:
        schema = element.get("schema", {})
        options = schema.get("enum") or schema.get("items", {}).get("enum") or ()
        yield from (text for text in (*options, element.get("hint", ""), element.get("unit", "")) if WIDE.search(text))


def catalogue() -> Catalog:
    """locale/en as it stands; an empty one when there is none yet."""
    if PO.exists():
        with PO.open("rb") as file:
            return read_po(file, locale="en")
    return _empty()


def _empty() -> Catalog:
    """Babel compiles no catalogue that is fuzzy, and changes no line of the header that is set here."""
    return Catalog(
        locale="en", project="Yichuang", version="1", charset="utf-8", fuzzy=False, msgid_bugs_address="-",
        header_comment="# English of Yichuang; how to add to it: docs/how-to/translate.md", last_translator="-", language_team="-",
        creation_date=FIRST, revision_date=FIRST,
    )  # fmt: skip


def main() -> None:
    """Add what is new (empty), mark nothing fuzzy, drop what is gone; keep every translation that is still used."""
    old, wanted = catalogue(), messages()
    new = _empty()
    missing = 0
    for key in sorted(wanted, key=str):
        known = old.get(key if isinstance(key, str) else key[0])
        text = known.string if known and known.string else ("" if isinstance(key, str) else ("", ""))
        missing += not any(text)
        flags = {"python-format"} if "%(" in str(key) else set()
        new.add(key, text, locations=sorted(set(wanted[key]))[:3], flags=flags)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, new, width=0, sort_output=False, include_lineno=False)
    sys.stdout.write(f"{len(wanted)} messages, {missing} without English\n")


if __name__ == "__main__":
    main()
