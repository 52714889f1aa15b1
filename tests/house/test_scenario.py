"""`yichuang scenario`: the figures of the cities' own accounts, counted from the record of real verbs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from yichuang.cli.scenario_plans import ACCOUNT, JINING, XIAN


def test_the_plans_bear_the_figures_of_the_accounts() -> None:
    assert (XIAN.departments, XIAN.offices, XIAN.steps, XIAN.papers) == (23, 70, 320, 300) == tuple(ACCOUNT.values())[:4]
    assert [plan.steps for plan in JINING.values()] == [63, 24, 60, 17]
    assert [plan.papers for plan in JINING.values()] == [89, 14, 89, 14]
    for plan in (XIAN, *JINING.values()):
        assert all(len(set(item.papers)) == len(item.papers) for item in plan.items), "no item asks for a paper twice"


@pytest.mark.system
def test_xian_runs_through_the_real_verbs_and_the_longest_branch_is_the_total(own_database: str) -> None:
    """假定前置条件全部成立…办理时限最长的单个审批环节时限作为整个事项最终办理时限; at an eighth of its size."""
    command = [sys.executable, "-m", "yichuang.cli", "scenario", "xian-construction", "--small", "--json"]
    ran = subprocess.run(command, env={**os.environ, "DATABASE_URL": own_database}, capture_output=True, text=True, timeout=900, check=False)
    assert ran.returncode == 0, ran.stderr
    serial, parallel, together = json.loads(ran.stdout)
    assert [row["way"] for row in (serial, parallel, together)] == ["serial", "parallel", "one dossier"]
    assert all(row["steps"] == 42 and row["departments"] == 3 for row in (serial, parallel, together))
    assert serial["days"] >= 20 + 15 + 10 and parallel["days"] == together["days"] == together["longest"] == 20
    assert (serial["papers"], together["papers"], serial["visits"], together["visits"], together["sets"]) == (39, 20, 2, 1, 1)
    assert together["seals"] == serial["seals"] + 3, "each decision is told to the other organs by one paper"
    per_item = serial["seals"] / serial["cases"]
    assert ACCOUNT["seals"] <= per_item * ACCOUNT["departments"] < ACCOUNT["seals"] * 1.5, "a hundred-odd seals"


@pytest.mark.system
def test_jining_runs_through_the_real_verbs_and_counts_what_the_account_says(own_database: str) -> None:
    command = [sys.executable, "-m", "yichuang.cli", "scenario", "jining-project", "--json"]
    ran = subprocess.run(command, env={**os.environ, "DATABASE_URL": own_database}, capture_output=True, text=True, timeout=900, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = {row["plan"]: row for row in json.loads(ran.stdout)}
    assert [(row["steps"], row["papers"]) for row in rows.values()] == [(63, 89), (24, 14), (60, 89), (17, 14)]
    for row in rows.values():
        if row["way"] == "one dossier":
            assert (row["visits"], row["sets"]) == (1, 1) and row["days"] == row["longest"]
        else:
            assert row["days"] > row["longest"] and row["visits"] == 4


def test_a_scenario_nobody_told_of_is_named() -> None:
    ran = subprocess.run([sys.executable, "-m", "yichuang.cli", "scenario", "atlantis"], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode != 0 and "xian-construction" in ran.stderr + ran.stdout
