"""An organ and a party that documents can be addressed from and to."""

from __future__ import annotations

import pytest
from document_contents import NOW, contents

from yichuang.kernel.values import new_id


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
        options = {k: more.pop(k) for k in ("hold_seal", "recipients") if k in more}
        with transaction.atomic():
            return api.fix(
                kind, case_id=case_id or new_id(), case_number="09900120260924000017", organ_id=organ.id,
                **({"recipients": [party.id]} | options), fields={**contents(kind), **more}, actor="system:test", at=at,
            )

    return make
