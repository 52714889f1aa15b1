"""Who handles it: organs, the model of deciding, the audience (22, 25, 26, 30). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.kernel.findings import Finding, error


def organs(c: Candidate) -> Iterator[Finding]:
    for role, organ_id, word in (
        ("accepting", c.terms.accepting_organ_id, "受理机关"), ("deciding", c.terms.deciding_organ_id, "决定机关"),
    ):
        if organ_id is None:
            yield error(f"{role}_organ", "organ_missing", "没有写明%(word)s", f"{LAW}第三十条", word=word)
        elif role not in c.organs_in_force:
            yield error(f"{role}_organ", "organ_not_in_force", "%(word)s已不存续", f"{LAW}第二十二条", word=word)
    if c.terms.deciding_model is None:
        yield error("deciding_model", "deciding_model_missing", "没有写明决定方式（相对集中或者进驻）", f"{LAW}第二十五条、第二十六条")
    if not c.terms.audience:
        yield error("audience", "audience_missing", "没有写明服务对象")
