"""一次性告知, 行政许可法 30: the whole list at once, before anything is handed in; no case, no clock."""

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from yichuang.cases.models import Case
from yichuang.catalogue import api as catalogue
from yichuang.documents.domain import Kind
from yichuang.documents.models import Document

pytestmark = pytest.mark.django_db


def text_of(answer):
    whole = b"".join(answer.streaming_content)
    return "".join(page.extract_text() for page in PdfReader(BytesIO(whole)).pages).replace("\n", "")


def test_30_the_window_prints_every_material_and_channel_for_whoever_asks(cast, sit):
    version_id = cast.items["small-catering"]
    terms = catalogue.terms(version_id)
    clerk = sit("chuangkou")
    assert f"/desk/consult/{version_id}/" in clerk.get("/desk/receive/").content.decode()
    assert clerk.get(f"/desk/consult/{version_id}/").status_code == 200
    answer = clerk.post(f"/desk/consult/{version_id}/", {"name": "王女士"})
    assert answer.status_code == 302
    paper = Document.objects.get(kind=Kind.CONSULTATION_NOTE)
    assert [row["name"].split("（")[0] for row in paper.fields["materials"]] == [m.name.split("（")[0] for m in terms.materials]
    assert dict(terms.window)["address"] in paper.fields["channels"]
    assert paper.case_id is None
    assert not paper.number
    assert not Case.objects.exists()
    printed = text_of(clerk.get(answer["Location"]))
    assert "一次性告知单" in printed and "王女士" in printed and "不起算办理期限" in printed


def test_only_the_window_of_the_organ_opens_it(cast, sit):
    version_id = cast.items["drainage"]
    where = sit("chuangkou").post(f"/desk/consult/{version_id}/", {})["Location"]
    assert sit("linye").get(where).status_code in (403, 404)
    assert Client().get(where).status_code == 302


def test_the_public_guide_has_it_as_a_page_to_print(cast):
    version_id = cast.items["drainage"]
    assert f"/items/{version_id}/notice/" in Client().get(f"/items/{version_id}/").content.decode()
    page = Client().get(f"/items/{version_id}/notice/").content.decode()
    assert all(m.name in page for m in catalogue.terms(version_id).materials)
    assert "示例市政务服务中心" in page
    assert not Document.objects.exists()
