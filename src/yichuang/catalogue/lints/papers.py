"""What is asked of the applicant: materials, conditions, fees (30, 31, 38, 58). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.domain import Regime
from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.kernel.findings import Finding, error, warning


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
    yield from form_papers(c)
    if not c.terms.materials:
        yield error("materials", "materials_missing", "没有材料清单", f"{LAW}第三十条")
    for point in c.terms.acceptance_points:
        if point.material_code not in seen:
            yield error("acceptance_points", "point_without_material", "受理要素%(code)s指向的材料不在清单上", f"{LAW}第三十一条", code=point.code)


def form_papers(c: Candidate) -> Iterator[Finding]:
    """29, 32: the application is the form; made by the system, it is one, it is always there, and nothing of it is left to be checked."""
    made = [item for item in c.terms.materials if item.from_form]
    pointed = {point.material_code for point in c.terms.acceptance_points}
    for item in made:
        if c.terms.form_id is None:
            yield error("materials", "form_paper_without_form", "材料“%(name)s”由系统按填写的内容生成，事项却没有申请表单", f"{LAW}第二十九条", name=item.name)
        if item.tolerable:
            yield error("materials", "form_paper_tolerable", "材料“%(name)s”由系统生成，不会缺，不能标为可以容缺", f"{LAW}第二十九条", name=item.name)
        if item.code in pointed:
            yield warning(
                "acceptance_points", "form_paper_pointed", "材料“%(name)s”由系统生成，不核对齐全；它的受理要素不会用到", f"{LAW}第三十一条", name=item.name
            )
    if len(made) > 1:
        yield error("materials", "form_paper_twice", "一张申请表只生成一份申请书，却有%(n)s份材料标为由系统生成", f"{LAW}第二十九条", n=len(made))


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
