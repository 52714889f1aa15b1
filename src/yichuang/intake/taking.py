"""Verbs of 代收转寄: take in, forward, confirm the arrival (the case begins), hand back. Each is one event of its own stream."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from yichuang.cases import api as cases
from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.catalogue.domain.agreement import AgreementMode
from yichuang.clock import api as clock
from yichuang.clock.domain import Limit, Unit
from yichuang.documents import api as documents
from yichuang.documents.domain import Kind
from yichuang.dossier.domain import FORM, FORM_NAME, form_paper
from yichuang.facts import intake as facts
from yichuang.intake import across, actions
from yichuang.intake import domain as law
from yichuang.intake.domain import Means, TakenState
from yichuang.intake.models import Draft, TakenIn
from yichuang.kernel import events
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal
from yichuang.kernel.values import ZONE, Fact, local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

STREAM = "taken_in"


class NoTakenIn(NotFound):
    code = "intake.no_taken_in"
    message = "没有这份代收件。"
    remedy = "请从代收登记里打开，或者核对代收编号。"


class NotTakenInHere(Refusal):
    code = "intake.not_taken_in_here"
    message = "这个事项本窗口可以直接收件，不用代收。"
    remedy = "请直接收件，出收件凭证。"


class NotYourWindow(Forbidden):
    code = "intake.not_your_window"
    message = "这一步由“%(organ)s”的窗口办理。"
    remedy = "请联系那里的窗口；本窗口可以看到状态。"


def record(row: TakenIn, fact: Fact, *, actor: Actor, at: datetime) -> None:
    """Move the row along the table and write its event; the row is locked or new."""
    kind = fact.kind  # type: ignore[attr-defined]
    if kind != "intake.PapersTakenIn":
        row.state = law.check_move(TakenState(row.state), kind)
    end = events.emit(events.Head(STREAM, row.id, row.head_seq, bytes(row.head_hash)), [fact], actor=actor.ref, at=at)
    row.head_seq, row.head_hash = end.seq, end.hash
    row.save()


def forward_by(taken_at: datetime, days: int) -> date | None:
    """The last day to forward: working days, the day of taking in does not count."""
    return clock.last_day(clock.calendar(), local_date(taken_at), Limit(days, Unit.WORKING_DAY))


@transaction.atomic
def take_in(draft_id: UUID, *, declared: bool, actor: Actor, now: datetime, taken_at: datetime | None = None) -> UUID:
    """代收: everything typed and laid on the counter waits to be forwarded; a 代收凭证 says that no day of the accepting organ runs yet.
    Twice is the same one. Raises NotTakenInHere, Forbidden (no agreement), Invalid naming the fields."""
    draft = actions.own(draft_id, actor, lock=True, editing=False)
    known = TakenIn.objects.filter(draft=draft).values_list("id", flat=True).first()
    if known is not None:
        return known
    if draft.sent_at:
        raise actions.Sent()
    actions.check_declared(declared)
    terms, at = actions.terms_of(draft), taken_at or now
    law.check_taken_at(at, now)
    found = across.agreement_of(terms, actor, now)
    if found is None or found.value.mode is not AgreementMode.TAKE_IN:
        raise NotTakenInHere()
    party = organisations.party(draft.party_id)
    actions.checked_answers(actions.open_terms(draft.version_id, draft.answers), party, draft.answers)
    agreed = found.value
    authority_ref = organisations.authority(actor, Act.RECEIVE, organ_id=agreed.window_organ_id, item_id=terms.item_id, on=local_date(now))
    paper = receipt(draft, terms, found, at, actor=actor, now=now)
    row = TakenIn(
        id=new_id(), number=paper.number, draft=draft, version_id=draft.version_id, party_id=draft.party_id, window_organ_id=agreed.window_organ_id,
        for_organ_id=agreed.for_organ_id, agreement_id=agreed.id, taken_at=at, taken_by=actor.ref, forward_days=agreed.forward_days,
        receipt_id=paper.document_id,
    )  # fmt: skip
    fact = facts.PapersTakenIn(
        number=row.number, item_version_id=row.version_id, party_id=row.party_id, agent_id=draft.agent_id, window_organ_id=row.window_organ_id,
        for_organ_id=row.for_organ_id, agreement_id=row.agreement_id, forward_days=row.forward_days, document_id=row.receipt_id,
        authority_ref=f"{authority_ref}@{agreed.id}",
    )  # fmt: skip
    record(row, fact, actor=actor, at=now)
    draft.sent_at = draft.updated_at = now
    draft.save(update_fields=["sent_at", "updated_at"])
    return row.id


def receipt(draft: Draft, terms: Terms, found: catalogue.agreements.AgreementRow, at: datetime, *, actor: Actor, now: datetime) -> documents.Fixed:
    """代收凭证, by the window's own organ and never with a 受理专用章."""
    local, last = at.astimezone(ZONE), forward_by(at, found.value.forward_days)
    return documents.fix(
        Kind.TAKEN_IN_RECEIPT, case_id=None, case_number="", organ_id=found.value.window_organ_id, recipients=[draft.party_id], actor=actor.ref, at=now,
        licensing=False, fields={
            "item_name": terms.name, "materials": handed_in(draft, terms), "forwarded_to": found.for_organ, "clerk": actor.name,
            "taken_in_at": f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分",
            "forward_by": f"{last.year}年{last.month}月{last.day}日" if last else f"代收后{found.value.forward_days}个工作日",
            "when_received": f"材料到达{found.for_organ}时，才算它收到申请；从次一个工作日起五个工作日内，由它告知是否受理。到达以后另有收件凭证。",
            "handled_by": found.document,
        },
    )  # fmt: skip


def handed_in(draft: Draft, terms: Terms) -> list[dict[str, object]]:
    """What lies on the counter or was scanned, the form first, in the order of the version."""
    files: dict[str, int] = {}
    for code in draft.files.values_list("material_code", flat=True):
        files[code] = files.get(code, 0) + 1
    papers = {paper.material_code: paper for paper in actions.papers_of(draft)}
    rows: list[dict[str, object]] = []
    own = form_paper(terms)
    for code, name in [(FORM, own.name if own else FORM_NAME), *((m.code, m.name) for m in terms.materials if not m.from_form)]:
        paper = papers.get(code)
        if paper is not None and paper.copies:
            rows.append({"name": name, "original": "原件" if paper.original else "复印件", "copies": paper.copies})
        elif files.get(code):
            rows.append({"name": name, "original": "电子件", "copies": files[code]})
    return rows


def has_papers(draft: Draft) -> bool:
    """Something beside the signed form has to travel."""
    return any(paper.copies for paper in actions.papers_of(draft) if paper.material_code != FORM)


def of_mine(taken_id: UUID, actor: Actor) -> TakenIn:
    """A 代收 that this actor's organ took in or is to receive, locked; NotFound for others."""
    mine = organisations.mine(actor)
    row = TakenIn.objects.select_for_update(of=("self",)).select_related("draft").filter(id=taken_id).first()
    if row is None or not {row.window_organ_id, row.for_organ_id} & set(mine):
        raise NoTakenIn()
    return row


def power(row: TakenIn, organ_id: UUID, actor: Actor, now: datetime) -> str:
    """The power to receive of the organ where it lies, for somebody who works there: a hall that also accepts for it is elsewhere."""
    if organ_id not in organisations.mine(actor):
        raise NotYourWindow(organ=organisations.organ(organ_id).name)
    item_id = catalogue.terms(row.version_id).item_id
    return organisations.authority(actor, Act.RECEIVE, organ_id=organ_id, item_id=item_id, on=local_date(now))


@transaction.atomic
def forward(taken_id: UUID, *, means: str, tracking_number: str = "", actor: Actor, now: datetime) -> UUID | None:
    """转寄 by the window. Through the net it enters the accepting organ's system in that moment (电子签名法 11): the case begins, and its
    id is given; by courier it is on the way until the arrival is confirmed."""
    row = of_mine(taken_id, actor)
    ref = power(row, row.window_organ_id, actor, now)
    law.check_move(TakenState(row.state), facts.PapersForwarded.kind)  # type: ignore[attr-defined]
    chosen = law.check_forward(means, tracking_number, has_papers=has_papers(row.draft))
    number = tracking_number.strip().upper() if chosen is Means.COURIER else ""
    row.means, row.tracking_number, row.forwarded_at = chosen, number, now
    record(row, facts.PapersForwarded(means=chosen.value, tracking_number=number, authority_ref=ref), actor=actor, at=now)
    return arrive(row, now, ref, actor=organisations.system_actor("intake.transfer"), now=now) if chosen is Means.ONLINE else None


@transaction.atomic
def confirm_arrival(taken_id: UUID, *, arrived_at: datetime, actor: Actor, now: datetime) -> UUID:
    """到达 of a courier's consignment, by the accepting organ: received at that moment (29, 32), whenever it is written down. Gives the
    case. Raises WrongTakenState when it arrived before, Invalid for an impossible time."""
    row = of_mine(taken_id, actor)
    ref = power(row, row.for_organ_id, actor, now)
    law.check_move(TakenState(row.state), facts.PapersArrived.kind)  # type: ignore[attr-defined]
    assert row.forwarded_at is not None
    law.check_arrival(arrived_at, forwarded_at=row.forwarded_at.replace(second=0, microsecond=0), now=now)
    return arrive(row, max(arrived_at, row.forwarded_at), ref, actor=actor, now=now)


def arrive(row: TakenIn, arrived_at: datetime, ref: str, *, actor: Actor, now: datetime) -> UUID:
    """The draft becomes an ordinary case of the accepting organ, received when it arrived."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("party").get(id=row.draft_id)
    if not catalogue.is_open(draft.version_id):
        draft.version_id = catalogue.published(catalogue.terms(draft.version_id).code)
        draft.save(update_fields=["version_id"])
    agreed = catalogue.agreements.agreement(row.agreement_id)
    window = cases.AtWindow(row.window_organ_id, row.agreement_id, accepts=False, collects=across.collects(agreed, draft.answers), taken_in_id=row.id)
    received = actions.hand_over(draft, actor=actor, now=now, received_at=arrived_at, window=window)
    row.arrived_at, row.confirmed_at, row.confirmed_by, row.case_id = arrived_at, now, actor.ref, received.case_id
    record(row, facts.PapersArrived(case_id=received.case_id, arrived_at=arrived_at, authority_ref=ref), actor=actor, at=now)
    return received.case_id


@transaction.atomic
def hand_back(taken_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """退还 before arrival: by the window while it is there, by the accepting organ when it came and the item is no longer offered."""
    row = of_mine(taken_id, actor)
    organ_id = row.for_organ_id if row.state == TakenState.FORWARDED else row.window_organ_id
    ref = power(row, organ_id, actor, now)
    if not reason.strip():
        raise Invalid("请写退还的理由。", code="intake.no_reason", errors=(FieldError("reason", "required", "请写退还的理由"),))
    row.handed_back_at, row.reason = now, reason.strip()
    digest = sha256(row.id.bytes + row.reason.encode()).hexdigest()
    record(row, facts.PapersHandedBack(reason_hash=digest, authority_ref=ref), actor=actor, at=now)
