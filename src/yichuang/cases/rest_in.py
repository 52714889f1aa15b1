"""What the verbs of `/api/v1/` are told: one body for each, its fields the arguments of the verb."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yichuang.cases.rest_out import TaskOut
from yichuang.documents.domain import Mode
from yichuang.dossier.domain import Checklist, PointState

Text = Annotated[str, Field(max_length=4000)]
Words = Annotated[str, Field(min_length=4, max_length=4000)]
Short = Annotated[str, Field(max_length=300)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
Code = Annotated[str, Field(min_length=1, max_length=120)]
Days = Annotated[int, Field(ge=1, le=250)]


class Done(Schema):
    """Written. `version` is the one to name in the next `If-Match`; it stands in `ETag` too. `open_tasks` is what is to be
    done next, so that nobody has to read the case again for it."""

    case_id: UUID
    version: int
    open_tasks: list[TaskOut]


class Nothing(Schema):
    """No fields."""


class Marks(Schema):
    checklist: Checklist
    points: dict[Code, PointState] = Field(min_length=1, max_length=300)
    notes: dict[Code, Short] = Field({}, max_length=300)


class Correction(Schema):
    points: dict[Code, Text] = Field(min_length=1, max_length=300, description="受理要素代码 → 缺什么、怎么补；一次列全")
    knowingly: bool = False


class Reason(Schema):
    reason: Words


class OptionalReason(Schema):
    reason: Text = ""


class Rejection(Schema):
    ground: Literal["not_competent", "false_material", "banned"]
    reason: Words
    where_to_go: Short = ""


class Special(Schema):
    ground: Literal["hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"]
    days: Days
    basis: Short = ""


class OfAct(Schema):
    act_id: UUID


class ReasonedAct(OfAct):
    reason: Words


class Extension(Schema):
    days: Days
    reason: Words


class Visit(Schema):
    officers: list[UUID] = Field(min_length=2, max_length=10)
    purpose: Literal["", "inspection", "testing", "quarantine"] = Field("", description="检验、检测、检疫（第五十五条）；空为现场核查")


class VisitRecord(OfAct):
    place: Short
    findings: Words
    signatures: Short = ""


class ThirdParty(Schema):
    party_id: UUID
    interest: Words


class StatementTaken(OfAct):
    speaker: Name
    place: Name
    text: Words


class Said(Schema):
    text: Words


class Recorded(Said):
    speaker: Name
    place: Name


class StatementNoted(OfAct):
    outcome: Literal["adopted", "partly", "not_adopted"]
    note: Words


class HearingRight(Schema):
    matter: Words


class HearingAnswer(OfAct):
    wants: bool = Field(description="true 要求听证，false 不要求")
    party_id: UUID | None = Field(None, description="窗口代为登记时：是谁说的；不填是申请人")


class HearingNotice(OfAct):
    day: date
    at: time
    place: Name
    chair_id: UUID
    recorder: Name


class Avoidance(OfAct):
    reason: Words


class HearingRecord(OfAct):
    place: Name
    participants: Name
    recorder: Name
    record: Words


class Opinion(Schema):
    organ_id: UUID
    question: Words
    days: Days
    silence_is_consent: bool = False
    silence_basis: Text = Field("", description="规定逾期不复视为无不同意见的文件和条款，选了这一项时必填")


class OpinionAnswer(OfAct):
    verdict: Literal["agree", "conditions", "object"]
    text: Text = ""
    article: Short = Field("", description="不同意的依据，不同意时必填")


class Question(Schema):
    question: Words


class Explanation(OfAct):
    text: Words


class ServiceWay(Schema):
    way: Literal["direct", "post", "electronic"]
    address: Short = ""


class FixedOnTheSpot(Schema):
    points: list[Code] = Field(min_length=1, max_length=300)
    note: Words


class Return(Schema):
    to_node: Code
    reason: Words


class Insert(Schema):
    to_id: UUID
    question: Words


class LegalReview(OfAct):
    passed: bool
    opinion: Words


class Grant(Schema):
    scope: Text = ""
    duties: Text = ""
    cut_reason: Words | None = None


class AtOnce(Schema):
    scope: Text = ""


class SpotCheck(Schema):
    finding: Literal["sound", "faulty"]
    note: Text = ""


class Refusal(Schema):
    condition: Code = Field("", description="不符合的法定条件；以虚假材料不予的不填")
    reason: Words
    cut_reason: Words | None = None
    false_material: bool = Field(False, description="隐瞒有关情况或者提供虚假材料（《行政许可法》第七十八条）")
    banned: bool = Field(False, description="在不得再次申请的期限内（第七十八条、第七十九条）")
    standard: Short = Field("", description="检验、检测、检疫以后不予的，所依据的技术标准（第五十五条）")


class Conclusion(Schema):
    result: Literal["done", "not_done"]
    note: Text = ""
    cut_reason: Words | None = None


class Service(Schema):
    mode: Mode
    proof: dict[Code, Short] = Field({}, max_length=20, description="送达回证：signed_by、tracking_number 等")
    served_on: date | None = None
    document_id: UUID | None = Field(None, description="哪份文书；不写的，是决定书")
    recipient_id: UUID | None = Field(None, description="送给谁；只有一个受送达人的不用写")


class Slip(Schema):
    """`where` is the `key` of a place that `GET /cases/{case_id}/correctable` lists for the paper."""

    paper_id: UUID
    where: Code
    was: Annotated[str, Field(min_length=1, max_length=60)]
    now_reads: Annotated[str, Field(min_length=1, max_length=60)]
    reason: Words


class HandingOver(StrEnum):
    DIRECT = "direct"
    POST = "post"


class Delivery(Schema):
    mode: HandingOver
    collected_by: Annotated[str, Field(min_length=1, max_length=100)]
    identity: Short
    signature: Short = ""


class Ending(Schema):
    ground: Literal["deceased", "dissolved", "item_repealed", "applicant_asks", "force_majeure"]
    reason: Words


class Tolerance(Schema):
    materials: list[Code] = Field([], max_length=50, description="哪些材料后补；申请人在网上选过的不填")
    due_on: date | None = Field(None, description="承诺补交的日期，不晚于承诺办理期限的最后一日")
    agreed: bool = False


class ToleranceAtWindow(Tolerance):
    signed_by: Short = ""


class Brought(Schema):
    materials: list[Code] = Field(min_length=1, max_length=50, description="已经在卷宗里的材料")


class ToleratedCheck(Schema):
    fits: bool
    note: Text = ""


class ToleranceRefusal(Schema):
    condition: Code = Field("", description="因此不能认定符合的法定条件（行政许可必填）")
    reason: Words
    cut_reason: Words | None = None


class Promise(Schema):
    agreed: bool
    signed_by: Short = ""


class PromiseCheck(Schema):
    finding: Literal["kept", "untrue"]
    note: Words
    days: Days | None = Field(None, description="几个工作日内整改；不填用事项载明的时限")


class PromiseRecheck(Schema):
    finding: Literal["mended", "unmended"]
    note: Words
    ground: Literal["69.4", "69.fraud"] = Field("69.4", description="没有整改的，撤销的情形（第六十九条）")


class ResultSent(Schema):
    tracking_number: str = Field(min_length=8, max_length=30)


class OverdueNote(Schema):
    cause: Words
    new_date: date


class HandOver(Schema):
    to_id: UUID


class SendBack(Schema):
    to_node: Code
    reason: Words


class Step(Schema):
    verdict: Literal["agree", "disagree", "note"]
    opinion: Text = ""
