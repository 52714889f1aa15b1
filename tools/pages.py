"""Pages generated from the code and compared by the tests: docs/facts.md, docs/states.md, docs/reference/elements.md. Written by `make docs`."""

from __future__ import annotations

import ast
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yichuang"
HEAD = "<!-- Generated from the code by `make docs`. Do not edit. -->\n\n"


def modules() -> Iterator[tuple[str, Path]]:
    """(dotted name below yichuang, path) of every module of the house, migrations left out."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if "migrations" not in parts:
            yield ".".join(part for part in parts if part != "__init__"), path


def constructed() -> dict[str, set[str]]:
    """Fact kind → modules that make it, found by reading the calls of every module that imports `yichuang.facts`."""
    by_class = {(f"yichuang.facts.{room_of(cls)}", cls.__name__): kind for (kind, _), cls in fact_classes().items()}
    found: dict[str, set[str]] = defaultdict(set)
    for name, path in modules():
        if name.startswith("facts"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = _imported(tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            kind = by_class.get(_meant(call.func, names))
            if kind:
                found[kind].add(name)
        for table in (node for node in ast.walk(tree) if isinstance(node, ast.Dict)):
            for value in table.values:
                kind = by_class.get(_meant(value, names)) if isinstance(value, ast.Attribute | ast.Name) else None
                if kind:
                    found[kind].add(name)
    return found


def _imported(tree: ast.AST) -> dict[str, tuple[str, str]]:
    """Local name → (module, attribute) for whatever comes from yichuang.facts; attribute '' is the module itself."""
    names: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("yichuang.facts"):
            for alias in node.names:
                whole = node.module == "yichuang.facts"
                target = (f"yichuang.facts.{alias.name}", "") if whole else (node.module, alias.name)
                names[alias.asname or alias.name] = target
    return names


def _meant(node: ast.expr, names: dict[str, tuple[str, str]]) -> tuple[str, str]:
    if isinstance(node, ast.Name):
        return names.get(node.id, ("", ""))
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module, attribute = names.get(node.value.id, ("", ""))
        return (module, node.attr) if not attribute else ("", "")
    return ("", "")


def fact_classes() -> dict[tuple[str, int], type]:
    from yichuang.kernel.values import FACTS

    for name, _ in modules():
        if name.startswith("facts."):
            import_module(f"yichuang.{name}")
    return {key: cls for key, cls in FACTS.items() if cls.__module__.startswith("yichuang.facts.")}


def room_of(cls: type) -> str:
    """The capability a fact belongs to; a large one keeps its facts in several files."""
    return cls.__module__.split(".")[2]


def facts_page() -> str:
    """Every fact with its shape, who makes it and who hears it."""
    from yichuang.kernel.subscriptions import SUBSCRIPTIONS

    makers, hearers = constructed(), defaultdict(list)
    for subscription in SUBSCRIPTIONS.values():
        for kind in subscription.kinds:
            hearers[kind].append(f"`{subscription.name}`")
    lines = ["# Facts\n", "Every kind of event: what happened, who records it, who reacts. Only the owner records its kinds.\n"]
    owner = ""
    for (kind, v), cls in sorted(fact_classes().items()):
        capability, name = kind.split(".")
        if capability != owner:
            owner = capability
            lines += [f"\n## {owner}\n", "| fact | v | means | fields | recorded by | heard by |", "|---|---|---|---|---|---|"]
        says = " ".join((cls.__doc__ or "").split()).replace("|", "\\|")
        fields = ", ".join(f"`{field}`" for field in cls.__dataclass_fields__)
        by = ", ".join(f"`{module}`" for module in sorted(makers[kind]))
        lines.append(f"| {name} | {v} | {says} | {fields} | {by} | {', '.join(sorted(hearers[kind]))} |")
    return HEAD + "\n".join(lines) + "\n"


def state_tables() -> Iterator[tuple[str, ModuleType]]:
    """Modules of a domain that hold a state table: TRANSITIONS (state → fact → state) and OWNERS (state → who)."""
    for name, path in modules():
        if "domain" in name.split(".") and "\nTRANSITIONS" in path.read_text(encoding="utf-8"):
            yield name, import_module(f"yichuang.{name}")


def states_page() -> str:
    """The state tables as drawings."""
    lines = ["# States\n", "Drawn from the state table of each domain; nothing else moves a state.\n"]
    for name, module in state_tables():
        labels = getattr(module, "LABELS", {})
        lines += [f"\n## {name}\n", "```mermaid", "stateDiagram-v2"]
        for state in module.TRANSITIONS:
            lines.append(f"    {state}: {labels.get(state, state)}")
        lines += [f"    {state}: {labels.get(state, state)}" for state in type(state) if state not in module.TRANSITIONS]
        for state, ways in module.TRANSITIONS.items():
            lines += [f"    {state} --> {to}: {fact.split('.')[-1]}" for fact, to in ways.items()]
        lines += ["```\n", "| state | | moved on by |", "|---|---|---|"]
        lines += [f"| `{s}` | {labels.get(s, '')} | {module.OWNERS.get(s, 'nobody: it is an end')} |" for s in type(state)]
    return HEAD + "\n".join([*lines, *moves_tables(), *acts_tables()]) + "\n"


def moves_tables() -> Iterator[str]:
    """Domains whose table says only where a state may go (MOVES): the state, its name in the table of names over the same states, its ways."""
    for name, path in modules():
        if "domain" not in name.split(".") or "\nMOVES" not in path.read_text(encoding="utf-8"):
            continue
        tables = vars(import_module(f"yichuang.{name}"))
        moves = tables["MOVES"]
        names = next(table for key, table in tables.items() if key.endswith("_NAMES") and set(table) == set(moves))
        yield from (f"\n## {name}\n", "| state | | to |", "|---|---|---|")
        for state, ways in moves.items():
            yield f"| `{state}` | {names[state]} | {', '.join(f'`{way}`' for way in sorted(ways)) or 'an end'} |"


def acts_tables() -> list[str]:
    """The small tables of the acts on the way to a decision, and who moves each on."""
    module = import_module("yichuang.cases.domain.acts")
    lines = ["\n## cases.domain.acts\n", "Acts of a case under review; each stands in a row of its own.\n"]
    lines += ["| act | from | to | moved on by |", "|---|---|---|---|"]
    for act, table in module.ACT_STATES.items():
        for state, ways in table.items():
            to = ", ".join(f"`{way}`" for way in ways) or "an end"
            lines.append(f"| `{act}` | `{state}` | {to} | {module.ACT_OWNERS[act] if ways else ''} |")
    return lines


def elements_page() -> str:
    """The registry of elements of an implementing version, for editors and for those who exchange files."""
    from yichuang.catalogue.domain import implementing

    lines = ["# Elements of an implementing version 实施清单要素", ""]
    lines += ["One element is one column of a version; rows of a list have elements of their own. An empty value is"]
    lines += ["未载明, an empty list says none. Standard names are those of GB/T 39046 table 4 and of the tables built on it."]
    for group in implementing.GROUPS:
        lines += ["", f"## {group.name} {group.name_en}", "", "| key | 要素 | element | kind | standard | values |", "|---|---|---|---|---|---|"]
        for element in implementing.of_group(group.key):
            lines.append(_element_line(element, element.key))
            lines += [_element_line(part, f"{element.key}.{part.key}") for part in element.parts]
    return HEAD + "\n".join(lines) + "\n"


def _element_line(element: Any, key: str) -> str:
    options = element.enumeration.options if element.enumeration else ()
    values = "，".join(f"`{row.value}`" + (f" {row.name}" if row.name != row.value else f"（{row.code}）" if row.code else "") for row in options)
    standard = f"`{element.standard}`" if element.standard else ""
    return f"| `{key}` | {element.name} | {element.name_en} | {element.kind.value} | {standard} | {values} |"


def versions_schema() -> str:
    """The JSON Schema of the exchange of versions, from the registry of elements."""
    from yichuang.catalogue.domain.exchange.schema import schema

    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def lints_page() -> str:
    """Every finding of the lints: what it says, how grave it is, the article, what to do; read from the calls that make them."""
    from yichuang.catalogue.domain.remedies import FINDING_REMEDY_WORDS

    english = _english()
    lines = ["# What is checked before a version is published", ""]
    lines += ["An **error** keeps a version from being published, a *warning* is shown and recorded. Checks of situations"]
    lines += ["(`situation_…`) come from their test bench."]
    for path in sorted((SOURCE / "catalogue" / "lints").glob("*.py")):
        rows = dict.fromkeys(_findings(path))
        if rows:
            lines += ["", f"## {path.stem}", "", "| code | | field | says | article | remedy |", "|---|---|---|---|---|---|"]
        for code, severity, field, said, article in rows:
            remedy = FINDING_REMEDY_WORDS.get(code, "")
            grave = "**error**" if severity == "error" else f"*{severity}*"
            lines.append(f"| `{code}` | {grave} | {field} | {said}<br>{english.get(said, '')} | {article} | {remedy}<br>{english.get(remedy, '')} |")
    return HEAD + "\n".join(lines) + "\n"


def _english() -> dict[str, str]:
    from babel.messages.pofile import read_po

    with (SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if isinstance(m.id, str)}


def _findings(path: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """(code, severity, field, sentence, article) of every call in a module of lints."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = import_module(f"yichuang.catalogue.lints.{path.stem}")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for call in sorted(calls, key=lambda call: call.lineno):
        if isinstance(call.func, ast.Name) and call.func.id in ("error", "warning", "info"):
            field, code, said, article = ([_text(arg, module) for arg in call.args] + ["", "", "", ""])[:4]
            yield code, call.func.id, f"`{field}`" if field else "", said, article


def _text(node: ast.expr, module: ModuleType) -> str:
    """A literal, or an f-string of names of the module; other expressions are said as empty."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part.value if isinstance(part, ast.FormattedValue) else part, module) or "…" for part in node.values)
    if isinstance(node, ast.Name):
        held = getattr(module, node.id, "")
        return held if isinstance(held, str) else ""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return str(getattr(getattr(module, node.value.id, None), node.attr, ""))
    return ""


PAGES = {
    "docs/facts.md": facts_page, "docs/reference/elements.md": elements_page, "docs/reference/lints.md": lints_page,
    "docs/reference/versions.schema.json": versions_schema, "docs/states.md": states_page,
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.web.settings")
    import django

    django.setup()
    for path, page in PAGES.items():
        (ROOT / path).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
