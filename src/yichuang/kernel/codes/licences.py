"""Identifiers of electronic licences 电子证照标识 (GB/T 36904), with the check character of ISO 7064 MOD 37,36."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

from yichuang.kernel.codes.reasons import NONE, Reason, compact, digits
from yichuang.kernel.codes.subjects import uscc

ROOT = "1.2.156.3005.2."
LETTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """`type_code` = USCC of the department that defines the licence (18) + three digits; `version` three digits."""

    type_code: str
    issuer: str
    serial: str
    version: str
    check: str


def make_licence_identifier(*, type_code: str, issuer: str, serial: str, version: int = 1) -> str:
    """Build an identifier and its check character. Raises ValueError with the reason when a part is wrong."""
    parts = [compact(type_code), compact(issuer), compact(serial), f"{version:03d}"]
    made = ROOT + ".".join([*parts, _check_character(parts)]) if all(LETTERS.issuperset(part) for part in parts) else ""
    reason = licence_identifier(made) if made else Reason("各段只含数字和大写字母")
    if reason:
        raise ValueError(reason)
    return made


def licence_identifier(code: str) -> Reason:
    """Root, five segments, type code, version, check character."""
    text = compact(code)
    if not text.startswith(ROOT):
        return Reason("电子证照标识应以“%(root)s”开头", root=ROOT)
    parts = text.removeprefix(ROOT).split(".")
    if len(parts) != 5:
        return Reason("根码之后应有类型代码、颁发机构代码、流水号、版本号、校验位5段，现为%(is)s段", **{"is": len(parts)})
    for place, part in enumerate(parts, start=1):
        if not part or not LETTERS.issuperset(part):
            return Reason("第%(place)s段“%(part)s”为空或含有不允许的字符", place=place, part=part)
    return _segments(parts)


def parse_licence_identifier(code: str) -> LicenceIdentifier:
    """The parts of a valid identifier. Raises ValueError with the reason."""
    reason = licence_identifier(code)
    if reason:
        raise ValueError(reason)
    return LicenceIdentifier(*compact(code).removeprefix(ROOT).split("."))


def _segments(parts: list[str]) -> Reason:
    kind, _, _, version, check = parts
    if len(kind) != 21 or not digits(kind[18:]):
        return Reason("证照类型代码应为定义部门的统一社会信用代码18位加3位数字")
    owner = uscc(kind[:18])
    if owner:
        return Reason("证照类型代码中的统一社会信用代码有误：%(why)s", why=str(owner))
    if len(version) != 3 or not digits(version):
        return Reason("版本号应为3位数字，现为“%(is)s”", **{"is": version})
    should = _check_character(parts[:4])
    if check != should:
        return Reason("校验位应为“%(should)s”，现为“%(is)s”", should=should, **{"is": check})
    return NONE


def _check_character(parts: list[str]) -> str:
    return str(mod_37_36.calc_check_digit("".join(parts)))
