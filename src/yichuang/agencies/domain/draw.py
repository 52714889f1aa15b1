"""The lot 随机抽取, so that anybody can draw it again with nothing but SHA-256.

The mall commits to a random value when the request is published (its hash is in the record and on the page); the list closes; the owner,
who has not seen that value, adds a number of their own. Neither side alone can steer the result, and the record holds everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from yichuang.kernel.errors import FieldError, Invalid, Refusal

SCHEME = "yichuang-draw-1"
SECRET_BYTES = 32
MOST_DIGITS = 12


class NobodyToDraw(Refusal):
    code = "agencies.nobody_to_draw"
    message = "截止时没有符合条件的机构报名，不能抽取。"
    remedy = "请撤回以后重新发布，可以放宽天数或者提高价格。"


@dataclass(frozen=True, slots=True)
class Lot:
    """A drawn lot with all it was made of. `agency_ids` in the order of their texts; `place` counts from 0; hashes and secret as hex."""

    request_id: UUID
    agency_ids: tuple[UUID, ...]
    commitment: str
    secret: str
    owner_number: str
    list_hash: str
    seed: str
    place: int
    agency_id: UUID


def commitment_of(secret: bytes) -> str:
    """What is published before: SHA-256 of the random value."""
    return sha256(secret).hexdigest()


def ordered(agency_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    return tuple(sorted(set(agency_ids), key=str))


def list_hash(agency_ids: Sequence[UUID]) -> str:
    """SHA-256 of the ids in order, one a line, without a line end behind the last."""
    return sha256("\n".join(str(one) for one in ordered(agency_ids)).encode()).hexdigest()


def seed_of(request_id: UUID, hashed_list: str, secret: str, owner_number: str) -> str:
    return sha256("\n".join((SCHEME, str(request_id), hashed_list, secret, owner_number)).encode()).hexdigest()


def place_of(seed: str, count: int) -> int:
    """The seed as a number, modulo `count`: with 256 bits no place is favoured by more than one part in 2^256 ÷ count."""
    return int(seed, 16) % count


def read_number(text: str) -> str:
    """The owner's number: 1 to 12 ASCII figures, kept as typed. Raises Invalid."""
    said = text.strip()
    if not (said.isascii() and said.isdigit()) or len(said) > MOST_DIGITS:
        wrong = FieldError("owner_number", "agencies.no_number", "请填1到12位数字，随便写一个就行")
        raise Invalid("请写一个数。", code="agencies.no_number", errors=(wrong,))
    return said


def draw(request_id: UUID, agency_ids: Sequence[UUID], *, secret: bytes, owner_number: str) -> Lot:
    """Draw among the agencies. Raises NobodyToDraw."""
    if not agency_ids:
        raise NobodyToDraw()
    listed, hashed = ordered(agency_ids), list_hash(agency_ids)
    seed = seed_of(request_id, hashed, secret.hex(), owner_number)
    place = place_of(seed, len(listed))
    return Lot(request_id, listed, commitment_of(secret), secret.hex(), owner_number, hashed, seed, place, listed[place])


def faults(lot: Lot) -> tuple[str, ...]:
    """What does not hold of a lot as it was published; empty when anybody comes to the same agency."""
    try:
        secret = bytes.fromhex(lot.secret)
    except ValueError:
        return ("the random value is no hexadecimal number",)
    if not lot.agency_ids:
        return ("the list is empty",)
    wrong = []
    if commitment_of(secret) != lot.commitment:
        wrong.append("the random value is not the one that was committed to")
    if lot.agency_ids != ordered(lot.agency_ids) or list_hash(lot.agency_ids) != lot.list_hash:
        wrong.append("the list is not the one that was hashed")
    seed = seed_of(lot.request_id, list_hash(lot.agency_ids), lot.secret, lot.owner_number)
    if seed != lot.seed:
        wrong.append("the seed does not follow from list, random value and number")
    if lot.place != place_of(seed, len(lot.agency_ids)) or ordered(lot.agency_ids)[lot.place % len(lot.agency_ids)] != lot.agency_id:
        wrong.append("the agency is not the one the seed points at")
    return tuple(wrong)
