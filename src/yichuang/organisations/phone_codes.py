"""Six-digit codes sent to a phone: kept as keyed hashes, five minutes long, five tries, few per phone and address."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction

from yichuang.kernel.errors import FieldError, Invalid, Refusal
from yichuang.kernel.values import new_id
from yichuang.organisations import gateway, numbers
from yichuang.organisations.models import Account, PhoneCode

LIVES = timedelta(minutes=5)
TRIES = 5
AGAIN_AFTER = timedelta(seconds=60)
HOUR = timedelta(hours=1)
PER_PHONE = 6
PER_ADDRESS = 30
TEXT = "【一窗】验证码%(code)s，5分钟内有效。工作人员不会向您索要验证码。"


class TooMany(Refusal):
    """Codes were asked for too often."""

    code, status = "organisations.too_many_codes", 429
    message = "获取验证码过于频繁，请过一会儿再试。"


def _hash(code: PhoneCode, digits: str) -> bytes:
    return numbers.keyed_hash(f"phone-code:{code.id}:{digits}")


def _address(address: str) -> str:
    """Addresses are counted, not kept."""
    return numbers.keyed_hash(f"address:{address}").hex() if address else ""


def check_phone(phone: str) -> str:
    phone = phone.strip().replace(" ", "").removeprefix("+86")
    if not gateway.PHONE.fullmatch(phone):
        raise Invalid(
            "手机号码有误。", code="organisations.phone_wrong",
            errors=(FieldError("phone", "organisations.phone_wrong", "请填写11位手机号码。"),),
        )
    return phone


def send_code(phone: str, *, address: str, now: datetime, purpose: str = "sign_in") -> str:
    """Make and send a code; returns the phone in its normal form. Opens its own transaction: the row is committed
    before anything leaves the house, so that a code is never out that the limits do not count."""
    phone, digits, row = check_phone(phone), f"{secrets.randbelow(10**6):06d}", PhoneCode(id=new_id())
    with transaction.atomic():
        _lock("phone-code", phone)
        _check_rate(phone, _address(address), now=now)
        row.phone, row.purpose, row.address = phone, purpose, _address(address)
        row.sent_at, row.expires_at, row.code_hash = now, now + LIVES, _hash(row, digits)
        row.save(force_insert=True)
    gateway.send_message(phone, TEXT % {"code": digits}, now=now, message_id=row.id)
    return phone


def _lock(space: str, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [space, key])


def _check_rate(phone: str, address: str, *, now: datetime) -> None:
    sent = list(
        PhoneCode.objects.filter(phone=phone, sent_at__gt=now - HOUR).order_by("-sent_at").values_list("sent_at", flat=True)
    )
    if sent and now - sent[0] < AGAIN_AFTER:
        raise TooMany("验证码刚刚发出，请在60秒后再试。")
    if len(sent) >= PER_PHONE:
        raise TooMany
    if address and PhoneCode.objects.filter(address=address, sent_at__gt=now - HOUR).count() >= PER_ADDRESS:
        raise TooMany


def try_code(phone: str, digits: str, *, now: datetime, purpose: str = "sign_in") -> Refusal | None:
    """Spend the latest code of the phone: None when it was right, else the refusal to raise *after* commit, because the
    try must be counted. Needs the caller's transaction."""
    row = (
        PhoneCode.objects.select_for_update()
        .filter(phone=phone, purpose=purpose, used_at=None, expires_at__gt=now)
        .order_by("-sent_at").first()
    )
    if row is None or row.attempts >= TRIES:
        return _wrong("验证码已失效，请重新获取。", "organisations.code_expired")
    if not hmac.compare_digest(bytes(row.code_hash), _hash(row, digits.strip())):
        row.attempts += 1
        row.save(update_fields=["attempts"])
        return _wrong("验证码不正确，请核对短信。", "organisations.code_wrong")
    row.used_at = now
    row.save(update_fields=["used_at"])
    return None


def _wrong(message: str, code: str) -> Invalid:
    return Invalid(message, code=code, errors=(FieldError("code", code, message),))


def account_of_phone(phone: str) -> Account:
    """The applicant's account of a proven phone, made at the first sign-in. Needs the caller's transaction."""
    _lock("phone-account", phone)
    account = Account.objects.filter(username=f"phone:{phone}").first()
    return account or Account.objects.create_user(
        f"phone:{phone}", None, phone=phone, display_name=numbers.mask(phone)
    )
