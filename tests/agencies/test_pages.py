"""The mall through its pages: an owner, an agency and the desk, each by the test client."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from yichuang.agencies import api as agencies
from yichuang.agencies.models import Agency, Request, Said
from yichuang.cases.models import Case
from yichuang.cli import lot as command
from yichuang.cli import props, sample_agencies
from yichuang.cli.players import Cast
from yichuang.kernel import access
from yichuang.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
PDF = props.paper("中介服务合同", "示例")


@pytest.fixture
def market(cast) -> sample_agencies.Market:
    return sample_agencies.open_market(cast, timezone.now() - timedelta(days=90))


def sit(account_id) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(id=account_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def close(request_id) -> None:
    """Bring the last day of sign-up behind us; the record keeps the day it was published with."""
    row = Request.objects.get(id=request_id)
    Request.objects.filter(id=request_id).update(closes_on=row.closes_on - timedelta(days=60))


@pytest.fixture
def owner(cast) -> Client:
    return sit(cast.demo.applicants[1].account_id)


@pytest.fixture
def agency(cast) -> Client:
    return sit(cast.demo.applicants[2].account_id)


def published(owner: Client, cast: Cast, market: sample_agencies.Market, **more: str) -> UUID:
    typed = {
        "service": str(market.services["soil"]), "party": str(cast.company), "way": "choice", "open_days": "3", "days": "15", "details": "编制方案",
    }
    answer = owner.post(reverse("my-request-new"), typed | more)
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer.url.split("/")[-2])


def do(client: Client, request_id: UUID, verb: str, **typed):
    return client.post(reverse("my-request-do", args=[request_id, verb]), typed)


def test_an_owner_goes_from_request_to_rating(owner, agency, cast, market) -> None:
    request_id = published(owner, cast, market)
    assert "报名" in agency.get(reverse("my-request", args=[request_id])).content.decode()
    too_much = do(agency, request_id, "offer", agency=str(market.agencies[0]), amount="48000.01", days="12")
    assert too_much.status_code == 409 and "高于" in too_much.content.decode()
    assert do(agency, request_id, "offer", agency=str(market.agencies[0]), amount="46000", days="12").status_code == 302
    early = do(owner, request_id, "choose", agency=str(market.agencies[0]))
    assert early.status_code == 409 and "还没有截止" in early.content.decode()
    close(request_id)
    assert "46,000" in owner.get(reverse("my-request", args=[request_id])).content.decode()
    version = agencies.request(request_id).version
    assert do(owner, request_id, "choose", agency=str(market.agencies[0]), version=str(version - 1)).status_code == 412
    for client, verb, typed in (
        (owner, "choose", {"agency": str(market.agencies[0]), "version": str(version)}), (owner, "propose", {"contract": file("合同.pdf")}),
        (agency, "sign", {}), (agency, "stop", {"ground": "papers", "reason": "缺地形图"}), (owner, "resume", {}),
        (agency, "deliver", {"report": file("报告.pdf")}), (owner, "send-back", {"reason": "缺附图"}), (agency, "deliver", {"report": file("报告.pdf")}),
        (owner, "accept", {}), (owner, "rate", {"level": "1", "comment": "专业"}),
    ):  # fmt: skip
        answer = do(client, request_id, verb, **typed)
        assert answer.status_code == 302, (verb, answer.content.decode())
        assert owner.get(reverse("my-request", args=[request_id])).status_code == agency.get(reverse("my-request", args=[request_id])).status_code == 200
    page = Client().get(reverse("mall-agency", args=[market.agencies[0]])).content.decode()
    assert "非常满意" in page and "专业" in page and "5.00" in page
    assert list(agencies.check_all()) == []


def test_a_natural_person_is_not_named_in_public(cast, market) -> None:
    person = cast.demo.applicants[0]
    request_id = published(sit(person.account_id), cast, market, party=str(person.party_id))
    for path in (reverse("mall"), reverse("mall-request", args=[request_id]), f"/api/v1/mall/requests/{request_id}", "/api/v1/mall/requests"):
        assert person.name not in json.dumps(Client().get(path).content.decode(), ensure_ascii=False), path


def test_contract_and_report_are_for_the_two_sides_only(owner, agency, cast, market) -> None:
    request_id = published(owner, cast, market)
    do(agency, request_id, "offer", agency=str(market.agencies[0]), amount="46000", days="12")
    close(request_id)
    do(owner, request_id, "choose", agency=str(market.agencies[0]))
    do(owner, request_id, "propose", contract=file("合同.pdf"))
    path = reverse("my-request-file", args=[request_id, "contract"])
    assert b"".join(owner.get(path).streaming_content) == PDF == b"".join(agency.get(path).streaming_content)
    assert sit(cast.demo.applicants[0].account_id).get(path).status_code == 404
    assert owner.get(reverse("my-request-file", args=[request_id, "report"])).status_code == 404
    assert owner.get(reverse("my-request-file", args=[request_id, "secret"])).status_code == 404


def test_whoever_opens_a_contract_a_report_or_a_qualification_is_in_the_access_log(owner, agency, cast, market) -> None:
    """个人信息保护法 51, 54: who read what of whom, from where; a refused read is none."""
    request_id = published(owner, cast, market)
    do(agency, request_id, "offer", agency=str(market.agencies[0]), amount="46000", days="12")
    close(request_id)
    do(owner, request_id, "choose", agency=str(market.agencies[0]))
    do(owner, request_id, "propose", contract=file("合同.pdf"))
    do(agency, request_id, "sign")
    do(agency, request_id, "deliver", report=file("报告.pdf"))
    sit(cast.demo.applicants[0].account_id).get(reverse("my-request-file", args=[request_id, "contract"]))
    agency.get(reverse("my-request-file", args=[request_id, "contract"]))
    owner.get(reverse("my-request-file", args=[request_id, "report"]))
    keeper = sit(cast["shixiang"].account_id)
    keeper.get(reverse("desk-agency-paper", args=[market.agencies[0], market.services["soil"]]))
    access.flush()
    with connection.cursor() as cursor:
        cursor.execute("select actor, what, subject_id, purpose from access_log where purpose = 'agency' order by what")
        rows = cursor.fetchall()
    maker = agencies.agency(market.agencies[0]).party_id
    assert rows == [
        (market.actors[0].ref, "agency.contract", cast.company, "agency"), (cast["shixiang"].ref, "agency.qualification", maker, "agency"),
        (cast.applicant(1).ref, "agency.report", cast.company, "agency"),
    ]  # fmt: skip


def test_reasons_and_pauses_are_for_the_two_sides_only(owner, agency, cast, market) -> None:
    request_id = published(owner, cast, market)
    do(agency, request_id, "offer", agency=str(market.agencies[0]), amount="46000", days="12")
    close(request_id)
    do(owner, request_id, "choose", agency=str(market.agencies[0]))
    do(owner, request_id, "propose", contract=file("合同.pdf"))
    do(agency, request_id, "sign")
    do(agency, request_id, "stop", ground="papers", reason="缺李某的勘测记录")
    do(owner, request_id, "resume")
    do(owner, request_id, "end", reason="与王某协商一致")
    path = reverse("my-request", args=[request_id])
    for side in (owner, agency):
        page = side.get(path).content.decode()
        assert "缺李某的勘测记录" in page and "与王某协商一致" in page
    page = sit(cast.demo.applicants[0].account_id).get(path).content.decode()
    assert "李某" not in page and "王某" not in page


def test_the_page_of_an_agency_stays_while_a_change_of_it_is_checked(cast, market) -> None:
    """Results and ratings lead there; what was never listed has no page (the test of joining)."""
    row = agencies.agency(market.agencies[0])
    line = row.lines[0]
    offered = agencies.Offered(line.service_id, 4_600_000, line.days, line.qualification, line.qualified_to)
    agencies.apply(
        row.party_id, [offered], staff_count=row.staff_count, conditions=row.conditions, process=row.process, actor=market.actors[0], now=timezone.now()
    )
    page = Client().get(reverse("mall-agency", args=[row.id]))
    assert page.status_code == 200 and "待核对" in page.content.decode()
    keeper = sit(cast["shixiang"].account_id)
    assert keeper.post(reverse("desk-agency-do", args=[row.id, "turn-down"]), {"reason": "李某的资质证书看不清"}).status_code == 302
    assert "李某" not in Client().get(reverse("mall-agency", args=[row.id])).content.decode(), "why a change did not pass is told to the agency"


def test_an_agency_is_connected_with_organs_of_the_register_only(cast, market) -> None:
    desk, unknown = sit(cast["shixiang"].account_id), "00000000-0000-0000-0000-000000000001"
    row = agencies.agency(market.agencies[0])
    offered = [agencies.Offered(line.service_id, line.price_fen, line.days, line.qualification, line.qualified_to) for line in row.lines]
    words = {"staff_count": row.staff_count, "conditions": row.conditions, "process": row.process}
    with pytest.raises(NotFound):
        agencies.apply(row.party_id, offered, **words, organ_id=UUID(unknown), actor=market.actors[0], now=timezone.now())
    agencies.apply(row.party_id, offered, **words, actor=market.actors[0], now=timezone.now())
    assert desk.post(reverse("desk-agency-do", args=[row.id, "admit"]), {"organ": unknown}).status_code == 404


def test_a_lot_is_drawn_on_the_page_and_drawn_again_by_anybody(owner, agency, cast, market, tmp_path) -> None:
    request_id = published(owner, cast, market, way="draw", price="48000")
    page = Client().get(reverse("mall-request", args=[request_id])).content.decode()
    row = Request.objects.get(id=request_id)
    assert row.commitment in page and bytes(row.secret).hex() not in page
    assert do(agency, request_id, "offer", agency=str(market.agencies[0])).status_code == 302
    close(request_id)
    wrong = do(owner, request_id, "draw", owner_number="幸运")
    assert wrong.status_code == 422
    assert Client().get(reverse("mall-lot", args=[request_id])).status_code == 404
    assert do(owner, request_id, "draw", owner_number="88").status_code == 302
    page = Client().get(reverse("mall-request", args=[request_id])).content.decode()
    assert "复算相符" in page and bytes(row.secret).hex() in page
    told = Client().get(reverse("mall-lot", args=[request_id])).json()
    assert told == Client().get(f"/api/v1/mall/requests/{request_id}/lot").json()
    path = tmp_path / "lot.json"
    path.write_text(json.dumps(told))
    found = CliRunner().invoke(command.app, [str(path), "--json"])
    assert found.exit_code == 0 and json.loads(found.stdout)["agency_id"] == told["agency_id"]
    path.write_text(json.dumps(told | {"owner_number": "89"}))
    assert CliRunner().invoke(command.app, [str(path)]).exit_code == 1
    path.write_text("[]")
    assert CliRunner().invoke(command.app, [str(path)]).exit_code == 2


def test_an_agency_joins_and_the_desk_checks_it(cast, market) -> None:
    someone = sit(cast.demo.applicants[1].account_id)
    typed = {
        "party": str(cast.company), "service": str(market.services["felling"]), "price": "9000", "days": "8", "qualification": "示例资质 1号",
        "staff_count": "5", "conditions": "都可以", "process": "接受委托，交付",
    }  # fmt: skip
    missing = someone.post(reverse("my-agency"), typed)
    assert missing.status_code == 422 and "请上传资质证书" in missing.content.decode()
    assert someone.post(reverse("my-agency"), typed | {"paper": file("资质.pdf")}).status_code == 302
    desk = sit(cast["shixiang"].account_id)
    page = desk.get(reverse("desk-mall")).content.decode()
    assert "等核对的入驻申请" in page
    agency_id = UUID(re.search(r"/desk/mall/([0-9a-f-]{36})/", page)[1])
    page = Client().get(reverse("mall-agency", args=[agency_id]))
    assert page.status_code == 404, "what was never checked is not public"
    assert b"".join(desk.get(reverse("desk-agency-paper", args=[agency_id, market.services["felling"]])).streaming_content) == PDF
    assert desk.post(reverse("desk-agency-do", args=[agency_id, "turn-down"]), {"reason": ""}).status_code == 422
    for verb, typed, state in (
        ("admit", {"organ": str(cast.demo.organs["bureau"])}, "listed"), ("suspend", {"ground": "qualification", "reason": "核对"}, "suspended"),
        ("restore", {"reason": "核对完"}, "listed"), ("remove", {"ground": "own_wish", "reason": "机构申请"}, "removed"),
    ):  # fmt: skip
        assert desk.post(reverse("desk-agency-do", args=[agency_id, verb]), typed).status_code == 302, verb
        assert agencies.agency(agency_id).state == state
    page = desk.get(reverse("desk-agency", args=[agency_id])).content.decode()
    assert "核对完" in page and "机构申请" in page, "a later reason does not take the place of an earlier one"
    assert list(agencies.check_all()) == []
    Said.objects.filter(stream_id=agency_id, text="核对完").update(text="没有核对")
    assert [ident for ident, _ in agencies.check_all()] == [agency_id]
    assert sit(cast["chengban"].account_id).get(reverse("desk-mall")).status_code == 403


def test_the_desk_keeps_the_list(cast, market) -> None:
    desk = sit(cast["shixiang"].account_id)
    page = desk.get(reverse("desk-mall-services")).content.decode()
    choice = next(part.split('"')[0] for part in page.split('value="') if part.split('"')[0].endswith("|water_quality_report"))
    typed = {"code": "ZJ-PS-01", "name": "水质检测", "paper": choice, "basis": "城镇污水排入排水管网许可管理办法", "article": "第七条第五项"}
    refused = desk.post(reverse("desk-mall-services"), typed)
    assert refused.status_code == 409 and "不得作为办理行政审批的条件" in refused.content.decode()
    assert desk.post(reverse("desk-mall-service-end", args=[market.services["soil"]]), {"reason": "法律修改"}).status_code == 302
    assert "水土保持方案编制" not in Client().get(reverse("mall")).content.decode()
    assert Said.objects.get(stream_id=market.services["soil"]).text == "法律修改" and list(agencies.check_all()) == []


def test_a_complaint_is_made_and_answered(owner, agency, cast, market) -> None:
    request_id = published(owner, cast, market)
    do(agency, request_id, "offer", agency=str(market.agencies[0]), amount="46000", days="12")
    close(request_id)
    do(owner, request_id, "choose", agency=str(market.agencies[0]))
    do(owner, request_id, "propose", contract=file("合同.pdf"))
    do(agency, request_id, "sign")
    assert do(owner, request_id, "complain", ground="late", text="没有动").status_code == 302
    desk = sit(cast["shixiang"].account_id)
    page = desk.get(reverse("desk-mall")).content.decode()
    path = "/desk/mall/complaints/" + page.split("/desk/mall/complaints/")[1].split('"')[0]
    assert desk.post(path, {"finding": "upheld", "text": ""}).status_code == 422
    assert desk.post(path, {"finding": "upheld", "text": "属实", "suspend": "yes"}).status_code == 302
    assert agencies.agency(market.agencies[0]).state == "suspended"
    assert "属实" in owner.get(reverse("my-request", args=[request_id])).content.decode()


def test_the_time_of_an_agency_stands_apart_on_the_page_of_the_case(cast) -> None:
    """The sample case whose report was made before applying, for the applicant and at the desk; and one in the making."""
    sample_agencies.play(now=timezone.now())
    owner, desk = sit(cast.demo.applicants[1].account_id), sit(cast["chuangkou"].account_id)
    case = Case.objects.get(applicant_id=cast.company)
    for page in (owner.get(reverse("my-case", args=[case.id])), desk.get(reverse("desk-case", args=[case.id]))):
        text = page.content.decode()
        assert "中介用时12个工作日" in text and "不计入政府办理期限" in text and "12个在收件以前" in text
    asked = Request.objects.get(case_id__isnull=False)
    page = sit(cast.demo.applicants[0].account_id).get(reverse("my-case", args=[asked.case_id])).content.decode()
    assert "个在收件以后、受理以前" in page and "到中介超市自己选机构" in page


def test_lists_cost_the_same_however_long_they_are(owner, cast, market) -> None:
    def queries(path: str, client: Client = owner) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = [reverse("mall"), reverse("mall-register"), reverse("my-mall")]
    published(owner, cast, market)
    assert [queries(path) for path in paths], "terms that never change are read once a process"
    before = [queries(path) for path in paths]
    for _ in range(4):
        published(owner, cast, market)
    assert [queries(path) for path in paths] == before
    register, keeper = reverse("mall-register"), sit(cast["shixiang"].account_id)
    assert queries(f"{register}?q=林业调查") == queries(register), "one agency or all"
    waiting = []
    for number in (1, 3):
        Agency.objects.filter(id__in=market.agencies[:number]).update(state="applied")
        waiting.append(queries(reverse("desk-mall"), keeper))
    assert waiting[0] == waiting[1], "one agency waits at the desk, or three"


def test_the_api_reads_the_mall(owner, agency, cast, market) -> None:
    """Every address answers anybody; names and prices of offers wait for the last day."""
    request_id = published(owner, cast, market)
    do(agency, request_id, "offer", agency=str(market.agencies[0]), amount="46000", days="12")
    anybody = Client()
    listed = anybody.get("/api/v1/mall/services").json()
    assert {row["name"]: row["agencies"] for row in listed} == {"水土保持方案编制": 3, "伐区调查设计": 2}
    found = anybody.get("/api/v1/mall/agencies", {"service": str(market.services["soil"])}).json()["agencies"]
    assert {row["id"] for row in found} == {str(one) for one in market.agencies[:3]}
    assert anybody.get(f"/api/v1/mall/agencies/{market.agencies[0]}").json()["lines"][0]["price_fen"] == 4_800_000
    assert [row["id"] for row in anybody.get("/api/v1/mall/requests").json()["requests"]] == [str(request_id)]
    shown = anybody.get(f"/api/v1/mall/requests/{request_id}").json()
    assert (shown["offers"], shown["offers_closed"]) == (1, [])
    close(request_id)
    assert [o["amount_fen"] for o in anybody.get(f"/api/v1/mall/requests/{request_id}").json()["offers_closed"]] == [4_600_000]
    assert anybody.get(f"/api/v1/mall/requests/{request_id}/lot").status_code == 404
