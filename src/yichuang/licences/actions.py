"""Verbs of a licence; `order` runs in the caller's transaction, beside the decision."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.documents import api as documents
from yichuang.facts import licences as facts
from yichuang.kernel import events
from yichuang.kernel.errors import Invalid, NotFound, Refusal
from yichuang.kernel.values import Fact, canonical, local_date, new_id
from yichuang.licences import domain
from yichuang.licences.models import Edition, Licence, PrintedCopy
from yichuang.organisations import api as organisations

STREAM = "licence"
TEMPLATE = Path(__file__).parent / "typst" / "licence.typ"
ActorRef = documents.ActorRef
ref = documents.ref


@dataclass(frozen=True, slots=True)
class Ordered:
    """A licence whose number and contents are fixed; its paper follows."""

    licence_id: UUID
    number: str
    identifier: str


@dataclass(frozen=True, slots=True)
class PaperCopy:
    licence_id: UUID
    edition: int
    copy: int
    file_sha256: str


def record(licence: Licence, *written: Fact, actor: ActorRef, at: datetime) -> None:
    """Append facts to the licence's stream and save the row, which the caller has locked."""
    head = events.Head(STREAM, licence.id, licence.head_seq, bytes(licence.head_hash))
    end = events.emit(head, written, actor=ref(actor), at=at)
    licence.head_seq, licence.head_hash = end.seq, end.hash
    licence.save()


def locked(licence_id: UUID) -> tuple[Licence, Edition]:
    """The licence, locked, with its current edition. Raises NotFound."""
    licence = Licence.objects.select_for_update(of=("self",)).filter(id=licence_id).first()
    if licence is None:
        raise NotFound("没有这个许可证。", code="licences.not_found")
    return licence, Edition.objects.get(licence=licence, edition=licence.edition)


def order(
    *, case_id: UUID | None, organ_id: UUID, holder_id: UUID, name: str, valid_from: date, valid_to: date | None,
    actor: ActorRef, at: datetime, item_id: UUID | None = None, licence_type: str = "", number_prefix: str = "",
    scope: str = "", rows: Sequence[tuple[str, str]] = (), case_number: str = "", blank_series: str = "",
) -> Ordered:
    """Fix a licence inside the caller's transaction: number, identifier, contents, `LicenceOrdered` (39, 44).

    `rows` are further (label, value) lines of the paper. `valid_to` None = no expiry (长期). `blank_series` names the blank
    certificate its paper is printed on. The worker makes and signs the file and writes `LicenceReady`.
    """
    if not name.strip():
        raise Invalid("许可证件没有名称。", code="licences.no_name")
    if valid_to is not None and valid_to < valid_from:
        raise Invalid("许可证的有效期止于起始日之前。", code="licences.validity")
    organ, holder = organisations.organ(organ_id), organisations.party(holder_id)
    year = local_date(at).year
    n = documents.next_number(f"licence:{number_prefix or 'XK'}:{organ.division[:6]}", year)
    type21 = domain.type_code(licence_type, organ.uscc)
    licence = Licence(
        id=new_id(), number=domain.licence_number(number_prefix, organ.division, year, n), serial=f"{year}{n:06d}",
        licence_type=type21 or licence_type, name=name, item_id=item_id, case_id=case_id, holder_id=holder_id,
        holder_name=holder.name, organ_id=organ_id, scope=scope, blank_series=blank_series, issued_on=local_date(at), valid_from=valid_from,
        valid_to=valid_to, state_on=local_date(at), token=secrets.token_urlsafe(18),
    )
    content = _content(licence, organ, holder, rows) | {"case_number": case_number}
    edition = _edition(licence, content, issuer=organ.uscc, reason="first", at=at)
    ordered = facts.LicenceOrdered(
        case_id=case_id, item_id=item_id, licence_type=licence.licence_type, number=licence.number,
        identifier=edition.identifier, holder_id=holder_id, organ_id=organ_id, valid_from=valid_from,
        valid_to=valid_to, template=edition.template_id, content_hash=edition.content_hash,
    )
    record(licence, ordered, actor=actor, at=at)
    edition.save(force_insert=True)
    return Ordered(licence.id, licence.number, edition.identifier)


def _content(
    licence: Licence, organ: organisations.OrganRow, holder: organisations.PartyRow, rows: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """What stands on the paper. An organisation's code is public; a person's number is printed masked."""
    code = holder.number_masked
    if holder.kind == "legal" and code:
        code = organisations.party_number(holder.id)
    return {
        "title": licence.name, "number": licence.number, "item_name": "", "holder_name": holder.name,
        "holder_code": code, "holder_kind": holder.kind, "address": holder.address,
        "legal_representative": holder.legal_representative, "scope": licence.scope,
        "rows": [[str(label), str(value)] for label, value in rows], "organ_name": organ.name,
        "organ_phone": organ.phone, "organ_address": organ.address, "seal": "行政许可专用章",
        "verify_url": documents.verify_url(licence.token), "recipients": [],
    }


def _edition(licence: Licence, content: Mapping[str, Any], *, issuer: str, reason: str, at: datetime) -> Edition:
    template = documents.keep_template(TEMPLATE.name, TEMPLATE.read_text("utf-8"))
    mark = domain.identifier(licence.licence_type, issuer, licence.serial, licence.edition)
    whole = {
        **content, "identifier": mark, "edition": licence.edition, "date": licence.issued_on.isoformat(),
        "valid_from": licence.valid_from.isoformat(), "valid_to": licence.valid_to.isoformat() if licence.valid_to else "",
        "reason": reason, "made_on": local_date(at).isoformat(),
    }
    salt = secrets.token_bytes(16)
    return Edition(
        id=new_id(), licence_id=licence.id, case_id=licence.case_id, edition=licence.edition, reason=reason, identifier=mark,
        template_id=template, content=whole, salt=salt,
        content_hash=sha256(salt + canonical([template, whole])).hexdigest(), ordered_at=at,
    )


@transaction.atomic
def hand_over(
    licence_id: UUID, *, mode: domain.Handing | str, proof: Mapping[str, Any], actor: ActorRef, at: datetime
) -> None:
    """出证: the current edition goes to its holder, with the signature of who took it (44)."""
    licence, edition = locked(licence_id)
    mode = domain.Handing(mode)
    domain.check_edition(domain.EditionState(edition.state), domain.EditionState.HANDED_OVER)
    domain.check_handing(mode, proof)
    if mode is not domain.Handing.ELECTRONIC and licence.blank_series and edition.blank_id is None:
        raise domain.NotOnBlank(name=licence.name)
    edition.state, edition.handed_at, edition.handing = domain.EditionState.HANDED_OVER, at, mode
    edition.proof = dict(proof)
    edition.save()
    handed = facts.LicenceHandedOver(
        case_id=edition.case_id, number=licence.number, edition=edition.edition, mode=mode, handed_on=local_date(at),
        proof_hash=sha256(bytes(edition.salt) + canonical(dict(proof))).hexdigest(),
    )
    record(licence, handed, actor=actor, at=at)


@transaction.atomic
def void(licence_id: UUID, *, reason: str, actor: ActorRef, at: datetime) -> None:
    """作废重办: a spoilt paper that was not handed over yet is voided and made anew under the same number."""
    licence, edition = locked(licence_id)
    domain.check_edition(domain.EditionState(edition.state), domain.EditionState.VOID)
    _reason(reason)
    edition.state = domain.EditionState.VOID
    edition.save()
    _spoil_blank(edition, reason, actor=actor, at=at)
    voided = facts.LicenceVoided(
        case_id=licence.case_id, number=licence.number, edition=edition.edition, reason_hash=_hash(edition, reason)
    )
    again = _again(licence, edition, edition.content, reason="remade", at=at)
    record(licence, voided, _reissued(licence, again, reason), actor=actor, at=at)


def _spoil_blank(edition: Edition, reason: str, *, actor: ActorRef, at: datetime) -> None:
    """A sheet that carries the voided paper is spoilt with it."""
    from yichuang.licences.blanks import spoil_with  # the blanks stand on these verbs

    spoil_with(edition, reason, actor=actor, at=at)


@transaction.atomic
def reissue(licence_id: UUID, *, reason: str, actor: ActorRef, at: datetime) -> int:
    """补证: lost or damaged. A new edition keeps number and expiry. Returns its number."""
    licence, edition = locked(licence_id)
    check_valid(licence, "补证", on=local_date(at))
    _reason(reason)
    domain.check_edition(domain.EditionState(edition.state), domain.EditionState.REPLACED)
    again = replace_paper(licence, edition, edition.content, reason="reissued", at=at)
    record(licence, _reissued(licence, again, reason), actor=actor, at=at)
    return again.edition


def _reissued(licence: Licence, edition: Edition, reason: str) -> facts.LicenceReissued:
    return facts.LicenceReissued(
        case_id=licence.case_id, number=licence.number, edition=edition.edition, identifier=edition.identifier,
        reason_hash=_hash(edition, reason),
    )


def replace_paper(
    licence: Licence, old: Edition, content: Mapping[str, Any], *, reason: str, at: datetime, case_id: UUID | None = None
) -> Edition:
    """The next edition; of the case that ordered the old one unless `case_id` names another."""
    old.state = domain.EditionState.REPLACED
    old.save()
    return _again(licence, old, content, reason=reason, at=at, case_id=case_id)


def _again(
    licence: Licence, old: Edition, content: Mapping[str, Any], *, reason: str, at: datetime, case_id: UUID | None = None
) -> Edition:
    licence.edition += 1
    edition = _edition(licence, content, issuer=organisations.organ(licence.organ_id).uscc, reason=reason, at=at)
    edition.case_id = case_id or old.case_id
    edition.save(force_insert=True)
    return edition


MOVED = {
    domain.State.SUSPENDED: facts.LicenceSuspended, domain.State.VALID: facts.LicenceRestored,
    domain.State.RECALLED: facts.LicenceRecalled, domain.State.REVOKED: facts.LicenceRevoked,
    domain.State.FORFEITED: facts.LicenceForfeited, domain.State.CANCELLED: facts.LicenceCancelled,
}


@transaction.atomic
def move(
    licence_id: UUID, to: domain.State | str, *, ground: str, actor: ActorRef, at: datetime,
    document_id: UUID | None = None, renewal_asked: bool = False,
) -> None:
    """暂扣/恢复, 撤回 (8), 撤销 (69), 吊销, 注销 (70; `ground` is a `Cause`). Decision and service are the caller's."""
    licence, _ = locked(licence_id)
    to, was, on = domain.State(to), domain.State(licence.state), local_date(at)
    if to is domain.State.CANCELLED:
        try:
            cause = domain.Cause(ground)
        except ValueError:
            raise Invalid("注销要写明第七十条的原因。", code="licences.cause", article=domain.ARTICLES[to]) from None
        domain.check_cancel(was, cause, valid_to=licence.valid_to, on=on, renewal_asked=renewal_asked)
    else:
        domain.check_move(was, to)
    if to not in MOVED or (to is domain.State.VALID and was is not domain.State.SUSPENDED):
        raise Refusal("许可证只在制证完成或者发还时生效。", code="licences.state")
    _reason(ground)
    licence.state, licence.state_on = to, on
    moved = MOVED[to](case_id=licence.case_id, number=licence.number, ground=ground, document_id=document_id)
    record(licence, moved, actor=actor, at=at)


@transaction.atomic
def reprint(licence_id: UUID, *, reason: str, actor: ActorRef, at: datetime) -> PaperCopy:
    """补打 of the current edition: the same bytes, a copy number, a reason on record."""
    licence, edition = locked(licence_id)
    if edition.state not in (domain.EditionState.READY, domain.EditionState.HANDED_OVER):
        raise Refusal("证件还没有制作完成，不能补打。", code="licences.not_ready")
    _reason(reason)
    edition.copies += 1
    edition.save()
    PrintedCopy.objects.create(
        edition=edition, copy=edition.copies, reason=reason, printed_by=ref(actor), printed_at=at
    )
    printed = facts.LicencePrinted(
        case_id=licence.case_id, number=licence.number, edition=edition.edition, copy=edition.copies
    )
    record(licence, printed, actor=actor, at=at)
    return PaperCopy(licence.id, edition.edition, edition.copies, edition.file_sha256)


def check_valid(licence: Licence, verb: str, *, on: date) -> None:
    if licence.state != domain.State.VALID or domain.expired(licence.valid_to, on):
        state = "已过期" if licence.state == domain.State.VALID else domain.STATE_NAMES[domain.State(licence.state)]
        raise Refusal("许可证%(state)s，不能%(verb)s。", code="licences.not_valid", state=state, verb=verb)


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("要写明理由。", code="licences.no_reason")


def _hash(edition: Edition, text: str) -> str:
    return sha256(bytes(edition.salt) + text.encode()).hexdigest()
