"""Limits: by law, promised, extended, special procedures (42, 45). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from yichuang.catalogue.domain import STATUTES, Regime, above_default
from yichuang.catalogue.lints.candidate import LAW, Candidate
from yichuang.clock.domain import Limit, Unit, known_ground
from yichuang.kernel.findings import Finding, error, warning


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
