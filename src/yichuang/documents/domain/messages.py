"""What a party's inbox may say; the sentence is made when it is read, from the kind and its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from yichuang.documents.domain.kinds import Kind
from yichuang.kernel.codes.reasons import InBoth, Reason, Several

MESSAGES: Mapping[str, str] = {
    "received": "您的申请 %(case_number)s 已收件，收件凭证 %(number)s。",
    "accepted": "您的申请 %(case_number)s 已受理，最晚哪一天决定见受理通知书 %(number)s。",
    "correction_asked": "您的申请 %(case_number)s 需要补正，请按补正告知书 %(number)s 一次补齐。",
    "tolerance_offered": "您的申请 %(case_number)s 还缺的材料可以后补，是否容缺受理由您选择，见容缺受理告知书 %(number)s。",
    "tolerance_reminder": "您承诺在 %(due_on)s 以前补交申请 %(case_number)s 的材料，请按时补交。",
    "tolerance_passed": "您承诺补交申请 %(case_number)s 的材料的日子 %(due_on)s 已过，办理机关可以终止办理或者作出不予决定，请尽快补交。",
    "tolerated_unfit": "您给申请 %(case_number)s 补交的材料不符合要求，请在 %(due_on)s 以前重新补交。",
    "mending_ordered": "核查发现您的承诺与实际不符，请按限期整改通知书 %(number)s 整改。",
    "done_on_the_spot": "您的申请 %(case_number)s 当场办结，见即办单 %(number)s。",
    "not_needed": "您的申请 %(case_number)s 依法不需要办理许可，见不受理告知书 %(number)s。",
    "not_accepted": "您的申请 %(case_number)s 未予受理，请查看决定书 %(number)s 和救济途径。",
    "returned": "您的申请 %(case_number)s 逾期未补正，已退件，可以重新申请，见退件通知书 %(number)s。",
    "special_procedure": "您的申请 %(case_number)s 进入特别程序，所需时间不计入办理期限，见告知书 %(number)s。",
    "special_procedure_ended": "您的申请 %(case_number)s 的特别程序已经结束，恢复计时，见通知书 %(number)s。",
    "extended": "您的申请 %(case_number)s 的办理期限已延长，理由和新的期限见通知书 %(number)s。",
    "third_party_told": "一项行政许可申请直接关系您与他人的重大利益，您有权陈述和申辩，见告知书 %(number)s。",
    "hearing_right_told": "您有权要求听证，请查看听证告知书 %(number)s，自收到之日起五个工作日内提出。",
    "hearing_noticed": "听证的时间、地点已定，请查看听证通知书 %(number)s。",
    "granted": "您的申请 %(case_number)s 已准予，决定书 %(number)s。",
    "refused": "您的申请 %(case_number)s 未获准予，请查看决定书 %(number)s 和救济途径。",
    "renewed": "您的申请 %(case_number)s 已准予延续，旧证到期后接着有效，决定书 %(number)s。",
    "renewal_refused": "您的延续申请 %(case_number)s 未获准予，请查看决定书 %(number)s 和救济途径。",
    "changed": "您的申请 %(case_number)s 已准予变更，新的证件请查看，决定书 %(number)s。",
    "change_refused": "您的变更申请 %(case_number)s 未获准予，请查看决定书 %(number)s 和救济途径。",
    "terminated": "您的申请 %(case_number)s 已终止办理，请查看通知书 %(number)s 和救济途径。",
    "concluded": "您的申请 %(case_number)s 已办结，结果见通知书 %(number)s。",
    "corrected": "您的一份文书有笔误，已经更正，见更正通知书 %(number)s。",
    "explanation_asked": "关于您的申请 %(case_number)s，办理机关请您补充说明。",
    "licence_ending": "关于您的许可证件，请查看告知书 %(number)s，您有权陈述、申辩。",
    "licence_ended": "关于您的许可证件，已作出%(title)s %(number)s，请查看理由和救济途径。",
    "document_served": "您有一份新文书：%(title)s %(number)s。",
    "answer_moved": "因工作日安排调整，您的申请 %(case_number)s 的答复期限由 %(was)s 变为 %(due_on)s。",
    "promise_moved": "因工作日安排调整，您的申请 %(case_number)s 的承诺期限由 %(was)s 变为 %(due_on)s。",
    "limit_moved": "因工作日安排调整，您的申请 %(case_number)s 的法定期限由 %(was)s 变为 %(due_on)s。",
    "delivery_moved": "因工作日安排调整，您的申请 %(case_number)s 的送达期限由 %(was)s 变为 %(due_on)s。",
    "correction_moved": "因工作日安排调整，您的申请 %(case_number)s 的补正期限由 %(was)s 变为 %(due_on)s。",
    "hearing_moved": "因工作日安排调整，申请 %(case_number)s 的听证期限由 %(was)s 变为 %(due_on)s。",
    "statement_moved": "因工作日安排调整，申请 %(case_number)s 的陈述申辩期限由 %(was)s 变为 %(due_on)s。",
    "version_moved": "办事指南有了新版，您的申请 %(case_number)s 改按新版办理；期限不延长，材料不增加。",
    "power_moved": "办理您的申请 %(case_number)s 的权力已经移交，现在由%(organ)s办理；期限不变，不用重新提交材料。",
    "power_stays": "办理您的申请 %(case_number)s 的权力已经移交；本件仍由%(organ)s办结，期限不变。",
    "prerequisite_failed": "联办 %(number)s 中“%(failed)s”没有办成，“%(item)s”缺少这一前置结果；可以撤回后免重复提交再申请，依法可选的办法写在办件页面。",
    "prerequisite_withdrawn": "联办 %(number)s 中“%(failed)s”已由申请人撤回或者放弃，“%(item)s”缺少这一前置结果；可以重新申请前一项，依法可选的办法写在办件页面。",
    "joint_visit_planned": "联办 %(number)s 的%(act)s安排在 %(day)s，地点：%(place)s。参加的人员和要准备的，请在办件里看。",
    "joint_visit_cancelled": "联办 %(number)s 原定 %(day)s 的%(act)s（%(place)s）取消，理由请在办件里看。",
    "prerequisite_pressing": "联办 %(number)s 中“%(item)s”的办理期限 %(due_on)s 届满，前置结果“%(missing)s”还没有取得，请查看依法可选的办法。",
    "joint_extended": "联办 %(number)s 统一办理的期限延长到%(due_on)s，理由：%(reason)s",
    "results_together": "联办 %(number)s 的结果做好了：%(items)s，可以一次领取，最晚%(due_on)s；也可以先领其中几项。",
    "branch_begun": "联办 %(number)s 中“%(item)s”的前置结果已经取得，您交的材料已自动提交办理，办件编号 %(case_number)s。",
    "project_closed": "项目 %(number)s 已于%(closed_on)s终止，您的申请 %(case_number)s 将由办理机关依法终止办理，请留意通知书。",
    "project_code_unknown": "项目 %(number)s 的代码 %(code)s 在国家平台查不到，请核对代码，在项目页面改正。",
    "project_code_other": "项目 %(number)s 的代码 %(code)s 在国家平台登记的项目单位不是您，请核对代码，在项目页面改正。",
    "project_registered": "窗口按您的申请登记了项目“%(name)s”（%(number)s），代码 %(code)s。各阶段办到哪里，在项目页面看。",
    "project_joined": "您从%(from_on)s起作为%(role)s参加项目“%(name)s”（%(number)s），办到哪里、关键节点哪天到，在项目页面看。",
    "project_built": "项目 %(number)s 已报竣工，日期%(built_on)s，竣工验收阶段开始。竣工验收合格之日起15日内办理备案。",
    "licence_collect": "您的证件 %(number)s 已可领取，请带有效身份证件到窗口。",
    "rating_answered": "您的评价已有答复。",
    "agency_chosen": "您的机构被选定做“%(service)s”，请等业主发来合同。",
    "agency_withdrawn": "业主撤回了“%(service)s”的需求。",
    "agency_contract": "业主发来“%(service)s”的合同，请签订或者说明不签的理由。",
    "agency_declined": "机构没有签“%(service)s”的合同，可以重新发布需求。",
    "agency_signed": "“%(service)s”的合同已签订，机构最晚%(due_on)s交成果。",
    "agency_stopped": "机构说“%(service)s”因您这一方的原因暂停，请看原因，解决以后恢复。",
    "agency_delivered": "“%(service)s”的成果已交付，请验收。",
    "agency_returned": "业主退回了“%(service)s”的成果，请看原因，改好再交。",
    "agency_accepted": "业主已验收“%(service)s”的成果。",
    "agency_ended": "业主终止了“%(service)s”的合同。",
    "agency_complaint_answered": "您对“%(service)s”的投诉已有答复。",
}
"""Message kind → sentence (msgid)."""

OF_JOINT = frozenset({
    "joint_visit_planned", "joint_visit_cancelled", "joint_extended", "results_together", "prerequisite_failed", "prerequisite_withdrawn",
    "prerequisite_pressing", "project_code_unknown", "project_code_other", "project_built", "project_joined", "project_registered",
})
"""Kinds whose `number` is that of a 联办 or a project: without a case the message leads there."""

NOTICES: Mapping[Kind, str] = {
    Kind.RECEIPT: "received",
    Kind.ACCEPTANCE_NOTICE: "accepted",
    Kind.CORRECTION_NOTICE: "correction_asked",
    Kind.TOLERANCE_NOTICE: "tolerance_offered",
    Kind.MENDING_NOTICE: "mending_ordered",
    Kind.ON_THE_SPOT: "done_on_the_spot",
    Kind.NOT_NEEDED_NOTICE: "not_needed",
    Kind.REJECTION_DECISION: "not_accepted",
    Kind.RETURN_NOTICE: "returned",
    Kind.SPECIAL_PROCEDURE_NOTICE: "special_procedure",
    Kind.RESUMPTION_NOTICE: "special_procedure_ended",
    Kind.EXTENSION_NOTICE: "extended",
    Kind.THIRD_PARTY_NOTICE: "third_party_told",
    Kind.HEARING_RIGHT_NOTICE: "hearing_right_told",
    Kind.HEARING_NOTICE: "hearing_noticed",
    Kind.GRANT_DECISION: "granted",
    Kind.REFUSAL_DECISION: "refused",
    Kind.RENEWAL_DECISION: "renewed",
    Kind.RENEWAL_REFUSAL: "renewal_refused",
    Kind.CHANGE_DECISION: "changed",
    Kind.CHANGE_REFUSAL: "change_refused",
    Kind.TERMINATION_NOTICE: "terminated",
    Kind.RESULT_NOTICE: "concluded",
    Kind.CLERICAL_CORRECTION: "corrected",
    Kind.ENDING_NOTICE: "licence_ending",
    Kind.RECALL_DECISION: "licence_ended",
    Kind.REVOCATION_DECISION: "licence_ended",
    Kind.CANCELLATION_DECISION: "licence_ended",
}
"""Papers that tell somebody something, and what the inbox says of each; records and forms tell nobody."""

TO_SERVE = frozenset(NOTICES) - {Kind.RECEIPT}
"""Papers that are served with a 送达回证; a receipt is handed over as it is made."""

SERVED = "document_served"
"""What the inbox says of any other paper that is served electronically."""
PLACE = re.compile(r"%\((\w+)\)s")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def message_params(kind: str) -> frozenset[str]:
    """What a message of this kind has to be told."""
    return frozenset(PLACE.findall(MESSAGES[kind]))


def sentence(kind: str, params: Mapping[str, object]) -> Reason:
    """The Chinese sentence, which knows its msgid and what stands in it for other languages: days, names with their English, lists of them."""
    msgid = MESSAGES[kind]
    told = {name: spoken(params[name]) for name in PLACE.findall(msgid)}
    made = Reason(msgid, **{name: in_chinese(value) for name, value in told.items()})
    made.params = told
    return made


def kept(value: object) -> object:
    """What a sentence is told, as it is kept: a day in ISO form, a name with its English one, a list of names."""
    if isinstance(value, Several):
        return [kept(part) for part in value.parts]
    if isinstance(value, InBoth):
        return {"zh": str(value), "en": value.en}
    return value.isoformat() if isinstance(value, date) else value


def spoken(value: object) -> object:
    """The other way round; what was kept as text before stays text."""
    if isinstance(value, list):
        return Several(str(spoken(part)) if not isinstance(part, dict) else InBoth(part["zh"], part["en"]) for part in value)
    if isinstance(value, dict):
        return InBoth(value["zh"], value["en"])
    return date.fromisoformat(text) if DAY.fullmatch(text := str(value)) else value if isinstance(value, str) else text


def in_chinese(value: object) -> str:
    """A day with its year; anything else as it is."""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value)
