"""A licence 许可证件: its states, its numbers, what may happen to it (《行政许可法》 8, 39, 44, 49, 50, 69, 70). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from yichuang.kernel import codes
from yichuang.kernel.errors import FieldError, Invalid, Refusal

REQUIRED = "这一项是必备内容，不能空着。"


class State(StrEnum):
    ORDERED = "ordered"
    VALID = "valid"
    SUSPENDED = "suspended"
    RECALLED = "recalled"
    REVOKED = "revoked"
    FORFEITED = "forfeited"
    CANCELLED = "cancelled"


STATE_NAMES: Mapping[State, str] = {
    State.ORDERED: "制证中", State.VALID: "有效", State.SUSPENDED: "暂扣", State.RECALLED: "已撤回",
    State.REVOKED: "已撤销", State.FORFEITED: "已吊销", State.CANCELLED: "已注销",
}

ENDED = (State.RECALLED, State.REVOKED, State.FORFEITED)

LABELS = STATE_NAMES

_ENDINGS = {
    "licences.LicenceRecalled": State.RECALLED, "licences.LicenceRevoked": State.REVOKED,
    "licences.LicenceForfeited": State.FORFEITED, "licences.LicenceCancelled": State.CANCELLED,
}

TRANSITIONS: Mapping[State, Mapping[str, State]] = {
    State.ORDERED: {
        "licences.LicenceReady": State.VALID, "licences.LicenceRevoked": State.REVOKED,
        "licences.LicenceCancelled": State.CANCELLED,
    },
    State.VALID: {"licences.LicenceSuspended": State.SUSPENDED, **_ENDINGS},
    State.SUSPENDED: {"licences.LicenceRestored": State.VALID, **_ENDINGS},
    State.RECALLED: {"licences.LicenceCancelled": State.CANCELLED},
    State.REVOKED: {"licences.LicenceCancelled": State.CANCELLED},
    State.FORFEITED: {"licences.LicenceCancelled": State.CANCELLED},
}
"""The life of a licence; 注销 is always last. 变更, 延续 and 补证 make a new edition and leave it valid."""

ARTICLES: Mapping[State, str] = {
    State.RECALLED: "《中华人民共和国行政许可法》第八条", State.REVOKED: "《中华人民共和国行政许可法》第六十九条",
    State.CANCELLED: "《中华人民共和国行政许可法》第七十条",
}

OWNERS: Mapping[State, str] = {
    State.ORDERED: "certificate", State.VALID: "window", State.SUSPENDED: "undertaker", State.RECALLED: "undertaker",
    State.REVOKED: "undertaker", State.FORFEITED: "undertaker",
}


class Cause(StrEnum):
    """Causes of 注销, article 70 items 1–6."""

    EXPIRED = "70.1"
    PERSON_GONE = "70.2"
    ORGANISATION_ENDED = "70.3"
    ENDED_BEFORE = "70.4"
    FORCE_MAJEURE = "70.5"
    OTHER_LAW = "70.6"


CAUSE_NAMES: Mapping[Cause, str] = {
    Cause.EXPIRED: "有效期届满未延续", Cause.PERSON_GONE: "公民死亡或者丧失行为能力", Cause.ORGANISATION_ENDED: "法人或者其他组织依法终止",
    Cause.ENDED_BEFORE: "许可依法被撤销、撤回，或者证件依法被吊销", Cause.FORCE_MAJEURE: "因不可抗力导致许可事项无法实施",
    Cause.OTHER_LAW: "法律、法规规定的其他情形",
}


class EditionState(StrEnum):
    """One paper of a licence: the first, a changed, a renewed or a reissued one."""

    ORDERED = "ordered"
    FAILED = "failed"
    READY = "ready"
    HANDED_OVER = "handed_over"
    VOID = "void"
    REPLACED = "replaced"


EDITION_NAMES: Mapping[EditionState, str] = {
    EditionState.ORDERED: "制证中", EditionState.FAILED: "制证失败", EditionState.READY: "待领取",
    EditionState.HANDED_OVER: "已领取", EditionState.VOID: "已作废", EditionState.REPLACED: "已被新版取代",
}

EDITION_MOVES: Mapping[EditionState, tuple[EditionState, ...]] = {
    EditionState.ORDERED: (EditionState.READY, EditionState.FAILED, EditionState.VOID, EditionState.REPLACED),
    EditionState.FAILED: (EditionState.READY, EditionState.FAILED, EditionState.VOID, EditionState.REPLACED),
    EditionState.READY: (EditionState.HANDED_OVER, EditionState.VOID, EditionState.REPLACED),
    EditionState.HANDED_OVER: (EditionState.REPLACED,),
    EditionState.VOID: (),
    EditionState.REPLACED: (),
}

EDITION_OWNERS: Mapping[EditionState, str] = {
    EditionState.ORDERED: "system", EditionState.FAILED: "certificate", EditionState.READY: "window",
    EditionState.HANDED_OVER: "archivist", EditionState.VOID: "certificate", EditionState.REPLACED: "archivist",
}


class Handing(StrEnum):
    COUNTER = "counter"
    POST = "post"
    ELECTRONIC = "electronic"


HANDING_NAMES: Mapping[Handing, str] = {
    Handing.COUNTER: "窗口领取", Handing.POST: "邮政EMS", Handing.ELECTRONIC: "电子证照下载",
}

HANDING_PROOFS: Mapping[Handing, tuple[tuple[str, str], ...]] = {
    Handing.COUNTER: (("collected_by", "领取人"), ("identity", "身份核验"), ("signature", "领取签名")),
    Handing.POST: (("tracking_number", "邮件号"), ("signed_by", "签收人")),
    Handing.ELECTRONIC: (),
}


def can_move(state: State, to: State) -> bool:
    return to in TRANSITIONS.get(state, {}).values()


def check_move(state: State, to: State) -> None:
    """Raises Refusal `licences.state` when the table has no such move."""
    if not can_move(state, to):
        raise Refusal(
            "许可证%(state)s，不能改为%(to)s。", code="licences.state", article=ARTICLES.get(to, ""),
            state=STATE_NAMES[state], to=STATE_NAMES[to],
        )


def check_edition(state: EditionState, to: EditionState) -> None:
    if to not in EDITION_MOVES[state]:
        raise Refusal(
            "该证件%(state)s，不能改为%(to)s。", code="licences.edition_state",
            state=EDITION_NAMES[state], to=EDITION_NAMES[to],
        )


CORRECTABLE: Mapping[str, str] = {
    "holder_name": "持证人", "legal_representative": "法定代表人（负责人）", "address": "住所（地址）", "scope": "许可范围", "title": "证件名称",
}
"""Contents of a licence in which a slip of the pen may be corrected: names and words."""
OF_RECORD: Mapping[str, str] = {
    "number": "许可证编号", "identifier": "电子证照标识", "holder_code": "证件号码", "valid_from": "有效期", "valid_to": "有效期",
    "date": "发证日期", "organ_name": "发证机关",
}
"""What else stands on it: from the record or part of the decision, so that a change of it is no correction."""


def check_made(state: EditionState) -> None:
    """Only a finished paper has slips; one that is being made is made again."""
    if state not in (EditionState.READY, EditionState.HANDED_OVER):
        raise Refusal("证件%(state)s，现在不能更正。", code="licences.not_ready", remedy="等证件制作完成以后再更正。",
                      state=EDITION_NAMES[state])  # fmt: skip


def check_cancel(state: State, cause: Cause, *, valid_to: date | None, on: date, renewal_asked: bool = False) -> None:
    """注销 needs a cause of article 70 that fits: item 4 after 撤回/撤销/吊销 and only then; item 1 after the expiry, and not while
    a renewal that was asked for is undecided, for then it is not 未延续 yet."""
    check_move(state, State.CANCELLED)
    if (cause is Cause.ENDED_BEFORE) != (state in ENDED):
        raise Refusal("注销的原因与许可证的状态不符。", code="licences.cause", article=ARTICLES[State.CANCELLED])
    if cause is Cause.EXPIRED and (valid_to is None or on <= valid_to):
        raise Refusal("有效期没有届满，不能以此注销。", code="licences.not_expired", article=ARTICLES[State.CANCELLED])
    if cause is Cause.EXPIRED and renewal_asked:
        raise Refusal("延续申请还没有决定，不能以“有效期届满未延续”注销。", code="licences.renewal_asked",
                      article=f"{ARTICLES[State.CANCELLED]}第一项", remedy="先作出是否准予延续的决定。")  # fmt: skip


def check_handing(mode: Handing, proof: Mapping[str, object]) -> None:
    lost = [(n, label) for n, label in HANDING_PROOFS[mode] if not proof.get(n)]
    if lost:
        raise Invalid(
            "领证签收缺少：%(names)s。", code="licences.no_proof", names="、".join(label for _, label in lost),
            errors=tuple(FieldError(n, "required", REQUIRED) for n, label in lost),
        )


def licence_number(prefix: str, division: str, year: int, n: int) -> str:
    """许可证编号: prefix of the kind of licence, division of the organ (6 digits), year, running number."""
    return f"{prefix or 'XK'}{division[:6]:0<6}{year}{n:05d}"


def type_code(licence_type: str, defining_uscc: str) -> str:
    """证照类型代码: 18 of the defining department's USCC and 3 digits; "" when neither is known."""
    if len(licence_type) == 21:
        return licence_type.upper()
    number = licence_type if licence_type.isdigit() and len(licence_type) <= 3 else "001"
    return f"{defining_uscc}{int(number):03d}" if len(defining_uscc) == 18 else ""


def identifier(type21: str, issuer_uscc: str, serial: str, edition: int) -> str:
    """电子证照标识 (GB/T 36904, MOD 37,36), or "" when a part is not known or wrong: never a made-up code."""
    try:
        return codes.make_licence_identifier(type_code=type21, issuer=issuer_uscc, serial=serial, version=edition)
    except ValueError:
        return ""


def masked_person(name: str) -> str:
    """A person's name for the public: only the first character stays. Names of organisations are public."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def expired(valid_to: date | None, on: date) -> bool:
    """The last day of validity still counts."""
    return valid_to is not None and on > valid_to
