"""Applications and material uploads in `/api/v1/`: the same one way in as the pages have (intake.hand_in)."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from yichuang.cases import api as cases
from yichuang.cases.domain.phases import Channel
from yichuang.catalogue import api as catalogue
from yichuang.dossier import api as dossier
from yichuang.intake import actions, after, asking
from yichuang.intake.rest_parties import Applicant, Choices, Rows, Value, agent_of, answered, party_of
from yichuang.intake.rest_taken import router as taken
from yichuang.intake.rest_together import router as together
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, headers, once, problems
from yichuang.licences import api as licences
from yichuang.licences.domain import Purpose

router = Router(tags=["applications"])
router.add_router("", together)
router.add_router("", taken)


class MaterialIn(Schema):
    code: str = Field(min_length=1, max_length=80)
    upload_ids: list[UUID] = Field(max_length=20)


class AskedIn(Schema):
    """变更 (49) or 延续 (50) of a licence the applicant holds, by id or number; `changes`: place on the licence → what it is to read."""

    purpose: Literal["change", "renewal"]
    licence_id: UUID | None = None
    licence_number: str = Field("", max_length=60)
    changes: dict[Literal["holder_name", "legal_representative", "address", "scope"], str] = {}


class ApplicationIn(Schema):
    item_version_id: UUID
    applicant: Applicant
    agent_party_id: UUID | None = None
    answers: dict[str, Value | Choices | Rows] = Field(
        {}, max_length=300, description="数据项代码 → 回答；可以选几项的 → 选项的列表；要填几份的一组，组的代码 → 一份一份的列表"
    )
    materials: list[MaterialIn] = Field([], max_length=100)
    channel: Channel = Channel.WEB
    received_at: AwareDatetime | None = Field(None, description="窗口收到纸质材料的时刻；网上申请不填")
    asked: AskedIn | None = Field(None, description="变更、延续填；新办不填")
    by_person: bool = Field(False, description="要求由工作人员决定，不由规则自动决定（个人信息保护法第二十四条第三款）；没有智能审批规则的事项总是由工作人员决定")


class FetchedOut(Schema):
    """A licence of the register, laid in as the paper it proves and not asked for."""

    material_code: str
    number: str
    valid_to: date | None


class ApplicationOut(Schema):
    case_id: UUID
    number: str
    version: int
    answer_by: str
    fetched: list[FetchedOut] = Field([], description="由系统取得、不用交的材料：登记簿里申请人在有效期内的证件")


class UploadOut(Schema):
    upload_id: UUID
    party_id: UUID
    sha256: str
    size: int
    media_type: str
    pages: int | None


class UploadFor(Schema):
    """What an upload is: the version and its material, and whose it is."""

    item_version_id: UUID
    material_code: str = Field(min_length=1, max_length=80)
    party_id: UUID | None = None
    kind: Literal["natural", "legal"] = "natural"
    number: str = Field("", max_length=40)
    name: str = Field("", max_length=200)


class CorrectionIn(Schema):
    materials: list[MaterialIn] = Field([], max_length=100)
    answers: dict[str, Value | Choices | Rows] | None = Field(None, max_length=300, description="改正后的申请表全部数据项；申请表不改的不填")
    received_at: AwareDatetime | None = None


class CorrectionOut(Schema):
    case_id: UUID
    version: int
    covered: list[str]


@router.post(
    "/applications", response={201: ApplicationOut, **problems(401, 403, 409)}, summary="提交申请", openapi_extra=headers(versioned=False),
)  # fmt: skip
def apply(request: HttpRequest, body: ApplicationIn) -> HttpResponse:
    """Hand in an application under a published version: answers checked, dossier opened, case received, in one transaction."""

    def act(asked: Order) -> Answer:
        actor = asked.caller.actor
        terms = catalogue.terms(body.item_version_id)
        party_id = party_of(body.applicant, actor, asked.now)
        uploads = [dossier.Upload(m.code, upload_id) for m in body.materials for upload_id in m.upload_ids]
        check_codes(terms, body.materials)
        received = actions.hand_in(
            body.item_version_id, party_id, answered(body.answers), uploads, actor=actor, now=asked.now, channel=body.channel,
            received_at=body.received_at if actor.is_staff else None, agent_id=agent_of(body.agent_party_id, actor),
            asked=asked_of(body, party_id), by_person=body.by_person,
        )
        told = {"case_id": received.case_id, "number": received.number, "version": received.version, "answer_by": received.answer_on}
        told["fetched"] = [
            {"material_code": row.material_code, "number": row.result_number, "valid_to": row.valid_to}
            for row in dossier.file_rows(received.case_id) if row.result_number
        ]  # fmt: skip
        return answer(201, told, version=received.version, location=f"/api/v1/cases/{received.case_id}")

    return once(request, act, versioned=False)


def asked_of(body: ApplicationIn, party_id: UUID) -> cases.Asked | None:
    """The licence a change or renewal is about: this applicant's, or it is not there."""
    if body.asked is None:
        return None
    found = licences.held(party_id, licence_id=body.asked.licence_id, number=body.asked.licence_number)
    return cases.Asked(Purpose(body.asked.purpose), found, body.asked.changes)


def check_codes(terms: Any, materials: list[MaterialIn]) -> None:
    unknown = [m.code for m in materials if terms.material(m.code) is None]
    if unknown:
        errors = tuple(FieldError(f"materials.{code}", "intake.no_material", "实施清单没有这种材料") for code in unknown)
        raise Invalid("实施清单没有这种材料。", code="intake.no_material", errors=errors)
    for m in materials:
        asking.check_brought(terms.material(m.code))


@router.post(
    "/uploads", response={201: UploadOut, **problems(401, 403, 409, 415)}, summary="上传材料", openapi_extra=headers(versioned=False),
)  # fmt: skip
def upload(request: HttpRequest, told: Annotated[UploadFor, Form()], file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """One file, up to 20 MB: PDF, OFD, PNG, JPG, DOCX, XLSX or TXT. It waits in the party's store to be named by an application."""

    def act(asked: Order) -> Answer:
        actor = asked.caller.actor
        terms = actions.open_terms(told.item_version_id)
        material = terms.material(told.material_code)
        if material is None:
            wrong = FieldError("material_code", "intake.no_material", "实施清单没有这种材料")
            raise Invalid("实施清单没有这种材料。", code="intake.no_material", errors=(wrong,))
        asking.check_brought(material)
        party_id = party_of(told, actor, asked.now)
        actions.check_applicant(terms, party_id, actor, asked.now)
        kept = dossier.keep(
            party_id, material, file, file_name=file.name or "file", at=asked.now, by=actor.ref, purpose=terms.code, field="file"
        )
        shown = ("party_id", "sha256", "size", "media_type", "pages")
        return answer(201, {"upload_id": kept.id, **{n: getattr(kept, n) for n in shown}})

    return once(request, act, versioned=False, content=digest(told, file))


def digest(told: UploadFor, file: UploadedFile) -> bytes:
    """What stands for the body of an upload in the fingerprint of its request."""
    content = sha256()
    for block in file.chunks():
        content.update(block)
    file.seek(0)
    return told.model_dump_json().encode() + (file.name or "").encode() + content.digest()


@router.post(
    "/cases/{case_id}/correction-received", response={200: CorrectionOut, **problems(401, 403, 409, 412, 428)}, tags=["cases"],
    summary="补正材料收到", openapi_extra=headers(versioned=True),
)  # fmt: skip
def correction_received(request: HttpRequest, case_id: UUID, body: CorrectionIn) -> HttpResponse:
    """What the notice asked for comes in; the day of the last asked material is the day acceptance counts from (32(4))."""

    def act(asked: Order) -> Answer:
        actor = asked.caller.actor
        found = after.own_case(case_id, actor)
        cases.hold(case_id, version=asked.version)  # type: ignore[arg-type]
        actions.check_applicant(found.terms, found.state.applicant_id, actor, asked.now)
        raw = None if body.answers is None else {element: as_typed(value) for element, value in answered(body.answers).items()}
        covered = after.correct(
            case_id, files={}, reused={m.code: m.upload_ids for m in body.materials}, raw=raw, actor=actor, now=asked.now,
            received_at=arrival(body, found.state.received_at, asked),
        )
        version = cases.view(case_id, actor=actor).version
        return answer(200, {"case_id": case_id, "version": version, "covered": list(covered)}, version=version)

    return once(request, act, versioned=True)


def arrival(body: CorrectionIn, received_at: datetime, asked: Order) -> datetime | None:
    """When paper came in at the window: not before the application itself, and not in the future."""
    if body.received_at is None or asked.caller.actor.is_applicant:
        return None
    if not received_at <= body.received_at <= asked.now:
        wrong = FieldError("received_at", "intake.future", "收到时间应在收件之后、现在之前")
        raise Invalid("收到时间应在收件之后、现在之前。", code="intake.future", errors=(wrong,))
    return body.received_at


def as_typed(value: Any) -> Any:
    """An answer as a form would have sent it."""
    if isinstance(value, list):
        return [{element: as_typed(cell) for element, cell in row.items()} if isinstance(row, dict) else row for row in value]
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
