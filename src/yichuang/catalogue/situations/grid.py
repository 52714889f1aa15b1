"""What the sheet of the studio shows: cells with their names, words and errors, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from yichuang.catalogue.domain.situations import FEE, FIELD, MATERIAL, NEED_LABELS, SITE_VISIT, STEP, TARGET_LABELS, Element, Kind
from yichuang.catalogue.domain.tables import HIT_NAMES, Hit
from yichuang.catalogue.situations.checking import TrialResult
from yichuang.catalogue.situations.editing import Desk
from yichuang.catalogue.situations.sheet import when_words
from yichuang.kernel.errors import FieldError
from yichuang.kernel.problem import phrase

OFFERED = (Hit.UNIQUE, Hit.FIRST, Hit.ANY, Hit.COLLECT)
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the sheet; `choices` makes it a select, `offers` are words to pick from beside free text, `is_long` wraps."""

    name: str
    value: str
    label: str
    error: str = ""
    is_warning: bool = False
    choices: Options = ()
    offers: str = ""
    found: str = ""
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    place: str
    number: int
    cells: tuple[Cell, ...]
    error: str = ""
    is_warning: bool = False
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class TableGrid:
    place: str
    name: Cell
    code: Cell
    hit: Cell
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    rules: tuple[Row, ...]
    errors: tuple[str, ...]


class Grid:
    """Builds the rows of a desk's sheet; `errors` are the problems by place, the first one of each."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.said: dict[str, tuple[str, bool]] = {}
        for p in sorted(desk.problems, key=lambda p: not p.is_error):
            self.said.setdefault(p.place, (phrase(p.message, dict(p.details)), not p.is_error))
        self.times = Counter(element.name for element in desk.elements.values())

    def cell(
        self, name: str, value: str, label: str, *, choices: Options = (), offers: str = "", found: str = "", is_long: bool = False
    ) -> Cell:
        error, is_warning = self.said.get(name, ("", False))
        if choices and value not in {key for key, _words in choices}:
            choices = (*choices, (value, value))
        return Cell(name, value, label, error, is_warning, choices, offers, found, is_long)

    def row(self, place: str, number: int, cells: Iterator[Cell]) -> Row:
        error, is_warning = self.said.get(place, ("", False))
        return Row(place, number + 1, tuple(cells), error, is_warning)

    @property
    def elements(self) -> Options:
        """Data elements that can be asked, those of the item's own questions and form first."""
        return tuple((code, f"{element.name}（{code}）") for code, element in self.desk.elements.items())

    @property
    def asked(self) -> list[str]:
        return [row["element"] for row in self.desk.content["questions"] if row["element"]]

    def name_of(self, code: str) -> str:
        """The name of a data element; its code where it has none, or another has the same."""
        known = self.desk.elements.get(code)
        return known.name if known and self.times[known.name] == 1 else code

    def target_name(self, target: str) -> str:
        kind, _, _ = target.partition(":")
        word = TARGET_LABELS.get(f"{kind}:", "")
        name = self.desk.targets.get(target, target)
        if target.startswith(FIELD):
            name = self.name_of(target[len(FIELD) :])
        return f"{gettext(word)}：{name}" if word else gettext(name)

    def questions(self) -> tuple[Row, ...]:
        def cells(place: str, row: dict[str, object]) -> Iterator[Cell]:
            known = (("", "—"), *self.elements)
            yield self.cell(f"{place}.element", str(row["element"]), gettext("数据项"), choices=known)
            for key, label in (("text", gettext("怎么问")), ("text_en", gettext("英文")), ("hint", gettext("提示"))):
                yield self.cell(f"{place}.{key}", str(row[key]), label, is_long=True)
            words = when_words(row["when"], self.name_of)  # type: ignore[arg-type]
            yield self.cell(f"{place}.when", words, gettext("什么时候问"), offers="offers-when")

        rows = self.desk.content["questions"]
        return tuple(self.row(f"questions.{n}", n, cells(f"questions.{n}", row)) for n, row in enumerate(rows))

    def tables(self) -> tuple[TableGrid, ...]:
        return tuple(self.table(n) for n in range(len(self.desk.content["tables"])))

    def table(self, number: int) -> TableGrid:
        table, place = self.desk.content["tables"][number], f"tables.{number}"
        asked = tuple((code, self.name_of(code)) for code in dict.fromkeys([*self.asked, *table["inputs"]]) if code)
        targets = tuple((target, self.target_name(target)) for target in dict.fromkeys([*self.desk.targets, *table["outputs"]]) if target)
        inputs = [self.cell(f"{place}.inputs.{k}", c, gettext("条件"), choices=(("", "—"), *asked)) for k, c in enumerate(table["inputs"])]
        outputs = [self.cell(f"{place}.outputs.{k}", c, gettext("结果"), choices=(("", "—"), *targets)) for k, c in enumerate(table["outputs"])]

        def cells(at: str, rule: dict[str, list[str]]) -> Iterator[Cell]:
            for k, cell in enumerate(rule["when"]):
                known = self.desk.elements.get(table["inputs"][k])
                choices = (("-", gettext("不论")), *yes_no(known)) if yes_no(known) else ()
                yield self.cell(f"{at}.when.{k}", cell, self.name_of(table["inputs"][k]), choices=choices, offers=offers(known))
            for k, cell in enumerate(rule["then"]):
                yield self.cell(f"{at}.then.{k}", cell, self.target_name(table["outputs"][k]), choices=needs(table["outputs"][k]))
            yield self.cell(f"{at}.why", str(rule["why"]), gettext("理由和依据"), is_long=True)

        rules = (self.row(f"{place}.rules.{n}", n, cells(f"{place}.rules.{n}", rule)) for n, rule in enumerate(table["rules"]))
        hits = tuple((hit.value, gettext(HIT_NAMES[hit])) for hit in Hit if hit in OFFERED or hit.value == table["hit"])
        whole = [self.said[p][0] for p in (f"{place}.rules", f"{place}.inputs", f"{place}.outputs", f"{place}.hit") if p in self.said]
        return TableGrid(
            place, self.cell(f"{place}.name", table["name"], gettext("决策表名称")), self.cell(f"{place}.code", table["code"], ""),
            self.cell(f"{place}.hit", table["hit"], gettext("怎么取结果"), choices=hits), tuple(inputs), tuple(outputs), tuple(rules), tuple(whole),
        )  # fmt: skip

    @property
    def expected(self) -> list[str]:
        """Targets the tables select, and those trials name besides."""
        told = [target for table in self.desk.content["tables"] for target in table["outputs"]]
        told += [target for trial in self.desk.content["trials"] for target, _ in trial["expect"]]
        return [target for target in dict.fromkeys(told) if target]

    def trials(self) -> tuple[Row, ...]:
        ran = {result.number: result for result in self.desk.results}
        rows = []
        for n, row in enumerate(self.desk.content["trials"]):
            result = ran.get(n)
            # a wrong outcome stands on its cell; the row says only why there was none
            trouble = gettext(result.trouble) if result and result.trouble else ""
            rows.append(Row(f"trials.{n}", n + 1, tuple(self.trial(n, row, result)), trouble, False, result.passed if result else None))
        return tuple(rows)

    def trial(self, number: int, row: dict[str, object], ran: TrialResult | None) -> Iterator[Cell]:
        place, answers, expect = f"trials.{number}", dict(row["answers"]), dict(row["expect"])  # type: ignore[call-overload]
        found = {target: got for target, _, got in ran.wrong} if ran else {}
        yield self.cell(f"{place}.name", str(row["name"]), gettext("用例名称"))
        for code in dict.fromkeys([*self.asked, *answers]):
            known = self.desk.elements.get(code)
            yield self.cell(f"{place}.answers.{code}", answers.get(code, ""), self.name_of(code), choices=answers_to(known))
        for target in self.expected:
            wrong = (found[target] or gettext("没有结果")) if target in found else ""
            yield self.cell(f"{place}.expect.{target}", expect.get(target, ""), self.target_name(target), choices=needs(target), found=wrong)

    def trial_heads(self) -> tuple[list[str], list[str]]:
        told = [code for trial in self.desk.content["trials"] for code, _ in trial["answers"]]
        return [self.name_of(code) for code in dict.fromkeys([*self.asked, *told])], [self.target_name(t) for t in self.expected]

    def lists(self) -> tuple[tuple[str, Sequence[str]], ...]:
        """Words to pick from, by the id of their list."""
        used = {*self.asked, *(name for table in self.desk.content["tables"] for name in table["inputs"])}
        known = [self.desk.elements[code] for code in sorted(used) if code in self.desk.elements]
        asked = [self.desk.elements[code] for code in self.asked if code in self.desk.elements]
        return (
            ("offers-when", [f"{self.name_of(e.code)}：{word}" for e in asked for word in words_of(e)]),
            *((offers(element), element.options) for element in known if offers(element)),
        )

    def field_errors(self) -> tuple[FieldError, ...]:
        return tuple(FieldError(place, "catalogue.situation", text) for place, (text, is_warning) in self.said.items() if not is_warning)


def words_of(element: Element | None) -> tuple[str, ...]:
    """The answers there are to a question, where they can be counted."""
    if element is None:
        return ()
    return element.options or (("是", "否") if element.kind is Kind.BOOLEAN else ())


def offers(element: Element | None) -> str:
    """The id of the list of words a condition on this element can name, one or several."""
    return f"offers-{element.code.replace('.', '-')}" if element and element.options else ""


def yes_no(element: Element | None) -> Options:
    return (("是", gettext("是")), ("否", gettext("否"))) if element and element.kind is Kind.BOOLEAN else ()


def answers_to(element: Element | None) -> Options:
    """One answer of a trial; several at once, numbers and dates are typed."""
    if element is None or element.kind is Kind.LIST or not words_of(element):
        return ()
    return (("", "—"), *((word, gettext(word) if element.kind is Kind.BOOLEAN else word) for word in words_of(element)))


def needs(target: str) -> Options:
    """Needed or not, where a result can be nothing else."""
    if not target.startswith((MATERIAL, FIELD, STEP, FEE, SITE_VISIT)):
        return ()
    return (("", "—"), *((word, gettext(word)) for word in NEED_LABELS.values()))
