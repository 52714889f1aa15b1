"""What every bench reports: rows of one stable shape (design §12), as JSON or as a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import median

from yichuang.cli.output import emit_json, table


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value beside the limit it is held against, both of the same run."""

    name: str
    clients: int
    value: float
    unit: str
    against: str
    limit: float
    ratio: float


def row(name: str, clients: int, values: list[float], unit: str, *, against: str, limits: list[float]) -> Row:
    """A row of medians."""
    value, limit = median(values), median(limits)
    return Row(name, clients, round(value, 3), unit, against, round(limit, 3), round(value / limit, 3) if limit else 0.0)


def report(rows: list[Row], *, as_json: bool) -> None:
    if as_json:
        emit_json([asdict(one) for one in rows])
        return
    table(
        "name", "clients", "value", "unit", "against", "limit", "ratio",
        rows=[(r.name, r.clients, r.value, r.unit, r.against, r.limit, r.ratio) for r in rows],
    )
