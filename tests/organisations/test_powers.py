"""Powers, stand-ins, the organ tree and staff on real PostgreSQL."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.models import Event
from yichuang.kernel.values import ZONE
from yichuang.organisations import api, powers
from yichuang.organisations.domain import Act, Actor, NoAuthority, Post
from yichuang.organisations.models import Account, OrganTree

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 24, 10, 0, tzinfo=ZONE)
DAY = NOW.date()
SYSTEM = api.system_actor("test")


def actor(username: str, on: date = DAY) -> Actor:
    return api.actor_of(Account.objects.get(username=username), on=on)


def may(username, act, demo, organ="bureau", on=DAY, item=None):
    return api.may(actor(username, on), act, organ_id=demo.organs[organ], item_id=item, on=on)


def test_the_demo_city_decides_in_four_steps(demo):
    assert may("chuangkou", Act.ACCEPT, demo)
    assert may("chengban", Act.REVIEW, demo)
    assert may("kezhang", Act.CHECK, demo)
    assert may("fenguan", Act.GRANT, demo) and may("juzhang", Act.GRANT, demo)
    for username in ("chuangkou", "chengban", "kezhang", "yinzhang"):
        assert not may(username, Act.GRANT, demo)


def test_a_window_cannot_refuse(demo):
    for act in (Act.REJECT, Act.REFUSE, Act.TERMINATE):
        assert not may("chuangkou", act, demo)
    with pytest.raises(NoAuthority) as refused:
        api.authority(actor("chuangkou"), Act.REJECT, organ_id=demo.organs["bureau"], on=DAY)
    assert refused.value.details["posts"] == "科长"


def test_a_stationed_department_decides_through_its_chief_representative(demo):
    assert may("shuiwu-daibiao", Act.GRANT, demo, "water")
    assert not may("fenguan", Act.GRANT, demo, "water")
    assert not may("shuiwu-daibiao", Act.GRANT, demo, "forestry")
    assert not may("shuiwu-daibiao", Act.EXTEND, demo, "water")
    assert may("shuiwu-juzhang", Act.EXTEND, demo, "water")
    assert may("chuangkou", Act.ACCEPT, demo, "water")


def test_a_power_withdrawn_is_gone_at_once(demo):
    rows = [r for r in powers.current().by_act[demo.organs["bureau"], "grant"] if r.post == Post.DEPUTY_DIRECTOR]
    api.withdraw_authorisation(rows[0].id, actor=SYSTEM, now=NOW)
    assert not may("fenguan", Act.GRANT, demo)
    assert may("fenguan", Act.GRANT, demo, on=DAY - timedelta(days=1)), "what was done yesterday was done with power"
    with pytest.raises(Refusal):
        api.withdraw_authorisation(rows[0].id, actor=SYSTEM, now=NOW)


def test_a_row_for_an_item_narrows_the_power(demo):
    item = uuid4()
    api.grant_authorisation(
        organ_id=demo.organs["bureau"], act=Act.GRANT, post=Post.DIRECTOR, from_on=DAY, item_id=item, actor=SYSTEM, now=NOW
    )
    assert may("juzhang", Act.GRANT, demo, item=item) and not may("fenguan", Act.GRANT, demo, item=item)
    assert may("fenguan", Act.GRANT, demo, item=uuid4())


def test_a_stand_in_acts_by_date_and_the_reference_names_both_rows(demo):
    chen, zhou = actor("fenguan"), actor("kezhang")
    row = api.appoint_stand_in(
        account_id=zhou.account_id, instead_of=chen.account_id, organ_id=demo.organs["bureau"], post=Post.DEPUTY_DIRECTOR,
        from_on=DAY, to_on=DAY + timedelta(days=2), actor=chen, now=NOW, reason="年休假",
    )
    found = api.authorise(actor("kezhang"), Act.GRANT, organ_id=demo.organs["bureau"], on=DAY)
    assert found.ref.endswith(f"/{row.id}") and found.persons == {chen.account_id, zhou.account_id}
    assert Post.DEPUTY_DIRECTOR in actor("kezhang").posts
    assert not may("kezhang", Act.GRANT, demo, on=DAY + timedelta(days=3))
    assert {p.name for p in api.holders(Post.DEPUTY_DIRECTOR, organ_id=demo.organs["bureau"], on=DAY)} == {"陈某", "赵某"}
    api.end_stand_in(row.id, actor=chen, now=NOW, reason="本人返岗")
    assert not may("kezhang", Act.GRANT, demo)


def test_nobody_appoints_a_stand_in_for_a_colleague_or_for_a_post_not_held(demo):
    bureau = demo.organs["bureau"]
    wang, chen, zhao = (actor(u).account_id for u in ("chengban", "fenguan", "kezhang"))
    span = {"from_on": DAY, "to_on": DAY, "now": NOW, "organ_id": bureau}
    with pytest.raises(NoAuthority):
        api.appoint_stand_in(
            account_id=wang, instead_of=chen, post=Post.DEPUTY_DIRECTOR, actor=actor("chengban"), **span
        )
    with pytest.raises(Refusal) as refused:
        api.appoint_stand_in(account_id=wang, instead_of=zhao, post=Post.DIRECTOR, actor=actor("kezhang"), **span)
    assert refused.value.code == "organisations.post_not_held"


def test_posts_and_powers_are_managed_only_with_that_power(demo):
    bureau = demo.organs["bureau"]
    grant = {"organ_id": bureau, "act": Act.GRANT, "post": Post.WINDOW, "from_on": DAY, "now": NOW}
    with pytest.raises(NoAuthority):
        api.grant_authorisation(actor=actor("chuangkou"), **grant)
    api.grant_authorisation(actor=actor("xitong"), **grant)
    assert may("chuangkou", Act.GRANT, demo)
    with pytest.raises(Invalid):
        api.grant_authorisation(**{**grant, "act": "knight"}, actor=actor("xitong"))


def test_art_42_no_authorisation_to_extend_for_a_post_that_heads_nothing(demo):
    order = {"organ_id": demo.organs["water"], "act": Act.EXTEND, "from_on": DAY, "now": NOW, "actor": SYSTEM}
    with pytest.raises(Refusal) as refused:
        api.grant_authorisation(post=Post.CHIEF_REPRESENTATIVE, **order)
    assert refused.value.code == "organisations.not_a_head"
    assert "第四十二条" in refused.value.article
    api.grant_authorisation(post=Post.DEPUTY_DIRECTOR, **order)


def test_a_supervisor_gets_no_post_in_a_case(demo):
    with pytest.raises(Refusal) as refused:
        api.give_post(
            actor("jiancha").account_id, organ_id=demo.organs["bureau"], post=Post.UNDERTAKER, from_on=DAY, actor=SYSTEM,
            now=NOW,
        )
    assert refused.value.code == "organisations.posts_apart"


def test_a_closed_account_has_no_power(demo):
    clerk = actor("chuangkou")
    api.close_account(clerk.account_id, actor=SYSTEM, now=NOW)
    assert not api.may(clerk, Act.ACCEPT, organ_id=demo.organs["bureau"], on=DAY)


def test_applicants_and_the_system_have_no_power_of_an_organ(demo):
    applicant = api.actor_of(Account.objects.get(pk=demo.applicants[0].account_id))
    for who in (applicant, SYSTEM, Actor(None, "staff")):
        with pytest.raises(Forbidden):
            api.authority(who, Act.GRANT, organ_id=demo.organs["bureau"], on=DAY)


def test_mine_is_the_own_organ_and_all_below(demo):
    bureau = {demo.organs[k] for k in ("bureau", "hall", "section_one", "section_two", "policy", "experts")}
    assert api.mine(actor("chengban")) == bureau
    assert api.mine(actor("shizhang")) == set(demo.organs.values())
    assert api.mine(actor("shuiwu")) == {demo.organs["water"]}
    assert api.mine(api.actor_of(Account.objects.get(pk=demo.applicants[0].account_id))) == frozenset()


def test_the_closure_of_the_tree_holds_every_pair(demo):
    parents = {o.id: o.parent_id for o in powers.current().organs.values()}
    expected = set()
    for organ in parents:
        above, depth = organ, 0
        while above is not None:
            expected.add((above, organ, depth))
            above, depth = parents[above], depth + 1
    assert set(OrganTree.objects.values_list("ancestor_id", "descendant_id", "depth")) == expected


def test_office_hours_come_from_the_nearest_organ_above_and_by_date(demo):
    section, bureau = demo.organs["section_one"], demo.organs["bureau"]
    winter = ((time(9), time(12)), (time(13), time(17)))
    assert api.office_hours(section, on=DAY) == ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
    api.set_office_hours(bureau, from_on=date(2026, 11, 1), spans=winter, actor=actor("xitong"), now=NOW)
    assert api.office_hours(section, on=date(2026, 11, 2)) == winter
    assert api.office_hours(section, on=DAY)[0][0] == time(8, 30)
    with pytest.raises(Invalid):
        api.set_office_hours(bureau, from_on=DAY, spans=((time(9), time(12)), (time(11), time(17))), actor=SYSTEM, now=NOW)


def test_authority_costs_no_query_within_a_second(demo, django_assert_num_queries):
    who = actor("fenguan")
    api.authority(who, Act.GRANT, organ_id=demo.organs["bureau"], on=DAY)
    with django_assert_num_queries(0):
        for _ in range(50):
            api.authority(who, Act.GRANT, organ_id=demo.organs["bureau"], on=DAY)


def test_another_process_is_noticed_by_its_token(demo):
    """What another process writes moves the token; building an actor compares it."""
    who = actor("fenguan")
    kept = powers.current()
    with connection.cursor() as cursor:
        cursor.execute("update post_holding set withdrawn_on = %s where account_id = %s", [DAY, who.account_id])
        cursor.execute("update access_version set token = gen_random_uuid()")
    assert powers.current() is kept
    assert Post.DEPUTY_DIRECTOR not in actor("fenguan").posts
    assert not api.may(who, Act.GRANT, organ_id=demo.organs["bureau"], on=DAY)


def test_setting_up_the_demo_twice_changes_nothing(demo):
    before = Event.objects.count()
    assert api.seed_demo(now=NOW) == demo
    assert Event.objects.count() == before


def test_every_change_of_power_is_an_event_in_the_stream_of_its_organ(demo):
    rows = [r for rs in powers.current().by_act.values() for r in rs]
    told = Event.objects.filter(stream="organ", kind="organisations.AuthorisationGranted")
    assert told.count() == len(rows)


def test_events_hold_no_name_number_or_phone(demo):
    text = " ".join(str(d) for d in Event.objects.values_list("data", flat=True))
    for secret in ("张某", "11010519491231002X", "13800000001", "91379900MAEXAMP14C", "某产业园"):
        assert secret not in text


def test_production_has_no_demo_city(settings):
    settings.PRODUCTION = True
    with pytest.raises(Refusal):
        api.seed_demo(now=NOW)


def test_an_organ_unknown_is_not_found():
    with pytest.raises(NotFound):
        api.organ(uuid4())
