"""Who may do what: actors, acts, posts, powers and the separation of duties (design §5 “Who”, §11). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from yichuang.kernel.errors import Forbidden, Refusal


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
    HEARING = "hearing"
    HEARING_CHAIR = "hearing_chair"
    TELL_THIRD_PARTY = "tell_third_party"
    TAKE_STATEMENT = "take_statement"
    GRANT = "grant"
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
    ARCHIVE = "archive"
    EDIT_ITEM = "edit_item"
    PUBLISH_ITEM = "publish_item"
    RATE = "rate"
    ANSWER_RATING = "answer_rating"
    SUPERVISE = "supervise"
    MANAGE_STAFF = "manage_staff"


ACT_NAMES: Mapping[Act, str] = {
    Act.RECEIVE: "收件", Act.ACCEPT: "受理", Act.ASK_CORRECTION: "补正告知", Act.CORRECT_ON_SPOT: "当场更正",
    Act.NOT_NEEDED: "不受理", Act.REJECT: "不予受理", Act.ACCEPT_WITH_GAPS: "容缺受理", Act.RETURN_LAPSED: "退件",
    Act.HAND_OVER: "移交", Act.ASSIGN: "派件", Act.REVIEW: "承办", Act.CHECK: "审核", Act.SEND_BACK: "退回",
    Act.INSERT: "加签会签", Act.CONSULT: "征求意见", Act.ANSWER: "回复意见", Act.VISIT: "踏勘",
    Act.EXPERT_OPINION: "评审", Act.SPECIAL_START: "启动特别程序", Act.SPECIAL_END: "结束特别程序",
    Act.ASK_EXTENSION: "申请延期", Act.EXTEND: "批准延期", Act.EXTEND_JOINT: "批准联办延期",
    Act.LEGAL_REVIEW: "法制审核", Act.HEARING: "组织听证", Act.HEARING_CHAIR: "主持听证",
    Act.TELL_THIRD_PARTY: "告知利害关系人", Act.TAKE_STATEMENT: "听取陈述申辩", Act.GRANT: "准予", Act.REFUSE: "不予",
    Act.TERMINATE: "终止办理", Act.RECORD_WITHDRAWAL: "登记撤回申请", Act.SEAL: "用印", Act.MAKE_LICENCE: "制证",
    Act.ISSUE: "出证", Act.SERVE: "送达", Act.VOID: "作废", Act.REPRINT: "补打", Act.CORRECT_CLERICAL: "更正",
    Act.REVOKE: "撤销", Act.RECALL: "撤回许可", Act.CANCEL: "注销", Act.URGE: "催办", Act.OVERDUE_NOTE: "超期说明",
    Act.ARCHIVE: "归档", Act.EDIT_ITEM: "编辑事项", Act.PUBLISH_ITEM: "发布事项", Act.RATE: "评价",
    Act.ANSWER_RATING: "答复评价", Act.SUPERVISE: "电子监察", Act.MANAGE_STAFF: "人员与授权管理",
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


Kind = Literal["staff", "applicant", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something: a member of staff, an applicant with the parties they stand for, or the system itself.

    `posts` is what the pages show by; `authority` never trusts it but looks the holdings up again by date.
    """

    account_id: UUID | None
    kind: Kind
    organ_id: UUID | None = None
    posts: frozenset[str] = frozenset()
    party_ids: frozenset[UUID] = frozenset()
    name: str = ""

    @property
    def ref(self) -> str:
        """How events name the actor: `account:<uuid>` or `system:<name>`; never a person's name."""
        return f"account:{self.account_id}" if self.account_id else f"system:{self.name}"

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_applicant(self) -> bool:
        return self.kind == "applicant"

    def holds(self, *posts: str) -> bool:
        return not self.posts.isdisjoint(posts)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, both ends included; `withdrawn_on` ends it from that day on."""

    from_on: date
    to_on: date | None = None
    withdrawn_on: date | None = None

    def holds_on(self, day: date) -> bool:
        ended = self.withdrawn_on is not None and day >= self.withdrawn_on
        return self.from_on <= day and (self.to_on is None or day <= self.to_on) and not ended

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a day."""
        ends = [last for last in (self.last_on, other.last_on) if last is not None]
        return not ends or max(self.from_on, other.from_on) <= min(ends)

    @property
    def last_on(self) -> date | None:
        ends = [self.to_on] if self.to_on else []
        if self.withdrawn_on:
            ends.append(date.fromordinal(self.withdrawn_on.toordinal() - 1))
        return min(ends) if ends else None


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds a post of an organ."""

    id: UUID
    account_id: UUID
    organ_id: UUID
    post: str
    span: Span


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Organ, item (None = every item without a row of its own), act → post. `post_organ_id` is the organ whose post it
    is, when that is another one than the organ whose power it is (a hall accepting for a department)."""

    id: UUID
    organ_id: UUID
    act: str
    post: str
    span: Span
    item_id: UUID | None = None
    post_organ_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """AB岗 or leave: `account_id` acts in the post of `instead_of` on these days."""

    id: UUID
    account_id: UUID
    instead_of: UUID
    organ_id: UUID
    post: str
    span: Span


@dataclass(frozen=True, slots=True)
class Authority:
    """The power somebody acts under: the row that gives it, the post it was used in, and whom a stand-in stands for."""

    authorisation_id: UUID
    post: str
    account_id: UUID
    instead_of: UUID | None = None
    stand_in_id: UUID | None = None

    @property
    def ref(self) -> str:
        """What the fact records as `authority_ref`: the row id, and the stand-in's row id behind a slash."""
        row = str(self.authorisation_id)
        return f"{row}/{self.stand_in_id}" if self.stand_in_id else row

    @property
    def persons(self) -> frozenset[UUID]:
        """Everybody whom separation counts: who acts, and in whose stead."""
        return frozenset({self.account_id} | ({self.instead_of} if self.instead_of else set()))


HEADS_ONLY: Mapping[Act, tuple[frozenset[Post], str]] = {
    Act.EXTEND: (frozenset({Post.DIRECTOR, Post.DEPUTY_DIRECTOR}), "《中华人民共和国行政许可法》第四十二条第一款"),
    Act.EXTEND_JOINT: (frozenset({Post.GOVERNMENT_HEAD}), "《中华人民共和国行政许可法》第四十二条第二款"),
}
"""Acts the law itself gives to a rank: 本行政机关负责人 approves the extension of twenty days, 本级人民政府负责人 that of
forty-five. A 首席代表 is sent by the department and heads none."""


class NotAHead(Refusal):
    """The act cannot be given to this post."""

    code = "organisations.not_a_head"
    message = "“%(act)s”只能由%(posts)s办理，不能授权“%(post)s”。"
    remedy = "请改为授权%(posts)s。"


def is_head_enough(act: str, post: str, *, own: bool) -> bool:
    """Whether the law lets this post do this act; `own` says that the post is one of the deciding organ itself."""
    rule = HEADS_ONLY.get(Act(act)) if act in Act._value2member_map_ else None
    return rule is None or (post in rule[0] and (own or act != Act.EXTEND))


def check_rank(act: str, post: str, *, own: bool) -> None:
    """42: raises where an authorisation would hand a head's act to another post, or to another organ's head."""
    if not is_head_enough(act, post, own=own):
        posts, article = HEADS_ONLY[Act(act)]
        named = "、".join(POST_NAMES[p] for p in Post if p in posts)
        raise NotAHead(article=article, act=act_name(act), posts=named, post=post_name(post))


class NoAuthority(Forbidden):
    """The act belongs to another post (or to none: nobody is authorised)."""

    code = "organisations.no_authority"
    article = "《中华人民共和国行政许可法》第二十二条"
    message = "“%(act)s”由%(posts)s办理，您的岗位没有这项权限。"
    remedy = "请转交有权限的岗位办理；需要代理的，由本机关登记代理期间。"


def authorisations_for(
    rows: Iterable[Authorisation], *, act: str, organ_id: UUID, item_id: UUID | None, on: date
) -> tuple[Authorisation, ...]:
    """The rows that rule this act on that day. A row naming the item displaces the rows for all items: the particular
    goes before the general, so that a power can also be narrowed. A row that gives a head's act to another post gives nothing (42)."""
    live = [
        r for r in rows
        if r.act == act and r.organ_id == organ_id and r.span.holds_on(on)
        and is_head_enough(act, r.post, own=r.post_organ_id in (None, organ_id))
    ]
    own = tuple(r for r in live if item_id is not None and r.item_id == item_id)
    return own or tuple(r for r in live if r.item_id is None)


def find_authority(
    account_id: UUID,
    rows: Iterable[Authorisation],
    *,
    holdings: Iterable[Holding],
    stand_ins: Iterable[StandIn],
    ancestors: Mapping[UUID, frozenset[UUID]],
    on: date,
) -> Authority | None:
    """The power this person has under `rows` (already chosen by `authorisations_for`), own post before stand-in.

    `ancestors` maps an organ to itself and all above it: a post in an office of the bureau is a post of the bureau.
    A stand-in counts only while the person stood in for holds the post.
    """
    holdings, stand_ins, rows = tuple(holdings), tuple(stand_ins), tuple(rows)

    def fits(organ_id: UUID, row: Authorisation) -> bool:
        return (row.post_organ_id or row.organ_id) in ancestors.get(organ_id, frozenset({organ_id}))

    for row in rows:
        for h in holdings:
            if h.account_id == account_id and h.post == row.post and h.span.holds_on(on) and fits(h.organ_id, row):
                return Authority(row.id, row.post, account_id)
    for row in rows:
        for s in stand_ins:
            if s.account_id != account_id or s.post != row.post or not s.span.holds_on(on) or not fits(s.organ_id, row):
                continue
            if any(
                h.account_id == s.instead_of and h.post == s.post and h.organ_id == s.organ_id and h.span.holds_on(on)
                for h in holdings
            ):
                return Authority(row.id, row.post, account_id, s.instead_of, s.id)
    return None


def check_authority(authority: Authority | None, rows: Iterable[Authorisation], *, act: str) -> Authority:
    """Return the authority, or raise NoAuthority naming the posts that may."""
    if authority is not None:
        return authority
    posts = sorted({post_name(r.post) for r in rows})
    if not posts:
        raise NoAuthority(
            "本机关没有就此事项授权任何岗位办理“%(act)s”。", code="organisations.nobody_authorised", act=act_name(act)
        )
    raise NoAuthority(act=act_name(act), posts="、".join(posts))


@dataclass(frozen=True, slots=True)
class Done:
    """An act already done in the case, with everybody whom separation counts for it."""

    act: str
    persons: frozenset[UUID]


class NotSeparate(Forbidden):
    """One person would hold two duties of one case that the law or the house keeps apart."""

    code = "organisations.not_separate"
    message = "您已在本件中办理“%(done)s”，不能再办理“%(act)s”。"
    remedy = "请转交本机关其他有权限的人员办理。"


ACCEPTING = frozenset({Act.ACCEPT, Act.ACCEPT_WITH_GAPS})
DECIDING = frozenset({Act.GRANT, Act.REFUSE})
INNER_RULE = "本机关岗位分离规则（受理、审查、决定相分离）"
HEARING_ARTICLE = "《中华人民共和国行政许可法》第四十八条第一款第三项"

APART: tuple[tuple[frozenset[Act], frozenset[Act], str], ...] = (
    (ACCEPTING, DECIDING, INNER_RULE),
    (ACCEPTING, frozenset({Act.REVIEW}), INNER_RULE),
    (frozenset({Act.REVIEW}), frozenset({Act.CHECK}), INNER_RULE),
    (frozenset({Act.REVIEW}), DECIDING, INNER_RULE),
    (frozenset({Act.REVIEW}), frozenset({Act.LEGAL_REVIEW}), INNER_RULE),
    (frozenset({Act.REVIEW, Act.CHECK}), frozenset({Act.HEARING_CHAIR}), HEARING_ARTICLE),
    (frozenset({Act.ASK_EXTENSION}), frozenset({Act.EXTEND, Act.EXTEND_JOINT}), INNER_RULE),
)
"""Pairs of duties that two different persons do (design §5 “Who”); the order in time does not matter."""


def check_separation(
    done: Iterable[Done], act: str, persons: frozenset[UUID], *, one_review: bool = False, single_officer: bool = False
) -> None:
    """Raise NotSeparate when somebody in `persons` did the other half of a pair in this case.

    `one_review`: the item declares 一审一核, so the acceptor may review. `single_officer`: the item is decided on the
    spot, declares one officer and is sampled (art. 34(2), 56); only the hearing keeps its separation then. A stand-in
    carries the person stood in for in `persons`, on both sides, so standing in never launders a duty.
    """
    done = tuple(done)
    for one, other, article in APART:
        if single_officer and article != HEARING_ARTICLE:
            continue
        if one_review and one == ACCEPTING and Act.REVIEW in other:
            continue
        against = other if act in one else one if act in other else frozenset()
        for past in done:
            if past.act in against and past.persons & persons:
                raise NotSeparate(article=article, done=act_name(past.act), act=act_name(act))


def check_post(post: str, held: Iterable[str]) -> None:
    """Raise when a new post cannot stand beside those held: supervisors and rating staff touch no case."""
    for other in held:
        if (post in APART_POSTS) != (other in APART_POSTS):
            raise Refusal(
                "“%(post)s”不能与“%(other)s”由同一人担任：监察与评价人员不参与办件。",
                code="organisations.posts_apart", post=post_name(post), other=post_name(other),
            )


def check_visitors(officers: Iterable[UUID]) -> None:
    """Art. 34(3): at least two members of staff verify on the spot."""
    if len(set(officers)) < 2:
        raise Refusal(
            "现场核查应当由两名以上工作人员进行。", code="organisations.two_officers",
            article="《中华人民共和国行政许可法》第三十四条第三款",
        )
