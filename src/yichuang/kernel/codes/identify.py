"""Which national code it is, for `yichuang check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yichuang.kernel.codes.licences import ROOT, licence_identifier
from yichuang.kernel.codes.matters import basic_code, case_number, implementing_code, project_code
from yichuang.kernel.codes.people import citizen_id
from yichuang.kernel.codes.places import division
from yichuang.kernel.codes.reasons import NONE, Reason, compact, digits
from yichuang.kernel.codes.subjects import organ_code, uscc

Check = Callable[[str], Reason]


@dataclass(frozen=True, slots=True)
class Checked:
    """`kind`: uscc, citizen_id, organ_code, division, basic_code, implementing_code, case_number, project_code,
    licence_identifier, unknown. `reason` says what is wrong, or what else a valid code might be."""

    code: str
    kind: str
    valid: bool
    reason: str


BY_LENGTH: dict[int, tuple[tuple[str, Check], ...]] = {
    6: (("division", division),),
    9: (("division", division), ("organ_code", organ_code)),
    12: (("basic_code", basic_code), ("division", division)),
    18: (("uscc", uscc), ("citizen_id", citizen_id)),
    31: (("implementing_code", implementing_code),),
    32: (("case_number", case_number),),
    33: (("implementing_code", implementing_code),),
}
"""Codes that share a length; the first that holds wins, and a wrong code is explained as the likeliest."""


def identify(code: str) -> Checked:
    """Name a code by its shape and check it. Never raises."""
    text = compact(code)
    if text.startswith(ROOT.rstrip(".")):
        return _one(text, "licence_identifier", licence_identifier)
    if text.count("-") == 4:
        return _one(text, "project_code", project_code)
    if len(text) == 10 and text[8] == "-":
        return _one(text, "organ_code", organ_code)
    return _by_length(text)


def _one(text: str, kind: str, check: Check) -> Checked:
    reason = check(text)
    return Checked(text, kind, not reason, str(reason))


def _by_length(text: str) -> Checked:
    candidates = BY_LENGTH.get(len(text), ())
    found = [_one(text, kind, check) for kind, check in candidates]
    valid = [one for one in found if one.valid]
    if len(valid) > 1:
        return _either(text)
    if valid:
        return valid[0]
    if found:
        return found[_likeliest(text) if len(found) > 1 else 0]
    why = Reason("长度为%(is)s位，不是已知的国家编码", **{"is": len(text)}) if text else Reason("没有编码")
    return Checked(text, "unknown", False, str(why))


def _either(text: str) -> Checked:
    """Two readings hold: 12 digits may be an item or a village, 9 a township or an organisation."""
    if len(text) == 12:
        return Checked(text, "basic_code", True, str(Reason("也可能是12位统计用区划代码")))
    if len(text) == 9:
        return Checked(text, "division", True, str(Reason("也可能是组织机构代码")))
    return Checked(text, "uscc", True, str(NONE))


def _likeliest(text: str) -> int:
    """Which reading explains a wrong code best: 18 with a birth date in it is a person, 9 with letters an organisation."""
    if len(text) == 18:
        return int(digits(text[:17]) and text[6:8] in ("18", "19", "20"))
    return int(len(text) == 9 and not digits(text))
