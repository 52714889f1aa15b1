"""The organ tree: established, renamed, moved and ended by date; a file of organs comes in whole or not at all."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import xlsxwriter
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import yichuang.organisations
from yichuang.cli import imports
from yichuang.kernel import events
from yichuang.kernel.errors import Invalid, Refusal
from yichuang.kernel.values import new_id
from yichuang.organisations import api, organs, tree
from yichuang.organisations.divisions import AS_OF, DATA
from yichuang.organisations.domain.organ_files import HeldOrgan, OrganLine, cycles, plan
from yichuang.organisations.models import Account, Organ, OrganChange, OrganTree

NOW = datetime(2026, 9, 24, 8, 20, tzinfo=UTC)
TODAY = date(2026, 9, 24)
FILE = Path(yichuang.organisations.__file__).parent / "data" / "organs.csv"
HEAD = "机构名称,统一社会信用代码,行政区划,上级机构,机构类型,有效期起,有效期止\n"
CODES = ("11370800MB28559184", "11220000013544541J", "11430000006122244L", "11100000000013338W", "113700000045046442")
"""Codes of real organs, both check digits right (GB 32100)."""


@pytest.fixture
def system(db):
    actor = api.system_actor("import")
    api.import_divisions("code,name\n37,山东省\n3708,济宁市\n3799,示例市\n".encode(), now=NOW, actor=actor, as_of=date(2023, 6, 30), write=True)
    return actor


def imported(system, rows: str, *, write: bool = True):
    return api.import_organs((HEAD + rows).encode(), now=NOW, actor=system, write=write)


def found(report) -> set[tuple[str, str]]:
    return {(f.id, f.finding.code) for f in report.findings if f.finding.severity == "error"}


def closure() -> set[tuple[UUID, UUID, int]]:
    return set(OrganTree.objects.values_list("ancestor_id", "descendant_id", "depth"))


def oracle() -> set[tuple[UUID, UUID, int]]:
    """By following parents up, one at a time."""
    above = dict(Organ.objects.values_list("id", "parent_id"))
    pairs = set()
    for organ in above:
        at, depth = organ, 0
        while at is not None:
            pairs.add((at, organ, depth))
            at, depth = above[at], depth + 1
    return pairs


def test_the_real_organs_come_in_once(system) -> None:
    api.import_divisions(DATA, now=NOW, actor=system, as_of=AS_OF, write=True)
    first = api.import_organs(FILE, now=NOW, actor=system, write=True)
    assert (first.read, first.new, first.refused) == (58, 58, 0), found(first)
    again = api.import_organs(FILE, now=NOW, actor=system, write=True)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 58)
    assert api.organ_named("11371302MB2861293F").name == "兰山区行政审批服务局"
    assert closure() == oracle()
    assert list(events.check_all()) == []


def test_a_tree_of_a_workbook_with_parents_below_their_children(system) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet("机构")
    page.write_row(0, 0, ["机构名称", "上级机构", "机构类型", "行政区划"])
    for number, row in enumerate([["一科", "甲局", "内设机构"], ["甲局", "某市人民政府", "行政机关"], ["某市人民政府", "", "人民政府"]], 1):
        page.write_row(number, 0, [*row, 370800])
    book.close()
    report = api.import_organs(file.getvalue(), now=NOW, actor=system, write=True)
    assert (report.new, report.written) == (3, True)
    assert closure() == oracle()
    assert Organ.objects.get(name="一科").parent.parent.name == "某市人民政府"


def test_every_problem_is_named_by_its_place_and_nothing_comes_in(system) -> None:
    report = imported(system, (
        f"甲局,{CODES[0]},370800,,行政机关,2020-01-01,\n"
        f"乙局,{CODES[0]},370800,,行政机关,,\n"
        "丙局,11370800MB28559180,370800,无此局,行政机关,,\n"
        ",,370800,,行政机关,,\n"
        "丁局,,379999,丙局,机关,2020-13-01,\n"
        "戊局,,370800,己局,行政机关,2020-01-01,2019-01-01\n"
        "己局,,370800,戊局,行政机关,,\n"
    ))  # fmt: skip
    assert (report.new, report.changed, report.written, report.refused) == (0, 0, False, 7)
    assert found(report) == {
        ("2", "uscc_twice"), ("3", "uscc_twice"), ("4", "uscc_wrong"), ("4", "parent_unknown"), ("A5", "cell_required"),
        ("6", "kind_unknown"), ("F6", "not_a_date"), ("7", "span_backwards"), ("7", "parent_cycle"), ("8", "parent_cycle"),
    }
    assert not Organ.objects.exists()


def test_a_ring_through_what_is_held_is_found(system) -> None:
    imported(system, f"甲局,{CODES[0]},370800,,行政机关,,\n乙局,{CODES[1]},370800,甲局,行政机关,,\n")
    report = imported(system, f"甲局,{CODES[0]},370800,{CODES[1]},行政机关,,\n")
    assert {code for _, code in found(report)} == {"parent_cycle"}


def test_organs_change_places_by_a_file(system) -> None:
    """甲 above 乙 becomes 乙 above 甲: lawful at the end, though a ring in between if it were done in the wrong order."""
    imported(system, f"府,,370800,,人民政府,,\n甲局,{CODES[0]},370800,府,行政机关,,\n乙局,{CODES[1]},370800,甲局,行政机关,,\n")
    report = imported(system, f"甲局,{CODES[0]},370800,乙局,行政机关,,\n乙局（新）,{CODES[1]},370800,府,行政机关,,\n")
    assert found(report) == {("2", "parent_unknown")}
    report = imported(system, f"甲局,{CODES[0]},370800,{CODES[1]},行政机关,,\n乙局（新）,{CODES[1]},370800,府,行政机关,,\n")
    assert (report.changed, report.written) == (2, True)
    assert closure() == oracle()
    assert OrganChange.objects.get(kind="changed").before == {"name": "乙局"}


def test_the_command_ends_with_one_when_a_row_is_wrong(system, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(imports.environment, "ready", nullcontext)
    file = tmp_path / "organs.csv"
    file.write_bytes((HEAD + "甲局,,370800,,行政机关,,\n乙局,1,370800,,行政机关,,\n").encode())
    result = CliRunner().invoke(imports.app, ["organs", str(file), "--write", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"] == 1
    assert not Organ.objects.exists()


def test_a_large_file_is_bounded(system) -> None:
    from yichuang.kernel.importing import BadFile

    with pytest.raises(BadFile):
        imported(system, "甲局,,370800,,行政机关,,\n" * 50_000)


MOVES = st.lists(st.tuples(st.sampled_from(["add", "move", "end"]), st.integers(0, 9), st.integers(-1, 9)), max_size=14)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(MOVES)
def test_the_closure_is_what_following_parents_gives(db, moves) -> None:
    actor = api.system_actor("import")
    with transaction.atomic():
        known = [api.add_organ(name="根", actor=actor, now=NOW).id]
        for number, (verb, one, other) in enumerate(moves):
            organ, parent = known[one % len(known)], None if other < 0 else known[other % len(known)]
            try:
                if verb == "add":
                    known.append(api.add_organ(name=f"机构{number}", parent_id=parent, actor=actor, now=NOW).id)
                elif verb == "move":
                    below_itself = parent is not None and (organ, parent) in {(a, d) for a, d, _ in oracle()}
                    with transaction.atomic():
                        api.move_organ(organ, parent, from_on=TODAY, reason="测试", actor=actor, now=NOW)
                    assert not below_itself or Organ.objects.get(pk=organ).parent_id == parent
                else:
                    with transaction.atomic():
                        api.end_organ(organ, valid_to=TODAY, reason="测试", actor=actor, now=NOW)
            except Refusal:
                pass
            assert closure() == oracle()
        transaction.set_rollback(True)


@given(st.dictionaries(st.integers(0, 8), st.one_of(st.none(), st.integers(0, 8)), max_size=9))
def test_a_ring_is_exactly_what_stands_above_itself(parents: dict[int, int | None]) -> None:
    above = {UUID(int=k): None if v is None else UUID(int=v) for k, v in parents.items()}

    def returns(start: UUID) -> bool:
        at = above.get(start)
        for _ in range(len(above) + 1):
            if at is None:
                return False
            if at == start:
                return True
            at = above.get(at)
        return False

    assert cycles(above) == {organ for organ in above if returns(organ)}


def test_of_two_of_one_name_the_one_in_the_own_division_is_meant() -> None:
    held = [HeldOrgan(new_id(), None, {"name": "水务局", "division": code, "uscc": ""}) for code in ("370811", "370812")]
    line = OrganLine("2", "水政科", "", "370812", "水务局", "", {"name": "水政科", "division": "370812", "kind": "office"})
    made = plan([line], held, divisions={"370812000000": "兖州区"}, new_id=new_id)
    assert made.entries[0].parent_id == held[1].id
    elsewhere = OrganLine("2", "水政科", "", "370826", "水务局", "", {"name": "水政科", "kind": "office"})
    made = plan([elsewhere], held, divisions={"370826000000": "微山县"}, new_id=new_id)
    assert [f.code for _, f in made.findings if f.severity == "error"] == ["parent_ambiguous"]


@pytest.fixture
def city(demo):
    """The demo city, and its staff manager."""
    return demo, api.actor_of(Account.objects.get(username="xitong"))


def test_a_rename_keeps_what_the_organ_was_called(city) -> None:
    demo, it = city
    water = demo.organs["water"]
    api.change_organ(water, {"name": "示例市水利局"}, from_on=TODAY, reason="机构改革（示例）", actor=it, now=NOW)
    assert api.organ(water).name == "示例市水利局"
    change = OrganChange.objects.get(organ_id=water)
    assert (change.before, change.after, change.reason) == ({"name": "示例市水务局"}, {"name": "示例市水利局"}, "机构改革（示例）")
    last = events.read(water)[-1]
    assert (last.kind, last.fact.fields) == ("organisations.OrganChanged", ("name",))
    assert "水利局" not in str(last.fact)
    assert api.change_organ(water, {"name": "示例市水利局"}, from_on=TODAY, reason="再来", actor=it, now=NOW) == ()


@pytest.mark.parametrize(("columns", "field"), [
    ({"name": " "}, "name"), ({"name": "示例市林业局"}, "name"), ({"uscc": "11379900MBEXAMP183"}, "uscc"), ({"uscc": "113799"}, "uscc"),
    ({"division": "379999"}, "division"), ({"division": "x"}, "division"),
])  # fmt: skip
def test_a_change_that_would_be_wrong_is_refused_at_its_field(city, columns: dict[str, str], field: str) -> None:
    demo, it = city
    with pytest.raises(Invalid) as refused:
        api.change_organ(demo.organs["water"], columns, from_on=TODAY, reason="改", actor=it, now=NOW)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_change_needs_a_reason_a_day_that_has_come_and_the_power(city) -> None:
    demo, it = city
    window = api.actor_of(Account.objects.get(username="chuangkou"))
    water = demo.organs["water"]
    for actor, reason, day in ((it, " ", TODAY), (it, "改", TODAY + timedelta(days=1)), (window, "改", TODAY)):
        with pytest.raises(Refusal):
            api.change_organ(water, {"name": "新名"}, from_on=day, reason=reason, actor=actor, now=NOW)
    assert not OrganChange.objects.exists()


def test_an_organ_ends_when_nothing_of_it_outlives_it(city) -> None:
    demo, it = city
    with pytest.raises(Refusal) as refused:
        api.end_organ(demo.organs["water"], valid_to=TODAY, reason="撤并", actor=it, now=NOW)
    assert refused.value.code == "organisations.organ_in_use"
    new = api.establish(name="示例市筹建办", reason="示例", parent_id=demo.organs["bureau"], actor=it, now=NOW, kind="office", valid_from=TODAY)
    api.end_organ(new.id, valid_to=TODAY, reason="筹建完成", actor=it, now=NOW)
    assert new.id in {row.id for row in api.organs(on=TODAY)}
    assert new.id not in {row.id for row in api.organs(on=TODAY + timedelta(days=1))}
    with pytest.raises(Refusal):
        api.end_organ(new.id, valid_to=TODAY, reason="再来", actor=it, now=NOW + timedelta(days=2))


def test_who_carries_on_an_abolished_organ_is_another_that_is_there(city) -> None:
    """行政诉讼法 26(6)."""
    demo, it = city
    new = api.establish(name="示例市筹建局", reason="示例", parent_id=demo.organs["bureau"], actor=it, now=NOW, kind="organ", valid_from=TODAY)
    said = {"valid_to": TODAY, "reason": "机构改革", "actor": it, "now": NOW}
    for nobody in (new.id, new_id()):
        with pytest.raises(Refusal) as refused:
            api.end_organ(new.id, successor_id=nobody, **said)
        assert refused.value.code == "organisations.no_successor"
    api.end_organ(new.id, successor_id=demo.organs["water"], **said)
    assert api.successors(new.id, TODAY) == ()
    assert api.successors(new.id, TODAY + timedelta(days=1)) == (demo.organs["water"],)


def test_an_organ_is_not_moved_below_itself(city) -> None:
    demo, it = city
    bureau, hall = demo.organs["bureau"], demo.organs["hall"]
    with pytest.raises(Refusal):
        organs.move_organ(bureau, hall, from_on=TODAY, reason="划转", actor=api.system_actor("import"), now=NOW)
    assert tree.is_below(hall, bureau)
