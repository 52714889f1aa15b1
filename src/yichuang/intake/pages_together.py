"""What the pages of applying for a theme show beyond those of one item: the questions, the items, their last days, what it saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yichuang.catalogue import api as catalogue
from yichuang.catalogue.domain import Terms
from yichuang.clock import api as clock
from yichuang.clock import domain as counting
from yichuang.dossier import api as dossier
from yichuang.intake import after, boxes, queries
from yichuang.intake import answers as checking
from yichuang.intake.again import Again
from yichuang.intake.queries import Work
from yichuang.joint import api as joint
from yichuang.joint.api import overview, themes
from yichuang.joint.domain import schedule
from yichuang.joint.domain.edges import EdgeKind
from yichuang.joint.domain.meter import MEASURE_NAMES
from yichuang.joint.domain.projects import IN_MODULES, MODULE_NAMES, Module
from yichuang.kernel.errors import FieldError, Invalid
from yichuang.kernel.files import MEGABYTE
from yichuang.kernel.values import local_date
from yichuang.licences import api as licences
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Actor

SAID = {"yes": True, "no": False}
DEFAULT = counting.Limit(20, counting.Unit.WORKING_DAY)
"""42: where nothing else is stated."""


def answered(theme: themes.ThemeTerms, given: Mapping[str, str]) -> dict[UUID, bool]:
    """The theme's questions as a page or an address answers them (`<item>=yes|no`); what is not answered is left out."""
    asked = [item.item_id for item in theme.content.items if item.asked]
    return {item_id: SAID[given[str(item_id)]] for item_id in asked if given.get(str(item_id)) in SAID}


def checked(theme: themes.ThemeTerms, given: Mapping[str, str]) -> dict[UUID, bool]:
    """All of the theme's questions answered. Raises Invalid naming those that are not."""
    found = answered(theme, given)
    errors = tuple(
        FieldError(str(item.item_id), "intake.required", _("%(label)s：请选“是”或者“否”") % {"label": asked_words(item)})
        for item in theme.content.items if item.asked and item.item_id not in found
    )  # fmt: skip
    if errors:
        raise Invalid(_("有几处填得不对，请改正后再继续。"), code="intake.invalid", errors=errors)
    return found


def asked_words(item: Any) -> str:
    return str(item.asked_en) if boxes.is_english() and item.asked_en else str(item.asked)


def questions(theme: themes.ThemeTerms, said: Mapping[UUID, bool], errors: Sequence[FieldError]) -> list[boxes.Box]:
    """One box for each question, with the item it decides about."""
    titles = catalogue.item_titles(theme.content.item_ids)
    names = {item_id: (name_en if boxes.is_english() else "") or name for item_id, (name, name_en) in titles.items()}
    options = (("yes", _("是")), ("no", _("否")))
    return [
        boxes.Box(
            str(item.item_id), asked_words(item), "radio", {True: "yes", False: "no"}.get(said[item.item_id]) if item.item_id in said else "",
            error=next((str(e.message) for e in errors if e.field == str(item.item_id)), ""),
            hint=_("决定要不要办“%(item)s”") % {"item": names.get(item.item_id, "")}, options=options,
        )
        for item in theme.content.items if item.asked
    ]  # fmt: skip


def start(
    actor: Actor, theme: themes.ThemeTerms, acting: UUID | None, token: UUID, given: Mapping[str, str], errors: Sequence[FieldError] = ()
) -> dict[str, Any]:
    seen = joint.overview.overview(theme, chosen=answered(theme, given))
    audiences = [member.terms.audience for member in seen.members]
    parties = organisations.parties(actor.party_ids)
    fitting = [p for p in parties.values() if all(not audience or p.kind in audience for audience in audiences)]
    options = [(str(p.id), p.name, p.number_masked) for p in sorted(fitting, key=lambda p: (p.id != acting, p.name))]
    return {
        "theme": theme, "seen": seen, "options": options, "token": token, "chosen": given.get("party") or (options[0][0] if options else ""),
        "boxes": questions(theme, answered(theme, given), errors), "papers": [paper for paper in seen.union.papers if paper.brought],
        "drafts": queries.my_drafts(actor, theme_id=theme.theme_id), "project": given.get("project", ""),
        "modules": modules(theme, given), "module": given.get("module", ""),
    }  # fmt: skip


def choice_of_project(actor: Actor, theme: themes.ThemeTerms, given: Mapping[str, str]) -> dict[str, Any]:
    """The actor's own projects that go on: a stage is begun in one of them, with the questions answered so far."""
    lines, more = joint.projects.listed(actor)
    said = {str(item_id): "yes" if yes else "no" for item_id, yes in answered(theme, given).items()}
    return {"theme": theme, "projects": [line for line in lines if not line.closed and not line.roles], "more": more, "given": urlencode(said)}


def modules(theme: themes.ThemeTerms, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts of the works a stage of a project may be handed in for; nothing where it is handed in whole."""
    if not given.get("project") or theme.code.removeprefix("project-") not in IN_MODULES:
        return []
    return [(module.value, _(words)) for module, words in MODULE_NAMES.items()]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of what is about to be sent: whose it is, by when, what it waits for."""

    terms: Terms
    organ: str
    limit: str
    last_on: date | None
    waits: tuple[tuple[str, bool, str], ...]
    """(name of the item whose result is needed, whether it may not even be applied for before, article)"""
    slowest: bool
    too_late: tuple[Terms, ...] = ()
    """Items whose result it assumes though it may come after its own last day."""


def check(work: Work, now: datetime) -> dict[str, Any]:
    """What sending would begin: the items with their organs and last days if all were accepted today, and what acting together saves."""
    assert work.theme is not None
    chosen = {UUID(item_id): bool(said) for item_id, said in work.draft.chosen.items()}
    seen = joint.overview.overview(work.theme, kind=work.party.kind, chosen=chosen, answers=work.draft.answers)
    calendar, today = clock.calendar(), local_date(now)
    days = last_days(seen, calendar, today)
    total = max(days.values(), default=None)
    names = seen.names
    lines = [
        ItemLine(
            member.terms, member.organ, member.limit_words, days.get(member.terms.item_id),
            tuple((names[e.before], e.kind is EdgeKind.HARD, e.article) for e in seen.edges if e.after == member.terms.item_id),
            days.get(member.terms.item_id) == total, tuple(before.terms for before, after in seen.too_late if after is member),
        )
        for member in seen.members
    ]  # fmt: skip
    bans = [
        (member.terms, ban) for member in seen.members
        if member.terms.regime == "licence" and (ban := licences.ban_of(work.draft.party_id, member.terms.item_id, at=now))
    ]  # fmt: skip
    return {
        "lines": lines, "total_on": total, "bans": bans, "missing_items": seen.missing,
        "module_said": _(MODULE_NAMES[Module(work.draft.module)]) if work.draft.module else "",
        "meter": [(_(MEASURE_NAMES[row.measure]), row.before, row.after) for row in seen.meter.rows],
        "provisional": bool(total) and calendar.is_provisional(total),
    }  # fmt: skip


def last_days(seen: overview.Overview, calendar: counting.Calendar, today: date) -> dict[UUID, date]:
    """The last day of each item, accepted today, or behind what it has to wait for."""
    limits = {member.terms.item_id: member.limit or DEFAULT for member in seen.members}
    return schedule.last_days(
        {}, limits, [edge.link for edge in seen.edges], today=today, add=lambda day, limit: counting.last_day(calendar, day, limit) or day
    )


def again(
    found: Again, number: str, typed: Mapping[str, str] | None = None, keep: Mapping[str, Sequence[UUID]] | None = None, *, judged: bool = True
) -> dict[str, Any]:
    """What would be sent once more, as it was kept or as it was just typed; `keep`: which of the files stay ticked."""
    answers: Mapping[str, Any] = found.kept.package.answers
    errors: tuple[FieldError, ...] = ()
    fields = after.asked_fields(found.form)
    if typed is not None:
        answers = checking.given(fields, typed)
        errors = checking.check(found.form, fields, answers) if judged else ()
    papers = [(row, [(file, keep is None or file.id in keep.get(row.term.code, ())) for file in row.files]) for row in found.papers]
    route, _number = address_of(number)
    return {
        "page": "track", "found": found, "terms": found.terms, "number": number, "papers": papers, "accept": ",".join(dossier.ACCEPTED),
        "boxes": boxes.boxes_of(found.form, fields, answers, typed, errors, {}), "limit": dossier.LIMIT // MEGABYTE,
        "kinds": "PDF、OFD、JPG、PNG、DOCX、XLSX", "follow": reverse(route, args=[number]), "is_licence": found.terms.regime == "licence",
    }  # fmt: skip


def address_of(number: str) -> tuple[str, str]:
    """(route, number) of the page that shows what was sent: a 联办, or the project a stage was handed in to."""
    return ("my-project" if joint.projects.is_project(number) else "my-together"), number


def address(joint_id: UUID) -> tuple[str, str]:
    return address_of(joint.number_of(joint_id))
