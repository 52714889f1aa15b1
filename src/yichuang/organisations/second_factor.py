"""The second factor of staff: time-based codes (RFC 6238) that work once, and recovery codes issued by IT staff."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from django.contrib.auth.hashers import check_password, make_password

from yichuang.facts import organisations as facts
from yichuang.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal
from yichuang.organisations import numbers
from yichuang.organisations.actions import check_manager, lock_account, record
from yichuang.organisations.domain import Actor
from yichuang.organisations.models import Account, RecoveryCode, SecondFactor

STEP_S = 30
TRIES = 5
LOCKED = timedelta(minutes=15)
RECOVERY_CODES = 8
ISSUER = "一窗"


def is_set(account: Account) -> bool:
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def begin(account: Account, *, secret: str | None = None) -> str:
    """Make (or keep) the unconfirmed secret of an account and return it, to be shown once as QR and text."""
    row = SecondFactor.objects.select_for_update().filter(account=account).first()
    if row is not None and row.confirmed_at is not None:
        raise Refusal("第二因素已经设置，需要重设的请联系系统管理员。", code="organisations.factor_set")
    if row is not None and secret is None:
        return numbers.unseal(bytes(row.secret_cipher), row.secret_key, numbers.TOTP)
    secret = secret or pyotp.random_base32()
    cipher, key = numbers.seal(secret, numbers.TOTP)
    SecondFactor.objects.update_or_create(account=account, defaults={"secret_cipher": cipher, "secret_key": key})
    return secret


def uri(account: Account, secret: str) -> str:
    """The otpauth:// address an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)


def confirm(account_id: UUID, digits: str, *, actor: Actor, now: datetime) -> Refusal | None:
    """The first right code sets the factor; like `try_totp`, the refusal is returned to be raised after commit."""
    refusal = try_totp(account_id, digits, now=now)
    if refusal is not None:
        return refusal
    account = lock_account(account_id)
    SecondFactor.objects.filter(account=account).update(confirmed_at=now)
    record(account, facts.SecondFactorSet(account_id=account.id), actor=actor, now=now)
    return None


def set_for(account: Account, secret: str, *, actor: Actor, now: datetime) -> None:
    """Set a factor whose secret is known beforehand (hardware token, demo): the system's verb at set-up."""
    if actor.kind != "system":
        raise Forbidden("第二因素由本人设置。", code="organisations.own_factor")
    begin(account, secret=secret)
    SecondFactor.objects.filter(account=account).update(confirmed_at=now)
    record(lock_account(account.id), facts.SecondFactorSet(account_id=account.id), actor=actor, now=now)


def try_totp(account_id: UUID, digits: str, *, now: datetime) -> Refusal | None:
    """Spend a code: None when it was right and new. One step of clock drift either way; a step once spent, and every
    earlier one, is refused (RFC 6238 §5.2). Five failures lock for a quarter of an hour. Counting needs the commit."""
    row = SecondFactor.objects.select_for_update().filter(account_id=account_id).first()
    if row is None:
        return _wrong("organisations.no_factor")
    if row.locked_until is not None and now < row.locked_until:
        return _wrong("organisations.factor_locked", "连续输错，已暂时锁定，请15分钟后再试。")
    totp = pyotp.TOTP(numbers.unseal(bytes(row.secret_cipher), row.secret_key, numbers.TOTP))
    at = int(now.timestamp()) // STEP_S
    for step in (at - 1, at, at + 1):
        if step > row.last_step and hmac.compare_digest(totp.generate_otp(step), digits.strip()):
            row.last_step, row.failures, row.locked_until = step, 0, None
            row.save(update_fields=["last_step", "failures", "locked_until"])
            return None
    _count_failure(row, now=now)
    return _wrong("organisations.factor_wrong")


def _count_failure(row: SecondFactor, *, now: datetime) -> None:
    row.failures += 1
    if row.failures >= TRIES:
        row.failures, row.locked_until = 0, now + LOCKED
    row.save(update_fields=["failures", "locked_until"])


def _wrong(code: str, message: str = "验证码不正确，或者已经用过，请等下一个。") -> Invalid:
    return Invalid(message, code=code, errors=(FieldError("code", code, message),))


def issue_recovery_codes(account_id: UUID, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """IT staff give a colleague who lost the device eight codes, each good once; earlier ones end. Nobody issues
    their own."""
    account = lock_account(account_id)
    if account.organ_id is None or not account.is_staff:
        raise NotFound("没有这个账号。", code="organisations.no_account")
    check_manager(actor, account.organ_id, now=now)
    if actor.account_id == account.id:
        raise Refusal("恢复码由另一名管理员发放。", code="organisations.own_recovery")
    codes = tuple(f"{secrets.randbelow(10**5):05d}-{secrets.randbelow(10**5):05d}" for _ in range(RECOVERY_CODES))
    RecoveryCode.objects.filter(account=account, used_at=None).update(used_at=now)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, code_hash=make_password(c), issued_by=actor.ref, issued_at=now) for c in codes
    )
    record(account, facts.RecoveryCodesIssued(account_id=account.id, count=len(codes)), actor=actor, now=now)
    return codes


def use_recovery_code(account_id: UUID, text: str, *, actor: Actor, now: datetime) -> Refusal | None:
    """Spend a recovery code and drop the lost device: the next page sets a new one. Failures count like TOTP's."""
    account = lock_account(account_id)
    factor = SecondFactor.objects.select_for_update().filter(account=account).first()
    if factor is not None and factor.locked_until is not None and now < factor.locked_until:
        return _wrong("organisations.factor_locked", "连续输错，已暂时锁定，请15分钟后再试。")
    for row in RecoveryCode.objects.select_for_update().filter(account=account, used_at=None):
        if check_password(text.strip(), row.code_hash):
            row.used_at = now
            row.save(update_fields=["used_at"])
            SecondFactor.objects.filter(account=account).delete()
            record(account, facts.RecoveryCodeUsed(account_id=account.id), actor=actor, now=now)
            return None
    if factor is not None:
        _count_failure(factor, now=now)
    return _wrong("organisations.recovery_wrong", "恢复码不正确，或者已经用过。")
