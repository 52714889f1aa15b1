"""`yichuang simulate` plays what a hall does, and the same seed plays the same cases."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from yichuang.cases import api as cases
from yichuang.cases.models import Case
from yichuang.cli import simulate
from yichuang.kernel.record import read
from yichuang.licences import api as licences


def played(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Which facts the cases of one seed came to, with the odds of the rarer ways raised."""
    monkeypatch.setattr(simulate, "EXTEND", 0.5)
    monkeypatch.setattr(simulate, "SEND_BACK", 0.5)
    before = set(Case.objects.values_list("id", flat=True))
    monkeypatch.setattr(simulate, "AT_ONCE", 1.0)
    monkeypatch.setattr(simulate, "CHANGE", 1.0)
    monkeypatch.setattr(simulate, "STATE", 0.5)
    monkeypatch.setattr(simulate, "SPARE", 6)
    report = simulate.play(18, 14, date(2026, 3, 2), lambda left: None)
    assert report["unlawful"] == 0
    assert report["cases"] == sum(report["outcomes"].values()) == 18
    ids = Case.objects.exclude(id__in=before).values_list("id", flat=True)
    return Counter(event.kind for case_id in ids for event in read(case_id))


@pytest.mark.system
@pytest.mark.usefixtures("own_database")
def test_cases_are_extended_sent_back_decided_at_once_and_changed_and_the_seed_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    first = played(monkeypatch)
    for kind in ("ExtensionApproved", "StepSentBack", "ChangeAsked"):
        assert first[f"cases.{kind}"], kind
    assert Case.objects.filter(decided_at__isnull=False, procedure_id__isnull=True).exists()
    assert [*cases.check_folds(), *licences.check_all()] == []
    assert played(monkeypatch) == first
