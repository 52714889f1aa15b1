"""优化营商环境条例 43(2): 行政机关不得为市场主体指定或者变相指定中介服务机构. Every post, every stand-in, every door is tried."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver, reverse

from yichuang.agencies import api as agencies
from yichuang.agencies import views_desk, views_mine
from yichuang.agencies.domain import request
from yichuang.agencies.domain.agency import NotTheAgency
from yichuang.kernel.errors import Forbidden
from yichuang.kernel.record import read
from yichuang.organisations import api as organisations
from yichuang.organisations.demo_city import STAFF
from yichuang.organisations.domain import Actor
from yichuang.web import rest

from .conftest import at
from .players import CONTRACT, Asked

pytestmark = pytest.mark.django_db
NOW = at("2026-09-04 09:00")


@pytest.fixture
def asked(cast, market) -> Asked:
    return Asked(cast, market)


def officials(cast) -> list[Actor]:
    return [cast[member.username] for member in STAFF]


def everything_an_owner_does(asked: Asked, actor: Actor):
    """Each verb by which an agency is found, bound, judged or let go, done by somebody."""
    agency = asked.market.agencies[0]
    who = {"actor": actor, "now": NOW}
    wish = request.Wish("choice", 3, 10, None, "代业主发布")
    return {
        "publish": lambda: agencies.publish(asked.cast.company, asked.market.services["soil"], wish, **who),
        "choose": lambda: agencies.choose(asked.id, agency, **who),
        "draw": lambda: agencies.draw(asked.id, owner_number="1", **who),
        "propose": lambda: agencies.propose(asked.id, CONTRACT, file_name="合同.pdf", **who),
        "withdraw": lambda: agencies.withdraw(asked.id, reason="代撤", **who),
        "send_back": lambda: agencies.send_back(asked.id, reason="退回", **who),
        "accept": lambda: agencies.accept(asked.id, **who),
        "rate": lambda: agencies.rate(asked.id, level="1", **who),
        "end": lambda: agencies.end(asked.id, reason="终止", **who),
        "complain": lambda: agencies.complain(asked.id, ground="late", text="投诉", **who),
    }


@pytest.mark.parametrize("way", ["choice", "draw"])
def test_no_official_of_any_post_names_an_agency(asked, way) -> None:
    asked.publish(way).offers(0, 2)
    before = read(asked.id)
    for actor in [*officials(asked.cast), organisations.system_actor("demo")]:
        for name, verb in everything_an_owner_does(asked, actor).items():
            with pytest.raises(request.NoNaming) as refused:
                verb()
            assert refused.value.article == "《优化营商环境条例》第四十三条第二款", (actor.name, name)
    assert read(asked.id) == before, "nothing was written"


def test_no_official_acts_for_an_agency(asked) -> None:
    asked.publish().offers(2)
    for actor in officials(asked.cast):
        with pytest.raises(NotTheAgency):
            agencies.offer(asked.id, asked.market.agencies[0], amount_fen=1, days=1, actor=actor, now=at("2026-09-01 10:00"))
        with pytest.raises(NotTheAgency):
            agencies.take_back(asked.id, asked.market.agencies[2], actor=actor, now=at("2026-09-01 10:00"))


def test_a_stand_in_has_no_more_than_the_post(asked) -> None:
    """He who keeps the register is on leave; the one who stands in keeps the register, and names nobody."""
    asked.publish().offers(0)
    keeper, other = asked.cast["shixiang"], asked.cast["dangan"]
    assert keeper.account_id and other.account_id
    organisations.appoint_stand_in(
        account_id=other.account_id, instead_of=keeper.account_id, organ_id=asked.cast.demo.organs["bureau"], post="catalogue_editor",
        from_on=date(2026, 9, 1), to_on=date(2026, 9, 30), reason="年休假", actor=asked.cast["xitong"], now=at("2026-08-31 09:00"),
    )  # fmt: skip
    stand_in = organisations.actor_by_id(other.account_id)
    agencies.suspend(asked.market.agencies[2], ground="qualification", reason="核对", actor=stand_in, now=NOW)
    for verb in everything_an_owner_does(asked, stand_in).values():
        with pytest.raises(request.NoNaming):
            verb()


def test_no_page_lets_staff_post_a_choice(asked) -> None:
    """Every verb of owners and agencies answers 403 to every member of staff, and no desk page offers one."""
    asked.publish().offers(0)
    before = read(asked.id)
    for member in STAFF:
        client = Client()
        client.force_login(get_user_model().objects.get(username=member.username), backend="django.contrib.auth.backends.ModelBackend")
        for verb in views_mine.VERBS:
            path = reverse("my-request-do", args=[asked.id, verb])
            answer = client.post(path, {"agency": str(asked.market.agencies[0]), "owner_number": "1", "reason": "指定", "level": "1"})
            assert answer.status_code == 403, (member.username, verb)
    assert read(asked.id) == before
    assert set(views_desk.VERBS) == {"admit", "turn-down", "suspend", "restore", "remove"}


def test_every_staff_route_of_the_mall_is_about_list_and_register() -> None:
    found = {p.name for r in get_resolver().url_patterns for p in getattr(r, "url_patterns", ()) if str(p.pattern).startswith("desk/mall/")}
    assert found == {
        "desk-mall", "desk-mall-services", "desk-mall-service-end", "desk-complaint", "desk-agency", "desk-agency-do", "desk-agency-paper",
    }


def test_the_api_has_no_way_to_choose() -> None:
    paths = rest.api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    assert {method for path, ways in paths.items() if "/mall/" in path for method in ways} == {"get"}


def test_no_verb_was_forgotten(asked) -> None:
    """Whatever the owner's side of the door offers is tried above."""
    owners = set(everything_an_owner_does(asked, asked.owner))
    agencys = {"offer", "take_back", "sign", "decline", "stop", "resume", "deliver", "apply"}
    keepers = {"list_service", "end_service", "admit", "turn_down", "suspend", "restore", "remove", "answer"}
    verbs = {name for name in agencies.__all__ if "actor" in inspect.signature(getattr(agencies, name)).parameters}
    assert verbs == owners | agencys | keepers


def test_keeping_the_register_needs_its_power(asked) -> None:
    for actor in (asked.owner, asked.cast["chengban"], asked.cast["fenguan"]):
        with pytest.raises(Forbidden):
            agencies.suspend(asked.market.agencies[0], ground="qualification", reason="核对", actor=actor, now=NOW)
