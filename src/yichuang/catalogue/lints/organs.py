"""Who handles it: organs, the model of deciding, the audience (22, 25, 26, 30). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.domain.words import Routing
from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.clock.domain import Limit, Unit
from yichuang.kernel.findings import Finding, error


def organs(c: Candidate) -> Iterator[Finding]:
    for role, organ_id, word in (
        ("accepting", c.terms.accepting_organ_id, "受理机关"), ("deciding", c.terms.deciding_organ_id, "决定机关"),
    ):
        if organ_id is None:
            yield error(f"{role}_organ", "organ_missing", "没有写明%(word)s", f"{LAW}第三十条", word=word)
        elif role not in c.organs_in_force:
            yield error(f"{role}_organ", "organ_not_in_force", "%(word)s已不存续", f"{LAW}第二十二条", word=word)
    yield from moved(c)
    yield from first_review(c)
    yield from reporting(c)
    if c.terms.deciding_model is None:
        yield error("deciding_model", "deciding_model_missing", "没有写明决定方式（相对集中或者进驻）", f"{LAW}第二十五条、第二十六条")
    if not c.terms.audience:
        yield error("audience", "audience_missing", "没有写明服务对象")


def moved(c: Candidate) -> Iterator[Finding]:
    """22, 23, 25: a version says who decides, it does not make it so. Another organ than the one in force is named only where the power has
    gone there, or goes by that day."""
    power, new = c.power, c.terms.deciding_organ_id
    if power is None or new is None or new in power.lawful:
        return
    yield error(
        "deciding_organ", "deciding_organ_moved",
        "写的决定机关到施行日不持有这项权力：现行版写的是“%(name)s”，没有给它的、生效的下放、划转或者授权，也没有机构改革的职责承接",
        f"{LAW}第二十二条、第二十三条、第二十五条", name=power.named,
    )


def first_review(c: Candidate) -> Iterator[Finding]:
    """35, 43: the lower organ reviews within twenty working days unless a law or regulation says otherwise; it is not the one that decides."""
    term = c.terms
    if term.first_review_organ_id is None:
        if term.routing is Routing.FIRST_REVIEW:
            yield error("first_review_organ", "first_review_without_organ", "权限类型是代上级初审，没有写初审机关", f"{LAW}第三十五条")
        return
    if term.routing is Routing.OWN:
        yield error("routing", "own_power_with_lower_organ", "权限类型是本级权限，不能再写初审或者转报机关", f"{LAW}第二十二条")
    if term.first_review_organ_id == term.deciding_organ_id:
        yield error("first_review_organ", "first_review_by_decider", "初审机关与决定机关是同一个机关，不用填初审机关", f"{LAW}第三十五条")
    if term.first_review is None or term.first_review.unit is not Unit.WORKING_DAY:
        yield error("first_review_amount", "first_review_unit", "初审时限按工作日写", f"{LAW}第四十三条、第八十二条")
    elif term.first_review.amount > 20 and not term.first_review_article.strip():
        yield error("first_review_amount", "first_review_too_long", "初审时限长于二十个工作日，没有写法律、法规依据", f"{LAW}第四十三条")


def reporting(c: Candidate) -> Iterator[Finding]:
    """转报: somebody else decides, on a stated basis, within working days of its own that leave the deciding organ time: they run inside
    the limit of 42, because 43 gives separate days to a review only."""
    term = c.terms
    if term.routing is not Routing.REPORT:
        return
    if term.report_organ_id is None:
        yield error("first_review_organ", "report_without_organ", "权限类型是转报上级，没有写转报机关", f"{LAW}第三十条")
    elif term.report_organ_id == term.deciding_organ_id:
        yield error("first_review_organ", "report_by_decider", "转报机关与决定机关是同一个机关，不用转报", f"{LAW}第二十二条")
    if not term.report_article.strip():
        yield error("first_review_article", "report_without_basis", "没有写转报的依据；没有依据的，不得增加环节", "《优化营商环境条例》第三十五条")
    if term.report is None or term.report.unit is not Unit.WORKING_DAY or term.report.amount < 1:
        yield error("first_review_amount", "report_limit_missing", "没有按工作日写明转报时限", f"{LAW}第三十条、第八十二条")
        return
    if used_up(term.statutory, term.report):
        yield error("first_review_amount", "report_exceeds_statutory", "转报时限用完了法定办理时限，没有给决定机关留时间", f"{LAW}第四十二条")
    if used_up(term.promised, term.report):
        yield error("first_review_amount", "report_exceeds_promised", "转报时限用完了承诺办理时限，没有给决定机关留时间", f"{LAW}第四十二条")


SHORT = frozenset({Unit.HOUR, Unit.MINUTE, Unit.ON_THE_SPOT, Unit.SAME_DAY})


def used_up(limit: Limit | None, report: Limit) -> bool:
    """The whole limit passes before the papers are up; limits in calendar days and months are not compared with working days."""
    if limit is None:
        return False
    return limit.unit in SHORT or (limit.unit is Unit.WORKING_DAY and limit.amount <= report.amount)
