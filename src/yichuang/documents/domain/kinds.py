"""The kinds of document of a case up to delivery: one row each, with article, seal and mandatory contents (practice §1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from yichuang.documents.domain.life import Role, Seal
from yichuang.kernel.errors import Refusal


class Kind(StrEnum):
    RECEIPT = "receipt"
    CONSULTATION_NOTE = "consultation_note"
    CORRECTION_NOTICE = "correction_notice"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    ON_THE_SPOT = "on_the_spot"
    NOT_NEEDED_NOTICE = "not_needed_notice"
    TOLERANCE_NOTICE = "tolerance_notice"
    TOLERANCE_PROMISE = "tolerance_promise"
    PROMISE_LETTER = "promise_letter"
    MENDING_NOTICE = "mending_notice"
    REJECTION_DECISION = "rejection_decision"
    RETURN_NOTICE = "return_notice"
    SPECIAL_PROCEDURE_NOTICE = "special_procedure_notice"
    RESUMPTION_NOTICE = "resumption_notice"
    EXTENSION_FORM = "extension_form"
    EXTENSION_NOTICE = "extension_notice"
    VISIT_RECORD = "visit_record"
    THIRD_PARTY_NOTICE = "third_party_notice"
    STATEMENT_RECORD = "statement_record"
    HEARING_RIGHT_NOTICE = "hearing_right_notice"
    HEARING_ANNOUNCEMENT = "hearing_announcement"
    HEARING_NOTICE = "hearing_notice"
    HEARING_RECORD = "hearing_record"
    OPINION_REQUEST = "opinion_request"
    OPINION_REPLY = "opinion_reply"
    COPY_NOTICE = "copy_notice"
    FIRST_REVIEW_REPORT = "first_review_report"
    REPORT_LETTER = "report_letter"
    TAKEN_IN_RECEIPT = "taken_in_receipt"
    APPROVAL_FORM = "approval_form"
    GRANT_DECISION = "grant_decision"
    REFUSAL_DECISION = "refusal_decision"
    CHANGE_DECISION = "change_decision"
    CHANGE_REFUSAL = "change_refusal"
    RENEWAL_DECISION = "renewal_decision"
    RENEWAL_REFUSAL = "renewal_refusal"
    TERMINATION_NOTICE = "termination_notice"
    RESULT_NOTICE = "result_notice"
    ENDING_NOTICE = "ending_notice"
    RECALL_DECISION = "recall_decision"
    REVOCATION_DECISION = "revocation_decision"
    CANCELLATION_DECISION = "cancellation_decision"
    CLERICAL_CORRECTION = "clerical_correction"
    ADDRESS_CONFIRMATION = "address_confirmation"
    SERVICE_PROOF = "service_proof"
    OVERDUE_STATEMENT = "overdue_statement"
    COLLECTION_RECEIPT = "collection_receipt"
    DOSSIER_COVER = "dossier_cover"
    DOSSIER_CONTENTS = "dossier_contents"
    DOSSIER_NOTE = "dossier_note"


LABELS: Mapping[str, str] = {
    "item_name": "事项名称", "materials": "材料清单", "received_at": "收件时间", "answer_by": "答复期限",
    "clerk": "经办人", "channels": "办理渠道", "points": "补正内容", "due_on": "截止日期", "lapse_effect": "逾期后果",
    "accepted_on": "受理日期", "query_code": "查询码", "accepted_at": "受理时间", "decided_at": "决定时间",
    "decision": "决定内容", "reason": "理由", "where_to_go": "告知的去向", "notice_number": "补正告知书文号",
    "notified_on": "补正告知日期", "papers_back": "材料退还", "cause": "事由", "basis": "依据", "days_needed": "所需时间",
    "from_on": "起始日期", "new_last_day": "新的办理期限届满日", "ended_on": "结束日期", "days_excluded": "不计入的天数",
    "days": "延长天数", "approved_by": "批准人", "opinions": "审批意见", "officers": "核查人员", "held_at": "时间",
    "place": "地点", "findings": "核查情况", "signatures": "签名", "interest": "利害关系", "rights": "享有的权利",
    "respond_by": "陈述申辩期限", "speaker": "陈述人", "statement": "陈述申辩内容", "recorder": "记录人", "matter": "听证事项",
    "apply_by": "提出听证的期限", "chair": "听证主持人", "avoidance": "回避权利", "participants": "参加人", "record": "听证内容",
    "question": "征求意见的问题", "silence_effect": "逾期不复的后果", "request_number": "来函文号", "opinion": "意见",
    "replied_on": "回复日期", "issued_by": "签发人", "content": "决定内容", "scope": "范围", "validity": "有效期",
    "licence_number": "许可证编号", "result_name": "结果名称", "duties": "被许可人的义务", "delivery": "送达方式",
    "facts": "查明的事实", "failed_condition": "不符合的法定条件", "failed_article": "法定条件的依据", "ground": "终止的理由",
    "corrected_title": "被更正的文书", "where": "更正处", "was": "原文", "now_reads": "更正为", "address": "送达地址",
    "phone": "联系电话", "electronic": "是否同意电子送达", "document_title": "送达文书", "mode": "送达方式",
    "served_at": "送达时间", "recipient": "受送达人", "new_date": "新的办结日期", "liable_post": "责任岗位",
    "collected_by": "领取人", "collected_at": "领取时间", "identity": "身份核验", "result": "办理结果", "year": "年度",
    "retention": "保管期限", "pages": "页数", "entries": "卷内文件", "archivist": "立卷人", "checked_by": "检查人",
    "statutory_last_day": "法定办理期限届满日", "promised_last_day": "承诺办理期限届满日", "organ_asked": "被征求意见机关",
    "changes": "变更内容", "old_validity": "原有效期", "effect": "许可证的效力",
    "missing": "可以后补的材料", "latest": "补交的最晚日期", "consequence": "后果", "choice": "申请人的选择", "signed_by": "承诺人",
    "signed_at": "承诺时间", "conditions": "告知的条件", "promised": "承诺内容", "check": "事后核查",
    "joint_number": "联办编号", "decided_on": "决定日期", "ending_ground": "依据的法定情形", "relief": "补偿或者赔偿", "paper_return": "证件收回",
    "taken_in_at": "代收时间", "forwarded_to": "受理机关", "forward_by": "转寄期限", "when_received": "何时算收到",
}


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One row of the table. `letter` stands in the 文号 ("" = no number); `one_of` = at least one of each group."""

    kind: Kind
    title: str
    letter: str
    article: str
    to: tuple[Role, ...]
    seal: Seal
    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = field(default=())
    remedy: str = ""

    @property
    def labels(self) -> dict[str, str]:
        return {name: LABELS[name] for name in ("item_name", *self.required)}

    @property
    def template(self) -> str:
        return f"{self.kind}.typ"


A, T, IN, OR, P = (Role.APPLICANT,), Role.THIRD_PARTY, (Role.INTERNAL,), (Role.ORGAN,), Role.PUBLIC
ACC, LIC, OWN, NO = Seal.ACCEPTANCE, Seal.LICENCE, Seal.ORGAN, Seal.NONE


def law(numbers: str) -> str:
    return f"《中华人民共和国行政许可法》{numbers}"


_ROWS: tuple[KindSpec, ...] = (
    KindSpec(Kind.RECEIPT, "收件凭证", "收", law("第三十二条"), A, ACC, ("materials", "received_at", "answer_by", "clerk")),
    KindSpec(Kind.CONSULTATION_NOTE, "一次性告知单", "", law("第三十条"), A, NO, ("materials", "channels")),
    KindSpec(
        Kind.CORRECTION_NOTICE, "补正告知书", "补", law("第三十二条第一款第四项"), A, ACC, ("points", "due_on", "lapse_effect"),
    ),
    KindSpec(
        Kind.ACCEPTANCE_NOTICE, "受理通知书", "受", law("第三十二条第一款第五项、第二款"), A, ACC,
        ("accepted_on", "materials", "query_code"), (("statutory_last_day", "promised_last_day"),),
    ),
    KindSpec(Kind.TOLERANCE_NOTICE, "容缺受理告知书", "容", "", A, ACC, ("missing", "latest", "consequence", "choice")),
    KindSpec(Kind.TOLERANCE_PROMISE, "容缺受理承诺书", "容", "", A, ACC, ("missing", "due_on", "consequence", "signed_by", "signed_at")),
    KindSpec(
        Kind.PROMISE_LETTER, "告知承诺书", "诺", "《优化营商环境条例》第四十条第三款", A, LIC,
        ("conditions", "promised", "check", "consequence", "choice", "signed_by", "signed_at"),
    ),
    KindSpec(Kind.MENDING_NOTICE, "限期整改通知书", "改", "《优化营商环境条例》第四十条第三款", A, LIC, ("facts", "due_on", "consequence")),
    KindSpec(
        Kind.ON_THE_SPOT, "即办单", "即", law("第三十二条、第三十四条第二款"), A, LIC,
        ("received_at", "accepted_at", "decided_at", "decision"),
    ),
    KindSpec(Kind.NOT_NEEDED_NOTICE, "不受理告知书", "不受", law("第三十二条第一款第一项、第二款"), A, ACC, ("reason",)),
    KindSpec(
        Kind.REJECTION_DECISION, "不予受理决定书", "不受", law("第三十二条第一款第二项、第二款"), A, ACC,
        ("reason", "where_to_go"), remedy="决定",
    ),
    KindSpec(
        Kind.RETURN_NOTICE, "退件通知书", "退", law("第三十二条第一款第四项"), A, ACC,
        ("notice_number", "notified_on", "basis", "papers_back"),
    ),
    KindSpec(
        Kind.SPECIAL_PROCEDURE_NOTICE, "特别程序告知书", "特", law("第四十五条"), A, LIC,
        ("cause", "basis", "days_needed", "from_on", "new_last_day"),
    ),
    KindSpec(
        Kind.RESUMPTION_NOTICE, "特别程序结束通知书", "特", law("第四十五条"), A, LIC,
        ("cause", "ended_on", "days_excluded", "new_last_day"),
    ),
    KindSpec(Kind.EXTENSION_FORM, "延期审批表", "", law("第四十二条"), IN, NO, ("reason", "days", "opinions", "new_last_day")),
    KindSpec(
        Kind.EXTENSION_NOTICE, "延长办理期限通知书", "延", law("第四十二条第一款"), A, LIC,
        ("reason", "days", "approved_by", "new_last_day"),
    ),
    KindSpec(
        Kind.VISIT_RECORD, "现场核查笔录", "核", law("第三十四条第三款"), IN, NO,
        ("officers", "held_at", "place", "findings", "signatures"),
    ),
    KindSpec(
        Kind.THIRD_PARTY_NOTICE, "利害关系人告知书", "利", law("第三十六条"), (*A, T), LIC, ("interest", "rights", "respond_by"),
    ),
    KindSpec(
        Kind.STATEMENT_RECORD, "陈述申辩笔录", "利", law("第三十六条"), (*A, T), NO,
        ("speaker", "held_at", "place", "statement", "recorder"),
    ),
    KindSpec(
        Kind.HEARING_RIGHT_NOTICE, "听证告知书", "听", law("第四十七条"), (*A, T), LIC, ("matter", "rights", "apply_by"),
    ),
    KindSpec(
        Kind.HEARING_ANNOUNCEMENT, "听证公告", "听", law("第四十六条、第四十八条"), (P,), LIC,
        ("matter", "held_at", "place", "chair"),
    ),
    KindSpec(
        Kind.HEARING_NOTICE, "听证通知书", "听", law("第四十八条"), (*A, T), LIC,
        ("matter", "held_at", "place", "chair", "recorder", "avoidance"),
    ),
    KindSpec(
        Kind.HEARING_RECORD, "听证笔录", "听", law("第四十八条第一款第五项"), IN, NO,
        ("matter", "held_at", "place", "chair", "recorder", "participants", "record", "signatures"),
    ),
    KindSpec(
        Kind.OPINION_REQUEST, "征求意见函", "函", law("第二十六条"), OR, OWN,
        ("organ_asked", "question", "due_on", "silence_effect"),
    ),
    KindSpec(
        Kind.OPINION_REPLY, "征求意见回执", "", law("第二十六条"), OR, OWN, ("request_number", "opinion", "replied_on"),
    ),
    KindSpec(
        Kind.COPY_NOTICE, "抄告单", "函", law("第二十六条第二款"), OR, OWN, ("organ_asked", "joint_number", "decision", "decided_on", "due_on"),
    ),
    KindSpec(
        Kind.FIRST_REVIEW_REPORT, "初审意见报送函", "报", law("第三十五条、第四十三条"), OR, LIC, ("accepted_on", "opinion", "materials"),
    ),
    KindSpec(Kind.REPORT_LETTER, "转报函", "转", law("第三十五条"), OR, LIC, ("accepted_on", "basis", "materials")),
    KindSpec(
        Kind.TAKEN_IN_RECEIPT, "代收凭证", "代收", "", A, OWN, ("materials", "taken_in_at", "forwarded_to", "forward_by", "when_received", "clerk"),
    ),
    KindSpec(Kind.APPROVAL_FORM, "审批表", "", law("第三十七条"), IN, NO, ("opinions", "issued_by")),
    KindSpec(
        Kind.GRANT_DECISION, "准予行政许可决定书", "准", law("第三十八条第一款、第四十条"), A, LIC,
        ("content", "scope", "validity", "duties", "delivery"), (("licence_number", "result_name"),),
    ),
    KindSpec(
        Kind.REFUSAL_DECISION, "不予行政许可决定书", "不", law("第三十八条第二款"), A, LIC,
        ("facts", "failed_condition", "failed_article"), remedy="决定",
    ),
    KindSpec(
        Kind.CHANGE_DECISION, "准予变更行政许可决定书", "变", law("第四十九条"), A, LIC,
        ("licence_number", "changes", "content", "validity", "duties", "delivery"),
    ),
    KindSpec(
        Kind.CHANGE_REFUSAL, "不予变更行政许可决定书", "变", law("第三十八条第二款、第四十九条"), A, LIC,
        ("licence_number", "facts", "failed_condition", "failed_article", "effect"), remedy="决定",
    ),
    KindSpec(
        Kind.RENEWAL_DECISION, "准予延续行政许可决定书", "延续", law("第五十条"), A, LIC,
        ("licence_number", "old_validity", "content", "validity", "duties", "delivery"),
    ),
    KindSpec(
        Kind.RENEWAL_REFUSAL, "不予延续行政许可决定书", "延续", law("第三十八条第二款、第五十条"), A, LIC,
        ("licence_number", "facts", "failed_condition", "failed_article", "effect"), remedy="决定",
    ),
    KindSpec(
        Kind.TERMINATION_NOTICE, "终止办理通知书", "终", "", A, OWN, ("ground", "papers_back"), remedy="通知",
    ),
    KindSpec(Kind.RESULT_NOTICE, "办理结果通知书", "办", "", A, OWN, ("result", "content", "delivery"), remedy="通知"),
    KindSpec(
        Kind.ENDING_NOTICE, "拟撤销行政许可告知书", "告", law("第六十九条"), A, LIC,
        ("licence_number", "facts", "ending_ground", "rights", "respond_by"),
    ),
    KindSpec(
        Kind.RECALL_DECISION, "撤回行政许可决定书", "撤", law("第八条第二款"), A, LIC,
        ("licence_number", "facts", "ending_ground", "reason", "relief", "paper_return"), remedy="决定",
    ),
    KindSpec(
        Kind.REVOCATION_DECISION, "撤销行政许可决定书", "销", law("第六十九条"), A, LIC,
        ("licence_number", "facts", "ending_ground", "reason", "relief", "paper_return"), remedy="决定",
    ),
    KindSpec(
        Kind.CANCELLATION_DECISION, "注销行政许可决定书", "注", law("第七十条"), A, LIC,
        ("licence_number", "facts", "ending_ground", "paper_return"), remedy="决定",
    ),
    KindSpec(
        Kind.CLERICAL_CORRECTION, "更正通知书", "更", "", A, OWN, ("corrected_title", "where", "was", "now_reads", "reason"),
    ),
    KindSpec(
        Kind.ADDRESS_CONFIRMATION, "送达地址（电子送达）确认书", "", law("第四十四条"), A, NO,
        ("address", "phone", "electronic"),
    ),
    KindSpec(
        Kind.SERVICE_PROOF, "送达回证", "", law("第四十四条"), (*A, T), NO,
        ("document_title", "recipient", "mode", "place", "served_at"),
    ),
    KindSpec(
        Kind.OVERDUE_STATEMENT, "超期说明", "", "《优化营商环境条例》第三十六条", (P,), NO, ("cause", "new_date", "liable_post"),
    ),
    KindSpec(
        Kind.COLLECTION_RECEIPT, "领证签收单", "", law("第四十四条"), A, NO,
        ("result_name", "collected_by", "collected_at", "identity"),
    ),
    KindSpec(Kind.DOSSIER_COVER, "卷宗封面", "", "", IN, NO, ("year", "retention", "pages")),
    KindSpec(Kind.DOSSIER_CONTENTS, "卷内目录", "", "", IN, NO, ("entries",)),
    KindSpec(Kind.DOSSIER_NOTE, "备考表", "", "", IN, NO, ("archivist", "pages")),
)

KINDS: Mapping[Kind, KindSpec] = {row.kind: row for row in _ROWS}


LICENSING_ONLY = frozenset({
    Kind.GRANT_DECISION, Kind.REFUSAL_DECISION, Kind.NOT_NEEDED_NOTICE, Kind.ENDING_NOTICE, Kind.RECALL_DECISION,
    Kind.REVOCATION_DECISION, Kind.CANCELLATION_DECISION, Kind.CHANGE_DECISION, Kind.CHANGE_REFUSAL, Kind.RENEWAL_DECISION,
    Kind.RENEWAL_REFUSAL,
})  # fmt: skip


def outside_licensing(spec: KindSpec) -> KindSpec:
    """The kind as it stands in a regime that is no licence: no article of the licensing law, the organ's own seal.

    Raises Refusal `documents.not_a_licence` for the decisions that only that law knows (design §5: never the word 许可).
    """
    if spec.kind in LICENSING_ONLY:
        raise Refusal("该事项不是行政许可，不能使用《%(title)s》。", code="documents.not_a_licence", title=spec.title)
    article = "" if "行政许可法" in spec.article else spec.article
    return replace(spec, article=article, seal=Seal.ORGAN if spec.seal is Seal.LICENCE else spec.seal)
