"""The door of organisations: actors and powers, organs, parties, mandates, office hours."""

from yichuang.organisations.actions import (
    Wanted,
    add_organ,
    close_account,
    create_staff,
    end_post,
    give_post,
    grant_authorisation,
    grant_authorisations,
    lock_organ,
    set_office_hours,
    withdraw_authorisation,
)
from yichuang.organisations.division_import import import_divisions
from yichuang.organisations.divisions import (
    DivisionRow,
    division_name,
    division_path,
    divisions_below,
    divisions_served,
    load_divisions,
)
from yichuang.organisations.domain import check_separation
from yichuang.organisations.gateway import NotSent, is_local, is_mobile, send_message
from yichuang.organisations.organ_import import import_organs, load_organs
from yichuang.organisations.organ_tree import (
    FoundOrgan,
    Level,
    Node,
    OrganPage,
    find_organs,
    level,
    organ_page,
    place_names,
    stands_at,
)
from yichuang.organisations.organs import (
    ChangeRow,
    change_organ,
    end_organ,
    establish,
    may_manage,
    move_organ,
    organ_changes,
    organ_version,
)
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
from yichuang.organisations.powers import (
    OrganRow,
    authorise,
    authority,
    check_head,
    is_head,
    may,
    mine,
    organ,
    organ_named,
    organs,
    organs_around,
    organs_where,
    own_organ,
    posts_for,
    standing,
    successors,
)
from yichuang.organisations.queries import (
    AuthorisationRow,
    MandateRow,
    PartyRow,
    Person,
    actor_by_id,
    actor_named,
    actor_of,
    authorisation_known,
    authorisations,
    find_party,
    holders,
    in_posts,
    mandates,
    names,
    office_hours,
    office_periods_of,
    officer_number,
    organ_names,
    organs_of,
    parties,
    party,
    party_number,
    post_holders,
    public_numbers,
    system_actor,
)
from yichuang.organisations.second_factor import issue_recovery_codes
from yichuang.organisations.seed import Demo, demo_id, seed_demo
from yichuang.organisations.stand_ins import StandInRow, appoint_stand_in, end_stand_in, stand_in, stand_ins, stood_in_for
from yichuang.organisations.tokens import BadToken, Caller, TokenRow, issue_token, revoke_token, token_caller, tokens

__all__ = [
    "AuthorisationRow", "BadToken", "Caller", "ChangeRow", "Demo", "DivisionRow", "FoundOrgan", "Level", "MandateRow", "Node",
    "NotSent", "OrganPage", "OrganRow", "PartyRow", "Person", "StandInRow", "TokenRow", "Wanted", "actor_by_id", "actor_named",
    "actor_of", "add_mandate", "add_organ", "appoint_stand_in", "authorisations", "authorise", "authorisation_known", "authority", "change_organ",
    "check_head", "is_head", "standing",
    "change_party", "check_phone", "check_separation", "close_account", "create_staff", "demo_id", "division_name",
    "division_path", "divisions_below", "divisions_served", "end_mandate", "end_organ", "end_post", "end_stand_in", "establish", "find_organs",
    "find_party", "give_post", "grant_authorisation", "grant_authorisations", "holders", "import_divisions", "import_organs",
    "in_posts", "is_local", "is_mobile", "issue_recovery_codes", "issue_token", "join_applicant", "level", "load_divisions",
    "load_organs", "lock_organ", "mandates", "may", "may_manage", "mine", "move_organ", "names", "office_hours", "office_periods_of",
    "officer_number", "organ", "organ_names", "organ_changes", "organ_named", "organ_page", "organ_version", "organs", "organs_around", "organs_of",
    "organs_where", "own_organ", "parties", "party", "party_number", "place_names", "post_holders", "posts_for",
    "public_numbers", "register_party", "revoke_token", "seed_demo", "send_code", "send_message", "set_office_hours", "stands_at",
    "stand_in", "stand_ins", "stood_in_for", "successors", "system_actor", "token_caller", "tokens", "try_code", "verify_mandate",
    "verify_party", "withdraw_authorisation",
]
