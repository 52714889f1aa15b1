"""Organs and divisions come in on a page: the same preview as the command's, problems by row, all of it or nothing."""

from __future__ import annotations

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yichuang.organisations.models import Division, Organ

pytestmark = pytest.mark.django_db

GOOD = "机构名称,机构类型,行政区划\n示例新区管理委员会,行政机关,\n"
DIVISIONS = "code,name\n71,示例省\n7101,示例地区\n"


def upload(client, kind: str, text: str, **more: str):
    file = SimpleUploadedFile("名录.csv", text.encode())
    return client.post(reverse("studio-organs-import"), {"kind": kind, "file": file, "on": "2026-01-01", **more})


@pytest.fixture
def keeper(sit):
    return sit("xitong")


def test_a_preview_writes_nothing_and_the_confirmation_everything(keeper) -> None:
    answer = upload(keeper, "organs", GOOD)
    assert answer.status_code == 302 and not Organ.objects.filter(name="示例新区管理委员会").exists()
    page = keeper.get(answer.url).content.decode()
    assert "全部写入" in page and "读了1行" in page
    assert not Organ.objects.filter(name="示例新区管理委员会").exists(), "looking writes nothing"
    assert keeper.post(answer.url).status_code == 302
    assert Organ.objects.filter(name="示例新区管理委员会").count() == 1
    again = keeper.get(upload(keeper, "organs", GOOD).url).content.decode()
    assert "没有要写入的" in again and "全部写入" not in again


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("organs", GOOD + "另一个机构,没有这种,\n", "机构类型“没有这种”不在"),
        ("divisions", DIVISIONS + "12x,坏的\n", "一行也没有写入"),
        ("divisions", DIVISIONS + "7101,示例地区\n", "代码重复"),
    ],
)
def test_one_wrong_row_keeps_every_row_out_and_is_named(keeper, kind, text, said) -> None:
    answer = upload(keeper, kind, text)
    page = keeper.get(answer.url).content.decode()
    assert said in page and "全部写入" not in page
    refused = keeper.post(answer.url)
    assert refused.status_code == 422 and said in refused.content.decode()
    assert not Organ.objects.filter(name="示例新区管理委员会").exists() and not Division.objects.filter(name="示例省").exists()


def test_divisions_come_in_with_their_day(keeper) -> None:
    answer = upload(keeper, "divisions", DIVISIONS)
    assert "2026-01-01" in keeper.get(answer.url).content.decode()
    assert keeper.post(answer.url).status_code == 302
    row = Division.objects.get(name="示例地区", valid_to=None)
    assert (row.valid_from.isoformat(), row.source) == ("2026-01-01", "名录.csv")


def test_what_cannot_be_read_is_said_at_its_field_or_on_the_page(keeper) -> None:
    missing = keeper.post(reverse("studio-organs-import"), {"kind": "x", "on": "3026-01-01"})
    text = missing.content.decode()
    assert missing.status_code == 422 and "请选一个文件" in text and "请选导入什么" in text and "不能晚于今天" in text
    broken = keeper.get(upload(keeper, "organs", "没有这样的列\n一\n").url)
    assert broken.status_code in (200, 422) and "全部写入" not in broken.content.decode()
    nothing = keeper.get(upload(keeper, "divisions", "x\n1\n").url)
    assert nothing.status_code == 422 and "缺少列" in nothing.content.decode()


def test_only_it_staff_import_and_only_what_they_uploaded(keeper, sit) -> None:
    for name in ("shixiang", "chuangkou"):
        assert sit(name).get(reverse("studio-organs-import")).status_code == 403
        assert upload(sit(name), "organs", GOOD).status_code == 403
    preview = reverse("studio-organs-import-preview")
    forged = signing.dumps({"kind": "organs", "sha256": "0" * 64, "name": "x"}, salt="something else")
    for token in ("", "x", forged):
        assert keeper.get(preview, {"file": token}).status_code == 404
    assert reverse("studio-organs-import") in keeper.get(reverse("studio-organs")).content.decode()
    assert reverse("studio-organs-import") not in sit("shixiang").get(reverse("studio-organs")).content.decode()
