"""更正通知书 (practice §6): a slip on a sealed paper of the case; its service; a licence made anew and exchanged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.cases.actions import papers, window
from yichuang.cases.actions.serving import Taken, hand_over
from yichuang.cases.actions.unit import Verb, begin
from yichuang.cases.domain.acceptance import need_reason
from yichuang.cases.domain.state import CaseState
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind, Mode, Place
from yichuang.facts import cases as f
from yichuang.kernel.errors import NotFound, Refusal
from yichuang.kernel.events import Head
from yichuang.licences import api as licences
from yichuang.organisations.domain import Act, Actor


@dataclass(frozen=True, slots=True)
class Paper:
    """A sealed paper of a case, and the places on it where a slip may be corrected."""

    id: UUID
    is_licence: bool
    title: str
    number: str
    organ_id: UUID
    places: tuple[Place, ...]


def correctable(case_id: UUID) -> tuple[Paper, ...]:
    """The documents and licences of a case that may be corrected, in the order they were made."""
    places = documents.places(case_id)
    rows = [row for row in documents.of_case(case_id, voided=False) if row.id in places]
    found = [Paper(d.id, False, d.title, d.number, d.organ_id, places[d.id]) for d in rows]
    found += [Paper(x.id, True, x.name, x.number, x.organ_id, licences.places(x.id)) for x in licences.of_case(case_id)]
    return tuple(paper for paper in found if paper.places)


@transaction.atomic
def correct_clerical(
    case_id: UUID, *, paper_id: UUID, where: str, was: str, now_reads: str, reason: str, actor: Actor, now: datetime,
    version: int | None = None,
) -> Head:
    """更正: a slip of the pen on a sealed document or licence. The paper stays as it is; a 更正通知书 says where, was and is. A
    licence is made anew under its number. What is no slip is revoked and decided again."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    need_reason(reason)
    written = verb.write(reason)
    if licence := next((x for x in licences.of_case(case_id) if x.id == paper_id), None):
        authority_ref = verb.authority_at(licence.organ_id, Act.CORRECT_CLERICAL)
        slip = {"where": where, "was": was, "now_reads": now_reads}
        place = licences.check_slip(licence.id, at=now, **slip)
        fixed = papers.fix(
            verb, Kind.CLERICAL_CORRECTION, organ_id=licence.organ_id, corrected_title=licence.name, field=where,
            corrected_number=licence.number, where=place.label, was=was.strip(), now_reads=now_reads.strip(), reason=reason.strip(),
        )  # fmt: skip
        licences.correct(licence.id, document_id=fixed.document_id, actor=actor.ref, at=now, **slip)
        said = corrected(fixed.document_id, authority_ref, written.id, licence_id=licence.id)
    else:
        row = paper_of(case_id, paper_id)
        authority_ref = verb.authority_at(row.organ_id, Act.CORRECT_CLERICAL)
        fixed = documents.correct(
            row.id, where=where, was=was, now_reads=now_reads, reason=reason.strip(), actor=actor.ref, at=now,
            licensing=verb.state.is_licence,
        )  # fmt: skip
        said = corrected(fixed.document_id, authority_ref, written.id, corrects_id=row.id)
    verb.say([said])
    return verb.commit()


def corrected(
    document_id: UUID, authority_ref: str, statement_id: UUID, *, corrects_id: UUID | None = None, licence_id: UUID | None = None
) -> f.ErrorCorrected:
    return f.ErrorCorrected(
        document_id=document_id, corrects_id=corrects_id, licence_id=licence_id, authority_ref=authority_ref,
        statement_id=statement_id,
    )  # fmt: skip


def paper_of(case_id: UUID, document_id: UUID) -> documents.DocumentRow:
    row = next((d for d in documents.of_case(case_id) if d.id == document_id), None)
    if row is None:
        raise NotFound("本件没有这份文书。", code="cases.no_such_paper", remedy="请从本件的文书里选。")
    return row


@transaction.atomic
def exchange(
    case_id: UUID, *, mode: str, collected_by: str, identity: str, actor: Actor, now: datetime, version: int | None = None,
    signature: str = "",
) -> Head:
    """换领: the corrected paper against the old one, with name, checked identity and signature, also after the case is closed (44)."""
    verb = begin(case_id, actor=actor, now=now, version=version, lock=True)
    window.at_counter(verb, Act.ISSUE)
    row = waiting(verb)
    taken = Taken(mode, collected_by, identity, signature)
    taken.check()
    hand_over(verb, row.id, taken, name=f"{row.name}（更正后）")
    verb.say([f.LicenceExchanged(licence_id=row.id, edition=row.edition, mode=mode)])
    return verb.commit()


class NothingToExchange(Refusal):
    code = "cases.nothing_to_exchange"
    message = "本件没有等着换领的证件。"
    remedy = "更正后的证件制作完成以后才能换领；还没有领过的，用“领证签收”。"


def waiting(verb: Verb) -> licences.LicenceRow:
    """The corrected paper that lies ready for a holder who has the old one."""
    row = to_exchange(verb.state)
    if row is None:
        raise NothingToExchange()
    return row


def to_exchange(state: CaseState) -> licences.LicenceRow | None:
    """The corrected paper of the edition this case ordered, while it lies ready."""
    if state.licence_id is None or state.delivered_at is None:
        return None
    row = licences.licence(state.licence_id)
    return row if row.case_id == state.id and row.edition > 1 and row.edition_state == "ready" else None


@transaction.atomic
def send_corrected(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """The corrected paper is ready: with consent it goes out electronically, else the holder is asked to come. By reactions."""
    verb = begin(case_id, actor=actor, now=now, lock=True)
    row = to_exchange(verb.state)
    if row is None:
        return
    if documents.consented(verb.state.applicant_id, case_id):
        licences.hand_over(row.id, mode="electronic", proof={}, actor=actor.ref, at=now)
        verb.say([f.LicenceExchanged(licence_id=row.id, edition=row.edition, mode=Mode.ELECTRONIC.value)])
        verb.commit()
    else:
        documents.notify(row.holder_id, "licence_collect", case_id=case_id, params={"number": row.number}, at=now)

