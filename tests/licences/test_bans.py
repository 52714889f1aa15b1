"""不得再次申请, 行政许可法 78, 79: 一年内、三年内, and only where the matter concerns safety or health."""

from datetime import date, datetime

import pytest

from yichuang.kernel.values import ZONE, new_id
from yichuang.licences.domain.bans import Finding, last_day

NOW = datetime(2026, 9, 24, 10, 30, tzinfo=ZONE)


def test_one_year_after_false_material_three_after_fraud():
    """《民法典》 201, 202: the day it begins does not count; the last day is the same day of the year."""
    assert last_day(Finding.FALSE_MATERIAL, date(2026, 9, 24)) == date(2027, 9, 24)
    assert last_day(Finding.OBTAINED_BY_FRAUD, date(2026, 9, 24)) == date(2029, 9, 24)
    assert last_day(Finding.FALSE_MATERIAL, date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.fixture
def opened(holder):
    from django.db import transaction

    from yichuang.licences import api

    item = new_id()

    def make(finding=Finding.FALSE_MATERIAL, **more):
        with transaction.atomic():
            return api.open_ban(
                finding, **{"party_id": holder.id, "item_id": item, "concerns_safety": True, "actor": "system:test", "at": NOW, **more}
            )

    make.item, make.holder = item, holder
    return make


def test_it_bars_this_party_from_this_item_until_its_last_day_has_gone(opened):
    from yichuang.licences import api

    ban = opened()
    party, item = opened.holder.id, opened.item
    assert ban.article.endswith("第七十八条")
    for moment in (NOW, datetime(2027, 9, 24, 23, 59, tzinfo=ZONE)):
        assert api.ban_of(party, item, at=moment) == ban
        assert ban.bars(moment)
    for moment in (NOW.replace(hour=9), datetime(2027, 9, 25, 0, 0, tzinfo=ZONE)):
        assert api.ban_of(party, item, at=moment) is None
        assert not ban.bars(moment)
    assert api.ban_of(party, new_id(), at=NOW) is None
    assert api.ban_of(new_id(), item, at=NOW) is None


def test_a_matter_that_concerns_no_safety_bars_nobody(opened):
    assert opened(concerns_safety=False) is None


def test_of_two_bans_the_later_end_counts(opened):
    from yichuang.licences import api

    opened()
    longer = opened(Finding.OBTAINED_BY_FRAUD)
    assert api.ban_of(opened.holder.id, opened.item, at=NOW) == longer
    assert [b.finding for b in api.bans_of([opened.holder.id], at=NOW)] == ["78", "79"]


def test_the_register_is_a_fact(opened):
    from yichuang.kernel import record

    ban = opened()
    fact = record.read(ban.id)[0].fact
    assert (fact.article, fact.to_on, fact.party_id) == ("78", date(2027, 9, 24), opened.holder.id)


def test_verify_finds_a_ban_that_was_shortened(opened):
    from yichuang.licences import api
    from yichuang.licences.models import ApplicationBan

    ban = opened()
    assert list(api.check_all()) == []
    ApplicationBan.objects.filter(id=ban.id).update(to_on=date(2026, 10, 1))
    assert [pk for pk, _ in api.check_all()] == [ban.id]
