"""移交: the paper file of a case goes from hand to hand, each time signed for, so that it is always known who has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.dossier.actions import locked, record
from yichuang.dossier.models import PaperMove
from yichuang.facts import dossier as facts
from yichuang.kernel.errors import Forbidden, Refusal
from yichuang.kernel.values import local_date, new_id
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor, post_name

BOUND = 200


@transaction.atomic
def send_papers(case_id: UUID, *, organ_id: UUID, post: str, actor: Actor, at: datetime) -> UUID:
    """移交 to a post of an organ. One way at a time; whoever signed last has the file and alone sends it on."""
    dossier = locked(case_id)
    last = PaperMove.objects.filter(dossier=dossier).select_related("signed_by").order_by("-sent_at", "-id").first()
    if last is not None and last.signed_at is None:
        raise Refusal("纸质卷已经移交，对方还没有签收。", code="dossier.papers_on_the_way", remedy="请对方先签收。")
    if last is not None and last.signed_by_id != actor.account_id:
        raise Forbidden(
            "纸质卷在%(name)s手上。", code="dossier.papers_elsewhere", name=last.signed_by.display_name, remedy="请由持有人移交。"
        )
    if not organisations.in_posts([post], [organ_id], on=local_date(at)):
        raise Refusal("“%(post)s”今天没有人，不能移交。", code="dossier.nobody_there", post=post_name(post))
    move = PaperMove.objects.create(
        id=new_id(), case_id=case_id, dossier=dossier, organ_id=organ_id, post=post, sent_by_id=actor.account_id, sent_at=at
    )
    sent = facts.PapersSent(case_id=case_id, move_id=move.id, organ_id=organ_id, post=post)
    record(dossier, [sent], by=actor.ref, at=at)
    dossier.save()
    return move.id


@transaction.atomic
def sign_papers(case_id: UUID, *, actor: Actor, at: datetime) -> None:
    """签收 by somebody of the post it was sent to, never by the sender."""
    dossier = locked(case_id)
    move = PaperMove.objects.filter(dossier=dossier, signed_at__isnull=True).first()
    if move is None:
        raise Refusal("没有移交给您的纸质卷。", code="dossier.nothing_sent", remedy="请移交人先登记移交。")
    if move.sent_by_id == actor.account_id:
        raise Forbidden("移交人不能自己签收。", code="dossier.own_signature", remedy="请接收的同事签收。")
    people = organisations.in_posts([move.post], [move.organ_id], on=local_date(at))
    if actor.account_id not in {p.account_id for p in people}:
        raise Forbidden("这份纸质卷移交给“%(post)s”，不由您签收。", code="dossier.other_post", post=post_name(move.post))
    move.signed_by_id, move.signed_at = actor.account_id, at
    move.save(update_fields=["signed_by", "signed_at"])
    record(dossier, [facts.PapersSigned(case_id=case_id, move_id=move.id)], by=actor.ref, at=at)
    dossier.save()


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A paper file on its way; `post_name` is a msgid."""

    case_id: UUID
    organ_id: UUID
    organ: str
    post: str
    post_name: str
    sent_by: UUID
    sender: str
    sent_at: datetime


def on_the_way(organ_ids: Iterable[UUID]) -> tuple[MoveRow, ...]:
    """Paper files sent to these organs and not signed for, the oldest first."""
    rows = PaperMove.objects.filter(organ_id__in=tuple(organ_ids), signed_at__isnull=True).select_related("organ", "sent_by")
    return tuple(
        MoveRow(m.case_id, m.organ_id, m.organ.name, m.post, post_name(m.post), m.sent_by_id, m.sent_by.display_name, m.sent_at)
        for m in rows.order_by("sent_at", "id")[:BOUND]
    )


def holder_of_papers(case_id: UUID) -> str:
    """Who has the paper file, by the last signature; empty while it never moved."""
    last = PaperMove.objects.filter(case_id=case_id, signed_at__isnull=False).select_related("signed_by").order_by("-sent_at").first()
    return last.signed_by.display_name if last and last.signed_by else ""
