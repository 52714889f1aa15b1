"""Whether every area is what its stream says; read by `yichuang verify`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from yichuang.facts import joint as f
from yichuang.joint.areas.verbs import assessment_hash, digest
from yichuang.joint.models import Area, AreaEntry, AreaPaper, Joint
from yichuang.kernel.record import read


def check_all() -> Iterator[tuple[UUID, str]]:
    """(id, what is wrong) of every area."""
    for area in Area.objects.order_by("id").iterator(chunk_size=200):
        for why in check_area(area):
            yield area.id, why


def check_area(area: Area) -> Iterator[str]:
    said = [event.fact for event in read(area.id)]
    founded = [(x.code, x.organ_id, list(x.divisions), list(x.parcels)) for x in said if isinstance(x, f.AreaFounded)]
    if founded != [(area.code, area.organ_id, area.divisions, area.parcels)]:
        yield "the area is not the one that was founded"
    ended = [(x.ended_on, x.reason_hash) for x in said if isinstance(x, f.AreaEnded)]
    if ended != ([(area.ended_on, digest(area.end_reason))] if area.ended_on else []):
        yield "whether the area has ended is not what the stream says"
    told = {
        x.assessment_id: (x.assessed, x.item_id, x.type_code, x.payer_id, x.from_on, x.to_on, x.file_sha256, x.content_hash)
        for x in said if isinstance(x, f.AreaAssessed)
    }  # fmt: skip
    kept = {
        r.id: (r.kind, r.item_id, r.type_code, r.payer_id, r.from_on, r.to_on, r.sha256, assessment_hash(r)) for r in area.assessments.all()
    }
    if told != kept:
        yield "the assessments are not those the stream says"
    if indicators_said(said) != {
        r.id: (r.code, r.bound, format(r.limit.normalize(), "f"), r.from_on, r.to_on, digest(r.name, r.unit, r.basis)) for r in area.indicators.all()
    }:
        yield "the indicators are not those the stream says"


def indicators_said(said: list[object]) -> dict[UUID, tuple[str, str, str, date, date | None, str]]:
    """Each indicator as its facts say it; the next of a code ends the one before."""
    found: dict[UUID, tuple[str, str, str, date, date | None, str]] = {}
    last: dict[str, UUID] = {}
    for x in said:
        if isinstance(x, f.IndicatorSet):
            if before := last.get(x.code):
                code, bound, limit, from_on, _to_on, hashed = found[before]
                found[before] = (code, bound, limit, from_on, x.from_on - timedelta(days=1), hashed)
            found[x.indicator_id] = (x.code, x.bound, x.limit, x.from_on, None, x.content_hash)
            last[x.code] = x.indicator_id
    return found


def check_entries(joint: Joint, said: Sequence[object]) -> Iterator[str]:
    """What a project has of areas is what its own stream says."""
    told = {x.entry_id: (x.area_id, x.parcel, dict(x.values)) for x in said if isinstance(x, f.AreaEntered)}
    if told != {e.id: (e.area_id, e.parcel, e.values) for e in AreaEntry.objects.filter(project_id=joint.id)}:
        yield "the areas it entered are not those the stream says"
    laid = {(x.case_id, x.material_code): x.assessment_id for x in said if isinstance(x, f.AreaPaperLaid)}
    kept = AreaPaper.objects.filter(case_id__in={case_id for case_id, _ in laid})
    if laid != {(p.case_id, p.material_code): p.assessment_id for p in kept}:
        yield "the papers its areas gave are not those the stream says"
