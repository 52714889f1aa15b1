"""What the sheet of the rules shows: cells with their names, words and errors, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from yichuang.catalogue.domain.smart import OUTCOME_NAMES
from yichuang.catalogue.situations.grid import Cell, Options, Row
from yichuang.catalogue.smart import plain
from yichuang.catalogue.smart.editing import SmartDesk
from yichuang.kernel.errors import FieldError
from yichuang.kernel.problem import phrase


class SmartGrid:
    """Builds the rows of a desk's sheet; the first problem of each place stands on its cell."""

    def __init__(self, desk: SmartDesk) -> None:
        self.desk = desk
        self.said: dict[str, tuple[str, bool]] = {}
        for p in sorted(desk.problems, key=lambda p: not p.is_error):
            self.said.setdefault(p.place, (phrase(p.message, dict(p.details)), not p.is_error))

    def cell(self, name: str, value: str, label: str, *, choices: Options = (), found: str = "") -> Cell:
        error, is_warning = self.said.get(name, ("", False))
        return Cell(name, value, label, error, is_warning, choices, "", found)

    @property
    def inputs(self) -> Options:
        rows = [(name, f"{known.name}（{name}）") for name, known in self.desk.offered.items()]
        current = {row["input"] for row in self.desk.content["rules"]} - set(self.desk.offered) - {""}
        return (("", "—"), *rows, *((name, name) for name in sorted(current)))

    def rules(self) -> tuple[Row, ...]:
        choices = self.inputs
        return tuple(self.row(f"rules.{n}", n, self.rule(f"rules.{n}", row, choices)) for n, row in enumerate(self.desk.content["rules"]))

    def rule(self, place: str, row: dict[str, Any], choices: Options) -> Iterator[Cell]:
        yield self.cell(f"{place}.code", row["code"], gettext("编号"))
        yield self.cell(f"{place}.name", row["name"], gettext("规则"))
        yield self.cell(f"{place}.input", row["input"], gettext("查的是什么"), choices=choices)
        yield self.cell(f"{place}.cell", row["cell"], gettext("条件"))
        yield self.cell(f"{place}.article", row["article"], gettext("依据"))
        yield self.cell(f"{place}.proves", "、".join(row["proves"]), gettext("证明的要点"))

    def row(self, place: str, number: int, cells: Iterator[Cell], passed: bool | None = None) -> Row:
        error, is_warning = self.said.get(place, ("", False))
        return Row(place, number + 1, tuple(cells), error, is_warning, passed)

    @property
    def asked(self) -> list[str]:
        """Inputs the rules look at, which each trial states."""
        return list(plain.rules_of(self.desk.content).inputs)

    def heads(self) -> list[str]:
        return [self.desk.offered[name].name if name in self.desk.offered else name for name in self.asked]

    def trials(self) -> tuple[Row, ...]:
        ran = {result.number: result for result in self.desk.results}
        words = tuple((outcome.value, gettext(name)) for outcome, name in OUTCOME_NAMES.items())
        rows = []
        for n, row in enumerate(self.desk.content["trials"]):
            result = ran.get(n)
            found = OUTCOME_NAMES[result.found] if result and not result.passed else ""
            rows.append(self.row(f"trials.{n}", n, self.trial(f"trials.{n}", row, words, found), result.passed if result else None))
        return tuple(rows)

    def trial(self, place: str, row: dict[str, Any], words: Options, found: str) -> Iterator[Cell]:
        given = dict(row["given"])
        yield self.cell(f"{place}.name", row["name"], gettext("用例名称"))
        yield self.cell(f"{place}.expect", row["expect"], gettext("应得结果"), choices=words, found=found)
        for name, head in zip(self.asked, self.heads(), strict=True):
            yield self.cell(f"{place}.given.{name}", given.get(name, ""), head)

    def settings(self) -> tuple[Cell, ...]:
        content = self.desk.content
        return (
            self.cell("sample", str(content["sample"]), gettext("每一百件抽查几件")),
            self.cell("fresh_minutes", str(content["fresh_minutes"]), gettext("登记查询几分钟内有效")),
            self.cell("by_person", "、".join(content["by_person"]), gettext("只能由人核对的要点")),
        )

    def whole(self) -> list[str]:
        """What is wrong with no cell of its own."""
        return [self.said[place][0] for place in ("rules", "trials") if place in self.said]

    def field_errors(self) -> tuple[FieldError, ...]:
        return tuple(FieldError(place, "catalogue.smart", text) for place, (text, is_warning) in self.said.items() if not is_warning)
