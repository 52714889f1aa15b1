"""Verbs over parties: registering them, their details, and who may act for them (授权委托)."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

from yichuang.facts import organisations as facts
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations import models, numbers, queries
from yichuang.organisations.actions import check_span, lock_account, record
from yichuang.organisations.domain import Actor
from yichuang.organisations.models import Mandate, Party
from yichuang.organisations.queries import PartyRow, party_row

NATURAL, LEGAL = Party.Kind.NATURAL, Party.Kind.LEGAL
DETAILS = ("phone", "address", "contact_name", "contact_phone", "legal_representative")
PHONE = re.compile(r"1[3-9]\d{9}")


def check_party(kind: str, *, name: str, number: str, phone: str = "") -> None:
    """Raise Invalid naming every wrong field: the name, the number by its standard (GB 11643, GB 32100), the phone."""
    errors = []
    if not 2 <= len(name.strip()) <= 100:
        errors.append(FieldError("name", "organisations.name_wrong", "请按证件填写姓名或名称。"))
    if reason := numbers.wrong(kind, number):
        errors.append(FieldError("number", "organisations.number_wrong", reason))
    if phone and not PHONE.fullmatch(phone):
        errors.append(FieldError("phone", "organisations.phone_wrong", "请填写11位手机号码。"))
    if errors:
        raise Invalid("填写的内容有误，请改正后再提交。", code="organisations.party_invalid", errors=tuple(errors))


def lock_party(party_id: UUID) -> Party:
    row = Party.objects.select_for_update().filter(pk=party_id).first()
    if row is None:
        raise NotFound("没有这个申请人。", code="organisations.no_party")
    return row


def register_party(
    *, kind: str, name: str, number: str, actor: Actor, now: datetime, id: UUID | None = None, verified: bool = False,
    **details: str,
) -> PartyRow:
    """Register a natural or legal person, or return the one that already has this number and name.

    `details` are phone, address, contact_name, contact_phone, legal_representative. The same number under another name
    is refused: the number is checked at the window, never silently renamed.
    """
    number, name = numbers.normal(number), name.strip()
    check_party(kind, name=name, number=number, phone=details.get("phone", ""))
    if unknown := set(details) - set(DETAILS):
        raise TypeError(f"a party has no {sorted(unknown)}")
    known = queries.find_party(kind, number)
    if known is not None:
        if known.name != name:
            raise Invalid(
                "该证件号码已登记为其他姓名或名称。", code="organisations.number_of_another", remedy="请携带证件到综合窗口核验更正。",
                errors=(FieldError("number", "organisations.number_of_another", "该证件号码与登记的姓名或名称不一致。"),),
            )
        return known
    cipher, key = numbers.seal(number, numbers.NUMBER)
    party = Party(
        kind=kind, name=name, number_cipher=cipher, number_key=key, number_hmac=numbers.lookup(number),
        number_masked=numbers.mask(number), verified_at=now if verified else None, **details,
    )
    if id is not None:
        party.id = id
    party.save(force_insert=True)
    record(party, facts.PartyRegistered(party_id=party.id, party_kind=str(kind)), actor=actor, now=now)
    return party_row(party)


def check_concerned(actor: Actor, party_id: UUID) -> None:
    """An applicant acts only for parties they stand for; others are not there for them (404)."""
    if actor.is_applicant and party_id not in actor.party_ids:
        raise NotFound("没有这个申请人。", code="organisations.no_party")


def change_party(party_id: UUID, *, actor: Actor, now: datetime, **details: str) -> PartyRow:
    """Change contact details; the fact names the fields, never their contents."""
    check_concerned(actor, party_id)
    if unknown := set(details) - set(DETAILS):
        raise TypeError(f"a party has no {sorted(unknown)}")
    for field in ("phone", "contact_phone"):
        if details.get(field) and not re.fullmatch(r"[\d+()-]{6,20}", details[field]):
            raise Invalid(
                "电话号码有误。", code="organisations.phone_wrong",
                errors=(FieldError(field, "organisations.phone_wrong", "请填写电话号码。"),),
            )
    party = lock_party(party_id)
    moved = tuple(sorted(f for f, value in details.items() if getattr(party, f) != value))
    if moved:
        for field in moved:
            setattr(party, field, details[field])
        party.save(update_fields=moved)
        record(party, facts.PartyDetailsChanged(party_id=party.id, fields=moved), actor=actor, now=now)
    return party_row(party)


def verify_party(party_id: UUID, *, actor: Actor, now: datetime) -> None:
    """核验身份: a member of staff compared the certificate with the person or company."""
    if actor.is_applicant:
        raise Forbidden("身份由工作人员核验。", code="organisations.staff_only")
    party = lock_party(party_id)
    if party.verified_at is None:
        party.verified_at = now
        party.save(update_fields=["verified_at"])
        record(party, facts.PartyVerified(party_id=party.id), actor=actor, now=now)


def join_applicant(account_id: UUID, *, name: str, number: str, actor: Actor, now: datetime) -> PartyRow:
    """The person behind a phone account says who they are; the account then stands for that natural person.

    A person already known joins only from the phone on record: otherwise anybody knowing the number could take over
    somebody else's applications.
    """
    account = lock_account(account_id)
    if account.party_id is not None:
        raise Refusal("本账号已经登记身份。", code="organisations.already_joined")
    known = queries.find_party(NATURAL, numbers.normal(number))
    if known is not None and known.phone != account.phone:
        raise Refusal(
            "该身份已登记其他手机号码。", code="organisations.person_known",
            remedy="请用原手机号码登录，或者携带身份证件到综合窗口变更手机号码。",
        )
    party = register_party(kind=NATURAL, name=name, number=number, actor=actor, now=now, phone=account.phone)
    account.party_id, account.display_name = party.id, party.name
    account.save(update_fields=["party", "display_name"])
    record(account, facts.ApplicantJoined(account_id=account.id, party_id=party.id), actor=actor, now=now)
    return party


def add_mandate(
    *, agent_id: UUID, principal_id: UUID, from_on: date, actor: Actor, now: datetime, kind: str = Mandate.Kind.AGENT,
    to_on: date | None = None, scope: str = "", document_sha256: str = "", verified: bool = False,
) -> models.Mandate:
    """Let a natural person act for another party. An applicant gives it for a party they stand for themselves
    (not as an agent: a mandate is not passed on); staff register the 授权委托书 handed in."""
    check_span(from_on, to_on)
    check_concerned(actor, principal_id)
    agent, principal = lock_party(agent_id), lock_party(principal_id)
    if agent.kind != NATURAL or agent.pk == principal.pk:
        raise Refusal("受托办理人应当是另一自然人。", code="organisations.agent_not_natural")
    if actor.is_applicant and not _stands_in_person(actor, principal, on=local_date(now)):
        raise Forbidden(
            "委托代理人不得转委托。", code="organisations.no_sub_mandate",
            article="《中华人民共和国民法典》第一百六十九条", remedy="请由申请人本人或法定代表人办理委托。",
        )
    row = Mandate.objects.create(
        agent=agent, principal=principal, kind=kind, from_on=from_on, to_on=to_on, scope=scope,
        document_sha256=document_sha256, verified_at=now if verified else None,
    )
    happened = facts.MandateGiven(
        mandate_id=row.id, agent_id=agent.id, principal_id=principal.id, mandate_kind=str(kind), from_on=from_on,
        to_on=to_on, document_sha256=document_sha256,
    )
    record(principal, happened, actor=actor, now=now)
    return row


def _stands_in_person(actor: Actor, principal: Party, *, on: date) -> bool:
    """The natural person themselves, or the legal representative of the company."""
    own = models.Account.objects.filter(pk=actor.account_id).values_list("party_id", flat=True).first()
    if own == principal.pk:
        return True
    by_law = Mandate.objects.filter(
        queries.in_force(on), agent_id=own, principal=principal, kind=Mandate.Kind.REPRESENTATIVE
    )
    return by_law.exists()


def register_company(
    account_id: UUID, *, name: str, number: str, actor: Actor, now: datetime, address: str = ""
) -> PartyRow:
    """A legal representative registers their company online. A company already known is joined only by a mandate
    registered before or at the window, unless its representative on record is this very person's name and verified."""
    account = lock_account(account_id)
    person = queries.party(account.party_id) if account.party_id else None
    if person is None:
        raise Refusal("请先登记本人身份。", code="organisations.person_first")
    known = queries.find_party(LEGAL, numbers.normal(number))
    if known is not None:
        raise Refusal(
            "该单位已经登记。", code="organisations.company_known",
            remedy="请由其法定代表人在“我的账号”中委托您，或者携带授权委托书到综合窗口登记。",
        )
    company = register_party(
        kind=LEGAL, name=name, number=number, actor=actor, now=now, phone=account.phone, address=address,
        contact_name=person.name, contact_phone=account.phone, legal_representative=person.name,
    )
    row = Mandate.objects.create(
        agent_id=person.id, principal_id=company.id, kind=Mandate.Kind.REPRESENTATIVE, from_on=local_date(now)
    )
    happened = facts.MandateGiven(
        mandate_id=row.id, agent_id=person.id, principal_id=company.id, mandate_kind=str(row.kind),
        from_on=row.from_on, to_on=None, document_sha256="",
    )
    record(lock_party(company.id), happened, actor=actor, now=now)
    return company


def lock_mandate(mandate_id: UUID) -> models.Mandate:
    row = Mandate.objects.select_for_update().filter(pk=mandate_id).first()
    if row is None:
        raise NotFound("没有这项委托。", code="organisations.no_mandate")
    return row


def verify_mandate(mandate_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A member of staff compared the 授权委托书, or the representative with the register."""
    if actor.is_applicant:
        raise Forbidden("委托由工作人员核验。", code="organisations.staff_only")
    row = lock_mandate(mandate_id)
    if row.verified_at is None:
        row.verified_at = now
        row.save(update_fields=["verified_at"])
        happened = facts.MandateVerified(mandate_id=row.id)
        record(lock_party(row.principal_id), happened, actor=actor, now=now)


def end_mandate(mandate_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Either side ends a mandate, from today on (Civil Code art. 173); staff register it."""
    row = lock_mandate(mandate_id)
    if actor.is_applicant and not actor.party_ids & {row.agent_id, row.principal_id}:
        raise NotFound("没有这项委托。", code="organisations.no_mandate")
    if row.withdrawn_on is not None:
        raise Refusal("这项委托已经结束。", code="organisations.ended")
    row.withdrawn_on = local_date(now)
    row.save(update_fields=["withdrawn_on"])
    happened = facts.MandateEnded(mandate_id=row.id, withdrawn_on=row.withdrawn_on)
    record(lock_party(row.principal_id), happened, actor=actor, now=now)
