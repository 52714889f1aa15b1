"""Reads: the terms of a version, its net and form, and typed rows for pages and API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from yichuang.catalogue import content
from yichuang.catalogue.domain import (
    DecidingModel,
    PromiseText,
    Regime,
    Routing,
    Status,
    Terms,
    effective_extension,
    effective_statutory,
)
from yichuang.catalogue.models import Instrument, ItemVersion, Procedure
from yichuang.clock.domain import Limit, Unit
from yichuang.kernel.errors import NotFound
from yichuang.kernel.prepared import one
from yichuang.procedures.api import Net, from_plain


class NoSuchItem(NotFound):
    code = "catalogue.no_such_item"
    message = "没有这个事项，或者它不在清单上"
    remedy = "清单之外一律不得要求办理；请按名称重新查找事项"


class NotPublished(NotFound):
    code = "catalogue.not_published"
    message = "本指南尚未发布，暂不能申请"
    article = "《中华人民共和国行政许可法》第三十条"
    remedy = "请向窗口咨询，或者查找已经发布的事项"


FIRST_REVIEW = Limit(20, Unit.WORKING_DAY)
"""43: 下级行政机关应当自其受理行政许可申请之日起二十日内审查完毕; working days by 82."""


def limit(amount: int | None, unit: str) -> Limit | None:
    return None if amount is None and not unit else Limit(amount or 0, Unit(unit))


def route_of(row: ItemVersion) -> dict[str, Any]:
    """The way to the deciding organ 权限类型; a version that names a lower organ and no type has its first review."""
    organ_id, own = row.first_review_organ_id, limit(row.first_review_amount, row.first_review_unit)
    routing = Routing(row.routing) if row.routing else Routing.FIRST_REVIEW if organ_id else Routing.OWN
    if routing is Routing.REPORT:
        return {"routing": routing, "report_organ_id": organ_id, "report": own, "report_article": row.first_review_article}
    first_review = (own or FIRST_REVIEW) if organ_id else None
    return {"routing": routing, "first_review_organ_id": organ_id, "first_review": first_review, "first_review_article": row.first_review_article}


def terms_of(row: ItemVersion) -> Terms:
    """The terms of a row as it stands (drafts and imports too); `terms` caches those that cannot change."""
    regime = Regime(row.regime)
    statutory, article, by_law = effective_statutory(
        regime, limit(row.statutory_amount, row.statutory_unit), row.statutory_article
    )
    extension, extension_article = effective_extension(
        regime, limit(row.extension_amount, row.extension_unit), row.extension_article
    )
    return Terms(
        version_id=row.id,
        item_id=row.item_id,
        code=row.item.code,
        name=row.name,
        name_en=row.name_en,
        regime=regime,
        number=row.number,
        status=Status(row.status),
        accepting_organ_id=row.accepting_organ_id,
        deciding_organ_id=row.deciding_organ_id,
        **route_of(row),
        deciding_model=DecidingModel(row.deciding_model) if row.deciding_model else None,
        statutory=statutory,
        statutory_article=article,
        statutory_from_law=by_law,
        promised=limit(row.promised_amount, row.promised_unit),
        extension=extension,
        extension_article=extension_article,
        on_the_spot=bool(row.on_the_spot),
        one_review=bool(row.one_review),
        quota=bool(row.quota),
        legal_review=bool(row.legal_review),
        visit_required=bool(row.visit_required),
        third_parties=bool(row.third_parties),
        hearing_required=bool(row.hearing_required),
        concerns_safety=bool(row.concerns_safety),
        review_first=frozenset(row.review_first or ()),
        withheld=row.withheld,
        audience=frozenset(row.audience or ()),
        **{name: content.values_of(kind, getattr(row, name)) for name, kind in content.KINDS.items() if name != "fees"},
        fees=None if row.fees is None else content.values_of(content.KINDS["fees"], row.fees),
        result=content.result_of(row.result),
        procedure_id=row.procedure_id,
        form_id=row.form_id,
        situation_id=row.situation_id,
        smart_id=row.smart_id, tolerates_absence=bool(row.tolerates_absence), promise=promise_of(row),
        window=tuple((key, str(value)) for key, value in (row.windows or [{}])[0].items()),
    )


def promise_of(row: ItemVersion) -> PromiseText | None:
    """The words of 告知承诺, where the version declares it and words it whole: promise, effect, days, and what it stands for."""
    stands_for = any(point.get("promisable") for point in row.review_points or ())
    if not (row.by_promise and stands_for and row.promise_text and row.promise_effect and row.promise_check and row.promise_mend):
        return None
    return PromiseText(row.promise_text, row.promise_effect, row.promise_check, row.promise_mend, bool(row.promise_spares_visit))


_terms: dict[UUID, Terms] = {}


def terms(version_id: UUID) -> Terms:
    """The terms of a version. Cached in the process: what was published never changes. Raises NoSuchItem.

    `status` of cached terms is the one at first read; ask `published` whether applications are open.
    """
    found = _terms.get(version_id)
    if found is None:
        row = ItemVersion.objects.select_related("item").filter(id=version_id).first()
        if row is None:
            raise NoSuchItem(version_id=str(version_id))
        found = terms_of(row)
        if found.status not in (Status.IMPORTED, Status.DRAFT):
            _terms[version_id] = found
    return found


def latest_terms(item_id: UUID) -> Terms | None:
    """The terms of an item as last published, for what outlives the version it began under; None when it never was."""
    rows = ItemVersion.objects.filter(item_id=item_id, published_at__isnull=False).order_by("-number")
    found = rows.values_list("id", flat=True).first()
    return terms(found) if found else None


def published(item_code: str) -> UUID:
    """The version applications for this item run under today. Raises NoSuchItem or NotPublished."""
    rows = dict(
        ItemVersion.objects.filter(item__code=item_code).order_by("number").values_list("status", "id")
    )
    if not rows:
        raise NoSuchItem(code_asked=item_code)
    if Status.PUBLISHED not in rows:
        raise NotPublished(code_asked=item_code)
    return rows[Status.PUBLISHED]


def is_open(version_id: UUID) -> bool:
    """May somebody apply under this version now?"""
    return one("select 1 from item_version where id = %s and status = %s", version_id, Status.PUBLISHED.value) is not None


@lru_cache(maxsize=512)
def net(procedure_id: UUID) -> Net:
    """The compiled net of a procedure; cached, because a procedure row never changes. Raises NoSuchItem."""
    plain = Procedure.objects.filter(id=procedure_id).values_list("net", flat=True).first()
    if plain is None:
        raise NoSuchItem("没有这个办理流程", procedure_id=str(procedure_id))
    return from_plain(plain)


def drawing(procedure_id: UUID) -> str:
    """The BPMN of a procedure, for the viewer. Raises NoSuchItem."""
    bpmn = Procedure.objects.filter(id=procedure_id).values_list("bpmn", flat=True).first()
    if bpmn is None:
        raise NoSuchItem("没有这个办理流程", procedure_id=str(procedure_id))
    return bpmn


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """A registered instrument of law: its rank, and since when it is repealed."""

    id: UUID
    title: str
    rank: str
    repealed_on: date | None


def instrument(title: str) -> InstrumentRow | None:
    """The registered instrument of this full title; None when nobody registered it."""
    found = Instrument.objects.filter(title=title).values_list("id", "title", "rank", "repealed_on").first()
    return InstrumentRow(*found) if found else None
