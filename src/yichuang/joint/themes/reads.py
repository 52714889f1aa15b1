"""Reads of themes: what is offered, what a version says, the studio's list and history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.catalogue import api as catalogue
from yichuang.joint.domain.projects import Stage
from yichuang.joint.domain.themes import ThemeContent, ThemeStatus, read
from yichuang.joint.models import Theme, ThemeVersion
from yichuang.kernel import record
from yichuang.kernel.errors import NotFound
from yichuang.organisations import api as organisations

PAGE = 30
MOST_CHOICES = 500


class NoSuchTheme(NotFound):
    code = "joint.no_such_theme"
    message = "没有这个主题，或者它已经停用。"
    remedy = "请在“一件事”里看现在能办的主题；单个事项在“办事”里查找。"


@dataclass(frozen=True, slots=True)
class ThemeTerms:
    """What a version of a theme says, to whoever begins or edits one. `open`: somebody may begin it now."""

    version_id: UUID
    theme_id: UUID
    code: str
    name: str
    name_en: str
    summary: str
    kind: str
    organ_id: UUID
    number: int
    revision: int
    status: ThemeStatus
    content: ThemeContent

    @property
    def open(self) -> bool:
        return self.status is ThemeStatus.PUBLISHED


@dataclass(frozen=True, slots=True)
class Line:
    """A theme as lists show it: the version in force and the open draft, either None."""

    theme_id: UUID
    code: str
    name: str
    name_en: str
    summary: str
    kind: str
    organ: str
    in_force: ThemeTerms | None
    draft: ThemeTerms | None
    last: ThemeTerms
    """The newest version, whatever its status."""

    @property
    def ended(self) -> bool:
        return self.in_force is None and self.last.status is ThemeStatus.ENDED


@dataclass(frozen=True, slots=True)
class Page:
    """One page of lines; `more`: there is another."""

    lines: tuple[Line, ...]
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a theme's history. `what`: drafted, published or ended; `number` of the version; `who` is empty for the installation."""

    what: str
    number: int
    at: datetime
    who: str


def terms_of(row: ThemeVersion) -> ThemeTerms:
    theme = row.theme
    return ThemeTerms(
        row.id, theme.id, theme.code, theme.name, theme.name_en, theme.summary, theme.kind, theme.organ_id, row.number, row.revision,
        ThemeStatus(row.status), read(row.content),
    )  # fmt: skip


def terms(version_id: UUID) -> ThemeTerms:
    """What a version says, whatever its status. Raises NoSuchTheme."""
    row = ThemeVersion.objects.select_related("theme").filter(id=version_id).first()
    if row is None:
        raise NoSuchTheme(version_id=str(version_id))
    return terms_of(row)


def in_force(code: str) -> ThemeTerms:
    """What somebody who begins this theme now runs under. Raises NoSuchTheme."""
    row = ThemeVersion.objects.select_related("theme").filter(theme__code=code, status=ThemeStatus.PUBLISHED).first()
    if row is None:
        raise NoSuchTheme(code_asked=code)
    return terms_of(row)


def draft_of(theme_id: UUID) -> ThemeTerms | None:
    """The open draft of a theme."""
    row = ThemeVersion.objects.select_related("theme").filter(theme=theme_id, status=ThemeStatus.DRAFT).first()
    return terms_of(row) if row else None


ORDER = {f"project-{stage}": n for n, stage in enumerate(Stage)}


def public(limit: int = MOST_CHOICES) -> tuple[ThemeTerms, ...]:
    """Themes somebody may begin now, by name; the stages of a project come last, as they follow each other."""
    rows = ThemeVersion.objects.select_related("theme").filter(status=ThemeStatus.PUBLISHED)
    found = [terms_of(row) for row in rows.order_by("theme__kind", "theme__name", "id")[:limit]]
    return tuple(sorted(found, key=lambda theme: ORDER.get(theme.code, -1)))


def with_items(item_ids: Iterable[UUID]) -> tuple[ThemeTerms, ...]:
    """Themes in force that one of these items is part of, by name."""
    wanted = set(item_ids)
    return tuple(theme for theme in public() if wanted & set(theme.content.item_ids)) if wanted else ()


def lines(number: int = 1) -> Page:
    """Every theme for the studio, by name; three queries."""
    start = (number - 1) * PAGE
    themes = list(Theme.objects.select_related("organ").order_by("name", "id")[start : start + PAGE + 1])
    found: dict[UUID, dict[str, ThemeTerms]] = {}
    versions = ThemeVersion.objects.select_related("theme").filter(theme__in=themes[:PAGE])
    for row in versions.order_by("theme_id", "number"):
        found.setdefault(row.theme_id, {})[row.status] = terms_of(row)
    return Page(tuple(line(theme, found.get(theme.id, {})) for theme in themes[:PAGE]), number, len(themes) > PAGE)


def line(theme: Theme, versions: dict[str, ThemeTerms]) -> Line:
    return Line(
        theme.id, theme.code, theme.name, theme.name_en, theme.summary, theme.kind, theme.organ.name, versions.get(ThemeStatus.PUBLISHED),
        versions.get(ThemeStatus.DRAFT), max(versions.values(), key=lambda version: version.number),
    )  # fmt: skip


def editing(theme_id: UUID) -> Line:
    """One theme for the studio. Raises NoSuchTheme."""
    theme = Theme.objects.select_related("organ").filter(id=theme_id).first()
    if theme is None:
        raise NoSuchTheme(theme_id=str(theme_id))
    rows = ThemeVersion.objects.select_related("theme").filter(theme=theme).order_by("number")
    return line(theme, {row.status: terms_of(row) for row in rows})


def history(theme_id: UUID) -> tuple[Moment, ...]:
    """Who drafted, published and ended what, newest first; saving several times in a row is one entry."""
    numbers = dict(ThemeVersion.objects.filter(theme=theme_id).values_list("id", "number"))
    verbs = {"joint.ThemeDrafted": "drafted", "joint.ThemePublished": "published", "joint.ThemeEnded": "ended"}
    events = record.read(theme_id)
    names = organisations.names(UUID(e.actor.partition(":")[2]) for e in events if e.actor.startswith("account:"))
    people = {f"account:{ident}": name for ident, name in names.items()}
    found: list[Moment] = []
    for event in events:
        moment = Moment(verbs[event.kind], numbers[event.fact.version_id], event.at, people.get(event.actor, ""))
        if found and (found[-1].what, found[-1].number, found[-1].who) == (moment.what, moment.number, moment.who):
            found.pop()
        found.append(moment)
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Listed:
    """A theme somebody may begin: how many items it is at most, and which organs decide them."""

    theme: ThemeTerms
    items: int
    organs: tuple[str, ...]


def listed(chosen: Iterable[ThemeTerms] | None = None) -> tuple[Listed, ...]:
    """These themes, or all that are offered, by name, with their organs; two queries at most."""
    found = tuple(public() if chosen is None else chosen)
    rows = {row.item_id: row for row in catalogue.in_force({i for theme in found for i in theme.content.item_ids}, limit=5000)}
    return tuple(
        Listed(theme, len(theme.content.items), tuple(dict.fromkeys(rows[i].organ for i in theme.content.item_ids if i in rows)))
        for theme in found
    )
