"""Across places as one walk at the desks: handed in at the district for the city, forwarded, arrived, accepted, collected nearby."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import ActKind
from yichuang.catalogue import api as catalogue
from yichuang.cli import props, sample_across
from yichuang.cli.players import Player, work
from yichuang.cli.sample_week import Days
from yichuang.documents import api as documents
from yichuang.dossier import api as dossier
from yichuang.intake import api as intake
from yichuang.intake.models import TakenIn
from yichuang.kernel.values import ZONE
from yichuang.licences import api as licences
from yichuang.organisations.api import demo_id
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db
BUREAU, COUNTY = demo_id("organ", "bureau"), demo_id("organ", "county")
TOWN = sample_across.TOWN


@pytest.fixture
def days(now):
    return Days(now.astimezone(ZONE).date())


@pytest.fixture
def agreed(cast, days, now):
    sample_across.agreements(cast, days, now)


def text(answer) -> str:
    return answer.content.decode()


def minute(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def counter(client: Client, cast, item: str) -> str:
    """The walk of a walk-in at a window, up to the page with form and papers: choose, find the person."""
    version = cast.items[item]
    page = client.get(f"/desk/receive/{version}/")
    token = re.search(r'name="token" value="([^"]+)"', text(page))
    assert token
    number = "91379900MAEXAMP14C"
    begun = client.post(f"/desk/receive/{version}/", {"token": token[1], "kind": "legal", "number": number, "verified": "yes"})
    assert begun.status_code == 302, text(begun)
    return begun.url


def typed(cast, item: str) -> dict[str, object]:
    terms = catalogue.terms(cast.items[item])
    values = props.answers(terms, cast.company)
    told = {code: "yes" if value is True else "no" if value is False else str(value) for code, value in values.items()}
    return told | {f"copies-{terms.materials[0].code}": "1", "declared": "yes", "then": "receive"}


def test_a_walk_from_the_district_s_window_to_the_city_s(sit, cast, agreed, now) -> None:
    town, hall = sit(TOWN), sit("chuangkou")
    assert "代收转寄" in text(town.get("/desk/receive/"))
    address = counter(town, cast, "tree-felling")
    page = text(town.get(address))
    assert "本窗口替" in page
    assert "代收，出代收凭证" in page
    taken = town.post(address, typed(cast, "tree-felling"))
    assert taken.status_code == 302, text(taken)
    row = TakenIn.objects.get()
    assert taken.url == f"/desk/taken-in/{row.id}/"
    assert town.get(address).url == taken.url  # opened again, it is what it became
    work()
    assert town.get(f"{taken.url}receipt/")["Content-Type"] == "application/pdf"
    assert "受理机关还没有收到申请" in text(town.get(taken.url))
    bad = town.post(f"{taken.url}do/forward/", {"means": "courier", "tracking_number": "一二三"})
    assert bad.status_code == 422
    assert "8到30位字母和数字" in text(bad)
    assert town.post(f"{taken.url}do/forward/", {"means": "courier", "tracking_number": "ex300000003cn"}).url == taken.url
    assert "EX300000003CN" in text(hall.get("/desk/taken-in/?show=on-the-way"))
    representative = Client()
    representative.force_login(Account.objects.get(id=cast.demo.applicants[1].account_id), backend="django.contrib.auth.backends.ModelBackend")
    assert "EX300000003CN" in text(representative.get("/mine/"))  # the applicant sees where it is
    early = minute(now - timedelta(days=1))
    refused = hall.post(f"{taken.url}do/arrive/", {"arrived_at": early})
    assert refused.status_code == 422
    assert f'value="{early}"' in text(refused)
    arrived = hall.post(f"{taken.url}do/arrive/", {"arrived_at": ""})
    row.refresh_from_db()
    assert arrived.url == f"/desk/receive/done/{row.case_id}/"
    assert hall.post(f"{taken.url}do/arrive/", {"arrived_at": ""}).status_code == 409  # it arrives once
    dossier_page = text(town.get(f"/desk/cases/{row.case_id}/"))
    assert "示例市示例区行政审批服务局" in dossier_page
    assert "从这时算收到申请" in dossier_page
    assert "现在在：" in dossier_page


def test_accepted_at_the_district_and_collected_there(sit, cast, agreed, days, now) -> None:
    at = days.ago(9)
    case_id, _ = intake.send(sample_across.draft(cast, "drainage", at, cast.company), declared=True, actor=cast[TOWN], now=at)
    town = sit(TOWN)
    page = text(town.get(f"/desk/cases/{case_id}/"))
    assert "以<span lang=\"zh-Hans\">示例市行政审批服务局</span>的名义受理" in page or "的名义受理" in page
    dossier.mark_met(case_id, dossier.acceptance_open(case_id), by=cast[TOWN].ref, at=now)
    player = Player(cast, "drainage", case_id).accept(days.ago(8), who=TOWN)
    player.review(days.ago(5)).grant(days.ago(4))
    work()
    state = cases.state(case_id)
    assert [(task.kind.value, task.organ_id, task.post) for task in state.open_tasks] == [("deliver", COUNTY, "window")]
    player.print_on_blank(days.ago(2), "zhizheng")
    city = sit("zhizheng")
    offered = f"/desk/cases/{case_id}/do/send-result/"
    assert offered in text(city.get(f"/desk/cases/{case_id}/")) and offered not in text(town.get(f"/desk/cases/{case_id}/"))
    sent = city.post(offered, {"version": cases.view(case_id, actor=cast["zhizheng"]).version, "tracking_number": "EX300000008CN"})
    assert sent.status_code == 302, text(sent)
    on_the_way = text(town.get(f"/desk/cases/{case_id}/"))
    assert "证件已经寄出，正在寄往那里。" in on_the_way
    assert "邮件号码EX300000008CN" in on_the_way and 'name="collected_by"' not in on_the_way, "nothing to sign before it came"
    assert f"/desk/cases/{case_id}/do/result-arrived/" not in text(city.get(f"/desk/cases/{case_id}/"))
    came = town.post(f"/desk/cases/{case_id}/do/result-arrived/", {"version": cases.view(case_id, actor=cast[TOWN]).version})
    assert came.status_code == 302, text(came)
    handed = town.post(f"/desk/cases/{case_id}/do/deliver/", {
        "version": cases.view(case_id, actor=cast[TOWN]).version, "mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致", "signature": "刘某",
    })  # fmt: skip
    assert handed.status_code == 302, text(handed)
    state = cases.state(case_id)
    assert state.delivered_at is not None
    slip = next(paper for paper in documents.of_case(case_id) if paper.kind == "collection_receipt")
    assert slip.organ_id == COUNTY


def test_44_a_corrected_licence_is_exchanged_where_the_old_one_was_collected(sit, cast, agreed, days, now) -> None:
    at = days.ago(9)
    case_id, _ = intake.send(sample_across.draft(cast, "drainage", at, cast.company), declared=True, actor=cast[TOWN], now=at)
    player = Player(cast, "drainage", case_id).accept(days.ago(8), who=TOWN).review(days.ago(5))
    cases.grant(case_id, scope="生活圬水排入市政管网", actor=cast["fenguan"], now=days.ago(4))
    work()
    player.hand_out(days.ago(3))
    cases.correct_clerical(
        case_id, paper_id=licences.of_case(case_id)[0].id, where="scope", was="圬水", now_reads="污水", reason="与申请表不一致", actor=cast["kezhang"],
        now=days.ago(2),
    )  # fmt: skip
    work()
    town = sit(TOWN)
    assert f"/desk/cases/{case_id}/do/exchange/" in text(town.get(f"/desk/cases/{case_id}/"))
    done = town.post(f"/desk/cases/{case_id}/do/exchange/", {
        "version": cases.view(case_id, actor=cast[TOWN]).version, "mode": "direct", "collected_by": "刘某", "identity": "身份证核对一致", "signature": "刘某",
    })  # fmt: skip
    assert done.status_code == 302, text(done)
    assert licences.of_case(case_id)[0].edition_state == "handed_over"


def test_the_applicant_chooses_where_to_collect_and_sees_who_has_it(cast, agreed, days) -> None:
    at = days.ago(2)
    case_id, _ = intake.send(sample_across.draft(cast, "drainage", at, cast.company), declared=True, actor=cast[TOWN], now=at)
    client = Client()
    client.force_login(Account.objects.get(id=cast.demo.applicants[1].account_id), backend="django.contrib.auth.backends.ModelBackend")
    page = text(client.get(f"/mine/{case_id}/"))
    assert "现在在：" in page
    assert "结果在" in page
    options = text(client.get(f"/mine/{case_id}/service/"))
    assert "到交材料的窗口领取" in options
    assert client.post(f"/mine/{case_id}/service/", {"way": "direct"}).status_code == 302
    assert not cases.state(case_id).collects_at_window


def test_the_register_is_for_windows_and_strangers_see_nothing(sit, cast, agreed, days) -> None:
    at = days.ago(3)
    taken = intake.take_in(sample_across.draft(cast, "tree-felling", at, cast.company), declared=True, actor=cast[TOWN], now=at)
    assert sit("chengban").get("/desk/taken-in/").status_code == 403
    assert "过了转寄时限" in text(sit(TOWN).get("/desk/taken-in/"))
    assert sit(TOWN).post(f"/desk/taken-in/{taken}/do/burn/").status_code == 404
    assert sit("chuangkou").post(f"/desk/taken-in/{taken}/do/forward/", {"means": "courier", "tracking_number": "EX300000003CN"}).status_code == 403


def test_the_register_asks_the_same_whatever_its_length(sit, cast, agreed, days, django_assert_max_num_queries) -> None:
    town, at = sit(TOWN), days.ago(3)
    for _ in range(3):
        intake.take_in(sample_across.draft(cast, "tree-felling", at, cast.company), declared=True, actor=cast[TOWN], now=at)
    town.get("/desk/taken-in/")
    with django_assert_max_num_queries(12):
        assert "EX300000" not in text(town.get("/desk/taken-in/")), "nothing was sent yet"


def test_the_guide_says_who_accepts_who_decides_and_where_else(cast, agreed) -> None:
    page = text(Client().get(f"/items/{cast.items['drainage']}/"))
    assert "谁受理、谁决定" in page
    assert "本级权限：由" in page
    assert "在下面的窗口也可以交" in page
    english = Client(headers={"Accept-Language": "en"}).get(f"/items/{cast.items['drainage']}/").content.decode()
    assert "10<small>working days</small>" in english
    assert "示例市、示例区全城通办协议〔2026〕1号" in text(Client().get("/open/anywhere/"))


# ---- the agreement as an editor enters it --------------------------------------------------------


def form(cast, now, **changes):
    terms = catalogue.terms(cast.items["drainage"])
    return {"mode": "accept", "for_organ": str(BUREAU), "window_organ": str(COUNTY), "items": terms.name, "document": "示通办〔2026〕5号",
            "forward_days": "1", "hands_out": "yes", "from_on": now.astimezone(ZONE).date().isoformat(), **changes}  # fmt: skip


def test_the_editor_enters_an_agreement_and_ends_it(sit, cast, now) -> None:
    editor = sit("shixiang")
    assert editor.post("/studio/agreements/", form(cast, now)).status_code == 302
    assert "示通办〔2026〕5号" in text(editor.get("/studio/agreements/"))
    assert "示通办〔2026〕5号" in text(Client().get("/open/anywhere/"))
    [row], _more = catalogue.agreements.agreements()
    today = now.astimezone(ZONE).date()
    ended = editor.post(f"/studio/agreements/{row.id}/end/", {"to_on": today.isoformat(), "end_document": "示通办〔2026〕6号"})
    assert ended.status_code == 302
    assert catalogue.agreements.agreement(row.id).stands(today + timedelta(days=1)) == "over"


@pytest.mark.parametrize(("changes", "field"), [
    ({"window_organ": ""}, "window_organ"), ({"window_organ": str(BUREAU)}, "window_organ"), ({"items": ""}, "items"), ({"items": "不是编号"}, "items"),
    ({"mode": ""}, "mode"), ({"from_on": "明天"}, "from_on"), ({"document": ""}, "document"), ({"mode": "take_in", "forward_days": "一"}, "forward_days"),
    ({"for_organ": str(demo_id("organ", "county")), "window_organ": str(BUREAU)}, ""),
])  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(sit, cast, now, changes, field) -> None:
    page = sit("shixiang").post("/studio/agreements/", form(cast, now, text="区窗口代为受理", **changes))
    assert page.status_code in (403, 422)
    assert "区窗口代为受理" in text(page)
    if field:
        assert field in {error.field for error in page.context["errors"]}


def test_the_demonstration_shows_a_licence_that_went_to_the_district(cast, agreed, days, now) -> None:
    cast.parties = props.parties(now, cast["shixiang"])
    sample_across.handed_in_at_the_district(cast, days, now)
    found = map(cases.state, cases.visible_cases(cast[TOWN]).values_list("id", flat=True))
    collected = [state for state in found if [act.state for act in state.acts_of(ActKind.SENDING)] == ["arrived"]]
    assert [state.delivered_at for state in collected] == [days.ago(3, 15)]


def test_a_village_s_agent_takes_in_at_the_station_and_the_city_s_window_has_it(sit, cast, agreed, now) -> None:
    agent, hall = sit(sample_across.AGENT), sit("chuangkou")
    assert "代收转寄" in text(agent.get("/desk/receive/"))
    address = counter(agent, cast, "signboard-filing")
    taken = agent.post(address, typed(cast, "signboard-filing"))
    assert taken.status_code == 302, text(taken)
    row = TakenIn.objects.get()
    assert (row.window_organ_id, row.for_organ_id) == (demo_id("organ", "village"), BUREAU)
    work()
    assert "双溪口村便民服务站" in text(agent.get(taken.url))
    assert agent.post(f"{taken.url}do/forward/", {"means": "courier", "tracking_number": "ex300000008cn"}).status_code == 302
    assert "EX300000008CN" in text(hall.get("/desk/taken-in/?show=on-the-way"))
    assert hall.post(f"{taken.url}do/arrive/", {"arrived_at": ""}).status_code == 302
    row.refresh_from_db()
    assert cases.state(row.case_id).accepting_organ_id == BUREAU
    assert agent.post(f"/desk/cases/{row.case_id}/do/accept/", {"key": "k"}).status_code == 403, "a station accepts nothing"


def test_32_a_station_takes_in_and_never_accepts(sit, cast, now) -> None:
    lent = form(cast, now, window_organ=str(demo_id("organ", "village")))
    refused = sit("shixiang").post("/studio/agreements/", lent)
    assert (refused.status_code, [error.field for error in refused.context["errors"]]) == (422, ["window_organ"])
    assert sit("shixiang").post("/studio/agreements/", lent | {"mode": "take_in", "hands_out": ""}).status_code == 302
