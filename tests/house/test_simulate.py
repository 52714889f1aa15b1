"""`yichuang simulate` plays what a hall does, and the same seed plays the same cases."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from yichuang.cases.models import Case
from yichuang.cli import simulate
from yichuang.kernel.record import read


def played(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Which facts the cases of one seed came to, with the odds of the two rarer ways raised."""
    monkeypatch.setattr(simulate, "EXTEND", 0.5)
    monkeypatch.setattr(simulate, "SEND_BACK", 0.5)
    before = set(Case.objects.values_list("id", flat=True))
    report = simulate.play(12, 5, date(2026, 3, 2), lambda left: None)
    assert report["unlawful"] == 0
    ids = Case.objects.exclude(id__in=before).values_list("id", flat=True)
    return Counter(event.kind for case_id in ids for event in read(case_id))


@pytest.mark.system
@pytest.mark.usefixtures("own_database")
def test_cases_are_extended_and_sent_back_and_the_seed_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    first = played(monkeypatch)
    assert first["cases.ExtensionApproved"] and first["cases.StepSentBack"]
    assert played(monkeypatch) == first
