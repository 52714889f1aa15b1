"""Requests taken through their stages by their people, for the tests of the life of an item."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.assessing import assessed
from tests.catalogue.conftest import NOW
from yichuang.catalogue import api, due
from yichuang.catalogue.api import life
from yichuang.catalogue.models import ChangeRequest, ItemVersion
from yichuang.organisations import api as organisations

TODAY = date(2026, 9, 24)
LAST = date(2026, 10, 9)
"""Five working days after Thursday 24 September 2026: 28 to 30 September count, National Day does not (1 to 7 October)."""


@pytest.fixture
def people(shipped):
    return {name: organisations.actor_named(name) for name in ("shixiang", "fazhi", "fenguan", "juzhang", "zhuanjia", "chuangkou")}


@pytest.fixture
def drafted(shipped, people) -> UUID:
    """A new version of the drainage item with a shorter promise, as its editor left it."""
    version_id = api.redraft(shipped["drainage"], now=NOW, actor=people["shixiang"])
    ItemVersion.objects.filter(id=version_id).update(promised_amount=8, promised_text="8个工作日", steps=[])
    return version_id


def start(version_id, people, change="change", **values) -> UUID:
    request_id = life.begin(version_id, change, now=NOW, actor=people["shixiang"])
    asked = {"reason": "压缩承诺时限", "running": "keep", "effective_on": None, "revision": None, **values}
    life.submit(request_id, **asked, now=NOW, actor=people["shixiang"])
    return request_id


def cleared(version_id, people, change="change", **values) -> UUID:
    request_id = start(version_id, people, change, **values)
    life.review_legality(request_id, opinion="agree", text="", article="", answers=assessed(request_id), revision=None, now=NOW, actor=people["fazhi"])
    return request_id


def noticed(version_id, people, change="change", **values) -> UUID:
    request_id = cleared(version_id, people, change, **values)
    life.open_notice(request_id, to_on=life.earliest_last(TODAY), revision=None, now=NOW, actor=people["shixiang"])
    return request_id


def after_notice(request_id) -> object:
    """The moment after the notice, when the due loop has closed it."""
    later = NOW + timedelta(days=(life.request(request_id).notice_to - TODAY).days + 1)
    due.run(later)
    return later


def stage(request_id) -> str:
    return ChangeRequest.objects.get(id=request_id).stage
