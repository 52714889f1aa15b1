"""下放 as a request on its pages: asked for with what each form needs, reviewed, shown to the public, approved; parity with its rows."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.catalogue import api as catalogue
from yichuang.catalogue import due
from yichuang.catalogue.api import life
from yichuang.catalogue.domain.life import DayHasCome
from yichuang.catalogue.models import ChangeDelegation, ChangePart, ChangeRequest, Delegation
from yichuang.cli import sample_powers
from yichuang.cli.players import work
from yichuang.kernel.record import check_all
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations
from yichuang.organisations.api import demo_id

pytestmark = pytest.mark.django_db
BUREAU, COUNTY = demo_id("organ", "bureau"), demo_id("organ", "county")


@pytest.fixture
def typed(cast, now):
    def of(**changes):
        today = now.date()
        base = {
            "item": "drainage", "form": "entrust", "from_organ": str(BUREAU), "to_organ": str(COUNTY),
            "from_level": "3", "to_level": "4", "document": "示政发〔2026〕3号", "document_on": f"{today}",
            "basis": "《城镇污水排入排水管网许可管理办法》第四条", "announcement": "公告2026年第3号", "announced_on": f"{today}",
            "capacity": "有执法证2人", "capacity_on": f"{today}", "from_on": f"{today + timedelta(days=30)}", "follow_up_on": f"{today + timedelta(days=120)}",
        }  # fmt: skip
        return base | changes

    return of


def last_step(sit, address: str, **said: str):
    """One verb on the page of a request by whoever is signed in, with the revision it shows."""
    return sit.post(address, {"revision": life.request(address.rstrip("/").rsplit("/", 1)[-1]).revision, **said})


def noticed(sit, address: str) -> None:
    """From the draft to the public."""
    assert last_step(sit("shixiang"), address, verb="submit", reason="就近办理", running="keep").status_code == 302
    assert last_step(sit("fazhi"), address, verb="review", opinion="agree").status_code == 302
    row = life.request(address.rstrip("/").rsplit("/", 1)[-1])
    last = life.earliest_last(datetime.now(ZONE).date())
    assert last_step(sit("shixiang"), address, verb="open_notice", notice_to=f"{last}").status_code == 302
    assert row.stage == "cleared"


def approved(sit, address: str) -> None:
    """The notice is over: its days are moved into the past, as nobody waits for them here."""
    request_id = address.rstrip("/").rsplit("/", 1)[-1]
    ChangeRequest.objects.filter(id=request_id).update(notice_to=datetime.now(ZONE).date() - timedelta(days=1))
    life.close_notices(datetime.now(ZONE))
    assert last_step(sit("fenguan"), address, verb="approve").status_code == 302


def test_from_the_draft_to_the_day_and_back_on_the_pages_of_five_people(sit, typed, now, play):
    editor, public = sit("shixiang"), Client()
    begun = editor.post("/studio/delegations/", typed())
    assert begun.status_code == 302, begun.context["errors"]
    assert not Delegation.objects.exists(), "nobody moves a power by one step"
    assert "起草" in editor.get("/studio/delegations/").content.decode()
    shown = editor.get("/studio/delegations/", {"request": begun.url.rstrip("/").rsplit("/", 1)[-1]}).context["typed"]
    again = editor.post("/studio/delegations/", typed(request=shown["request"], revision=shown["revision"], scope="新办和延续"))
    assert again.url == begun.url
    assert "新办和延续" in editor.get(begun.url).content.decode()
    assert "新办和延续" in editor.get("/studio/delegations/", {"request": begun.url.rstrip("/").rsplit("/", 1)[-1]}).content.decode()
    noticed(sit, begun.url)
    assert "公告2026年第3号" in public.get(begun.url.replace("/studio/requests/", "/open/changes/")).content.decode()
    assert "委托：" in public.get("/open/changes/").content.decode(), "not 下放, which is another form"
    assert "示例市示例区行政审批服务局" in public.get("/open/delegations/").content.decode()
    approved(sit, begun.url)
    row = Delegation.objects.get()
    assert (row.from_on, row.took_effect_at) == (now.date() + timedelta(days=30), None)
    before = play("drainage").apply(now)
    assert before.state().handling_organ_id == BUREAU
    due.run(datetime.combine(row.from_on, time(), ZONE))
    work()
    assert life.request(row.request_id).stage == "in_force"
    assert before.state().handling_organ_id == COUNTY
    assert play("drainage").apply(now + timedelta(days=31)).state().handling_organ_id == COUNTY
    page = public.get("/open/delegations/", {"on": f"{row.from_on}"}).content.decode()
    assert "公告2026年第3号" in page and "公示和意见" in page
    assert "公示" in public.get("/open/catalogues/delegated/", {"on": f"{row.from_on}"}).content.decode()
    taking = editor.post(f"/studio/delegations/{row.id}/end/", {
        "back_on": f"{row.from_on + timedelta(days=30)}", "end_document": "示政发〔2026〕9号", "end_document_on": f"{now.date()}",
    })  # fmt: skip
    assert "收回" in editor.get(taking.url).content.decode()
    begun = taking.url.rstrip("/").rsplit("/", 1)[-1]
    anew = editor.get(f"/studio/delegations/{row.id}/end/", {"request": begun}).context["typed"]
    assert anew["end_document"] == "示政发〔2026〕9号"
    refused = editor.post(f"/studio/delegations/{row.id}/end/", {**anew, "back_on": "明天", "end_document": "另一份文件"})
    assert (refused.status_code, [error.field for error in refused.context["errors"]]) == (422, ["back_on"])
    assert "另一份文件" in refused.content.decode() and "明天" in refused.content.decode(), "what was typed stays"
    noticed(sit, taking.url)
    approved(sit, taking.url)
    row.refresh_from_db()
    assert (row.end_document, row.to_on) == ("示政发〔2026〕9号", row.from_on + timedelta(days=29))


def test_an_approval_is_taken_back_before_its_day_and_the_power_never_moves(sit, typed, play, now):
    begun = sit("shixiang").post("/studio/delegations/", typed(form="devolve", others="soil-conservation"))
    noticed(sit, begun.url)
    approved(sit, begun.url)
    assert "撤回批准" not in sit("shixiang").get(begun.url).content.decode(), "not by who drafted"
    assert last_step(sit("shixiang"), begun.url, verb="take_back", reason="区里还没有人员").status_code == 403
    assert last_step(sit("fazhi"), begun.url, verb="take_back", reason="区里还没有人员").status_code == 403
    empty = last_step(sit("fenguan"), begun.url, verb="take_back", reason="")
    assert (empty.status_code, [error.field for error in empty.context["errors"]]) == (422, ["reason"])
    assert last_step(sit("fenguan"), begun.url, verb="take_back", reason="区里还没有持证人员").status_code == 302
    day = now.date() + timedelta(days=30)
    due.run(datetime.combine(day, time(), ZONE))
    work()
    rows = Delegation.objects.all()
    assert [(row.took_effect_at, row.to_on) for row in rows] == [(None, day - timedelta(days=1))] * 2
    assert play("drainage").apply(now + timedelta(days=31)).state().handling_organ_id == BUREAU
    public = Client().get("/open/delegations/").content.decode()
    assert "批准已撤回" in public and "生产建设项目水土保持方案审批" in public, "every item is named"
    assert "区里还没有持证人员" in Client().get(begun.url.replace("/studio/requests/", "/open/changes/")).content.decode()
    mine = sit("shixiang").get("/studio/delegations/").content.decode()
    assert "批准已撤回" in mine and "没有施行，原定" in mine, "no days that end before they begin"
    assert "示政发〔2026〕3号" not in Client().get("/open/delegations/", {"on": f"{day}"}).content.decode()
    assert last_step(sit("fenguan"), begun.url, verb="take_back", reason="再来").status_code == 409
    again = sit("shixiang").post("/studio/delegations/", typed(form="devolve"))
    assert again.status_code == 302, "the item is free for another request"


def test_on_the_day_itself_nothing_is_taken_back_and_an_end_taken_back_lets_it_go_on(cast, typed, now):
    wanted = sample_powers.columns(cast, "devolve", to="county", from_on=(now + timedelta(days=30)).date(), written_on=now.date())
    asked = life.begin_delegation([cast.item_id("drainage")], wanted, now=now, actor=cast["shixiang"])
    sample_powers.to_notice(cast, asked, now)
    sample_powers.approve(cast, asked, now + timedelta(days=15))
    row = Delegation.objects.get()

    def take_back(request_id, on):
        life.take_back(request_id, reason="人员没有到位", revision=None, now=on, actor=cast["fenguan"])

    with pytest.raises(DayHasCome):
        take_back(asked, datetime.combine(row.from_on, time(), ZONE))
    due.run(datetime.combine(row.from_on, time(), ZONE))
    after = now + timedelta(days=31)
    taking = life.begin_revocation(
        row.id, back_on=(now + timedelta(days=60)).date(), document="示政发〔2026〕9号", document_on=now.date(), now=after, actor=cast["shixiang"]
    )
    sample_powers.to_notice(cast, taking, after)
    sample_powers.approve(cast, taking, after + timedelta(days=15))
    row.refresh_from_db()
    assert row.to_on == (now + timedelta(days=59)).date()
    take_back(taking, after + timedelta(days=16))
    row.refresh_from_db()
    assert (row.to_on, row.end_document) == (None, "")
    assert not list(check_all())


def test_several_items_go_in_one_request_and_each_has_its_row(sit, typed, cast, now):
    begun = sit("shixiang").post("/studio/delegations/", typed(form="devolve", others="soil-conservation，public-place-hygiene"))
    assert begun.status_code == 302, begun.context["errors"]
    unknown = sit("shixiang").post("/studio/delegations/", typed(item="small-catering", form="devolve", others="没有这个"))
    assert [error.field for error in unknown.context["errors"]] == ["others"]
    taken = sit("shixiang").post("/studio/delegations/", typed(item="soil-conservation", form="devolve"))
    assert taken.status_code == 409, "it stands in a request already"
    noticed(sit, begun.url)
    approved(sit, begun.url)
    assert set(Delegation.objects.values_list("item__code", flat=True)) == {"drainage", "soil-conservation", "public-place-hygiene"}
    day = (now + timedelta(days=31)).date().isoformat()
    city = {organ.id for organ in organisations.organs() if organ.division.startswith(organisations.organ(BUREAU).division[:6])}
    licences = [row for row in map(catalogue.terms, cast.items.values()) if row.regime == "licence" and row.deciding_organ_id in city]
    page = Client().get("/open/parity/", {"on": day})
    assert (page.context["found"].numerator, page.context["percent"]) == (3, f"{300 / len(licences):.2f}")
    assert Client().get("/open/parity/").context["found"].numerator == 0
    assert Client().get("/open/parity/", {"on": "2020-01-01"}).context["found"].denominator == 0, "nothing of today was in force then"
    only = Client().get("/open/parity/", {"on": day, "standing": "devolved"}).content.decode()
    assert "生产建设项目水土保持方案审批" in only and "林木采伐" not in only


def test_a_request_written_anew_takes_no_item_of_another_and_nothing_somebody_wrote_meanwhile(sit, typed, cast):
    editor, page = sit("shixiang"), "/studio/delegations/"
    begun = editor.post(page, typed(form="devolve"))
    other = editor.post(page, typed(item="soil-conservation", form="devolve"))
    assert other.status_code == 302
    own = {"form": "devolve", "request": begun.url.rstrip("/").rsplit("/", 1)[-1]}
    shown = editor.get(page, {"request": own["request"]}).context["typed"]
    both = editor.post(page, typed(**own, revision=shown["revision"], others="soil-conservation"))
    assert (both.status_code, both.context["refusal"].code) == (409, "catalogue.change_open"), "it stands in the other request"
    assert not ChangePart.objects.exists()
    assert editor.post(page, typed(**own, revision=shown["revision"], scope="先写的", others="public-place-hygiene")).status_code == 302
    late = editor.post(page, typed(**own, revision=shown["revision"], scope="后写的"))
    assert (late.status_code, late.context["refusal"].code) == (412, "catalogue.request_moved")
    assert ChangeDelegation.objects.get(request=own["request"]).scope == "先写的"


def test_the_pages_ask_a_constant_number_of_questions(sit, typed, django_assert_max_num_queries):
    begun = sit("shixiang").post("/studio/delegations/", typed())
    noticed(sit, begun.url)
    for address in ("/open/parity/", "/open/delegations/"):
        with django_assert_max_num_queries(12):
            Client().get(address)


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(sit, typed, now):
    page = sit("shixiang").post("/studio/delegations/", typed(announcement="", scope="新办和延续"))
    assert page.status_code == 422
    text = page.content.decode()
    assert "第二十四条第一款" in text
    assert "新办和延续" in text
    bad = sit("shixiang").post("/studio/delegations/", typed(from_on="明天", to_organ="", form="移交"))
    assert {error.field for error in bad.context["errors"]} == {"from_on", "to_organ", "form"}
    soon = sit("shixiang").post("/studio/delegations/", typed(from_on=f"{now.date() + timedelta(days=2)}"))
    assert [error.code for error in soon.context["errors"]] == ["catalogue.before_notice_ends"]
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize(("page", "left_open"), [("delegations", {"item", "form", "to_organ"}), ("memos", {"item", "to_organ"})])
def test_no_power_no_form_and_no_receiver_is_chosen_for_the_editor(sit, page, left_open):
    """A browser sends the first option of a list nobody touched; the first must be no answer."""
    text = sit("shixiang").get(f"/studio/{page}/").content.decode()
    boxes = {name: text.partition(f'name="{name}"')[2].partition("</select>")[0] for name in left_open}
    assert {name for name, box in boxes.items() if '<option value=""' in box.partition("</option>")[0]} == left_open


def test_only_the_organ_that_holds_it_gives_it_and_a_clerk_may_not_look(sit, typed, cast):
    assert sit("quxian-shixiang").post("/studio/delegations/", typed()).status_code == 409
    assert not ChangeRequest.objects.exists()
    assert sit("chuangkou").get("/studio/delegations/").status_code == 403
    started = sit("shixiang").post(reverse("studio-begin-request", args=[cast.items["drainage"]]), {"change": "delegate"})
    assert started.url == "/studio/delegations/?item=drainage#new", "a 下放 says whose power goes where"
