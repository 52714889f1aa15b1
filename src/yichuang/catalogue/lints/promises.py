"""容缺受理 and 告知承诺, and what may not be asked: papers the government holds, services nobody set up. Pure.

优化营商环境条例 40, 43; 国务院关于在线政务服务的若干规定 7; 行政许可法 58.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yichuang.catalogue.domain import Rank, Regime
from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.kernel.findings import Finding, error, warning

BUSINESS, ONLINE = "《优化营商环境条例》", "《国务院关于在线政务服务的若干规定》"
SERVICES = ("评估报告", "评价报告", "检测报告", "检验报告", "鉴定报告", "鉴定意见", "审计报告", "验资报告", "论证报告", "测绘成果")
"""Papers that an intermediary service makes."""
HELD = ("系统调取", "政务共享", "数据共享")
MAY_SET_FEES = frozenset({Rank.LAW, Rank.ADMINISTRATIVE_REGULATION})


def tolerance(c: Candidate) -> Iterator[Finding]:
    if c.handling is None:
        return
    tolerable = [material.name for material in c.terms.materials if material.tolerable]
    if c.handling.tolerates_absence and not tolerable:
        yield error("materials", "tolerance_without_material", "标为可以容缺受理，却没有一份材料可以容缺")
    elif tolerable and c.handling.tolerates_absence is False:
        yield error("tolerates_absence", "tolerance_not_declared", "材料“%(name)s”可以容缺，事项却标为不可以容缺受理", name=tolerable[0])


def promise(c: Candidate) -> Iterator[Finding]:
    """The 告知承诺书 tells the conditions and the applicant promises to meet them; not where safety and health are at stake."""
    if c.handling is None or not c.handling.by_promise:
        return
    if not c.terms.conditions:
        yield error("conditions", "promise_without_conditions", "标为可以告知承诺，没有可以承诺的条件", f"{BUSINESS}第四十条第三款")
    if c.terms.promise is None:
        yield warning(
            "by_promise", "promise_not_worded", "标为可以告知承诺，承诺内容、后果、时限、可以承诺的要点没有写全，申请人不能选用", f"{BUSINESS}第四十条第三款",
        )
    if c.terms.concerns_safety:
        yield warning("by_promise", "promise_in_spite_of_safety", "直接关系公共安全、人身健康、生命财产安全，告知承诺须另有规定", f"{BUSINESS}第四十条第三款")


def intermediaries(c: Candidate) -> Iterator[Finding]:
    """43: an intermediary service is a condition only where law, regulation or a decision of the State Council sets it up."""
    if c.handling is None:
        return
    for material in c.terms.materials:
        made = next((word for word in SERVICES if word in material.name), None)
        if made and not c.handling.intermediaries and material.source not in ("政府部门核发", *HELD):
            yield warning(
                "intermediaries", "intermediary_not_listed", "材料“%(name)s”要由中介服务作出，“中介服务”一栏没有列出", f"{BUSINESS}第四十三条", name=material.name,
            )


def shared(c: Candidate) -> Iterator[Finding]:
    """7: what is known by sharing must not be asked for again."""
    for material in c.terms.materials:
        if material.source in HELD and material.required:
            yield error("materials", "shared_material_asked", "材料“%(name)s”由系统调取，不得要求申请人提供", f"{ONLINE}第七条", name=material.name)


def fee_ranks(c: Candidate) -> Iterator[Finding]:
    """58: only a 法律 or 行政法规 lets a licence cost something; a basis whose laws are all known and all lower does not do."""
    if c.terms.regime is not Regime.LICENCE:
        return
    for fee in c.terms.fees or ():
        ranks = [c.ranks.get(title) for title in re.findall(r"《([^》]+)》", fee.basis)]
        if ranks and all(rank is not None and rank not in MAY_SET_FEES for rank in ranks):
            yield error("fees", "fee_basis_too_low", "收费“%(name)s”的依据不是法律、行政法规", f"{LAW}第五十八条", name=fee.name)
