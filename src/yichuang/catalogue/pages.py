"""What the public guide and the search page show, as plain values: words are chosen here, templates only place them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext

from yichuang.catalogue.domain import (
    REGIME_NAMES,
    Basis,
    FeeTerm,
    FurtherResult,
    MaterialTerm,
    Question,
    Regime,
    Status,
    StepTerm,
    Terms,
)
from yichuang.catalogue.guide_handling import Handling, handling, told
from yichuang.catalogue.guide_papers import MaterialLine, is_brought, is_fetched, material_lines
from yichuang.catalogue.life import successors
from yichuang.catalogue.models import ItemVersion
from yichuang.catalogue.prerequisites.reading import NeedLine, of_terms
from yichuang.catalogue.queries import NoSuchItem, terms_of
from yichuang.catalogue.queries import limit as limit_from
from yichuang.clock import api as clock
from yichuang.clock.domain import Calendar, ClockRefusal, Limit, RulerDay, Unit
from yichuang.kernel.errors import Refusal
from yichuang.kernel.values import local_date
from yichuang.organisations import api as organisations

APPLY_ROUTES = ("apply", "apply-start", "intake-start")
PUBLIC = (Status.PUBLISHED, Status.SUSPENDED, Status.IMPORTED, Status.ENDED)
"""What the public may read, the most useful first; drafts are not shown."""

COPY = "copy"
"""Sources of this kind are mirrors of government pages: named, never linked."""


@dataclass(frozen=True, slots=True)
class ConditionLine:
    text: str
    article: str
    completed: bool


@dataclass(frozen=True, slots=True)
class BasisLine:
    citation: str
    number: str
    repealed_on: date | None
    replaced_by: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The ruler of an acceptance today: what counts, and the last day."""

    due_on: date
    days: tuple[RulerDay, ...]
    provisional: bool
    in_working_days: bool


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One version as the public reads it. `None` and empty mean 未载明 where the template says so.

    `completed` holds the marks 演示补全 as the version has them (`conditions`, `conditions.C4`), `partly` the fields of which
    only a part is marked.
    """

    version_id: UUID
    code: str
    name: str
    name_en: str
    regime: str
    is_licence: bool
    is_reference: bool
    is_open: bool
    status: str
    number: int
    published_at: date | None
    deciding_organ: str
    accepting_organ: str
    review_organ: str
    review_url: str
    court: str
    limit: Limit | None
    limit_words: str
    limit_is_promise: bool
    statutory_words: str
    statutory_article: str
    statutory_from_law: bool
    deadline: Deadline | None
    required: int | None
    fetched: int
    visits: int | None
    visit_required: bool
    visit_free: str
    """免勘: why these answers need no visit, with the article; empty = the item's own rule."""
    conditions: tuple[ConditionLine, ...]
    prerequisites: tuple[NeedLine, ...]
    quota: bool | None
    quota_text: str
    materials: tuple[MaterialLine, ...]
    steps: tuple[StepTerm, ...]
    fees: tuple[FeeTerm, ...] | None
    bases: tuple[BasisLine, ...]
    result_name: str
    validity_months: int | None
    further_results: tuple[FurtherResult, ...] | None
    windows: tuple[dict[str, str], ...]
    handling: Handling
    questions: tuple[Question, ...] | None
    channels: tuple[str, ...]
    objects: tuple[str, ...]
    handling_type: str
    completed: frozenset[str]
    partly: frozenset[str]
    is_mirror: bool
    source_site: str
    source_url: str
    source_date: date | None
    source_note: str
    cut_off_in: str
    region: str
    apply_url: str
    replaced_by: tuple[tuple[str, str], ...]
    """(code, name) of the items that took this one's place."""
    has_questions: bool
    """Whether a personal guide is offered 情形引导."""


def limit_words(limit: Limit | None) -> str:
    """10个工作日, 30天, 当场; empty when there is none."""
    if limit is None:
        return ""
    n = limit.amount
    words = {
        Unit.WORKING_DAY: ngettext("%(n)s个工作日", "%(n)s个工作日", n),
        Unit.CALENDAR_DAY: ngettext("%(n)s天", "%(n)s天", n),
        Unit.MONTH: ngettext("%(n)s个月", "%(n)s个月", n),
        Unit.HOUR: ngettext("%(n)s小时", "%(n)s小时", n),
        Unit.MINUTE: ngettext("%(n)s分钟", "%(n)s分钟", n),
        Unit.ON_THE_SPOT: gettext("当场"),
        Unit.SAME_DAY: gettext("当日"),
    }[limit.unit]
    return words % {"n": n} if "%(n)s" in words else words


def stated_limit(row: ItemVersion) -> Limit | None:
    """The promise of a version, else the law's limit where the version states one."""
    promised = limit_from(row.promised_amount, row.promised_unit)
    return promised or limit_from(row.statutory_amount, row.statutory_unit)


def deadline(limit: Limit | None, today: date, calendar: Calendar) -> Deadline | None:
    """Where an acceptance today would end; None where there is no limit in days or the calendar ends before."""
    if limit is None or limit.unit not in (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        return None
    try:
        due_on = clock.last_day(calendar, today, limit)
        days = clock.ruler(calendar, today, today, due_on, None, unit=limit.unit)
    except ClockRefusal:
        return None
    return None if due_on is None else Deadline(due_on, days, calendar.is_provisional(due_on), limit.unit is Unit.WORKING_DAY)


def basis_line(basis: Basis) -> BasisLine:
    return BasisLine(basis.citation, basis.number, basis.repealed_on, basis.replaced_by)


def organ_of(organ_id: UUID | None) -> organisations.OrganRow | None:
    try:
        return organisations.organ(organ_id) if organ_id else None
    except Refusal:
        return None


def apply_url(version_id: UUID) -> str:
    """The first page of the application, from the folder above; empty while there is none."""
    for route in APPLY_ROUTES:
        try:
            return reverse(route, kwargs={"version_id": version_id})
        except NoReverseMatch:
            continue
    return ""


def required_count(materials: Sequence[MaterialTerm]) -> int | None:
    """How many papers the applicant brings; None when the guide names none."""
    if not materials:
        return None
    return sum(material.required is not False and is_brought(material) for material in materials)


def public_rows() -> QuerySet[ItemVersion]:
    """Versions the public may read: no drafts, and none that was discarded as one."""
    return ItemVersion.objects.filter(status__in=PUBLIC, discarded__isnull=True)


def guide_page(version_id: UUID, *, today: date) -> GuidePage:
    """Everything on the guide of one version. Raises NoSuchItem; drafts are not public."""
    row = public_rows().select_related("item").filter(id=version_id).first()
    if row is None:
        raise NoSuchItem(version_id=str(version_id))
    return page_of(row, terms_of(row), today)


def page_of(row: ItemVersion, terms: Terms, today: date) -> GuidePage:
    reference = terms.status is Status.IMPORTED
    marks = frozenset(row.completed_fields or ())
    return GuidePage(
        version_id=terms.version_id,
        code=terms.code,
        name=terms.name,
        name_en=terms.name_en,
        regime=gettext(REGIME_NAMES[terms.regime]),
        is_licence=terms.regime is Regime.LICENCE,
        is_reference=reference,
        is_open=terms.status is Status.PUBLISHED,
        status=terms.status.value,
        number=terms.number,
        published_at=row.effective_on or (local_date(row.published_at) if row.published_at else None),
        visits=row.visits,
        visit_required=terms.visit_required,
        visit_free=terms.visit_free,
        quota=row.quota,
        quota_text=row.quota_text,
        steps=terms.steps,
        fees=terms.fees,
        bases=tuple(map(basis_line, terms.bases)),
        result_name=terms.result.name,
        validity_months=terms.result.validity_months,
        further_results=None if row.further_results is None else terms.further_results,
        windows=tuple(row.windows or ()),
        handling=handling(row),
        questions=None if row.questions is None else terms.questions,
        channels=told(row, "channels"),
        objects=told(row, "service_objects"),
        handling_type="".join(told(row, "handling_type")),
        completed=marks,
        partly=frozenset(mark.split(".")[0] for mark in marks if "." in mark),
        region=row.region,
        apply_url=apply_url(terms.version_id) if terms.status is Status.PUBLISHED else "",
        replaced_by=successors(row.item_id) if terms.status is Status.ENDED else (),
        has_questions=terms.situation_id is not None and terms.status is Status.PUBLISHED,
        **who(row, terms),
        **how_long(row, terms, today, reference=reference),
        **papers(terms, marks, of_mirror=row.source_kind == COPY),
        **whence(row),
    )


def who(row: ItemVersion, terms: Terms) -> dict[str, Any]:
    """Organs, and where one turns to against a decision."""
    decides, accepts = organ_of(terms.deciding_organ_id), organ_of(terms.accepting_organ_id)
    return {
        "deciding_organ": decides.name if decides else row.department,
        "accepting_organ": accepts.name if accepts else "",
        "review_organ": getattr(decides, "review_organ", ""),
        "review_url": getattr(decides, "review_url", ""),
        "court": getattr(decides, "court", ""),
    }


def how_long(row: ItemVersion, terms: Terms, today: date, *, reference: bool) -> dict[str, Any]:
    """The limits; a reference says only what its source says."""
    limit = terms.promised or (None if reference and terms.statutory_from_law else terms.statutory)
    return {
        "limit": limit,
        "limit_words": limit_words(limit) or row.promised_text,
        "limit_is_promise": terms.promised is not None,
        "statutory_words": row.statutory_text if reference else limit_words(terms.statutory),
        "statutory_article": "" if reference and terms.statutory_from_law else terms.statutory_article,
        "statutory_from_law": terms.statutory_from_law and not reference,
        "deadline": None if reference else deadline(limit, today, clock.calendar()),
    }


def papers(terms: Terms, marks: frozenset[str], *, of_mirror: bool) -> dict[str, Any]:
    """Conditions and materials."""
    return {
        "required": required_count(terms.materials),
        "fetched": sum(is_fetched(material) and not material.from_form for material in terms.materials),
        "conditions": tuple(
            ConditionLine(condition.text, condition.article, f"conditions.{condition.code}" in marks) for condition in terms.conditions
        ),
        "prerequisites": of_terms(terms),
        "materials": material_lines(terms, marks, of_mirror=of_mirror),
    }


def whence(row: ItemVersion) -> dict[str, Any]:
    """The source; a mirror is named, never linked."""
    mirror = row.source_kind == COPY
    return {
        "is_mirror": mirror,
        "source_site": "" if mirror else row.source_site,
        "source_url": "" if mirror else row.source_url,
        "source_date": row.source_date,
        "source_note": row.source_note,
        "cut_off_in": row.cut_off_in,
    }
