"""What does not fit together inside one imported guide (design §5, §7). Pure: columns in, findings out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yichuang.catalogue import content
from yichuang.catalogue.domain import DEFAULT_ARTICLE, LICENCE_DEFAULT, STATUTES, Rank, Regime, StepTerm, above_default
from yichuang.catalogue.imports.guides import Guide
from yichuang.catalogue.lints import LAW, OPEN_ENDED, Finding, compare, error, info, warning
from yichuang.clock.domain import Limit, Unit
from yichuang.kernel import codes

OWN_LAW = ("中华人民共和国行政许可法", "行政许可法")


@dataclass(frozen=True, slots=True)
class KnownInstrument:
    """What the register knows of a law that a guide cites."""

    title: str
    rank: Rank
    in_force_from: date | None
    repealed_on: date | None
    replaced_by: str


@dataclass(frozen=True, slots=True)
class EndedOrgan:
    """A kind of organ that a reform ended: names that contain `word` are of before `ended_on`."""

    word: str
    ended_on: date
    became: str


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A limit that the item's own law sets below the twenty days of 42; it is the statutory one (design §5)."""

    name: str
    limit: Limit
    article: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    instruments: Mapping[str, KnownInstrument]
    ended_organs: tuple[EndedOrgan, ...] = ()
    own_limits: tuple[OwnLimit, ...] = ()


def check(guide: Guide, known: Knowledge) -> None:
    """Add what does not fit to the guide's findings."""
    for rule in (limits, steps, instant, materials, fees, code_digits):
        guide.found(*rule(guide))
    guide.found(*own_law(guide, known))
    guide.found(*bases(guide, known))
    guide.found(*organ(guide, known))


def column_limit(guide: Guide, name: str) -> Limit | None:
    unit = guide.columns[f"{name}_unit"]
    return Limit(guide.columns[f"{name}_amount"], Unit(unit)) if unit else None


def cited_statute(guide: Guide) -> bool:
    """Does the guide cite a 法律 or 法规 of its own, beside the 行政许可法 itself?"""
    return any(
        row.get("rank") in STATUTES and row["title"] not in OWN_LAW for row in guide.columns["bases"] or ()
    )


def limits(guide: Guide) -> Iterator[Finding]:
    statutory, promised = column_limit(guide, "statutory"), column_limit(guide, "promised")
    licence = guide.regime is Regime.LICENCE
    if licence and not guide.columns["statutory_text"]:
        yield info("statutory", "statutory_from_law", "来源没有写明法定时限；行政许可适用二十个工作日", DEFAULT_ARTICLE)
    binding = statutory or (LICENCE_DEFAULT if licence and not guide.columns["statutory_text"] else None)
    if promised and binding:
        verdict = compare(promised, binding)
        if verdict == "longer":
            yield error("promised", "promised_above_statutory", "承诺时限“%(p)s”长于法定时限%(s)s", DEFAULT_ARTICLE,
                        p=guide.columns["promised_text"], s=guide.columns["statutory_text"] or "20个工作日")
        elif verdict == "not_comparable":
            yield warning("promised", "not_comparable", "承诺时限与法定时限单位不同，不能比较")
    if licence:
        name, limit = ("statutory", statutory) if guide.columns["statutory_text"] else ("promised", promised)
        if limit and above_default(limit):
            yield from longer_than_42(guide, name)


def own_law(guide: Guide, known: Knowledge) -> Iterator[Finding]:
    """Limits of the guide against the limit its own law sets for the item."""
    own = next((row for row in known.own_limits if row.name in guide.columns["name"]), None)
    if own is None:
        return
    for name, sentence, say in (
        ("statutory", "法定时限“%(t)s”与现行规定的%(n)s个工作日不符", warning),
        ("promised", "承诺时限“%(t)s”长于现行规定的%(n)s个工作日", error),
    ):
        limit = column_limit(guide, name)
        differs = limit is not None and limit.unit is own.limit.unit and (
            limit.amount > own.limit.amount or (name == "statutory" and limit.amount != own.limit.amount)
        )
        if differs:
            yield say(name, f"{name}_differs_from_own_law", sentence, own.article, t=guide.columns[f"{name}_text"], n=own.limit.amount)


def longer_than_42(guide: Guide, name: str) -> Iterator[Finding]:
    """42: longer than twenty working days only where a 法律 or 法规 says so."""
    if name == "statutory" and cited_statute(guide):
        yield info(name, "limit_above_default_cited", "时限“%(t)s”超过二十个工作日，来源引用了法律、法规，须核对条文", DEFAULT_ARTICLE,
                   t=guide.columns[f"{name}_text"])
    else:
        yield error(name, "limit_above_default", "时限“%(t)s”超过二十个工作日，没有引用规定它的法律、法规", DEFAULT_ARTICLE,
                    t=guide.columns[f"{name}_text"])


def steps(guide: Guide) -> Iterator[Finding]:
    rows = content.values_of(StepTerm, guide.columns["steps"])
    total = column_limit(guide, "promised") or column_limit(guide, "statutory")
    clocked = [row for row in rows if row.phase not in ("correction", "after")]
    with_limit = [row for row in clocked if row.limit]
    unit = total.unit if total else Unit.WORKING_DAY
    if not with_limit or any(row.limit and row.limit.unit is not unit for row in with_limit):
        return
    everything = amount(with_limit)
    inside = amount([row for row in with_limit if row.phase in ("review", "decision")])
    if total is None:
        if guide.regime is Regime.LICENCE and inside > LICENCE_DEFAULT.amount and not cited_statute(guide):
            yield error("steps", "steps_above_default", "环节时限合计%(n)s个工作日，超过二十个工作日", DEFAULT_ARTICLE, n=inside)
        elif guide.regime is Regime.LICENCE and inside > LICENCE_DEFAULT.amount:
            yield warning("steps", "steps_above_default", "环节时限合计%(n)s个工作日，超过二十个工作日，须核对所引法律、法规", DEFAULT_ARTICLE, n=inside)
        return
    if inside > total.amount:
        yield error("steps", "steps_do_not_add_up", "环节时限合计%(n)s，超过总时限%(t)s", n=inside, t=total.amount)
    elif total.amount not in (everything, inside):
        partial = len(with_limit) < len(clocked)
        sentence = "环节时限合计%(n)s，总时限%(t)s；有%(m)s个环节没有写时限" if partial else "环节时限合计%(n)s，与总时限%(t)s不符"
        yield warning("steps", "steps_do_not_add_up", sentence, n=everything, t=total.amount, m=len(clocked) - len(with_limit))


def amount(rows: Sequence[StepTerm]) -> int:
    return sum(row.limit.amount for row in rows if row.limit)


def instant(guide: Guide) -> Iterator[Finding]:
    promised = column_limit(guide, "promised")
    if guide.columns["handling_type"] == "即办件" and promised and promised.unit not in (Unit.ON_THE_SPOT, Unit.SAME_DAY):
        yield warning("handling_type", "instant_with_days", "标为即办件，承诺时限却是“%(t)s”", t=guide.columns["promised_text"])


def materials(guide: Guide) -> Iterator[Finding]:
    for row in guide.columns["materials"] or ():
        if any(word in row["name"] for word in OPEN_ENDED):
            yield warning("materials", "open_ended_material", "材料“%(name)s”是兜底条款，应逐项列明", f"{LAW}第三十条", name=row["name"])


def fees(guide: Guide) -> Iterator[Finding]:
    if any(not row.get("basis") for row in guide.columns["fees"] or ()):
        yield warning("fees", "fee_without_basis", "收费“%(t)s”没有写明依据", f"{LAW}第五十八条", t=guide.columns["fee_text"])


def code_digits(guide: Guide) -> Iterator[Finding]:
    """Check digits of organ codes, and whether the parts of an implementing code agree (C4)."""
    held = guide.columns["codes"]
    organ_code, basic = held.get("authority_code", ""), held.get("basic_code", "")
    for code, why in ((organ_code, codes.uscc(organ_code)), (basic, codes.basic_code(basic))):
        if code and why:
            yield bad_code(code, why)
    for name in ("implementation_code", "handling_item_code"):
        code = held.get(name, "")
        if not code:
            continue
        why = codes.implementing_code(code)
        if why:
            yield bad_code(code, why)
            continue
        if organ_code and code[:18] != organ_code:
            yield warning("codes", "codes_disagree", "编码%(code)s中的机关代码与%(other)s不一致", code=code, other=organ_code)
        if basic and not basic.startswith(code[19:31]):
            yield warning("codes", "codes_disagree", "编码%(code)s中的基本编码与%(other)s不一致", code=code, other=basic)


def bad_code(code: str, why: str) -> Finding:
    return error("codes", "code_invalid", "编码%(code)s：%(why)s", code=code, why=why)


def bases(guide: Guide, known: Knowledge) -> Iterator[Finding]:
    seen = {row["title"]: row for row in guide.columns["bases"] or ()}
    for title, row in seen.items():
        instrument = known.instruments.get(title)
        if instrument is None:
            continue
        row["rank"] = instrument.rank.value
        yield from ended("legal_basis", instrument)
        dated = guide.columns["source_date"]
        if instrument.repealed_on is None and instrument.in_force_from and dated and dated < instrument.in_force_from:
            yield warning("legal_basis", "basis_revised_since", "《%(title)s》已于%(on)s修订施行，来源早于修订，条文号须核对",
                          title=title, on=instrument.in_force_from.isoformat())
    for row in guide.columns["conditions"] or ():
        for title in re.findall(r"《([^》]+)》", row["text"]):
            if title in known.instruments and title not in seen:
                yield from ended("conditions", known.instruments[title])


def ended(name: str, instrument: KnownInstrument) -> Iterator[Finding]:
    if instrument.repealed_on:
        yield error(name, "basis_repealed", "《%(title)s》已于%(on)s废止", f"{LAW}第四条",
                    title=instrument.title, on=instrument.repealed_on.isoformat())


def organ(guide: Guide, known: Knowledge) -> Iterator[Finding]:
    name: Any = guide.columns["department"]
    for ended_organ in known.ended_organs:
        if ended_organ.word in name:
            yield warning("authority", "organ_not_in_force", "“%(name)s”：机构改革后为%(became)s（%(on)s起）",
                          name=name, became=ended_organ.became, on=ended_organ.ended_on.isoformat())
