"""Identity numbers and other secrets of this room: checked by their standard, sealed at rest, looked up by HMAC."""

from __future__ import annotations

import re


def normal(number: str) -> str:
    return re.sub(r"\s", "", number).upper()


def wrong(kind: str, number: str) -> str:
    """Why a number is wrong (GB 11643 for a natural person, GB 32100 for others); "" when it holds."""
    from yichuang.kernel import codes

    return codes.citizen_id(number) if kind == "natural" else codes.uscc(number)


def seal(text: str) -> tuple[bytes, int]:
    """(cipher, key version)."""
    from yichuang.kernel import crypto

    return crypto.encrypt(text)


def unseal(cipher: bytes, key: int) -> str:
    from yichuang.kernel import crypto

    return crypto.decrypt(bytes(cipher), key)


def keyed_hash(text: str) -> bytes:
    from yichuang.kernel import crypto

    return crypto.lookup_hmac(text)


def mask(number: str) -> str:
    from yichuang.kernel import crypto

    return crypto.mask(number)
