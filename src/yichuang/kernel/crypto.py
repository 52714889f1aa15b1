"""Personal numbers at rest: AES-256-GCM by field with the key's version beside it, and an HMAC for looking them up.

Keys are files in settings.YICHUANG_KEYS: `field-<version>.key` and `lookup.key`, 32 bytes as hex, mode 0600. The highest
version encrypts, every version decrypts. In demo mode missing keys are made; in production they must be there.
"""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
SALT = 16


class KeyMissing(RuntimeError):
    """A key file is not where it must be, or is not a key."""


class Unreadable(ValueError):
    """The cipher was changed, belongs to another field, or to another key."""


class Encrypted(NamedTuple):
    """A cipher and the version of the key that made it: store both."""

    cipher: bytes
    key: int


def encrypt(text: str, *, field: str = "") -> Encrypted:
    """(cipher, key version). A `field` ("party.number") is bound to the cipher, which then fits nowhere else."""
    version = current_key()
    nonce = secrets.token_bytes(NONCE)
    return Encrypted(nonce + AESGCM(_key(f"field-{version}")).encrypt(nonce, text.encode(), field.encode()), version)


def decrypt(cipher: bytes, key: int, *, field: str = "") -> str:
    """The text of a cipher; `key` is the version stored beside it. Raises Unreadable."""
    data = bytes(cipher)
    try:
        return AESGCM(_key(f"field-{key}")).decrypt(data[:NONCE], data[NONCE:], field.encode()).decode()
    except InvalidTag:
        raise Unreadable(f"the cipher of {field} cannot be read with key {key}") from None


def lookup_hmac(text: str, *, field: str = "") -> bytes:
    """The HMAC-SHA256 that finds an encrypted value again; blanks and case of the number do not matter."""
    return hmac.new(_key("lookup"), field.encode() + b"\x00" + "".join(text.split()).upper().encode(), sha256).digest()


def mask(number: str) -> str:
    """What pages show of a personal number: 110***********002X, 138****5678; at least half is hidden."""
    text = number.strip()
    if len(text) < 4:
        return "*" * len(text)
    head, tail = (3, 4) if len(text) >= 11 else (1, 1)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def salted(content: bytes | str) -> tuple[bytes, str]:
    """A fresh salt and the hash an event may hold of personal content: erase content and salt, and the chain still holds."""
    salt = secrets.token_bytes(SALT)
    return salt, salted_hash(salt, content)


def salted_hash(salt: bytes, content: bytes | str) -> str:
    """SHA-256 of salt and content, as hex: the same as `salted` gave when neither was changed."""
    return sha256(bytes(salt) + (content.encode() if isinstance(content, str) else content)).hexdigest()


def current_key() -> int:
    """The version that encrypts now: the highest there is."""
    versions = [int(path.stem.removeprefix("field-")) for path in _directory().glob("field-*.key")]
    return max(versions, default=1)


def rotate() -> int:
    """Make the next field key; older ciphers keep their own. Returns its version."""
    version = current_key() + 1
    _make(_directory() / f"field-{version}.key")
    return version


def _directory() -> Path:
    return Path(settings.YICHUANG_KEYS)


def _key(name: str) -> bytes:
    return _load(_directory() / f"{name}.key")


@lru_cache(maxsize=64)
def _load(path: Path) -> bytes:
    if not path.exists():
        if settings.PRODUCTION:
            raise KeyMissing(f"{path} is missing: restore the keys of this installation before starting")
        _make(path)
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise KeyMissing(f"{path} does not hold 32 bytes as hex")
    return key


def _make(path: Path) -> None:
    """Write a new key, 0600; when two processes start at once, the first one's key stands for both."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # 0600 by itself
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
