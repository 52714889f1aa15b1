"""Unified social credit codes 统一社会信用代码 (GB 32100) and the organisation codes inside them (GB 11714)."""

from __future__ import annotations

from stdnum.cn import uscc as stdnum_uscc

from yichuang.kernel.codes.places import province
from yichuang.kernel.codes.reasons import NONE, Reason, compact, digits, wrong_length

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: no I, O, S, V, Z."""

WIDE_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

DEPARTMENTS = frozenset("123456789ANY")
"""登记管理部门 (GB 32100 with its amendment):
1 编制 2 外交 3 司法 4 文化 5 民政 6 旅游 7 宗教 8 工会 9 市监 A 军委 N 农业 Y 其他."""


def organ_check_digit(stem: str) -> str:
    """The ninth character of an organisation code (GB 11714), from its first eight."""
    total = sum(weight * WIDE_ALPHABET.index(letter) for weight, letter in zip(WEIGHTS, stem, strict=True))
    return "0123456789X0"[11 - total % 11]


def organ_code(code: str) -> Reason:
    """组织机构代码: eight characters, a hyphen that may be left out, one check digit."""
    text = compact(code).replace("-", "")
    if len(text) != 9:
        return wrong_length("组织机构代码", is_=len(text), should="9 ")
    strange = _strange(text[:8], WIDE_ALPHABET)
    if strange:
        return strange
    should = organ_check_digit(text[:8])
    if text[8] != should:
        return Reason("组织机构代码校验位应为“%(should)s”，现为“%(is)s”", should=should, **{"is": text[8]})
    return NONE


def uscc(code: str) -> Reason:
    """Both check digits: the inner one (place 17, GB 11714) and the outer one (place 18, GB 32100) are named apart."""
    text = compact(code)
    if len(text) != 18:
        return wrong_length("统一社会信用代码", is_=len(text), should="18 ")
    strange = _strange(text, ALPHABET)
    if strange:
        return strange
    if text[0] not in DEPARTMENTS:
        return Reason("第1位登记管理部门代码“%(letter)s”不存在", letter=text[0])
    if not digits(text[2:8]):
        return Reason("第3至8位登记管理机关行政区划应为数字")
    return _check_digits(text) or _region(text[2:4])


def _region(prefix: str) -> Reason:
    """100000 is the nation: organs registered by the centre."""
    return NONE if prefix == "10" else province(prefix)


def _strange(text: str, alphabet: str) -> Reason:
    for place, letter in enumerate(text, start=1):
        if letter not in alphabet:
            return Reason("第%(place)s位“%(letter)s”不是允许的字符", place=place, letter=letter)
    return NONE


def _check_digits(text: str) -> Reason:
    inner, outer = organ_check_digit(text[8:16]), stdnum_uscc.calc_check_digit(text[:17])
    if text[16] != inner and text[17] != outer:
        return Reason("第17位（组织机构代码校验位）和第18位（统一社会信用代码校验位）都不符")
    if text[16] != inner:
        return Reason("第17位（组织机构代码校验位）应为“%(should)s”，现为“%(is)s”", should=inner, **{"is": text[16]})
    if text[17] != outer:
        return Reason("第18位（统一社会信用代码校验位）应为“%(should)s”，现为“%(is)s”", should=outer, **{"is": text[17]})
    return NONE
