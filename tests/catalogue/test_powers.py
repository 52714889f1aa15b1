"""The power and duty list: what the report finds (职责法定、权责一致), and what comes in from real lists."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.conftest import DATA, NOW
from yichuang.catalogue.domain.powers import Clause, Fault, Period, Power, Surroundings, fields_of_duty, report

ON = date(2026, 9, 24)
BUREAU, HEALTH, OFFICE, CLAUSE = (UUID(int=n) for n in range(1, 5))
AROUND = Surroundings(
    clauses={CLAUSE: Clause(CLAUSE, BUREAU, "第三条第（四）项")}, owner_of={OFFICE: BUREAU},
    organs={BUREAU: Period(), HEALTH: Period(), OFFICE: Period()},
)  # fmt: skip
LIAONING = Path(__file__).parents[1] / "data" / "powers" / "liaoning_power_items_sample.csv"


def sound(**changes) -> Power:
    given = {"id": uuid4(), "code": "000123029000", "name": "饮用水供水单位卫生许可", "levels": ("3",), "organ_id": BUREAU, "office_id": OFFICE,
             "clause_id": CLAUSE, "duties": 4}  # fmt: skip
    return Power(**(given | changes))


def faults(*powers: Power, around: Surroundings = AROUND, on: date = ON) -> list[Fault]:
    return [finding.fault for finding in report(powers, around, on=on)]


def test_a_power_with_clause_duty_and_office_is_sound() -> None:
    assert faults(sound()) == []


@pytest.mark.parametrize(("change", "fault"), [
    ({"clause_id": None}, [Fault.NO_CLAUSE, Fault.CLAUSE_UNUSED]),
    ({"duties": 0}, [Fault.NO_DUTY]),
    ({"office_id": None}, [Fault.NO_OFFICE]),
    ({"organ_id": None}, [Fault.NO_ORGAN]),
    ({"organ_id": HEALTH}, [Fault.CLAUSE_OF_ANOTHER, Fault.OFFICE_OF_ANOTHER]),
])  # fmt: skip
def test_what_is_missing_is_named(change, fault) -> None:
    assert faults(sound(**change)) == fault


def test_a_clause_nobody_exercises() -> None:
    found = report([], AROUND, on=ON)
    assert [(f.fault, f.clause_id) for f in found] == [(Fault.CLAUSE_UNUSED, CLAUSE)]


def test_an_organ_and_an_office_that_ended() -> None:
    ended = Period(None, ON - timedelta(days=1))
    around = Surroundings(AROUND.clauses, AROUND.owner_of, {BUREAU: ended, OFFICE: ended})
    assert faults(sound(), around=around) == [Fault.ORGAN_ENDED, Fault.OFFICE_ENDED]
    assert faults(sound(), around=around, on=ON - timedelta(days=1)) == []


def test_one_power_in_two_hands_at_the_same_level_and_place() -> None:
    mine, theirs = sound(), sound(organ_id=HEALTH, clause_id=None, office_id=None)
    [finding] = [f for f in report([mine, theirs], AROUND, on=ON) if f.fault is Fault.TWO_ORGANS]
    assert finding.power_ids == (mine.id, theirs.id)
    for apart in ({"levels": ("4",)}, {"place": "370811"}, {"period": Period(ON + timedelta(days=1))}, {"organ_id": BUREAU}):
        other = sound(**({"organ_id": HEALTH, "clause_id": None, "office_id": None} | apart))
        assert Fault.TWO_ORGANS not in faults(mine, other)


powers_of = st.lists(st.builds(
    Power, id=st.uuids(), code=st.sampled_from("abc"), name=st.just("权力"), levels=st.sampled_from([(), ("3",), ("3", "4")]),
    place=st.sampled_from(["", "3708"]), organ_id=st.sampled_from([None, BUREAU, HEALTH]), office_id=st.sampled_from([None, OFFICE]),
    clause_id=st.sampled_from([None, CLAUSE]), duties=st.integers(0, 2),
    period=st.sampled_from([Period(), Period(None, ON - timedelta(days=1)), Period(ON + timedelta(days=1)), Period(ON, ON)]),
), max_size=8, unique_by=lambda power: power.id)  # fmt: skip


@given(powers_of)
def test_only_what_is_in_force_is_reported_and_a_sound_list_stays_silent(powers) -> None:
    live = {power.id for power in powers if power.period.holds_on(ON)}
    found = report(powers, AROUND, on=ON)
    assert all(set(finding.power_ids) <= live for finding in found)
    unused = any(f.fault is Fault.CLAUSE_UNUSED for f in found)
    assert unused == (not any(power.clause_id == CLAUSE for power in powers if power.id in live))
    for power in powers:
        named = [f for f in found if power.id in f.power_ids]
        whole = power.organ_id == BUREAU and power.office_id and power.clause_id and power.duties
        if power.id in live and not whole:
            assert named


@given(powers_of)
def test_a_conflict_has_two_organs_and_both_see_it(powers) -> None:
    known = {power.id: power for power in powers}
    for finding in report(powers, AROUND, on=ON):
        if finding.fault is Fault.TWO_ORGANS:
            one, other = (known[power_id] for power_id in finding.power_ids)
            assert one.code == other.code
            assert one.place == other.place
            assert one.organ_id != other.organ_id


def test_a_duty_is_written_in_three_parts() -> None:
    assert fields_of_duty("受理责任 | 不予受理的｜第七十二条") == {"duty": "受理责任", "blame": "不予受理的", "article": "第七十二条"}


# ---- real lists ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_list_of_liaoning_comes_in_and_says_what_it_lacks(importer) -> None:
    from yichuang.catalogue.api import powers

    dry = powers.import_powers(LIAONING, now=NOW, actor=importer)
    assert (dry.read, dry.new, dry.unchanged, dry.refused, dry.written) == (30, 29, 1, 0, False)
    assert powers.powers(on=NOW.date()) == ((), False)
    done = powers.import_powers(LIAONING, now=NOW, actor=importer, write=True)
    assert done.new == 29
    assert [f.finding.code for f in done.findings if f.finding.severity == "warning"] == ["column_unknown"] * 2 + ["kind_unknown"]
    rows, more = powers.powers(on=NOW.date(), text="饮用水")
    assert not more
    [row] = rows
    assert (row.code, row.kind_name, row.levels, row.bases) == (
        "000123018000", "行政许可", ("市级", "县级"), ("《中华人民共和国传染病防治法》第二十九条",)
    )  # fmt: skip
    counts, lines, _ = powers.faults(NOW.date(), fault="no_clause")
    assert counts == {Fault.NO_CLAUSE: 29, Fault.NO_DUTY: 29, Fault.NO_OFFICE: 29, Fault.NO_ORGAN: 29}
    assert len(lines) == 29
    assert powers.import_powers(LIAONING, now=NOW, actor=importer, write=True).unchanged == 30


@pytest.mark.django_db
def test_a_district_list_gives_its_powers_and_leaves_services_out(importer) -> None:
    from yichuang.catalogue.api import powers

    report_of = powers.import_powers(DATA / "items.csv", now=NOW, actor=importer, write=True)
    assert (report_of.read, report_of.new, report_of.unchanged, report_of.refused) == (1135, 787, 348, 0)
    assert len(list(powers.all_powers(on=NOW.date()))) == 787


@pytest.mark.django_db
def test_the_demo_list_shows_its_gaps_and_its_conflict(editor, importer, django_assert_max_num_queries) -> None:
    from yichuang.catalogue.api import powers
    from yichuang.catalogue.models import Power as PowerRow

    powers.import_powers(DATA / "powers_shili.csv", now=NOW, actor=importer, write=True)
    articles = {duty["article"] for row in PowerRow.objects.filter(kind="10") for duty in row.duties}
    assert articles and not any("行政许可法" in article for article in articles), "a filing is no licence"
    with django_assert_max_num_queries(8):
        counts, lines, _ = powers.faults(NOW.date())
    assert counts[Fault.TWO_ORGANS] == 1
    assert [row.organ for row in lines[0].powers] == ["示例市卫生健康委员会", "示例市行政审批服务局"]
    assert counts[Fault.NO_DUTY] == 1
    assert powers.clauses()[0][0].powers >= 1


@pytest.mark.django_db
def test_a_clause_beyond_the_first_fifty_is_found_by_its_words_and_never_lost(shipped, importer) -> None:
    from yichuang.catalogue.api import powers
    from yichuang.organisations import api as organisations

    organ = organisations.demo_id("organ", "water")
    for n in range(60):
        last = powers.keep_clause(organ_id=organ, title="三定规定", number="示办发〔2019〕3号", clause=f"第{n:02}条", text=f"职责{n}", now=NOW, actor=importer)
    found, more = powers.clauses(organ)
    assert more and len(found) == 50 and last not in {row.id for row in found}
    assert powers.clauses(organ, held=last)[0][0].id == last, "what is linked stands first, whatever is looked for"
    assert [row.id for row in powers.clauses(organ, text="职责59")[0]] == [last]
    assert last in {row.id for row in powers.clauses(organ, text="没有这几个字", held=last)[0]}


@pytest.mark.django_db
def test_one_wrong_row_keeps_everything_out(importer) -> None:
    from yichuang.catalogue.api import powers

    table = "权力编码,权力名称,权力类型,行使层级,有效期起,有效期止\nA1,甲,行政许可,市级,2026-01-01,\nA2,,行政许可,星级,2026-02-01,2026-01-01\nA1,甲,01,3,,\n"
    report_of = powers.import_powers(table.encode(), now=NOW, actor=importer, write=True)
    assert (report_of.refused, report_of.written) == (2, False)
    assert {(f.id, f.finding.code) for f in report_of.findings} == {
        ("B3", "cell_required"), ("3", "level_unknown"), ("3", "span_backwards"), ("4", "duplicate_code")
    }  # fmt: skip
    assert powers.powers(on=NOW.date())[0] == ()


@pytest.mark.django_db
def test_a_change_ends_the_row_and_the_list_of_the_day_before_stays(editor) -> None:
    from yichuang.catalogue.api import powers
    from yichuang.kernel.errors import Invalid
    from yichuang.kernel.record import check_all
    from yichuang.organisations import api as organisations

    organ = organisations.demo_id("organ", "bureau")
    clause = powers.keep_clause(organ_id=organ, title="三定规定", number="示办发〔2024〕6号", clause="第三条", text="负责审批。", now=NOW, actor=editor)
    columns = {"code": "P1", "name": "甲", "kind": "01", "levels": ["3"], "organ_id": organ, "organ_name": "示例市行政审批服务局", "clause_id": clause}
    first = powers.keep_power(columns | {"valid_from": date(2026, 1, 1)}, now=NOW, actor=editor)
    assert powers.keep_power(columns | {"valid_from": date(2026, 1, 1)}, now=NOW, actor=editor) == first
    second = powers.keep_power(columns | {"duties": [fields_of_duty("受理责任")]}, now=NOW, actor=editor)
    assert second != first
    assert [row.id for row in powers.powers(on=date(2026, 9, 23))[0]] == [first]
    assert [row.id for row in powers.powers(on=date(2026, 9, 24))[0]] == [second]
    third = powers.keep_power(columns | {"name": "乙"}, now=NOW, actor=editor)
    assert [row.id for row in powers.powers(on=date(2026, 9, 24))[0]] == [third], "corrected on its first day: one row that day, not two"
    powers.end_power(third, valid_to=date(2026, 9, 30), now=NOW, actor=editor)
    assert powers.powers(on=date(2026, 10, 1))[0] == ()
    assert not list(check_all())
    with pytest.raises(Invalid) as refusal:
        powers.keep_power({"code": "", "name": "", "kind": "20", "levels": ["9"]}, now=NOW, actor=editor)
    assert {error.field for error in refusal.value.errors} == {"code", "name", "kind", "levels"}
