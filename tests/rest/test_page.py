"""The API's own page, and that no operation is open by oversight."""

from __future__ import annotations

import pytest

from yichuang.web import rest

OPEN = {
    "/api/v1/items", "/api/v1/items/{code}", "/api/v1/items/{code}/guide", "/api/v1/versions/{version_id}/guide",
    "/api/v1/versions/{version_id}/form", "/api/v1/licences/verify", "/api/v1/themes", "/api/v1/themes/{code}",
    "/api/v1/mall/services", "/api/v1/mall/agencies", "/api/v1/mall/agencies/{agency_id}", "/api/v1/mall/requests",
    "/api/v1/mall/requests/{request_id}", "/api/v1/mall/requests/{request_id}/lot",
}  # fmt: skip


def operations():
    schema = rest.api.get_openapi_schema(path_prefix="/api/v1/")
    return [(path, method, said) for path, methods in schema["paths"].items() for method, said in methods.items()]


def test_only_items_guides_verification_themes_and_the_public_mall_need_no_token() -> None:
    assert {path for path, _, said in operations() if "security" not in said} == OPEN
    assert all(method == "get" for path, method, _ in operations() if path in OPEN)


def test_every_write_names_its_key_and_every_write_to_a_case_its_version() -> None:
    for path, method, said in operations():
        names = {p["name"] for p in said.get("parameters", ()) if p["in"] == "header"}
        if method == "post":
            wanted = {"Idempotency-Key", "If-Match"} if path.startswith("/api/v1/cases/") else {"Idempotency-Key"}
            assert names == wanted - ({"If-Match"} if path.endswith("/rating") else set()), path
            assert {400, 401, 403, 404, 409, 413, 422} <= set(map(int, said["responses"])), path


@pytest.mark.django_db
def test_the_page_shows_every_operation(client) -> None:
    page = client.get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    for path, _, said in operations():
        assert path in text
        assert f'id="{said["operationId"]}"' in text
    assert "http://" not in text.replace("http://testserver", "").replace("http://www.w3.org", "")
    assert "openapi.json" in text
