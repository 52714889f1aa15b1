"""变更 (49) and 延续 (50) as cases: taken up with the licence they are about, decided with it, or decided by silence."""

from __future__ import annotations

import os
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from yichuang.cases.actions import papers
from yichuang.cases.actions.bans import ban_on
from yichuang.cases.actions.unit import Verb
from yichuang.cases.domain import renewing as law
from yichuang.cases.domain.renewing import Asked
from yichuang.cases.models import Case, WantedChange
from yichuang.catalogue.domain import Terms
from yichuang.clock.domain import Calendar
from yichuang.documents.domain import Kind
from yichuang.facts import cases as f
from yichuang.kernel.errors import NotFound
from yichuang.kernel.values import canonical, local_date, new_id
from yichuang.licences import api as licences
from yichuang.licences import domain as life
from yichuang.licences.domain import CHANGEABLE, Purpose, State

DELIVERY = "窗口领取、邮政EMS或者电子送达，自决定之日起十个工作日内；旧证同时交回。"


def under_way(licence_id: UUID, purpose: str) -> str:
    """The number of the case in which this is asked for and not decided; empty when there is none."""
    rows = Case.objects.filter(asked_id=licence_id, purpose=purpose, decided_at__isnull=True, finished_at__isnull=True)
    return rows.values_list("number", flat=True).first() or ""


def asked_of(licence_id: UUID) -> list[tuple[str, str, UUID]]:
    """(变更 or 延续 as a msgid, number, case) of everything asked for this licence and not decided."""
    rows = Case.objects.filter(asked_id=licence_id, decided_at__isnull=True, finished_at__isnull=True).order_by("received_at")
    return [(life.PURPOSES[Purpose(purpose)], number, pk) for purpose, number, pk in rows.values_list("purpose", "number", "id")[:10]]


def take_up(
    asked: Asked, terms: Terms, calendar: Calendar, *, case_id: UUID, applicant_id: UUID, received_at: datetime
) -> tuple[f.RenewalAsked | f.ChangeAsked, WantedChange | None]:
    """What a new case says of the licence it is about; for a change also the row with the words, to be kept beside the case.

    Locks the licence. Raises a refusal of 49 or 50, and NotFound for a licence that is not the applicant's.
    """
    on = local_date(received_at)
    row = licences.hold_for(asked.licence_id, asked.purpose, on=on)
    if row.holder_id != applicant_id:
        raise NotFound("没有这个许可证。", code="licences.not_found")
    law.check_asked(terms, asked, item_id=row.item_id, under_way=under_way(row.id, asked.purpose))
    if asked.purpose is Purpose.RENEWAL:
        assert row.valid_to is not None
        last = life.ask_by(calendar, row.valid_to, terms.result.renew_before or life.ASK_BEFORE)
        return f.RenewalAsked(licence_id=row.id, number=row.number, expires_on=row.valid_to, ask_by=last, in_time=on <= last), None
    becomes = life.check_changes(row.content, asked.becomes)
    salt, reads = os.urandom(16), {place: str(row.content.get(place, "")) for place in becomes}
    wanted = WantedChange(case_id=case_id, reads=reads, becomes=becomes, salt=salt, sha256=digest(salt, reads, becomes))
    return f.ChangeAsked(licence_id=row.id, number=row.number, places=tuple(becomes), content_hash=wanted.sha256), wanted


def digest(salt: bytes, reads: object, becomes: object) -> str:
    return sha256(bytes(salt) + canonical([reads, becomes])).hexdigest()


def wanted_of(case_id: UUID) -> list[dict[str, str]]:
    """What a change asks for, in the order of the paper: place (a msgid), what stands there, what is to stand there."""
    row = WantedChange.objects.filter(case_id=case_id).first()
    if row is None:
        return []
    return [
        {"where": CHANGEABLE[place], "was": row.reads[place], "becomes": row.becomes[place]} for place in CHANGEABLE if place in row.becomes
    ]


def span(start: date, end: date | None) -> str:
    return f"{papers.day(start)}至{papers.day(end)}" if end else f"{papers.day(start)}起长期"


def new_end(verb: Verb, row: licences.LicenceRow) -> date:
    """The last day of the renewed validity: the item's term from the day after the old one; where it states none, as long as before."""
    assert row.valid_to is not None
    start = date.fromordinal(row.valid_to.toordinal() + 1)
    months = verb.terms.result.validity_months
    return life.end_of(start, months) if months else life.same_term(row.valid_from, row.valid_to)


def grant_asked(verb: Verb, duties: str) -> tuple[UUID, UUID]:
    """准予变更, 准予延续: the decision and what it does to the licence, in one transaction. Gives document and licence."""
    assert verb.state.asked_id is not None
    row, at = licences.licence(verb.state.asked_id), {"actor": verb.actor.ref, "at": verb.now, "case_id": verb.state.id}
    common = {"licence_number": row.number, "duties": duties or "依法从事许可的活动，接受监督检查。", "delivery": DELIVERY}
    if verb.state.purpose == Purpose.RENEWAL:
        end = new_end(verb, row)
        licences.renew(row.id, valid_to=end, **at)  # type: ignore[arg-type]
        start = licences.licence(row.id).valid_from
        fixed = papers.fix(
            verb, Kind.RENEWAL_DECISION, content=f"{papers.heard(verb)}经审查，你（单位）的申请符合法定条件、标准，准予延续该行政许可的有效期。",
            old_validity=span(row.valid_from, row.valid_to), validity=span(start, end), **common,
        )
        return fixed.document_id, row.id
    wanted = WantedChange.objects.get(case_id=verb.state.id)
    licences.change(row.id, becomes=wanted.becomes, **at)  # type: ignore[arg-type]
    fixed = papers.fix(
        verb, Kind.CHANGE_DECISION, content=f"{papers.heard(verb)}经审查，你（单位）的申请符合法定条件、标准，准予变更。",
        changes=wanted_of(verb.state.id), validity=f"{span(row.valid_from, row.valid_to)}（不变）", **common,
    )
    return fixed.document_id, row.id


REFUSALS = {Purpose.NEW: Kind.REFUSAL_DECISION, Purpose.CHANGE: Kind.CHANGE_REFUSAL, Purpose.RENEWAL: Kind.RENEWAL_REFUSAL}


def refusal_fields(verb: Verb) -> dict[str, str]:
    """What 不予变更, 不予延续 say beside any refusal: the licence, and what it goes on to be."""
    if verb.state.asked_id is None:
        return {}
    row = licences.licence(verb.state.asked_id)
    effect = "该许可证的内容不变，在有效期内继续有效。"
    if verb.state.purpose == Purpose.RENEWAL:
        effect = f"该许可证的有效期到{papers.day(row.valid_to)}（含当日）为止，届满后不得继续从事许可的活动。"
    return {"licence_number": row.number, "effect": effect}


def by_silence(verb: Verb) -> None:
    """50(2): the validity ended without a decision on a renewal asked for in time. The licence is renewed for the same term, with its
    document; a licence that is no longer in force has nothing to renew, and who may not apply (78, 79) gets nothing by silence."""
    expired_on, licence_id = verb.state.silence_on, verb.state.asked_id
    assert expired_on is not None and licence_id is not None
    row = licences.licence(licence_id)
    banned = ban_on(verb) is not None
    if banned or row.state != State.VALID or row.valid_to != expired_on:
        verb.say([f.SilenceBarred(licence_id=licence_id, licence_state="banned" if banned else row.state)])
        return
    end = life.same_term(row.valid_from, expired_on)
    licences.renew(row.id, valid_to=end, by_silence=True, actor=verb.actor.ref, at=verb.now, case_id=verb.state.id)
    fixed = papers.fix(
        verb, Kind.RENEWAL_DECISION, licence_number=row.number, old_validity=span(row.valid_from, expired_on),
        validity=span(licences.licence(row.id).valid_from, end), duties="依法从事许可的活动，接受监督检查。", delivery=DELIVERY,
        content=f"本机关在该行政许可有效期届满（{papers.day(expired_on)}）前没有作出是否准予延续的决定，根据{law.SILENCE}的规定，视为准予延续。",
    )
    verb.say(law.deem_renewed(verb.state, document_id=fixed.document_id, expired_on=expired_on, new_id=new_id))
