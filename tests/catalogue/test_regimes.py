"""事项类型 of GB/T 39046 and the regime each runs under (design §5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yichuang.catalogue.domain import (
    NEXT_STATUS,
    SHORTEST_TWENTY,
    Regime,
    Status,
    above_default,
    effective_extension,
    effective_statutory,
    regime_of,
    task_type_code,
)
from yichuang.clock.domain import Limit, Unit, last_day, packaged


@pytest.mark.parametrize(
    ("written", "name", "regime"),
    [
        ("1", "林木采伐许可证核发", Regime.LICENCE), ("01", "x", Regime.LICENCE), ("行政许可", "x", Regime.LICENCE),
        ("5", "特别资助", Regime.PAYMENT), ("7", "农民专业合作社登记", Regime.REGISTRATION), ("7", "古树名木认定", Regime.CONFIRMATION),
        ("8", "x", Regime.AWARD), ("9", "x", Regime.RULING), ("10", "户外牌匾备案", Regime.FILING), ("10", "x", Regime.OTHER),
        ("备案", "户外牌匾备案", Regime.FILING), ("20", "x", Regime.SERVICE), ("公共服务", "x", Regime.SERVICE),
    ],
)
def test_the_type_gives_the_regime(written: str, name: str, regime: Regime) -> None:
    code = task_type_code(written)
    assert code is not None
    assert regime_of(code, name) is regime


@pytest.mark.parametrize("written", ["2", "02", "3", "4", "6"])
def test_penalties_levies_and_inspections_are_not_applied_for(written: str) -> None:
    code = task_type_code(written)
    assert code is not None
    assert regime_of(code) is None


@pytest.mark.parametrize("written", ["", "99", "随便", "-1", "1.0"])
def test_an_unknown_type_is_not_guessed(written: str) -> None:
    assert task_type_code(written) is None


def test_a_licence_without_a_stated_limit_has_the_twenty_days_of_42() -> None:
    limit, article, by_law = effective_statutory(Regime.LICENCE, None, "")
    assert (limit, by_law) == (Limit(20, Unit.WORKING_DAY), True)
    assert "第四十二条" in article
    assert effective_statutory(Regime.FILING, None, "") == (None, "", False)


def test_only_a_licence_is_extended_by_42() -> None:
    assert effective_extension(Regime.LICENCE, None, "")[0] == Limit(10, Unit.WORKING_DAY)
    assert effective_extension(Regime.SERVICE, None, "")[0] is None


def test_every_status_but_the_last_has_a_way_out() -> None:
    assert set(NEXT_STATUS) == set(Status)
    assert [status for status, after in NEXT_STATUS.items() if not after] == [Status.ENDED]


def test_the_shortest_twenty_working_days_of_2015_to_2026() -> None:
    calendar, twenty = packaged(), Limit(20, Unit.WORKING_DAY)
    days = (date(2015, 1, 1) + timedelta(n) for n in range((date(2026, 11, 1) - date(2015, 1, 1)).days))
    assert min((last_day(calendar, day, twenty) - day).days for day in days) == SHORTEST_TWENTY


def test_what_may_be_longer_than_42() -> None:
    assert not above_default(Limit(SHORTEST_TWENTY, Unit.CALENDAR_DAY))
    assert above_default(Limit(SHORTEST_TWENTY + 1, Unit.CALENDAR_DAY))
    assert above_default(Limit(1, Unit.MONTH))
    assert above_default(Limit(21, Unit.WORKING_DAY))
    assert not above_default(Limit(20, Unit.WORKING_DAY))
    assert not above_default(Limit(0, Unit.ON_THE_SPOT))
