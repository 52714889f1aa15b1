"""Outside effects of documents: a text message says that something lies in the inbox. Only a hint, never service (§5a)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from yichuang.documents.models import Message
from yichuang.documents.service import phone_of
from yichuang.kernel.jobs import job
from yichuang.organisations import api as organisations

TEXT = "【一窗】办件%(number)s有新的文书或者通知，请登录后在“我的”里查看。短信只作提醒，不是送达。"


@job("documents.send_hint")
def send_hint(message_id: str) -> None:
    remind(UUID(message_id))


def remind(message_id: UUID) -> None:
    """Send the hint of one message; the gateway takes its id as key, so a repeated job sends nothing twice."""
    message = Message.objects.filter(id=message_id).select_related("document").first()
    if message is None or message.document is None:
        return
    phone = phone_of(message).strip()
    if organisations.is_mobile(phone):
        text = TEXT % {"number": message.document.fields["case_number"]}
        organisations.send_message(phone, text, now=message.at, message_id=message.id)


def hint(message_ids: Iterable[UUID]) -> None:
    """Queue the hints of new messages; called by reactions, inside their transaction."""
    for message_id in message_ids:
        send_hint.defer(message_id=str(message_id))
