"""Who takes part in a project and who leads a stage: what may be said and by whom. Pure.

国办发〔2019〕11号: of each stage one organ leads. The owner names those who work for it, the organs that lead name those that regulate.
"""

from __future__ import annotations

from datetime import date

from yichuang.joint.domain.projects import Role
from yichuang.joint.domain.themes import LAW
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal

LEAD_LAW = f"{LAW}第二十六条第二款"


class LedByAnother(Refusal):
    """Two set a lead at once: the second sees the first before it is replaced."""

    code, article = "joint.led_by_another", LEAD_LAW
    message = "这个阶段现在由%(organ)s牵头。一个阶段只有一个牵头部门。"
    remedy = "请刷新页面看清现在的牵头部门，确实要换的再换。"


class LeadHasActs(Refusal):
    code, article = "joint.lead_has_acts", LEAD_LAW
    message = "%(organ)s为这个阶段安排的%(count)s次联合踏勘、审图、验收或者会议还没有登记，现在不能换牵头部门。"
    remedy = "请先登记或者取消，再换。"


class PartyOwes(Refusal):
    code = "joint.party_owes"
    message = "%(party)s还有%(count)s份抄告没有签收，不能退出。"
    remedy = "请先签收抄告，再退出。"


class PartyEngaged(Refusal):
    """Open between it and the owner, for a case of this project: who leaves leaves nothing undone behind."""

    code = "joint.party_engaged"
    message = "%(party)s正在为本项目的办件%(case)s做“%(service)s”，现在是“%(state)s”，不能退出。"
    remedy = "请先在中介超市做完并验收，或者由业主撤回需求、由双方解除合同，再登记退出。"


class NoSuchParty(NotFound):
    code = "joint.no_project_party"
    message = "这个项目里没有这一方，或者已经退出。"
    remedy = "请刷新页面，看参建各方。"


class NoNode(NotFound):
    code = "joint.no_node"
    message = "这个项目里没有这个关键节点，或者已经取消。"
    remedy = "请刷新页面，看现在的关键节点。"


class OwnerIsSet(Forbidden):
    code = "joint.owner_is_set"
    message = "建设单位在登记项目时确定。"
    remedy = "换建设单位的，由新的建设单位重新登记。"


class RegisteredByOwner(Forbidden):
    code = "joint.registered_by_owner"
    message = "项目由建设单位登记。"
    remedy = "请建设单位用它的账号或者系统登记，或者带证件到窗口登记。"


class NotTheirProject(Invalid):
    """At the window: there is no such project, or it is another's; which of the two is nobody's to learn."""

    code = "joint.not_their_project"
    message = "申请人名下没有这个代码或者编号的项目。"
    remedy = "请核对项目代码和建设单位；还没有登记的，在本页登记以后继续。代办的，应当是项目的代理人，或者有已经核验的委托。"


def not_their_project() -> NotTheirProject:
    return NotTheirProject(errors=(FieldError("project", NotTheirProject.code, NotTheirProject.message),))


class EndedByOrgans(Forbidden):
    code = "joint.ended_by_organs"
    message = "项目终止由牵头部门登记。"
    remedy = "请把终止的理由告诉这个阶段的牵头部门；等待中的各项您可以自己放弃。"


class RegulatorByOrgans(Forbidden):
    code = "joint.regulator_by_organs"
    message = "监管部门由牵头部门确定。"
    remedy = "请联系这个阶段的牵头部门。"


def check_role(role: Role, *, by_owner: bool) -> None:
    """The owner is set at registration and names those who work for it; who regulates is named by an organ that leads."""
    if role is Role.OWNER:
        raise OwnerIsSet()
    if role is Role.REGULATOR and by_owner:
        raise RegulatorByOrgans()


def check_day(field: str, day: date | None, *, not_before: date, today: date) -> date:
    """From the day the project began, or the party joined, to today. Raises Invalid at the field."""
    wrong = "请填日期。" if day is None else "日期不能在今天以后。" if day > today else "日期不能早于参加或者登记的那天。" if day < not_before else ""
    if day is None or wrong:
        raise Invalid("日期不对。", code="joint.bad_party_day", errors=(FieldError(field, "joint.bad_party_day", wrong),))
    return day


def unknown_organ() -> Invalid:
    wrong = FieldError("organ", "joint.organ_unknown", "没有这个机关，请填机关的全称或者统一社会信用代码。")
    return Invalid("没有这个机关。", code="joint.organ_unknown", errors=(wrong,))


def unknown_party() -> Invalid:
    wrong = FieldError("number", "joint.party_unknown", "没有登记这个单位，或者名称和统一社会信用代码不一致。")
    return Invalid(
        "没有这个单位。", code="joint.party_unknown", errors=(wrong,), remedy="请这个单位先在“我的账号”登记，或者由牵头部门登记它。"
    )


def check_node(*, name: str, planned_on: date | None, from_on: date, known: bool) -> date:
    """A key node has a name, an item that is or may come into the project, and a day of it. Raises Invalid at each field."""
    errors = []
    if not name.strip():
        errors.append(FieldError("name", "required", "请填节点名称。"))
    if not known:
        errors.append(FieldError("item", "joint.node_item", "请选本项目的一个事项。"))
    if planned_on is None or planned_on < from_on:
        errors.append(FieldError("planned_on", "joint.node_day", "请填计划日期，不早于登记项目的那天。"))
    if planned_on is None or errors:
        raise Invalid("关键节点还有内容要改。", code="joint.bad_node", errors=tuple(errors))
    return planned_on
