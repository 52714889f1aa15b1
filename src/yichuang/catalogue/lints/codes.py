"""National codes of a version: check digits, and whether their parts agree (GB 32100, GB/T 39046, domain.md C4). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.domain.implementing.enumerations import LEVEL
from yichuang.catalogue.lints.candidate import Candidate, Handling
from yichuang.kernel import codes as national
from yichuang.kernel.findings import Finding, error, warning

ORGAN = 18
"""Letters of the organ's code at the head of an implementing code; the level follows, then the basic code."""


def codes(c: Candidate) -> Iterator[Finding]:
    if c.handling is None:
        return
    held = c.handling.codes
    organ, basic = held.get("authority_code", ""), held.get("basic_code", "")
    why = national.uscc(organ) if organ else ""
    if why:
        yield error("codes", "organ_code_invalid", "实施主体代码%(code)s：%(why)s", "GB 32100", code=organ, why=why)
    elif organ and c.handling.organ_code and organ != c.handling.organ_code:
        yield warning("codes", "organ_code_differs", "实施主体代码%(code)s不是决定机关登记的代码%(other)s", "GB 32100", code=organ, other=c.handling.organ_code)
    why = national.basic_code(basic) if basic else ""
    if why:
        yield error("codes", "basic_code_invalid", "基本编码%(code)s：%(why)s", "GB/T 39046", code=basic, why=why)
    for key in ("implementation_code", "handling_item_code"):
        if held.get(key):
            yield from implementing(held[key], organ, basic, c.handling)


def implementing(code: str, organ: str, basic: str, handling: Handling) -> Iterator[Finding]:
    why = national.implementing_code(code)
    if why:
        yield error("codes", "implementing_code_invalid", "编码%(code)s：%(why)s", "GB/T 39046", code=code, why=why)
        return
    if organ and code[:ORGAN] != organ:
        yield warning("codes", "codes_disagree", "编码%(code)s中的机关代码与%(other)s不一致", "GB/T 39046", code=code, other=organ)
    if basic and not basic.startswith(code[ORGAN + 1 : ORGAN + 13]):
        yield warning("codes", "codes_disagree", "编码%(code)s中的基本编码与%(other)s不一致", "GB/T 39046", code=code, other=basic)
    level = LEVEL.option(handling.level)
    if level and code[ORGAN] != level.code:
        yield warning("level", "level_disagrees", "行使层级是%(level)s，编码%(code)s中却是%(digit)s", "GB/T 39046", level=handling.level, code=code, digit=code[ORGAN])
