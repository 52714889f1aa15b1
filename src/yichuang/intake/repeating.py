"""A group of a form that is filled several times 重复组: reading its rows, adding and removing one, what is wrong with them.

The answer is a list of rows under the group's code. On a page the fields are named `staff-2-food.staff_name`, rows from 1; an
error carries the same name, so that the page and a connected system find row and field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from yichuang.catalogue.api import FieldRow, FormRow, Question, SectionRow, asked_now
from yichuang.kernel.errors import FieldError

Row = Mapping[str, Any]


def name(group: SectionRow, place: int, element: str) -> str:
    return f"{group.code}-{place}-{element}"


def rows_of(group: SectionRow, raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a posted page as they were typed, blank ones too. One more than the most is read, for the check."""
    assert group.repeat is not None
    told = str(raw.get(f"{group.code}-rows") or "")
    count = min(int(told), group.repeat.most + 1) if told.isascii() and told.isdigit() and len(told) < 6 else 0
    return [{f.element: cell(f, raw, name(group, n, f.element)) for f in group.fields} for n in range(1, count + 1)]


def cell(field: FieldRow, raw: Mapping[str, Any], named: str) -> Any:
    """One question of a row as it was typed: a text, or the list of what was ticked."""
    from yichuang.intake import answers

    found = answers.sent(field, raw, named)
    return list(found or ()) if field.type == answers.CHOICES else str(found or "")


def is_blank(row: Row) -> bool:
    return not any(text if isinstance(text, list) else text.strip() for text in row.values())


def verb_of(raw: Mapping[str, Any]) -> str:
    """What a button of a group asks for; empty when the page is to be saved."""
    then = str(raw.get("then") or "")
    return then if then.startswith(("add:", "remove:")) else ""


def altered(asked: Sequence[Question], raw: Mapping[str, Any], verb: str = "") -> dict[str, Any]:
    """The page as typed with a row added (`add:staff`) or removed (`remove:staff:2`); without a verb, without blank rows."""
    from yichuang.intake import answers

    made = dict(raw.items())
    for group in asked:
        if not isinstance(group, SectionRow):
            made |= {group.element: list(answers.sent(group, raw) or ())} if group.type == answers.CHOICES else {}
            continue
        rows = rows_of(group, raw)
        for n in range(1, len(rows) + 1):
            for field in group.fields:
                made.pop(name(group, n, field.element), None)
        if verb == f"add:{group.code}":
            rows.append({})
        elif verb.startswith(f"remove:{group.code}:"):
            rows = [row for n, row in enumerate(rows, 1) if verb != f"remove:{group.code}:{n}"]
        elif not verb:
            rows = [row for row in rows if not is_blank(row)]
        made[f"{group.code}-rows"] = str(len(rows))
        made |= {name(group, n, element): text for n, row in enumerate(rows, 1) for element, text in row.items()}
    return made


def known_rows(group: SectionRow, rows: Any) -> list[dict[str, Any]]:
    """What of these rows the group asks, for answers to another edition of it; nothing when they are no rows."""
    asked = {field.element for field in group.fields}
    found = [{k: v for k, v in row.items() if k in asked} for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return [row for row in found if row]


def fitting(question: Question, value: Any) -> Any:
    """A kept answer as this edition of the question takes it; None when it does not fit."""
    if isinstance(question, SectionRow):
        return known_rows(question, value) or None
    return value if isinstance(value, list) == (question.type == "choices") else None


def row_fields(form: FormRow, group: SectionRow, row: Row, values: Mapping[str, Any]) -> tuple[FieldRow, ...]:
    """What one row is asked: its rules look at its own answers and at those of the form."""
    return asked_now(group.fields, row, {f.element: values[f.element] for f in form.fields if values.get(f.element) is not None})


def asked_rows(form: FormRow, group: SectionRow, rows: Sequence[Row], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows as they are handed in: answers to what a row is asked, nothing else."""
    return [{f.element: row[f.element] for f in row_fields(form, group, row, values) if row.get(f.element) is not None} for row in rows]


def is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def wrong_rows(form: FormRow, group: SectionRow, values: Mapping[str, Any]) -> list[FieldError]:
    """Too few or too many rows, and every wrong field, named by its row."""
    from yichuang.intake import answers

    assert group.repeat is not None
    rows, title = values.get(group.code), answers.label_of(group)
    rows = [] if rows is None else rows
    if not is_rows(rows):
        return [FieldError(group.code, "intake.rows", gettext("%(label)s要一份一份地填") % {"label": title})]
    found = []
    if len(rows) < group.repeat.least:
        said = gettext("%(label)s至少填%(limit)s份") % {"label": title, "limit": group.repeat.least}
        found.append(FieldError(group.code, "intake.minItems", said))
    if len(rows) > group.repeat.most:
        said = gettext("%(label)s最多填%(limit)s份") % {"label": title, "limit": group.repeat.most}
        found.append(FieldError(group.code, "intake.maxItems", said))
    for place, row in enumerate(rows[: group.repeat.most], 1):
        for field in row_fields(form, group, row, values):
            error = answers.wrong_answer(form, field, row.get(field.element), name(group, place, field.element))
            if error:
                words = {"row": f"{title} {place}", "message": error.message}
                found.append(FieldError(error.field, error.code, gettext("%(row)s：%(message)s") % words))
    return found


def without(group: SectionRow, rows: Sequence[Row], bad: set[str]) -> list[dict[str, Any]] | None:
    """The rows without the answers that are wrong: what a draft keeps of them."""
    kept = [{k: v for k, v in row.items() if name(group, n, k) not in bad} for n, row in enumerate(rows, 1)]
    return [row for row in kept if row] or None


def unknown(group: SectionRow, rows: Any) -> list[FieldError]:
    """Answers in rows that the group does not ask; only a connected system can send them."""
    asked = {field.element for field in group.fields}
    places = enumerate(rows, 1) if is_rows(rows) else ()
    return [
        FieldError(name(group, n, key), "intake.unknown", gettext("这张申请表没有这一项")) for n, row in places for key in sorted(set(row) - asked)
    ]
