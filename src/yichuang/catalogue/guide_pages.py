"""Typed rows for pages and API: the guide of a version, the list of items for the studio."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, SmallIntegerField, Value, When

from yichuang.catalogue import content, queries
from yichuang.catalogue.domain import REGIME_NAMES, Regime, ResultTerm, Status, Terms
from yichuang.catalogue.models import ItemVersion
from yichuang.clock.domain import Limit, Unit

UNIT_NAMES = {
    Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "个自然日", Unit.MONTH: "个月", Unit.HOUR: "小时", Unit.MINUTE: "分钟",
}
NOT_STATED = "未载明"


def limit_words(limit: Limit | None) -> str:
    """"10个工作日", "当场", "当日"; empty without a limit."""
    if limit is None:
        return ""
    if limit.unit is Unit.ON_THE_SPOT:
        return "当场"
    return "当日" if limit.unit is Unit.SAME_DAY else f"{limit.amount}{UNIT_NAMES[limit.unit]}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a guide comes from. `url` is empty for mirrors: they are kept as a citation and never linked (data/README.md)."""

    ref: str
    kind: str
    site: str
    url: str
    dated: date | None
    note: str
    cut_off_in: str


@dataclass(frozen=True, slots=True)
class GuideRow:
    """One guide. `missing` names the fields that are 未载明, `completed` those marked 演示补全."""

    version_id: UUID
    item_id: UUID
    item_code: str
    number: int
    status: Status
    open: bool
    name: str
    name_en: str
    regime: Regime
    regime_name: str
    region: str
    level: str
    department: str
    codes: dict[str, str]
    terms: Terms
    statutory_words: str
    promised_words: str
    service_objects: tuple[str, ...] | None
    handling_type: str
    channels: tuple[str, ...] | None
    visits: int | None
    quota_text: str
    fee_text: str
    result: ResultTerm | None
    windows: tuple[dict[str, Any], ...] | None
    extra: dict[str, Any]
    effective_on: date | None
    published_at: datetime | None
    source: Source
    missing: frozenset[str]
    completed: frozenset[str]
    findings: tuple[dict[str, str], ...]
    discarded: bool = False
    """Ended as a draft that never was in force."""

    @property
    def is_secret(self) -> bool:
        """Not for the public: a draft, or what was one and never more."""
        return self.discarded or self.status is Status.DRAFT

    def is_completed(self, field: str) -> bool:
        """Is the field, or any part of it, marked 演示补全?"""
        return any(mark == field or mark.startswith(field + ".") for mark in self.completed)


LISTS = (
    "materials", "conditions", "steps", "fees", "bases", "result", "windows", "service_objects", "channels", "visits", "review_points",
)
WORDS = ("statutory", "promised", "quota", "handling_type", "department", "region", "level")


def missing_of(row: ItemVersion) -> frozenset[str]:
    """Fields the source does not state."""
    absent = {name for name in LISTS if getattr(row, name) is None}
    stated = {
        "statutory": row.statutory_text or row.statutory_unit, "promised": row.promised_text or row.promised_unit,
        "quota": row.quota_text, "handling_type": row.handling_type, "department": row.department, "region": row.region, "level": row.level,
    }
    return frozenset(absent | {name for name in WORDS if not stated[name]})


def guide(version_id: UUID) -> GuideRow:
    """The guide of a version: published, imported reference or draft. Two statements. Raises NoSuchItem."""
    row = ItemVersion.objects.select_related("item", "discarded").filter(id=version_id).first()
    if row is None:
        raise queries.NoSuchItem(version_id=str(version_id))
    return guide_of(row)


def guide_of(row: ItemVersion) -> GuideRow:
    terms = queries.terms_of(row)
    stated = queries.limit(row.statutory_amount, row.statutory_unit)
    return GuideRow(
        version_id=row.id, item_id=row.item_id, item_code=row.item.code, number=row.number, status=Status(row.status),
        open=row.status == Status.PUBLISHED, name=row.name, name_en=row.name_en, regime=terms.regime,
        regime_name=REGIME_NAMES[terms.regime], region=row.region, level=row.level, department=row.department,
        codes=row.codes, terms=terms, statutory_words=row.statutory_text or limit_words(stated),
        promised_words=row.promised_text or limit_words(terms.promised), service_objects=frozen(row.service_objects),
        handling_type=row.handling_type, channels=frozen(row.channels), visits=row.visits, quota_text=row.quota_text,
        fee_text=row.fee_text, result=None if row.result is None else content.result_of(row.result),
        windows=frozen(row.windows), extra=row.extra, effective_on=row.effective_on, published_at=row.published_at,
        source=source_of(row), missing=missing_of(row), completed=frozenset(row.completed_fields), findings=tuple(row.findings), discarded=is_discarded(row),
    )


def frozen(value: list[Any] | None) -> tuple[Any, ...] | None:
    return None if value is None else tuple(value)


def source_of(row: ItemVersion) -> Source:
    mirror = row.source_kind == "copy"
    return Source(
        row.source_ref, row.source_kind, "" if mirror else row.source_site, "" if mirror else row.source_url, row.source_date,
        row.source_note, row.cut_off_in,
    )


DISCARDED = "discarded"
"""What a line says instead of `ended` of a draft that never was in force."""


def is_discarded(row: ItemVersion) -> bool:
    return row.status == Status.ENDED and hasattr(row, "discarded")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One line of the studio's list."""

    version_id: UUID
    item_code: str
    name: str
    number: int
    status: str
    regime: str
    department: str
    errors: int
    warnings: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class VersionList:
    lines: tuple[VersionLine, ...]
    page: int
    pages: int
    total: int


def counts() -> dict[str, int]:
    """How many versions stand at each status but ended; one statement."""
    rows = ItemVersion.objects.exclude(status=Status.ENDED).values_list("status").annotate(n=Count("id"))
    return dict(rows.order_by("status"))


def departments(*, status: str = "", regime: str = "", most: int = 200) -> tuple[str, ...]:
    """The departments that versions of that status and kind name, for a filter."""
    rows = ItemVersion.objects.exclude(status=Status.ENDED).exclude(department="")
    rows = rows.filter(status=status) if status else rows
    rows = rows.filter(regime=regime) if regime else rows
    return tuple(rows.order_by("department").values_list("department", flat=True).distinct()[:most])


NEARNESS = Case(
    *(When(status=status, then=Value(rank)) for rank, status in enumerate((Status.DRAFT, Status.PUBLISHED, Status.SUSPENDED))),
    default=Value(9), output_field=SmallIntegerField(),
)
"""What an editor works on first: drafts, then what is in force, then references."""


def browse(
    *, status: str = "", regime: str = "", department: str = "", text: str = "", page: int = 1, size: int = 50
) -> VersionList:
    """Versions for the studio, drafts first; two statements."""
    rows = ItemVersion.objects.select_related("item").exclude(status=Status.ENDED)
    rows = rows.filter(status=status) if status else rows
    rows = rows.filter(regime=regime) if regime else rows
    rows = rows.filter(department=department) if department else rows
    if text.strip():
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(item__code__istartswith=text.strip()))
    total = rows.count()
    start = (max(page, 1) - 1) * size
    found = rows.defer("materials", "conditions", "acceptance_points", "extra", "steps").order_by(NEARNESS, "name", "id")[start : start + size]
    return VersionList(tuple(map(line, found)), max(page, 1), max(1, -(-total // size)), total)


def line(row: ItemVersion) -> VersionLine:
    kinds = [finding.get("severity") for finding in row.findings]
    return VersionLine(
        row.id, row.item.code, row.name, row.number, DISCARDED if is_discarded(row) else row.status, row.regime, row.department, kinds.count("error"),
        kinds.count("warning"), row.status_at or row.published_at or row.created_at,
    )


def versions(item_code: str) -> tuple[VersionLine, ...]:
    """Every version of an item, newest first."""
    return tuple(line(row) for row in ItemVersion.objects.select_related("item", "discarded").filter(item__code=item_code).order_by("-number"))
