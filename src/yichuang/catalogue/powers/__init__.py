"""The power and duty list 权责清单: what each organ may do, by which clause, with which duty. The door of this room."""

from yichuang.catalogue.powers.keeping import NoSuchPower, end_power, item_ids, keep_clause, keep_power, may_keep
from yichuang.catalogue.powers.lists import (
    WHOSE,
    ClauseRow,
    FaultRow,
    PowerRow,
    all_powers,
    among,
    clauses,
    faults,
    ids_of,
    power,
    power_organs,
    powers,
    whose_counts,
)
from yichuang.catalogue.powers.reading import import_powers

__all__ = [
    "ClauseRow", "FaultRow", "NoSuchPower", "PowerRow", "WHOSE", "all_powers", "among", "clauses", "end_power", "faults", "ids_of",
    "import_powers", "item_ids", "keep_clause", "keep_power", "may_keep", "power", "power_organs", "powers", "whose_counts",
]  # fmt: skip
