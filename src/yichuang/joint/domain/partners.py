"""配合单位: who does its part of a matter and is no organ (a seal maker, a bank). It decides nothing and nothing waits for it; only its time
is seen. The applicant chooses it: no organ names one (优化营商环境条例 43(2), in spirit also where it is no intermediary). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from yichuang.kernel.errors import FieldError, Invalid, NotFound, Refusal


class PartnerKind(StrEnum):
    SEAL = "seal"
    BANK = "bank"


PARTNER_NAMES: Mapping[PartnerKind, str] = {PartnerKind.SEAL: "公章刻制", PartnerKind.BANK: "银行开户"}
MOST_PARTNERS = 10
"""Of one 联办."""


class NoPartner(NotFound):
    code = "joint.no_partner"
    message = "没有这个配合单位。"
    remedy = "请从联办页面选择。"


class PartnerDone(Refusal):
    code = "joint.partner_done"
    message = "这个配合单位的这一项已经记为办好。"
    remedy = "不用再记；另办一次的，重新交办。"


class PartnerTwice(Refusal):
    code = "joint.partner_twice"
    message = "这一项已经交给一个配合单位，还没有办好。"
    remedy = "先记为办好；申请人换了单位的也先记结束，再交给新的。"


class TooManyPartners(Refusal):
    code = "joint.too_many_partners"
    message = "一个联办最多记%(most)s次配合单位。"
    remedy = "请核对是不是重复登记。"


def check_begin(kind: str, name: str, *, offered: tuple[str, ...], running: tuple[str, ...], count: int) -> None:
    """Raises Invalid for a kind the theme does not have or an empty name, PartnerTwice, TooManyPartners."""
    errors = []
    if kind not in offered or kind not in set(PartnerKind):
        errors.append(FieldError("kind", "joint.no_partner_kind", "请选择本主题里的一种配合事项。"))
    if not name.strip():
        errors.append(FieldError("name", "required", "请写申请人自己选的单位。"))
    if errors:
        raise Invalid("配合单位没有写全。", code="joint.partner_incomplete", errors=tuple(errors))
    if kind in running:
        raise PartnerTwice()
    if count >= MOST_PARTNERS:
        raise TooManyPartners(most=MOST_PARTNERS)
