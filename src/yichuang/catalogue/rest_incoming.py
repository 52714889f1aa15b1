"""Basic lists and instruments from a file, in `/api/v1/`: the verbs of the pages 导入清单 and 导入依据. Without `write` it says what would change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yichuang.catalogue import api
from yichuang.catalogue.rest_posts import EXTRA, holder
from yichuang.kernel import files
from yichuang.kernel.importing import ImportReport
from yichuang.kernel.rest import Order, answer, once, problems
from yichuang.organisations.domain import Post

router = Router(tags=["items"])
ANSWERS = problems(401, 403, 409, 413)
MOST_FINDINGS = 1_000


class WriteIn(Schema):
    write: bool = Field(False, description="不写只看会改什么；写，全部写入，有一行错就都不写")


class ListFileIn(WriteIn):
    code: str = Field(max_length=40, description="清单的编码，小写字母、数字和短横")
    title: str = Field(max_length=300)
    level: str = Field(max_length=12, description="national、provincial或者municipal")
    origin: str = Field(max_length=300, description="出处：文件名称和文号")
    division: str = Field("", max_length=12, description="适用的行政区划代码；全国的不写")
    dated_on: date | None = Field(None, description="哪一天的版本")


class FileFindingOut(Schema):
    """`id` is the row of the file."""

    id: str
    field: str
    severity: str
    code: str
    message: str
    article: str


class FileReadOut(Schema):
    """`written` is false for a preview, and where a row is wrong. At most 1,000 findings, the first."""

    written: bool
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int
    findings: list[FileFindingOut]


@router.post("/basic-lists/import", response={200: FileReadOut, **ANSWERS}, summary="导入基本目录", openapi_extra=EXTRA)
def lists(request: HttpRequest, told: Annotated[ListFileIn, Form()], file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """One edition of a list, as a workbook or CSV of at most 20 MB. For catalogue editors with the power over what counts for every organ."""
    about = told.model_dump(exclude={"write"})
    return imported(request, told, file, lambda content, who: api.import_lists(content, write=told.write, **about, **who))


@router.post("/instruments/import", response={200: FileReadOut, **ANSWERS}, summary="导入依据", openapi_extra=EXTRA)
def instruments(request: HttpRequest, told: Annotated[WriteIn, Form()], file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """Laws, rules and documents, known by their titles, as a workbook or CSV of at most 20 MB. For the same editors."""
    return imported(request, told, file, lambda content, who: api.import_instruments(content, write=told.write, **who))


def imported(request: HttpRequest, told: WriteIn, file: UploadedFile, verb: Callable[[bytes, dict[str, Any]], ImportReport]) -> HttpResponse:
    """Once for a key, whether it writes or only looks: the same answer comes again."""
    if (file.size or 0) > files.LIMIT:
        raise files.FileTooLarge(limit=f"{files.LIMIT / files.MEGABYTE:g}")
    content = file.read()

    def run(asked: Order) -> Any:
        report = verb(content, {"actor": holder(asked.caller.actor, Post.CATALOGUE_EDITOR), "now": asked.now})
        plain = report.plain()
        return answer(200, {"written": report.written, **plain, "findings": plain["findings"][:MOST_FINDINGS]})

    return once(request, run, versioned=False, content=told.model_dump_json().encode() + sha256(content).digest())
