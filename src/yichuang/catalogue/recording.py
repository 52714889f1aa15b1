"""Writes facts onto the stream of an item, an import, a plain word or a row of the power list; the row is locked by the caller."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.catalogue.models import (
    AcceptanceAgreement,
    BasicList,
    Boundary,
    DataElement,
    Delegation,
    Docket,
    ImportRun,
    Instrument,
    Item,
    MandateClause,
    OffListReport,
    Outsourced,
    PlainWord,
    Power,
    Sample,
    Standard,
    TransferMemo,
)
from yichuang.kernel.events import Head, emit
from yichuang.kernel.values import Fact
from yichuang.organisations import api as organisations

Row = (
    AcceptanceAgreement | BasicList | Instrument | DataElement | Item | Docket | ImportRun | PlainWord | MandateClause | Power | Delegation | TransferMemo
    | Sample | OffListReport | Boundary | Outsourced | Standard
)
STREAMS: dict[type, str] = {
    AcceptanceAgreement: "agreement", BasicList: "basic_list", Instrument: "instrument",
    DataElement: "data_element", Item: "item", Docket: "docket", ImportRun: "import",
    PlainWord: "plain_word", MandateClause: "mandate_clause", Power: "power", Delegation: "delegation", TransferMemo: "memo", Sample: "sample",
    OffListReport: "off_list",
    Boundary: "boundary", Outsourced: "outsourced", Standard: "standard",
}  # fmt: skip


def record(row: Row, *facts: Fact, actor: str, at: datetime) -> None:
    """Emit behind the row's head and keep the new head on the row."""
    stream = STREAMS[type(row)]
    head = emit(Head(stream, row.id, row.head_seq, bytes(row.head_hash)), facts, actor=actor, at=at)
    row.head_seq, row.head_hash = head.seq, head.hash
    row.save(update_fields=["head_seq", "head_hash"])


def name_of(ref: str) -> str:
    """The person behind "account:<uuid>"; other actors go by their reference."""
    kind, _, ident = ref.partition(":")
    return organisations.names([UUID(ident)]).get(UUID(ident), ref) if kind == "account" else ref
