"""What a party's inbox may say; the sentence is made when it is read, from the kind and its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from yichuang.kernel.codes.reasons import Reason

MESSAGES: Mapping[str, str] = {
    "received": "您的申请 %(case_number)s 已收件。",
    "accepted": "您的申请 %(case_number)s 已受理，最迟 %(due_on)s 作出决定。",
    "correction_asked": "您的申请 %(case_number)s 需要补正，请在 %(due_on)s 前一次补齐。",
    "correction_reminder": "您的申请 %(case_number)s 的补正期限将于 %(due_on)s 届满。",
    "not_accepted": "您的申请 %(case_number)s 未予受理，请查看文书。",
    "returned": "您的申请 %(case_number)s 逾期未补正，已退件，可以重新申请。",
    "special_procedure": "您的申请 %(case_number)s 进入特别程序，所需时间不计入办理期限。",
    "special_procedure_ended": "您的申请 %(case_number)s 的特别程序已经结束，恢复办理。",
    "extended": "您的申请 %(case_number)s 的办理期限延长到 %(due_on)s。",
    "due_moved": "因工作日安排调整，您的申请 %(case_number)s 的办理期限由 %(was)s 变为 %(due_on)s。",
    "third_party_told": "一项行政许可申请直接关系到您的重大利益，您有权陈述和申辩。",
    "hearing": "有一项听证与您有关，请查看文书。",
    "explanation_asked": "办理机关请您对申请 %(case_number)s 作补充说明。",
    "visit_planned": "办理机关将于 %(date)s 到现场核查。",
    "granted": "您的申请 %(case_number)s 已准予。",
    "refused": "您的申请 %(case_number)s 未获准予，请查看决定书和救济途径。",
    "decided": "您的申请 %(case_number)s 已办结。",
    "terminated": "您的申请 %(case_number)s 已终止办理。",
    "withdrawn": "您的申请 %(case_number)s 已按您的要求撤回。",
    "overdue": "您的申请 %(case_number)s 超过承诺期限，办理机关已公布超期说明。",
    "document_served": "您有一份新文书：%(title)s %(number)s。",
    "corrected": "您的申请 %(case_number)s 的《%(title)s》有笔误，已出具更正通知书，请查看。",
    "licence_ready": "您的证件 %(number)s 已制作完成。",
    "licence_collect": "您的证件 %(number)s 已可领取，请带有效身份证件到窗口。",
    "licence_changed": "您的证件 %(number)s 状态变为：%(state)s。",
    "rating_answered": "您的评价已有答复。",
    "note": "%(text)s",
}
"""Message kind → sentence (msgid)."""
PLACE = re.compile(r"%\((\w+)\)s")


def sentence(kind: str, params: Mapping[str, object]) -> Reason:
    """The Chinese sentence, which knows its msgid for other languages; a missing parameter reads as nothing."""
    msgid = MESSAGES.get(kind, MESSAGES["note"])
    return Reason(msgid, **{name: params.get(name, "") for name in PLACE.findall(msgid)})
