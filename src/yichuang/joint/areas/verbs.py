"""The verbs of an area: found, assess, set a hard indicator, end. The row is locked; every change is one event of its stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.catalogue import api as catalogue
from yichuang.facts import joint as f
from yichuang.joint.domain import areas as law
from yichuang.joint.models import Area, AreaIndicator, Assessment
from yichuang.kernel import files
from yichuang.kernel.errors import FieldError, Refusal
from yichuang.kernel.events import Head, emit
from yichuang.kernel.problem import say
from yichuang.kernel.values import Fact, canonical, local_date
from yichuang.organisations import api as organisations
from yichuang.organisations.domain import Act, Actor

STREAM = "area"
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment as it is entered. `payer_id` has to be an organ; days inclusive; `source` bytes or an upload."""

    kind: str
    maker: str
    payer_id: UUID | None
    item_id: UUID | None
    type_code: str
    from_on: date | None
    to_on: date | None
    basis: str
    source: Any
    file_name: str
    conditions: str = ""
    cost_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """One hard indicator as it is entered; `limit` as typed."""

    code: str
    name: str
    unit: str
    bound: str
    limit: str
    basis: str
    from_on: date | None


def note(area: Area, *facts: Fact, actor: Actor, now: datetime) -> None:
    """Emit behind the area's head; its row is locked or new."""
    head = emit(Head(STREAM, area.id, area.head_seq, bytes(area.head_hash)), facts, actor=actor.ref, at=now)
    area.head_seq, area.head_hash = head.seq, head.hash
    area.save()


def digest(*texts: str) -> str:
    return sha256(canonical(list(texts))).hexdigest()


def locked(area_id: UUID, *, version: int | None = None, on: date | None = None) -> Area:
    """The area, locked. Raises NoArea, AreaMoved when the page is older, AreaEnded when it has ended by `on`."""
    area = Area.objects.select_for_update(of=("self",)).filter(id=area_id).first()
    if area is None:
        raise law.NoArea()
    if version is not None and version != area.head_seq:
        raise law.AreaMoved()
    if on is not None and area.ended_on is not None and area.ended_on <= on:
        raise law.AreaEnded()
    return area


def missing(**texts: str) -> list[FieldError]:
    return [FieldError(name, "required", "请填这一项，500个字以内。") for name, text in texts.items() if not 0 < len(text.strip()) <= LONGEST]


def refuse(errors: list[FieldError]) -> None:
    if errors:
        raise law.BadArea(errors=tuple(errors))


@transaction.atomic
def found(
    code: str, name: str, *, organ_id: UUID, divisions: tuple[str, ...] = (), parcels: tuple[str, ...] = (), actor: Actor, now: datetime
) -> UUID:
    """设立 an area of these divisions and parcels, kept by an organ. Raises BadArea per field, Forbidden without the power to edit."""
    ref = organisations.authority(actor, Act.EDIT_ITEM, organ_id=organ_id, on=local_date(now))
    errors = missing(code=code, name=name)
    if not errors and Area.objects.filter(code=code.strip()).exists():
        errors.append(FieldError("code", "joint.area_code_taken", "这个编号已经有区域用了。"))
    if not divisions and not parcels:
        errors.append(FieldError("parcels", "required", "请填区域的区划代码或者地块编号，至少一个。"))
    if any(not (one.isascii() and one.isdigit() and len(one) in (6, 9, 12)) for one in divisions):
        errors.append(FieldError("divisions", "joint.bad_division", "区划代码是6位、9位或者12位数字。"))
    refuse(errors)
    area = Area(code=code.strip(), name=name.strip(), divisions=list(divisions), parcels=list(parcels), organ_id=organ_id, founded_on=local_date(now))
    area.save(force_insert=True)
    note(area, f.AreaFounded(
        code=area.code, organ_id=organ_id, divisions=divisions, parcels=parcels, authority_ref=ref
    ), actor=actor, now=now)  # fmt: skip
    return area.id


@transaction.atomic
def assess(area_id: UUID, wanted: Assessed, *, actor: Actor, now: datetime, version: int | None = None) -> UUID:
    """One assessment of the area, at the cost of an organ. Raises CostOnMarket at `payer` for anybody else, BadArea per field."""
    today = local_date(now)
    area = locked(area_id, version=version, on=today)
    ref = organisations.authority(actor, Act.EDIT_ITEM, organ_id=area.organ_id, on=today)
    if wanted.payer_id is not None and wanted.payer_id not in {organ.id for organ in organisations.organs()}:
        raise law.CostOnMarket(errors=(FieldError("payer", law.CostOnMarket.code, law.CostOnMarket.message),))
    refuse(wrong(wanted))
    row = Assessment(
        area=area, kind=wanted.kind, maker=wanted.maker.strip(), payer_id=wanted.payer_id, cost_fen=wanted.cost_fen, item_id=wanted.item_id,
        type_code=wanted.type_code, from_on=wanted.from_on, to_on=wanted.to_on, conditions=wanted.conditions.strip(),
        basis=wanted.basis.strip(), file_name=wanted.file_name[-200:],
    )  # fmt: skip
    try:
        row.sha256 = files.put(wanted.source, name=wanted.file_name).sha256
    except Refusal as no:
        raise law.BadArea(errors=(FieldError("file", no.code, say(no)),)) from None
    assert wanted.payer_id and wanted.item_id and wanted.from_on and wanted.to_on
    row.save(force_insert=True)
    note(area, f.AreaAssessed(
        assessment_id=row.id, assessed=row.kind, item_id=wanted.item_id, type_code=row.type_code, payer_id=wanted.payer_id, from_on=wanted.from_on,
        to_on=wanted.to_on, file_sha256=row.sha256, content_hash=assessment_hash(row), authority_ref=ref,
    ), actor=actor, now=now)  # fmt: skip
    return row.id


def assessment_hash(row: Assessment) -> str:
    return digest(row.maker, row.conditions, row.basis, str(row.cost_fen), row.file_name)


def wrong(wanted: Assessed) -> list[FieldError]:
    errors = missing(maker=wanted.maker, basis=wanted.basis)
    if wanted.kind not in set(law.AssessmentKind):
        errors.append(FieldError("kind", "required", "请选评估的种类。"))
    if wanted.payer_id is None:
        errors.append(FieldError("payer", "required", "请写明由哪个机关出资。"))
    if wanted.from_on is None or wanted.to_on is None or wanted.to_on < wanted.from_on:
        errors.append(FieldError("to_on", "joint.bad_days", "请填有效期的起止日期，止日不早于起日。"))
    if not wanted.source:
        errors.append(FieldError("file", "required", "请上传评估的批复或者报告。"))
    if len(wanted.conditions) > LONGEST:
        errors.append(FieldError("conditions", "joint.too_long", "最多500个字。"))
    rows = catalogue.in_force([wanted.item_id]) if wanted.item_id else ()
    papers = {m.type_code for row in rows for m in catalogue.terms(row.version_id).materials if m.type_code}
    if wanted.type_code not in papers:
        errors.append(FieldError("paper", "joint.no_such_paper", "请选它代替的事项材料，要是现行清单里有的。"))
    return errors


@transaction.atomic
def set_indicator(area_id: UUID, wanted: Limit, *, actor: Actor, now: datetime, version: int | None = None) -> UUID:
    """强制指标 from a day on; the one of the same code before ends the day before. Raises BadArea per field."""
    today = local_date(now)
    area = locked(area_id, version=version, on=today)
    ref = organisations.authority(actor, Act.EDIT_ITEM, organ_id=area.organ_id, on=today)
    errors, limit = missing(code=wanted.code, name=wanted.name, indicator_basis=wanted.basis), law.number(wanted.limit)
    if limit is None or abs(limit) >= Decimal(10) ** 12:
        errors.append(FieldError("limit", "joint.bad_limit", "指标值请只填数字。"))
    if wanted.bound not in set(law.Bound):
        errors.append(FieldError("bound", "required", "请选不高于或者不低于。"))
    before = area.indicators.filter(code=wanted.code.strip(), to_on__isnull=True).first()
    if wanted.from_on is None or before is not None and wanted.from_on <= before.from_on:
        errors.append(FieldError("indicator_from", "joint.bad_days", "请填执行日期；要在同一指标上次执行日期以后。"))
    refuse(errors)
    assert wanted.from_on is not None and limit is not None
    if before is not None:
        before.to_on = wanted.from_on - timedelta(days=1)
        before.save(update_fields=["to_on"])
    row = AreaIndicator.objects.create(
        area=area, code=wanted.code.strip(), name=wanted.name.strip(), unit=wanted.unit.strip()[:30], bound=wanted.bound, limit=limit,
        basis=wanted.basis.strip(), from_on=wanted.from_on,
    )  # fmt: skip
    note(area, f.IndicatorSet(
        indicator_id=row.id, code=row.code, bound=row.bound, limit=format(limit.normalize(), "f"), from_on=row.from_on,
        content_hash=digest(row.name, row.unit, row.basis), authority_ref=ref,
    ), actor=actor, now=now)  # fmt: skip
    return row.id


@transaction.atomic
def end(area_id: UUID, *, reason: str, actor: Actor, now: datetime, version: int | None = None) -> None:
    """终止: from today nothing more is inherited; what lies in cases already stays there."""
    today = local_date(now)
    area = locked(area_id, version=version, on=today)
    ref = organisations.authority(actor, Act.PUBLISH_ITEM, organ_id=area.organ_id, on=today)
    refuse(missing(reason=reason))
    area.ended_on, area.end_reason = today, reason.strip()
    note(area, f.AreaEnded(ended_on=today, reason_hash=digest(area.end_reason), authority_ref=ref), actor=actor, now=now)
