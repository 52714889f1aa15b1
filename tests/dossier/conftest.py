"""A published licence version and a party, without the shipped catalogue."""

from __future__ import annotations

from datetime import datetime

import pytest

from yichuang.kernel.values import ZONE, new_id

NOW = datetime(2026, 9, 10, 9, 30, tzinfo=ZONE)

MATERIALS = [
    {"code": "M1", "name": "营业执照", "type_code": "business_licence", "required": True, "valid_days": 365},
    {"code": "M2", "name": "经营场所平面图", "required": True},
    {"code": "M3", "name": "授权委托书", "required": False},
    {"code": "M4", "name": "租赁协议", "required": True, "required_when": "场所是租来的"},
]
CONDITIONS = [
    {"code": "C1", "text": "有与经营的食品品种、数量相适应的场所", "article": "《中华人民共和国食品安全法》第三十三条"},
    {"code": "C2", "text": "有保证食品安全的规章制度", "article": "《中华人民共和国食品安全法》第三十三条"},
]


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def terms(db):
    from yichuang.catalogue import api, elements
    from yichuang.catalogue.models import Item, ItemVersion

    elements.seed()
    item = Item.objects.create(code=f"t-{new_id()}", name="食品经营许可", origin="test")
    version = ItemVersion.objects.create(
        item=item, status="published", regime="licence", name="食品经营许可", created_at=NOW, created_by="test",
        published_at=NOW, materials=MATERIALS, conditions=CONDITIONS, audience=["legal", "natural"],
        review_points=[{"code": "R1", "text": "场所面积与品种相适应", "condition_code": "C1", "material_code": "M2"}],
        acceptance_points=[{"code": "A1", "text": "执照在有效期内", "material_code": "M1"}],
    )
    return api.terms(version.id)


@pytest.fixture
def party(db):
    from yichuang.organisations.models import Party

    return Party.objects.create(kind="legal", name="示例餐饮有限公司", number_masked="91**************2X")
