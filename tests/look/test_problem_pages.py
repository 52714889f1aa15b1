"""Every "no" is a page with a reason and a way on."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils.translation import override

from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal, Stale
from yichuang.web import views_errors
from yichuang.web.middleware import RefusalPages


def page_of(refusal: Refusal) -> tuple[int, str]:
    request = RequestFactory().get("/desk/", headers={"referer": "http://testserver/desk/list/"})
    request.user = AnonymousUser()
    with override("zh-hans"):
        response = RefusalPages(lambda _: None).process_exception(request, refusal)  # type: ignore[arg-type, return-value]
    assert response is not None
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("kind", [Refusal, NotFound, Forbidden, Invalid, Stale])
def test_reason_article_and_remedy_stand_together(kind: type[Refusal]) -> None:
    refusal = kind("还差%(n)s项", article="《行政许可法》第三十二条", remedy="请补齐后再交", code="cases.incomplete", n=2)
    status, page = page_of(refusal)
    assert status == kind.status
    block = page[page.index('class="yc-refusal"') : page.index("</section>")]
    assert "还差2项" in block and "《行政许可法》第三十二条" in block and "请补齐后再交" in block
    assert "cases.incomplete" in page


def test_a_refusal_without_remedy_still_says_what_to_do() -> None:
    assert "怎么办" in page_of(Stale("有人先办了一步"))[1]


def test_field_errors_are_listed_and_the_way_back_is_ours_only() -> None:
    refusal = Invalid("有错", errors=(FieldError("area", "area.bad", "面积请只填数字"),))
    page = page_of(refusal)[1]
    assert 'href="#area"' in page
    assert 'href="http://testserver/desk/list/"' in page


def test_a_foreign_referer_is_never_a_link() -> None:
    request = RequestFactory().get("/x/", headers={"referer": "https://evil.example/"})
    assert views_errors.back_of(request) == ""


@pytest.mark.django_db
def test_a_lost_form_token_says_that_nothing_is_lost() -> None:
    response = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"})
    assert response.status_code == 403
    assert "已经保存的草稿都在" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_a_page() -> None:
    response = Client().get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing() -> None:
    response = views_errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "什么都没有写入" in response.content.decode()


@pytest.mark.django_db
def test_the_kit_shows_every_component() -> None:
    response = Client().get("/kit/")
    assert response.status_code == 200
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    page = response.content.decode()
    for name in ("yc-clock", "yc-rr", "yc-rail", "yc-seal", "yc-decide", "yc-facts", "yc-sum", "yc-err", "yc-grid", "yc-batch"):
        assert name in page
    assert "<c-" not in page


@pytest.mark.django_db
def test_the_language_is_switched_by_a_plain_form() -> None:
    browser = Client()
    response = browser.post("/i18n/setlang/", {"language": "en", "next": "/kit/"})
    assert response.status_code == 302
    assert 'lang="en"' in browser.get("/kit/").content.decode()
