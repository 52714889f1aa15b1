"""The API's own page, and that no operation is open by oversight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from typing import get_args

import pytest
from ninja import Schema

from yichuang.web import rest

OPEN = {
    "/api/v1/items", "/api/v1/items/{code}", "/api/v1/items/{code}/guide", "/api/v1/versions/{version_id}/guide",
    "/api/v1/versions/{version_id}/form", "/api/v1/versions/{version_id}/elements", "/api/v1/versions/{version_id}/first-review",
    "/api/v1/licences/verify", "/api/v1/areas", "/api/v1/agreements", "/api/v1/delegations", "/api/v1/themes", "/api/v1/themes/{code}",
    "/api/v1/mall/services", "/api/v1/mall/agencies", "/api/v1/mall/agencies/{agency_id}", "/api/v1/mall/requests",
    "/api/v1/mall/requests/{request_id}", "/api/v1/mall/requests/{request_id}/lot", "/api/v1/catalogues", "/api/v1/catalogues/{key}",
    "/api/v1/powers", "/api/v1/powers/{power_id}", "/api/v1/off-list-reports", "/api/v1/boundaries",
}  # fmt: skip


def operations():
    schema = rest.api.get_openapi_schema(path_prefix="/api/v1/")
    return [(path, method, said) for path, methods in schema["paths"].items() for method, said in methods.items()]


def test_only_what_is_published_and_verification_need_no_token() -> None:
    assert {(path, method) for path, method, said in operations() if "security" not in said} == {(path, "get") for path in OPEN}


def ours(kind: type[Schema]) -> Iterator[type[Schema]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("yichuang."):
            yield below
            yield from ours(below)


def named(annotation: object) -> Iterator[type[Enum]]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield annotation
    for inner in get_args(annotation):
        yield from named(inner)


def test_no_two_shapes_share_a_name() -> None:
    """The description keeps one shape per name: the later of two would stand for both, and lie about one."""
    named_so: dict[str, set[type]] = defaultdict(set)
    for shape in ours(Schema):
        named_so[shape.__name__].add(shape)
        for field in shape.model_fields.values():
            for kind in named(field.annotation):
                named_so[kind.__name__].add(kind)
    assert len(named_so) > 100
    assert {name for name, shapes in named_so.items() if len(shapes) > 1} == set()


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
