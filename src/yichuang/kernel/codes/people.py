"""Numbers of natural persons in the shape of GB 11643: citizens, 港澳台居民居住证, 外国人永久居留身份证 (2023)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from yichuang.kernel.codes.places import province
from yichuang.kernel.codes.reasons import NONE, Reason, compact, digits, wrong_length

RESIDENTS = {"810000": "hong_kong", "820000": "macao", "830000": "taiwan"}


@dataclass(frozen=True, slots=True)
class Citizen:
    """What a valid number says. `kind`: citizen, hong_kong, macao, taiwan, permanent_resident (a foreigner's)."""

    kind: str
    area: str
    born_on: date
    sex: str


def citizen_id(code: str) -> Reason:
    """公民身份号码 and the two permits that share its shape: area, birth date, check digit."""
    text = compact(code)
    if len(text) != 18:
        return wrong_length("公民身份号码", is_=len(text), should="18 ")
    if not digits(text[:17]) or not (digits(text[17]) or text[17] == "X"):
        return Reason("公民身份号码前17位应为数字，末位为数字或X")
    return _area(text) or _birth(text) or _check_digit(text)


def parse_citizen_id(code: str) -> Citizen:
    """The parts of a valid number. Raises ValueError with the reason."""
    reason = citizen_id(code)
    if reason:
        raise ValueError(reason)
    text = compact(code)
    kind = "permanent_resident" if text[0] == "9" else RESIDENTS.get(text[:6], "citizen")
    born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    return Citizen(kind, text[:6], born, "male" if int(text[16]) % 2 else "female")


def _area(text: str) -> Reason:
    """9 + province + nationality (three digits) for foreigners; 81/82/83 0000 for 港澳台; else a division of GB/T 2260."""
    if text[0] == "9":
        return province(text[1:3])
    if text[:2] in ("81", "82", "83"):
        return NONE if text[:6] in RESIDENTS else Reason("港澳台居民居住证前6位应为810000、820000或830000")
    return province(text[:2])


def _birth(text: str) -> Reason:
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return Reason("第7至14位“%(digits)s”不是存在的出生日期", digits=text[6:14])
    if born.year < 1850:
        return Reason("第7至14位“%(digits)s”不是可能的出生日期", digits=text[6:14])
    return NONE


def _check_digit(text: str) -> Reason:
    should = ric.calc_check_digit(text)
    if text[17] != should:
        return Reason("第18位校验码应为“%(should)s”，现为“%(is)s”", should=should, **{"is": text[17]})
    return NONE
