"""The only causes that stop the statutory clock: 行政许可法 45. One code each, whoever names it."""

from __future__ import annotations

from enum import StrEnum

from yichuang.clock.refusals import N_


class Ground(StrEnum):
    """The only causes that stop the statutory clock: 行政许可法 45."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"

    @classmethod
    def _missing_(cls, value: object) -> Ground | None:
        """Versions published before the two codes of 招标 became one say `bidding`."""
        return cls.TENDER if value == "bidding" else None


def known_ground(text: str) -> Ground | None:
    """The cause of 45 a text names, None for anything else."""
    try:
        return Ground(text)
    except ValueError:
        return None


GROUND_NAMES: dict[str, str] = {
    Ground.HEARING: N_("听证"),
    Ground.TENDER: N_("招标"),
    Ground.AUCTION: N_("拍卖"),
    Ground.INSPECTION: N_("检验"),
    Ground.TESTING: N_("检测"),
    Ground.QUARANTINE: N_("检疫"),
    Ground.APPRAISAL: N_("鉴定"),
    Ground.EXPERT_REVIEW: N_("专家评审"),
}


def ground_name(text: str) -> str:
    """What people call a cause; a text that is none stands as it is."""
    known = known_ground(text)
    return GROUND_NAMES[known] if known else text
