"""Facts of assessed areas: stream "area", and what they say in the stream "joint" of a project inside."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.kernel.values import fact


@fact("joint.AreaFounded")
class AreaFounded:
    """Stream "area": an area that is assessed as a whole, by the codes of its divisions and parcels; kept by an organ."""

    code: str
    organ_id: UUID
    divisions: tuple[str, ...]
    parcels: tuple[str, ...]
    authority_ref: str


@fact("joint.AreaAssessed")
class AreaAssessed:
    """One assessment of the area, at the cost of an organ (优化营商环境条例 42(2)); stands for a kind of paper of an item, both days counting.
    Who made it, its conditions and its basis are in the row, named by hash."""

    assessment_id: UUID
    assessed: str
    item_id: UUID
    type_code: str
    payer_id: UUID
    from_on: date
    to_on: date
    file_sha256: str
    content_hash: str
    authority_ref: str


@fact("joint.IndicatorSet")
class IndicatorSet:
    """A hard indicator from a day on; the one of the same code before it ends the day before."""

    indicator_id: UUID
    code: str
    bound: str
    limit: str
    from_on: date
    content_hash: str
    authority_ref: str


@fact("joint.AreaEnded")
class AreaEnded:
    """No project enters the area any more, and nothing more is inherited."""

    ended_on: date
    reason_hash: str
    authority_ref: str


@fact("joint.PackageDecided")
class PackageDecided:
    """打包审批: these cases of alike projects were granted in one act, each by its own decision."""

    version_id: UUID
    case_ids: tuple[UUID, ...]


@fact("joint.AreaEntered")
class AreaEntered:
    """Stream "joint": a project is inside an area and kept every indicator with these values (code, number as typed)."""

    entry_id: UUID
    area_id: UUID
    parcel: str
    values: tuple[tuple[str, str], ...]


@fact("joint.AreaPaperLaid")
class AreaPaperLaid:
    """Stream "joint": an assessment of the area in force that day went into a case in place of the paper it stands for."""

    case_id: UUID
    assessment_id: UUID
    material_code: str
    file_sha256: str
