"""Tables: organs, people and powers; administrative divisions."""

from yichuang.organisations.models.changes import OrganChange
from yichuang.organisations.models.divisions import Division, DivisionImport
from yichuang.organisations.models.people import (
    AccessVersion,
    Account,
    AccountManager,
    Authorisation,
    Dated,
    LocalMessage,
    Mandate,
    OfficeHours,
    Organ,
    OrganTree,
    Party,
    PhoneCode,
    PostHolding,
    RecoveryCode,
    SecondFactor,
    StandIn,
    Stream,
    SystemToken,
    forward,
)

__all__ = [
    "AccessVersion", "Account", "AccountManager", "Authorisation", "Dated", "Division", "DivisionImport", "LocalMessage", "Mandate",
    "OfficeHours", "Organ", "OrganChange", "OrganTree", "Party", "PhoneCode", "PostHolding", "RecoveryCode", "SecondFactor", "StandIn", "Stream",
    "SystemToken", "forward",
]
