"""Following a case: by number and phone code without an account, or signed in; to everybody else it is not there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from yichuang.cases import api as cases
from yichuang.cli.players import points_of, work
from yichuang.documents import api as documents
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account, LocalMessage
from yichuang.web import tracking

pytestmark = pytest.mark.django_db
PHONE, OTHER = "13800000002", "13800000001"


@pytest.fixture
def home():
    """A client signed in as an applicant, by phone."""

    def come(phone: str = PHONE) -> Client:
        client = Client()
        account = Account.objects.get(username=f"phone:{phone}")
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return come


def code_for(phone: str) -> str:
    text = LocalMessage.objects.filter(phone=phone).order_by("-sent_at").first().text
    return "".join(filter(str.isdigit, text.split("，")[0]))


def ask(client: Client, number: str, phone: str):
    return client.post("/track/", {"number": number, "phone": phone})


@pytest.fixture
def accepted(play, now):
    return play().apply(now - timedelta(days=8)).accept(now - timedelta(days=7))


def test_number_in_any_spacing_and_phone_code_show_the_case(accepted, client):
    n = accepted.number
    assert ask(client, f" {n[:18]} {n[18:26]}　{n[26:]} ".lower(), PHONE).status_code == 302
    shown = client.post("/track/code/", {"code": code_for(PHONE)}, follow=True)
    assert shown.redirect_chain[-1][0] == f"/track/{accepted.case_id}/"
    body = shown.content.decode()
    assert "正在审查，最晚" in body and "现在不用您做什么" in body


def test_nobody_learns_whether_a_number_exists(accepted, client):
    """The same answer for a real number, an unknown one, and a real one with somebody else's phone, up to the proven phone."""
    answers = set()
    for number, phone in ((accepted.number, "13900000001"), ("11379900MBEXAMP18320200101000001", "13900000002")):
        fresh = Client()
        sent = ask(fresh, number, phone)
        wrong = fresh.post("/track/code/", {"code": code_for(phone)})
        answers.add((sent.status_code, wrong.status_code, "对不上" in wrong.content.decode()))
        assert fresh.get(f"/track/{accepted.case_id}/").status_code == 404
    assert answers == {(302, 422, True)}


def test_codes_are_limited(accepted, client):
    assert ask(client, accepted.number, PHONE).status_code == 302
    assert ask(client, accepted.number, PHONE).status_code == 429
    assert ask(client, "", "12").status_code == 422


def test_strangers_find_nothing(accepted, home, client):
    work()
    paper = cases_papers(accepted)[0]
    for who in (client, home(OTHER)):
        assert who.get(f"/track/{accepted.case_id}/").status_code == 404
        assert who.get(f"/track/{accepted.case_id}/documents/{paper}/").status_code == 404
    assert home(OTHER).get(f"/mine/{accepted.case_id}/").status_code == 404
    assert home(OTHER).post(f"/mine/{accepted.case_id}/urge/").status_code == 404
    assert client.get(f"/mine/{accepted.case_id}/").status_code == 302


def cases_papers(player) -> list:
    from yichuang.documents import api as documents

    return [row.id for row in documents.of_case(player.case_id) if row.readable]


def test_the_applicant_opens_papers_and_the_internal_form_stays_inside(accepted, home, now):
    accepted.review(now - timedelta(days=5))
    accepted.meet_needs(now - timedelta(days=5))
    accepted.review(now - timedelta(days=5))
    accepted.grant(now - timedelta(days=4))
    work()
    mine = home()
    page = mine.get(f"/mine/{accepted.case_id}/").content.decode()
    assert "准予许可，" in page and "准予行政许可决定书" in page
    assert "审批表" not in page
    from yichuang.documents import api as documents
    from yichuang.licences import api as licences

    rows = {row.kind: row for row in documents.of_case(accepted.case_id)}
    opened = mine.get(f"/track/{accepted.case_id}/documents/{rows['grant_decision'].id}/")
    assert (opened.status_code, opened.content[:5]) == (200, b"%PDF-")
    assert mine.get(f"/track/{accepted.case_id}/documents/{rows['approval_form'].id}/").status_code == 404
    (held,) = licences.of_case(accepted.case_id)
    assert mine.get(f"/track/{accepted.case_id}/licences/{held.id}/").content[:5] == b"%PDF-"
    assert mine.get(f"/verify/{held.token}/").status_code == 200


def test_a_correction_waits_for_the_applicant_in_the_first_sentence(play, now, home):
    player = play().apply(now - timedelta(days=3))
    player.ask_correction(now - timedelta(days=2), points_of(player))
    body = home().get(f"/mine/{player.case_id}/").content.decode()
    assert "等您补正" in body and f"/applications/{player.case_id}/correction/" in body
    assert "等您补正，最晚" not in body, "no day runs before the notice is served"
    work()
    player.serve(now - timedelta(days=1))
    assert "等您补正，最晚" in home().get(f"/mine/{player.case_id}/").content.decode()
    assert "等您" in home().get("/mine/").content.decode()


def test_urging_and_changing_the_way_of_service(accepted, home):
    mine = home()
    assert mine.post(f"/mine/{accepted.case_id}/urge/").status_code == 302
    assert mine.post(f"/mine/{accepted.case_id}/urge/").status_code == 409
    assert mine.post(f"/mine/{accepted.case_id}/service/", {"way": "post"}).status_code == 422
    assert mine.post(f"/mine/{accepted.case_id}/service/", {"way": "electronic"}).status_code == 302
    body = mine.get(f"/mine/{accepted.case_id}/").content.decode()
    assert "电子送达到您的消息里" in body and "您催办了一次" in body


def test_a_number_of_queries_that_does_not_grow(play, now, home, django_assert_max_num_queries):
    mine = home()
    first = play().apply(now - timedelta(days=8)).accept(now - timedelta(days=7))
    mine.get("/mine/"), mine.get(f"/mine/{first.case_id}/")
    for _ in range(4):
        play().apply(now - timedelta(days=6))
    first.review(now - timedelta(days=5))
    with django_assert_max_num_queries(14):
        mine.get("/mine/")
    with django_assert_max_num_queries(30):
        mine.get(f"/mine/{first.case_id}/")


def test_a_filing_never_speaks_of_licences(play, now, home, cast):
    from yichuang.catalogue import api as catalogue

    code = next(c for c, v in cast.items.items() if catalogue.terms(v).regime == "filing")
    player = play(code).apply(now - timedelta(days=3), party=cast.company).accept(now)  # an on-the-spot item: promised for the day of acceptance
    body = home().get(f"/mine/{player.case_id}/").content.decode()
    main = body[body.index("<main"):body.index("</main")]
    assert "正在办理" in main
    assert not any(word in main.replace(cast and catalogue.terms(player.version_id).name, "") for word in ("准予", "不予", "许可法"))


def test_public_pages_say_what_they_count(client, accepted):
    body = client.get("/open/").content.decode()
    assert "数字统计于" in body and "没有超期说明" in body
    for path in ("/accessibility/", "/privacy/", "/track/", "/verify/"):
        assert client.get(path).status_code == 200


def test_the_case_is_visible_to_its_own_people_only(accepted, cast):
    assert cases.visible_cases(cast.applicant(0)).filter(id=accepted.case_id).count() == 0


def test_a_third_party_with_only_a_phone_sees_what_was_sent_to_them_and_nothing_of_the_applicant(cast, accepted, client, now):
    """36: told of the case, they follow it by its number and the phone the notice was registered with."""
    party = organisations.register_party(
        kind="natural", name="示例邻居", number="110105199003077657", phone="13800000066", actor=cast["chengban"], now=now
    )
    assert tracking.matching(accepted.case_id, "13800000066") == ()
    interest = "相邻地块的排水去向"
    cases.tell_third_party(accepted.case_id, party_id=party.id, interest=interest, actor=cast["chengban"], now=now)
    work()
    assert prove(client, accepted.number, "13800000066").status_code == 302
    page = client.get(f"/track/{accepted.case_id}/").content.decode()
    assert "这项申请关系到您的利益" in page
    papers = documents.of_case(accepted.case_id)
    told = next(d for d in papers if d.kind == "third_party_notice")
    assert f"/track/{accepted.case_id}/documents/{told.id}/" in page
    assert client.get(f"/track/{accepted.case_id}/documents/{told.id}/").status_code == 200
    for other in (d for d in papers if d.id != told.id and d.kind != "overdue_statement"):
        assert client.get(f"/track/{accepted.case_id}/documents/{other.id}/").status_code == 404, other.kind
    assert "材料" not in page


def prove(client, number, phone):
    ask(client, number, phone)
    return client.post("/track/code/", {"code": code_for(phone)})
