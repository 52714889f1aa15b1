"""由系统取得: a paper that is the result of an item beside it is fetched inside the government and not asked of the applicant. Pure.

716号令 art. 7: 政务服务机构不得要求申请人提供通过数据共享能够获得的材料. The result is a condition of the decision, which the gate of the
edge keeps, and no point of acceptance.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from yichuang.catalogue.domain import Terms
from yichuang.joint.domain.themes import ThemeEdge


def result_papers(terms: Terms) -> dict[str, str]:
    """Item code → code of the material that proves its result, as the list of the version says under 前置条件."""
    return {row.item_code: row.material_code for row in terms.prerequisites if row.item_code and terms.material(row.material_code)}


def by_system(items: Collection[Terms], edges: Collection[ThemeEdge], ids: Mapping[str, UUID]) -> frozenset[tuple[UUID, str]]:
    """(version, material code) of what the edges between these items, or from earlier ones, bring. `ids`: item code → item."""
    links = {(edge.before, edge.after) for edge in edges}
    return frozenset(
        (terms.version_id, material) for terms in items for code, material in result_papers(terms).items() if (ids.get(code), terms.item_id) in links
    )
