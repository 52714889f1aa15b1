"""`yichuang clock due` says what scripts expect."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from yichuang.cli.clock import app


@pytest.fixture(autouse=True)
def no_house(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("YICHUANG_HOME", str(tmp_path))


def run(*words: str) -> dict:
    result = CliRunner().invoke(app, ["due", *words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_twenty_working_days_over_two_holidays() -> None:
    found = run("--start", "2026-09-24T16:20", "--days", "20")
    assert list(found) == ["due_on", "due_at", "unit", "provisional", "counted", "suspended"]
    assert found["due_on"] == "2026-10-29" and found["due_at"] == "2026-10-30T00:00:00+08:00"
    assert found["unit"] == "working_day" and found["provisional"] is False and found["suspended"] == []
    assert len(found["counted"]) == 20 and found["counted"][0] == "2026-09-28" and "2026-10-10" in found["counted"]


def test_stops_may_be_repeated_and_open() -> None:
    found = run("--start", "2026-09-11", "--days", "7", "--suspend", "2026-09-15..2026-09-21")
    assert found["due_on"] == "2026-09-29" and found["suspended"] == [["2026-09-15", "2026-09-21"]]
    standing = run("--start", "2026-09-11", "--days", "7", "--suspend", "2026-09-15..")
    assert standing["due_on"] is None and standing["suspended"] == [["2026-09-15", None]]


def test_hours_in_office_hours_stand_at_night_and_on_holidays() -> None:
    office = ("--unit", "hour", "--office-hours", "09:00-12:00,13:30-17:00")
    found = run("--start", "2026-09-24T16:00", "-n", "4", *office)
    assert found["due_at"] == "2026-09-28T12:00:00+08:00" and found["counted"] == ["2026-09-24", "2026-09-28"]
    plain = run("--start", "2026-09-24T16:00", "-n", "24", "--unit", "hour")
    assert plain["due_at"] == "2026-09-25T16:00:00+08:00"
    stopped = run("--start", "2026-09-24T09:00", "-n", "2", *office, "--suspend", "2026-09-24T10:00..2026-09-24T14:00")
    assert stopped["due_at"] == "2026-09-24T15:00:00+08:00"


@pytest.mark.parametrize(
    "words",
    [
        ("--start", "tomorrow", "--days", "5"), ("--start", "2026-09-24", "--days", "5", "--suspend", "2026-09-25"),
        ("--start", "2026-09-24", "--days", "-1"), ("--start", "2030-12-30", "--days", "5"),
        ("--start", "2026-09-24", "--days", "5", "--suspend", "2026-09-25..2026-09-24"),
        ("--start", "2026-09-24", "--days", "5", "--unit", "fortnight"),
        ("--start", "2026-09-24T16:20"), ("--start", "2026-09-24T16:20", "--unit", "hour"),
    ],
)
def test_bad_input_leaves_with_status_two(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, ["due", *words]).exit_code == 2


def test_on_the_spot_needs_no_number() -> None:
    assert run("--start", "2026-09-24T16:20", "--unit", "on_the_spot")["due_on"] == "2026-09-24"


def test_people_read_the_day_first() -> None:
    result = CliRunner().invoke(app, ["due", "--start", "2026-12-24", "--days", "10"])
    assert result.stdout.startswith("2027-01-08") and "暂定" in result.stdout
