"""Acts and posts, their names, and the acts that the law gives to a rank. Pure; `domain` hands them on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from yichuang.kernel.errors import Refusal


class Act(StrEnum):
    """An act of somebody's power. The value is recorded; `ACT_NAMES` says it in the words of the hall."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    ASK_CORRECTION = "ask_correction"
    CORRECT_ON_SPOT = "correct_on_spot"
    NOT_NEEDED = "not_needed"
    REJECT = "reject"
    ACCEPT_WITH_GAPS = "accept_with_gaps"
    RETURN_LAPSED = "return_lapsed"
    HAND_OVER = "hand_over"
    ASSIGN = "assign"
    REVIEW = "review"
    CHECK = "check"
    SEND_BACK = "send_back"
    INSERT = "insert"
    CONSULT = "consult"
    ANSWER = "answer"
    VISIT = "visit"
    EXPERT_OPINION = "expert_opinion"
    SPECIAL_START = "special_start"
    SPECIAL_END = "special_end"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    EXTEND_JOINT = "extend_joint"
    LEGAL_REVIEW = "legal_review"
    SPOT_CHECK = "spot_check"
    FOLLOW_UP = "follow_up"
    HEARING = "hearing"
    HEARING_CHAIR = "hearing_chair"
    TELL_THIRD_PARTY = "tell_third_party"
    TAKE_STATEMENT = "take_statement"
    GRANT = "grant"
    DECIDE_AT_ONCE = "decide_at_once"
    DECIDE_AUTOMATICALLY = "decide_automatically"
    REFUSE = "refuse"
    TERMINATE = "terminate"
    RECORD_WITHDRAWAL = "record_withdrawal"
    SEAL = "seal"
    MAKE_LICENCE = "make_licence"
    ISSUE = "issue"
    SERVE = "serve"
    VOID = "void"
    REPRINT = "reprint"
    CORRECT_CLERICAL = "correct_clerical"
    REVOKE = "revoke"
    RECALL = "recall"
    CANCEL = "cancel"
    URGE = "urge"
    OVERDUE_NOTE = "overdue_note"
    REPAIR_CREDIT = "repair_credit"
    ARCHIVE = "archive"
    EDIT_ITEM = "edit_item"
    REVIEW_ITEM = "review_item"
    PUBLISH_ITEM = "publish_item"
    RATE = "rate"
    ANSWER_RATING = "answer_rating"
    SUPERVISE = "supervise"
    MANAGE_STAFF = "manage_staff"
    AUTHORISE = "authorise"
    MANAGE_AGENCIES = "manage_agencies"
    KEEP_REGISTERS = "keep_registers"


ACT_NAMES: Mapping[Act, str] = {
    Act.RECEIVE: "收件", Act.ACCEPT: "受理", Act.ASK_CORRECTION: "补正告知", Act.CORRECT_ON_SPOT: "当场更正",
    Act.NOT_NEEDED: "不受理", Act.REJECT: "不予受理", Act.ACCEPT_WITH_GAPS: "容缺受理", Act.RETURN_LAPSED: "退件",
    Act.HAND_OVER: "移交", Act.ASSIGN: "派件", Act.REVIEW: "承办", Act.CHECK: "审核", Act.SEND_BACK: "退回",
    Act.INSERT: "加签会签", Act.CONSULT: "征求意见", Act.ANSWER: "回复意见", Act.VISIT: "踏勘",
    Act.EXPERT_OPINION: "评审", Act.SPECIAL_START: "启动特别程序", Act.SPECIAL_END: "结束特别程序",
    Act.ASK_EXTENSION: "申请延期", Act.EXTEND: "批准延期", Act.EXTEND_JOINT: "批准联办延期",
    Act.LEGAL_REVIEW: "法制审核", Act.SPOT_CHECK: "即办件抽查", Act.FOLLOW_UP: "承诺事后核查", Act.HEARING: "组织听证", Act.HEARING_CHAIR: "主持听证",
    Act.TELL_THIRD_PARTY: "告知利害关系人", Act.TAKE_STATEMENT: "听取陈述申辩", Act.GRANT: "准予", Act.DECIDE_AT_ONCE: "即办",
    Act.DECIDE_AUTOMATICALLY: "智能审批（自动准予）", Act.REFUSE: "不予",
    Act.TERMINATE: "终止办理", Act.RECORD_WITHDRAWAL: "登记撤回申请", Act.SEAL: "用印", Act.MAKE_LICENCE: "制证",
    Act.ISSUE: "出证", Act.SERVE: "送达", Act.VOID: "作废", Act.REPRINT: "补打", Act.CORRECT_CLERICAL: "更正",
    Act.REVOKE: "撤销", Act.RECALL: "撤回许可", Act.CANCEL: "注销", Act.URGE: "催办", Act.OVERDUE_NOTE: "超期说明",
    Act.REPAIR_CREDIT: "信用修复",
    Act.ARCHIVE: "归档", Act.EDIT_ITEM: "编辑事项", Act.REVIEW_ITEM: "事项合法性审查", Act.PUBLISH_ITEM: "批准发布事项", Act.RATE: "评价",
    Act.ANSWER_RATING: "答复评价", Act.SUPERVISE: "电子监察", Act.MANAGE_STAFF: "人员与授权管理", Act.AUTHORISE: "授权",
    Act.MANAGE_AGENCIES: "中介服务管理", Act.KEEP_REGISTERS: "公共目录维护",
}


class Post(StrEnum):
    """A post 岗位 of an organ; powers hang on posts, never on persons."""

    WINDOW = "window"
    HALL_LEAD = "hall_lead"
    UNDERTAKER = "undertaker"
    SECTION_CHIEF = "section_chief"
    CHIEF_REPRESENTATIVE = "chief_representative"
    LEGAL = "legal"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"
    GOVERNMENT_HEAD = "government_head"
    SEAL = "seal"
    CERTIFICATE = "certificate"
    VISITOR = "visitor"
    EXPERT = "expert"
    HEARING_CHAIR = "hearing_chair"
    THIRD_PARTY_LIAISON = "third_party_liaison"
    CO_ORGAN_LIAISON = "co_organ_liaison"
    ARCHIVIST = "archivist"
    CATALOGUE_EDITOR = "catalogue_editor"
    SUPERVISOR = "supervisor"
    RATING_OFFICER = "rating_officer"
    IT = "it"


POST_NAMES: Mapping[Post, str] = {
    Post.WINDOW: "综合窗口收件员", Post.HALL_LEAD: "窗口组长", Post.UNDERTAKER: "承办人", Post.SECTION_CHIEF: "科长",
    Post.CHIEF_REPRESENTATIVE: "首席代表", Post.LEGAL: "法制审核员", Post.DEPUTY_DIRECTOR: "分管局长",
    Post.DIRECTOR: "局长", Post.GOVERNMENT_HEAD: "本级人民政府负责人", Post.SEAL: "印章管理员", Post.CERTIFICATE: "制证出证员",
    Post.VISITOR: "踏勘员", Post.EXPERT: "评审专家", Post.HEARING_CHAIR: "听证主持人",
    Post.THIRD_PARTY_LIAISON: "利害关系人联络员", Post.CO_ORGAN_LIAISON: "协办联络员", Post.ARCHIVIST: "档案员",
    Post.CATALOGUE_EDITOR: "事项管理员", Post.SUPERVISOR: "电子监察员", Post.RATING_OFFICER: "评价管理员",
    Post.IT: "系统管理员",
}

APART_POSTS = frozenset({Post.SUPERVISOR, Post.RATING_OFFICER})
"""Supervisors and rating staff touch no case (design §5): whoever holds one of these holds no post outside it."""


def act_name(act: str) -> str:
    return ACT_NAMES[Act(act)] if act in Act._value2member_map_ else act


def post_name(post: str) -> str:
    return POST_NAMES[Post(post)] if post in Post._value2member_map_ else post


HEADS_ONLY: Mapping[Act, tuple[frozenset[Post], str]] = {
    Act.EXTEND: (frozenset({Post.DIRECTOR, Post.DEPUTY_DIRECTOR}), "《中华人民共和国行政许可法》第四十二条第一款"),
    Act.EXTEND_JOINT: (frozenset({Post.GOVERNMENT_HEAD}), "《中华人民共和国行政许可法》第四十二条第二款"),
    Act.DECIDE_AUTOMATICALLY: (frozenset({Post.DIRECTOR}), "《中华人民共和国行政许可法》第二十二条、第七条"),
}
"""Acts the law itself gives to a rank: 本行政机关负责人 approves the extension of twenty days, 本级人民政府负责人 that of
forty-five. A 首席代表 is sent by the department and heads none. What is decided without an officer the head answers for (house rule)."""
OWN_HEAD = frozenset({Act.EXTEND, Act.DECIDE_AUTOMATICALLY})
"""Acts of a head of the deciding organ itself."""


class NotAHead(Refusal):
    """The act cannot be given to this post."""

    code = "organisations.not_a_head"
    message = "“%(act)s”只能由%(posts)s办理，不能授权“%(post)s”。"
    remedy = "请改为授权%(posts)s。"


def is_head_enough(act: str, post: str, *, own: bool) -> bool:
    """Whether the law lets this post do this act; `own` says that the post is one of the deciding organ itself."""
    rule = HEADS_ONLY.get(Act(act)) if act in Act._value2member_map_ else None
    return rule is None or (post in rule[0] and (own or act not in OWN_HEAD))


def check_rank(act: str, post: str, *, own: bool) -> None:
    """42: raises where an authorisation would hand a head's act to another post, or to another organ's head."""
    if not is_head_enough(act, post, own=own):
        posts, article = HEADS_ONLY[Act(act)]
        named = "、".join(POST_NAMES[p] for p in Post if p in posts)
        raise NotAHead(article=article, act=act_name(act), posts=named, post=post_name(post))
