"""Delegations and parity as pages: announced by day (24(1)), entered with what each form needs, the ratio with its rows."""

from datetime import timedelta

import pytest
from django.test import Client

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.models import Delegation
from yichuang.organisations import api as organisations
from yichuang.organisations.api import demo_id

pytestmark = pytest.mark.django_db
BUREAU, COUNTY = demo_id("organ", "bureau"), demo_id("organ", "county")


@pytest.fixture
def typed(cast, now):
    def of(**changes):
        today = now.date()
        base = {
            "item": str(catalogue.terms(cast.items["drainage"]).item_id), "form": "entrust", "from_organ": str(BUREAU), "to_organ": str(COUNTY),
            "from_level": "3", "to_level": "4", "document": "示政发〔2026〕3号", "basis": "《城镇污水排入排水管网许可管理办法》第四条",
            "announcement": "公告2026年第3号", "announced_on": f"{today}", "capacity": "有执法证2人", "capacity_on": f"{today}",
            "from_on": f"{today + timedelta(days=2)}", "follow_up_on": f"{today + timedelta(days=90)}",
        }  # fmt: skip
        return base | changes

    return of


def test_the_editor_enters_one_and_the_public_reads_it_from_its_day_on(sit, typed, now):
    editor = sit("shixiang")
    kept = editor.post("/studio/delegations/", typed())
    assert kept.status_code == 302, kept.context["errors"]
    assert "示例市示例区行政审批服务局" in editor.get("/studio/delegations/").content.decode()
    public = Client()
    assert "没有委托、下放和划转的事项" in public.get("/open/delegations/").content.decode()
    page = public.get("/open/delegations/", {"on": (now + timedelta(days=3)).date().isoformat()}).content.decode()
    assert "公告2026年第3号" in page
    row = Delegation.objects.get()
    ended = editor.post(f"/studio/delegations/{row.id}/end/", {"to_on": (now + timedelta(days=9)).date().isoformat(), "end_document": "示政发〔2026〕9号"})
    assert ended.status_code == 302
    row.refresh_from_db()
    assert row.end_document == "示政发〔2026〕9号"


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(sit, typed):
    page = sit("shixiang").post("/studio/delegations/", typed(announcement="", scope="新办和延续"))
    assert page.status_code == 422
    text = page.content.decode()
    assert "第二十四条第一款" in text
    assert "新办和延续" in text
    bad = sit("shixiang").post("/studio/delegations/", typed(from_on="明天", to_organ="", form="划转"))
    assert {error.field for error in bad.context["errors"]} == {"from_on", "to_organ", "form"}
    assert "交接备忘录" in sit("shixiang").post("/studio/delegations/", typed(form="transfer", to_level="3")).content.decode()


@pytest.mark.parametrize(("page", "left_open"), [("delegations", {"item", "form", "to_organ"}), ("memos", {"item", "to_organ"})])
def test_no_power_no_form_and_no_receiver_is_chosen_for_the_editor(sit, page, left_open):
    """A browser sends the first option of a list nobody touched; the first must be no answer."""
    text = sit("shixiang").get(f"/studio/{page}/").content.decode()
    boxes = {name: text.partition(f'name="{name}"')[2].partition("</select>")[0] for name in left_open}
    assert {name for name, box in boxes.items() if '<option value=""' in box.partition("</option>")[0]} == left_open


def test_only_the_organ_that_holds_it_gives_it_and_a_clerk_may_not_look(sit, typed):
    assert sit("quxian-shixiang").post("/studio/delegations/", typed()).status_code == 409
    assert not Delegation.objects.exists()
    assert sit("chuangkou").get("/studio/delegations/").status_code == 403


def test_the_ratio_shows_numerator_denominator_and_rows(sit, typed, cast, now, django_assert_max_num_queries):
    day = (now + timedelta(days=3)).date().isoformat()
    city = {organ.id for organ in organisations.organs() if organ.division.startswith(organisations.organ(BUREAU).division[:6])}
    licences = [row for row in map(catalogue.terms, cast.items.values()) if row.regime == "licence" and row.deciding_organ_id in city]
    before = Client().get("/open/parity/", {"on": day}).context
    assert (before["found"].numerator, before["found"].denominator) == (0, len(licences))
    for item in ("drainage", "soil-conservation"):
        kept = sit("shixiang").post("/studio/delegations/", typed(form="devolve", item=str(catalogue.terms(cast.items[item]).item_id)))
        assert kept.status_code == 302
    with django_assert_max_num_queries(12):
        page = Client().get("/open/parity/", {"on": day})
    assert (page.context["found"].numerator, page.context["percent"]) == (2, f"{200 / len(licences):.2f}")
    only = Client().get("/open/parity/", {"on": day, "standing": "devolved"}).content.decode()
    assert "生产建设项目水土保持方案审批" in only
    assert "林木采伐" not in only
