"""申请延续, 申请变更 begin at the licence (许可法 49, 50): what its holder is told first, and what the draft carries in."""

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.conftest import cast, settled
from yichuang.cases import api as cases
from yichuang.cases.domain.decision import ProofLost
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Status
from yichuang.cli import props
from yichuang.cli.players import Player, work
from yichuang.clock.domain import Limit, Unit
from yichuang.clock.packaged import packaged
from yichuang.dossier import api as dossier
from yichuang.dossier import domain
from yichuang.intake import actions, queries
from yichuang.intake.models import Draft
from yichuang.joint import api as joint
from yichuang.licences import api as licences
from yichuang.licences.domain import ask_by
from yichuang.licences.models import Licence
from yichuang.organisations import api as organisations
from yichuang.organisations.models import Account

__all__ = ["cast", "settled"]
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def held(cast):
    """A licence of the company in its hands, that ends in `days`."""

    def make(days=100):
        start = NOW - timedelta(days=30)
        case = Player(cast, "drainage").apply(start).accept(start).review(start)
        case.meet_needs(start)
        case.grant(start)
        work()
        case.hand_out(start + timedelta(hours=1))
        Licence.objects.update(valid_from=TODAY - timedelta(days=900), valid_to=TODAY + timedelta(days=days))
        return Licence.objects.get()

    return make


@pytest.fixture
def holder(cast):
    client = Client()
    client.force_login(Account.objects.get(id=cast.applicant(1).account_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clerk(cast):
    client = Client()
    client.force_login(Account.objects.get(username="chuangkou"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer):
    return answer.content.decode()


def test_asked_in_time_the_page_says_what_silence_does(held, holder):
    licence = held(100)
    page = words(holder.get(f"/licences/{licence.id}/renewal/"))
    assert "视为准予延续" in page
    assert licence.number in page
    mine = words(holder.get("/mine/"))
    assert f"/licences/{licence.id}/renewal/" in mine
    assert f"/licences/{licence.id}/change/" in mine


def test_asked_late_the_page_says_that_silence_renews_nothing(held, holder):
    page = words(holder.get(f"/licences/{held(20).id}/renewal/"))
    assert "不视为准予延续" in page
    assert "开始填写" in page


def test_after_the_expiry_the_page_refuses_with_article_and_way_out(held, holder):
    licence = held(-1)
    page = words(holder.get(f"/licences/{licence.id}/renewal/"))
    assert "第七十条第一项" in page
    assert "重新申请" in page
    assert "开始填写" not in page
    assert holder.post(f"/licences/{licence.id}/renewal/", {"token": uuid4()}).status_code == 409
    assert not Draft.objects.exists()


def test_a_strangers_licence_is_not_there(held, cast):
    client = Client()
    client.force_login(Account.objects.get(id=cast.applicant(0).account_id), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/licences/{held().id}/renewal/").status_code == 404


def send(draft, holder_actor):
    """The rest of the walk by the verbs: open questions answered, sent."""
    work_of = queries.work(draft.id, actor=holder_actor)
    answers = props.answers(work_of.terms, draft.party_id)
    for page in work_of.pages:
        raw = {f.element: as_typed(answers.get(f.element)) for f in page.fields}
        actions.keep_answers(draft.id, page.fields, raw, step=page.key, actor=holder_actor, now=NOW)
    return actions.send(draft.id, declared=True, actor=holder_actor, now=NOW)[0]


def as_typed(value):
    return {True: "yes", False: "no", None: ""}.get(value, str(value)) if isinstance(value, bool | None) else str(value)


def test_the_draft_carries_the_licence_into_a_case_of_renewal(held, holder, cast):
    licence = held(100)
    answer = holder.post(f"/licences/{licence.id}/renewal/", {"token": uuid4()})
    assert answer.status_code == 302
    draft = Draft.objects.get()
    assert (draft.purpose, draft.licence_id) == ("renewal", licence.id)
    assert draft.answers["party.name"] == licence.holder_name
    page = words(holder.get(f"/drafts/{draft.id}/check/"))
    assert licence.number in page
    case_id = send(draft, cast.applicant(1))
    state = cases.state(case_id)
    assert (state.purpose, state.asked_id, state.expires_on, state.in_time) == ("renewal", licence.id, licence.valid_to, True)
    shown = words(holder.get(f"/mine/{case_id}/"))
    assert "视为准予延续" in shown
    again = words(holder.get(f"/licences/{licence.id}/renewal/"))
    assert state.number in again


def test_a_change_says_what_it_changes_on_every_page(held, holder, clerk, cast):
    licence = held(100)
    empty = holder.post(f"/licences/{licence.id}/change/", {"token": uuid4(), "becomes-scope": "  "})
    assert empty.status_code == 422
    assert "请至少填一项变更后的内容" in words(empty)
    holder.post(f"/licences/{licence.id}/change/", {"token": uuid4(), "becomes-address": "示例路88号"})
    draft = Draft.objects.get()
    assert "示例路88号" in words(holder.get(f"/drafts/{draft.id}/check/"))
    case_id = send(draft, cast.applicant(1))
    for page in (holder.get(f"/mine/{case_id}/"), clerk.get(f"/desk/cases/{case_id}/")):
        assert "示例路88号" in words(page)
    assert "变更" in words(clerk.get("/desk/?f=all"))
    life = words(clerk.get(f"/desk/licences/{licence.id}/"))
    assert cases.state(case_id).number in life


def test_the_window_takes_it_from_the_register_after_checking_who_it_is(held, clerk):
    licence = held(100)
    assert f"/desk/receive/licences/{licence.id}/renewal/" in words(clerk.get(f"/desk/licences/{licence.id}/"))
    unseen = clerk.post(f"/desk/receive/licences/{licence.id}/renewal/", {"token": uuid4()})
    assert unseen.status_code == 422
    assert "核对证件原件" in words(unseen)
    answer = clerk.post(f"/desk/receive/licences/{licence.id}/renewal/", {"token": uuid4(), "verified": "yes"})
    draft = Draft.objects.get()
    assert answer.url == f"/desk/receive/drafts/{draft.id}/"
    assert (draft.channel, draft.purpose, draft.party_id) == ("1", "renewal", licence.holder_id)
    assert licence.number in words(clerk.get(answer.url))


def test_papers_for_other_purposes_are_not_asked_and_need_no_look(cast):
    terms = catalogue.terms(cast.items["drainage"])
    first = replace(terms.materials[1], only_for=("new",))
    narrowed = replace(terms, materials=(terms.materials[0], first, *terms.materials[2:]))
    point = next(p for p in domain.acceptance_points(narrowed) if p.material_code == first.code)
    assert domain.first_state(point, narrowed, (), "renewal") is domain.PointState.NOT_APPLICABLE
    assert domain.first_state(point, narrowed, (), "") is domain.PointState.OPEN


def test_the_last_day_to_ask_follows_the_items_own_law():
    """50(1): 但是，法律、法规、规章另有规定的，依照其规定."""
    assert ask_by(packaged(), date(2026, 12, 31)) == date(2026, 12, 1)
    assert ask_by(packaged(), date(2026, 9, 30), Limit(90, Unit.CALENDAR_DAY)) == date(2026, 7, 2)
    # the five working days after Saturday the 19th: Sunday the 20th, a make-up day, and 21 to 24
    assert ask_by(packaged(), date(2026, 9, 24), Limit(5, Unit.WORKING_DAY)) == date(2026, 9, 19)


def test_an_item_that_is_offered_no_more_renews_nothing(held, holder, cast):
    licence = held(100)
    catalogue.move(cast.items["drainage"], Status.ENDED, now=NOW, actor=organisations.system_actor("catalogue"))
    answer = holder.get(f"/licences/{licence.id}/renewal/")
    assert answer.status_code == 404
    assert "暂不能申请" in words(answer)


def test_a_permit_that_stands_in_the_register_is_fetched_and_not_asked(cast, holder):
    """716号令 art. 7: 不得要求申请人提供通过数据共享能够获得的材料; of another project, of somebody else or not in force it is asked as before."""
    start, version_id = NOW - timedelta(days=30), cast.items["fire-design-review"]
    permit = Player(cast, "works-planning-permit").apply(start, party=cast.company).accept(start).review(start)
    permit.meet_needs(start)
    permit.grant(start)
    work()
    [licence] = licences.of_case(permit.case_id)
    draft = actions.start(version_id, cast.company, token=uuid4(), actor=cast.applicant(1), now=NOW)
    asked = f"/drafts/{draft.id}/materials/M3/"
    assert holder.get(asked).status_code == 302, "the project named earlier is filled in"
    Draft.objects.filter(id=draft.id).update(answers={})
    assert "登记簿里没有查到" in words(holder.get(asked)), "no project is named"
    answers = props.answers(catalogue.terms(version_id), cast.company)
    Draft.objects.filter(id=draft.id).update(answers=answers)
    page = words(holder.get(f"/drafts/{draft.id}/check/"))
    assert f"由系统取得：证号{licence.number}" in re.sub(r"<[^>]+>", "", page)

    def held(party=cast.company, on=TODAY, **more):
        return joint.held(catalogue.terms(version_id), party, {**answers, **more}, on=on)["M3"]

    assert [row.id for row in held()] == [licence.id]
    assert not held(**{"project.code": "2609-379900-04-01-000000"}) and not held(cast.demo.applicants[0].party_id)
    assert not held(on=TODAY - timedelta(days=31)), "not yet in force"
    Licence.objects.update(valid_to=TODAY)
    assert held() and not held(on=TODAY + timedelta(days=1)), "the last day counts"
    for state in ("suspended", "revoked", "cancelled"):
        Licence.objects.update(state=state)
        assert not held()
    Licence.objects.update(state="valid", valid_to=None)
    case_id, _made = actions.send(draft.id, declared=True, actor=cast.applicant(1), now=NOW)
    shown = dossier.view(case_id).material("M3")
    assert shown.label == "由系统取得" and [(f.result_number, f.from_case) for f in shown.files] == [(licence.number, permit.case_id)]
    assert not {p.code for p in shown.points} & set(dossier.acceptance_open(case_id))

    fire, at = Player(cast, "fire-design-review"), NOW + timedelta(hours=1)
    fire.case_id = case_id
    fire.accept(at).review(at)
    Licence.objects.filter(id=licence.id).update(state="suspended")
    with pytest.raises(ProofLost) as no:  # 许可法 38(1): on the day of the decision the condition is not met
        fire.grant(at)
    assert "第三十八条第一款" in no.value.article and no.value.details["materials"] == catalogue.terms(version_id).material("M3").name
    decider = fire.signer(at)
    desk = Client()
    desk.force_login(Account.objects.get(id=decider.account_id), backend="django.contrib.auth.backends.ModelBackend")
    assert "这份证件现在不在有效状态" in words(desk.get(f"/desk/cases/{case_id}/?m=M3"))
    Licence.objects.filter(id=licence.id).update(state="valid")
    fire.grant(at)
