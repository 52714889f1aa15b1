"""The pages of prerequisites: filed by the editor, answered by the department, decided by a president, read by everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.catalogue.models import Docket
from yichuang.organisations.models import Account

pytestmark = pytest.mark.django_db


def ident(username: str) -> str:
    return str(Account.objects.get(username=username).id)


def organ(username: str) -> str:
    return str(Account.objects.get(username=username).organ_id)


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def filed(sit):
    editor = sit("shixiang")
    told = {
        "kind": "clear", "item": "signboard-filing", "prerequisite": "营业执照", "plaintiff": organ("shixiang"), "defendant": organ("zhujian"),
        "claim": "营业执照可以共享核验。",
    }  # fmt: skip
    wrong = editor.post(reverse("studio-prerequisites"), {**told, "prerequisite": "从业资格"})
    assert wrong.status_code == 422 and "现行清单没有这个前置条件" in wrong.content.decode() and "营业执照可以共享核验。" in wrong.content.decode()
    answer = editor.post(reverse("studio-prerequisites"), told)
    assert answer.status_code == 302
    return Docket.objects.get()


def test_a_docket_runs_through_its_pages(sit, filed) -> None:
    here = reverse("studio-docket", args=[filed.id])
    department, president = sit("zhujian"), sit("shizhang")
    assert "提交答辩" in page(department, "studio-docket", filed.id)
    assert "提交答辩" not in page(sit("shuiwu"), "studio-docket", filed.id)
    seen = {"verb": "answer", "version": filed.head_seq, "text": "条例要求。", "title-0": "某市通知", "article-0": "第三条", "rank-0": "document"}
    assert sit("shuiwu").post(here, seen).status_code == 403
    assert department.post(here, {**seen, "version": 99}).status_code == 412, "a page that is older writes nothing"
    assert department.post(here, seen).status_code == 302
    filed.refresh_from_db()
    ballot = {"verb": "decide", "version": filed.head_seq, "reasons": "没有法律依据。"}
    ballot |= {f"member-{n}": ident(name) for n, name in enumerate(("shizhang", "shuiwu-juzhang", "zhuanjia"))}
    kept = president.post(here, {**ballot, **{f"vote-{n}": "keep" for n in range(3)}, "title-0": "某市通知", "article-0": "第三条", "rank-0": "document"})
    assert kept.status_code == 422 and "规范性文件不能作为前置条件的依据" in kept.content.decode()
    assert president.post(here, {**ballot, **{f"vote-{n}": "strike" for n in range(3)}}).status_code == 302
    assert "予以清除" in page(president, "studio-docket", filed.id)
    assert filed.prerequisite in page(Client(), "prerequisites")


def test_who_is_no_staff_does_not_enter_and_the_number_of_questions_does_not_grow(sit, filed, django_assert_max_num_queries) -> None:
    assert Client().get(reverse("studio-prerequisites")).status_code == 302
    editor = sit("shixiang")
    editor.get(reverse("studio-prerequisites"))
    with django_assert_max_num_queries(16):
        editor.get(reverse("studio-prerequisites"))
    assert editor.get(reverse("studio-docket", args=[Account.objects.first().id])).status_code == 404
