"""Codes of what is applied for: items 事项 (national profile), cases 办件, projects 投资项目 (GB/T 40058)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yichuang.kernel.codes.places import PROVINCES
from yichuang.kernel.codes.reasons import NONE, Reason, compact, digits, wrong_length
from yichuang.kernel.codes.subjects import uscc

ITEM_TYPES = frozenset(f"{number:02d}" for number in range(1, 100))
"""事项类型: 01 许可 … 10 其他, 20 公共服务; 11–19 and 21 on extend the list (GB/T 39046 appendix A). 00 is the group itself."""

LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "镇街级", "6": "村社区级", "7": "分级管理"}
"""行使层级, GB/T 39046 appendix A."""

PROJECT = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")


@dataclass(frozen=True, slots=True)
class BasicCode:
    """基本编码, 12 digits: list level (00 national, else the province), item type, department, main item, sub-item."""

    scope: str
    type: str
    department: str
    main: str
    sub: str


@dataclass(frozen=True, slots=True)
class ImplementingCode:
    """实施编码, 31 characters: USCC of the organ, level of exercise, basic code; two more digits name 业务办理项."""

    organ: str
    level: str
    basic: BasicCode
    handling: str


def basic_code(code: str) -> Reason:
    """基本编码 in the national profile: 00 or a province, a type of item, twelve digits."""
    text = compact(code)
    if len(text) != 12:
        return wrong_length("事项基本编码", is_=len(text), should="12 ")
    if not digits(text):
        return Reason("事项基本编码只含数字")
    if text[:2] != "00" and text[:2] not in PROVINCES:
        return Reason("前两位“%(prefix)s”应为00（国家）或省级行政区划代码", prefix=text[:2])
    if text[2:4] not in ITEM_TYPES:
        return Reason("第3至4位“%(type)s”不是事项类型", type=text[2:4])
    return NONE


def parse_basic_code(code: str) -> BasicCode:
    """The parts of a valid basic code. Raises ValueError with the reason."""
    reason = basic_code(code)
    if reason:
        raise ValueError(reason)
    text = compact(code)
    return BasicCode(text[:2], text[2:4], text[4:6], text[6:9], text[9:])


def implementing_code(code: str) -> Reason:
    """实施编码 (31) or 业务办理项编码 (33) in the national profile."""
    text = compact(code)
    if len(text) not in (31, 33):
        return wrong_length("事项实施编码", is_=len(text), should="31 位（业务办理项为 33 ）")
    organ = uscc(text[:18])
    if organ:
        return Reason("前18位统一社会信用代码有误：%(why)s", why=str(organ))
    if text[18] not in LEVELS:
        return Reason("第19位行使层级“%(level)s”应为1至7", level=text[18])
    basic = basic_code(text[19:31])
    if basic:
        return Reason("第20至31位基本编码有误：%(why)s", why=str(basic))
    if not digits(text[19:]):
        return Reason("业务办理项应为2位数字")
    return NONE


def parse_implementing_code(code: str) -> ImplementingCode:
    """The parts of a valid implementing code. Raises ValueError with the reason."""
    reason = implementing_code(code)
    if reason:
        raise ValueError(reason)
    text = compact(code)
    return ImplementingCode(text[:18], text[18], parse_basic_code(text[19:31]), text[31:])


def make_case_number(organ: str, day: date, serial: int) -> str:
    """办件编号: USCC of the accepting organ, the day of receipt, six digits of that day. Never reused.

    Raises ValueError when the organ's code is wrong or the day is full.
    """
    reason = uscc(organ)
    if reason:
        raise ValueError(reason)
    if not 0 < serial < 1_000_000:
        raise ValueError(f"a case number's serial is 1 to 999999, not {serial}")
    return f"{compact(organ)}{day:%Y%m%d}{serial:06d}"


def case_number(code: str) -> Reason:
    text = compact(code)
    if len(text) != 32:
        return wrong_length("办件编号", is_=len(text), should="32 ")
    organ = uscc(text[:18])
    if organ:
        return Reason("前18位统一社会信用代码有误：%(why)s", why=str(organ))
    try:
        date(*(int(part) for part in (text[18:22], text[22:24], text[24:26])))
    except ValueError:
        return Reason("第19至26位“%(digits)s”不是存在的日期", digits=text[18:26])
    if not digits(text[26:]) or text[26:] == "000000":
        return Reason("末6位应为000001至999999的流水号")
    return NONE


def project_code(code: str) -> Reason:
    """投资项目代码 (GB/T 40058): shape only, its check digit's algorithm is not published.

    The first group is YYMM, or the year alone in codes given before 2020.
    """
    found = PROJECT.fullmatch(compact(code))
    if not found or not found[0].isascii():
        return Reason("投资项目代码应为“年月4位-区划6位-部门2位-类型2位-6位”，如2509-320193-89-01-544060")
    if not 1 <= int(found[1][2:]) <= 12 and not 2000 <= int(found[1]) <= 2020:
        return Reason("第一段“%(digits)s”不是年月，也不是2020年以前的年份", digits=found[1])
    if found[2] != "000000" and found[2][:2] not in PROVINCES:
        return Reason("第二段“%(digits)s”不是行政区划代码", digits=found[2])
    return NONE
