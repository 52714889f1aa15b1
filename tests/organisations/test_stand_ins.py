"""AB岗·请假代理 on real PostgreSQL: what may not be appointed stands at its field; ending early; lists by time."""

from datetime import datetime, timedelta

import pytest

from yichuang.kernel.errors import Invalid, Refusal
from yichuang.kernel.record import read
from yichuang.kernel.values import ZONE
from yichuang.organisations import api
from yichuang.organisations.domain import Act, NoAuthority, Post
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 24, 10, 0, tzinfo=ZONE)
DAY = NOW.date()


@pytest.fixture
def who(demo):
    return lambda username: api.actor_of(Account.objects.get(username=username), on=DAY)


@pytest.fixture
def appoint(demo, who):
    """赵某 (科长) in the post of 陈某 (分管局长), today to the day after tomorrow, unless told otherwise."""

    def make(account="kezhang", instead_of="fenguan", post=Post.DEPUTY_DIRECTOR, organ="bureau", first=0, last=2, by=None, **more):
        return api.appoint_stand_in(
            account_id=who(account).account_id, instead_of=who(instead_of).account_id, organ_id=demo.organs[organ], post=post,
            from_on=DAY + timedelta(days=first), to_on=DAY + timedelta(days=last), actor=who(by or instead_of), now=NOW, **more,
        )  # fmt: skip

    return make


def refused(appoint, **told) -> tuple[str, str]:
    """(field, code) of what stands in the way."""
    with pytest.raises(Invalid) as caught:
        appoint(**told)
    return caught.value.errors[0].field, caught.value.code


def test_what_may_not_be_is_refused_at_its_field(appoint):
    assert refused(appoint, account="fenguan") == ("account_id", "organisations.own_stand_in")
    assert refused(appoint, first=-1) == ("from_on", "organisations.stand_in_backdated")
    assert refused(appoint, first=2, last=1) == ("to_on", "organisations.span_backwards")
    assert refused(appoint, account="jiancha") == ("account_id", "organisations.posts_apart")
    assert refused(appoint, post=Post.DIRECTOR) == ("post", "organisations.post_not_held")


def test_one_post_has_one_stand_in_at_a_time(appoint):
    appoint(first=2, last=4)
    assert refused(appoint, account="juzhang", first=4, last=6) == ("from_on", "organisations.stand_in_overlaps")
    appoint(account="juzhang", first=5, last=6)
    appoint(account="juzhang", first=0, last=1)


def test_nobody_stands_in_who_is_away(appoint):
    appoint(account="chengban", instead_of="kezhang", post=Post.SECTION_CHIEF, organ="section_one")
    assert refused(appoint) == ("account_id", "organisations.stand_in_away")
    mutual = refused(appoint, account="kezhang", instead_of="chengban", post=Post.UNDERTAKER, organ="section_one")
    assert mutual == ("account_id", "organisations.stand_in_away")


def test_a_stand_in_passes_the_post_on_to_nobody(appoint):
    appoint()
    assert refused(appoint, account="juzhang", instead_of="kezhang") == ("post", "organisations.post_not_held")


def test_the_reference_of_what_is_done_names_the_stand_in(appoint, demo, who):
    row = appoint()
    assert api.authority(who("kezhang"), Act.GRANT, organ_id=demo.organs["bureau"], on=DAY).endswith(f"/{row.id}")


def test_ending_early_needs_a_reason_and_is_an_event(appoint, demo, who):
    row = appoint()
    with pytest.raises(Invalid) as caught:
        api.end_stand_in(row.id, actor=who("fenguan"), now=NOW, reason=" ")
    assert caught.value.errors[0].field == "reason"
    with pytest.raises(NoAuthority):
        api.end_stand_in(row.id, actor=who("kezhang"), now=NOW, reason="不想代了")
    api.end_stand_in(row.id, actor=who("fenguan"), now=NOW, reason="本人提前返岗")
    assert [e.kind for e in read(row.account_id)][-2:] == ["organisations.StandInAppointed", "organisations.StandInEnded"]
    assert not api.may(who("kezhang"), Act.GRANT, organ_id=demo.organs["bureau"], on=DAY)
    with pytest.raises(Refusal) as again:
        api.end_stand_in(row.id, actor=who("fenguan"), now=NOW, reason="再结束一次")
    assert again.value.code == "organisations.ended"


def test_who_stood_in_until_noon_did_so_on_that_day(appoint, who):
    row = appoint()
    api.end_stand_in(row.id, actor=who("fenguan"), now=NOW, reason="本人提前返岗")
    posts = (Post.DEPUTY_DIRECTOR,)
    assert api.stood_in_for(who("kezhang").account_id, posts, on=DAY) == {who("fenguan").account_id}
    assert api.stood_in_for(who("kezhang").account_id, posts, on=DAY + timedelta(days=1)) == frozenset()


def test_current_coming_and_past_stand_apart(appoint, demo, who):
    now, later = appoint(), appoint(first=10, last=12)
    ended = appoint(first=20, last=22)
    api.end_stand_in(ended.id, actor=who("fenguan"), now=NOW, reason="不去了")
    mine = api.mine(who("fenguan"))
    lists = {when: [r.id for r in api.stand_ins(mine, when, on=DAY)[0]] for when in ("current", "coming", "past")}
    assert lists == {"current": [now.id], "coming": [later.id], "past": [ended.id]}
    [row] = api.stand_ins(mine, "past", on=DAY)[0]
    assert (row.appointed_by, row.ended_by, row.end_reason, row.ended_on) == ("陈某", "陈某", "不去了", DAY)
    assert api.stand_ins(api.mine(who("linye")), "current", on=DAY)[0] == []


def test_the_staff_manager_appoints_for_others(appoint):
    assert appoint(by="xitong").appointed_by.username == "xitong"


def test_a_head_authorises_but_does_not_pass_on_that_power(demo, who):
    row = {"organ_id": demo.organs["bureau"], "post": Post.SECTION_CHIEF, "from_on": DAY, "now": NOW}
    with pytest.raises(NoAuthority):
        api.grant_authorisation(act=Act.TERMINATE, actor=who("kezhang"), **row)
    given = api.grant_authorisation(act=Act.TERMINATE, actor=who("juzhang"), **row)
    assert api.may(who("kezhang"), Act.TERMINATE, organ_id=demo.organs["bureau"], on=DAY)
    api.withdraw_authorisation(given.id, actor=who("juzhang"), now=NOW)
    assert not api.may(who("kezhang"), Act.TERMINATE, organ_id=demo.organs["bureau"], on=DAY)
    with pytest.raises(Invalid) as caught:
        api.grant_authorisation(act=Act.AUTHORISE, actor=who("juzhang"), **row)
    assert caught.value.code == "organisations.not_passed_on"
    with pytest.raises(NoAuthority):
        api.grant_authorisation(**{**row, "organ_id": demo.organs["water"]}, act=Act.GRANT, actor=who("juzhang"))


def test_a_window_is_never_given_a_veto(demo, who):
    for act in (Act.REJECT, Act.REFUSE, Act.TERMINATE):
        with pytest.raises(Invalid) as caught:
            api.grant_authorisation(
                organ_id=demo.organs["bureau"], act=act, post=Post.WINDOW, from_on=DAY, actor=who("xitong"), now=NOW
            )
        assert caught.value.code == "organisations.window_has_no_veto"
