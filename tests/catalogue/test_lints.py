"""Every check before publication, from the text of the law: what it refuses, what it warns of, what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tools import pages
from yichuang.catalogue.domain import (
    AcceptancePoint,
    Condition,
    FeeTerm,
    FurtherResult,
    MaterialTerm,
    Medium,
    Rank,
    Regime,
    Terms,
    Window,
)
from yichuang.catalogue.domain.remedies import FINDING_REMEDY_WORDS
from yichuang.catalogue.lints import Candidate, Handling, PowerFacts, lint
from yichuang.clock.domain import Limit, Unit

ON = date(2026, 9, 24)
TERMS = Terms(UUID(int=1), UUID(int=2), "x", "某项许可", Regime.LICENCE, UUID(int=3), UUID(int=3), None)
PAPER = MaterialTerm("M1", "营业执照", source="申请人自备", article="《某法》第三条", medium=Medium.PAPER, original=1, required=True)
WINDOW = Window("综合窗口", consult_phone="0990-1234567", complaint_phone="0990-12345")
JINING = "11370800MB28559184"
"""统一社会信用代码 of a real bureau, and the implementing code of one of its items (domain.md C4)."""
IMPLEMENTING = "11370800MB285591843370117002011"


def codes_of(*, handling: Handling | None = None, ranks=None, **terms) -> set[str]:
    found = lint(Candidate(replace(TERMS, **terms), on=ON, handling=handling or Handling(), ranks=ranks or {}))
    return {finding.code for finding in found}


FORM = replace(PAPER, name="申请表", from_form=True)
"""行政许可法 29, 33: the application, made out of what was filled in."""

CASES = {
    # 行政许可法 29, 31: made out of the form, it needs one, is one, is never missing, and has nothing to check
    "made out of no form": ("form_paper_without_form", {"materials": (FORM,)}, {"materials": (FORM,), "form_id": UUID(int=4)}),
    "two out of one form": (
        "form_paper_twice", {"materials": (FORM, replace(FORM, code="M2"))}, {"materials": (FORM, replace(FORM, code="M2", from_form=False))},
    ),
    "made, and may come later": ("form_paper_tolerable", {"materials": (replace(FORM, tolerable=True),)}, {"materials": (FORM,)}),
    "made, and checked": (
        "form_paper_pointed", {"materials": (FORM,), "acceptance_points": (AcceptancePoint("A1", "齐全", "M1"),)},
        {"materials": (PAPER,), "acceptance_points": (AcceptancePoint("A1", "齐全", "M1"),)},
    ),
    # 优化营商环境条例 36: 当场办结、一次办结; a visit has a reason, no visit means no visit
    "visits not stated": ("visits_not_stated", {}, {"handling": Handling(visits=0)}),
    "visits without a reason": (
        "visits_without_reason", {"handling": Handling(visits=1)}, {"handling": Handling(visits=1, visits_reason="要核验原件")},
    ),
    "no visit, paper originals": (
        "no_visit_but_originals", {"handling": Handling(visits=0), "materials": (PAPER,)},
        {"handling": Handling(visits=0, by_courier=True), "materials": (PAPER,)},
    ),
    "no visit, electronic copies do": (
        "no_visit_but_originals", {"handling": Handling(visits=0), "materials": (PAPER,)},
        {"handling": Handling(visits=0), "materials": (replace(PAPER, medium=Medium.BOTH),)},
    ),
    # 行政许可法 30(2); 条例 49
    "nobody to ask": ("consult_missing", {"windows": (replace(WINDOW, consult_phone=""),)}, {"windows": (WINDOW,)}),
    "nowhere to complain": ("complaint_missing", {"windows": (replace(WINDOW, complaint_phone=""),)}, {"windows": (WINDOW,)}),
    "no window": ("window_missing", {}, {"windows": (WINDOW,)}),
    "handled elsewhere by nobody": (
        "scope_without_organs", {"handling": Handling(scope="2")}, {"handling": Handling(scope="2", online=True)},
    ),
    "handled elsewhere in townships": (
        "scope_without_organs", {"handling": Handling(scope="4")}, {"handling": Handling(scope="4", accepted_in=("某镇",))},
    ),
    "not handled elsewhere": ("scope_without_organs", {"handling": Handling(scope="1")}, {"handling": Handling(scope="0")}),
    # 34(2): 能够当场作出决定的
    "on the spot after a visit": ("on_the_spot_impossible", {"on_the_spot": True, "visit_required": True}, {"on_the_spot": True}),
    "on the spot after a hearing": ("on_the_spot_impossible", {"on_the_spot": True, "hearing_required": True}, {"hearing_required": True}),
    "at once, in five days": (
        "instant_with_days", {"handling": Handling(handling_type="即办件"), "promised": Limit(5, Unit.WORKING_DAY)},
        {"handling": Handling(handling_type="即办件"), "promised": Limit(0, Unit.SAME_DAY)},
    ),
    # 30, 57: 数量 is published
    "a secret quota": ("quota_not_stated", {"quota": True}, {"quota": True, "handling": Handling(quota_text="每年100件，公告")}),
    # 容缺受理 and 告知承诺
    "gaps without a paper": (
        "tolerance_without_material", {"handling": Handling(tolerates_absence=True), "materials": (PAPER,)},
        {"handling": Handling(tolerates_absence=True), "materials": (replace(PAPER, tolerable=True),)},
    ),
    "a paper without gaps": (
        "tolerance_not_declared", {"handling": Handling(tolerates_absence=False), "materials": (replace(PAPER, tolerable=True),)},
        {"handling": Handling(tolerates_absence=False), "materials": (PAPER,)},
    ),
    "a promise of nothing": (
        "promise_without_conditions", {"handling": Handling(by_promise=True)},
        {"handling": Handling(by_promise=True), "conditions": (Condition("C1", "有固定场所", "《某法》第四条"),)},
    ),
    "a promise where safety is at stake": (
        "promise_in_spite_of_safety", {"handling": Handling(by_promise=True), "concerns_safety": True}, {"handling": Handling(by_promise=True)},
    ),
    # 条例 43
    "an intermediary nobody listed": (
        "intermediary_not_listed", {"materials": (replace(PAPER, name="水土保持方案技术评估报告"),)},
        {"materials": (replace(PAPER, name="水土保持方案技术评估报告"),), "handling": Handling(intermediaries=("水土保持方案技术评估",))},
    ),
    # 在线政务服务若干规定 7
    "what the government knows": (
        "shared_material_asked", {"materials": (replace(PAPER, source="系统调取"),)},
        {"materials": (replace(PAPER, source="系统调取", required=False),)},
    ),
    # 行政许可法 58: 法律、行政法规另有规定的
    "a fee of a local rule": (
        "fee_basis_too_low", {"fees": (FeeTerm("工本费", basis="《某市收费办法》第三条"),), "ranks": {"某市收费办法": Rank.RULE}},
        {"fees": (FeeTerm("工本费", basis="《某条例》第三条"),), "ranks": {"某条例": Rank.ADMINISTRATIVE_REGULATION}},
    ),
    # 39, 44: the case makes and hands over one main result
    "a result named twice": (
        "result_named_twice", {"further_results": (FurtherResult("副本", "copy"), FurtherResult("副本", "copy"))},
        {"further_results": (FurtherResult("副本", "copy"), FurtherResult("附图", "drawing"))},
    ),
    "a further result without a type": (
        "further_result_without_kind", {"further_results": (FurtherResult("附图"),)}, {"further_results": (FurtherResult("附图", "drawing"),)},
    ),
    "a second licence nobody makes": (
        "further_licence_not_made", {"further_results": (FurtherResult("另一本证", "licence"),)},
        {"further_results": (FurtherResult("另一本证", "licence", note="到市场监管局领取"),)},
    ),
    # GB 32100, GB/T 39046
    "a wrong check digit": (
        "organ_code_invalid", {"handling": Handling(codes={"authority_code": "11370800MB28559185"})},
        {"handling": Handling(codes={"authority_code": JINING})},
    ),
    "a code of somebody else": (
        "organ_code_differs", {"handling": Handling(codes={"authority_code": JINING}, organ_code="11220000013544541J")},
        {"handling": Handling(codes={"authority_code": JINING}, organ_code=JINING)},
    ),
    "a basic code of eleven digits": (
        "basic_code_invalid", {"handling": Handling(codes={"basic_code": "00012302000"})}, {"handling": Handling(codes={"basic_code": "000123020000"})},
    ),
    "an implementing code that is none": (
        "implementing_code_invalid", {"handling": Handling(codes={"implementation_code": IMPLEMENTING[:-1]})},
        {"handling": Handling(codes={"implementation_code": IMPLEMENTING})},
    ),
    "codes of two organs": (
        "codes_disagree", {"handling": Handling(codes={"implementation_code": IMPLEMENTING, "authority_code": "11220000013544541J"})},
        {"handling": Handling(codes={"implementation_code": IMPLEMENTING, "authority_code": JINING})},
    ),
    "a county item with a city's code": (
        "level_disagrees", {"handling": Handling(codes={"implementation_code": IMPLEMENTING}, level="县级")},
        {"handling": Handling(codes={"implementation_code": IMPLEMENTING}, level="市级")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_breaks_the_rule_is_found_and_what_keeps_it_is_not(case) -> None:
    code, broken, kept = CASES[case]
    assert code in codes_of(**broken)
    assert code not in codes_of(**kept)


def all_findings() -> list[tuple[str, str, str, str, str]]:
    return [row for path in sorted((pages.SOURCE / "catalogue" / "lints").glob("*.py")) for row in pages._findings(path)]


def test_every_finding_has_a_code_a_sentence_and_a_remedy_and_the_page_lists_it() -> None:
    rows, page = all_findings(), pages.lints_page()
    assert len(rows) > 70
    for code, severity, _field, said, _article in rows:
        assert code and said and severity in ("error", "warning", "info")
        assert FINDING_REMEDY_WORDS.get(code), code
        assert f"`{code}`" in page


def test_22_another_deciding_organ_is_named_only_where_the_power_went() -> None:
    """行政许可法 22: 由具有行政许可权的行政机关在其法定职权范围内实施."""

    def codes(power: PowerFacts | None) -> set[str]:
        return {finding.code for finding in lint(Candidate(TERMS, on=ON, power=power))}

    here, elsewhere = TERMS.deciding_organ_id, UUID(int=9)
    assert "deciding_organ_moved" in codes(PowerFacts("示例市水务局", frozenset({elsewhere})))
    assert "deciding_organ_moved" not in codes(PowerFacts("示例市水务局", frozenset({elsewhere, here})))
    assert "deciding_organ_moved" not in codes(None), "a first version takes nobody's power"


@pytest.mark.django_db
def test_the_shipped_items_break_none(shipped) -> None:
    from yichuang.catalogue import api

    for version_id in shipped.values():
        assert [f.code for f in api.check(version_id, on=ON) if f.severity == "error"] == []
