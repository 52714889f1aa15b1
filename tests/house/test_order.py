"""The order of the house (design §3) that import-linter cannot see: doors, sizes, pages, facts, states, places."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tools import pages

ROOT, SOURCE = pages.ROOT, pages.SOURCE
OPEN_TO_ALL = {"kernel", "look", "facts"}
DOORS = {"api", "domain"}
FURTHER_DOORS = {
    ("organisations", "access"): "who may enter stands above every view",
    ("organisations", "seed"): "the demonstration and the tests start from the demo city",
    ("catalogue", "seed"): "the demonstration starts from the shipped catalogue",
}
ROOM_OF_PAGES = {"urls", "rest"}
"""web/ and cli/ hang up what capabilities offer: their routes and their part of the API."""

MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 400, 50, 120


def imports() -> Iterator[tuple[str, str, int]]:
    """(importing module, imported module, line) of every import between capabilities."""
    for name, path in pages.modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("yichuang"):
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}".removeprefix("yichuang.")
                    yield name, whole, node.lineno
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.startswith("yichuang."):
                        yield name, alias.name.removeprefix("yichuang."), node.lineno


def test_across_capabilities_only_through_the_door() -> None:
    wrong = []
    for here, there, line in imports():
        owner, room = here.split(".")[0], there.split(".")
        if room[0] == owner or room[0] in OPEN_TO_ALL or len(room) < 2:
            continue
        if room[1] in DOORS or tuple(room[:2]) in FURTHER_DOORS:
            continue
        if owner in {"web", "cli"} and room[1] in ROOM_OF_PAGES or (owner, room[0]) == ("cli", "web"):
            continue
        wrong.append(f"{here}:{line} imports {there}: use {room[0]}.api or {room[0]}.domain")
    assert not wrong, "\n".join(wrong)


def test_files_functions_and_templates_stay_small() -> None:
    wrong = []
    for path in chain(SOURCE.rglob("*.py"), SOURCE.rglob("*.html")):
        place = str(path.relative_to(ROOT))
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        limit = MAX_TEMPLATE if path.suffix == ".html" else MAX_FILE
        if (lines := text.count("\n")) > limit:
            wrong.append(f"{place}: {lines} lines, at most {limit}: split by verb family")
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and (length := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION:
                    wrong.append(f"{place}:{node.lineno} {node.name}: {length} lines, at most {MAX_FUNCTION}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("word", ["django.db.models.signals", "GenericForeignKey", "django.dispatch"])
def test_no_signals_and_no_generic_keys(word: str) -> None:
    assert [name for name, path in pages.modules() if word in path.read_text(encoding="utf-8")] == []


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


FOREIGN_ROUTES = {"i18n/setlang/": "Django's own switch of language; changes a cookie only"}


def test_every_route_says_who_may_enter() -> None:
    wrong = []
    for route, pattern in routes(get_resolver().url_patterns):
        view = pattern.callback
        if route in FOREIGN_ROUTES or route.startswith("api/"):
            continue  # the API authenticates by token in one place and has its own test
        if not hasattr(view, "access") and not hasattr(getattr(view, "view_class", None), "access"):
            wrong.append(f"{route} ({getattr(view, '__module__', '')}.{getattr(view, '__name__', view)})")
    assert not wrong, "mark with public, applicant_required or staff_required:\n" + "\n".join(wrong)


def test_only_the_owner_records_its_facts() -> None:
    wrong = {
        kind: sorted(m for m in modules if m.split(".")[0] not in {kind.split(".")[0], "kernel"})
        for kind, modules in pages.constructed().items()
    }
    assert {kind: modules for kind, modules in wrong.items() if modules} == {}


def test_every_fact_is_named_by_its_owner_and_in_the_past() -> None:
    for (kind, _), cls in pages.fact_classes().items():
        assert kind == f"{pages.room_of(cls)}.{cls.__name__}"


def test_every_fact_is_recorded_by_somebody() -> None:
    makers = pages.constructed()
    assert sorted(kind for kind, _ in pages.fact_classes() if not makers[kind]) == []


@pytest.mark.parametrize("table", [name for name, _ in pages.state_tables()])
def test_every_state_has_an_owner_and_a_way_out_or_is_an_end(table: str) -> None:
    module = dict(pages.state_tables())[table]
    states = type(next(iter(module.TRANSITIONS)))
    targets = {to for ways in module.TRANSITIONS.values() for to in ways.values()}
    assert all(module.TRANSITIONS[state] for state in module.TRANSITIONS), "a state without a way out is left out of the table"
    assert set(module.OWNERS) == set(module.TRANSITIONS), "whoever has a way out has an owner"
    assert set(states) - targets <= {next(iter(states))}, "every state but the first can be reached"
    kinds = {kind for kind, _ in pages.fact_classes()}
    assert {fact for ways in module.TRANSITIONS.values() for fact in ways} <= kinds


@pytest.mark.parametrize("path", pages.PAGES)
def test_generated_page_is_current(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == pages.PAGES[path](), f"{path} is out of date: make docs"


def tracked() -> list[Path]:
    out = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if out.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in out.stdout.split("\0") if name]


SOMEBODYS_MACHINE = re.compile(r"(?<![\w.:/$}])/(?:home|root|work|Users|opt)/[a-z]")


def test_no_path_of_anybodys_machine() -> None:
    wrong = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".ini", ".html", ".yml", ""} and "vendor" not in path.parts and path.exists():
            text = path.read_text(encoding="utf-8", errors="replace")
            wrong += [f"{path.relative_to(ROOT)}: {m[0]}" for m in SOMEBODYS_MACHINE.finditer(text)]
    assert wrong == []


def test_packages_come_from_the_public_index() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r'registry = "([^"]+)"', lock)) == {"https://pypi.org/simple"}
    assert set(re.findall(r'url = "https://([^/]+)/', lock)) == {"files.pythonhosted.org"}


def test_every_dependency_is_explained() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["test"]
    names = {re.split(r"[\[<>=~! ]", line, maxsplit=1)[0] for line in wanted}
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    assert names == set(re.findall(r"^\| ([a-z][\w.-]+) \|", page, re.MULTILINE)) - {"package"}
