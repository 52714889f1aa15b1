"""`yichuang scenario`: the figures of the cities' own accounts, counted from the record of real verbs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from yichuang.cli.scenario_plans import JINING, XIAN


def test_the_plans_bear_the_figures_of_the_accounts() -> None:
    assert (XIAN.departments, XIAN.offices, XIAN.steps, XIAN.papers) == (23, 70, 320, 300)
    assert [plan.steps for plan in JINING.values()] == [63, 24, 60, 17]
    assert [plan.papers for plan in JINING.values()] == [89, 14, 89, 14]
    for plan in (XIAN, *JINING.values()):
        assert all(len(set(item.papers)) == len(item.papers) for item in plan.items), "no item asks for a paper twice"


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
