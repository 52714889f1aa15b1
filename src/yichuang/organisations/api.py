"""The door of organisations: actors and powers, organs, parties, mandates, office hours."""

from yichuang.organisations.actions import (
    Wanted,
    add_organ,
    appoint_stand_in,
    close_account,
    create_staff,
    end_post,
    end_stand_in,
    give_post,
    grant_authorisation,
    grant_authorisations,
    set_office_hours,
    withdraw_authorisation,
)
from yichuang.organisations.domain import check_separation
from yichuang.organisations.gateway import NotSent, is_local, is_mobile, send_message
from yichuang.organisations.parties import (
    add_mandate,
    change_party,
    end_mandate,
    join_applicant,
    register_party,
    verify_mandate,
    verify_party,
)
from yichuang.organisations.phone_codes import check_phone, send_code, try_code
from yichuang.organisations.powers import OrganRow, authorise, authority, may, mine, organ, organs, posts_for
from yichuang.organisations.queries import (
    MandateRow,
    PartyRow,
    Person,
    actor_by_id,
    actor_named,
    actor_of,
    find_party,
    holders,
    mandates,
    names,
    office_hours,
    officer_number,
    parties,
    party,
    party_number,
    system_actor,
)
from yichuang.organisations.second_factor import issue_recovery_codes
from yichuang.organisations.seed import Demo, demo_id, seed_demo
from yichuang.organisations.tokens import BadToken, Caller, TokenRow, issue_token, revoke_token, token_caller, tokens

__all__ = [
    "BadToken", "Caller", "TokenRow", "issue_token", "revoke_token", "token_caller", "tokens",
    "Demo", "MandateRow", "NotSent", "OrganRow", "PartyRow", "Person", "Wanted", "actor_by_id", "actor_named", "actor_of", "add_mandate", "add_organ", "appoint_stand_in",
    "check_phone", "is_local", "is_mobile", "send_code", "try_code",
    "authorise", "authority", "change_party", "check_separation", "close_account", "create_staff", "demo_id", "end_mandate",
    "end_post", "end_stand_in", "find_party", "give_post", "grant_authorisation", "grant_authorisations", "holders", "issue_recovery_codes", "join_applicant",
    "mandates", "may", "mine", "names", "office_hours", "officer_number", "organ", "organs", "parties", "party",
    "party_number", "posts_for", "register_party", "seed_demo", "send_message", "set_office_hours", "system_actor", "verify_mandate", "verify_party",
    "withdraw_authorisation",
]
