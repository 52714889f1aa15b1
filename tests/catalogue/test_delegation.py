"""Who decides from which day: the text of 行政许可法 22–25, and the parity ratio of Jining (230, 9 → 221, 96.09 %)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.catalogue.domain.delegation import (
    Delegation,
    Held,
    LegalForm,
    NoRedelegation,
    NotAnnounced,
    NotAnOrgan,
    NotTheirPower,
    Overlapping,
    Standing,
    Wanted,
    check_delegation,
    decider,
    origin,
    parity,
)
from yichuang.catalogue.domain.powers import Period
from yichuang.catalogue.domain.words import Rank
from yichuang.kernel.errors import Invalid, Refusal

ITEM = UUID(int=99)
PROVINCE, WATER, BUREAU, COUNTY, TOWN = (UUID(int=n) for n in range(1, 6))
TODAY, START = date(2026, 9, 24), date(2026, 10, 1)


def row(form: LegalForm, source: UUID, target: UUID, start: date = START, end: date | None = None, place: str = "") -> Delegation:
    return Delegation(uuid4(), ITEM, form, source, target, Period(start, end), place)


def wanted(given: Delegation, **changes) -> Wanted:
    levels = {LegalForm.DEVOLVE: ("3", "4"), LegalForm.ENTRUST: ("3", "4")}.get(given.form, ("3", "3"))
    base = Wanted(
        given, *levels, "organ", "organ", document="示政发〔2026〕5号", document_on=TODAY, basis="《城镇污水排入排水管网许可管理办法》第四条",
        announcement="示例市人民政府公告2026年第3号", announced_on=TODAY, capacity="有执法证2人，窗口1个", capacity_on=TODAY,
        follow_up_on=START + timedelta(days=90),
    )  # fmt: skip
    return replace(base, **changes)


def check(given: Delegation, *rows: Delegation, base: UUID = WATER, **changes) -> None:
    check_delegation(wanted(given, **changes), rows, base_organ_id=base, today=TODAY)


def who(rows, on: date = START, place: str = "", base: UUID = WATER):
    found = decider(rows, item_id=ITEM, organ_id=base, on=on, place=place)
    return found.organ_id, found.acting_id


# ---- who decides ---------------------------------------------------------------------------------


def test_25_a_transfer_moves_name_and_hands_from_its_first_day_to_its_last() -> None:
    rows = [row(LegalForm.TRANSFER, WATER, BUREAU, end=date(2026, 12, 31))]
    assert who(rows, START - timedelta(days=1)) == (WATER, WATER)
    assert who(rows, START) == (BUREAU, BUREAU)
    assert who(rows, date(2026, 12, 31)) == (BUREAU, BUREAU)
    assert who(rows, date(2027, 1, 1)) == (WATER, WATER)


def test_24_3_the_entrusted_organ_acts_in_the_name_of_the_delegator() -> None:
    rows = [row(LegalForm.TRANSFER, WATER, BUREAU), row(LegalForm.ENTRUST, BUREAU, COUNTY)]
    found = decider(rows, item_id=ITEM, organ_id=WATER, on=START)
    assert (found.organ_id, found.acting_id, found.entrusted_id, found.form) == (BUREAU, COUNTY, COUNTY, LegalForm.ENTRUST)
    assert found.rows == tuple(r.id for r in rows)


def test_a_power_devolved_for_a_county_is_decided_there_for_matters_of_that_county_only() -> None:
    rows = [row(LegalForm.DEVOLVE, WATER, COUNTY, place="370811")]
    assert who(rows, place="370811003000") == (COUNTY, COUNTY)
    assert who(rows, place="370812000000") == (WATER, WATER)
    assert who(rows) == (WATER, WATER)


def test_a_version_that_names_who_received_the_power_gives_it_nothing_after_the_row_is_over() -> None:
    """22: the power is back with who gave it, although the version still names the other."""
    rows = [row(LegalForm.DEVOLVE, WATER, COUNTY, end=date(2026, 12, 31)), row(LegalForm.ENTRUST, BUREAU, TOWN)]
    assert origin(rows, organ_id=COUNTY, since=START) == WATER
    assert who(rows, date(2027, 1, 1), base=origin(rows, organ_id=COUNTY, since=START)) == (WATER, WATER)
    assert origin(rows, organ_id=COUNTY, since=START - timedelta(days=1)) == COUNTY, "named before, by its own power"
    assert origin(rows, organ_id=TOWN, since=START) == TOWN, "24(3): an entrusted organ has none"


# ---- what may be given on ------------------------------------------------------------------------


def test_24_1_only_to_another_administrative_organ() -> None:
    check(row(LegalForm.ENTRUST, WATER, COUNTY))
    for kind in ("office", "hall", "experts"):
        with pytest.raises(NotAnOrgan) as refusal:
            check(row(LegalForm.ENTRUST, WATER, COUNTY), to_kind=kind)
        assert "第二十四条第一款" in str(refusal.value.article)


@pytest.mark.parametrize("change", [{"announcement": ""}, {"announced_on": None}, {"announced_on": START + timedelta(days=1)}])
def test_24_1_it_is_announced_before_it_begins(change) -> None:
    with pytest.raises(NotAnnounced):
        check(row(LegalForm.ENTRUST, WATER, COUNTY), **change)


@pytest.mark.parametrize("form", list(LegalForm))
def test_24_3_what_was_entrusted_is_not_given_on(form) -> None:
    entrusted = row(LegalForm.ENTRUST, WATER, COUNTY)
    levels = {"from_level": "4", "to_level": "4" if form is LegalForm.TRANSFER else "5"}
    with pytest.raises(NoRedelegation) as refusal:
        check(row(form, COUNTY, TOWN), entrusted, **levels)
    assert "第二十四条第三款" in str(refusal.value.article)


def test_22_only_who_holds_the_power_gives_it_on() -> None:
    with pytest.raises(NotTheirPower):
        check(row(LegalForm.TRANSFER, BUREAU, COUNTY))
    moved = row(LegalForm.TRANSFER, WATER, BUREAU)
    check(row(LegalForm.ENTRUST, BUREAU, COUNTY), moved)
    with pytest.raises((NotTheirPower, Overlapping)):
        check(row(LegalForm.ENTRUST, WATER, COUNTY), moved)


def test_overlapping_periods_are_refused_and_others_are_not() -> None:
    held = row(LegalForm.DEVOLVE, WATER, COUNTY, end=date(2026, 12, 31), place="370811")
    with pytest.raises(Overlapping):
        check(row(LegalForm.DEVOLVE, WATER, TOWN, place="370811003"), held)
    check(row(LegalForm.DEVOLVE, WATER, TOWN, place="370812"), held)
    check(row(LegalForm.DEVOLVE, WATER, TOWN, start=date(2027, 1, 1), place="370811"), held, follow_up_on=date(2027, 4, 1))


@pytest.mark.parametrize(("form", "change", "field"), [
    (LegalForm.DEVOLVE, {"to_level": "3"}, "to_level"),
    (LegalForm.TRANSFER, {"to_level": "4"}, "to_level"),
    (LegalForm.ENTRUST, {"basis": ""}, "basis"),
    (LegalForm.EMPOWER, {"basis": " "}, "basis"),
    (LegalForm.ENTRUST, {"basis": "有关规定"}, "basis"),
    (LegalForm.DEVOLVE, {"capacity": ""}, "capacity"),
    (LegalForm.ENTRUST, {"follow_up_on": START}, "follow_up_on"),
    (LegalForm.TRANSFER, {"document": ""}, "document"),
    (LegalForm.DEVOLVE, {"document": "市政府专题会议纪要"}, "document"),
    (LegalForm.TRANSFER, {"document_on": None}, "document_on"),
    (LegalForm.DEVOLVE, {"document_on": START + timedelta(days=1)}, "document_on"),
])  # fmt: skip
def test_each_form_shows_what_it_needs(form, change, field) -> None:
    with pytest.raises(Invalid) as refusal:
        check(row(form, WATER, COUNTY), **change)
    assert [error.field for error in refusal.value.errors] == [field]


DOCUMENT, RULE, LAW = (Rank.DOCUMENT, None), (Rank.RULE, None), (Rank.LAW, None)


@pytest.mark.parametrize(("form", "laws", "stands"), [
    (LegalForm.ENTRUST, (DOCUMENT,), False), (LegalForm.ENTRUST, (RULE,), True), (LegalForm.ENTRUST, (DOCUMENT, LAW), True),
    (LegalForm.ENTRUST, ((Rank.RULE, START),), False), (LegalForm.ENTRUST, (), True),
    (LegalForm.EMPOWER, (RULE,), False), (LegalForm.EMPOWER, (LAW,), True),
])  # fmt: skip
def test_23_24_1_the_basis_is_of_the_rank_the_form_asks_for_and_in_force(form, laws, stands) -> None:
    """24(1): 依照法律、法规、规章的规定，可以委托; 23: 法律、法规授权的组织. A title nobody registered is left to the legality review."""
    if stands:
        check(row(form, WATER, COUNTY), laws=laws)
        return
    with pytest.raises(Invalid) as refusal:
        check(row(form, WATER, COUNTY), laws=laws)
    assert [error.field for error in refusal.value.errors] == ["basis"]


def test_nothing_is_back_dated() -> None:
    with pytest.raises(Invalid) as refusal:
        check(row(LegalForm.TRANSFER, WATER, BUREAU, start=TODAY - timedelta(days=1)))
    assert [error.field for error in refusal.value.errors] == ["from_on"]


# ---- properties ----------------------------------------------------------------------------------

organs = st.sampled_from([WATER, BUREAU, COUNTY, TOWN])
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
drawn = st.builds(
    lambda form, source, target, start, length: row(form, source, target, start, start + timedelta(days=length) if length else None),
    st.sampled_from(list(LegalForm)), organs, organs, days, st.integers(0, 20),
)  # fmt: skip


@given(st.lists(drawn, max_size=6), days)
def test_whatever_was_let_in_names_one_holder_and_an_entrusted_organ_holds_nothing(candidates, on) -> None:
    rows: list[Delegation] = []
    for candidate in candidates:
        levels = {"to_level": "4"} if candidate.form in (LegalForm.DEVOLVE, LegalForm.ENTRUST) else {}
        try:
            check_delegation(wanted(candidate, follow_up_on=date(2030, 1, 1), **levels), rows, base_organ_id=WATER, today=TODAY)
        except Refusal:
            continue
        rows.append(candidate)
    found = decider(rows, item_id=ITEM, organ_id=WATER, on=on)
    live = [r for r in rows if r.period.holds_on(on)]
    for source in {r.from_organ_id for r in live}:
        assert sum(r.from_organ_id == source for r in live) == 1
    chain = [r for r in rows if r.id in found.rows]
    assert [r.form for r in chain].count(LegalForm.ENTRUST) == (found.entrusted_id is not None)
    assert found.organ_id == WATER or any(r.to_organ_id == found.organ_id and r.form is not LegalForm.ENTRUST for r in chain)


# ---- parity --------------------------------------------------------------------------------------

COUNTIES = ("370811", "370812", "370826", "370827", "370828", "370829", "370830", "370831", "370832", "370881", "370883")


def test_jining_230_items_nine_by_entrustment_221_devolved_is_96_09_percent() -> None:
    """“市级保留的230项行政许可事项，除上级部门委托行使的9项外，其余221项全部下放至各县市区同权办理，市县同权比例达到96.09%。”"""
    items = [Held(UUID(int=n), entrusted=n < 9) for n in range(230)]
    rows = [Delegation(uuid4(), item.item_id, LegalForm.DEVOLVE, BUREAU, COUNTY, Period(START)) for item in items if not item.entrusted]
    found = parity(items, rows, counties=COUNTIES, on=START)
    assert (found.numerator, found.denominator, found.hundredths) == (221, 230, 9609)
    assert found.count(Standing.ENTRUSTED) == 9
    assert parity(items, rows, counties=COUNTIES, on=START - timedelta(days=1)).numerator == 0


def test_an_item_counts_when_every_county_has_it() -> None:
    item = Held(ITEM)
    rows = [row(LegalForm.DEVOLVE, WATER, UUID(int=int(code)), place=code) for code in COUNTIES]
    assert parity([item], rows, counties=COUNTIES, on=START).rows == ((ITEM, Standing.DEVOLVED),)
    assert parity([item], rows[1:], counties=COUNTIES, on=START).rows == ((ITEM, Standing.PARTLY),)
    assert parity([item], [], counties=COUNTIES, on=START).rows == ((ITEM, Standing.KEPT),)
    assert parity([], [], counties=COUNTIES, on=START).hundredths is None
