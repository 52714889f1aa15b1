"""An organ and a party, and contents for every kind of document as practice.md §1 lists them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yichuang.documents.domain import KINDS, Kind
from yichuang.kernel.values import ZONE, new_id

NOW = datetime(2026, 9, 24, 10, 30, tzinfo=ZONE)
"""Thursday; 示行审准〔2026〕317号 of practice §1 belongs to this year."""

MATERIALS = [
    {"name": "食品经营许可申请书", "original": "原件", "copies": 1, "medium": "电子"},
    {"name": "营业执照", "original": "复印件", "copies": 1, "medium": "电子"},
]
OPINIONS = [{"post": "承办人", "name": "王某", "opinion": "符合条件，拟准予", "at": "2026-09-28"}]
SPECIAL: dict[str, object] = {
    "materials": MATERIALS,
    "points": [{
        "what": "从业人员健康证明", "why": "未提交", "how": "提交有效的健康证明",
        "article": "《食品经营许可和备案管理办法》第十五条",
    }],
    "officers": [{"name": "赵某", "number": "SF-0001"}, {"name": "钱某", "number": "SF-0002"}],
    "opinions": OPINIONS,
    "participants": [{"name": "孙某", "role": "利害关系人"}],
    "entries": [{"title": "收件凭证", "number": "示行审收件2026-1", "date": "2026-09-24", "pages": "1"}],
    "received_at": datetime(2026, 9, 24, 10, 20, tzinfo=ZONE), "answer_by": date(2026, 10, 9),
    "accepted_on": date(2026, 9, 28), "due_on": date(2026, 10, 20), "statutory_last_day": date(2026, 11, 3),
    "promised_last_day": date(2026, 10, 15), "electronic": True, "licence_number": "JY24401000000017",
}


def whole_contents(kind: Kind | str) -> dict[str, object]:
    """Every mandatory field of the kind, a distinct text where nothing special is known."""
    spec = KINDS[Kind(kind)]
    names = ["item_name", *spec.required, *(name for group in spec.one_of for name in group)]
    return {name: SPECIAL.get(name, f"某项{name}内容") for name in names} | {"item_name": "食品经营许可"}


@pytest.fixture
def organ(db):
    from yichuang.organisations.models import Organ

    return Organ.objects.create(
        name="示例市行政审批服务局", short_name="示行审", address="示例市中山路1号", phone="0999-12345",
        review_organ="示例市人民政府", review_url="https://fy.example.gov.cn/", court="示例市第一区人民法院",
    )


@pytest.fixture
def party(db):
    from yichuang.organisations.models import Party

    return Party.objects.create(kind="legal", name="示例餐饮有限公司", number_masked="91**************2X")


@pytest.fixture
def fix(organ, party):
    """Fix a document of the kind with contents that suit it."""
    from django.db import transaction

    from yichuang.documents import api

    def make(kind, *, at=NOW, case_id=None, **more):
        options = {k: more.pop(k) for k in ("hold_seal", "recipients", "licensing") if k in more}
        with transaction.atomic():
            return api.fix(
                kind, case_id=case_id or new_id(), case_number="09900120260924000017", organ_id=organ.id,
                **({"recipients": [party.id]} | options), fields={**whole_contents(kind), **more}, actor="system:test", at=at,
            )

    return make
