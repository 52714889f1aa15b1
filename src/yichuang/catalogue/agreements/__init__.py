"""Agreements 通办协议: accept anywhere, decide where the power lies. The door of this room."""

from yichuang.catalogue.agreements.reading import (
    AgreementRow,
    agreement,
    agreements,
    at_window,
    check_in_force,
    items_at,
    of_item,
)
from yichuang.catalogue.agreements.verbs import NoSuchAgreement, agree, end_agreement, expire

__all__ = [
    "AgreementRow", "NoSuchAgreement", "agree", "agreement", "agreements", "at_window", "check_in_force", "end_agreement", "expire", "items_at", "of_item",
]
