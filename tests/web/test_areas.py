"""The pages of 区域评估: the desk's list and forms, the project that enters, the package, the public page; over the sample area."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import at, cast, city
from yichuang.cli import props, sample_area
from yichuang.joint import areas, projects
from yichuang.joint.models import Area, Joint

__all__ = ["at", "cast", "city"]


@pytest.fixture
def area(cast):
    sample_area.play(now=timezone.now())
    return Area.objects.get(code=sample_area.CODE)


@pytest.fixture
def at_desk(client, cast):
    from yichuang.organisations.models import Account

    def sit(username):
        client.force_login(Account.objects.get(username=username))
        return client

    return sit


def text(answer):
    return answer.content.decode()


def test_the_sample_area_is_whole_and_played_once(area):
    view = areas.view(area.id, today=timezone.localdate())
    assert (len(view.in_force), len(view.indicators), len(view.projects)) == (2, 3, 2) and not any(row.off for row in view.projects)
    sample_area.play(now=timezone.now())
    assert Area.objects.count() == 1 and list(areas.check_all()) == []


def test_the_public_reads_what_need_not_be_assessed_again_and_who_pays(area, client):
    page = text(client.get(reverse("areas")))
    for words in (sample_area.NAME, "水土保持", "示例市人民政府承担，不向企业收取", "示例，引自", "《优化营商环境条例》第四十二条第二款"):
        assert words in page


def test_the_keeper_founds_and_assesses_and_a_market_entity_never_pays(area, cast, at_desk):
    desk = at_desk("shixiang")
    made = desk.post(reverse("desk-areas"), {"code": "B", "name": "乙区", "organ": str(area.organ_id), "parcels": "B-1，B-2"})
    other = Area.objects.get(code="B")
    assert made.status_code == 302 and other.parcels == ["B-1", "B-2"]
    assert desk.post(reverse("desk-areas"), {"code": "", "name": "", "organ": str(area.organ_id)}).status_code == 422
    version = catalogue_paper(cast)
    form = {
        "version": other.head_seq, "kind": "soil", "maker": "某公司", "payer": str(cast.company), "paper": version, "from_on": "2026-08-01",
        "to_on": "2029-07-31", "basis": "某号", "cost": "600000",
    }  # fmt: skip
    url = reverse("desk-area-do", args=[other.id, "assess"])
    refused = desk.post(url, {**form, "file": pdf()})
    assert refused.status_code == 422 and "区域评估的费用不得由市场主体承担" in text(refused) and 'id="payer-error"' in text(refused)
    done = desk.post(url, {**form, "payer": str(area.organ_id), "file": pdf()}, follow=True)
    assert "评估已登记" in text(done)
    stale = desk.post(url, {**form, "payer": str(area.organ_id), "file": pdf()})
    assert stale.status_code == 412
    indicator = {"version": Area.objects.get(id=other.id).head_seq, "code": "LDL", "name": "绿地率", "bound": "at_least", "limit": "20", "unit": "%",
                 "indicator_basis": "规划条件", "indicator_from": "2026-08-01"}  # fmt: skip
    shown = desk.post(reverse("desk-area-do", args=[other.id, "indicator"]), indicator, follow=True)
    assert "绿地率" in text(shown) and "终止这个区域" not in text(shown)
    assert "登记一项评估" not in text(at_desk("linye").get(reverse("desk-area", args=[other.id])))


def catalogue_paper(cast):
    from yichuang.catalogue import api as catalogue

    return f"{catalogue.terms(cast.items['soil-conservation']).item_id}:conservation_plan"


def pdf():
    return SimpleUploadedFile("评估.pdf", props.paper("评估", "某"), "application/pdf")


def test_the_owner_takes_a_project_in_and_each_indicator_answers_at_its_field(area, cast, client):
    from yichuang.organisations.models import Account

    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    number = Joint.objects.get(name="某精密部件标准厂房一期").number
    page = text(client.get(reverse("my-project", args=[number]), {"area": str(area.id)}))
    assert "提交申请当天自动带入" in page and "容积率" in page and 'name="value-RJL"' in page
    url = reverse("my-project-area", args=[number])
    wrong = client.post(url, {"area": str(area.id), "parcel": "GX-2026-01", "value-RJL": "0.9", "value-JZMD": "40", "value-NH": "0.25"})
    assert wrong.status_code == 422 and "容积率是0.9，应当不低于1.2" in text(wrong) and 'id="value-RJL-error"' in text(wrong)
    good = client.post(url, {"area": str(area.id), "parcel": "GX-2026-01", "value-RJL": "1.2", "value-JZMD": "40", "value-NH": "0.25"})
    assert good.status_code == 302
    assert client.post(url, {"area": "nonsense"}).status_code == 404


def test_who_is_inside_is_told_to_the_keeper_and_to_who_sees_the_project_anyway(area, cast, at_desk):
    url, name = reverse("desk-area", args=[area.id]), "某精密部件标准厂房一期"
    assert name in text(at_desk("shixiang").get(url))
    stranger = text(at_desk("linye").get(url))
    assert name not in stranger and "纳入的项目都没有本机关参加审批的" in stranger
    number = Joint.objects.get(name=name).number
    for who in ("shixiang", "zhujian"):
        shown, opens = text(at_desk(who).get(url)), at_desk(who).get(reverse("desk-project", args=[number])).status_code == 200
        assert (reverse("desk-project", args=[number]) in shown) is opens


def test_who_decides_and_who_builds_read_the_conditions_of_the_assessment_on_the_case(area, cast, at_desk, client):
    """A project inside inherits an assessment with its conditions, not only its paper."""
    from yichuang.organisations.models import Account

    view = projects.view(Joint.objects.get(name="某精密部件标准厂房一期").number, actor=cast.applicant(1), today=timezone.localdate())
    case_id = view.board.bars[0].case_id
    [words] = [conditions for kind, *_, conditions in sample_area.ASSESSMENTS if kind == "soil"]
    assert words in text(at_desk("chengban").get(reverse("desk-case", args=[case_id])))
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id))
    assert words in text(client.get(reverse("my-case", args=[case_id])))


def test_alike_cases_are_decided_as_one_package_from_the_page(area, cast, at_desk):
    view = projects.view(Joint.objects.get(name="某精密部件标准厂房一期").number, actor=cast.applicant(1), today=timezone.localdate())
    from yichuang.cli.players import Player

    signer = Player(cast, "soil-conservation", case_id=view.board.bars[0].case_id).signer(timezone.now())
    from yichuang.organisations.models import Account

    desk = at_desk(Account.objects.get(id=signer.account_id).username)
    url = reverse("desk-package", args=[area.id])
    page = text(desk.get(url))
    assert page.count('name="case"') == 2 and "打包签发准予决定" in page
    assert desk.post(url, {}).status_code == 409
    chosen = [str(row.case_id) for group in areas.waiting(area.id, actor=signer, today=timezone.localdate()) for row in group.rows]
    done = text(desk.post(url, {"case": chosen}, follow=True))
    assert "已打包准予2件" in done
    assert "没有等我决定的同类办件" in text(desk.get(url))


def test_lists_ask_the_same_whatever_their_number(area, at_desk, cast, django_assert_max_num_queries):
    today = timezone.localdate()
    for n in range(3):
        areas.found(f"C{n}", f"丙{n}区", organ_id=area.organ_id, parcels=("C",), actor=cast["shixiang"], now=timezone.now())
    with django_assert_max_num_queries(1):
        areas.listed(today=today)
    areas.view(area.id, today=today)
    with django_assert_max_num_queries(9):
        areas.view(area.id, today=today)
