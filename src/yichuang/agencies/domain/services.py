"""中介服务清单: which intermediary services an item may ask for at all (43)."""

from __future__ import annotations

from datetime import date

from yichuang.agencies.domain.words import STATUTORY
from yichuang.catalogue.domain.words import Rank
from yichuang.kernel.errors import Forbidden, Invalid, NotFound, Refusal

RANKS = frozenset({Rank.LAW, Rank.ADMINISTRATIVE_REGULATION, Rank.LOCAL_REGULATION})


class NoStatutoryBasis(Refusal):
    code = "agencies.no_statutory_basis"
    message = "“%(title)s”不是法律、法规或者国务院决定，不能作为中介服务的依据。"
    article = STATUTORY
    remedy = "写明法律、法规或者国务院决定的条款；没有的，不得作为办理行政审批的条件。"


class BasisRepealed(Refusal):
    code = "agencies.basis_repealed"
    message = "“%(title)s”已经废止，不能作为中介服务的依据。"
    article = STATUTORY
    remedy = "写明现行有效的依据；没有的，从清单里取消这项服务。"


class ServedNothing(Invalid):
    code = "agencies.serves_nothing"
    message = "这个事项没有这种材料。"
    article = STATUTORY
    remedy = "服务要对应事项清单里的一种材料。"


class ServiceEnded(Refusal):
    code = "agencies.service_ended"
    message = "这项中介服务已经从清单里取消。"
    article = STATUTORY
    remedy = "办这个事项不再需要委托这项服务。"


class NoService(NotFound):
    code = "agencies.no_service"
    message = "清单里没有这项中介服务。"


class AlreadyListed(Refusal):
    code = "agencies.already_listed"
    message = "清单里已经有这个编码或者这种材料的服务。"
    remedy = "请核对编码；要改的，先取消原来的服务。"


class StaffOnly(Forbidden):
    code = "agencies.staff_only"
    message = "清单和名录由中介服务管理岗位登记。"


def is_statutory(rank: str, title: str) -> bool:
    """法律, 法规, or a decision of the State Council: its documents are ranked as documents and named by their maker."""
    decision = rank == Rank.DOCUMENT and title.startswith("国务院") and "决定" in title
    return decision or rank in RANKS


def check_basis(*, title: str, rank: str, repealed_on: date | None, on: date) -> None:
    if not is_statutory(rank, title):
        raise NoStatutoryBasis(title=title)
    if repealed_on is not None and repealed_on <= on:
        raise BasisRepealed(title=title)
