"""What a document 文书 is: kinds, mandatory contents, numbers, states, service (practice §1, design §5a). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from yichuang.kernel.errors import FieldError, Invalid, Refusal

REQUIRED = "这一项是必备内容，不能空着。"


class State(StrEnum):
    FIXED = "fixed"
    FAILED = "failed"
    RENDERED = "rendered"
    SEALED = "sealed"
    SERVED = "served"
    VOID = "void"


STATE_NAMES: Mapping[State, str] = {
    State.FIXED: "已拟定", State.FAILED: "制作失败", State.RENDERED: "待用印", State.SEALED: "已用印",
    State.SERVED: "已送达", State.VOID: "已作废",
}

LABELS = STATE_NAMES

TRANSITIONS: Mapping[State, Mapping[str, State]] = {
    State.FIXED: {
        "documents.DocumentRendered": State.RENDERED, "documents.DocumentReady": State.SEALED,
        "documents.RenderingFailed": State.FAILED, "documents.DocumentVoided": State.VOID,
    },
    State.FAILED: {
        "documents.DocumentRendered": State.RENDERED, "documents.DocumentReady": State.SEALED,
        "documents.RenderingFailed": State.FAILED, "documents.DocumentVoided": State.VOID,
    },
    State.RENDERED: {"documents.DocumentReady": State.SEALED, "documents.DocumentVoided": State.VOID},
    State.SEALED: {"documents.DocumentServed": State.SERVED, "documents.DocumentVoided": State.VOID},
}
"""The whole life of a document. SERVED and VOID are ends: a served one is mended by a 更正通知书, never changed."""

OWNERS: Mapping[State, str] = {
    State.FIXED: "system", State.FAILED: "seal", State.RENDERED: "seal", State.SEALED: "window",
}
"""Whose turn it is in each state (posts of organisations.domain.Post, or the worker)."""


class Seal(StrEnum):
    """Which seal stands on it: 受理专用章, 行政许可专用章, the organ's own (also outside licensing), or none."""

    ACCEPTANCE = "acceptance"
    LICENCE = "licence"
    ORGAN = "organ"
    NONE = "none"


SEAL_NAMES: Mapping[Seal, str] = {
    Seal.ACCEPTANCE: "受理专用章", Seal.LICENCE: "行政许可专用章", Seal.ORGAN: "机关印章", Seal.NONE: "",
}


class Role(StrEnum):
    """What a recipient is to the case: the letters A, T, I of practice §1 spelt out."""

    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"
    ORGAN = "organ"
    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a document is addressed to. `code` is the number as it may be printed (masked for natural persons)."""

    role: Role
    name: str
    party_id: UUID | None = None
    organ_id: UUID | None = None
    code: str = ""


class Mode(StrEnum):
    """Ways of service 送达方式."""

    DIRECT = "direct"
    POST = "post"
    ELECTRONIC = "electronic"
    LEFT = "left"
    ENTRUSTED = "entrusted"
    ANNOUNCED = "announced"


MODE_NAMES: Mapping[Mode, str] = {
    Mode.DIRECT: "直接送达（窗口签收）", Mode.POST: "邮政EMS送达", Mode.ELECTRONIC: "电子送达", Mode.LEFT: "留置送达",
    Mode.ENTRUSTED: "委托送达", Mode.ANNOUNCED: "公告送达",
}

PROOFS: Mapping[Mode, tuple[tuple[str, str], ...]] = {
    Mode.DIRECT: (("signed_by", "签收人"),),
    Mode.POST: (("tracking_number", "邮件号"), ("signed_by", "签收人")),
    Mode.ELECTRONIC: (),
    Mode.LEFT: (("place", "留置地点"), ("witness", "见证人或者录像编号")),
    Mode.ENTRUSTED: (("entrusted_to", "受委托机关"), ("signed_by", "签收人")),
    Mode.ANNOUNCED: (("announced_on", "公告日期"), ("place", "公告位置")),
}
"""What the 送达回证 must say for each mode; electronic service proves itself by arrival in the named inbox."""

ASKED: Mapping[str, str] = {
    "signed_by": "请填签收人。", "tracking_number": "请填邮件号。", "place": "请填地点。", "witness": "请填见证人或者录像编号。",
    "entrusted_to": "请填受委托机关。", "announced_on": "请填公告日期。",
}
"""What stands on the field when the proof lacks it."""

ANNOUNCED_DAYS = 30
"""公告送达: deemed served thirty days after the announcement (《民事诉讼法》第九十五条, applied by analogy)."""


def can_move(state: State, to: State) -> bool:
    return to in TRANSITIONS.get(state, {}).values()


def check_move(state: State, to: State) -> None:
    """Raises Refusal `documents.state` when the table has no such move."""
    if can_move(state, to):
        return
    remedy = ""
    if state is State.SERVED:
        remedy = "笔误用更正通知书；确有错误的，依法撤销后重新作出。"
    raise Refusal(
        "文书%(state)s，不能改为%(to)s。", code="documents.state", remedy=remedy,
        state=STATE_NAMES[state], to=STATE_NAMES[to],
    )


def check_riding(state: State, seal: Seal, *, pages: int, copy: int, copies: int, done: bool) -> None:
    """骑缝 binds the sheets of a printed copy of several pages (decision note 0009). One page needs none, an unsealed paper has none."""
    if state not in (State.SEALED, State.SERVED):
        raise Refusal("文书%(state)s，不能骑缝。", code="documents.not_ready", state=STATE_NAMES[state])
    if seal is Seal.NONE or pages < 2:
        raise Refusal("只有一页或者不用印的文书，不用骑缝。", code="documents.no_riding", remedy="直接送达即可。")
    if not 0 <= copy <= copies:
        raise Refusal("没有打印过这一份。", code="documents.no_copy", remedy="请先补打。")
    if done:
        raise Refusal("这一份已经骑缝。", code="documents.ridden")


def document_number(short_name: str, letter: str, year: int, n: int) -> str:
    """文号 `示行审准〔2026〕317号`: six-cornered brackets, no 第, no zeros (GB/T 9704-2012 7.2.5)."""
    if n < 1 or year < 1949:
        raise ValueError("a document number counts from 1 within a year")
    return f"{short_name}{letter}〔{year}〕{n}号"


def receipt_number(short_name: str, year: int, n: int) -> str:
    """A 收件凭证 is no 公文: it has a number of its own, not a 文号."""
    return f"{short_name}收件{year}-{n}"


def missing(required: Iterable[str], fields: Mapping[str, object]) -> tuple[str, ...]:
    """Required fields that are absent or empty. False and 0 are contents."""
    return tuple(name for name in required if fields.get(name) in (None, "", [], (), {}))


def check_contents(title: str, required: Mapping[str, str], fields: Mapping[str, object]) -> None:
    """Raises Invalid `documents.contents` naming every mandatory field that is missing."""
    lost = missing(required, fields)
    if lost:
        raise Invalid(
            "%(title)s缺少必备内容：%(names)s。", code="documents.contents", title=title,
            names="、".join(required[name] for name in lost),
            errors=tuple(FieldError(name, "required", REQUIRED) for name in lost),
        )


def remedy_text(*, organ: str, url: str, court: str, of: str = "决定", review_first: bool = False) -> str:
    """The remedy sentence of practice §6, whole; raises Refusal when the organ lacks review organ or court.

    `review_first` 复议前置: review comes before the court, which is then open for fifteen days (《行政复议法》第二十三条,
    《行政诉讼法》第四十四条、第四十五条).

    The online channel is mandatory when the decision is served over the internet (《行政复议法》第二十二条).
    """
    if not organ or not court:
        raise Refusal(
            "没有登记复议机关或者有管辖权的人民法院，不能作出须告知救济途径的文书。", code="documents.no_remedy",
            article="《行政许可法》第三十八条第二款", remedy="请在机构信息中补充复议机关、网上申请地址和人民法院。",
        )
    online = f"（网上申请：{url}）" if url else ""
    if review_first:
        return (
            f"如不服本{of}，应当先自收到本{of}书之日起六十日内向{organ}申请行政复议{online}；"
            f"对行政复议决定不服的，可以自收到行政复议决定书之日起十五日内依法向{court}提起行政诉讼。"
        )
    return (
        f"如不服本{of}，可以自收到本{of}书之日起六十日内向{organ}申请行政复议{online}，"
        f"也可以自收到之日起六个月内依法向{court}提起行政诉讼。"
    )


def check_service(
    mode: Mode, proof: Mapping[str, object], *, on: date, today: date, fixed_on: date, consented: bool,
    announced_on: date | None = None,
) -> date:  # fmt: skip
    """Check the proof of a service and return the day it counts from: never in the future, never before the paper was
    made. Raises Refusal, each at its field.

    Electronic service needs consent in the 送达地址确认书; an announcement counts thirty days after it.
    """
    if mode is Mode.ELECTRONIC and not consented:
        raise Refusal(
            "当事人没有在送达地址确认书中同意电子送达。", code="documents.no_consent",
            remedy="请改用窗口签收或者邮政EMS送达，或者请当事人签署送达地址确认书。",
            errors=(FieldError("mode", "no_consent", "受送达人没有同意电子送达。"),),
        )
    lost = [(name, label) for name, label in PROOFS[mode] if not proof.get(name)]
    if lost:
        raise Invalid(
            "%(mode)s的送达回证缺少：%(names)s。", code="documents.no_proof", mode=MODE_NAMES[mode],
            names="、".join(label for _, label in lost),
            errors=tuple(FieldError(name, "required", ASKED[name]) for name, _label in lost),
        )
    field, began = ("announced_on", announced_on) if mode is Mode.ANNOUNCED and announced_on else ("served_on", on)
    if began > today:
        raise Invalid(
            "送达日期不能晚于今天。", code="documents.served_in_future", errors=(FieldError(field, "future", "不能晚于今天。"),)
        )
    if began < fixed_on:
        raise Invalid(
            "送达日期不能早于文书日期。", code="documents.served_before_made",
            errors=(FieldError(field, "before", "不能早于文书日期。"),),
        )
    if mode is not Mode.ANNOUNCED or announced_on is None:
        return on
    deemed = announced_on + timedelta(days=ANNOUNCED_DAYS)
    if today < deemed:
        raise Refusal(
            "公告之日起满三十日才视为送达（%(deemed)s）。", code="documents.announcement_running",
            article="《民事诉讼法》第九十五条", deemed=deemed.isoformat(), remedy="到那一天再来登记；公告期间不算送达。",
            errors=(FieldError("announced_on", "running", "公告还没有满三十日。"),),
        )
    return deemed
