"""How facts of a case written in older shapes are read now; the stored rows and their hashes never change (design §3)."""

from __future__ import annotations

from typing import Any

from yichuang.clock.domain import Unit
from yichuang.kernel.revive import upcaster

Data = dict[str, Any]


def counted(data: Data) -> Data:
    """A last day that was stated becomes days that run: none, from that very day."""
    due_on = data.pop("due_on")
    stated = {"limit": 0, "unit": Unit.WORKING_DAY.value} if due_on else {"limit": None, "unit": ""}
    return {**data, **stated, "from_on": due_on}


upcaster("cases.CorrectionAsked", 1)(counted)
upcaster("cases.ActOpened", 1)(counted)
upcaster("cases.ActMoved", 1)(counted)


@upcaster("cases.SpecialProcedureStarted", 1)
def expected(data: Data) -> Data:
    """The expected end was the time needed, counted from the first day: it still is. The words of the basis stood in the event."""
    data.pop("expected_on")
    basis = data.pop("basis")
    return {**data, "article": basis, "statement_id": None, "statement_hash": ""}


@upcaster("cases.ExtensionApproved", 1)
def tell_by(data: Data) -> Data:
    """Until when it had to be told was not kept."""
    return {**data, "tell_by": None}
