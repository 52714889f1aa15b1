"""An organ and holders, and a licence ordered as a decision orders it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yichuang.kernel.values import ZONE, new_id

NOW = datetime(2026, 9, 24, 10, 30, tzinfo=ZONE)
USCC = "11220000013544541J"
"""An organ's code that holds; it stands in the identifier quoted in domain.md C6."""


@pytest.fixture
def organ(db):
    from yichuang.organisations.models import Organ

    return Organ.objects.create(
        name="示例市行政审批服务局", short_name="示行审", uscc=USCC, division="999900", review_organ="示例市人民政府",
        court="示例市第一区人民法院",
    )


@pytest.fixture
def holder(db):
    from yichuang.organisations.models import Party

    return Party.objects.create(kind="legal", name="示例餐饮有限公司", address="示例路2号", legal_representative="张三")


@pytest.fixture
def order(organ, holder):
    from django.db import transaction

    from yichuang.licences import api

    def make(**more):
        told = {
            "case_id": new_id(), "organ_id": organ.id, "holder_id": holder.id, "name": "食品经营许可证",
            "valid_from": date(2026, 9, 24), "valid_to": date(2031, 9, 23), "number_prefix": "JY", "licence_type": "032",
            "scope": "热食类食品制售", "rows": [("主体业态", "餐饮服务经营者")], "actor": "system:test", "at": NOW,
        }
        with transaction.atomic():
            return api.order(**{**told, **more})

    return make


@pytest.fixture
def ready(order):
    from yichuang.licences import api

    def make(**more):
        made = order(**more)
        api.make(made.licence_id, actor="system:test", at=NOW)
        return made

    return make
