"""Naming an entry of a basic list on a form: by its basic code, looked for by a few words, what holds for one's own place first. The buttons are
those of `catalogue.choosing`: all of the form is sent, nothing is done, nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from yichuang.catalogue.choosing import MOST_WORDS, SHOWN, Choice, Looked
from yichuang.catalogue.domain.entries import NotYours, Place, may_claim
from yichuang.catalogue.models import BasicEntry
from yichuang.kernel.errors import FieldError

FIELD = "entry"
MOST = 200
"""Entries that are put in order; whoever finds more is told to write more words."""
WHY_NOT: Mapping[NotYours, str | Promise] = {
    NotYours.OTHER_PLACE: gettext_lazy("这张清单不适用于本地，不能认领"), NotYours.OTHER_LEVEL: gettext_lazy("清单没有给本级，不能认领"),
}  # fmt: skip
NOT_CLAIMABLE = ("catalogue.no_such_entry", "catalogue.entry_of_another_level", "catalogue.entry_of_another_place")


def look(text: str, place: Place) -> Looked:
    """Entries of lists in force by the beginning of a code or words of the name; those this place and level may claim first. One statement."""
    words = text.replace("\x00", "").strip()[:MOST_WORDS]
    if not words:
        return Looked(FIELD, "", ())
    rows = BasicEntry.objects.filter(ended_on__isnull=True, list__historic=False).select_related("list")
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__startswith=word))
    found = [(entry, may_claim(entry.list.division, entry.list.region, entry.levels, place)) for entry in rows.order_by("list__demo", "list__code", "code")[:MOST]]
    ordered = sorted(found, key=lambda pair: pair[1] is not None)
    return Looked(FIELD, words, tuple(choice(*pair) for pair in ordered[:SHOWN]), len(found) > SHOWN)


def choice(entry: BasicEntry, no: NotYours | None) -> Choice:
    return Choice(UUID(int=0), UUID(int=0), entry.code, entry.name, entry.list.title, entry.code, WHY_NOT[no] if no else "")


def asked(sent: Mapping[str, str], typed: MutableMapping[str, Any], place: Place) -> Looked | None:
    """What a form sent by one of the two buttons is answered with; None where it was sent to be done."""
    field, _colon, code = sent.get("pick", "").partition(":")
    if field == FIELD:
        typed[FIELD] = code
        return Looked("", "", ())
    return look(typed[FIELD], place) if sent.get("look") == FIELD else None


def instead(errors: Iterable[FieldError], typed: Mapping[str, Any], place: Place) -> Looked | None:
    """Beside a field that was refused because it names no entry, or one that is not to be claimed here: what its words find."""
    return look(typed[FIELD], place) if any(error.code in NOT_CLAIMABLE for error in errors) else None
