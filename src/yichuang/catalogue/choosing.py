"""Naming items on a form: by code or by full name, looked for by a few words. There is no list of all to choose from: there may be a million.

A form with such fields has two more buttons, which send all of it and do nothing but fill it: `look` (which field to look for) and `pick`
(field:what was found). So it works without a script, and nothing that was typed is lost.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, QuerySet, Value, When
from django.utils.functional import Promise

from yichuang.catalogue.domain import Status
from yichuang.catalogue.finding import finders
from yichuang.catalogue.models import ItemVersion
from yichuang.kernel.errors import FieldError

SHOWN = 20
MOST_LINES = 500
MOST_WORDS = 300
APART = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """An item in force. `value` is what is written into the field: the name where only one has it, else the code."""

    version_id: UUID
    item_id: UUID
    code: str
    name: str
    organ: str
    value: str
    no: str | Promise = ""
    """Why it will be refused if it is chosen."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked for in a field, and the first of what was found; `more` says that there are others."""

    field: str
    words: str
    choices: tuple[Choice, ...]
    more: bool = False


def in_force() -> QuerySet[ItemVersion]:
    rows = ItemVersion.objects.filter(status=Status.PUBLISHED, published_at__isnull=False, deciding_organ__isnull=False)
    return rows.select_related("item", "deciding_organ")


def choice(row: ItemVersion, value: str) -> Choice:
    return Choice(row.id, row.item_id, row.item.code, row.name, row.deciding_organ.name if row.deciding_organ else "", value)


def called(words: Iterable[str]) -> dict[str, list[Choice]]:
    """Each word as the item in force of that code, else those of exactly that name: none, one, or the first of several; two statements."""
    wanted = list(dict.fromkeys(words))
    found: dict[str, list[Choice]] = {row.item.code: [choice(row, row.item.code)] for row in in_force().filter(item__code__in=wanted)}
    names = [word for word in wanted if word not in found]
    for row in in_force().filter(name__in=names).order_by("name", "id")[: MOST_LINES * 4] if names else ():
        found.setdefault(row.name, []).append(choice(row, row.name))
    return found


def one(field: str, text: str, errors: list[FieldError]) -> Choice | None:
    """The item a field names; what is wrong is added to `errors`."""
    found = called([text]).get(text, []) if text else []
    if len(found) == 1:
        return found[0]
    if not text:
        errors.append(FieldError(field, "required", "请写一个事项"))
    elif found:
        errors.append(FieldError(field, "catalogue.several_items", "叫这个名称的事项不止一个，请按“查找”选一个"))
    else:
        errors.append(FieldError(field, "catalogue.no_such_item", "现行清单没有这个名称的事项，也没有这个编码；写几个字，再按“查找”"))
    return None


def lines_of(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def read(text: str) -> tuple[list[Choice], list[str]]:
    """The items of a field of lines, each a code or a full name, or codes with a comma between; and the words that name none, or several."""
    whole = lines_of(text)[:MOST_LINES]
    found = called([*whole, *(word for line in whole for word in APART.split(line) if word)])
    words = [word for line in whole for word in ([line] if line in found else APART.split(line)) if word]
    chosen = [found[word][0] for word in words if len(found.get(word, ())) == 1]
    return list({row.item_id: row for row in chosen}.values()), [word for word in words if len(found.get(word, ())) != 1]


def several(field: str, text: str, errors: list[FieldError]) -> list[Choice]:
    """The items of a field of lines; what is wrong is added to `errors`."""
    chosen, unknown = read(text)
    if len(chosen) > MOST_LINES or len(lines_of(text)) > MOST_LINES:
        errors.append(FieldError(field, "catalogue.too_many_items", "一次最多500项"))
    elif unknown:
        errors.append(FieldError(field, "catalogue.no_such_item", "有的不是现行事项的编码，也不是只有一个事项用的全称"))
    return chosen


def look(field: str, text: str, own: Collection[UUID] = ()) -> Looked:
    """Items in force by a code, a full name, or a few words of it. Of several with one name those of the organs `own` come first."""
    words = text.strip()[:MOST_WORDS]
    if not words:
        return Looked(field, "", ())
    first = Case(When(deciding_organ_id__in=list(own), then=Value(0)), default=Value(1))
    exact = list(in_force().filter(item__code=words)) or list(in_force().filter(name=words).order_by(first, "item__code")[: SHOWN + 1])
    if exact:
        return Looked(field, words, tuple(choice(row, row.item.code if len(exact) > 1 else words) for row in exact[:SHOWN]), len(exact) > SHOWN)
    found = finders.search(words, open_only=True)
    rows = {row.id: row for row in in_force().filter(id__in=[hit.version_id for hit in found.hits])}
    kept = [rows[hit.version_id] for hit in found.hits if hit.version_id in rows]
    return Looked(field, words, tuple(choice(row, row.name) for row in kept), found.pages > 1)


def asked(
    sent: Mapping[str, str], typed: MutableMapping[str, Any], *, fields: Sequence[str] = (), lines: Sequence[str] = (), own: Collection[UUID] = ()
) -> Looked | None:
    """What a form sent by one of the two buttons is answered with: `typed` has what was picked. None where it was sent to be done.

    `fields` hold one item, `lines` one a line; what is looked for in those stands in `find-<field>`.
    """
    field, _colon, value = sent.get("pick", "").partition(":")
    if field in (*fields, *lines):
        if len(called([value]).get(value, ())) > 1:  # a name of several: which of them
            return look(field, value, own)
        typed[field] = value if field in fields else "\n".join(dict.fromkeys([*lines_of(typed[field]), value]))
        return Looked("", "", ())
    field = sent.get("look", "")
    if field in fields:
        return look(field, typed[field], own)
    return look(field, sent.get(f"find-{field}", "").replace("\x00", ""), own) if field in lines else None


def instead(
    errors: Iterable[FieldError], typed: Mapping[str, Any], *, fields: Sequence[str] = (), lines: Sequence[str] = (), own: Collection[UUID] = ()
) -> Looked | None:
    """Beside a field that was refused because it names no item, or several: what its words find."""
    refused = {error.field for error in errors if error.code in ("catalogue.several_items", "catalogue.no_such_item")}
    for field in (*fields, *lines):
        if field in refused:
            return look(field, typed[field] if field in fields else next(iter(read(typed[field])[1]), ""), own)
    return None
