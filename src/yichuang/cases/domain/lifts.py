"""Old shapes of this room's facts read as the new ones; stored rows and their hashes never change (design §4)."""

from __future__ import annotations

from typing import Any

from yichuang.kernel.revive import upcaster


@upcaster("cases.SpecialProcedureStarted", 1)
def a_typed_basis_became_a_statement(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 held the words of the basis itself."""
    basis = data.pop("basis")
    return {**data, "article": basis, "statement_id": None, "statement_hash": ""}
