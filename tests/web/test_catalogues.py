"""目录和清单: dated views over one record, as pages and as files that say the same; measured visits beside the declared ones."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from yichuang.cases import api as cases
from yichuang.cases.models import CaseVisits
from yichuang.cases.visits import year_before
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.api import catalogues as room
from yichuang.catalogue.domain import Status
from yichuang.catalogue.models import Delegation, Item, ItemVersion
from yichuang.cli.players import work
from yichuang.dossier import api as dossier
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def rows_of(key: str, on) -> tuple[room.Row, ...]:
    return tuple(room.stream(key, on))


def held(answer) -> bytes:
    return b"".join(answer.streaming_content)


def page(key: str, **query: str) -> str:
    address = reverse("open-catalogue", args=[key]) + "".join(f"?{k}={quote(v)}" for k, v in query.items())
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_of_the_five_and_of_the_lists_has_a_page_and_three_files(cast) -> None:
    index = Client().get(reverse("open-catalogues")).content.decode()
    for kind in room.KINDS:
        assert kind.title in index
        shown = page(kind.key)
        rows = rows_of(kind.key, local_date(timezone.now()))
        assert kind.empty in shown if not rows else rows[0].name in shown
        files = {name: Client().get(reverse("open-catalogue-file", args=[kind.key, name])) for name in ("csv", "json", "xlsx")}
        table = list(csv.reader(io.StringIO(held(files["csv"]).decode("utf-8-sig"))))
        plain = json.loads(held(files["json"]))
        book = load_workbook(io.BytesIO(held(files["xlsx"])))
        assert table[0] == plain["columns"] and len(table) - 1 == len(plain["rows"]) == len(rows)
        assert len(book.get_sheet_by_index(0).to_python()) == len(table)
    assert Client().get(reverse("open-catalogue", args=["nothing"])).status_code == 404
    assert Client().get(reverse("open-catalogue-file", args=["open", "exe"])).status_code == 404


def test_what_was_in_force_on_a_day_is_what_that_day_shows(cast, now) -> None:
    """Shipped 200 days ago; today a new version of the drainage item with another promise came into force."""
    program, today = organisations.system_actor("test"), local_date(now)
    new = catalogue.revise(cast.items["drainage"], now=now, actor=program, promised_amount=8, promised_text="8个工作日", steps=[])
    catalogue.publish(new, now=now, actor=program)
    promise = {row.name: row.cells[1] for row in rows_of("open", today)}["城镇污水排入排水管网许可"]
    before = {row.name: row.cells[1] for row in rows_of("open", today - timedelta(days=1))}["城镇污水排入排水管网许可"]
    assert (before, promise) == ("10工作日", "8个工作日"), "as each version writes it"
    assert rows_of("open", today - timedelta(days=300)) == ()
    assert len(rows_of("open", today)) == len(rows_of("open", today - timedelta(days=1))) == 20
    assert room.days_of_change("open", today).days == (today, today - timedelta(days=200))
    assert room.days_of_change("fees", today).days == (today - timedelta(days=200),), "no item of that list has changed since"
    assert {(row.name, row.cells[0]) for row in rows_of("fees", today)} == {("生产建设项目水土保持方案审批", "水土保持补偿费")}


def test_a_suspension_is_shown_on_its_days_and_stands_in_the_history(cast, now) -> None:
    program, today = organisations.system_actor("test"), local_date(now)
    item, back = cast.items["drainage"], today - timedelta(days=10)
    for status, ago in (("suspended", 20), ("published", 10), ("ended", 3)):
        catalogue.move(item, Status(status), now=now - timedelta(days=ago), actor=program)

    def tag(day) -> list[bool]:
        return [row.suspended for row in rows_of("open", day) if row.code == "drainage"]

    assert [tag(today - timedelta(days=ago)) for ago in (21, 20, 11, 10, 4, 3)] == [[False], [True], [True], [False], [False], []]
    assert room.days_of_change("open", today).days == (today - timedelta(days=3), back, today - timedelta(days=20), today - timedelta(days=200))
    assert room.days_of_change("open", back).days[0] == back
    assert "暂停受理" in page("open", on=str(today - timedelta(days=15))) and "暂停受理" not in page("open", on=str(today - timedelta(days=5)))


def test_the_history_of_delegations_and_powers_knows_when_one_was_over(cast, now) -> None:
    today = local_date(now)
    organs = {"from_organ_id": organisations.demo_id("organ", "bureau"), "to_organ_id": organisations.demo_id("organ", "county")}
    item = ItemVersion.objects.get(id=cast.items["drainage"]).item_id
    begun, last = today - timedelta(days=40), today - timedelta(days=9)
    Delegation.objects.create(
        item_id=item, form="entrust", from_on=begun, to_on=last, from_level="3", to_level="4", document="某号", created_at=now, created_by="test", **organs
    )
    assert room.days_of_change("delegated", today).days == (last + timedelta(days=1), begun)
    assert len(rows_of("delegated", last)) == 1 and not rows_of("delegated", last + timedelta(days=1))


def test_a_long_history_is_read_in_parts(cast, now) -> None:
    today = local_date(now)
    first = room.days_of_change("open", today, most=1)
    assert first.more is False and first.days == (today - timedelta(days=200),)
    new = catalogue.revise(cast.items["drainage"], now=now, actor=organisations.system_actor("test"))
    catalogue.publish(new, now=now, actor=organisations.system_actor("test"))
    assert room.days_of_change("open", today, most=1) == room.History((today,), True)
    assert f"on={(today - timedelta(days=200)).isoformat()}" in page("open", before=str(today))
    assert "历史" in page("open", before="x")


def test_a_day_that_makes_no_sense_says_so_and_shows_today(cast) -> None:
    assert "日期写法不对" in page("open", on="昨天")
    assert "只能看今天和以前的" in page("open", on="2999-01-01")


def test_the_two_lists_of_visits_divide_the_items_and_the_measured_stand_beside(cast, play, now) -> None:
    today = local_date(now)
    one = {row.code for row in rows_of("one_visit", today)}
    more = {row.code for row in rows_of("more_visits", today)}
    assert one | more == set(cast.items) and not one & more
    assert [(row.code, row.cells[1]) for row in rows_of("more_visits", today)] == [("small-catering", "2")], "as its guide says, with the reason"
    start = now - timedelta(days=20)
    case = play().apply(start).accept(start + timedelta(hours=1))
    work()
    case.review(start + timedelta(days=5)).grant(start + timedelta(days=6))
    work()
    case.serve(start + timedelta(days=7))
    case.hand_out(start + timedelta(days=8))
    work()
    counted = cases.visits(today)
    item = ItemVersion.objects.get(id=cast.items["drainage"]).item_id
    found = counted[item]
    assert (found.cases, found.days) == (1, found.most)
    assert found.most >= 1, "the licence was handed out at the window"
    assert f"平均{found.average}次" in page("one_visit")
    assert "凭《受理决定通知书》到辖区监管所领取" in page("more_visits")
    assert ("最多" in page("one_visit")) == (found.most > 0)


def test_a_year_is_measured_whole_and_corrections_brought_to_the_window_count(cast, play, now, django_assert_num_queries) -> None:
    """Handed in online, corrected at the window, served there and handed out there: three days of coming."""
    start = (now - timedelta(days=30)).replace(hour=1)  # nine in the morning here: no step falls on the next day
    case = play().apply(start)
    points = dict.fromkeys(dossier.acceptance_open(case.case_id)[:1], "请补充")
    case.ask_correction(start + timedelta(hours=1), points)
    work()
    case.serve(start + timedelta(hours=2))  # the same day as nothing else: handed in online
    case.bring(start + timedelta(days=2), by=cast["chuangkou"]).accept(start + timedelta(days=2, hours=1))
    work()
    case.review(start + timedelta(days=3)).grant(start + timedelta(days=4))
    work()
    case.serve(start + timedelta(days=5)).hand_out(start + timedelta(days=5, hours=1))
    work()
    item, done = ItemVersion.objects.get(id=cast.items["drainage"]).item_id, local_date(case.state().finished_at)
    assert CaseVisits.objects.get(case_id=case.case_id).days == 3, "served, corrected and handed out, each on its day"
    assert cases.visits(done)[item].days == 3 and cases.visits(done + timedelta(days=364))[item].cases == 1
    assert item not in cases.visits(done - timedelta(days=1)) and item not in cases.visits(done.replace(year=done.year + 1)), "a year, to the day"
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    with django_assert_num_queries(1):
        cases.visits(done)


def test_the_tolerated_and_promised_lists_follow_the_flags_of_the_versions(cast, now) -> None:
    program, today = organisations.system_actor("test"), local_date(now)
    assert rows_of("by_promise", today) == () or all(row.cells for row in rows_of("by_promise", today))
    version = ItemVersion.objects.get(id=cast.items["drainage"])
    materials = [{**row, "tolerable": n == 1} for n, row in enumerate(version.materials)]
    new = catalogue.revise(version.id, now=now, actor=program, by_promise=True, tolerates_absence=True, materials=materials)
    catalogue.publish(new, now=now, actor=program)
    assert "drainage" not in {row.code for row in rows_of("by_promise", today)}, "no words, so nobody may choose it"
    words = {"promise_text": "按照许可排水", "promise_effect": "限期整改，逾期撤销", "promise_check": 20, "promise_mend": 10}
    points = [{**row, "promisable": True} for row in version.review_points]
    catalogue.publish(catalogue.revise(new, now=now, actor=program, review_points=points, **words), now=now, actor=program)
    assert "drainage" in {row.code for row in rows_of("by_promise", today)}
    tolerated = {row.code: row.cells[1] for row in rows_of("tolerated", today)}
    assert tolerated["drainage"] == version.materials[1]["name"]


def test_a_cell_that_looks_like_a_formula_is_text_in_the_csv(cast, now) -> None:
    program = organisations.system_actor("test")
    new = catalogue.revise(cast.items["drainage"], now=now, actor=program, withheld="=1+1")
    catalogue.publish(new, now=now, actor=program)
    text = held(Client().get(reverse("open-catalogue-file", args=["open", "csv"]))).decode("utf-8-sig")
    assert "'=1+1" in text


def test_the_page_asks_a_constant_number_of_questions(cast, django_assert_max_num_queries) -> None:
    for key in ("open", "one_visit", "adjusted", "delegated", "enforcement"):
        cache.clear()
        with django_assert_max_num_queries(8):
            page(key)


def test_a_long_list_is_paged_and_its_files_are_whole(cast, now, monkeypatch) -> None:
    """Two entries a page and two a batch: nothing is cut, nothing stands twice, and every page costs the same."""
    from yichuang.catalogue.catalogues import rows

    monkeypatch.setattr(rows, "SIZE", 2)
    monkeypatch.setattr(rows, "BATCH", 2)
    today, pages, number = local_date(now), [], 1
    while True:
        found = room.page_of("open", today, number)
        pages += found.lines
        number += 1
        if not found.more:
            break
    assert number - 1 == -(-len(cast.items) // 2) and found.total == len(cast.items)
    assert tuple(pages) == rows_of("open", today) and len({row.code for row in pages}) == len(cast.items)
    first = page("open")
    assert "下一页" in first and f"{len(cast.items)}条" in first
    assert "上一页" in page("open", page="2") and "没有这一页" in page("open", page="99")
    for name in ("csv", "json"):
        text = held(Client().get(reverse("open-catalogue-file", args=["open", name]))).decode("utf-8-sig")
        assert all(row.code in text for row in pages)
    assert len(json.loads(text)["rows"]) == len(cast.items)


def test_more_than_five_thousand_are_all_in_the_file(cast, now) -> None:
    version = ItemVersion.objects.get(id=cast.items["drainage"])
    items = Item.objects.bulk_create([Item(code=f"many-{n}", name=f"事项{n}", origin="studio") for n in range(5_200)])
    columns = {"status": "published", "regime": version.regime, "published_at": version.published_at, "effective_on": version.effective_on,
               "created_at": now, "created_by": "system:test"}  # fmt: skip
    ItemVersion.objects.bulk_create([ItemVersion(item=item, name=item.name, **columns) for item in items], batch_size=1000)
    table = list(csv.reader(io.StringIO(held(Client().get(reverse("open-catalogue-file", args=["open", "csv"]))).decode("utf-8-sig"))))
    assert len(table) == 1 + 5_200 + len(cast.items) and len({row[0] for row in table}) == len(table)
