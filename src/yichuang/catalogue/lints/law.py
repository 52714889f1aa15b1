"""What it stands on: bases, lists, prerequisites, the words of its regime (4, 12, 14, 15, 53, 54). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.domain import STATUTES, Basis, Regime, tribunal
from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.kernel.findings import Finding, error, warning


def bases(c: Candidate) -> Iterator[Finding]:
    if not c.terms.bases:
        yield error("bases", "basis_missing", "没有设定依据", f"{LAW}第四条")
    for basis in c.terms.bases:
        if basis.repealed_on and basis.repealed_on <= c.on:
            yield error(
                "bases", "basis_repealed", "依据《%(title)s》已于%(on)s废止", f"{LAW}第四条",
                title=basis.title, on=basis.repealed_on.isoformat(),
            )
        elif basis.in_force_from and basis.in_force_from > c.on:
            yield error("bases", "basis_not_yet_in_force", "依据《%(title)s》尚未施行", f"{LAW}第四条", title=basis.title)
    if c.terms.regime is Regime.LICENCE and c.terms.bases and not any(map(may_set_licences, c.terms.bases)):
        if any(basis.rank is None for basis in c.terms.bases):
            yield error("bases", "basis_rank_missing", "有依据没有选效力级别，看不出能不能设定行政许可", f"{LAW}第十四条、第十五条")
            return
        yield error("bases", "licence_without_statute", "行政许可应由法律、法规设定", f"{LAW}第十四条、第十五条")


def may_set_licences(basis: Basis) -> bool:
    """14, 15: 法律, 法规, and a decision 决定 of the State Council."""
    return basis.rank in STATUTES or (basis.title.startswith("国务院") and basis.title.endswith("决定"))


def allocation(c: Candidate) -> Iterator[Finding]:
    words = {"tender": "招标", "auction": "拍卖", "examination": "考试、考核"}
    if c.allocation:
        article = "第五十四条" if c.allocation == "examination" else "第十二条第二项、第五十三条"
        yield error(
            "allocation", "allocation_not_built", "应当以%(way)s方式决定的许可，本平台尚不能办理", f"{LAW}{article}",
            way=words.get(c.allocation, c.allocation),
        )


def claims(c: Candidate) -> Iterator[Finding]:
    """清单之外不得违法实施行政许可: a licence stands on an entry of a list in force."""
    if c.terms.regime is Regime.LICENCE and not c.claimed:
        yield error(
            "codes", "licence_not_on_list", "这项许可没有认领清单上的条目；请在变更申请页填写基本编码认领，清单之外不得实施行政许可", "《优化营商环境条例》第四十条",
        )


def prerequisites(c: Candidate) -> Iterator[Finding]:
    """前置条件: each with a basis, a new one only after it was heard, a struck one never again, and no circles."""
    known = {material.code for material in c.terms.materials}
    for row in c.terms.prerequisites:
        verdict = c.verdicts.get(row.name)
        if not row.article:
            yield error("prerequisites", "prerequisite_without_basis", "前置条件“%(name)s”没有依据到条款，无效", tribunal.NO_BASIS, name=row.name)
        if row.item_code == c.terms.code:
            yield error("prerequisites", "prerequisite_of_itself", "前置条件“%(name)s”由本事项自己给出", name=row.name)
        if row.material_code and row.material_code not in known:
            yield error("prerequisites", "prerequisite_material", "前置条件“%(name)s”对应的材料不在材料清单里", name=row.name)
        if verdict is tribunal.Verdict.STRIKE:
            yield error("prerequisites", "prerequisite_struck", "前置条件“%(name)s”已经前置审理清除", tribunal.NO_BASIS, name=row.name)
        elif verdict is None and c.standing is not None and row.name not in c.standing:
            yield error(
                "prerequisites", "prerequisite_not_heard", "新增前置条件“%(name)s”须先经前置审理保留", tribunal.RULES_ADD_NOTHING, name=row.name
            )
        elif verdict is tribunal.Verdict.PROMISE:
            yield warning("prerequisites", "prerequisite_by_promise", "前置条件“%(name)s”应允许告知承诺或者容缺", name=row.name)
    if c.cycle:
        yield error("prerequisites", "prerequisite_cycle", "这些事项互为前置，谁都办不成：%(items)s", items="、".join(c.cycle))


def words(c: Candidate) -> Iterator[Finding]:
    """A regime that is no licence never says 许可; a filing never 准予 or 不予 (design §5)."""
    if c.terms.regime is Regime.LICENCE:
        return
    forbidden = ("许可", "准予", "不予") if c.terms.regime is Regime.FILING else ("许可",)
    for name, text in c.texts:
        for word in forbidden:
            if word in text.replace("行政许可法", ""):
                yield error(name, "word_of_another_regime", "非许可事项的%(field)s不得使用“%(word)s”", field=name, word=word)
