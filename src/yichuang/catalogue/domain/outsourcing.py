"""转移社会管理服务事项目录 and 购买服务项目目录 (domain A row 7): what the government lets others do, who does it, and how it is watched. Pure.

A service may be bought or handed to a society; a licence may not: it is carried out by the organ itself, an organisation a law or regulation
empowers, or an organ it entrusts (行政许可法 22 to 24), and an abolished one is not passed on either (优化营商环境条例 40(2)).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from yichuang.kernel.errors import FieldError, Invalid, Refusal


class Way(StrEnum):
    TRANSFERRED = "transferred"
    PURCHASED = "purchased"


WAY_NAMES: Mapping[Way, str] = {Way.TRANSFERRED: "转移社会管理服务事项", Way.PURCHASED: "购买服务项目"}


class Finding(StrEnum):
    """What a check of the contractor's work found 监督检查结论."""

    GOOD = "good"
    MEND = "mend"
    STOP = "stop"


FINDING_NAMES: Mapping[Finding, str] = {Finding.GOOD: "合格", Finding.MEND: "限期整改", Finding.STOP: "终止合同"}


class LicenceNotOutsourced(Refusal):
    code = "catalogue.licence_not_outsourced"
    message = "“%(item)s”是行政许可，不能转移或者购买服务"
    article = "《中华人民共和国行政许可法》第二十二条、第二十三条、第二十四条"
    remedy = "许可由本机关、法律法规授权的组织或者受委托的行政机关实施；可以转移、购买的是不作决定的服务"


def check(
    *, way: str, name: str, contractor: str, number_fits: bool, document: str, from_on: date | None, to_on: date | None, duty: str,
) -> None:
    """One row of the list: what, to whom, on what document, from when until when, and what is to be watched. Raises Invalid per field."""
    errors = []

    def wrong(field: str, code: str, message: str) -> None:
        errors.append(FieldError(field, f"catalogue.{code}", message))

    if way not in Way._value2member_map_:
        wrong("way", "no_way", "请选转移还是购买")
    if not name.strip() or len(name) > 120:
        wrong("name", "no_name", "请写服务的名称，120个字以内")
    if not contractor.strip() or len(contractor) > 120:
        wrong("contractor", "no_contractor", "请写承接主体，120个字以内")
    if not number_fits:
        wrong("number", "bad_number", "统一社会信用代码的校验位不对，请核对")
    if not document.strip() or len(document) > 300:
        wrong("document", "no_document", "请写合同或者文件的名称和编号")
    if not duty.strip() or len(duty) > 1000:
        wrong("duty", "no_duty", "请写服务要求和怎样监督，1000个字以内")
    if from_on is None:
        wrong("from_on", "no_day", "请填从哪一天起")
    if to_on is None or (from_on and to_on < from_on):
        wrong("to_on", "no_day", "请填最后一天，不早于第一天")
    if errors:
        raise Invalid("这一项还不能列入目录", errors=tuple(errors))


def check_supervision(*, finding: str, text: str, on: date | None, from_on: date, to_on: date, today: date) -> Finding:
    """One check of the contractor's work, on a day of the contract that has come. Raises Invalid per field."""
    errors = []
    if finding not in Finding._value2member_map_:
        errors.append(FieldError("finding", "catalogue.no_finding", "请选检查的结论"))
    if not text.strip() or len(text) > 2000:
        errors.append(FieldError("text", "catalogue.no_text", "请写明检查了什么、发现什么"))
    if on is None or not from_on <= on <= min(today, to_on):
        errors.append(FieldError("on", "catalogue.no_day", "请填检查的日期，在合同期内，不晚于今天"))
    if errors:
        raise Invalid("监督记录还不能保存", errors=tuple(errors))
    return Finding(finding)
