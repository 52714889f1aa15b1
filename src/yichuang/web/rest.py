"""The API of the house, `/api/v1/`: one door, one way in (a token), one shape of "no"; each capability adds its rest.py."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from yichuang.agencies.rest import router as agencies
from yichuang.cases.rest import router as cases
from yichuang.catalogue.rest import router as catalogue
from yichuang.credit.rest import router as credit
from yichuang.evaluation.rest import router as evaluation
from yichuang.intake.rest import router as intake
from yichuang.joint.rest import router as joint
from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal
from yichuang.kernel.problem import CONTENT_TYPE
from yichuang.kernel.rest import TAGGED, refuse
from yichuang.licences.rest import router as licences
from yichuang.organisations.api import BadToken, token_caller
from yichuang.oversight.rest import router as oversight


class BadRequest(Refusal):
    code, status = "kernel.bad_request", 400
    message = _("请求看不懂：正文不是合法的 JSON，或者不是所要求的格式。")
    remedy = _("请对照 /api/v1/openapi.json 检查请求。")


class Unknown(NotFound):
    code = "kernel.no_such_address"
    message = _("没有这个接口地址。")
    remedy = _("接口清单在 /api/v1/openapi.json。")


class Bearer(HttpBearer):
    """`Authorization: Bearer …`: the request acts as the token's account; a bad token raises."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return token_caller(token.strip(), now=timezone.now())


class StrictParser(Parser):
    """JSON as RFC 8259 has it, and as a database can hold it: no NaN, no U+0000, no half surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        data = json.loads(request.body.decode(), parse_constant=self.no_constant)
        if b"\\u" in request.body or b"\x00" in request.body:
            written = json.dumps(data, ensure_ascii=False)
            written.encode()
            if "\\u0000" in written:
                raise ValueError("U+0000")
        return data

    def no_constant(self, name: str) -> None:
        raise ValueError(name)


class Api(NinjaAPI):
    def get_openapi_schema(self, **more: Any) -> Any:
        """The schema with what ninja does not know: problems are `application/problem+json`, writes answer with an ETag."""
        schema = super().get_openapi_schema(**more)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, said in operation["responses"].items():
                    if int(status) >= 400:
                        said["content"] = {CONTENT_TYPE: next(iter(said["content"].values()))}
                    elif any(p["name"] == "If-Match" for p in operation.get("parameters", ())):
                        said["headers"] = TAGGED
        return schema


api = Api(
    title="一窗 Yichuang", version="1", auth=Bearer(), parser=StrictParser(), docs_url=None, urls_namespace="api",
    description="事项、指南、申请、办件、证照核验。写请求须带 Idempotency-Key；改动办件还须带 If-Match。说“不”的回答一律是 RFC 9457 problem JSON。",
)  # fmt: skip
for room in (catalogue, joint, intake, cases, credit, licences, evaluation, agencies, oversight):
    api.add_router("", room)


def field_of(place: tuple[Any, ...]) -> str:
    """Where a wrong value stands: `materials.0.code`, without ninja's own words for body and parameters."""
    return ".".join(str(part) for part in place if part not in ("body", "query", "path", "header", "form", "file")) or "body"


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    more = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
    return refuse(refusal, path=request.path, headers=more)


@api.exception_handler(AuthenticationError)
def on_no_token(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    return on_refusal(request, BadToken())


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    errors = tuple(
        FieldError(field_of(tuple(e["loc"])), f"kernel.{e['type']}", str(e["msg"]).replace("%", "%%")) for e in problem.errors[:100]
    )
    return refuse(Invalid(_("请求里有填错的地方。"), errors=errors), path=request.path)


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return refuse(BadRequest() if problem.status_code == 400 else Refusal(str(problem), code="kernel.refused"), path=request.path)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, problem: Http404) -> HttpResponse:
    return refuse(Unknown(), path=request.path)


def missing(request: HttpRequest, path: str = "") -> HttpResponse:
    """Every other address below /api/v1/."""
    return refuse(Unknown(), path=request.path)
