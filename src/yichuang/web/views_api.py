"""The API's own page: what it offers, out of the schema itself, with a call of each kind to copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from yichuang.organisations.access import public
from yichuang.web import rest

TAGS = {
    "items": _("事项与指南"), "applications": _("提交申请"), "cases": _("办件"), "licences": _("证照核验"), "ratings": _("评价"), "intermediaries": _("中介服务"),
    "themes": _("一件事"), "together": _("联办"), "credit": _("信用"), "oversight": _("审管互动"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    required: bool
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One operation as the page shows it."""

    method: str
    path: str
    anchor: str
    summary: str
    description: str
    public: bool
    fields: tuple[Field, ...]
    statuses: tuple[str, ...]


@public
def docs(request: HttpRequest) -> HttpResponse:
    schema = rest.api.get_openapi_schema(path_prefix="/api/v1/")
    rooms: dict[str, list[Line]] = {tag: [] for tag in TAGS}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            rooms[operation["tags"][0]].append(line(schema, path, method, operation))
    shown = [(tag, TAGS[tag], lines) for tag, lines in rooms.items()]
    context = {"rooms": shown, "base": request.build_absolute_uri("/api/v1"), "page": "api"}
    return render(request, "web/api_docs.html", context)


def line(schema: Any, path: str, method: str, operation: Any) -> Line:
    asked = [field(schema, p["name"], p["schema"], bool(p.get("required")), p["in"], p.get("description", "")) for p in operation.get("parameters", ())]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        asked += body_fields(schema, content["schema"])
    return Line(
        method.upper(), path, operation["operationId"], operation.get("summary", ""), operation.get("description", ""),
        "security" not in operation, tuple(asked), tuple(str(status) for status in operation["responses"]),
    )  # fmt: skip


def body_fields(schema: Any, body: Any) -> list[Field]:
    body = resolved(schema, body)
    if "allOf" in body:
        return [found for part in body["allOf"] for found in body_fields(schema, part)]
    required = set(body.get("required", ()))
    return [field(schema, name, of, name in required, "body", of.get("description", "")) for name, of in body.get("properties", {}).items()]


def resolved(schema: Any, of: Any) -> Any:
    while "$ref" in of:
        of = schema["components"]["schemas"][of["$ref"].rsplit("/", 1)[1]]
    return of


def field(schema: Any, name: str, of: Any, required: bool, place: str, words: str) -> Field:
    return Field(name, kind(schema, of), required, place, words)


def kind(schema: Any, of: Any) -> str:
    """A type in a word or two: `string`, `date`, `list of uuid`, `agree | disagree`."""
    of = resolved(schema, of)
    if "enum" in of:
        return " | ".join(str(value) for value in of["enum"])
    if "const" in of:
        return str(of["const"])
    for choice in ("anyOf", "allOf", "oneOf"):
        if choice in of:
            return " | ".join(dict.fromkeys(kind(schema, one) for one in of[choice] if one.get("type") != "null"))
    if of.get("type") == "array":
        return f"list of {kind(schema, of['items'])}"
    return str(of.get("format") or of.get("type") or "any")
