"""The report of the checks in the studio."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from yichuang.catalogue import api as catalogue
from yichuang.organisations.api import system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(cast):
    now = timezone.now()
    catalogue.draft("bare", name="某项登记", columns={"regime": "registration", "department": "某局"}, now=now, actor=system_actor("test"))
    catalogue.checks.check_stale(now)


def test_a_department_sees_its_own_share_and_what_to_do(found, sit) -> None:
    page = sit("shixiang").get(reverse("studio-checks"), {"department": "某局", "severity": "error"})
    text = page.content.decode()
    assert page.status_code == 200 and "没有办理流程" in text and "选一个办理流程" in text and "0个没有错误" in text
    assert "示例市行政审批服务局</a>" not in text
    (link,) = {line for line in text.split('"') if line.endswith("#e-procedure")}
    assert sit("shixiang").get(link.split("#")[0]).status_code == 200


def test_the_rows_go_out_as_a_workbook(found, sit) -> None:
    answer = sit("shixiang").get(reverse("studio-checks-xlsx"), {"department": "某局", "code": "procedure_missing"})
    rows = CalamineWorkbook.from_object(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert len(rows) == 2 and rows[1][:3] == ["某局", "bare", "某项登记"]


def test_only_the_editor_enters(sit) -> None:
    for client in (sit("chengban"), Client()):
        assert client.get(reverse("studio-checks")).status_code in (302, 403)
