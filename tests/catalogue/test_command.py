"""`yichuang import` says what scripts expect and writes only when told to."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from tests.catalogue.conftest import DATA
from yichuang.catalogue.models import ItemVersion
from yichuang.cli import imports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database stands already."""
    monkeypatch.setattr(imports.environment, "ready", nullcontext)


def test_a_dry_run_prints_the_report_and_writes_nothing() -> None:
    result = CliRunner().invoke(imports.app, ["guides", str(DATA / "guides.json"), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert list(found) == ["read", "new", "changed", "unchanged", "refused", "findings"]
    assert (found["read"], found["new"]) == (39, 39)
    assert not ItemVersion.objects.exists()


def test_write_keeps_what_is_new(tmp_path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("item_name,item_code_full,task_type\n取水许可,A-1,1\n", "utf-8")
    result = CliRunner().invoke(imports.app, ["items", str(file), "--write"])
    assert result.exit_code == 0, result.output
    assert ItemVersion.objects.get().name == "取水许可"
    again = CliRunner().invoke(imports.app, ["items", str(file), "--write", "--json"])
    assert json.loads(again.stdout)["unchanged"] == 1


def test_a_calendar_is_compared_before_it_is_written(tmp_path) -> None:
    """8 November 2026 is a Sunday without make-up work; a notice may still say so."""
    file = tmp_path / "calendar.csv"
    file.write_text("date,kind,name\n2026-11-08,补班,国庆节\n2026-10-01,放假,国庆节\n", "utf-8")
    for words in ((), ("--write",)):
        result = CliRunner().invoke(imports.app, ["calendar", str(file), "--json", *words])
        assert result.exit_code == 0, result.output
        found = json.loads(result.stdout)
        assert [day["day"] for day in found["days"] if day["day"] == "2026-11-08"] == ["2026-11-08"]
    file.write_text("date,kind,name\n2026-13-08,补班,国庆节\n", "utf-8")
    assert CliRunner().invoke(imports.app, ["calendar", str(file)]).exit_code == 1


@pytest.mark.parametrize(("kind", "content"), [("guides", b"{}"), ("items", b"a,b"), ("guides", b"\xff"), ("items", None)])
def test_a_bad_file_ends_with_a_sentence(tmp_path, kind: str, content: bytes | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    result = CliRunner().invoke(imports.app, [kind, str(file)])
    assert result.exit_code == 1
    assert "文件无法读取" in result.stderr
    assert "Traceback" not in result.output
