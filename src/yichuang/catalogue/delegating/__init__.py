"""Delegation of powers 委托、下放、划转、授权, and parity of city and counties 市县同权. The door of this room."""

from yichuang.catalogue.delegating.deciding import deciding_organ, place_in
from yichuang.catalogue.delegating.lists import (
    DelegationRow,
    ParityRow,
    counties_of,
    delegation,
    delegations,
    due_follow_ups,
    of_item,
    parity_of,
)
from yichuang.catalogue.delegating.verbs import NoSuchDelegation, expire, follow_up, take_effect

__all__ = [
    "DelegationRow", "NoSuchDelegation", "ParityRow", "counties_of", "deciding_organ", "delegation", "delegations", "due_follow_ups", "expire",
    "follow_up", "of_item", "parity_of", "place_in", "take_effect",
]  # fmt: skip
