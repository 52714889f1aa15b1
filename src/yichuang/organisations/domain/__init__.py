"""Who may do what: acts, posts, powers and the separation of duties (design §5 “Who”, §11). Pure."""

from yichuang.organisations.domain.duties import (
    ACCEPTING,
    APART,
    DECIDING,
    HEARING_ARTICLE,
    INNER_RULE,
    NEVER_PASSED_ON,
    NO_VETO,
    WATCHING,
    WINDOW_POSTS,
    Authorisable,
    Done,
    NotSeparate,
    at_field,
    check_authorisation,
    check_beside,
    check_passed_on,
    check_post,
    check_separation,
    check_stand_in,
    check_visitors,
)
from yichuang.organisations.domain.powers import (
    Actor,
    Authorisation,
    Authority,
    Holding,
    Kind,
    NoAuthority,
    Span,
    StandIn,
    authorisations_for,
    check_authority,
    find_authority,
)
from yichuang.organisations.domain.words import (
    ACT_NAMES,
    APART_POSTS,
    HEADS_ONLY,
    POST_NAMES,
    Act,
    NotAHead,
    Post,
    act_name,
    check_rank,
    is_head_enough,
    post_name,
)

__all__ = [
    "ACCEPTING", "ACT_NAMES", "APART", "APART_POSTS", "Act", "Actor", "Authorisable", "Authorisation", "Authority", "DECIDING",
    "Done", "HEADS_ONLY", "HEARING_ARTICLE", "Holding", "INNER_RULE", "Kind", "NEVER_PASSED_ON", "NO_VETO", "NoAuthority",
    "NotAHead", "NotSeparate", "POST_NAMES", "Post", "Span", "StandIn", "WATCHING", "WINDOW_POSTS", "act_name", "at_field",
    "authorisations_for", "check_authorisation", "check_authority", "check_beside", "check_passed_on", "check_post",
    "check_rank", "check_separation", "check_stand_in", "check_visitors", "find_authority", "is_head_enough", "post_name",
]
