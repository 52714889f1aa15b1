"""Power: organ, item or all, act → post, by date; stand-ins; separation of duties (design §5 “Who”, §11)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.kernel.errors import Refusal
from yichuang.organisations.domain import (
    ACT_NAMES,
    POST_NAMES,
    Act,
    Actor,
    Authorisation,
    Done,
    Holding,
    NoAuthority,
    NotAHead,
    NotSeparate,
    Post,
    Span,
    StandIn,
    authorisations_for,
    check_authority,
    check_post,
    check_rank,
    check_separation,
    check_visitors,
    find_authority,
)

BUREAU, OFFICE, WATER = uuid4(), uuid4(), uuid4()
CHEN, WANG, LI = uuid4(), uuid4(), uuid4()
DAY = date(2026, 9, 24)
ALWAYS = Span(date(2020, 1, 1))
ABOVE = {BUREAU: frozenset({BUREAU}), OFFICE: frozenset({OFFICE, BUREAU}), WATER: frozenset({WATER})}
ROW = Authorisation(uuid4(), BUREAU, Act.GRANT, Post.DEPUTY_DIRECTOR, ALWAYS)
HOLDS = Holding(uuid4(), CHEN, BUREAU, Post.DEPUTY_DIRECTOR, ALWAYS)


def find(account, rows=(ROW,), holdings=(HOLDS,), stand_ins=(), on=DAY):
    return find_authority(account, rows, holdings=holdings, stand_ins=stand_ins, ancestors=ABOVE, on=on)


def test_the_post_authorised_may_and_the_row_is_named():
    assert find(CHEN).ref == str(ROW.id)
    assert find(WANG) is None


def test_a_power_ends_with_its_last_day_and_with_its_withdrawal():
    assert find(CHEN, holdings=(replace(HOLDS, span=Span(DAY, DAY)),))
    assert find(CHEN, holdings=(replace(HOLDS, span=Span(date(2026, 1, 1), date(2026, 9, 23))),)) is None
    assert find(CHEN, holdings=(replace(HOLDS, span=Span(date(2026, 1, 1), None, DAY)),)) is None
    rows = [replace(ROW, span=Span(date(2026, 1, 1), None, DAY))]
    assert authorisations_for(rows, act=Act.GRANT, organ_id=BUREAU, item_id=None, on=DAY) == ()
    assert authorisations_for(rows, act=Act.GRANT, organ_id=BUREAU, item_id=None, on=date(2026, 9, 23))


def test_the_row_of_an_item_goes_before_the_row_of_all_items():
    item = uuid4()
    particular = replace(ROW, id=uuid4(), item_id=item, post=Post.DIRECTOR)
    rows = (ROW, particular)
    assert authorisations_for(rows, act=Act.GRANT, organ_id=BUREAU, item_id=item, on=DAY) == (particular,)
    assert authorisations_for(rows, act=Act.GRANT, organ_id=BUREAU, item_id=uuid4(), on=DAY) == (ROW,)
    assert authorisations_for(rows, act=Act.GRANT, organ_id=BUREAU, item_id=None, on=DAY) == (ROW,)


def test_a_post_in_an_office_is_a_post_of_its_organ_but_not_the_other_way():
    assert find(CHEN, holdings=(replace(HOLDS, organ_id=OFFICE),))
    assert find(CHEN, rows=(replace(ROW, organ_id=OFFICE),)) is None
    assert find(CHEN, holdings=(replace(HOLDS, organ_id=WATER),)) is None


def test_a_hall_accepts_for_a_department_when_the_row_says_whose_post():
    row = Authorisation(uuid4(), WATER, Act.ACCEPT, Post.WINDOW, ALWAYS, post_organ_id=BUREAU)
    clerk = Holding(uuid4(), LI, OFFICE, Post.WINDOW, ALWAYS)
    assert find(LI, rows=(row,), holdings=(clerk,))
    assert find(LI, rows=(row,), holdings=(replace(clerk, organ_id=WATER),)) is None


def test_a_stand_in_acts_on_their_days_and_is_named_with_whom_they_stand_for():
    stand_in = StandIn(uuid4(), WANG, CHEN, BUREAU, Post.DEPUTY_DIRECTOR, Span(DAY, date(2026, 9, 30)))
    found = find(WANG, stand_ins=(stand_in,))
    assert found.ref == f"{ROW.id}/{stand_in.id}"
    assert found.persons == {WANG, CHEN}
    assert find(WANG, stand_ins=(stand_in,), on=date(2026, 10, 1)) is None
    assert find(LI, stand_ins=(stand_in,)) is None


def test_a_stand_in_has_no_more_than_the_person_stood_in_for():
    stand_in = StandIn(uuid4(), WANG, CHEN, BUREAU, Post.DEPUTY_DIRECTOR, ALWAYS)
    assert find(WANG, holdings=(), stand_ins=(stand_in,)) is None


def test_the_refusal_names_the_posts_that_may():
    with pytest.raises(NoAuthority) as refused:
        check_authority(None, (ROW, replace(ROW, post=Post.DIRECTOR)), act=Act.GRANT)
    assert refused.value.details == {"act": "准予", "posts": "分管局长、局长"}
    assert refused.value.status == 403
    with pytest.raises(NoAuthority) as refused:
        check_authority(None, (), act=Act.SEAL)
    assert refused.value.code == "organisations.nobody_authorised"


def done(act, *people):
    return Done(act, frozenset(people))


@pytest.mark.parametrize("act", [Act.GRANT, Act.REFUSE])
def test_whoever_accepts_does_not_decide(act):
    with pytest.raises(NotSeparate):
        check_separation([done(Act.ACCEPT, LI)], act, frozenset({LI}))
    check_separation([done(Act.ACCEPT, LI)], act, frozenset({CHEN}))


def test_the_acceptor_reviews_only_under_one_review():
    with pytest.raises(NotSeparate):
        check_separation([done(Act.ACCEPT, LI)], Act.REVIEW, frozenset({LI}))
    check_separation([done(Act.ACCEPT, LI)], Act.REVIEW, frozenset({LI}), one_review=True)
    with pytest.raises(NotSeparate):
        check_separation([done(Act.ACCEPT, LI)], Act.GRANT, frozenset({LI}), one_review=True)


def test_art_48_the_hearing_is_chaired_by_somebody_who_does_not_review():
    for single in (False, True):
        with pytest.raises(NotSeparate) as refused:
            check_separation([done(Act.REVIEW, WANG)], Act.HEARING_CHAIR, frozenset({WANG}), single_officer=single)
        assert "第四十八条" in refused.value.article


def test_one_officer_alone_only_where_the_item_declares_it():
    check_separation([done(Act.ACCEPT, LI), done(Act.REVIEW, LI)], Act.GRANT, frozenset({LI}), single_officer=True)


@pytest.mark.parametrize("post", sorted(set(Post) - {Post.DIRECTOR, Post.DEPUTY_DIRECTOR}))
def test_art_42_only_a_head_of_the_own_organ_approves_the_extension(post):
    """42(1): 经本行政机关负责人批准."""
    with pytest.raises(NotAHead) as refused:
        check_rank(Act.EXTEND, post, own=True)
    assert "第四十二条第一款" in refused.value.article
    with pytest.raises(NotAHead):
        check_rank(Act.EXTEND, Post.DIRECTOR, own=False)
    check_rank(Act.EXTEND, Post.DIRECTOR, own=True)
    check_rank(Act.GRANT, post, own=False)


@pytest.mark.parametrize("post", sorted(set(Post) - {Post.GOVERNMENT_HEAD}))
def test_art_42_2_only_the_head_of_the_government_extends_the_forty_five_days(post):
    """42(2): 经本级人民政府负责人批准."""
    with pytest.raises(NotAHead) as refused:
        check_rank(Act.EXTEND_JOINT, post, own=True)
    assert "第四十二条第二款" in refused.value.article
    check_rank(Act.EXTEND_JOINT, Post.GOVERNMENT_HEAD, own=False)


def test_a_row_of_old_that_gave_a_heads_act_to_another_post_gives_nothing():
    row = Authorisation(uuid4(), BUREAU, Act.EXTEND, Post.CHIEF_REPRESENTATIVE, Span(date(2020, 1, 1)))
    assert authorisations_for([row], act=Act.EXTEND, organ_id=BUREAU, item_id=None, on=date(2026, 9, 1)) == ()


def test_standing_in_never_launders_a_duty():
    with pytest.raises(NotSeparate):  # the stand-in accepted themselves
        check_separation([done(Act.ACCEPT, WANG)], Act.GRANT, frozenset({WANG, CHEN}))
    with pytest.raises(NotSeparate):  # the person stood in for accepted
        check_separation([done(Act.ACCEPT, CHEN)], Act.GRANT, frozenset({WANG, CHEN}))


@given(st.sampled_from(list(Act)), st.sampled_from(list(Act)), st.booleans(), st.booleans())
def test_separation_does_not_depend_on_which_act_came_first(first, second, one_review, single):
    def refused(before, after):
        try:
            check_separation([done(before, LI)], after, frozenset({LI}), one_review=one_review, single_officer=single)
        except NotSeparate:
            return True
        return False

    assert refused(first, second) == refused(second, first)


def test_supervisors_touch_no_case():
    with pytest.raises(Refusal):
        check_post(Post.SUPERVISOR, [Post.UNDERTAKER])
    with pytest.raises(Refusal):
        check_post(Post.WINDOW, [Post.RATING_OFFICER])
    check_post(Post.VISITOR, [Post.UNDERTAKER])


def test_art_34_two_officers_verify_on_the_spot():
    with pytest.raises(Refusal) as refused:
        check_visitors([WANG, WANG])
    assert "第三十四条第三款" in refused.value.article
    check_visitors([WANG, LI])


def test_every_act_and_post_has_its_word():
    assert set(ACT_NAMES) == set(Act)
    assert set(POST_NAMES) == set(Post)


days = st.dates(date(2026, 1, 1), date(2026, 1, 20))
spans = st.builds(Span, days, st.none() | days, st.none() | days)


@given(spans, spans)
def test_spans_overlap_exactly_when_they_share_a_day(one, other):
    day = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(40)]
    assert one.overlaps(other) == any(one.holds_on(d) and other.holds_on(d) for d in day)


def test_events_name_actors_by_id_only():
    account = uuid4()
    assert Actor(account, "staff", name="李某").ref == f"account:{account}"
    assert Actor(None, "system", name="worker").ref == "system:worker"
