"""Joint acts 联合踏勘、联合审图、联合验收、联席会议 in `/api/v1/`: plan, photos, the one record, opinions, cancelling; what an organ still owes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yichuang.joint import acts, queries
from yichuang.joint.acts import ActView
from yichuang.joint.acts.photos import KINDS as PHOTOS
from yichuang.joint.acts.reads import Row
from yichuang.joint.domain.acts import MOST, ActKind, ActState, Silence
from yichuang.joint.rest_projects import ANSWERS, EXTRA, SEEN
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.idempotency import Answer
from yichuang.kernel.rest import Order, answer, once
from yichuang.kernel.values import ZONE

router = Router(tags=["joint acts"])
OfJoint = Annotated[str, Field(min_length=1, max_length=40, description="联办或者项目的编号")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Moment = Annotated[datetime, Field(description="没有时区的按北京时间")]


class ActRowOut(Schema):
    branch_id: UUID
    name: str
    name_en: str
    organ: str
    case_number: str
    free: str = Field(description="不用踏勘的规则原文；要踏勘的为空")
    recorded: bool
    due_on: date | None
    given_at: datetime | None
    verdict: str = Field(description="只对参加的机关")
    article: str = Field(description="不同意的法条；只对参加的机关")
    text: str = Field(description="附加的条件或者理由；只对参加的机关")


class JointActOut(Schema):
    act_id: UUID
    number: str
    kind: ActKind
    state: ActState
    lead: str
    place: str
    planned_at: datetime
    held_at: datetime | None
    due_on: date | None
    silence: Silence
    organs: list[str]
    branches: list[ActRowOut]


class ActPhotoOut(Schema):
    photo_id: UUID
    file_name: str
    sha256: str
    taken_at: datetime
    lat: str
    lon: str
    source: str = Field(description="exif 照片里写的；typed 人填的")
    of_another_day: bool


class ActWholeOut(JointActOut):
    """One act for the organs."""

    agenda: str
    silence_basis: str
    text: str = Field(description="记录或者会议纪要；取消的为理由")
    photos: list[ActPhotoOut]


class ActsOut(Schema):
    acts: list[JointActOut]


class OwedOut(Schema):
    act_id: UUID
    number: str
    kind: ActKind
    branch_id: UUID
    name: str
    due_on: date


class OwnActsOut(Schema):
    """Acts not recorded yet up to a week ahead, and opinions still owed, each the earliest first."""

    planned: list[JointActOut]
    owed: list[OwedOut]


class ActChoiceOut(Schema):
    branch_id: UUID
    name: str
    organ_id: UUID
    organ: str
    free: str = Field(description="按规则免勘的，规则怎么写")
    suggested: bool


class CandidateOut(Schema):
    organ_id: UUID
    organ: str
    account_id: UUID
    name: str
    number: str = Field(description="执法证号")


class ChoicesOut(Schema):
    branches: list[ActChoiceOut]
    people: list[CandidateOut]


class ChoicesIn(Schema):
    kind: ActKind


class SentIn(Schema):
    organ_id: UUID
    account_ids: list[UUID] = Field(min_length=1, max_length=20)


class PlanIn(Schema):
    kind: ActKind
    planned_at: Moment
    place: str = Field("", max_length=200)
    branch_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    officers: list[SentIn] = Field([], max_length=MOST, description="每个机关派谁；踏勘和验收至少两名（行政许可法第三十四条第三款）")
    agenda: str = Field("", max_length=2000, description="审图和会议必填：请各机关回答什么")
    stage: str = Field("", max_length=20, description="项目的阶段；不写的，哪个阶段的牵头机关都可以安排")
    due_on: date | None = None
    silence: Silence = Silence.NONE
    silence_basis: str = Field("", max_length=200, description="逾期视为无不同意见的，写依据的文件和条款")


class ActDoneOut(Schema):
    act_id: UUID


class StampIn(Schema):
    """What the camera wrote into the photo stands before what is sent."""

    taken_at: Moment | None = None
    lat: str = Field("", max_length=20)
    lon: str = Field("", max_length=20)


class PhotoDoneOut(Schema):
    act_id: UUID
    photo_id: UUID


class OpinionIn(Schema):
    verdict: Literal["agree", "conditions", "object"]
    article: str = Field("", max_length=200)
    text: Text


class SaidIn(OpinionIn):
    branch_id: UUID


class RecordIn(Schema):
    text: Text
    held_at: Moment | None = Field(None, description="不写的是现在")
    opinions: list[SaidIn] = Field([], max_length=MOST, description="联席会议：每个还没有回复的办件各一条")


class RecordedOut(Schema):
    act_id: UUID
    branch_ids: list[UUID]
    """In whose cases it stands now."""


class OpinionOut(Schema):
    act_id: UUID
    branch_id: UUID


class CancelIn(Schema):
    reason: Text


def act_out(act: ActView, *, inside: bool) -> dict[str, Any]:
    told = ("kind", "state", "lead", "place", "planned_at", "held_at", "due_on", "silence")
    return {
        **{n: getattr(act, n) for n in told}, "act_id": act.id, "number": act.joint_number, "organs": [one.organ for one in act.people],
        "branches": [row_out(row, inside=inside) for row in act.rows],
    }  # fmt: skip


def row_out(row: Row, *, inside: bool) -> dict[str, Any]:
    told, said = ("branch_id", "name", "name_en", "organ", "free", "recorded", "due_on", "given_at"), ("verdict", "article", "text")
    return {**{n: getattr(row, n) for n in told}, "case_number": row.number, **{n: getattr(row, n) if inside else "" for n in said}}


def whole(act: ActView) -> dict[str, Any]:
    told, other = ("file_name", "sha256", "taken_at", "source"), act.of_other_days
    return {
        **act_out(act, inside=True), "agenda": act.agenda, "silence_basis": act.silence_basis, "text": act.text,
        "photos": [
            {
                **{n: getattr(photo, n) for n in told}, "photo_id": photo.id, "lat": str(photo.lat), "lon": str(photo.lon),
                "of_another_day": photo.id in other,
            }
            for photo in act.photos
        ],
    }  # fmt: skip


def local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


@router.get("/together/{number}/acts", response={200: ActsOut, **SEEN}, summary="联合踏勘、联合审图、联合验收、联席会议")
def acts_of(request: HttpRequest, number: OfJoint) -> dict[str, Any]:
    """Of a 联办 or a project, newest first. What the organs say to each other before they decide is for them alone."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    found = acts.of_joint(queries.id_of(number, actor=actor))
    return {"acts": [act_out(act, inside=actor.is_staff) for act in found]}


@router.get("/together/{number}/acts/choices", response={200: ChoicesOut, **SEEN}, summary="可以列入的事项和可以派的人")
def choices(request: HttpRequest, number: OfJoint, asked: Query[ChoicesIn]) -> dict[str, Any]:
    """For the organs: cases that run, on the site those under review, and whom their organs can send."""
    joint_id, _name, _is_project = acts.named(number, request.auth.actor)  # type: ignore[attr-defined]
    items, people = acts.choices(joint_id, asked.kind, timezone.now())
    item, person = ("branch_id", "name", "organ_id", "organ", "free", "suggested"), ("organ_id", "organ", "account_id", "name", "number")
    return {
        "branches": [{n: getattr(row, n) for n in item} for row in items], "people": [{n: getattr(row, n) for n in person} for row in people],
    }  # fmt: skip


@router.post("/together/{number}/acts", response={201: ActDoneOut, **ANSWERS}, summary="安排联合踏勘、审图、验收或者会议", openapi_extra=EXTRA)
def plan(request: HttpRequest, number: OfJoint, body: PlanIn) -> HttpResponse:
    """By the organ that leads (26(2)). What its rule spares a visit is left out by the rule."""

    def run(asked: Order) -> Answer:
        actor = asked.caller.actor
        joint_id, _name, _is_project = acts.named(number, actor)
        wanted = acts.Plan(
            body.kind, local(body.planned_at), body.place, body.branch_ids, {one.organ_id: one.account_ids for one in body.officers}, body.agenda,
            body.stage, body.due_on, body.silence, body.silence_basis,
        )  # fmt: skip
        act_id = acts.plan(joint_id, wanted, actor=actor, now=asked.now)
        return answer(201, {"act_id": act_id}, location=f"/api/v1/joint-acts/{act_id}")

    return once(request, run, versioned=False)


@router.get("/joint-acts", response={200: OwnActsOut, **SEEN}, summary="本机关要去的联合办理和还没有回复的意见")
def own(request: HttpRequest) -> dict[str, Any]:
    """Of the organs of the account; nothing for an applicant."""
    actor = request.auth.actor  # type: ignore[attr-defined]
    planned, owed = acts.own(actor, timezone.now()) if actor.is_staff else ([], [])
    return {
        "planned": [act_out(act, inside=True) for act in planned],
        "owed": [
            {"act_id": act.id, "number": act.joint_number, "kind": act.kind, "branch_id": row.branch_id, "name": row.name, "due_on": row.due_on}
            for act, row in owed
        ],
    }  # fmt: skip


@router.get("/joint-acts/{act_id}", response={200: ActWholeOut, **SEEN}, summary="一次联合办理：人员、照片、记录、意见")
def one(request: HttpRequest, act_id: UUID) -> dict[str, Any]:
    """For the organs of its 联办 and those that take part."""
    return whole(acts.view(act_id, actor=request.auth.actor))  # type: ignore[attr-defined]


@router.post("/joint-acts/{act_id}/photos", response={201: PhotoDoneOut, **ANSWERS}, summary="加现场照片", openapi_extra=EXTRA)
def photo(request: HttpRequest, act_id: UUID, told: Annotated[StampIn, Form()], file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """JPG or PNG, by one of those who take part or the organ that leads; the same photo again is the same one."""

    def run(asked: Order) -> Answer:
        acts.view(act_id, actor=asked.caller.actor)
        photo_id = acts.add_photo(
            act_id, file, name=file.name or "photo", actor=asked.caller.actor, now=asked.now,
            taken_at=local(told.taken_at) if told.taken_at else None, lat=told.lat, lon=told.lon,
        )  # fmt: skip
        return answer(201, {"act_id": act_id, "photo_id": photo_id})

    content = sha256()
    for block in file.chunks():
        content.update(block)
    file.seek(0)
    return once(request, run, versioned=False, content=told.model_dump_json().encode() + content.digest())


PICTURE = {"responses": {200: {"description": "照片", "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in PHOTOS}}}}


@router.get("/joint-acts/{act_id}/photos/{photo_id}", response=SEEN, summary="读一张现场照片", openapi_extra=PICTURE)
def open_photo(request: HttpRequest, act_id: UUID, photo_id: UUID) -> HttpResponse:
    """The file as it was kept, with its hash in `sha256` of the act; for those who may see the act."""
    content, media_type = acts.open_photo(act_id, photo_id, actor=request.auth.actor)  # type: ignore[attr-defined]
    return HttpResponse(content, content_type=media_type, headers={"Cache-Control": "private, no-store"})


def done(request: HttpRequest, act: Callable[[Order], dict[str, Any]]) -> HttpResponse:
    return once(request, lambda asked: answer(200, act(asked)), versioned=False)


@router.post("/joint-acts/{act_id}/record", response={200: RecordedOut, **ANSWERS}, summary="登记结果或者会议纪要", openapi_extra=EXTRA)
def record(request: HttpRequest, act_id: UUID, body: RecordIn) -> HttpResponse:
    """One record, in every case at once or in none; of a meeting with an opinion for each case."""
    said = {one.branch_id: acts.Opinion(one.verdict, one.text, one.article) for one in body.opinions}
    if len(said) != len(body.opinions):
        wrong = FieldError("opinions", "joint.said_twice", "一个办件只写一条意见。")
        raise Invalid("一个办件写了两条意见。", code="joint.said_twice", errors=(wrong,))

    def run(asked: Order) -> dict[str, Any]:
        actor = asked.caller.actor
        acts.view(act_id, actor=actor)
        held_at = local(body.held_at) if body.held_at else asked.now
        return {"act_id": act_id, "branch_ids": acts.hold(act_id, text=body.text, held_at=held_at, actor=actor, now=asked.now, opinions=said)}

    return done(request, run)


@router.post("/joint-acts/{act_id}/cancel", response={200: ActDoneOut, **ANSWERS}, summary="取消这次安排", openapi_extra=EXTRA)
def cancel(request: HttpRequest, act_id: UUID, body: CancelIn) -> HttpResponse:
    """By the organ that leads; the applicant and the organs are told."""

    def run(asked: Order) -> dict[str, Any]:
        acts.view(act_id, actor=asked.caller.actor)
        acts.cancel(act_id, reason=body.reason, actor=asked.caller.actor, now=asked.now)
        return {"act_id": act_id}

    return done(request, run)


@router.post(
    "/joint-acts/{act_id}/branches/{branch_id}/opinion", response={200: OpinionOut, **ANSWERS}, summary="回复联合审查意见", openapi_extra=EXTRA
)
def opinion(request: HttpRequest, act_id: UUID, branch_id: UUID, body: OpinionIn) -> HttpResponse:
    """The opinion of the organ that handles the branch: agree, conditions, or object with its article."""

    def run(asked: Order) -> dict[str, Any]:
        acts.opine(act_id, branch_id, acts.Opinion(body.verdict, body.text, body.article), actor=asked.caller.actor, now=asked.now)
        return {"act_id": act_id, "branch_id": branch_id}

    return done(request, run)
