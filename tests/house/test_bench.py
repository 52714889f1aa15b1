"""`yichuang bench` keeps the shape that people script against; nothing here asserts a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SHAPE = {"name", "clients", "value", "unit", "against", "limit", "ratio"}


@pytest.mark.system
def test_bench_steps_reports_the_real_verb_beside_the_bare_limit(own_database: str) -> None:
    command = [sys.executable, "-m", "yichuang.cli", "bench", "steps", "--seconds", "1", "--clients", "1", "--rounds", "1", "--json"]
    env = {**os.environ, "DATABASE_URL": own_database}
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(ran.stdout)
    assert {row["name"] for row in rows} == {"step", "claim and step", "cte", "lock and four statements"}
    for row in rows:
        assert set(row) == SHAPE
        assert row["clients"] == 1 and row["unit"] == "1/s"
        assert row["value"] > 0 and row["limit"] > 0
        assert row["ratio"] == pytest.approx(row["value"] / row["limit"], abs=0.002)


@pytest.mark.system
def test_bench_search_reports_both_ends_and_the_size(own_database: str) -> None:
    command = [sys.executable, "-m", "yichuang.cli", "bench", "search", "--items", "4000", "--rounds", "1", "--repeats", "1", "--json"]
    ran = subprocess.run(command, env={**os.environ, "DATABASE_URL": own_database}, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = {row["name"]: row for row in json.loads(ran.stdout)}
    assert all(set(row) == SHAPE for row in rows.values())
    names = [name for name in rows if name.startswith("search p")]
    assert len(names) == 2 and all("4000 items" in name and rows[name]["against"].startswith("primary-key read") for name in names)
    assert rows["index of words"]["value"] > 0


@pytest.mark.system
def test_bench_joint_agrees_with_the_independent_path_and_asks_the_same_in_a_larger_project(own_database: str) -> None:
    command = [sys.executable, "-m", "yichuang.cli", "bench", "joint", "--sizes", "4,40", "--networks", "3", "--json"]
    ran = subprocess.run(command, env={**os.environ, "DATABASE_URL": own_database}, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(ran.stdout)
    assert all(set(row) == SHAPE for row in rows)
    counted = [row for row in rows if row["against"] == "independent longest path"]
    assert len(counted) == 6 and all(row["value"] == row["limit"] for row in counted)
    asked = [row for row in rows if row["unit"] == "queries"]
    assert len(asked) == 4 and all(row["value"] == row["limit"] > 0 for row in asked)


@pytest.mark.system
def test_bench_smart_reports_both_spans_beside_the_five_minutes(own_database: str) -> None:
    """From sending to a licence that verifies, and from 办结 to the download; a real worker, a real registry server."""
    command = [sys.executable, "-m", "yichuang.cli", "bench", "smart", "--cases", "2", "--json"]
    ran = subprocess.run(command, env={**os.environ, "DATABASE_URL": own_database}, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = {row["name"]: row for row in json.loads(ran.stdout)}
    assert all(set(row) == SHAPE and row["unit"] == "s" and row["limit"] == 300 for row in rows.values())
    assert set(rows) == {"sent → licence verifies", "办结 → licence downloads", "sent → licence verifies, slowest"}
    assert 0 < rows["办结 → licence downloads"]["value"] <= rows["sent → licence verifies, slowest"]["value"]
