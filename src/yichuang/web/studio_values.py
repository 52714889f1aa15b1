"""What was typed in a section of a draft → plain values of its elements, or a sentence at each field that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from yichuang.catalogue.domain.implementing import BY_KEY, Element, Kind, of_group
from yichuang.catalogue.domain.implementing.reading import Unreadable, read_one
from yichuang.clock.domain import Unit
from yichuang.kernel.errors import FieldError
from yichuang.web.studio_questions import FORM_ROW, rules_of
from yichuang.web.studio_state import BELOW, CHILDREN, RowState, State, Texts, cells, loose_points

PREFIXES = {"materials": "M", "conditions": "C", "review_points": "R", "prerequisites": "P"}
AT_ONCE = (Unit.ON_THE_SPOT, Unit.SAME_DAY)
MOST_WORDS = 100
DEFAULT_TITLE = "申请内容"
Sections = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Reading:
    """Values read so far; `errors` stand at field ids. `held` is what the draft said before."""

    held: Mapping[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    questions: list[dict[str, Any]] | None = None

    def fault(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name.replace(".", "-"), "catalogue.unreadable", message))

    def words(self, element: Element, part: Element) -> tuple[str, ...]:
        """Words of a source that stand in this field of some row already."""
        rows = self.held.get(element.key) or () if part.kind is Kind.CHOICE else ()
        return tuple(row[part.key] for row in rows if row.get(part.key))

    def one(self, element: Element, text: str, name: str, held: tuple[str, ...] = ()) -> Any:
        try:
            return read_one(element, text, held=held)
        except Unreadable as why:
            self.fault(name, why.message)
            return None


def values_of(group: str, state: State, held: Mapping[str, Any], *, sections: Sections = ()) -> Reading:
    """Read a whole section; `sections` are those the application form has now."""
    reading = Reading(held)
    for element in of_group(group):
        key = element.key
        if element.kind is Kind.FORM:
            reading.questions = questions_of(reading, state.rows.get("form", []), sections)
        elif element.kind is Kind.ROWS:
            if key not in BELOW:
                read_list(reading, element, state)
        elif element.kind in (Kind.RECORD, Kind.CODES):
            read_record(reading, element, state.texts)
        elif element.kind in (Kind.CHOICES, Kind.TEXTS):
            read_words(reading, element, state)
        elif element.unit:
            read_amount(reading, element, state.texts)
        elif element.kind is not Kind.EXTRA and not is_unit(element):
            reading.values[key] = reading.one(element, state.texts.get(key, ""), key, word(held[key]))
    if group == "basic" and not reading.values["name"] and not any(error.field == "name" for error in reading.errors):
        reading.fault("name", "请填事项名称，120个字以内")
    return reading


def word(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else ()


def is_unit(element: Element) -> bool:
    return any(other.unit == element.key for other in of_group(element.group))


def limit_read(reading: Reading, amount: Element, unit: Element, texts: Texts, prefix: str = "") -> tuple[int, str] | None:
    """(amount, unit), or None where nothing was typed or a sentence stands at a field."""
    name, unit_name = f"{prefix}{amount.key}", f"{prefix}{unit.key}"
    before = len(reading.errors)
    number, word = reading.one(amount, texts.get(amount.key, ""), name), reading.one(unit, texts.get(unit.key, ""), unit_name)
    if len(reading.errors) > before or (number is None and word is None):
        return None
    if word in AT_ONCE:
        return 0, word
    if number is None:
        reading.fault(name, "请填数字，例如20")
        return None
    if word is None:
        reading.fault(unit_name, "请选单位")
        return None
    return number, word


def read_amount(reading: Reading, element: Element, texts: Texts) -> None:
    found = limit_read(reading, element, BY_KEY[element.unit], texts)
    reading.values[element.key], reading.values[element.unit] = found or (None, None)


def read_words(reading: Reading, element: Element, state: State) -> None:
    """Ticked options, or one text a line; ticking 没有 says there is none."""
    key = element.key
    if element.kind is Kind.CHOICES:
        held, ticked = reading.held[key] or [], state.many.get(key, [])
        known = [option.value for option in element.enumeration.options] if element.enumeration else []
        words = [word for word in (*held, *(word for word in known if word not in held)) if word in ticked]
    else:
        words = [" ".join(line.split()) for line in state.texts.get(key, "").splitlines() if line.strip()][:MOST_WORDS]
        if any(len(word) > 300 for word in words):
            reading.fault(key, "字数太多，请写短一些")
    reading.values[key] = words or ([] if key in state.none else None)


def read_record(reading: Reading, element: Element, texts: Texts) -> None:
    held, prefix = reading.held[element.key] or {}, f"{element.key}."
    made = dict(held) if element.kind is Kind.CODES else {}
    within = {name.removeprefix(prefix): text for name, text in texts.items() if name.startswith(prefix)}
    for part in element.parts:
        value = part_read(reading, part, within, prefix, word(held.get(part.key)))
        made.pop(part.key, None)
        if value is not None:
            made[part.key] = value
    reading.values[element.key] = made or None


def read_list(reading: Reading, element: Element, state: State) -> None:
    key = element.key
    typed = [(place, row) for place, row in enumerate(state.rows.get(key, [])) if not row.is_blank]
    rows, points = [], []
    taken = {row.texts.get("code", "") for _place, row in typed}
    for place, row in typed:
        if "code" in row.texts:
            row.texts["code"] = row.texts["code"] or next_code(PREFIXES[key], taken)
        rows.append(row_read(reading, element, row.texts, f"{key}.{place}."))
        points += points_read(reading, key, row, f"{key}.{place}.points")
    reading.values[key] = rows or ([] if key in state.none else None)
    if key in CHILDREN:
        child = CHILDREN[key][0]
        kept = loose_points(key, reading.held) + points
        reading.values[child] = numbered(child, kept) or (None if reading.held[child] is None else [])


def next_code(prefix: str, taken: set[str]) -> str:
    code = next(f"{prefix}{n}" for n in range(1, 10_000) if f"{prefix}{n}" not in taken)
    taken.add(code)
    return code


def points_read(reading: Reading, parent: str, row: RowState, prefix: str) -> list[dict[str, Any]]:
    if parent not in CHILDREN:
        return []
    child, link = CHILDREN[parent]
    element, made = BY_KEY[child], []
    for place, texts in enumerate(row.below):
        if any(text.strip() for key, text in texts.items() if key not in ("code", link)):
            made.append(row_read(reading, element, {**texts, link: row.texts["code"]}, f"{prefix}.{place}."))
    return made


def numbered(child: str, points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """New points get codes: A-M1-2 below M1, R3 in the order of the list."""
    taken = {point.get("code", "") for point in points}
    for point in points:
        if not point.get("code"):
            point["code"] = next_code(f"A-{point['material_code']}-" if child == "acceptance_points" else PREFIXES[child], taken)
    return [{"code": point["code"], **point} for point in points]


def row_read(reading: Reading, element: Element, texts: Texts, prefix: str) -> dict[str, Any]:
    """One row; what its dataclass cannot do without must be there."""
    made: dict[str, Any] = {}
    needed = {f.name for f in fields(element.row) if f.default is MISSING} if element.row else set()
    for part in element.parts:
        value = part_read(reading, part, texts, prefix, reading.words(element, part))
        if value is not None:
            made[part.key] = value
        elif part.key in needed and part.key not in ("code", "article"):
            missing(reading, part, prefix)
        elif part.key in needed and part.key == "article":
            made[part.key] = ""
    return made


def part_read(reading: Reading, part: Element, texts: Texts, prefix: str, held: tuple[str, ...]) -> Any:
    """One field of a row or a record."""
    text = texts.get(part.key, "")
    if part.kind is Kind.LIMIT:
        amount, unit = cells((part,))
        found = limit_read(reading, amount, unit, texts, prefix)
        return found and {"amount": found[0], "unit": found[1]}
    if part.kind is Kind.CHOICES:
        ticked = text.split(",")
        return [option.value for option in part.enumeration.options if option.value in ticked] or None if part.enumeration else None
    return reading.one(part, text, prefix + part.key, held)


def missing(reading: Reading, part: Element, prefix: str) -> None:
    name = f"{prefix}{part.key}.amount" if part.kind is Kind.LIMIT else prefix + part.key
    if not any(error.field == name.replace(".", "-") for error in reading.errors):
        reading.fault(name, "这一项要填")


def questions_of(reading: Reading, rows: list[RowState], before: Sections) -> list[dict[str, Any]]:
    """The rows of the form as its sections, in order; what the page does not ask (English) stays with its question."""
    english = {part["title"]: {"title_en": part["title_en"]} for part in before if part.get("title_en")}
    groups = {part["title"]: part["code"] for part in before if part.get("code")}
    held = {asked["element"]: asked for part in before for asked in part["fields"]}
    sections: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(rows):
        if row.is_blank:
            continue
        read = {part.key: reading.one(part, row.texts.get(part.key, ""), f"form.{place}.{part.key}") for part in FORM_ROW}
        code, title = read["element"], read["title"] or DEFAULT_TITLE
        if not code:
            reading.fault(f"form.{place}.element", "请选一个数据项")
        elif any(code == asked["element"] for part in sections.values() for asked in part["fields"]):
            reading.fault(f"form.{place}.element", "这个数据项已经在表里")
        known = held.get(code, {})
        rules, wrong = rules_of(read, known)
        if wrong:
            reading.fault(f"form.{place}.{wrong.part}", wrong.message)
        kept = {key: value for key, value in known.items() if key not in ("label", "hint", "shown", "required", "recommended")}
        said = {key: read[key] for key in ("label", "hint", "recommended") if read[key]}
        section = sections.setdefault(title, {"title": title, **english.get(title, {}), "fields": []})
        if read["most"]:
            repeat = {"least": int(read["least"] or 0), "most": int(read["most"])}
            section |= {"code": section.get("code") or groups.get(title) or f"group{len(sections)}", "repeat": repeat}
        section["fields"].append(kept | {"element": code} | rules | said)
    return list(sections.values())
