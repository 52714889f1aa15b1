"""What keeps an implementing version from being published, and what only deserves a warning (design §7). Pure.

Each rule looks at a `Candidate` and yields findings; errors refuse publication, warnings are shown and recorded.
Bare article numbers are those of the 行政许可法.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from yichuang.catalogue.domain import STATUTES, Basis, Rank, Regime, Terms, above_default, tribunal
from yichuang.catalogue.domain.tribunal import Verdict
from yichuang.clock.domain import Limit, Unit, known_ground
from yichuang.kernel.findings import Finding, Severity, error, info, warning  # noqa: F401 - the words of every lint

LAW = "《中华人民共和国行政许可法》"
ANY_DAY = date(2026, 1, 1)
"""For rules that do not ask what day it is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version about to be published and what its surroundings say about it."""

    terms: Terms
    on: date
    stated_statutory: Limit | None = None
    """As the version states it; `terms.statutory` may come from 42."""
    statutory_rank: Rank | None = None
    allocation: str = ""
    form_elements: frozenset[str] = frozenset()
    known_elements: frozenset[str] = frozenset()
    net_variables: frozenset[str] = frozenset()
    """Variables the conditions of the procedure read, as CEL writes them (dots are underscores)."""
    procedure_refusals: tuple[str, ...] = ()
    ownerless_tasks: tuple[str, ...] = ()
    known_templates: frozenset[str] | None = None
    """None: the caller cannot tell which templates exist."""
    organs_in_force: frozenset[str] = field(default_factory=lambda: frozenset({"accepting", "deciding"}))
    texts: tuple[tuple[str, str], ...] = ()
    """(field, text) of everything a citizen reads."""
    claimed: bool = True
    """Does the item stand on an entry of a national, provincial or municipal list?"""
    situation: tuple[Finding, ...] = ()
    """What the checks and the test bench of its situation found (`situations.checking`)."""
    standing: frozenset[str] | None = None
    """Prerequisites of the version in force; None: the item has none in force, so nothing is new."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """What the 审批法庭 finally decided on prerequisites of the item."""
    cycle: tuple[str, ...] = ()
    """Items that would need each other in a circle with this one."""


Rule = Callable[[Candidate], Iterator[Finding]]


def compare(promised: Limit, statutory: Limit) -> str:
    """"longer", "ok" or "not_comparable": limits of one unit are compared, a decision within the day fits any longer one."""
    if promised.unit == statutory.unit:
        return "longer" if promised.amount > statutory.amount else "ok"
    if promised.unit in (Unit.ON_THE_SPOT, Unit.SAME_DAY) and statutory.amount >= 1:
        return "ok"
    return "not_comparable"


def limits(c: Candidate) -> Iterator[Finding]:
    promised, statutory = c.terms.promised, c.terms.statutory
    if promised and statutory:
        verdict = compare(promised, statutory)
        if verdict == "longer":
            yield error(
                "promised", "promised_above_statutory", "承诺时限%(promised)s长于法定时限%(statutory)s", f"{LAW}第四十二条",
                promised=promised.amount, statutory=statutory.amount,
            )
        elif verdict == "not_comparable":
            yield warning("promised", "not_comparable", "承诺时限与法定时限单位不同，发布时不能比较；每个办件按算出的最后一日比较")
    if c.terms.regime is Regime.LICENCE:
        yield from licence_limit(c)
    if c.terms.regime is Regime.LICENCE and promised is None:
        yield warning("promised", "promise_missing", "没有承诺时限，页面将写承诺未载明")


def licence_limit(c: Candidate) -> Iterator[Finding]:
    stated = c.stated_statutory
    if stated is None:
        yield warning("statutory", "statutory_from_law", "没有写明法定时限，按行政许可法的二十个工作日计", f"{LAW}第四十二条")
        return
    if above_default(stated) and not (c.statutory_rank in STATUTES and c.terms.statutory_article):
        yield error(
            "statutory", "limit_above_default", "法定时限超过二十个工作日，须引用规定它的法律、法规条文", f"{LAW}第四十二条",
        )
    elif not c.terms.statutory_article:
        yield error("statutory", "statutory_without_article", "法定时限没有写明出自哪一条", f"{LAW}第三十条")


def special_caps(c: Candidate) -> Iterator[Finding]:
    for cap in c.terms.special_caps:
        if known_ground(cap.ground) is None:
            yield error("special_caps", "ground_not_in_45", "特别程序只能是听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审", f"{LAW}第四十五条")
        if not cap.article:
            yield error("special_caps", "cap_without_article", "特别程序的最长时间没有写明依据", f"{LAW}第四十五条")
    if c.terms.extension and c.terms.regime is Regime.LICENCE and not c.terms.extension_article:
        yield error("extension", "extension_without_article", "延长期限没有写明依据", f"{LAW}第四十二条")


def materials(c: Candidate) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in c.terms.materials:
        if not item.source:
            yield error("materials", "material_without_source", "材料“%(name)s”没有写明来源渠道", f"{LAW}第三十条", name=item.name)
        if not item.article:
            yield error("materials", "material_without_article", "材料“%(name)s”没有写明依据", f"{LAW}第三十一条", name=item.name)
        if any(word in item.name for word in OPEN_ENDED):
            yield error("materials", "open_ended_material", "材料“%(name)s”是兜底条款，应逐项列明", f"{LAW}第三十条", name=item.name)
        if item.code in seen:
            yield error("materials", "duplicate_code", "材料代码%(code)s重复", code=item.code)
        seen.add(item.code)
    if not c.terms.materials:
        yield error("materials", "materials_missing", "没有材料清单", f"{LAW}第三十条")
    for point in c.terms.acceptance_points:
        if point.material_code not in seen:
            yield error("acceptance_points", "point_without_material", "受理要素%(code)s指向的材料不在清单上", f"{LAW}第三十一条", code=point.code)


OPEN_ENDED = ("其他材料", "其他资料", "其他文件", "其它材料", "其它资料")


def conditions(c: Candidate) -> Iterator[Finding]:
    if not c.terms.conditions and c.terms.regime is Regime.LICENCE:
        yield error("conditions", "conditions_missing", "没有写明许可条件", f"{LAW}第三十条")
    for item in c.terms.conditions:
        if not item.article and c.terms.regime is Regime.LICENCE:
            yield warning("conditions", "condition_without_article", "条件%(code)s没有写明依据，不予许可时将无法援引", f"{LAW}第三十八条", code=item.code)
    known = {item.code for item in c.terms.conditions}
    for point in c.terms.review_points:
        if point.condition_code and point.condition_code not in known:
            yield error("review_points", "point_without_condition", "审查要点%(code)s指向的条件不存在", f"{LAW}第三十八条", code=point.code)
    if not c.terms.review_points:
        yield warning("review_points", "review_points_missing", "没有审查要点")


def fees(c: Candidate) -> Iterator[Finding]:
    if c.terms.fees is None:
        yield error("fees", "fee_not_stated", "没有写明是否收费", f"{LAW}第五十八条")
    for fee in c.terms.fees or ():
        if not fee.basis:
            yield error("fees", "fee_without_basis", "收费“%(name)s”没有法律、行政法规依据", f"{LAW}第五十八条", name=fee.name)


def steps(c: Candidate) -> Iterator[Finding]:
    for step in c.terms.steps:
        if not step.post:
            yield error("steps", "step_without_owner", "环节“%(name)s”没有责任岗位", name=step.name)
    for name in c.ownerless_tasks:
        yield error("procedure", "step_without_owner", "流程任务“%(name)s”没有责任岗位", name=name)
    promised = c.terms.promised
    clocked = [s.limit for s in c.terms.steps if s.limit and s.phase in ("review", "decision")]
    if promised and clocked and all(limit.unit == promised.unit for limit in clocked):
        total = sum(limit.amount for limit in clocked)
        if total > promised.amount:
            yield error("steps", "steps_exceed_promise", "各环节时限合计%(total)s，超过承诺时限%(promised)s", total=total, promised=promised.amount)


def procedure(c: Candidate) -> Iterator[Finding]:
    if c.terms.procedure_id is None:
        yield error("procedure", "procedure_missing", "没有办理流程")
    for reason in c.procedure_refusals:
        yield error("procedure", "procedure_not_sound", "办理流程不能执行：%(reason)s", reason=reason)


def elements(c: Candidate) -> Iterator[Finding]:
    if c.terms.form_id is None:
        yield error("form", "form_missing", "没有申请表单")
    for code in sorted(c.form_elements - c.known_elements):
        yield error("form", "unknown_element", "表单使用了未登记的数据项%(code)s", code=code)
    known = {code.replace(".", "_") for code in c.known_elements}
    for name in sorted(c.net_variables - known):
        yield error("procedure", "unknown_element", "流程条件使用了未登记的数据项%(code)s", code=name)


def result(c: Candidate) -> Iterator[Finding]:
    outcome = c.terms.result
    if not outcome.name:
        yield error("result", "result_missing", "没有写明办理结果", f"{LAW}第三十九条")
    elif not outcome.template or (c.known_templates is not None and outcome.template not in c.known_templates):
        yield error("result", "result_without_template", "办理结果“%(name)s”没有模板", f"{LAW}第三十九条", name=outcome.name)
    if outcome.kind == "licence" and not outcome.licence_type:
        yield error("result", "licence_without_type", "证照没有类型代码", "GB/T 36904")
    if outcome.kind == "licence" and outcome.validity_months is None and not outcome.validity_note:
        yield warning("result", "validity_not_stated", "没有写明有效期", f"{LAW}第五十条")


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
        yield error("bases", "licence_without_statute", "行政许可应由法律、法规设定", f"{LAW}第十四条、第十五条")


def may_set_licences(basis: Basis) -> bool:
    """14, 15: 法律, 法规, and a decision 决定 of the State Council."""
    return basis.rank in STATUTES or (basis.title.startswith("国务院") and basis.title.endswith("决定"))


def organs(c: Candidate) -> Iterator[Finding]:
    for role, organ_id, word in (
        ("accepting", c.terms.accepting_organ_id, "受理机关"), ("deciding", c.terms.deciding_organ_id, "决定机关"),
    ):
        if organ_id is None:
            yield error(f"{role}_organ", "organ_missing", "没有写明%(word)s", f"{LAW}第三十条", word=word)
        elif role not in c.organs_in_force:
            yield error(f"{role}_organ", "organ_not_in_force", "%(word)s已不存续", f"{LAW}第二十二条", word=word)
    yield from first_review(c)
    if c.terms.deciding_model is None:
        yield error("deciding_model", "deciding_model_missing", "没有写明决定方式（相对集中或者进驻）", f"{LAW}第二十五条、第二十六条")
    if not c.terms.audience:
        yield error("audience", "audience_missing", "没有写明服务对象")


def first_review(c: Candidate) -> Iterator[Finding]:
    """35, 43: the lower organ reviews within twenty working days unless a law or regulation says otherwise; it is not the one that decides."""
    term = c.terms
    if term.first_review_organ_id is None:
        return
    if term.first_review_organ_id == term.deciding_organ_id:
        yield error("first_review_organ", "first_review_by_decider", "初审机关与决定机关是同一个机关，不用填初审机关", f"{LAW}第三十五条")
    if term.first_review is None or term.first_review.unit is not Unit.WORKING_DAY:
        yield error("first_review_amount", "first_review_unit", "初审时限按工作日写", f"{LAW}第四十三条、第八十二条")
    elif term.first_review.amount > 20 and not term.first_review_article.strip():
        yield error("first_review_amount", "first_review_too_long", "初审时限长于二十个工作日，没有写法律、法规依据", f"{LAW}第四十三条")


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


def situation(c: Candidate) -> Iterator[Finding]:
    yield from c.situation


RULES: tuple[Rule, ...] = (
    limits, special_caps, materials, conditions, fees, steps, procedure, elements, result, bases, organs, allocation, claims,
    prerequisites, words, situation,
)


def lint(candidate: Candidate) -> tuple[Finding, ...]:
    """Every finding, errors first, in the order of the rules."""
    found = [finding for rule in RULES for finding in rule(candidate)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))
