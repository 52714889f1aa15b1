"""随机抽取: uniform over who is eligible, the same for everybody who draws it again, another one when the list is another."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.agencies.domain import draw
from yichuang.kernel.errors import Invalid

LISTS = st.lists(st.uuids(), min_size=1, max_size=12, unique=True)
SECRETS = st.binary(min_size=32, max_size=32)
NUMBERS = st.text("0123456789", min_size=1, max_size=12)


def test_a_lot_worked_out_by_hand() -> None:
    """With nothing but SHA-256, as the page tells anybody to do it."""
    request, one, two = (UUID(int=n) for n in (1, 2, 3))
    secret = bytes(range(32))
    listed = hashlib.sha256(b"00000000-0000-0000-0000-000000000002\n00000000-0000-0000-0000-000000000003").hexdigest()
    text = f"yichuang-draw-1\n00000000-0000-0000-0000-000000000001\n{listed}\n{secret.hex()}\n7"
    seed = hashlib.sha256(text.encode()).hexdigest()
    lot = draw.draw(request, [two, one], secret=secret, owner_number="7")
    assert (lot.list_hash, lot.seed, lot.commitment) == (listed, seed, hashlib.sha256(secret).hexdigest())
    assert lot.agency_id == (one, two)[int(seed, 16) % 2]


@given(st.uuids(), LISTS, SECRETS, NUMBERS, st.randoms())
def test_anybody_comes_to_the_same_agency(request: UUID, listed: list[UUID], secret: bytes, number: str, shuffled: object) -> None:
    lot = draw.draw(request, listed, secret=secret, owner_number=number)
    other = list(listed)
    shuffled.shuffle(other)  # type: ignore[attr-defined]
    assert draw.draw(request, other, secret=secret, owner_number=number) == lot, "the order of signing up changes nothing"
    assert draw.faults(lot) == ()
    assert lot.agency_id in listed


@given(st.uuids(), LISTS, SECRETS, NUMBERS, st.uuids())
def test_the_seed_changes_with_list_value_and_number(request: UUID, listed: list[UUID], secret: bytes, number: str, further: UUID) -> None:
    lot = draw.draw(request, listed, secret=secret, owner_number=number)
    seeds = {
        lot.seed, draw.draw(request, [*listed, further], secret=secret, owner_number=number).seed if further not in listed else "list",
        draw.draw(request, listed, secret=bytes([secret[0] ^ 1]) + secret[1:], owner_number=number).seed,
        draw.draw(request, listed, secret=secret, owner_number="1" + number).seed,
    }  # fmt: skip
    assert len(seeds) == 4


@given(st.uuids(), st.lists(st.uuids(), min_size=2, max_size=8, unique=True), SECRETS, NUMBERS)
def test_whatever_is_changed_afterwards_is_found(request: UUID, listed: list[UUID], secret: bytes, number: str) -> None:
    lot = draw.draw(request, listed, secret=secret, owner_number=number)
    loser = next(one for one in lot.agency_ids if one != lot.agency_id)
    assert draw.faults(replace(lot, agency_id=loser))
    assert draw.faults(replace(lot, place=(lot.place + 1) % len(listed)))
    assert draw.faults(replace(lot, agency_ids=tuple(one for one in lot.agency_ids if one != loser)))
    assert draw.faults(replace(lot, owner_number=number + "0"))
    assert draw.faults(replace(lot, secret=bytes([secret[0] ^ 1, *secret[1:]]).hex())), "another random value than the one committed to"
    assert draw.faults(replace(lot, secret="no value"))


@pytest.mark.parametrize("count", [2, 3, 5, 7])
def test_no_agency_is_favoured(count: int) -> None:
    """Chi-squared over 4,000 lots with values that were never picked for it; 0.9999 of fair lots stay below the bound."""
    listed, drawn = [UUID(int=n) for n in range(count)], 4000
    found = Counter(
        draw.draw(UUID(int=9), listed, secret=hashlib.sha256(str(n).encode()).digest(), owner_number=str(n % 10)).agency_id for n in range(drawn)
    )
    mean = drawn / count
    bound = {2: 15.2, 3: 18.5, 5: 23.6, 7: 27.9}[count]
    assert set(found) == set(listed)
    assert sum((n - mean) ** 2 / mean for n in found.values()) < bound


@pytest.mark.parametrize("typed", ["", "abc", "1234567890123", "１２", "-1", "1.5", "²"])
def test_the_owner_writes_a_plain_number(typed: str) -> None:
    with pytest.raises(Invalid):
        draw.read_number(typed)


def test_nobody_is_drawn_from_an_empty_list() -> None:
    with pytest.raises(draw.NobodyToDraw):
        draw.draw(UUID(int=1), [], secret=bytes(32), owner_number="1")
