"""Who handles it: organs, the model of deciding, the audience (22, 25, 26, 30). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.clock.domain import Unit
from yichuang.kernel.findings import Finding, error


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
