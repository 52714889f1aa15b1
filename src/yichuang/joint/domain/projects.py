"""工程建设项目: stages, parties, key nodes, and the 15 states of the national exchange as a reading of our phases. Pure.

国办发〔2019〕11号: four stages, each with a lead department, and lines that run beside them. A project code is fetched from the national
platform, never made here (投资项目代码, GB/T 40058).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from uuid import UUID

from yichuang.cases.domain.phases import Outcome, Phase
from yichuang.joint.domain.themes import LAW, ThemeEdge
from yichuang.kernel import codes
from yichuang.kernel.errors import FieldError, Invalid, Refusal


class Stage(StrEnum):
    PLANNING = "planning"
    DESIGN = "design"
    BUILDING = "building"
    COMPLETION = "completion"
    BESIDE = "beside"


STAGE_NAMES: Mapping[Stage, str] = {
    Stage.PLANNING: "立项用地规划许可", Stage.DESIGN: "工程建设许可", Stage.BUILDING: "施工许可", Stage.COMPLETION: "竣工验收",
    Stage.BESIDE: "并行推进",
}  # fmt: skip


class Module(StrEnum):
    """分阶段办理施工许可: the part of the works a permit to build is asked for, when it is not for the whole. Which parts there are is the city's own
    [P]; each is a permit of its own, with its own decision and limit."""

    WHOLE = ""
    PIT = "pit"
    UNDERGROUND = "underground"
    ABOVE = "above"


MODULE_NAMES: Mapping[Module, str] = {
    Module.WHOLE: "整体工程", Module.PIT: "基坑支护和土方开挖", Module.UNDERGROUND: "地下工程", Module.ABOVE: "地上工程",
}  # fmt: skip
MODULE_NAMES_EN: Mapping[Module, str] = {
    Module.WHOLE: "all of the works", Module.PIT: "foundation pit and earthworks", Module.UNDERGROUND: "works underground", Module.ABOVE: "works above ground",
}  # fmt: skip


def called(name: str, module: str) -> str:
    """建筑工程施工许可证核发（地下工程）."""
    return f"{name}（{MODULE_NAMES[Module(module)]}）" if module else name


def called_en(name: str, module: str) -> str:
    return f"{name} ({MODULE_NAMES_EN[Module(module)]})" if name and module else name


IN_MODULES = frozenset({Stage.BUILDING})
"""Stages that may be handed in by parts of the works."""


class ModuleKnown(Refusal):
    code = "joint.module_known"
    message = "“%(item)s”已经按%(known)s申请，不能再按%(module)s申请。"
    remedy = "在办的或者已经取得的部分不用再申请；整体申请过的不再分阶段。"


class StageUnified(Refusal):
    """Published before that was checked: its mode would be ignored in silence."""

    code = "joint.stage_unified"
    message = "这个阶段发布成了“统一受理、统一决定”，工程建设的阶段由各机关分别决定，现在不能提交。"
    article = "国办发〔2019〕11号"
    remedy = "请主题的维护人改为“同时受理、分别决定”，重新发布以后再提交。"


class NoModules(Refusal):
    code = "joint.no_modules"
    message = "这个阶段不分部分申请。"
    remedy = "只有施工许可阶段可以按基坑、地下、地上分阶段申请。"


def check_module(stage: Stage, module: Module, standing: Iterable[tuple[str, Module]]) -> None:
    """`standing`: (name, part) of the same items that are on their way or granted. A part is asked for once, and whole and part exclude each
    other. Raises NoModules, ModuleKnown."""
    if module is not Module.WHOLE and stage not in IN_MODULES:
        raise NoModules()
    for item, known in standing:
        if known is not Module.WHOLE if module is Module.WHOLE else known in (Module.WHOLE, module):
            raise ModuleKnown(item=item, known=MODULE_NAMES[known], module=MODULE_NAMES[module])


class Role(StrEnum):
    """Who takes part, besides the organs that approve: those that regulate, the owner, intermediaries; a builder is the owner's contractor."""

    REGULATOR = "regulator"
    OWNER = "owner"
    INTERMEDIARY = "intermediary"
    CONTRACTOR = "contractor"


ROLE_NAMES: Mapping[Role, str] = {
    Role.REGULATOR: "监管部门", Role.OWNER: "建设单位", Role.INTERMEDIARY: "中介机构", Role.CONTRACTOR: "施工单位",
}  # fmt: skip


class C8(IntEnum):
    """办件状态 of the national construction exchange."""

    RECEIVED = 1
    WITHDRAWN_BEFORE = 2
    ACCEPTED = 3
    NOT_NEEDED = 4
    REJECTED = 5
    CORRECTION_ASKED = 6
    CORRECTION_DONE = 7
    IN_REVIEW = 8
    SPECIAL_STARTED = 9
    SPECIAL_ENDED = 10
    PASSED = 11
    PASSED_TOLERATED = 12
    NOT_PASSED = 13
    WITHDRAWN = 14
    REVOKED = 15


C8_NAMES: Mapping[C8, str] = {
    C8.RECEIVED: "已接件", C8.WITHDRAWN_BEFORE: "已撤件", C8.ACCEPTED: "已受理", C8.NOT_NEEDED: "不受理", C8.REJECTED: "不予受理",
    C8.CORRECTION_ASKED: "补正开始", C8.CORRECTION_DONE: "补正结束", C8.IN_REVIEW: "部门开始办理", C8.SPECIAL_STARTED: "特别程序开始",
    C8.SPECIAL_ENDED: "特别程序结束", C8.PASSED: "办结通过", C8.PASSED_TOLERATED: "办结容缺通过", C8.NOT_PASSED: "办结不通过",
    C8.WITHDRAWN: "撤回", C8.REVOKED: "撤销",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a case the exchange asks about. `corrected`: all that was asked for last is in; `claimed`: somebody of a department
    took it up; `stopped`: a special procedure runs; `special_ended`: one ran and is over; `tolerated`: accepted with a gap that was closed."""

    phase: Phase
    outcome: Outcome | None = None
    accepted: bool = False
    corrected: bool = False
    claimed: bool = False
    stopped: bool = False
    special_ended: bool = False
    tolerated: bool = False
    revoked: bool = False


def c8(case: Standing) -> C8:
    """The state of the national exchange a case is in: a table over our phases, not a second state machine."""
    if case.revoked:
        return C8.REVOKED
    match case.phase:
        case Phase.RECEIVED | Phase.CORRECTING if case.corrected:
            return C8.CORRECTION_DONE
        case Phase.RECEIVED:
            return C8.RECEIVED
        case Phase.CORRECTING:
            return C8.CORRECTION_ASKED
        case Phase.NOT_NEEDED:
            return C8.NOT_NEEDED
        case Phase.REJECTED:
            return C8.REJECTED
        case Phase.LAPSED:
            return C8.WITHDRAWN_BEFORE
        case Phase.WITHDRAWN:
            return C8.WITHDRAWN if case.accepted else C8.WITHDRAWN_BEFORE
        case Phase.ENDED:
            return C8.NOT_PASSED
        case Phase.DECIDED | Phase.CLOSED:
            if case.outcome in (Outcome.REFUSED, Outcome.NOT_DONE):
                return C8.NOT_PASSED
            return C8.PASSED_TOLERATED if case.tolerated else C8.PASSED
    if case.stopped:
        return C8.SPECIAL_STARTED
    if case.special_ended:
        return C8.SPECIAL_ENDED
    return C8.IN_REVIEW if case.claimed else C8.ACCEPTED


class PrerequisiteMissing(Invalid):
    code = "joint.prerequisite_missing"
    message = "“%(item)s”依法要先有“%(before)s”的结果，本项目里没有申请，也没有已经取得的证件。"
    remedy = "先申请这一项，或者在同一次申请里一起提交。"


class Closed(Refusal):
    code = "joint.project_closed"
    message = "这个项目已经终止，不能再提交申请。"
    remedy = "需要继续建设的，由新的建设单位重新登记项目。"


CLOSINGS: Mapping[str, str] = {
    "bankrupt": "建设单位被宣告破产，管理人决定不再建设", "dissolved": "建设单位依法终止，已经注销登记", "given_up": "建设单位放弃建设",
    "site_lost": "用地依法收回或者规划依法调整",
}  # fmt: skip
"""A court that takes up a petition in bankruptcy ends nothing: the administrator it appoints acts for the owner (企业破产法 13, 25), and
every case goes on until he stops the building or the owner is no more."""


@dataclass(frozen=True, slots=True)
class After:
    """What the organs do when a project has ended: with a case on its way, with a licence in force; msgids, each with its article. The law has no
    word on taking an application back: it is the applicant who applies (29), so nobody takes it back for them."""

    case: str
    case_article: str
    licence: str
    licence_article: str


BANKRUPTCY = "《中华人民共和国企业破产法》"
CANCELLED = f"{LAW}第七十条第三项"
AFTER: Mapping[str, After] = {
    "bankrupt": After(
        "管理人代表建设单位撤回申请，或者申请终止办理", f"{BANKRUPTCY}第二十五条第一款",
        "主体终止以前仍然有效；破产程序终结、注销登记以后由原机关注销", f"{BANKRUPTCY}第一百二十一条；{CANCELLED}",
    ),
    "dissolved": After("申请人已经不存在，由本机关终止办理", CANCELLED, "由原机关注销", CANCELLED),
    "given_up": After("由建设单位撤回申请", f"{LAW}第二十九条第一款", "不因放弃失效；有效期届满未延续的，由原机关注销", f"{LAW}第七十条第一项"),
    "site_lost": After(
        "用地或者规划的条件不再符合，作不予决定并写明这一条件", f"{LAW}第三十八条第二款",
        "为了公共利益需要，可以依法变更或者撤回；造成财产损失的，依法补偿", f"{LAW}第八条第二款",
    ),
}  # fmt: skip


def check_project(*, code: str, name: str | None, target_days: int) -> None:
    """A project needs its national code in its right shape, a name, and a target in working days. `name` None: it will be fetched."""
    errors = []
    if reason := codes.project_code(code):
        errors.append(FieldError("code", "joint.project_code", reason))
    if name is not None and not name.strip():
        errors.append(FieldError("name", "required", "请填项目名称。"))
    if not 1 <= target_days <= 400:
        errors.append(FieldError("target_days", "joint.target_days", "请填1到400个工作日。"))
    if errors:
        raise Invalid("项目登记还有内容要改。", code="joint.bad_project", errors=tuple(errors))


FROM_PROJECT = "取自项目登记"
"""Where an answer is from that the project gives itself."""


CODE = "project.code"
"""The data element in which an application names its project."""


class OfAnotherProject(Invalid):
    code = "joint.of_another_project"
    message = "和项目登记的代码、名称、地点不一致。"
    article = "《国务院办公厅关于全面开展工程建设项目审批制度改革的实施意见》（国办发〔2019〕11号）"
    remedy = "代码、名称和地点由项目登记带入，不用再填；登记有误的，在项目页面核对代码。"


def check_closing(ground: str, reason: str) -> None:
    errors = []
    if ground not in CLOSINGS:
        errors.append(FieldError("ground", "required", "请选一项终止的理由。"))
    if not reason.strip():
        errors.append(FieldError("reason", "required", "请写明事实。"))
    if errors:
        raise Invalid("还不能终止项目。", code="joint.bad_closing", errors=tuple(errors), article=f"{LAW}第七十条")


def missing_before(
    wanted: Iterable[UUID], edges: Iterable[ThemeEdge], *, known: Iterable[UUID], held: Iterable[UUID], spared: Iterable[UUID] = ()
) -> list[ThemeEdge]:
    """Edges whose result comes from nowhere: neither asked for now, nor in the project, nor held as a licence.

    An assumable result has to be applied for at least; one the law wants first must be there or on its way before. `spared`: items the
    situation of the project does not call for, as its owner answered: what nobody need have is no prerequisite.
    """
    asked, there = set(wanted), {*known, *held, *spared}
    return [
        edge for edge in edges
        if edge.after in asked and edge.before not in there and edge.before not in asked
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NodeDate:
    """关键节点: reached when the item's result is there."""

    name: str
    item_id: UUID
    planned_on: date
    reached_on: date | None

    def late(self, today: date) -> bool:
        return (self.reached_on or today) > self.planned_on


__all__ = [
    "AFTER", "After", "C8", "C8_NAMES", "CLOSINGS", "Closed", "IN_MODULES", "MODULE_NAMES", "Module", "ModuleKnown", "NoModules",
    "NodeDate", "PrerequisiteMissing", "ROLE_NAMES", "Role", "STAGE_NAMES", "Stage",
    "Standing", "c8", "called", "called_en", "check_closing", "check_module", "check_project", "missing_before",
]
