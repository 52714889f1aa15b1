"""Identity numbers and other secrets of this room: checked by their standard, sealed at rest, looked up by HMAC."""

from __future__ import annotations

from yichuang.kernel import codes, crypto
from yichuang.kernel.codes.reasons import compact

NUMBER, TOTP = "party.number", "account.totp"
"""The fields a cipher is bound to: it cannot be read as another's."""


def normal(number: str) -> str:
    """As people type it → as it is kept."""
    return compact(number)


def wrong(kind: str, number: str) -> str:
    """Why a number is wrong (GB 11643 for a natural person, GB 32100 for others); "" when it holds."""
    return codes.citizen_id(number) if kind == "natural" else codes.uscc(number)


def seal(text: str, field: str) -> tuple[bytes, int]:
    """(cipher, key version)."""
    return crypto.encrypt(text, field=field)


def unseal(cipher: bytes, key: int, field: str) -> str:
    return crypto.decrypt(cipher, key, field=field)


def lookup(number: str) -> bytes:
    """What finds a party again without its number being kept in the clear."""
    return crypto.lookup_hmac(number, field=NUMBER)


def keyed_hash(text: str) -> bytes:
    """Of codes and addresses, which are compared but never read again."""
    return crypto.lookup_hmac(text, field="organisations")


def mask(number: str) -> str:
    return crypto.mask(number)
