"""Personal numbers at rest: encrypted, found by their HMAC, masked on pages."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from yichuang.kernel import crypto

NUMBER = "11010519491231002X"


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Path:
    settings.YICHUANG_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def test_a_number_comes_back_and_two_ciphers_of_it_differ() -> None:
    one, two = (crypto.encrypt(NUMBER, field="party.number") for _ in range(2))
    assert one.cipher != two.cipher and NUMBER.encode() not in one.cipher
    assert crypto.decrypt(memoryview(one.cipher), key=one.key, field="party.number") == NUMBER  # type: ignore[arg-type]


def test_a_changed_cipher_or_one_of_another_field_is_refused() -> None:
    made = crypto.encrypt(NUMBER, field="party.number")
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(made.cipher[:-1] + bytes([made.cipher[-1] ^ 1]), key=made.key, field="party.number")
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(made.cipher, key=made.key, field="party.phone")


def test_a_new_key_encrypts_and_the_old_one_still_reads() -> None:
    old = crypto.encrypt(NUMBER, field="party.number")
    assert (old.key, crypto.rotate()) == (1, 2)
    new = crypto.encrypt(NUMBER, field="party.number")
    assert new.key == 2
    assert {crypto.decrypt(e.cipher, key=e.key, field="party.number") for e in (old, new)} == {NUMBER}


def test_keys_are_for_the_owner_only(keys: Path) -> None:
    crypto.encrypt(NUMBER, field="party.number")
    crypto.lookup_hmac(NUMBER, field="party.number")
    assert sorted(path.name for path in keys.iterdir()) == ["field-1.key", "lookup.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_production_never_makes_a_key(settings: Settings, keys: Path) -> None:
    settings.PRODUCTION = True
    with pytest.raises(crypto.KeyMissing, match="field-1.key"):
        crypto.encrypt(NUMBER, field="party.number")
    assert not keys.exists()


def test_a_number_is_found_whatever_its_blanks_and_case() -> None:
    assert crypto.lookup_hmac(" 110105 19491231 002x", field="party.number") == crypto.lookup_hmac(NUMBER, field="party.number")
    assert crypto.lookup_hmac(NUMBER, field="a") != crypto.lookup_hmac(NUMBER, field="b")


@pytest.mark.parametrize(
    "number, shown",
    [(NUMBER, "110***********002X"), ("13812345678", "138****5678"), ("123456", "1****6"), ("123", "***"), ("", "")],
)
def test_masks(number: str, shown: str) -> None:
    assert crypto.mask(number) == shown


@given(st.text(min_size=1, max_size=30, alphabet="0123456789X"))
def test_a_mask_never_shows_more_than_seven(number: str) -> None:
    shown = crypto.mask(number)
    assert len(shown) == len(number) and len(shown) - shown.count("*") <= 7


def test_a_salted_hash_names_content_without_giving_it_away() -> None:
    (salt, one), (other, two) = crypto.salted("同意"), crypto.salted("同意")
    assert one != two and salt != other
    assert crypto.salted_hash(salt, "同意".encode()) == one
