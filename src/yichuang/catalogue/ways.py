"""权限类型 as a sentence needs it: by which organs an application goes, and in which days; shown in the guide, the dossier and on tracking pages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yichuang.catalogue.domain import Routing, Terms
from yichuang.organisations import api as organisations


@dataclass(frozen=True, slots=True)
class Way:
    """`lower` and `upper` are names of organs; `days` working days of the lower one, where there is one."""

    routing: str
    upper: str
    lower: str = ""
    days: int | None = None
    article: str = ""


def way_of(terms: Terms, deciding_organ_id: UUID | None = None) -> Way | None:
    """`deciding_organ_id`: who decides this case, where the power moved; None without a deciding organ."""
    organ_id = deciding_organ_id or terms.deciding_organ_id
    if organ_id is None:
        return None
    upper = organisations.organ(organ_id).name
    if terms.routing is Routing.REPORT and terms.report_organ_id and terms.report:
        return Way(terms.routing.value, upper, organisations.organ(terms.report_organ_id).name, terms.report.amount, terms.report_article)
    if terms.routing is Routing.FIRST_REVIEW and terms.first_review_organ_id and terms.first_review:
        lower = organisations.organ(terms.first_review_organ_id).name
        return Way(terms.routing.value, upper, lower, terms.first_review.amount, terms.first_review_article)
    return Way(Routing.OWN.value, upper)
