"""窗口收件: a clerk takes a walk-in's application with the same verbs as online."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yichuang.cases.domain.phases import Channel
from yichuang.dossier import api as dossier
from yichuang.intake import actions
from yichuang.intake.models import Draft
from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import ZONE
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

DETAILS = ("phone", "legal_representative", "address")


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Who stands at the window, as typed: the applicant, and the person acting for it when that is another one."""

    kind: str
    number: str
    name: str
    verified: bool
    details: Mapping[str, str]
    agent_name: str = ""
    agent_number: str = ""
    agent_phone: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> WalkIn:
        text = {key: typed.get(key, "").strip() for key in ("kind", "number", "name", "agent_name", "agent_number", "agent_phone")}
        details = {key: typed.get(key, "").strip() for key in DETAILS if typed.get(key, "").strip()}
        return cls(**text, verified=typed.get("verified") == "yes", details=details)


class NotKnown(Invalid):
    code = "intake.party_unknown"
    message = _("没有登记过这个证件号码，请补填姓名或者名称，登记后继续。")


def party_of(walk_in: WalkIn, *, actor: Actor, now: datetime) -> organisations.PartyRow:
    """Find the applicant by number, or register them; the clerk has seen the certificate (核验身份)."""
    if walk_in.kind not in ("natural", "legal"):
        wrong = FieldError("kind", "intake.kind", _("请选择是个人还是单位"))
        raise Invalid(_("请选择申请人类型。"), code="intake.kind", errors=(wrong,))
    if not walk_in.number:
        wrong = FieldError("number", "intake.required", _("请填写证件号码"))
        raise Invalid(_("请填写证件号码。"), code="intake.required", errors=(wrong,))
    known = organisations.find_party(walk_in.kind, walk_in.number)
    if known is None and not walk_in.name:
        raise NotKnown(errors=(FieldError("name", "intake.required", _("请填写姓名或者名称")),))
    if not walk_in.verified:
        wrong = FieldError("verified", "intake.not_verified", _("请核对证件原件后勾选"))
        raise Invalid(_("收件前应当核验身份。"), code="intake.not_verified", errors=(wrong,))
    if known is None:
        return organisations.register_party(
            kind=walk_in.kind, name=walk_in.name, number=walk_in.number, actor=actor, now=now, verified=True, **walk_in.details
        )
    organisations.verify_party(known.id, actor=actor, now=now)
    return known


def agent_of(walk_in: WalkIn, *, actor: Actor, now: datetime) -> UUID | None:
    """经办人: the natural person at the window, found or registered; their 授权委托书 is a material of the case."""
    if not walk_in.agent_number:
        return None
    known = organisations.find_party("natural", walk_in.agent_number)
    if known is not None:
        return known.id
    phone = {"phone": walk_in.agent_phone} if walk_in.agent_phone else {}
    try:
        return organisations.register_party(
            kind="natural", name=walk_in.agent_name, number=walk_in.agent_number, actor=actor, now=now, **phone
        ).id
    except Refusal as refusal:
        refusal.errors = tuple(FieldError(f"agent_{error.field}", error.code, error.message) for error in refusal.errors)
        raise


@transaction.atomic
def begin(version_id: UUID, walk_in: WalkIn, *, token: UUID, actor: Actor, now: datetime) -> Draft:
    """A draft at the window for a walk-in; nothing is received until `actions.send`."""
    party = party_of(walk_in, actor=actor, now=now)
    agent_id = agent_of(walk_in, actor=actor, now=now)
    return actions.start(
        version_id, party.id, token=token, actor=actor, agent_id=agent_id, channel=Channel.WINDOW, now=now
    )


MOST_COPIES = 99


def papers(typed: Mapping[str, str], codes: Sequence[str]) -> tuple[list[dossier.Paper], tuple[FieldError, ...]]:
    """份数 and 原件/复印件 of each material on the counter, and what is wrong with them; no number = no paper, but perhaps an original that was
    compared and given back (比对原件)."""
    found, errors = [], []
    for code in codes:
        text, compared = typed.get(f"copies-{code}", "").strip(), typed.get(f"compared-{code}") == "yes"
        if not text or text == "0":
            found += [dossier.Paper(code, 0, original=False, compared=True)] if compared else []
            continue
        if not (text.isascii() and text.isdigit() and int(text) <= MOST_COPIES):
            errors.append(FieldError(f"copies-{code}", "intake.copies", _("份数请填1到99的数字")))
            continue
        found.append(dossier.Paper(code, int(text), typed.get(f"original-{code}") != "copy", compared))
    return found, tuple(errors)


def handed_over(text: str, now: datetime) -> datetime:
    """交件时间 as typed."""
    return moment(text, now, "received_at", _("交件时间请写成2026-09-10 09:30"), _("交件时间看不懂。"))


def moment(text: str, now: datetime, field: str, hint: str, said: str) -> datetime:
    """A time as typed (2026-09-10 09:30); empty = now. Raises Invalid at `field`."""
    if not text.strip():
        return now
    try:
        return datetime.strptime(text.strip().replace("T", " ")[:16], "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    except ValueError:
        raise Invalid(said, code="intake.time", errors=(FieldError(field, "intake.time", hint),)) from None

