"""Whether every stored document still is what its stream says; read by `yichuang verify`."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from yichuang.documents import domain
from yichuang.documents.actions import fields_hash
from yichuang.documents.models import Document
from yichuang.facts import documents as facts
from yichuang.kernel import files
from yichuang.kernel.record import Recorded, read_many
from yichuang.kernel.values import chunks

BATCH = 200


def check_all() -> Iterator[tuple[UUID, str]]:
    """(document id, what is wrong) for each document whose number, contents, state or file differ from its record."""
    ids = list(Document.objects.order_by("id").values_list("id", flat=True))
    for part in chunks(ids, BATCH):
        streams = read_many(part)
        for document in Document.objects.filter(id__in=part).order_by("id"):
            for why in check(document, streams[document.id]):
                yield document.id, why


def check(document: Document, events: list[Recorded]) -> Iterator[str]:
    if not events or not isinstance(events[0].fact, facts.DocumentFixed):
        yield "the stream does not begin with DocumentFixed"
        return
    fixed = events[0].fact
    if fixed.number != document.number or fixed.document_kind != document.kind:
        yield f"it is {document.kind} {document.number}, the record says {fixed.document_kind} {fixed.number}"
    if fields_hash(document) != fixed.fields_hash:
        yield "its contents are not those that were fixed"
    state, file = folded(events)
    if state is None:
        yield "its events do not follow the table of states"
    elif state != document.state:
        yield f"it is {document.state}, the record says {state}"
    if document.file_sha256 != file:
        yield "its file is another one than the record names"
    elif file and not files.sound(file):
        yield "its file is missing or was changed"


def folded(events: list[Recorded]) -> tuple[domain.State | None, str]:
    """State and file after these events; None when one of them may not happen in the state it met."""
    state, file = domain.State.FIXED, ""
    for event in events[1:]:
        fact = event.fact
        if isinstance(fact, facts.DocumentReprinted | facts.RidingSealed) or (isinstance(fact, facts.DocumentServed) and not fact.complete):
            continue
        after = domain.TRANSITIONS.get(state, {}).get(event.kind)
        if after is None:
            return None, file
        state, file = after, getattr(fact, "file_hash", file)
    return state, file
