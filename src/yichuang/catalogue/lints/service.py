"""Where and how one applies: visits, contacts, scope, done at once (行政许可法 30, 34; 优化营商环境条例 36, 49). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.domain import Medium
from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.clock.domain import Unit
from yichuang.kernel.findings import Finding, error, warning

BUSINESS = "《优化营商环境条例》"
INSTANT = (Unit.ON_THE_SPOT, Unit.SAME_DAY)
ELSEWHERE = frozenset("1234")
"""通办范围 that promises handling outside the own county."""


def visits(c: Candidate) -> Iterator[Finding]:
    if c.handling is None:
        return
    if c.handling.visits is None:
        yield warning("visits", "visits_not_stated", "没有写明到现场次数", f"{BUSINESS}第三十六条")
    elif c.handling.visits > 0 and not c.handling.visits_reason:
        yield error("visits_reason", "visits_without_reason", "要到现场%(n)s次，没有写明原因", f"{BUSINESS}第三十六条", n=c.handling.visits)
    elif c.handling.visits == 0 and c.handling.by_courier is not True:
        for material in c.terms.materials:
            if material.medium is Medium.PAPER and (material.original or 0) > 0 and material.required is not False and not material.from_form:
                yield warning(
                    "visits", "no_visit_but_originals", "到现场0次，材料“%(name)s”却要交纸质原件，又没有写明可以快递", f"{BUSINESS}第三十六条", name=material.name,
                )


def contacts(c: Candidate) -> Iterator[Finding]:
    """30(2): who asks what the list means is answered; 条例 49: there is a way to complain."""
    if c.handling is None:
        return
    if not c.terms.windows:
        yield warning("windows", "window_missing", "没有写明办理窗口", f"{LAW}第三十条")
        return
    if not any(window.consult_phone for window in c.terms.windows):
        yield warning("windows", "consult_missing", "没有写明咨询电话", f"{LAW}第三十条第二款")
    if not any(window.complaint_phone or window.complaint_url or window.complaint_address for window in c.terms.windows):
        yield warning("windows", "complaint_missing", "没有写明投诉渠道", f"{BUSINESS}第四十九条")


def scope(c: Candidate) -> Iterator[Finding]:
    """通办 that nobody can use: neither online nor at a place outside the own hall."""
    if c.handling and c.handling.scope in ELSEWHERE and c.handling.online is not True and not c.handling.accepted_in and len(c.terms.windows) < 2:
        yield error("scope", "scope_without_organs", "写明可以跨区域通办，却没有其他受理地点，也不能网上办", f"{BUSINESS}第三十六条")


def at_once(c: Candidate) -> Iterator[Finding]:
    """34(2): on the spot only where nothing has to be looked into first."""
    slow = (("visit_required", c.terms.visit_required), ("hearing_required", c.terms.hearing_required), ("third_parties", c.terms.third_parties))
    if c.terms.on_the_spot and any(wanted for _, wanted in slow):
        field = next(key for key, wanted in slow if wanted)
        yield error(field, "on_the_spot_impossible", "当场办结的事项，不能又要现场核查、听证或者听取利害关系人意见", f"{LAW}第三十四条第二款")
    promised = c.terms.promised
    if c.handling and c.handling.handling_type == "即办件" and promised and promised.unit not in INSTANT and not c.terms.on_the_spot:
        yield warning("handling_type", "instant_with_days", "标为即办件，承诺时限却不是当场或者当日")


def quota(c: Candidate) -> Iterator[Finding]:
    if c.handling and c.terms.quota and not c.handling.quota_text:
        yield error("quota_text", "quota_not_stated", "有数量限制，没有公布数量", f"{LAW}第三十条、第五十七条")
