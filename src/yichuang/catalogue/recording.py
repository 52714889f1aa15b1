"""Writes facts onto the stream of an item, an import, a plain word or a basic list; the row is locked by the caller."""

from __future__ import annotations

from datetime import datetime

from yichuang.catalogue.models import BasicList, ImportRun, Item, PlainWord
from yichuang.kernel.events import Head, emit
from yichuang.kernel.values import Fact

STREAMS: dict[type, str] = {Item: "item", ImportRun: "import", PlainWord: "plain_word", BasicList: "basic_list"}


def record(row: Item | ImportRun | PlainWord | BasicList, *facts: Fact, actor: str, at: datetime) -> None:
    """Emit behind the row's head and keep the new head on the row."""
    stream = STREAMS[type(row)]
    head = emit(Head(stream, row.id, row.head_seq, bytes(row.head_hash)), facts, actor=actor, at=at)
    row.head_seq, row.head_hash = head.seq, head.hash
    row.save(update_fields=["head_seq", "head_hash"])
